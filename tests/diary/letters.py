"""Letters to families for tests."""

from uuid import uuid4

from diary.letters.access import Whom
from diary.letters.actions import Words, write_letter
from diary.letters.models import Letter
from school.models import Student
from school.regulation import USUAL
from tests.factories import LESSON_DAY, NOW, teacher_of


def sent(
    section,
    student: Student | None = None,
    *,
    by=None,
    now=NOW,
    regulation=USUAL,
    form=None,
    lesson=None,
    **said,
):
    """A letter of the section's teacher, to all its pupils or to one."""
    words = Words(
        **{"kind": "message", "text": "Завтра экскурсия.", "day": LESSON_DAY, "student": student}
        | said
    )
    return write_letter(
        whom=Whom(section=section, lesson=lesson), words=words, form=form or uuid4(),
        regulation=regulation, by=by or teacher_of(section), now=now,
    )  # fmt: skip


def kept_letter(section, student) -> Letter:
    """One to the pupil and the parents, made once."""
    found = Letter.objects.filter(pupils__student=student).first()
    return found or sent(section, student, to_pupils=True)
