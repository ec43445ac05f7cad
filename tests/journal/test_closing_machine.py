"""Closing, correcting, opening again and voiding in any order, against a journal kept in memory.

Each run is played in PostgreSQL inside a savepoint and taken back, so that two thousand of them take a minute or
two. The journal in memory knows nothing of the code: values, versions, who wrote them, when and why.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from archive.actions.voiding import void_operations
from journal import actions
from journal.actions import CellChange, PeriodMarkChange, Place, Refused
from journal.models import (
    CorrectionRequest,
    Lesson,
    Mark,
    PeriodLock,
    PeriodMark,
    PeriodReopening,
)
from school.models import Student
from tests.archive.breach import reported
from tests.factories import (
    MOSCOW,
    LessonFactory,
    LineItemFactory,
    LoadFactory,
    SectionFactory,
    UserFactory,
    teacher_of,
)
from tests.journal.closed import LAST_DAY, listed, quarter

# Two thousand runs in four parts, so that two processes share them.
PARTS, RUNS = 4, 500
STEPS = 6
START = datetime(2025, 10, 24, 12, 0, tzinfo=MOSCOW)
MIDNIGHT = datetime(2025, 10, 25, 0, 0, tzinfo=MOSCOW)
HOUR = timedelta(hours=1)


@dataclass
class Cell:
    """What was written in a place: value, author, moment and reason of every change, the first one first."""

    steps: list = field(default_factory=list)
    void: set = field(default_factory=set)

    @property
    def value(self):
        return self.steps[-1][0] if self.steps else ""

    @property
    def version(self):
        return len(self.steps)

    def write(self, value, author, now, reason=""):
        self.steps.append((value, author.pk, now, reason))


@dataclass
class Asked:
    number: int
    what: str
    was: str
    base: int
    wanted: str
    at: datetime
    state: str = "asked"
    found: str = ""
    row: CorrectionRequest | None = None


class World:
    """One pupil, one lesson, two teachers, the deputy who decides; made once for all runs."""

    def __init__(self):
        self.section = SectionFactory(students=1)
        self.lesson = LessonFactory(section=self.section)
        self.item = LineItemFactory(lesson=self.lesson)
        [pk] = listed(self.section)
        self.student = Student.objects.get(pk=pk)
        self.teacher = teacher_of(self.section)
        self.colleague = LoadFactory(section=self.section).teacher.user
        self.deputy = UserFactory()
        self.period = quarter()
        self.places = {
            "mark": Place(
                "mark", self.section, lesson=self.lesson, item=self.item, student=self.student
            ),
            "topic": Place("topic", self.section, lesson=self.lesson),
            "period": Place("period", self.section, student=self.student, period=self.period),
        }


VALUES = {"mark": ["", "5", "4"], "topic": ["Степень", "Корень"], "period": ["", "5", "4"]}
MARKS, FINALS, TOPICS = (st.sampled_from(VALUES[what]) for what in ("mark", "period", "topic"))


def machine_of(world):
    """The machine over this world."""

    class Closing(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.savepoint = transaction.savepoint()
            self.now = START
            self.cells = {what: Cell() for what in VALUES}
            self.lock = self.open_until = None
            self.asked, self.reopened, self.locked = [], [], []
            self.is_voided = False

        # --- the journal in memory -----------------------------------------------------------------------
        @property
        def is_closed(self):
            if self.lock is None or self.now < self.lock[1]:
                return False
            return self.open_until is None or self.now >= self.open_until

        def settle_lock(self):
            """As the regulation says: closed from midnight after the last mark, not before the period's end."""
            if self.lock and self.lock[1] <= self.now:
                return
            if self.cells["period"].value:
                after = max(self.now.date(), LAST_DAY) + timedelta(days=1)
                self.lock = (self.now, datetime.combine(after, time(), MOSCOW))
                self.locked.append("~" if self.locked and self.locked[-1] != "-" else "+")
            elif self.lock:
                self.lock = None
                self.locked.append("-")

        # --- what people do ------------------------------------------------------------------------------
        @initialize(stage=st.sampled_from(["open", "marked", "closed", "opened again"]))
        def begin(self, stage):
            if stage == "open":
                return
            self.set_final(value="4", is_stale=False)
            if stage != "marked":
                self.wait(hours=14)
            if stage == "opened again":
                self.reopen(hours=5)

        @rule(hours=st.sampled_from([1, 14, 60]))
        def wait(self, hours):
            self.now += hours * HOUR

        @rule(value=MARKS, is_stale=st.booleans(), by_colleague=st.booleans())
        def set_mark(self, value, is_stale, by_colleague):
            by = world.colleague if by_colleague and not self.is_voided else world.teacher
            cell = self.cells["mark"]
            base = cell.version - (is_stale and cell.version > 0)
            change = CellChange(
                "k", world.student.pk, world.lesson.pk, "mark", value, base, world.item.pk
            )
            [result] = actions.set_cells(
                section=world.section, changes=[change], by=by, now=self.now
            )
            self.compare(result, cell, value, base, by)

        @rule(value=FINALS, is_stale=st.booleans())
        def set_final(self, value, is_stale):
            cell = self.cells["period"]
            base = cell.version - (is_stale and cell.version > 0)
            change = PeriodMarkChange("k", world.student.pk, value, base, "По итогам периода")
            before = cell.version
            [result] = actions.set_period_marks(
                section=world.section, kind="period", period=world.period, changes=[change],
                by=world.teacher, now=self.now,
            )  # fmt: skip
            self.compare(result, cell, value, base, world.teacher)
            if cell.version > before:
                self.settle_lock()

        def compare(self, result, cell, value, base, by):
            """Closed: refused. Already so: nothing is written. From an old sheet: a conflict. Else: the next version."""
            if self.is_closed:
                assert (result.outcome, result.is_closed) == ("refused", True)
                return
            if cell.value == value:
                expected = "saved"
            elif base != cell.version:
                expected = "conflict"
            else:
                expected = "saved"
                cell.write(value, by, self.now)
            assert (result.outcome, result.value, result.version) == (
                expected,
                cell.value,
                cell.version,
            )

        @rule(value=TOPICS)
        def set_topic(self, value):
            cell = self.cells["topic"]
            if self.is_closed and cell.value != value:
                with pytest.raises(Refused, match="закрыт"):
                    actions.set_topic(
                        lesson=world.lesson, topic=value, by=world.teacher, now=self.now
                    )
                return
            actions.set_topic(lesson=world.lesson, topic=value, by=world.teacher, now=self.now)
            if cell.value != value:
                cell.write(value, world.teacher, self.now)

        @precondition(lambda self: self.lock)
        @rule(data=st.data(), what=st.sampled_from(list(VALUES)))
        def ask(self, data, what):
            value = data.draw(st.sampled_from(VALUES[what]))
            cell = self.cells[what]
            waiting = [one for one in self.asked if one.what == what and one.state == "asked"]
            same = [one for one in waiting if one.wanted == value]
            refused = (
                not self.is_closed
                or (waiting and not same)
                or (not waiting and cell.value == value)
            )

            def send():
                return actions.ask_correction(
                    place=world.places[what],
                    new=value,
                    reason="Описка",
                    by=world.teacher,
                    now=self.now,
                )

            if refused:
                with pytest.raises(Refused):
                    send()
                return
            row = send()
            if same:
                assert row.number == same[0].number
                return
            base = 0 if what == "topic" else cell.version
            one = Asked(len(self.asked) + 1, what, cell.value, base, value, self.now, row=row)
            self.asked.append(one)

        @precondition(lambda self: any(one.state == "asked" for one in self.asked))
        @rule(how=st.sampled_from(["approve", "approve", "refuse", "withdraw"]))
        def decide(self, how):
            one = next(one for one in self.asked if one.state == "asked")
            if how == "refuse":
                one.state = "refused"
                actions.refuse_correction(
                    request=one.row, reason="Нет", by=world.deputy, now=self.now
                )
            elif how == "withdraw":
                one.state = "withdrawn"
                actions.withdraw_correction(request=one.row, by=world.teacher, now=self.now)
            else:
                self.approve(one)

        def approve(self, one):
            cell = self.cells[one.what]
            version = 0 if one.what == "topic" else cell.version
            actions.approve_correction(request=one.row, by=world.deputy, now=self.now)
            if (cell.value, version) != (one.was, one.base):
                one.state, one.found = "returned", cell.value
                return
            one.state = "approved"
            reason = (
                f"Заявка № {one.number} от {one.at:%d.%m.%Y}: просит {world.teacher.short_name}, "
                f"разрешает {world.deputy.short_name}; ошибка в записи; Описка"
            )
            cell.write(one.wanted, world.deputy, self.now, reason)

        @precondition(lambda self: self.lock)
        @rule(hours=st.sampled_from([2, 20]))
        def reopen(self, hours):
            lock, until = PeriodLock.objects.get(), self.now + hours * HOUR
            if not self.is_closed:
                with pytest.raises(Refused, match="сейчас не закрыт"):
                    actions.reopen_period(
                        lock=lock, until=until, reason="Болезнь", by=world.deputy, now=self.now
                    )
                return
            actions.reopen_period(
                lock=lock, until=until, reason="Болезнь", by=world.deputy, now=self.now
            )
            self.open_until = until
            self.reopened.append([self.now, until])

        @precondition(lambda self: self.open_until and self.now < self.open_until)
        @rule()
        def close_again(self):
            actions.close_again(lock=PeriodLock.objects.get(), by=world.deputy, now=self.now)
            self.open_until = self.reopened[-1][1] = self.now

        @precondition(lambda self: not self.is_voided and self.cells["mark"].steps)
        @rule()
        def void(self):
            """The colleague's account was used by somebody else: the last honest value comes back, closed or not."""
            incident = reported(world.colleague, by=world.deputy, moment=START, now=self.now)
            void_operations(incident=incident, by=world.deputy, now=self.now)
            self.is_voided = True
            cell = self.cells["mark"]
            honest = [step for step in cell.steps if step[1] != world.colleague.pk]
            restored = honest[-1][0] if honest else ""
            if cell.value != restored:
                cell.write(restored, world.deputy, self.now, "акт № 3")

        # --- both journals side by side ------------------------------------------------------------------
        def teardown(self):
            try:
                self.compare_journals()
                with connection.cursor() as cursor:
                    # Every promise that the database checks at the commit.
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            finally:
                transaction.savepoint_rollback(self.savepoint)

        def compare_journals(self):
            told = ("history_user", "history_date", "history_change_reason")
            kept = {
                "mark": Mark.history.order_by("history_id").values_list("code", *told),
                "period": PeriodMark.history.order_by("history_id").values_list("code", *told),
                "topic": Lesson.history.filter(history_type="~")
                .order_by("history_id")
                .values_list("topic", *told),
            }
            assert {what: list(rows) for what, rows in kept.items()} == {
                what: cell.steps for what, cell in self.cells.items()
            }
            marks = dict(Mark.objects.values_list("code", "version"))
            finals = dict(PeriodMark.objects.values_list("code", "version"))
            assert marks == self.stands("mark")
            assert finals == self.stands("period")
            locks = PeriodLock.objects.values_list("set_at", "locks_at")
            assert list(locks) == ([self.lock] if self.lock else [])
            assert "".join(
                PeriodLock.history.order_by("history_id").values_list("history_type", flat=True)
            ) == "".join(self.locked)
            opened = PeriodReopening.objects.values_list("opened_at", "until")
            assert [list(row) for row in opened] == self.reopened
            fields = ("number", "what", "was", "base", "wanted", "state", "found")
            assert list(CorrectionRequest.objects.order_by("number").values_list(*fields)) == [
                tuple(getattr(one, name) for name in fields) for one in self.asked
            ]
            self.nothing_behind_the_lock()

        def stands(self, what):
            cell = self.cells[what]
            return {cell.value: cell.version} if cell.steps else {}

        def nothing_behind_the_lock(self):
            """No change while closed without a request or an act; every one has its author."""
            for cell in self.cells.values():
                for _, author, at, reason in cell.steps:
                    assert author
                    # An act ended at once covers the moment it was ended at.
                    is_opened = any(first <= at <= last for first, last in self.reopened)
                    if self.lock and at >= self.lock[1] and not is_opened:
                        assert reason.startswith(("Заявка № ", "акт № "))

    return Closing


@pytest.mark.requirement("JRN-13")
@pytest.mark.requirement("JRN-14")
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
def test_two_thousand_stories_of_closing_correcting_opening_and_voiding_agree_with_a_journal_in_memory(
    part,
):
    run_state_machine_as_test(
        machine_of(World()),
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
