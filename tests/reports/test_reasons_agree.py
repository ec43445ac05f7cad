"""«Почему доступ есть или нет» is told from facts read apart, and never disagrees with the doors themselves."""

import random
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from accounts.doors import answer_of, doorways
from accounts.models import Appointment, Role, RoleRight
from accounts.rights import Right
from journal import access as journal_access
from reports import access as reports_access
from reports.screens.asked import Asked
from reports.screens.why import explained_of
from school import access
from school.actions.grants import KINDS, permission_of
from school.days import SchoolDay
from school.models import (
    GuardianLink,
    Homeroom,
    SchoolYear,
    SectionClass,
    StaffMember,
    Substitution,
    TeachingLoad,
)
from school.screens.reasons import person_asked
from tests.factories import (
    MOSCOW,
    NOW,
    YEAR_END,
    YEAR_START,
    LessonFactory,
    SchoolClassFactory,
    SectionFactory,
    UserFactory,
    clerk,
    pupil_of,
    school_year,
    subject,
)
from tests.reports.printed import kept_document

WORLDS = 24
# One of each door.
PAGES = [
    "journal:today", "school:classes", "school:pupils", "school:consents", "reports:slips",
    "reports:documents", "archive:seals", "diary:home",
]  # fmt: skip
DAYS = (date(2025, 8, 20), date(2026, 7, 20))


@pytest.fixture
def objects():
    """Journals of the 3rd and 7th grade and one of both, of a former year too; lessons, pupils, documents."""
    year = school_year()
    third, seventh = SchoolClassFactory(grade=3, name="3А"), SchoolClassFactory(grade=7)
    small = SectionFactory(school_class=third, grade=3, subject=subject("Физика"))
    large = SectionFactory(school_class=seventh, students=1)
    both = SectionFactory(school_class=seventh, subject=subject("Музыка"))
    SectionClass(section=both, school_class=third).save(by=clerk(), now=NOW)
    former = SchoolYear(
        school=year.school, title="2024/2025", starts_on=date(2024, 9, 1), ends_on=date(2025, 5, 26)
    )
    former.save(by=clerk(), now=NOW)
    past = SchoolClassFactory(grade=6, year=former)
    old = SectionFactory(school_class=past, grade=6, year=former, subject=subject("Химия"))
    sections = [small, large, both, old]
    lessons = [
        LessonFactory(section=section, date=day, number=number)
        for number, section in enumerate(sections, 1)
        for day in (date(2025, 9, 15), date(2026, 2, 10))
    ]
    for lesson in lessons[::3]:
        lesson.topic, lesson.attendance_taken_at = "Тема", NOW
        lesson.attendance_taken_by = lesson.section.loads.get().teacher.user
        lesson.save(by=clerk(), now=NOW)
    classes = [third, seventh, past]
    return {
        "section": sections,
        "lesson": lessons,
        "class": classes,
        "pupil": [pupil_of(third), pupil_of(seventh)],
        "document": [kept_document(one) for one in classes],
    }


def some_day(chance):
    first, last = DAYS
    return first + timedelta(days=chance.randrange((last - first).days))


def some_term(chance, *, endless=True):
    starts_on, other = sorted([some_day(chance), some_day(chance)])
    return {"starts_on": starts_on, "ends_on": None if endless and chance.random() < 0.4 else other}


def live(chance, objects):
    """A person with a few facts and orders of random terms, on whichever objects."""
    user = UserFactory()
    staff = None
    if chance.random() < 0.8:
        staff = StaffMember(user=user)
        if chance.random() < 0.2:
            staff.access_closed_at = datetime(2026, 1, 20, 12, 0, tzinfo=MOSCOW)
        elif chance.random() < 0.2:
            staff.dismissed_on = some_day(chance)
        staff.save(by=clerk(), now=NOW)
    rows = list(facts(chance, objects, user, staff))
    for row in rows:
        row.save(by=clerk(), reason="приказ № 7", now=NOW)
    for role, right in {
        (chance.choice(Role.values), chance.choice(Right.values)) for _ in range(4)
    }:
        RoleRight(role=role, right=right, is_given=chance.random() < 0.5).save(by=clerk(), now=NOW)
    return user


def facts(chance, objects, user, staff):
    if staff:
        for section in chance.sample(objects["section"], chance.randrange(3)):
            before = section.loads.order_by("pk").first() if chance.random() < 0.5 else None
            yield TeachingLoad(
                section=section, teacher=staff, taken_over_from=before, **some_term(chance)
            )
        for one in chance.sample(objects["class"], chance.randrange(2)):
            yield Homeroom(school_class=one, teacher=staff, **some_term(chance))
        for lesson in chance.sample(objects["lesson"], chance.randrange(3)):
            yield Substitution(
                section=lesson.section, date=lesson.date, number=lesson.number, teacher=staff
            )
    for _ in range(chance.randrange(3)):
        low = chance.choice([1, 1, 5])
        yield Appointment(
            user=user,
            role=chance.choice(Role.values),
            grade_from=low,
            grade_to=chance.choice([4, 11]) if low == 1 else 9,
            order_number="5",
            **some_term(chance),
        )
    for act in chance.sample(sorted(KINDS), chance.randrange(3)):
        model, target = KINDS[act]
        kind = {"CourseSection": "section", "SchoolClass": "class", "Student": "pupil"}
        yield model(
            user=user,
            permission=permission_of(act),
            content_object=chance.choice(objects[kind[target.__name__]]),
            order_number="12",
            order_date=YEAR_START,
            withdrawn_at=NOW if chance.random() < 0.2 else None,
            **some_term(chance, endless=False),
        )
    for pupil in chance.sample(objects["pupil"], chance.randrange(2)):
        yield GuardianLink(guardian=user, student=pupil, **some_term(chance))


def explanations(user, objects, on):
    """Every object with what is explained of it: the verdict is the doors' own, the reasons are read apart."""
    person = person_asked(user, on=on)
    for kind, rows in objects.items():
        for row in rows:
            yield row, explained_of(person, Asked(kind, kind, row), now=NOW)


def doors(user, objects, on):
    """Every object with what the doors of access say and what is explained."""
    standing = access.standing_of(user, on=on)
    family = access.pupils_of_family(user, on=on, today=on.calendar)
    say = {
        "section": lambda row: answer_of(
            lambda: journal_access.section_to_fill(user, row.pk, on=on)
        ),
        "lesson": lambda row: answer_of(lambda: journal_access.lesson_to_fill(user, row.pk, on=on)),
        "class": lambda row: reading(lambda: access.class_to_see(user, row.pk, on=on)),
        "pupil": lambda row: (family.contains(row), False),
        "document": lambda row: reading(
            lambda: reports_access.document_to_see(
                user, row.pk, roles=standing.roles, rights=standing.rights, on=on
            )
        ),
    }
    told = explanations(user, objects, on)
    for kind, rows in objects.items():
        for row in rows:
            yield row, next(told)[1], say[kind](row)


def reading(door):
    return answer_of(door)[0], False


def by_reasons(told):
    """What follows from the reasons alone: it is seen, it is written in."""
    reads = any(reason.opens for reason in told.reasons)
    return reads, reads and any(reason.writes for reason in told.reasons)


def disagreements(user, objects, on):
    for about, told, said in doors(user, objects, on):
        if not (told.reads, told.writes) == by_reasons(told) == said:
            yield f"{about} on {on}, {on.calendar}: {told} but the door says {said}"


def a_day(day):
    return SchoolDay.of(min(max(day, YEAR_START), YEAR_END), calendar=day)


@pytest.mark.requirement("ACC-2")
@pytest.mark.requirement("ACC-7")
@pytest.mark.requirement("ACC-8")
@pytest.mark.requirement("ACC-9")
@pytest.mark.timeout(600)
def test_what_is_explained_never_disagrees_with_the_doors(objects):
    asked, seen, found = 0, [], []
    for seed in range(WORLDS):
        chance = random.Random(seed)
        with transaction.atomic():
            user = live(chance, objects)
            objects["page"] = [doorways()[name] for name in chance.sample(PAGES, 2)]
            for day in [some_day(chance) for _ in range(2)]:
                for about, told in explanations(user, objects, a_day(day)):
                    seen += [about] * told.reads
                    if (told.reads, told.writes) != by_reasons(told):
                        found.append(f"{about} on {day}: {told}")
                asked += sum(map(len, objects.values()))
            transaction.set_rollback(True)
    assert found == []
    assert asked > 1_000
    assert len(seen) > 100
