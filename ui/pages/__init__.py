"""The screens beside the chat: the papers and what was read of them, and how well Askboard does."""
