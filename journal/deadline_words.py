"""How much of a term is left, or how long it is over, in words. Pure; moments are aware."""

from datetime import datetime, time, tzinfo

from school.words import clock, count_of, day_month

HOUR, DAY = 3600, 24 * 3600


def till(due: datetime, now: datetime, zone: tzinfo) -> str:
    """«до 17:00», «до конца дня», «до 18 сентября», «до 19 сентября, 1:00»."""
    local, today = due.astimezone(zone), now.astimezone(zone).date()
    is_whole_day = local.time().replace(second=0, microsecond=0) == time(23, 59)
    if local.date() == today:
        return "до конца дня" if is_whole_day else f"до {clock(local.time())}"
    day = f"до {day_month(local.date())}"
    return day if is_whole_day else f"{day}, {clock(local.time())}"


def overdue(due: datetime, now: datetime) -> str:
    """«опоздание 25 минут», «опоздание 3 часа», «опоздание 2 дня»; whole ones, not less than a minute."""
    seconds = max(int((now - due).total_seconds()), 60)
    if seconds < HOUR:
        long = count_of(seconds // 60, "минута", "минуты", "минут")
    elif seconds < DAY:
        long = count_of(seconds // HOUR, "час", "часа", "часов")
    else:
        long = count_of(seconds // DAY, "день", "дня", "дней")
    return f"опоздание {long}"
