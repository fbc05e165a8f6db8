"""Word documents: text with its insertions and deletions, tables, controls."""
