"""What people type on the pages of a pair. Forms check and tidy; changing anything is for ``actions``."""

from .agreement import AgreementForm
from .commitments import AnswerForm, ChangeForm, CommitmentForm, ReplyForm
from .endings import PauseForm, ReflectionForm
from .journal import JournalForm

__all__ = [
    "AgreementForm",
    "AnswerForm",
    "ChangeForm",
    "CommitmentForm",
    "JournalForm",
    "PauseForm",
    "ReflectionForm",
    "ReplyForm",
]
