"""What the hand does to many cells at once: marks in a row, blocks of a spreadsheet, a column filled, steps back and forth."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from journal import actions
from journal.actions import CellChange
from journal.models import AttendanceRecord, Mark, PeriodMark
from tests.factories import (
    NOW,
    HomeroomFactory,
    LessonFactory,
    LineItemFactory,
    LoadFactory,
    SectionFactory,
    StaffFactory,
    class_of,
    pupil_of,
    put_on_list,
    teacher_of,
)
from tests.journal.closed import quarter

CTRL = 2
SAVED = "Всё сохранено"
MONDAY = date(2025, 9, 1)
# A paste as a browser tells of it: what is on the clipboard, at the place that has the focus.
PASTE = """text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture(autouse=True)
def _lesson_time(at):
    at(2025, 9, 15, 8, 20)


@pytest.fixture
def section(request):
    return SectionFactory(students=getattr(request, "param", 4))


@pytest.fixture
def grid(section, open_page):
    """`grid(lesson)` is the spread with the focus in the lesson's first cell, opened by the teacher or by `user`."""

    def open_(lesson, user=None, **options):
        path = reverse("journal:grid", args=[section.pk]) + f"#lesson-{lesson.pk}"
        page = open_page(path, user=user or teacher_of(section), **options)
        page.wait_for_selector("#grid[role=grid]")
        return page

    return open_


def lessons_of(section, many):
    return [LessonFactory(section=section, date=MONDAY + timedelta(days=n)) for n in range(many)]


def students_on(page):
    """Keys of the pupils, from the first row on."""
    return page.evaluate("JSON.parse(document.getElementById('grid-data').textContent).students")


def cell(page, row, column=0):
    return page.locator("#grid tbody tr").nth(row).locator("td").nth(column)


def shown(page, columns=1):
    """What every row shows in its first columns."""
    return page.evaluate(
        """columns => [...document.querySelectorAll("#grid tbody tr")].map(
            (row) => [...row.cells].slice(1, 1 + columns).map((cell) => cell.textContent))""",
        columns,
    )


def values_of(section):
    """What the journal holds: {(student, lesson): "5н"}, empty cells left out."""
    marks = Mark.objects.exclude(code="").values_list("student", "item__lesson", "code")
    away = AttendanceRecord.objects.filter(status="absent").values_list("student", "lesson")
    found = {(student, lesson): code for student, lesson, code in marks}
    for place in away:
        found[place] = found.get(place, "") + "н"
    return found


def saved(page):
    expect(page.locator("#grid-state")).to_have_text(SAVED)


def said(page, text):
    expect(page.locator("#grid-said")).to_contain_text(text)


def russian(page, key, code, modifiers):
    """A key of the Russian layout: the browser is told the letter and the place of the key, as a keyboard does."""
    event = {"key": key, "code": code, "modifiers": modifiers}
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})


def mark(section, lesson, student, value, base=0, by=None):
    [result] = actions.set_cells(
        section=section,
        changes=[CellChange("k", student, lesson.pk, "mark", value, base)],
        by=by or teacher_of(section),
        now=NOW,
    )
    assert result.outcome == "saved"


@pytest.mark.requirement("JRN-2")
@pytest.mark.parametrize("section", [30], indirect=True)
def test_thirty_marks_take_thirty_keys_and_enter(grid, section):
    (lesson,) = lessons_of(section, 1)
    page = grid(lesson)
    page.evaluate(
        "addEventListener('keydown', () => { window.pressed = (window.pressed ?? 0) + 1 }, true)"
    )
    given = ["5", "4", "3", "2", "4", "н"] * 5

    for key in given:
        # Where «н» is, the key has «y».
        page.keyboard.press("y" if key == "н" else key)
    page.keyboard.press("Enter")
    saved(page)

    assert page.evaluate("window.pressed") == 31
    assert shown(page) == [[code] for code in given]
    places = [(student, lesson.pk) for student in students_on(page)]
    assert values_of(section) == dict(zip(places, given, strict=True))


@pytest.mark.requirement("JRN-2")
@pytest.mark.parametrize("section", [30], indirect=True)
def test_a_block_of_thirty_by_five_is_looked_at_written_taken_back_and_given_again(grid, section):
    lessons = lessons_of(section, 5)
    page = grid(lessons[0])
    block = [["5", "4", "3", "н", "4"] for _ in range(30)]
    block[2][1], block[7][4] = "6", "ю"

    page.evaluate(PASTE, "\r\n".join("\t".join(row) for row in block) + "\r\n")

    said(page, "Вставить: подходит 148 из 150. Enter – записать, Esc – оставить как было")
    assert page.locator("#grid td.offered").count() == 148
    assert page.locator("#grid td.misfit").count() == 2
    why = page.locator("#grid-preview .note").all_inner_texts()
    assert [line.split(" – ")[0] for line in why] == [
        "Не подходит, 1: нет такой отметки: «6»",
        "Не подходит, 1: нет такой отметки: «ю»",
    ]
    assert not Mark.objects.exists()

    page.keyboard.press("Enter")
    said(page, "записано 148 из 150")
    saved(page)
    block[2][1] = block[7][4] = ""
    assert shown(page, 5) == block
    written = {
        (student, lesson.pk): code
        for student, row in zip(students_on(page), block, strict=True)
        for lesson, code in zip(lessons, row, strict=True)
        if code
    }
    assert values_of(section) == written

    russian(page, "я", "KeyZ", CTRL)
    said(page, "Отменено: 148 клеток")
    saved(page)
    assert shown(page, 5) == [[""] * 5] * 30
    assert values_of(section) == {}

    page.keyboard.press("Control+Shift+Z")
    said(page, "Возвращено: 148 клеток")
    saved(page)
    assert shown(page, 5) == block
    assert values_of(section) == written


def test_what_does_not_fit_is_told_and_escape_leaves_everything(grid, section):
    days = [date(2025, 9, day) for day in (12, 15, 22)]
    first, *_ = [LessonFactory(section=section, date=day) for day in days]
    put_on_list(section, pupil_of(class_of(section), last_name="Яшин"), starts_on=date(2025, 9, 13))
    mark(section, first, section.enrollments.order_by("pk").first().student_id, "2")
    page = grid(first)
    before = shown(page, 9)

    page.evaluate(PASTE, "5\t5\t5\t5\n" * 6)

    said(page, "Вставить: подходит 9 из 24. Заменит прежнее: 1")
    # The sums beside the lessons are no place for a mark.
    told = "\n".join(page.locator("#grid-preview .note").all_inner_texts())
    assert "Не подходит, 5: урок ещё не проведён" in told
    beyond = "Не подходит, 9: за пределами таблицы – столбец 4 вставки; строка 6 вставки"
    assert beyond in told
    assert "Не подходит, 1: ученик не числится в списке в этот день – Яшин" in told

    page.keyboard.press("Escape")
    said(page, "Оставлено как было")
    assert shown(page, 9) == before
    assert page.locator("#grid :is(.offered, .misfit)").count() == 0
    assert list(values_of(section).values()) == ["2"]
    expect(cell(page, 0)).to_be_focused()


def test_two_marks_in_one_cell_go_to_both_columns_of_a_lesson(grid, section):
    (lesson,) = lessons_of(section, 1)
    for position in range(2):
        LineItemFactory(lesson=lesson, position=position)
    page = grid(lesson)

    page.evaluate(PASTE, "5/4\n3 н\n54\nн/б")

    said(page, "Вставить: подходит 3 из 4")
    page.keyboard.press("Enter")
    saved(page)
    assert shown(page, 2) == [["5", "4"], ["3н", ""], ["5", "4"], ["", ""]]


def test_a_colleague_who_wrote_meanwhile_is_no_less_than_a_step_back(grid, section):
    (lesson,) = lessons_of(section, 1)
    colleague = StaffFactory()
    LoadFactory(section=section, teacher=colleague)
    page = grid(lesson)
    page.keyboard.press("5")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    saved(page)
    mark(section, lesson, students_on(page)[1], "3", base=1, by=colleague.user)

    page.keyboard.press("Control+z")
    note = page.locator("#grid-notes .note")
    expect(note).to_contain_text("вы поставили пусто, а в журнале уже «3»")
    note.get_by_role("button", name="Оставить «3»").click()
    expect(note).to_have_count(0)

    page.keyboard.press("Control+z")
    said(page, "Отменено")
    saved(page)
    assert shown(page)[:2] == [[""], ["3"]]
    page.keyboard.press("Control+z")
    said(page, "Отменять нечего")


@pytest.mark.parametrize("section", [0], indirect=True)
def test_a_pupil_is_found_by_typing(grid, section):
    (lesson,) = lessons_of(section, 1)
    names = [("Абрамов", "Семён"), ("Ермаков", "Пётр"), ("Семаков", "Анна"), ("Семёнов", "Иван")]
    for last, first in names:
        put_on_list(section, pupil_of(class_of(section), last_name=last, first_name=first))
    page = grid(lesson)
    field = page.get_by_role("searchbox", name="Найти ученика")
    found = page.locator("#grid tr.found th")

    page.keyboard.press("/")
    expect(field).to_be_focused()
    field.press_sequentially("СЕМЕ")
    expect(found).to_contain_text("Семёнов Иван")
    said(page, "Семёнов Иван, 1 из 2")
    field.press("ArrowDown")
    expect(found).to_contain_text("Абрамов Семён")
    # The same on the Latin layout, and the surname with the name.
    field.fill("ctv byf")
    expect(page.locator("#grid-said")).to_have_text("Такого ученика в списке нет")
    field.fill("ctv fyy")
    expect(found).to_contain_text("Семаков Анна")
    field.press("Enter")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    saved(page)
    assert shown(page) == [[""], [""], ["5"], [""]]

    # In a cell the point is a code; elsewhere on the page it is the key of «/».
    page.evaluate("document.activeElement.blur()")
    russian(page, ".", "Slash", modifiers=0)
    expect(field).to_be_focused()
    field.fill("ерм")
    expect(found).to_contain_text("Ермаков")
    field.press("Escape")
    expect(cell(page, 3)).to_be_focused()


def test_the_empty_cells_of_who_was_there_are_filled_with_one_mark(grid, section):
    (lesson,) = lessons_of(section, 1)
    page = grid(lesson)

    page.keyboard.press("Control+d")
    said(page, "Поставьте одну отметку")
    page.keyboard.press("y")
    page.keyboard.press("4")
    page.keyboard.press("Control+d")
    said(page, "Заполнить пустые: подходит 2 из 3")
    expect(page.locator("#grid-preview .note")).to_contain_text("не был на уроке («н»)")
    page.keyboard.press("Enter")
    saved(page)

    assert shown(page) == [["н"], ["4"], ["4"], ["4"]]
    page.keyboard.press("Control+z")
    said(page, "Отменено: 2 клетки")
    saved(page)
    assert shown(page) == [["н"], ["4"], [""], [""]]


def test_on_a_phone_a_block_is_pasted_and_taken_back_by_touch(grid, section, accessibility_faults):
    first, _ = lessons_of(section, 2)
    page = grid(first, width=375, has_touch=True)
    tools = page.locator("#grid-tools")

    tools.get_by_role("button", name="Вставить").tap()
    page.locator("#grid-paste").fill("5\t4\n7\t3")
    write = page.get_by_role("button", name="Вставить 3 из 4")
    expect(write).to_be_focused()
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    write.tap()
    saved(page)
    assert shown(page, 2)[:2] == [["5", "4"], ["", "3"]]

    tools.get_by_role("button", name="Отменить").tap()
    said(page, "Отменено: 3 клетки")
    saved(page)
    assert shown(page, 2)[:2] == [["", ""], ["", ""]]
    assert values_of(section) == {}


def test_a_reader_finds_pupils_and_writes_nothing(grid, section):
    (lesson,) = lessons_of(section, 1)
    page = grid(lesson, user=HomeroomFactory(school_class=class_of(section)).teacher.user)

    page.evaluate(PASTE, "5\n4")
    page.keyboard.press("Control+d")
    page.keyboard.press("/")

    expect(page.get_by_role("searchbox", name="Найти ученика")).to_be_focused()
    assert page.locator("#grid-tools button:visible").all_inner_texts() == ["Клетка"]
    assert (shown(page), page.locator("#grid .offered").count()) == ([[""]] * 4, 0)


@pytest.mark.requirement("JRN-2")
def test_a_comment_is_written_and_the_history_read_beside_the_cell_by_keys(grid, section):
    (lesson,) = lessons_of(section, 1)
    page = grid(lesson)
    field = page.get_by_label("Комментарий к отметке, его увидит семья")

    page.keyboard.press("4")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(".")
    page.keyboard.press("ArrowUp")
    saved(page)
    assert shown(page) == [["4"], [". 22.09"], [""], [""]]
    page.keyboard.press("F4")
    expect(field).to_be_focused()
    expect(page.locator("#cell-history li")).to_have_count(1)
    field.fill("не указаны единицы")
    field.press("Enter")
    expect(cell(page, 0)).to_be_focused()
    expect(cell(page, 0).get_by_role("img", name="с комментарием")).to_be_attached()
    saved(page)
    expect(page.locator("#panel")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    said(page, "Ждём ответа до 22 сентября")
    page.keyboard.press("F4")
    expect(page.locator("#panel")).to_contain_text("Ждём ответа до 22 сентября")
    page.keyboard.press("Escape")
    expect(cell(page, 1)).to_be_focused()

    stored = Mark.objects.order_by("-code").values_list("code", "comment", "waits_until")
    assert list(stored) == [("4", "не указаны единицы", None), ("", "", date(2025, 9, 22))]


@pytest.mark.requirement("JRN-6")
def test_a_mark_of_the_period_is_explained_and_its_history_read_beside_the_cell_by_keys(
    grid, section
):
    (lesson,) = lessons_of(section, 1)
    page = grid(lesson)
    field = page.get_by_label("Комментарий к отметке, его увидит семья")

    page.keyboard.press("5")
    page.keyboard.press("Tab")
    expect(page.locator("td.final").first).to_be_focused()
    page.keyboard.press("4")
    page.keyboard.press("Tab")
    expect(page.locator("#grid-notes")).to_contain_text("Предлагается 5, поставлено 4")
    page.locator("td.final").first.focus()
    page.keyboard.press("F4")
    expect(field).to_be_focused()
    expect(page.locator("#cell-history")).to_contain_text("ещё ничего не записывали")
    field.fill("четверть короткая")
    field.press("Enter")
    expect(page.locator("td.final").first).to_be_focused()
    expect(page.locator("#grid-notes")).to_be_empty()
    saved(page)
    page.keyboard.press("F4")
    expect(field).to_have_value("четверть короткая")
    expect(page.locator("#cell-history li")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("td.final").first).to_be_focused()

    assert PeriodMark.objects.values_list("code", "comment").get() == ("4", "четверть короткая")


@pytest.mark.requirement("JRN-6")
def test_a_comment_on_a_mark_whose_answer_was_lost_is_no_conflict_with_oneself(grid, section):
    (lesson,) = lessons_of(section, 1)
    page = grid(lesson)
    final = page.locator("td.final").first
    saving = re.compile(reverse("journal:save_period_marks", args=[section.pk, quarter().pk]))

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route(saving, lose_the_answer)
    page.keyboard.press("Tab")
    expect(final).to_be_focused()
    with page.expect_event("requestfailed"):
        page.keyboard.press("4")
        page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    expect(final).to_be_focused()
    page.keyboard.press("F4")
    field = page.get_by_label("Комментарий к отметке, его увидит семья")
    expect(field).to_be_focused()
    field.fill("четверть короткая")
    field.press("Enter")
    expect(final).to_be_focused()
    page.unroute(saving)
    saved(page)

    expect(page.locator("#grid-notes")).to_be_empty()
    assert PeriodMark.objects.values_list("code", "comment").get() == ("4", "четверть короткая")


@pytest.mark.requirement("JRN-2")
def test_what_a_colleague_writes_appears_without_a_reload_and_leaves_the_hand_alone(grid, section):
    (lesson,) = lessons_of(section, 1)
    page = grid(lesson)
    pupils = students_on(page)
    page.keyboard.press("ArrowDown")
    expect(cell(page, 1)).to_be_focused()
    changes = [CellChange("k", pupils[0], lesson.pk, "mark", "4", 0)]
    actions.set_cells(section=section, changes=changes, by=teacher_of(section), now=NOW)

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(cell(page, 0)).to_have_text("4")
    expect(cell(page, 0)).to_have_class("fresh")
    expect(cell(page, 1)).to_be_focused()
    # The page knows the version it holds: its own change is no conflict.
    page.keyboard.press("ArrowUp")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    saved(page)
    expect(page.locator("#grid-notes .note")).to_have_count(0)
    assert Mark.objects.get().code == "5"
