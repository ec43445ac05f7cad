"""Clocks of a breach of confidentiality, and the moment since which operations are void. Pure functions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

NOTICE_WITHIN = timedelta(hours=1)  # director and support: B 4.3, homeroom 11, teacher 16
FIRST_NOTICE_WITHIN = timedelta(hours=24)  # Roskomnadzor: 152-ФЗ, art. 21 p. 3.1
INQUIRY_WITHIN = timedelta(hours=72)
# How far back operations are looked through when nobody knows the last sign-in that was surely the person's own.
DOUBTFUL_DAYS = timedelta(days=7)
ON_TIME, LATE, RUNNING, OVERDUE = "on_time", "late", "running", "overdue"


@dataclass(frozen=True)
class Clock:
    """Something due by a moment. `left` is how long till then; below zero it is how long overdue."""

    title: str
    due_at: datetime
    done_at: datetime | None
    state: str
    left: timedelta

    @property
    def is_met(self) -> bool:
        return self.state in (ON_TIME, RUNNING)


def clock(title: str, *, due_at: datetime, done_at: datetime | None, now: datetime) -> Clock:
    if done_at is not None:
        return Clock(
            title, due_at, done_at, ON_TIME if done_at <= due_at else LATE, due_at - done_at
        )
    return Clock(title, due_at, None, RUNNING if now <= due_at else OVERDUE, due_at - now)


def literal_moment(director: datetime | None, support: datetime | None) -> datetime | None:
    """T by the words of B 4.3: when the director *and* support have the information, so the later of the two."""
    return max(director, support) if director and support else None


def earlier_moment(director: datetime | None, support: datetime | None) -> datetime | None:
    """The other reading, offered beside it: whoever of the two learnt first."""
    return min((at for at in (director, support) if at), default=None)


def why_moment_is_wrong(
    moment: datetime,
    *,
    director: datetime | None,
    support: datetime | None,
    reason: str,
    now: datetime,
) -> str:
    """Empty where T may be so: by the words of the regulation, or another past moment with a reason."""
    if moment > now:
        return "Этот момент ещё не наступил. Укажите прошедшие дату и время."
    if moment != literal_moment(director, support) and not reason.strip():
        return (
            "Это не момент из п. 4.3 (когда узнали и директор, и служба поддержки). "
            "Напишите, почему выбран другой: его увидит комиссия в акте."
        )
    return ""


def why_notice_is_wrong(at: datetime | None, *, now: datetime) -> str:
    if at is not None and at > now:
        return "Этот момент ещё не наступил. Укажите прошедшие дату и время."
    return ""


def moment_of_day(day: date, due_at: datetime) -> datetime:
    """When something was done of which only the day is known: by the hour of its term where that is the day."""
    return due_at + (day - due_at.astimezone(timezone.get_default_timezone()).date())
