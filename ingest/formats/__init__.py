"""Readers of what boards send besides PDF and Word: slides, sheets, web pages and e-mails. All read, none fetches."""
