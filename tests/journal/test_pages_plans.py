"""Pages of calendar-thematic plans: the table without a script, the list, topics on lessons, the offer at a lesson."""

import re
import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Role
from journal.models import Lesson
from school.actions import lesson_plans as actions
from school.lesson_plans import lines_of, plans_of, served_by
from school.models import LessonPlan, Substitution
from school.plan_lines import LESSON, PlanLine
from tests.factories import (
    NOW,
    LessonFactory,
    SectionFactory,
    StaffFactory,
    SubjectFactory,
    appointed,
    class_of,
    clerk,
    teacher_of,
)
from tests.school.plans import LINES, approved_plan, made_plan, sent_plan

pytestmark = pytest.mark.requirement("SCH-9")
HOURS = (PlanLine(LESSON, "А", Decimal(2)), PlanLine(LESSON, "Б", Decimal(1), "§ 5"), PlanLine(LESSON, "В", Decimal(1)))  # fmt: skip
END = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 9, 15, 12, 0)


@pytest.fixture
def deputy():
    return appointed(Role.DEPUTY, grade_from=5, grade_to=9)


def fields(client, plan):
    """What the browser would send of the page as it stands."""
    page = client.get(reverse("journal:plan", args=[plan.pk]))
    shown = page.context["shown"]
    data = {"title": plan.title, "version": plan.version}
    data["sections"] = [one.pk for one in page.context["screen"].sections]
    data |= {f"t-{name}_FORMS": shown.table.management_form[f"{name}_FORMS"].value() for name in ("TOTAL", "INITIAL")}  # fmt: skip
    for form in shown.table:
        for field in form:
            data[field.html_name] = field.value() if field.value() is not None else ""
    return data


def press(client, plan, act, data):
    return client.post(reverse("journal:save_plan", args=[plan.pk]), data | {"act": act})


def topics(response):
    return [form.initial.get("topic", "") for form in response.context["shown"].table.initial_forms]


def test_lines_are_moved_added_removed_and_pasted_without_a_script(as_user, section, teacher):
    plan = made_plan(section, lines=HOURS)
    client = as_user(teacher)
    data = fields(client, plan)
    assert topics(press(client, plan, "up", data | {"t-2-pick": "1"})) == ["А", "В", "Б"]
    assert topics(press(client, plan, "down", data | {"t-0-pick": "1", "t-1-pick": "1"})) == ["В", "А", "Б"]  # fmt: skip
    assert topics(press(client, plan, "insert", data | {"t-1-pick": "1"})) == ["А", "", "Б", "В"]
    assert topics(press(client, plan, "remove", data | {"t-0-pick": "1"})) == ["Б", "В"]
    pasted = press(client, plan, "paste", data | {"t-0-pick": "1", "text": "Тема\tЧасы\nГ\t2\nД\t0,5"})  # fmt: skip
    assert topics(pasted) == ["А", "Г", "Д", "Б", "В"]
    assert [line.topic for line in lines_of(plan)] == ["А", "Б", "В"]


def test_the_table_is_saved_whole_or_not_at_all(as_user, section, teacher):
    plan = made_plan(section, lines=HOURS)
    client = as_user(teacher)
    data = fields(client, plan)
    wrong = press(client, plan, "save", data | {"t-1-hours": "две", "t-0-topic": "А, часть 1"})
    assert wrong.status_code == 422
    assert "Строка 2, «Часы»: «две» – не число часов" in wrong.content.decode()
    assert [line.topic for line in lines_of(plan)] == ["А", "Б", "В"]
    done = press(client, plan, "save", data | {"t-0-topic": "А, часть 1", "t-3-topic": "Новая"})
    assert done.status_code == 302
    assert [(one.topic, str(one.hours)) for one in lines_of(plan)] == [
        ("А, часть 1", "2.0"), ("Б", "1.0"), ("В", "1.0"), ("Новая", "1.0"),
    ]  # fmt: skip


def test_a_paste_that_does_not_fit_adds_nothing_and_keeps_its_text(as_user, section, teacher):
    plan = made_plan(section, lines=[PlanLine(LESSON, f"Тема {n}", Decimal(1)) for n in range(299)])
    client = as_user(teacher)
    data = fields(client, plan)
    for text, words in (
        ("Г\nД", "В плане не больше 300 строк: вставленное не добавлено."),
        ("Г " * 110_000, "слишком велик"),
    ):
        answer = press(client, plan, "paste", data | {"text": text})
        assert (answer.status_code, len(topics(answer))) == (422, 299)
        shown = answer.context["shown"].paste["text"]
        assert (shown.value(), words in answer.content.decode()) == (text, True)
    assert len(topics(press(client, plan, "paste", data | {"text": "Г"}))) == 300


def test_what_was_typed_stays_where_the_plan_was_sent_meanwhile(as_user, section, teacher, deputy):
    plan = made_plan(section, lines=HOURS)
    client = as_user(teacher)
    data = fields(client, plan) | {"t-0-topic": "Набрано"}
    sent = actions.send_plan(plan=plan, version=plan.version, by=teacher, now=NOW)
    for act in ("save", "up"):
        late = press(client, plan, act, data)
        assert late.status_code == 422
        assert 'value="Набрано"' in late.content.decode()
    assert "на утверждении или уже утверждён" in late.content.decode()
    actions.take_back(plan=sent, by=teacher, now=NOW)
    late = as_user(deputy).post(
        reverse("journal:decide_plan", args=[plan.pk]),
        {"decision": "return", "version": sent.version, "remark": "Мало контрольных"},
    )
    page = late.content.decode()
    assert (late.status_code, "его изменили" in page, "Мало контрольных" in page) == (422, True, True)  # fmt: skip


def test_saving_and_sending_is_done_whole_or_not_at_all(as_user, section, teacher):
    plan = made_plan(section, lines=HOURS)
    client = as_user(teacher)
    parts = {f"t-{place}-kind": "part" for place in range(3)} | {f"t-{place}-hours": "" for place in range(3)}  # fmt: skip
    answer = press(client, plan, "send", fields(client, plan) | parts)
    assert (answer.status_code, "ещё нет тем" in answer.content.decode()) == (422, True)
    assert [line.kind for line in lines_of(plan)] == [LESSON] * 3


def test_a_stale_table_is_refused_and_keeps_what_was_typed(as_user, section, teacher):
    plan = made_plan(section, lines=HOURS)
    client = as_user(teacher)
    data = fields(client, plan)
    press(client, plan, "save", data | {"t-0-topic": "Первая"})
    late = press(client, plan, "save", data | {"t-0-topic": "Вторая"})
    assert late.status_code == 422
    page = late.content.decode()
    assert "его изменили" in page
    assert 'value="Вторая"' in page
    assert lines_of(plan)[0].topic == "Первая"


def test_a_plan_is_made_sent_returned_and_approved_by_pages(as_user, section, teacher, deputy):
    client = as_user(teacher)
    client.post(reverse("journal:new_plan", args=[section.pk]), {"sections": [section.pk]})
    plan = LessonPlan.objects.get()
    data = fields(client, plan) | {"t-0-topic": "Степень", "t-0-hours": "2"}
    assert press(client, plan, "send", data).status_code == 302
    plan.refresh_from_db()
    client = as_user(deputy)
    decide = reverse("journal:decide_plan", args=[plan.pk])
    silent = client.post(decide, {"decision": "return", "version": plan.version})
    assert (silent.status_code, "что исправить" in silent.content.decode()) == (422, True)
    client.post(
        decide, {"decision": "return", "version": plan.version, "remark": "Нет контрольных"}
    )
    plan.refresh_from_db()
    assert "Нет контрольных" in as_user(teacher).get(reverse("journal:plan", args=[plan.pk])).content.decode()  # fmt: skip
    press(client, plan, "send", fields(client, plan))
    plan.refresh_from_db()
    as_user(deputy).post(decide, {"decision": "approve", "version": plan.version})
    plan.refresh_from_db()
    assert (plan.state, plan.decided_by) == ("approved", deputy)


def test_a_new_plan_offers_those_of_colleagues_and_of_last_year(as_user, section, teacher, deputy):
    source = approved_plan(deputy, SectionFactory())
    made_plan(SectionFactory())
    client = as_user(teacher)
    url = reverse("journal:new_plan", args=[section.pk])
    offered = client.get(url).context["form"].fields["source"].choices
    assert [key for key, _ in offered] == ["", source.pk]
    client.post(url, {"sections": [section.pk], "source": source.pk})
    plan = plans_of([section])[section.pk][0]
    assert [one.topic for one in lines_of(plan)] == [one.topic for one in LINES]
    assert plan.copied_from == source


# --- Topics on lessons -----------------------------------------------------------------------------
def lessons(section, number, *, last=END):
    days = [date(2025, 9, 15) + timedelta(days=7 * place) for place in range(number - 1)]
    return [LessonFactory(section=section, date=day) for day in [*days, last]]


def placed(client, section, **query):
    return client.get(reverse("journal:section_plan", args=[section.pk]), query).context["screen"]


def test_cancelled_lessons_and_those_of_another_subject_are_passed_over(as_user, section, teacher):
    made_plan(section, lines=HOURS)
    first, second, third, last = lessons(section, 4)
    Lesson.objects.write([_cancelled(first)], by=clerk(), now=NOW)
    stranger = StaffFactory()
    Substitution(section=section, date=second.date, number=second.number, teacher=stranger).save(by=clerk(), now=NOW)  # fmt: skip
    screen = placed(as_user(teacher), section)
    assert [(one.lesson.key, one.topic) for one in screen.binding.places] == [
        (second.pk, ""), (third.pk, "А"), (last.pk, "А"),
    ]  # fmt: skip
    assert ([hour.topic for hour in screen.binding.rest], screen.count.lost) == (["Б", "В"], 1)
    assert screen.behind == 1


def test_a_colleague_of_the_same_subject_gives_the_topic(as_user, section, teacher):
    made_plan(section, lines=HOURS)
    lesson = lessons(section, 1)[0]
    colleague = SectionFactory()
    Substitution(
        section=section, date=lesson.date, number=lesson.number,
        teacher=colleague.loads.get().teacher,
    ).save(by=clerk(), now=NOW)  # fmt: skip
    assert placed(as_user(teacher), section).binding.places[0].topic == "А"


def _cancelled(lesson):
    lesson.status = Lesson.Status.CANCELLED
    return lesson


def test_days_that_may_be_lost_are_tried_before_they_are(as_user, section, teacher):
    made_plan(section, lines=HOURS)
    _, second, *_ = lessons(section, 4)
    screen = placed(as_user(teacher), section, first=second.date, last=second.date)
    assert [(one.topic, one.was, one.now) for one in screen.shifts][-1] == ("В", END, None)
    assert screen.would_not_fit == 1
    assert [one.hour.topic for one in screen.binding.places] == ["А", "А", "Б", "В"]


def test_what_does_not_fit_is_joined_when_the_teacher_accepts(as_user, section, teacher, deputy):
    other = SectionFactory(teacher=section.loads.get().teacher)
    plan = approved_plan(deputy, section, other, lines=HOURS)
    lessons(section, 2)
    client = as_user(teacher)
    screen = placed(client, section)
    assert [(step.topic, step.was, step.becomes) for step in screen.proposal.steps] == [
        ("А", 2, 1), ("Б. В", 2, 1),
    ]  # fmt: skip
    response = press(client, plan, "compact", {"section": section.pk, "over": 2, "version": plan.version})  # fmt: skip
    variant = LessonPlan.objects.exclude(pk=plan.pk).get()
    assert response.url == reverse("journal:plan", args=[variant.pk])
    assert [one.pk for one in served_by(variant)] == [section.pk]
    assert sum(line.hours for line in lines_of(variant)) == 2
    assert sum(line.hours for line in lines_of(plan)) == 4


def test_a_proposal_that_is_no_longer_as_shown_is_not_taken(as_user, section, teacher):
    plan = made_plan(section, lines=HOURS)
    lessons(section, 3)
    press(as_user(teacher), plan, "compact", {"section": section.pk, "over": 3, "version": plan.version})  # fmt: skip
    assert [line.topic for line in lines_of(plan)] == ["А", "Б", "В"]


# --- The offer at a lesson ------------------------------------------------------------------------
def test_a_lesson_offers_the_topic_and_homework_of_the_plan(as_user, section, teacher):
    made_plan(section, lines=HOURS[1:])
    first, second = lessons(section, 2)
    client = as_user(teacher)
    url = reverse("journal:lesson", args=[first.pk])
    assert re.search(r'data-topic="Б" data-homework="§ 5"', client.get(url).content.decode())
    taken = client.get(url, {"plan": 1}).context["form"]
    assert (taken["topic"].value(), taken["homework"].value()) == ("Б", "§ 5")
    assert client.get(reverse("journal:lesson", args=[second.pk])).context["screen"].offer.topic == "В"  # fmt: skip


def test_a_lesson_that_is_written_offers_nothing(as_user, section, teacher, deputy):
    made_plan(section, lines=HOURS)
    lesson = LessonFactory(section=section, topic="Своя тема")
    assert as_user(teacher).get(reverse("journal:lesson", args=[lesson.pk])).context["screen"].offer is None  # fmt: skip
    empty = LessonFactory(section=section, number=2)
    assert as_user(deputy).get(reverse("journal:lesson", args=[empty.pk])).context["screen"].offer is None  # fmt: skip


# --- The list ------------------------------------------------------------------------------------
def test_the_list_tells_what_is_approved_missing_and_lost(as_user, section, deputy, teacher):
    approved_plan(deputy, section, lines=HOURS)
    Lesson.objects.write([_cancelled(lessons(section, 3)[0])], by=clerk(), now=NOW)
    other = SectionFactory(school_class=class_of(section), subject=SubjectFactory())
    waiting = SectionFactory(school_class=class_of(section), subject=SubjectFactory())
    sent_plan(waiting)
    client = as_user(deputy)

    def shown(show):
        screen = client.get(reverse("journal:plans"), {"show": show}).context["screen"]
        return [row.section.pk for row in screen.rows]

    assert shown("missing") == [other.pk]
    assert shown("waiting") == [waiting.pk]
    assert set(shown("unapproved")) == {other.pk, waiting.pk}
    assert shown("behind") == [section.pk]
    assert len(shown("")) == 3
    row = next(
        row for row in client.get(reverse("journal:plans")).context["screen"].rows
        if row.section.pk == section.pk
    )  # fmt: skip
    assert (row.hours, row.lessons.live, row.lessons.lost, row.short) == (4, 2, 1, 2)
    assert [r.section.pk for r in as_user(teacher).get(reverse("journal:plans")).context["screen"].rows] == [section.pk]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_needs_at_most_fifteen_queries(
    as_user, deputy, django_assert_max_num_queries, count
):
    school_class = class_of(SectionFactory())
    for place in range(count):
        section = SectionFactory(school_class=school_class)
        LessonFactory(section=section)
        if place % 2:
            sent_plan(section)
    client = as_user(deputy)
    client.get(reverse("journal:plans"))
    with django_assert_max_num_queries(15):
        assert len(client.get(reverse("journal:plans")).context["screen"].rows) == count + 1


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_table_and_the_lessons_need_as_many_queries_whatever_their_length(
    as_user, section, teacher, django_assert_max_num_queries, count
):
    plan = made_plan(section, lines=[PlanLine(LESSON, f"Тема {n}", Decimal(1)) for n in range(count)])  # fmt: skip
    lessons(section, count)
    client = as_user(teacher)
    client.get(reverse("journal:plan", args=[plan.pk]))
    with django_assert_max_num_queries(20):
        client.get(reverse("journal:plan", args=[plan.pk]))
    with django_assert_max_num_queries(15):
        placed(client, section)


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_is_refused(section):
    plan = made_plan(section)
    user = teacher_of(section)
    told = []
    together = threading.Barrier(2)

    def save(lines):
        together.wait()
        try:
            actions.save_plan(plan=plan, lines=lines, version=plan.version, by=user, now=NOW)
            told.append(len(lines))
        except actions.Stale:
            told.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[lines]) for lines in (LINES[:3], LINES[:4])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count("stale") == 1
    assert len(lines_of(plan)) in told
