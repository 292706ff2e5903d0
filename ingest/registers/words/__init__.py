"""Words that know their places, names of people, lists of them."""
