"""How the school marks: systems of marks, which subjects they are for, kinds of work (SCH-14)."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.doors import behind
from accounts.models import Right
from journal.actions.refusals import Refused
from journal.actions.work_types import save_work_types
from journal.forms.work_types import FromDayForm, KindsForm
from journal.screens.work_types import work_types_screen
from school.actions import Refused as SchoolRefused
from school.actions import grading as actions
from school.deciding import must_read_rules, must_set_year
from school.forms.grading import ChoicesForm, CodesForm, FixedCodesForm, VersionForm
from school.gradings import has_versions, system_to_see
from school.models import ScaleKind
from school.screens.grading import grading_screen, system_screen
from school.views.forms import UNPROCESSABLE, done
from school.views.tables import save_table_form
from school.words import count_of

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_AND_SEND
@behind(must_read_rules, "Оценивание")
def grading(request):
    if request.method == "POST":
        must_set_year(request.rights)
    screen, works = (
        grading_screen(request.year, today=request.today),
        work_types_screen(today=request.today),
    )
    act = request.POST.get("act", "")
    choices = ChoicesForm(
        request.POST if act in ("choices", "apply") else None, rows=screen.choices, shown=screen.shown, prefix="c",
        form_kwargs={"subjects": screen.subjects, "markings": screen.markings},
    )  # fmt: skip
    table = KindsForm(
        request.POST if act == "works" else None, rows=works.rows, shown=works.shown, prefix="w"
    )
    day = FromDayForm(
        request.POST if act == "works" else None, initial={"starts_on": works.starts_on}, today=request.today
    )  # fmt: skip
    if text := _saved(request, act, choices, table, day):
        return done(request, text, "year:grading")
    context = {"screen": screen, "works": works, "choices": choices, "table": table, "day": day}
    context["manages"] = Right.YEAR in request.rights
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "school/year/grading.html", context, status=status)


def _saved(request, act, choices, table, day):
    """Save the table that was sent; returns what to tell, or nothing where it says why not."""
    if act == "works" and table.is_valid() and day.is_valid():
        try:
            save_work_types(
                lines=table.lines(), shown=table.shown, starts_on=day.cleaned_data["starts_on"],
                by=request.user, now=request.now,
            )  # fmt: skip
        except (Refused, SchoolRefused) as error:
            table.refusal = str(error)
            return ""
        return "Виды работ сохранены."
    if act in ("choices", "apply") and save_table_form(request, choices, actions.save_choices):
        return _applied(request) if act == "apply" else "Выбор систем сохранён."
    return ""


def _applied(request):
    if request.year is None:
        return "Выбор систем сохранён."
    changed, kept = actions.apply_choices(year=request.year, by=request.user, now=request.now)
    text = f"Выбор сохранён. Изменилось: {count_of(changed, 'журнал', 'журнала', 'журналов')}."
    if kept:
        stay = count_of(kept, "журнал", "журнала", "журналов")
        text += f" Уже стоят отметки, осталось как было: {stay}."
    return text


@READ_AND_SEND
@behind(must_read_rules, "Система оценивания")
def grading_system(request, key):
    if request.method == "POST":
        must_set_year(request.rights)
    system = system_to_see(key)
    manages = Right.YEAR in request.rights
    is_new = system.pk is None and system.kind == ScaleKind.OWN
    if is_new and not manages:
        raise Http404
    screen = system_screen(system, today=request.today)
    form, table = _version_forms(request, screen, is_new)
    if request.method == "POST" and (text := _version_saved(request, screen, form, table, is_new)):
        return done(request, text, "year:grading")
    context = {"screen": screen, "form": form, "table": table, "is_new": is_new}
    context["manages"] = manages and has_versions(system)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "school/year/grading_system.html", context, status=status)


def _version_forms(request, screen, is_new):
    sent = request.POST if request.method == "POST" and "withdraw" not in request.POST else None
    first = request.year.starts_on if request.year else request.today
    day = first if is_new or not screen.held else screen.days[0]
    form = VersionForm(
        sent, initial={"starts_on": day}, is_new=is_new, days=() if is_new else screen.days, today=request.today
    )  # fmt: skip
    kind = CodesForm if screen.system.kind == ScaleKind.OWN else FixedCodesForm
    table = kind(sent, rows=screen.codes, shown=screen.shown, kind=screen.system.kind)
    return form, table


def _version_saved(request, screen, form, table, is_new):
    how = {"by": request.user, "now": request.now}
    try:
        if "withdraw" in request.POST:
            day, shown = request.POST["withdraw"], request.POST.get("shown", "")[:40]
            days = {str(version.starts_on): version.starts_on for version in screen.versions}
            actions.remove_version(
                system=screen.system, starts_on=days.get(day), shown=shown, **how
            )
            return "Версия убрана."
        if not (form.is_valid() and table.is_valid() and has_versions(screen.system)):
            return ""
        what = {
            "starts_on": form.cleaned_data["starts_on"],
            "codes": table.codes(),
            "decree": form.decree(),
        }
        if is_new:
            actions.make_system(name=" ".join(form.cleaned_data["name"].split()), **what, **how)
        else:
            actions.save_version(system=screen.system, shown=table.shown, **what, **how)
    except SchoolRefused as error:
        table.refusal = str(error)
        return ""
    return "Система сохранена."
