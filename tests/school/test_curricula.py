"""Curricula on pages and by actions: begun, typed, given to classes, copied, revised (SCH-4, SCH-5, SCH-6)."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Role
from school.actions import Refused, Stale
from school.actions import curriculum as actions
from school.actions.curriculum_classes import give_to_classes
from school.actions.curriculum_lines import Cell, Row, remove_curriculum, save_lines
from school.models import (
    ClassCurriculum,
    Curriculum,
    CurriculumLine,
    SchoolYear,
    Subject,
    TeachingLoad,
)
from school.screens.curriculum import curricula_screen, curriculum_screen, school_years
from school.screens.planned import class_curriculum_screen, planned_hours
from tests.factories import (
    LESSON_DAY,
    NOW,
    YEAR_START,
    SchoolClassFactory,
    SectionFactory,
    SubjectFactory,
    appointed,
    class_of,
    clerk,
    pupil_of,
    school,
    school_year,
    subject,
)
from tests.school.curricula import kept_curriculum, kept_plan, made_curriculum

pytestmark = pytest.mark.requirement("SCH-6")

SUMMER = NOW - timedelta(days=40)
NOVEMBER = date(2025, 11, 5)


@pytest.fixture(autouse=True)
def _monday(at):
    at(2025, 9, 15, 14, 0)


@pytest.fixture
def year():
    return school_year()


@pytest.fixture
def deputy(year):
    return appointed(Role.DEPUTY, grade_from=5, grade_to=9)


@pytest.fixture
def grade_7(year):
    return [SchoolClassFactory(name=f"7{letter}", letter=letter) for letter in "АБ"]


def next_year():
    year = SchoolYear(
        school=school(), title="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 26)
    )
    year.save(by=clerk(), now=NOW)
    return year


def rows_there(curriculum):
    """The table as it is, in the words of the action."""
    found = {}
    for line in curriculum.lines.order_by("pk"):
        row = found.setdefault(
            (line.subject_id, line.part), Row(line.subject_id, line.part, line.choice, {})
        )
        row.cells[line.grade] = Cell(line.hours, line.groups)
    return list(found.values())


def hours(curriculum, name, part="federal"):
    rows = curriculum.lines.filter(subject__name=name, part=part).order_by("grade")
    return {row.grade: (row.hours, row.groups) for row in rows}


def posted(curriculum, *, version=None, reason="", title=None, **cells):
    """What the page sends, with cells changed: `posted(plan, **{"История.7": "2,5"})`; «+1.…» are of new rows."""
    screen = curriculum_screen(
        Curriculum.objects.get(pk=curriculum.pk), on=LESSON_DAY, today=LESSON_DAY
    )
    data = {
        "version": version or screen.curriculum.version, "title": title or curriculum.title, "reason": reason,
        "r-TOTAL_FORMS": len(screen.rows) + 3, "r-INITIAL_FORMS": len(screen.rows),
        "r-MIN_NUM_FORMS": 0, "r-MAX_NUM_FORMS": 120,
    }  # fmt: skip
    for number, row in enumerate(screen.rows):
        data |= {
            f"r-{number}-subject": row.subject.pk,
            f"r-{number}-part": row.part,
            f"r-{number}-choice": row.choice,
        }
        for grade, cell in zip(curriculum.grades, row.cells, strict=True):
            key = f"{row.subject.name}.{grade}"
            data[f"r-{number}-h{grade}"] = cells.get(key, cell.text if cell else "")
    for number in range(3):
        new = f"r-{len(screen.rows) + number}"
        data |= {f"{new}-subject": "", f"{new}-part": "school", f"{new}-choice": "0"}
        given = {key[3:]: value for key, value in cells.items() if key.startswith(f"+{number}.")}
        data |= {f"{new}-{name}": value for name, value in given.items()}
    return data


@pytest.mark.requirement("SCH-5")
def test_a_new_plan_begins_with_the_federal_hours_and_with_the_subjects_the_school_has(year):
    english, craft = subject("Английский язык"), subject("Технология")

    made = made_curriculum(year)

    assert hours(made, "История") == {grade: (2 if grade > 7 else 3, 1) for grade in range(5, 10)}
    assert set(made.lines.filter(subject=english).values_list("hours", flat=True)) == {Decimal(3)}
    assert made.lines.filter(subject=craft).count() == 5
    assert not Subject.objects.filter(name__in=["Труд (технология)", "Иностранный язык"]).exists()
    assert Subject.objects.get(name="Химия").history.get().history_change_reason == (
        "начат с федерального учебного плана"
    )


def test_a_plan_is_begun_on_the_page_and_its_name_is_made(client, deputy, year):
    client.force_login(deputy)
    given = {
        "year": year.pk,
        "level": "basic",
        "days_a_week": 5,
        "variant": "federal",
        "kind": "school",
    }

    assert (
        client.post(reverse("school:new_curriculum"), given | {"kind": "profile"}).status_code
        == 422
    )
    assert client.post(reverse("school:new_curriculum"), given | {"grade_to": 4}).status_code == 422
    answer = client.post(reverse("school:new_curriculum"), given)

    made = Curriculum.objects.get()
    assert answer.url == reverse("school:curriculum", args=[made.pk])
    assert made.title == "Учебный план 5–9 классов, пятидневная неделя"
    page = client.get(answer.url)
    texts = [one.text for one in page.context["screen"].findings]
    assert all("за год" in text or "за 5" in text for text in texts)
    again = client.post(reverse("school:new_curriculum"), given)
    assert (again.status_code, "уже есть" in again.content.decode()) == (422, True)


def test_a_table_is_typed_with_halves_and_groups_and_saved_in_one_go(client, deputy, year):
    plan = made_curriculum(year)
    SubjectFactory(name="Шахматы")
    client.force_login(deputy)
    chess = Subject.objects.get(name="Шахматы").pk
    typed = {
        "История.7": "2,5", "Информатика.7": "1х2", "Музыка.5": "", "+0.subject": chess, "+0.h5": "0.5",
        "+0.choice": "1",
    }  # fmt: skip

    answer = client.post(reverse("school:save_curriculum", args=[plan.pk]), posted(plan, **typed))

    assert answer.status_code == 302
    assert hours(plan, "История")[7] == (Decimal("2.5"), 1)
    assert hours(plan, "Информатика")[7] == (1, 2)
    assert 5 not in hours(plan, "Музыка")
    assert hours(plan, "Шахматы", "school") == {5: (Decimal("0.5"), 1)}
    assert Curriculum.objects.get(pk=plan.pk).version == 2
    found = [one.text for one in client.get(answer.url).context["screen"].wrong]
    assert found[:2] == [
        "5 класс: нет предмета «Музыка», по федеральному плану 1\N{NO-BREAK SPACE}ч в неделю.",
        "7 класс: «История» — 2,5\N{NO-BREAK SPACE}ч, по федеральному плану не меньше 3\N{NO-BREAK SPACE}ч.",
    ]


def test_a_bad_cell_is_told_by_row_and_column_and_nothing_is_written(client, deputy, year):
    plan = made_curriculum(year)
    client.force_login(deputy)
    history = subject("История").pk
    typed = {
        "Русский язык.5": "пять", "Литература.6": "0,3", "+0.h5": "1", "+1.subject": history,
        "+1.part": "federal", "+1.h5": "1",
    }  # fmt: skip

    answer = client.post(reverse("school:save_curriculum", args=[plan.pk]), posted(plan, **typed))

    assert answer.status_code == 422
    told = answer.context["table"].complaints()
    assert told[:3] == [
        "Строка 1, «5 класс»: Напишите часы: 3, 2,5 или 2×2, если класс делится на две группы.",
        "Строка 2, «6 класс»: Часы пишут с точностью до половины: 0,5 или 1.",
        "Строка 20, «Предмет»: Выберите предмет.",
    ]
    assert "уже есть в строке" in told[3]
    assert CurriculumLine.history.filter(history_type="~").count() == 0


def test_the_second_of_two_deputies_is_told_and_keeps_what_he_typed(client, deputy, year):
    plan = made_curriculum(year)
    stale = posted(plan, **{"История.7": "4"})
    other = appointed(Role.DIRECTOR)
    save_lines(curriculum=plan, rows=rows_there(plan)[1:], version=1, by=other, now=NOW)
    client.force_login(deputy)

    first = client.post(reverse("school:save_curriculum", args=[plan.pk]), stale)

    assert first.status_code == 422
    assert other.full_name in first.content.decode()
    assert hours(plan, "История")[7] == (3, 1)
    second = client.post(
        reverse("school:save_curriculum", args=[plan.pk]),
        stale | {"version": first.context["head"]["version"].value()},
    )
    assert second.status_code == 302
    assert hours(plan, "История")[7] == (4, 1)


def test_a_plan_in_use_is_corrected_only_with_a_reason(grade_7, year):
    plan = kept_curriculum(grade_7[0])
    rows = rows_there(plan)[1:]

    with pytest.raises(Refused, match="новую редакцию"):
        save_lines(curriculum=plan, rows=rows, version=1, by=clerk(), now=NOW)
    save_lines(curriculum=plan, rows=rows, version=1, by=clerk(), now=NOW, reason="приказ № 5")

    assert CurriculumLine.history.filter(history_change_reason="приказ № 5").count() == 5


def test_a_new_edition_takes_over_from_its_day_and_the_past_stays(grade_7, year):
    plan = kept_curriculum(grade_7[0])
    key = (grade_7[0].pk, subject("История").pk)

    made = actions.revise_curriculum(
        curriculum=plan, starts_on=NOVEMBER, title="С ноября", by=clerk(), now=NOW
    )
    rows = [
        Row(row.subject, row.part, 0, row.cells | {7: Cell(Decimal(4))})
        if row.subject == key[1]
        else row
        for row in rows_there(made)
    ]
    save_lines(curriculum=made, rows=rows, version=1, by=clerk(), now=NOW)

    days = (date(2025, 11, 4), NOVEMBER)
    assert [planned_hours(year, day)[key].pupil for day in days] == [3, 4]
    assert [
        (row.starts_on, row.ends_on) for row in ClassCurriculum.objects.order_by("starts_on")
    ] == [
        (YEAR_START, NOVEMBER - timedelta(days=1)),
        (NOVEMBER, None),
    ]
    for day in (YEAR_START, date(2026, 6, 1)):
        with pytest.raises(Refused, match="внутри учебного года"):
            actions.revise_curriculum(
                curriculum=plan, starts_on=day, title="Ещё", by=clerk(), now=NOW
            )


def test_classes_leave_their_former_plan_the_day_before_and_profiles_stand_together(year, grade_7):
    first, second = made_curriculum(year), made_curriculum(year, title="Другой")
    humanities, science = (
        made_curriculum(year, title=name, kind="profile", profile=name) for name in ("Один", "Два")
    )

    def give(plan, classes, day):
        return give_to_classes(curriculum=plan, classes=classes, starts_on=day, by=clerk(), now=NOW)

    assert give(first, grade_7, YEAR_START) == 2
    assert give(first, grade_7, YEAR_START) == 0
    assert give(second, grade_7[:1], NOVEMBER) == 1
    assert give(humanities, grade_7[1:], NOVEMBER) == 1
    assert give(science, grade_7[1:], NOVEMBER) == 1

    def terms(one):
        rows = ClassCurriculum.objects.filter(school_class=one).order_by("starts_on", "pk")
        return [(row.curriculum.title, row.starts_on, row.ends_on) for row in rows]

    before = NOVEMBER - timedelta(days=1)
    assert terms(grade_7[0]) == [(first.title, YEAR_START, before), ("Другой", NOVEMBER, None)]
    assert terms(grade_7[1]) == [
        (first.title, YEAR_START, before), ("Один", NOVEMBER, None), ("Два", NOVEMBER, None)
    ]  # fmt: skip
    assert give(science, [], NOVEMBER) == 1
    assert len(terms(grade_7[1])) == 2


def test_a_class_that_was_to_come_to_the_plan_later_comes_to_it_from_the_day_asked(year, grade_7):
    first, second = made_curriculum(year), made_curriculum(year, title="Другой")
    one = grade_7[0]

    def give(plan, day):
        return give_to_classes(curriculum=plan, classes=[one], starts_on=day, by=clerk(), now=NOW)

    give(first, YEAR_START)
    give(second, NOVEMBER)

    assert give(second, LESSON_DAY) == 1
    rows = ClassCurriculum.objects.filter(school_class=one).order_by("starts_on")
    assert [(row.curriculum, row.starts_on, row.ends_on) for row in rows] == [
        (first, YEAR_START, LESSON_DAY - timedelta(days=1)), (second, LESSON_DAY, None),
    ]  # fmt: skip
    assert give(second, NOVEMBER) == 0


def test_a_class_of_another_grade_or_week_does_not_learn_by_the_plan(year):
    plan = made_curriculum(year)
    for wrong in ({"grade": 4, "name": "4А"}, {"days_a_week": 6, "name": "7Ш"}):
        one = SchoolClassFactory(**wrong)
        with pytest.raises(Refused, match=one.name):
            give_to_classes(
                curriculum=plan, classes=[one], starts_on=YEAR_START, by=clerk(), now=NOW
            )


def test_classes_are_given_on_the_page(client, deputy, grade_7, year):
    plan = made_curriculum(year)
    client.force_login(deputy)
    url = reverse("school:curriculum_classes", args=[plan.pk])

    assert (
        client.post(url, {"classes": [grade_7[0].pk], "starts_on": "1999-01-01"}).status_code == 422
    )
    assert client.post(url, {"classes": ["77"], "starts_on": "2025-09-01"}).status_code == 422
    assert (
        client.post(url, {"classes": [grade_7[0].pk], "starts_on": "2025-09-01"}).status_code == 302
    )

    screen = class_curriculum_screen(grade_7[0], sees_pupils=True, on=LESSON_DAY)
    assert [plan.sum.pupil for plan in screen.plans] == [30]
    assert client.get(reverse("school:class_curriculum", args=[grade_7[0].pk])).status_code == 200
    assert client.get(reverse("school:class_curriculum", args=[grade_7[1].pk])).status_code == 200


def test_a_plan_is_copied_to_the_next_year_and_compared_with_its_federal_plan(client, deputy, year):
    plan, after = made_curriculum(year), next_year()
    client.force_login(deputy)
    url = reverse("school:copy_curriculum", args=[plan.pk])

    page = client.get(url)
    assert page.context["form"].initial == {"title": plan.title, "year": after.pk}
    client.post(url, {"year": after.pk, "title": plan.title})

    made = Curriculum.objects.get(year=after)
    assert (made.copied_from, made.lines.count()) == (plan, plan.lines.count())
    told = [one.text for one in curriculum_screen(made, on=LESSON_DAY, today=LESSON_DAY).to_check]
    assert any("Духовно-нравственная культура России" in text for text in told)


def test_a_plan_nobody_learns_by_is_taken_away_and_one_in_use_stays(client, deputy, grade_7, year):
    used, spare = kept_curriculum(grade_7[0]), made_curriculum(year, title="Лишний")
    with pytest.raises(Refused, match="7А"):
        remove_curriculum(curriculum=used, by=deputy, now=NOW)
    client.force_login(deputy)

    client.post(reverse("school:remove_curriculum", args=[spare.pk]))

    assert list(Curriculum.objects.all()) == [used]
    assert CurriculumLine.history.filter(curriculum_id=spare.pk, history_type="-").exists()


@pytest.mark.requirement("SCH-4")
def test_an_individual_plan_begins_with_the_hours_of_the_class(client, deputy, student):
    plan = kept_plan(student)
    client.force_login(deputy)

    shown = client.get(reverse("school:curricula")).context["screen"].pupils
    assert [(row.plan, row.row) for row in shown] == [(plan, None)]
    urls = {client.post(reverse("school:make_individual", args=[plan.pk])).url for _ in range(2)}

    made = Curriculum.objects.get(kind="individual")
    assert urls == {reverse("school:curriculum", args=[made.pk])}
    assert (made.grades, made.plan, made.title) == (
        range(7, 8), plan, "Индивидуальный план, приказ № 14-у от 15.09.2025"
    )  # fmt: skip
    page = client.get(reverse("school:curriculum", args=[made.pk]))
    assert student.user.full_name in page.content.decode()
    assert page.context["screen"].wrong == []
    (row,) = client.get(reverse("school:curricula")).context["screen"].pupils
    assert row.row.curriculum == made


@pytest.mark.requirement("SCH-4")
def test_own_lessons_of_the_pupil_say_their_hours_in_his_plan(student, section):
    plan = kept_plan(student)
    own_lessons = {"Алгебра": Decimal("1.5"), "Физика": Decimal("0.5")}
    for name, weekly in own_lessons.items():
        SectionFactory(
            subject=subject(name), kind="individual", plan=plan, weekly_hours=weekly,
            school_class=class_of(section),
        )  # fmt: skip

    made = actions.make_individual_curriculum(plan=plan, year=school_year(), by=clerk(), now=NOW)

    assert {name: hours(made, name)[7][0] for name in own_lessons} == own_lessons
    assert hours(made, "История") == {7: (3, 1)}


@pytest.mark.requirement("SCH-4")
def test_own_lessons_of_a_subject_the_school_has_added_stay_in_his_plan(student, section):
    """A subject of the school's part alone keeps its line; one of both parts has one line."""
    plan, kept = kept_plan(student), kept_curriculum(class_of(section))
    added = [
        Row(subject(name).pk, "school", 0, {7: Cell(Decimal(2))}) for name in ("Чтение", "История")
    ]
    save_lines(curriculum=kept, rows=[*rows_there(kept), *added], version=1, by=clerk(), now=SUMMER)
    for name in ("Чтение", "История"):
        SectionFactory(
            subject=subject(name), kind="individual", plan=plan, weekly_hours=Decimal("0.5"),
            school_class=class_of(section),
        )  # fmt: skip

    made = actions.make_individual_curriculum(plan=plan, year=school_year(), by=clerk(), now=NOW)

    lines = made.lines.filter(subject__name__in=["Чтение", "История"]).order_by("subject__name")
    assert list(lines.values_list("subject__name", "part", "hours")) == [
        ("История", "federal", Decimal("0.5")), ("Чтение", "school", Decimal("0.5")),
    ]  # fmt: skip


@pytest.mark.requirement("SCH-4")
def test_one_order_about_two_pupils_gives_each_a_plan_of_his_own(student, section):
    other = pupil_of(class_of(section))
    titles = [
        actions.make_individual_curriculum(
            plan=kept_plan(one), year=school_year(), by=clerk(), now=NOW
        ).title
        for one in (student, other)
    ]
    told = "Индивидуальный план, приказ № 14-у от 15.09.2025"
    assert titles == [told, f"{told} (2)"]


@pytest.mark.requirement("SCH-4")
def test_an_individual_plan_is_read_only_where_its_pupil_is(student, section):
    plan = kept_plan(student)
    made = actions.make_individual_curriculum(plan=plan, year=school_year(), by=clerk(), now=NOW)
    kept = kept_curriculum(class_of(section))
    for person, sees in (
        (appointed(Role.INSPECTOR), [200, 200]),
        (appointed(Role.INSPECTOR, grade_from=1, grade_to=4), [200, 404]),
    ):
        client = Client()
        client.force_login(person)
        urls = [reverse("school:curriculum", args=[one.pk]) for one in (kept, made)]
        assert [client.get(url).status_code for url in urls] == sees


@pytest.mark.requirement("REP-9")
def test_planned_hours_of_a_class_with_two_profiles_are_told_for_pupil_and_teachers(year):
    one = SchoolClassFactory(name="7П", letter="П")
    physics, history = subject("Физика"), subject("История")
    for name, deep in (("технологический", physics), ("гуманитарный", history)):
        plan = made_curriculum(year, title=name, kind="profile", profile=name)
        rows = [*rows_there(plan), Row(deep.pk, "school", 0, {7: Cell(Decimal(2))})]
        save_lines(curriculum=plan, rows=rows, version=1, by=clerk(), now=SUMMER)
        give_to_classes(curriculum=plan, classes=[one], starts_on=YEAR_START, by=clerk(), now=NOW)

    found = planned_hours(year, LESSON_DAY)

    told = found[one.pk, physics.pk]
    assert (told.pupil, told.least, told.federal, told.school, told.teachers) == (4, 2, 2, 2, 4)
    assert found[one.pk, subject("Русский язык").pk].teachers == 4


def test_a_plan_goes_into_a_spreadsheet_with_its_sums(client, deputy, year):
    plan = made_curriculum(year)
    client.force_login(deputy)

    answer = client.get(reverse("reports:curriculum_xlsx", args=[plan.pk]))

    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[3][:9] == [
        "Часть плана",
        "Предмет",
        "По выбору",
        *(f"{n} класс" for n in range(5, 10)),
        "Всего",
    ]
    assert ["обязательная", "История", None, 3, 3, 3, 2, 2, 13] in [row[:9] for row in rows]
    assert [None, "Всего на ученика в неделю", None, 27, 28, 30, 31, 32] in [
        row[:8] for row in rows
    ]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_pages_ask_the_same_number_of_questions_whatever_the_school(
    django_assert_num_queries, deputy, year, number
):
    classes = [SchoolClassFactory(name=f"7-{n}", letter=str(n)) for n in range(number)]
    plan = kept_curriculum(classes[0])
    give_to_classes(curriculum=plan, classes=classes, starts_on=YEAR_START, by=clerk(), now=NOW)
    for n in range(number):
        made_curriculum(year, title=f"План {n}", from_federal=n == 0)
    plan = Curriculum.objects.select_related("year", "plan").get(pk=plan.pk)
    rights = frozenset({"year"})

    with django_assert_num_queries(6):
        list_screen = curricula_screen(
            deputy, year=year, years=school_years(), rights=rights, on=LESSON_DAY
        )
    with django_assert_num_queries(3):
        screen = curriculum_screen(plan, on=LESSON_DAY, today=LESSON_DAY)
    with django_assert_num_queries(2):
        found = planned_hours(year, LESSON_DAY)

    assert (len(list_screen.rows), len(screen.terms)) == (number + 1, number)
    assert len(found) == number * 15
    assert not TeachingLoad.objects.exists()


def test_a_page_of_the_list_shows_classes_without_a_plan(client, deputy, grade_7):
    kept_curriculum(grade_7[0])
    client.force_login(deputy)
    screen = client.get(reverse("school:curricula")).context["screen"]
    assert [one.name for one in screen.without] == ["7Б"]
    assert [row.classes for row in screen.rows] == ["7А"]


def test_stale_and_refused_are_words_of_the_domain(year):
    plan = made_curriculum(year)
    with pytest.raises(Stale):
        save_lines(curriculum=plan, rows=[], version=7, by=clerk(), now=NOW)
    with pytest.raises(Refused, match="один раз"):
        save_lines(
            curriculum=plan, rows=[*rows_there(plan), rows_there(plan)[0]], version=1, by=clerk(), now=NOW
        )  # fmt: skip
