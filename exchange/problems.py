"""What is wrong with a file, in words that a school's secretary can act upon."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Problem:
    """One trouble at one place of a file; `kind` is what the row tells about (users, classes …)."""

    file: str
    line: int | None
    column: str
    text: str
    kind: str = ""

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.line is not None:
            place.append(f"строка {self.line}")
        if self.column:
            place.append(f"столбец {self.column if self.column.isdigit() else f'«{self.column}»'}")
        return f"{', '.join(place)}: {self.text}" if place else self.text

    def as_json(self) -> dict[str, str | int | None]:
        return {**asdict(self), "sentence": str(self)}


class Unreadable(Exception):
    """The file as a whole cannot be read; nothing of it is used."""

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def size_of(number: int) -> str:
    """Bytes as people say them: «48 МБ», «300 КБ»."""
    if number >= 1_000_000:
        return f"{number / 1_000_000:.0f} МБ"
    return f"{max(number / 1000, 1):.0f} КБ"
