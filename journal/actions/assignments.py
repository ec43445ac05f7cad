"""Further assignments of a lesson and files to its homework."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journal.assignments import Said, groups_of, listed_on, names_of, said_of
from journal.homework_files import MOST, Upload, keep
from journal.models import Assignment, AssignmentPupil, Homework, HomeworkFile, Lesson

from .closing import must_be_open
from .refusals import Refused, must_give_homework

TAKEN_BACK = "задание снято"
NOBODY = "Выберите, кому задано «{text}»."
STRANGERS = "Задание «{text}»: выбранных учеников нет в списке этого урока. Обновите страницу."
NO_GROUP = "Задание «{text}»: такой подгруппы на этом уроке нет. Обновите страницу."
CHANGED = "Задание уже записали иначе: «{text}». Прочитайте его и сохраните снова."
GONE = "Задание «{text}» уже сняли. Если оно нужно, запишите его заново."
NO_HOMEWORK = (
    "Сначала запишите задание для всех или отметьте «Не задано», затем дополнительные задания."
)
NOTHING_FOR_ALL = "Отмечено «Не задано», а задание «{text}» для всех. Перенесите его в поле «Домашнее задание» или снимите отметку."  # fmt: skip
FILE_WITHOUT_TEXT = "К пустому заданию файл не прикладывают. Напишите, что с ним сделать."
TOO_MANY_FILES = f"К одному заданию можно приложить до {MOST} файлов."


@dataclass(frozen=True)
class AssignmentEntry:
    """An assignment as a form says it: `key` of the one shown (None of a new one), its seal as shown; no text takes it back."""

    said: Said
    key: int | None = None
    was: str = ""
    files: Sequence[Upload] = field(default_factory=tuple)


@transaction.atomic
def set_assignments(
    *,
    lesson: Lesson,
    entries: Sequence[AssignmentEntry],
    by: User,
    now: datetime,
    reason: str = "",
) -> list[Assignment]:
    """Write further assignments of the lesson as said; returns those written. An entry that changes nothing writes nothing.

    Raises Refused, and writes nothing, where another person has changed one meanwhile, where one is for nobody or for
    strangers, and where nothing has been said of homework for all.
    """
    lesson = Lesson.objects.select_for_update(of=("self",)).select_related("section").get(pk=lesson.pk)  # fmt: skip
    stored = {row.pk: row for row in lesson.assignments.all()}
    names = names_of(stored.values())
    saids = {key: said_of(row, names.get(key, ())) for key, row in stored.items()}
    signed: Any = {"by": by, "now": now, "reason": reason}
    written = []
    for entry in entries:
        row = stored.get(entry.key) if entry.key else _the_same(entry, stored, saids)
        if _is_settled(entry, saids[row.pk] if row else None):
            if row and entry.files:
                _attach(lesson, row, entry.files, signed)
            continue
        must_be_open(lesson, now=now)
        if not entry.said.text:
            _take_back(stored[row.pk] if row else None, by, now)
            continue
        must_give_homework(lesson.section)
        row = row or Assignment(lesson=lesson)
        _check(entry.said, lesson)
        _write(row, entry.said, names.get(row.pk, set()), signed)
        _attach(lesson, row, entry.files, signed)
        written.append(row)
    if written:
        must_have_homework(lesson)
    return written


def must_have_homework(lesson: Lesson) -> None:
    """Where a lesson has further assignments, homework for all is set or said to be none: reports count by that."""
    first = lesson.assignments.order_by("audience", "pk").first()
    if first is None:
        return
    homework = Homework.objects.filter(lesson=lesson).first()
    if homework is None:
        raise Refused(NO_HOMEWORK)
    if homework.is_none and first.audience == Assignment.Audience.ALL:
        raise Refused(NOTHING_FOR_ALL.format(text=_brief(first.text)))


@transaction.atomic
def attach_files(
    *, lesson: Lesson, files: Sequence[Upload], by: User, now: datetime, reason: str = ""
) -> None:
    """Files to the homework of the whole list."""
    if not files:
        return
    must_be_open(lesson, now=now)
    if not Homework.objects.filter(lesson=lesson, is_none=False).exists():
        raise Refused(FILE_WITHOUT_TEXT)
    _attach(lesson, None, files, {"by": by, "now": now, "reason": reason})


@transaction.atomic
def drop_files(
    *, lesson: Lesson, keys: Collection[int], by: User, now: datetime, reason: str = ""
) -> None:
    """Take files of the lesson away: families see them no more, the bytes and the history stay."""
    rows = list(HomeworkFile.objects.filter(lesson=lesson, pk__in=keys))
    if rows:
        must_be_open(lesson, now=now)
        HomeworkFile.objects.erase(rows, by=by, reason=reason or "файл снят", now=now)


def _the_same(
    entry: AssignmentEntry, stored: dict[int, Assignment], saids: dict[int, Said]
) -> Assignment | None:
    """A form sent twice writes its new assignment once."""
    return next((stored[key] for key, said in saids.items() if said == entry.said), None)


def _is_settled(entry: AssignmentEntry, there: Said | None) -> bool:
    """Nothing to write: it is so already, or the person left alone what another has changed. Raises Refused for a clash."""
    if there == entry.said or (there is None and not entry.said.text):
        return True
    if entry.key is None:
        return False
    if entry.said.seal == entry.was:
        return True
    if there is None:
        raise Refused(GONE.format(text=_brief(entry.said.text)))
    if there.seal != entry.was:
        raise Refused(CHANGED.format(text=_brief(there.text)))
    return False


def _check(said: Said, lesson: Lesson) -> None:
    text = _brief(said.text)
    if said.audience == Assignment.Audience.PUPILS:
        if not said.pupils:
            raise Refused(NOBODY.format(text=text))
        listed = listed_on(lesson).filter(student__in=said.pupils).values("student").distinct()
        if listed.count() != len(said.pupils):
            raise Refused(STRANGERS.format(text=text))
    is_of_group = said.audience == Assignment.Audience.GROUP
    if is_of_group and not groups_of(lesson).filter(pk=said.group or 0).exists():
        raise Refused(NO_GROUP.format(text=text))


def _write(row: Assignment, said: Said, named: set[int], signed: Any) -> None:
    row.text, row.kind, row.minutes, row.due_on = said.text, said.kind, said.minutes, said.due_on
    row.audience, row.group_id = said.audience, said.group
    row.save(**signed)
    gone = AssignmentPupil.objects.filter(assignment=row).exclude(student__in=said.pupils)
    AssignmentPupil.objects.erase(
        list(gone), by=signed["by"], reason="задано не ему", now=signed["now"]
    )
    new = [AssignmentPupil(assignment=row, student_id=pk) for pk in sorted(said.pupils - named)]
    AssignmentPupil.objects.write(new, **signed)


def _take_back(row: Assignment | None, by: User, now: datetime) -> None:
    if row is None:
        return
    signed: Any = {"by": by, "reason": TAKEN_BACK, "now": now}
    HomeworkFile.objects.erase(list(row.files.all()), **signed)
    AssignmentPupil.objects.erase(list(row.pupils.all()), **signed)
    row.delete(**signed)


def _attach(lesson: Lesson, row: Assignment | None, files: Sequence[Upload], signed: Any) -> None:
    """The same file under the same name is not attached twice."""
    if not files:
        return
    there = HomeworkFile.objects.filter(lesson=lesson, assignment=row)
    known = set(there.values_list("name", "sha256"))
    new = [one for one in files if (one.name, one.sha256) not in known]
    if len(known) + len(new) > MOST:
        raise Refused(TOO_MANY_FILES)
    rows = [
        HomeworkFile(
            lesson=lesson,
            assignment=row,
            name=one.name,
            path=keep(one),
            bytes=len(one.content),
            sha256=one.sha256,
        )
        for one in new
    ]
    HomeworkFile.objects.write(rows, **signed)


def _brief(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
