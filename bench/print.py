"""Prints a whole class and says pages, seconds and peak memory of the process.

    VAR_DIR=/some/folder script/manage shell < bench/print.py

Takes the class with the most lessons; in an empty database a made-up one, which is not kept:
30 pupils, 17 subjects, 34 hours a week for a year. Where PRINT_TO names a folder, the files stay there.
"""

import os
import random
import resource
import shutil
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from journal.models import AttendanceRecord, Homework, Lesson, LineItem, Mark, PeriodMark, WorkType
from reports.printing.press import print_volume
from reports.printing.reading import read_class_year
from reports.printing.volume import class_journal, summary_sheet
from school.models import (
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
)

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 6, 1, 10, 15, tzinfo=MOSCOW)
PERIODS = [
    ("I четверть", (9, 1), (10, 24)),
    ("II четверть", (11, 5), (12, 30)),
    ("III четверть", (1, 12), (3, 27)),
    ("IV четверть", (4, 6), (5, 26)),
]
SUBJECTS = [
    ("Русский язык", 3), ("Литература", 2), ("Иностранный язык (английский)", 3), ("Алгебра", 3), ("Геометрия", 2),
    ("Вероятность и статистика", 1), ("Информатика", 1), ("История", 2), ("Обществознание", 1), ("География", 2),
    ("Физика", 2), ("Химия", 2), ("Биология", 2), ("Изобразительное искусство", 1), ("Музыка", 1),
    ("Труд (технология)", 1), ("Физическая культура", 2), ("Основы безопасности и защиты Родины", 1),
]  # fmt: skip
SURNAMES = "Абрамов Борисова Воронцова-Дашкова Горбунов Егоров Ёлкина Жуков Зайцева Ильин Йошкин Константинопольская-Преображенская Лебедев Морозова Никитин Орлова Павлов Романова Соколов Тихонова Уваров Фёдорова Харитонов Царёва Чернов Шестакова Щукин Эйхенбаум Юдина Яковлев Яшина".split()
TOPIC = "Решение задач на составление уравнений и систем уравнений по теме параграфа; обобщение изученного"


def person(surname, first="Александра", middle="Владимировна"):
    return User.objects.create(
        username=f"bench{random.random()}",
        last_name=surname,
        first_name=first,
        middle_name=middle,
        phone="+7 912 345-67-89",
    )


def made_up():
    """A class of 30 with a full year in the journal."""
    chance = random.Random(8)
    clerk = person("Писарева", "Вера", "Ильинична")
    write = {"by": clerk, "now": NOW}
    school = School(
        name="Школа № 1",
        full_name="Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 1 имени Героя Советского Союза А. П. Маресьева»",
        locality="г. Рязань, Рязанская область",
    )
    school.save(**write)
    year = SchoolYear(
        school=school, title="2025/2026", starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 26)
    )
    year.save(**write)
    day = lambda part: date(2025 if part[0] > 8 else 2026, *part)  # noqa: E731
    periods = GradingPeriod.objects.write(
        [
            GradingPeriod(
                year=year, kind="quarter", number=n, title=t, starts_on=day(a), ends_on=day(b)
            )
            for n, (t, a, b) in enumerate(PERIODS, 1)
        ],
        **write,
    )
    class_ = SchoolClass(year=year, grade=8, letter="А", name="8А")
    class_.save(**write)
    students = Student.objects.write(
        [
            Student(
                user=person(name),
                birth_date=date(2011, 5, 7),
                sex="female",
                file_number=f"К-{n}",
                address="г. Рязань, ул. Первомайская, д. 12, корп. 3, кв. 145",
            )
            for n, name in enumerate(SURNAMES)
        ],
        **write,
    )
    ClassEnrollment.objects.write(
        [
            ClassEnrollment(
                school_class=class_,
                student=s,
                starts_on=date(2025, 10, 13) if n == 3 else date(2025, 9, 1),
                entered_by_order="45" if n == 3 else "",
                ends_on=date(2026, 1, 15) if n == 20 else None,
                left_by_order="7" if n == 20 else "",
            )
            for n, s in enumerate(students)
        ],
        **write,
    )
    GuardianLink.objects.write(
        [
            GuardianLink(
                guardian=person("Константинопольская"), student=s, starts_on=date(2025, 9, 1)
            )
            for s in students
            for _ in range(2)
        ],
        **write,
    )
    teacher = StaffMember(user=person("Учителева", "Мария", "Константиновна"))
    teacher.save(**write)
    Homeroom(school_class=class_, teacher=teacher, starts_on=date(2025, 9, 1)).save(**write)
    days = [
        first + timedelta(n)
        for _, a, b in PERIODS
        for first in [day(a)]
        for n in range((day(b) - first).days + 1)
    ]
    usual, control = (
        WorkType.objects.order_by("position")[0],
        WorkType.objects.filter(is_control=True).first(),
    )
    for position, (name, hours) in enumerate(SUBJECTS):
        subject = Subject.objects.filter(name=name).first() or Subject(name=name, position=position)
        subject.save(**write)
        section = CourseSection(year=year, subject=subject, grade=8, classes_text="8А")
        section.save(**write)
        SectionClass(section=section, school_class=class_).save(**write)
        TeachingLoad(section=section, teacher=teacher, starts_on=date(2025, 9, 1)).save(**write)
        SectionEnrollment.objects.write(
            [
                SectionEnrollment(section=section, student=s, starts_on=date(2025, 9, 1))
                for s in students
            ],
            **write,
        )
        weekdays = {(position + n * 2) % 5 for n in range(hours)}
        lessons = Lesson.objects.write(
            [
                Lesson(
                    section=section,
                    date=d,
                    number=1 + position % 7,
                    starts_at=datetime.combine(d, clock(9), MOSCOW),
                    ends_at=datetime.combine(d, clock(10), MOSCOW),
                    topic=TOPIC[: chance.randint(15, 90)],
                )
                for d in days
                if d.weekday() in weekdays
            ],
            **write,
        )
        Homework.objects.write(
            [
                Homework(
                    lesson=lesson, text="§ 12, упражнения 145, 146 (а, б), 150; повторить правила"
                )
                for lesson in lessons
            ],
            **write,
        )
        items = LineItem.objects.write(
            [
                LineItem(
                    lesson=lesson,
                    work_type=control if n % 15 == 14 else usual,
                    weight=2,
                    title="Итоговая по теме «Уравнения»" if n % 15 == 14 else "",
                )
                for n, lesson in enumerate(lessons)
            ],
            **write,
        )
        Mark.objects.write(
            [
                Mark(item=i, student=s, code=chance.choice("5443"))
                for i in items
                for s in chance.sample(students, 28 if i.work_type is control else 8)
            ],
            **write,
        )
        AttendanceRecord.objects.write(
            [
                AttendanceRecord(
                    lesson=lesson,
                    student=s,
                    status="absent",
                    reason=chance.choice(["", "illness", "excused"]),
                )
                for lesson in lessons
                for s in chance.sample(students, 2)
            ],
            **write,
        )
        PeriodMark.objects.write(
            [
                PeriodMark(section=section, student=s, kind=k, period=p, code=chance.choice("5443"))
                for s in students
                for k, p in [*(("period", p) for p in periods), ("year", None), ("final", None)]
            ],
            **write,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does where the year was not written this minute
    return class_


def measure(name, make, school_class):
    folder = Path(tempfile.mkdtemp())
    started, worked = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as queries:
        volume = make(read_class_year(school_class, now=NOW))
    read = time.perf_counter() - started
    path, pages = print_volume(volume, folder, lambda *told: None)
    spent = time.perf_counter() - started
    worked = time.process_time() - worked
    size, peak = (
        path.stat().st_size / 1024,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )
    sys.stdout.write(
        f"{name}: {pages} pages, {spent:.1f} s, {worked:.1f} CPU s ({read:.1f} s reading, {len(queries)} queries), {pages / spent:.1f} pages/s, {size:.0f} KB, peak {peak:.0f} MB\n"
    )
    if kept := os.environ.get("PRINT_TO"):
        shutil.copy(path, Path(kept) / f"{name}.pdf")
    shutil.rmtree(folder)


with transaction.atomic():
    biggest = (
        SchoolClass.objects.annotate(lessons=Count("section_classes__section__lessons"))
        .order_by("-lessons")
        .select_related("year__school")
        .first()
    )
    biggest = biggest or SchoolClass.objects.select_related("year__school").get(pk=made_up().pk)
    measure("summary-sheet", summary_sheet, biggest)
    measure("class-journal", class_journal, biggest)
    transaction.set_rollback(True)
