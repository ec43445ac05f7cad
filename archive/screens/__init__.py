"""What the pages of the archive show: one file a page."""
