"""What is answered where the program itself has failed, and where only its database does not answer."""

import sys

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from .outages import is_of_the_database

UNAVAILABLE = 503
# Seconds after which the page is worth asking for again.
AGAIN = 5
WAITS = "База данных журнала не отвечает. Ничего не записано, попробуйте через минуту."


def failed(request: HttpRequest) -> HttpResponse:
    """The page of any failure. A database that is down, frozen or busy is a passing one: 503, and nothing was written."""
    if not is_of_the_database(sys.exception()):
        return server_error(request)
    # What stands around the page asks who has signed in: each asking would wait for the database anew.
    request.user = AnonymousUser()
    if "application/json" in request.headers.get("Accept", ""):
        answer: HttpResponse = JsonResponse({"text": WAITS}, status=UNAVAILABLE)
    else:
        answer = HttpResponse(render_to_string("503.html"), status=UNAVAILABLE)
    answer.headers["Retry-After"] = str(AGAIN)
    answer.headers["Cache-Control"] = "no-store"
    return answer
