"""Read PDF files: the words of each page, where they stand, and the page as a picture."""
