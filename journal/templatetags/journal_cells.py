"""Cells and heads of the spread, made without a template node for each: measured ten times cheaper (stack § 5)."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

# Django's own looks for lazy texts first; here are none, and there are hundreds of cells.
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from school import words

register = template.Library()


@register.simple_tag
def pupil_rows(screen: Any) -> SafeString:
    """`<tr>` of every pupil: name, cells, sums, marks of the period and of the year; outside the curriculum no marks."""
    if screen.has_marks:
        rows = [_row(row, _totals(row, screen.is_last_period, screen.least)) for row in screen.rows]
    else:
        rows = [_row(row, f'<td class="sum">{row.missed}</td>') for row in screen.rows]
    return mark_safe("\n".join(rows))  # noqa: S308


def _row(row: Any, totals: str) -> str:
    name, note = escape(row.pupil.name), escape(row.told)
    about = ", ".join(filter(None, (row.pupil.name, row.note, row.brought)))
    title = f' title="{escape(about)}"' if note else ""
    small = f" <small>{note}</small>" if note else ""
    left = ' class="left"' if row.has_left else ""
    head = f'<th scope="row"{title}><span class="n">{row.pupil.number}</span>{name}{small}</th>'
    cells = "".join([_cell(*cell) for cell in row.cells])
    return f"<tr{left}>{head}{cells}{totals}</tr>"


SIGN = '<b role="img" aria-label="с комментарием"></b>'


@lru_cache(maxsize=1024)
def _cell(mark: str, absence: str, is_out: bool, has_comment: bool) -> str:
    """The mark in the middle; absence too, in the corner where a mark stands with it. «оп 12» stands narrower.

    Of «. 05.12» the point is seen; a comment has a sign of its own.
    """
    if is_out:
        return '<td class="out"></td>'
    corner = f"<i>{escape(absence)}</i>" if mark and absence else escape(absence)
    word = "wait" if mark.startswith(". ") else "late" if " " in absence and not mark else ""
    name = f' class="{word}"' if word else ""
    return f"<td{name}>{escape(mark)}{corner}{SIGN if has_comment else ''}</td>"


def _totals(row: Any, with_year: bool, least: int) -> str:
    """Of marks that are fewer than they should be both numbers: «2/5»."""
    marks = f"{row.marks}/{least}" if row.marks < least else row.marks
    sums = (words.number(row.average), words.number(row.weighted), marks, row.missed)
    html = "".join([f'<td class="sum">{value}</td>' for value in sums])
    html += _final(row.proposed, row.period.code, row.put_off[0])
    return html + _final(row.proposed_year, row.year.code, row.put_off[1]) if with_year else html


@lru_cache(maxsize=256)
def _final(proposed: str, code: str, until: str) -> str:
    put_off = f' put-off" title="отсрочка до {until}' if until and not code else ""
    return f'<td class="proposed">{escape(proposed)}</td><td class="final{put_off}">{escape(code)}</td>'


@register.simple_tag
def day_heads(lessons: Iterable[Any]) -> SafeString:
    """`<th>` of every lesson: day, weekday, number where there are two a day, and the way to the lesson."""
    return mark_safe("".join([_day_head(lesson) for lesson in lessons]))  # noqa: S308


def _day_head(lesson: Any) -> str:
    word = "today" if lesson.is_today else "cancelled" if lesson.is_cancelled else ""
    attributes = f' class="{word}"' if word else ""
    if len(lesson.columns) > 1:
        attributes += f' colspan="{len(lesson.columns)}"'
    number = f" {lesson.number}" if lesson.twice_a_day else ""
    weekday = words.weekday_short(lesson.date)
    return f'<th{attributes}><a href="{_lesson_url(lesson.pk)}"><b>{lesson.date.day}</b>{weekday}{number}</a></th>'


@register.simple_tag
def work_heads(columns: Iterable[Any]) -> SafeString:
    """`<th>` of every column: the letter of the kind of work, its name and weight in the title."""
    return mark_safe("".join([_work_head(column) for column in columns]))  # noqa: S308


def _work_head(column: Any) -> str:
    if column.item is None:
        return "<th>·</th>"
    work = f"{column.work}: {column.title}" if column.title else column.work
    weight = words.weight_words(column.weight)
    if column.is_hidden:
        weight, letter = f"{weight}, семья ещё не видит", f"({escape(column.letter)})"
    else:
        letter = escape(column.letter)
    return f'<th title="{escape(work)}, {weight}">{letter}</th>'


@register.simple_tag
def lesson_links(lessons: Sequence[Any]) -> SafeString:
    """Lessons as a list for a phone, the last one first."""
    return mark_safe("".join([_lesson_link(lesson) for lesson in reversed(lessons)]))  # noqa: S308


def _lesson_link(lesson: Any) -> str:
    today = ' class="today"' if lesson.is_today else ""
    number = f", {lesson.number}-й урок" if lesson.twice_a_day else ""
    owed = ' <span class="pill pill-warn">не заполнен</span>' if lesson.is_missing_something else ""
    return f'<li><a href="{_lesson_url(lesson.pk)}"{today}>{words.weekday_day(lesson.date)}{number}{owed}</a></li>'


def _lesson_url(pk: int) -> str:
    # `reverse` for each of eighty links would take longer than all cells together.
    return f"{_lessons_root()}{pk}/"


@lru_cache(maxsize=1)
def _lessons_root() -> str:
    return reverse("journal:lesson", args=[0]).removesuffix("0/")


@register.simple_tag
def feet(lessons: Iterable[Any], what: str) -> SafeString:
    return mark_safe("".join([_foot(lesson, what) for lesson in lessons]))  # noqa: S308


def _foot(lesson: Any, what: str) -> str:
    """A cell of the foot: what the lesson has; «нет» when it has been held and lacks it."""
    span = f' colspan="{len(lesson.columns)}"' if len(lesson.columns) > 1 else ""
    if what == "attendance":
        text = "" if lesson.absent is None else f"−{lesson.absent}" if lesson.absent else "все"
    else:
        text = "✓" if (lesson.topic if what == "topic" else lesson.has_homework) else ""
    missing = ' class="missing"' if not text and lesson.is_held else ""
    return f"<td{span}{missing}>{text or ('нет' if missing else '')}</td>"
