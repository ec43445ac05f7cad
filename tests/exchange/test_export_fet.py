"""A version goes out as a FET file and comes back: the same file, the same school."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from exchange.actions import file_of, import_oneroster, import_timetable
from exchange.fet import (
    GROUP,
    YEAR,
    Activity,
    Hour,
    StudentSet,
    Timetable,
    open_timetable,
    read_timetable,
    write_fet,
)
from exchange.oneroster import open_bundle
from school.models import CourseSection, TeachingLoad, TimetableEntry
from school.models import Timetable as Version
from tests.exchange.bundles import FET
from tests.exchange.test_import_oneroster import everything
from tests.factories import NOW, appointed, school

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-10")]

FIRST = date(2025, 9, 1)


def plain(table):
    """A timetable without the lines of its file, which a written one does not have yet."""
    return replace(
        table, file="", refused=[], warnings=[],
        sets={name: replace(one, line=0) for name, one in table.sets.items()},
        activities=tuple(replace(one, line=0) for one in table.activities),
    )  # fmt: skip


def read(data):
    return read_timetable(data, file="x.fet")


@pytest.fixture
def bring(clerk):
    def run(table):
        return import_timetable(timetable=table, starts_on=FIRST, by=clerk, now=NOW, publish=True)

    return run


words = st.text("абвЁ 1.-<>&\"'", min_size=1, max_size=8).map(
    lambda text: " ".join(text.split()) or "x"
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_written_is_read_back_equal(data):
    subjects = tuple(data.draw(st.lists(words, min_size=1, max_size=4, unique=True)))
    teachers = tuple(data.draw(st.lists(words, min_size=1, max_size=4, unique=True)))
    rooms = tuple(data.draw(st.lists(words, max_size=3, unique=True)))
    hours = tuple(Hour(n, f"{7 + n:02}:00-{7 + n:02}:45", None, None) for n in range(1, 5))
    sets = {"7А": StudentSet("7А", YEAR, (), 0), "7Б": StudentSet("7Б", YEAR, (), 0)}
    sets["7А 1 группа"] = StudentSet("7А 1 группа", GROUP, ("7А", "7Б"), 0)
    activities = tuple(
        Activity(
            str(number),
            tuple(data.draw(st.lists(st.sampled_from(teachers), max_size=2, unique=True))),
            data.draw(st.sampled_from(subjects)),
            tuple(data.draw(st.lists(st.sampled_from(list(sets)), min_size=1, max_size=2, unique=True))),
            1, 0, weekday, hour,
            data.draw(st.sampled_from(["", *rooms])),
            data.draw(st.sampled_from(["every", "odd", "even"])),
            data.draw(st.sampled_from(["main", "extracurricular", "additional"])),
        )
        for number, (weekday, hour) in enumerate(
            data.draw(st.lists(st.one_of(st.just((None, None)), st.tuples(st.integers(1, 5), st.integers(1, 4))), max_size=6)), 1
        )
    )  # fmt: skip
    table = Timetable(
        "x", "Школа", weekdays=(1, 2, 3, 4, 5), hours=hours, subjects=subjects, teachers=teachers,
        rooms=rooms, sets=sets, activities=activities,
    )  # fmt: skip

    found = read(write_fet(table))

    assert found.refused == []
    told = [replace(hour, starts_at=None, ends_at=None) for hour in found.hours]
    assert plain(replace(found, hours=tuple(told))) == plain(table)


def test_a_school_goes_out_and_comes_back_to_itself_without_a_change(load, bring):
    load()
    bring(read(FET.encode()))
    version = Version.objects.get()
    before = everything()

    data = write_fet(file_of(version, on=FIRST))
    report = bring(read(data))

    assert (report.changes, report.refused) == (0, [])
    assert everything() == before
    assert plain(read(data)) == plain(read(write_fet(file_of(version, on=FIRST))))


def test_hours_of_the_load_that_have_no_time_go_out_to_be_placed(load, bring):
    load()
    bring(read(FET.encode()))

    found = file_of(Version.objects.get(), on=FIRST)

    unplaced = [(one.subject, one.students) for one in found.activities if one.hour is None]
    assert unplaced == [("Английский язык", ("7А", "7Б"))]


def facts():
    load = TeachingLoad.objects.values_list("section__subject__name", "section__classes_text", "teacher__user__identifier", "hours")  # fmt: skip
    entries = TimetableEntry.objects.values_list("weekday", "number", "section__subject__name", "section__classes_text", "room__name")  # fmt: skip
    return sorted(load), sorted(entries, key=str), CourseSection.objects.count()


@pytest.mark.timeout(600)
def test_a_real_school_goes_out_whole(shared_data, bring, clerk):
    import_oneroster(bundle=open_bundle(shared_data / "lom/oneroster"), by=clerk, now=NOW)
    bring(open_timetable(shared_data / "lom/timetable.fet.gz"))
    before = facts()

    data = write_fet(file_of(Version.objects.get(), on=FIRST))
    report = bring(read(data))

    assert (report.changes, report.refused, report.warnings) == (0, [], [])
    assert facts() == before


def test_an_empty_school_gets_the_same_from_the_file(bring):
    bring(read(FET.encode()))
    data = write_fet(file_of(Version.objects.get(), on=FIRST))
    before = facts()
    table = read(data)

    assert table.slots == len(before[1])
    assert {
        (one.weekday, one.hour, one.subject, ", ".join(one.students)) for one in table.activities
    } == {(weekday, number, name, classes) for weekday, number, name, classes, _ in before[1]}


def test_the_file_is_given_to_whoever_arranges_the_year(as_user, load, bring):
    school()
    load()
    bring(read(FET.encode()))
    page = reverse("exchange:export_timetable", args=[Version.objects.get().pk])

    response = as_user(appointed(Role.DEPUTY, grade_from=1, grade_to=11)).get(page)

    assert response.headers["Content-Disposition"] == 'attachment; filename="timetable-2025-09-01.fet"'  # fmt: skip
    assert read(response.content).slots == 4
