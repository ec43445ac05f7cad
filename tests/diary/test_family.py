from datetime import timedelta

import pytest
from django.http import Http404

from diary.access import family_of
from diary.letters.screens import letters_of_week
from school.access import pupils_of_family
from school.models import READ_PUPIL, GuardianLink, StudentGrant
from tests.crowd import granted
from tests.diary.letters import sent
from tests.factories import LESSON_DAY, NOW, UserFactory, class_of, clerk, parent_of, pupil_of

DAY = timedelta(days=1)


def people_around(student, brother):
    """By kind, each in its relation to the pupil; the dismissed one was let in by an order."""
    both = parent_of(student)
    GuardianLink(guardian=both, student=brother, starts_on=LESSON_DAY).save(by=clerk(), now=NOW)
    dismissed = granted(StudentGrant, student, READ_PUPIL)
    staff = dismissed.staff_member
    staff.dismissed_on = LESSON_DAY - DAY
    staff.save(by=clerk(), now=NOW)
    return {
        "pupil": student.user,
        "parent of two": both,
        "former parent": parent_of(student, ends_on=LESSON_DAY - DAY),
        "parent till today": parent_of(student, ends_on=LESSON_DAY),
        "parent from tomorrow": parent_of(student, starts_on=LESSON_DAY + DAY),
        "reader": granted(StudentGrant, student, READ_PUPIL),
        "reader till today": granted(StudentGrant, student, READ_PUPIL, ends_on=LESSON_DAY),
        "former reader": granted(StudentGrant, student, READ_PUPIL, ends_on=LESSON_DAY - DAY),
        "reader from tomorrow": granted(
            StudentGrant, student, READ_PUPIL, starts_on=LESSON_DAY + DAY
        ),
        "reader no more": granted(StudentGrant, student, READ_PUPIL, withdrawn_at=NOW),
        "dismissed reader": dismissed,
        "stranger": UserFactory(),
    }


@pytest.mark.requirement("ACC-9", "ACC-10")
def test_the_family_asked_in_sql_is_the_one_that_access_says(section, student):
    brother = pupil_of(class_of(section))
    for kind, user in people_around(student, brother).items():
        said = pupils_of_family(user, on=LESSON_DAY, today=LESSON_DAY)
        opened = set()
        for child in (student, brother):
            try:
                family = family_of(user, on=LESSON_DAY, today=LESSON_DAY, pk=child.pk)
            except Http404:
                continue
            opened.add(child)
            assert (family.child, set(family.children)) == (child, set(said)), kind
            assert family.child.user.list_name == child.user.list_name
            assert family.is_parent == ("parent" in kind)
        assert opened == set(said), kind


@pytest.mark.requirement("DIA-10")
def test_letters_are_told_to_the_family_of_the_day_only(section, student):
    sent(section, student, to_pupils=True)
    monday = LESSON_DAY - LESSON_DAY.weekday() * DAY
    told = {
        kind
        for kind, user in people_around(student, pupil_of(class_of(section))).items()
        if letters_of_week(student, user, monday=monday, now=NOW).unread
    }
    assert told == {"pupil", "parent of two", "parent till today"}
