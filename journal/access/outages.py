"""The door to outages: whoever looks after the program notes them (the page stands behind Right.SYSTEM)."""

from django.shortcuts import get_object_or_404

from accounts.keys import key_or_404
from journal.models import Outage


def outage_to_note(key: str) -> Outage:
    """404 where there is none of that key."""
    return get_object_or_404(Outage, pk=key_or_404(key))
