"""An empty school is set up by pages alone, as its director would: nothing but clicks and typing (SCH-1, 3, 5, 8, 10).

Steps are functions over an open page.
"""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.models import Appointment, Role
from journal.models import Lesson
from school.models import (
    BellSchedule,
    CourseSection,
    School,
    SchoolClass,
    TeachingLoad,
    Timetable,
    TimetableEntry,
)
from tests.accounts.factors import application_of
from tests.factories import NOW, UserFactory, appointed, clerk

pytestmark = [
    pytest.mark.requirement(name) for name in ("SCH-1", "SCH-3", "SCH-5", "SCH-8", "SCH-10")
]

TEACHERS = ("Абрамова", "Белова", "Волков", "Громова", "Дёмина", "Ершов")
HOURS = {
    "Русский язык": "4", "Литература": "2", "Английский язык": "3", "Алгебра": "3",
    "Геометрия": "2", "История": "2", "Биология": "1", "Физическая культура": "2,5",
}  # fmt: skip
# Who teaches what: the place in TEACHERS by subject.
LOAD = dict(zip(HOURS, (0, 0, 1, 2, 2, 3, 4, 5), strict=True))


RINGS = ("08:30", "09:15", "09:25", "10:10", "10:30", "11:15", "11:35", "12:20", "12:30", "13:15")
# The week of the second class begins as many lessons later.
LESSONS_A_DAY, DAYS, TURN = 4, 5, 4

# The keystroke-level model (Card, Moran, Newell): to point, to press, to think before an answer, to type one sign.
POINT, PRESS, THINK, TYPE = 1.1, 0.2, 1.35, 0.28
FIFTEEN_MINUTES = 900


@dataclass
class Hand:
    """What the person does, and how many seconds a person of usual skill needs for it."""

    actions: int = 0
    seconds: float = 0

    def _took(self, seconds):
        self.actions += 1
        self.seconds += seconds

    def open(self, page, path):
        """A page of the menu: the entry, then its tab."""
        self._took(2 * (THINK + POINT + PRESS))
        page.goto(path)

    def click(self, locator):
        self._took(THINK + POINT + PRESS)
        locator.click()

    def fill(self, locator, value):
        """The next field of a form is reached by Tab."""
        self._took(TYPE * (len(value) + 1))
        locator.fill(value)

    def choose(self, locator, label=None, value=None):
        """A list is opened and its line is clicked."""
        self._took(THINK + 2 * (POINT + PRESS))
        locator.select_option(label=label, value=value)


def director():
    """Appointed in the summer, as the year is set up before it begins; with a second factor, as any new school asks."""
    user = UserFactory()
    application_of(user)
    Appointment(user=user, role=Role.DIRECTOR, starts_on=date(2025, 8, 1)).save(by=clerk(), now=NOW)
    return user


def name_school(page, hand):
    hand.fill(page.get_by_label("Краткое название"), "Школа № 12")
    hand.fill(page.get_by_label("Полное название"), "МБОУ «Школа № 12» города Рязани")
    hand.click(page.get_by_role("button", name="Сохранить"))
    expect(page.get_by_text("Карточка школы записана.")).to_be_visible()


def make_year(page, hand):
    """The school's card leads on to the year where there is none."""
    expect(page.locator("h1")).to_have_text("Новый учебный год")
    hand.choose(page.get_by_label("Начинается 1 сентября"), "2025 года")
    hand.click(page.get_by_role("button", name="Создать"))
    expect(page.get_by_text("Учебный год 2025/2026 создан.")).to_be_visible()


def hang_bells(page, hand):
    hand.open(page, "/school/year/bells/")
    hand.click(page.get_by_role("link", name="Добавить звонки"))
    hand.fill(page.get_by_label("Название"), "I смена")
    for line, (start, end) in enumerate(zip(RINGS[::2], RINGS[1::2], strict=True), start=1):
        hand.fill(page.get_by_label(f"Урок, строка {line}"), str(line))
        hand.fill(page.get_by_label(f"Начало, строка {line}"), start)
        hand.fill(page.get_by_label(f"Конец, строка {line}"), end)
    hand.click(page.get_by_role("button", name="Сохранить"))
    expect(page.get_by_role("heading", name="I смена")).to_be_visible()


def hire_teachers(page, hand):
    for name in TEACHERS:
        hand.open(page, "/school/staff/hire/")
        hand.fill(page.get_by_label("Фамилия"), name)
        hand.fill(page.get_by_label("Имя", exact=True), "Вера")
        hand.fill(page.get_by_label("Должность"), "учитель")
        hand.fill(page.get_by_label("Принят с"), "2025-08-27")
        hand.fill(page.get_by_label("Номер приказа"), "1-к")
        hand.fill(page.get_by_label("Дата приказа"), "2025-08-27")
        hand.click(page.get_by_role("button", name="Оформить приём"))
        expect(page.locator("h1")).to_contain_text(name)


def take_subjects(page, hand):
    hand.open(page, "/school/year/subjects/")
    hand.click(page.get_by_role("link", name="Добавить из федерального плана"))
    hand.click(page.get_by_role("button", name="Добавить отмеченные"))
    expect(page.get_by_text("Предметы добавлены.")).to_be_visible()


def make_class(page, hand, grade, letter):
    hand.open(page, "/school/classes/setup/")
    hand.click(page.get_by_role("link", name="Новый класс"))
    hand.choose(page.get_by_label("Параллель"), grade)
    hand.fill(page.get_by_label("Литера"), letter)
    hand.choose(page.get_by_label("Классный руководитель"), f"{TEACHERS[0]} Вера")
    hand.click(page.get_by_role("button", name="Создать"))
    expect(page.locator("h1")).to_have_text(f"Предметы и группы {grade}{letter}")
    for subject, hours in HOURS.items():
        hand.fill(page.get_by_label(subject, exact=True), hours)
    hand.click(page.get_by_role("button", name="Добавить предметы с часами"))
    expect(page.get_by_text("Предметы добавлены.")).to_be_visible()


def give_load(page, hand, name):
    hand.click(
        page.get_by_role("navigation", name="Страницы класса").get_by_role("link", name="Нагрузка")
    )
    expect(page.locator("h1")).to_have_text(f"Нагрузка {name}")
    for subject, place in LOAD.items():
        choice = page.get_by_label(f"Новый учитель: {name}, {subject}")
        value = choice.locator("option", has_text=TEACHERS[place]).get_attribute("value")
        hand.choose(choice, value=value)
    hand.click(page.get_by_role("button", name="Записать нагрузку"))
    expect(page.get_by_text("Нагрузка записана.")).to_be_visible()


def week_of(turn):
    """The hours of a class as (weekday, number, subject); the other class has its week turned, so that no teacher clashes."""
    hours = [name for name, number in HOURS.items() for _ in range(int(number[0]))]
    hours = (hours[::2] + hours[1::2])[: LESSONS_A_DAY * DAYS]
    hours = hours[turn:] + hours[:turn]
    places = [(day, hour) for day in range(1, DAYS + 1) for hour in range(1, LESSONS_A_DAY + 1)]
    return [(*place, subject) for place, subject in zip(places, hours, strict=False)]


DAY_NAMES = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница")


def fill_week(page, hand, turn):
    """A lesson is put and the next hour of the day comes up by itself."""
    for day, number, subject in week_of(turn):
        title = f"{DAY_NAMES[day - 1]}, {number}-й урок"
        if number == 1:
            hand.click(page.get_by_role("link", name=title))
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        choice = page.locator("#id_section")
        value = choice.locator("option", has_text=subject).first.get_attribute("value")
        hand.choose(choice, value=value)
        hand.click(page.get_by_role("button", name="Поставить, дальше следующий"))
        next_one = f"{DAY_NAMES[day - 1]}, {number + 1}-й урок"
        expect(page.get_by_role("heading", name=next_one)).to_be_visible()


def arrange_timetable(page, hand):
    hand.open(page, "/school/timetable/versions/")
    hand.click(page.get_by_role("button", name="Сделать черновик"))
    page.wait_for_url(re.compile(r"/versions/\d+/$"))
    fill_week(page, hand, turn=0)
    hand.click(page.get_by_role("link", name="7Б →"))
    expect(page.locator("h1")).to_have_text("Расписание: 7Б")
    fill_week(page, hand, turn=TURN)
    expect(page.get_by_text("Накладки класса")).to_have_count(0)
    hand.click(page.get_by_role("link", name="Ввести в действие"))
    hand.fill(page.get_by_label("Действует с"), "2025-09-01")
    hand.click(page.get_by_role("button", name="Показать, что изменится"))
    expect(page.get_by_text("Появится")).to_be_visible()
    hand.click(page.get_by_role("button", name="Ввести в действие"))
    expect(page.get_by_text("Расписание действует с 01.09.2025.")).to_be_visible()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", [1280, 375])
def test_a_new_school_is_set_up_from_nothing_to_a_timetable_in_force_by_pages_alone(
    open_page, accessibility_faults, at, width
):
    at(2025, 8, 28, 10, 0)
    assert not School.objects.exists()
    page = open_page("/school/card/", user=director(), width=width, bypass_csp=True)
    hand = Hand()

    name_school(page, hand)
    make_year(page, hand)
    hang_bells(page, hand)
    hire_teachers(page, hand)
    take_subjects(page, hand)
    for letter in "АБ":
        make_class(page, hand, "7", letter)
        assert accessibility_faults(page) == []
        give_load(page, hand, f"7{letter}")
    arrange_timetable(page, hand)

    assert list(SchoolClass.objects.order_by("name").values_list("name", flat=True)) == ["7А", "7Б"]
    assert BellSchedule.objects.get().slots.count() == len(RINGS) / 2
    assert CourseSection.objects.count() == 2 * len(HOURS)
    assert TeachingLoad.objects.values("teacher").distinct().count() == len(TEACHERS)
    assert Timetable.objects.get().status == Timetable.Status.PUBLISHED
    assert TimetableEntry.objects.count() == 2 * len(week_of(0))
    first_day = Lesson.objects.filter(date=date(2025, 9, 1))
    assert first_day.count() == 2 * LESSONS_A_DAY
    assert hand.seconds < FIFTEEN_MINUTES, f"{hand.actions} actions, {hand.seconds:.0f} s"

    page.goto("/school/year/load/")
    expect(page.locator("h1")).to_have_text("Нагрузка 2025/2026")
    assert accessibility_faults(page) == []
    assert page.get_by_text("Без учителя").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_class_is_split_and_its_lists_are_ticked_by_hand(
    open_page, accessibility_faults, section, at
):
    at(2025, 9, 15, 10, 0)
    school_class = section.section_classes.get().school_class
    page = open_page(
        f"/school/classes/{school_class.pk}/subjects/", user=appointed(Role.DEPUTY), bypass_csp=True
    )
    page.get_by_role("link", name="Разделить").click()
    page.get_by_label("Вид групп").select_option(label="группа")
    page.get_by_role("button", name="Разделить").click()
    expect(page.locator("h1")).to_have_text(f"Списки групп {school_class.name}")
    assert accessibility_faults(page) == []
    pupil = section.enrollments.order_by("pk").first().student.user
    ticks = page.get_by_role("row", name=pupil.list_name).get_by_role("checkbox")
    expect(ticks.nth(0)).to_be_checked()
    ticks.nth(1).check()
    page.get_by_role("button", name="Сохранить с").click()
    expect(page.get_by_role("alert")).to_contain_text(f"В двух отмечены: {pupil.list_name}")
    expect(ticks.nth(1)).to_be_checked()
    ticks.nth(0).uncheck()
    page.get_by_role("button", name="Сохранить с").click()
    expect(page.get_by_text("Списки сохранены: добавлено 1, убрано 1.")).to_be_visible()
    expect(ticks.nth(0)).not_to_be_checked()
    expect(ticks.nth(1)).to_be_checked()
