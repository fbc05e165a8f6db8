"""Claims: figures that prose states, with what they are about."""
