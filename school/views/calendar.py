"""The calendar and the bells to read, and a new school year. Changing them concerns lessons: journal.views.year_…"""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import behind, having
from accounts.keys import key_of
from accounts.models import Right
from school import timing as access
from school.actions.calendar import make_year
from school.calendar import calendar_of
from school.forms.calendar import LAST, NewYearForm
from school.screens.bells import bells_screen
from school.screens.calendar import calendar_screen
from school.years import moved_year, sample_year

from .forms import attempt, done, form_page, posted


def _number(request, name):
    return key_of(request.GET.get(name))


@require_safe
@behind(access.must_read_calendar, "Календарь")
def calendar(request):
    years = access.years_of_school()
    year = access.year_asked(request.GET.get("year", ""), years, request.year)
    manages = Right.YEAR in request.rights
    if year is None:
        return render(request, "school/year/no_year.html", {"manages": manages})
    screen = calendar_screen(
        year, years, grade=_number(request, "grade"), days_a_week=_number(request, "week")
    )
    return render(request, "school/year/calendar.html", {"screen": screen, "manages": manages})


@require_http_methods(["GET", "HEAD", "POST"])
@behind(having(Right.YEAR), "Новый учебный год")
def new_year(request):
    if request.school is None:
        return done(request, "Сначала запишите название школы.", "school:school_card")
    years = access.years_of_school()
    last = years[0] if years else None
    first = last.starts_on.year + 1 if last else request.today.year - (request.today.month < 5)
    form = NewYearForm(posted(request), years=range(first, first + 3), last=last)
    if form.is_valid():
        year = form.cleaned_data["year"]
        if form.cleaned_data["pattern"] == LAST:
            made = moved_year(calendar_of(last), year)
        else:
            made = sample_year(request.school, year, form.cleaned_data["pattern"])
        saved = attempt(form, lambda: make_year(calendar=made, by=request.user, now=request.now))
        if saved:
            text = f"Учебный год {saved.title} создан. Проверьте дни и поправьте их."
            return done(request, text, "year:edit_calendar", saved.pk)
    return form_page(request, form, "school/year/new_year.html")


@require_safe
@behind(access.must_read_calendar, "Звонки")
def bells(request):
    years = access.years_of_school()
    year = access.year_asked(request.GET.get("year", ""), years, request.year)
    context = {"screen": bells_screen(year), "manages": Right.YEAR in request.rights}
    return render(request, "school/year/bells.html", context)
