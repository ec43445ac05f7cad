"""Which system of marks a journal has: by subject and grade as the school has chosen, else the usual one (SCH-14)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .models import CourseSection, GradingChoice, GradingSystem, ScaleKind, Subject
from .rulebook import regulation_on


@dataclass(frozen=True)
class Marking:
    """A usual scale by its name, or the school's own with the key of its system."""

    scale: str
    grading: int | None = None


def marking_of(
    subject: Subject, grade: int, kind: str, *, choices: Iterable[GradingChoice], ungraded: int
) -> Marking:
    """The narrowest choice: of the subject before all, of fewer grades before more; the later of equals.

    Where there is none the first `ungraded` grades have no marks, nor has anybody in a circle. A choice speaks of
    those grades only if it ends within them: «1–11» does not give them marks.
    """
    fit = [
        one for one in choices
        if one.grade_from <= grade <= one.grade_to and one.subject_id in (None, subject.pk)
        and (grade > ungraded or one.grade_to <= ungraded)
    ]  # fmt: skip
    if fit and kind != CourseSection.Kind.CIRCLE:
        best = min(
            fit, key=lambda one: (one.subject_id is None, one.grade_to - one.grade_from, -one.pk)
        )
        return Marking(best.scale, best.grading_id)
    if grade <= ungraded or kind == CourseSection.Kind.CIRCLE:
        return Marking(ScaleKind.UNGRADED)
    return Marking(ScaleKind.FIVE_POINT)


@dataclass(frozen=True)
class Chooser:
    """What the school has chosen, read once for many journals of a year."""

    choices: Sequence[GradingChoice]
    ungraded: int

    def marking(self, subject: Subject, grade: int, kind: str) -> Marking:
        return marking_of(subject, grade, kind, choices=self.choices, ungraded=self.ungraded)


def chooser_on(day: date) -> Chooser:
    """Two queries."""
    return Chooser(all_choices(), regulation_on(day).ungraded_grades)


def all_choices() -> Sequence[GradingChoice]:
    return list(GradingChoice.objects.select_related("subject", "grading").order_by("pk"))


def own_systems() -> Sequence[GradingSystem]:
    """Systems of the school's own, by name."""
    return list(GradingSystem.objects.filter(kind=ScaleKind.OWN).order_by("name"))


OF_SYSTEM = "own-"


def word_of(marking: Marking) -> str:
    """As a form sends it: «five_point», «own-12»."""
    return f"{OF_SYSTEM}{marking.grading}" if marking.scale == ScaleKind.OWN else marking.scale


def marking_named(word: str) -> Marking:
    """Of a word that a form has checked."""
    if word.startswith(OF_SYSTEM):
        return Marking(ScaleKind.OWN, int(word.removeprefix(OF_SYSTEM)))
    return Marking(word)


def marking_choices(systems: Iterable[GradingSystem]) -> list[tuple[str, str]]:
    usual = [(kind.value, kind.label) for kind in ScaleKind if kind != ScaleKind.OWN]
    return [*usual, *((f"{OF_SYSTEM}{one.pk}", one.name) for one in systems)]
