"""The sheet of corrections of a period as a table, on the screen, in a spreadsheet and on paper (regulation § 6.5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from accounts.models import BreachIncident
from journal.models import CorrectionRequest
from school.models import School
from school.words import DASH, date_dots

from .printing.sheets import sheet_html
from .spreadsheets import Value

TITLE = "Ведомость исправлений"
HEAD = (
    "№", "Дата", "Учитель", "Класс, предмет, обучающийся, дата урока", "Было", "Стало", "Причина, документ-основание",
    "Решение зам. директора", "Исправлено (дата, кто)",
)  # fmt: skip
EMPTY = "пусто"


def rows_of(
    requests: Iterable[CorrectionRequest], voided: Mapping[int, BreachIncident]
) -> list[Sequence[Value]]:
    """A line for each request, in the columns of HEAD. `voided` are breaches by key of the request they made void."""
    return [
        (
            one.number,
            date_dots(timezone.localdate(one.asked_at)),
            one.asked_by.short_name,
            _about(one),
            one.was or EMPTY,
            one.wanted or EMPTY,
            "; ".join(
                part for part in (one.get_ground_display(), one.reason, one.document) if part
            ),
            _decision(one, voided.get(one.pk)),
            _corrected(one, voided.get(one.pk)),
        )
        for one in requests
    ]


def _about(one: CorrectionRequest) -> str:
    pupil = one.student.user.list_name if one.student else ""
    return ", ".join(part for part in (one.section.title, pupil, one.about.lower()) if part)


def _decision(one: CorrectionRequest, breach: BreachIncident | None) -> str:
    told = [_decided(one)]
    if breach and breach.account_id == one.asked_by_id:
        told.append(f"заявка подана не учителем и признана недействительной, {_act(breach)}")
    elif breach:
        told.append(f"решение признано недействительным, {_act(breach)}")
    return "; ".join(told)


def _corrected(one: CorrectionRequest, breach: BreachIncident | None) -> str:
    if one.state != CorrectionRequest.State.APPROVED:
        return DASH
    if breach and breach.account_id == one.decided_by_id:
        return f"{_signed(one)}; признано недействительным, {_act(breach)}"
    return _signed(one)


def _act(breach: BreachIncident) -> str:
    return f"акт № {breach.act_number}"


def _decided(one: CorrectionRequest) -> str:
    state = one.get_state_display()
    if one.decided_by is None:
        return state
    found = (
        f", стоит «{one.found or EMPTY}»" if one.state == CorrectionRequest.State.RETURNED else ""
    )
    why = f": {one.decision_reason}" if one.state == CorrectionRequest.State.REFUSED else ""
    return f"{state}{found}{why}; {_signed(one)}"


def _signed(one: CorrectionRequest) -> str:
    if one.decided_at is None or one.decided_by is None:
        return DASH
    return f"{date_dots(timezone.localdate(one.decided_at))}, {one.decided_by.short_name}"


def as_html(
    rows: Sequence[Sequence[Value]], *, period: str, school: School | None, now: datetime
) -> str:
    """The sheet with a place for the deputy's signature, A4 across."""
    return sheet_html(
        "corrections.html",
        title=TITLE,
        made_at=timezone.localtime(now),
        school=school,
        head=HEAD,
        rows=rows,
        period=period,
    )
