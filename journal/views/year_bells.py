"""Bells and the working regime changed: first which lessons change their time, then the change (SCH-7)."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import behind, having
from accounts.models import Right
from journal.actions.bells import ToConfirm, change_bells, stamp_of_lessons
from journal.actions.refusals import Refused
from school import timing as school_access
from school.actions import Refused as SchoolRefused
from school.actions import bells as actions
from school.forms.bells import (
    BellsForm,
    RegimesForm,
    RingsForm,
    WeeksForm,
    bells_wish,
    regime_choices,
)
from school.screens.bells import classes_of, regimes_of, schedules, sections_apart
from school.stamps import stamp_of
from school.views.forms import UNPROCESSABLE, done, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _year(request):
    years = school_access.years_of_school()
    text = request.POST.get("year") or request.GET.get("year", "")
    return school_access.some_year_to_set(text, years, request.year)


def _attempt(request, table, year, change):
    """Change bells, of that year or of all; returns (whether it is done, lessons to confirm)."""
    confirmed = request.POST.get("confirmed", "")[:64]
    try:
        change_bells(change, year=year, confirmed=confirmed, by=request.user, now=request.now)
        return True, []
    except ToConfirm as error:
        return False, error.lessons
    except (Refused, SchoolRefused) as error:
        table.refusal = str(error)
        return False, []


def _page(request, template, table, lessons, **context):
    context |= {"table": table, "retimed": lessons, "confirmed": stamp_of_lessons(lessons)}
    status = UNPROCESSABLE if table.is_bound and not lessons else 200
    return render(request, f"school/year/{template}.html", context, status=status)


@READ_AND_SEND
@behind(having(Right.YEAR), "Новые звонки")
def new_bells(request):
    return _bells(request, None)


@READ_AND_SEND
@behind(having(Right.YEAR), "Изменить звонки")
def edit_bells(request, pk):
    return _bells(request, school_access.bells_to_set(pk))


def _bells(request, schedule):
    initial = {}
    if schedule:
        initial = {name: getattr(schedule, name) for name in ("name", "shift", "building")}
    form = BellsForm(posted(request), initial=initial)
    rows = school_access.rings_to_set(schedule)
    seen = actions.stamp_of_bells(schedule) if schedule else ""
    table = RingsForm(posted(request), rows=rows, shown=seen)
    lessons = []
    if form.is_bound and form.is_valid() and table.is_valid():

        def change():
            return actions.save_bells(
                schedule=schedule, wish=bells_wish(form, table), seen=table.shown,
                by=request.user, now=request.now,
            )  # fmt: skip

        is_done, lessons = _attempt(request, table, None, change)
        if is_done:
            return done(request, "Звонки сохранены.", "school:bells")
    return _page(request, "edit_bells", table, lessons, form=form, schedule=schedule)


@require_POST
@behind(having(Right.YEAR), "Убрать звонки")
def remove_bells(request, pk):
    schedule = school_access.bells_to_set(pk)
    name = schedule.name

    def change():
        actions.remove_bells(schedule=schedule, by=request.user, now=request.now)

    try:
        change_bells(
            change, year=None, confirmed=request.POST.get("confirmed", "")[:64],
            by=request.user, now=request.now,
        )  # fmt: skip
    except ToConfirm as error:
        context = {"schedule": schedule, "retimed": error.lessons}
        context["confirmed"] = stamp_of_lessons(error.lessons)
        return render(request, "school/year/remove_bells.html", context)
    except (Refused, SchoolRefused) as error:
        return render(
            request, "school/year/bells_kept.html", {"schedule": schedule, "why": str(error)},
            status=UNPROCESSABLE,
        )  # fmt: skip
    return done(request, f"Звонки «{name}» убраны.", "school:bells")


@READ_AND_SEND
@behind(having(Right.YEAR), "Режим занятий")
def regimes(request):
    year = _year(request)
    rows = regimes_of(year)
    choices = regime_choices(schedules(), classes_of(year), sections_apart(year))
    table = RegimesForm(
        posted(request), rows=rows, shown=stamp_of(rows), year=year, form_kwargs=choices
    )
    lessons = []
    if table.is_bound and table.is_valid():

        def change():
            actions.save_regimes(
                year=year, wishes=table.wishes(), seen=table.shown, by=request.user, now=request.now
            )  # fmt: skip

        is_done, lessons = _attempt(request, table, year, change)
        if is_done:
            return done(request, "Режим занятий сохранён.", "school:bells")
    return _page(request, "regimes", table, lessons, year=year)


@READ_AND_SEND
@behind(having(Right.YEAR), "Звонки классов")
def weeks(request):
    year = _year(request)
    rows = classes_of(year)
    choices = {"bells": [(one.pk, one.name) for one in schedules()]}
    table = WeeksForm(
        posted(request), rows=rows, shown=actions.stamp_of_weeks(rows), form_kwargs=choices
    )
    lessons = []
    if table.is_bound and table.is_valid():

        def change():
            wishes = {
                line.pk: (line.values["bells"], line.values["days_a_week"])
                for line in table.lines()
            }
            actions.save_weeks(
                year=year, wishes=wishes, seen=table.shown, by=request.user, now=request.now
            )  # fmt: skip

        is_done, lessons = _attempt(request, table, year, change)
        if is_done:
            return done(request, "Звонки и недели классов сохранены.", "school:bells")
    return _page(request, "weeks", table, lessons, year=year)
