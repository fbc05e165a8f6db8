"""Risks and milestones: registers and action plans, as tables and taken apart."""
