"""Decisions of families for tests."""

from accounts.actions import consents as actions
from accounts.actions.consents import Ballot, Paper
from accounts.consents import ASKED
from accounts.models import Consent, User
from accounts.scans import read_scan
from school.models import Student
from tests.factories import LESSON_DAY, NOW, clerk, parent_of

CABINET, SMS, EMAIL = ASKED


def decide(student: Student, parent: User, asked, *, agrees: bool, **paper) -> Consent:
    """The parent's paper of LESSON_DAY about this pupil, written down by the clerk."""
    ballot = Ballot(student.user, parent, *asked, agrees=agrees)
    given = Paper(**{"signed_on": LESSON_DAY} | paper)
    actions.record_decisions([ballot], paper=given, by=clerk(), now=NOW)
    return Consent.objects.get(subject=student.user, representative=parent, channel=asked[1])


def kept_consent(student: Student) -> Consent:
    """A consent with its scan."""
    consent = decide(student, parent_of(student), CABINET, agrees=True)
    scan = read_scan(b"%PDF-1.4")
    actions.attach_scan(consent=consent, scan=scan, by=clerk(), now=NOW)
    consent.refresh_from_db()
    return consent
