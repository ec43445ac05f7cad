"""Words to families are written, read, answered, given on paper, withdrawn. Each leaves its trace."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from school.actions import Refused
from school.calendar import is_for
from school.models import CalendarDay, ClassEnrollment, Student
from school.regulation import Regulation
from school.words import date_dots

from .access import Whom, children_around, pupils_of
from .models import OF_A_PUPIL, Letter, LetterAnswer, LetterPupil, LetterReading, Medium
from .naming import Child, Named, named_in
from .quiet import QuietHours, told_at

SATURDAY, SUNDAY = 6, 7


class NamesAnotherChild(Refused):
    """The text names other children; `found` says by which words."""

    def __init__(self, found: list[Named]) -> None:
        self.found = found
        certain = [one.word for one in found if one.is_certain]
        if certain:
            text = (
                f"В тексте назван другой ребёнок: {', '.join(certain)}. О нём знают только он сам, его "
                "родители и его учителя (152-ФЗ; положение, инструкция директора, п. 25). Уберите имя."
            )
        else:
            text = "В тексте есть фамилии других детей. Уберите их или отметьте, что слово не о ребёнке."
        super().__init__(text)


@dataclass(frozen=True)
class Words:
    """What is written; `student` None is the whole list; `not_names` are words the author has answered for."""

    kind: str
    text: str
    day: date
    student: Student | None = None
    to_parents: bool = True
    to_pupils: bool = False
    is_urgent: bool = False
    not_names: frozenset[str] = frozenset()


@transaction.atomic
def write_letter(
    *, whom: Whom, words: Words, form: UUID, regulation: Regulation, by: User, now: datetime
) -> Letter:
    """Told at once or after quiet hours; the same form sent twice is one letter.

    Raises NamesAnotherChild where the text names a child of the list or the class to another family, Refused where
    nobody is on the list that day or a remark is to many.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    same = Letter.objects.filter(form=form, author=by).first()
    if same:
        return same
    day = whom.lesson.date if whom.lesson else words.day
    pupils = _addressed(whom, words, day)
    must_name_nobody_else(whom, words, pupils, day)
    told = now if words.is_urgent else told_at(now, QuietHours.of(regulation), rest_of(pupils, now))
    letter = Letter(
        author=by, kind=words.kind, section=whom.section, school_class=whom.school_class,
        lesson=whom.lesson, day=day if words.kind in OF_A_PUPIL else told.date(), text=words.text,
        to_parents=words.to_parents, to_pupils=words.to_pupils, is_urgent=words.is_urgent,
        written_at=now, visible_from=told, not_names=", ".join(sorted(words.not_names)), form=form,
    )  # fmt: skip
    letter.save(by=by, now=now)
    LetterPupil.objects.write(
        [LetterPupil(letter=letter, student=one) for one in pupils], by=by, now=now
    )
    return letter


def _addressed(whom: Whom, words: Words, day: date) -> list[Student]:
    listed = pupils_of(whom, day)
    if words.student is None:
        if words.kind in OF_A_PUPIL:
            raise Refused(
                "Замечание, благодарность и рекомендация – об одном ученике. Выберите его."
            )
        if not listed:
            raise Refused(f"На {date_dots(day)} в списке никого нет.")
        return listed
    if words.student not in listed:
        raise Refused(f"На {date_dots(day)} этого ученика в списке нет. Выберите другой день.")
    return [words.student]


def must_name_nobody_else(whom: Whom, words: Words, pupils: Collection[Student], day: date) -> None:
    """A text to one family names no other child; one to many names none of them."""
    around = children_around(whom, list(pupils), day)
    own = list(pupils) if len(pupils) == 1 else []
    others = [one for one in around if one not in own]
    found = named_in(words.text, _children(others), _children(own))
    asked = [one for one in found if one.is_certain or one.word not in words.not_names]
    if asked:
        raise NamesAnotherChild(asked)


def _children(students: Iterable[Student]) -> list[Child]:
    return [
        Child(one.user.last_name, one.user.first_name, one.user.middle_name) for one in students
    ]


def rest_of(pupils: Collection[Student], now: datetime) -> Callable[[date], bool]:
    """Says of a day whether one of these pupils' classes rests on it: a Sunday, a day off; no holidays. Two queries."""
    today = now.date()
    places = ClassEnrollment.objects.on(today).filter(student__in=[one.pk for one in pupils])
    weeks = set(places.values_list("school_class__grade", "school_class__days_a_week"))
    special = list(CalendarDay.objects.filter(date__gte=today))

    def is_off(day: date) -> bool:
        return any(_rests(day, grade, week, special) for grade, week in weeks or {(1, SATURDAY)})

    return is_off


def _rests(day: date, grade: int, week: int, special: Iterable[CalendarDay]) -> bool:
    for row in special:
        if row.date == day and is_for(row, grade) and row.days_a_week in (None, week):
            if row.kind == CalendarDay.Kind.WORKING:
                return False
            if row.kind == CalendarDay.Kind.DAY_OFF:
                return True
    return day.isoweekday() == SUNDAY or day.isoweekday() > week


@transaction.atomic
def read_letter(*, of: LetterPupil, by: User, now: datetime) -> None:
    """This person has read it; pressed twice it is read once."""
    _note_reading(of, by, Medium.SCREEN, by=by, now=now)


@transaction.atomic
def answer_letter(*, of: LetterPupil, text: str, by: User, now: datetime) -> LetterAnswer:
    """An answer to the author; who answers has read. The same words sent twice are one answer."""
    _note_reading(of, by, Medium.SCREEN, by=by, now=now)
    last = LetterAnswer.objects.filter(of=of, writer=by).order_by("-pk").first()
    if last and last.text == text:
        return last
    answer = LetterAnswer(of=of, writer=by, text=text, answered_at=now)
    answer.save(by=by, now=now)
    return answer


@transaction.atomic
def give_on_paper(*, of: LetterPupil, reader: User, by: User, now: datetime) -> None:
    """The author has given it on paper to who refused the electronic form."""
    _note_reading(of, reader, Medium.PAPER, by=by, now=now)


def _note_reading(of: LetterPupil, reader: User, medium: str, *, by: User, now: datetime) -> None:
    LetterPupil.objects.select_for_update(no_key=True, of=("self",)).get(pk=of.pk)
    if not LetterReading.objects.filter(of=of, reader=reader).exists():
        LetterReading(of=of, reader=reader, read_at=now, medium=medium).save(by=by, now=now)


@transaction.atomic
def read_answers(*, letter: Letter, by: User, now: datetime) -> None:
    """The author has read the answers there are."""
    Letter.objects.select_for_update(no_key=True, of=("self",)).get(pk=letter.pk)
    unread = list(LetterAnswer.objects.filter(of__letter=letter, read_at=None))
    for answer in unread:
        answer.read_at = now
    if unread:
        LetterAnswer.objects.write(unread, by=by, now=now)


@transaction.atomic
def withdraw_letter(*, letter: Letter, reason: str, by: User, now: datetime) -> Letter:
    """Families see it no more; what it was, who had read it and why it was taken back stays."""
    row = Letter.objects.select_for_update(no_key=True, of=("self",)).get(pk=letter.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawal_reason = now, reason
        row.save(by=by, now=now, reason=reason)
    return row
