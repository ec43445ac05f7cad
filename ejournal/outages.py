"""Errors that come of a database which is down, frozen or busy, and how the log tells of them. Read before there are models."""

import logging

from django.db.utils import InterfaceError, OperationalError


def is_of_the_database(error: BaseException | None) -> bool:
    """Whether the error came of a connection that is lost, a question stopped by its term, or a lock not given."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False


class InALine(logging.Filter):
    """While the database is away every page fails alike: one line of each in the log says enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and is_of_the_database(error):
            record.msg, record.args = (
                f"{record.getMessage()}: {str(error).partition(chr(10))[0]}",
                (),
            )
            record.exc_info = record.exc_text = None
        return True
