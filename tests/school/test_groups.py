"""Classes, groups, streams and individual plans: nobody is lost, nobody is in two, the past stays (SCH-3, SCH-4)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from journal.models import Mark, PeriodMark
from journal.screens.roster import roster
from school.actions import Refused, Stale
from school.actions.class_sets import combine_classes, copy_classes
from school.actions.classes import (
    ClassFacts,
    edit_class,
    end_class,
    give_homeroom,
    make_class,
    remove_class,
)
from school.actions.grants import Order
from school.actions.groups import HALVES, SEXES, Split, save_lists, split_section
from school.actions.individual import PlanFacts, end_plan, make_plan
from school.actions.movement import withdraw
from school.actions.sections import (
    SectionFacts,
    add_subjects,
    close_section,
    edit_section,
    make_section,
)
from school.arranging import ListsReach
from school.groups import COVERING, SHARING, Fault, Group, faults
from school.models import (
    CourseSection,
    Homeroom,
    SchoolClass,
    SchoolYear,
    SectionEnrollment,
    TeachingLoad,
    Timetable,
    TimetableEntry,
)
from school.screens.class_lists import lists_screen
from school.screens.class_setup import classes_to_copy, next_name, setup_screen
from tests.factories import (
    LESSON_DAY,
    NOW,
    YEAR_END,
    YEAR_START,
    HomeroomFactory,
    LessonFactory,
    LineItemFactory,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    appointed,
    class_of,
    clerk,
    pupil_of,
    put_on_list,
    school_year,
    subject,
)
from tests.school.arranged import at_home

DAY = timedelta(days=1)
Kind = CourseSection.Kind
OCTOBER = date(2025, 10, 1)


def signed():
    return {"by": clerk(), "now": NOW}


def mark_of(item, student, code):
    Mark(item=item, student=student, code=code).save(**signed())


def named(section):
    return {
        row.student.user.last_name for row in section.enrollments.select_related("student__user")
    }


# --- Pure rules ----------------------------------------------------------------------------------
def test_a_pupil_of_a_shared_subject_is_in_one_of_its_groups():
    groups = [Group(1, 10, Kind.LANGUAGE), Group(2, 10, Kind.LANGUAGE), Group(3, 11, Kind.ELECTIVE)]
    members = {1: {100, 103}, 2: {101, 103}, 3: set()}
    assert faults([100, 101, 102, 103], groups, members) == [
        Fault(102, 10, ()), Fault(103, 10, (1, 2)),
    ]  # fmt: skip


def test_one_group_of_a_subject_shares_nobody_and_the_whole_class_needs_no_group():
    profile = [Group(1, 10, Kind.PROFILE), Group(2, 10, Kind.WHOLE_CLASS)]
    assert faults([100], profile, {}) == []
    shared = [*profile, Group(3, 10, Kind.PROFILE)]
    assert faults([100], shared, {2: {100}}) == []
    assert faults([100], [*shared, Group(4, 10, Kind.INDIVIDUAL)], {4: {100}}) == []


UNITS, KINDS, PUPILS = (
    (1, 2),
    (Kind.LANGUAGE, Kind.GROUP, Kind.WHOLE_CLASS, Kind.ELECTIVE),
    range(4),
)
LISTED = st.tuples(st.sampled_from(UNITS), st.sampled_from(KINDS), st.sets(st.sampled_from(PUPILS)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LISTED, max_size=7))
def test_a_fault_is_named_exactly_where_a_pupil_is_not_in_one_group(listed):
    groups = [Group(pk, unit, kind) for pk, (unit, kind, _) in enumerate(listed)]
    members = {pk: inside for pk, (_, _, inside) in enumerate(listed)}
    expected = set()
    for unit in UNITS:
        for kind in SHARING:
            sharing = [one.pk for one in groups if (one.unit, one.kind) == (unit, kind)]
            others = [
                one.pk
                for one in groups
                if one.unit == unit and one.kind != kind and one.kind in COVERING | SHARING
            ]
            for pupil in PUPILS if len(sharing) > 1 else ():
                inside = tuple(pk for pk in sharing if pupil in members[pk])
                if len(inside) > 1 or not (inside or any(pupil in members[pk] for pk in others)):
                    expected.add(Fault(pupil, unit, inside))
    assert set(faults(PUPILS, groups, members)) == expected


# --- Classes -------------------------------------------------------------------------------------
@pytest.mark.requirement("SCH-3")
def test_a_class_is_made_with_its_homeroom_teacher_and_once():
    teacher = StaffFactory()
    made = make_class(
        year=school_year(), facts=ClassFacts(5, "А", "5А"), homeroom=teacher, **signed()
    )
    assert (made.grade, made.name, made.days_a_week) == (5, "5А", 5)
    assert [(row.teacher, row.starts_on) for row in made.homerooms.all()] == [(teacher, YEAR_START)]
    with pytest.raises(Refused, match="Класс 5а в 2025/2026"):
        make_class(year=school_year(), facts=ClassFacts(5, "а", "5а"), **signed())


def test_a_renamed_class_names_its_journals_anew_and_keeps_its_grade():
    section = SectionFactory(school_class=SchoolClassFactory(grade=7, letter="А", name="7А"))
    school_class = class_of(section)
    edit_class(school_class=school_class, facts=ClassFacts(7, "К", "7К"), **signed())
    section.refresh_from_db()
    assert section.classes_text == "7К"
    with pytest.raises(Refused, match="журналы"):
        edit_class(school_class=school_class, facts=ClassFacts(8, "К", "8К"), **signed())


def test_bells_and_week_of_a_class_with_a_timetable_are_changed_where_lessons_are_shown_first():
    section = SectionFactory(school_class=SchoolClassFactory(grade=7, letter="А", name="7А"))
    school_class = class_of(section)
    facts = ClassFacts(7, "А", "7А", school_class.days_a_week, school_class.bells)
    edit_class(school_class=school_class, facts=replace(facts, days_a_week=6), **signed())
    version = Timetable(
        year=school_class.year, title="Осень", starts_on=YEAR_START, ends_on=YEAR_END
    )
    version.save(**signed())
    TimetableEntry(timetable=version, section=section, weekday=1, number=2).save(**signed())

    for change in ({"days_a_week": 5}, {"days_a_week": 6, "bells": None}):
        with pytest.raises(Refused, match="на странице «Звонки»"):
            edit_class(school_class=school_class, facts=replace(facts, **change), **signed())
    edit_class(
        school_class=school_class, facts=replace(facts, days_a_week=6, name="7К"), **signed()
    )
    school_class.refresh_from_db()
    assert (school_class.name, school_class.days_a_week) == ("7К", 6)


def test_a_homeroom_is_handed_over_from_a_day():
    held = HomeroomFactory()
    heir = StaffFactory()
    give_homeroom(
        school_class=held.school_class, teacher=heir, starts_on=OCTOBER, instead=True, **signed()
    )
    rows = Homeroom.objects.filter(school_class=held.school_class).order_by("starts_on")
    assert [(row.teacher, row.starts_on, row.ends_on) for row in rows] == [
        (held.teacher, YEAR_START, OCTOBER - DAY), (heir, OCTOBER, None),
    ]  # fmt: skip
    with pytest.raises(Refused, match="уже классный руководитель"):
        give_homeroom(school_class=held.school_class, teacher=heir, starts_on=OCTOBER, **signed())


def test_a_class_ends_only_when_its_pupils_have_gone(section):
    school_class = class_of(section)
    with pytest.raises(Refused, match="ещё 3"):
        end_class(school_class=school_class, last_day=OCTOBER, order="приказ № 1", **signed())
    for row in list(school_class.enrollments.select_related("student")):
        withdraw(student=row.student, last_day=OCTOBER, order=Order("2", OCTOBER), **signed())
    HomeroomFactory(school_class=school_class)
    end_class(school_class=school_class, last_day=OCTOBER, order="приказ № 1", **signed())
    section.refresh_from_db()
    assert (section.ends_on, section.loads.get().ends_on) == (OCTOBER, OCTOBER)
    assert school_class.homerooms.get().ends_on == OCTOBER
    with pytest.raises(Refused, match="уже используется"):
        remove_class(school_class=school_class, **signed())


def next_year():
    year = SchoolYear(
        school=school_year().school, title="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 26)
    )  # fmt: skip
    year.save(**signed())
    return year


def test_classes_go_on_one_grade_up_once_and_the_last_grade_has_left():
    seventh = SchoolClassFactory(grade=7, letter="А", name="7А", days_a_week=6)
    SchoolClassFactory(grade=11, letter="А", name="11А")
    leader = HomeroomFactory(school_class=seventh).teacher
    year = next_year()
    offered = classes_to_copy(school_year(), year)
    assert [(one.source.name, one.name) for one in offered] == [("7А", "8А")]
    for _ in range(2):
        copy_classes(classes=offered, year=year, homerooms=True, **signed())
    made = SchoolClass.objects.get(year=year)
    assert (made.name, made.grade, made.days_a_week, made.homerooms.get().teacher) == (
        "8А",
        8,
        6,
        leader,
    )
    assert next_name(SchoolClass(grade=9, letter="К", name="9 кадетский")) == "10 кадетский"


def test_combined_classes_are_taught_together_and_one_is_in_one_set():
    first, third = SchoolClassFactory(grade=1, name="1"), SchoolClassFactory(grade=3, name="3")
    combine_classes(year=school_year(), name="1–3", classes=[first, third], **signed())
    with pytest.raises(Refused, match="уже в другом"):
        combine_classes(year=school_year(), name="ещё", classes=[first, third], **signed())


# --- Groups --------------------------------------------------------------------------------------
@pytest.mark.requirement("SCH-3")
def test_subjects_of_a_class_get_its_pupils_once(section):
    school_class = class_of(section)
    physics = subject("Физика")
    for _ in range(2):
        add_subjects(school_class=school_class, hours=[(physics, Decimal("2.5"))], **signed())
    made = CourseSection.objects.get(subject=physics)
    assert (made.classes_text, made.weekly_hours, made.enrollments.count()) == (
        school_class.name,
        Decimal("2.5"),
        3,
    )


@pytest.mark.requirement("SCH-3")
@pytest.mark.parametrize("count", [2, 3])
def test_a_class_is_split_so_that_everybody_is_in_one_group(count):
    section = SectionFactory(students=7)
    teacher = section.loads.get().teacher
    names = [f"{n} группа" for n in range(1, count + 1)]
    made = split_section(
        section=section, split=Split(names, Kind.LANGUAGE, OCTOBER, HALVES), **signed()
    )
    sizes = [one.enrollments.count() for one in made]
    assert sum(sizes) == 7
    assert max(sizes) - min(sizes) <= 1
    assert not set.intersection(*map(named, made))
    section.refresh_from_db()
    assert section.ends_on == OCTOBER - DAY
    assert {row.ends_on for row in section.enrollments.all()} == {OCTOBER - DAY}
    assert [list(one.loads.values_list("teacher", flat=True)) for one in made] == [
        [teacher.pk],
        *[[]] * (count - 1),
    ]


def test_a_pupil_with_two_terms_is_one_pupil_of_one_group(section):
    """He left in November and came back in January: four pupils of five terms are two and two."""
    for row in section.enrollments.filter(student=section.enrollments.first().student_id):
        row.ends_on = date(2025, 11, 14)
        row.save(**signed())
        again = {"starts_on": date(2026, 1, 12)}
        put_on_list(section, row.student, pupil_of(class_of(section)), **again)

    made = split_section(
        section=section, split=Split(["1", "2"], Kind.LANGUAGE, OCTOBER, HALVES), **signed()
    )

    groups = [set(one.enrollments.values_list("student", flat=True)) for one in made]
    assert [len(one) for one in groups] == [2, 2]
    assert groups[0] & groups[1] == set()
    assert sorted(one.enrollments.count() for one in made) == [2, 3]


def test_girls_and_boys_learn_apart(section):
    pupils = [row.student for row in section.enrollments.order_by("pk")]
    pupils[0].sex = "female"
    pupils[0].save(**signed())
    girls, boys = split_section(
        section=section,
        split=Split(["девочки", "мальчики"], Kind.GROUP, OCTOBER, SEXES),
        **signed(),
    )
    assert (girls.enrollments.count(), boys.enrollments.count()) == (1, 2)


def test_a_split_before_any_lesson_leaves_no_empty_journal_behind(section):
    split_section(section=section, split=Split(["1", "2"], Kind.GROUP, YEAR_START), **signed())
    assert not CourseSection.objects.filter(pk=section.pk).exists()
    assert TeachingLoad.objects.count() == 1


def test_a_class_is_not_split_over_marks_that_stand(section, student):
    mark_of(LineItemFactory(lesson=LessonFactory(section=section)), student, "5")
    with pytest.raises(Refused, match=r"15\.09\.2025"):
        split_section(section=section, split=Split(["1", "2"], Kind.GROUP, LESSON_DAY), **signed())
    split_section(
        section=section, split=Split(["1", "2"], Kind.GROUP, LESSON_DAY + DAY), **signed()
    )


def test_a_stream_learns_from_several_classes_and_a_journal_nobody_used_is_taken_away():
    one, two = (SchoolClassFactory(name=f"7{letter}", letter=letter) for letter in "ХЦ")
    facts = SectionFacts(subject("Хор"), Kind.STREAM, weekly_hours=Decimal(1))
    stream = make_section(classes=[one, two], facts=facts, **signed())
    assert (stream.classes_text, stream.section_classes.count()) == ("7Х, 7Ц", 2)
    with pytest.raises(Refused, match="уже есть"):
        make_section(classes=[one, two], facts=facts, **signed())
    close_section(section=stream, last_day=YEAR_START - DAY, **signed())
    assert not CourseSection.objects.filter(pk=stream.pk).exists()


def test_hours_of_a_journal_are_those_of_who_teaches_all_of_it(section):
    row = section.loads.get()
    section.weekly_hours = row.hours = Decimal(3)
    section.save(**signed())
    row.save(**signed())
    edit_section(section=section, name="", weekly_hours=Decimal(4), scale="five_point", **signed())
    assert section.loads.get().hours == Decimal(4)


def test_a_journal_with_marks_of_a_period_alone_keeps_its_system(section, student):
    PeriodMark(section=section, student=student, kind="year", code="5").save(**signed())
    with pytest.raises(Refused, match="уже стоят отметки"):
        edit_section(section=section, name="", weekly_hours=None, scale="pass_fail", **signed())


def test_a_group_is_not_called_as_its_neighbour(section):
    one, two = split_section(
        section=section, split=Split(["1 группа", "2 группа"], Kind.LANGUAGE, OCTOBER), **signed()
    )
    facts = {"weekly_hours": Decimal(2), "scale": "five_point", **signed()}

    with pytest.raises(Refused, match=r"\(1 ГРУППА\)» уже есть\. Назовите группу иначе"):
        edit_section(section=two, name="1 ГРУППА", **facts)
    edit_section(section=two, name="Вторая", **facts)
    edit_section(section=one, name="1 ГРУППА", **facts)

    names = CourseSection.objects.filter(kind=Kind.LANGUAGE).order_by("pk")
    assert list(names.values_list("name", flat=True)) == ["1 ГРУППА", "Вторая"]


# --- Lists as columns ----------------------------------------------------------------------------
@pytest.fixture
def groups():
    """English of a class in two groups since September: three pupils and two."""
    section = SectionFactory(students=5, subject=subject("Английский язык"))
    return split_section(
        section=section, split=Split(["1", "2"], Kind.LANGUAGE, YEAR_START), **signed()
    )


def screen_of(section, day=OCTOBER, *, everything=True, ticked=None):
    return lists_screen(ListsReach(class_of(section), everything), day=day, ticked=ticked)


def pairs(section):
    return {(section.pk, row.student_id) for row in section.enrollments.on(OCTOBER)}


@pytest.mark.requirement("SCH-3")
def test_a_pupil_moves_from_a_day_and_stays_where_he_was_before_it(groups):
    first, second = groups
    moved = first.enrollments.order_by("pk").first().student
    screen = screen_of(first)
    wanted = (pairs(first) | pairs(second)) - {(first.pk, moved.pk)} | {(second.pk, moved.pk)}
    assert save_lists(lists=screen.lists(wanted, screen.shown), **signed()) == (1, 1)
    day_before, day_of = OCTOBER - DAY, OCTOBER
    assert moved.pk in {one.pk for one in roster(first, day_before, day_before)}
    assert moved.pk not in {one.pk for one in roster(first, day_of, day_of)}
    assert moved.pk in {one.pk for one in roster(second, day_of, day_of)}
    assert moved.pk not in {one.pk for one in roster(second, day_before, day_before)}


def test_he_who_comes_back_the_same_day_has_never_left(groups):
    first, second = groups
    moved = first.enrollments.order_by("pk").first().student
    before = list(
        SectionEnrollment.objects.order_by("pk").values_list("section", "student", "starts_on")
    )
    there = pairs(first) | pairs(second)
    elsewhere = there - {(first.pk, moved.pk)} | {(second.pk, moved.pk)}
    for wanted in (elsewhere, there):
        screen = screen_of(first)
        save_lists(lists=screen.lists(wanted, screen.shown), **signed())
    after = list(
        SectionEnrollment.objects.order_by("pk").values_list("section", "student", "starts_on")
    )
    assert after == before


def test_two_groups_at_once_are_refused_by_name_and_none_is_told(groups):
    first, second = groups
    doubled = first.enrollments.order_by("pk").first().student
    screen = screen_of(first)
    with pytest.raises(Refused, match=doubled.user.last_name):
        save_lists(
            lists=screen.lists(
                pairs(first) | pairs(second) | {(second.pk, doubled.pk)}, screen.shown
            ),
            **signed(),
        )
    assert (pairs(first), pairs(second)) == (
        pairs(first) - pairs(second),
        pairs(second) - pairs(first),
    )


def test_a_pupil_without_a_group_is_named(groups):
    first, second = groups
    lost = first.enrollments.order_by("pk").first().student
    screen = screen_of(first)
    assert screen.complaints == ()
    wanted = (pairs(first) | pairs(second)) - {(first.pk, lost.pk)}
    save_lists(lists=screen.lists(wanted, screen.shown), **signed())
    assert screen_of(first).complaints == (f"Английский язык: без группы – {lost.user.list_name}.",)
    [row] = setup_screen(school_year(), years=[school_year()], on=OCTOBER).rows
    assert row.unplaced == 1


def test_nobody_leaves_a_group_over_marks_that_stand(groups):
    first, second = groups
    marked = first.enrollments.order_by("pk").first().student
    lesson = LessonFactory(section=first, date=OCTOBER + DAY)
    mark_of(LineItemFactory(lesson=lesson), marked, "4")
    screen = screen_of(first)
    wanted = (pairs(first) | pairs(second)) - {(first.pk, marked.pk)}
    with pytest.raises(Refused, match=r"02\.10\.2025"):
        save_lists(lists=screen.lists(wanted, screen.shown), **signed())


def test_lists_changed_by_another_are_not_written_over(groups):
    first, second = groups
    shown = screen_of(first)
    moved = first.enrollments.order_by("pk").first().student
    wanted = (pairs(first) | pairs(second)) - {(first.pk, moved.pk)}
    save_lists(lists=shown.lists(wanted, shown.shown), **signed())
    with pytest.raises(Stale):
        save_lists(lists=shown.lists(set(), shown.shown), **signed())


def test_a_homeroom_teacher_edits_groups_of_the_own_class_only(client, at, groups):
    at(2025, 10, 1, 9, 0)
    first, second = groups
    school_class = class_of(first)
    leader = HomeroomFactory(school_class=school_class).teacher.user
    other = SchoolClassFactory()
    stream = make_section(
        classes=[school_class, other], facts=SectionFacts(subject("Хор"), Kind.STREAM), **signed()
    )
    moved = first.enrollments.order_by("pk").first().student
    client.force_login(leader)
    url = reverse("lists:class_lists", args=[school_class.pk])
    screen = client.get(url).context["screen"]
    assert set(screen.editable) == {first.pk, second.pk}
    wanted = (pairs(first) | pairs(second)) - {(first.pk, moved.pk)} | {
        (second.pk, moved.pk),
        (stream.pk, moved.pk),
    }
    response = client.post(
        url, {"day": "2025-10-01", "shown": screen.shown, "in": [f"{a}-{b}" for a, b in wanted]}
    )
    assert response.status_code == 302
    assert stream.enrollments.count() == 0
    assert second.enrollments.filter(student=moved, starts_on=OCTOBER).exists()


# --- Individual plans ----------------------------------------------------------------------------
def facts_of(section, hours="1", first=OCTOBER, last=date(2025, 11, 30)):
    return PlanFacts("at_home", Order("17-у", first), first, last, {section: Decimal(hours)})


@pytest.mark.requirement("SCH-4")
def test_a_pupil_at_home_has_journals_of_his_own_and_comes_back(section, student):
    plan = make_plan(student=student, plan=facts_of(section, "0.5"), **signed())
    own = CourseSection.objects.get(plan=plan)
    assert (own.kind, own.weekly_hours, own.starts_on, own.ends_on) == (
        "individual", Decimal("0.5"), OCTOBER, date(2025, 11, 30),
    )  # fmt: skip
    terms = section.enrollments.filter(student=student).order_by("starts_on")
    assert [(row.starts_on, row.ends_on) for row in terms] == [
        (YEAR_START, OCTOBER - DAY), (date(2025, 12, 1), None),
    ]  # fmt: skip
    assert [one.pk for one in roster(own, OCTOBER, OCTOBER)] == [student.pk]
    with pytest.raises(Refused, match="уже есть план"):
        make_plan(student=student, plan=facts_of(section), **signed())


@pytest.mark.requirement("SCH-4")
@pytest.mark.parametrize("last", [date(2025, 11, 30), YEAR_END])
def test_a_plan_that_ends_early_gives_the_pupil_back_to_the_class(section, student, last):
    plan = make_plan(student=student, plan=facts_of(section, last=last), **signed())
    end_plan(plan=plan, last_day=date(2025, 10, 20), **signed())
    terms = section.enrollments.filter(student=student).order_by("starts_on")
    assert [(row.starts_on, row.ends_on) for row in terms] == [
        (YEAR_START, OCTOBER - DAY), (date(2025, 10, 21), YEAR_END if last == YEAR_END else None),
    ]  # fmt: skip
    assert CourseSection.objects.get(plan=plan).ends_on == date(2025, 10, 20)


@pytest.mark.requirement("SCH-4")
def test_a_plan_from_the_first_day_that_ends_early_gives_the_pupil_back_too(section, student):
    facts = replace(facts_of(section, last=YEAR_END), starts_on=YEAR_START)
    plan = make_plan(student=student, plan=facts, **signed())
    assert not section.enrollments.filter(student=student).exists()
    end_plan(plan=plan, last_day=date(2025, 10, 20), **signed())
    row = section.enrollments.get(student=student)
    assert (row.starts_on, row.ends_on) == (date(2025, 10, 21), YEAR_END)


@pytest.mark.requirement("SCH-4")
def test_a_plan_ends_with_the_pupils_leaving_and_puts_him_on_no_list(section, student):
    plan = make_plan(student=student, plan=facts_of(section, last=YEAR_END), **signed())
    withdraw(student=student, last_day=date(2025, 10, 10), order=Order("9-у", OCTOBER), **signed())
    plan.refresh_from_db()
    assert plan.ends_on == date(2025, 10, 10)
    with pytest.raises(Refused, match="внутри срока плана"):
        end_plan(plan=plan, last_day=date(2025, 10, 20), **signed())
    end_plan(plan=plan, last_day=date(2025, 10, 5), **signed())
    row = section.enrollments.get(student=student, starts_on__gt=OCTOBER)
    assert (row.starts_on, row.ends_on) == (date(2025, 10, 6), date(2025, 10, 10))


@pytest.mark.requirement("SCH-4")
def test_pupils_on_plans_are_listed_with_order_term_and_hours(client, at, section, student):
    at(2025, 10, 1, 9, 0)
    client.force_login(appointed(Role.DEPUTY))
    url = reverse("school:new_plan", args=[student.pk])
    sent = {
        "kind": "at_home", "order_number": "№ 17-у", "order_date": "2025-09-30", "starts_on": "2025-10-01",
        "ends_on": "2025-11-30", f"h{section.pk}": "2,5",
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    [row] = client.get(reverse("school:plans")).context["rows"]
    assert (row.plan.order_number, row.hours, row.subjects, row.class_name) == (
        "17-у", Decimal("2.5"), 1, class_of(section).name,
    )  # fmt: skip


def test_a_plan_without_lessons_of_its_own_is_listed_too(client, at, student):
    at(2025, 10, 1, 9, 0)
    at_home(student)
    client.force_login(appointed(Role.DEPUTY))
    response = client.get(reverse("school:plans"), {"q": student.user.last_name})
    assert [(row.hours, row.subjects) for row in response.context["rows"]] == [(Decimal(0), 0)]
    assert [found for found, _ in response.context["found"]] == [student]
