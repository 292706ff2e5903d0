"""The conversation, its answers with their citations, and the page laid open beside it."""
