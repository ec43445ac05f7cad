from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.doors import behind, having
from accounts.models import Right
from archive import access
from archive.forms import HistoryFilters
from archive.history_table import HEAD, notes_of, rows_of
from archive.screens.history import history_for_table, history_screen
from reports.spreadsheets import workbook
from reports.views.handing import hand_out


@require_safe
@behind(having(Right.HISTORY), "История")
def history(request, as_table=False):
    asked = access.history_to_see(request.user, rights=request.rights, on=request.day)
    return _answer(request, "История изменений", asked, as_table)


@require_safe
def lesson(request, pk, as_table=False):
    lesson, asked = access.lesson_history_to_see(request.user, pk, on=request.day)
    title = f"История урока: {lesson.section.title}, {lesson.date:%d.%m.%Y}"
    return _answer(request, title, asked, as_table)


@require_safe
def cell(request, pk, student):
    """What a pupil got at a lesson: a page; for htmx, what stands beside the spread."""
    lesson, student, asked = access.cell_history_to_see(request.user, pk, student, on=request.day)
    if request.htmx:
        screen = history_screen("", asked, 1)
        return render(request, "archive/_cell_history.html", {"screen": screen})
    title = f"{student.user.list_name}: {lesson.section.title}, {lesson.date:%d.%m.%Y}"
    return _answer(request, title, asked)


@require_safe
def final_marks(request, pk, student):
    """A pupil's marks of periods and of the year in a journal, with `of` one of them: as `cell` does."""
    found = access.final_history_to_see(
        request.user, pk, student, of=request.GET.get("of", ""), on=request.day
    )
    if request.htmx:
        context = {"screen": history_screen("", found.asked, 1), "comment": found.comment}
        return render(request, "archive/_cell_history.html", context)
    title = f"{found.student.user.list_name}: {found.section.title}, отметки за период и год"
    return _answer(request, title, found.asked)


@require_safe
def pupil(request, pk, as_table=False):
    student, asked = access.pupil_history_to_see(request.user, pk, on=request.day)
    return _answer(
        request, f"История записей об ученике: {student.user.full_name}", asked, as_table
    )


@require_safe
def person(request, pk, as_table=False):
    found, asked = access.person_history_to_see(
        request.user, pk, rights=request.rights, on=request.day
    )
    return _answer(request, f"Кто что записал: {found.full_name}", asked, as_table)


def _answer(request, title, asked, as_table=False):
    form = HistoryFilters(request.GET, asked=asked)
    filtered = form.filters().of(asked)
    if as_table:
        return _table(request, title, filtered)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "screen": history_screen(title, filtered, form.number()),
        "form": form,
        "query": query.urlencode(),
    }
    return render(request, "archive/history.html", context)


def _table(request, title, asked):
    """Much of many people in one file: after the password, numbered and noted."""
    changes = history_for_table(asked)
    notes = notes_of(title, request.user, request.now, len(changes))
    return hand_out(
        request,
        title=title,
        people=len({change.where for change in changes}),
        suffix=".xlsx",
        make=lambda mark: workbook("История", notes, HEAD, rows_of(changes), mark.words),
    )
