"""What developers run through ./dev; not shipped."""
