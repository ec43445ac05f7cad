"""Promises of the whole code base, kept by tests rather than by memory."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from accounts.records import Record

OURS = ["accounts", "school", "journal", "diary", "reports", "archive", "exchange"]
# Rows that are not official records: what they are instead stands beside them.
NOT_RECORDS = {
    "accounts.User": "an account; what a person is follows from records",
    "accounts.CardReading": "a note of who looked, only ever added",
    "accounts.MassExport": "a note of a file that left, only ever added",
    "accounts.SlipCode": "a secret of one sign-in, gone with it",
    "diary.DiaryVisit": "a note of who looked and when, only ever added",
    "journal.DeadlineFact": "a fact about terms, counted of records, only ever added",
    "journal.SignedText": "what a signature's digest is of, only ever added",
    "reports.Document": "a made file with its own hash",
    "reports.Paper": "a file for one person and a quarter of an hour",
    "reports.DayBlanks": "blank sheets of a day, made of the timetable, gone in two weeks",
    "reports.ReadinessDay": "a figure counted of records every day",
    "archive.Seal": "seals the history; changed by nobody",
    "archive.SealedRow": "a digest under a seal",
    "archive.Verification": "a run of the verification and what it found",
    "exchange.ImportJob": "a job with its own log",
}
ROOT = Path(settings.BASE_DIR)


def our_models():
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            if not model.__name__.startswith("Historical"):
                yield model


def sources(*patterns):
    return sorted(
        path for app in OURS for pattern in patterns for path in (ROOT / app).glob(pattern)
    )


def test_every_model_is_a_record_or_says_why_not():
    assert {m._meta.label for m in our_models() if not issubclass(m, Record)} == NOT_RECORDS.keys()


@pytest.mark.parametrize("path", sources("views.py", "views/*.py"), ids=str)
def test_views_reach_the_database_only_through_access_and_screens(path):
    assert (
        re.findall(
            r"\.objects\b|get_object_or_404|\.save\(|\.delete\(|timezone\.now", path.read_text()
        )
        == []
    )


@pytest.mark.parametrize("name", ["context", "look", "navigation", "state", "views"])
def test_pages_of_the_project_itself_reach_the_database_by_the_same_way(name):
    text = (ROOT / "ejournal" / f"{name}.py").read_text()
    assert (
        re.findall(r"\.objects\b|\bconnection\.cursor|import connection\b|get_object_or_404", text)
        == []
    )


@pytest.mark.parametrize(
    "path",
    sources("actions.py", "actions/*.py", "access.py", "screens.py", "screens/*.py"),
    ids=str,
)
def test_rules_do_not_look_at_the_clock(path):
    assert (
        re.findall(r"timezone\.now|datetime\.now|date\.today|localdate\(\)", path.read_text()) == []
    )


@pytest.mark.parametrize(
    "path", [p for p in sources("**/*.py") if "migrations" not in p.parts], ids=str
)
def test_no_module_grows_past_three_hundred_lines(path):
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=str)
def test_templates_carry_no_script_and_no_style_of_their_own(path):
    text = path.read_text()
    is_print = "print" in path.relative_to(ROOT / "templates").parts
    assert re.findall(r"<script(?![^>]*(?:src=|type=\"application/json\"))", text) == []
    assert re.findall(r"\son\w+=\"|javascript:", text) == []
    assert is_print or re.findall(r"<style|\sstyle=", text) == []


# Who may send: the gate of deliveries to families, and technical letters to the school itself, each with why.
SENDERS = {
    "school/deliveries.py": "asks the family's decisions first",
    "archive/actions/heads.py": "heads of the chain, to the school's own box",
}
SENDING = (
    r"django\.core\.mail|django\.core import .*\bmail\b|\bSMTP(_SSL)?\(|\bmail_(admins|managers)\b"
)


@pytest.mark.requirement("ACC-13")
def test_nothing_is_sent_to_families_past_the_gate_of_their_decisions():
    sending = {
        str(path.relative_to(ROOT))
        for path in [*sources("**/*.py"), *(ROOT / "ejournal").rglob("*.py")]
        if re.search(SENDING, path.read_text())
    }
    assert sending == SENDERS.keys()


def test_no_junk_drawers():
    names = {p.stem for p in sources("*.py", "*/*.py")}
    assert (
        names & {"utils", "helpers", "services", "managers", "signals", "common", "misc"} == set()
    )
