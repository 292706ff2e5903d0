"""Graded questions, their measures, and the baselines they are held against."""
