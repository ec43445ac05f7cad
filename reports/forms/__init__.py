"""Questions the pages of figures and documents ask."""
