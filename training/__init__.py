"""Train the evidence reader: which units of a passage answer a question, and whether any does."""
