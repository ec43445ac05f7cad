"""Topics missed and passed later: the mark goes to the old lesson, the absence stays, the protocol is kept (B 2.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal import scales
from journal.models import (
    AttendanceRecord,
    CommissionMember,
    Lesson,
    LineItem,
    MakeUp,
    MakeUpProtocol,
    Mark,
)
from school.models import CourseSection, StaffMember, Student
from school.rulebook import read_book
from school.words import date_dots

from .cells import SAVED, CellChange, set_cells
from .refusals import Refused, must_have_marks

WITHDRAWN = "протокол снят: записан по ошибке"


@dataclass(frozen=True)
class Passed:
    """The mark of a missed lesson as typed; `item` is its column, None the first one that is free."""

    lesson: int
    value: str
    item: int | None = None


@transaction.atomic
def record_protocol(
    *,
    section: CourseSection,
    student: Student,
    number: str,
    date: date,
    way: str,
    members: Sequence[StaffMember],
    passed: Sequence[Passed],
    by: User,
    now: datetime,
) -> MakeUpProtocol:
    """Write the protocol, its topics and their marks; all or nothing. Raises Refused.

    A lesson of a closed period is refused unless the very mark stands there already, by a correction: a protocol opens
    nothing (B 2.14).
    """
    must_have_marks(section)
    if not passed:
        raise Refused("Поставьте отметку хотя бы за одну тему.")
    if not members:
        raise Refused("Укажите, кто принимал: учителя или комиссию.")
    if date > timezone.localdate(now):
        raise Refused("Дата протокола ещё не наступила. Проверьте дату.")
    protocol = MakeUpProtocol(section=section, student=student, number=number, date=date, way=way)
    lessons = _locked(section, passed)
    _must_be_new(protocol)
    _must_be_missed(lessons, student, date)
    codes = _codes(section, lessons, passed)
    _set_marks(protocol, lessons, passed, codes, by, now)
    _write(protocol, members, codes, by, now)
    return protocol


def _locked(section: CourseSection, passed: Sequence[Passed]) -> dict[int, Lesson]:
    """In the order in which cells lock them."""
    keys = {one.lesson for one in passed}
    rows = Lesson.objects.filter(section=section, pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(of=("self",))}
    if len(found) < len(passed):
        raise Refused("Такого урока нет в этом журнале. Обновите страницу.")
    return found


def _must_be_new(protocol: MakeUpProtocol) -> None:
    same = MakeUpProtocol.objects.filter(
        section=protocol.section, student=protocol.student, number=protocol.number,
        date=protocol.date, withdrawn_at=None,
    )  # fmt: skip
    if same.exists():
        raise Refused(f"Уже записан {protocol} этого ученика. Проверьте номер и дату.")


def _must_be_missed(lessons: Mapping[int, Lesson], student: Student, day: date) -> None:
    missed = AttendanceRecord.objects.filter(
        lesson__in=lessons, student=student, status=AttendanceRecord.Status.ABSENT
    )
    absent = set(missed.values_list("lesson_id", flat=True))
    made_up = MakeUp.objects.filter(lesson__in=lessons, student=student)
    done = {row.lesson_id: row.protocol for row in made_up.select_related("protocol")}
    for pk, lesson in lessons.items():
        when = date_dots(lesson.date)
        if pk in done:
            raise Refused(f"Тема урока {when} уже сдана: {done[pk]}.")
        if pk not in absent:
            raise Refused(f"На уроке {when} ученик был: сдают пропущенные темы.")
        if lesson.date > day:
            raise Refused(f"Протокол раньше урока {when}. Проверьте дату протокола.")


def _codes(
    section: CourseSection, lessons: Mapping[int, Lesson], passed: Sequence[Passed]
) -> dict[int, str]:
    """The mark of each lesson, as the scale of its day has it."""
    book, codes = read_book(), {}
    for one in passed:
        lesson = lessons[one.lesson]
        try:
            codes[one.lesson] = scales.read_mark(book.scale_of(section, lesson.date), one.value)
        except scales.UnknownCode as error:
            raise Refused(f"Урок {date_dots(lesson.date)}: {error}") from error
        if not codes[one.lesson]:
            raise Refused(f"Урок {date_dots(lesson.date)}: поставьте отметку.")
    return codes


def _set_marks(
    protocol: MakeUpProtocol,
    lessons: Mapping[int, Lesson],
    passed: Sequence[Passed],
    codes: Mapping[int, str],
    by: User,
    now: datetime,
) -> None:
    """By the cells' own action, signed with the protocol; what stands there already is not written again."""
    changes = [
        change
        for one in passed
        if (change := _change(one, lessons[one.lesson], protocol.student, codes[one.lesson]))
    ]
    if not changes:
        return
    results = set_cells(
        section=protocol.section, changes=changes, by=by, now=now, reason=str(protocol), is_by_protocol=True
    )  # fmt: skip
    for change, result in zip(changes, results, strict=True):
        if result.outcome != SAVED:
            day = date_dots(lessons[change.lesson].date)
            raise Refused(f"Урок {day}: {result.text or 'отметку изменили. Обновите страницу.'}")


def _change(one: Passed, lesson: Lesson, student: Student, code: str) -> CellChange | None:
    """None where the mark stands already. The caller holds the lesson's row."""
    columns = list(LineItem.objects.filter(lesson=lesson).order_by("position", "pk"))
    if one.item is not None:
        columns = [column for column in columns if column.pk == one.item]
        if not columns:
            raise Refused("Такой работы нет в этом уроке. Обновите страницу.")
    marks = {m.item_id: m for m in Mark.objects.filter(item__in=columns, student=student)}
    stored = [marks[column.pk].code for column in columns if column.pk in marks]
    if code in stored:
        return None
    for column in columns:
        mark = marks.get(column.pk)
        if mark is None or not mark.code:
            base = mark.version if mark else 0
            return CellChange(str(lesson.pk), student.pk, lesson.pk, "mark", code, base, column.pk)
    if columns:
        told = "/".join(stored)
        raise Refused(
            f"За урок {date_dots(lesson.date)} отметка уже стоит: «{told}». Впишите её же или исправьте в журнале."
        )
    return CellChange(str(lesson.pk), student.pk, lesson.pk, "mark", code, 0)


def _write(
    protocol: MakeUpProtocol,
    members: Sequence[StaffMember],
    codes: Mapping[int, str],
    by: User,
    now: datetime,
) -> None:
    told = str(protocol)
    protocol.save(by=by, reason=told, now=now)
    unique = list(dict.fromkeys(members))
    CommissionMember.objects.write(
        [
            CommissionMember(protocol=protocol, member=member, position=place)
            for place, member in enumerate(unique)
        ],
        by=by, reason=told, now=now,
    )  # fmt: skip
    MakeUp.objects.write(
        [
            MakeUp(protocol=protocol, lesson_id=pk, student=protocol.student, code=code)
            for pk, code in codes.items()
        ],
        by=by, reason=told, now=now,
    )  # fmt: skip


@transaction.atomic
def withdraw_protocol(*, protocol: MakeUpProtocol, by: User, now: datetime) -> MakeUpProtocol:
    """It was written by mistake: its topics are missed again, the marks it put are taken back. Raises Refused."""
    found = MakeUpProtocol.objects.select_related("section").get(pk=protocol.pk)
    topics = list(MakeUp.objects.filter(protocol=found).order_by("lesson_id"))
    list(
        Lesson.objects.filter(pk__in=[topic.lesson_id for topic in topics])
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    found = MakeUpProtocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)
    if found.withdrawn_at is not None:
        raise Refused(f"{str(found).capitalize()} уже снят.")
    changes = _taken_back(found, topics)
    results = set_cells(
        section=found.section, changes=changes, by=by, now=now, reason=WITHDRAWN, is_by_protocol=True
    ) if changes else []  # fmt: skip
    for result in results:
        if result.outcome != SAVED:
            raise Refused(result.text or "Отметку изменили. Обновите страницу.")
    MakeUp.objects.erase(topics, by=by, reason=WITHDRAWN, now=now)
    found.withdrawn_at = now
    found.save(by=by, reason=WITHDRAWN, now=now)
    return found


def _taken_back(protocol: MakeUpProtocol, topics: Sequence[MakeUp]) -> list[CellChange]:
    """Marks that the protocol put there and nobody has touched since."""
    marks = Mark.objects.filter(
        item__lesson__in=[topic.lesson_id for topic in topics], student=protocol.student
    ).exclude(code="")
    last = {
        row.id: row.history_change_reason
        for row in Mark.history.filter(id__in=[mark.pk for mark in marks]).order_by("history_id")
    }
    return [
        CellChange(
            str(mark.pk), mark.student_id, mark.item.lesson_id, "mark", "", mark.version, mark.item_id
        )
        for mark in marks.select_related("item")
        if last.get(mark.pk) == str(protocol)
    ]  # fmt: skip
