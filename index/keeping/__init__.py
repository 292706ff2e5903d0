"""A whole library in one file: written while it is in use, checked, and put back."""
