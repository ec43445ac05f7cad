"""Individual plans: the list, a new one for a pupil (SCH-4)."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import behind, having
from accounts.models import Right
from school import arranging as access
from school.actions import individual as actions
from school.forms.individual import PlanForm, PupilSearch
from school.screens import individual as screens

from .forms import attempt, done, form_page, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@behind(having(Right.YEAR), "Индивидуальные планы")
def plans(request):
    form = PupilSearch(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "form": form,
        "asked": bool(q.strip()),
        "found": screens.pupils_found(q, on=request.day),
        "rows": screens.plans_screen(request.year, on=request.day),
    }
    return render(request, "school/year/plans.html", context)


@READ_AND_SEND
def new_plan(request, pk):
    student = access.pupil_to_plan(request.rights, pk)
    sections = screens.sections_of_pupil(student, on=request.day)
    initial = {"starts_on": request.day, "ends_on": request.year.ends_on if request.year else None}
    form = PlanForm(
        posted(request), sections=sections, initial=initial | {"order_date": request.day}
    )
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.make_plan(
                student=student, plan=form.facts(), by=request.user, now=request.now
            ),
        )
        if made:
            return done(request, "План записан. Назначьте учителей.", "ending:plan", made.pk)
    return form_page(request, form, "school/year/new_plan.html", student=student, sections=sections)
