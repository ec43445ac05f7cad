"""What the journal's pages ask. Checked here, written by actions."""

from .absences import ReasonForm
from .corrections import CorrectionForm, DecisionForm, ReopenForm
from .entries import ItemForm, LessonForm, SectionSearch
from .finals import ExamForm, FinalsForm
from .notes import NoteDecisionForm, NoteForm
from .register import RegisterForm
from .substitutions import AbsenceForm, DayChoice, DayForm, MoveForm

__all__ = [
    "AbsenceForm",
    "CorrectionForm",
    "DayChoice",
    "DayForm",
    "DecisionForm",
    "ExamForm",
    "FinalsForm",
    "ItemForm",
    "LessonForm",
    "MoveForm",
    "NoteDecisionForm",
    "NoteForm",
    "ReasonForm",
    "RegisterForm",
    "ReopenForm",
    "SectionSearch",
]
