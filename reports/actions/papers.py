"""Papers for one person: asked for, made and closed by the worker, opened by who asked, wiped (see `Paper`)."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.actions.exports import Watermark, note_file
from accounts.actions.slips import give_names, issue_slips, must_be_given
from accounts.models import User
from accounts.slips import SlipRefused
from reports.envelopes import closed, opened
from reports.models import PAPER_WAITS, Paper
from reports.printing.blank_lessons import blank_sheets
from reports.printing.blanks import print_blanks
from reports.printing.sheets import lay_out
from reports.printing.slips import PrintedSlip, print_slips
from reports.printing.volume import NothingToPrint
from school.words import date_words

from .queue import claim, make_in_turn, mine

log = logging.getLogger(__name__)

# For so long the page says what has become of the file.
REMEMBERED = timedelta(days=1)
TOO_LATE = "Файл не сделан вовремя: сервер был занят. Закажите его снова."


class TooLate(Exception):
    """The paper has waited too long, or another worker has it now."""


@dataclass(frozen=True)
class Marked:
    """A file with personal data of so many people: its mark stands on every sheet and in the register of exports."""

    mark: Watermark
    people: int


def request_slips(
    *,
    people: list[User],
    places: dict[int, str],
    valid_until: date,
    seen_at: datetime | None,
    address: str,
    school: str,
    title: str,
    page: str,
    public_key: bytes,
    by: User,
    now: datetime,
) -> Paper:
    """Slips to be given and printed; `places` says who each person is. Raises SlipRefused as far as it is known."""
    must_be_given(people=people, seen_at=seen_at)
    order = {
        "people": [[person.pk, places[person.pk]] for person in people],
        "valid_until": valid_until.isoformat(),
        "seen_at": seen_at.isoformat() if seen_at else "",
        "address": address,
        "school": school,
    }
    return Paper.objects.create(
        kind=Paper.Kind.SLIPS, title=title, page=page, order=order, public_key=public_key,
        requested_by=by, requested_at=now,
    )  # fmt: skip


def request_sheet(
    *,
    html: str,
    title: str,
    page: str,
    public_key: bytes,
    by: User,
    now: datetime,
    marked: Marked | None = None,
) -> Paper:
    """A sheet to be laid out (`printing.sheets`); where it names many people, it is noted when it is made."""
    return Paper.objects.create(
        kind=Paper.Kind.SHEET, title=title, page=page, order={"html": html}, public_key=public_key,
        export_number=marked.mark.number if marked else None, people=marked.people if marked else 0,
        requested_by=by, requested_at=now,
    )  # fmt: skip


def request_blanks(
    *,
    lessons: list[int],
    school: str,
    title: str,
    page: str,
    public_key: bytes,
    by: User,
    now: datetime,
) -> Paper:
    """Blank sheets of the lessons with these keys, as the timetable stands when they are made."""
    return Paper.objects.create(
        kind=Paper.Kind.BLANKS, title=title, page=page, order={"lessons": lessons, "school": school},
        public_key=public_key, requested_by=by, requested_at=now,
    )  # fmt: skip


def make_paper(*, paper: Paper, now: datetime) -> bool:
    """Make the file of a waiting paper. False where another worker has it, or it is made already.

    What is done for it (slips given, the export noted) is done with it or not at all.
    """
    claimed: Paper | None = claim(Paper, paper.pk)
    if claimed is None:
        return False
    started = time.monotonic()
    try:
        if claimed.requested_at + PAPER_WAITS <= now:
            raise TooLate(TOO_LATE)
        _name_people(claimed)
        with transaction.atomic():
            content = MAKERS[claimed.kind](claimed, now)
            made_at = now + timedelta(seconds=time.monotonic() - started)
            envelope = closed(content, bytes(claimed.public_key))
            _finish(claimed, made_at, Paper.Status.DONE, envelope=envelope)
    except (SlipRefused, TooLate, NothingToPrint) as refused:
        _fail(claimed, str(refused), now)
    except Exception:
        log.exception("Paper %s was not made", claimed.pk)
        _fail(claimed, _broken(claimed), now)
    return True


def make_waiting_papers(*, now: datetime) -> int:
    """Make whatever waits, the oldest first, each at its own time."""
    waiting = Paper.objects.waiting().order_by("requested_at", "pk")
    return make_in_turn(waiting, lambda one, at: make_paper(paper=one, now=at), now=now)


def _finish(paper: Paper, at: datetime, status: str, **facts: Any) -> None:
    kept = mine(paper).update(status=status, finished_at=at, order={}, **facts)
    if not kept:
        raise TooLate(TOO_LATE)


def _fail(paper: Paper, why: str, now: datetime) -> None:
    mine(paper).update(
        status=Paper.Status.FAILED, finished_at=now, order={}, error=why, wiped_at=now
    )


def _name_people(paper: Paper) -> None:
    """Before the slips and for themselves: nobody else who needs a name waits until the sheets are printed."""
    if paper.kind == Paper.Kind.SLIPS:
        keys = [pk for pk, _ in paper.order["people"]]
        with transaction.atomic():
            rows = User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
            give_names(people=rows)


def _slips(paper: Paper, now: datetime) -> bytes:
    """Slips given now and their sheets: where these are not printed, none is given."""
    order = paper.order
    places: dict[int, str] = dict(order["people"])
    found = User.objects.in_bulk(places)
    issued = issue_slips(
        people=[found[pk] for pk in places],
        valid_until=date.fromisoformat(order["valid_until"]),
        seen_at=datetime.fromisoformat(order["seen_at"]) if order["seen_at"] else None,
        by=paper.requested_by,
        now=now,
    )
    slips = [
        PrintedSlip(
            name=slip.user.full_name,
            place=places[slip.user.pk],
            username=slip.username,
            code=slip.code,
            until=date_words(slip.valid_until),
        )
        for slip in issued
    ]
    return print_slips(slips, school=order["school"], address=order["address"])


def _sheet(paper: Paper, now: datetime) -> bytes:
    content = lay_out(paper.order["html"])
    if paper.export_number is not None:
        author = paper.requested_by
        mark = Watermark(paper.export_number, author.full_name, paper.requested_at)
        note_file(mark=mark, title=paper.title, people=paper.people, content=content, by=author)
    return content


def _blanks(paper: Paper, now: datetime) -> bytes:
    sheets = blank_sheets(paper.order["lessons"])
    if not sheets:
        raise NothingToPrint(
            "Уроков, для которых заказаны бланки, больше нет в расписании. Закажите бланки снова."
        )
    return print_blanks(sheets, school=paper.order["school"])[0]


MAKERS: dict[str, Callable[[Paper, datetime], bytes]] = {
    Paper.Kind.SLIPS: _slips,
    Paper.Kind.SHEET: _sheet,
    Paper.Kind.BLANKS: _blanks,
}


def _broken(paper: Paper) -> str:
    return (
        f"Файл не сделан из-за ошибки в программе. Сообщите администратору номер {paper.pk}: подробности "
        "записаны на сервере. Ничего не выдано и не записано."
    )


def open_paper(*, paper: Paper, key: str, now: datetime) -> bytes | None:
    """The file for the browser with that key; None for another one, and when the time is over."""
    if paper.envelope is None or paper.kept_until is None or paper.kept_until <= now:
        return None
    return opened(bytes(paper.envelope), key)


def wipe_papers(*, now: datetime) -> int:
    """Take away what was not made in time and what has lain long enough; how many there were. A day later the row."""
    Paper.objects.filter(wiped_at__lt=now - REMEMBERED).delete()
    over = Paper.objects.out_of_term(now)
    late = over.unfinished().update(
        status=Paper.Status.FAILED, finished_at=now, order={}, error=TOO_LATE, wiped_at=now
    )
    return late + over.filter(wiped_at=None).update(envelope=None, wiped_at=now)
