"""Conversations that are kept: named, found again, carried out of Askboard, and what people thought of answers."""
