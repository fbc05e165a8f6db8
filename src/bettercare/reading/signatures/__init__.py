"""Signatures: who signed for whom, in which role and when, in tables, blocks, lines and sentences."""
