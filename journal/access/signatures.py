"""Who signs a journal's page of a period: its teacher by load, nobody instead of him (63-ФЗ; regulation § 16)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.keys import key_or_404
from accounts.models import User
from journal.models import PageSignature, SignedText
from journal.page_text import digest_of
from school.access import section_to_see, sections_taught_by, students_visible_in
from school.models import CourseSection, GradingPeriod

from .journals import period_among, periods_to_see


@dataclass(frozen=True)
class JournalPage:
    """A journal in one period as the person opens it. `sees_all`: every pupil of it, so what was signed too."""

    section: CourseSection
    period: GradingPeriod
    is_last: bool
    may_sign: bool
    sees_all: bool


def page_to_see(user: User, pk: int, period: int, *, on: date) -> JournalPage:
    """404 to a stranger."""
    section = (
        sections_taught_by(user, on=on).select_related("subject", "year").filter(pk=pk).first()
    )
    may_sign = section is not None
    section = section or section_to_see(user, pk, on=on)
    periods = periods_to_see(section)
    of = period_among(periods, period)
    sees_all = may_sign or students_visible_in(section, user, on=on) is None
    return JournalPage(section, of, of == periods[-1], may_sign, sees_all)


def page_to_sign(user: User, pk: int, period: int, *, on: date) -> JournalPage:
    """404 to a stranger; 403 to whoever only reads, and to whoever writes by an order instead of the teacher."""
    page = page_to_see(user, pk, period, on=on)
    if not page.may_sign:
        raise PermissionDenied("Страницу журнала подписывает учитель, который его ведёт.")
    return page


def signed_text_to_see(page: JournalPage, key: str) -> tuple[PageSignature, str]:
    """A signature of the page with its text; 404 where there is none, it is another one now, or pupils are not seen."""
    if not page.sees_all:
        raise Http404
    signed = PageSignature.objects.filter(section=page.section, period=page.period)
    signature = get_object_or_404(signed, pk=key_or_404(key))
    text = get_object_or_404(SignedText, digest=signature.digest).text
    if digest_of(text) != signature.digest:
        raise Http404
    return signature, text
