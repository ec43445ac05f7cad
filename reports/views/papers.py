"""Papers for the one who asked: into the queue, the page that waits, the file for the same browser only."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from reports import access, actions, tasks
from reports.envelopes import new_key
from reports.models import PAPER_KEPT, PAPER_WAITS

# The other half of the key in the browser: for as long as there may be something to open.
KEY = "paper_key"
KEY_LIVES = PAPER_WAITS + PAPER_KEPT


def put_in_queue(request, ask, *, page, **order):
    """`ask` is an action that makes the paper's row; `page` is where it was asked for. Leads to the page that waits."""
    private, public = new_key()
    paper = ask(page=page, public_key=public, by=request.user, now=request.now, **order)
    tasks.hand_over(paper)
    answer = redirect("reports:paper", paper.pk)
    answer.set_cookie(
        KEY,
        private,
        max_age=KEY_LIVES,
        path=reverse("reports:paper", args=[paper.pk]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


@require_GET
def paper(request, pk):
    """A page of its own, and for htmx the fragment that is polled while the worker is at it."""
    return _page(request, access.paper_to_take(request.user, pk))


@require_GET
def paper_file(request, pk):
    """Always an attachment; to another browser, and when the time is over, the page that says so."""
    found = access.paper_to_take(request.user, pk)
    content = actions.open_paper(paper=found, key=request.COOKIES.get(KEY, ""), now=request.now)
    if content is None:
        return redirect("reports:paper", pk)
    name = f"{found.title}.pdf".replace(":", "")
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _page(request, paper):
    """Whether this browser has the key is told before the button is pressed."""
    content = actions.open_paper(paper=paper, key=request.COOKIES.get(KEY, ""), now=request.now)
    template = "reports/_paper.html" if request.htmx else "reports/paper.html"
    is_over = paper.wiped_at is not None or (
        paper.kept_until is not None and paper.kept_until <= request.now
    )
    context = {"paper": paper, "may_take": content is not None, "is_over": is_over}
    return render(request, template, context)
