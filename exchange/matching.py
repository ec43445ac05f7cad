"""Names in a timetable against names in the journal. Pure."""

import re
from collections.abc import Iterable
from typing import Any

from accounts.usernames import free_name, in_latin


def same_person(name: str) -> str:
    """A name without what people write differently: «Иванова А. П.», «Иванова А.П.»."""
    return re.sub(r"[\s.\-«»\"']", "", name).lower().replace("ё", "е")


def same_words(text: str) -> str:
    """A subject or a group without case and spare spaces."""
    return " ".join(text.split()).lower().replace("ё", "е")


def sets_of(code: str) -> frozenset[str]:
    """Students sets a class code names: «10 б+10 в»."""
    return frozenset(same_words(part) for part in code.split("+") if part.strip())


def code_of(section: Any) -> str:
    """How files name the pupils of a section: as the file it came from did, else its classes and its own name."""
    classes = section.classes_text.replace(", ", "+")
    own = f"{section.classes_text} {section.name}".strip() if section.name else classes
    return section.metadata.get("classCode") or own


def names_of(name: str) -> tuple[str, str, str]:
    """Last, first and middle name as far as the text tells; initials stay initials."""
    words = re.sub(r"\.(?=\S)", ". ", name).split()
    initials = [word for word in words if re.fullmatch(r"\w{1,2}\.", word)]
    rest = [word for word in words if word not in initials]
    if len(rest) == 3 and not initials:
        return rest[0], rest[1], rest[2]
    if len(rest) == 2 and not initials:
        return rest[0], rest[1], ""
    if len(rest) == 1 and initials:
        return rest[0], initials[0], initials[1] if len(initials) > 1 else ""
    return name, "", ""


def login_for(name: str, taken: Iterable[str]) -> str:
    """A free login in Latin letters: «st.karaivanova», «ivanova2»."""
    return free_name(in_latin(name) or "teacher", set(taken))


def grade_in(name: str) -> int | None:
    """The grade a class's or a group's name begins with."""
    match = re.match(r"\s*(\d{1,2})(?!\d)", name)
    return int(match[1]) if match and 1 <= int(match[1]) <= 12 else None
