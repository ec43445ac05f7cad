"""A copy for support: a school of its own, in which nobody real is found."""

import gzip
import os
import subprocess
from datetime import date

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from accounts.models import Consent, User
from archive import copying
from archive.fakes import Person, fake_days, fake_people
from journal import actions
from journal.actions import CellChange
from journal.models import Lesson, Mark
from school.models import GuardianLink, PersonCard, Student
from tests.consenting import CABINET, decide
from tests.factories import (
    NOW,
    LessonFactory,
    SectionFactory,
    parent_of,
    teacher_of,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("ACC-10"),
    pytest.mark.skipif(
        not settings.OWNER_DATABASE, reason="needs the role that owns the tables: script/test"
    ),
]

REAL = [
    "Щербатовский", "Пантелеймон", "Ермолаевич", "Щукина-Яворская", "Аполлинария", "Кузьминична",
    "Тихомировская", "+7 912 345-67-89", "mother@family.example", "ул. Настоящая, 17", "2012-03-29",
    "К-4711", "bring-the-letter", "Болел ветрянкой", "подвёз дядя Вася", "заявление тёти Клавы",
    "уточнила у бабушки", "tikhomirovskaya.login",
]  # fmt: skip


@pytest.fixture
def school_with_words():
    """A school where every kind of personal field holds something that is found nowhere else."""
    section = SectionFactory(students=1)
    lesson = LessonFactory(section=section)
    student = section.enrollments.get().student
    teacher = teacher_of(section)
    User.objects.filter(pk=student.user_id).update(
        last_name="Щербатовский", first_name="Пантелеймон", middle_name="Ермолаевич"
    )
    User.objects.filter(pk=teacher.pk).update(
        last_name="Тихомировская", username="tikhomirovskaya.login", metadata={"a": REAL[0]}
    )
    teacher.refresh_from_db()
    parent = parent_of(student)
    User.objects.filter(pk=parent.pk).update(
        last_name="Щукина-Яворская", first_name="Аполлинария", middle_name="Кузьминична",
        phone="+7 912 345-67-89", email="mother@family.example",
    )  # fmt: skip
    card = PersonCard(
        user=parent, last_name="Щукина-Яворская", first_name="Аполлинария",
        middle_name="Кузьминична", phone="+7 912 345-67-89", email="mother@family.example",
    )  # fmt: skip
    card.save(by=teacher, reason="уточнила у бабушки", now=NOW)
    student = Student.objects.get(pk=student.pk)
    student.birth_date, student.address = date(2012, 3, 29), "ул. Настоящая, 17"
    student.file_number = "К-4711"
    student.save(by=teacher, now=NOW)
    cells = [CellChange("k", student.pk, lesson.pk, "mark", "5", 0)]
    actions.set_cells(section=section, changes=cells, by=teacher, now=NOW)
    mark = Mark.objects.get()
    mark.comment = "подвёз дядя Вася"
    mark.save(by=teacher, now=NOW)
    actions.set_topic(lesson=lesson, topic="Болел ветрянкой", by=teacher, now=NOW)
    actions.set_homework(lesson=lesson, text="bring-the-letter", minutes=20, by=teacher, now=NOW)
    consent = decide(student, User.objects.get(pk=parent.pk), CABINET, agrees=True)
    consent.status, consent.withdrawn_on = "withdrawn", date(2025, 9, 15)
    consent.withdrawal_basis = "заявление тёти Клавы"
    consent.save(by=teacher, now=NOW)
    return student


def owner():
    return settings.OWNER_DATABASE | {"NAME": connection.settings_dict["NAME"]}


def databases():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        # Other processes of the tests make and drop theirs meanwhile.
        return {name for (name,) in cursor.fetchall() if name.startswith(owner()["NAME"])}


def test_a_session_left_open_does_not_keep_the_scratch_database():
    before = databases()
    with copying._scratch(owner()) as scratch:
        left = psycopg2.connect(**copying._keywords(scratch))
        assert databases() - before == {scratch["NAME"]}
    with pytest.raises(psycopg2.Error):
        left.cursor().execute("SELECT 1")
    assert databases() == before


def test_nobody_real_is_found_in_the_copy_and_it_is_a_school_of_its_own(
    school_with_words, tmp_path
):
    before, kept = databases(), dump(owner())
    file = tmp_path / "support.sql.gz"

    call_command("scrubbed_copy", str(file))

    text = gzip.decompress(file.read_bytes()).decode()
    assert {word for word in REAL if word in kept} == set(REAL), "the test itself"
    assert [word for word in REAL if word in text] == []
    assert file.stat().st_mode & 0o777 == 0o600
    assert databases() == before
    assert dump(owner()) == kept, "the school's own database is untouched"
    counts = {
        model._meta.db_table: model.objects.count()
        for model in (User, Student, GuardianLink, Lesson, Mark, Consent)
    }
    opened = restored(text, counts)
    assert opened["counts"] == counts
    assert opened["authors"] == opened["users"], "one person has one fake, in history too"
    assert opened["passwords"] == {"!"}


def dump(database):
    program = copying._program("pg_dump")
    told = subprocess.run(
        [program, "--data-only", "--dbname", copying._dsn(database)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return "\n".join(line for line in told.splitlines() if not line.startswith("\\"))


def restored(text, tables):
    """What is in a database made from the copy."""
    with copying._scratch(owner() | {"NAME": f"opened{os.getpid()}"}) as database:
        subprocess.run(
            [copying._program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", copying._dsn(database)],
            input=text, text=True, check=True, capture_output=True,
        )  # fmt: skip
        with copying._connected(database) as opened, opened.cursor() as cursor:

            def ask(words):
                cursor.execute(words)
                return cursor.fetchall()

            return {
                "counts": {table: ask(f"SELECT count(*) FROM {table}")[0][0] for table in tables},
                "authors": ask(
                    "SELECT DISTINCT history_user_id, history_author FROM school_historicalstudent ORDER BY 1"
                ),
                "users": ask(
                    "SELECT id, concat_ws(' ', last_name, first_name, middle_name) FROM accounts_user "
                    "WHERE id IN (SELECT history_user_id FROM school_historicalstudent) ORDER BY 1"
                ),
                "passwords": {
                    word for (word,) in ask("SELECT DISTINCT password FROM accounts_user")
                },
            }


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    file = tmp_path / "support.sql.gz"
    file.write_text("kept")

    with pytest.raises(Exception, match="Файл уже есть"):
        call_command("scrubbed_copy", str(file))

    assert file.read_text() == "kept"


def test_fakes_of_the_same_people_are_the_same_and_nobody_real():
    people = [Person(key, key % 2 == 0) for key in range(1, 3000)]
    real = {"Беравков", "Агния", "Нестор"}

    fakes = list(fake_people(people, real))

    assert fakes == list(fake_people(people, real))
    assert len(fakes) == len(people)
    assert not {n for f in fakes for n in (f.last_name, f.first_name)} & (real | {"Беравкова"})
    assert len({f.username for f in fakes}) == len({f.email for f in fakes}) == len(people)


def test_fake_birthday_is_nobodys_and_of_about_the_same_age():
    real = {date(2012, 1, 1 + n) for n in range(30)}
    rows = list(enumerate(sorted(real)))

    fakes = dict(fake_days(rows, real))

    assert not set(fakes.values()) & real
    assert {day.year for day in fakes.values()} <= {2012, 2013}
