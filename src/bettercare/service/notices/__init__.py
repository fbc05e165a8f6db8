"""Notices by e-mail: queued in the transaction that they tell of, sent as one digest per person and period."""
