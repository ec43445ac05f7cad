"""Days in addresses of pages."""

from datetime import date


class IsoDay:
    """`<day:date>`: 2025-11-24; an impossible day is no address at all."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)
