"""Forms of the meetings room."""

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
    "CancelForm",
    "CounterForm",
    "DeclineForm",
    "DelegateForm",
    "OverForm",
    "SpotForm",
    "TimeForm",
    "WhatIfForm",
    "WindowForm",
]
