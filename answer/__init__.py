"""A question becomes a proved `Answer`: understanding, quoting, writing, proving."""
