"""Requests for corrections: asked from the very cell, listed, decided."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import behind
from accounts.models import Right
from journal import access, actions, screens
from journal.forms import CorrectionForm, DecisionForm

UNPROCESSABLE = 422


@require_GET
@behind(access.must_be_staff, "Исправления")
def corrections(request):
    screen = screens.corrections_screen(
        access.corrections_asked_by(request.user),
        access.corrections_to_decide(request.user, on=request.day),
        may_decide=Right.CORRECTIONS in request.rights,
        number=request.GET.get("page", "1"),
    )
    return render(request, "journal/corrections.html", {"screen": screen})


@require_http_methods(["GET", "POST"])
def ask_about_lesson(request, pk):
    place = access.place_in_lesson(
        request.user,
        pk,
        what=request.GET.get("what", ""),
        student=request.GET.get("student", ""),
        item=request.GET.get("item", ""),
        on=request.day,
    )
    return _ask(request, place)


@require_http_methods(["GET", "POST"])
def ask_about_period(request, pk, period, student):
    place = access.place_in_period(
        request.user,
        pk,
        period,
        student,
        what=request.GET.get("what", "period"),
        on=request.day,
    )
    return _ask(request, place)


@require_GET
def correction(request, pk):
    asked = access.correction_to_see(request.user, pk, on=request.day)
    return _page(request, asked, DecisionForm())


@require_POST
def decide(request, pk):
    """One button approves and applies; a refusal says why."""
    asked = access.correction_to_decide(request.user, pk, on=request.day)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form, UNPROCESSABLE)
    try:
        if form.cleaned_data["decision"] == "approve":
            asked = actions.approve_correction(request=asked, by=request.user, now=request.now)
        else:
            asked = actions.refuse_correction(
                request=asked, reason=form.cleaned_data["reason"], by=request.user, now=request.now
            )
    except actions.Refused as error:
        form.add_error(None, str(error))
        return _page(request, asked, form, UNPROCESSABLE)
    messages.success(request, f"Заявка № {asked.number}: {asked.get_state_display()}.")
    return redirect("journal:corrections")


@require_POST
def withdraw(request, pk):
    asked = access.correction_to_withdraw(request.user, pk, on=request.day)
    try:
        actions.withdraw_correction(request=asked, by=request.user, now=request.now)
    except actions.Refused as error:
        messages.error(request, str(error))
    return redirect("journal:correction", pk=pk)


def _ask(request, place):
    """A page of its own and, for htmx, the form beside the grid."""
    screen = screens.ask_screen(place, now=request.now, on=request.day)
    is_text = place.what in ("topic", "homework")
    form = CorrectionForm(request.POST or None, initial={"wanted": screen.value if is_text else ""})
    asked = None
    if form.is_valid():
        answers = dict(form.cleaned_data)
        wanted = answers.pop("wanted")
        try:
            asked = actions.ask_correction(
                place=place, new=wanted, by=request.user, now=request.now, **answers
            )
        except actions.Refused as error:
            form.add_error(None, str(error))
    if asked and not request.htmx:
        messages.success(request, f"Заявка № {asked.number} подана.")
        return redirect("journal:correction", pk=asked.pk)
    template = "journal/_ask.html" if request.htmx else "journal/ask.html"
    status = UNPROCESSABLE if form.is_bound and not asked else 200
    return render(
        request, template, {"screen": screen, "form": form, "asked": asked}, status=status
    )


def _page(request, asked, form, status=200):
    may_decide = asked.asked_by_id != request.user.pk and asked.is_waiting
    context = {"correction": asked, "form": form, "may_decide": may_decide}
    return render(request, "journal/correction.html", context, status=status)
