"""The register of consents, the list of families on paper, the sheet of a class after a meeting."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.consents import ASKED, Channel, Purpose, Status, goes_on_paper
from accounts.models import Consent, User
from accounts.names import alphabetical
from school.days import today_of
from school.models import ClassEnrollment, GuardianLink, SchoolClass, Student

# Answers of the filter «Решение» besides those of Status.
MISSING, EXPIRES, EXPIRED = "missing", "expires", "expired"
NOT_TAKEN = "не оформлено"


@dataclass(frozen=True)
class Family:
    """A pupil of a class and one representative; their decisions by purpose and channel."""

    school_class: SchoolClass
    student: Student
    representative: User
    relation: str
    consents: dict[tuple[str, str], Consent]

    @property
    def key(self) -> str:
        return f"{self.student.pk}-{self.representative.pk}"

    @property
    def is_on_paper(self) -> bool:
        return goes_on_paper(row.decision for row in self.consents.values())

    @property
    def cabinet(self) -> Consent | None:
        return self.consents.get(ASKED[0])


@dataclass(frozen=True)
class RegisterRow:
    """A line of the register (regulation § 6.3); `consent` is None where nothing was recorded."""

    number: int
    school_class: SchoolClass
    subject: User
    representative: User
    purpose: str
    purpose_in_full: str
    consent: Consent | None
    state: str
    marks: str

    @property
    def withdrawal(self) -> str:
        row = self.consent
        if row is None or row.withdrawn_on is None:
            return ""
        return f"{row.withdrawn_on:%d.%m.%Y}, {row.withdrawal_basis}"


@dataclass(frozen=True)
class Filters:
    school_class: int | None = None
    purpose: tuple[str, str] | None = None
    state: str = ""


@dataclass(frozen=True)
class Register:
    rows: tuple[RegisterRow, ...]
    families: int
    on_paper: int
    missing: int


IN_SHORT = {Purpose.PROGRESS: "Успеваемость", Purpose.NOTICES: "Объявления"}


def purpose_words(purpose: str, channel: str) -> str:
    """«Успеваемость: личный кабинет», for the screen."""
    return f"{IN_SHORT[Purpose(purpose)]}: {_way(channel)}"


def purpose_in_full(purpose: str, channel: str) -> str:
    """«Сведения об успеваемости и посещаемости: личный кабинет», for the paper."""
    return f"{Purpose(purpose).label}: {_way(channel)}"


def _way(channel: str) -> str:
    way = str(Channel(channel).label)
    return way if way.isupper() else way[0].lower() + way[1:]


def pupils_with_parents(
    classes: Iterable[SchoolClass], *, on: date
) -> list[tuple[ClassEnrollment, list[GuardianLink]]]:
    """Pupils of the classes, each with the representatives of that day, by alphabet. Two queries."""
    enrolled: Any = ClassEnrollment.objects.on(on).filter(school_class__in=list(classes))
    rows = list(
        enrolled.select_related("school_class", "student__user").order_by(
            "school_class__grade", "school_class__letter", *alphabetical("student__user__")
        )
    )
    links: dict[int, list[GuardianLink]] = defaultdict(list)
    found = GuardianLink.objects.on(today_of(on)).filter(student__in={r.student_id for r in rows})
    for link in found.select_related("guardian").order_by(*alphabetical("guardian__")):
        links[link.student_id].append(link)
    return [(row, links[row.student_id]) for row in rows]


def families_of(classes: Iterable[SchoolClass], *, on: date) -> list[Family]:
    """Each pupil of the classes with each representative of that day. Three queries, whatever their number."""
    pupils = pupils_with_parents(classes, on=on)
    consents: dict[tuple[int, int], dict[tuple[str, str], Consent]] = defaultdict(dict)
    for row in Consent.objects.filter(subject__in={pupil.student.user_id for pupil, _ in pupils}):
        consents[row.subject_id, row.representative_id][row.purpose, row.channel] = row
    return [
        Family(
            pupil.school_class,
            pupil.student,
            link.guardian,
            link.relation,
            consents.get((pupil.student.user_id, link.guardian_id), {}),
        )
        for pupil, links in pupils
        for link in links
    ]


def register(classes: Collection[SchoolClass], filters: Filters, *, on: date) -> Register:
    """Every decision, and what every family is asked for and has not answered. Three queries."""
    shown = [c for c in classes if filters.school_class in (None, c.pk)]
    families = families_of(shown, on=on)
    rows: list[RegisterRow] = []
    for family in families:
        for asked in sorted({*ASKED, *family.consents}, key=_place):
            row = _row(len(rows) + 1, family, asked, today_of(on))
            if _passes(row, asked, filters, today_of(on)):
                rows.append(row)
    return Register(
        rows=tuple(rows),
        families=len(families),
        on_paper=sum(family.is_on_paper for family in families),
        missing=sum(asked not in family.consents for family in families for asked in ASKED),
    )


def on_paper(classes: Collection[SchoolClass], *, on: date) -> list[Family]:
    """Families who get paper extracts, class by class (B, ЭД 2). Three queries."""
    return [family for family in families_of(classes, on=on) if family.is_on_paper]


def _place(asked: tuple[str, str]) -> tuple[int, str, str]:
    return (ASKED.index(asked) if asked in ASKED else len(ASKED), *asked)


def _row(number: int, family: Family, asked: tuple[str, str], today: date) -> RegisterRow:
    consent = family.consents.get(asked)
    state, marks = NOT_TAKEN, ""
    if consent:
        state = consent.get_status_display()
        if consent.decision.has_expired(today):
            marks = "срок истёк"
        elif consent.decision.expires_soon(today):
            marks = "скоро истекает"
    return RegisterRow(
        number=number,
        school_class=family.school_class,
        subject=family.student.user,
        representative=family.representative,
        purpose=purpose_words(*asked),
        purpose_in_full=purpose_in_full(*asked),
        consent=consent,
        state=state,
        marks=marks,
    )


def _passes(row: RegisterRow, asked: tuple[str, str], filters: Filters, today: date) -> bool:
    if filters.purpose and filters.purpose != asked:
        return False
    decision = row.consent.decision if row.consent else None
    if not filters.state:
        return True
    if filters.state == MISSING:
        return decision is None
    if decision is None:
        return False
    if filters.state == EXPIRES:
        return decision.expires_soon(today)
    if filters.state == EXPIRED:
        return decision.has_expired(today)
    return bool(decision.status == Status(filters.state))


@dataclass(frozen=True)
class Step:
    """A line of the history of a decision."""

    at: Any
    author: str
    words: str


@dataclass(frozen=True)
class ConsentScreen:
    consent: Consent
    purpose: str
    steps: tuple[Step, ...]


def consent_screen(consent: Consent) -> ConsentScreen:
    """A decision with everything that was decided before. One query."""
    steps, before = [], None
    for row in consent.history.order_by("history_date", "history_id"):
        steps.append(Step(row.history_date, row.history_author, _said(row, before)))
        before = row
    return ConsentScreen(consent, purpose_in_full(consent.purpose, consent.channel), tuple(steps))


def _said(row: Any, before: Any) -> str:
    if before and before.status == row.status and before.scan_sha256 != row.scan_sha256:
        return "приложен скан"
    if row.status == Status.WITHDRAWN:
        return f"отозвано {row.withdrawn_on:%d.%m.%Y}: {row.withdrawal_basis}"
    words = (
        f"{row.get_status_display().lower()} от {row.given_on:%d.%m.%Y}, {row.get_medium_display()}"
    )
    return f"{words}, по {row.valid_until:%d.%m.%Y}" if row.valid_until else words
