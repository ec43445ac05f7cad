"""The spread by keys, as a teacher works between two bells; and what it says when something is in the way."""

import re
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from journal import actions
from journal.actions import CellChange, PeriodMarkChange
from journal.models import AttendanceRecord, DailyAbsence, Lesson, Mark, PeriodMark
from school.models import GradingPeriod, Student
from tests.factories import (
    NOW,
    HomeroomFactory,
    LessonFactory,
    LoadFactory,
    SectionFactory,
    StaffFactory,
    class_of,
    clerk,
    pupil_of,
    put_on_list,
    teacher_of,
)

SAVED = "Всё сохранено"


@pytest.fixture(autouse=True)
def _lesson_time(at):
    at(2025, 9, 15, 8, 20)


@pytest.fixture
def section(request):
    return SectionFactory(students=getattr(request, "param", 3))


@pytest.fixture
def grid(section, lesson, open_page):
    """`grid()` is the spread opened by the teacher of the section, or by `user`; the first cell of the lesson has focus."""

    def open_(user=None, **options):
        path = reverse("journal:grid", args=[section.pk]) + f"#lesson-{lesson.pk}"
        page = open_page(path, user=user or teacher_of(section), **options)
        page.wait_for_selector("#grid[role=grid]")
        return page

    return open_


# Keys of the Russian layout: Chromium is told the letter and the place of the key, as a keyboard does.
RUSSIAN = {"н": "KeyY", "о": "KeyJ", "с": "KeyC", "в": "KeyD"}


def press(page, *keys):
    for key in keys:
        if key in RUSSIAN:
            keyboard = page.context.new_cdp_session(page)
            event = {"key": key, "code": RUSSIAN[key], "text": key}
            keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
            keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
        else:
            page.keyboard.press(key)


def saved(page):
    expect(page.locator("#grid-state")).to_have_text(SAVED)


def cell(page, row, column=0):
    return page.locator("#grid tbody tr").nth(row).locator("td").nth(column)


def pupils_of(section):
    return [
        row.student
        for row in section.enrollments.select_related("student__user").order_by(
            "student__user__last_name"
        )
    ]


@pytest.mark.requirement("JRN-1")
@pytest.mark.requirement("JRN-2")
@pytest.mark.parametrize("section", [30], indirect=True)
def test_by_keys_alone_one_pupil_is_absent_and_thirty_marks_are_given(grid, section, lesson):
    page = grid()
    given = ["5", "4", "3", "2", "4"] * 6

    press(page, "н", "Enter", "ArrowUp")
    for mark in given:
        press(page, mark, "Enter")
    saved(page)
    page.reload()

    assert [cell(page, n).inner_text() for n in range(1, 30)] == given[1:]
    assert cell(page, 0).inner_html() == "5<i>н</i>"
    stored = dict(Mark.objects.filter(item__lesson=lesson).values_list("student", "code"))
    assert [stored[pupil.pk] for pupil in pupils_of(section)] == given
    assert list(AttendanceRecord.objects.values_list("student", "status")) == [
        (pupils_of(section)[0].pk, "absent")
    ]


def test_the_sheet_adds_up_as_the_server_does(grid, section):
    LessonFactory(section=section, date=NOW.date().replace(day=8))
    page = grid()

    press(page, "5", "ArrowLeft", "4", "Enter", "н", "Tab", "2", "Enter")
    saved(page)
    counted = (
        page.locator("#grid tbody tr").nth(0).inner_text(),
        page.locator("#grid tbody tr").nth(1).inner_text(),
    )
    feet = page.locator("#grid tfoot").inner_text()
    heads = page.locator("#grid thead").inner_text()
    page.reload()

    rows = page.locator("#grid tbody tr")
    assert (rows.nth(0).inner_text(), rows.nth(1).inner_text()) == counted
    assert page.locator("#grid tfoot").inner_text() == feet
    assert page.locator("#grid thead").inner_text() == heads
    assert "4,50\t4,50\t2\t0\t5" in counted[0]


def test_letters_are_read_on_a_latin_layout_and_delete_clears(grid):
    page = grid()

    press(page, "y", "Enter", "5", "Enter", "ArrowUp", "Delete")
    saved(page)

    assert (cell(page, 0).inner_text(), cell(page, 1).inner_text()) == ("н", "")
    page.reload()
    assert (cell(page, 0).inner_text(), cell(page, 1).inner_text()) == ("н", "")


def test_escape_leaves_the_cell_as_it_was(grid):
    page = grid()

    press(page, "5", "Escape")

    assert cell(page, 0).inner_text() == ""
    assert not Mark.objects.exists()


def away_in_row(page, row, lesson):
    """The pupil of that row, of whom the homeroom teacher says by now that he is ill."""
    students = page.evaluate(
        "JSON.parse(document.getElementById('grid-data').textContent).students"
    )
    ill = Student.objects.select_related("user").get(pk=students[row])
    line = DailyAbsence(
        student=ill, starts_on=lesson.date, ends_on=lesson.date, reason=DailyAbsence.Reason.ILLNESS
    )
    line.save(by=clerk(), now=NOW)
    return ill


@pytest.mark.requirement("JRN-1")
def test_space_says_that_all_are_present_but_who_is_known_to_be_away_and_is_taken_back(
    grid, section, lesson
):
    page = grid()
    ill = away_in_row(page, 1, lesson)
    register = page.locator("#grid tfoot tr").first.locator("td").first
    said = page.locator("#grid-said")

    press(page, "Space")
    expect(register).to_have_text("−1")
    expect(cell(page, 1)).to_have_text("б")
    expect(said).to_contain_text(f"{ill.user.list_name} болеет по 15")
    saved(page)
    # Said again it is no other step: the register is still what is taken back.
    press(page, "Space")
    expect(said).to_contain_text("присутствие уже отмечено")
    saved(page)
    press(page, "Control+z")
    expect(register).to_have_text("нет")
    expect(cell(page, 1)).to_have_text("")
    expect(said).to_have_text("Отменено: «все присутствуют», 15 сентября")
    saved(page)
    lesson.refresh_from_db()
    assert lesson.attendance_taken_at is None
    press(page, "Control+y")
    expect(register).to_have_text("−1")
    expect(cell(page, 1)).to_have_text("б")
    saved(page)

    lesson.refresh_from_db()
    assert lesson.attendance_taken_at is not None
    assert AttendanceRecord.objects.get(student=ill).version == 3


@pytest.mark.requirement("JRN-1")
def test_space_taken_back_before_its_answer_leaves_the_register_open(grid, section, lesson):
    page = grid()
    away_in_row(page, 0, lesson)
    register = page.locator("#grid tfoot tr").first.locator("td").first

    with page.expect_request("**/attendance/"):
        press(page, "Space")
    press(page, "Control+z")
    expect(register).to_have_text("нет")
    saved(page)
    expect(cell(page, 0)).to_have_text("")

    lesson.refresh_from_db()
    assert lesson.attendance_taken_at is None


def test_of_two_teachers_who_write_one_cell_the_second_sees_both_values(grid, section, lesson):
    colleague = StaffFactory()
    LoadFactory(section=section, teacher=colleague)
    first, second = grid(), grid(user=colleague.user)

    press(first, "5", "Enter")
    saved(first)
    press(second, "3", "Enter")
    note = second.locator("#grid-notes .note")
    note.wait_for()

    author = teacher_of(section).full_name
    text = note.inner_text()
    assert "вы поставили «3»" in text
    assert f"а в журнале уже «5» ({author}, 15.09, 8:20)" in text
    assert Mark.objects.get().code == "5"

    note.get_by_role("button", name="Записать «3»").click()
    saved(second)
    assert Mark.objects.get().code == "3"
    expect(note).to_have_count(0)
    assert list(Mark.history.order_by("history_id").values_list("code", "history_author")) == [
        ("5", author),
        ("3", colleague.user.full_name),
    ]


def test_in_a_conflict_the_others_value_may_stay(grid, section):
    colleague = StaffFactory()
    LoadFactory(section=section, teacher=colleague)
    first, second = grid(), grid(user=colleague.user)
    press(first, "5", "Enter")
    saved(first)
    press(second, "3", "Enter")

    second.get_by_role("button", name="Оставить «5»").click()

    expect(cell(second, 0)).to_have_text("5")
    press(second, "4", "Enter")
    saved(second)
    assert Mark.objects.get().code == "4"


def test_a_refused_value_says_why_and_can_be_taken_away(grid):
    page = grid()

    press(page, "7", "Enter")
    note = page.locator("#grid-notes .note")
    note.wait_for()

    assert (
        "не принято. «7» — не отметка этого курса. Есть отметки: 5, 4, 3, 2, 1."
        in note.inner_text()
    )
    expect(cell(page, 0)).to_have_class("refused")
    note.get_by_role("button", name="Убрать").click()
    expect(note).to_have_count(0)
    expect(cell(page, 0)).to_have_text("")


def test_a_pupil_who_is_not_on_the_list_that_day_has_no_cell(grid, section):
    late = pupil_of(class_of(section), last_name="Яшин")
    put_on_list(section, late, starts_on=NOW.date().replace(day=20))
    page = grid()

    cell(page, 3).click()
    press(page, "5", "Enter")

    assert not Mark.objects.exists()


def test_without_a_network_changes_wait_are_counted_and_go_by_themselves(grid):
    page = grid()
    page.context.set_offline(True)

    press(page, "5", "Enter", "4", "Enter")
    expect(page.locator("#grid-state")).to_contain_text("нет связи с сервером. Ждут отправки: 2")
    expect(cell(page, 0)).to_have_class("waiting")

    page.context.set_offline(False)
    saved(page)
    assert sorted(Mark.objects.values_list("code", flat=True)) == ["4", "5"]
    expect(cell(page, 0)).not_to_have_attribute("class", re.compile(""))


def test_topic_and_homework_are_written_beside_the_sheet(grid, lesson):
    page = grid()

    page.locator("#grid thead a").first.click()
    page.get_by_label("Тема урока").fill("Корень уравнения")
    page.get_by_label("Тема урока").press("Tab")
    page.get_by_text("Сохранено в").wait_for()
    page.get_by_label("Домашнее задание").fill("§ 7, № 1–5")
    page.get_by_label("Домашнее задание").press("Tab")
    expect(page.locator("#grid tfoot tr").nth(2).locator("td")).to_have_text("✓")

    lesson.refresh_from_db()
    assert (lesson.topic, lesson.homework.text) == ("Корень уравнения", "§ 7, № 1–5")
    expect(page.locator("#grid tfoot tr").nth(1).locator("td").first).to_have_text("✓")
    assert f"lesson={lesson.pk}" in page.url


def test_a_second_kind_of_work_adds_a_column(grid, lesson):
    page = grid()
    press(page, "5", "Enter")
    saved(page)

    page.locator("#grid thead a").first.click()
    page.locator("#add-type").select_option(label="Диктант, вес 4")
    with page.expect_navigation():
        page.get_by_role("button", name="Добавить столбец").click()
    page.wait_for_selector("#grid[role=grid]")

    letters = page.locator("#grid thead tr").nth(2).locator("th").all_inner_texts()
    assert letters == ["Ученик", "У", "Д"]


@pytest.mark.requirement("JRN-6")
def test_a_period_mark_is_set_beside_the_proposed_one(grid, section, lesson):
    pupil = pupils_of(section)[0]
    actions.set_cells(
        section=section,
        changes=[CellChange("k", pupil.pk, lesson.pk, "mark", "4", 0)],
        by=teacher_of(section),
        now=NOW,
    )
    page = grid()

    press(page, "Control+End")
    press(page, "ArrowUp", "ArrowUp", "4", "Enter", "о", "с", "в", "Enter")
    saved(page)
    page.reload()

    shown = [cell(page, n, 6).inner_text() for n in range(2)]
    assert (cell(page, 0, 5).inner_text(), shown) == ("4", ["4", "осв"])


@pytest.mark.requirement("JRN-6")
def test_on_the_last_page_the_year_is_marked_beside_its_proposal(grid, section, at):
    at(2026, 5, 26, 8, 20)
    pupil = pupils_of(section)[0]
    for period in GradingPeriod.objects.order_by("number"):
        actions.set_period_marks(
            section=section,
            kind="period",
            period=period,
            changes=[PeriodMarkChange("k", pupil.pk, "5", 0, "По итогам периода")],
            by=teacher_of(section),
            now=NOW.replace(year=2026, month=5, day=26),
        )
    LessonFactory(section=section, date=date(2026, 5, 25))
    page = grid()

    press(page, "End", "5", "Enter")
    saved(page)
    page.reload()

    assert [cell(page, 0, n).inner_text() for n in (6, 7, 8)] == ["5", "5", "5"]
    assert PeriodMark.objects.get(kind="year").code == "5"


def test_after_signing_out_elsewhere_changes_wait_for_the_person_to_come_back(grid, live_server):
    page = grid()
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")

    press(page, "5", "Enter")
    expect(page.locator("#grid-state")).to_contain_text("вы вышли из журнала")
    assert not Mark.objects.exists()

    page.context.add_cookies(cookies)
    saved(page)
    assert Mark.objects.get().code == "5"


def test_whoever_types_again_after_a_conflict_writes_over_it(grid, section):
    colleague = StaffFactory()
    LoadFactory(section=section, teacher=colleague)
    first, second = grid(), grid(user=colleague.user)
    press(first, "5", "Enter")
    saved(first)
    press(second, "3", "Enter")
    second.locator("#grid-notes .note").wait_for()

    press(second, "ArrowUp", "4", "Enter")
    saved(second)

    expect(second.locator("#grid-notes .note")).to_have_count(0)
    assert Mark.objects.get().code == "4"


def test_a_reader_walks_the_sheet_but_types_nothing(grid, section):
    page = grid(user=HomeroomFactory(school_class=class_of(section)).teacher.user)

    press(page, "5", "Enter", "Space", "Delete")

    assert page.locator("#grid").get_attribute("aria-readonly") == "true"
    assert "Только просмотр" in page.locator("#grid-state").inner_text()
    assert (
        Mark.objects.count(),
        Lesson.objects.filter(attendance_taken_at__isnull=False).count(),
    ) == (0, 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_journal_pages_are_accessible_and_fit(
    open_page, accessibility_faults, section, lesson, width, scheme
):
    user = teacher_of(section)
    for path in (
        reverse("journal:today"),
        reverse("journal:sections"),
        reverse("journal:lesson", args=[lesson.pk]),
        reverse("journal:grid", args=[section.pk]),
    ):
        page = open_page(path, user=user, width=width, color_scheme=scheme)
        spill = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (path, accessibility_faults(page), spill) == (path, [], 0)


def test_the_sheet_is_accessible_with_a_conflict_a_refusal_and_an_open_lesson(
    grid, section, accessibility_faults
):
    colleague = StaffFactory()
    LoadFactory(section=section, teacher=colleague)
    first, page = grid(), grid(user=colleague.user)
    press(first, "5", "Enter")
    saved(first)
    press(page, "3", "Enter", "8", "Enter")
    page.locator("#grid-notes .note").nth(1).wait_for()
    page.locator("#grid thead a").first.click()
    page.get_by_label("Тема урока").wait_for()
    press(page, "Escape")
    page.locator("#grid thead a").first.click()
    page.get_by_label("Тема урока").wait_for()

    assert accessibility_faults(page) == []
