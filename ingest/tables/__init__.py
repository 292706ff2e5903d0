"""Tables: rows with their cells, each under its column's head."""
