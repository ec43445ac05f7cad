from dataclasses import replace
from datetime import UTC, date, datetime

from diary.screens.lessons import MarkShown
from diary.screens.tasks import FileLink, Task
from diary.screens.week import LessonShown
from diary.templatetags.diary_lessons import diary_lessons, diary_task

EVIL = '<i>"&'
SAFE = "&lt;i&gt;&quot;&amp;"
TASK = Task(EVIL, EVIL, 15, date(2025, 9, 17), EVIL, EVIL, (FileLink(3, EVIL, EVIL),))
LESSON = LessonShown(
    pk=1,
    number=2,
    starts_at=datetime(2025, 9, 15, 5, 30, tzinfo=UTC),
    ends_at=datetime(2025, 9, 15, 6, 15, tzinfo=UTC),
    subject=EVIL,
    group=EVIL,
    room=EVIL,
    teachers=EVIL,
    topic=EVIL,
    is_cancelled=True,
    moved_from=EVIL,
    given=TASK,
    given_also=(TASK,),
    to_prepare=(TASK,),
    marks=(MarkShown(EVIL, EVIL, 2, EVIL, EVIL),),
    absence=EVIL,
)


def test_whatever_is_written_at_a_lesson_is_text_and_no_markup():
    html = diary_lessons([LESSON], 7)
    assert EVIL not in html
    assert "<i>" not in html
    # Subject, group, teachers, room, topic, where it was; a mark's four words; absence; four words of each task.
    assert html.count(SAFE) == 6 + 4 + 1 + 3 * 5
    assert html.count('href="/diary/7/files/3/"') == 3


def test_a_bare_lesson_says_only_what_there_is():
    bare = replace(
        LESSON, subject="Алгебра", group="", room="", teachers="", topic="", is_cancelled=False,
        moved_from="", given=Task("Алгебра", "", None, None), given_also=(), to_prepare=(), marks=(), absence="",
    )  # fmt: skip
    words = " ".join(diary_lessons([bare], 7).split())
    assert words == (
        '<li class="lesson"> <div class="lesson-when"><b>2<span class="visually-hidden"> урок</span></b>'
        ' <span class="soft small">8:30</span></div> <div class="lesson-what"><b>Алгебра</b>'
        ' <p class="soft small"></p></div> <div class="lesson-marks"></div>'
        ' <div class="lesson-text"><p><span class="soft">Домашнее задание: не задано</span></p></div> </li>'
    )


def test_a_task_keeps_its_lines_and_says_how_long_it_takes():
    task = Task("Алгебра", "№ 1\n№ 2", 20, None, "устно", "лично")
    assert diary_task(task, 7) == (
        '<span class="pill">лично</span> № 1<br>№ 2 <span class="soft nowrap">(устно, 20 мин)</span>'
    )
