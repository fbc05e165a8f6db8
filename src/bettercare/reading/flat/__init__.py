"""Tables of money that a converter flattened into running text, or printed in pieces."""
