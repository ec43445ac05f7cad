"""Whose volumes a person may see: those of the classes he answers for, of any year (404 to others)."""

from datetime import date

from django.shortcuts import get_object_or_404

from accounts.models import User
from reports.access import documents_to_see
from reports.models import Document, DocumentQuerySet


def volumes_to_see(
    user: User, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> DocumentQuerySet:
    return documents_to_see(user, roles=roles, rights=rights, on=on).done()


def volume_to_see(
    user: User, pk: int, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> Document:
    return get_object_or_404(
        volumes_to_see(user, roles=roles, rights=rights, on=on).with_people(), pk=pk
    )
