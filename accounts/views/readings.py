"""Who opened personal cards: everybody sees it of the own card."""

from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.doors import behind, having
from accounts.models import Right
from accounts.screens import readings as screens


@require_safe
def readings(request):
    page = screens.readings_of(request.user, request.GET.get("page", ""))
    return render(request, "accounts/readings.html", {"page": page})


@require_safe
@behind(having(Right.EXPORT), "Кто открывал карточки")
def all_readings(request):
    words = request.GET.get("q", "")[:100]
    page = screens.all_readings(words, request.GET.get("page", ""))
    context = {"page": page, "words": words, "query": "&" + urlencode({"q": words})}
    return render(request, "accounts/all_readings.html", context)
