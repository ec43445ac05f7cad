"""Doors of pages: one function lets people in to a page and answers «почему доступ есть или нет» about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver

from .access import must_have

# Of roles and rights; raises Http404 for whom the page does not exist.
Door = Callable[[frozenset[str], frozenset[str]], None]
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Doorway:
    """A page of the site as people are let in to it."""

    title: str
    door: Door

    def lets_in(self, roles: frozenset[str] = NOBODY, rights: frozenset[str] = NOBODY) -> bool:
        return answer_of(lambda: self.door(roles, rights))[0]


def behind(door: Door, title: str) -> Callable[[Any], Any]:
    """The view is asked only after the door; `title` is what the page is called where it is asked about."""

    def guard(view: Any) -> Any:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            door(request.roles, request.rights)  # type: ignore[attr-defined]
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        page.doorway = Doorway(title, door)  # type: ignore[attr-defined]
        return page

    return guard


def having(*rights: str) -> Door:
    """The door of a page for whoever has one of these rights."""

    def door(roles: frozenset[str], own: frozenset[str]) -> None:
        must_have(own, *rights)

    return door


def answer_of(door: Callable[[], object]) -> tuple[bool, bool]:
    """What a door says: (may see, may write); 404 is neither, 403 only the first."""
    try:
        door()
    except Http404:
        return False, False
    except PermissionDenied:
        return True, False
    return True, True


def doorway_of(view: Any) -> Doorway | None:
    """The door the view is behind; None of a page that is open to everybody, or about one object."""
    return getattr(view, "doorway", None)


def doorways() -> dict[str, Doorway]:
    """Every page that is behind a door and about no single object, by its name in the addresses."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Any, prefix: str) -> Iterator[tuple[str, Doorway]]:
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            inner = f"{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, inner)
        elif not pattern.pattern.converters and (found := doorway_of(pattern.callback)):
            yield f"{prefix}{pattern.name}", found
