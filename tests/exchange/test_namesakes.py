"""A timetable names people: a name of two is told, and nobody is made or chosen for it."""

import pytest

from accounts.models import User
from exchange.actions import import_timetable
from exchange.fet import read_timetable
from school.models import SectionEnrollment, StaffMember, Student, TeachingLoad
from tests.exchange.bundles import FET
from tests.exchange.test_import_timetable import FIRST
from tests.exchange.test_xhstt import XHSTT, read
from tests.factories import NOW, SchoolClassFactory, StaffFactory, UserFactory, pupil_of

pytestmark = pytest.mark.requirement("EXC-1")


@pytest.fixture
def bring(clerk):
    def run(text, **options):
        table = (
            read_timetable(text.encode(), file="школа.fet") if text.count("<fet") else read(text)
        )
        return import_timetable(timetable=table, starts_on=FIRST, by=clerk, now=NOW, **options)

    return run


def namesakes(last_name):
    grade_10 = SchoolClassFactory(grade=10, name="10 поток")
    names = {"last_name": last_name, "first_name": "", "middle_name": ""}
    return [pupil_of(grade_10, **names, username=name) for name in ("alekseev", "alekseev2")]


def members():
    return set(SectionEnrollment.objects.values_list("section__subject__name", "student"))


def test_two_pupils_of_one_name_are_told_and_no_third_is_made(bring):
    namesakes("Алексеев")
    told = (
        "лицей.xml: «Алексеев» в журнале не один человек: Алексеев (alekseev), Алексеев (alekseev2). "
        "Напишите в файле, о ком речь, например «Алексеев (alekseev)»."
    )
    people = set(User.objects.values_list("username", flat=True))

    refused = bring(XHSTT)
    assert ([str(one) for one in refused.refused], refused.applied) == ([told], False)
    assert set(User.objects.values_list("username", flat=True)) == people

    without = bring(XHSTT, skip_refused=True)
    borisova = Student.objects.get(user__last_name="Борисова").pk
    assert without.applied
    assert set(User.objects.values_list("username", flat=True)) - people == {"ivanova", "borisova"}
    assert members() == {("Химия", borisova), ("Право", borisova)}


def test_a_pupil_told_by_his_sign_in_name_is_found_among_namesakes(bring):
    _, second = namesakes("Алексеев")
    text = XHSTT.replace("<Name>Алексеев</Name>", "<Name>Алексеев (alekseev2)</Name>")

    report = bring(text)

    borisova = Student.objects.get(user__last_name="Борисова").pk
    assert (report.applied, report.refused) == (True, [])
    assert members() == {("Химия", second.pk), ("Химия", borisova), ("Право", borisova)}


def test_two_teachers_of_one_name_are_told_and_no_third_is_made(bring):
    for login in ("ivanova", "ivanova2"):
        StaffFactory(user=UserFactory(last_name="Иванова", username=login))

    report = bring(FET)

    assert [str(one) for one in report.refused] == [
        "школа.fet: «Иванова» в журнале не один человек: Иванова Анна Ивановна (ivanova), Иванова Анна Ивановна "
        "(ivanova2). Напишите в файле, о ком речь, например «Иванова Анна Ивановна (ivanova)»."
    ]
    assert bring(FET, skip_refused=True).applied
    assert set(StaffMember.objects.values_list("user__username", flat=True)) == {
        "ivanova", "ivanova2", "petrov",
    }  # fmt: skip


def test_one_teacher_under_two_names_of_a_lesson_is_given_it_once(bring):
    teacher = StaffFactory(
        user=UserFactory(last_name="Иванова", first_name="Анна", middle_name="Ивановна")
    )
    full = "Иванова Анна Ивановна"
    text = FET.replace(
        "</Teachers_List>", f"<Teacher><Name>{full}</Name></Teacher></Teachers_List>"
    )
    text = text.replace("<Teacher>Петров<", f"<Teacher>{full}</Teacher><Teacher>Иванова<")

    bring(text)

    loads = TeachingLoad.objects.values_list("section__subject__name", "teacher", "is_primary")
    assert sorted(loads) == [
        ("Алгебра", teacher.pk, True), ("Английский язык", teacher.pk, True),
    ]  # fmt: skip
