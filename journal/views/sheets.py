"""The journal's spread and the lesson: read and filled in."""

import json

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import behind
from journal import access, actions, batches, screens
from journal.forms import ItemForm, LessonForm, SectionSearch

UNPROCESSABLE = 422


@require_GET
@behind(access.must_be_staff, "Мои уроки")
def today(request):
    screen = screens.today_screen(request.user, year=request.year, now=request.now, on=request.day)
    return render(request, "journal/today.html", {"screen": screen})


@require_GET
@behind(access.must_be_staff, "Журналы")
def sections(request):
    form = SectionSearch(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    screen = screens.sections_screen(request.user, year=request.year, on=request.day, q=q)
    return render(request, "journal/sections.html", {"screen": screen, "form": form, "q": q})


@require_GET
def grid(request, pk, period=None):
    journal = access.journal_to_see(request.user, pk, on=request.day)
    periods = access.periods_to_see(journal.section)
    if not periods:
        return render(request, "journal/no_periods.html", {"section": journal.section})
    screen = screens.grid_screen(
        journal,
        period=access.period_among(periods, period)
        if period
        else screens.current_period(periods, request.day),
        periods=periods,
        among=access.pupils_to_see(journal, request.user, on=request.day),
        now=request.now,
        on=request.day,
    )
    return render(
        request, "journal/grid.html", {"screen": screen, "data": batches.grid_data(screen)}
    )


@require_POST
def save_cells(request, pk):
    """JSON in, JSON out: each change of the batch has its own outcome."""
    section = access.section_to_fill(request.user, pk, on=request.day)
    try:
        changes = batches.cell_changes(request.body)
    except batches.UnreadableBatch as error:
        return _refused(error)
    results = actions.set_cells(section=section, changes=changes, by=request.user, now=request.now)
    return JsonResponse(batches.answer(results))


@require_POST
def save_period_marks(request, pk, period):
    """The same for marks of the period or, in the same batch's `kind`, of the year."""
    section = access.section_to_fill(request.user, pk, on=request.day)
    period = access.period_to_see(section, period)
    try:
        kind, changes = batches.period_mark_changes(request.body)
    except batches.UnreadableBatch as error:
        return _refused(error)
    results = actions.set_period_marks(
        section=section,
        kind=kind,
        period=period if kind == "period" else None,
        changes=changes,
        by=request.user,
        now=request.now,
    )
    return JsonResponse(batches.answer(results))


@require_GET
def fresh(request, pk, period):
    """What was written since the page asked last, as JSON; 204 where nothing was.

    Three queries; where there is news four for its teacher, who sees everybody.
    """
    section = access.section_to_see(request.user, pk, on=request.day)
    period = access.period_to_see(section, period)
    found = screens.fresh(section, period, batches.moment(request.GET.get("since", "")))
    if found.cells:
        among = access.students_visible_in(section, request.user, on=request.day)
        found = screens.fresh_among(found, among)
    if "since" in request.GET and not found.cells:
        return HttpResponse(status=204, headers={"X-Moment": str(found.moment)})
    return JsonResponse({"moment": found.moment, "cells": found.cells})


@require_GET
def lesson(request, pk):
    """The whole lesson as a plain form; for htmx, what stands beside the grid."""
    lesson = access.lesson_to_see(request.user, pk, on=request.day)
    return _lesson_page(request, _lesson_screen(request, lesson))


@require_POST
def save_lesson(request, pk):
    lesson = access.lesson_to_fill(request.user, pk, on=request.day)
    form = LessonForm(request.POST, request.FILES, lesson=lesson)
    results = []
    if form.is_valid():
        try:
            results = actions.fill_lesson(
                lesson=lesson, entries=form.entries(), by=request.user, now=request.now
            )
        except actions.Refused as error:
            form.add_error(None, str(error))
    screen = _lesson_screen(request, access.lesson_to_see(request.user, pk, on=request.day))
    if form.non_field_errors():
        form.show_stored(screen.lesson, screen.homework, screen.tasks)
    form.show_files(screen.tasks)
    answers = form.answers(results)
    if request.htmx:
        return _panel_state(request, screen, form)
    if answers or not form.is_valid():
        return _lesson_page(request, screen.answered(answers), form, UNPROCESSABLE)
    messages.success(request, "Урок сохранён.")
    return redirect("journal:lesson", pk=pk)


@require_POST
def add_item(request, pk):
    """A column more; with act=publish the family sees what the lesson's hidden ones hold."""
    lesson = access.lesson_to_fill(request.user, pk, on=request.day)
    if request.POST.get("act") == "publish":
        actions.publish_marks(lesson=lesson, by=request.user, now=request.now)
        return _columns_changed(request, pk)
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _lesson_page(
            request, _lesson_screen(request, lesson), item_form=form, status=UNPROCESSABLE
        )
    try:
        actions.add_item(lesson=lesson, by=request.user, now=request.now, **form.cleaned_data)
    except actions.Refused as error:
        form.add_error(None, str(error))
        return _lesson_page(
            request, _lesson_screen(request, lesson), item_form=form, status=UNPROCESSABLE
        )
    return _columns_changed(request, pk)


def _columns_changed(request, pk):
    response = redirect("journal:lesson", pk=pk)
    if request.htmx:
        response = render(request, "journal/_saved.html")
        response["HX-Trigger"] = "columns-changed"
    return response


def _lesson_screen(request, lesson):
    among = access.pupils_of_lesson(lesson, request.user, on=request.day)
    return screens.lesson_screen(
        lesson, user=request.user, among=among, now=request.now, on=request.day
    )


def _lesson_page(request, screen, form=None, status=200, item_form=None):
    context = {
        "screen": screen,
        "form": form
        or LessonForm.showing(
            screen.lesson, screen.homework, screen.tasks, _taken(request, screen)
        ),
        "item_form": item_form or ItemForm(),
        "attendance_choices": screens.ATTENDANCE_CHOICES,
    }
    template = "journal/_panel.html" if request.htmx else "journal/lesson.html"
    return render(request, template, context, status=status)


def _taken(request, screen):
    """What the plan offers, where it was taken by the link."""
    return screen.offer if "plan" in request.GET else None


def _panel_state(request, screen, form):
    """One line beside the grid, and what the column's head and foot now say, for the grid."""
    context = {"screen": screen, "form": form, "now": request.now}
    status = 200 if form.is_valid() else UNPROCESSABLE
    response = render(request, "journal/_panel_state.html", context, status=status)
    response["HX-Trigger"] = json.dumps({"lesson-saved": screens.column_state(screen)})
    return response


def _refused(error):
    return JsonResponse({"text": str(error)}, status=UNPROCESSABLE)
