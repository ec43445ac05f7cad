"""One of everything a page may be about, in known relations to the people of the tests."""

from types import SimpleNamespace

import pytest

from accounts.models import Role
from school.models import READ_JOURNAL, GradingPeriod, SectionGrant
from tests.archive.breach import kept_act, kept_breach, kept_notice
from tests.consenting import kept_consent
from tests.crowd import granted
from tests.exchange.bundles import checked_job
from tests.factories import LESSON_DAY, appointed, class_of, teacher_of
from tests.reports.printed import kept_document
from tests.reports.taking import kept_paper


def world_about(section, lesson, student, everybody):
    return SimpleNamespace(
        section=section,
        lesson=lesson,
        student=student,
        teacher=teacher_of(section),
        school_class=class_of(section),
        period=GradingPeriod.objects.get(number=1),
        day=LESSON_DAY.isoformat(),
        import_job=checked_job(),
        document=kept_document(class_of(section)),
        paper=kept_paper(everybody["director"]),
        consent=kept_consent(student),
        breach=kept_breach(),
        breach_act=kept_act(),
        notice=kept_notice(student),
        appointment=appointed(Role.CLERK).appointments.get(),
        grant=SectionGrant.objects.get(user=granted(SectionGrant, section, READ_JOURNAL)),
    )


@pytest.fixture
def world(section, lesson, student, everybody):
    """Made for this test; a module that only asks takes the one of `tests.standing`."""
    return world_about(section, lesson, student, everybody)
