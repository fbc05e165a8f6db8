"""Text whose columns are kept by spaces alone: put back into tables."""
