"""What the pages show, one file a noun."""
