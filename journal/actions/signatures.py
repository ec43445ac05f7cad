"""A journal's page of a period signed by its teacher."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.models import PageSignature, SignedText
from journal.page_content import PageContent, read_page
from journal.signing import why_too_early
from school.models import CourseSection, GradingPeriod, StaffMember

from .refusals import Refused

TEACHER = "учитель"


@transaction.atomic
def sign_page(
    *,
    section: CourseSection,
    period: GradingPeriod,
    is_last: bool,
    digest: str,
    identified_by: str,
    by: User,
    now: datetime,
) -> PageSignature:
    """Sign what was seen: `digest` is that of the page shown. Raises Refused where it reads otherwise by now.

    While the section's row is held no teacher writes in the journal. Pressed twice it is one signature. Who may is asked by
    access; `identified_by` says how the person was known.
    """
    section = (
        CourseSection.objects.select_for_update(of=("self",))
        .select_related("subject")
        .get(pk=section.pk)
    )
    content = read_page(section, period, is_last=is_last, now=now)
    _must_be_over(period, content, now)
    if content.digest != digest:
        raise Refused(
            "Пока страница была открыта, записи в журнале изменились, и подпись не поставлена. "
            "Посмотрите страницу ещё раз и подпишите."
        )
    there = PageSignature.objects.filter(section=section, period=period, signer=by, digest=digest)
    return there.first() or _signed(section, period, content, identified_by, by, now)


def _must_be_over(period: GradingPeriod, content: PageContent, now: datetime) -> None:
    early = why_too_early(
        period.starts_on,
        period.ends_on,
        timezone.localdate(now),
        all_set=content.all_set,
        has_marks=content.has_marks,
    )
    if early:
        raise Refused(early)


def _signed(
    section: CourseSection,
    period: GradingPeriod,
    content: PageContent,
    identified_by: str,
    by: User,
    now: datetime,
) -> PageSignature:
    if not SignedText.objects.filter(digest=content.digest).exists():
        SignedText(digest=content.digest, text=content.text).save()
    staff = StaffMember.objects.filter(user=by).first()
    signature = PageSignature(
        section=section,
        period=period,
        signer=by,
        signer_name=by.full_name,
        position=(staff and staff.position) or TEACHER,
        signed_at=now,
        identified_by=identified_by,
        digest=content.digest,
        pupils=content.counted.pupils,
        lessons=content.counted.lessons,
        marks=content.counted.marks,
        missing=content.missing,
    )
    signature.save(by=by, now=now)
    return signature
