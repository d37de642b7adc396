"""All that workers do to match an edition."""

from fair.matching.jobs.aftermath import finish_up, runs_to_finish_up
from fair.matching.jobs.cutting import chunks_to_share
from fair.matching.jobs.heart import Heart, RunLost
from fair.matching.jobs.preview import preview_weights
from fair.matching.jobs.refitting import activate_text_model
from fair.matching.jobs.refreshing import editions_left_behind, refresh_matches
from fair.matching.jobs.runs import (
    REFRESH_AFTER,
    edition_of_run,
    execute_run,
    forgotten_run_ids,
    help_run,
    open_run,
    record_failure,
    refresh_stale,
)

__all__ = [
    "REFRESH_AFTER",
    "Heart",
    "RunLost",
    "activate_text_model",
    "chunks_to_share",
    "edition_of_run",
    "editions_left_behind",
    "execute_run",
    "finish_up",
    "forgotten_run_ids",
    "help_run",
    "open_run",
    "preview_weights",
    "record_failure",
    "refresh_matches",
    "refresh_stale",
    "runs_to_finish_up",
]
