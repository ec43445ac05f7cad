"""The diary: reads the journal and never writes it; never kept in the browser's cache of a shared computer."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import behind
from journal.downloads import handed_out

from . import access, actions, screens
from .forms import PeriodChoice
from .letters.screens import letters_of_week

FORBIDDEN = 403
# Whose diary was opened in this session, and on which day.
VISITS = "diary_visits"


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
    note_visit(request, family)
    screen = screens.week_screen(family, date, year=request.year, today=request.today)
    notices = screens.unread_notices(family.child, request.user)
    letters = letters_of_week(family.child, request.user, monday=screen.monday, now=request.now)
    context = {"screen": screen, "notices": notices, "letters": letters}
    return render(request, "diary/week.html", context)


@require_safe
@never_cache
@on_paper_for_who_refused
def summary(request, student, period=None):
    """A pupil at a glance: for the family, and for who answers for the class."""
    family = access.pupil_to_see(request.user, on=request.day, today=request.today, pk=student)
    if request.year is None:
        raise Http404
    note_visit(request, family)
    term = access.term_to_see(family.child, year=request.year, on=request.day, pk=period)
    screen = screens.summary_screen(family, term, now=request.now, on=request.day)
    return render(request, "diary/summary.html", {"screen": screen})


@require_safe
@never_cache
def school_class(request, pk):
    """A class at a glance, for its homeroom teacher and who answers for it."""
    period = PeriodChoice(request.GET).period_key()
    term = access.class_to_see(request.user, pk, on=request.day, period=period)
    screen = screens.class_screen(term, now=request.now, on=request.day)
    return render(request, "diary/school_class.html", {"screen": screen})


def note_visit(request, family):
    """That the family has opened the diary is kept once a day of the calendar; the session remembers it is."""
    noted = [str(request.today), family.child.pk]
    if family.by_school or noted in (seen := request.session.get(VISITS, [])):
        return
    actions.note_visit(student=family.child, by=request.user, on=request.today)
    request.session[VISITS] = [one for one in seen if one[0] == noted[0]] + [noted]


@require_safe
@on_paper_for_who_refused
def homework_file(request, student, pk):
    family = access.family_of(request.user, on=request.day, today=request.today, pk=student)
    return handed_out(screens.homework_file(family.child, pk))


@require_POST
def read_notice(request, pk):
    notice = access.notice_to_read(request.user, pk, on=request.day, today=request.today)
    actions.read_notice(notice=notice, by=request.user, now=request.now)
    return redirect("diary:week", notice.student_id, screens.start_of_diary(request.day))
