"""Other children's names in words to a family: found in every case form, whoever wrote them. Pure.

What the school keeps of a pupil is seen by the pupil, his own parents and those who teach him (A 24, B dir. 25), so
no family is told of another child by name. A surname alone may be a word («Мороз»), a teacher's or the child's own:
there the author decides. A surname beside the first name of the same child is that child: there nothing is asked.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from accounts.names import plain

_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = "аеиоуыэюя"
# Letters that look the same in both alphabets: a surname typed half in Latin is the surname.
_LATIN = str.maketrans("aceopxykABCEHKMOPTXY", "асеорхукАВСЕНКМОРТХУ")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# A name beside a surname is of the same person only within these.
_PARTED = re.compile(r"[.,!?;:()\n]+")
# Soft hyphens, zero-width marks and stresses stand inside a word and are not seen.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\u0300\u0301]")
# Words so formed are surnames also where they begin with a small letter: «петрову», «ковальскому».
_LIKE_A_SURNAME = re.compile(r"(?:[оеё]в|[иы]н|[сц]к(?:ий|ой)|енко|[ую]к|ян|дзе|швили)(?:а|ая)?$")
_PATRONYMIC = re.compile(r"..(?:[оеё]?вич|[ть]?ич|[оеё]вн|ичн)(?:а|у|ем|ом|е|ы|ой)?$")
_LEAST = 3

_POSSESSIVE = ("", "а", "у", "ым", "ом", "е", "ой", "ою", "ы", "ых", "ыми")
_HARD = ("ый", "ой", "ий", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ая", "яя", "ую", "юю", "ей",
         "ые", "ие", "ых", "их", "ыми", "ими")  # fmt: skip
_MASCULINE = ("", "а", "у", "ом", "ем", "е", "и", "ы", "ов", "ев", "ей", "ам", "ами", "ах")
_SOFT = ("ь", "й", "я", "ю", "ем", "е", "и", "ев", "ей", "ям", "ями", "ях")
_FEMININE = (
    "а",
    "я",
    "ы",
    "и",
    "е",
    "у",
    "ю",
    "ой",
    "ою",
    "ей",
    "ею",
    "",
    "ам",
    "ям",
    "ами",
    "ями",
    "ах",
    "ях",
)


@dataclass(frozen=True)
class Child:
    """A pupil as he is called; the patronymic may be empty."""

    last_name: str
    first_name: str
    middle_name: str = ""

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name)))


@dataclass(frozen=True)
class Named:
    """A word of the text that is another child's surname; `is_certain`: his first name stands beside it."""

    word: str
    child: str
    is_certain: bool


@dataclass(frozen=True)
class _Word:
    """As it is written, as it is compared, and in which part of the text it stands."""

    written: str
    folded: str
    part: int


def named_in(text: str, others: Iterable[Child], own: Iterable[Child] = ()) -> list[Named]:
    """Words of the text that name one of the others, in their order, each once.

    What is also a form of a name of one's own (a brother, a namesake) is nobody else's, unless the first name says so.
    """
    words = _words(text)
    ours = frozenset(form for child in own for form in surname_forms(child.last_name))
    own_names = frozenset(plain(child.full_name) for child in own)
    by_form: dict[str, list[Child]] = {}
    for child in others:
        if plain(child.full_name) not in own_names:
            for form in surname_forms(child.last_name):
                by_form.setdefault(form, []).append(child)
    found: dict[str, Named] = {}
    for place, word in enumerate(words):
        children = by_form.get(word.folded, ())
        certain = next((one for one in children if _is_called(one, words, place)), None)
        told = certain or next((one for one in children if _may_be(one, word.written)), None)
        if told is None or (word.folded in ours and certain is None):
            continue
        before = found.get(word.folded)
        if before is None or (certain and not before.is_certain):
            found[word.folded] = Named(word.written, told.full_name, certain is not None)
    return list(found.values())


def _may_be(child: Child, word: str) -> bool:
    return word[:1].isupper() or any(
        _LIKE_A_SURNAME.search(part) for part in _parts(child.last_name)
    )


def _is_called(child: Child, words: Sequence[_Word], place: int) -> bool:
    """The first name stands beside the surname, and no patronymic of somebody else with it."""
    near = {
        n - place: words[n].folded
        for n in range(max(place - 2, 0), min(place + 3, len(words)))
        if words[n].part == words[place].part and n != place
    }
    names = first_name_forms(child.first_name)
    by_patronymic = bool(_PATRONYMIC.search(near.get(-1, ""))) and near.get(-2) in names
    if not (by_patronymic or near.get(-1) in names or near.get(1) in names):
        return False
    patronymics = [one for one in near.values() if one not in names and _PATRONYMIC.search(one)]
    own = plain(child.middle_name)[:-2]
    return not patronymics or not own or any(one.startswith(own) for one in patronymics)


def _words(text: str) -> list[_Word]:
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return [
        _Word(match.group(), _folded(match.group()), part)
        for part, said in enumerate(_PARTED.split(seen))
        for match in _WORD.finditer(said)
    ]


def _folded(word: str) -> str:
    return plain(word.translate(_LATIN) if _CYRILLIC.search(word) else word)


def _parts(name: str) -> list[str]:
    """«Римского» and «Корсакова» each; of a short name of one part («Ли») that part, of long ones no «оглы»."""
    parts = [word.folded for word in _words(name)]
    return [part for part in parts if len(part) >= _LEAST] or parts[:1]


@cache
def surname_forms(surname: str) -> frozenset[str]:
    """All words that may be a case of the surname, of a man's, a woman's, a family's; folded."""
    return frozenset(form for part in _parts(surname) for form in _declined(part))


@cache
def first_name_forms(name: str) -> frozenset[str]:
    return frozenset(form for part in _parts(name) for form in _nominal(part))


def _declined(name: str) -> set[str]:
    if re.search(r"(?:[оеи]в|[иы]н)а?$", name):
        stem = name.removesuffix("а")
        # «Мазин» as «Петрова», but also «Ворона» as «сорока».
        return {stem + end for end in _POSSESSIVE} | _nominal(name)
    if len(name) > _LEAST and re.search(r"(?:ий|ый|ой|ая|яя)$", name):
        return {name[:-2] + end for end in _HARD} | _nominal(name)
    return _nominal(name)


def _nominal(name: str) -> set[str]:
    """A noun: «Мельник», «Гоголь», «Сорока», «Кравец»; what ends in another vowel stays as it is."""
    last, stem = name[-1:], name[:-1]
    if last in "ая":
        return {name} | {stem + end for end in _FEMININE if stem + end}
    if last in "ьй":
        return {name} | {short + end for short in _shortened(stem, name) for end in _SOFT}
    if last in _VOWELS or re.search(r"[иы]х$", name):
        return {name}
    return {short + end for short in _shortened(name, name) for end in _MASCULINE} | {name}


def _shortened(stem: str, name: str) -> set[str]:
    """With the vowel that falls out of the other cases: «Кравец», «Кравца»; «Павел», «Павла»."""
    if len(stem) > _LEAST and re.search(r"[^аеиоуыэюя][еоё][кцлнрв]$", stem):
        return {stem, stem[:-2] + stem[-1]}
    # «Заяц», «Зайца»; «Воробей», «Воробья»; «Илья» has its own.
    if name.endswith("ей") and len(name) > _LEAST:
        return {stem, name[:-2] + "ь"}
    return {stem}
