"""Tables whose cells a PDF prints as running text: their heads, values and rows told by words alone."""
