"""The register of the staff: hiring, cards, dismissal (ACC-5, B 12)."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import note_reading
from accounts.doors import behind, having
from accounts.models import Right
from school import actions
from school import registers as access
from school.actions.cards import person_of
from school.actions.staff import work_of
from school.cards import seal_of, values_of
from school.forms.staff import DismissalForm, HireForm, ReturnForm, StaffCardForm, StaffFilters
from school.screens.dismissal import dismissal_screen
from school.screens.people import people_called
from school.screens.staff import positions_of, staff_card, staff_screen
from school.words import count_of, date_dots

from .forms import attempt, done, form_page, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])
CARD = "Карточка сотрудника"


@require_safe
@behind(having(Right.STAFF), "Сотрудники")
def staff(request):
    kept = access.staff_to_keep(request.rights)
    form = StaffFilters(request.GET, positions=positions_of(kept))
    number = request.GET.get("page", "1")
    screen = staff_screen(kept, number=number, on=request.day, **form.answers())
    query = request.GET.copy()
    query.pop("page", None)
    context = {"screen": screen, "form": form, "query": query.urlencode()}
    return render(request, "school/staff.html", context)


@READ_AND_SEND
@behind(having(Right.STAFF), "Приём на работу")
def hire(request):
    form = HireForm(posted(request), today=request.today, initial={"hired_on": request.today})
    if form.is_bound and form.is_met(people_called):
        existing = form.existing()
        member = attempt(
            form,
            lambda: actions.hire(
                person=form.person(), work=form.work(), form=form.cleaned_data["form"],
                existing=existing, by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if member:
            kept = ". Имя и телефон остались прежними" if existing else ""
            return done(request, f"Приём оформлен{kept}.", "school:staff_card", member.pk)
    context = {"title": "Приём на работу", "button": "Оформить приём", "back": "school:staff"}
    context["note"] = (
        "Если человек в журнале уже есть, например как родитель, вы увидите это после отправки: второй раз его не заводят."
    )
    return form_page(request, form, **context)


@require_safe
def card(request, pk):
    member = access.staff_member_to_keep(request.rights, pk)
    note_reading(reader=request.user, person=member.user, page=CARD, now=request.now)
    screen = staff_card(member, on=request.day)
    return render(request, "school/staff_card.html", {"screen": screen})


@READ_AND_SEND
def edit(request, pk):
    member = access.staff_member_to_keep(request.rights, pk)
    note_reading(reader=request.user, person=member.user, page=CARD, now=request.now)
    person, work = person_of(member.user), work_of(member)
    seal = seal_of(values_of(person, work))
    initial = vars(person) | vars(work) | {"shown": seal}
    form = StaffCardForm(posted(request), today=request.today, initial=initial)
    if form.is_valid():
        attempt(
            form,
            lambda: actions.edit_staff(
                member=member, person=form.person(), work=form.work(), shown=form.cleaned_data["shown"],
                reason=form.cleaned_data["reason"], by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if not form.errors:
            return done(request, "Карточка сохранена.", "school:staff_card", pk)
        form.show_now(seal)
    context = {"title": f"Карточка: {member.user.full_name}", "button": "Сохранить"}
    return form_page(request, form, back="school:staff_card", back_to=pk, **context)


@READ_AND_SEND
def dismiss(request, pk):
    member = access.staff_member_to_keep(request.rights, pk)
    screen = dismissal_screen(member, year=request.year, on=request.day)
    form = DismissalForm(
        posted(request), screen=screen, today=request.today,
        initial={"last_day": request.today, "order_date": request.today},
    )  # fmt: skip
    if form.is_valid():
        gone = attempt(
            form,
            lambda: actions.dismiss(
                member=member, dismissal=form.dismissal(), by=request.user, now=request.now
            ),
        )
        if gone:
            return done(request, _dismissed(gone), "school:staff_card", pk)
    return form_page(request, form, "school/dismiss.html", screen=screen)


def _dismissed(member):
    if member.access_closed_at:
        return "Увольнение оформлено, доступ закрыт."
    last_day = date_dots(member.dismissed_on)
    return f"Увольнение оформлено. Доступ закроется в конце дня {last_day}."


@READ_AND_SEND
def return_to_work(request, pk):
    member = access.staff_member_to_keep(request.rights, pk)
    form = ReturnForm(posted(request), initial={"starts_on": request.today})
    if form.is_valid():
        returned = attempt(
            form,
            lambda: actions.return_to_work(
                member=member, by=request.user, now=request.now, **form.cleaned_data
            ),
        )
        if returned is not None:
            journals = count_of(
                returned, "журнал или класс", "журнала и класса", "журналов и классов"
            )
            text = f"Увольнение отменено. Возвращено: {journals}."
            return done(request, text, "school:staff_card", pk)
    context = {
        "title": f"Вернуть на работу: {member.user.full_name}",
        "button": "Отменить увольнение",
    }
    context["note"] = (
        "С этого дня снова открываются журналы и классы, которые были переданы при увольнении; у тех, кто их принял, они "
        "закрываются накануне, а их записи остаются за ними. Приказы о должностях и доступ по приказу оформляются заново."
    )
    return form_page(request, form, back="school:staff_card", back_to=pk, **context)
