"""Pages of the timetable's versions: drafts, the editor by class, the audit, the week of the whole school."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Role
from school.actions.versions import Place, new_draft, put_in_slot
from school.models import Room, SchoolClass, Timetable, TimetableEntry
from tests.factories import (
    NOW,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    class_of,
    clerk,
    school_year,
    subject,
    teacher_of,
)
from tests.journal.test_lessons import timetable

pytestmark = pytest.mark.requirement("SCH-10")


@pytest.fixture
def deputy(as_user, at):
    at(2025, 9, 15, 10, 0)
    return as_user(appointed(Role.DEPUTY, grade_from=5, grade_to=9))


@pytest.fixture
def draft(section):
    return new_draft(
        year=school_year(), title="Черновик", starts_on=date(2025, 9, 1), copy_of=None,
        by=clerk(), now=NOW,
    )  # fmt: skip


def editor(draft, section, day=2, number=3):
    page = reverse("school:edit_version", args=[draft.pk])
    return f"{page}?class={class_of(section).pk}&day={day}&number={number}"


def put(client, draft, of, day=2, number=3, **data):
    page = reverse("school:put_in_slot", args=[draft.pk, class_of(of).pk, day, number])
    return client.post(page, {"section": of.pk, "weeks": "every", "kind": "main"} | data)


def test_a_draft_is_a_copy_of_the_version_in_force(deputy, section):
    timetable(section, [(1, 2), (3, 1)], by=clerk())

    page = deputy.get(reverse("school:versions"))
    response = deputy.post(
        reverse("school:versions"),
        {"title": "С января", "copy_of": page.context["form"].initial["copy_of"]},
    )

    made = Timetable.objects.get(status="draft")
    assert response.url == reverse("school:edit_version", args=[made.pk])
    assert list(made.entries.order_by("weekday").values_list("weekday", "number")) == [(1, 2), (3, 1)]  # fmt: skip


def test_a_lesson_is_put_and_taken_off_by_plain_forms(deputy, draft, section):
    room = Room(name="12")
    room.save(by=clerk(), now=NOW)

    response = put(deputy, draft, section, room=room.pk, weeks="odd", kind="additional")

    entry = TimetableEntry.objects.get()
    assert (entry.section, entry.weekday, entry.number, entry.room) == (section, 2, 3, room)
    assert (entry.weeks, entry.kind) == ("odd", "additional")
    page = deputy.get(response.url).content.decode()
    assert "каб.\xa012, нечётные, дополнительное" in page
    deputy.post(reverse("school:clear_slot", args=[entry.pk]), {"class": class_of(section).pk})
    assert not TimetableEntry.objects.exists()
    assert TimetableEntry.history.filter(history_type="-").count() == 1


def test_conflicts_are_shown_while_the_timetable_is_edited(deputy, draft, section):
    teacher = section.loads.get().teacher
    room = Room(name="12")
    room.save(by=clerk(), now=NOW)
    other = SectionFactory(teacher=teacher, subject=subject("Геометрия"))
    put_in_slot(timetable=draft, section=other, place=Place(2, 3, room=room), by=clerk(), now=NOW)

    page = deputy.get(editor(draft, section)).content.decode()

    assert f"Алгебра — занят учитель: {other.title}" in page
    assert f"12 — занят: {other.title}" in page
    put(deputy, draft, section, room=room.pk)
    screen = deputy.get(editor(draft, section)).context["screen"]
    assert [one.kind for one in screen.doubles] == ["teacher", "room"]
    assert f"учитель {teacher.user.short_name} сразу в двух местах" in screen.doubles[0].text
    assert all(lesson.clash for row in screen.rows for hour in row.hours for lesson in hour.lessons)


def test_load_of_the_class_is_compared_with_the_draft(deputy, draft, section):
    section.weekly_hours = 2
    section.save(by=clerk(), now=NOW)
    put(deputy, draft, section)
    rows = deputy.get(editor(draft, section)).context["screen"].sections
    assert [(row.planned, row.placed, row.is_whole) for row in rows] == [("2", "1", False)]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"section": ""}, "Выберите предмет."),
        ({"section": "999999"}, "Выберите корректный вариант"),
        ({"weeks": "third"}, "Выберите корректный вариант"),
    ],
)
def test_a_wrong_lesson_is_told_of_beside_its_field(deputy, draft, section, data, told):
    response = put(deputy, draft, section, **data)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not TimetableEntry.objects.exists()


def test_a_lesson_that_stands_every_week_is_not_put_again_for_odd_ones(deputy, draft, section):
    put(deputy, draft, section)
    response = put(deputy, draft, section, weeks="odd")
    assert response.status_code == 422
    assert "Этот урок в этот час уже стоит" in response.content.decode()


def test_a_version_in_force_is_not_edited(deputy, section):
    version = timetable(section, [(1, 2)], by=clerk())
    response = put(deputy, version, section)
    assert TimetableEntry.objects.count() == 1
    assert response.status_code == 422
    deputy.post(reverse("school:clear_slot", args=[TimetableEntry.objects.get().pk]))
    deputy.post(reverse("school:drop_version", args=[version.pk]))
    assert TimetableEntry.objects.count() == 1


def test_a_draft_goes_with_its_lessons(deputy, draft, section):
    put(deputy, draft, section)
    deputy.post(reverse("school:drop_version", args=[draft.pk]))
    assert (Timetable.objects.count(), TimetableEntry.objects.count()) == (0, 0)


def test_a_draft_comes_into_force_after_its_effect_is_shown(deputy, draft, section):
    put(deputy, draft, section)
    page = reverse("timetable:publish", args=[draft.pk])

    shown = deputy.post(page, {"starts_on": "2025-09-22"})

    assert "Появится" in shown.content.decode()
    assert Timetable.objects.get().status == "draft"
    other_day = deputy.post(page, {"starts_on": "2025-09-29", "seen": "2025-09-22"})
    assert other_day.context["change"].come < shown.context["change"].come
    deputy.post(page, {"starts_on": "2025-09-22", "seen": "2025-09-22"})
    version = Timetable.objects.get()
    assert (version.status, version.starts_on) == ("published", date(2025, 9, 22))
    refused = deputy.post(reverse("timetable:withdraw", args=[version.pk]))
    assert (refused.status_code, "первое расписание года" in refused.content.decode()) == (422, True)  # fmt: skip


def test_the_audit_draws_the_days_and_says_what_is_not_as_asked(deputy, draft, section):
    for number in range(1, 9):
        put(deputy, draft, section, day=1, number=number)

    page = deputy.get(reverse("school:audit_version", args=[draft.pk]))

    text = page.content.decode().replace("\xa0", " ")
    assert "В понедельник 8 уроков, можно не больше 7." in text
    assert '<svg class="difficulty"' in text
    assert [(one.points, one.state) for one in page.context["screen"].picture.columns] == [(80, "top")]  # fmt: skip


def test_the_week_of_the_whole_school_has_every_class(deputy, section):
    timetable(section, [(1, 2), (3, 1)], by=clerk())
    screen = deputy.get(reverse("school:whole_week")).context["screen"]
    assert [(row.day, row.number, row.cells) for row in screen.rows] == [
        ("понедельник", 2, ("Алгебра",)),
        ("среда", 1, ("Алгебра",)),
    ]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_pages_show_every_class_in_as_many_queries_whatever_their_number(
    deputy, draft, section, django_assert_max_num_queries, number
):
    """Of each class algebra and physics at one hour: one page of one class tells of both, others count them."""
    for _ in range(number):
        of_class = SchoolClassFactory()
        one = SectionFactory(school_class=of_class, students=2)
        two = SectionFactory(school_class=of_class, subject=subject("Физика"))
        for each in (one, two):
            put_in_slot(timetable=draft, section=each, place=Place(1, 1), by=clerk(), now=NOW)
    in_force = timetable(one, [(3, 2)], by=clerk())
    classes = list(SchoolClass.objects.exclude(section_classes=None).in_order().distinct())
    hour = f"?class={of_class.pk}&day=1&number=1"

    def shown(name, *args, query=""):
        with django_assert_max_num_queries(15):
            return deputy.get(reverse(name, args=args) + query).context

    editor = shown("school:edit_version", draft.pk, query=hour)["screen"]
    assert (editor.school_class, list(editor.classes)) == (of_class, classes)
    assert (editor.chosen.weekday, editor.chosen.number) == (1, 1)
    assert [(one.subject, one.teachers) for one in editor.chosen.lessons] == [
        (each.subject.name, teacher_of(each).short_name) for each in (one, two)
    ]
    assert [row.section for row in editor.sections] == [one, two]
    assert (len(editor.doubles), editor.others) == (1, number - 1)

    audit = shown("school:audit_version", draft.pk, query=hour)["screen"]
    first = class_of(section)
    hours = [(each, 0 if each == first else 1) for each in classes]
    assert [(row.school_class, row.hours) for row in audit.rows] == hours
    assert audit.chosen == of_class

    week = shown("school:whole_week")["screen"]
    assert (week.version, list(week.classes)) == (in_force, classes)
    cells = tuple("Алгебра" if one == of_class else "" for one in classes)
    assert [(row.day, row.number, row.cells) for row in week.rows] == [("среда", 2, cells)]

    rows = shown("school:versions")["rows"]
    assert [(row.version, row.lessons, row.is_now) for row in rows] == [
        (in_force, 1, True), (draft, 2 * number, False),
    ]  # fmt: skip


def test_a_lesson_whose_hour_has_no_bell_is_counted_as_placed(deputy, draft, section):
    TimetableEntry(timetable=draft, section=section, weekday=2, number=14).save(by=clerk(), now=NOW)
    page = deputy.get(editor(draft, section))
    assert [row.placed for row in page.context["screen"].sections] == ["1"]
