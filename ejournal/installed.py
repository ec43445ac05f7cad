"""The journal as an app on a telephone: its card, and what is shown where there is no network (DIA-5).

The worker keeps one page that names nobody, and what that page looks like. Pages with people are never kept (0016).
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

COLOUR = "#1d5a94"
NAME = "Электронный журнал"
ICONS = (
    ("img/app-192.png", "192x192", "any"),
    ("img/app-512.png", "512x512", "any"),
    ("img/app-maskable-512.png", "512x512", "maskable"),
)
OFFLINE_FILES = ("css/offline.css", "js/offline.js", "img/favicon.svg")


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What the telephone writes under the icon, and where the app begins."""
    school = request.school.name if request.school else ""
    return JsonResponse(
        {
            "id": "/",
            "name": f"{NAME} · {school}" if school else NAME,
            "short_name": "Журнал",
            "lang": "ru",
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "theme_color": COLOUR,
            "background_color": "#ffffff",
            "icons": [
                {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for path, sizes, purpose in ICONS
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers without a network. New files have new names: the browser sees a new script then."""
    kept = [reverse("offline"), *map(static, OFFLINE_FILES)]
    return render(request, "worker.js", {"kept": kept}, content_type="text/javascript")


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What stands there without a network. Of no person: it is kept in the browser for whoever comes."""
    return render(request, "offline.html")
