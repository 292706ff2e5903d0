"""Graded questions, their measures, and what other roads are worth beside ours."""
