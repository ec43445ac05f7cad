"""Pure rules of printing: words of numbers, fitting, order of the list, spreads, absences."""

from datetime import date

import pytest

from reports.printing.absences import PupilDay
from reports.printing.class_year import Term
from reports.printing.fitting import lines, width, wrap
from reports.printing.grids import CELL, spaced
from reports.printing.roster import Stay, by_order, in_list_order, notes
from reports.printing.summary import SummarySheet
from reports.printing.words import in_words

FIRST = date(2025, 9, 1)
LAST = date(2026, 5, 26)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "ноль"),
        (1, "один"),
        (11, "одиннадцать"),
        (20, "двадцать"),
        (66, "шестьдесят шесть"),
        (96, "девяносто шесть"),
        (100, "сто"),
        (115, "сто пятнадцать"),
        (242, "двести сорок два"),
        (1000, "одна тысяча"),
        (2001, "две тысячи один"),
        (5012, "пять тысяч двенадцать"),
        (11_000, "одиннадцать тысяч"),
        (21_340, "двадцать одна тысяча триста сорок"),
        (999_999, "девятьсот девяносто девять тысяч девятьсот девяносто девять"),
    ],
)
def test_a_number_in_words(number, words):
    assert in_words(number) == words


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_a_number_out_of_range_is_refused(number):
    with pytest.raises(ValueError, match="is not between"):
        in_words(number)


def test_a_double_barrelled_name_is_broken_after_its_hyphen():
    assert wrap("Константинопольская-Преображенская Александра", 48, 8) == [
        "Константинопольская-",
        "Преображенская Александра",
    ]


def test_a_word_wider_than_its_column_is_broken_and_keeps_every_letter():
    word = "Ё" * 60
    found = wrap(word, 30, 8)
    assert "".join(found) == word
    assert all(width(line, 8) <= 30 for line in found)


def test_an_empty_text_takes_no_lines():
    assert lines("", 30, 8) == 0


def test_cells_stand_in_the_middle_of_their_columns():
    texts = ["5", "", "н", "5/4", "", "ну", "4", "оп"]
    line = spaced(texts, [5.71] * 8, CELL)
    assert line.split() == [text for text in texts if text]

    step = CELL.space * CELL.size * 25.4 / 72
    pen, found = 0.0, []
    for text in line.replace(" ", "\0 \0").split("\0"):
        if text == " ":
            pen += step
        elif text:
            found.append((text, pen + CELL.width(text) / 2))
            pen += CELL.width(text)
    middles = [5.71 * (column + 0.5) for column, text in enumerate(texts) if text]
    assert [
        round(abs(at - middle), 1) <= 0.3 for (_, at), middle in zip(found, middles, strict=True)
    ] == [True] * 6


def test_arrivals_stand_at_the_end_of_the_list_as_they_came():
    def stay(student, first):
        return Stay(student, Term(first, None), "", "")

    alphabetical = [
        stay(1, date(2025, 12, 1)), stay(2, FIRST), stay(3, date(2025, 10, 1)), stay(4, date(2019, 9, 1))
    ]  # fmt: skip
    assert [own[0].student for own in in_list_order(alphabetical, FIRST)] == [2, 4, 3, 1]


def test_notes_tell_of_coming_and_leaving_with_orders():
    came = [Stay(1, Term(date(2025, 10, 12), date(2026, 1, 15)), "45", "№ 7 от 14.01.2026")]
    assert notes(came, "male", FIRST, LAST, date(2026, 6, 1)) == (
        "прибыл 12.10.2025, пр. № 45",
        "выбыл 15.01.2026, пр. № 7 от 14.01.2026",
    )


def test_a_term_that_ends_with_the_year_or_later_than_today_is_no_leaving():
    stays = [Stay(1, Term(FIRST, LAST), "", "")]
    assert notes(stays, "female", FIRST, LAST, date(2026, 6, 1)) == ()
    ahead = [Stay(1, Term(FIRST, date(2026, 1, 15)), "", "7")]
    assert notes(ahead, "female", FIRST, LAST, date(2025, 12, 1)) == ()


def test_an_order_without_a_number_is_not_named():
    assert by_order("") == ""


@pytest.mark.parametrize(
    ("lessons", "missed", "is_missed", "is_ill", "text"),
    [
        (6, {"illness": 6, "excused": 0, "": 0}, True, True, "6б"),
        (6, {"illness": 5, "excused": 0, "": 1}, True, False, "5б 1н"),
        (6, {"illness": 0, "excused": 2, "": 0}, False, False, "2у"),
        (0, {"illness": 0, "excused": 0, "": 0}, False, False, ""),
    ],
)
def test_a_day_is_missed_only_when_every_lesson_was(lessons, missed, is_missed, is_ill, text):
    day = PupilDay(lessons=lessons, missed=missed)
    assert (day.is_missed, day.is_ill, day.text) == (is_missed, is_ill, text)


@pytest.mark.parametrize(
    ("title", "size", "count"),
    [
        ("Алгебра", "", 1),
        ("Основы безопасности и защиты Родины", "", 1),
        ("Основы духовно-нравственной культуры народов России", "", 2),
        ("Основы " + "безопасной и здоровой жизни " * 4, "small", 3),
    ],
)
def test_a_long_subject_is_whole_in_the_head_of_the_summary_sheet(title, size, count):
    sheet = SummarySheet(subjects=(title,), blocks=(), column=6.6, is_last=True)
    [(found, lines)] = sheet.heads
    assert (found, len(lines)) == (size, count)
    assert " ".join(lines).replace("- ", "-") == title.strip()
