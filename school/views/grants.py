"""Access by order: the register, a new grant, its withdrawal."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import behind, having
from accounts.models import Right
from school import actions, keys
from school.forms.rights import GrantForm, GrantSearch, Picked, WithdrawForm
from school.screens import grants as screens
from school.screens.search import find_people, find_targets

REFUSED = 422


@require_safe
@behind(having(Right.ACCESS), "Доступ по приказу")
def grants(request):
    form = GrantSearch(request.GET)
    number = request.GET.get("page", "1")
    screen = screens.grants_screen(form.filters(), number, today=request.today)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "screen": screen, "query": query.urlencode()}
    return render(request, "school/rights/grants.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@behind(having(Right.ACCESS), "Новый доступ по приказу")
def new_grant(request):
    """Whom, what, then the order: each step an address of its own, without any script."""
    picked = Picked(request.GET).answers()
    person = keys.person_chosen(picked["person"])
    target = keys.target_chosen(picked["target"])
    context = _choosing(request, picked, person, target)
    if person and target:
        form = context["form"] = GrantForm(
            request.POST or None, target=target, initial=_today(request)
        )
        if request.method == "POST" and form.is_valid() and _given(request, form, person, target):
            return redirect("school:person_rights", person.pk)
    status = REFUSED if "form" in context and context["form"].errors else 200
    return render(request, "school/rights/new_grant.html", context, status=status)


def _today(request):
    return {"starts_on": request.today, "order_date": request.today}


def _choosing(request, picked, person, target):
    return {
        "picked": picked,
        "person": person,
        "target": target,
        "target_name": keys.name_of(target) if target else "",
        "people": [] if person else find_people(picked["q_person"], pupils=False),
        "targets": []
        if target
        else find_targets(picked["q_target"], year=request.year, on=request.day),
        "with_person": urlencode({"person": picked["person"]}) if person else "",
        "with_target": urlencode({"target": picked["target"]}) if target else "",
    }


def _given(request, form, person, target):
    given = form.cleaned_data
    try:
        actions.grant_access(
            user=person,
            act=given["act"],
            target=target,
            term=actions.Term(given["starts_on"], given["ends_on"]),
            order=actions.Order(given["order_number"], given["order_date"], given["reason"]),
            by=request.user,
            now=request.now,
        )
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Доступ дан. После последнего дня он закончится сам.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_grant(request, kind, pk):
    row = keys.grant_to_keep(request.rights, kind, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_grant(
                grant=row, reason=form.cleaned_data["reason"], by=request.user, now=request.now
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Доступ отозван.")
            return redirect("school:person_rights", row.user_id)
    grant = screens.one_grant(kind, pk, today=request.today)
    if grant is None:
        raise Http404
    context = {"form": form, "grant": grant}
    return render(
        request, "school/rights/withdraw.html", context, status=REFUSED if form.errors else 200
    )
