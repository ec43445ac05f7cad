"""The home page each person is led to, and the state of the program."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.doors import behind, having
from accounts.models import Right

from .state import parts_of_the_program

HOMES = [
    ("deputy", "reports:missing"),
    ("director", "reports:missing"),
    ("teacher", "journal:today"),
    ("homeroom", "journal:today"),
    ("sysadmin", "reports:documents"),
    ("hr", "school:staff"),
    ("clerk", "school:pupils"),
    ("assistant", "school:pupils"),
    ("inspector", "journal:sections"),
    ("technician", "state"),
    ("parent", "diary:home"),
    ("student", "diary:home"),
]


def home(request):
    """Where the person's work begins. A teacher who is also a parent finds the diary in the side bar."""
    for role, page in HOMES:
        if role in request.roles:
            return redirect(page)
    return redirect("diary:home")


@require_safe
@behind(having(Right.SYSTEM), "Состояние")
def state(request):
    """For whoever looks after the program; no pupil is named here."""
    return render(request, "state.html", {"parts": parts_of_the_program(now=request.now)})
