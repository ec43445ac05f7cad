"""A breach of an account's confidentiality, from the report to the act."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import breaches as steps
from accounts.doors import behind, having
from accounts.forms import BreachForm
from accounts.keys import key_of
from accounts.models import Right
from accounts.slips import grouped
from archive import access
from archive.actions.acts import make_act
from archive.actions.decisions import decide
from archive.actions.voiding import void_operations
from archive.forms import (
    CommissionForm,
    MomentForm,
    NoticesForm,
    RegulatorForm,
    keys_in,
)
from archive.screens.breaches import breach_screen, breaches_screen, report_screen
from archive.screens.commission import proposed_commission
from school.words import count_of

UNREADABLE = 422
OPERATIONS = "операция", "операции", "операций"


@require_safe
@behind(having(Right.BREACHES), "Нарушения")
def breaches(request):
    incidents = access.breaches_to_handle(rights=request.rights)
    screen = breaches_screen(incidents, number=request.GET.get("page", "1"), now=request.now)
    return render(request, "archive/breaches.html", {"screen": screen})


@require_safe
@behind(access.must_report_breaches, "Сообщить о нарушении")
def report(request):
    """Whose account: found by name among those the person may report."""
    people = access.accounts_to_report(
        request.user, roles=request.roles, rights=request.rights, on=request.day
    )
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    screen = report_screen(people, asked)
    return render(request, "archive/report_breach.html", {"screen": screen})


@require_http_methods(["GET", "HEAD", "POST"])
def report_of(request, pk):
    account = access.account_to_report(
        request.user, pk, roles=request.roles, rights=request.rights, on=request.day
    )
    form = BreachForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "account": account}
        status = UNREADABLE if form.errors else 200
        return render(request, "archive/report_breach_of.html", context, status=status)
    told = steps.report_breach(
        account=account, by=request.user, now=request.now, roles=request.roles, **form.cleaned_data
    )
    messages.success(request, f"Учётная запись остановлена: {account.full_name}.")
    if Right.BREACHES in request.rights:
        return redirect("archive:breach", told.pk)
    return redirect("archive:report_breach")


@require_safe
@never_cache
def breach(request, pk):
    return _page(request, access.breach_to_handle(pk, rights=request.rights))


FORMS = {
    "notices": (NoticesForm, steps.note_notices),
    "moment": (MomentForm, steps.set_moment),
    "commission": (CommissionForm, steps.set_commission),
    "regulator": (RegulatorForm, steps.note_regulator),
}


@require_POST
def save(request, pk, step):
    """One of the forms of the page."""
    incident = access.breach_to_handle(pk, rights=request.rights)
    if step not in FORMS:
        raise Http404
    _, action = FORMS[step]
    form = _forms(incident, step, request.POST)[step]
    if form.is_valid():
        try:
            action(incident=incident, by=request.user, now=request.now, **form.cleaned_data)
        except steps.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Записано.")
            return redirect("archive:breach", pk)
    return _page(request, incident, {step: form})


@require_POST
def void(request, pk):
    incident = access.breach_to_handle(pk, rights=request.rights)
    try:
        found = void_operations(
            incident=incident,
            doubtful=keys_in(request.POST.getlist("doubtful")),
            shown=keys_in(request.POST.get("shown", "").split()),
            by=request.user,
            now=request.now,
        )
    except steps.Refused as refused:
        messages.error(request, str(refused))
    else:
        told = f"Недействительны: {count_of(found.voided, *OPERATIONS)}."
        if found.asked:
            told += f" Ждут решения: {count_of(found.asked, *OPERATIONS)}."
        if found.unseen:
            told += f" Ещё не просмотрены: {count_of(found.unseen, *OPERATIONS)}."
        messages.success(request, told)
    return redirect("archive:breach", pk)


@require_POST
def decide_operations(request, pk):
    """«one» is the operation decided on, none for all that wait; `decision` is restore or keep."""
    incident = access.breach_to_handle(pk, rights=request.rights)
    decision, one = request.POST.get("decision"), request.POST.get("one", "")
    if decision not in ("restore", "keep") or (one and key_of(one) is None):
        messages.error(
            request, "Выберите, что сделать с записью: оставить позднюю или вернуть прежнюю."
        )
        return redirect("archive:breach", pk)
    chosen = [key_of(one)] if one else None
    try:
        found = decide(
            incident=incident, operations=chosen, restore=decision == "restore", by=request.user, now=request.now
        )  # fmt: skip
    except steps.Refused as refused:
        messages.error(request, str(refused))
    else:
        if found.decided:
            messages.success(request, f"Решено: {count_of(found.decided, *OPERATIONS)}.")
        if found.shown_anew:
            messages.warning(
                request, "Часть записей за это время изменили ещё раз. Посмотрите их новые значения и решите снова."
            )  # fmt: skip
    return redirect("archive:breach", pk)


@require_POST
@never_cache
def unlock(request, pk):
    """The code of the one-time slip is on this one page and nowhere else."""
    incident = access.breach_to_handle(pk, rights=request.rights)
    try:
        slip = steps.unlock_account(incident=incident, by=request.user, now=request.now)
    except steps.Refused as refused:
        messages.error(request, str(refused))
        return redirect("archive:breach", pk)
    return render(
        request,
        "archive/breach_slip.html",
        {"incident": incident, "slip": slip, "code": grouped(slip.code)},
    )


@require_POST
def compose(request, pk):
    incident = access.breach_to_handle(pk, rights=request.rights)
    try:
        make_act(
            incident=incident,
            school=request.school,
            on=request.day,
            by=request.user,
            now=request.now,
        )
    except steps.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Акт составлен. Распечатайте его и подпишите.")
    return redirect("archive:breach", pk)


@require_safe
def act(request, pk):
    """The bytes that were kept, always an attachment."""
    kept = access.breach_act_to_see(pk, rights=request.rights)
    path = Path(settings.MEDIA_ROOT) / kept.path
    if not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, kept.file_name)
    response["Digest"] = f"sha-256={kept.sha256}"
    response["Cache-Control"] = "private, no-store"
    return response


def _forms(incident, step="", data=None):
    """The four forms of the page; the one of `step` holds what was sent."""

    def sent(name):
        return data if name == step else None

    proposed = [] if incident.commission else proposed_commission(incident)
    return {
        "notices": NoticesForm(sent("notices"), initial=NoticesForm.initial_of(incident)),
        "moment": MomentForm(
            sent("moment"), initial=MomentForm.initial_of(incident), incident=incident
        ),
        "commission": CommissionForm(
            sent("commission"), initial=CommissionForm.initial_of(incident, proposed)
        ),
        "regulator": RegulatorForm(sent("regulator"), initial=RegulatorForm.initial_of(incident)),
    }


def _page(request, incident, refused=None):
    forms = _forms(incident) | (refused or {})
    screen = breach_screen(incident, now=request.now)
    context = {"screen": screen, "incident": incident, "forms": forms}
    status = UNREADABLE if refused else 200
    return render(request, "archive/breach.html", context, status=status)
