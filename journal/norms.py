"""How many marks a pupil has by the end of a period (накопляемость, regulation § 8.9). Pure."""

from decimal import Decimal

from school.regulation import USUAL, Regulation


def usual_minimum(weekly_hours: Decimal | None, kind: str, decided: Regulation = USUAL) -> int:
    """Marks a pupil should have by the end of the period; 0 where the hours are not known.

    By hours a week, as the school's regulation says: local acts agree on the usual table, the law is silent
    (regulation § 8 point 9).
    """
    if not weekly_hours:
        return 0
    table = decided.least_marks
    least = table[min(max(int(weekly_hours), 1), len(table)) - 1]
    return int(least * decided.least_marks_half_year) if kind == "half_year" else least
