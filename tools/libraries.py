"""Says which libraries of the development group a command lacks."""

from __future__ import annotations

from importlib.util import find_spec

from bot.errors import EvaluationError

__all__ = ["require"]


def require(*libraries: str) -> None:
    """Raise EvaluationError where a library is missing; only development has them."""
    for library in libraries:
        if find_spec(library) is None:
            message = (
                f"Measuring needs {library}, which is not installed; in the "
                "repository, run `pip install -c constraints.txt -e '.[dev]'`."
            )
            raise EvaluationError(message)
