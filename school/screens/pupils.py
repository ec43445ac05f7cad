"""The register of pupils and the card of one of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.names import alphabetical, name_holds
from school.cards import LABELS, PupilFacts, gaps_of, is_verified
from school.days import today_of
from school.models import (
    ClassEnrollment,
    CourseSection,
    EnrollmentEvent,
    GuardianLink,
    PersonCard,
    SchoolClass,
    SchoolYear,
    SectionEnrollment,
    Student,
)
from school.registers import last_enrollment

from .changes import CardChange, Described, changes_of

ROWS_A_PAGE = 100
HERE, LEFT, UNVERIFIED, GAPS, ALL = "here", "left", "unverified", "gaps", "all"


@dataclass(frozen=True)
class PupilLine:
    student: Student
    class_name: str
    left_on: date | None
    verified_on: date | None
    is_verified: bool
    gaps: str


@dataclass(frozen=True)
class PupilsScreen:
    rows: tuple[PupilLine, ...]
    page: Page[Student]
    total: int


def pupils_screen(
    pupils: QuerySet[Any],
    *,
    q: str,
    show: str,
    school_class: int | None,
    number: str,
    year: SchoolYear | None,
    on: date,
) -> PupilsScreen:
    """Pupils of the keeper by alphabet. Two queries, whatever their number."""
    last = last_enrollment(on)
    links = GuardianLink.objects.on(today_of(on)).filter(student=OuterRef("pk"))
    pupils = pupils.annotate(
        class_name=Subquery(last.values("school_class__name")[:1]),
        place_ends_on=Subquery(last.values("ends_on")[:1]),
        has_parents=Exists(links),
    )
    if school_class:
        pupils = pupils.filter(class_now=school_class)
    pupils = name_holds(_shown(pupils, show, year, on), q, "user__")
    ordered = pupils.select_related("user__card").order_by(*alphabetical("user__"))
    paginator = Paginator(ordered, ROWS_A_PAGE)
    page = paginator.get_page(number)
    rows = tuple(_line(student, year, on) for student in page.object_list)
    return PupilsScreen(rows, page, paginator.count)


def _shown(
    pupils: QuerySet[Student], show: str, year: SchoolYear | None, on: date
) -> QuerySet[Student]:
    gone = Q(place_ends_on__lt=on)
    if show == ALL:
        return pupils
    if show == LEFT:
        return pupils.filter(gone)
    pupils = pupils.filter(Q(place_ends_on=None) | Q(place_ends_on__gte=on))
    if show == GAPS:
        return pupils.filter(
            Q(birth_date=None)
            | Q(sex="")
            | Q(file_number="")
            | Q(address="")
            | Q(has_parents=False)
        )
    if show == UNVERIFIED:
        cards = PersonCard.objects.filter(user=OuterRef("user"), verified_on__isnull=False)
        if year:
            cards = cards.filter(verified_on__gte=year.starts_on)
        return pupils.exclude(Exists(cards))
    return pupils


def groups_of(school_class: SchoolClass, *, on: date) -> list[CourseSection]:
    """Groups of the class that have not ended: a newcomer is put into some of them. One query."""
    sections = CourseSection.objects.filter(section_classes__school_class=school_class)
    groups = sections.exclude(
        kind__in=[CourseSection.Kind.WHOLE_CLASS, CourseSection.Kind.INDIVIDUAL]
    ).exclude(ends_on__lt=on)
    return list(
        groups.select_related("subject", "year").order_by(
            "subject__position", "subject__name", "name", "pk"
        )
    )


def groups_joined(student: Student, *, on: date) -> frozenset[int]:
    """Journals whose lists the pupil is on. One query."""
    lists = SectionEnrollment.objects.on(on).filter(student=student)
    return frozenset(lists.values_list("section_id", flat=True))


def _line(student: Any, year: SchoolYear | None, on: date) -> PupilLine:
    verified_on = _verified_on(student)
    ends_on = student.place_ends_on
    return PupilLine(
        student=student,
        class_name=student.class_name or "",
        left_on=ends_on if ends_on and ends_on < on else None,
        verified_on=verified_on,
        is_verified=is_verified(verified_on, year.starts_on if year else None),
        gaps=", ".join(gaps_of(PupilFacts.of(student), has_parents=student.has_parents)),
    )


def _verified_on(student: Student) -> date | None:
    card = getattr(student.user, "card", None)
    return card.verified_on if card else None


@dataclass(frozen=True)
class ParentRow:
    link: GuardianLink
    is_now: bool


@dataclass(frozen=True)
class PupilCard:
    student: Student
    facts: PupilFacts
    gaps: str
    verified_on: date | None
    is_verified: bool
    parents: tuple[ParentRow, ...]
    places: tuple[ClassEnrollment, ...]
    movements: tuple[EnrollmentEvent, ...]
    is_here: bool
    may_move: bool
    changes: list[CardChange]


def pupil_card(student: Student, *, year: SchoolYear | None, on: date, may_move: bool) -> PupilCard:
    """The card of a pupil. Seven queries beside the pupil's own."""
    links = student.guardian_links.select_related("guardian").order_by("-starts_on", "pk")
    parents = tuple(ParentRow(link, _lasts(link, on)) for link in links)
    places = student.class_enrollments.select_related("school_class__year")
    listed = tuple(places.order_by("-starts_on"))
    facts = PupilFacts.of(student)
    verified_on = _verified_on(student)
    has_parents = any(row.is_now for row in parents)
    return PupilCard(
        student=student,
        facts=facts,
        gaps=", ".join(gaps_of(facts, has_parents=has_parents)),
        verified_on=verified_on,
        is_verified=is_verified(verified_on, year.starts_on if year else None),
        parents=tuple(sorted(parents, key=lambda row: not row.is_now)),
        places=listed,
        movements=_movements(student),
        is_here=any(row.holds_on(on) or row.starts_on > on for row in listed),
        may_move=may_move,
        changes=changes_of(_history(student)),
    )


def _movements(student: Student) -> tuple[EnrollmentEvent, ...]:
    found = student.movements.select_related("from_class", "to_class")
    return tuple(found.order_by("-date", "-pk"))


def _lasts(link: GuardianLink, on: date) -> bool:
    """Not over yet: one that begins later is shown among those in force."""
    return link.ends_on is None or link.ends_on >= today_of(on)


def _history(student: Student) -> list[Described]:
    nameless = lambda row: ""  # noqa: E731
    names = ["last_name", "first_name", "middle_name", "phone", "email"]
    facts = ["birth_date", "sex", "file_number", "address"]
    links = GuardianLink.history.filter(student_id=student.pk).select_related("guardian")
    places = ClassEnrollment.history.filter(student_id=student.pk).select_related("school_class")
    return [
        Described(
            PersonCard.history.filter(user_id=student.user_id),
            nameless,
            {name: LABELS[name] for name in names} | {"verified_on": "сведения сверены"},
            "карточка заведена",
        ),
        Described(
            student.history.all(), nameless, {name: LABELS[name] for name in facts}, "внесён в списки"
        ),
        Described(
            links,
            lambda row: f"{row.guardian.full_name}: ",
            {
                "relation": "кем приходится", "starts_on": "представитель с", "ends_on": "по",
                "basis": "основание", "ended_by": "основание прекращения",
            },
            "представитель",
            "право представителя снято",
        ),
        Described(
            places,
            lambda row: f"класс {row.school_class.name}: ",
            {
                "starts_on": "с", "ends_on": "по", "entered_by_order": "приказ о зачислении",
                "left_by_order": "приказ о выбытии",
            },
            "зачислен",
        ),
    ]  # fmt: skip
