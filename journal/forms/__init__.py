"""What the journal's pages ask. Checked here, written by actions."""

from .entries import (
    CorrectionForm,
    DecisionForm,
    ItemForm,
    LessonForm,
    ReopenForm,
    SectionSearch,
)
from .substitutions import AbsenceForm, DayChoice, DayForm, MoveForm

__all__ = [
    "AbsenceForm",
    "CorrectionForm",
    "DayChoice",
    "DayForm",
    "DecisionForm",
    "ItemForm",
    "LessonForm",
    "MoveForm",
    "ReopenForm",
    "SectionSearch",
]
