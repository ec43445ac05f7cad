"""What pupil and parents see: read only, never writes in the journal."""
