"""Outages as a list: when, what, who noted it."""

from collections.abc import Sequence
from dataclasses import dataclass

from journal.models import Outage

AT_MOST = 100


@dataclass(frozen=True)
class OutageLine:
    outage: Outage
    author: str


def outages_screen() -> Sequence[OutageLine]:
    """The latest first; two queries."""
    outages = list(Outage.objects.all()[:AT_MOST])
    first = Outage.history.filter(id__in=[one.pk for one in outages], history_type="+")
    authors = dict(first.values_list("id", "history_author"))
    return [OutageLine(one, authors.get(one.pk, "")) for one in outages]
