"""A journal's page of a period: what is signed, its signatures, the text of each; the button of the teacher."""

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.reauthentication import has_answered_lately, ways_shown
from journal import actions
from journal.access import signatures as access
from journal.screens.signatures import signing_screen


@require_safe
def signing(request, pk, period):
    """The page; with `text`, what a signature of it was put under, as a file."""
    page = access.page_to_see(request.user, pk, period, on=request.day)
    if "text" in request.GET:
        return _as_file(page, *access.signed_text_to_see(page, request.GET["text"]))
    screen = signing_screen(page, request.user, now=request.now)
    return render(request, "journal/signing.html", {"screen": screen})


@require_POST
def sign(request, pk, period):
    """The password is asked again: it is one's own signature."""
    page = access.page_to_sign(request.user, pk, period, on=request.day)
    if not has_answered_lately(request):
        raise ReauthenticationRequired
    try:
        actions.sign_page(
            section=page.section,
            period=page.period,
            is_last=page.is_last,
            digest=request.POST.get("digest", ""),
            identified_by=ways_shown(request),
            by=request.user,
            now=request.now,
        )
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("journal:signing", pk, period)


def _as_file(page, signature, text):
    """The very bytes of which the digest is: nothing is put before or after them."""
    name = f"{page.section.title}, {page.period.title}, {signature.digest[:12]}.txt"
    headers = {
        "Content-Disposition": content_disposition_header(True, name.replace("/", "-")),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(text.encode(), content_type="text/plain; charset=utf-8", headers=headers)
