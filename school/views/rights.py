"""Rights: who has roles, a person's page, an appointment and its end, roles and their rights, one's own rights."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import behind, having
from accounts.models import Right, Role
from accounts.rights import why_not_appointed
from school import actions, keys
from school.access import Standing
from school.actions.roles import coming_roles, school_changes
from school.forms.rights import AppointmentForm, EndForm, PeopleSearch, RightForm
from school.screens import rights as screens

REFUSED = 422


def _own(request):
    return Standing(request.roles, request.rights)


@require_safe
@behind(having(Right.ACCESS), "Права")
def people(request):
    form = PeopleSearch(request.GET)
    screen = screens.people_screen(form.text(), today=request.today)
    return render(request, "school/rights/people.html", {"screen": screen, "form": form})


@require_safe
def person(request, pk):
    found = keys.person_to_keep(request.rights, pk)
    screen = screens.person_screen(found, by=request.user, own=_own(request), on=request.day)
    return render(request, "school/rights/person.html", {"screen": screen})


@require_safe
def my_rights(request):
    """Own facts: what opens what, by which order and till when."""
    nothing = Standing()
    screen = screens.person_screen(request.user, by=request.user, own=nothing, on=request.day)
    return render(request, "school/rights/mine.html", {"screen": screen})


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request, pk):
    found = keys.person_to_keep(request.rights, pk)
    roles, others = _roles_to_give(request)
    initial = {"starts_on": request.today, "order_date": request.today}
    form = AppointmentForm(request.POST or None, roles=roles, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_role(user=found, by=request.user, now=request.now, **form.answers())
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Роль назначена.")
            return redirect("school:person_rights", found.pk)
    context = {"form": form, "person": found, "others": others}
    return _form(request, "school/rights/appoint.html", context)


def _roles_to_give(request):
    """Roles the person may appoint to, and those he may not, each with its reason."""
    own, changes, may, why_not = _own(request), school_changes(), [], []
    for role in Role:
        why = why_not_appointed(
            role, to_oneself=False, own_roles=own.roles, own_rights=own.rights, changes=changes
        )
        if why:
            why_not.append(why)
        else:
            may.append(role)
    return may, why_not


def _form(request, template, context):
    """A form once more with what is wrong in it, or for the first time."""
    status = REFUSED if context["form"].errors else 200
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def end_appointment(request, pk):
    found = keys.appointment_to_keep(request.rights, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(appointment=found, by=request.user, now=request.now, **form.answers())
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Записано.")
            return redirect("school:person_rights", found.user_id)
    context = {"form": form, "appointment": screens.appointment_words(found), "person": found.user}
    return _form(request, "school/rights/end.html", context)


@require_safe
@behind(having(Right.ACCESS), "Роли и их права")
def roles(request):
    coming = coming_roles(request.user, request.now)
    screen = screens.roles_screen(own=_own(request), coming=coming)
    return render(request, "school/rights/roles.html", {"screen": screen})


@require_http_methods(["GET", "HEAD", "POST"])
def right(request, role, right):
    role, right = keys.right_to_keep(request.rights, role, right)
    form = RightForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_right(
                role=role, right=right, by=request.user, now=request.now, **form.answers()
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Записано: {role.label}, «{right.label}».")
            return redirect("school:role_rights")
    coming = coming_roles(request.user, request.now)
    screen = screens.right_screen(
        role, right, own=_own(request), coming=coming, today=request.today
    )
    return _form(request, "school/rights/right.html", {"form": form, "screen": screen})
