"""A whole import taken back: row by row, with what holds the rows that stay, by new signed entries."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role, User
from exchange import actions
from exchange.models import ImportJob
from exchange.unwinding import kept_with, reason_of
from school.models import PersonCard, SchoolClass, Student
from tests.exchange.bundles import FET, SCHOOL, write_zip
from tests.exchange.listing import applied, contents, histories, undone
from tests.factories import (
    NOW,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    clerk,
    parent_of,
    school_year,
)

pytestmark = pytest.mark.requirement("SCH-17")

NODES = st.integers(0, 8)
EDGES = st.lists(st.tuples(NODES, NODES), max_size=15)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDGES, st.sets(NODES), st.sets(NODES))
def test_nothing_that_stays_points_at_what_goes(edges, used, whole):
    kept = kept_with(range(9), edges, used, whole=whole)

    assert used <= kept.keys()
    for child, parent in edges:
        assert child not in kept or parent in kept
        assert parent not in used or child in kept
        assert not (parent in kept and parent in whole) or child in kept
    assert all(reason_of(node, kept) in used for node in kept)


def pupils(*names):
    return [{"Фамилия": name, "Имя": "Анна", "Класс": "7А", "Код": name} for name in names]


@pytest.fixture
def section():
    return SectionFactory(school_class=SchoolClassFactory(name="7А", letter="А"), students=1)


def test_a_pupil_who_is_in_use_stays_whole_and_the_others_go(section):
    job = applied("pupils", pupils("Иванова", "Петрова", "Сидорова"))
    used = Student.objects.get(user__sourced_id="Петрова")
    parent_of(used)
    changed = PersonCard.objects.get(user__sourced_id="Сидорова")
    changed.phone = "12-34-56"
    changed.save(by=clerk(), now=NOW)

    job = undone(job)

    assert set(Student.objects.filter(user__sourced_id__gt="").values_list("user__last_name", flat=True)) == {
        "Петрова", "Сидорова",
    }  # fmt: skip
    assert used.class_enrollments.count() == used.section_enrollments.count() == 1
    whys = {why for _, why in job.report["undo"]["kept"]}
    assert "этим уже пользуются: 1\N{NO-BREAK SPACE}запись" in whys
    assert any(why.startswith("изменено после загрузки: Писарева") for why in whys)

    used.guardian_links.get().delete(by=clerk(), now=NOW)
    actions.begin_undo(job=job, by=clerk(), now=NOW)
    job = actions.undo(job=ImportJob.objects.get(pk=job.pk), now=NOW)
    assert not Student.objects.filter(user__sourced_id="Петрова").exists()


def test_who_has_signed_in_stays(section):
    job = applied("pupils", pupils("Иванова"))
    User.objects.filter(sourced_id="Иванова").update(last_login=NOW)

    job = undone(job)

    assert Student.objects.filter(user__sourced_id="Иванова").exists()
    assert all("входил" in why for _, why in job.report["undo"]["kept"])


def test_what_was_is_kept_in_history_and_signed_by_who_took_it_back(section):
    before = histories()
    job = applied("pupils", pupils("Иванова"))
    undone(job)

    after = histories()
    assert after["school.Student"] == before["school.Student"] + 2
    last = Student.history.order_by("-history_id").first()
    assert (last.history_type, last.history_change_reason, last.history_user) == (
        "-", "отмена загрузки: список.xlsx", clerk(),
    )  # fmt: skip


def one_roster(files, tmp_path):
    data = write_zip(tmp_path / "a.zip", files).read_bytes()
    job = actions.upload(
        kind="lists", name="а.zip", chunks=[data], starts_on=None, by=clerk(), now=NOW
    )  # fmt: skip
    return let_in(job)


def let_in(job):
    job = actions.check(job=job, now=NOW)
    job = actions.begin(job=job, skip_refused=True, by=clerk(), now=NOW)
    return actions.apply(job=job, skip_refused=True, now=NOW)


def test_a_school_from_oneroster_and_its_timetable_are_taken_back_one_after_another(tmp_path):
    clerk()
    empty = contents()
    lists = one_roster(SCHOOL, tmp_path)
    listed = contents()
    timetable = actions.upload(
        kind="timetable", name="а.fet", chunks=[FET.encode()], starts_on=NOW.date().replace(day=1),
        by=clerk(), now=NOW,
    )  # fmt: skip
    timetable = let_in(timetable)
    assert timetable.status == "applied"
    assert contents() != listed

    assert undone(timetable).report["undo"]["kept"] == []
    assert contents() == listed
    changed = {
        **SCHOOL,
        "users.csv": SCHOOL["users.csv"].replace("Ольга,Борисова,", "Ольга,Ким,Львовна"),
    }
    again = one_roster(changed, tmp_path)
    assert User.objects.get(username="borisova").last_name == "Ким"
    undone(again)
    assert contents() == listed
    assert undone(lists).report["undo"]["kept"] == []
    assert contents() == empty


def test_an_import_is_undone_from_its_page_after_what_will_happen_is_shown(as_user, section):
    client = as_user(appointed(Role.SYSADMIN))
    job = applied("pupils", pupils("Иванова", "Петрова"))
    page = reverse("exchange:preview", args=[job.pk])
    before = contents()

    shown = client.get(page, {"undo": "1"})
    assert shown.context["screen"].gone == 10
    assert contents() == before
    client.post(reverse("exchange:apply", args=[job.pk]), {"undo": "1"})

    job.refresh_from_db()
    assert (job.status, job.report["undo"]) == ("undone", {"gone": 10, "returned": 0, "kept": []})
    assert "Загрузка отменена" in client.get(page).content.decode()
    assert not Student.objects.filter(user__sourced_id__gt="").exists()
    again = client.post(reverse("exchange:apply", args=[job.pk]), {"undo": "1"}, follow=True)
    assert "сейчас отменить нельзя: он отменён" in again.content.decode()


def test_an_import_older_than_undoing_has_nothing_to_be_undone_by(section):
    job = applied("pupils", pupils("Иванова"))
    job.traces = {}
    job.save()

    with pytest.raises(actions.Refused):
        actions.begin_undo(job=job, by=clerk(), now=NOW)
    assert SchoolClass.objects.exists()
    assert school_year()
