"""A plan made shorter so that it fits the lessons that are left: what to join, proposed to its teacher (SCH-9). Pure.

Control works and practical works stay as they are, and so does what was given already. First topics of two hours
and more are shortened by an hour, the longest of them first; then neighbours of one part are joined, evenly over the
rest of the year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from school.plan_lines import LESSON, LONGEST_HOMEWORK, LONGEST_NOTE, LONGEST_TOPIC, PlanLine

ONE = Decimal(1)


@dataclass(frozen=True)
class Step:
    """What happens to one topic of the new plan: `topics` were its lines before, `was` their hours together."""

    topics: tuple[str, ...]
    topic: str
    was: Decimal
    becomes: Decimal

    @property
    def is_join(self) -> bool:
        return len(self.topics) > 1


@dataclass(frozen=True)
class Proposal:
    """`lines` are the whole plan as it would be; `left` are hours that still do not fit."""

    lines: tuple[PlanLine, ...]
    steps: tuple[Step, ...]
    left: int


def compact(lines: Sequence[PlanLine], given: Mapping[int, int], over: int) -> Proposal:
    """Free `over` hours of the plan. `given` says how many hours of a line (by its place) lessons have taken."""
    hours = {place: line.hours for place, line in enumerate(lines)}
    left = _shorten(lines, given, hours, over)
    joined = _join(lines, given, left)
    left -= len(joined)
    seconds = {second for _, second in joined}
    firsts = dict(joined)
    made: list[PlanLine] = []
    steps: list[Step] = []
    for place, line in enumerate(lines):
        if place in seconds:
            continue
        becomes = replace(line, hours=hours[place])
        old = [line]
        if place in firsts:
            old.append(lines[firsts[place]])
            becomes = joined_lines(becomes, lines[firsts[place]])
        made.append(becomes)
        was = sum((one.hours for one in old), Decimal(0))
        if becomes.hours != was:
            steps.append(Step(tuple(one.topic for one in old), becomes.topic, was, becomes.hours))
    return Proposal(tuple(made), tuple(steps), left)


def joined_lines(first: PlanLine, second: PlanLine) -> PlanLine:
    """Both in the time of the first."""
    return replace(
        first,
        topic=f"{first.topic.rstrip('.')}. {second.topic}",
        homework="; ".join(filter(None, (first.homework, second.homework))),
        note="; ".join(filter(None, (first.note, second.note))),
    )


def _shorten(
    lines: Sequence[PlanLine], given: Mapping[int, int], hours: dict[int, Decimal], over: int
) -> int:
    """Take an hour off the longest topics, of equal ones off the last; returns how many are still to be freed."""
    while over > 0:
        longest = max(
            (
                place
                for place, line in enumerate(lines)
                if line.kind == LESSON and hours[place] - ONE >= max(given.get(place, 0), 1)
            ),
            key=lambda place: (hours[place], place),
            default=None,
        )
        if longest is None:
            break
        hours[longest] -= ONE
        over -= 1
    return over


def _join(lines: Sequence[PlanLine], given: Mapping[int, int], over: int) -> list[tuple[int, int]]:
    """Pairs of neighbours of an hour each to be held in one, spread evenly."""
    pairs: list[tuple[int, int]] = []
    place = 0
    while over > 0 and place + 1 < len(lines):
        if all(_is_free(lines[one], given, one) for one in (place, place + 1)) and _fits(
            lines[place], lines[place + 1]
        ):
            pairs.append((place, place + 1))
            place += 1
        place += 1
    if len(pairs) <= over:
        return pairs
    return [pairs[number * len(pairs) // over] for number in range(over)]


def _is_free(line: PlanLine, given: Mapping[int, int], place: int) -> bool:
    return line.kind == LESSON and line.hours == ONE and not given.get(place)


def _fits(first: PlanLine, second: PlanLine) -> bool:
    both = joined_lines(first, second)
    return (
        len(both.topic) <= LONGEST_TOPIC
        and len(both.homework) <= LONGEST_HOMEWORK
        and len(both.note) <= LONGEST_NOTE
    )
