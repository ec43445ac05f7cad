"""Papers for one person and a short while: who opens them, how long they lie, what is left of them (ACC-3, ACC-12)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from accounts.models import Role, SignInSlip, SlipCode
from reports import actions, tasks
from reports.actions import papers, queue
from reports.envelopes import closed, new_key, opened
from reports.models import PAPER_KEPT, PAPER_WAITS, Paper
from tests.answering import answered
from tests.factories import NOW, HomeroomFactory, SchoolClassFactory, appointed, pupil_of
from tests.reports.printed import pages_of
from tests.reports.taking import taken

pytestmark = pytest.mark.requirement("ACC-3")


@pytest.fixture(autouse=True)
def _day(at):
    at(2025, 9, 15, 14, 0)


@pytest.fixture
def school_class():
    return SchoolClassFactory(name="7Ы")


@pytest.fixture
def pupil(school_class):
    return pupil_of(school_class, username="abramov.ii", password="!").user


@pytest.fixture
def homeroom(client, school_class):
    """The homeroom teacher's browser, the password just given."""
    client.force_login(HomeroomFactory(school_class=school_class).teacher.user)
    return answered(client)


@pytest.fixture
def no_worker(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.make_paper, "delay", refuse)


def ask(client, school_class, *people):
    url = reverse("reports:class_slips", args=[school_class.pk])
    return client.post(url, {"people": [person.pk for person in people], "days": "7"})


def the_file(paper):
    return reverse("reports:paper_file", args=[paper.pk])


def code_in(content, tmp_path):
    file = tmp_path / "slips.pdf"
    file.write_bytes(content)
    return re.search(r"\d{4} \d{4} \d{4}", pages_of(file)[0])[0]


def test_codes_lie_nowhere_but_in_the_envelope_and_there_unread(
    homeroom, school_class, pupil, settings, tmp_path
):
    answer = ask(homeroom, school_class, pupil)
    code = code_in(taken(homeroom, answer).content, tmp_path)

    paper = Paper.objects.get()
    assert (paper.order, paper.status, paper.error) == ({}, "done", "")
    assert b"%PDF" not in bytes(paper.envelope)
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(p::text) FROM reports_paper p")
        rows = cursor.fetchone()[0]
    key = homeroom.cookies["paper_key"]
    assert not any(told in row for row in rows for told in (code, code.replace(" ", ""), key.value))
    assert key.value not in str(dict(homeroom.session))
    assert (key["httponly"], key["samesite"]) == (True, "Strict")
    assert key["path"] == answer.url


def test_a_paper_opens_only_to_who_asked_and_only_in_the_browser_that_asked(
    homeroom, school_class, pupil
):
    answer = ask(homeroom, school_class, pupil)
    paper = Paper.objects.get()

    for person in (appointed(Role.DIRECTOR), appointed(Role.SYSADMIN)):
        other = Client()
        other.force_login(person)
        other.cookies["paper_key"] = homeroom.cookies["paper_key"].value
        assert other.get(answer.url).status_code == 404
        assert other.get(the_file(paper)).status_code == 404
    elsewhere = Client()
    elsewhere.force_login(paper.requested_by)
    told = elsewhere.get(the_file(paper), follow=True).content.decode()
    assert "только в том браузере, где его заказали" in told
    assert taken(homeroom, answer).content.startswith(b"%PDF")


def test_a_paper_is_wiped_a_quarter_of_an_hour_after_it_was_made(homeroom, school_class, pupil, at):
    answer = ask(homeroom, school_class, pupil)
    paper = Paper.objects.get()
    at(2025, 9, 15, 14, 14)
    assert taken(homeroom, answer).status_code == 200
    assert actions.wipe_papers(now=paper.finished_at + PAPER_KEPT - timedelta(seconds=1)) == 0
    at(2025, 9, 15, 14, 17)

    # Also where the worker, who wipes, is down.
    assert homeroom.get(the_file(paper)).url == answer.url
    assert "Файл удалён" in homeroom.get(answer.url).content.decode()
    tasks.wipe_papers()

    paper.refresh_from_db()
    assert (paper.envelope, paper.order) == (None, {})
    assert "Файл удалён" in homeroom.get(answer.url).content.decode()
    assert actions.wipe_papers(now=NOW + timedelta(days=2)) == 0
    assert not Paper.objects.exists()


def test_a_paper_that_waited_too_long_gives_nothing(homeroom, school_class, pupil, no_worker):
    answer = ask(homeroom, school_class, pupil)
    paper = Paper.objects.get()
    assert paper.status == "queued"
    assert "ждёт очереди" in homeroom.get(answer.url).content.decode()

    assert actions.make_paper(paper=paper, now=NOW + PAPER_WAITS)

    paper.refresh_from_db()
    assert (paper.status, paper.order) == ("failed", {})
    assert "Закажите его снова" in homeroom.get(answer.url).content.decode()
    assert SignInSlip.objects.count() == 0


def test_what_nobody_made_is_forgotten(homeroom, school_class, pupil, no_worker):
    ask(homeroom, school_class, pupil)

    assert actions.wipe_papers(now=NOW + PAPER_WAITS) == 1

    paper = Paper.objects.get()
    assert (paper.status, paper.order, paper.wiped_at) == ("failed", {}, NOW + PAPER_WAITS)


def test_what_the_queue_lost_is_made_by_the_command(
    homeroom, school_class, pupil, no_worker, tmp_path
):
    answer = ask(homeroom, school_class, pupil)

    call_command("make_documents")

    paper, slip = Paper.objects.get(), SignInSlip.objects.get()
    assert (paper.kind, paper.status, paper.attempt, paper.order, paper.error) == (
        "slips", "done", 1, {}, "",
    )  # fmt: skip
    assert (slip.user, slip.username, slip.issued_by, slip.valid_until) == (
        pupil, "abramov.ii", paper.requested_by, (NOW + timedelta(days=7)).date(),
    )  # fmt: skip
    assert NOW <= slip.issued_at <= paper.finished_at < NOW + timedelta(minutes=1)
    file = tmp_path / "slips.pdf"
    file.write_bytes(taken(homeroom, answer).content)
    (sheet,) = pages_of(file)
    for told in (pupil.full_name, "7Ы", "abramov.ii", "22 сентября 2025"):
        assert told in sheet
    assert len(re.findall(r"\d{4} \d{4} \d{4}", sheet)) == 1


def test_each_paper_of_the_queue_is_made_at_its_own_time(
    homeroom, school_class, pupil, no_worker, monkeypatch
):
    """Each takes ten minutes: the second is given ten minutes later, the third has waited too long by then."""
    for person in (pupil, *(pupil_of(school_class, password="!").user for _ in range(2))):
        ask(homeroom, school_class, person)
    clock = SlowClock()
    for module in (papers, queue):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(papers, "print_slips", clock.prints)

    assert actions.make_waiting_papers(now=NOW) == 3

    in_ten, in_twenty = (NOW + timedelta(minutes=minutes) for minutes in (10, 20))
    made = Paper.objects.order_by("pk").values_list("status", "finished_at")
    assert list(made) == [("done", in_ten), ("done", in_twenty), ("failed", in_twenty)]
    slips = SignInSlip.objects.order_by("pk").values_list("issued_at", flat=True)
    assert list(slips) == [NOW, in_ten]


class SlowClock:
    """In the place of the module `time`: it goes on by ten minutes whenever slips are printed."""

    passed = 0

    def monotonic(self):
        return self.passed

    def prints(self, slips, **kwargs):
        self.passed += 600
        return b"%PDF-1.7"


def test_where_the_sheets_are_not_printed_no_slip_is_given(
    homeroom, school_class, pupil, monkeypatch
):
    def broken(*args, **kwargs):
        raise RuntimeError("no fonts")

    monkeypatch.setattr(actions.papers, "print_slips", broken)
    answer = ask(homeroom, school_class, pupil)

    assert "Ничего не выдано" in homeroom.get(answer.url).content.decode()
    assert (SignInSlip.objects.count(), SlipCode.objects.count()) == (0, 0)
    assert Paper.objects.get().envelope is None


def test_a_paper_is_made_once(homeroom, school_class, pupil):
    ask(homeroom, school_class, pupil)

    assert not actions.make_paper(paper=Paper.objects.get(), now=NOW)
    assert SignInSlip.objects.count() == 1


def test_two_orders_of_one_slip_give_one(homeroom, school_class, pupil, no_worker):
    """Both were put in the queue before either was made: the second says that the slip is given already."""
    url = reverse("reports:class_slips", args=[school_class.pk])
    seen = re.search(r'name="seen" value="(\d+)"', homeroom.get(url).content.decode())[1]
    for _ in range(2):
        homeroom.post(url, {"people": [pupil.pk], "days": "7", "seen": seen})

    assert actions.make_waiting_papers(now=NOW + timedelta(seconds=5)) == 2

    first, second = Paper.objects.order_by("pk")
    assert (first.status, second.status) == ("done", "failed")
    assert "листок уже выдан" in second.error
    assert SignInSlip.objects.unused().count() == 1


def test_an_envelope_opens_with_its_own_key_only():
    private, public = new_key()
    envelope = closed(b"content", public)

    assert opened(envelope, private) == b"content"
    assert closed(b"content", public) != envelope
    assert [opened(envelope, key) for key in (new_key()[0], "", "?", private[:-4])] == [None] * 4
    assert [opened(broken, private) for broken in (b"", envelope[:-1], envelope[1:])] == [None] * 3
