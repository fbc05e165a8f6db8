"""Fields of a round's form: their labels found, and values given to them as one assignment."""
