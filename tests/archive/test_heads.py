"""The head of the chain leaves the building: by mail, on paper, on a page; and it is verified from the page."""

import email
import socket
from email.header import decode_header, make_header

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from accounts.models import Role
from archive import actions, tasks
from archive.actions import seals
from archive.models import Seal, Verification
from journal.models import Mark
from tests.archive.rows import run
from tests.conftest import be_owner, be_site
from tests.factories import NOW, LineItemFactory, appointed, clerk, school

pytestmark = [pytest.mark.requirement("ARC-7"), pytest.mark.requirement("ACC-12")]


@pytest.fixture
def technician():
    return appointed(Role.TECHNICIAN)


@pytest.fixture
def seal(monkeypatch, lesson, student, technician):
    """One seal over a mark that is there."""
    monkeypatch.setattr(
        seals, "_oldest_running_transaction", lambda: run("SELECT record_transaction() + 1")[0][0]
    )
    Mark(item=LineItemFactory(lesson=lesson), student=student, code="5").save(by=clerk(), now=NOW)
    return actions.seal_history(now=NOW)


class Postbox(Message):
    def __init__(self):
        super().__init__()
        self.letters = []

    def handle_message(self, message):
        self.letters.append(message)


@pytest.fixture
def postbox(settings):
    """A real mail server on this machine, and what it has taken."""
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.SEAL_HEADS_TO = ["director@example.org", "founder@example.org"]
    yield box
    server.stop()


def test_the_last_head_is_mailed_and_verifies(seal, postbox):
    school()
    tasks.mail_last_head()

    [letter] = postbox.letters
    text = email.message_from_bytes(letter.as_bytes()).get_payload(decode=True).decode()
    assert str(make_header(decode_header(letter["Subject"]))) == "Печать истории № 1: Школа № 1"
    assert letter["To"] == "director@example.org, founder@example.org"
    assert f"Печать истории № 1 от 15.09.2025, 14:00: {seal.head}" in text
    [words] = [line for line in text.splitlines() if line.startswith("script/manage verify")]
    call_command("verify", *words.split()[2:], verbosity=0)


def test_a_mail_server_that_is_down_is_told_by_the_command_and_stops_nothing_else(seal, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.SEAL_HEADS_TO = ["director@example.org"]

    tasks.mail_last_head()
    with pytest.raises(CommandError, match="Письмо не отправлено"):
        call_command("mail_seal")


def test_without_addresses_nothing_is_sent(seal, mailoutbox, capsys):
    call_command("mail_seal")
    assert mailoutbox == []
    assert "некому" in capsys.readouterr().out


def test_the_last_page_of_a_volume_carries_the_head(seal):
    words = import_string(settings.IMPRINT)()
    assert words == f"Печать истории № 1 от 15.09.2025, 14:00: {seal.head}"
    context = {"imprint": words, "year": None, "leaves": 1, "leaves_in_words": "один"}
    assert words in render_to_string("print/sewing.html", context)


def test_the_page_names_seals_and_the_verification_is_kept(as_user, seal, technician):
    client = as_user(technician)
    page = client.get(reverse("archive:seals"))
    assert seal.head in page.text
    assert "Проверок ещё не было" in page.text

    answer = client.post(reverse("archive:verify_history"), follow=True)

    done = Verification.objects.get()
    assert (done.seals, done.rows, done.findings_total, done.error) == (1, seal.rows, 0, "")
    assert "всё цело" in answer.text


def test_the_page_names_what_is_not_as_it_was_sealed(as_user, seal, technician):
    mark = Mark.objects.get()
    be_owner()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE journal_mark DISABLE TRIGGER USER")
    run(f"UPDATE journal_mark SET code = '2' WHERE id = {mark.pk}")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE journal_mark ENABLE TRIGGER USER")
    be_site()

    answer = as_user(technician).post(reverse("archive:verify_history"), follow=True)

    assert "Найдено 1 нарушение" in answer.text.replace("\xa0", " ")
    assert f"journal_mark, {mark.pk}: запись отличается" in answer.text


def test_a_verification_on_its_way_is_shown_and_not_begun_again(as_user, monkeypatch):
    monkeypatch.setattr(tasks.verify_history, "delay", lambda pk: None)
    client = as_user(appointed(Role.DIRECTOR))
    for _ in range(2):
        client.post(reverse("archive:verify_history"))

    assert Verification.objects.count() == 1
    assert "Идёт проверка" in client.get(reverse("archive:seals")).text
    fragment = client.get(reverse("archive:seals"), headers={"hx-request": "true"}).text
    assert fragment.lstrip().startswith('<div class="panel" id="verification" data-hx-get=')


def test_a_queue_that_is_down_is_told(as_user, monkeypatch):
    def down(pk):
        raise OperationalError

    monkeypatch.setattr(tasks.verify_history, "delay", down)
    answer = as_user(appointed(Role.DIRECTOR)).post(reverse("archive:verify_history"), follow=True)

    assert "не работает очередь заданий" in answer.text
    assert not Verification.objects.exists()


def test_the_night_verifies_by_itself_and_a_failure_is_told(seal, monkeypatch):
    tasks.verify_history()
    assert Verification.objects.get().is_whole

    def fail(**options):
        raise RuntimeError

    monkeypatch.setattr("archive.actions.verifications.verify", fail)
    tasks.verify_history()
    assert "не закончена" in Verification.objects.first().error


@pytest.mark.parametrize("how_many", [1, 3, 30])
def test_the_page_asks_the_same_questions_however_many_seals(
    as_user, how_many, django_assert_max_num_queries
):
    Seal.objects.bulk_create(
        Seal(
            number=n, made_at=NOW, first_transaction=n, next_transaction=n + 1, columns={}, rows=1, head="a" * 64
        )
        for n in range(1, how_many + 1)
    )  # fmt: skip
    client = as_user(appointed(Role.DIRECTOR))
    client.get(reverse("archive:seals"))

    with django_assert_max_num_queries(9):
        client.get(reverse("archive:seals"))
