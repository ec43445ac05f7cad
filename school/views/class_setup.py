"""Classes of a year: made, changed, led, combined, brought over from the year before (SCH-3)."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import behind, having
from accounts.models import Right
from school import arranging as access
from school.actions import class_sets, classes
from school.forms.classes import (
    ClassForm,
    CombinedForm,
    CopyClassesForm,
    HomeroomForm,
    LastDayForm,
)
from school.screens import class_setup as screens

from .forms import attempt, done, form_page, posted
from .years import chosen_year, done_in, needs_year

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])
ONE_FORM = "school/year/form.html"


@require_safe
@behind(having(Right.YEAR), "Настройка классов")
@needs_year
def class_setup(request):
    year, years = chosen_year(request)
    screen = screens.setup_screen(year, years=years, on=request.day)
    return render(request, "school/year/classes.html", {"screen": screen})


@READ_AND_SEND
@behind(having(Right.YEAR), "Новый класс")
@needs_year
def new_class(request):
    year, _ = chosen_year(request)
    form = ClassForm(
        posted(request),
        bells=screens.bells_offered(),
        teachers=screens.teachers_offered(request.day),
        initial={"days_a_week": 5},
    )
    if form.is_valid():
        made = attempt(
            form,
            lambda: classes.make_class(
                year=year, facts=form.facts(), homeroom=form.leader(), by=request.user, now=request.now
            ),
        )  # fmt: skip
        if made:
            return done(request, f"Класс {made.name} создан. Теперь его предметы.", "school:class_subjects", made.pk)  # fmt: skip
    context = {
        "title": "Новый класс",
        "button": "Создать",
        "back": "school:class_setup",
        "year": year,
    }
    return form_page(request, form, ONE_FORM, **context)


@READ_AND_SEND
def edit_class(request, pk):
    found = access.class_to_set(request.rights, pk)
    form = ClassForm(
        posted(request), bells=screens.bells_offered(), combined=found.combined, initial=ClassForm.initial_of(found)
    )  # fmt: skip
    if form.is_valid():
        attempt(
            form,
            lambda: classes.edit_class(
                school_class=found, facts=form.facts(), by=request.user, now=request.now
            ),
        )
        if not form.errors:
            return done(request, "Класс сохранён.", "school:edit_class", pk)
    context = {"school_class": found, "homerooms": screens.homerooms_shown(found)}
    return form_page(request, form, "school/year/class.html", **context)


@READ_AND_SEND
def give_homeroom(request, pk):
    found = access.class_to_set(request.rights, pk)
    form = HomeroomForm(
        posted(request), teachers=screens.teachers_offered(request.day), initial={"starts_on": request.day}
    )  # fmt: skip
    if form.is_valid():
        row = attempt(
            form,
            lambda: classes.give_homeroom(
                school_class=found, by=request.user, now=request.now, **form.answers()
            ),
        )
        if row:
            return done(request, "Классный руководитель назначен.", "school:edit_class", pk)
    context = {"title": f"Классный руководитель {found.name}", "button": "Назначить"}
    return form_page(request, form, ONE_FORM, back="school:edit_class", back_to=pk, **context)


@READ_AND_SEND
def end_homeroom(request, pk, homeroom):
    found = access.class_to_set(request.rights, pk)
    row = access.homeroom_to_set(found, homeroom)
    form = LastDayForm(posted(request), initial={"last_day": request.day})
    if form.is_valid():
        attempt(
            form,
            lambda: classes.end_homeroom(
                homeroom=row, last_day=form.cleaned_data["last_day"], by=request.user, now=request.now
            ),
        )  # fmt: skip
        if not form.errors:
            return done(request, "Классное руководство закончено.", "school:edit_class", pk)
    context = {"title": f"{row.teacher}, классный руководитель {found.name}", "button": "Закончить"}
    context["note"] = "После этого дня учитель не видит журналов класса и карточек учеников."
    return form_page(request, form, ONE_FORM, back="school:edit_class", back_to=pk, **context)


@require_POST
def remove_class(request, pk):
    found = access.class_to_set(request.rights, pk)
    try:
        classes.remove_class(school_class=found, by=request.user, now=request.now)
    except classes.Refused as refusal:
        context = {"school_class": found, "homerooms": screens.homerooms_shown(found)}
        form = ClassForm(bells=screens.bells_offered(), initial=ClassForm.initial_of(found))
        return form_page(request, form, "school/year/class.html", refusal=str(refusal), **context)
    return done_in(request, found.year, f"Класс {found.name} убран.", "school:class_setup")


@READ_AND_SEND
@behind(having(Right.YEAR), "Класс-комплект")
@needs_year
def combine_classes(request):
    year, _ = chosen_year(request)
    free = [one for one in access.classes_of_year(year) if one.combined_id is None]
    form = CombinedForm(posted(request), classes=free)
    if form.is_valid():
        made = attempt(
            form,
            lambda: class_sets.combine_classes(
                year=year, name=form.cleaned_data["name"], classes=form.chosen(), by=request.user, now=request.now
            ),
        )  # fmt: skip
        if made:
            return done_in(request, year, "Классы объединены.", "school:class_setup")
    context = {"title": "Класс-комплект", "button": "Объединить", "back": "school:class_setup"}
    context["note"] = (
        "Классы учатся вместе у одного учителя в одно время. Журналы остаются у каждого свои, часы учителя считаются один раз."
    )
    return form_page(request, form, ONE_FORM, year=year, **context)


@require_POST
def part_classes(request, pk):
    combined = access.combined_to_set(request.rights, pk)
    class_sets.part_classes(combined=combined, by=request.user, now=request.now)
    return done_in(request, combined.year, "Классы разъединены.", "school:class_setup")


@READ_AND_SEND
@behind(having(Right.YEAR), "Классы прошлого года")
def copy_classes(request):
    year, years = chosen_year(request)
    source = screens.year_before(year, years)
    offered = screens.classes_to_copy(source, year)
    form = CopyClassesForm(posted(request), offered=offered)
    if form.is_valid():
        made = class_sets.copy_classes(
            classes=form.chosen(), year=year, homerooms=form.cleaned_data["homerooms"],
            by=request.user, now=request.now,
        )  # fmt: skip
        return done_in(request, year, f"Перенесено классов: {len(made)}.", "school:class_setup")
    context = {"year": year, "source": source, "offered": offered}
    return form_page(request, form, "school/year/copy_classes.html", **context)
