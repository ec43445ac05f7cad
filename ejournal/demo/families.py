"""What passes between the demo school and its families: letters read and unread, visits of the diary, notes of absence,
homework of some pupils only, a missed topic passed later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from diary.letters import actions as letters
from diary.letters.access import Whom
from diary.models import DiaryVisit, Letter, LetterPupil
from journal import actions
from journal.assignments import Said, groups_of
from journal.models import AttendanceRecord, DailyAbsence, Homework, Lesson, Mark
from school.models import ClassEnrollment, GuardianLink, SchoolClass, StaffMember, Student
from school.rulebook import regulation_on
from school.words import day_month

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Days of visits of the diary that are invented, and who never comes.
VISITED, NEVER = 7, 0.12
MEETING = (
    "Родительское собрание {day} в 18:00, кабинет 207. Расскажу об итогах и отвечу на вопросы."
)
PRAISED = "За решение задачи повышенной сложности у доски и ясное объяснение."
THANKS = "Спасибо, дома очень рады."
ADVICE = "Перед контрольной работой повторите действия со степенями: пока в них бывают ошибки."
LATER = "На следующий урок нужны циркуль и транспортир."


@dataclass(frozen=True)
class _Facts:
    """The class that is shown: its homeroom teacher, a teacher of it, the child of the parent that is shown."""

    school_class: SchoolClass
    homeroom: User
    teacher: User
    parent: User
    child: Student
    pupils: Sequence[Student]
    seed: int
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def form(self, name: str):
        return uuid5(NAMESPACE_URL, f"demo {self.seed} {name}")


@transaction.atomic
def speak_with_families(*, seed: int, now: datetime) -> None:
    """Once a school, where the shown class and the shown family are; else nothing."""
    facts = None if Letter.objects.exists() else _facts(seed, now)
    if facts is None:
        return
    _open_diaries(facts)
    lessons = _lessons(facts)
    _write_letters(facts, lessons)
    _write_notes(facts)
    if lessons:
        _set_homework(facts, lessons)
        _pass_a_topic(facts)


def _facts(seed: int, now: datetime) -> _Facts | None:
    today = timezone.localdate(now)
    who = {one.username: one for one in User.objects.filter(username__in=("homeroom", "teacher", "parent"))}  # fmt: skip
    led = SchoolClass.objects.filter(homerooms__teacher__user=who.get("homeroom")).first()
    if led is None or len(who) < 3:
        return None
    places = ClassEnrollment.objects.on(today).filter(school_class=led)
    rows = places.select_related("student__user").order_by("student__user__username")
    pupils = [row.student for row in rows]
    links = GuardianLink.objects.on(today).filter(guardian=who["parent"], student__in=pupils)
    link = links.order_by("student__user__username").select_related("student__user").first()
    if link is None:
        return None
    return _Facts(led, who["homeroom"], who["teacher"], who["parent"], link.student, pupils, seed, now)  # fmt: skip


def _open_diaries(facts: _Facts) -> None:
    """Some come every evening, some now and then, some never."""
    visits = []
    for of, reader, username in _families(facts):
        random = Random(f"visits {facts.seed} {username}")
        habit = 0.0 if random.random() < NEVER else random.random()
        visits += [
            DiaryVisit(student_id=of, reader_id=reader, day=facts.today - n * DAY)
            for n in range(1, VISITED + 1)
            if random.random() < habit
        ]
    DiaryVisit.objects.bulk_create(visits, ignore_conflicts=True)


def _families(facts: _Facts) -> list[tuple[int, int, str]]:
    """Pupils of the shown grade and their parents: pupil, reader, name of the reader's account."""
    grade = facts.school_class.grade
    places = ClassEnrollment.objects.on(facts.today).filter(school_class__grade=grade)
    places = places.values("student")
    pupils = Student.objects.filter(pk__in=places).values_list("pk", "user", "user__username")
    links = GuardianLink.objects.on(facts.today).filter(student__in=places)
    parents = links.values_list("student", "guardian", "guardian__username")
    return [*pupils, *parents]


def _lessons(facts: _Facts) -> list[Lesson]:
    """Held by the shown teacher for the shown class, not closed, with homework; the latest first."""
    found = Lesson.objects.filter(
        section__section_classes__school_class=facts.school_class,
        section__loads__teacher__user=facts.teacher,
        section__enrollments__student=facts.child,
        attendance_taken_by=facts.teacher,
        ends_at__lte=facts.now,
        pk__in=Homework.objects.filter(is_none=False).values("lesson"),
    ).exclude(topic="")
    open_now = found.with_closing(facts.now).filter(is_closed=False).select_related("section")
    return list(open_now.order_by("-starts_at", "pk").distinct()[:8])


def _write_letters(facts: _Facts, lessons: Sequence[Lesson]) -> None:
    """One to the class, read by every third family; on lessons of the last days one read and answered, one unread."""
    whole, day = Whom(school_class=facts.school_class), day_month(facts.today + 6 * DAY)
    meeting = letters.Words("message", MEETING.format(day=day), facts.today)
    letter = _send(facts, whole, meeting, "meeting", facts.homeroom, facts.now - 2 * DAY)
    others = [one for one in facts.pupils if one != facts.child]
    for place in _pupils_of(letter, others[::3]):
        _read(place, facts.now - DAY)
    if not lessons:
        return
    last, said = lessons[0], {"day": lessons[0].date, "to_pupils": True}
    praise = letters.Words("praise", PRAISED, student=facts.child, **said)
    at = max(last.ends_at, facts.now - 3 * DAY)
    praised = _send(facts, Whom(last.section, lesson=last), praise, "praise", facts.teacher, at)
    for place in _pupils_of(praised, [facts.child]):
        letters.answer_letter(
            of=place, text=THANKS, by=facts.parent, now=min(at + 3 * HOUR, facts.now)
        )
    advice = letters.Words("recommendation", ADVICE, student=facts.child, **said)
    _send(facts, Whom(last.section, lesson=last), advice, "advice", facts.teacher, facts.now - HOUR)
    later = letters.Words("message", LATER, facts.today, to_pupils=True)
    _send(facts, Whom(last.section), later, "later", facts.teacher, facts.now - 2 * HOUR)


def _send(
    facts: _Facts, whom: Whom, words: letters.Words, name: str, by: User, now: datetime
) -> Letter:
    regulation = regulation_on(timezone.localdate(now))
    return letters.write_letter(
        whom=whom, words=words, form=facts.form(name), regulation=regulation, by=by, now=now
    )


def _pupils_of(letter: Letter, students: Sequence[Student]) -> Sequence[LetterPupil]:
    found = LetterPupil.objects.filter(letter=letter, student__in=students)
    return list(found.select_related("student").order_by("student__user__username"))


def _read(place: LetterPupil, now: datetime) -> None:
    link = _parents(place.student, now).first()
    if link:
        letters.read_letter(of=place, by=link.guardian, now=now)


def _parents(student: Student, now: datetime):
    links = GuardianLink.objects.on(timezone.localdate(now)).filter(student=student)
    return links.select_related("guardian").order_by("guardian__username")


def _write_notes(facts: _Facts) -> None:
    """One of the days to come waits; one of today, of a pupil marked absent without a reason, is accepted."""
    lessons = Lesson.objects.filter(
        section__section_classes__school_class=facts.school_class, date__gt=facts.today
    )
    coming = list(lessons.order_by("date").values_list("date", flat=True).distinct()[:2])
    if coming:
        actions.propose_absence(
            student=facts.child, starts_on=coming[0], ends_on=coming[-1],
            reason=DailyAbsence.Reason.EXCUSED, words="Едем на соревнования по плаванию",
            by=facts.parent, now=facts.now - 2 * HOUR,
        )  # fmt: skip
    away = AttendanceRecord.objects.filter(
        student__in=facts.pupils, lesson__date=facts.today, status="absent", reason=""
    )
    row = away.order_by("student__user__username").select_related("student__user").first()
    link = row and _parents(row.student, facts.now).first()
    if not link:
        return
    note = actions.propose_absence(
        student=row.student, starts_on=facts.today, ends_on=facts.today + 2 * DAY,
        reason=DailyAbsence.Reason.ILLNESS, words="Температура, вызвали врача",
        by=link.guardian, now=facts.now - HOUR,
    )  # fmt: skip
    actions.accept_note(note=note, reason=note.reason, by=facts.homeroom, now=facts.now - HOUR / 2)


def _set_homework(facts: _Facts, lessons: Sequence[Lesson]) -> None:
    """To a subgroup, in writing; to one pupil by name, to revise."""
    first, second = lessons[0], lessons[-1]
    group = groups_of(first).first()
    if group:
        said = Said(
            "Задачи повышенной сложности № 214, 217", "written", 20, None, "group", group.pk
        )
        _assign(facts, first, said)
    name = frozenset([facts.child.pk])
    said = Said("Формулы сокращённого умножения по карточке", "revision", 10, None, "pupils", None, name)  # fmt: skip
    _assign(facts, second, said)


def _assign(facts: _Facts, lesson: Lesson, said: Said) -> None:
    actions.set_assignments(
        lesson=lesson, entries=[actions.AssignmentEntry(said)], by=facts.teacher, now=facts.now
    )


def _pass_a_topic(facts: _Facts) -> None:
    """A pupil of the shown class has passed what he missed, before the teacher and the deputy."""
    lessons = Lesson.objects.with_closing(facts.now).filter(
        is_closed=False,
        date__lt=facts.today,
        section__scale="five_point",
        section__section_classes__school_class=facts.school_class,
        attendance_taken_by=facts.teacher,
    )
    marked = Mark.objects.filter(item__lesson=OuterRef("lesson"), student=OuterRef("student"))
    missed = AttendanceRecord.objects.filter(
        ~Exists(marked), student__in=facts.pupils, status="absent", lesson__in=lessons.values("pk")
    ).select_related("student__user", "lesson__section")
    row = missed.order_by("-lesson__starts_at", "student__user__username").first()
    if row is None:
        return
    actions.record_protocol(
        section=row.lesson.section, student=row.student, number="1", date=facts.today,
        way="устный ответ",
        members=list(StaffMember.objects.filter(user__username__in=("teacher", "deputy")).order_by("-user__username")),
        passed=[actions.Passed(row.lesson.pk, "4")], by=facts.teacher, now=facts.now,
    )  # fmt: skip
