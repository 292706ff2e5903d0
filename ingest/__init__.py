"""A file becomes a `Paper`: pages, stamps, agenda items, minutes, passages. Knows no database and no model."""
