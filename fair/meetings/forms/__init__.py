"""Forms of the meetings room."""

from fair.meetings.forms.booking import BookForm, HandOverForm, RulesForm, SwapForm
from fair.meetings.forms.plans import (
    BoardForm,
    CancelForm,
    OverForm,
    SpotForm,
    WhatIfForm,
    WindowForm,
)
from fair.meetings.forms.requests import (
    AcceptForm,
    AnswerForm,
    AskForm,
    CounterForm,
    DeclineForm,
    DelegateForm,
    TimeForm,
)

__all__ = [
    "AcceptForm",
    "AnswerForm",
    "AskForm",
    "BoardForm",
    "BookForm",
    "CancelForm",
    "CounterForm",
    "DeclineForm",
    "DelegateForm",
    "HandOverForm",
    "OverForm",
    "RulesForm",
    "SpotForm",
    "SwapForm",
    "TimeForm",
    "WhatIfForm",
    "WindowForm",
]
