"""What people read, in their language: catalogues of words, and what is said by them."""
