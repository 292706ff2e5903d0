"""The library as one SQLite file: its tables, what its rows mean, and its connections."""
