"""The movement of pupils and the alphabetical register: on the page, in a spreadsheet, on paper (REP-10, ACC-6)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.doors import behind, having
from accounts.models import Right
from reports import access
from reports import alphabet as book
from reports.forms.movement import PDF, FileForm, SpanForm
from reports.printing.sheets import sheet_html
from reports.screens import movement as screens
from reports.spreadsheets import workbook
from school.registers import pupils_kept_by
from school.views.years import chosen_year, needs_year
from school.words import days_span

from .handing import hand_out, hand_out_sheet

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])
TITLE = "Движение обучающихся"


@READ_AND_SEND
@behind(having(Right.PUPILS, Right.READ_JOURNALS), TITLE)
@needs_year
def movement(request):
    """Figures with the orders under each; sent, the same as a file."""
    year, years = chosen_year(request)
    bounds = (year.starts_on, screens.last_day_of(year))
    usual = (year.starts_on, min(max(request.today, year.starts_on), bounds[1]))
    asked = request.POST if request.method == "POST" else request.GET
    bound = {"first", "last"} <= asked.keys()
    form = SpanForm(
        asked if bound else None, bounds=bounds, initial={"first": usual[0], "last": usual[1]}
    )
    classes, is_whole = access.classes_of_movement(request.user, year=year, on=request.day)
    screen = screens.movement_screen(year, classes, *form.days(usual), is_whole=is_whole)
    if request.method == "POST":
        return _movement_file(request, screen)
    context = {"screen": screen, "form": form, "years": years}
    return render(request, "reports/movement.html", context)


def _movement_file(request, screen):
    span = days_span(screen.first, screen.last)
    if FileForm(request.POST).kind() == PDF:
        return hand_out_sheet(
            request,
            title=f"{TITLE}, {span}",
            people=screen.people,
            page=reverse("reports:movement"),
            html=lambda mark: sheet_html(
                "movement.html", title=f"{TITLE}, {span}", made_at=request.now, school=request.school,
                watermark=mark.words, head=screens.HEAD, rows=screens.table_of(screen),
                orders_head=screens.ORDERS_HEAD, orders=screens.orders_of(screen),
            ),
        )  # fmt: skip
    notes = [request.school.full_name if request.school else "", f"{TITLE}: {span}"]
    rows = [*screens.table_of(screen), (), ("Приказы",), screens.ORDERS_HEAD, *screens.orders_of(screen)]  # fmt: skip
    return hand_out(
        request,
        title=TITLE,
        people=screen.people,
        suffix=".xlsx",
        make=lambda mark: workbook(TITLE, notes, screens.HEAD, rows, mark.words),
    )


@READ_AND_SEND
@behind(having(Right.PUPILS), book.TITLE)
def alphabet(request):
    """The register of everybody enrolled, a letter or the whole; sent, the same as a file."""
    asked = request.POST if request.method == "POST" else request.GET
    kept = pupils_kept_by(request.user, on=request.day)
    register = book.read_register(kept, asked.get("letter", ""), on=request.today)
    if request.method == "POST":
        return _register_file(request, register)
    return render(request, "reports/alphabet.html", {"register": register, "head": book.HEAD})


def _register_file(request, register):
    title = f"{book.TITLE}, {register.letter}" if register.letter else book.TITLE
    rows = [entry.cells for entry in register.entries]
    if FileForm(request.POST).kind() == PDF:
        if len(rows) > book.LARGEST_PDF:
            messages.warning(request, book.TOO_LONG)
            return redirect("reports:alphabet")
        return hand_out_sheet(
            request,
            title=title,
            people=len(rows),
            page=reverse("reports:alphabet"),
            html=lambda mark: sheet_html(
                "alphabet.html", title=title, made_at=request.now, school=request.school,
                watermark=mark.words, head=book.HEAD, entries=register.entries,
            ),
        )  # fmt: skip
    notes = [request.school.full_name if request.school else "", title]
    return hand_out(
        request,
        title=title,
        people=len(rows),
        suffix=".xlsx",
        make=lambda mark: workbook(book.TITLE, notes, book.HEAD, rows, mark.words),
    )
