"""A journal, a class, a plan of one pupil ends: first which lessons go with it, then the end (SCH-3, SCH-4)."""

from django.views.decorators.http import require_http_methods

from journal.actions.closing import let_onto_lists
from journal.actions.effects import ToConfirm
from journal.actions.endings import end_journals
from journal.actions.refusals import Refused
from school import arranging as access
from school.actions import Refused as SchoolRefused
from school.actions import classes, groups, individual, sections
from school.forms.classes import EndClassForm, LastDayForm
from school.forms.groups import SplitForm
from school.screens.individual import plan_sections
from school.views.forms import done, form_page, posted
from school.views.years import done_in

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])
ONE_FORM = "school/year/form.html"


def _attempt(request, form, year, act, *, journals, **facts):
    """Do it with the lessons of these journals that go; returns (is it done, what of lessons is to be confirmed)."""
    if not form.is_valid():
        return False, None
    try:
        end_journals(
            lambda: act(by=request.user, now=request.now, **facts),
            year=year, journals=journals, confirmed=request.POST.get("confirmed", "")[:64],
            by=request.user, now=request.now,
        )  # fmt: skip
        return True, None
    except ToConfirm as error:
        return False, error.effect
    except (Refused, SchoolRefused) as error:
        form.add_error(None, str(error))
        return False, None


@READ_AND_SEND
def end_class(request, pk):
    found = access.class_to_set(request.rights, pk)
    form = EndClassForm(posted(request), initial={"last_day": request.day})
    facts = {}
    if form.is_valid():
        facts = {"last_day": form.cleaned_data["last_day"], "order": form.order_words()}
    is_done, effect = _attempt(
        request,
        form,
        found.year,
        classes.end_class,
        journals=access.journals_among(classes.sections_of_only(found)),
        school_class=found,
        **facts,
    )
    if is_done:
        return done_in(request, found.year, f"Класс {found.name} закончен.", "school:class_setup")
    context = {"title": f"Закончить класс {found.name}", "button": "Закончить класс"}
    context["note"] = (
        "Классное руководство, журналы этого класса, их списки и нагрузка закончатся этим днём. Записи остаются, "
        "пустые уроки после него уйдут."
    )
    return form_page(
        request, form, ONE_FORM, back="school:edit_class", back_to=pk, effect=effect, **context
    )


@READ_AND_SEND
def split_section(request, pk, section):
    found = access.class_to_set(request.rights, pk)
    row = access.section_of_class(found, section)
    form = SplitForm(posted(request), initial={"starts_on": found.year.clamp(request.day)})
    facts = {"split": form.split()} if form.is_valid() else {}
    is_done, effect = _attempt(
        request,
        form,
        found.year,
        groups.split_section,
        journals=access.journals_among([row]),
        section=row,
        **facts,
    )
    if is_done:
        text = "Класс разделён. Проверьте, кто в какой группе, и поставьте группы в расписание."
        return done(request, text, "lists:class_lists", pk)
    context = {"title": f"Разделить на группы: {row.title}", "button": "Разделить"}
    context["note"] = (
        "Журнал всего класса закончится днём раньше, всё написанное в нём остаётся, пустые уроки после него уйдут. "
        "Учитель останется у первой группы."
    )
    return form_page(
        request, form, ONE_FORM,
        back="school:class_subjects", back_to=pk, crumb=found.name, effect=effect, **context,
    )  # fmt: skip


@READ_AND_SEND
def close_section(request, pk, section):
    found = access.class_to_set(request.rights, pk)
    row = access.section_of_class(found, section)
    form = LastDayForm(posted(request), initial={"last_day": found.year.clamp(request.day)})
    facts = {"last_day": form.cleaned_data["last_day"]} if form.is_valid() else {}
    is_done, effect = _attempt(
        request,
        form,
        found.year,
        sections.close_section,
        journals=access.journals_among([row]),
        section=row,
        **facts,
    )
    if is_done:
        return done(request, "Журнал закончен.", "school:class_subjects", pk)
    context = {"title": f"Закончить: {row.title}", "button": "Закончить", "crumb": found.name}
    context["note"] = (
        "Список и нагрузка закончатся этим днём, всё написанное остаётся, пустые уроки после него уйдут. Если занятий "
        "ещё не было, укажите день перед началом: журнал исчезнет."
    )
    return form_page(
        request, form, ONE_FORM,
        back="school:class_subjects", back_to=pk, effect=effect, **context,
    )  # fmt: skip


def _end_plan(*, plan, by, now, **facts):
    """The pupil is back on the lists of the class: their periods do not close without his mark."""
    lists = plan.student.section_enrollments.values_list("section", flat=True)
    return let_onto_lists(
        lambda: individual.end_plan(plan=plan, by=by, now=now, **facts),
        sections=lists, by=by, now=now,
    )  # fmt: skip


@READ_AND_SEND
def plan(request, pk):
    """An individual plan; it may end sooner than its order says."""
    found = access.plan_to_set(request.rights, pk)
    form = LastDayForm(posted(request), initial={"last_day": request.day})
    rows = plan_sections(found)
    facts = {"last_day": form.cleaned_data["last_day"]} if form.is_valid() else {}
    year = rows[0].section.year if rows else request.year
    is_done, effect = _attempt(
        request, form, year, _end_plan, journals=found.sections.all(), plan=found, **facts
    )
    if is_done:
        return done(request, "План закончен раньше срока.", "ending:plan", pk)
    context = {"plan": found, "rows": rows, "today": request.day, "effect": effect}
    return form_page(request, form, "school/year/plan.html", **context)
