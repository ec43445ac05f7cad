from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import behind
from archive import access, actions
from archive.screens.volumes import volumes_screen
from reports.access import must_see_documents


@require_GET
@behind(must_see_documents, "Архив")
def volumes(request):
    return _volumes(request)


@require_POST
def verify_volume(request, pk):
    volume = access.volume_to_see(
        request.user, pk, roles=request.roles, rights=request.rights, on=request.day
    )
    verdict = actions.verify_volume(document=volume)
    if request.htmx:
        return render(request, "archive/_verdict.html", {"verdict": verdict})
    return _volumes(request, verdict)


def _volumes(request, verdict=None):
    volumes = access.volumes_to_see(
        request.user, roles=request.roles, rights=request.rights, on=request.day
    )
    screen = volumes_screen(volumes, request.GET.get("page", "1"))
    return render(request, "archive/volumes.html", {"screen": screen, "verdict": verdict})
