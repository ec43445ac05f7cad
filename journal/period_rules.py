"""What mark of a period, of the year or the final one is proposed, and when a teacher explains another one. Pure.

The school's thresholds propose, the teacher decides (regulation § 8.6, 8.7). Codes are those of `school.grading`.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from school.grading import EXEMPT, NOT_ASSESSED, UNGRADED, WITHOUT_MARKS, Scale

LAST_GRADE, TENTH = 11, 10


def of_period(scale: Scale, mean: Decimal | None) -> str:
    """By the thresholds; «безотм» where marks are not given at all."""
    return WITHOUT_MARKS if scale.kind == UNGRADED else scale.proposed(mean)


def of_year(scale: Scale, periods: Iterable[str]) -> str:
    """By the mean of the periods (§ 8.7); who was freed from the course in each of them is freed for the year."""
    given = [code for code in periods if code]
    if scale.kind == UNGRADED:
        return WITHOUT_MARKS
    if given and all(code == EXEMPT for code in given):
        return EXEMPT
    return scale.proposed_of(given)


def final_mean(
    scale: Scale, grade: int, *, year: str, exam: str, halves: Sequence[str]
) -> Decimal | None:
    """What the final mark is reckoned from (§ 8.7); None where the year has no mark that counts.

    In grade 11 all marks of half-years and years of grades 10 and 11, which are `halves`; in any other one the year's
    mark, with an exam the mean of both.
    """
    if year not in scale.values:
        return None
    return scale.average(halves if grade >= LAST_GRADE else [year, exam])


def of_final(scale: Scale, grade: int, *, year: str, exam: str, halves: Sequence[str]) -> str:
    """Half up, whatever the school's thresholds: these rules are the state's. A word in the year stays that word."""
    mean = final_mean(scale, grade, year=year, exam=exam, halves=halves)
    return scale.nearest(mean) if mean is not None else year if year != NOT_ASSESSED else ""


def why_explain(scale: Scale, proposed: str, code: str) -> str:
    """Why the mark is not taken without a few words; empty where it is."""
    if code == NOT_ASSESSED:
        return (
            "«н/а» ставят с причиной. Напишите её в поле «Пояснение» на странице «Отметки за период и год» "
            "этого журнала."
        )
    if not differs(scale, proposed, code):
        return ""
    return (
        f"Предлагается {proposed}, поставлено {code}. Напишите почему в поле «Пояснение» на странице "
        "«Отметки за период и год» этого журнала."
    )


def differs(scale: Scale, proposed: str, code: str) -> bool:
    """By one mark or more; a word instead of a mark, or no proposal, is no difference."""
    counted = {known for known, _ in scale.proposals}
    return proposed != code and {proposed, code} <= counted


def contradicts(scale: Scale, controls: Decimal | None, code: str) -> bool:
    """The mean of the control works is a whole mark or more away from the mark."""
    value, step = scale.values.get(code), scale.step
    if controls is None or value is None or step is None:
        return False
    return abs(controls - value) >= step
