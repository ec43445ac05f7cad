"""The diary: reads the journal and never writes it; never kept in the browser's cache of a shared computer."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import behind

from . import access, actions, screens

FORBIDDEN = 403


def on_paper_for_who_refused(view):
    """To a parent who refused the electronic form the page says so, and how to have the diary back."""

    @wraps(view)
    def gate(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except access.OnPaper as refusal:
            return render(request, "diary/on_paper.html", {"refusal": refusal}, status=FORBIDDEN)

    return gate


@require_safe
@never_cache
@on_paper_for_who_refused
@behind(access.must_be_family, "Дневник")
def home(request):
    family = access.family_of(request.user, on=request.day, today=request.today)
    return redirect("diary:week", family.child.pk, screens.start_of_diary(request.day))


@require_safe
@never_cache
@on_paper_for_who_refused
def week(request, student, date):
    family = access.family_of(request.user, on=request.day, today=request.today, pk=student)
    screen = screens.week_screen(family, date, year=request.year, today=request.today)
    notices = screens.unread_notices(family.child, request.user)
    return render(request, "diary/week.html", {"screen": screen, "notices": notices})


@require_safe
@never_cache
@on_paper_for_who_refused
def summary(request, student, period=None):
    family = access.family_of(request.user, on=request.day, today=request.today, pk=student)
    if request.year is None:
        raise Http404
    term = access.term_to_see(family.child, year=request.year, on=request.day, pk=period)
    screen = screens.summary_screen(family, term, now=request.now, on=request.day)
    return render(request, "diary/summary.html", {"screen": screen})


@require_POST
def read_notice(request, pk):
    notice = access.notice_to_read(request.user, pk, on=request.day, today=request.today)
    actions.read_notice(notice=notice, by=request.user, now=request.now)
    return redirect("diary:week", notice.student_id, screens.start_of_diary(request.day))
