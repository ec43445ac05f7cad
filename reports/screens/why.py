"""«Почему доступ есть или нет»: what the doors say of one person and one object or page, and the facts behind it."""

from datetime import date, datetime
from typing import Any

from accounts.doors import Doorway, answer_of
from accounts.models import Consent, Right, User
from journal import access as journal
from journal.models import Lesson
from journal.screens.reasons import about_journal, about_lesson
from reports.access import document_to_see
from reports.models import Document
from school import access as school
from school import reasons
from school.models import CourseSection, SchoolClass, Student
from school.reasons import Account, Person, Reason, Verdict, term
from school.screens.facts import MAKES, Fact, facts_of, standing_facts
from school.screens.reasons import (
    about_class,
    about_pupil,
    classes_documents,
    person_asked,
    right_reasons,
)
from school.words import date_dots

from .asked import Asked

NO_DOCUMENTS = "За этот класс человек не отвечает, документы не печатает, приказа о них нет."
NO_PAGE = "Ни роли, ни обязанности, с которыми открывается эта страница, у человека нет."
FAMILY = {school.STUDENT, school.PARENT, school.READER}
ON_PAPER = "отказ от электронной формы, сведения на бумаге"


def explained(user: User, asked: Asked, *, on: date, now: datetime) -> Verdict:
    """Whether the person sees it, as the doors say, and why. At most twenty queries, whatever there is to tell."""
    return explained_of(person_asked(user, on=on), asked, now=now)


def explained_of(person: Person, asked: Asked, *, now: datetime) -> Verdict:
    """The same of a person already read."""
    reads, writes = opened(person.user, asked.target, on=person.on)
    told = _account(person, asked.target, now)
    shut = told.shut if reads else ""
    return Verdict(
        told.told(),
        reads=reads,
        writes=writes,
        stops=tuple(told.stops),
        shut=shut if person.user.is_active else "Вход закрыт: учётная запись остановлена",
        read_only=not isinstance(asked.target, CourseSection | Lesson),
    )


def opened(user: User, target: Any, *, on: date) -> tuple[bool, bool]:
    """May the person see it, may he write there: the very question each page asks before it opens."""
    match target:
        case CourseSection():
            return answer_of(lambda: journal.section_to_fill(user, target.pk, on=on))
        case Lesson():
            return answer_of(lambda: journal.lesson_to_fill(user, target.pk, on=on))
        case SchoolClass():
            return answer_of(lambda: school.class_to_see(user, target.pk, on=on))[0], False
        case Student():
            family = school.pupils_of_family(user, on=on, today=school.today_of(on))
            return family.filter(pk=target.pk).exists(), False
    standing = school.standing_of(user, on=on)
    if isinstance(target, Doorway):
        return target.lets_in(standing.roles, standing.rights), False
    sees, _ = answer_of(
        lambda: document_to_see(
            user, target.pk, roles=standing.roles, rights=standing.rights, on=on
        )
    )
    return sees, False


def _account(person: Person, target: Any, now: datetime) -> Account:
    match target:
        case CourseSection():
            return about_journal(person, target, now=now)
        case Lesson():
            return about_lesson(person, target, now=now)
        case SchoolClass():
            return about_class(person, target)
        case Student():
            return _about_diary(person, target)
        case Document():
            return Account(classes_documents(person, target.school_class), NO_DOCUMENTS)
        case _:
            return _about_page(person, target)


def _about_diary(person: Person, student: Student) -> Account:
    """As a pupil is seen by the family; but who refused the electronic form reads on paper."""
    told = about_pupil(person, student)
    refused: Any = Consent.objects.refusing_electronic()
    mine = refused.filter(subject=student.user_id, representative=person.user).first()
    shut = f"Дневник закрыт {date_dots(mine.stopped_on)}: {ON_PAPER}" if mine else ""
    return Account(told.reasons, told.nothing, shut=shut)


def _about_page(person: Person, page: Doorway) -> Account:
    """Each fact, and each right of a role, that would open the page by itself: the door is asked of every one."""
    makes = {role for role in MAKES.values() if page.lets_in(roles=frozenset({role}))}
    rights = [right for right in Right if page.lets_in(rights=frozenset({right}))]
    facts = standing_facts(facts_of(person)) if makes else {}
    found = [_of_fact(one) for role in sorted(makes) for one in facts.get(role, ())]
    for row in person.appointments:
        if page.lets_in(roles=frozenset({row.role})):
            found.append(reasons.office(row, person))
    is_diary = school.PARENT in makes and makes <= FAMILY
    shut = _all_on_paper(person) if is_diary else ""
    return Account([*found, *right_reasons(person, rights)], NO_PAGE, shut=shut)


def _all_on_paper(person: Person) -> str:
    """The way to the diaries is closed to a parent who refused the electronic form for every child."""
    refused: Any = Consent.objects.refusing_electronic()
    mine = refused.filter(representative=person.user).values("subject")
    family = school.pupils_of_family(person.user, on=person.on, today=person.today)
    return "" if family.exclude(user__in=mine).exists() else f"Дневник закрыт: {ON_PAPER}"


def _of_fact(fact: Fact) -> Reason:
    since = f", {term(fact)}" if fact.starts_on else ""
    return Reason(f"{fact.what} ({fact.basis}{since})", opens=True)
