class Refused(Exception):
    """The school's rules do not allow it; the text says why, to a person."""
