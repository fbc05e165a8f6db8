"""PDF: words, lines and bands of a page, and the tables they make."""
