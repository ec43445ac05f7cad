"""A breach of an account: everything it wrote since T is put back, and nobody else's entry is lost."""

from datetime import timedelta

import pytest

from accounts.actions import breaches
from accounts.actions.outside import bind_from_card
from accounts.models import Appointment, OutsideIdentity, Role
from archive.actions.decisions import decide
from archive.actions.voiding import Voiding, void_operations
from archive.operations import operations_of
from journal import actions
from journal.models import (
    CorrectionRequest,
    Lesson,
    LineItem,
    Mark,
    PeriodLock,
    PeriodMark,
    WorkType,
)
from school.models import GradingPeriod
from tests.archive.breach import (
    HANDLED,
    HONEST,
    LATER,
    T,
    cell,
    journal_state,
    period_mark,
    reported,
    second_teacher,
)
from tests.factories import NOW, YEAR_START, LessonFactory, UserFactory, appointed

pytestmark = pytest.mark.requirement("ACC-11")


@pytest.fixture
def director():
    return appointed(Role.DIRECTOR)


@pytest.fixture
def filled(section, lesson, student, teacher):
    """A mark, an absence, a topic and homework the teacher wrote before."""
    cell(section, lesson, student, "4", by=teacher, now=NOW)
    cell(section, lesson, student, "б", by=teacher, now=NOW, what="attendance")
    actions.set_topic(lesson=lesson, topic="Дроби", by=teacher, now=NOW)
    actions.set_homework(lesson=lesson, text="§ 3", minutes=20, by=teacher, now=NOW)
    return journal_state()


def void(incident, director, **kwargs):
    return void_operations(incident=incident, by=director, now=HANDLED, **kwargs)


def test_everything_the_account_wrote_since_t_is_put_back(
    section, lesson, student, teacher, director, filled
):
    other = section.enrollments.order_by("pk")[1].student
    cell(section, lesson, student, "2", by=teacher)
    cell(section, lesson, other, "5", by=teacher)
    cell(section, lesson, student, "", by=teacher, what="attendance")
    cell(section, lesson, other, "н", by=teacher, what="attendance")
    actions.set_topic(lesson=lesson, topic="Взломано", by=teacher, now=LATER)
    actions.set_homework(lesson=lesson, text="", by=teacher, now=LATER)
    second = LessonFactory(section=section, number=2)
    actions.set_homework(lesson=second, text="Ничего", by=teacher, now=LATER)

    found = void(reported(teacher, by=director), director)

    assert journal_state() == filled | {
        "topics": sorted(filled["topics"] + [(second.pk, "", None)])
    }
    assert found == Voiding(voided=7)


def test_history_keeps_what_was_void_and_names_the_act(
    section, lesson, student, teacher, director, filled
):
    cell(section, lesson, student, "2", by=teacher)
    void(reported(teacher, by=director, act="7/2"), director)

    told = Mark.history.order_by("history_id").values_list(
        "code", "history_user", "history_change_reason"
    )
    assert list(told) == [
        ("4", teacher.pk, ""), ("2", teacher.pk, ""), ("4", director.pk, "акт № 7/2"),
    ]  # fmt: skip
    assert Mark.objects.get().version == 3


def test_later_honest_entry_is_kept_until_a_person_decides(
    section, lesson, student, teacher, director, filled
):
    colleague = second_teacher(section)
    cell(section, lesson, student, "2", by=teacher)
    cell(section, lesson, student, "5", by=colleague, now=HONEST)
    incident = reported(teacher, by=director)

    assert void(incident, director) == Voiding(asked=1)
    assert Mark.objects.get().code == "5"
    waiting = incident.operations.get()
    assert (waiting.was, waiting.became, waiting.restored) == ("4", "2", "")
    assert waiting.later == f"5 ({colleague.full_name}, 15.09.2025, 17:00)"

    decide(incident=incident, operations=[waiting.pk], restore=True, by=director, now=HANDLED)
    assert Mark.objects.get().code == "4"
    waiting.refresh_from_db()
    assert (waiting.decision, waiting.restored) == ("voided", "4")


def test_later_honest_entry_may_be_kept(section, lesson, student, teacher, director, filled):
    cell(section, lesson, student, "2", by=teacher)
    cell(section, lesson, student, "5", by=second_teacher(section), now=HONEST)
    incident = reported(teacher, by=director)
    void(incident, director)

    decide(incident=incident, operations=None, restore=False, by=director, now=HANDLED)
    assert Mark.objects.get().code == "5"
    assert incident.operations.get().decision == "kept"


def test_entry_changed_since_it_was_shown_is_shown_anew(
    section, lesson, student, teacher, director, filled
):
    colleague = second_teacher(section)
    cell(section, lesson, student, "2", by=teacher)
    cell(section, lesson, student, "5", by=colleague, now=HONEST)
    incident = reported(teacher, by=director)
    void(incident, director)
    cell(section, lesson, student, "3", by=colleague, now=HANDLED)

    found = decide(incident=incident, operations=None, restore=True, by=director, now=HANDLED)
    assert (found.decided, found.shown_anew) == (0, 1)
    assert Mark.objects.get().code == "3"
    assert incident.operations.get().later.startswith("3 (")
    decide(incident=incident, operations=None, restore=True, by=director, now=HANDLED)
    assert Mark.objects.get().code == "4"


def test_void_value_over_an_honest_one_over_a_void_one_leaves_the_honest(
    section, lesson, student, teacher, director, filled
):
    cell(section, lesson, student, "2", by=teacher)
    cell(section, lesson, student, "3", by=second_teacher(section), now=HONEST)
    cell(section, lesson, student, "5", by=teacher, now=HONEST)
    incident = reported(teacher, by=director)

    assert void(incident, director) == Voiding(voided=1, asked=1)
    assert Mark.objects.get().code == "3"
    decide(incident=incident, operations=None, restore=True, by=director, now=HANDLED)
    assert Mark.objects.get().code == "4"


def test_topic_is_put_back_though_others_have_taken_the_register(
    section, lesson, teacher, director, filled
):
    actions.set_topic(lesson=lesson, topic="Взломано", by=teacher, now=LATER)
    row = Lesson.objects.get(pk=lesson.pk)
    row.attendance_taken_at, row.attendance_taken_by = HONEST, director
    row.save(by=director, now=HONEST)

    assert void(reported(teacher, by=director), director) == Voiding(voided=1)
    row.refresh_from_db()
    assert (row.topic, row.attendance_taken_by) == ("Дроби", director)


def test_column_made_by_the_account_stays_where_others_have_marks_in_it(
    section, lesson, student, teacher, director
):
    cell(section, lesson, student, "5", by=teacher)
    cell(
        section,
        lesson,
        section.enrollments.order_by("pk")[1].student,
        "4",
        by=second_teacher(section),
        now=HONEST,
    )
    incident = reported(teacher, by=director)

    assert void(incident, director) == Voiding(voided=1, left=1)
    assert LineItem.objects.count() == 1
    assert sorted(Mark.objects.values_list("code", flat=True)) == ["", "4"]
    left = incident.operations.get(decision="left")
    assert left.restored == "запись осталась: на неё опираются другие записи"


def test_empty_column_made_by_the_account_goes(lesson, teacher, director):
    actions.add_item(lesson=lesson, work_type=WorkType.objects.usual(), by=teacher, now=LATER)
    assert void(reported(teacher, by=director), director) == Voiding(voided=1)
    assert LineItem.objects.count() == 0


def test_lock_of_a_period_does_not_stop_the_commission_and_goes_with_its_marks(
    section, teacher, director
):
    period = GradingPeriod.objects.get(number=1)
    for row in section.enrollments.all():
        period_mark(section, row.student, "5", by=teacher, period=period)
    assert PeriodLock.objects.count() == 1

    found = void(reported(teacher, by=director), director)
    assert (found.voided, found.left) == (4, 0)
    assert journal_state()["period"] == []
    assert PeriodLock.objects.count() == 0


def test_lock_to_come_that_stood_on_a_void_mark_is_taken_back_and_comes_with_the_honest_one(
    section, student, teacher, director
):
    period, honest = GradingPeriod.objects.get(number=1), second_teacher(section)
    first, *rest = (row.student for row in section.enrollments.order_by("pk"))
    period_mark(section, first, "2", by=teacher, period=period)
    for one in rest:
        period_mark(section, one, "4", by=honest, period=period, now=HONEST)
    assert PeriodLock.objects.get().locked_by == honest

    void(reported(teacher, by=director), director)
    assert not PeriodLock.objects.exists()

    period_mark(section, first, "4", by=honest, period=period, now=HANDLED)
    assert PeriodLock.objects.get().set_at == HANDLED


def test_lock_to_come_whose_marks_all_stand_after_voiding_stays_as_it_was(
    section, student, teacher, director
):
    period, honest = GradingPeriod.objects.get(number=1), second_teacher(section)
    for row in section.enrollments.order_by("pk"):
        period_mark(section, row.student, "4", by=honest, period=period, now=NOW)
    period_mark(section, student, "2", by=teacher, period=period)

    void(reported(teacher, by=director), director)

    assert set(PeriodMark.objects.values_list("code", flat=True)) == {"4"}
    assert PeriodLock.objects.values_list("locked_by", "set_at").get() == (honest.pk, NOW)


def test_lock_to_come_is_settled_by_a_decision_on_a_later_entry_too(
    section, student, teacher, director
):
    period, honest = GradingPeriod.objects.get(number=1), second_teacher(section)
    first, *rest = (row.student for row in section.enrollments.order_by("pk"))
    period_mark(section, first, "2", by=teacher, period=period)
    period_mark(section, first, "5", by=honest, period=period, now=HONEST)
    for one in rest:
        period_mark(section, one, "4", by=honest, period=period, now=HONEST)
    incident = reported(teacher, by=director)
    assert void(incident, director) == Voiding(asked=1)
    assert PeriodLock.objects.exists()

    decide(incident=incident, operations=None, restore=True, by=director, now=HANDLED)
    assert not PeriodLock.objects.exists()


def test_entry_in_a_closed_period_is_put_back(section, lesson, student, teacher, director, filled):
    cell(section, lesson, student, "2", by=teacher)
    period = GradingPeriod.objects.get(number=1)
    for row in section.enrollments.all():
        period_mark(section, row.student, "4", by=director, period=period, now=HONEST)
    after = HONEST + timedelta(days=60)
    incident = reported(teacher, by=director, now=after)

    void_operations(incident=incident, by=director, now=after)
    assert Mark.objects.get().code == "4"
    assert PeriodLock.objects.get().locks_at < after


def test_operations_before_t_are_looked_through_and_voided_only_where_ticked(
    section, lesson, student, teacher, director, filled
):
    other = section.enrollments.order_by("pk")[1].student
    cell(section, lesson, other, "3", by=teacher, now=T - timedelta(minutes=30))
    cell(section, lesson, student, "2", by=teacher, now=T - timedelta(minutes=20))
    incident = reported(teacher, by=director, doubtful_since=T - timedelta(minutes=45))
    doubtful = operations_of(incident)
    assert [(one.is_doubtful, one.kind.table) for one in doubtful] == [(True, "journal_mark")] * 2

    keys = [one.key for one in doubtful]
    assert void(incident, director, doubtful={keys[1]}, shown=keys) == Voiding(voided=1, own=1)
    assert set(Mark.objects.values_list("student", "code")) == {(student.pk, "4"), (other.pk, "3")}
    assert set(incident.operations.values_list("decision", "is_doubtful")) == {
        ("voided", True),
        ("own", True),
    }


def test_doubtful_operation_that_was_not_shown_is_decided_on_only_when_it_is(
    section, lesson, student, teacher, director, filled
):
    other = section.enrollments.order_by("pk")[1].student
    cell(section, lesson, other, "3", by=teacher, now=T - timedelta(minutes=30))
    cell(section, lesson, student, "2", by=teacher, now=T - timedelta(minutes=20))
    incident = reported(teacher, by=director, doubtful_since=T - timedelta(minutes=45))
    first, unseen = (one.key for one in operations_of(incident))

    assert void(incident, director, shown=[first]) == Voiding(own=1, unseen=1)
    assert [one.key for one in operations_of(incident)] == [unseen]

    assert void(incident, director, doubtful=[unseen], shown=[unseen]) == Voiding(voided=1)
    assert set(Mark.objects.values_list("student", "code")) == {(student.pk, "4"), (other.pk, "3")}


def test_operation_shown_as_doubtful_is_not_voided_unread_because_the_moment_was_moved(
    section, lesson, student, teacher, director, filled
):
    cell(section, lesson, student, "2", by=teacher, now=T - timedelta(minutes=20))
    incident = reported(teacher, by=director, doubtful_since=T - timedelta(minutes=45))
    shown = [one.key for one in operations_of(incident)]
    breaches.set_moment(
        incident=incident, moment=T - timedelta(minutes=30), reason="нашли вход раньше",
        doubtful_since=T - timedelta(minutes=45), by=director, now=HANDLED,
    )  # fmt: skip

    with pytest.raises(breaches.Refused, match="момент перенесли"):
        void(incident, director, shown=shown)
    assert Mark.objects.get().code == "2"


def test_pressed_twice_it_voids_once(section, lesson, student, teacher, director, filled):
    cell(section, lesson, student, "2", by=teacher)
    incident = reported(teacher, by=director)
    void(incident, director)
    with pytest.raises(breaches.Refused, match="уже признаны"):
        void(incident, director)
    assert Mark.history.count() == 3


def test_request_that_was_under_way_is_voided_by_asking_again(
    section, lesson, student, teacher, director, filled
):
    cell(section, lesson, student, "2", by=teacher)
    incident = reported(teacher, by=director)
    void(incident, director)
    cell(section, lesson, student, "5", by=teacher, now=HANDLED)

    assert void(incident, director) == Voiding(voided=1)
    assert Mark.objects.get().code == "4"


def test_what_the_person_writes_after_unlocking_is_his_own(
    section, lesson, student, teacher, director, filled
):
    cell(section, lesson, student, "2", by=teacher)
    incident = reported(teacher, by=director)
    breaches.unlock_account(incident=incident, by=director, now=HANDLED)
    cell(
        section, lesson, section.enrollments.order_by("pk")[1].student, "5", by=teacher, now=HANDLED
    )

    assert void(incident, director) == Voiding(voided=1)
    assert set(Mark.objects.values_list("code", flat=True)) == {"4", "5"}


def test_rights_the_account_gave_are_taken_back(teacher, director):
    Appointment(user=UserFactory(), role=Role.SYSADMIN, starts_on=YEAR_START).save(
        by=teacher, now=LATER
    )
    void(reported(teacher, by=director), director)
    assert list(Appointment.objects.values_list("role", flat=True)) == [Role.DIRECTOR]


def test_nobody_handles_the_breach_of_his_own_account(
    section, lesson, student, teacher, director, filled
):
    cell(section, lesson, student, "2", by=teacher)
    incident = reported(teacher, by=director)
    with pytest.raises(breaches.Refused, match="другой человек"):
        void_operations(incident=incident, by=teacher, now=HANDLED)


def test_what_one_thief_wrote_is_not_honest_for_the_act_about_another(
    section, lesson, student, teacher, director, filled
):
    other = second_teacher(section)
    cell(section, lesson, student, "2", by=teacher)
    cell(section, lesson, student, "3", by=other, now=HONEST)
    first = reported(teacher, by=director)
    assert void(first, director) == Voiding(voided=0, asked=1)

    void(reported(other, by=director, act="4"), director)

    assert Mark.objects.get().code == "4"


def test_request_for_a_correction_keeps_its_number_and_place(
    section, lesson, student, teacher, director
):
    CorrectionRequest(
        year=section.year, number=1, section=section, what="topic", lesson=lesson, wanted="Степень",
        reason="Описка", asked_by=teacher, asked_at=LATER,
    ).save(by=teacher, now=LATER)  # fmt: skip
    incident = reported(teacher, by=director)

    void(incident, director)

    assert CorrectionRequest.objects.get().number == 1
    assert incident.operations.get(table="journal_correctionrequest").decision == "left"


def test_unlocked_account_does_not_open_to_a_number_bound_by_the_thief(teacher, director):
    bind_from_card(person=teacher, issuer="https://id.example", identifier="7", by=director, now=T)
    incident = reported(teacher, by=director)

    breaches.unlock_account(incident=incident, by=director, now=HANDLED)

    assert not OutsideIdentity.objects.filter(user=teacher, ended_at=None).exists()
