from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import must_have
from accounts.doors import behind, having
from accounts.models import Right
from archive import actions, tasks
from archive.screens.seals import seals_screen


@require_GET
@behind(having(Right.HISTORY, Right.SYSTEM), "Печати истории")
def seals(request):
    screen = seals_screen(request.GET.get("page", "1"))
    if request.htmx:
        return render(request, "archive/_verification.html", {"verification": screen.verification})
    return render(request, "archive/seals.html", {"screen": screen})


@require_POST
def verify_history(request):
    must_have(request.rights, Right.HISTORY, Right.SYSTEM)
    verification, is_new = actions.ask_for_verification(by=request.user, now=request.now)
    if is_new and not tasks.hand_over(verification):
        actions.call_off_verification(verification=verification)
        messages.error(
            request, "Проверка не начата: не работает очередь заданий. Сообщите технику школы."
        )
    return redirect("archive:seals")
