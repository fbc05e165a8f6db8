"""Who people are: their sign-in, what they do for which organisation and until when, and what they may do."""
