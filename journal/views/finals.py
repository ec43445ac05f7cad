"""Marks of periods, the year, the exam and the end: proposed, set, explained; the exam's day."""

from datetime import datetime, time

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from journal import access, actions, screens
from journal.forms import ExamForm, FinalsForm
from school.words import count_of

UNPROCESSABLE = 422


@require_GET
def finals(request, pk):
    """One column of marks by `of`: a period's key, «year», «exam» or «final»; else that of the day."""
    journal = access.journal_to_see(request.user, pk, on=request.day)
    if journal.section.is_extracurricular:
        return _has_none(request, pk)
    periods = access.periods_to_see(journal.section)
    if not periods:
        return render(request, "journal/no_periods.html", {"section": journal.section})
    return _page(request, _screen(request, journal, periods))


@require_POST
def save_finals(request, pk):
    """The same column as it was typed, the button that sets what is proposed, or the exam's day."""
    access.section_to_fill(request.user, pk, on=request.day)
    journal = access.journal_to_see(request.user, pk, on=request.day)
    if journal.section.is_extracurricular:
        return _has_none(request, pk)
    periods = access.periods_to_see(journal.section)
    if not periods:
        return redirect("journal:finals", pk)
    screen = _screen(request, journal, periods)
    if request.POST.get("act") == "exam":
        return _exam_set(request, screen)
    return _marks_set(request, journal, periods, screen)


def _has_none(request, pk):
    """A journal of extracurricular lessons has no marks of periods."""
    messages.info(request, actions.NO_MARKS)
    return redirect("journal:grid", pk)


def _screen(request, journal, periods):
    tabs = screens.tabs_of(periods)
    current = str(screens.current_period(periods, request.day).pk)
    asked = request.GET.get("of") or current
    tab = next((one for one in tabs if one.key == asked), None)
    if tab is None:
        raise Http404
    return screens.finals_screen(
        journal,
        tab=tab,
        periods=periods,
        among=access.pupils_to_see(journal, request.user, on=request.day),
        now=request.now,
        on=request.day,
    )


def _marks_set(request, journal, periods, screen):
    """What was typed and, by the button, what is proposed to those whose mark nobody typed; the refused stays typed."""
    form = FinalsForm(request.POST, rows=screen.rows)
    form.is_valid()
    changes = form.changes()
    if request.POST.get("act") == "propose":
        changes += form.proposed(screen.rows)
    results = actions.set_period_marks(
        section=screen.section,
        kind=screen.tab.kind,
        period=screen.tab.period,
        changes=changes,
        by=request.user,
        now=request.now,
    )
    answers = form.answers(results)
    saved = sum(result.outcome == "saved" for result in results)
    if not answers:
        text = count_of(saved, "отметка записана", "отметки записаны", "отметок записано")
        messages.success(
            request, f"{text[:1].upper()}{text[1:]}." if saved else "Ничего не изменено."
        )
        return redirect(_address(screen))
    return _page(
        request, _screen(request, journal, periods), form=form, answers=answers, saved=saved
    )


def _exam_set(request, screen):
    form = _exam_form(screen, request.POST)
    if form.is_valid():
        try:
            actions.set_exam(
                section=screen.section, by=request.user, now=request.now, **form.cleaned_data
            )
        except actions.Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect(_address(screen))
    return _page(request, screen, exam_form=form)


def _exam_form(screen, data=None):
    year = screen.section.year
    zone = timezone.get_default_timezone()
    exam = screen.exam
    return ExamForm(
        data,
        most=len(screen.rows),
        first=datetime.combine(year.starts_on, time.min, zone),
        last=datetime.combine(year.ends_on, time.max, zone),
        initial={
            "held_at": timezone.localtime(exam.held_at) if exam else None,
            "takers": exam.takers if exam else len(screen.rows) or None,
        },
    )


def _address(screen):
    return f"{reverse('journal:finals', args=[screen.section.pk])}?of={screen.tab.key}"


def _page(request, screen, form=None, answers=None, saved=0, exam_form=None):
    answers = answers or {}
    lines = [
        (row, *(form.typed(row.pupil.pk) if row.pupil.pk in answers else (row.cell.code, row.cell.comment)),
         answers.get(row.pupil.pk, ""))
        for row in screen.rows
    ]  # fmt: skip
    is_exam = screen.tab.kind == "exam"
    context = {
        "screen": screen,
        "lines": lines,
        "refused": [row.pupil.name for row in screen.rows if row.pupil.pk in answers],
        "saved": saved,
        "exam_form": (exam_form or _exam_form(screen)) if is_exam else None,
    }
    status = UNPROCESSABLE if answers or exam_form else 200
    return render(request, "journal/finals.html", context, status=status)
