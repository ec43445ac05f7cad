"""Curricula: the list, a new one, its table, classes, copies, new editions (SCH-4, SCH-5, SCH-6)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import behind, having
from accounts.models import Right
from school import curricula as access
from school.access import classes_read_by
from school.actions import Stale
from school.actions import curriculum as actions
from school.actions.curriculum_classes import give_to_classes
from school.actions.curriculum_lines import remove_curriculum, save_lines
from school.forms.curriculum import (
    PROFILES,
    ClassesForm,
    CopyForm,
    NewCurriculumForm,
    ReviseForm,
    YearChoice,
)
from school.forms.curriculum_table import HeadForm, rows_form
from school.screens import curriculum as screens
from school.screens.planned import class_curriculum_screen
from school.words import count_of

from .forms import UNPROCESSABLE, attempt, done, form_page, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])
ONE_FORM = "school/year/form.html"
CRUMB = {"crumb": "Учебный план", "back": "school:curriculum"}


@require_safe
@behind(access.must_see_curricula, "Учебные планы")
def curricula(request):
    years = screens.school_years()
    year = YearChoice(request.GET, years=years, current=request.year).year()
    screen = screens.curricula_screen(
        request.user, year=year, years=years, rights=request.rights, on=request.day
    )
    return render(request, "school/year/curricula.html", {"screen": screen})


@READ_AND_SEND
@behind(having(Right.YEAR), "Новый учебный план")
def new_curriculum(request):
    years = screens.school_years()
    year = YearChoice(request.GET, years=years, current=request.year).year()
    form = NewCurriculumForm(
        posted(request), years=years, initial={"year": year.pk if year else None}
    )
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.make_curriculum(by=request.user, now=request.now, **form.curriculum()),
        )
        if made:
            return done(request, "План начат. Проверьте часы.", "school:curriculum", made.pk)
    return form_page(request, form, "school/year/new_curriculum.html", profiles=PROFILES)


@require_safe
def curriculum(request, pk):
    found = _to_see(request, pk)
    return _page(request, found, _screen(request, found))


@require_POST
def save_curriculum(request, pk):
    found = _to_edit(request, pk)
    screen = _screen(request, found)
    head, table = HeadForm(request.POST), _table(screen, request.POST)
    if head.is_valid() and table.is_valid():
        given = head.cleaned_data
        try:
            save_lines(
                curriculum=found, rows=table.rows(), version=given["version"], title=given["title"],
                reason=given["reason"], by=request.user, now=request.now,
            )  # fmt: skip
        except actions.Refused as refused:
            head.add_error(None, str(refused))
            if isinstance(refused, Stale):
                head.data = head.data.copy()
                head.data["version"] = str(found.version)
        else:
            return done(request, "План сохранён.", "school:curriculum", pk)
    return _page(request, found, screen, head=head, table=table)


@require_POST
def curriculum_classes(request, pk):
    found = _to_edit(request, pk)
    screen = _screen(request, found)
    form = ClassesForm(request.POST, suited=screen.suited)
    if form.is_valid():
        changed = attempt(
            form,
            lambda: give_to_classes(
                curriculum=found, classes=form.chosen(), starts_on=form.cleaned_data["starts_on"],
                by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if changed is not None:
            told = count_of(changed, "класса", "классов", "классов")
            text = f"План изменён у {told}." if changed else "Классы остались те же."
            return done(request, text, "school:curriculum", pk)
    return _page(request, found, screen, classes=form)


@READ_AND_SEND
def copy_curriculum(request, pk):
    found = _to_edit(request, pk)
    years = screens.school_years()
    later = [year for year in years if year.starts_on > found.year.starts_on]
    initial = {"title": found.title, "year": later[-1].pk if later else found.year_id}
    form = CopyForm(posted(request), years=years, initial=initial)
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.copy_curriculum(
                curriculum=found, year=form.target(), title=form.cleaned_data["title"],
                by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if made:
            return done(request, "План скопирован.", "school:curriculum", made.pk)
    note = "Копируются предметы и часы, классы назначаются заново. Сверка пойдёт с федеральным планом того года."
    if not later:
        note = (
            f"Года после {found.year} ещё нет: чтобы перенести план, сначала создайте его. {note}"
        )
    context = {"title": f"Копия: {found.title}", "button": "Скопировать", "note": note}
    return form_page(request, form, ONE_FORM, back_to=pk, **CRUMB, **context)


@READ_AND_SEND
def revise_curriculum(request, pk):
    found = _to_edit(request, pk)
    form = ReviseForm(posted(request), initial={"title": f"{found.title}, новая редакция"[:160]})
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.revise_curriculum(
                curriculum=found, by=request.user, now=request.now, **form.cleaned_data
            ),
        )
        if made:
            return done(
                request, "Новая редакция начата. Измените часы.", "school:curriculum", made.pk
            )
    note = (
        "С этого дня классы перейдут на копию плана, её часы вы измените. До этого дня остаётся прежний план: "
        "прошедшее не пересчитывается."
    )
    context = {"title": f"Новая редакция: {found.title}", "button": "Начать редакцию"}
    return form_page(request, form, ONE_FORM, note=note, back_to=pk, **CRUMB, **context)


@require_POST
def remove(request, pk):
    found = _to_edit(request, pk)
    try:
        remove_curriculum(curriculum=found, by=request.user, now=request.now)
    except actions.Refused as refused:
        messages.error(request, str(refused))
        return redirect("school:curriculum", pk)
    return done(request, f"План «{found.title}» убран.", "school:curricula")


@require_POST
def make_individual(request, pk):
    plan = access.plan_to_fill(pk, rights=request.rights, year=request.year)
    try:
        made = actions.make_individual_curriculum(
            plan=plan, year=request.year, by=request.user, now=request.now
        )
    except actions.Refused as refused:
        messages.error(request, str(refused))
        return redirect("school:curricula")
    return done(request, "Часы класса перенесены. Оставьте нужные.", "school:curriculum", made.pk)


@require_safe
def class_curriculum(request, pk):
    school_class = access.class_with_curriculum(
        request.user, pk, rights=request.rights, on=request.day
    )
    sees_pupils = Right.YEAR in request.rights or (
        Right.READ_JOURNALS in request.rights
        and classes_read_by(request.user, on=request.day).filter(pk=pk).exists()
    )
    screen = class_curriculum_screen(school_class, sees_pupils=sees_pupils, on=request.day)
    return render(request, "school/year/class_curriculum.html", {"screen": screen})


def _to_see(request, pk):
    return access.curriculum_to_see(request.user, pk, rights=request.rights, on=request.day)


def _to_edit(request, pk):
    return access.curriculum_to_edit(request.user, pk, rights=request.rights, on=request.day)


def _screen(request, found):
    return screens.curriculum_screen(found, on=request.day, today=request.today)


def _table(screen, data=None):
    grades = screen.curriculum.grades
    return rows_form(data, rows=screen.rows, grades=grades, subjects=screens.subject_names())


def _page(request, found, screen, **forms):
    """The page for who edits, with the forms as they were sent; for who only reads, without."""
    context = {"screen": screen, "may_edit": Right.YEAR in request.rights}
    if context["may_edit"]:
        initial = {"title": found.title, "version": found.version}
        day = max(request.day, found.year.starts_on)
        context |= {
            "head": HeadForm(initial=initial),
            "table": forms.get("table") or _table(screen),
            "classes": ClassesForm(
                suited=screen.suited,
                initial={"classes": [str(key) for key in screen.learning], "starts_on": day},
            ),
        } | forms
    status = UNPROCESSABLE if forms else 200
    return render(request, "school/year/curriculum.html", context, status=status)
