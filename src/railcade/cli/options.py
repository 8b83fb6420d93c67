"""A command with more words than a function should have parameters: they are fields of a dataclass."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TypeVar, get_type_hints

T = TypeVar("T")


def taking(words: type[T]) -> Callable[[Callable[[T], None]], Callable[..., None]]:
    """Make a function of one dataclass into one that takes its fields by name, as typer looks for them."""

    def decorated(function: Callable[[T], None]) -> Callable[..., None]:
        def command(**given: object) -> None:
            function(words(**given))

        command.__name__, command.__doc__ = function.__name__, function.__doc__
        hints = get_type_hints(words, include_extras=True)
        fields = [
            item.replace(annotation=hints[name]) for name, item in inspect.signature(words).parameters.items()
        ]
        command.__annotations__ = hints
        command.__signature__ = inspect.Signature(fields)  # type: ignore[attr-defined]
        return command

    return decorated
