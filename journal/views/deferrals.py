"""Marks put off by an order: the list for whoever works with these journals, the form for the deputy (JRN-8)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.doors import behind
from journal import actions
from journal.access import deferrals as access
from journal.access import must_be_staff
from journal.forms.deferrals import DeferralForm
from journal.screens.deferrals import DeferralsScreen, deferral_lines
from school.words import count_of

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@behind(must_be_staff, "Отсрочки")
def deferrals(request):
    """`class` and `student` lead to the form; sent, an order or, with `withdraw`, the end of one."""
    of = {"year": request.year, "on": request.day}
    classes = list(access.classes_to_defer(request.user, **of))
    if request.method == "POST" and not classes:
        raise Http404
    if key := request.POST.get("withdraw"):
        return _withdrawn(request, access.deferral_to_withdraw(request.user, key, on=request.day))
    key = request.GET.get("student", "")
    student = access.pupil_to_defer(request.user, key, **of) if key and classes else None
    form = _form(request, student, of) if student else None
    if form and form.is_valid():
        try:
            rows = actions.defer_marks(student=student, **form.order(), by=request.user, now=request.now)  # fmt: skip
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Отложено: {count_of(len(rows), 'отметка', 'отметки', 'отметок')}.")  # fmt: skip
            return redirect("journal:deferrals")
    return _page(request, of, classes, student, form)


def _form(request, student, of):
    journals = access.journals_to_defer(request.user, student, **of)
    return DeferralForm(
        request.POST if request.method == "POST" else None,
        journals=journals,
        periods=access.periods_to_defer(journals, year=request.year),
        initial={"order_date": request.day},
    )


def _withdrawn(request, deferral):
    try:
        actions.withdraw_deferral(deferral=deferral, by=request.user, now=request.now)
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("journal:deferrals")


def _page(request, of, classes, student, form):
    key = request.GET.get("class", "")
    chosen = next((one for one in classes if str(one.pk) == key), None)
    screen = DeferralsScreen(
        lines=deferral_lines(access.deferrals_to_see(request.user, **of), today=request.today),
        classes=classes,
        chosen=chosen,
        pupils=list(access.pupils_of(chosen, on=request.day)) if chosen else [],
        student=student,
    )
    status = UNPROCESSABLE if form and form.is_bound else 200
    return render(request, "journal/deferrals.html", {"screen": screen, "form": form}, status=status)  # fmt: skip
