"""What is printed around a page's text: numbers, running lines, and whether the page is withheld."""
