"""What all shapes have in common: how one is read off the engine's values, written as JSON, and described."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Annotated, Any, Self

import pydantic_core
from pydantic import AfterValidator, AliasPath, BaseModel, BeforeValidator, ConfigDict, Field

from rag.model import Moment

#: A path may have bytes that are no text; JSON has none for them.
WholeText = Annotated[str, BeforeValidator(lambda text: str(text).encode("utf-8", "replace").decode())]
Rounded = Annotated[float, AfterValidator(lambda number: round(number, 4))]
Second = Annotated[Moment, AfterValidator(lambda moment: moment.replace(microsecond=0))]


class Shape(BaseModel):
    """What all shapes have in common: they do not change, and a validator is built for each when it is first needed."""

    model_config = ConfigDict(frozen=True, from_attributes=True, validate_by_name=True, defer_build=True)

    @classmethod
    def of(cls, *values: object, **besides: Any) -> Self:
        """The shape of a value of the engine, with what else is known.

        Args:
            values: of :mod:`rag.model` or :mod:`rag.reports`; what the first has no attribute for is taken of the next.
            besides: what none of them has.
        """
        alone = len(values) == 1 and not besides
        return cls.model_validate(values[0] if alone else Joined(SimpleNamespace(**besides), *values))


class Joined:
    """Several values as one: an attribute is that of the first which has it."""

    def __init__(self, *values: object) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        for value in self._values:
            if hasattr(value, name):
                return getattr(value, name)
        raise AttributeError(name)


def to_json(value: Any) -> str:
    """Shapes, in lists or alone, as one line of JSON; of a generator only one at a time is held."""
    # Blanks behind commas and colons, which people grep for: where a line ends in this form, one stands. Within texts
    # JSON writes no line ends. Half the time that json.dumps takes.
    return pydantic_core.to_json(value, indent=0).decode().replace(",\n", ", ").replace("\n", "")


def read_from(*path: str, description: str) -> Any:
    """A field that is read along these attributes: of the value, then of what that one holds."""
    return Field(validation_alias=AliasPath(*path), description=description)


def where_asked(description: str, default: object = None) -> Any:
    """A field that is not written where it has its default: it was not asked for."""
    return Field(default=default, exclude_if=lambda value: value == default, description=description)
