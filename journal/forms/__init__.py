"""What the journal's pages ask. Checked here, written by actions."""

from .absences import ReasonForm
from .corrections import CorrectionForm, DecisionForm, ReopenForm
from .entries import ItemForm, LessonForm, SectionSearch
from .register import RegisterForm
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
    "ReasonForm",
    "RegisterForm",
    "ReopenForm",
    "SectionSearch",
]
