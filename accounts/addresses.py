"""Where a request comes from, as far as it can be believed."""

from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

# A request without an address: a server behind a unix socket, a test.
NOWHERE = "0.0.0.0"  # noqa: S104  not an address to listen on


def client_address(request: HttpRequest) -> str:
    """Address of the person's side of the last trusted proxy (TRUSTED_PROXIES of them); never what the person says.

    Where there is no proxy, X-Forwarded-For is not looked at. A header shorter than the chain of proxies came past them.
    """
    try:
        return get_client_ip(request) or NOWHERE
    except ImproperlyConfigured:
        return request.META.get("REMOTE_ADDR") or NOWHERE
