"""The programming interface: what other systems read and do, with a token that acts for a person and never beyond their role."""
