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
    AnswerForm,
    AskForm,
    CounterForm,
    DeclineForm,
    DelegateForm,
)

__all__ = [
    "AnswerForm",
    "AskForm",
    "BoardForm",
    "CancelForm",
    "CounterForm",
    "DeclineForm",
    "DelegateForm",
    "OverForm",
    "SpotForm",
    "WhatIfForm",
    "WindowForm",
]
