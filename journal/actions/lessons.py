"""The topic of a lesson, its homework, its columns, and who was called."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from journal.models import Homework, HomeworkFile, Lesson, LineItem, WorkType

from .closing import must_be_open
from .refusals import (
    Refused,
    must_give_homework,
    must_have_marks,
    why_lesson_is_not_open,
)

TAKEN_BACK = "задание снято"


@transaction.atomic
def take_attendance(*, lesson: Lesson, by: User, now: datetime, reason: str = "") -> Lesson:
    """«Все присутствуют», or the register is complete as it stands: a fact with its moment and author."""
    lesson = _locked(lesson)
    refusal = why_lesson_is_not_open(lesson, now)
    if refusal:
        raise Refused(refusal)
    must_be_open(lesson, now=now)
    if lesson.attendance_taken_at is None:
        lesson.attendance_taken_at, lesson.attendance_taken_by = now, by
        _save(lesson, by, now, reason)
    return lesson


@transaction.atomic
def set_topic(
    *,
    lesson: Lesson,
    topic: str,
    by: User,
    now: datetime,
    base: int | None = None,
    reason: str = "",
) -> Lesson:
    """The topic of the lesson. `base` is the lesson's version the person saw, None to overwrite."""
    lesson = _locked(lesson)
    topic = " ".join(topic.split())
    if lesson.topic == topic:
        return lesson
    must_be_open(lesson, now=now)
    if base is not None and lesson.version != base and lesson.topic:
        raise Refused(
            f"Тему уже записали иначе: «{lesson.topic}». Прочитайте её и сохраните снова."
        )
    lesson.topic = topic
    _save(lesson, by, now, reason)
    return lesson


@transaction.atomic
def set_homework(
    *,
    lesson: Lesson,
    text: str,
    by: User,
    now: datetime,
    is_none: bool = False,
    kind: str = "",
    minutes: int | None = None,
    due_on: date | None = None,
    reason: str = "",
) -> Homework | None:
    """Homework given at the lesson, or «не задано»; empty text without `is_none` takes it back, with its files."""
    lesson = _locked(lesson)
    text = text.strip()
    homework = Homework.objects.filter(lesson=lesson).first()
    if not text and not is_none:
        if homework:
            must_be_open(lesson, now=now)
            homework.delete(by=by, reason=TAKEN_BACK, now=now)
            _take_files(lesson, by, now)
        return None
    wanted = ("", "", None, None, True) if is_none else (text, kind, minutes, due_on, False)
    if homework and _said(homework) == wanted:
        return homework
    must_give_homework(lesson.section)
    must_be_open(lesson, now=now)
    homework = homework or Homework(lesson=lesson)
    homework.text, homework.kind, homework.minutes, homework.due_on, homework.is_none = wanted
    homework.save(by=by, now=now, reason=reason)
    if is_none:
        _take_files(lesson, by, now)
    return homework


def _said(homework: Homework) -> tuple[str, str, int | None, date | None, bool]:
    return homework.text, homework.kind, homework.minutes, homework.due_on, homework.is_none


def _take_files(lesson: Lesson, by: User, now: datetime) -> None:
    files = list(HomeworkFile.objects.filter(lesson=lesson, assignment=None))
    if files:
        HomeworkFile.objects.erase(files, by=by, reason=TAKEN_BACK, now=now)


@transaction.atomic
def add_item(
    *,
    lesson: Lesson,
    work_type: WorkType,
    by: User,
    now: datetime,
    title: str = "",
    weight: int | None = None,
    is_hidden: bool = False,
) -> LineItem:
    """One more column of the lesson: «5/4» is two of them. Of a hidden one the family sees nothing yet."""
    lesson = _locked(lesson)
    must_have_marks(lesson.section)
    must_be_open(lesson, now=now)
    _must_hold(work_type, lesson)
    last = lesson.items.order_by("-position").values_list("position", flat=True).first()
    item = LineItem(
        lesson=lesson,
        work_type=work_type,
        title=title,
        weight=work_type.weigh(weight),
        position=0 if last is None else last + 1,
        is_hidden=is_hidden,
    )
    item.save(by=by, now=now)
    return item


@transaction.atomic
def change_item(
    *,
    item: LineItem,
    work_type: WorkType,
    by: User,
    now: datetime,
    title: str = "",
    weight: int | None = None,
    reason: str = "",
) -> LineItem:
    """What the marks of the column are for, and how much they weigh."""
    lesson = _locked(item.lesson)
    wanted = (work_type.pk, title, work_type.weigh(weight))
    if (item.work_type_id, item.title, item.weight) != wanted:
        must_be_open(lesson, now=now)
        if item.work_type_id != work_type.pk:
            _must_hold(work_type, lesson)
        item.work_type_id, item.title, item.weight = wanted
        item.save(by=by, now=now, reason=reason)
    return item


def _must_hold(work_type: WorkType, lesson: Lesson) -> None:
    if not work_type.holds_on(lesson.date):
        raise Refused(
            f"Вида работы «{work_type}» {lesson.date:%d.%m.%Y} нет среди принятых. Обновите страницу и выберите другой."
        )


def _locked(lesson: Lesson) -> Lesson:
    return (
        Lesson.objects.select_for_update(of=("self",))
        .select_related("section__subject")
        .get(pk=lesson.pk)
    )


def _save(lesson: Lesson, by: User, now: datetime, reason: str) -> None:
    lesson.version += 1
    lesson.save(by=by, now=now, reason=reason)
