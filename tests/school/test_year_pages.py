"""Pages of the calendar and the bells: read by everybody, set up by who has the right (SCH-1, SCH-2, SCH-7)."""

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from journal.models import Lesson
from school.actions.calendar import make_year
from school.models import (
    BellSchedule,
    CalendarDay,
    GradingPeriod,
    HolidayBreak,
    SchoolYear,
    TimeSlot,
    WorkingRegime,
)
from school.years import sample_year
from tests.factories import (
    NOW,
    LessonFactory,
    SchoolClassFactory,
    appointed,
    bells,
    clerk,
    parent_of,
    school,
    school_year,
)
from tests.journal.test_lessons import timetable


@pytest.fixture
def deputy(client):
    user = appointed(Role.DEPUTY)
    client.force_login(user)
    return user


def forms_of(page):
    """What the browser would send back: every field of the page's tables and forms."""
    found = {}
    context = page.context
    form = context.get("form")
    tables = list(form.tables.values()) if hasattr(form, "tables") else [context["table"]]
    for one in [getattr(form, "year", None), form if hasattr(form, "fields") else None]:
        if one is not None:
            found |= {field.html_name: _text(field.value()) for field in one}
    for table in tables:
        found |= {field.html_name: _text(field.value()) for field in table.management_form}
        for line in table:
            found |= {
                field.html_name: _text(_shown(field)) for field in line if field.name != "DELETE"
            }
        found["shown"] = table.shown
    return found


def _shown(field):
    """A browser sends the first choice of a list where nothing is chosen."""
    choices = getattr(field.field, "choices", None)
    return choices[0][0] if field.value() is None and choices else field.value()


def _text(value):
    if value is None:
        return ""
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def made_year():
    """2025/26 of the sample instead of the quarters of the tests."""
    SchoolYear.objects.erase(SchoolYear.objects.all(), by=clerk(), reason="", now=NOW)
    return make_year(calendar=sample_year(school(), 2025), by=clerk(), now=NOW)


@pytest.mark.requirement("SCH-1")
def test_a_new_school_gets_its_first_year_from_the_sample_by_pages_alone(client, at, deputy):
    at(2025, 9, 1, 9, 0)
    school()
    assert "Создать учебный год" in client.get(reverse("school:calendar")).text

    answer = client.post(reverse("school:new_year"), {"year": 2025, "pattern": "sample"})

    year = SchoolYear.objects.get()
    assert answer.headers["Location"] == reverse("year:edit_calendar", args=[year.pk])
    assert (year.title, year.starts_on, year.ends_on) == (
        "2025/2026", date(2025, 9, 1), date(2026, 5, 26),
    )  # fmt: skip
    counted = (
        GradingPeriod.objects.count(), HolidayBreak.objects.count(), CalendarDay.objects.count()
    )  # fmt: skip
    assert counted == (6, 4, 8)
    page = client.get(reverse("school:calendar"), {"grade": "7", "week": "6"}).text
    assert "Шестидневка" not in page
    assert "<b>63</b>" in page


@pytest.mark.requirement("SCH-1")
def test_the_next_year_is_the_last_one_with_its_dates_moved(client, deputy):
    made_year()

    client.post(reverse("school:new_year"), {"year": 2026, "pattern": "last"})

    year = SchoolYear.objects.get(title="2026/2027")
    quarters = year.periods.filter(kind="quarter").order_by("number")
    assert list(quarters.values_list("starts_on", "ends_on")) == [
        (date(2026, 9, 1), date(2026, 10, 23)), (date(2026, 11, 2), date(2026, 12, 29)),
        (date(2027, 1, 11), date(2027, 3, 26)), (date(2027, 4, 5), date(2027, 5, 25)),
    ]  # fmt: skip
    again = client.post(reverse("school:new_year"), {"year": 2027, "pattern": "last"})
    assert again.status_code == 302


@pytest.mark.requirement("SCH-2")
def test_the_calendar_is_saved_as_one_page_and_a_fault_stands_beside_its_row(client, deputy):
    year = made_year()
    address = reverse("year:edit_calendar", args=[year.pk])
    sent = forms_of(client.get(address))

    wrong = client.post(address, sent | {"periods-2-starts_on": "2025-10-20"})
    right = client.post(
        address,
        sent
        | {
            "days-8-date": "2025-12-01", "days-8-kind": "suspended", "days-8-title": "Мороз",
            "days-8-grade_from": "1", "days-8-grade_to": "4", "periods-0-stated_days_5": "41",
        },
    )  # fmt: skip

    assert wrong.status_code == 422
    assert "Строка 3: II четверть (1–9 классы) накладывается на «I четверть»" in wrong.text
    assert right.status_code == 302
    frost = CalendarDay.objects.get(title="Мороз")
    assert (frost.date, frost.grade_from, frost.grade_to) == (date(2025, 12, 1), 1, 4)
    page = client.get(reverse("school:calendar"), {"grade": "2", "week": "5"}).text
    assert "школа заявила 41\xa0день, по датам выходит 40" in page


@pytest.mark.requirement("SCH-2")
def test_a_change_that_touches_lessons_is_shown_before_it_is_done(client, section, deputy):
    lesson = LessonFactory(section=section, date=date(2025, 9, 22))
    timetable(section, [(1, 1)], by=clerk())
    year = school_year()
    address = reverse("year:official_days", args=[year.pk])
    sent = {"days": ["2025-09-22;0;;;Выходной"], "seen": _seen(client, address)}

    shown = client.post(address, sent)

    assert shown.status_code == 200
    assert "Уйдут пустые уроки" in shown.text
    assert Lesson.objects.filter(pk=lesson.pk).exists()
    confirmed = sent | {"confirmed": shown.context["effect"].stamp}
    assert client.post(address, confirmed).status_code == 302
    assert not Lesson.objects.filter(pk=lesson.pk).exists()


def _seen(client, address):
    return client.get(address).context["form"].initial["seen"]


@pytest.mark.requirement("SCH-2")
def test_a_production_calendar_is_shown_and_its_ticked_days_are_added(client, deputy, shared_data):
    year = made_year()
    address = reverse("year:official_days", args=[year.pk])
    content = (shared_data / "russia" / "calendar-2026.xml").read_bytes()

    shown = client.post(address, {"file": SimpleUploadedFile("2026.xml", content)})
    offered = [code for code, _, _ in shown.context["form"].rows()]
    added = client.post(address, {"days": offered, "seen": shown.context["form"].initial["seen"]})
    wrong = client.post(address, {"file": SimpleUploadedFile("2026.xml", b"<calendar")})

    # All the other days of 2026 the law has already told.
    assert [code[:10] for code in offered] == []
    assert added.status_code == 422
    assert "повреждён" in wrong.text


@pytest.mark.requirement("SCH-2")
def test_teachers_and_families_read_the_calendar_and_cannot_change_it(client, section, student):
    year = school_year()
    for user in (section.loads.get().teacher.user, student.user, parent_of(student)):
        client.force_login(user)
        page = client.get(reverse("school:calendar"))
        assert page.status_code == 200
        assert "I четверть" in page.text
        assert "Изменить" not in page.text
        assert client.get(reverse("school:bells")).status_code == 200
        assert client.get(reverse("year:edit_calendar", args=[year.pk])).status_code == 404


@pytest.mark.requirement("SCH-7")
def test_bells_are_made_checked_given_to_classes_and_taken_away(client, deputy):
    SchoolClassFactory(grade=7, name="7А")
    address = reverse("year:new_bells")
    sent = forms_of(client.get(address)) | {"name": "II смена", "shift": "2"}
    rows = [("1", "14:00", "14:40"), ("2", "14:30", "15:10")]
    for n, (number, starts, ends) in enumerate(rows):
        sent |= {f"t-{n}-number": number, f"t-{n}-starts_at": starts, f"t-{n}-ends_at": ends}

    wrong = client.post(address, sent)
    right = client.post(address, sent | {"t-1-starts_at": "14:45", "t-1-ends_at": "15:25"})

    assert wrong.status_code == 422
    assert "Строка 2: 2-й урок накладывается на 1-й." in wrong.text
    assert right.status_code == 302
    second = BellSchedule.objects.get(name="II смена")
    page = client.get(reverse("school:bells")).text
    assert "Перемена после 1-го урока 5 мин, а положено не меньше 10." in page

    weeks = reverse("year:weeks")
    sent = forms_of(client.get(weeks))
    client.post(weeks, sent | {"t-0-bells": str(second.pk), "t-0-days_a_week": "6"})
    kept = client.post(reverse("year:remove_bells", args=[second.pk]))
    assert kept.status_code == 422
    assert "учатся классы: 7А" in kept.text
    sent = forms_of(client.get(weeks))
    client.post(weeks, sent | {"t-0-bells": ""})
    assert client.post(reverse("year:remove_bells", args=[second.pk])).status_code == 302
    assert not TimeSlot.objects.filter(schedule=second.pk).exists()


@pytest.mark.requirement("SCH-7")
def test_the_working_regime_is_a_table_for_grades_classes_and_whoever_learns_by_certain_bells(
    client, deputy
):
    first, short = bells(), BellSchedule(name="Сокращённый")
    short.save(by=clerk(), now=NOW)
    seventh = SchoolClassFactory(grade=7, name="7А")
    address = reverse("year:regimes")
    sent = forms_of(client.get(address))
    line = {"t-0-bells": str(short.pk), "t-0-starts_on": "2025-12-30", "t-0-ends_on": "2025-12-30"}

    wrong = client.post(address, sent | line | {"t-0-whom": "grades"})
    right = client.post(address, sent | line | {"t-0-whom": f"bells:{first.pk}"})

    assert "Строка 1, «Классы с»: Укажите класс." in wrong.text
    assert right.status_code == 302
    row = WorkingRegime.objects.get()
    assert (row.instead_of, row.bells, row.starts_on) == (first, short, date(2025, 12, 30))
    page = client.get(reverse("school:bells")).text
    assert "все, у кого звонки «I смена»" in page
    assert seventh.name in page


@pytest.mark.requirement("SCH-1")
@pytest.mark.parametrize("number", [1, 3, 40])
@pytest.mark.parametrize(
    ("page", "queries"),
    [("school:calendar", 5), ("school:bells", 6), ("year:edit_calendar", 4), ("year:weeks", 3), ("year:regimes", 5)],
)  # fmt: skip
def test_pages_of_the_year_cost_the_same_queries(client, deputy, page, queries, number):
    for n in range(number):
        SchoolClassFactory(name=f"7-{n}")
    year = school_year()
    address = reverse(page, args=[year.pk] if page == "year:edit_calendar" else [])

    with CaptureQueriesContext(connection) as counted:
        answer = client.get(address)

    assert answer.status_code == 200
    assert len(counted) <= 4 + queries
