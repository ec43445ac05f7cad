"""The register of consents, the sheet of a class, one decision with its history and scan."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import consents as actions
from accounts.actions import note_readings
from accounts.consents import ASKED, Channel
from accounts.doors import behind
from accounts.scans import MEDIA_TYPES, kept_scan
from school import consents as access
from school.forms.consents import MeetingForm, RegisterFilters, ScanForm, WithdrawalForm
from school.screens import consents as screens
from school.words import count_of

ROWS_A_PAGE = 100
UNPROCESSABLE = 422
# Numbers of the printed forms (`reports:consent_form`) and what they are about.
BLANKS = [(number, Channel(channel).label) for number, (_, channel) in enumerate(ASKED, start=1)]


@require_safe
@behind(access.must_keep_consents, "Согласия")
def consents(request):
    classes = _classes(request)
    form = RegisterFilters(request.GET, classes=classes)
    screen = screens.register(classes, form.filters(), on=request.day)
    query = request.GET.copy()
    page = Paginator(screen.rows, ROWS_A_PAGE).get_page(query.pop("page", [""])[-1])
    context = {"form": form, "screen": screen, "page": page, "classes": classes}
    context |= {"query": query.urlencode(), "asked": query.items(), "blanks": BLANKS}
    return render(request, "school/consents.html", context)


@require_safe
@behind(access.must_keep_consents, "Кому печатать на бумаге")
def paper_list(request):
    families = screens.on_paper(_classes(request), on=request.day)
    return render(request, "school/paper_list.html", {"families": families})


@require_safe
def class_consents(request, pk):
    school_class = access.class_to_ask(request.user, pk, on=request.day)
    families = screens.families_of([school_class], on=request.day)
    form = MeetingForm(families=families, initial={"given_on": request.today})
    return _class_page(request, school_class, form)


@require_POST
def save_class_consents(request, pk):
    school_class = access.class_to_ask(request.user, pk, on=request.day)
    form = MeetingForm(request.POST, families=screens.families_of([school_class], on=request.day))
    if form.is_valid():
        try:
            written = actions.record_decisions(
                form.ballots(), paper=form.paper(), by=request.user, now=request.now
            )
        except actions.ConsentRefused as error:
            form.add_error("given_on", str(error))
        else:
            messages.success(request, _written(len(written)))
            return redirect("school:class_consents", pk)
    return _class_page(request, school_class, form, status=UNPROCESSABLE)


@require_safe
def consent(request, pk):
    found = access.consent_to_keep(request.user, pk, on=request.day)
    _note(request, found, "Согласие")
    form = WithdrawalForm(initial={"withdrawn_on": request.today})
    return _consent_page(request, found, withdrawal=form)


@require_POST
def withdraw_consent(request, pk):
    found = access.consent_to_keep(request.user, pk, on=request.day)
    form = WithdrawalForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw(consent=found, by=request.user, now=request.now, **form.cleaned_data)
        except actions.ConsentRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("school:consent", pk)
    return _consent_page(request, found, withdrawal=form, status=UNPROCESSABLE)


@require_POST
def attach_scan(request, pk):
    found = access.consent_to_keep(request.user, pk, on=request.day)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        actions.attach_scan(consent=found, by=request.user, now=request.now, **form.cleaned_data)
        return redirect("school:consent", pk)
    return _consent_page(request, found, scan=form, status=UNPROCESSABLE)


@require_safe
def consent_scan(request, pk):
    """Always an attachment: nothing that was uploaded is shown inside the site."""
    found = access.consent_to_keep(request.user, pk, on=request.day)
    scan = kept_scan(found.scan)
    if scan is None:
        raise Http404
    _note(request, found, "Скан согласия")
    response = HttpResponse(scan.content, content_type=MEDIA_TYPES[scan.suffix])
    name = f"Согласие {found.pk}, {found.representative.short_name}{scan.suffix}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _note(request, found, page):
    """Both named on the paper see who has opened it."""
    people = [found.subject, found.representative]
    note_readings(reader=request.user, people=people, page=page, now=request.now)


def _classes(request):
    found = access.classes_of_register(
        request.user, roles=request.roles, rights=request.rights, year=request.year, on=request.day
    )
    return list(found.in_order())


def _class_page(request, school_class, form, status=200):
    common = [form["given_on"], form["medium"], form["valid_until"]]
    context = {"school_class": school_class, "form": form, "common": common}
    context |= {"lines": list(form.lines()), "blanks": BLANKS}
    return render(request, "school/class_consents.html", context, status=status)


def _consent_page(request, found, withdrawal=None, scan=None, status=200):
    context = {
        "screen": screens.consent_screen(found),
        "withdrawal": withdrawal or WithdrawalForm(),
        "scan": scan or ScanForm(),
    }
    return render(request, "school/consent.html", context, status=status)


def _written(count):
    if not count:
        return "Ничего не изменилось: эти решения уже записаны."
    return f"Записано: {count_of(count, 'решение', 'решения', 'решений')}."
