"""Django's own question about a permission is answered by grants that hold today, and by nothing else."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import User
from accounts.records import ChangeRefused
from school.models import (
    FILL_JOURNAL,
    READ_CLASS,
    READ_JOURNAL,
    READ_PUPIL,
    ClassGrant,
    SectionGrant,
    StaffMember,
    StudentGrant,
)
from tests.crowd import granted
from tests.factories import NOW, SectionFactory, class_of, clerk, teacher_of

FIRST, LAST = date(2025, 9, 10), date(2025, 9, 20)
TERM = {"starts_on": FIRST, "ends_on": LAST}


def answers(user, obj, *perms):
    """What Django says now, asked anew: it keeps answers on the user."""
    asked = User.objects.get(pk=user.pk)
    return [asked.has_perm(perm, obj) for perm in perms]


@pytest.mark.requirement("ACC-2")
def test_a_grant_answers_from_its_first_day_to_its_last(at, section):
    user = granted(SectionGrant, section, FILL_JOURNAL, **TERM)
    told = {}
    for day in (9, 10, 20, 21):
        at(2025, 9, day, 12, 0)
        told[day] = answers(user, section, "school.fill_journal", "fill_journal")
    assert told == {9: [False] * 2, 10: [True] * 2, 20: [True] * 2, 21: [False] * 2}


def test_only_what_was_given_on_what_it_was_given_is_answered(at, section, student):
    at(2025, 9, 15, 12, 0)
    reader = granted(SectionGrant, section, READ_JOURNAL, **TERM)
    of_class = granted(ClassGrant, class_of(section), READ_CLASS, **TERM)
    of_pupil = granted(StudentGrant, student, READ_PUPIL, **TERM)
    assert answers(reader, section, "school.read_journal", "school.fill_journal") == [True, False]
    assert answers(reader, SectionFactory(), "school.read_journal") == [False]
    assert answers(reader, None, "school.read_journal") == [False]
    assert answers(of_class, class_of(section), "school.read_class") == [True]
    assert answers(of_pupil, student, "school.read_pupil", "journal.read_pupil") == [True, False]
    assert answers(teacher_of(section), section, "school.fill_journal") == [False]
    assert reader.get_all_permissions(section) == {"read_journal"}


def test_withdrawn_and_dismissed_answer_no_on_the_day_itself(at, section):
    at(2025, 9, 15, 12, 0)
    withdrawn = granted(SectionGrant, section, FILL_JOURNAL, withdrawn_at=NOW, **TERM)
    dismissed = granted(SectionGrant, section, FILL_JOURNAL, **TERM)
    staff = StaffMember.objects.get(user=dismissed)
    staff.access_closed_at = NOW
    staff.save(by=clerk(), now=NOW)
    assert answers(withdrawn, section, "school.fill_journal") == [False]
    assert answers(dismissed, section, "school.fill_journal") == [False]


def test_nobody_is_given_a_permission_without_an_order(section):
    user = teacher_of(section)
    with pytest.raises(ChangeRefused):
        assign_perm("fill_journal", user, section)
    with pytest.raises(ChangeRefused):
        assign_perm("school.fill_journal", [user, clerk()], section)
    with pytest.raises(ChangeRefused):
        remove_perm("fill_journal", user, section)
    assert not SectionGrant.objects.exists()


def test_a_permission_given_to_a_group_past_the_orders_opens_nothing(section):
    group = Group.objects.create(name="учителя")
    user = teacher_of(section)
    user.groups.add(group)
    assign_perm("fill_journal", group, section)
    assert answers(user, section, "school.fill_journal") == [False]


def test_no_code_of_ours_gives_or_asks_past_the_orders():
    root = Path(settings.BASE_DIR)
    sources = [
        p
        for app in ("school", "journal", "diary", "reports", "archive", "accounts", "exchange")
        for p in (root / app).rglob("*.py")
    ]
    assert [
        p
        for p in sources
        if re.search(
            r"import.*guardian\.shortcuts|from guardian\.shortcuts|\.has_perm\(", p.read_text()
        )
        and p.name != "permissions.py"
    ] == []
