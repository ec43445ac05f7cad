"""The home page each person is led to, and the state of the program."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.doors import behind, having
from accounts.models import Right

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
