"""What a question asks: the kind of answer, the places and papers that it names, the turns that it goes on from."""
