"""Lessons of the week, made without a template node for each word: the page that families open most (as journal_cells)."""

from collections.abc import Iterable

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diary.screens.lessons import MarkShown
from diary.screens.tasks import Task
from diary.screens.week import LessonShown
from school import words

register = template.Library()

CANCELLED = '<p><span class="pill">урок отменён</span></p>'
NOTHING_SET = '<p><span class="soft">Домашнее задание: не задано</span></p>'


@register.simple_tag
def diary_lessons(lessons: Iterable[LessonShown], child: int) -> SafeString:
    """`<li>` of every lesson of a day of the pupil of that key."""
    return mark_safe("".join([_lesson(lesson, child) for lesson in lessons]))  # noqa: S308  escaped below


@register.simple_tag
def diary_task(task: Task, child: int) -> SafeString:
    """What is set, how long it takes, and the files to it."""
    return mark_safe(_task(task, child))  # noqa: S308  escaped below


def _lesson(lesson: LessonShown, child: int) -> str:
    group = f' <span class="small">({escape(lesson.group)})</span>' if lesson.group else ""
    where = ", ".join(escape(part) for part in (lesson.teachers, lesson.room) if part)
    begins = words.clock(timezone.localtime(lesson.starts_at).time())
    marks = "".join([_mark(mark) for mark in lesson.marks])
    if lesson.absence:
        marks += f'<p><span class="pill pill-warn">{escape(lesson.absence)}</span></p>'
    return f"""
<li class="lesson{" cancelled" if lesson.is_cancelled else ""}">
  <div class="lesson-when"><b>{lesson.number}<span class="visually-hidden"> урок</span></b> <span class="soft small">{begins}</span></div>
  <div class="lesson-what"><b>{escape(lesson.subject)}</b>{group}
    <p class="soft small">{where}</p></div>
  <div class="lesson-marks">{marks}</div>
  <div class="lesson-text">{_text(lesson, child)}</div>
</li>
"""


def _mark(mark: MarkShown) -> str:
    title = f" «{escape(mark.title)}»" if mark.title else ""
    work = f"{escape(mark.work)}{title}, {words.weight_words(mark.weight)}"
    comment = f' <span class="small">{escape(mark.comment)}</span>' if mark.comment else ""
    return f'<p><b class="code">{escape(mark.code)}</b> <span class="soft small">{work}</span>{comment}</p>'


def _text(lesson: LessonShown, child: int) -> str:
    """The topic, what the lesson is to be ready for, what is set at it."""
    said = CANCELLED if lesson.is_cancelled else ""
    if lesson.moved_from:
        said += f'<p><span class="pill">перенесён</span> <span class="soft small">с {escape(lesson.moved_from)}</span></p>'
    if lesson.topic:
        said += f"<p>{escape(lesson.topic)}</p>"
    for task in lesson.to_prepare:
        said += f'<p><span class="soft">К уроку:</span> {_task(task, child)}</p>'
    if lesson.given:
        said += _given("Задано", lesson.given, child) if lesson.given.text else NOTHING_SET
    for task in lesson.given_also:
        said += _given("Ещё задано", task, child)
    return said


def _given(how: str, task: Task, child: int) -> str:
    due = f" на {words.weekday_day(task.due_on)}" if task.due_on else ""
    return f'<p><span class="soft">{how}{due}:</span> {_task(task, child)}</p>'


def _task(task: Task, child: int) -> str:
    whom = f'<span class="pill">{escape(task.whom)}</span> ' if task.whom else ""
    takes = f"{task.minutes} мин" if task.minutes else ""
    facts = ", ".join(filter(None, (escape(task.kind), takes)))
    about = f' <span class="soft nowrap">({facts})</span>' if facts else ""
    files = "".join(
        f' <a class="file" href="{reverse("diary:homework_file", args=[child, file.pk])}">{escape(file.name)}'
        f'<span class="soft nowrap">, {escape(file.size)}</span></a>'
        for file in task.files
    )
    return f"{whom}{linebreaksbr(task.text)}{about}{files}"
