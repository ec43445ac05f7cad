"""A class goes on into the next year by one order (SCH-13)."""

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.doors import behind, having
from accounts.models import Right
from school import actions
from school import registers as access
from school.forms.movement import PromotionForm
from school.screens.promotion import promotion_screen

from .forms import attempt, form_page, posted

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_AND_SEND
@behind(having(Right.PUPILS), "Перевод классов")
def promote(request):
    """Exceptions are chosen pupil by pupil."""
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
