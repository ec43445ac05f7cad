"""Days in addresses of pages."""

from datetime import date


class IsoDay:
    """`<day:date>`: 2025-11-24; an impossible day, or one no school has lived in, is no address at all."""

    # Weeks are counted to both sides of the day, so the ends of the calendar are left out.
    regex = r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)
