"""What PostgreSQL itself refuses, whoever asks: each test commits, or tries to."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from accounts.ownership import as_owner
from journal.models import Mark
from tests.factories import LessonFactory, LineItemFactory, SectionFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("ACC-12"),
    pytest.mark.requirement("JRN-13"),
]


@pytest.fixture
def mark():
    section = SectionFactory(students=1)
    item = LineItemFactory(lesson=LessonFactory(section=section))
    row = Mark(item=item, student=section.enrollments.get().student, code="3")
    row.save(by=section.loads.get().teacher.user)
    return row


def sql(text, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, params)


@pytest.mark.parametrize("tamper", [
    lambda mark: sql("UPDATE journal_mark SET code = '5' WHERE id = %s", mark.pk),
    lambda mark: sql("DELETE FROM journal_mark WHERE id = %s", mark.pk),
    lambda mark: super(type(Mark.objects.all()), Mark.objects.all()).update(code="5"),
    lambda mark: sql(
        "WITH gone AS (DELETE FROM journal_mark RETURNING item_id, student_id) "
        "INSERT INTO journal_mark (item_id, student_id, code, comment, version) "
        "SELECT item_id, student_id, '5', '', 2 FROM gone"
    ),
], ids=["update", "delete", "queryset past its own refusal", "delete and insert"])  # fmt: skip
def test_commit_that_changes_a_record_without_its_history_is_refused(mark, tamper):
    with pytest.raises(IntegrityError, match="without its history"):
        tamper(mark)

    assert list(Mark.objects.values_list("code", "version")) == [("3", 1)]


def test_history_that_says_something_else_does_not_pass_for_the_change(mark):
    said = (
        "INSERT INTO journal_historicalmark (id, code, comment, version, item_id, student_id, history_date, "
        "history_type, history_change_reason, history_author) SELECT id, %s, comment, version, item_id, student_id, "
        "now(), '~', '', 'никто' FROM journal_mark WHERE id = %s"
    )

    @transaction.atomic
    def change():
        sql(said, "4", mark.pk)
        sql("UPDATE journal_mark SET code = '5' WHERE id = %s", mark.pk)

    with pytest.raises(IntegrityError, match="without its history"):
        change()

    assert Mark.objects.get().code == "3"


def test_history_of_an_earlier_transaction_does_not_pass_for_this_one(mark):
    teacher = mark.history.get().history_user
    mark.code = "4"
    mark.save(by=teacher)

    with pytest.raises(IntegrityError, match="without its history"):
        sql("UPDATE journal_mark SET code = '3' WHERE id = %s", mark.pk)


@pytest.mark.parametrize("ahead", [-1, 1])
def test_history_is_written_in_the_name_of_its_own_transaction_only(mark, ahead):
    with pytest.raises(InternalError, match="own transaction"):
        sql(
            "INSERT INTO journal_historicalmark (id, code, comment, version, item_id, student_id, history_date, "
            "history_type, history_change_reason, history_author, history_transaction) SELECT id, '5', '', 1, item_id, "
            "student_id, now(), '~', '', 'никто', record_transaction() + %s FROM journal_mark",
            ahead,
        )

    assert mark.history.count() == 1


def test_a_row_finds_its_trace_by_its_key_although_the_history_was_small_when_it_was_measured(mark):
    """A plan to read all of a small table is kept by the session, and a first import then reads all for each row."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE journal_historicalmark")

    with transaction.atomic(), connection.cursor() as cursor:
        mark.code = "4"
        mark.save(by=mark.item.lesson.section.loads.get().teacher.user)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT seq_scan, idx_scan > 0 FROM pg_stat_xact_user_tables WHERE relname = 'journal_historicalmark'"
        )
        assert cursor.fetchall() == [(0, True)]


def test_an_update_that_changes_nothing_needs_no_history(mark):
    sql("UPDATE journal_mark SET code = '3' WHERE id = %s", mark.pk)
    assert mark.history.count() == 1


@pytest.mark.usefixtures("as_owner")
@pytest.mark.parametrize("table", ["journal_mark", "journal_historicalmark"])
def test_official_tables_are_never_emptied_even_by_their_owner(mark, table):
    with pytest.raises(InternalError, match="never emptied"):
        sql(f"TRUNCATE {table} CASCADE")

    assert (Mark.objects.count(), Mark.history.count()) == (1, 1)
