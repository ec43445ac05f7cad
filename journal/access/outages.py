"""The door to outages: whoever looks after the program notes them (the page stands behind Right.SYSTEM)."""

from django.shortcuts import get_object_or_404

from journal.models import Outage


def outage_to_note(key: str) -> Outage:
    """404 where there is none of that key."""
    is_key = key.isascii() and key.isdecimal() and len(key) < 10
    return get_object_or_404(Outage, pk=int(key) if is_key else 0)
