from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.consents import ASKED
from accounts.models import Role
from diary.letters import actions
from diary.letters.access import Whom, letter_in_diary, letters_visible_to
from diary.letters.models import Letter, LetterAnswer, LetterReading
from diary.letters.screens import letter_screen, letters_of_week, letters_screen
from school.actions import Refused
from school.models import CalendarDay
from school.regulation import USUAL
from tests.consenting import decide
from tests.diary.letters import sent
from tests.factories import (
    LESSON_DAY,
    NOW,
    HomeroomFactory,
    SectionFactory,
    StaffFactory,
    appointed,
    class_of,
    parent_of,
    pupil_of,
    put_on_list,
    school_year,
    teacher_of,
)

pytestmark = [pytest.mark.requirement("JRN-12"), pytest.mark.requirement("DIA-10")]

EVENING = NOW.replace(hour=22)


@pytest.fixture
def parent(student):
    return parent_of(student)


def seen(student, reader, now=NOW):
    monday = LESSON_DAY - timedelta(days=LESSON_DAY.weekday())
    found = letters_of_week(student, reader, monday=monday, now=now)
    return [one.letter.text for one in found.unread], [one.letter.text for one in found.read]


def of_pupil(letter, student):
    return letter.pupils.get(student=student)


def screen_of(letter, user=None, now=NOW):
    return letter_screen(
        letter, letter.pupils.all(), user=user or letter.author, today=now.date(), now=now
    )


@pytest.mark.requirement("DIA-1")
def test_a_remark_on_a_lesson_stands_in_the_diary_until_read_then_on_its_week(
    lesson, student, parent
):
    letter = sent(lesson.section, student, kind="remark", lesson=lesson, text="Забыл тетрадь.")
    assert (letter.lesson, letter.day) == (lesson, lesson.date)
    assert seen(student, parent) == (["Забыл тетрадь."], [])

    later = NOW + timedelta(days=30)
    monday = later.date() - timedelta(days=later.weekday())
    assert letters_of_week(student, parent, monday=monday, now=later).unread
    actions.read_letter(of=letter.pupils.get(), by=parent, now=later)
    actions.read_letter(of=letter.pupils.get(), by=parent, now=later + timedelta(days=1))

    assert seen(student, parent, later) == ([], ["Забыл тетрадь."])
    assert letters_of_week(student, parent, monday=monday, now=later).read == ()
    assert [one.read_at for one in LetterReading.objects.all()] == [later]


def test_the_newest_is_told_first_and_each_only_to_whom_it_is_sent(section, student, parent):
    other = section.enrollments.exclude(student=student).first().student
    sent(section, text="Первое", to_pupils=True)
    sent(section, student, text="Второе", now=NOW + timedelta(minutes=1))
    sent(section, other, text="Чужое", now=NOW + timedelta(minutes=2))
    later = NOW + timedelta(hours=1)

    assert seen(student, parent, later) == (["Второе", "Первое"], [])
    assert seen(student, student.user, later) == (["Первое"], [])
    assert seen(other, parent, later) == ([], [])


def test_the_author_sees_who_has_read_and_when_and_who_gets_it_on_paper(section, student, parent):
    father = parent_of(student)
    decide(student, father, ASKED[0], agrees=False)
    letter = sent(section, student, to_pupils=True)
    actions.read_letter(of=letter.pupils.get(), by=parent, now=NOW + timedelta(hours=2))

    screen = screen_of(letter)

    [row] = screen.rows
    assert {one.user: (one.read_at, one.is_on_paper) for one in row.readers} == {
        student.user: (None, False),
        parent: (NOW + timedelta(hours=2), False),
        father: (None, True),
    }
    assert (screen.read, screen.readers, screen.on_paper) == (1, 3, 1)

    actions.give_on_paper(of=row.of, reader=father, by=letter.author, now=NOW)

    assert screen_of(letter).on_paper == 0
    assert LetterReading.objects.get(reader=father).medium == "paper"


def test_families_answer_the_author_and_nobody_else_sees_the_answer(section, student, parent):
    letter = sent(section, student, to_pupils=True)
    of = letter.pupils.get()
    homeroom = HomeroomFactory(school_class=class_of(section)).teacher.user

    for _ in range(2):
        actions.answer_letter(of=of, text="Спасибо, будем.", by=parent, now=NOW)

    assert LetterAnswer.objects.count() == 1
    [row] = screen_of(letter).rows
    assert [answer.text for answer in row.answers] == ["Спасибо, будем."]
    assert screen_of(letter, homeroom).rows[0].answers == ()
    monday = LESSON_DAY
    of_pupil_himself = letters_of_week(student, student.user, monday=monday, now=NOW)
    assert of_pupil_himself.unread[0].answers == ()
    actions.read_answers(letter=letter, by=letter.author, now=NOW)
    assert not screen_of(letter).has_new_answers


def test_what_is_written_in_quiet_hours_is_told_in_the_morning_and_the_urgent_at_once(
    section, student, parent
):
    late = sent(section, student, now=EVENING, text="Вечером")
    urgent = sent(section, student, now=EVENING, text="Срочно", is_urgent=True)

    assert late.visible_from == NOW.replace(day=16, hour=7)
    assert urgent.visible_from == EVENING
    assert seen(student, parent, EVENING) == (["Срочно"], [])
    assert seen(student, parent, late.visible_from) == (["Вечером", "Срочно"], [])
    with pytest.raises(Http404):
        letter_in_diary(parent, late.pupils.get().pk, on=LESSON_DAY, today=LESSON_DAY, now=EVENING)


def test_a_day_off_of_the_calendar_is_quiet_and_a_transferred_saturday_is_not(section, clerk):
    year = school_year()
    days = [
        CalendarDay(year=year, date=LESSON_DAY + timedelta(days=1), kind="day_off"),
        CalendarDay(
            year=year, date=LESSON_DAY + timedelta(days=5), kind="working", follows_weekday=1
        ),
    ]
    CalendarDay.objects.write(days, by=clerk, now=NOW)

    assert sent(section, now=EVENING).visible_from == NOW.replace(day=17, hour=7)
    saturday = NOW.replace(day=20)
    assert sent(section, now=saturday).visible_from == saturday
    sunday = NOW.replace(day=21)
    assert sent(section, now=sunday).visible_from == NOW.replace(day=22, hour=7)


@pytest.mark.requirement("ACC-10")
def test_no_other_child_is_named_to_a_family(section, student):
    other = pupil_of(class_of(section), last_name="Кравец", first_name="Олег")
    put_on_list(section, other)

    with pytest.raises(actions.NamesAnotherChild) as asked:
        sent(section, student, text="Поссорился с Кравцом.")
    assert [(one.word, one.is_certain) for one in asked.value.found] == [("Кравцом", False)]
    with pytest.raises(actions.NamesAnotherChild):
        sent(section, text="Кравцу нужна форма.")
    letter = sent(section, student, text="Спросите Кравца.", not_names=frozenset({"Кравца"}))
    assert letter.not_names == "Кравца"
    with pytest.raises(actions.NamesAnotherChild):
        sent(section, student, text="Олег Кравец рядом.", not_names=frozenset({"Кравец"}))
    assert sent(section, other, text="Олег Кравец молодец.")
    assert Letter.objects.count() == 2


def test_a_classmate_of_another_group_is_not_named_either(section, student):
    pupil_of(class_of(section), last_name="Кравец", first_name="Олег")
    with pytest.raises(actions.NamesAnotherChild):
        sent(section, student, text="Ушла с Кравцом.")


def test_a_remark_is_on_one_pupil_who_was_on_the_list_that_day(section, student):
    stranger = pupil_of(class_of(section))
    with pytest.raises(Refused):
        sent(section, kind="remark")
    with pytest.raises(Refused):
        sent(section, stranger, kind="praise")


def test_a_form_sent_twice_is_one_letter(section, student):
    form = uuid4()
    first = sent(section, student, form=form)
    assert sent(section, student, form=form) == first
    assert Letter.objects.count() == 1


def test_a_withdrawn_letter_is_seen_by_its_author_only(section, student, parent):
    letter = sent(section, student)
    actions.withdraw_letter(letter=letter, reason="Не тому", by=letter.author, now=NOW)
    assert seen(student, parent) == ([], [])
    assert list(letters_visible_to(letter.author, on=LESSON_DAY)) == [letter]


def test_heads_and_the_homeroom_teacher_see_letters_of_their_classes(section, student):
    letter = sent(section, student)
    homeroom = HomeroomFactory(school_class=class_of(section)).teacher.user
    people = [
        homeroom,
        appointed(Role.DEPUTY, grade_from=5, grade_to=9),
        appointed(Role.DEPUTY, grade_from=1, grade_to=4),
        appointed(Role.INSPECTOR),
        StaffFactory().user,
    ]
    found = [letter in letters_visible_to(person, on=LESSON_DAY) for person in people]
    assert found == [True, True, False, False, False]


@pytest.mark.parametrize("pupils", [1, 3, 30])
def test_pages_take_as_many_queries_whatever_the_number_of_pupils(pupils):
    section = SectionFactory(students=pupils)
    for row in section.enrollments.select_related("student"):
        parent_of(row.student)
    letter = sent(section, to_pupils=True)
    with CaptureQueriesContext(connection) as queries:
        screen_of(Letter.objects.get(pk=letter.pk), letter.author)
        letters_screen(Letter.objects.all(), user=letter.author, number="1", now=NOW)
    # One more for the name of the only pupil.
    assert len(queries) == (10 if pupils == 1 else 9)


def test_a_teacher_writes_a_remark_from_the_lesson_and_the_parent_answers(
    client, at, lesson, student, parent
):
    at(2025, 9, 15, 14, 0)
    client.force_login(teacher_of(lesson.section))
    other = pupil_of(class_of(lesson.section), last_name="Мороз", first_name="Олег")
    put_on_list(lesson.section, other)
    address = reverse("diary:write") + f"?lesson={lesson.pk}&student={student.pk}"
    page = client.get(address)
    data = {
        "kind": "remark", "pupil": student.pk, "to": "both", "text": "Мороз помешал выйти.",
        "form": page.context["form"]["form"].value(),
    }  # fmt: skip

    asked = client.post(address, data)
    assert asked.status_code == 422
    assert "«Мороз» – не о ребёнке" in asked.content.decode()
    answer = client.post(address, data | {"not_names": ["Мороз"]})
    letter = Letter.objects.get()
    assert answer.url == reverse("diary:letter", args=[letter.pk])
    assert "Прочитали 0 из 2" in client.get(answer.url).content.decode()

    client.force_login(parent)
    week = reverse("diary:week", args=[student.pk, LESSON_DAY])
    assert "Мороз помешал выйти." in client.get(week).content.decode()
    back = client.post(
        reverse("diary:from_family", args=[letter.pupils.get().pk]),
        {"act": "answer", "text": "Принято.", "week": "2025-09-15"},
    )
    assert back.url == week
    assert "Ваш ответ" in client.get(week).content.decode()
    client.force_login(letter.author)
    assert "Принято." in client.get(answer.url).content.decode()


def test_only_who_has_the_right_writes_urgently_and_only_the_author_withdraws(
    client, at, section, student
):
    at(2025, 9, 15, 14, 0)
    letter = sent(section, student)
    school_class = class_of(section)
    homeroom = HomeroomFactory(school_class=school_class).teacher.user
    deputy = appointed(Role.DEPUTY, grade_from=5, grade_to=9)
    address = reverse("diary:write") + f"?class={school_class.pk}"
    fields = {}
    for person in (homeroom, deputy):
        client.force_login(person)
        fields[person] = "is_urgent" in client.get(address).context["form"].fields
    assert fields == {homeroom: False, deputy: True}
    page = reverse("diary:letter", args=[letter.pk])
    assert client.post(page, {"act": "withdraw", "reason": "так"}).status_code == 404
    client.force_login(letter.author)
    assert client.post(page, {"act": "withdraw"}).status_code == 422
    assert client.post(page, {"act": "withdraw", "reason": "Не тому"}).status_code == 302
    client.force_login(teacher_of(section))
    assert client.get(reverse("diary:write") + f"?class={school_class.pk}").status_code == 403
    assert client.get(reverse("diary:write") + "?section=x").status_code == 404


def test_a_class_is_written_to_by_its_homeroom_teacher(section, student):
    homeroom = HomeroomFactory(school_class=class_of(section)).teacher.user
    words = actions.Words(kind="message", text="Собрание в 18:00.", day=LESSON_DAY)
    letter = actions.write_letter(
        whom=Whom(school_class=class_of(section)), words=words, form=uuid4(), regulation=USUAL,
        by=homeroom, now=NOW,
    )  # fmt: skip
    assert letter.pupils.count() == 3
