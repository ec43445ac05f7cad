"""Names for signing in, made by rule: Latin letters, the same for everybody, never given twice. Pure."""

import re
from collections.abc import Collection

LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        (
            "a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch - y - e yu ya"
        ).replace("-", "").split(" "),
        strict=True,
    )
)  # fmt: skip
LONGEST = 100


def in_latin(text: str) -> str:
    """«Ст. Караиванова» is «st.karaivanova»."""
    told = "".join(LETTERS.get(letter, letter) for letter in text.lower())
    return re.sub(r"[^a-z0-9]+", ".", told).strip(".")[:LONGEST]


def free_name(base: str, taken: Collection[str]) -> str:
    """`base`, or with the first number that makes it free; `taken` are names in small letters."""
    name, number = base, 2
    while name in taken:
        name, number = f"{base}{number}", number + 1
    return name


def usual_name(last: str, first: str, middle: str) -> str:
    """«Иванова Анна Викторовна» signs in as «ivanova.av»."""
    initials = "".join(in_latin(part)[:1] for part in (first, middle))
    return ".".join(part for part in (in_latin(last), initials) if part) or "user"
