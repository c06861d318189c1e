"""A service of another machine, called with the words that its functions have in Python."""
