"""Calendar-thematic plans: written, approved, never changed afterwards, copied (SCH-9)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from accounts.models import Role
from school import lesson_plans as access
from school.actions import Refused, Stale
from school.actions import lesson_plans as actions
from school.models import LessonPlan, LessonPlanItem
from school.plan_lines import LESSON, PlanLine
from tests.factories import (
    LESSON_DAY,
    NOW,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    appointed,
    class_of,
    school_year,
    subject,
)
from tests.journal.test_race import at_once
from tests.school.plans import LINES, approved_plan, made_plan, sent_plan, teacher_of

pytestmark = pytest.mark.requirement("SCH-9")
State = LessonPlan.State


@pytest.fixture
def deputy():
    return appointed(Role.DEPUTY, grade_from=5, grade_to=9)


def save(plan, lines, **given):
    user = plan.teacher.user
    return actions.save_plan(plan=plan, lines=lines, by=user, now=NOW, **{"version": plan.version} | given)  # fmt: skip


def plain(plan):
    return [replace(line, pk=None) for line in access.lines_of(plan)]


def test_lines_are_kept_in_the_order_they_are_typed_in(section):
    plan = made_plan(section)
    lines = access.lines_of(plan)
    moved = [lines[3], lines[4], PlanLine(LESSON, "Новая", Decimal("0.5")), *lines[:3]]

    saved = save(plan, moved)

    kept = access.lines_of(saved)
    assert [line.topic for line in kept] == [line.topic for line in moved]
    assert {line.pk for line in kept} - {line.pk for line in lines} == {kept[2].pk}
    gone = LessonPlanItem.history.get(history_type="-")
    assert (gone.topic, gone.history_change_reason) == (LINES[5].topic, "строка убрана из плана")


def test_a_save_that_changes_nothing_leaves_no_trace(section):
    plan = made_plan(section)
    before = LessonPlan.history.count(), LessonPlanItem.history.count()
    assert save(plan, access.lines_of(plan)).version == plan.version
    assert (LessonPlan.history.count(), LessonPlanItem.history.count()) == before


def test_two_who_save_the_same_plan_do_not_write_over_each_other(section):
    plan = made_plan(section)
    save(plan, LINES[:3])
    with pytest.raises(Stale, match="его изменили"):
        save(plan, LINES[:2])
    assert plain(plan) == list(LINES[:3])


def test_a_plan_goes_from_its_teacher_to_the_deputy_and_back_with_words(section, deputy):
    plan = sent_plan(section)
    with pytest.raises(Refused, match="что исправить"):
        actions.decide_plan(plan=plan, approve=False, version=plan.version, by=deputy, now=NOW)
    returned = actions.decide_plan(
        plan=plan, approve=False, remark="Мало контрольных", version=plan.version, by=deputy, now=NOW
    )  # fmt: skip
    assert (returned.state, returned.remark) == (State.RETURNED, "Мало контрольных")
    again = actions.send_plan(
        plan=returned, version=returned.version, by=plan.teacher.user, now=NOW
    )
    assert (again.state, again.remark, again.decided_by) == (State.SENT, "", None)
    approved = actions.decide_plan(
        plan=again, approve=True, version=again.version, by=deputy, now=NOW
    )
    assert (approved.state, approved.decided_by, approved.decided_at) == (State.APPROVED, deputy, NOW)  # fmt: skip


def test_what_was_changed_after_it_was_read_is_not_approved(section, deputy):
    plan = sent_plan(section)
    back = actions.take_back(plan=plan, by=plan.teacher.user, now=NOW)
    actions.send_plan(plan=back, version=back.version, by=plan.teacher.user, now=NOW)
    with pytest.raises(Stale):
        actions.decide_plan(plan=plan, approve=True, version=plan.version, by=deputy, now=NOW)


@pytest.mark.parametrize(("lines", "words"), [((), "нет тем"), (LINES[:1], "нет тем")])
def test_a_plan_without_topics_is_not_sent(section, lines, words):
    plan = made_plan(section, lines=lines)
    with pytest.raises(Refused, match=words):
        actions.send_plan(plan=plan, version=plan.version, by=plan.teacher.user, now=NOW)


def test_a_sent_and_an_approved_plan_are_not_edited(section, deputy):
    sent = sent_plan(section)
    with pytest.raises(Refused, match="отзовите"):
        save(sent, LINES)
    approved = actions.decide_plan(
        plan=sent, approve=True, version=sent.version, by=deputy, now=NOW
    )
    with pytest.raises(Refused, match="новую редакцию"):
        save(approved, LINES[:2])
    with pytest.raises(Refused, match="новую редакцию"):
        actions.remove_plan(plan=approved, version=approved.version, by=sent.teacher.user, now=NOW)


def test_a_new_edition_comes_into_force_only_when_it_is_approved(section, deputy):
    first = approved_plan(deputy, section)
    user = first.teacher.user
    second = actions.revise_plan(plan=first, by=user, now=NOW)
    assert (plain(second), second.copied_from) == (plain(first), first)
    with pytest.raises(Refused, match="ещё не утверждён"):
        actions.revise_plan(plan=first, by=user, now=NOW)
    plans = access.plans_of([section])[section.pk]
    assert (access.in_force(plans), access.coming(plans)) == (first, second)
    sent = actions.send_plan(plan=second, version=second.version, by=user, now=NOW)
    actions.decide_plan(plan=sent, approve=True, version=sent.version, by=deputy, now=NOW)
    plans = access.plans_of([section])[section.pk]
    assert (access.in_force(plans), access.coming(plans)) == (second, None)


def test_a_variant_for_one_journal_leaves_the_other_with_the_plan(section, deputy):
    teacher = teacher_of(section)
    other = SectionFactory(teacher=teacher)
    plan = approved_plan(deputy, section, other)
    variant = actions.revise_plan(
        plan=plan, sections=[other], lines=LINES[:3], by=teacher.user, now=NOW
    )
    assert [one.pk for one in access.served_by(variant)] == [other.pk]
    assert {one.pk for one in access.served_by(plan)} == {section.pk, other.pk}
    assert (plain(variant), plain(plan)) == (list(LINES[:3]), list(LINES))


def test_a_variant_of_a_draft_takes_its_journal_along(section):
    teacher = teacher_of(section)
    other = SectionFactory(teacher=teacher)
    plan = made_plan(section, other)
    variant = actions.revise_plan(plan=plan, sections=[other], by=teacher.user, now=NOW)
    assert [[s.pk for s in access.served_by(one)] for one in (plan, variant)] == [
        [section.pk], [other.pk],
    ]  # fmt: skip


def test_a_new_edition_leaves_a_journal_to_the_variant_it_goes_by(section, deputy):
    teacher = teacher_of(section)
    other = SectionFactory(teacher=teacher)
    plan = approved_plan(deputy, section, other)
    now = NOW + timedelta(days=1)
    variant = actions.revise_plan(plan=plan, sections=[other], by=teacher.user, now=now)
    sent = actions.send_plan(plan=variant, version=variant.version, by=teacher.user, now=now)
    actions.decide_plan(plan=sent, approve=True, version=sent.version, by=deputy, now=now)

    edition = actions.revise_plan(plan=plan, by=teacher.user, now=now)

    assert [one.pk for one in access.served_by(edition)] == [section.pk]
    last = actions.send_plan(plan=edition, version=edition.version, by=teacher.user, now=now)
    actions.decide_plan(plan=last, approve=True, version=last.version, by=deputy, now=now)
    with pytest.raises(Refused, match="действует другой"):
        actions.revise_plan(plan=plan, by=teacher.user, now=now)


def test_a_journal_is_not_ticked_in_a_second_draft_of_its_teacher(section):
    other = SectionFactory(teacher=teacher_of(section))
    first, second = made_plan(section), made_plan(other)
    with pytest.raises(Refused, match="ещё не утверждён"):
        save(first, LINES, sections=[section, other])
    assert [one.pk for one in access.served_by(first)] == [section.pk]
    assert save(second, LINES[:3], sections=[other]).version == second.version + 1


def test_a_draft_that_gives_a_journal_away_is_another_version(section):
    other = SectionFactory(teacher=teacher_of(section))
    plan = made_plan(section, other)
    actions.revise_plan(plan=plan, sections=[other], by=plan.teacher.user, now=NOW)
    with pytest.raises(Stale):
        save(plan, LINES, sections=[section, other])


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_begun_at_once_one_is_refused():
    section = SectionFactory()

    def begin():
        try:
            return made_plan(section).state
        except Refused:
            return "refused"

    assert sorted(at_once(begin, begin)) == ["draft", "refused"]


def test_a_plan_beyond_the_grades_of_the_order_is_not_decided(section, deputy):
    older = SectionFactory(teacher=teacher_of(section), grade=10, school_class=SchoolClassFactory(grade=10))  # fmt: skip
    both, own = sent_plan(section, older), sent_plan(SectionFactory())
    assert [access.is_decider(plan, deputy, on=LESSON_DAY) for plan in (both, own)] == [False, True]


def test_a_colleagues_plan_is_copied_with_all_its_lines_and_remembered(section, deputy):
    source = approved_plan(deputy, section)
    copy = made_plan(SectionFactory(), lines=access.lines_of(source), copied_from=source)
    assert (plain(copy), copy.copied_from) == (plain(source), source)
    assert not {row.pk for row in copy.items.all()} & {row.pk for row in source.items.all()}
    assert copy.teacher != source.teacher


def test_one_plan_is_for_journals_of_one_subject(section):
    teacher = teacher_of(section)
    other = SectionFactory(teacher=teacher, subject=subject("Физика"))
    with pytest.raises(Refused, match="одного предмета"):
        made_plan(section, other)


def test_a_plan_nobody_needs_is_removed_unless_another_is_made_of_it(section):
    plan = made_plan(section)
    copy = made_plan(SectionFactory(), copied_from=plan)
    remove = {"by": plan.teacher.user, "now": NOW}
    with pytest.raises(Refused, match="составлен другой"):
        actions.remove_plan(plan=plan, version=plan.version, **remove)
    actions.remove_plan(plan=copy, version=copy.version, **remove)
    actions.remove_plan(plan=plan, version=plan.version, **remove)
    assert (LessonPlan.objects.count(), LessonPlanItem.objects.count()) == (0, 0)


def test_nobody_approves_a_plan_of_his_own(section):
    plan = sent_plan(section)
    user = plan.teacher.user
    with pytest.raises(Refused, match="Свой план"):
        actions.decide_plan(plan=plan, approve=True, version=plan.version, by=user, now=NOW)


def test_a_plan_is_seen_by_readers_of_its_journal_and_once_approved_by_teachers(section, deputy):
    plan = sent_plan(section)
    colleague = StaffFactory()
    SectionFactory(teacher=colleague, grade=3)
    others = appointed(Role.DEPUTY, grade_from=1, grade_to=4)

    def sees(user):
        try:
            return access.plan_to_see(user, plan.pk, on=LESSON_DAY) == plan
        except Http404:
            return False

    assert [sees(one) for one in (plan.teacher.user, deputy, colleague.user, others)] == [
        True, True, False, False,
    ]  # fmt: skip
    actions.decide_plan(plan=plan, approve=True, version=plan.version, by=deputy, now=NOW)
    assert sees(colleague.user)
    with pytest.raises(PermissionDenied):
        access.plan_to_edit(colleague.user, plan.pk, on=LESSON_DAY)
    with pytest.raises(PermissionDenied):
        access.plan_to_decide(colleague.user, plan.pk, on=LESSON_DAY)


def test_readiness_asks_for_journals_without_an_approved_plan(section, deputy):
    other = SectionFactory(school_class=class_of(section), subject=subject("Физика"))
    year = school_year()
    assert {one.pk for one in access.sections_without_approved_plan(year, LESSON_DAY)} == {
        section.pk, other.pk,
    }  # fmt: skip
    approved_plan(deputy, section)
    sent_plan(other)
    assert [one.pk for one in access.sections_without_approved_plan(year, LESSON_DAY)] == [other.pk]


@pytest.mark.parametrize("kind", ["hours of a part", "no hours", "returned without words"])
def test_the_database_itself_refuses_a_plan_that_cannot_be(section, kind):
    plan = made_plan(section)
    line = plan.items.get(position=2)
    if kind == "returned without words":
        row, plan.state, plan.decided_at, plan.decided_by = (
            plan,
            State.RETURNED,
            NOW,
            plan.teacher.user,
        )
    else:
        row, line.kind, line.hours = line, "part" if kind == "hours of a part" else LESSON, Decimal(kind == "hours of a part")  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(by=plan.teacher.user, now=NOW)


def test_two_lines_never_stand_at_one_place(section):
    plan = made_plan(section)
    line = plan.items.get(position=2)
    line.position = 3

    def save():
        line.save(by=plan.teacher.user, now=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError), transaction.atomic():
        save()
