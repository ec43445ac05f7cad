"""Pupils come, each by an order; a class goes on by one (SCH-13, ACC-6)."""

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.doors import behind, having
from accounts.models import Right
from school import actions
from school import registers as access
from school.forms.movement import EnrolForm, PromotionForm
from school.screens.people import people_called
from school.screens.promotion import promotion_screen
from school.screens.pupils import groups_of

from .forms import attempt, done, form_page, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_AND_SEND
@behind(having(Right.PUPILS), "Зачисление")
def enrol(request):
    form = placed(request, EnrolForm)
    if form.is_bound and form.is_met(people_called):
        data = form.cleaned_data
        student = attempt(
            form,
            lambda: actions.enrol_pupil(
                person=form.person(), facts=form.facts(), school_class=form.school_class(),
                starts_on=data["starts_on"], order=form.order(), groups=form.chosen_groups(), form=data["form"],
                existing=form.existing(), origin=actions.Whereabouts(data["place"], data["area"]),
                by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if student:
            return done(request, "Зачисление оформлено.", "school:pupil_card", student.pk)
    context = {"title": "Зачисление", "button": "Зачислить", "back": "school:pupils"}
    context["note"] = "Ученик попадёт в класс и в журналы всего класса; группы выберите сами."
    return form_page(request, form, **context)


@READ_AND_SEND
@behind(having(Right.PUPILS), "Перевод классов")
def promote(request):
    """A class goes on into the next year by one order; exceptions are chosen pupil by pupil."""
    classes = access.classes_to_promote(request.user, year=request.year, on=request.day)
    asked = request.POST.get("class") or request.GET.get("class", "")
    targets = access.classes_to_fill(request.user, year=request.year, on=request.day)
    screen = promotion_screen(
        list(classes.select_related("year").in_order()),
        asked,
        list(targets.select_related("year").in_order()),
    )
    form = PromotionForm(posted(request), pupils=screen.undecided, classes=screen.targets)
    if screen.chosen and form.is_valid():
        made = attempt(
            form,
            lambda: actions.promote(
                school_class=screen.chosen, decisions=[actions.Decision(*one) for one in form.decisions()],
                order=form.order(), note=form.cleaned_data["note"], by=request.user, now=request.now,
            ),
        )  # fmt: skip
        if made is not None:
            return redirect(f"{reverse('school:promote')}?class={screen.chosen.pk}")
    return form_page(request, form, "school/promote.html", screen=screen)


def placed(request, form, **about):
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
