"""Events of the school: a month as a list, and one event written down, changed, cancelled (SCH-15)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import behind
from accounts.models import Right
from school import events as access
from school.actions import events as actions
from school.arranging import classes_of_year
from school.forms.events import CancelEventForm, EventForm, initial_of
from school.screens.class_setup import teachers_offered
from school.screens.events import audience_of, event_row, events_screen, month_in
from school.timing import must_read_calendar

from .forms import UNPROCESSABLE, attempt, form_page, posted
from .years import needs_year

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _who(request):
    return {"roles": request.roles, "rights": request.rights, "on": request.day}


@require_safe
@behind(must_read_calendar, "Мероприятия")
@needs_year
def events(request):
    own = access.own_classes(request.user, roles=request.roles, year=request.year, on=request.day)
    screen = events_screen(
        access.events_visible_to(request.user, **_who(request)),
        year=request.year,
        month=month_in(request.GET.get("month", "")[:7], request.year, request.today),
        today=request.today,
        rights=request.rights,
        own=own,
    )
    writes = bool(own) or Right.YEAR in request.rights
    return render(request, "school/events.html", {"screen": screen, "writes": writes})


@READ_AND_SEND
@behind(access.must_write_events, "Новое мероприятие")
@needs_year
def new_event(request):
    own = access.classes_to_write_for(request.user, year=request.year, **_who(request))
    form = _form(request, request.year, own, {"starts_on": request.day, "whom": "school"})
    if form.is_valid():
        event = attempt(
            form,
            lambda: actions.add_event(
                year=request.year, facts=form.facts(), whom=form.whom(), school_class=form.school_class,
                by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if event:
            return _to_month(request, event, "Мероприятие записано.")
    return form_page(request, form, "school/event.html")


@READ_AND_SEND
def event(request, pk):
    """Changed or cancelled by who writes it; one that is over or cancelled is only looked at."""
    found = access.event_to_write(request.user, pk, **_who(request))
    row = event_row(found, today=request.today, writes=True)
    context = {
        "event": found, "row": row, "cancel": CancelEventForm(), "sets_year": Right.YEAR in request.rights,
    }  # fmt: skip
    if request.POST.get("action") == "cancel":
        return _cancel(request, found, context)
    form = _form_of(request, found)
    if form.is_valid():
        saved = attempt(
            form,
            lambda: actions.change_event(
                event=found, facts=form.facts(), whom=form.whom(), seen=form.cleaned_data["seen"],
                by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if saved:
            return _to_month(request, saved, "Мероприятие изменено.")
    return form_page(request, form, "school/event.html", **context)


def _to_month(request, event, text):
    """Told, and back to the list of its month."""
    messages.success(request, text)
    return redirect(f"{reverse('school:events')}?month={event.starts_on:%Y-%m}")


def _cancel(request, event, context):
    form = CancelEventForm(request.POST)
    if form.is_valid():
        cancelled = attempt(
            form,
            lambda: actions.cancel_event(
                event=event, reason=form.cleaned_data["reason"], by=request.user, now=request.now
            ),
        )
        if cancelled:
            return _to_month(request, cancelled, "Мероприятие отменено.")
    context |= {"cancel": form, "form": _form_of(request, event, is_sent=False)}
    return render(request, "school/event.html", context, status=UNPROCESSABLE)


def _form_of(request, event, *, is_sent=True):
    """With what is written of the event."""
    audience = audience_of(event)
    initial = initial_of(event, audience) | {"seen": actions.stamp_of(event, audience)}
    own = [event.school_class] if event.school_class else []
    return _form(request, event.year, own, initial, is_sent=is_sent)


def _form(request, year, own, initial, *, is_sent=True):
    """Of the school, or of the class where `own` are given; as it was sent, if it was this one."""
    day = year.clamp(request.day)
    staff = teachers_offered(request.day)
    me = next((one.pk for one in staff if one.user_id == request.user.pk), None)
    return EventForm(
        posted(request) if is_sent else None, staff=staff, own=own,
        classes=[] if own else [one for one in classes_of_year(year) if not one.ends_on or one.ends_on >= day],
        groups=access.groups_offered(year, own or None, on=day),
        initial={"responsible": me} | initial,
    )  # fmt: skip
