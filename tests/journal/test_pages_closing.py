"""A closed journal says so on its pages; a correction is asked from the very cell and decided by one button."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Role
from journal import actions
from journal.actions import Place
from journal.models import CorrectionRequest, Lesson, Mark, PeriodLock, PeriodReopening
from school.models import GradingPeriod
from tests.factories import LessonFactory, SectionFactory, appointed, class_of, teacher_of
from tests.journal.closed import MONDAY, close_quarter, quarter
from tests.reports.taking import taken

pytestmark = pytest.mark.requirement("JRN-14")


@pytest.fixture
def deputy(section):
    return appointed(Role.DEPUTY, grade_from=5, grade_to=9)


@pytest.fixture
def monday(at):
    at(2025, 10, 27, 10, 0)


@pytest.fixture
def closed(section, lesson, monday):
    return close_quarter(section)


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    return response.content.decode().replace("\u00a0", " ")


def grid(client, section):
    return page(client, "journal:grid", section.pk, quarter().pk)


def ask(section, lesson, teacher, new="Степень числа"):
    return actions.ask_correction(
        place=Place("topic", section, lesson=lesson), new=new, reason="=1+1", by=teacher, now=MONDAY
    )


def test_closed_grid_says_who_when_by_which_clause_who_opens_and_how_to_ask(
    as_user, section, teacher, closed
):
    told = grid(as_user(teacher), section)

    assert (
        f"Журнал за I четверть закрыт: все отметки выставлены 24.10.2025 в 14:30 ({teacher.short_name}, п. 2.14). "
        "Исправить запись можно по заявке; открыть период может заместитель директора."
    ).replace("\u00a0", " ") in told
    assert "нажмите «Запросить исправление»" in told


def test_grid_of_a_reader_tells_of_the_lock_and_offers_nothing(as_user, deputy, section, closed):
    told = grid(as_user(deputy), section)

    assert "Журнал за I четверть закрыт" in told
    assert "Запросить исправление" not in told


def test_grid_tells_that_it_will_close_and_till_when_it_is_open_again(
    as_user, at, section, teacher, deputy, lesson
):
    lock = close_quarter(section)
    at(2025, 10, 24, 16, 0)
    assert "Журнал закроется 25.10.2025, 0:00" in grid(as_user(teacher), section)

    at(2025, 10, 27, 10, 0)
    actions.reopen_period(
        lock=lock, until=MONDAY + timedelta(days=1), reason="Учитель болел", by=deputy, now=MONDAY
    )
    told = grid(as_user(teacher), section)
    assert "Журнал за I четверть открыт снова до 28.10.2025, 10:00" in told
    assert "Учитель болел" in told


def test_period_with_all_marks_and_no_lock_is_closed_by_a_button(
    as_user, section, teacher, closed, at
):
    closed.delete(by=teacher, reason="как до этой версии", now=MONDAY)
    client = as_user(teacher)
    assert "Закрыть период" in grid(client, section)

    client.post(reverse("journal:close_period", args=[section.pk, quarter().pk]))

    assert PeriodLock.objects.filter(period=quarter()).exists()
    assert "Журнал закроется" in grid(client, section)


@pytest.mark.parametrize("htmx", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_closed_lesson_is_read_and_each_entry_leads_to_its_request(
    as_user, section, lesson, teacher, closed, htmx
):
    response = as_user(teacher).get(reverse("journal:lesson", args=[lesson.pk]), **htmx)
    told = response.content.decode()

    assert "Журнал за I четверть закрыт" in told
    assert "Сохранить" not in told
    for what in ("topic", "homework"):
        assert f"{reverse('journal:ask_about_lesson', args=[lesson.pk])}?what={what}" in told


def test_form_left_open_over_the_lock_is_refused_and_keeps_what_was_typed(
    as_user, section, lesson, teacher, closed
):
    response = as_user(teacher).post(
        reverse("journal:save_lesson", args=[lesson.pk]), {"topic": "Корень", "topic_was": ""}
    )

    assert response.status_code == 422
    assert "Журнал за I четверть закрыт" in response.content.decode()
    assert "Корень" in response.content.decode()
    assert Lesson.objects.get(pk=lesson.pk).topic == ""


def test_change_sent_by_the_grid_after_the_lock_is_told_as_closed(
    as_user, section, lesson, student, teacher, closed
):
    change = {
        "key": "k", "student": student.pk, "lesson": lesson.pk, "item": None, "field": "mark", "value": "5", "base": 0,
    }  # fmt: skip
    response = as_user(teacher).post(
        reverse("journal:save_cells", args=[section.pk]),
        {"changes": [change]},
        content_type="application/json",
    )

    [result] = response.json()["results"]
    assert (result["outcome"], result["closed"]) == ("refused", True)
    assert not Mark.objects.exists()


@pytest.mark.requirement("JRN-13")
@pytest.mark.parametrize("htmx", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_correction_is_asked_by_a_plain_form_and_beside_the_grid(
    as_user, section, lesson, student, teacher, closed, htmx
):
    url = f"{reverse('journal:ask_about_lesson', args=[lesson.pk])}?what=mark&student={student.pk}"
    client = as_user(teacher)
    assert "Сейчас в журнале" in client.get(url, **htmx).content.decode()

    client.post(url, {"wanted": "5", "ground": "mistake", "reason": "Описка"}, **htmx)

    asked = CorrectionRequest.objects.get()
    assert (asked.what, asked.lesson, asked.student, asked.was, asked.wanted, asked.asked_by) == (
        "mark",
        lesson,
        student,
        "",
        "5",
        teacher,
    )


@pytest.mark.requirement("JRN-13")
@pytest.mark.parametrize(
    ("answers", "text"),
    [
        ({"wanted": "9", "ground": "mistake", "reason": "Описка"}, "не отметка этого курса"),
        ({"wanted": "5", "ground": "mistake", "reason": ""}, "Обязательное поле"),
        ({"wanted": "5", "ground": "made_up", "reason": "Сдал"}, "нужен документ"),
    ],
)
def test_form_says_what_is_wrong_and_keeps_what_was_typed(
    as_user, section, student, teacher, closed, answers, text
):
    url = reverse("journal:ask_about_period", args=[section.pk, quarter().pk, student.pk])
    response = as_user(teacher).post(url, answers)

    assert response.status_code == 422
    assert text in response.content.decode()
    assert not CorrectionRequest.objects.exists()


@pytest.mark.requirement("JRN-13")
def test_deputy_approves_by_one_button_and_both_see_what_became_of_it(
    as_user, section, lesson, teacher, deputy, closed
):
    asked = ask(section, lesson, teacher)
    client = as_user(deputy)
    assert "Ждут решения — 1" in page(client, "journal:corrections")

    client.post(reverse("journal:decide_correction", args=[asked.pk]), {"decision": "approve"})

    assert Lesson.objects.get(pk=lesson.pk).topic == "Степень числа"
    assert "Заявок нет." in page(client, "journal:corrections")
    told = page(as_user(teacher), "journal:corrections")
    assert "исправлено" in told
    assert deputy.short_name.replace("\u00a0", " ") in told


@pytest.mark.requirement("REP-8")
def test_unfilled_lesson_of_a_closed_period_is_listed_as_closed_with_the_way_to_ask(
    as_user, at, section, lesson, teacher, deputy, closed
):
    """To its teacher; who only checks is told that it is closed."""
    later = LessonFactory(section=section, date=date(2025, 11, 10))
    at(2025, 11, 11, 9, 0)
    client, asked = as_user(teacher), reverse("journal:ask_about_lesson", args=[lesson.pk])
    listed = "reports:missing_lessons", section.pk, "topic"

    today = page(client, "journal:today")
    checked = page(client, *listed, period=quarter().pk)
    assert [today.count("период закрыт"), checked.count("период закрыт")] == [1, 1]
    assert f"{asked}?what=topic" in today
    assert f"{asked}?what=homework" in today
    assert f"{reverse('journal:lesson', args=[later.pk])}#topic" in today
    assert f"{asked}?what=topic" in checked
    told = page(as_user(deputy), *listed, period=quarter().pk)
    assert [told.count("период закрыт"), told.count(asked)] == [1, 0]

    actions.reopen_period(
        lock=closed, until=MONDAY + timedelta(days=10), reason="Болезнь", by=deputy, now=MONDAY
    )
    at(2025, 11, 1, 9, 0)
    assert "период закрыт" not in page(client, "journal:today")


@pytest.mark.requirement("JRN-13")
def test_queue_tells_how_many_wait_and_shows_them_page_by_page(
    as_user, section, teacher, deputy, closed, monkeypatch
):
    monkeypatch.setattr("journal.screens.corrections.LATEST", 2)
    for n in range(3):
        ask(section, LessonFactory(section=section, number=n + 2), teacher, f"Тема {n}")
    client = as_user(deputy)

    first, second = (page(client, "journal:corrections", page=n) for n in (1, 2))

    assert "Ждут решения — 3" in first
    assert "1–2 из 3" in first
    assert [f"Тема {n}" in first for n in range(3)] == [True, True, False]
    assert [f"Тема {n}" in second for n in range(3)] == [False, False, True]


@pytest.mark.requirement("JRN-13")
def test_page_of_a_request_says_what_will_be_what_became_and_what_was_only_asked(
    as_user, section, lesson, teacher, deputy, closed
):
    def told(request, client):
        text = page(client, "journal:correction", request.pk)
        return re.findall("<dt>(Станет|Стало|Просили)</dt>", text)

    asked, client = ask(section, lesson, teacher), as_user(deputy)
    assert told(asked, client) == ["Станет"]
    actions.refuse_correction(request=asked, reason="Верно", by=deputy, now=MONDAY)
    assert told(asked, client) == ["Просили"]
    approved = actions.approve_correction(
        request=ask(section, lesson, teacher), by=deputy, now=MONDAY
    )
    assert told(approved, client) == ["Стало"]


@pytest.mark.requirement("JRN-13")
def test_refusal_without_a_reason_is_asked_for_one_and_with_it_is_told_to_the_teacher(
    as_user, section, lesson, teacher, deputy, closed
):
    url = reverse("journal:decide_correction", args=[ask(section, lesson, teacher).pk])
    client = as_user(deputy)
    assert client.post(url, {"decision": "refuse"}).status_code == 422

    client.post(url, {"decision": "refuse", "reason": "Тема записана верно"})

    assert "Тема записана верно" in page(as_user(teacher), "journal:corrections")


def test_deputy_opens_a_period_from_the_list_of_the_class_and_closes_it_again(
    as_user, section, deputy, closed
):
    client = as_user(deputy)
    listed = page(client, "journal:locks", **{"class": class_of(section).pk})
    assert reverse("journal:lock", args=[closed.pk]) in listed
    term = {"until_0": "2025-10-29", "until_1": "20:00"}

    assert client.post(reverse("journal:reopen_period", args=[closed.pk]), term).status_code == 422
    client.post(reverse("journal:reopen_period", args=[closed.pk]), term | {"reason": "Болезнь"})
    assert "открыт до 29.10.2025, 20:00" in page(client, "journal:lock", closed.pk)
    client.post(reverse("journal:close_again", args=[closed.pk]))

    assert [act.until for act in PeriodReopening.objects.all()] == [MONDAY]
    assert "закрыт" in page(client, "journal:lock", closed.pk)


@pytest.mark.requirement("JRN-13")
def test_sheet_of_corrections_has_the_columns_of_the_regulation_on_screen_and_in_a_spreadsheet(
    as_user, section, lesson, teacher, deputy, closed
):
    actions.approve_correction(request=ask(section, lesson, teacher), by=deputy, now=MONDAY)
    client = as_user(deputy)
    period = {"period": quarter().pk}

    told = page(client, "reports:corrections", **period)
    book = load_workbook(BytesIO(client.get(reverse("reports:corrections_xlsx"), period).content))

    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[2] == [
        "№", "Дата", "Учитель", "Класс, предмет, обучающийся, дата урока", "Было", "Стало",
        "Причина, документ-основание", "Решение зам. директора", "Исправлено (дата, кто)",
    ]  # fmt: skip
    assert rows[3] == [
        1,
        "27.10.2025",
        teacher.short_name,
        f"{section.title}, тема урока, урок 15.09.2025",
        "пусто",
        "Степень числа",
        "ошибка в записи; =1+1",
        f"исправлено; 27.10.2025, {deputy.short_name}",
        f"27.10.2025, {deputy.short_name}",
    ]
    assert "Ведомость исправлений: I четверть" in told
    assert "Степень числа" in told


@pytest.mark.requirement("JRN-13")
def test_sheet_of_a_period_holds_only_its_own_corrections_and_not_those_withdrawn(
    as_user, section, lesson, teacher, deputy, closed
):
    actions.withdraw_correction(request=ask(section, lesson, teacher), by=teacher, now=MONDAY)
    ask(section, lesson, teacher, "Корень")
    client = as_user(deputy)

    assert "Корень" in page(client, "reports:corrections", period=quarter(1).pk)
    assert "Степень числа" not in page(client, "reports:corrections", period=quarter(1).pk)
    assert "Корень" not in page(client, "reports:corrections", period=quarter(2).pk)


@pytest.mark.requirement("JRN-13")
def test_sheet_is_printed_as_a_file(as_user, section, lesson, teacher, deputy, closed):
    ask(section, lesson, teacher)

    client = as_user(deputy)
    asked = client.post(reverse("reports:corrections_pdf"), {"period": quarter().pk})
    response = taken(client, asked)

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_pages_of_corrections_and_locks_take_the_same_queries_whatever_they_hold(
    client, at, django_assert_max_num_queries, count
):
    at(2025, 10, 27, 10, 0)
    section = SectionFactory(students=1)
    teacher, deputy = teacher_of(section), appointed(Role.DEPUTY, grade_from=5, grade_to=9)
    lessons = [
        LessonFactory(section=section, date=quarter().starts_on + timedelta(days=n))
        for n in range(count)
    ]
    close_quarter(section)
    for lesson in lessons:
        ask(section, lesson, teacher)
    client.force_login(deputy)

    for name, most in (
        ("journal:corrections", 9),
        ("journal:locks", 12),
        ("reports:corrections", 10),
    ):
        with django_assert_max_num_queries(most):
            client.get(reverse(name), {"period": GradingPeriod.objects.first().pk})
