"""Calendar-thematic plans from files of teachers: read whole, shown, written only by the button (SCH-9)."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from exchange.plan_files import read_plan_file
from school.actions import lesson_plans as actions
from school.models import LessonPlan, LessonPlanItem
from tests.factories import NOW
from tests.school.plans import made_plan

pytestmark = pytest.mark.requirement("SCH-9")
HEAD = ["№", "Тема урока", "Кол-во часов", "Домашнее задание"]


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 9, 15, 12, 0)


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def send(as_user, section, teacher):
    """`send(data, name)` reads a file into a draft of the teacher."""
    plan = made_plan(section)

    def upload(data, name="План.csv", user=teacher):
        file = SimpleUploadedFile(name, data)
        url = reverse("plan_files:read", args=[plan.pk])
        return as_user(user).post(url, {"file": file})

    return upload


def told(response):
    return [form.initial["topic"] for form in response.context["shown"].table.initial_forms]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1251"])
def test_a_file_is_shown_before_anything_is_written(send, encoding):
    before = LessonPlanItem.history.count()
    response = send("Тема;Часы\nСтепень;\nСвойства степени;1,5".encode(encoding))
    assert (response.status_code, told(response)) == (200, ["Степень", "Свойства степени"])
    assert "Ещё ничего не записано" in response.content.decode()
    assert LessonPlanItem.history.count() == before


def test_a_file_for_a_plan_that_was_sent_is_refused_with_words(send, client):
    plan = LessonPlan.objects.get()
    actions.send_plan(plan=plan, version=plan.version, by=plan.teacher.user, now=NOW)
    answer = send("Тема;Часы\nСтепень;1".encode())
    assert answer.url == reverse("journal:plan", args=[plan.pk])
    assert "Файл не прочитан" in client.get(answer.url).content.decode()


def test_a_workbook_is_read_with_its_numbers(send):
    data = workbook(["Школа № 1"], HEAD, ["", "Степень"], [1, "Степень числа", 2, "§ 1"], [2, "Свойства", 0.5])  # fmt: skip
    response = send(data, "План.xlsx")
    forms = response.context["shown"].table.initial_forms
    assert [(form.initial["kind"], form.initial["hours"]) for form in forms][-2:] == [
        ("lesson", "2"), ("lesson", "0,5"),
    ]  # fmt: skip


def test_faults_are_named_by_line_and_column_and_nothing_is_written(send):
    before = LessonPlanItem.history.count()
    response = send(workbook(HEAD, [1, "Степень", "две"], [2, "", 1]), "План.xlsx")
    page = response.content.decode()
    assert "Строка 2, столбец «Кол-во часов»" in page
    assert "Строка 3, столбец «Тема урока»" in page
    assert LessonPlanItem.history.count() == before


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "План.xls", "старого формата XLS"),
        (b"PK\x03\x04 not a book", "План.xlsx", "повреждена"),
        (b"\x00\x01\x02\xff\xfe\xfd" * 20, "План.csv", "это не таблица"),
        (b"", "План.csv", "пуст"),
        ("Тема;Часы".encode(), "План.csv", "тем не найдено"),
    ],
)
def test_a_file_that_is_no_plan_says_what_to_do(send, data, name, words):
    response = send(data, name)
    assert (response.status_code, words in response.content.decode()) == (422, True)


def test_a_fragment_of_a_real_plan_is_read(shared_data):
    path = shared_data / "russia" / "ktp_math5_fragment.windows-1251.csv"
    reading = read_plan_file(path, name=path.name)
    hours = [line.hours for line in reading.lines if line.kind != "part"]
    assert (reading.faults, len(hours), sum(map(int, hours))) == ((), 15, 36)
    assert [line.kind for line in reading.lines].count("control") == 3
    assert [line.kind for line in reading.lines].count("part") == 2
