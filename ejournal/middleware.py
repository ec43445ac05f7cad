"""What every page starts from: the school, its year, its clock, and what the person is in it today."""

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import Right
from school.access import standing_of
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
        request.day = SchoolDay.of(shown, calendar=today)
        standing = standing_of(request.user, on=request.day)
        request.roles, request.rights = standing.roles, standing.rights
        return get_response(request)

    return middleware


TOO_LARGE = 413
LARGEST_UPLOAD = 300_000_000


def takes_files_from_few(get_response):
    """Nobody fills the disk with uploads: only those who load lists send more than a form holds.

    Told before the body is read; the check of CSRF would already have written it to the disk.
    """

    def middleware(request):
        sent = request.META.get("CONTENT_LENGTH") or "0"
        limit = (
            LARGEST_UPLOAD
            if Right.IMPORT in request.rights
            else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        )
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
