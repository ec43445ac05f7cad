"""Bells of a timetable file against the bells of the school."""

from dataclasses import dataclass
from datetime import date, time

from exchange.fet import Hour, Timetable
from exchange.ledger import Ledger, Wanted
from school.models import BellSchedule, SchoolClass, TimeSlot
from school.words import date_dots

LESSON, USUAL_STEP, USUAL_START = 45, 55, time(8, 30)


@dataclass
class Bells:
    """Numbers of lessons by hour of the file, for the bells of each class."""

    numbers: dict[int, dict[int, int]]
    schedule: BellSchedule

    def number(self, school_class: SchoolClass | None, hour: int) -> int | None:
        """The lesson of that hour for the class; None when its bells have none."""
        own = school_class.bells_id if school_class else None
        return self.numbers.get(own or self.schedule.pk, {}).get(hour)


def settle_bells(
    table: Timetable, classes: list[SchoolClass], starts_on: date, ledger: Ledger
) -> Bells:
    """Bells that ring at the file's hours, made where the school has none; given to classes without."""
    spans = _spans(table.hours)
    schedules = list(BellSchedule.objects.prefetch_related("slots").order_by("pk"))
    schedule = next((one for one in schedules if _rings(one, spans)), None)
    if schedule is None and schedules and all(hour.starts_at is None for hour in table.hours):
        schedule = next((one for one in schedules if one.slots.count() >= len(spans)), None)
    if schedule is None:
        schedule = _made(table, spans, schedules, starts_on, ledger)
    else:
        ledger.report.unchanged["bells"] += len(spans)
    _give(schedule, [one for one in classes if one.bells_id is None], ledger)
    known = {one.pk: list(one.slots.all()) for one in schedules}
    known[schedule.pk] = list(schedule.slots.all())
    numbers = {
        key: {
            hour: number
            for hour, span in enumerate(spans, 1)
            if (number := _number(slots, hour, span)) is not None
        }
        for key, slots in known.items()
    }
    return Bells(numbers, schedule)


def _give(schedule: BellSchedule, classes: list[SchoolClass], ledger: Ledger) -> None:
    """Classes without bells of their own get these; a class just made was counted as new."""
    report = ledger.report
    for one in classes:
        one.bells = schedule
    SchoolClass.objects.write(classes, by=ledger.by, reason=ledger.reason, now=ledger.now)
    known = min(len(classes), report.unchanged["classes"])
    report.unchanged["classes"] -= known
    report.changed["classes"] += known


def _number(slots: list[TimeSlot], hour: int, span: tuple[time, time]) -> int | None:
    """The slot that begins with the hour, else the slot of that number."""
    same = next((slot.number for slot in slots if slot.starts_at == span[0]), None)
    if same is not None:
        return same
    return next((slot.number for slot in slots if slot.number == hour), None)


def _rings(schedule: BellSchedule, spans: list[tuple[time, time]]) -> bool:
    starts = {slot.starts_at for slot in schedule.slots.all()}
    return all(span[0] in starts for span in spans)


def _spans(hours: tuple[Hour, ...]) -> list[tuple[time, time]]:
    """Beginning and end of each hour; 45 minutes, or less where the next one begins sooner."""
    starts = [hour.starts_at for hour in hours]
    in_order = [one for one in starts if one is not None]
    if len(in_order) < len(hours) or in_order != sorted(set(in_order)):
        in_order = [_later(USUAL_START, USUAL_STEP * n) for n in range(len(hours))]
        return [(one, _later(one, LESSON)) for one in in_order]
    found = []
    for place, start in enumerate(in_order):
        end = hours[place].ends_at or _later(start, LESSON)
        following = in_order[place + 1] if place + 1 < len(in_order) else time(23, 59)
        found.append((start, min(end, following) if end > start else following))
    return found


def _later(start: time, minutes: int) -> time:
    total = start.hour * 60 + start.minute + minutes
    return time(*divmod(total, 60)) if total < 24 * 60 else time(23, 59)


def _made(
    table: Timetable,
    spans: list[tuple[time, time]],
    schedules: list[BellSchedule],
    starts_on: date,
    ledger: Ledger,
) -> BellSchedule:
    taken = {one.name for one in schedules}
    name = next(
        name
        for name in ("Звонки", *(f"Звонки {n} с {date_dots(starts_on)}" for n in range(1, 1000)))
        if name not in taken
    )
    (schedule,) = BellSchedule.objects.write(
        [BellSchedule(name=name)], by=ledger.by, reason=ledger.reason, now=ledger.now
    )
    wanted = [
        Wanted(
            None,
            {
                "schedule_id": schedule.pk,
                "number": number,
                "starts_at": span[0],
                "ends_at": span[1],
            },
            f"{number}-й урок, {span[0]:%H:%M}–{span[1]:%H:%M}",
        )
        for number, span in enumerate(spans, 1)
    ]
    ledger.settle("bells", TimeSlot, wanted)
    return schedule
