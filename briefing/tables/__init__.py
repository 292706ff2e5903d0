"""Registers as tables: which columns each has, what is looked for in them, and files of them to take away."""
