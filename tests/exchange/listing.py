"""Lists of a school as workbooks, right ones and spoilt ones, and what the tables hold."""

from io import BytesIO

from django.apps import apps
from openpyxl import Workbook

from accounts.records import Record
from exchange import actions
from exchange.lists import LISTS
from exchange.models import ImportJob
from tests.factories import NOW, clerk

# What an import leaves beside the school's own rows, and what a test makes by itself.
BESIDE = {"exchange.ImportJob"}


def contents():
    """Every row of the school's tables but history, as values by label."""
    found = {}
    for app in ("accounts", "school", "journal"):
        for model in apps.get_app_config(app).get_models():
            if model.__name__.startswith("Historical") or model._meta.label in BESIDE:
                continue
            found[model._meta.label] = list(model._base_manager.order_by("pk").values())
    return found


def histories():
    """How many rows of history each official table has."""
    return {m._meta.label: m.history.count() for m in apps.get_models() if issubclass(m, Record)}


def book(kind, lines):
    """A workbook of the list; each line is values by title."""
    titles = [one.title for one in LISTS[kind].columns]
    made = Workbook()
    made.active.append(titles)
    for line in lines:
        assert set(line) <= set(titles), line
        made.active.append([line.get(title) for title in titles])
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def checked(kind, lines, *, by=None, starts_on=None):
    """The list uploaded and checked."""
    job = actions.upload(
        kind=kind, name="список.xlsx", chunks=[book(kind, lines)], starts_on=starts_on,
        by=by or clerk(), now=NOW,
    )  # fmt: skip
    return actions.check(job=job, now=NOW)


def applied(kind, lines, **about):
    """The list let in, without what cannot be loaded."""
    job = checked(kind, lines, **about)
    job = actions.begin(job=job, skip_refused=True, by=job.uploaded_by, now=NOW)
    job = actions.apply(job=job, skip_refused=True, now=NOW)
    assert job.status == ImportJob.Status.APPLIED, job.report
    return job


def undone(job):
    job = actions.begin_undo(job=job, by=clerk(), now=NOW)
    return actions.undo(job=job, now=NOW)


def faults(job):
    """(line, column) of everything that is not loaded."""
    return [(one["line"], one["column"]) for one in job.report["problems"]["refused"]]


def told(job):
    """What becomes of each line: {2: ("new", [])}."""
    return {
        one["line"]: (one["state"], [list(change) for change in one.get("changes", [])])
        for one in job.report["lines"]
    }
