"""Plans that people write together: a working copy of edits, kept versions, and the pages to write them in."""
