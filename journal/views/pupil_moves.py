"""Pupils come, move to another class and leave, each by an order; lessons of their own end with their plans (SCH-13).

Journals they come to do not close without their marks.
"""

from django.views.decorators.http import require_http_methods

from accounts.doors import behind, having
from accounts.models import Right
from journal.actions.closing import let_onto_lists
from journal.actions.endings import end_journals
from school import actions
from school import registers as access
from school.forms.movement import EnrolForm, LeavingForm, TransferForm
from school.screens.people import people_called
from school.screens.pupils import groups_joined, groups_of
from school.views.forms import attempt, done, form_page, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _ended(request, act, *, student, **facts):
    """A plan of the pupil's own ends with his place: nobody else is at its empty lessons, so they go unasked."""
    signed = {"by": request.user, "now": request.now}
    own = access.own_journals_of(student)
    to = [section.pk for section in facts.get("sections", ())]
    return end_journals(
        lambda: let_onto_lists(lambda: act(student=student, **facts, **signed), sections=to, **signed),
        year=None, journals=own, confirmed=None, **signed,
    )  # fmt: skip


@READ_AND_SEND
@behind(having(Right.PUPILS), "Зачисление")
def enrol(request):
    form = _placed(request, EnrolForm)
    if form.is_bound and form.is_met(people_called):
        student = attempt(form, lambda: _enrolled(request, form))
        if student:
            return done(request, "Зачисление оформлено.", "school:pupil_card", student.pk)
    context = {"title": "Зачисление", "button": "Зачислить", "back": "school:pupils"}
    context["note"] = "Ученик попадёт в класс и в журналы всего класса; группы выберите сами."
    return form_page(request, form, **context)


def _enrolled(request, form):
    data, to, groups = form.cleaned_data, form.school_class(), form.chosen_groups()
    signed = {"by": request.user, "now": request.now}

    def act():
        return actions.enrol_pupil(
            person=form.person(), facts=form.facts(), school_class=to, starts_on=data["starts_on"],
            order=form.order(), groups=groups, form=data["form"], existing=form.existing(),
            origin=actions.Whereabouts(data["place"], data["area"]), **signed,
        )  # fmt: skip

    sections = [section.pk for section in [*actions.sections_of_all(to), *groups]]
    return let_onto_lists(act, sections=sections, **signed)


@READ_AND_SEND
def transfer(request, pk):
    student = access.pupil_to_move(request.user, pk, on=request.day)
    form = _placed(request, TransferForm, inside=groups_joined(student, on=request.day))
    if form.is_valid():
        to = form.school_class()
        attempt(
            form,
            lambda: _ended(request, actions.transfer,
                student=student, to=to, starts_on=form.cleaned_data["starts_on"], order=form.order(),
                sections=[*actions.sections_of_all(to), *form.chosen_groups()], note=form.cleaned_data["note"],
            ),
        )  # fmt: skip
        if not form.errors:
            return done(request, "Перевод оформлен.", "school:pupil_card", pk)
    context = {"title": f"Перевод в другой класс: {student.user.full_name}", "button": "Перевести"}
    context["note"] = (
        "В прежнем классе и его журналах ученик остаётся по день перед переводом; отметки и пропуски остаются там, где "
        "стоят, и входят в отметку за период в новом классе. Индивидуальный план закончится днём перед переводом."
    )
    return form_page(request, form, back="school:pupil_card", back_to=pk, **context)


@READ_AND_SEND
def leave(request, pk):
    student = access.pupil_to_move(request.user, pk, on=request.day)
    form = LeavingForm(posted(request), today=request.today, initial={"last_day": request.today})
    if form.is_valid():
        data = form.cleaned_data
        to = actions.Whereabouts(data["place"], data["area"])
        attempt(
            form,
            lambda: _ended(request, actions.withdraw,
                student=student, last_day=data["last_day"], order=form.order(),
                leaving=actions.Leaving(data["reason"], to, data["note"]),
            ),
        )  # fmt: skip
        if not form.errors:
            return done(request, "Выбытие оформлено.", "school:pupil_card", pk)
    context = {"title": f"Выбытие: {student.user.full_name}", "button": "Оформить выбытие"}
    context["note"] = (
        "После этого дня ученика нет в списках класса и журналов. Отметки и пропуски сохраняются, карточка остаётся."
    )
    return form_page(request, form, back="school:pupil_card", back_to=pk, **context)


def _placed(request, form, **about):
    """A form that puts a pupil into a class; the groups offered are those of the class in the address."""
    found = access.classes_to_fill(request.user, year=request.year, on=request.day)
    classes = list(found.select_related("year").in_order())
    asked = request.POST.get("class") or request.GET.get("class", "")
    chosen = next((c for c in classes if str(c.pk) == asked), None)
    initial = {"starts_on": request.today, "class": chosen.pk if chosen else None}
    return form(
        posted(request), today=request.today, classes=classes,
        groups=groups_of(chosen, on=request.day) if chosen else (), initial=initial, **about,
    )  # fmt: skip
