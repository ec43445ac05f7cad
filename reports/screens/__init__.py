"""What the pages of figures and documents show: plain values, read in a known number of queries."""
