"""Every write of the app, one file a noun."""
