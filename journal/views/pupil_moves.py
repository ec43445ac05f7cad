"""Pupils move to another class and leave, each by an order; lessons of their own end with their plans (SCH-13)."""

from django.views.decorators.http import require_http_methods

from journal.actions.closing import take_back_locks
from journal.actions.endings import end_journals
from school import actions
from school import registers as access
from school.forms.movement import LeavingForm, TransferForm
from school.screens.pupils import groups_joined
from school.views.forms import attempt, done, form_page, posted
from school.views.movement import placed

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _ended(request, act, *, student, **facts):
    """A plan of the pupil's own ends with his place: nobody else is at its empty lessons, so they go unasked.

    Journals he comes to do not close without his mark.
    """
    signed = {"by": request.user, "now": request.now}
    own = access.own_journals_of(student)

    def change():
        made = act(student=student, **facts, **signed)
        take_back_locks(sections=[section.pk for section in facts.get("sections", ())], **signed)
        return made

    return end_journals(change, year=None, journals=own, confirmed=None, **signed)


@READ_AND_SEND
def transfer(request, pk):
    student = access.pupil_to_move(request.user, pk, on=request.day)
    form = placed(request, TransferForm, inside=groups_joined(student, on=request.day))
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
