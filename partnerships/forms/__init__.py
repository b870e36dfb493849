"""What people type on the pages of a pair. Forms check and tidy; changing anything is for ``actions``."""

from .agreement import AgreementForm, WordForm
from .alone import FitForm, PulseForm
from .checks import AnswerForm, ReplyForm
from .commitments import ChangeForm, CommitmentChangeForm, CommitmentForm
from .endings import AcceptanceForm, GoOnForm, PauseForm, ReflectionForm
from .journal import JournalForm
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
    "GoOnForm",
    "JournalForm",
    "LineForm",
    "OpportunityForm",
    "OutcomeForm",
    "PauseForm",
    "ProposalForm",
    "PulseForm",
    "ReflectionForm",
    "ReplyForm",
    "SessionWordsForm",
    "TimesForm",
    "WordForm",
]
