"""Work out reasons that were left for later."""

from fair.editions.choices import Side
from fair.matching.jobs.candidates import RowList
from fair.matching.jobs.lists import reasons_of
from fair.matching.jobs.storing import update_reasons
from fair.matching.jobs.warm import WarmInputs
from fair.matching.models import Match, MatchRun, UnexplainedList

# Whoever changes something meanwhile waits so long.
EXPLAINED_PER_ROUND = 100
# So many lists are looked through for them.
LISTS_PER_ROUND = 50


def explain_some(run: MatchRun, *, inputs: WarmInputs) -> int:
    """Work out the reasons of some pairs; return how many lists were looked through.

    Runs in a transaction that has locked the run.
    """
    waiting = list(run.unexplained_lists.order_by("side", "row_id")[:LISTS_PER_ROUND])
    if not waiting:
        return 0
    side = Side(waiting[0].side)
    lists = [each for each in waiting if each.side == side]
    of_lists = {f"{RowList(side, 0).column}__in": [each.row_id for each in lists]}
    unexplained = Match.objects.filter(run=run, is_explained=False, **of_lists)
    left = list(unexplained.values_list("pk", "need_id", "line_id")[:EXPLAINED_PER_ROUND])
    update_reasons(
        {
            match_id: reasons_of(need_id, line_id, inputs=inputs)
            for match_id, need_id, line_id in left
        }
    )
    if len(left) < EXPLAINED_PER_ROUND:
        UnexplainedList.objects.filter(pk__in=[each.pk for each in lists]).delete()
    return len(lists)
