"""What is worth a second look in a topic or in homework: an empty, a one-word, a copied entry. Hints, never refusals."""

ONE_WORD = "Одно слово. Допишите, что именно: {what}."
COPIED = "То же, что на прошлом уроке. Проверьте, верно ли это."
NO_TOPIC = "Тема не записана."
NO_HOMEWORK = "Задание не записано. Если его нет, отметьте «Не задано»."
WHAT_HOMEWORK = "параграф, номера, что сделать"
WHAT_TOPIC = "о чём был урок"


def topic_hint(topic: str, *, before: str, is_over: bool) -> str:
    """About the topic of a lesson; `before` is that of the lesson before, on another day."""
    if not topic.strip():
        return NO_TOPIC if is_over else ""
    return _hint(topic, before, WHAT_TOPIC)


def homework_hint(text: str, *, before: str, is_over: bool, is_none: bool = False) -> str:
    """About homework; `before` is the text of that set at the lesson before, on another day."""
    if is_none:
        return ""
    if not text.strip():
        return NO_HOMEWORK if is_over else ""
    return _hint(text, before, WHAT_HOMEWORK)


def _hint(text: str, before: str, what: str) -> str:
    words = _words(text)
    if len(words) < 2:
        return ONE_WORD.format(what=what)
    return COPIED if words == _words(before) else ""


def _words(text: str) -> list[str]:
    """Words and numbers, without signs, case and ё: «§ 5, № 3» is two."""
    plain = text.casefold().replace("ё", "е")
    return "".join(sign if sign.isalnum() else " " for sign in plain).split()
