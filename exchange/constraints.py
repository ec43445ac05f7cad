"""What the database itself forbids, said to a person instead of a traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DataError, IntegrityError, transaction

from .problems import Problem, Unreadable

log = logging.getLogger(__name__)


@contextmanager
def all_or_nothing(name: str) -> Iterator[None]:
    """One transaction around an import of the file `name`; a broken constraint becomes Unreadable."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, DataError) as error:
        log.exception("an import broke a constraint")
        text = "файл противоречит тому, что уже есть в журнале, поэтому ничего не загружено. "
        text += f"Сообщите администратору: {str(error).splitlines()[0]}"
        raise Unreadable(Problem(name, None, "", text)) from error
