"""What people type on the pages of a pair. Forms check and tidy; changing anything is for ``actions``."""

from .agreement import AgreementForm, WordForm
from .checks import AnswerForm, ReplyForm
from .commitments import ChangeForm, CommitmentChangeForm, CommitmentForm
from .endings import AcceptanceForm, GoOnForm, PauseForm, ReflectionForm
from .journal import JournalForm

__all__ = [
    "AcceptanceForm",
    "AgreementForm",
    "AnswerForm",
    "ChangeForm",
    "CommitmentChangeForm",
    "CommitmentForm",
    "GoOnForm",
    "JournalForm",
    "PauseForm",
    "ReflectionForm",
    "ReplyForm",
    "WordForm",
]
