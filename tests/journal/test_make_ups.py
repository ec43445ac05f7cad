"""Missed topics passed later by a protocol: the mark in the old lesson, the absence beside it (JRN-7)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from journal import actions
from journal.access.make_ups import journal_of_missed, journals_of_pupil
from journal.actions import CellChange, Passed
from journal.models import AttendanceRecord, LineItem, MakeUp, MakeUpProtocol, Mark, WorkType
from journal.screens.make_ups import missed_screen, pupil_missed_screen
from reports.printing.notes import works
from tests.factories import (
    LESSON_DAY,
    NOW,
    HomeroomFactory,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    StaffFactory,
    StudentFactory,
    appointed,
    class_of,
    put_on_list,
    subject,
    teacher_of,
)
from tests.journal.closed import MONDAY, close_quarter
from tests.journal.made_up import absent_from
from tests.reports.printed import pages_of
from tests.reports.taking import taken

pytestmark = pytest.mark.requirement("JRN-7")
TOLD = "протокол № 3 от 15.09.2025"


@pytest.fixture(autouse=True)
def _day(at):
    at(2025, 9, 15, 14, 0)


@pytest.fixture
def missed(section, student):
    """A lesson of the week before that the pupil missed because of an illness."""
    day = LESSON_DAY - timedelta(days=7)
    return absent_from(LessonFactory(section=section, date=day, topic="Степень"), student)


@pytest.fixture
def chair(section):
    return section.loads.get().teacher


def page_of(section, student):
    return f"{reverse('journal:missed', args=[section.pk])}?student={student.pk}"


def send(client, lesson, student, code, chair, **more):
    data = {
        "number": "3", "date": "2025-09-15", "way": "устный ответ", "member1": chair.pk,
        f"mark-{lesson.pk}": code,
    }  # fmt: skip
    return client.post(page_of(lesson.section, student), data | more)


def told(answer):
    return answer.content.decode()


def record(section, student, *passed, by=None, now=NOW, **other):
    facts = {"number": "3", "date": LESSON_DAY, "way": "устный ответ"} | other
    return actions.record_protocol(
        section=section, student=student, members=[section.loads.get().teacher], passed=passed,
        by=by or teacher_of(section), now=now, **facts,
    )  # fmt: skip


def written():
    return Mark.objects.count(), MakeUp.objects.count(), MakeUpProtocol.objects.count()


def test_the_mark_goes_to_the_old_lesson_and_the_absence_stays(
    as_user, missed, student, teacher, chair
):
    second = StaffFactory(position="заместитель директора")
    client = as_user(teacher)
    answer = send(client, missed, student, "4", chair, member2=second.pk)
    assert (answer.status_code, answer.url) == (302, page_of(missed.section, student))

    mark, row, protocol = Mark.objects.get(), MakeUp.objects.get(), MakeUpProtocol.objects.get()
    assert (mark.item.lesson_id, mark.student_id, mark.code) == (missed.pk, student.pk, "4")
    assert (row.lesson_id, row.student_id, row.code) == (missed.pk, student.pk, "4")
    assert [one.member for one in protocol.members.all()] == [chair, second]
    absence = AttendanceRecord.objects.get()
    assert (absence.status, absence.reason) == ("absent", "illness")
    for history in (mark.history, row.history, protocol.history):
        assert history.get().history_change_reason == TOLD
    assert TOLD in told(client.get(answer.url))


def test_the_journal_shows_the_mark_and_the_absence_in_one_cell(as_user, missed, student, teacher):
    record(missed.section, student, Passed(missed.pk, "4"))
    page = told(as_user(teacher).get(reverse("journal:grid", args=[missed.section.pk])))
    assert "<td>4<i>б</i></td>" in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"date": "2025-09-01"}, "Протокол раньше урока 08.09.2025"),
        ({"date": "2025-09-16"}, "Дата протокола ещё не наступила"),
        ({"member1": ""}, "Укажите, кто принимал."),
        ({"number": " "}, "Заполните."),
    ],
)
def test_a_protocol_that_cannot_be_is_refused_with_what_was_typed(
    as_user, missed, student, teacher, chair, more, words
):
    answer = send(as_user(teacher), missed, student, "4", chair, **more)
    assert answer.status_code == 422
    assert words in told(answer)
    assert 'value="4"' in told(answer)
    assert written() == (0, 0, 0)


def test_of_several_topics_all_are_written_or_none(
    as_user, missed, student, teacher, section, chair
):
    second = absent_from(LessonFactory(section=section, number=2), student, reason="")
    client = as_user(teacher)
    assert send(client, missed, student, "", chair).status_code == 422
    answer = send(client, missed, student, "4", chair, **{f"mark-{second.pk}": "7"})
    assert (answer.status_code, written()) == (422, (0, 0, 0))
    answer = send(client, missed, student, "4", chair, **{f"mark-{second.pk}": "3"})
    assert (answer.status_code, written()) == (302, (2, 2, 1))


def test_only_what_was_missed_is_passed_and_once(section, student, missed):
    present = LessonFactory(section=section)
    with pytest.raises(actions.Refused, match="ученик был"):
        record(section, student, Passed(present.pk, "4"))
    with pytest.raises(actions.Refused, match="Такого урока нет"):
        record(section, student, Passed(LessonFactory(number=3).pk, "4"))
    record(section, student, Passed(missed.pk, "4"))
    with pytest.raises(actions.Refused, match="Уже записан протокол № 3"):
        record(section, student, Passed(missed.pk, "5"))
    with pytest.raises(actions.Refused, match="уже сдана: протокол № 3"):
        record(section, student, Passed(missed.pk, "5"), number="4")


def test_of_several_works_the_mark_goes_to_the_one_that_was_passed(section, student, missed):
    LineItemFactory(lesson=missed)
    control = WorkType.objects.filter(is_control=True).order_by("position").first()
    work = LineItemFactory(lesson=missed, work_type=control, position=1, weight=3)
    record(section, student, Passed(missed.pk, "4", work.pk))
    assert Mark.objects.get().item == work
    with pytest.raises(actions.Refused, match="Такой работы нет"):
        record(section, student, Passed(absent_from(LessonFactory(section=section), student).pk, "4", work.pk), number="4")  # fmt: skip


def test_a_mark_given_already_is_not_written_over_but_may_be_named(section, student, missed):
    change = CellChange("k", student.pk, missed.pk, "mark", "2", 0)
    actions.set_cells(section=section, changes=[change], by=teacher_of(section), now=NOW)
    with pytest.raises(actions.Refused, match="отметка уже стоит: «2»"):
        record(section, student, Passed(missed.pk, "4"))
    record(section, student, Passed(missed.pk, "2"))
    assert (Mark.objects.get().history.count(), MakeUp.objects.get().code) == (1, "2")


def test_a_closed_period_is_opened_by_no_protocol(as_user, section, student, missed, teacher, at):
    close_quarter(section)
    at(2025, 10, 27, 10, 0)
    page = told(as_user(teacher).get(page_of(section, student)))
    assert f"{reverse('journal:ask_about_lesson', args=[missed.pk])}?what=mark" in page
    with pytest.raises(actions.Refused, match="закрыт: все отметки выставлены"):
        record(section, student, Passed(missed.pk, "4"), now=MONDAY)
    assert written() == (0, 0, 0)


def test_in_a_closed_period_the_mark_of_a_correction_is_named_by_the_protocol(
    section, student, missed
):
    item = LineItem(lesson=missed, work_type=WorkType.objects.usual(), weight=2)
    item.save(by=teacher_of(section), now=NOW)
    Mark(item=item, student=student, code="4").save(by=teacher_of(section), now=NOW)
    close_quarter(section)
    record(section, student, Passed(missed.pk, "4"), now=MONDAY)
    assert written() == (1, 1, 1)


def test_a_protocol_written_by_mistake_is_withdrawn_with_its_marks(
    as_user, section, student, missed, teacher
):
    protocol = record(section, student, Passed(missed.pk, "4"))
    client = as_user(teacher)
    assert client.post(page_of(section, student), {"withdraw": protocol.pk}).status_code == 302
    mark = Mark.objects.get()
    assert (mark.code, mark.history.first().history_change_reason) == (
        "",
        actions.make_ups.WITHDRAWN,
    )
    assert (MakeUp.objects.count(), MakeUpProtocol.objects.get().withdrawn_at) == (0, NOW)
    assert client.post(page_of(section, student), {"withdraw": protocol.pk}).status_code == 404
    record(section, student, Passed(missed.pk, "5"))
    assert Mark.objects.get().code == "5"


def test_the_deputy_records_and_readers_only_read(as_user, section, student, missed, chair):
    leader = StaffFactory()
    HomeroomFactory(school_class=class_of(section), teacher=leader)
    client = as_user(leader.user)
    page = told(client.get(page_of(section, student)))
    assert ("Степень" in page, "Записать протокол" in page) == (True, False)
    assert "Степень" in told(client.get(reverse("journal:pupil_missed", args=[student.pk])))
    assert send(client, missed, student, "4", chair).status_code == 403
    deputy = as_user(appointed(Role.DEPUTY, grade_from=5, grade_to=9))
    assert send(deputy, missed, student, "4", chair).status_code == 302
    assert deputy.get(page_of(section, StudentFactory())).status_code == 404


def test_a_colleague_sees_the_pupil_only_in_own_journal(as_user, section, student, missed):
    other = SectionFactory(
        subject=subject("Химия"), school_class=class_of(section), students=[student]
    )
    absent_from(LessonFactory(section=other, number=2, topic="Кислоты"), student)
    page = told(as_user(teacher_of(other)).get(reverse("journal:pupil_missed", args=[student.pk])))
    assert ("Кислоты" in page, "Степень" in page) == (True, False)


def test_the_protocol_is_printed_with_places_to_sign(
    as_user, section, student, missed, teacher, tmp_path
):
    protocol = record(section, student, Passed(missed.pk, "4"))
    client = as_user(teacher)
    url = reverse("reports:make_up_pdf", args=[protocol.pk])
    file = tmp_path / "protocol.pdf"
    file.write_bytes(taken(client, client.post(url)).content)
    [page] = pages_of(file)
    name = f"____ / {teacher.short_name} /"
    for words in ("Протокол № 3", "Степень", "08.09.2025", name, student.user.full_name):
        assert " ".join(words.split()) in " ".join(page.split())


def test_the_printed_lesson_names_the_protocol(section, student, missed):
    record(section, student, Passed(missed.pk, "4"))
    told, _ = works([section.pk])
    assert told == {missed.pk: [TOLD]}


def test_pages_ask_as_much_for_thirty_lessons_as_for_one(section, student, teacher):
    asked = []
    for number in (1, 3, 30):
        for at in range(AttendanceRecord.objects.count(), number):
            day = LESSON_DAY - timedelta(days=at % 10)
            absent_from(LessonFactory(section=section, date=day, number=1 + at // 10), student)
        journal = journal_of_missed(teacher, section.pk, on=LESSON_DAY)
        _, sections = journals_of_pupil(teacher, student.pk, on=LESSON_DAY)
        with CaptureQueriesContext(connection) as queries:
            missed_screen(journal, student, now=NOW, on=LESSON_DAY)
            pupil_missed_screen(student, sections, now=NOW, on=LESSON_DAY)
        asked.append(len(queries))
    assert asked[0] == asked[1] == asked[2] <= 14


def test_who_came_onto_the_list_later_has_missed_nothing(as_user, section, teacher):
    newcomer = StudentFactory()
    put_on_list(section, newcomer, starts_on=date(2025, 9, 10))
    page = told(as_user(teacher).get(page_of(section, newcomer)))
    assert "Пропущенных уроков в этом журнале у ученика нет." in page
