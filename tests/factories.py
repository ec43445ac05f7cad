"""A small school for tests: the year 2025/26 with its quarters, classes, sections, lessons.

Facts that need an author are signed by the clerk of the tests.
"""

from datetime import date, datetime, time, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import factory
from django.db import connection, transaction
from django.db.models import QuerySet
from factory.django import DjangoModelFactory

from accounts.models import Appointment, Role, User
from journal.models import Lesson, LineItem, WorkType
from journal.models.marks import BEGINNING
from school.actions import require_second_factor
from school.models import (
    BellSchedule,
    ClassEnrollment,
    CourseSection,
    GradingPeriod,
    GuardianLink,
    Homeroom,
    School,
    SchoolClass,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
    StaffMember,
    Student,
    Subject,
    TeachingLoad,
    TimeSlot,
)

MOSCOW = ZoneInfo("Europe/Moscow")
YEAR_START, YEAR_END = date(2025, 9, 1), date(2026, 5, 26)
LESSON_DAY = date(2025, 9, 15)
NOW = datetime(2025, 9, 15, 14, 0, tzinfo=MOSCOW)
QUARTERS = [
    ("I четверть", date(2025, 9, 1), date(2025, 10, 24)),
    ("II четверть", date(2025, 11, 5), date(2025, 12, 30)),
    ("III четверть", date(2026, 1, 12), date(2026, 3, 27)),
    ("IV четверть", date(2026, 4, 6), date(2026, 5, 26)),
]


def clerk() -> User:
    return User.objects.get_or_create(
        username="clerk",
        defaults={"last_name": "Писарева", "first_name": "Вера", "middle_name": "Ильинична"},
    )[0]


def put_usual_work_types() -> None:
    """What the migrations put there: transactional tests empty the table."""
    first = import_module("journal.migrations.0003_usual_work_types")
    dated = import_module("journal.migrations.0010_kinds_of_work_are_dated")
    terms = {"Контрольная работа": 3, "Диктант": 3, "Сочинение, изложение": 7}
    rows = [
        WorkType(
            name=name, letter=letter, weight=weight, is_control=control, position=position,
            term_days=terms.get(name), starts_on=BEGINNING,
        )
        for position, (name, letter, weight, control) in enumerate(first.USUAL)
    ]  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        QuerySet(WorkType).bulk_create(rows)
        cursor.execute(dated.BEGIN)
        # What waits for the end of a transaction is judged now: a test may change the table itself.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class RecordFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = model_class(*args, **kwargs)
        row.save(by=clerk(), now=NOW)
        return row


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    last_name = factory.Sequence(lambda n: f"Фамилия{n:06d}")
    first_name = "Анна"
    middle_name = "Ивановна"


class StaffFactory(RecordFactory):
    class Meta:
        model = StaffMember

    user = factory.SubFactory(UserFactory)


class StudentFactory(RecordFactory):
    class Meta:
        model = Student

    user = factory.SubFactory(UserFactory)


def school() -> School:
    there = School.objects.first()
    if there is None:
        there = School(
            name="Школа № 1",
            full_name="Муниципальное общеобразовательное учреждение «Школа № 1»",
            locality="г. Рязань",
            second_factor_for_staff=False,
        )
        there.save(by=clerk(), now=NOW)
    return there


def staff_is_asked_for_a_second_factor(is_asked: bool = True) -> None:
    require_second_factor(
        school=school(), is_required=is_asked, reason="для проверки", by=clerk(), now=NOW
    )


def school_year() -> SchoolYear:
    """The year 2025/26 with four quarters; made once."""
    year = SchoolYear.objects.first()
    if year is None:
        year = SchoolYear(
            school=school(), title="2025/2026", starts_on=YEAR_START, ends_on=YEAR_END
        )
        year.save(by=clerk(), now=NOW)
        GradingPeriod.objects.write(
            [
                GradingPeriod(
                    year=year, kind="quarter", number=n, title=title, starts_on=first, ends_on=last
                )
                for n, (title, first, last) in enumerate(QUARTERS, start=1)
            ],
            by=clerk(),
            now=NOW,
        )
    return year


def bells() -> BellSchedule:
    """First shift: lesson n starts at 8:00 + (n - 1) hours and lasts 45 minutes."""
    schedule = BellSchedule.objects.filter(name="I смена").first()
    if schedule is None:
        schedule = BellSchedule(name="I смена")
        schedule.save(by=clerk(), now=NOW)
        TimeSlot.objects.write(
            [
                TimeSlot(
                    schedule=schedule, number=n, starts_at=time(7 + n), ends_at=time(7 + n, 45)
                )
                for n in range(1, 8)
            ],
            by=clerk(),
            now=NOW,
        )
    return schedule


def next_class(grade: int, year: SchoolYear) -> str:
    """The letter of the next class of the year: what a test makes later stands later, whatever ran before it."""
    taken = SchoolClass.objects.filter(year=year).values_list("letter", "name")
    known = {text for pair in taken for text in pair}
    letters = (
        letter + again for again in ["", *"123456789"] for letter in "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"
    )
    return next(one for one in letters if not {one, f"{grade}{one}"} & known)


class SchoolClassFactory(RecordFactory):
    class Meta:
        model = SchoolClass

    year = factory.LazyFunction(school_year)
    bells = factory.LazyFunction(bells)
    grade = 7
    letter = factory.LazyAttribute(lambda one: next_class(one.grade, one.year))
    name = factory.LazyAttribute(lambda one: f"{one.grade}{one.letter}")


class SubjectFactory(RecordFactory):
    class Meta:
        model = Subject

    name = factory.Sequence(lambda n: f"Предмет {n:05d}")


def subject(name: str) -> Subject:
    return Subject.objects.filter(name=name).first() or SubjectFactory(name=name)


class HomeroomFactory(RecordFactory):
    class Meta:
        model = Homeroom

    school_class = factory.SubFactory(SchoolClassFactory)
    teacher = factory.SubFactory(StaffFactory)
    starts_on = YEAR_START


class LoadFactory(RecordFactory):
    class Meta:
        model = TeachingLoad

    teacher = factory.SubFactory(StaffFactory)
    starts_on = YEAR_START


class SectionFactory(RecordFactory):
    """`SectionFactory(teacher=staff, school_class=class_, students=3)`: a section with its load and its list.

    Pupils who are given (`students=[…]`) are put on the list; a number makes new ones, in the class too.
    """

    class Meta:
        model = CourseSection

    year = factory.LazyFunction(school_year)
    subject = factory.LazyFunction(lambda: subject("Алгебра"))
    grade = 7

    @classmethod
    def _create(cls, model_class, *args, teacher=None, school_class=None, students=0, **kwargs):
        school_class = school_class or SchoolClassFactory()
        kwargs.setdefault("classes_text", school_class.name)
        section = super()._create(model_class, *args, **kwargs)
        SectionClass(section=section, school_class=school_class).save(by=clerk(), now=NOW)
        LoadFactory(section=section, teacher=teacher or StaffFactory())
        if isinstance(students, int):
            students = [pupil_of(school_class) for _ in range(students)]
        put_on_list(section, *students)
        return section


def pupil_of(school_class: SchoolClass, **names) -> Student:
    """A new pupil of the class: `pupil_of(class_, last_name="Ёлкин")`."""
    student = StudentFactory(user=UserFactory(**names))
    ClassEnrollment(student=student, school_class=school_class, starts_on=YEAR_START).save(
        by=clerk(), now=NOW
    )
    return student


def put_on_list(
    section: CourseSection, *students: Student, starts_on=YEAR_START, ends_on=None
) -> None:
    SectionEnrollment.objects.write(
        [
            SectionEnrollment(section=section, student=s, starts_on=starts_on, ends_on=ends_on)
            for s in students
        ],
        by=clerk(),
        now=NOW,
    )


def class_of(section: CourseSection) -> SchoolClass:
    return section.section_classes.select_related("school_class").first().school_class


def teacher_of(section: CourseSection) -> User:
    return section.loads.select_related("teacher__user").first().teacher.user


class LessonFactory(RecordFactory):
    """`LessonFactory(section=s, date=…, number=2)`: bells of the first shift."""

    class Meta:
        model = Lesson

    section = factory.SubFactory(SectionFactory)
    date = LESSON_DAY
    number = 1
    starts_at = factory.LazyAttribute(
        lambda o: datetime.combine(o.date, time(7 + o.number), MOSCOW)
    )
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(minutes=45))


class LineItemFactory(RecordFactory):
    class Meta:
        model = LineItem

    lesson = factory.SubFactory(LessonFactory)
    work_type = factory.LazyFunction(lambda: WorkType.objects.usual())
    weight = 2


def appointed(role: Role, **kwargs) -> User:
    """A person appointed from the first day of the year: `appointed(Role.DEPUTY, grade_from=5, grade_to=9)`."""
    user = UserFactory()
    Appointment(user=user, role=role, starts_on=YEAR_START, **kwargs).save(by=clerk(), now=NOW)
    return user


def parent_of(student: Student, **term) -> User:
    user = UserFactory()
    GuardianLink(guardian=user, student=student, **{"starts_on": YEAR_START} | term).save(
        by=clerk(), now=NOW
    )
    return user
