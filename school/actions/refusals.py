from datetime import date

from school.models import SchoolYear
from school.words import date_dots


class Refused(Exception):
    """The school's rules do not allow it; the text says why, to a person."""


def must_be_in_year(day: date, year: SchoolYear) -> None:
    if not year.starts_on <= day <= year.ends_on:
        raise Refused(
            f"{date_dots(day)} – не этот учебный год: он длится с {date_dots(year.starts_on)} "
            f"по {date_dots(year.ends_on)}."
        )
