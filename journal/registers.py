"""The register of a lesson in words: when it was taken after the bell, what is known of a pupil beforehand. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from school import words

# As long as it tells how promptly the register was taken; later the hour says more.
TOLD_FOR = timedelta(minutes=60)
AWAY = {"illness": "болеет", "excused": "отсутствует по уважительной причине"}
BY_HOMEROOM = ", по данным классного руководителя"
WHY = {"illness": " (болезнь)", "excused": " (уважительная причина)"}


def minutes_after_bell(starts_at: datetime, taken_at: datetime) -> int:
    """Whole minutes from the bell to the confirmation; negative before the bell (B 2.10)."""
    return (taken_at - starts_at) // timedelta(minutes=1)


def taken_words(starts_at: datetime, taken_at: datetime) -> str:
    """«через 4 минуты после звонка», «в 15:20», «16.09.2025, 9:05»."""
    if timedelta() <= taken_at - starts_at <= TOLD_FOR:
        minutes = minutes_after_bell(starts_at, taken_at)
        if not minutes:
            return "в первую минуту урока"
        return f"через {words.count_of(minutes, 'минуту', 'минуты', 'минут')} после звонка"
    at, begun = timezone.localtime(taken_at), timezone.localtime(starts_at)
    if at.date() == begun.date():
        return f"в {words.clock(at.time())}"
    return f"{words.date_dots(at.date())}, {words.clock(at.time())}"


def known_words(reason: str, until: date) -> str:
    """«болеет по 25 ноября, по данным классного руководителя»."""
    return f"{AWAY[reason]} по {words.day_month(until)}{BY_HOMEROOM}"


def confirmed_words(
    day: date,
    absent: int,
    marked: Iterable[tuple[str, str]],
    unmarked: Iterable[tuple[str, str]] = (),
) -> str:
    """What «все присутствуют» has written: how many are absent, of whom the homeroom teacher knew it.

    `marked` are names with `known_words`; `unmarked` those of whom the lesson's teacher has said otherwise.
    """
    told = f"отсутствующих {absent}, остальные присутствуют" if absent else "все присутствуют"
    return f"{words.day_month(day)}: {told}.{_by_homeroom(marked)}{_unmarked(unmarked)}"


def taken_before_words(day: date, taken: str, unmarked: Iterable[tuple[str, str]]) -> str:
    """The register was taken already: nothing is written, whoever should perhaps be marked is named."""
    return f"{words.day_month(day)}: присутствие уже отмечено {taken}.{_unmarked(unmarked)}"


def _unmarked(pupils: Iterable[tuple[str, str]]) -> str:
    told = _by_homeroom(pupils)
    return f"{told} Отсутствие не отмечено." if told else ""


def _by_homeroom(pupils: Iterable[tuple[str, str]]) -> str:
    told = [f"{name} {known.removesuffix(BY_HOMEROOM)}" for name, known in pupils]
    return f" По данным классного руководителя: {'; '.join(told)}." if told else ""


def absence_words(
    day: date,
    before: date | None,
    absences: Iterable[tuple[date, int, str]],
    *,
    is_female: bool,
) -> str:
    """«не был на 1-м и 2-м уроках», «вчера не была (болезнь)»; empty of who was there.

    `absences` are day, number of the lesson and reason of lessons before this one; `before` is the school day before.
    """
    rows = sorted(absences)
    today = [number for on, number, _ in rows if on == day]
    told = "не была" if is_female else "не был"
    found = [f"{told} на {_numbers(today)}"] if today else []
    earlier = [reason for on, _, reason in rows if on == before]
    if before and earlier:
        when = "вчера" if day - before == timedelta(days=1) else words.weekday_when(before)
        reasons = set(earlier)
        found.append(f"{when} {told}{WHY.get(earlier[0], '') if len(reasons) == 1 else ''}")
    return "; ".join(found)


def _numbers(numbers: Sequence[int]) -> str:
    """«2-м уроке», «1-м и 2-м уроках», «1-м, 2-м и 3-м уроках»."""
    told = [f"{number}-м" for number in dict.fromkeys(numbers)]
    if len(told) == 1:
        return f"{told[0]} уроке"
    return f"{', '.join(told[:-1])} и {told[-1]} уроках"
