"""The home page each person is led to, and the state of the program."""

from django.shortcuts import redirect, render
from django.urls import resolve
from django.views.decorators.http import require_safe

from accounts.doors import behind, doorway_of, having
from accounts.models import Right

from .guides import guides
from .homes import home_of
from .state import parts_of_the_program


def home(request):
    """Where the person's work begins. A teacher who is also a parent finds the diary in the side bar.

    In a school that has no year yet it begins with setting one up.
    """
    if request.year is None and Right.YEAR in request.rights:
        return redirect("reports:readiness")
    return redirect(home_of(request.roles, request.rights))


@require_safe
@behind(having(Right.SYSTEM), "Состояние")
def state(request):
    """For whoever looks after the program; no pupil is named here."""
    return render(request, "state.html", {"parts": parts_of_the_program(now=request.now)})


@require_safe
@behind(having(Right.YEAR, Right.PUPILS, Right.IMPORT), "Памятки")
def guide(request):
    """Guides for those who set the school up; the one asked for, else the first. Pages that do not open are no links."""
    listed = guides()
    found = next((one for one in listed if one.name == request.GET.get("guide")), listed[0])

    def opens(address):
        door = doorway_of(resolve(address).func)
        return door is not None and door.lets_in(request.roles, request.rights)

    return render(request, "help.html", {"guides": listed, "guide": found.shown(opens)})
