"""A whole number in Russian words, as acts write it after the figures: «66 (шестьдесят шесть) листов»."""

UNITS = [
    "ноль",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]
TENS = [
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
]
HUNDREDS = [
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
]
FEMININE = {"один": "одна", "два": "две"}


def in_words(number: int) -> str:
    """Masculine nominative of 0 … 999 999: «двадцать один» (лист). ValueError beyond."""
    if not 0 <= number < 1_000_000:
        raise ValueError(f"{number} is not between 0 and 999 999")
    if number == 0:
        return UNITS[0]
    thousands, rest = divmod(number, 1000)
    words = []
    if thousands:
        words = [FEMININE.get(word, word) for word in _below_thousand(thousands)]
        words.append(_thousand(thousands))
    return " ".join(words + _below_thousand(rest))


def _below_thousand(number: int) -> list[str]:
    words = []
    if number >= 100:
        words.append(HUNDREDS[number // 100 - 1])
    number %= 100
    if number >= 20:
        words.append(TENS[number // 10 - 2])
        number %= 10
    if number:
        words.append(UNITS[number])
    return words


def _thousand(count: int) -> str:
    if count % 100 in range(11, 15):
        return "тысяч"
    return {1: "тысяча", 2: "тысячи", 3: "тысячи", 4: "тысячи"}.get(count % 10, "тысяч")
