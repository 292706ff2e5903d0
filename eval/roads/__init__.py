"""Other roads to an answer, run beside Askboard's own to keep its numbers honest."""
