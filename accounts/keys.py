"""Keys of rows as a browser sends them, in an address or a form: nothing that is sent is known to be a number."""

from django.http import Http404

# No number of so many digits is beyond what the database holds in eight bytes.
LONGEST = 18


def is_key(text: str) -> bool:
    """Digits of ASCII only, and not more of them than any key has."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST


def key_of(text: str | None) -> int | None:
    """None of anything that is no key."""
    return int(text) if text and is_key(text) else None


def key_or_404(text: str) -> int:
    """For what has no page without a key. Raises Http404."""
    if not is_key(text):
        raise Http404
    return int(text)
