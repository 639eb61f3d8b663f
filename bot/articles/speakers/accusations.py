"""Finds who answers an accusation: "he" who denies it is never who made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.sentence import Stance
from bot.articles.speakers.entities import Entity

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.articles.speakers.lines import Line
    from bot.articles.speakers.people import People, Person
    from bot.articles.speakers.tokens import Token

__all__ = ["answering"]

_ACCUSING = frozenset({"accuse", "arraigned", "suing"})
_NEAR = 4  # words between "accused" and the name, or "was" and "accused"


def answering(
    before: Line,
    entity: Entity | None,
    gender: str,
    people: People,
    denies: Callable[[], bool],
) -> Entity | None:
    """Return whom a pronoun means behind a sentence that may accuse somebody.

    `entity` is whom it means else. Where it is not plain who was accused, or by whom,
    it means nobody.
    """
    speaker = entity and entity.span
    if before.stance is Stance.DENIAL and before.speaker == speaker:
        return entity
    named = {person.span: person for person in people.within(before.span)}
    rivals = [
        person
        for span, person in named.items()
        if span != speaker and person.gender in {"", gender}
    ]
    accusing = [at for at, token in enumerate(before.plain) if token.tags & _ACCUSING]
    if not accusing:
        return None if rivals and denies() else entity
    found = (_accused(before.plain, at, people, before) for at in accusing)
    accused = {one.span: one for one in found if one and one.gender in {"", gender}}
    if not accused:
        spared = before.speaker != speaker and any(
            _passive(before.plain, at) for at in accusing
        )
        return entity if spared or not denies() else None
    one, *more = accused.values()
    if more or one.gender != gender:
        return None
    ours = one.span == speaker or denies()
    return Entity(one.span, "person", gender) if ours else None


def _accused(tokens: list[Token], at: int, people: People, line: Line) -> Person | None:
    """Return Y of "X accused Y of" and "Y was accused by"."""
    verb = tokens[at]
    mentions = people.mentioned(line.span)
    for start, person in mentions:
        if start > verb.end:
            words = [word for word in tokens[at + 1 :] if word.start < start]
            small = any("prepositions" in word.tags for word in words)
            if len(words) <= _NEAR and not small:
                return person
            break
    if not _passive(tokens, at):
        return None
    return next((p for start, p in mentions[::-1] if start < verb.start), None)


def _passive(tokens: list[Token], at: int) -> bool:
    """Whether "was" stands before "accused"."""
    return tokens[at].lower.endswith("ed") and any(
        "being" in word.tags for word in tokens[max(0, at - _NEAR) : at]
    )
