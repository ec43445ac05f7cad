"""The register of consents, the sheet of a class, the list of families on paper, and the gate of deliveries."""

from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actions import consents as actions
from accounts.consents import Channel, Purpose
from accounts.models import CardReading, Consent, MassExport, Role
from reports.models import Paper
from school.deliveries import addressees, deliver_mail
from school.models import ClassEnrollment, GuardianLink
from school.screens.consents import Filters, families_of, register
from tests.answering import answered
from tests.consenting import CABINET, EMAIL, SMS, decide
from tests.factories import (
    LESSON_DAY,
    NOW,
    HomeroomFactory,
    SchoolClassFactory,
    appointed,
    class_of,
    clerk,
    parent_of,
    pupil_of,
)
from tests.reports.printed import text_of
from tests.reports.taking import taken

pytestmark = pytest.mark.requirement("ACC-13")


@pytest.fixture
def family(student, at):
    at(2025, 9, 16, 10, 0)
    return student, parent_of(student)


@pytest.fixture
def homeroom(section):
    return HomeroomFactory(school_class=class_of(section)).teacher.user


def printed(answer, folder):
    file = folder / "sheet.pdf"
    file.write_bytes(answer.content)
    return text_of(file)


def week(student):
    return reverse("diary:week", args=[student.pk, LESSON_DAY.isoformat()])


def test_parent_who_refused_is_told_of_paper_while_the_others_keep_the_diary(family, as_user):
    student, parent = family
    other = parent_of(student)
    decide(student, parent, CABINET, agrees=False)

    refused = as_user(parent).get(week(student))
    text = " ".join(refused.content.decode().split())

    assert refused.status_code == 403
    assert "15 сентября 2025 года вы отказались" in text.replace("\xa0", " ")
    assert "подпишите согласие" in text
    assert as_user(other).get(week(student)).status_code == 200
    assert as_user(student.user).get(week(student)).status_code == 200


@pytest.mark.parametrize("page", ["diary:home", "diary:week", "diary:summary"])
def test_no_page_of_the_diary_opens_to_who_refused(family, as_user, page):
    student, parent = family
    decide(student, parent, CABINET, agrees=False)
    args = {"diary:home": [], "diary:week": [student.pk, "2025-09-15"]}.get(page, [student.pk])

    assert as_user(parent).get(reverse(page, args=args)).status_code == 403


def test_refusal_for_one_child_leaves_the_diary_of_the_other(family, section, as_user):
    student, parent = family
    other = pupil_of(class_of(section))
    link = GuardianLink(guardian=parent, student=other, starts_on=LESSON_DAY)
    link.save(by=clerk(), now=NOW)
    decide(student, parent, CABINET, agrees=False)

    client = as_user(parent)

    assert client.get(week(student)).status_code == 403
    assert client.get(week(other)).status_code == 200
    assert client.get(reverse("diary:home")).url.startswith(f"/diary/{other.pk}/")


def test_diary_opens_again_with_a_new_consent_and_closes_at_once_with_its_withdrawal(
    family, as_user
):
    student, parent = family
    decide(student, parent, CABINET, agrees=False)
    consent = decide(student, parent, CABINET, agrees=True)
    client = as_user(parent)
    assert client.get(week(student)).status_code == 200

    actions.withdraw(
        consent=consent, withdrawn_on=LESSON_DAY, basis="заявление", by=clerk(), now=NOW
    )

    assert client.get(week(student)).status_code == 403


def test_without_any_decision_the_diary_is_open_and_the_register_says_so(family, as_user, homeroom):
    student, parent = family

    assert as_user(parent).get(week(student)).status_code == 200
    page = as_user(homeroom).get(reverse("school:consents")).content.decode()
    assert page.count("не оформлено</td>") == 3


def test_mail_goes_only_to_who_agreed_to_mail(family):
    student, parent = family
    parent.email = "parent@example.org"
    parent.save()

    def write():
        told = deliver_mail(
            student, purpose=Purpose.PROGRESS, subject="Отметки", text="5", on=LESSON_DAY
        )
        return [addressee.person for addressee in told]

    assert write() == []
    decide(student, parent, EMAIL, agrees=True)
    assert write() == [parent]
    decide(student, parent, CABINET, agrees=False)
    assert write() == []
    assert [letter.to for letter in mail.outbox] == [["parent@example.org"]]


def test_former_parent_gets_nothing_whatever_he_agreed_to(student):
    parent = parent_of(student, ends_on=LESSON_DAY - timedelta(1))
    decide(student, parent, SMS, agrees=True)

    assert addressees([student], purpose=Purpose.PROGRESS, channel=Channel.SMS, on=LESSON_DAY) == []


@pytest.mark.parametrize("number", [1, 3, 30])
def test_register_and_gate_ask_the_same_number_of_queries(number, django_assert_num_queries):
    school_class = SchoolClassFactory()
    students = [pupil_of(school_class) for _ in range(number)]
    for student in students:
        decide(student, parent_of(student), SMS, agrees=True)

    with django_assert_num_queries(3):
        screen = register([school_class], Filters(), on=LESSON_DAY)
    with django_assert_num_queries(2):
        told = addressees(students, purpose=Purpose.PROGRESS, channel=Channel.SMS, on=LESSON_DAY)

    assert (len(screen.rows), screen.missing, len(told)) == (3 * number, 2 * number, number)


@pytest.mark.parametrize(("state", "shown"), [
    ("", 3), ("given", 2), ("refused", 0), ("missing", 1), ("expires", 1), ("expired", 1),
])  # fmt: skip
def test_register_is_sifted_by_decision(family, homeroom, as_user, state, shown):
    student, parent = family
    decide(student, parent, SMS, agrees=True, valid_until=date(2025, 10, 1))
    decide(
        student, parent, EMAIL, agrees=True,
        signed_on=date(2025, 9, 1), valid_until=date(2025, 9, 15),
    )  # fmt: skip

    page = as_user(homeroom).get(reverse("school:consents"), {"state": state})

    assert len(page.context["screen"].rows) == shown


def choices(section, agrees="yes", day="2025-09-15"):
    families = families_of([class_of(section)], on=LESSON_DAY)
    answers = {f"{family.key}-0": agrees for family in families}
    return {"given_on": day, "medium": "paper", "valid_until": "", **answers}


def test_whole_class_is_written_down_on_one_page(section, homeroom, as_user, at):
    at(2025, 9, 16, 10, 0)
    for row in section.enrollments.all():
        parent_of(row.student)
    url = reverse("school:save_class_consents", args=[class_of(section).pk])

    answer = as_user(homeroom).post(url, choices(section), follow=True)

    assert "Записано: 3 решения." in answer.content.decode().replace("\xa0", " ")
    assert {(row.status, row.channel, row.given_on) for row in Consent.objects.all()} == {
        ("given", "cabinet", date(2025, 9, 15))
    }
    assert {row.history_user for row in Consent.history.all()} == {homeroom}


def test_impossible_date_of_the_sheet_is_told_and_nothing_is_written(
    family, section, homeroom, as_user
):
    url = reverse("school:save_class_consents", args=[class_of(section).pk])

    answer = as_user(homeroom).post(url, choices(section, day="2025-12-01"))

    assert answer.status_code == 422
    assert "ещё не наступила" in answer.content.decode()
    assert not Consent.objects.exists()


def test_homeroom_teacher_writes_down_only_the_own_class(section, homeroom, as_user):
    other = SchoolClassFactory()
    pupil = pupil_of(other)
    consent = decide(pupil, parent_of(pupil), CABINET, agrees=True)
    client = as_user(homeroom)

    assert client.get(reverse("school:class_consents", args=[other.pk])).status_code == 404
    assert client.get(reverse("school:consent", args=[consent.pk])).status_code == 404
    assert as_user(appointed(Role.CLERK)).get(
        reverse("school:consent", args=[consent.pk])
    ).status_code == 200  # fmt: skip


def test_scan_is_handed_out_only_as_a_file(family, homeroom, as_user, settings):
    student, parent = family
    consent = decide(student, parent, CABINET, agrees=True)
    client = as_user(homeroom)
    page = SimpleUploadedFile("лист.html", b"%PDF-1.4 <script>alert(1)</script>", "text/html")

    client.post(reverse("school:attach_scan", args=[consent.pk]), {"scan": page})
    answer = client.get(reverse("school:consent_scan", args=[consent.pk]))

    assert answer.content == b"%PDF-1.4 <script>alert(1)</script>"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    consent.refresh_from_db()
    assert (settings.MEDIA_ROOT / consent.scan).is_file()
    assert not str(settings.MEDIA_ROOT).startswith(str(settings.STATIC_ROOT))


def test_what_is_no_scan_is_refused_beside_the_field(family, homeroom, as_user):
    consent = decide(*family, CABINET, agrees=True)
    file = SimpleUploadedFile("лист.pdf", b"<svg onload=alert(1)>", "application/pdf")

    answer = as_user(homeroom).post(
        reverse("school:attach_scan", args=[consent.pk]), {"scan": file}
    )

    assert answer.status_code == 422
    assert "не PDF, JPEG или PNG" in answer.content.decode()


def test_families_on_paper_are_listed_by_class(family, homeroom, as_user):
    student, parent = family
    decide(student, parent, CABINET, agrees=False)
    parent_of(student)

    page = as_user(homeroom).get(reverse("school:paper_list"))

    assert [f.representative for f in page.context["families"]] == [parent]
    assert "15.09.2025" in page.content.decode()


def test_register_is_printed_with_the_columns_of_the_regulation(
    family, homeroom, as_user, tmp_path
):
    student, parent = family
    decide(student, parent, CABINET, agrees=False)

    client = answered(as_user(homeroom))
    answer = taken(client, client.post(reverse("reports:consents_pdf")))
    text = " ".join(printed(answer, tmp_path).split())

    assert parent.last_name in text
    assert student.user.last_name in text
    for head in ("Субъект", "Представитель", "Цель", "Согласие /", "Срок", "Отозвано"):
        assert head in text


def forms_of(client, section, number):
    url = reverse("reports:consent_form", args=[number])
    return client.post(url, {"class": class_of(section).pk})


@pytest.mark.requirement("ACC-12")
def test_forms_with_names_leave_after_the_password_by_number_and_are_noted(
    family, homeroom, section, as_user, tmp_path
):
    client = as_user(homeroom)
    asked = forms_of(client, section, 2)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not Paper.objects.exists()

    text = printed(taken(client, forms_of(answered(client), section, 2)), tmp_path)

    (note,) = MassExport.objects.all()
    assert f"Выгрузка № {note.pk}: {homeroom.full_name}" in " ".join(text.split())
    name = class_of(section).name
    assert (note.title, note.people, note.author) == (f"Согласия: СМС, {name}", 2, homeroom)


def test_an_empty_form_names_nobody_and_is_given_without_the_password(homeroom, as_user, tmp_path):
    client = as_user(homeroom)
    answer = taken(client, client.post(reverse("reports:consent_form", args=[2])))

    assert "Согласие" in printed(answer, tmp_path)
    assert not MassExport.objects.exists()


@pytest.mark.requirement("ACC-10")
def test_who_has_opened_a_consent_or_its_scan_is_seen_by_both_named_on_it(
    family, homeroom, as_user
):
    student, parent = family
    consent = decide(student, parent, CABINET, agrees=True)
    client, page = as_user(homeroom), SimpleUploadedFile("лист.pdf", b"%PDF-1.4")
    client.post(reverse("school:attach_scan", args=[consent.pk]), {"scan": page})
    assert not CardReading.objects.exists()

    client.get(reverse("school:consent", args=[consent.pk]))
    client.get(reverse("school:consent_scan", args=[consent.pk]))

    assert {(note.person, note.reader, note.page) for note in CardReading.objects.all()} == {
        (person, homeroom, opened)
        for person in (student.user, parent)
        for opened in ("Согласие", "Скан согласия")
    }


def test_every_purpose_has_a_form_with_all_points_of_the_law(
    family, homeroom, section, as_user, tmp_path
):
    _, parent = family
    client = answered(as_user(homeroom))
    for number in (1, 2, 3):
        answer = taken(client, forms_of(client, section, number))
        text = " ".join(printed(answer, tmp_path).split())

        assert parent.full_name in text
        for point in (
            "адрес", "документ, удостоверяющий личность", "документ о полномочиях", "оператор",
            "Цель.", "Перечень персональных данных.", "Лицо, которому поручена обработка",
            "Действия и способы.", "Срок.", "Отзыв.", "Согласен", "Не согласен", "подпись",
        ):  # fmt: skip
            assert point.lower() in text.lower(), (number, point)


def test_one_form_is_one_page(family, homeroom, section, as_user):
    client = answered(as_user(homeroom))
    for number in (1, 2, 3):
        answer = taken(client, forms_of(client, section, number))

        assert len(pikepdf.open(BytesIO(answer.content)).pages) == 1


def test_consent_is_kept_by_who_has_the_pupil_now(family, homeroom, as_user):
    student, parent = family
    url = reverse("school:consent", args=[decide(student, parent, CABINET, agrees=True).pk])
    assert as_user(homeroom).get(url).status_code == 200
    place = student.class_enrollments.get()
    place.ends_on = LESSON_DAY
    place.save(by=clerk(), now=NOW)
    now_in = pupil_of(SchoolClassFactory())  # another class, with a homeroom teacher of its own
    ClassEnrollment(
        student=student,
        school_class=now_in.class_enrollments.get().school_class,
        starts_on=LESSON_DAY + timedelta(days=1),
    ).save(by=clerk(), now=NOW)

    assert as_user(homeroom).get(url).status_code == 404
