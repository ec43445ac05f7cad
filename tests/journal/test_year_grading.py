"""The school's own marks and kinds of work in the journal itself, and the pages that set them (SCH-14)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from journal import actions
from journal.actions import CellChange, PeriodMarkChange
from journal.actions.refusals import Refused
from journal.actions.work_types import save_work_types
from journal.models import LineItem, Mark, PeriodMark, WorkType
from journal.models.marks import BEGINNING
from journal.screens.work_types import work_types_screen
from school.actions import Stale
from school.actions.tables import Line
from school.models import GradingChoice, GradingPeriod, GradingSystem
from tests.factories import (
    MOSCOW,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    appointed,
    clerk,
    school_year,
    teacher_of,
)
from tests.school.test_grading import (
    LETTERS,
    SECOND_QUARTER,
    five_point,
    own_system,
    succeed,
    usual_system,
)

D = Decimal
NOW = datetime(2025, 9, 15, 14, 0, tzinfo=MOSCOW)
TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)


def marked_by(system):
    section = SectionFactory(students=1)
    section.scale, section.grading = "own", system
    section.save(by=clerk(), now=NOW)
    return section


def write(section, lesson, *typed):
    student = section.enrollments.get().student
    there = Mark.objects.filter(student=student, item__lesson=lesson)
    base = there.values_list("version", flat=True).first() or 0
    changes = [CellChange("k", student.pk, lesson.pk, "mark", value, base) for value in typed]
    return [
        (result.outcome, result.value)
        for change in changes
        for result in actions.set_cells(
            section=section, changes=[change], by=teacher_of(section), now=lesson.ends_at
        )
    ]


@pytest.mark.requirement("SCH-14")
def test_a_journal_takes_marks_of_its_own_system_and_no_others(at):
    at(2025, 9, 15, 14, 0)
    section = marked_by(own_system())
    lesson = LessonFactory(section=section)

    assert write(section, lesson, "5") == [("saved", "5")]
    assert [outcome for outcome, _ in write(section, lesson, "11", "зач")] == ["refused", "refused"]
    assert write(section, lesson, "10") == [("saved", "10")]

    quarter = GradingPeriod.objects.get(number=1)
    student = section.enrollments.get().student
    results = [
        actions.set_period_marks(
            section=section, kind="period", period=quarter, by=teacher_of(section), now=NOW,
            changes=[PeriodMarkChange("k", student.pk, value, 0)],
        )[0].outcome
        for value in ("11", "10")
    ]  # fmt: skip
    assert results == ["refused", "saved"]
    assert PeriodMark.objects.get().code == "10"


@pytest.mark.requirement("SCH-14")
def test_the_grid_counts_and_proposes_by_the_school_s_own_codes(as_user, at):
    at(2025, 10, 20, 12, 0)
    section = marked_by(own_system("Буквы", LETTERS))
    for n, code in enumerate(["A", "B", "W"]):
        write(section, LessonFactory(section=section, date=TODAY + timedelta(days=n)), code)

    answer = as_user(teacher_of(section)).get(reverse("journal:grid", args=[section.pk]))
    [row] = answer.context["screen"].rows

    assert (row.average, row.weighted, row.marks, row.proposed) == (D("4.50"), D("4.50"), 3, "B")
    data = answer.context["data"]
    assert data["values"] == {"A": 500, "B": 400, "C": 300}
    assert data["proposals"] == [["A", 460], ["B", 360], ["C", None]]
    assert data["marks"] == ["A", "B", "C", "W"]


@pytest.mark.requirement("SCH-14")
def test_new_thresholds_propose_from_their_period_on_and_not_before(as_user, at, section):
    at(2025, 12, 1, 12, 0)
    succeed(usual_system(), five_point("4.65", "3.65", "2.65"), SECOND_QUARTER)
    student, teacher = section.enrollments.order_by("pk").first().student, teacher_of(section)
    for day in (date(2025, 9, 15), date(2025, 11, 10)):
        for n, code in enumerate("54"):
            lesson = LessonFactory(section=section, date=day + timedelta(days=n))
            change = CellChange("k", student.pk, lesson.pk, "mark", code, 0)
            actions.set_cells(section=section, changes=[change], by=teacher, now=lesson.ends_at)

    def proposed(number):
        period = GradingPeriod.objects.get(number=number)
        page = as_user(teacher).get(reverse("journal:grid", args=[section.pk, period.pk]))
        rows = {row.pupil.pk: row for row in page.context["screen"].rows}
        return rows[student.pk].weighted, rows[student.pk].proposed

    assert [proposed(1), proposed(2)] == [(D("4.50"), "5"), (D("4.50"), "4")]


# --- Kinds of work -------------------------------------------------------------------------------

COLUMNS = ("name", "letter", "weight", "is_counted", "is_control", "term_days", "position")


def lines(**changes):
    """The table as it stands, with `name={…}` changed (None: removed) and `new=[…]` added."""
    found, added = [], changes.pop("new", [])
    for n, row in enumerate(work_types_screen(today=TODAY).rows, start=1):
        values = {column: getattr(row, column) for column in COLUMNS}
        change = changes.get(row.letter, {})
        found.append(Line(row.pk, n, values | (change or {}), is_removed=change is None))
    return found + [Line(None, 50 + n, values) for n, values in enumerate(added)]


def save(table, starts_on=TOMORROW, shown=None):
    shown = work_types_screen(today=TODAY).shown if shown is None else shown
    return save_work_types(lines=table, starts_on=starts_on, shown=shown, by=clerk(), now=NOW)


def test_kinds_of_work_have_their_terms_of_the_regulation():
    terms = dict(WorkType.objects.exclude(term_days=None).values_list("name", "term_days"))
    assert terms == {"Контрольная работа": 3, "Диктант": 3, "Сочинение, изложение": 7}


@pytest.mark.requirement("SCH-14")
def test_a_kind_in_use_goes_on_as_a_new_one_and_its_marks_keep_their_weight(lesson):
    control = WorkType.objects.get(letter="К")
    item = LineItemFactory(lesson=lesson, work_type=control, weight=control.weigh())

    with pytest.raises(Refused, match="уже стоит в уроках"):
        save(lines(К={"weight": 8}), TODAY)
    save(lines(К={"weight": 8}))

    told = WorkType.objects.filter(name=control.name).order_by("starts_on")
    assert list(told.values_list("weight", "starts_on", "ends_on")) == [
        (5, BEGINNING, TODAY), (8, TOMORROW, None),
    ]  # fmt: skip
    item.refresh_from_db()
    assert (item.work_type, item.weight) == (control, 5)
    by = {"by": teacher_of(lesson.section), "now": NOW}
    new = told.last()
    with pytest.raises(Refused, match="нет среди принятых"):
        actions.add_item(lesson=lesson, work_type=new, **by)
    later = LessonFactory(section=lesson.section, date=TOMORROW)
    assert actions.add_item(lesson=later, work_type=new, **by).weight == 8


def test_a_kind_nobody_uses_is_edited_in_place_removed_and_added():
    dictation, project = WorkType.objects.get(letter="Д"), WorkType.objects.get(letter="ПР")
    test = {
        "name": "Зачёт", "letter": "З", "weight": 3, "is_counted": True, "is_control": False, "term_days": None,
        "position": 40,
    }  # fmt: skip
    save(lines(Д={"weight": 6}, ПР=None, new=[test]), TODAY)

    dictation.refresh_from_db()
    assert (dictation.weight, dictation.starts_on) == (6, BEGINNING)
    assert not WorkType.objects.filter(pk=project.pk).exists()
    assert WorkType.objects.get(letter="З").starts_on == TODAY
    assert WorkType.history.filter(id=project.pk).order_by("history_id").last().history_type == "-"


def test_the_table_refuses_the_past_an_empty_list_swapped_names_and_an_old_page():
    shown = work_types_screen(today=TODAY).shown
    with pytest.raises(Refused, match="Прошлое не меняют"):
        save(lines(Д={"weight": 6}), TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="Оставьте хотя бы один"):
        save([Line(line.pk, line.number, {}, is_removed=True) for line in lines()])
    with pytest.raises(Refused, match="Меняйте их по очереди"):
        save(lines(Д={"name": "Проект"}, ПР={"name": "Диктант"}))
    save(lines(Д={"weight": 6}))
    with pytest.raises(Stale):
        save(lines(Д={"weight": 7}), shown=shown)


def test_the_first_kind_of_the_day_stands_in_a_lesson_by_itself(section):
    usual = WorkType.objects.usual()
    lesson = LessonFactory(section=section)
    LineItemFactory(lesson=LessonFactory(section=section, number=3))
    save(lines(У={"is_counted": False}))
    days = [WorkType.objects.usual(day) for day in (TODAY, TOMORROW)]
    assert [days[0], days[1].is_counted, days[1].name] == [usual, False, usual.name]

    student, by = section.enrollments.order_by("pk").first().student, teacher_of(section)
    later = LessonFactory(section=section, date=TOMORROW)
    for one, code in ((lesson, "5"), (later, "2")):
        change = CellChange("k", student.pk, one.pk, "mark", code, 0)
        actions.set_cells(section=section, changes=[change], by=by, now=one.ends_at)
    weights = LineItem.objects.filter(marks__student=student).order_by("lesson__date")
    assert list(weights.values_list("weight", flat=True)) == [2, 0]


def test_a_school_that_types_kinds_of_its_own_from_tomorrow_marks_the_lessons_of_today(section):
    own = {
        "name": "Работа", "letter": "Р", "weight": 1, "is_counted": True, "is_control": False, "term_days": None,
        "position": 0,
    }  # fmt: skip
    save(lines(**dict.fromkeys(WorkType.objects.values_list("letter", flat=True)), new=[own]))

    assert list(WorkType.objects.values_list("name", "starts_on")) == [("Работа", BEGINNING)]
    student, lesson = section.enrollments.first().student, LessonFactory(section=section)
    change = CellChange("k", student.pk, lesson.pk, "mark", "5", 0)
    actions.set_cells(section=section, changes=[change], by=teacher_of(section), now=lesson.ends_at)
    assert LineItem.objects.get().work_type.name == "Работа"


def test_today_keeps_a_kind_of_work_until_those_to_come(section):
    removed = dict.fromkeys(WorkType.objects.values_list("letter", flat=True))
    test = {
        "name": "Зачёт", "letter": "З", "weight": 3, "is_counted": True, "is_control": False, "term_days": None,
        "position": 40,
    }  # fmt: skip
    save(lines(new=[test]))
    with pytest.raises(Refused, match="На сегодня не остаётся ни одного вида работы"):
        save(lines(**removed))
    WorkType.objects.erase(
        list(WorkType.objects.filter(starts_on=BEGINNING)),
        by=clerk(),
        now=NOW,
        reason="для проверки",
    )
    assert WorkType.objects.usual(TODAY).name == "Зачёт"


def test_the_grid_shows_the_first_column_as_of_the_day_and_weighs_it(as_user, at, section):
    at(2025, 9, 16, 12, 0)
    LineItemFactory(lesson=LessonFactory(section=section, number=3))
    save(lines(У={"is_counted": False}))

    page = as_user(teacher_of(section)).get(reverse("journal:grid", args=[section.pk]))

    assert page.context["data"]["usual"][2] == 0


def test_work_that_does_not_count_is_in_no_mean(as_user, at, section):
    at(2025, 10, 20, 12, 0)
    notebook = WorkType(
        name="Тетрадь", letter="ВТ", weight=1, position=50, is_counted=False, starts_on=TODAY
    )
    notebook.save(by=clerk(), now=NOW)
    student, teacher = section.enrollments.order_by("pk").first().student, teacher_of(section)
    lesson = LessonFactory(section=section)
    by = {"by": teacher, "now": lesson.ends_at}
    first = actions.add_item(lesson=lesson, work_type=WorkType.objects.usual(), **by)
    other = actions.add_item(lesson=lesson, work_type=notebook, weight=9, **by)
    changes = [
        CellChange(str(item.pk), student.pk, lesson.pk, "mark", code, 0, item.pk)
        for item, code in ((first, "5"), (other, "2"))
    ]
    actions.set_cells(section=section, changes=changes, **by)

    page = as_user(teacher).get(reverse("journal:grid", args=[section.pk]))
    rows = {row.pupil.pk: row for row in page.context["screen"].rows}
    row = rows[student.pk]
    assert (other.weight, row.average, row.weighted, row.marks) == (0, D("5.00"), D("5.00"), 2)
    assert "Тетрадь, не идёт в средний балл" in page.content.decode()


# --- Pages ---------------------------------------------------------------------------------------


@pytest.fixture
def client_of_deputy(as_user, at):
    at(2025, 9, 15, 14, 0)
    school_year()
    return as_user(appointed(Role.DEPUTY))


def posted(table, prefix):
    """What the browser sends of an unchanged table."""
    data = {"shown": table.shown}
    management = table.management_form
    data |= {f"{prefix}-{name}": management[name].value() for name in management.fields}
    for number, form in enumerate(table.forms):
        for name in form.fields:
            value = form[name].value()
            if name != "DELETE" and value is not None and value is not False:
                data[f"{prefix}-{number}-{name}"] = "on" if value is True else value
    return data


@pytest.mark.requirement("SCH-14")
def test_page_makes_a_system_and_gives_it_to_subjects(client_of_deputy):
    section = SectionFactory(students=1)
    client, new = client_of_deputy, reverse("year:grading_system", args=["new"])
    table = client.get(new).context["table"]
    sent = posted(table, "t") | {
        "name": " Три  буквы ",
        "starts_on": "2025-09-01",
        "order_number": "",
        "order_date": "",
    }
    for n, (code, value, threshold) in enumerate(
        [("A", "5", "4,6"), ("B", "4", "3,6"), ("C", "3", "")]
    ):
        sent |= {
            f"t-{n}-code": code, f"t-{n}-value": value, f"t-{n}-threshold": threshold, f"t-{n}-in_lessons": "on",
            f"t-{n}-in_periods": "on",
        }  # fmt: skip

    wrong = client.post(new, sent | {"t-1-threshold": "4,8"})
    assert (wrong.status_code, "Порог не ниже, чем у «A»." in wrong.content.decode()) == (422, True)
    assert client.post(new, sent).status_code == 302
    system = GradingSystem.objects.get()
    assert (system.name, system.kind) == ("Три буквы", "own")

    page = reverse("year:grading")
    choices = posted(client.get(page).context["choices"], "c")
    choices |= {
        "c-0-grade_from": "5",
        "c-0-grade_to": "9",
        "c-0-marking": f"own-{system.pk}",
        "act": "apply",
    }
    answer = client.post(page, choices, follow=True)
    assert "Изменилось: 1\N{NO-BREAK SPACE}журнал." in answer.content.decode()
    assert GradingChoice.objects.get().grading == system
    section.refresh_from_db()
    assert section.grading == system
    held = client.get(reverse("year:grading_system", args=[system.pk])).content.decode()
    assert "В действии систему не правят: по ней ведут 1\N{NO-BREAK SPACE}журнал." in held


@pytest.mark.requirement("SCH-14")
def test_page_gives_new_thresholds_from_a_quarter_and_takes_them_back(client_of_deputy):
    SectionFactory(students=1)
    client, url = client_of_deputy, reverse("year:grading_system", args=["five_point"])
    form, table = (client.get(url).context[name] for name in ("form", "table"))
    sent = posted(table, "t") | {"t-0-threshold": "4,65", "order_number": "9", "order_date": ""}

    assert form.initial["starts_on"] == SECOND_QUARTER
    early = client.post(url, sent | {"starts_on": "2025-10-01"})
    assert (early.status_code, "Посреди периода" in early.content.decode()) == (422, True)
    other = client.post(url, sent | {"starts_on": "2025-11-05", "t-4-in_periods": "on"})
    assert "меняют только слова и пороги" in other.content.decode()
    assert client.post(url, sent | {"starts_on": "2025-11-05"}).status_code == 302
    assert "со среднего 4,65" in client.get(url).content.decode()

    back = {"withdraw": "2025-11-05", "shown": client.get(url).context["screen"].shown}
    assert client.post(url, back).status_code == 302
    assert client.post(url, back).status_code == 422
    assert len(client.get(url).context["screen"].versions) == 1


@pytest.mark.requirement("SCH-14")
def test_page_saves_kinds_of_work_and_tells_what_is_wrong_by_line_and_column(client_of_deputy):
    client, page = client_of_deputy, reverse("year:grading")
    table = client.get(page).context["table"]
    sent = posted(table, "w") | {"act": "works", "starts_on": "2025-09-16", "w-3-weight": "7"}

    wrong = client.post(page, sent | {"w-2-weight": "11", "w-4-letter": "К"})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Строка 3, «Вес»: Вес – от 1 до 10." in text
    assert "Строка 5, «Буква»: Такая буква уже стоит в строке 3." in text
    saved = client.post(page, sent)
    assert (saved.status_code, saved.context and saved.context["table"].complaints()) == (302, None)
    assert WorkType.objects.get(letter="Д").weight == 7


def test_a_teacher_reads_how_the_school_marks(as_user, at, section):
    at(2025, 9, 15, 14, 0)
    client = as_user(teacher_of(section))
    system = own_system()
    html = client.get(reverse("year:grading")).content.decode()
    assert ("Контрольная работа" in html, "Сохранить" in html) == (True, False)
    assert client.get(reverse("year:grading_system", args=[system.pk])).status_code == 200
    assert client.get(reverse("year:grading_system", args=["new"])).status_code == 404
    for args in ([], ["five_point"]):
        name = "year:grading_system" if args else "year:grading"
        assert client.post(reverse(name, args=args), {"act": "works"}).status_code == 404


@pytest.mark.parametrize("key", ["seven", "0", "9" * 30])
def test_a_system_that_is_not_there_is_not_found(client_of_deputy, key):
    assert client_of_deputy.get(reverse("year:grading_system", args=[key])).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_page_asks_the_same_queries_whatever_the_systems_and_journals(
    client_of_deputy, django_assert_num_queries, count
):
    for n in range(count):
        system = own_system(f"Система {n}")
        row = GradingChoice(scale="own", grading=system)
        row.save(by=clerk(), now=NOW)
        SectionFactory(scale="own", grading=system)
    page = reverse("year:grading")
    client_of_deputy.get(page)

    with django_assert_num_queries(11):
        assert client_of_deputy.get(page).status_code == 200
