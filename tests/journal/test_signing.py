"""A teacher signs the page of a period: who, when, what; a correction after it is told; nobody signs for him."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import MassExport, Role
from journal import actions
from journal.actions import CellChange, Place, Refused
from journal.models import PageSignature, SignedText
from journal.page_content import read_page
from journal.page_text import digest_of
from school.models import CourseSection
from tests.answering import answered
from tests.factories import (
    NOW,
    LessonFactory,
    LoadFactory,
    SectionFactory,
    appointed,
    clerk,
    teacher_of,
)
from tests.journal.closed import CLOSED, MONDAY, SET_AT, close_quarter, listed, quarter

from .test_race import at_once

pytestmark = pytest.mark.requirement("JRN-15")


@pytest.fixture
def monday(at):
    at(2025, 10, 27, 10, 0)


@pytest.fixture
def closed(section, lesson, monday):
    """One pupil has a mark, another was away; then every mark of the quarter is set."""
    first, second, _ = listed(section)
    write(section, lesson, first, "mark", "5")
    write(section, lesson, second, "attendance", "б")
    return close_quarter(section)


def write(section, lesson, student, field, value):
    [result] = actions.set_cells(
        section=section,
        changes=[CellChange("1", student, lesson.pk, field, value, 0)],
        by=teacher_of(section),
        now=lesson.ends_at,
    )
    assert result.outcome == "saved", result


def url_of(section, name="journal:signing"):
    return reverse(name, args=[section.pk, quarter().pk])


def screen_of(client, section):
    return client.get(url_of(section)).context["screen"]


def press(client, section, digest=None):
    digest = digest or screen_of(client, section).content.digest
    return client.post(url_of(section, "journal:sign_page"), {"digest": digest}, follow=True)


def told(response):
    return response.content.decode().replace("\u00a0", " ")


def grid(client, section):
    return told(client.get(reverse("journal:grid", args=[section.pk, quarter().pk])))


def corrected(section, lesson, teacher, deputy, now=MONDAY + timedelta(minutes=10)):
    request = actions.ask_correction(
        place=Place("topic", section, lesson=lesson),
        new="Степень числа",
        reason="Описка",
        by=teacher,
        now=now,
    )
    return actions.approve_correction(request=request, by=deputy, now=now)


def test_teacher_sees_what_is_signed_and_what_is_missing(as_user, section, lesson, teacher, closed):
    screen = screen_of(as_user(teacher), section)

    assert screen.content.counted.words.replace("\u00a0", " ") == (
        "3 ученика, 1 проведённый урок, 1 отметка, 1 пропуск"
    )
    assert [(gap.title, gap.count) for gap in screen.content.gaps] == [
        ("Без темы", 1),
        ("Без домашнего задания", 1),
    ]
    assert "Подписать страницу журнала" in grid(as_user(teacher), section)


def test_signature_keeps_who_when_how_known_and_the_digest_of_the_text(
    as_user, section, teacher, closed
):
    client = answered(as_user(teacher))

    page = told(press(client, section))

    signature = PageSignature.objects.get()
    assert (signature.section, signature.period, signature.signer, signature.signer_name) == (
        section, quarter(), teacher, teacher.full_name,
    )  # fmt: skip
    assert (signature.position, signature.identified_by, signature.signed_at) == (
        "учитель", "пароль", MONDAY,
    )  # fmt: skip
    assert (signature.pupils, signature.lessons, signature.marks, signature.missing) == (3, 1, 1, 2)
    assert signature.digest in page
    assert "В журнале всё так, как подписано" in page
    file = client.get(url_of(section), {"text": signature.pk})
    export = MassExport.objects.get()
    assert (export.author, export.people, export.sha256) == (teacher, 3, signature.digest)
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in file["Content-Disposition"]
    assert digest_of(file.content.decode()) == signature.digest
    short = teacher.short_name.replace("\u00a0", " ")
    assert f"{short}, 27.10.2025, 10:00</a>." in grid(client, section)


def test_password_is_asked_before_the_signature_and_the_form_is_not_lost(
    as_user, section, teacher, closed
):
    client = as_user(teacher)
    digest = screen_of(client, section).content.digest

    asked = client.post(url_of(section, "journal:sign_page"), {"digest": digest})

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not PageSignature.objects.exists()


def test_password_is_asked_before_the_signed_text_leaves_and_nothing_is_noted_without_it(
    as_user, section, teacher, closed
):
    signature = sign(section, teacher, now=MONDAY)

    asked = as_user(teacher).get(url_of(section), {"text": signature.pk})

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not MassExport.objects.exists()


def test_pressed_twice_it_is_one_signature(as_user, section, teacher, closed):
    client = answered(as_user(teacher))
    digest = screen_of(client, section).content.digest

    press(client, section, digest)
    press(client, section, digest)

    assert PageSignature.objects.count() == SignedText.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_one_signature():
    section = SectionFactory(students=1)
    LessonFactory(section=section)
    close_quarter(section)
    teacher = teacher_of(section)

    one, other = at_once(*[lambda: sign(section, teacher, now=MONDAY)] * 2)

    assert one == other
    assert PageSignature.objects.count() == SignedText.objects.count() == 1


def test_a_second_teacher_signs_the_same_page_beside_the_first(as_user, section, teacher, closed):
    other = LoadFactory(section=section).teacher.user
    for person in (teacher, other):
        press(answered(as_user(person)), section)

    assert set(PageSignature.objects.values_list("signer", flat=True)) == {teacher.pk, other.pk}
    assert SignedText.objects.count() == 1


def test_what_was_not_seen_is_not_signed(as_user, section, teacher, closed):
    page = told(press(answered(as_user(teacher)), section, "0" * 64))

    assert "записи в журнале изменились, и подпись не поставлена" in page
    assert not PageSignature.objects.exists()


def test_a_page_of_a_period_that_goes_on_is_not_signed(as_user, at, section, lesson, teacher):
    at(2025, 10, 20, 12, 0)
    client = answered(as_user(teacher))

    page = told(press(client, section))

    assert "Подписать страницу можно с 25.10.2025" in page
    assert not PageSignature.objects.exists()
    assert "Подписать страницу журнала" not in grid(client, section)


def test_on_the_last_day_it_is_signed_once_every_mark_stands(section, lesson, teacher):
    close_quarter(section)
    with pytest.raises(Refused, match="изменились"):
        sign(section, teacher, now=SET_AT - timedelta(hours=1), digest="")
    assert sign(section, teacher, now=SET_AT).signed_at == SET_AT


def test_a_page_without_marks_is_not_signed_before_its_last_day_is_over(lesson, section, teacher):
    section.scale = CourseSection.Scale.UNGRADED
    section.save(by=clerk(), now=NOW)

    with pytest.raises(Refused, match=r"подписать можно с 25\.10\.2025"):
        sign(section, teacher, now=SET_AT)
    page = read_page(section, quarter(), is_last=False, now=MONDAY)
    assert not any(gap.title.startswith("Нет отметки") for gap in page.gaps)
    assert sign(section, teacher, now=MONDAY).signed_at == MONDAY


def sign(section, by, *, now=CLOSED, digest=None):
    if digest is None:
        digest = read_page(section, quarter(), is_last=False, now=now).digest
    return actions.sign_page(
        section=section,
        period=quarter(),
        is_last=False,
        digest=digest,
        identified_by="пароль",
        by=by,
        now=now,
    )


def test_a_correction_after_the_signature_is_told_and_a_new_one_stands_beside_the_old(
    as_user, at, section, lesson, teacher, closed
):
    deputy = appointed(Role.DEPUTY, grade_from=5, grade_to=9)
    client = answered(as_user(teacher))
    press(client, section)
    request = corrected(section, lesson, teacher, deputy)
    at(2025, 10, 27, 10, 20)

    assert f"исправление по заявке № {request.number}" in grid(client, section)
    screen = screen_of(client, section)
    assert not screen.stands
    assert [one.number for one in screen.corrections] == [request.number]
    assert [(one.about, one.was, one.became) for one in screen.changes] == [
        (
            f"Урок: {lesson.date:%d.%m.%Y}, {lesson.number}-й урок",
            "по расписанию, присутствие отмечено",
            "по расписанию, присутствие отмечено, Степень числа",
        )
    ]

    press(answered(client), section)

    assert PageSignature.objects.count() == 2
    assert screen_of(client, section).stands
    assert "исправление по заявке" not in grid(client, section)


def test_every_cell_of_the_page_is_under_the_digest(section, lesson, teacher, monday):
    def digest():
        return read_page(section, quarter(), is_last=False, now=MONDAY).digest

    first, second, _ = listed(section)
    seen = [digest()]
    for change in (
        lambda: write(section, lesson, first, "mark", "5"),
        lambda: write(section, lesson, second, "attendance", "н"),
        lambda: actions.set_topic(lesson=lesson, topic="Степень", by=teacher, now=lesson.ends_at),
        lambda: actions.set_homework(lesson=lesson, text="№ 12", by=teacher, now=lesson.ends_at),
        lambda: close_quarter(section),
    ):
        change()
        seen.append(digest())
    assert len(set(seen)) == 6


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.DIRECTOR])
def test_heads_read_the_page_and_do_not_sign_it(as_user, section, teacher, closed, role):
    client = answered(as_user(appointed(role, grade_from=5, grade_to=9)))

    assert client.get(url_of(section)).status_code == 200
    assert press(client, section).status_code == 403
    assert not PageSignature.objects.exists()


def test_deputy_sees_among_closed_periods_who_has_not_signed(as_user, section, teacher, closed):
    client = as_user(appointed(Role.DEPUTY, grade_from=5, grade_to=9))
    locks = reverse("journal:locks")

    before = client.get(locks).context["screen"]
    sign(section, teacher, now=MONDAY)
    after = client.get(locks)

    assert [(of, line.lock) for of, line in before.unsigned] == [(section, closed)]
    assert after.context["screen"].unsigned == []
    short = teacher.short_name.replace("\u00a0", " ")
    assert f"{short}, 27.10.2025, 10:00</a>" in told(after)


def test_a_signature_stays_as_it_was_written(section, teacher, closed):
    text = (sign(section, teacher, now=MONDAY), SignedText.objects.get())[1]
    text.text = "другое"
    with pytest.raises(TypeError):
        text.save()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_pages_take_the_same_queries_whatever_they_hold(
    as_user, at, django_assert_max_num_queries, count
):
    at(2025, 10, 27, 10, 0)
    section = SectionFactory(students=count)
    for n in range(count):
        LessonFactory(section=section, date=quarter().starts_on + timedelta(days=n))
    close_quarter(section)
    sign(section, teacher_of(section), now=MONDAY)
    client = as_user(teacher_of(section))
    page, spread = url_of(section), reverse("journal:grid", args=[section.pk, quarter().pk])

    with django_assert_max_num_queries(21):
        client.get(page)
    # One beside those of a grid whose period goes on.
    with django_assert_max_num_queries(12):
        client.get(spread)
