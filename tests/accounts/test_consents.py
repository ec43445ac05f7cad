"""What a family's decisions let be delivered, and how they are written down."""

from datetime import date, timedelta

import pytest

from accounts.actions import consents as actions
from accounts.actions.consents import Ballot, ConsentRefused, Paper
from accounts.consents import ASKED, Channel, Decision, Purpose, Status, goes_on_paper, may_deliver
from accounts.models import Consent
from accounts.scans import NotAScan, read_scan
from tests.factories import NOW, UserFactory, clerk

pytestmark = pytest.mark.requirement("ACC-13")

DAY = date(2025, 9, 15)
CABINET, SMS, EMAIL = ASKED
PAPER = Paper(DAY)


def decision(asked, status=Status.GIVEN, **kwargs):
    return Decision(*asked, status, kwargs.pop("given_on", DAY), **kwargs)


@pytest.mark.parametrize(("decisions", "open_ways", "on_paper"), [
    ([], [CABINET], False),
    ([decision(SMS)], [CABINET, SMS], False),
    ([decision(SMS, Status.REFUSED), decision(EMAIL)], [CABINET, EMAIL], False),
    ([decision(SMS, given_on=DAY + timedelta(1))], [CABINET], False),
    ([decision(SMS, valid_until=DAY)], [CABINET, SMS], False),
    ([decision(SMS, given_on=DAY - timedelta(9), valid_until=DAY - timedelta(1))], [CABINET], False),
    ([decision(CABINET), decision(SMS), decision(EMAIL)], [CABINET, SMS, EMAIL], False),
    ([decision(CABINET, given_on=DAY - timedelta(9), valid_until=DAY - timedelta(1))], [CABINET], False),
    ([decision(CABINET, Status.REFUSED), decision(SMS), decision(EMAIL)], [], True),
    ([decision(CABINET, Status.WITHDRAWN, withdrawn_on=DAY), decision(SMS)], [], True),
], ids=["nothing", "SMS", "no SMS but mail", "from tomorrow", "last day", "yesterday", "all",
        "cabinet expired", "cabinet refused", "cabinet withdrawn"])  # fmt: skip
def test_refusal_of_the_electronic_form_turns_every_delivery_off(decisions, open_ways, on_paper):
    assert [asked for asked in ASKED if may_deliver(decisions, *asked, DAY)] == open_ways
    assert goes_on_paper(decisions) is on_paper


def test_consent_to_marks_by_sms_is_not_a_consent_to_notices_by_sms():
    assert not may_deliver([decision(SMS)], Purpose.NOTICES, Channel.SMS, DAY)


@pytest.fixture
def ballot():
    return Ballot(UserFactory(), UserFactory(), *CABINET, agrees=True)


def test_given_consent_keeps_its_paper_and_its_history(ballot):
    paper = Paper(DAY, valid_until=DAY + timedelta(days=365))
    actions.give(ballot=ballot, paper=paper, by=clerk(), now=NOW)
    consent = Consent.objects.get()

    actions.withdraw(consent=consent, withdrawn_on=DAY, basis="заявление № 5", by=clerk(), now=NOW)

    consent.refresh_from_db()
    assert (consent.status, consent.given_on, consent.text_version, consent.medium) == (
        "withdrawn", DAY, "1", "paper",
    )  # fmt: skip
    assert list(consent.history.values_list("status", "history_author", "withdrawal_basis")) == [
        ("withdrawn", "Писарева Вера Ильинична", "заявление № 5"),
        ("given", "Писарева Вера Ильинична", ""),
    ]


def test_no_after_yes_withdraws_and_yes_after_no_gives_again(ballot):
    actions.give(ballot=ballot, paper=PAPER, by=clerk(), now=NOW)
    actions.refuse(ballot=ballot, paper=PAPER, by=clerk(), now=NOW)
    actions.give(ballot=ballot, paper=PAPER, by=clerk(), now=NOW)

    kept = [row.status for row in Consent.history.order_by("history_id")]
    assert kept == ["given", "withdrawn", "given"]


def test_the_same_paper_written_twice_is_one_entry(ballot):
    for _ in range(2):
        actions.refuse(ballot=ballot, paper=PAPER, by=clerk(), now=NOW)

    assert [row.status for row in Consent.history.all()] == ["refused"]


@pytest.mark.parametrize(("paper", "words"), [
    (Paper(DAY + timedelta(1)), "ещё не наступила"),
    (Paper(DAY, valid_until=DAY - timedelta(1)), "кончается раньше"),
])  # fmt: skip
def test_impossible_days_are_refused(ballot, paper, words):
    with pytest.raises(ConsentRefused, match=words):
        actions.give(ballot=ballot, paper=paper, by=clerk(), now=NOW)

    assert not Consent.objects.exists()


def test_an_older_paper_does_not_undo_a_later_decision(ballot):
    actions.refuse(ballot=ballot, paper=PAPER, by=clerk(), now=NOW)

    with pytest.raises(ConsentRefused, match="более позднее"):
        actions.give(ballot=ballot, paper=Paper(DAY - timedelta(1)), by=clerk(), now=NOW)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_papers_of_a_meeting_are_written_in_a_fixed_number_of_queries(
    number, django_assert_num_queries
):
    ballots = [Ballot(UserFactory(), UserFactory(), *CABINET, agrees=True) for _ in range(number)]
    author = clerk()

    with django_assert_num_queries(6):
        actions.record_decisions(ballots, paper=PAPER, by=author, now=NOW)

    assert Consent.objects.count() == Consent.history.count() == number


@pytest.mark.parametrize(("content", "suffix"), [
    (b"%PDF-1.7 ...", ".pdf"), (b"\xff\xd8\xff\xe0", ".jpg"), (b"\x89PNG\r\n\x1a\n..", ".png"),
])  # fmt: skip
def test_scan_is_known_by_what_it_begins_with(content, suffix):
    assert read_scan(content).suffix == suffix


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"MZ\x90", b"%PDF-" + b"0" * 10_000_001],
    ids=["empty", "svg", "program", "too large"],
)  # fmt: skip
def test_what_is_no_scan_is_not_taken(content):
    with pytest.raises(NotAScan):
        read_scan(content)
