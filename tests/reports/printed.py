"""A small class whose journal is printed in tests, and what poppler reads in a file."""

import hashlib
import re
import subprocess
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings

from accounts.models import Role
from journal.models import AttendanceRecord, Homework, Lesson, LineItem, Mark, PeriodMark, WorkType
from reports.models import DayBlanks, Document
from school.models import ClassEnrollment, GradingPeriod, GuardianLink, SectionClass
from tests.factories import (
    LESSON_DAY,
    MOSCOW,
    NOW,
    HomeroomFactory,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    StudentFactory,
    UserFactory,
    appointed,
    clerk,
    pupil_of,
    put_on_list,
    subject,
)

PRINTED_AT = datetime(2026, 6, 1, 10, 15, tzinfo=MOSCOW)
SIGNED = {"now": NOW}
LONGEST = "Константинопольская-Преображенская"


def small_class() -> SimpleNamespace:
    """8А of five: two from the start with Ё, one with a long name, one who came, one who left; two subjects."""
    signed = {"by": clerk(), **SIGNED}
    school_class = SchoolClassFactory(grade=8, letter="А", name="8А")
    HomeroomFactory(
        school_class=school_class,
        teacher=StaffFactory(
            user=UserFactory(last_name="Ёжикова", first_name="Вера", middle_name="Петровна")
        ),
    )
    director = appointed(Role.DIRECTOR)
    names = [("Жуков", "Пётр"), ("Ёлкин", "Семён"), ("Егорова", "Алёна"), (LONGEST, "Александра")]
    pupils = {
        last: pupil_of(school_class, last_name=last, first_name=first) for last, first in names
    }
    came = StudentFactory(user=UserFactory(last_name="Абрамов", first_name="Иван"), sex="male")
    ClassEnrollment(
        school_class=school_class, student=came, starts_on=date(2025, 10, 13), entered_by_order="45"
    ).save(**signed)
    left = pupils["Жуков"].class_enrollments.get()
    left.ends_on, left.left_by_order = date(2026, 1, 15), "7"
    left.save(**signed)
    pupils["Абрамов"] = came
    mother = UserFactory(last_name="Ёлкина", first_name="Мария", phone="+7 912 000-11-22")
    GuardianLink(guardian=mother, student=pupils["Ёлкин"], starts_on=date(2025, 9, 1)).save(
        **signed
    )
    algebra = SectionFactory(school_class=school_class, students=list(pupils.values()), grade=8)
    english = SectionFactory(
        school_class=school_class, subject=subject("Английский язык"), name="1 группа", kind="language",
        grade=8, students=[pupils["Ёлкин"], pupils["Егорова"]],
    )  # fmt: skip
    other = SchoolClassFactory(grade=8, letter="Б", name="8Б")
    SectionClass(section=english, school_class=other).save(**signed)
    stranger = pupil_of(other, last_name="Чужаков")
    put_on_list(english, stranger)
    return SimpleNamespace(
        school_class=school_class,
        pupils=pupils,
        algebra=algebra,
        english=english,
        director=director,
        stranger=stranger,
    )


def fill_year(world: SimpleNamespace) -> None:
    """Two lessons of algebra and one of English a week with topics, homework, marks, absences and period marks."""
    signed = {"by": clerk(), **SIGNED}
    first = date(2025, 9, 1)
    days = [first + timedelta(n) for n in range(250)]
    school_days = [
        day for day in days
        if any(p.starts_on <= day <= p.ends_on for p in GradingPeriod.objects.all())
    ]  # fmt: skip
    algebra = lessons(
        world.algebra, [d for d in school_days if d.weekday() in (0, 3)], 2, "Алгебра, тема"
    )
    english = lessons(
        world.english, [d for d in school_days if d.weekday() == 0], 3, "Английский, тема"
    )
    Homework.objects.write(
        [Homework(lesson=x, text=f"Упражнение {n + 100}") for n, x in enumerate(algebra[:-1])]
        + [Homework(lesson=algebra[-1], is_none=True)],
        **signed,
    )
    control = WorkType.objects.get(name="Контрольная работа")
    usual = WorkType.objects.order_by("position").first()
    items = LineItem.objects.write(
        [
            LineItem(
                lesson=x,
                work_type=control if n == 10 else usual,
                weight=2,
                title="Дроби" if n == 10 else "",
            )
            for n, x in enumerate(algebra)
        ],
        **signed,
    )
    second = LineItem(lesson=algebra[0], work_type=usual, weight=2, position=1)
    second.save(**signed)
    yolkin, egorova = world.pupils["Ёлкин"], world.pupils["Егорова"]
    Mark.objects.write(
        [Mark(item=items[0], student=yolkin, code="5"), Mark(item=second, student=yolkin, code="4"),
         Mark(item=items[1], student=egorova, code="3")],
        **signed,
    )  # fmt: skip
    absent = [
        (algebra[0], egorova, ""), (english[0], egorova, ""),  # the whole day
        (algebra[1], egorova, "illness"), (algebra[2], yolkin, "excused"), (english[1], yolkin, "illness"),
    ]  # fmt: skip
    AttendanceRecord.objects.write(
        [AttendanceRecord(lesson=x, student=s, status="absent", reason=r) for x, s, r in absent]
        + [AttendanceRecord(lesson=algebra[3], student=yolkin, status="late")],
        **signed,
    )
    PeriodMark.objects.write(
        [
            PeriodMark(section=world.algebra, student=yolkin, kind="period", period=p, code=code)
            for p, code in zip(GradingPeriod.objects.order_by("number"), "5434", strict=True)
        ]
        + [PeriodMark(section=world.algebra, student=yolkin, kind="year", code="4"),
           PeriodMark(section=world.english, student=egorova, kind="year", code="осв")],
        **signed,
    )  # fmt: skip


def lessons(section, days, number, topic):
    return Lesson.objects.write(
        [
            Lesson(
                section=section, date=day, number=number, topic=f"{topic} {n + 1}",
                starts_at=datetime.combine(day, time(7 + number), MOSCOW),
                ends_at=datetime.combine(day, time(7 + number, 45), MOSCOW),
            )
            for n, day in enumerate(days)
        ],
        by=clerk(), **SIGNED,
    )  # fmt: skip


def kept_document(school_class) -> Document:
    """A finished document with a file that only looks like one: enough for questions of access."""
    content = b"%PDF-1.7 a kept volume"
    path = Path(settings.MEDIA_ROOT) / "documents" / "1-1.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Document.objects.create(
        kind="class_journal", school_class=school_class, requested_by=clerk(), requested_at=PRINTED_AT,
        status="done", path="documents/1-1.pdf", pages=2, bytes=len(content), finished_at=PRINTED_AT,
        sha256=hashlib.sha256(content).hexdigest(), content_sha256="0" * 64,
    )  # fmt: skip


def kept_blanks() -> DayBlanks:
    """The school's blank sheets of a day, with a file that only looks like one."""
    path = Path(settings.MEDIA_ROOT) / "blanks" / "1.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7 blank sheets")
    return DayBlanks.objects.create(
        day=LESSON_DAY, made_at=NOW, sheets=1, path="blanks/1.pdf", pages=1, bytes=21,
        sha256="0" * 64, content_sha256="0" * 64,
    )  # fmt: skip


def text_of(path, first=1, last=0) -> str:
    """The text poppler reads, with runs of spaces made one."""
    pages = ["-f", str(first), *(["-l", str(last)] if last else [])]
    text = subprocess.run(
        ["pdftotext", "-layout", *pages, path, "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"[ \u00a0]+", " ", text.stdout)


def pages_of(path) -> list[str]:
    return text_of(path).split("\f")[:-1]
