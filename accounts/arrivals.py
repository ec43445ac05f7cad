"""What a slip does when the sign-in is complete: till then, and till the second factor was shown, it stays unused."""

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.shortcuts import redirect

from .actions.outside import bind_by_slip
from .actions.slips import enter_by_slip
from .models import SignInSlip, User
from .slips import SlipRefused

# Key of the session: which slip, what was chosen with it (the hash of a password, or a number outside), and when.
CHOSEN = "chosen_with_slip"
MINUTES_TO_FINISH = 20


def choose(request: Any, slip: SignInSlip, **chosen: str) -> None:
    """Keep the choice for `complete`: `password` is a hash, `issuer` and `identifier` are of an outside provider."""
    request.session[CHOSEN] = {"slip": slip.pk, "at": int(request.now.timestamp()), **chosen}
    request.comes_by_slip = True


def forget_unless_by_slip(request: Any) -> None:
    """A sign-in of another kind begins: what somebody chose here with a slip does not come true by it."""
    if not getattr(request, "comes_by_slip", False):
        request.session.pop(CHOSEN, None)


def give_up(request: Any) -> None:
    """The sign-in by slip that stands at the second factor is forgotten; the slip stays unused."""
    if request.session.pop(CHOSEN, None) is not None:
        clear_login(request)


def complete(request: Any, user: User) -> None:
    """The slip is used now. Where another was faster or the time is over, nobody is let in and is told so."""
    chosen = request.session.pop(CHOSEN, None)
    if chosen is None:
        return
    try:
        if request.now.timestamp() - chosen.pop("at") > MINUTES_TO_FINISH * 60:
            raise SlipRefused("Прошло больше 20 минут. Введите имя и код с листка ещё раз.")
        entered = _use(user, request.now, **chosen)
    except SlipRefused as refused:
        clear_login(request)
        messages.error(request, str(refused))
        raise ImmediateHttpResponse(redirect("entry:slip")) from refused
    # The sign-in is bound to the password: from here on, to the new one.
    user.password = entered.password


def _use(user: User, now: Any, *, slip: int, **chosen: str) -> User:
    mine = SignInSlip.objects.filter(user=user).get(pk=slip)
    act = enter_by_slip if "password" in chosen else bind_by_slip
    return act(slip=mine, by=user, now=now, **chosen)
