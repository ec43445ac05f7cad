"""The load of the year: the whole table, a class, one journal, last year's (SCH-8)."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import behind, having
from accounts.models import Right
from school import arranging as access
from school.actions import load as actions
from school.forms.classes import LastDayForm
from school.forms.load import ClassLoadForm, CopyLoadForm, GiveForm
from school.screens import load as screens
from school.screens.class_setup import teachers_offered, year_before
from school.screens.section_load import class_load as class_screen
from school.screens.section_load import section_load as section_screen

from .forms import attempt, done, form_page, posted
from .years import chosen_year, done_in, needs_year

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@behind(having(Right.YEAR), "Нагрузка")
@needs_year
def load(request):
    year, years = chosen_year(request)
    screen = screens.load_screen(year, years=years, on=request.day)
    return render(request, "school/year/load.html", {"screen": screen})


@READ_AND_SEND
def class_load(request, pk):
    found = access.class_to_set(request.rights, pk)
    screen = class_screen(found, on=found.year.clamp(request.day))
    teachers = teachers_offered(request.day)
    form = ClassLoadForm(
        posted(request), sections=screen.sections, teachers=teachers, hours=screen.hours,
        initial={"starts_on": screen.on},
    )  # fmt: skip
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.assign_load(given=form.given(), by=request.user, now=request.now),
        )
        if made:
            return done(request, "Нагрузка записана.", "school:class_load", pk)
    rows = [(row, form.cell(row.section)) for row in screen.rows]
    context = {"screen": screen, "rows": rows, "school_class": found, "teachers": teachers}
    return form_page(request, form, "school/year/class_load.html", **context)


@READ_AND_SEND
def section_load(request, pk):
    section = access.section_to_set(request.rights, pk)
    screen = section_screen(section, on=section.year.clamp(request.day))
    form = GiveForm(
        posted(request), teachers=teachers_offered(request.day), initial={"starts_on": screen.on, "how": "instead"}
    )  # fmt: skip
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.assign_load(
                given=[form.given(section)], by=request.user, now=request.now
            ),
        )
        if made:
            return done(request, "Нагрузка записана.", "school:section_load", pk)
    return form_page(request, form, "school/year/section_load.html", screen=screen)


@READ_AND_SEND
def end_load(request, pk, load):
    section = access.section_to_set(request.rights, pk)
    row = access.load_to_set(section, load)
    form = LastDayForm(posted(request), initial={"last_day": section.year.clamp(request.day)})
    if form.is_valid():
        attempt(
            form,
            lambda: actions.end_load(
                load=row, last_day=form.cleaned_data["last_day"], by=request.user, now=request.now
            ),
        )
        if not form.errors:
            return done(request, "Нагрузка закончена. Журнал без учителя виден в вакансиях.", "school:section_load", pk)  # fmt: skip
    context = {
        "title": f"{row.teacher}: {section.title}",
        "button": "Закончить",
        "crumb": "Нагрузка",
    }
    context["note"] = (
        "После этого дня учитель журнала не ведёт, пока его не передали дальше. Записи остаются."
    )
    return form_page(request, form, "school/year/form.html", back="school:section_load", back_to=pk, **context)  # fmt: skip


@READ_AND_SEND
@behind(having(Right.YEAR), "Нагрузка прошлого года")
def copy_load(request):
    year, years = chosen_year(request)
    source = year_before(year, years)
    offered = screens.load_to_copy(source, year)
    form = CopyLoadForm(posted(request), offered=offered)
    if form.is_valid():
        made = actions.copy_load(loads=form.chosen(), year=year, by=request.user, now=request.now)
        return done_in(request, year, f"Перенесено журналов: {len(made)}.", "school:load")
    context = {"year": year, "source": source, "offered": offered}
    return form_page(request, form, "school/year/copy_load.html", **context)
