"""One-time slips for signing in: whom to give, the sheets to cut, and a person's way in."""

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import entries
from accounts.actions.outside import bind_from_card, unbind
from accounts.actions.slips import void_slips
from accounts.doors import behind, having
from accounts.models import Right
from accounts.reauthentication import has_answered_lately
from accounts.slips import SlipRefused
from reports import access, actions
from reports.forms.slips import ActForm, SlipsForm
from reports.screens import slips as screens

from .papers import put_in_queue

# With these one comes in as another person: the password is asked once more.
OF_ANOTHERS_DOOR = {"bind", "unbind", "reset_factor"}


@require_safe
@behind(access.must_give_slips, "Листки для входа")
def slips(request):
    classes = access.classes_for_slips(request.user, year=request.year, on=request.day)
    screen = screens.classes_for_slips_screen(classes, rights=request.rights, on=request.day)
    if screen.only_class:
        return redirect("reports:class_slips", screen.only_class.pk)
    guessed = screens.people_guessed(rights=request.rights, now=request.moment)
    return render(request, "reports/slips.html", {"screen": screen, "guessed": guessed})


@require_http_methods(["GET", "HEAD", "POST"])
def class_slips(request, pk):
    found = access.class_for_slips(request.user, pk, year=request.year, on=request.day)
    screen = screens.class_slips_screen(found, by=_giver(request), on=request.day)
    coming = found.year.starts_on > request.today
    return _list(request, screen, f"{found.name}, {found.year.title}" if coming else found.name)


@require_http_methods(["GET", "HEAD", "POST"])
@behind(having(Right.PASSWORDS), "Листки для входа сотрудников")
def staff_slips(request):
    staff = access.staff_for_slips(rights=request.rights)
    screen = screens.staff_slips_screen(staff, by=_giver(request), on=request.day)
    return _list(request, screen, "Сотрудники")


def _giver(request):
    return screens.Giver(request.user, request.roles, request.rights)


def _list(request, screen, title):
    """The list to choose from; sent back, it leads to the sheets, for which the password is asked once more."""
    form = SlipsForm(request.POST or None, screen=screen)
    if request.method == "POST" and form.is_valid():
        if not has_answered_lately(request):
            raise ReauthenticationRequired
        try:
            return _print(request, form, title)
        except SlipRefused as refused:
            form.add_error(None, str(refused))
    context = {"screen": screen, "form": form, "title": title, "seen": screens.said_at(request.now)}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/slips_list.html", context, status=status)


def _print(request, form, title):
    return put_in_queue(
        request,
        actions.request_slips,
        page=request.path,
        title=f"Листки для входа, {title}",
        people=form.people,
        places={person.pk: form.screen.place_of(person) for person in form.people},
        valid_until=form.valid_until(request.today),
        seen_at=form.seen_at,
        address=request.build_absolute_uri(reverse("entry:slip")),
        school=request.school.name if request.school else "",
    )


@require_safe
def entry_of(request, pk):
    return render(request, "reports/entry.html", {"screen": _entry(request, pk)})


def _entry(request, pk):
    seen = {"rights": request.rights, "year": request.year, "on": request.day}
    person = access.person_for_slip(request.user, pk, **seen)
    gives = access.gives_slips_to(request.user, person, **seen)
    giver, days = _giver(request), {"on": request.day, "now": request.moment}
    return screens.entry_screen(person, by=giver, gives=gives, **days)


@require_POST
def act_on_entry(request, pk):
    """One of the acts of the page; what the page does not offer is refused."""
    screen = _entry(request, pk)
    form = ActForm(request.POST)
    if form.is_valid():
        if form.cleaned_data["act"] in OF_ANOTHERS_DOOR and not has_answered_lately(request):
            raise ReauthenticationRequired
        act = _outside_act if form.cleaned_data["act"] in {"bind", "unbind"} else _act
        try:
            messages.success(request, act(request, screen, **form.cleaned_data))
        except SlipRefused as refused:
            messages.error(request, str(refused))
    return redirect("reports:entry_of", pk)


def _act(request, screen, *, act, reason, **rest):
    if screen.why_not:
        raise PermissionDenied(screen.why_not)
    signed = {"by": request.user, "now": request.now}
    if act == "reset_factor":
        if not screen.may_reset_factor:
            raise SlipRefused("Второй фактор сбрасывает тот, кто выдаёт листки всей школе.")
        entries.reset_second_factor(person=screen.user, reason=reason, **signed)
        return "Второй фактор сброшен. При следующем входе программа попросит подключить новый."
    if act == "free":
        entries.free(person=screen.user, **signed)
        return "Неудачные попытки забыты: можно входить снова."
    void_slips(of=screen.user, reason="отменён выдавшим", **signed)
    return "Листок отменён."


def _outside_act(request, screen, *, act, reason, number):
    signed = {"by": request.user, "now": request.now}
    if screen.why_not:
        raise PermissionDenied(screen.why_not)
    if screen.provider is None:
        raise PermissionDenied("Этот человек входит только на сайте школы.")
    if act == "bind":
        issuer = screen.provider.issuer
        bind_from_card(person=screen.user, issuer=issuer, identifier=number, **signed)
        return "Номер записан: с ним человек войдёт сразу."
    unbind(person=screen.user, reason=reason, **signed)
    return "Номер отвязан."
