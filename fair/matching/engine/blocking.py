"""Which offers can pass the gate of processes of which needs: the others are not looked at."""

import numpy as np

from fair.matching.engine.coded import Bools, Ints
from fair.matching.engine.eligibility import PROCESS_PASSES_FROM
from fair.matching.engine.pairing import Pairing


def passing(pairing: Pairing, asked: Ints, offered: Ints) -> Bools:
    """Tell which sets of offered processes pass the gate of each asked set, a row each."""
    answers = pairing.processes
    passes = answers.levels_of(asked, offered) >= answers.level_from(PROCESS_PASSES_FROM)
    passes |= answers.likeness.sizes[offered] == 0
    passes |= ~answers.asks[asked, None]
    return passes


def open_to_any(pairing: Pairing, asked: Ints) -> Ints:
    """Return the rows of the offers that pass the gate of any of these asked sets."""
    answers, ids = pairing.processes, pairing.offers.processes.ids
    if not answers.asks[asked].all():
        return np.arange(len(ids))
    is_every = answers.every[asked]
    passes: Bools = answers.likeness.sizes == 0
    codes = np.unique(answers.asked[asked[~is_every]])
    passes |= np.logical_or.reduce(pairing.passing_codes[codes])
    for codes in answers.asked[asked[is_every]]:
        passes |= np.logical_and.reduce(pairing.passing_codes[codes])
    return np.flatnonzero(passes[ids])
