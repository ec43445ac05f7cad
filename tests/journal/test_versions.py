"""A new version of the timetable: shown before, entries stay, empty lessons are made anew, taken back while empty."""

from datetime import date

import pytest

from journal import actions
from journal.actions import versions as acts
from journal.models import Lesson
from school.actions.versions import Place, new_draft, put_in_slot
from school.models import Room, Substitution, Timetable, TimetableEntry
from tests.factories import NOW, SectionFactory, class_of, school_year, subject
from tests.journal.test_lessons import timetable

pytestmark = pytest.mark.requirement("SCH-10")

NOVEMBER = date(2025, 11, 10)


@pytest.fixture
def first(section, clerk):
    """Mondays, second lesson, from 1 September: with its lessons."""
    version = timetable(section, [(1, 2)], by=clerk)
    actions.make_lessons(timetable=version, by=clerk, now=NOW)
    return version


@pytest.fixture
def draft(first, section, clerk):
    """The same and physics on Tuesdays, algebra in room 7."""
    copy = new_draft(
        year=school_year(), title="С ноября", starts_on=NOVEMBER, copy_of=first, by=clerk, now=NOW
    )
    room = Room(name="7")
    room.save(by=clerk, now=NOW)
    put_in_slot(timetable=copy, section=section, place=Place(1, 2, room=room), by=clerk, now=NOW)
    physics = SectionFactory(subject=subject("Физика"), school_class=class_of(section))
    put_in_slot(timetable=copy, section=physics, place=Place(2, 1), by=clerk, now=NOW)
    return copy


def lessons():
    return {
        row.pk: (row.section_id, row.date, row.number, row.room_id, row.entry_id, row.topic)
        for row in Lesson.objects.all()
    }


def after(change):
    return (change.come, change.go, change.change, change.stay, change.kept)


def publish(draft, clerk, day=NOVEMBER):
    return acts.publish_version(timetable=draft, starts_on=day, by=clerk, now=NOW)


def test_a_draft_does_nothing_to_lessons_and_its_preview_writes_nothing(draft):
    before, history = lessons(), Lesson.history.count()

    change = acts.preview_version(
        timetable=Timetable.objects.get(pk=draft.pk), starts_on=NOVEMBER, now=NOW
    )

    mondays = Lesson.objects.filter(date__gte=NOVEMBER).count()
    tuesdays = change.come
    assert tuesdays > 20
    assert after(change) == (tuesdays, 0, mondays, 0, 0)
    assert (lessons(), Lesson.history.count()) == (before, history)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_publishing_does_what_was_shown_and_ends_the_version_before(draft, first, clerk):
    shown = acts.preview_version(timetable=draft, starts_on=NOVEMBER, now=NOW)

    done = publish(draft, clerk)

    assert done == shown
    assert list(
        Timetable.objects.order_by("starts_on").values_list("status", "starts_on", "ends_on")
    ) == [
        ("published", date(2025, 9, 1), date(2025, 11, 9)),
        ("published", NOVEMBER, date(2026, 5, 26)),
    ]
    rooms = Lesson.objects.filter(date__gte=NOVEMBER, section__subject__name="Алгебра")
    assert set(rooms.values_list("room__name", flat=True)) == {"7"}
    assert set(Lesson.objects.filter(date__lt=NOVEMBER).values_list("room", flat=True)) == {None}


def test_a_lesson_with_an_entry_stays_to_the_last_field_with_its_history(draft, clerk, section):
    filled = Lesson.objects.filter(date__gt=NOVEMBER).earliest("date")
    actions.set_homework(lesson=filled, text="§ 5", by=clerk, now=NOW)
    before, history = lessons()[filled.pk], list(Lesson.history.filter(id=filled.pk).values())
    entry = TimetableEntry.objects.get(timetable=draft, section=section)
    moved = Place(3, 4)
    entry.delete(by=clerk, reason="x", now=NOW)
    put_in_slot(timetable=draft, section=section, place=moved, by=clerk, now=NOW)

    change = publish(draft, clerk)

    assert change.kept == 1
    assert change.go > 20
    assert lessons()[filled.pk] == before
    assert list(Lesson.history.filter(id=filled.pk).values()) == history


@pytest.mark.requirement("SCH-12")
def test_a_substitution_goes_with_the_lesson_that_a_new_timetable_takes_away(draft, clerk, section):
    entry = TimetableEntry.objects.get(timetable=draft, section=section)
    entry.delete(by=clerk, reason="x", now=NOW)
    gone, stays = (
        Lesson.objects.filter(**when).earliest("date")
        for when in ({"date__gt": NOVEMBER}, {"date__lt": NOVEMBER})
    )
    for lesson in (gone, stays):
        Substitution(
            section=section, date=lesson.date, number=2, teacher=section.loads.get().teacher
        ).save(by=clerk, now=NOW)

    shown = acts.preview_version(
        timetable=Timetable.objects.get(pk=draft.pk), starts_on=NOVEMBER, now=NOW
    )
    assert (shown.replaced, Substitution.objects.count()) == (1, 2)
    assert publish(draft, clerk) == shown

    assert [row.date for row in Substitution.objects.all()] == [stays.date]


def test_a_version_is_taken_back_while_nothing_is_entered_by_it(draft, clerk):
    before = lessons()
    publish(draft, clerk)

    acts.withdraw_version(timetable=Timetable.objects.get(pk=draft.pk), by=clerk, now=NOW)

    draft.refresh_from_db()
    assert draft.status == "draft"
    assert [row[:4] + row[5:] for row in sorted(lessons().values())] == [
        row[:4] + row[5:] for row in sorted(before.values())
    ]
    assert not Lesson.objects.filter(entry__timetable=draft).exists()
    only = Timetable.objects.get(status="published")
    assert (only.starts_on, only.ends_on) == (date(2025, 9, 1), date(2026, 5, 26))


def test_a_version_with_an_entry_of_its_own_is_not_taken_back(draft, clerk):
    publish(draft, clerk)
    own = Lesson.objects.filter(section__subject__name="Физика").earliest("date")
    actions.set_homework(lesson=own, text="§ 1", by=clerk, now=NOW)

    with pytest.raises(actions.Refused) as caught:
        acts.withdraw_version(timetable=draft, by=clerk, now=NOW)
    assert str(caught.value).replace("\xa0", " ") == (
        f"По этому расписанию уже заполнено 1 урок, первый — {own.section}, 11.11.2025. "
        "Отменить его нельзя; сделайте новую версию с другого дня."
    )


def test_the_first_version_of_the_year_is_not_taken_back(first, clerk):
    with pytest.raises(actions.Refused, match="Это первое расписание года"):
        acts.withdraw_version(timetable=first, by=clerk, now=NOW)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2027, 9, 1), "День 01.09.2027 не входит в учебный год: он с 01.09.2025 по 26.05.2026."),
        (date(2025, 9, 1), "С 01.09.2025 уже действует расписание «Расписание». Укажите более поздний день."),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_the_first_one_is_refused(draft, clerk, day, told):
    with pytest.raises(actions.Refused) as caught:
        publish(draft, clerk, day)
    assert str(caught.value) == told


def test_lessons_of_odd_and_even_weeks_stand_in_their_weeks(section, clerk):
    version = new_draft(
        year=school_year(), title="Р", starts_on=date(2025, 9, 1), copy_of=None, by=clerk, now=NOW
    )
    put_in_slot(timetable=version, section=section, place=Place(1, 1, "odd"), by=clerk, now=NOW)
    put_in_slot(timetable=version, section=section, place=Place(2, 1, "even"), by=clerk, now=NOW)

    publish(version, clerk, date(2025, 9, 1))

    days = Lesson.objects.filter(date__lt=date(2025, 9, 30)).order_by("date")
    assert list(days.values_list("date", flat=True)) == [
        date(2025, 9, 1), date(2025, 9, 9), date(2025, 9, 15), date(2025, 9, 23), date(2025, 9, 29),
    ]  # fmt: skip
