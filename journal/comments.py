"""Comments on marks. Each has a version of its own, so that neither its change nor the mark's is in the other's way."""

from zlib import crc32

LONGEST = 500


def version_of(comment: str) -> int:
    """Of the text itself, 0 of none: whoever has seen this text has seen this version."""
    return crc32(comment.encode())
