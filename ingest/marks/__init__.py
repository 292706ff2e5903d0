"""What is printed around a page's text: numbers, running lines, markings, and the title of minutes."""
