"""A language model writes the answer, sentence by sentence; each is proved like a quote or dropped."""
