"""What the pages about a breach show: its clocks, its moments, its operations before and after they are void."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts import breaches
from accounts.breaches import Clock
from accounts.models import BreachAct, BreachIncident, User, VoidedOperation
from accounts.models.breaches import BreachIncidentQuerySet
from accounts.names import alphabetical
from archive.changes import Change, read_changes
from archive.operation_words import places_of, was_and_became
from archive.operations import Operation, operations_of

INCIDENTS_A_PAGE = 50
# More are neither read through nor ticked on one page; the act lists all.
SHOWN = 500
FOUND = 30


@dataclass(frozen=True)
class IncidentLine:
    incident: BreachIncident
    overdue: Sequence[Clock]


@dataclass(frozen=True)
class BreachesScreen:
    page: Page[BreachIncident]
    lines: Sequence[IncidentLine]


def breaches_screen(
    incidents: BreachIncidentQuerySet, *, number: str, now: datetime
) -> BreachesScreen:
    """Newest first, each with what of its clocks is overdue. Two queries."""
    page = Paginator(incidents.newest_first(), INCIDENTS_A_PAGE).get_page(number)
    lines = [
        IncidentLine(one, [c for c in clocks_of(one, now=now) if c.state == breaches.OVERDUE])
        for one in page
    ]
    return BreachesScreen(page, lines)


def clocks_of(incident: BreachIncident, *, now: datetime) -> list[Clock]:
    """The hour for the director and the support; the day and the three days for Roskomnadzor."""
    start = incident.discovered_at
    within_hour = start + breaches.NOTICE_WITHIN
    told = [
        breaches.clock(
            "Директор извещён", due_at=within_hour, done_at=incident.director_notified_at, now=now
        ),
        breaches.clock(
            "Служба поддержки извещена",
            due_at=within_hour,
            done_at=incident.support_notified_at,
            now=now,
        ),
    ]
    return told if incident.no_notice_because else told + _regulator(incident, now)


def _regulator(incident: BreachIncident, now: datetime) -> list[Clock]:
    """A notice has a day, not an hour: it is on time where its day is that of the term or before."""
    found = []
    for title, within, on in (
        ("Роскомнадзор уведомлён", breaches.FIRST_NOTICE_WITHIN, incident.first_notice_on),
        ("Роскомнадзору сообщён итог", breaches.INQUIRY_WITHIN, incident.inquiry_on),
    ):
        due_at = incident.discovered_at + within
        done_at = breaches.moment_of_day(on, due_at) if on else None
        found.append(breaches.clock(title, due_at=due_at, done_at=done_at, now=now))
    return found


@dataclass(frozen=True)
class OperationLine:
    """An operation that nobody has decided on yet. `value` names it in a form."""

    value: str
    at: datetime
    place: str
    was: str
    became: str


@dataclass(frozen=True)
class BreachScreen:
    """`since` are operations to be void, `doubtful` those before T; `waiting` and `decided` come after the voiding."""

    incident: BreachIncident
    clocks: Sequence[Clock]
    literal: datetime | None
    earlier: datetime | None
    since: Sequence[OperationLine]
    doubtful: Sequence[OperationLine]
    since_count: int
    doubtful_count: int
    waiting: Sequence[VoidedOperation]
    decided: Sequence[VoidedOperation]
    counts: dict[str, int]
    acts: Sequence[BreachAct]

    @property
    def shown(self) -> str:
        """The doubtful operations on the page, in one field of its form: only those are decided on."""
        return " ".join(one.value for one in self.doubtful)

    @property
    def undecided(self) -> int:
        return self.since_count + self.doubtful_count + self.counts["asked"]

    @property
    def is_ready(self) -> bool:
        incident = self.incident
        return bool(incident.moment and incident.act_number and incident.commission)


def breach_screen(incident: BreachIncident, *, now: datetime) -> BreachScreen:
    """Operations: two queries and those of `read_changes` (two a kind of record, one a kind of object); the rest three."""
    found = operations_of(incident)
    since = [one for one in found if not one.is_doubtful]
    doubtful = [one for one in found if one.is_doubtful]
    shown = [*since[:SHOWN], *doubtful[:SHOWN]]
    lines = dict(zip(shown, _lines(shown), strict=True))
    decided = list(incident.operations.order_by("made_at", "table", "history_row"))
    waiting = [one for one in decided if one.is_waiting]
    return BreachScreen(
        incident=incident,
        clocks=clocks_of(incident, now=now),
        literal=breaches.literal_moment(
            incident.director_notified_at, incident.support_notified_at
        ),
        earlier=breaches.earlier_moment(
            incident.director_notified_at, incident.support_notified_at
        ),
        since=[lines[one] for one in since[:SHOWN]],
        doubtful=[lines[one] for one in doubtful[:SHOWN]],
        since_count=len(since),
        doubtful_count=len(doubtful),
        waiting=waiting[:SHOWN],
        decided=[one for one in decided if not one.is_waiting][:SHOWN],
        counts={
            "all": len(decided),
            **{
                d: sum(one.decision == d for one in decided)
                for d in VoidedOperation.Decision.values
            },
        },
        acts=list(incident.acts.select_related("made_by").order_by("-made_at", "-pk")),
    )


def _lines(operations: Sequence[Operation]) -> list[OperationLine]:
    changes = read_changes([one.ref for one in operations])
    told = zip(operations, changes, places_of(changes), strict=True)
    return [_line(*one) for one in told]


def _line(operation: Operation, change: Change, place: str) -> OperationLine:
    was, became = was_and_became(change)
    value = f"{operation.kind.table}:{operation.history_id}"
    return OperationLine(value, operation.made_at, place, was, became)


@dataclass(frozen=True)
class ReportScreen:
    """People found by a part of the name or of the sign-in name."""

    asked: str
    people: Sequence[User]
    has_more: bool


def report_screen(people: QuerySet[User], asked: str) -> ReportScreen:
    """One query. Without a question nobody is listed where everybody could be."""
    words = asked.split()[:5]
    name = Concat(
        "last_name", Value(" "), "first_name", Value(" "), "middle_name", Value(" "), "username"
    )
    found = people.annotate(whole_name=name).order_by(*alphabetical())
    for word in words:
        found = found.filter(Q(whole_name__icontains=word))
    listed = list(found.distinct()[: FOUND + 1])
    return ReportScreen(asked, listed[:FOUND], len(listed) > FOUND)
