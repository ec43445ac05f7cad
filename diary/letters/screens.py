"""What the author sees of letters and their readers; what the family sees of them in the diary."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import Consent, User
from accounts.names import alphabetical
from accounts.prepared import Prepared
from school.models import GuardianLink, Student

from .models import Letter, LetterAnswer, LetterPupil, LetterReading

PAGE = 30
WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Reader:
    """One to whom a letter is told; `relation` is empty of the pupil; `is_on_paper`: refused the electronic form."""

    user: User
    relation: str
    is_on_paper: bool
    read_at: datetime | None = None
    medium: str = ""


@dataclass(frozen=True)
class PupilRow:
    """A pupil of a letter with the readers and the answers."""

    of: LetterPupil
    readers: tuple[Reader, ...]
    answers: tuple[LetterAnswer, ...]


@dataclass(frozen=True)
class LetterScreen:
    letter: Letter
    rows: tuple[PupilRow, ...]
    is_own: bool
    is_waiting: bool

    @property
    def readers(self) -> int:
        return sum(len(row.readers) for row in self.rows)

    @property
    def read(self) -> int:
        return sum(reader.read_at is not None for row in self.rows for reader in row.readers)

    @property
    def on_paper(self) -> int:
        """Those who are still to be given it on paper."""
        return sum(
            reader.is_on_paper and reader.read_at is None
            for row in self.rows
            for reader in row.readers
        )

    @property
    def has_new_answers(self) -> bool:
        return any(answer.read_at is None for row in self.rows for answer in row.answers)


def letter_screen(
    letter: Letter, pupils: QuerySet[LetterPupil], *, user: User, today: date, now: datetime
) -> LetterScreen:
    """Who of the families has read it and when. Five queries, whatever the number of pupils."""
    is_own = letter.author_id == user.pk
    rows = list(pupils.select_related("student__user").order_by(*alphabetical("student__user__")))
    readers = _readers(letter, [row.student for row in rows], today)
    read: dict[tuple[int, int], LetterReading] = {
        (one.of_id, one.reader_id): one
        for one in LetterReading.objects.filter(of__in=rows).select_related("reader")
    }
    answers: dict[int, list[LetterAnswer]] = defaultdict(list)
    if is_own:
        found = LetterAnswer.objects.filter(of__in=rows).select_related("writer")
        for answer in found.order_by("answered_at", "pk"):
            answers[answer.of_id].append(answer)
    return LetterScreen(
        letter,
        tuple(
            PupilRow(row, tuple(_with_reading(row, readers[row.student_id], read)), tuple(answers[row.pk]))
            for row in rows
        ),
        is_own,
        letter.visible_from > now,
    )  # fmt: skip


def _with_reading(
    row: LetterPupil, readers: Sequence[Reader], read: dict[tuple[int, int], LetterReading]
) -> Iterable[Reader]:
    """Those it is told now, and those who have read it and are of the family no more."""
    for reader in readers:
        seen = read.pop((row.pk, reader.user.pk), None)
        yield Reader(
            reader.user, reader.relation, reader.is_on_paper,
            seen.read_at if seen else None, seen.medium if seen else "",
        )  # fmt: skip
    for key in [key for key in read if key[0] == row.pk]:
        seen = read.pop(key)
        yield Reader(seen.reader, "", False, seen.read_at, seen.medium)


def _readers(letter: Letter, students: Collection[Student], today: date) -> dict[int, list[Reader]]:
    """Readers by pupil. Two queries of a letter to parents."""
    found: dict[int, list[Reader]] = defaultdict(list)
    if letter.to_pupils:
        for student in students:
            found[student.pk].append(Reader(student.user, "", False))
    if letter.to_parents:
        refused = _refusals(students)
        for link in _links(students, today):
            key = link.student.user_id, link.guardian_id
            found[link.student_id].append(
                Reader(link.guardian, link.relation or "родитель", key in refused)
            )
    return found


def _links(students: Collection[Student], today: date) -> QuerySet[GuardianLink]:
    links = GuardianLink.objects.on(today).filter(student__in=students)
    return links.select_related("guardian", "student").order_by(*alphabetical("guardian__"))


def _refusals(students: Collection[Student]) -> set[tuple[int, int]]:
    refusals: Any = Consent.objects.refusing_electronic()
    found = refusals.filter(subject__in=[one.user_id for one in students])
    return set(found.values_list("subject_id", "representative_id"))


@dataclass(frozen=True)
class ListRow:
    """A letter of the list; `whom` is the pupil's name of a letter to one, else the class or the journal."""

    letter: Letter
    whom: str
    readings: int
    pupils: int
    new_answers: int
    is_own: bool
    is_waiting: bool


@dataclass(frozen=True)
class ListScreen:
    rows: tuple[ListRow, ...]
    page: Page[Any]


def letters_screen(
    letters: QuerySet[Letter], *, user: User, number: str, now: datetime
) -> ListScreen:
    """Letters newest first, thirty a page. Four queries."""
    found = (
        letters.select_related("author", "section__subject", "school_class")
        .annotate(number=Count("pupils", distinct=True))
        .order_by("-written_at", "-pk")
    )
    page = Paginator(found, PAGE).get_page(number)
    of = LetterPupil.objects.filter(letter__in=[one.pk for one in page.object_list])
    counted = of.values("letter").annotate(
        read=Count("readings", distinct=True),
        unread=Count("answers", filter=Q(answers__read_at=None), distinct=True),
    )
    counts = {one["letter"]: (one["read"], one["unread"]) for one in counted.order_by()}
    only = [one.pk for one in page.object_list if getattr(one, "number", 0) == 1]
    names = {
        one.letter_id: one.student.user.list_name
        for one in of.filter(letter__in=only).select_related("student__user")
    }
    return ListScreen(tuple(_row(one, counts, names, user, now) for one in page.object_list), page)


def _row(
    letter: Any,
    counts: dict[int, tuple[int, int]],
    names: dict[int, str],
    user: User,
    now: datetime,
) -> ListRow:
    readings, answers = counts.get(letter.pk, (0, 0))
    is_own = letter.author_id == user.pk
    title = letter.section.title if letter.section else f"{letter.school_class} класс"
    return ListRow(
        letter,
        names.get(letter.pk, title),
        readings,
        letter.number,
        answers if is_own else 0,
        is_own,
        letter.visible_from > now,
    )


@dataclass(frozen=True)
class DiaryLetter:
    """A letter as the family sees it, with what this very person has answered."""

    of: LetterPupil
    read_at: datetime | None
    answers: tuple[LetterAnswer, ...]

    @property
    def letter(self) -> Letter:
        return self.of.letter


@dataclass(frozen=True)
class DiaryLetters:
    """Newest first: those not read yet, whatever their week; and those read, of this week."""

    unread: tuple[DiaryLetter, ...]
    read: tuple[DiaryLetter, ...]


# Most weeks of most families have none, so their keys are asked first, in SQL said once. As access.told_to.
_OF_WEEK = """\
SELECT t.id FROM diary_letterpupil t JOIN diary_letter l ON l.id = t.letter_id
WHERE t.student_id = %(student)s AND l.visible_from <= %(now)s AND l.withdrawn_at IS NULL AND (
    %(is_pupil)s AND l.to_pupils OR NOT %(is_pupil)s AND l.to_parents AND EXISTS (
        SELECT 1 FROM school_guardianlink g WHERE g.guardian_id = %(reader)s AND g.student_id = t.student_id
            AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s))
) AND (l.day BETWEEN %(first)s AND %(last)s OR NOT EXISTS (
    SELECT 1 FROM diary_letterreading r WHERE r.of_id = t.id AND r.reader_id = %(reader)s))
"""
OF_WEEK = Prepared(
    "letters_of_week", _OF_WEEK, student="bigint", reader="bigint", is_pupil="boolean", now="timestamptz",
    today="date", first="date", last="date",
)  # fmt: skip


def letters_of_week(student: Student, reader: User, *, monday: date, now: datetime) -> DiaryLetters:
    """To this member of the pupil's family; nothing to a reader by order. One query, four where there are any."""
    keys = OF_WEEK.rows(
        student=student.pk, reader=reader.pk, is_pupil=student.user_id == reader.pk,
        now=now, today=now.date(), first=monday, last=monday + WEEK,
    )  # fmt: skip
    if not keys:
        return DiaryLetters((), ())
    found = LetterPupil.objects.filter(pk__in=[pk for (pk,) in keys]).select_related(
        "letter__author", "letter__section__subject", "letter__lesson"
    )
    rows = found.order_by("-letter__visible_from", "-pk").prefetch_related(
        Prefetch("readings", LetterReading.objects.filter(reader=reader), to_attr="mine"),
        Prefetch(
            "answers", LetterAnswer.objects.filter(writer=reader).order_by("pk"), to_attr="own"
        ),
    )
    shown = [_shown(row) for row in rows]
    return DiaryLetters(
        tuple(one for one in shown if one.read_at is None),
        tuple(one for one in shown if one.read_at is not None),
    )


def _shown(row: Any) -> DiaryLetter:
    return DiaryLetter(row, row.mine[0].read_at if row.mine else None, tuple(row.own))
