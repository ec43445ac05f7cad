"""What every page starts from: the school, its year, its clock, and what the person is in it today."""

from urllib.parse import urlencode

from allauth.account.internal.flows.logout import logout
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from accounts import access, devices, rules, second_factor, sessions
from accounts.actions.sessions import note_session
from accounts.models import Right
from school.access import HOMEROOM, STAFF, Standing, standing_of
from school.clock import school_now
from school.days import SchoolDay
from school.models import School, SchoolYear


def school_of_the_request(get_response):
    def middleware(request):
        now = timezone.now()
        request.year = SchoolYear.objects.current(timezone.localdate(now))
        request.school = request.year.school if request.year else School.objects.first()
        request.now = school_now(request.school, now)
        today = timezone.localdate(request.now)
        if request.year and today < request.year.starts_on:
            # A demo school lives in its own year, not in that of the wall clock.
            request.year = SchoolYear.objects.current(today)
        request.today = today
        shown = request.year.clamp(today) if request.year else today
        book = request.year.book if request.year else None
        request.day = SchoolDay.of(shown, calendar=today, book=book)
        standing = standing_of(request.user, on=request.day)
        request.roles, request.rights = standing.roles, standing.rights
        return get_response(request)

    return middleware


def keeps_the_door(get_response):
    """A sign-in ends in its time; who has come in accepts the rules, and the staff sets up a second factor, first."""

    def middleware(request):
        # The wall clock; a demo school's own clock stands at another day.
        request.moment = timezone.now()
        if request.user.is_authenticated:
            _end_or_note(request, request.moment)
        asks = request.school is not None and request.school.second_factor_for_staff
        request.needs_second_factor = asks and bool(request.roles & STAFF)
        was_in = request.user.is_authenticated
        step = _first_step(request) if was_in else ""
        response = redirect(step) if step else get_response(request)
        if request.user.is_authenticated and not was_in:
            _begin(request)
            devices.remember(request, response, now=request.moment)
        if request.htmx and _leads_to_the_door(response):
            # A page of sign-in has no place inside another page; what was typed there stays.
            return HttpResponse(status=UNAUTHORIZED)
        return response

    return middleware


UNAUTHORIZED = 401


def _leads_to_the_door(response):
    doors = ("account_login", "accounts:rules", "mfa_index")
    return response.status_code == 302 and response.url.partition("?")[0] in map(reverse, doors)


def _begin(request):
    standing = standing_of(request.user, on=request.day)
    limits = sessions.limits_of(request.session, is_staff=bool(standing.roles & STAFF))
    sessions.keep_cookie(request.session, limits)


def _end_or_note(request, now):
    limits = sessions.limits_of(request.session, is_staff=bool(request.roles & STAFF))
    if sessions.is_over(request.session, limits=limits, now=now):
        logout(request, show_message=False)
        request.roles, request.rights = Standing().roles, Standing().rights
        messages.info(request, "Вход закончился: прошло много времени. Войдите ещё раз.")
    # What a page asks by itself says nothing of a person being there.
    elif "X-Unattended" not in request.headers and sessions.is_to_be_noted(
        request.session, limits=limits, now=now
    ):
        note_session(session=request.session, by=request.user, now=now)


# Pages that open before the rules are accepted, and those beside them that set up a second factor.
BEFORE_RULES = frozenset({"accounts:rules", "account_logout", "look"})
BEFORE_SECOND_FACTOR = BEFORE_RULES | second_factor.PAGES_OF_SETTING_UP


def _first_step(request):
    """Address of the page to be passed before this one, or nothing; marks of the session save the questions."""
    if not _has_accepted_rules(request):
        return _unless_there(request, "accounts:rules", BEFORE_RULES)
    if not _has_what_the_school_asks(request):
        return _unless_there(request, "mfa_index", BEFORE_SECOND_FACTOR)
    return ""


def _has_accepted_rules(request):
    if request.session.get(rules.ACCEPTED) == rules.VERSION:
        return True
    if access.has_accepted_rules(request.user, rules.VERSION):
        request.session[rules.ACCEPTED] = rules.VERSION
        return True
    return False


def _has_what_the_school_asks(request):
    if not request.needs_second_factor:
        return True
    if request.session.get(second_factor.SET_UP):
        return True
    if access.has_second_factor(request.user):
        request.session[second_factor.SET_UP] = True
        return True
    return False


def _unless_there(request, page, open_before):
    try:
        if resolve(request.path_info).view_name in open_before:
            return ""
    except Resolver404:
        return ""
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    return f"{reverse(page)}?{urlencode(back)}" if back else reverse(page)


TOO_LARGE = 413
LARGEST_UPLOAD = 300_000_000
# A scan of a signed paper with what a form adds to it.
LARGEST_PAPER = 11_000_000


def takes_files_from_few(get_response):
    """Nobody fills the disk with uploads: only those who load lists or keep consents send more than a form holds.

    Told before the body is read; the check of CSRF would already have written it to the disk.
    """

    def middleware(request):
        sent = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if Right.IMPORT in request.rights:
            limit = LARGEST_UPLOAD
        elif Right.CONSENTS in request.rights or HOMEROOM in request.roles:
            limit = LARGEST_PAPER
        if sent.isdecimal() and int(sent[:20]) > limit:
            text = "Отправлено слишком много. Ничего не записано: вернитесь назад и уменьшите файл."
            return HttpResponse(text, status=TOO_LARGE, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


CONFLICT = 409
PERSON = "X-Person"


def signed_by_whom_it_shows(get_response):
    """A page left open says whose it is: what was typed there is not written in the name of the next to sign in."""

    def middleware(request):
        person = request.headers.get(PERSON)
        if person and request.user.is_authenticated and person != str(request.user.pk):
            return HttpResponse(status=CONFLICT)
        return get_response(request)

    return middleware


def not_kept_by_the_browser(get_response):
    """Pages with people in them are gone after the exit, also from a shared computer's «back»."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
