"""Journals a person has ever written in: a handful, in which what is his to fill is looked for before all the rest."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet

from accounts.models import User
from school.models import CourseSection, SectionGrant, Substitution, TeachingLoad


class OneOf(Func):
    """`field = ANY(ARRAY(keys))`: the few keys are read first and once, whatever is guessed of the rest of the query."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, field: str, keys: QuerySet[Any, Any]) -> None:
        super().__init__(F(field), ArraySubquery(keys))


def journals_written_by(user: User) -> QuerySet[CourseSection, Any]:
    """Keys of journals of the person's loads, substitutions and orders, whatever their terms."""
    loads = TeachingLoad.objects.filter(teacher__user=user)
    given = Substitution.objects.filter(teacher__user=user)
    opened = SectionGrant.objects.filter(user=user)
    journals = CourseSection.objects.filter(
        Q(pk__in=loads.values("section"))
        | Q(pk__in=given.values("section"))
        | Q(pk__in=opened.values("content_object"))
    )
    return journals.values("pk")
