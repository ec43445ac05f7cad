"""Whatever an administrator does, in whatever order, his own rights do not grow: not today, not on any later day."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Appointment, Right, Role, RoleRight
from accounts.rights import Change, rights_of, why_not_appointed, why_right_stays
from school import actions
from school.access import sections_granted_to, standing_of
from school.actions import Order, Refused, Term
from school.models import FILL_JOURNAL, READ_JOURNAL, SectionGrant
from tests.crowd import granted
from tests.factories import LESSON_DAY, NOW, YEAR_START, StaffFactory, clerk

DAYS = [LESSON_DAY + timedelta(days=n) for n in (0, 1, 2, 40, 300)]
PEOPLE = st.sampled_from(["self", "friend", "stranger"])
ROLES, RIGHTS = st.sampled_from(Role.values), st.sampled_from(Right.values)
SOON = st.integers(0, 3)
ACTS = st.one_of(
    st.tuples(st.just("give role"), PEOPLE, ROLES, SOON),
    st.tuples(st.just("end role"), st.integers(0, 9), st.one_of(st.none(), SOON)),
    st.tuples(st.just("decide"), ROLES, RIGHTS, st.sampled_from([True, False, None])),
    st.tuples(st.just("grant"), PEOPLE, st.sampled_from([READ_JOURNAL, FILL_JOURNAL]), SOON),
    st.tuples(st.just("withdraw"), st.integers(0, 3)),
)
# Roles the person has now, and one that begins tomorrow.
BEGINNINGS = st.tuples(
    st.sampled_from(
        [(Role.SYSADMIN,), (Role.ASSISTANT,), (Role.ASSISTANT, Role.HR), (Role.DIRECTOR,)]
    ),
    st.one_of(st.none(), ROLES),
    st.lists(st.tuples(ROLES, RIGHTS, st.booleans()), max_size=4, unique_by=lambda d: d[:2]),
)


def appoint(user, role, after=0, **term):
    starts_on = LESSON_DAY + timedelta(days=after) if after else YEAR_START
    Appointment(user=user, role=role, starts_on=starts_on, order_number="1", **term).save(
        by=clerk(), now=NOW
    )


def do(act, people, section):
    """Carry out one act as the administrator would from a page."""
    signed = {"by": people["self"], "now": NOW}
    match act:
        case ("give role", who, role, after):
            actions.give_role(
                user=people[who], role=role, starts_on=LESSON_DAY + timedelta(days=after),
                order_number="7", order_date=YEAR_START, **signed,
            )  # fmt: skip
        case ("end role", number, after):
            rows = list(Appointment.objects.order_by("pk"))
            last = None if after is None else LESSON_DAY + timedelta(days=after)
            row = rows[number % len(rows)]
            actions.end_role(appointment=row, last_day=last, reason="приказ", **signed)
        case ("decide", role, right, is_given):
            actions.decide_right(
                role=role, right=right, is_given=is_given, reason="приказ", **signed
            )
        case ("grant", who, act_, after):
            term = Term(LESSON_DAY + timedelta(days=after), LESSON_DAY + timedelta(days=90))
            order = Order("7", YEAR_START)
            actions.grant_access(
                user=people[who], act=act_, target=section, term=term, order=order, **signed
            )
        case ("withdraw", number):
            rows = list(SectionGrant.objects.order_by("pk"))
            actions.withdraw_grant(grant=rows[number % len(rows)], reason="приказ", **signed)


def what_one_may(user):
    """Rights and journals opened, on each of the days."""
    return [
        standing_of(user, on=day).rights
        | {
            f"{act} {section.pk}"
            for act in (READ_JOURNAL, FILL_JOURNAL)
            for section in sections_granted_to(user, act, on=day)
        }
        for day in DAYS
    ]


@pytest.mark.requirement("ACC-2")
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(beginning=BEGINNINGS, acts=st.lists(ACTS, min_size=1, max_size=6))
def test_no_row_of_acts_enlarges_ones_own_rights(section, beginning, acts):
    roles, coming, decided = beginning
    with transaction.atomic():
        people = {name: StaffFactory().user for name in ("self", "friend", "stranger")}
        for role in roles:
            appoint(people["self"], role)
        if coming and coming not in roles:
            appoint(people["self"], coming, after=1)
        appoint(people["friend"], Role.DIRECTOR)
        granted(SectionGrant, section, READ_JOURNAL)
        for role, right, is_given in decided:
            RoleRight(role=role, right=right, is_given=is_given).save(by=clerk(), now=NOW)
        before = what_one_may(people["self"])
        for act in acts:
            try:
                do(act, people, section)
            except Refused:
                continue
        after = what_one_may(people["self"])
        transaction.set_rollback(True)
    assert [now <= then for now, then in zip(after, before, strict=True)] == [True] * len(DAYS)


DECISIONS = st.lists(st.tuples(ROLES, RIGHTS, st.booleans()), min_size=1, max_size=25)


@pytest.mark.requirement("ACC-2")
@settings(max_examples=1000, deadline=None)
@given(
    own=st.frozensets(ROLES, min_size=1, max_size=3),
    coming=st.frozensets(ROLES, max_size=2),
    decisions=DECISIONS,
)
def test_no_row_of_decisions_on_roles_enlarges_ones_own_rights(own, coming, decisions):
    """The pure rules alone, on longer rows of decisions: what he holds now, and with what he will hold."""
    changes: dict[tuple[str, str], Change] = {}
    before = rights_of(own), rights_of(own | coming)
    for role, right, is_given in decisions:
        held = rights_of(own, changes.values())
        if not why_right_stays(
            role, right, is_given=is_given, own_roles=own, own_rights=held,
            coming_roles=coming, changes=changes.values(),
        ):  # fmt: skip
            changes[role, right] = Change(role, right, is_given)
    after = rights_of(own, changes.values()), rights_of(own | coming, changes.values())
    assert after[0] <= before[0]
    assert after[1] <= before[1]


@settings(max_examples=300, deadline=None)
@given(own=st.frozensets(ROLES, max_size=3), role=ROLES, decisions=DECISIONS)
def test_only_who_carries_out_orders_appoints_to_more_than_he_may(own, role, decisions):
    changes = [Change(*one) for one in {d[:2]: d for d in decisions}.values()]
    rights = rights_of(own, changes)
    said = why_not_appointed(
        role, to_oneself=False, own_roles=own, own_rights=rights, changes=changes
    )
    if not said and not own & {Role.SYSADMIN, Role.DIRECTOR}:
        assert rights_of([role], changes) <= rights
    assert why_not_appointed(
        role, to_oneself=True, own_roles=own, own_rights=rights, changes=changes
    )
