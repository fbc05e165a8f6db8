"""Tables as they stand on paper, whatever they tell: which way round, which rows are headings, which column is which."""
