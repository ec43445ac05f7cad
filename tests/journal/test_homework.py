"""Homework of several kinds, for whom it is, its files, the load of the day, hints: through the pages."""

import re
from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diary.access import family_of
from diary.screens import week_screen
from journal import actions, homework_hints
from journal.actions import AssignmentEntry
from journal.assignments import Said
from journal.homework_files import NotTaken, read_upload
from journal.homework_load import NORMS, Piece, Verdict, duration, heaviest, norm_of, verdict
from journal.models import Assignment, AssignmentPupil, Homework, HomeworkFile
from tests.factories import (
    MOSCOW,
    NOW,
    LessonFactory,
    SectionFactory,
    class_of,
    parent_of,
    pupil_of,
    put_on_list,
    school_year,
    subject,
    teacher_of,
)
from tests.journal.files import PDF, kept_homework_file

MONDAY = date(2025, 9, 15)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))


@pytest.fixture(autouse=True)
def _friday_evening(at):
    at(2025, 9, 19, 16, 0)


@pytest.fixture
def save(as_user):
    """`save(lesson, {...})`: what the lesson's form sends; fields not named are as the page has them."""

    def send(lesson, typed, *, user=None):
        client = as_user(user or teacher_of(lesson.section))
        data = sent_by(client, lesson) | typed
        return client.post(reverse("journal:save_lesson", args=[lesson.pk]), data)

    return send


def sent_by(client, lesson):
    """Fields of the form as it stands, without those of cells."""
    form = client.get(reverse("journal:lesson", args=[lesson.pk])).context["form"]
    shown = {"topic": form["topic"].value(), "topic_was": form["topic_was"].value()}
    for name in ("homework", "homework_was", "homework_terms_were", "kind", "minutes", "due_on"):
        shown[name] = form[name].value()
    if form["homework_is_none"].value():
        shown["homework_is_none"] = "on"
    for task in form.tasks:
        for name in ("key", "was", "text", "kind", "minutes", "due_on", "whom", "pupils"):
            shown[task.add_prefix(name)] = task[name].value()
    return {name: value for name, value in shown.items() if value not in (None, "", ())} | {
        task.add_prefix("text"): task["text"].value() or "" for task in form.tasks
    }


def at_clock(day, hour, minute):
    return datetime.combine(day, time(hour, minute), MOSCOW)


def lesson_on(section, day, number, starts, ends):
    return LessonFactory(
        section=section, date=day, number=number,
        starts_at=at_clock(day, *starts), ends_at=at_clock(day, *ends),
    )  # fmt: skip


def week_of(student):
    family = family_of(student.user, on=FRIDAY, today=FRIDAY, pk=student.pk)
    return week_screen(family, MONDAY, year=school_year(), today=FRIDAY)


def told(task):
    return task and (task.text, task.kind, task.minutes, task.due_on, task.whom)


def diary_of(student):
    """Every lesson of the week as the family sees it: its bell, what was set there, what it is to be ready for."""
    return [
        (
            shown.starts_at.astimezone(MOSCOW).strftime("%a %H:%M"),
            shown.number,
            shown.subject,
            shown.topic,
            told(shown.given),
            [told(one) for one in shown.given_also],
            [told(one) for one in shown.to_prepare],
        )
        for day in week_of(student).days
        for shown in day.lessons
    ]


def journal_of(client, lesson):
    """What the page of a lesson has: all of its homework."""
    screen = client.get(reverse("journal:lesson", args=[lesson.pk])).context["screen"]
    main = screen.homework
    return (
        screen.lesson.topic,
        main and (str(main), main.kind, main.minutes, main.due_on),
        [(x.text, x.kind, x.minutes, x.due_on, x.whom) for x in screen.tasks.assignments],
    )


@pytest.mark.requirement("JRN-4")
@pytest.mark.requirement("JRN-5")
@pytest.mark.requirement("DIA-1")
def test_a_week_of_several_kinds_double_lessons_and_nothing_set_is_kept_and_shown_whole(
    save, as_user, section, student
):
    """Bells of the weekdays differ; algebra is double on Tuesday; English is a subgroup of the class."""
    classmate = pupil_of(class_of(section), last_name="Яшин", first_name="Лев")
    put_on_list(section, classmate)
    english = SectionFactory(
        subject=subject("Английский язык"), name="1 группа", kind="language",
        school_class=class_of(section), students=[student],
    )  # fmt: skip
    monday = lesson_on(section, MONDAY, 1, (8, 0), (8, 45))
    first = lesson_on(section, TUESDAY, 2, (8, 50), (9, 30))
    second = lesson_on(section, TUESDAY, 3, (9, 40), (10, 20))
    talk = lesson_on(english, WEDNESDAY, 1, (9, 0), (9, 40))
    friday = lesson_on(section, FRIDAY, 1, (8, 30), (9, 10))
    save(monday, {
        "topic": "Степень числа", "homework": "§ 5, № 101–105", "kind": "written", "minutes": "30",
        "task-0-text": "Выучить правило § 5", "task-0-kind": "oral", "task-0-minutes": "10",
        "task-0-whom": "all",
        "task-1-text": "Модель степени двойки", "task-1-kind": "project", "task-1-minutes": "60",
        "task-1-due_on": "2025-09-19", "task-1-whom": "pupils", "task-1-pupils": [classmate.pk],
    })  # fmt: skip
    save(first, {"topic": "Одночлены", "homework_is_none": "on"})
    save(second, {
        "topic": "Одночлены", "homework": "§ 6, № 110", "kind": "written", "minutes": "20",
        "task-0-text": "Словарь терминов", "task-0-kind": "creative", "task-0-minutes": "15",
        "task-0-whom": f"group-{english.pk}",
    })  # fmt: skip
    save(talk, {"topic": "My school", "homework": "с. 12, пересказ", "kind": "oral"})
    save(friday, {"topic": "Повторение темы", "homework_is_none": "on"})

    teacher = as_user(teacher_of(section))
    assert [journal_of(teacher, lesson) for lesson in (monday, first, second, friday)] == [
        (
            "Степень числа",
            ("§ 5, № 101–105", "written", 30, None),
            [
                ("Выучить правило § 5", "oral", 10, None, ""),
                ("Модель степени двойки", "project", 60, FRIDAY, "Яшин Лев"),
            ],
        ),
        ("Одночлены", ("не задано", "", None, None), []),
        (
            "Одночлены",
            ("§ 6, № 110", "written", 20, None),
            [("Словарь терминов", "creative", 15, None, "Английский язык, 1 группа")],
        ),
        ("Повторение темы", ("не задано", "", None, None), []),
    ]

    none = ("", "", None, None, "")
    main = ("§ 5, № 101–105", "письменно", 30, TUESDAY, "")
    rule = ("Выучить правило § 5", "устно", 10, TUESDAY, "")
    model = ("Модель степени двойки", "проект", 60, FRIDAY, "лично")
    more = ("§ 6, № 110", "письменно", 20, FRIDAY, "")
    words = ("Словарь терминов", "творческая работа", 15, FRIDAY, "Английский язык, 1 группа")
    retold = ("с. 12, пересказ", "устно", None, None, "")
    for pupil, personal, of_group in ((student, [], [words]), (classmate, [model], [])):
        found = diary_of(pupil)
        talks = [("Wed 09:00", 1, "Английский язык", "My school", retold, [], [])]
        assert found == [
            ("Mon 08:00", 1, "Алгебра", "Степень числа", main, [rule, *personal], []),
            (
                "Tue 08:50",
                2,
                "Алгебра",
                "Одночлены",
                none_until(found[1][4], FRIDAY, none),
                [],
                [main, rule],
            ),
            ("Tue 09:40", 3, "Алгебра", "Одночлены", more, of_group, []),
            *(talks if pupil == student else []),
            ("Fri 08:30", 1, "Алгебра", "Повторение темы", none, [], [*personal, more, *of_group]),
        ]


def none_until(shown, day, none):
    """«Не задано» has no text, kind or minutes; the day of the next lesson stands with it and is not shown."""
    assert shown == (*none[:3], day, none[4])
    return shown


@pytest.mark.requirement("JRN-5")
def test_a_form_sent_as_it_stands_changes_nothing_and_sent_twice_adds_nothing(
    save, lesson, student
):
    typed = {
        "homework": "№ 5", "task-0-text": "Карточка", "task-0-whom": "pupils",
        "task-0-pupils": [student.pk],
    }  # fmt: skip
    save(lesson, typed)
    written = [model.history.count() for model in (Homework, Assignment, AssignmentPupil)]

    save(lesson, {})
    save(lesson, typed | {"task-0-key": "", "task-0-was": ""})

    assert [model.history.count() for model in (Homework, Assignment, AssignmentPupil)] == written
    assert written == [1, 1, 1]


@pytest.mark.requirement("JRN-5")
def test_an_assignment_is_changed_given_to_others_and_taken_back_with_its_names(
    save, lesson, section, student
):
    other = pupil_of(class_of(section))
    put_on_list(section, other)
    save(lesson, {"homework": "№ 5", "task-0-text": "Карточка", "task-0-whom": "pupils", "task-0-pupils": [student.pk]})  # fmt: skip

    save(lesson, {"task-0-text": "Карточка 2", "task-0-pupils": [other.pk]})
    assert list(AssignmentPupil.objects.values_list("assignment__text", "student")) == [
        ("Карточка 2", other.pk)
    ]

    save(lesson, {"task-0-text": ""})
    assert (Assignment.objects.count(), AssignmentPupil.objects.count()) == (0, 0)
    assert sorted(Assignment.history.values_list("history_type", flat=True)) == ["+", "-", "~"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"task-0-text": "Карточка"}, "Сначала запишите задание для всех"),
        ({"homework_is_none": "on", "task-0-text": "Карточка"}, "а задание «Карточка» для всех"),
        ({"homework": "№ 5", "task-0-text": "К", "task-0-whom": "pupils"}, "Отметьте, кому это"),
        ({"homework": "№ 5", "task-0-text": "К", "task-0-whom": "group-1"}, "такой подгруппы"),
        ({"homework": "№ 5", "task-0-text": "К", "task-0-whom": "pupils", "task-0-pupils": ["1"]}, "нет в списке"),
        ({"homework": "№ 5", "task-0-text": "К", "task-0-due_on": "2026-05-01"}, "не дальше чем на два"),
        ({"files": SimpleUploadedFile("a.html", b"<script>")}, "не подходит"),
        ({"files": SimpleUploadedFile("a.pdf", PDF)}, "К пустому заданию файл не прикладывают"),
    ],
)  # fmt: skip
def test_what_is_for_nobody_or_wrong_writes_nothing_and_says_why(save, lesson, typed, sentence):
    response = save(lesson, typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert (Homework.objects.count(), Assignment.objects.count(), HomeworkFile.objects.count()) == (
        0, 0, 0,
    )  # fmt: skip


def test_an_assignment_a_colleague_changed_meanwhile_is_told_and_not_written_over(
    as_user, save, lesson, teacher
):
    save(lesson, {"homework": "№ 5", "task-0-text": "Карточка"})
    client = as_user(teacher)
    stale = sent_by(client, lesson)
    save(lesson, {"task-0-text": "Карточка 2"})

    address = reverse("journal:save_lesson", args=[lesson.pk])
    answer = client.post(address, stale | {"task-0-text": "Карточка 3"})

    assert answer.status_code == 422
    assert "Задание уже записали иначе: «Карточка 2»" in answer.content.decode()
    assert Assignment.objects.get().text == "Карточка 2"
    again = {field: answer.context["form"].tasks[0][field].value() for field in ("key", "was")}
    shown = {f"task-0-{field}": value for field, value in again.items()}
    assert client.post(address, stale | shown | {"task-0-text": "Карточка 3"}).status_code == 302
    assert Assignment.objects.get().text == "Карточка 3"


@pytest.mark.requirement("JRN-5")
def test_a_file_is_handed_out_as_it_came_only_to_whom_its_task_is_for(
    client, save, lesson, section, student
):
    stranger = pupil_of(class_of(section))
    put_on_list(section, stranger)
    save(lesson, {
        "homework": "№ 5",
        "files": SimpleUploadedFile("Общий лист.pdf", PDF),
        "task-0-text": "Карточка", "task-0-whom": "pupils", "task-0-pupils": [student.pk],
        "task-0-files": SimpleUploadedFile("Личный лист.pdf", PDF + b" 2"),
    })  # fmt: skip
    common, personal = HomeworkFile.objects.order_by("pk")

    def status(user, child, file):
        client.force_login(user)
        return client.get(reverse("diary:homework_file", args=[child.pk, file.pk])).status_code

    mother, other = parent_of(student), parent_of(stranger)
    assert [status(mother, student, file) for file in (common, personal)] == [200, 200]
    assert [status(other, stranger, file) for file in (common, personal)] == [200, 404]
    assert status(other, student, personal) == 404
    client.force_login(mother)
    answer = client.get(reverse("diary:homework_file", args=[student.pk, personal.pk]))
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        PDF + b" 2", "application/pdf", "nosniff",
    )  # fmt: skip
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")

    save(lesson, {"drop-file": [personal.pk]})
    assert [status(mother, student, file) for file in (common, personal)] == [200, 404]


def test_a_file_whose_bytes_were_changed_on_the_disk_is_not_handed_out(
    as_user, lesson, settings, teacher
):
    file = kept_homework_file(lesson)
    (settings.MEDIA_ROOT / file.path).write_bytes(b"%PDF-other")

    assert as_user(teacher).get(reverse("journal:homework_file", args=[file.pk])).status_code == 404


@pytest.mark.requirement("REP-2")
def test_the_load_of_the_day_counts_what_other_teachers_gave_before_anything_is_saved(
    as_user, lesson, section, student
):
    """Two subgroups of English learn at one hour: the pupil who has most is counted, not both."""
    LessonFactory(section=section, date=WEDNESDAY)
    other = pupil_of(class_of(section))
    put_on_list(section, other)
    for minutes, pupil, when in ((40, student, WEDNESDAY), (90, other, None), (30, other, None)):
        theirs = SectionFactory(school_class=class_of(section), students=[pupil])
        set_at = LessonFactory(section=theirs, date=TUESDAY)
        LessonFactory(section=theirs, date=WEDNESDAY, number=4)
        by = teacher_of(theirs)
        actions.set_homework(
            lesson=set_at, text="§ 1", minutes=minutes, due_on=when, by=by, now=NOW
        )
    actions.set_homework(lesson=lesson, text="№ 5", minutes=31, by=teacher_of(section), now=NOW)

    html = as_user(teacher_of(section)).get(reverse("journal:lesson", args=[lesson.pk])).content
    page = html.decode()

    assert "к следующему: ср, 17\xa0сентября, уже 2 ч<" in page
    assert re.findall(r'data-verdict="(\w+)">([^<]+)<', page) == [
        (
            "over",
            "Ср, 17\xa0сентября: вместе с другими предметами 2 ч 31 мин, больше нормы на 1 мин.",
        )
    ]
    assert "Норма 7 класса 2 ч 30 мин в день (СанПиН 1.2.3685-21)." in page


def test_the_load_of_a_day_is_that_of_the_pupil_who_has_most():
    for seed in range(200):
        random = Random(seed)
        made = [
            Piece(
                MONDAY + timedelta(days=random.randrange(4)),
                random.randint(1, 300),
                frozenset(random.sample(range(5), random.randrange(6))),
            )
            for _ in range(random.randrange(12))
        ]
        expected = {}
        for day in {piece.day for piece in made}:
            of_day = [piece for piece in made if piece.day == day]
            most = max(sum(p.minutes for p in of_day if who in p.pupils) for who in range(5))
            if most:
                expected[day] = most

        assert heaviest(made, range(5)) == expected


@pytest.mark.requirement("REP-2")
def test_norms_are_those_of_the_rules_and_more_than_the_norm_is_over():
    assert [norm_of(grade) for grade in range(1, 12)] == [
        60, 90, 90, 120, 120, 150, 150, 150, 210, 210, 210
    ]  # fmt: skip
    assert NORMS.keys() == set(range(1, 12))
    assert [verdict(n, 150) for n in (0, 134, 135, 150, 151)] == [
        Verdict.WITHIN, Verdict.WITHIN, Verdict.NEAR, Verdict.NEAR, Verdict.OVER,
    ]  # fmt: skip
    assert [duration(n) for n in (0, 45, 60, 150)] == ["0 мин", "45 мин", "1 ч", "2 ч 30 мин"]


@pytest.mark.requirement("REP-2")
@pytest.mark.parametrize(
    ("text", "before", "is_over", "hint"),
    [
        ("", "", True, homework_hints.NO_HOMEWORK),
        ("", "", False, ""),
        ("Упражнение", "", True, "Одно слово. Допишите, что именно: параграф, номера, что сделать."),
        ("§ 5.", "", True, "Одно слово. Допишите, что именно: параграф, номера, что сделать."),
        ("§ 5, № 7", "§ 5 №7", True, homework_hints.COPIED),
        ("Всё повторить", "все ПОВТОРИТЬ", True, homework_hints.COPIED),
        ("§ 6, № 7", "§ 5, № 7", True, ""),
    ],
)  # fmt: skip
def test_an_empty_a_one_word_and_a_copied_entry_get_a_hint(text, before, is_over, hint):
    assert homework_hints.homework_hint(text, before=before, is_over=is_over) == hint


def test_a_hint_stands_on_the_page_and_refuses_nothing(save, as_user, section):
    before = LessonFactory(section=section, date=MONDAY)
    same = LessonFactory(section=section, date=TUESDAY)
    for lesson in (before, same):
        assert save(lesson, {"topic": "Дроби и доли", "homework": "§ 5, № 7"}).status_code == 302

    page = as_user(teacher_of(section)).get(reverse("journal:lesson", args=[same.pk]))

    assert page.content.decode().count(homework_hints.COPIED) == 2


def office(*parts):
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("лист.pdf", PDF, "лист.pdf"),
        ("лист.exe", PDF, "лист.exe.pdf"),
        ("../../лист.PDF", PDF, "лист.PDF"),
        ("фото.jpeg", b"\xff\xd8\xff\xe0", "фото.jpeg"),
        ("таблица.docx", office("xl/workbook.xml"), "таблица.xlsx"),
        ("С:\\урок\\план.docx", office("word/document.xml"), "план.docx"),
        ("макрос.docx", office("word/document.xml", "word/vbaProject.bin"), None),
        ("архив.zip", office("a.txt"), None),
        ("страница.html", b"<!doctype html>", None),
        ("рисунок.svg", b"<svg/>", None),
        ("пусто.pdf", b"", None),
        ("ломаный.docx", b"PK\x03\x04broken", None),
    ],
)  # fmt: skip
def test_a_file_is_what_is_in_it_and_not_what_it_is_called(name, content, kept):
    if kept is None:
        with pytest.raises(NotTaken):
            read_upload(name, content)
    else:
        assert read_upload(name, content).name == kept


@pytest.mark.requirement("JRN-5")
def test_an_action_is_refused_as_a_page_is(lesson, teacher):
    entry = AssignmentEntry(Said("Карточка"))
    with pytest.raises(actions.Refused, match="Сначала запишите задание для всех"):
        actions.set_assignments(lesson=lesson, entries=[entry], by=teacher, now=NOW)

    assert Assignment.objects.count() == 0
