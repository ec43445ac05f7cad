"""Subjects, groups and streams of classes (SCH-3, SCH-5)."""

from django.views.decorators.http import require_http_methods

from accounts.doors import behind, having
from accounts.models import Right
from school import arranging as access
from school.actions import sections
from school.forms.groups import GroupForm, SectionForm, SubjectsOfClassForm
from school.marking import marking_named, own_systems
from school.screens.class_subjects import class_subjects as subjects_screen
from school.tables import subjects_as_listed

from .forms import attempt, done, form_page, posted
from .years import chosen_year

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])
ONE_FORM = "school/year/form.html"


@READ_AND_SEND
def class_subjects(request, pk):
    found = access.class_to_set(request.rights, pk)
    screen = subjects_screen(found, on=found.year.clamp(request.day))
    form = SubjectsOfClassForm(posted(request), offered=screen.offered)
    if form.is_valid():
        made = attempt(
            form,
            lambda: sections.add_subjects(
                school_class=found, hours=form.hours(), by=request.user, now=request.now
            ),
        )
        if made is not None:
            return done(request, "Предметы добавлены.", "school:class_subjects", pk)
    context = {"screen": screen, "school_class": found}
    return form_page(request, form, "school/year/class_subjects.html", **context)


@READ_AND_SEND
@behind(having(Right.YEAR), "Группа, поток, кружок")
def new_group(request):
    year, _ = chosen_year(request)
    classes = list(access.classes_of_year(year))
    asked = request.GET.get("class", "")
    initial = {
        "starts_on": year.starts_on,
        "classes": [one.pk for one in classes if str(one.pk) == asked],
    }
    form = GroupForm(
        posted(request), subjects=subjects_as_listed(), classes=classes, initial=initial
    )
    if form.is_valid():
        made = attempt(
            form,
            lambda: sections.make_section(
                classes=form.chosen(), facts=form.facts(), by=request.user, now=request.now
            ),
        )
        if made:
            text = "Группа создана. Отметьте её учеников."
            return done(request, text, "lists:class_lists", form.chosen()[0].pk)
    context = {"title": "Группа, поток, кружок", "button": "Создать", "back": "school:class_setup"}
    context["note"] = (
        "Группа нескольких классов – поток. Если учеников больше 30, проверьте, хватит ли мест в кабинете."
    )
    return form_page(request, form, ONE_FORM, year=year, **context)


@READ_AND_SEND
def edit_section(request, pk, section):
    found = access.class_to_set(request.rights, pk)
    row = access.section_of_class(found, section)
    form = SectionForm(posted(request), initial=SectionForm.initial_of(row), systems=own_systems())
    if form.is_valid():
        data = form.cleaned_data
        marking = marking_named(data["scale"])
        attempt(
            form,
            lambda: sections.edit_section(
                section=row, name=data["name"], weekly_hours=data["hours"],
                scale=marking.scale, grading=marking.grading,
                by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if not form.errors:
            return done(request, "Журнал сохранён.", "school:class_subjects", pk)
    context = {"title": row.title, "button": "Сохранить", "crumb": found.name}
    return form_page(request, form, ONE_FORM, back="school:class_subjects", back_to=pk, **context)
