"""Who is away when: illness in runs, single days by a parent's note, days without a reason."""

from datetime import date, timedelta
from random import Random

ILL, EXCUSED, UNEXPLAINED, LATE = "б", "ну", "н", "оп"
# How likely an illness begins in each month: autumn and the end of winter are the worst.
SEASON = {9: 1, 10: 1.6, 11: 1.8, 12: 1.6, 1: 1.5, 2: 2.4, 3: 1.8, 4: 1, 5: 0.6}
REASON_AFTER = timedelta(days=4)


def days_away(key: str, seed: int, first: date, last: date, until: date) -> dict[date, str]:
    """Date → code for every day the pupil is away between the two dates.

    What has just happened on `until` has no reason yet: the note comes with the pupil.
    """
    random = Random(f"health {seed} {key}")
    away: dict[date, str] = {}
    diligence = random.random()
    frailty = random.choice((0.4, 0.8, 1, 1, 1.3, 2.2))
    day = first
    while day <= last:
        if random.random() < 0.0052 * SEASON.get(day.month, 0) * frailty:
            length = random.choice((3, 4, 5, 5, 6, 7, 7, 9, 12))
            code = UNEXPLAINED if day <= until < day + timedelta(days=length) else ILL
            for number in range(length):
                away[day + timedelta(days=number)] = code
            day += timedelta(days=length)
            continue
        chance = random.random()
        if chance < 0.006:
            away[day] = EXCUSED if until - day >= REASON_AFTER else UNEXPLAINED
        elif chance < 0.006 + (0.006 if diligence < 0.12 else 0.0006):
            away[day] = UNEXPLAINED
        day += timedelta(days=1)
    return away
