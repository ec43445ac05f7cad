"""What must survive 5 and 25 years: volumes kept as bytes with their hash."""
