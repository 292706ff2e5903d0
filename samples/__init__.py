"""Papers of an invented board, and what generates them."""
