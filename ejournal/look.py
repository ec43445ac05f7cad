"""The version for the visually impaired: switched on any page, remembered in a cookie."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ejournal.context import LOOK_COOKIE, LOW_VISION

REMEMBERED_FOR = timedelta(days=365)


@login_not_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Switch the look and return to the page it was asked from."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.POST.get("look") == LOW_VISION:
        response.set_cookie(
            LOOK_COOKIE,
            LOW_VISION,
            max_age=REMEMBERED_FOR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(LOOK_COOKIE)
    return response
