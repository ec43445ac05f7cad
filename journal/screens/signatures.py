"""A journal's page of a period with its signatures: what is to be signed, what has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.names import short_name
from accounts.prepared import Prepared
from journal.access.signatures import JournalPage
from journal.models import CorrectionRequest, PageSignature, SignedText
from journal.page_content import PageContent, read_page
from journal.page_text import Difference, differences
from journal.signing import why_too_early
from school.models import CourseSection, GradingPeriod

# So many changes are told one by one.
TOLD = 60


@dataclass(frozen=True, slots=True)
class PageState:
    """The last signature of a page in a line of the grid; who is None where nobody has signed it.

    `correction` is the last request approved since: whether the page reads otherwise now says its own page.
    """

    section: int
    period: int
    may_be_signed: bool
    who: str = ""
    signed_at: datetime | None = None
    correction: int | None = None


# Asked of every grid of a period that is over.
LAST_SIGNATURE = Prepared(
    "last_signature",
    """\
SELECT s.signer_name, s.signed_at, (
    SELECT max(c.number) FROM journal_correctionrequest c LEFT JOIN journal_lesson l ON l.id = c.lesson_id
    WHERE c.section_id = s.section_id AND c.state = 'approved' AND c.decided_at >= s.signed_at
        AND (c.period_id = s.period_id OR l.date BETWEEN %(first)s AND %(last)s OR %(is_last)s AND c.what = 'year')
) FROM journal_pagesignature s WHERE s.section_id = %(section)s AND s.period_id = %(period)s
ORDER BY s.signed_at DESC, s.id DESC LIMIT 1
""",
    section="bigint",
    period="bigint",
    first="date",
    last="date",
    is_last="boolean",
)


def page_state(
    section: CourseSection, period: GradingPeriod, *, is_last: bool, is_decided: bool, now: datetime
) -> PageState | None:
    """None before the period's last day: nobody can have signed it. Else one query.

    `is_last`: the marks of the year are on it. `is_decided`: every mark of the period is set, so that the page may be
    signed on its last day.
    """
    today = timezone.localdate(now)
    if today < period.ends_on:
        return None
    found = LAST_SIGNATURE.rows(
        section=section.pk,
        period=period.pk,
        first=period.starts_on,
        last=period.ends_on,
        is_last=is_last,
    )
    may_be_signed = today > period.ends_on or is_decided
    if not found:
        return PageState(section.pk, period.pk, may_be_signed)
    name, at, correction = found[0]
    return PageState(section.pk, period.pk, may_be_signed, initials(name), at, correction)


def initials(full_name: str) -> str:
    """«Иванова А. П.» of a name as it was kept."""
    last, *given = full_name.split(" ", 2)
    return short_name(last, *given) if given else last


@dataclass(frozen=True, slots=True)
class SigningScreen:
    """`content` and `changes` are shown to who sees every pupil of the journal; None and nothing to others.

    Signatures are the newest first. `changes` part the page as it stands from what was signed last.
    """

    section: CourseSection
    period: GradingPeriod
    content: PageContent | None
    too_early: str
    may_sign: bool
    signatures: Sequence[PageSignature]
    changes: Sequence[Difference]
    corrections: Sequence[CorrectionRequest]
    is_signed_by_me: bool

    @property
    def stands(self) -> bool:
        """The page reads as somebody has signed it."""
        return self.content is not None and any(
            one.digest == self.content.digest for one in self.signatures
        )

    @property
    def told_changes(self) -> Sequence[Difference]:
        return self.changes[:TOLD]

    @property
    def more_changes(self) -> int:
        return len(self.changes) - len(self.told_changes)


def signing_screen(page: JournalPage, user: User, *, now: datetime) -> SigningScreen:
    """At most sixteen queries."""
    section, period = page.section, page.period
    content = read_page(section, period, is_last=page.is_last, now=now) if page.sees_all else None
    found = PageSignature.objects.filter(section=section, period=period)
    signatures = list(found.order_by("-signed_at", "-pk"))
    newest = signatures[0] if signatures else None
    has_changed = bool(
        newest and content and content.digest not in {one.digest for one in signatures}
    )
    return SigningScreen(
        section=section,
        period=period,
        content=content,
        too_early=why_too_early(
            period.starts_on,
            period.ends_on,
            timezone.localdate(now),
            all_set=content is not None and content.all_set,
            has_marks=content is None or content.has_marks,
        ),
        may_sign=page.may_sign,
        signatures=signatures,
        changes=_changes(newest, content) if has_changed and newest and content else [],
        corrections=_corrections(page, newest) if has_changed and newest else [],
        is_signed_by_me=content is not None
        and any(one.signer_id == user.pk and one.digest == content.digest for one in signatures),
    )


def _changes(signature: PageSignature, content: PageContent) -> list[Difference]:
    kept = SignedText.objects.filter(digest=signature.digest).first()
    return differences(kept.text, content.text) if kept else []


def _corrections(page: JournalPage, since: PageSignature) -> list[CorrectionRequest]:
    """Requests approved since the signature that are about this page."""
    here = Q(period=page.period) | Q(
        lesson__date__range=(page.period.starts_on, page.period.ends_on)
    )
    if page.is_last:
        here |= Q(what=CorrectionRequest.What.YEAR_MARK)
    found = CorrectionRequest.objects.filter(
        here,
        section=page.section,
        state=CorrectionRequest.State.APPROVED,
        decided_at__gte=since.signed_at,
    )
    return list(found.select_related("decided_by").order_by("number"))
