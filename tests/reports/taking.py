"""A paper is asked for, made by the worker (at once, in tests) and taken by the browser that asked."""

from django.urls import reverse

from reports.envelopes import closed, new_key
from reports.models import Paper
from tests.factories import NOW


def taken(client, answer):
    """The file behind the page that a post led to."""
    paper = Paper.objects.latest("pk")
    assert answer.url == reverse("reports:paper", args=[paper.pk]), answer.url
    assert "Скачать PDF" in client.get(answer.url).content.decode(), paper.error
    return client.get(reverse("reports:paper_file", args=[paper.pk]))


def kept_paper(person) -> Paper:
    """A paper that is ready, for a browser that is not here: enough for questions of access."""
    _, public = new_key()
    return Paper.objects.create(
        kind="sheet", title="Лист", page="/", public_key=public, envelope=closed(b"%PDF-1.7", public),
        requested_by=person, requested_at=NOW, status="done", finished_at=NOW,
    )  # fmt: skip
