"""The printed class journal and summary sheet, read back from the very files."""

import re
import subprocess
from datetime import date
from types import SimpleNamespace

import pikepdf
import pytest
from django.db import connection, transaction

from journal.models import WorkType
from reports.models import Document
from reports.printing.press import print_volume
from reports.printing.reading import read_class_year
from reports.printing.volume import NothingToPrint, class_journal, summary_sheet
from school.models import SchoolClass
from tests.factories import SchoolClassFactory, clerk, pupil_of, put_usual_work_types

from .printed import LONGEST, PRINTED_AT, fill_year, pages_of, small_class, text_of

pytestmark = [pytest.mark.requirement("ARC-1"), pytest.mark.requirement("ARC-2")]


@pytest.fixture
def world():
    world = small_class()
    fill_year(world)
    return world


def year_of(world):
    school_class = SchoolClass.objects.select_related("year__school").get(pk=world.school_class.pk)
    return read_class_year(school_class, now=PRINTED_AT)


def printed(volume, folder):
    told = []
    path, pages = print_volume(volume, folder, lambda *step: told.append(step))
    return path, pages, told


@pytest.fixture(scope="module")
def journal(django_db_setup, django_db_blocker, tmp_path_factory):
    """Printed once for all who read it; the class itself is gone by then, counted before it went."""
    with django_db_blocker.unblock(), transaction.atomic():
        if not WorkType.objects.exists():
            put_usual_work_types()
        world = small_class()
        fill_year(world)
        path, pages, told = printed(
            class_journal(year_of(world)), tmp_path_factory.mktemp("journal")
        )
        lessons = list(world.algebra.lessons.values_list("date", flat=True))
        missed = missed_lessons()
        transaction.set_rollback(True)
    return SimpleNamespace(
        path=path, count=pages, told=told, lessons=lessons, missed=missed, pages=pages_of(path)
    )


def missed_lessons():
    """Counted by the database itself: all, by illness, excused, without a reason."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE reason = 'illness'), count(*) FILTER (WHERE reason = 'excused'),"
            " count(*) FILTER (WHERE reason = '') FROM journal_attendancerecord WHERE status = 'absent'"
        )
        return list(cursor.fetchone())


@pytest.mark.requirement("JRN-10")
def test_the_journal_holds_the_year_of_the_class(journal):
    pages, count, told = journal.pages, journal.count, journal.told
    text = "\n".join(pages)

    assert len(pages) == count
    assert told[0][0] == 0
    assert told[-1][:2] == (told[0][1], told[0][1])
    title = pages[0]
    for words in (
        "КЛАССНЫЙ ЖУРНАЛ",
        "8 «А» класса",
        "на 2025/2026 учебный год",
        "Ёжикова Вера Петровна",
        "01.06.2026 в 10:15",
    ):
        assert words in title
    # Every sheet says whose it is, what it is, which page of how many, when it was made and of which data.
    for number, page in enumerate(pages, start=1):
        assert "Школа № 1 · 8А класс · 2025/2026 учебный год" in page
        assert f"стр. {number} из {count}" in page
        assert re.search(
            r"Сформировано 01\.06\.2026 в 10:15 · контрольная сумма [0-9a-f]{12}", page
        )
    # Names keep their Ё, and the longest is whole.
    for name in (
        "Ёлкин Семён",
        "Егорова Алёна",
        LONGEST.partition("-")[0] + "-",
        LONGEST.partition("-")[2],
    ):
        assert name in text
    assert "Чужаков" not in text
    assert "Алгебра, тема 1\n" in text or "Алгебра, тема 1 " in text
    for words in (
        "Упражнение 100",
        "не задано",
        "Контрольная работа. Дроби",
        "+7 912 000-11-22",
        "Ёлкина Мария",
    ):
        assert words in text


def test_marks_and_absences_stand_in_their_lines(journal):
    pages = journal.pages
    left = next(page for page in pages if "Предмет: Алгебра" in page)

    assert re.search(r"2 Ёлкин Семён 5/4 ну оп", left)
    assert re.search(r"1 Егорова Алёна н б/3", left)
    # The arrival stands last, with the order; the one who left stays in his place.
    names = ("Егорова", "Ёлкин", "Жуков", "Преображенская", "Абрамов")
    assert sorted(names, key=left.index) == list(names)
    assert "прибыл 13.10.2025, пр. № 45" in left
    assert "выбыл(а) 15.01.2026, пр. № 7" in left
    lines = [line for page in pages if "Предмет: Алгебра" in page for line in page.splitlines()]
    struck = [line for line in lines if "—" in line]
    assert all("Жуков Пётр" in line for line in struck), (
        "only the cells of the one who left are struck"
    )
    assert "".join(struck).count("—") == sum(day > date(2026, 1, 15) for day in journal.lessons)


def test_a_group_has_its_own_page_with_pupils_of_this_class_only(journal):
    pages = [page for page in journal.pages if "Предмет: Английский язык (1 группа)" in page]

    assert pages
    for page in pages:
        assert ("Егорова Алёна" in page, "Ёлкин Семён" in page, "Жуков" in page) == (
            True,
            True,
            False,
        )


def test_after_the_periods_last_lesson_plan_and_fact_are_told(journal):
    text = "\n".join(journal.pages)
    planned = sum(day <= date(2025, 10, 24) for day in journal.lessons)

    assert (
        f"I четверть. По плану — {planned} ч, проведено — {planned} ч. Контрольных работ проведено — 1."
        in text
    )
    whole = len(journal.lessons)
    assert (
        f"За год. По плану — {whole} ч, проведено — {whole} ч. Контрольных работ проведено — 1."
        in text
    )


def test_missed_lessons_add_up_as_counted_from_the_database(journal):
    september = next(page for page in journal.pages if "Сентябрь 2025 года" in page)

    assert journal.missed == [5, 2, 1, 2]
    assert re.search("Всего по классу " + " ".join(map(str, [*journal.missed, 1])), september)
    assert re.search(r"1 Егорова Алёна 2н 1б 3 1 2", september)
    assert re.search(r"2 Ёлкин Семён .*1у.* 2 1 1 1", september)

    summary = next(page for page in journal.pages if "Пропущено на одного" in page)
    # Days, days by illness, lessons, lessons by illness, late; the English day of Ёлкин had two lessons.
    assert re.search(r"1 Егорова Алёна 2 1 3 1 2 1 3 1", summary)
    assert re.search(r"Всего по классу 3 1 5 2 1( 0){15} 3 1 5 2 1", summary)


def test_the_contents_name_the_very_pages(journal):
    pages, count = journal.pages, journal.count
    contents = next(page for page in pages if "Наименование предмета" in page)
    rows = re.findall(r"^ ?\d+ (\S.*?) (\d+) (\d+)$", contents, re.MULTILINE)

    assert len(rows) == 7
    for title, first, last in rows:
        parts = [page.split("\n")[0].partition("учебный год ")[2] for page in pages]
        of_title = [n for n, part in enumerate(parts, 1) if part and title.startswith(part[:30])]
        assert of_title == list(range(int(first), int(last) + 1))
    first_subject = int(rows[0][1])
    assert first_subject % 2 == 0, "a spread begins on a left page"
    assert f"Всего страниц — {count}" in contents


def test_the_sewing_page_counts_sheets_in_figures_and_words(journal):
    last = journal.pages[-1]
    sheets = -(-journal.count // 2)
    found = re.search(r"скреплено печатью (\d+) \(([а-яё ]+)\) лист", last.replace("\n", " "))

    assert found
    assert int(found[1]) == sheets
    assert len(found[2].split()) == (1 if sheets % 10 == 0 or sheets < 20 else 2)


def test_the_file_is_an_archive_pdf_with_outline_fonts_and_language(journal):
    path = journal.path
    with pikepdf.open(path) as pdf:
        metadata = str(pdf.Root.Metadata.read_bytes(), "utf-8")
        outline = [item.title for item in pdf.open_outline().root]
        assert "pdfaid" in metadata
        assert re.search(r"part(>|=\")3", metadata)
        assert pdf.Root.OutputIntents
        assert str(pdf.Root.Lang) == "ru"
        assert pdf.docinfo["/Title"] == "Классный журнал 8А, 2025/2026"
    assert outline == [
        "Алгебра",
        "Английский язык (1 группа)",
        "Сведения о количестве уроков, пропущенных обучающимися",
        "Сводная ведомость учёта посещаемости",
        "Сводная ведомость учёта успеваемости обучающихся",
        "Общие сведения об обучающихся",
        "Замечания по ведению журнала",
    ]
    fonts = subprocess.run(
        ["pdffonts", path], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert all("PT-Sans" in line for line in fonts)
    assert all(re.search(r"yes yes yes", line) for line in fonts), (
        "every font is embedded, subset and searchable"
    )


def test_the_same_records_give_the_same_content_hash_and_a_new_mark_another(world):
    before = class_journal(year_of(world))
    assert class_journal(year_of(world)).sha256 == before.sha256
    lesson = world.algebra.lessons.first()
    lesson.topic = "Исправленная тема"
    lesson.save(by=clerk())

    after = class_journal(year_of(world))
    changed = [
        a.title for a, b in zip(after.parts, before.parts, strict=True) if a.sha256 != b.sha256
    ]
    assert (after.sha256 == before.sha256, changed) == (False, ["Алгебра"])


def test_the_summary_sheet_holds_a_block_of_periods_for_every_pupil(world, tmp_path):
    path, _, _ = printed(summary_sheet(year_of(world)), tmp_path)
    text = text_of(path)

    with pikepdf.open(path) as pdf:
        sizes = {tuple(round(float(x)) for x in page.MediaBox) for page in pdf.pages}
    assert sizes == {(0, 0, 842, 595)}
    for row in (
        "I четверть",
        "II четверть",
        "III четверть",
        "IV четверть",
        "Годовая",
        "Экзаменационная",
        "Итоговая",
    ):
        assert len(re.findall(rf"(?<![IV]){row}\b", text)) == 5
    assert "выбыл(а) 15.01.2026, пр. № 7" in text
    assert "Решение" in text
    assert "Директор" in text
    assert "осв" in text


def test_reading_takes_as_many_queries_for_one_pupil_as_for_thirty(
    world, django_assert_num_queries
):
    school_class = SchoolClass.objects.select_related("year__school").get(pk=world.school_class.pk)
    for _ in range(3):
        with django_assert_num_queries(19):
            read_class_year(school_class, now=PRINTED_AT)
        for number in range(10):
            pupil_of(world.school_class, last_name=f"Новиков{number}")


def test_a_class_without_pupils_or_subjects_says_what_is_missing():
    empty = SchoolClassFactory(name="8Ю")
    year = read_class_year(
        SchoolClass.objects.select_related("year__school").get(pk=empty.pk), now=PRINTED_AT
    )
    with pytest.raises(NothingToPrint, match="В классе 8Ю нет учеников"):
        class_journal(year)
    with pytest.raises(NothingToPrint, match="В классе 8Ю нет учеников"):
        summary_sheet(year)
    pupil_of(empty)
    year = read_class_year(
        SchoolClass.objects.select_related("year__school").get(pk=empty.pk), now=PRINTED_AT
    )
    with pytest.raises(NothingToPrint, match="8Ю нет предметов"):
        class_journal(year)
    assert Document.objects.count() == 0
