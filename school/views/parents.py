"""Parents of a pupil: entered, edited, their right ended (ACC-6)."""

from django.views.decorators.http import require_http_methods

from accounts.actions import note_reading
from school import actions
from school import registers as access
from school.actions.cards import person_of
from school.cards import parent_values, seal_of
from school.forms.pupils import RELATIONS, EndParenthoodForm, ParentCardForm, ParentForm
from school.screens.people import people_called

from .forms import attempt, done, form_page, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_AND_SEND
def add(request, pk):
    student = access.pupil_to_move(request.user, pk, on=request.day)
    form = ParentForm(posted(request), today=request.today, initial={"starts_on": request.today})
    if form.is_bound and form.is_met(people_called):
        data = form.cleaned_data
        link = attempt(
            form,
            lambda: actions.add_parent(
                student=student, person=form.person(), relation=data["relation"], basis=data["basis"],
                starts_on=data["starts_on"], form=data["form"], existing=form.existing(),
                by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if link:
            return done(request, "Представитель записан.", "school:pupil_card", pk)
    context = {"title": f"Представитель: {student.user.full_name}", "button": "Записать"}
    context["note"] = "С указанного дня этому человеку открыт дневник ученика."
    return form_page(request, form, **_about(pk), **context)


@READ_AND_SEND
def edit(request, pk, link):
    student = access.pupil_to_keep(request.user, pk, on=request.day)
    found = access.card_of_parent_to_edit(student, link, rights=request.rights, on=request.day)
    person = person_of(found.guardian)
    note_reading(
        reader=request.user, person=found.guardian, page="Карточка представителя", now=request.now
    )
    seal = seal_of(parent_values(person, found.relation))
    initial = vars(person) | {"relation": found.relation, "shown": seal}
    form = ParentCardForm(posted(request), initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        attempt(
            form,
            lambda: actions.edit_parent(
                link=found, person=form.person(), relation=data["relation"], shown=data["shown"],
                reason=data["reason"], by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if not form.errors:
            return done(request, "Карточка сохранена.", "school:pupil_card", pk)
        form.show_now(seal)
    context = {"title": f"Представитель: {found.guardian.full_name}", "button": "Сохранить"}
    return form_page(request, form, **_about(pk), **context)


@READ_AND_SEND
def end(request, pk, link):
    student = access.pupil_to_move(request.user, pk, on=request.day)
    found = access.parenthood_to_keep(student, link, on=request.day)
    form = EndParenthoodForm(
        posted(request), today=request.today, initial={"ended_on": request.today}
    )
    if form.is_valid():
        data = form.cleaned_data
        actions.end_parenthood(
            link=found,
            ended_on=data["ended_on"],
            basis=data["basis"],
            by=request.user,
            now=request.now,
        )
        return done(request, "Право представителя прекращено.", "school:pupil_card", pk)
    context = {
        "title": f"Прекратить право: {found.guardian.full_name}",
        "button": "Прекратить право",
    }
    context["note"] = (
        f"С этого дня дневник ученика ({student.user.full_name}) этому человеку не открывается. Если день уже наступил, "
        "доступ закроется сразу."
    )
    return form_page(request, form, **_about(pk), **context)


def _about(pk):
    return {"back": "school:pupil_card", "back_to": pk, "relations": RELATIONS}
