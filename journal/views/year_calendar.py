"""The calendar changed: first what it does to lessons, then the change (SCH-1, SCH-2)."""

from dataclasses import replace

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.doors import behind, having
from accounts.models import Right
from journal.actions.calendar import change_calendar
from journal.actions.effects import ToConfirm
from journal.actions.refusals import Refused
from school import timing as school_access
from school.actions import Refused as SchoolRefused
from school.actions.calendar import Faulty, calendar_wish, stamp_of_calendar
from school.calendar import calendar_of
from school.forms.calendar import CalendarForm
from school.forms.official_days import OfficialDaysForm, ProductionFile
from school.holidays import holidays_by_law
from school.screens.calendar import not_named
from school.views.forms import UNPROCESSABLE, done, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _change(request, year, wish, seen):
    return change_calendar(
        year=year, wish=wish, seen=seen, confirmed=request.POST.get("confirmed", "")[:64],
        by=request.user, now=request.now,
    )  # fmt: skip


@READ_AND_SEND
@behind(having(Right.YEAR), "Изменить календарь")
def edit_calendar(request, pk):
    year = school_access.year_to_set(pk)
    calendar = calendar_of(year)
    form = CalendarForm(posted(request), calendar=calendar, seen=stamp_of_calendar(calendar))
    effect = None
    if form.is_bound and form.is_valid():
        try:
            _change(request, year, form.wish(), form.year.cleaned_data["seen"])
            return done(request, "Календарь сохранён.", "school:calendar")
        except ToConfirm as error:
            effect = error.effect
        except Faulty as error:
            form.tell(error.faults)
        except (Refused, SchoolRefused) as error:
            form.refusal = str(error)
    context = {"form": form, "year": year, "effect": effect}
    status = UNPROCESSABLE if form.is_bound and not effect else 200
    return render(request, "school/year/edit_calendar.html", context, status=status)


def _add_days(request, calendar, form):
    """(what it does to lessons and is to be confirmed, why it is refused); neither where it is done."""
    wish = calendar_wish(calendar)
    wish = replace(wish, days=[*wish.days, *form.wishes()])
    try:
        _change(request, calendar.year, wish, form.cleaned_data["seen"])
    except ToConfirm as error:
        return error.effect, ""
    except Faulty as error:
        return None, " ".join(fault.text for fault in error.faults)
    except (Refused, SchoolRefused) as error:
        return None, str(error)
    return None, ""


@READ_AND_SEND
@behind(having(Right.YEAR), "Нерабочие дни")
def official_days(request, pk):
    """Days off of the law, or those of a production calendar that is sent; ticked ones are added."""
    year = school_access.year_to_set(pk)
    calendar = calendar_of(year)
    is_file = request.method == "POST" and "file" in request.FILES
    file = ProductionFile(posted(request) if is_file else None, request.FILES if is_file else None)
    official = holidays_by_law(year.starts_on, year.ends_on)
    if file.is_bound and file.is_valid():
        official = file.cleaned_data["file"]
    is_chosen = request.method == "POST" and not is_file
    form = OfficialDaysForm(
        request.POST if is_chosen else None, offered=[] if is_chosen else not_named(calendar, official),
        initial={"seen": stamp_of_calendar(calendar)},
    )  # fmt: skip
    effect, refusal = None, ""
    if form.is_bound and form.is_valid():
        effect, refusal = _add_days(request, calendar, form)
        if not effect and not refusal:
            return done(request, "Дни записаны в календарь.", "school:calendar")
    context = {"form": form, "file": file, "year": year, "effect": effect, "refusal": refusal}
    is_wrong = refusal or form.errors or file.errors
    status = UNPROCESSABLE if is_wrong else 200
    return render(request, "school/year/official_days.html", context, status=status)
