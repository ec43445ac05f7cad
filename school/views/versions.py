"""Versions of the timetable: the list, the editor by class, the audit; and the week of the whole school (SCH-10)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import behind, having
from accounts.models import Right
from school import versions as access
from school.actions import Refused
from school.actions import versions as actions
from school.forms.versions import MOST_LESSONS, DraftForm, EditorChoice, SlotForm
from school.screens.editor import editor_screen
from school.screens.timetable_audit import audit_screen
from school.screens.versions import version_rows
from school.screens.whole_week import whole_week as whole_week_screen

from .forms import attempt, done, posted

UNPROCESSABLE = 422


@require_safe
@behind(access.must_see_timetable, "Расписание всей школы")
def whole_week(request):
    screen = whole_week_screen(year=request.year, on=request.day)
    return render(request, "school/whole_week.html", {"screen": screen})


@require_http_methods(["GET", "HEAD", "POST"])
@behind(having(Right.YEAR), "Версии расписания")
def versions(request):
    rows = version_rows(access.versions_to_set_up(request.rights, request.year), on=request.day)
    listed = [row.version for row in rows]
    now = next((row.version.pk for row in rows if row.is_now), "")
    initial = {"title": "Расписание", "copy_of": now}
    form = DraftForm(posted(request), versions=listed, initial=initial)
    if form.is_valid():
        draft = actions.new_draft(
            year=request.year, title=form.cleaned_data["title"], copy_of=form.source(),
            starts_on=request.year.clamp(request.day), by=request.user, now=request.now,
        )  # fmt: skip
        return redirect("school:edit_version", draft.pk)
    context = {"rows": rows, "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "school/versions.html", context, status=status)


@require_safe
def edit_version(request, pk):
    version = access.version_to_set_up(request.rights, request.year, pk)
    classes = access.classes_in(version)
    chosen, day, number = EditorChoice(request.GET, classes=classes).answers()
    if chosen is None:
        return render(request, "school/edit_version.html", {"version": version, "screen": None})
    return _editor(request, version, classes, chosen, day, number)


@require_POST
def put_in_slot(request, pk, school_class, day, number):
    version = access.version_to_set_up(request.rights, request.year, pk)
    classes = access.classes_in(version)
    chosen = next((one for one in classes if one.pk == school_class), None)
    if chosen is None or not 1 <= day <= 7 or number > MOST_LESSONS:
        raise Http404
    screen = editor_screen(version, chosen, classes, weekday=day, number=number, on=request.day)
    form = _slot_form(screen, request.POST)
    if form.is_valid():
        put = attempt(
            form,
            lambda: actions.put_in_slot(
                timetable=version, section=form.chosen(), place=form.place(day, number),
                by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if put is not None:
            number += "next" in request.POST
            return redirect(_hour(pk, school_class, day, min(number, MOST_LESSONS)))
    return _editor(request, version, classes, chosen, day, number, form=form)


@require_POST
def clear_slot(request, pk):
    entry = access.entry_to_clear(request.rights, request.year, pk)
    try:
        actions.clear_slot(entry=entry, by=request.user, now=request.now)
    except Refused as error:
        messages.error(request, str(error))
    school_class = request.POST.get("class", "")
    return redirect(_hour(entry.timetable_id, school_class, entry.weekday, entry.number))


@require_POST
def drop_version(request, pk):
    version = access.version_to_set_up(request.rights, request.year, pk)
    try:
        actions.drop_draft(timetable=version, by=request.user, now=request.now)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("school:versions")
    return done(request, f"Черновик «{version.title}» удалён.", "school:versions")


@require_safe
def audit_version(request, pk):
    version = access.version_to_set_up(request.rights, request.year, pk)
    classes = access.classes_in(version)
    chosen, _, _ = EditorChoice(request.GET, classes=classes).answers()
    screen = audit_screen(version, classes, chosen, on=request.day)
    return render(request, "school/audit_version.html", {"screen": screen})


def _slot_form(screen, data=None):
    listed = [row.section for row in screen.sections]
    return SlotForm(data, sections=listed, rooms=screen.rooms, notes=screen.notes)


def _editor(request, version, classes, chosen, day, number, form=None):
    screen = editor_screen(version, chosen, classes, weekday=day, number=number, on=request.day)
    form = form or (_slot_form(screen) if screen.chosen else None)
    context = {"version": version, "screen": screen, "form": form}
    status = UNPROCESSABLE if form is not None and form.is_bound else 200
    return render(request, "school/edit_version.html", context, status=status)


def _hour(pk, school_class, day, number):
    page = reverse("school:edit_version", args=[pk])
    own = f"class={school_class}&" if str(school_class).isdigit() else ""
    return f"{page}?{own}day={day}&number={number}#hour"
