"""Reads what a folder says of the encoder in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Description", "read_description"]


class Description(BaseModel):
    """What encoder.json says: which languages it knows, and how it is to be used.

    No `languages` means all. `longest` counts tokens. `pooling` is what is to be done
    with the states of the tokens, none where the model gives one vector a text.
    `query` and `passage` stand before a question and before a sentence. `weight` is
    what a cosine counts for beside a share of the attainable score.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    name: str
    languages: tuple[str, ...] = ()
    longest: int = 256
    pooling: Literal["none", "mean", "first"] = "none"
    query: str = ""
    passage: str = ""
    weight: float = 1.0


def read_description(text: bytes, path: Path) -> Description:
    """Read the text of an encoder.json; raises SettingsError, which names its path."""
    try:
        return Description.model_validate_json(text)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or path.name
        message = f"VERBATIM_MODEL: {path}: {where}: {fault['msg']}."
        raise SettingsError(message) from None
