"""What every page knows besides its own subject: navigation, the person, the look."""

from django.http import HttpRequest

from accounts.doors import answer_of
from accounts.outside.config import outside
from ejournal.demo_accounts import demo_accounts
from ejournal.homes import home_of
from ejournal.navigation import BOTTOM_BAR_SIZE, navigation
from reports.access import must_see_readiness

LOOK_COOKIE = "look"
LOW_VISION = "low-vision"


def page(request: HttpRequest) -> dict[str, object]:
    """Context of `base.html`; safe on error pages, where the request may know no school yet."""
    items = navigation(
        getattr(request, "roles", frozenset()),
        request.path,
        getattr(request, "rights", frozenset()),
    )
    shown = len(items) if len(items) <= BOTTOM_BAR_SIZE else BOTTOM_BAR_SIZE - 1
    return {
        "navigation": items,
        "tabs": next((item.tabs for item in items if item.active), ()),
        "bottom_bar": items[:shown],
        "bottom_bar_rest": items[shown:],
        "person_name": _person_name(request),
        "own_readiness": _is_home(request),
        "demo_accounts": demo_accounts() if _is_demo(request) else [],
        "outside": outside(),
        "low_vision": request.COOKIES.get(LOOK_COOKIE) == LOW_VISION,
    }


def _is_home(request: HttpRequest) -> bool:
    """Whether this is the page where the person's work begins, and he may own a part of setting the year up."""
    match = request.resolver_match
    roles = getattr(request, "roles", frozenset())
    rights = getattr(request, "rights", frozenset())
    if match is None or match.view_name != home_of(roles, rights):
        return False
    return answer_of(lambda: must_see_readiness(roles, rights))[0]


def _is_demo(request: HttpRequest) -> bool:
    school = getattr(request, "school", None)
    return bool(school and school.is_demo)


def _person_name(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return getattr(user, "short_name", "") or user.get_short_name() or user.get_username()
