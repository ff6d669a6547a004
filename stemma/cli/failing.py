"""How an error of any room ends a command."""

from __future__ import annotations

FAILED, USAGE, BREACHED, MISSING_SERVICE = 1, 2, 3, 4


def exit_code(error: Exception) -> int | None:
    """The exit code of an error that is told to the user in one line; None for one that is a defect of ours."""
    from agents.errors import AgentsError
    from evaluation.errors import EvaluationError
    from graph.errors import BadCursor, GraphError, InvalidId, StoreUnavailable
    from prompts.errors import PromptsError
    from stemma.errors import BadFilter, BadSetting, BadTime, ModelNotSet, StemmaError

    if isinstance(error, InvalidId | BadCursor | BadFilter | BadSetting | BadTime | ModelNotSet):
        return USAGE
    if isinstance(error, StoreUnavailable):
        return MISSING_SERVICE
    return FAILED if isinstance(error, GraphError | AgentsError | EvaluationError | PromptsError | StemmaError) else None
