"""Papers become findable: the library (SQLite), the vectors (Chroma), embedding and retrieval."""
