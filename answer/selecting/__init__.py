"""Choose the fewest units of the retrieved passages that answer a question, if any does."""
