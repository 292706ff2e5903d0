"""The words of questions and papers: which say something, how else they are written, and how they are spelt."""
