"""Works of a cell of the schedule as one text: forty classes by eighteen weeks are too many for includes."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from journal.screens.works import DONE, WorkLine

register = template.Library()

LEVELS = {
    "federal": ' <abbr title="федеральный уровень">Ф</abbr>',
    "regional": ' <abbr title="региональный уровень">Р</abbr>',
}
ASKED = ' <abbr title="ждёт решения">?</abbr>'
WRITTEN = ' <abbr title="проведена: в журнале есть столбец с отметками">✓</abbr>'
MISSING = ' <abbr title="не проведена: в журнале нет столбца контрольной с отметками">–</abbr>'
AGAINST = ' <abbr class="missing" title="расходится с нормами">!</abbr>'


@register.simple_tag
def works_of(lines: Iterable[WorkLine], edit: str = "", dated: bool = True) -> SafeString:
    """{% works_of lines edit_address %}: items of a list; an empty address makes no links."""
    return mark_safe("".join(_item(line, edit, dated) for line in lines))  # noqa: S308  escaped below


def _item(line: WorkLine, edit: str, dated: bool) -> str:
    row = line.row
    kind = "asked" if line.is_asked else "missing" if line.is_missing else ""
    kinds = f"{kind} outside" if row.level in LEVELS else kind
    group = f' <span class="soft">({escape(line.group)})</span>' if line.group else ""
    name = f"{f'{row.date:%d.%m} ' if dated else ''}{escape(row.subject.short)}{group}"
    if edit:
        name = f'<a href="{escape(edit)}?do=decide&amp;work={row.pk}">{name}</a>'
    hour = f' <span class="soft nowrap">{row.number}-й</span>' if row.number is not None else ""
    state = ASKED if line.is_asked else WRITTEN if line.state == DONE else ""
    signs = f"{LEVELS.get(row.level, '')}{state}{MISSING if line.is_missing else ''}{AGAINST if line.against else ''}"
    opening = f'<li class="{kinds}">' if kinds else "<li>"
    return f"{opening}{name}{hour}{signs}</li>"
