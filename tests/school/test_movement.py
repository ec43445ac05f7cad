"""Pupils come, move and leave by orders, each written with what it does to lists (SCH-13, ACC-6)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from journal.models import AttendanceRecord, Mark, PeriodMark
from school.actions import (
    Decision,
    Leaving,
    Order,
    Refused,
    Whereabouts,
    admit,
    promote,
    sections_of_all,
    transfer,
    withdraw,
)
from school.actions.individual import PlanFacts, make_plan
from school.models import (
    ClassEnrollment,
    CourseSection,
    EnrollmentEvent,
    IndividualPlan,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
)
from tests.factories import (
    LESSON_DAY,
    NOW,
    YEAR_END,
    YEAR_START,
    LessonFactory,
    LineItemFactory,
    SchoolClassFactory,
    SectionFactory,
    StudentFactory,
    appointed,
    class_of,
    clerk,
    pupil_of,
    put_on_list,
    school_year,
    subject,
)
from tests.journal.test_race import at_once
from tests.school.test_grading import LETTERS, own_system

pytestmark = pytest.mark.requirement("SCH-13")

DAY = timedelta(days=1)
ORDER = Order("12-у", date(2025, 9, 12))
NEXT = date(2025, 9, 16)
Kind = EnrollmentEvent.Kind


@pytest.fixture(autouse=True)
def _monday(at):
    at(2025, 9, 15, 14, 0)


def signed():
    return {"by": clerk(), "now": NOW}


def moved(student, to, day=NEXT, sections=(), order=ORDER):
    return transfer(
        student=student, to=to, starts_on=day, sections=sections, order=order, **signed()
    )


def written(student):
    """Movements as (kind, day, from, to, order), in order of time."""
    rows = student.movements.select_related("from_class", "to_class").order_by("date", "pk")
    return [(e.kind, e.date, str(e.from_class or ""), str(e.to_class or ""), e.order) for e in rows]


def terms_of(student):
    rows = student.section_enrollments.order_by("starts_on", "section")
    return [(row.section_id, row.starts_on, row.ends_on) for row in rows]


@pytest.fixture
def next_year():
    year = SchoolYear(
        school=school_year().school, title="2026/2027",
        starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 26),
    )  # fmt: skip
    year.save(**signed())
    return year


def test_a_pupil_comes_leaves_and_comes_back_by_three_orders(section):
    school_class, student = class_of(section), StudentFactory()
    came = admit(
        student=student, school_class=school_class, starts_on=LESSON_DAY, order=ORDER,
        sections=sections_of_all(school_class), origin=Whereabouts("школа № 12", "region"), **signed(),
    )  # fmt: skip
    gone = withdraw(
        student=student, last_day=date(2025, 10, 3), order=Order("20-у", date(2025, 10, 2)),
        leaving=Leaving("request", Whereabouts("школа № 3", "country"), "заявление"), **signed(),
    )  # fmt: skip
    admit(
        student=student, school_class=school_class, starts_on=date(2025, 11, 10), order=Order("31-у", date(2025, 11, 7)),
        sections=sections_of_all(school_class), **signed(),
    )  # fmt: skip

    name = str(school_class)
    assert written(student) == [
        ("admission", LESSON_DAY, "", name, "№ 12-у от 12.09.2025"),
        ("withdrawal", date(2025, 10, 3), name, "", "№ 20-у от 02.10.2025"),
        ("return", date(2025, 11, 10), "", name, "№ 31-у от 07.11.2025"),
    ]
    assert (came.place, came.area) == ("школа № 12", "region")
    assert (gone.reason, gone.place, gone.area, gone.note) == (
        "request", "школа № 3", "country", "заявление",
    )  # fmt: skip
    assert terms_of(student) == [
        (section.pk, LESSON_DAY, date(2025, 10, 3)), (section.pk, date(2025, 11, 10), YEAR_END),
    ]  # fmt: skip
    assert EnrollmentEvent.history.filter(student_id=student.pk).count() == 3


def test_a_stream_of_both_classes_goes_on_and_other_lists_end(section, student):
    to = SchoolClassFactory()
    algebra = SectionFactory(school_class=to)
    stream = SectionFactory(subject=subject("Хор"), kind="stream", school_class=class_of(section))
    SectionClass(section=stream, school_class=to).save(**signed())
    put_on_list(stream, student)

    moved(student, to, sections=[*sections_of_all(to), stream])

    assert terms_of(student) == [
        (section.pk, YEAR_START, LESSON_DAY), (stream.pk, YEAR_START, None), (algebra.pk, NEXT, YEAR_END),
    ]  # fmt: skip


@pytest.mark.requirement("SCH-4")
def test_an_individual_plan_ends_with_the_old_class(section, student):
    facts = PlanFacts(
        "at_home", ORDER, date(2025, 9, 8), date(2025, 11, 30), {section: Decimal("0.5")}
    )
    plan = make_plan(student=student, plan=facts, **signed())
    to = SchoolClassFactory()
    algebra = SectionFactory(school_class=to)

    moved(student, to, sections=sections_of_all(to))

    assert IndividualPlan.objects.get(pk=plan.pk).ends_on == LESSON_DAY
    own = CourseSection.objects.get(plan=plan)
    assert own.ends_on == LESSON_DAY
    assert terms_of(student) == [
        (section.pk, YEAR_START, date(2025, 9, 7)), (own.pk, date(2025, 9, 8), LESSON_DAY),
        (algebra.pk, NEXT, YEAR_END),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["mark", "absence"])
def test_nobody_is_moved_over_entries_that_stand(section, student, kind):
    lesson = LessonFactory(section=section, date=NEXT)
    if kind == "mark":
        Mark(item=LineItemFactory(lesson=lesson), student=student, code="4").save(**signed())
    else:
        AttendanceRecord(lesson=lesson, student=student, status="absent").save(**signed())
    to = SchoolClassFactory()

    with pytest.raises(Refused, match=r"Алгебра – 16\.09\.2025"):
        moved(student, to)
    with pytest.raises(Refused, match=r"Алгебра – 16\.09\.2025"):
        withdraw(student=student, last_day=LESSON_DAY, order=ORDER, **signed())

    assert written(student) == []
    moved(student, to, day=NEXT + DAY)
    assert ClassEnrollment.objects.on(NEXT + DAY).get(student=student).school_class == to


@pytest.mark.django_db(transaction=True)
def test_of_two_transfers_at_once_one_is_written_and_the_other_told_where_the_pupil_is(section):
    student, by = section.enrollments.first().student, clerk()
    classes = [SchoolClassFactory(), SchoolClassFactory()]

    def move(to):
        def call():
            try:
                return transfer(
                    student=student, to=to, starts_on=NEXT, sections=[], order=ORDER, by=by, now=NOW
                )
            except Refused as refusal:
                return str(refusal)

        return call

    results = at_once(*[move(to) for to in classes])

    [event] = [one for one in results if isinstance(one, EnrollmentEvent)]
    [told] = [one for one in results if isinstance(one, str)]
    assert told == f"{student} в классе {event.to_class} с 16.09.2025. Укажите более поздний день."
    places = student.class_enrollments.order_by("starts_on")
    assert [place.school_class_id for place in places][1:] == [event.to_class_id]
    assert EnrollmentEvent.objects.count() == EnrollmentEvent.history.count() == 1


def test_a_pupil_leaves_between_two_years_and_the_place_of_the_next_one_is_taken_away(
    section, student, next_year
):
    here = student.class_enrollments.get()
    here.ends_on = YEAR_END
    here.save(**signed())
    eighth = SchoolClassFactory(grade=8, year=next_year)
    moved(student, eighth, day=next_year.starts_on)

    withdraw(student=student, last_day=date(2026, 7, 15), order=ORDER, **signed())

    assert [(kind, day) for kind, day, *_ in written(student)] == [
        ("withdrawal", date(2026, 7, 15)), ("promotion", date(2026, 9, 1)),
    ]  # fmt: skip
    [place] = student.class_enrollments.all()
    assert (place.school_class, place.ends_on, place.left_by_order) == (
        class_of(section), YEAR_END, "№ 12-у от 12.09.2025",
    )  # fmt: skip
    with pytest.raises(Refused, match="не числится"):
        moved(student, eighth, day=next_year.starts_on)


def test_a_class_goes_on_by_one_order_and_the_same_order_sent_twice_is_one(section, next_year):
    old = class_of(section)
    up, again = (
        SchoolClassFactory(grade=8, year=next_year),
        SchoolClassFactory(grade=7, year=next_year),
    )
    eighth = SectionFactory(school_class=up, year=next_year, grade=8)
    one, two, three = [row.student for row in section.enrollments.order_by("pk")]
    decisions = [
        Decision(one, Kind.PROMOTION, up), Decision(two, Kind.CONDITIONAL, up), Decision(three, Kind.REPEAT, again),
    ]  # fmt: skip

    for _ in range(2):
        made = promote(
            school_class=old, decisions=decisions, order=ORDER, note="протокол № 7", **signed()
        )
        assert [event.kind for event in made] == ["promotion", "conditional", "repeat"]

    assert EnrollmentEvent.objects.count() == EnrollmentEvent.history.count() == 3
    first = next_year.starts_on
    for pupil, to in ((one, up), (two, up), (three, again)):
        places = pupil.class_enrollments.order_by("starts_on")
        assert [(p.school_class, p.starts_on, p.ends_on) for p in places] == [
            (old, YEAR_START, YEAR_END), (to, first, next_year.ends_on),
        ]  # fmt: skip
    listed = SectionEnrollment.objects.filter(section=eighth).order_by("pk")
    assert [(row.student, row.starts_on) for row in listed] == [(one, first), (two, first)]


def test_a_class_is_not_promoted_past_the_rules(section, next_year):
    old = class_of(section)
    student = section.enrollments.first().student
    ninth = SchoolClassFactory(grade=9, year=next_year)
    same_year = SchoolClassFactory(grade=8)
    for decision, told in (
        (Decision(student, Kind.PROMOTION, ninth), "переводят в 8-й класс"),
        (Decision(student, Kind.REPEAT, ninth), "повторно учатся в 7-м классе"),
        (Decision(student, Kind.PROMOTION, same_year), "класс следующего учебного года"),
        (Decision(pupil_of(same_year), Kind.PROMOTION, ninth), "не числится в классе"),
    ):
        with pytest.raises(Refused, match=told):
            promote(school_class=old, decisions=[decision], order=ORDER, **signed())
    assert EnrollmentEvent.objects.count() == 0


def test_the_page_of_a_class_proposes_conditions_to_who_has_debts_and_lets_graduates_go(
    client, at, section, next_year
):
    at(2026, 5, 25, 12, 0)
    old = class_of(section)
    old.grade, old.name = 9, "9А"
    old.save(**signed())
    tenth = SchoolClassFactory(grade=10, name="10А", year=next_year)
    one, two, three = [row.student for row in section.enrollments.order_by("pk")]
    PeriodMark(section=section, student=two, kind="year", code="2").save(**signed())
    client.force_login(appointed(Role.CLERK))
    address = reverse("school:promote") + f"?class={old.pk}"

    screen = client.get(address).context["screen"]
    assert {row.student: (row.debts, row.proposed) for row in screen.undecided} == {
        one: ("", f"promotion:{tenth.pk}"), two: ("Алгебра", f"conditional:{tenth.pk}"),
        three: ("", f"promotion:{tenth.pk}"),
    }  # fmt: skip
    sent = {
        "class": old.pk, "order_number": "40-у", "order_date": "2026-05-25", "note": "протокол № 7",
        f"p{one.pk}": f"promotion:{tenth.pk}", f"p{two.pk}": "", f"p{three.pk}": "finished",
    }  # fmt: skip
    empty = sent | {f"p{one.pk}": "", f"p{three.pk}": ""}
    assert "Не выбрано ни одного ученика" in client.post(address, empty).content.decode()
    assert client.post(address, sent).status_code == 302

    screen = client.get(address).context["screen"]
    assert [row.student for row in screen.undecided] == [two]
    assert {row.student: row.decided for row in screen.decided} == {
        one: "перевод в следующий класс: 10А, приказ № 40-у от 25.05.2026",
        three: "выбытие, приказ № 40-у от 25.05.2026",
    }  # fmt: skip
    left = three.movements.get()
    assert (left.kind, left.date, left.reason, left.note) == (
        "withdrawal", YEAR_END, "graduation", "протокол № 7",
    )  # fmt: skip


def test_debts_are_seen_in_every_system_of_marks(client, at, section, next_year):
    at(2026, 5, 25, 12, 0)
    SchoolClassFactory(grade=8, name="8А", year=next_year)
    letters = own_system("Буквы", LETTERS)
    of = {"pass_fail": "Музыка", "own": "Труд"}
    for scale, name in of.items():
        one = SectionFactory(school_class=class_of(section), subject=subject(name))
        one.scale, one.grading = scale, letters if scale == "own" else None
        one.save(**signed())
        of[scale] = one
    passed, not_passed, lowest = [row.student for row in section.enrollments.order_by("pk")]
    for student, pass_fail, own in (
        (passed, "зач", "B"), (not_passed, "незач", "A"), (lowest, "зач", "C")
    ):  # fmt: skip
        for scale, code in (("pass_fail", pass_fail), ("own", own)):
            mark = PeriodMark(section=of[scale], student=student, kind="year", code=code)
            mark.save(**signed())
    client.force_login(appointed(Role.CLERK))

    address = reverse("school:promote") + f"?class={class_of(section).pk}"
    rows = client.get(address).context["screen"].undecided
    debts = {row.student: row.debts for row in rows}
    assert [debts[one] for one in (passed, not_passed, lowest)] == ["", "Музыка", "Труд"]


@pytest.mark.requirement("ACC-6")
def test_groups_that_share_a_subject_are_chosen_and_nobody_falls_between_them(
    client, section, student
):
    to = SchoolClassFactory()
    SectionFactory(school_class=to)
    first, second = [
        SectionFactory(school_class=to, subject=subject("Английский язык"), name=name, kind="language")
        for name in ("1 группа", "2 группа")
    ]  # fmt: skip
    circle = SectionFactory(school_class=to, subject=subject("Хор"), kind="circle")
    client.force_login(appointed(Role.CLERK))
    address = reverse("ending:transfer", args=[student.pk]) + f"?class={to.pk}"
    sent = {
        "class": to.pk, "starts_on": "2025-09-16", "order_number": "12-у", "order_date": "2025-09-12",
    }  # fmt: skip
    name = f"unit_{first.subject_id}_language"

    refused = client.post(address, sent)
    assert (refused.status_code, "выберите группу или" in refused.content.decode()) == (422, True)
    answer = client.post(address, sent | {name: second.pk, "groups": [circle.pk]}, follow=True)

    lists = SectionEnrollment.objects.on(NEXT).filter(student=student)
    assert {row.section.title for row in lists.select_related("section__subject")} == {
        f"{to}, Алгебра", f"{to}, Английский язык (2 группа)", f"{to}, Хор",
    }  # fmt: skip
    assert "перевод в другой класс" in answer.content.decode()
    assert "№ 12-у от 12.09.2025" in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_of_promotion_costs_the_same_queries(
    client, section, next_year, number, django_assert_max_num_queries
):
    SchoolClassFactory(grade=8, year=next_year)
    for _ in range(number):
        pupil_of(class_of(section))
    client.force_login(appointed(Role.CLERK))
    address = reverse("school:promote") + f"?class={class_of(section).pk}"

    client.get(address)
    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200
