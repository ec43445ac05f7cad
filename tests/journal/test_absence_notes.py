"""A parent's note of absence is a proposal: nothing official before the homeroom teacher accepts it."""

from datetime import date

import pytest
from django.urls import reverse

from journal import actions
from journal.actions import CellChange, Refused
from journal.models import AbsenceNote, AttendanceRecord, DailyAbsence
from tests.factories import NOW, HomeroomFactory, class_of, parent_of

STATE = AbsenceNote.State
DAYS = {"starts_on": "2025-09-15", "ends_on": "2025-09-17"}


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 9, 15, 14, 0)


@pytest.fixture
def homeroom(section):
    return HomeroomFactory(school_class=class_of(section)).teacher.user


@pytest.fixture
def mother(student):
    return parent_of(student)


def propose(student, by, first=15, last=17, words="соревнования"):
    return actions.propose_absence(
        student=student, starts_on=date(2025, 9, first), ends_on=date(2025, 9, last),
        reason="excused", words=words, by=by, now=NOW,
    )  # fmt: skip


def state_of(note):
    note.refresh_from_db()
    return note.state


@pytest.mark.requirement("JRN-11")
def test_a_note_is_nothing_official_until_it_is_accepted(
    lesson, student, teacher, homeroom, mother
):
    change = CellChange("k", student.pk, lesson.pk, "attendance", "н", 0)
    actions.set_cells(section=lesson.section, changes=[change], by=teacher, now=NOW)
    note = propose(student, mother)
    assert not DailyAbsence.objects.exists()
    assert AttendanceRecord.objects.get().reason == ""

    given = actions.accept_note(note=note, reason="excused", by=homeroom, now=NOW)

    line = DailyAbsence.objects.get()
    assert (line.student, line.starts_on, line.ends_on, line.reason, line.document) == (
        student, date(2025, 9, 15), date(2025, 9, 17), "excused",
        f"записка в дневнике от 15.09.2025, {mother.short_name}",
    )  # fmt: skip
    assert (given.lessons, AttendanceRecord.objects.get().reason) == (1, "excused")
    assert (state_of(note), note.decided_by) == (STATE.ACCEPTED, homeroom)


def test_a_note_is_decided_once_and_refused_only_in_words(student, homeroom, mother):
    note = propose(student, mother)
    with pytest.raises(Refused, match="почему"):
        actions.refuse_note(note=note, answer="", by=homeroom, now=NOW)
    actions.refuse_note(note=note, answer="Нужно заявление.", by=homeroom, now=NOW)

    with pytest.raises(Refused, match="уже не принята"):
        actions.accept_note(note=note, reason="illness", by=homeroom, now=NOW)
    assert (state_of(note), note.answer) == (STATE.REFUSED, "Нужно заявление.")
    assert not DailyAbsence.objects.exists()


def test_a_note_of_days_whose_reason_is_known_stays_waiting(student, homeroom, mother):
    note = propose(student, mother)
    actions.give_reason(
        student=student, starts_on=date(2025, 9, 17), ends_on=date(2025, 9, 19), reason="illness",
        document="", by=homeroom, now=NOW,
    )  # fmt: skip

    with pytest.raises(Refused, match="На эти дни причина уже указана"):
        actions.accept_note(note=note, reason="illness", by=homeroom, now=NOW)
    assert state_of(note) == STATE.WAITING


def test_notes_of_the_same_days_and_too_many_at_once_are_refused(student, mother):
    propose(student, mother)
    with pytest.raises(Refused, match="уже ждёт ответа"):
        propose(student, parent_of(student), first=17, last=18)
    for day in (1, 3, 5, 8):
        propose(student, mother, first=day, last=day)
    with pytest.raises(Refused, match="пять записок"):
        propose(student, mother, first=25, last=25)


@pytest.mark.requirement("JRN-11")
def test_the_parent_writes_in_the_diary_and_the_homeroom_teacher_answers_on_the_page_of_absentees(
    client, section, student, homeroom, mother
):
    own = reverse("journal:absence_notes", args=[student.pk])
    client.force_login(mother)
    assert client.post(own, DAYS | {"reason": "excused", "words": "к врачу"}).status_code == 302
    note = AbsenceNote.objects.get()
    assert "ждёт классного руководителя" in client.get(own).content.decode()

    client.force_login(homeroom)
    pk = class_of(section).pk
    page = client.get(reverse("journal:absences", args=[pk])).content.decode()
    assert "к врачу" in page
    assert "ждут ответа: 1" in client.get(reverse("journal:today")).content.decode()
    decide = reverse("journal:give_reason", args=[pk]) + "?date=2025-09-15"
    answer = client.post(decide, {"note": note.pk, "act": "refuse", "answer": ""})
    assert (answer.status_code, "Напишите родителю" in answer.content.decode()) == (422, True)
    asked = {"note": note.pk, "act": "accept", "reason": "illness"}
    assert client.post(decide, asked).status_code == 302

    assert (state_of(note), DailyAbsence.objects.get().reason) == (STATE.ACCEPTED, "illness")
    client.force_login(mother)
    page = client.get(own).content.decode()
    assert "принята" in page
    assert homeroom.short_name in page


def test_a_note_is_taken_back_by_who_wrote_it_and_by_nobody_else(client, student, mother):
    note = propose(student, mother)
    own = reverse("journal:absence_notes", args=[student.pk])
    client.force_login(parent_of(student))
    assert client.post(own, {"withdraw": note.pk}).status_code == 404

    client.force_login(mother)
    assert client.post(own, {"withdraw": note.pk}).status_code == 302
    assert state_of(note) == STATE.WITHDRAWN


def test_a_note_decided_while_the_page_was_open_is_not_taken_back_and_the_page_says_so(
    client, student, homeroom, mother
):
    note = propose(student, mother)
    actions.refuse_note(note=note, answer="Нужно заявление.", by=homeroom, now=NOW)
    client.force_login(mother)

    answer = client.post(
        reverse("journal:absence_notes", args=[student.pk]), {"withdraw": note.pk}, follow=True
    )

    assert "Эта записка уже не принята. Обновите страницу." in answer.content.decode()
    assert state_of(note) == STATE.REFUSED


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_on": "2025-09-14"}, "раньше первого"),
        ({"starts_on": "2025-08-31", "ends_on": "2025-09-01"}, "записку не пишут"),
        ({"words": "а" * 201}, "Не длиннее 200"),
        ({"reason": "lazy"}, "Такой причины нет"),
    ],
)
def test_a_wrong_note_says_what_is_wrong_beside_the_field(client, student, mother, wrong, said):
    client.force_login(mother)
    answer = client.post(
        reverse("journal:absence_notes", args=[student.pk]), DAYS | {"reason": "illness"} | wrong
    )
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not AbsenceNote.objects.exists()


def test_a_note_of_another_class_is_no_page(client, section, student, mother):
    note = propose(student, mother)
    other = HomeroomFactory()
    client.force_login(other.teacher.user)
    address = reverse("journal:give_reason", args=[other.school_class_id])
    assert client.post(address, {"note": note.pk, "act": "accept"}).status_code == 404
    assert state_of(note) == STATE.WAITING
