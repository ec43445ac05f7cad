"""Spreadsheets as files: cells come back as they were, nothing becomes a formula, what is too large is not read."""

import unicodedata
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from exchange import sheets
from exchange.lists import LISTS, list_csv, list_workbook, open_list
from exchange.lists.columns import LOAD, STAFF
from exchange.neutral import FORMULA_BEGINS, neutral, restored
from exchange.problems import Unreadable

pytestmark = pytest.mark.requirement("SCH-17")

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]) | st.sampled_from("=+-@'\t;\",\n"), max_size=40
)  # fmt: skip
TOUCHY = [
    "=1+1",
    "+7 900 123-45-67",
    "-5",
    "@SUM(A1)",
    "'quoted",
    "''=x",
    '=HYPERLINK("a")',
    "—",
    'a;b,"c"',
]


def plain(text):
    return " ".join(unicodedata.normalize("NFC", text).split())


def through(data, name, tmp_path, form=STAFF):
    path = tmp_path / name
    path.write_bytes(data)
    return open_list(path, form=form)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_a_neutral_text_is_no_formula_and_reads_back(text):
    told = neutral(text)

    assert not told.startswith(FORMULA_BEGINS)
    assert restored(told) == text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(*[TEXTS] * 3), min_size=1, max_size=5))
def test_cells_read_back_equal_through_csv_and_xlsx(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("lists")
    width = len(STAFF.columns)
    full = [[*("x" for _ in range(width - 3)), *row] for row in rows]
    titles = [one.title for one in STAFF.columns]
    want = [{k: v for k, v in zip(titles, map(plain, row), strict=True) if v} for row in full]

    for name, data in (("a.csv", list_csv(STAFF, full)), ("a.xlsx", list_workbook(STAFF, full))):
        table = through(data, name, folder)
        assert [row.values for row in table.rows] == want, name
        assert table.refused == []


@pytest.mark.parametrize("text", TOUCHY)
def test_no_cell_of_a_list_is_run_as_a_formula(text):
    width = len(STAFF.columns)
    row = [text] * width

    book = load_workbook(BytesIO(list_workbook(STAFF, [row])))
    assert [(cell.value, cell.data_type) for cell in book[STAFF.title][2]] == [(text, "s")] * width
    line = list_csv(STAFF, [row]).decode("utf-8-sig").split("\r\n")[1]
    assert not line.lstrip('"').startswith(FORMULA_BEGINS)


@pytest.mark.parametrize("form", LISTS.values(), ids=lambda form: form.kind)
def test_an_empty_blank_reads_as_a_list_without_lines(form, tmp_path):
    for name, data in (("a.xlsx", list_workbook(form)), ("a.csv", list_csv(form))):
        table = through(data, name, tmp_path, form)
        assert (table.rows, table.refused, table.warnings) == ([], [], [])


def book_of(*rows, tmp_path):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_what_people_type_into_a_workbook_is_read_as_they_see_it(tmp_path):
    path = book_of(
        ["Класс", "Предмет", "Учитель", "Часов в неделю", "С какого дня"],
        ["7А", "Алгебра", 104, 2.5, datetime.fromisoformat("2025-09-01")],
        [],
        ["7Б", "Алгебра", 104.0, Decimal("3.0"), date(2025, 9, 1)],
        tmp_path=tmp_path,
    )

    table = open_list(path, form=LOAD)

    assert [(row.line, row["Учитель"], row["Часов в неделю"], row["С какого дня"]) for row in table.rows] == [
        (2, "104", "2.5", "01.09.2025"), (4, "104", "3", "01.09.2025"),
    ]  # fmt: skip


def test_a_formula_is_named_by_its_cell_and_the_other_lines_are_read(tmp_path):
    path = book_of(
        ["Класс", "Предмет", "Часов в неделю"],
        ["7А", "Алгебра", "=1+2"],
        ["7А", "Химия", 2],
        tmp_path=tmp_path,
    )

    table = open_list(path, form=LOAD)

    assert [str(one) for one in table.refused] == [
        "a.xlsx, строка 2, столбец «Часов в неделю»: формула вместо значения. Впишите само значение."
    ]
    assert [row.line for row in table.rows] == [3]


def test_a_list_in_windows_1251_is_read_and_told(tmp_path):
    data = list_csv(LOAD, [["7А", "Алгебра", "", "ivanova", "3", ""]]).decode("utf-8-sig")

    table = through(data.encode("cp1251"), "a.csv", tmp_path, LOAD)

    assert [row["Предмет"] for row in table.rows] == ["Алгебра"]
    assert "windows-1251" in str(table.warnings[0])


def test_columns_are_found_whatever_their_order_and_unknown_ones_are_told(tmp_path):
    path = book_of(
        ["предмет", "СНИЛС", "Часов в недлю", "КЛАСС"], ["Алгебра", "1", 3, "7А"], tmp_path=tmp_path
    )  # fmt: skip

    table = open_list(path, form=LOAD)

    assert [str(one) for one in table.warnings] == [
        "a.xlsx, строка 1, столбец «СНИЛС»: столбец не загружается: его нет в формате.",
        "a.xlsx, строка 1, столбец «Часов в недлю»: прочитан как «Часов в неделю».",
    ]
    assert table.rows[0]["Часов в неделю"] == "3"


def test_a_list_without_a_column_that_must_be_there_is_refused(tmp_path):
    path = book_of(["Класс", "Предмет"], ["7А", "Алгебра"], tmp_path=tmp_path)

    with pytest.raises(Unreadable, match="«Часов в неделю»: столбца нет"):
        open_list(path, form=LOAD)


def packed(tmp_path, files):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_bombs_and_broken_books_are_refused_in_words(tmp_path, monkeypatch):
    bomb = packed(tmp_path, {"xl/worksheets/sheet1.xml": b"0" * 20_000_000})
    with pytest.raises(Unreadable, match="сжат в"):
        open_list(bomb, form=LOAD)
    entities = packed(tmp_path, {"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
    with pytest.raises(Unreadable, match="объявления"):
        open_list(entities, form=LOAD)
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(Unreadable, match="повреждена"):
        open_list(tmp_path / "b.xlsx", form=LOAD)
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    long = book_of(["Класс", "Предмет", "Часов в неделю"], *[["7А", "х", 1]] * 5, tmp_path=tmp_path)
    with pytest.raises(Unreadable, match="строк больше 3"):
        open_list(long, form=LOAD)
