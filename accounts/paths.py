"""Paths of pages by name, each found once: a page asks for forty of them, and they stay what they are."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=4096)
def path_of(name: str, *args: int) -> str:
    """As `reverse`. Raises NoReverseMatch."""
    return reverse(name, args=args)
