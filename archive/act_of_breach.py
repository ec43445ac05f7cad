"""What the act of a breach says, in the order of regulation § 6.4: plain values, and the hash of them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from accounts import breaches
from accounts.models import BreachIncident, Role, VoidedOperation
from school.access import standing_of
from school.models import School

FACTS = {
    "teacher": "учитель",
    "homeroom": "классный руководитель",
    "student": "ученик",
    "parent": "родитель",
}
DECISION = VoidedOperation.Decision


@dataclass(frozen=True)
class OperationLine:
    """A line of the table. `what` is the object: class, subject, day, pupil."""

    number: int
    made_at: datetime
    what: str
    was: str
    became: str
    restored: str


@dataclass(frozen=True)
class Notice:
    who: str
    at: datetime | None
    how: str
    is_on_time: bool


@dataclass(frozen=True)
class Act:
    number: str
    place: str
    made_at: datetime
    commission: Sequence[tuple[str, str]]
    account: str
    person: str
    roles: str
    discovered_at: datetime
    reported_by: str
    reported_at: datetime
    circumstances: str
    notices: Sequence[Notice]
    moment: datetime
    is_literal: bool
    moment_reason: str
    operations: Sequence[OperationLine]
    doubtful_since: datetime | None
    doubtful: Sequence[OperationLine]
    measures: str
    unlocked_at: datetime | None
    first_notice: tuple[date | None, str]
    inquiry: tuple[date | None, str]
    no_notice_because: str

    @property
    def sha256(self) -> str:
        """Of the data: the moment of printing is left out."""
        data = {name: value for name, value in asdict(self).items() if name != "made_at"}
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def act_of(incident: BreachIncident, *, school: School, on: date, now: datetime) -> Act:
    """Three queries. The incident has its moment, its number and its commission."""
    decided = list(incident.operations.order_by("made_at", "table", "history_row"))
    void = [row for row in decided if row.decision != DECISION.OWN]
    looked_through = [row for row in decided if row.is_doubtful]
    notices = incident.director_notified_at, incident.support_notified_at
    moment = incident.moment or now
    return Act(
        number=incident.act_number,
        place=incident.place or school.locality,
        made_at=now,
        commission=[(position, name) for position, name in incident.commission],
        account=incident.account.username,
        person=incident.account.full_name,
        roles=_roles(incident, on),
        discovered_at=incident.discovered_at,
        reported_by=incident.reported_by.full_name,
        reported_at=incident.reported_at,
        circumstances=incident.circumstances,
        notices=_notices(incident),
        moment=moment,
        is_literal=moment == breaches.literal_moment(*notices),
        moment_reason=incident.moment_reason,
        operations=_lines(void),
        doubtful_since=incident.doubtful_since,
        doubtful=_lines(looked_through),
        measures=incident.measures,
        unlocked_at=incident.unlocked_at,
        first_notice=(incident.first_notice_on, incident.first_notice_number),
        inquiry=(incident.inquiry_on, incident.inquiry_number),
        no_notice_because=incident.no_notice_because,
    )


def _lines(rows: Sequence[VoidedOperation]) -> list[OperationLine]:
    return [
        OperationLine(n, row.made_at, row.place, row.was, row.became, _restored(row))
        for n, row in enumerate(rows, start=1)
    ]


def _restored(row: VoidedOperation) -> str:
    return "оставлена в силе" if row.decision == DECISION.OWN else row.restored


def _notices(incident: BreachIncident) -> list[Notice]:
    due = incident.discovered_at + breaches.NOTICE_WITHIN
    told = [
        ("директору", incident.director_notified_at, incident.director_notified),
        ("службе технической поддержки", incident.support_notified_at, incident.support_notified),
    ]
    return [Notice(who, at, how, bool(at and at <= due)) for who, at, how in told]


def _roles(incident: BreachIncident, on: date) -> str:
    roles = standing_of(incident.account, on=on).roles
    words = [label.lower() for role, label in Role.choices if role in roles]
    return ", ".join([*words, *(word for fact, word in FACTS.items() if fact in roles)])
