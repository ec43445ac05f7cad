"""A journal's page of a period: what is signed, its signatures, the text of each; the button of the teacher."""

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.exports import note_export
from accounts.reauthentication import has_answered_lately, ways_shown
from journal import actions
from journal.access import signatures as access
from journal.screens.signatures import signing_screen


@require_safe
def signing(request, pk, period):
    """The page; with `text`, what a signature of it was put under, as a file."""
    page = access.page_to_see(request.user, pk, period, on=request.day)
    if "text" in request.GET:
        return _hand_out(request, page, *access.signed_text_to_see(page, request.GET["text"]))
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


def _hand_out(request, page, signature, text):
    """After the password and with a note, as every file with many people in it; no number is printed on this one.

    The very bytes of which the digest is: nothing is put before or after them.
    """
    if not has_answered_lately(request):
        raise ReauthenticationRequired
    title = f"Подписанная страница: {page.section.title}, {page.period.title}"
    content = note_export(
        title=title,
        people=signature.pupils,
        make=lambda _: text.encode(),
        by=request.user,
        now=request.now,
    )
    name = f"{page.section.title}, {page.period.title}, {signature.digest[:12]}.txt"
    headers = {
        "Content-Disposition": content_disposition_header(True, name.replace("/", "-")),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers=headers)
