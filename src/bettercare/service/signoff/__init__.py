"""Signing a kept version of a plan, and sending it in a window: stored bytes, and status folded from what happened."""
