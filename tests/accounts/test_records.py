from datetime import datetime

import pytest
from django.apps import apps
from django.db import InternalError, ProgrammingError, connection, transaction

from accounts.records import ChangeRefused, Record, RecordQuerySet
from journal.models import AttendanceRecord, Mark
from tests.conftest import be_owner
from tests.factories import MOSCOW, NOW, LineItemFactory, UserFactory

OURS = ["accounts", "school", "journal", "diary", "reports", "archive", "exchange"]
RECORDS = [
    model
    for app in OURS
    for model in apps.get_app_config(app).get_models()
    if issubclass(model, Record)
]


@pytest.fixture
def item(lesson):
    return LineItemFactory(lesson=lesson)


@pytest.mark.requirement("ACC-12")
def test_write_many_keeps_every_row_with_its_author_moment_and_reason(item, section, teacher):
    students = [row.student for row in section.enrollments.order_by("pk")]

    Mark.objects.write(
        [Mark(item=item, student=s, code=c) for s, c in zip(students, "543", strict=True)],
        by=teacher, reason="диктант", now=NOW,
    )  # fmt: skip

    told = Mark.history.order_by("history_id").values_list(
        "student_id",
        "code",
        "history_type",
        "history_user",
        "history_author",
        "history_change_reason",
        "history_date",
    )
    assert list(told) == [
        (student.pk, code, "+", teacher.pk, teacher.full_name, "диктант", NOW)
        for student, code in zip(students, "543", strict=True)
    ]


def test_write_takes_new_and_changed_rows_at_once_in_three_statements(
    item, section, teacher, django_assert_num_queries
):
    first, second, _ = [row.student for row in section.enrollments.order_by("pk")]
    mark = Mark(item=item, student=first, code="3")
    mark.save(by=teacher)
    mark.code = "4"

    with django_assert_num_queries(3):
        Mark.objects.write([mark, Mark(item=item, student=second, code="5")], by=teacher)

    assert dict(Mark.objects.values_list("student_id", "code")) == {first.pk: "4", second.pk: "5"}
    told = Mark.history.order_by("history_id").values_list("student_id", "code", "history_type")
    assert sorted(told) == [(first.pk, "3", "+"), (first.pk, "4", "~"), (second.pk, "5", "+")]


def test_account_of_an_author_cannot_be_deleted(item, student):
    leaver = UserFactory(last_name="Ушедшая", first_name="Нина", middle_name="")
    Mark(item=item, student=student, code="5").save(by=leaver)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        leaver.delete()

    assert list(Mark.history.values_list("history_user", "history_author")) == [
        (leaver.pk, "Ушедшая Нина")
    ]


def test_erased_row_stays_in_history_with_the_reason(lesson, student, teacher):
    row = AttendanceRecord(lesson=lesson, student=student, status="absent")
    row.save(by=teacher)

    row.delete(by=teacher, reason="внесено не тому", now=datetime(2025, 9, 16, tzinfo=MOSCOW))

    assert not AttendanceRecord.objects.exists()
    told = AttendanceRecord.history.order_by("history_id").values_list(
        "history_type", "history_change_reason"
    )
    assert list(told) == [("+", ""), ("-", "внесено не тому")]


@pytest.mark.parametrize("write", [
    lambda marks: marks.update(code="5"),
    lambda marks: marks.delete(),
    lambda marks: marks.bulk_create([Mark()]),
    lambda marks: marks.bulk_update([Mark()], ["code"]),
], ids=["update", "delete", "bulk_create", "bulk_update"])  # fmt: skip
def test_writes_that_leave_no_trace_are_refused(write):
    with pytest.raises(ChangeRefused):
        write(Mark.objects.all())


@pytest.mark.parametrize("write", [
    lambda mark: mark.save(),
    lambda mark: mark.delete(),
    lambda mark: Mark.objects.write([mark], by=None),
], ids=["save", "delete", "write"])  # fmt: skip
def test_a_record_without_an_author_is_refused_and_nothing_is_written(item, student, write):
    with pytest.raises(ChangeRefused), transaction.atomic():
        write(Mark(item=item, student=student, code="5"))

    assert (Mark.objects.count(), Mark.history.count()) == (0, 0)


@pytest.mark.requirement("ACC-12")
@pytest.mark.parametrize(
    "tamper",
    [lambda history: history.update(code="5"), lambda history: history.delete()],
    ids=["edited", "deleted"],
)
@pytest.mark.parametrize(
    ("person", "refusal"),
    [("site", "permission denied"), ("owner", "append-only")],
)
def test_history_cannot_be(tamper, item, student, teacher, person, refusal):
    mark = Mark(item=item, student=student, code="3")
    mark.save(by=teacher)
    if person == "owner":
        be_owner()

    with (
        pytest.raises((ProgrammingError, InternalError), match=refusal),
        transaction.atomic(),
    ):
        tamper(mark.history.all())

    assert list(mark.history.values_list("code", flat=True)) == ["3"]


def triggers_of(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            [table],
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.label)
def test_every_record_is_guarded_in_python_and_in_the_database(model):
    assert isinstance(model._default_manager.all(), RecordQuerySet)
    assert triggers_of(model._meta.db_table) >= {
        "leaves_trace",
        "change_leaves_trace",
        "never_emptied",
    }
    assert triggers_of(model.history.model._meta.db_table) == {
        "append_only",
        "never_emptied",
        "own_transaction",
        "signed",
    }
