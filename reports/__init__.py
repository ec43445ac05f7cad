"""Figures and documents made from the journal: read only."""
