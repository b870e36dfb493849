"""What people type on the pages of a pair. Forms check and tidy; changing anything is for ``actions``."""

from .agreement import AgreementForm, WordForm
from .alone import FitForm, PulseForm
from .checks import AnswerForm, ReplyForm
from .commitments import ChangeForm, CommitmentChangeForm, CommitmentForm
from .endings import AcceptanceForm, GoOnForm, PauseForm, ReflectionForm
from .forward import ForwardForm
from .journal import JournalChangeForm, JournalForm, PrivateNoteForm
from .opportunities import DeclineOfferForm, OpportunityForm, OutcomeForm
from .sessions import ChoiceForm, LineForm, ProposalForm, SessionWordsForm, TimesForm

__all__ = [
    "AcceptanceForm",
    "AgreementForm",
    "AnswerForm",
    "ChangeForm",
    "ChoiceForm",
    "CommitmentChangeForm",
    "CommitmentForm",
    "DeclineOfferForm",
    "FitForm",
    "ForwardForm",
    "GoOnForm",
    "JournalChangeForm",
    "JournalForm",
    "LineForm",
    "OpportunityForm",
    "OutcomeForm",
    "PauseForm",
    "PrivateNoteForm",
    "ProposalForm",
    "PulseForm",
    "ReflectionForm",
    "ReplyForm",
    "SessionWordsForm",
    "TimesForm",
    "WordForm",
]
