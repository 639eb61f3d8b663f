"""The words by which attribution goes, read from a file that a person can extend."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

__all__ = ["EMPTY", "Lexicon", "lexicon"]

_VERBS = "verbs: "
_PHRASES = "phrases: "
_IRREGULAR_ING = "ing"


@dataclass(frozen=True)
class Lexicon:
    """One language's words by section, all in lower case.

    `phrases` has those of a section by their first word, `roles` a role's class.
    `verbs` gives each form of a verb the kinds it belongs to (`say`, `deny` ...),
    `participles` are the -ing forms among them, `bases` the infinitives that are no
    past as well, as "hit" is.
    """

    words: dict[str, frozenset[str]]
    phrases: dict[str, dict[str, list[tuple[str, ...]]]]
    roles: dict[str, str]
    verbs: dict[str, frozenset[str]]
    participles: frozenset[str]
    bases: frozenset[str]

    def phrase_at(self, section: str, lowers: list[str], at: int) -> bool:
        """Tell whether a phrase of the section begins at a place among words."""
        return any(
            tuple(lowers[at : at + len(phrase)]) == phrase
            for phrase in self.phrases[section].get(lowers[at], ())
        )

    def title(self, lower: str) -> bool:
        """Tell whether a word before a name is no part of it: "Senator-elect"."""
        held = lower.removesuffix("-elect")
        return held in self["titles"] | self["offices"] or held in self.roles

    def honour(self, text: str) -> bool:
        """Tell whether "KC" or "PhD" after a name is no part of it."""
        return text.lower() in self["honours"] and not text[1:].islower()

    def __getitem__(self, section: str) -> frozenset[str]:
        """Return the words of a section; raises KeyError where there is none."""
        return self.words[section]

    @cached_property
    def speakers(self) -> frozenset[str]:
        """The common nouns for whoever or whatever can say something."""
        sections = ("people", "organisations", "documents", "surveys")
        nouns = {*self.roles}.union(*(self[section] for section in sections))
        return frozenset(nouns | {_plural(noun) for noun in nouns})

    @cached_property
    def plural_speakers(self) -> frozenset[str]:
        """The nouns that stand for several speakers, without an article too."""
        return frozenset(
            noun
            for noun in self.speakers
            if noun not in self.roles and (noun[-1:] == "s" or noun in _PLURALS)
        )

    @cached_property
    def disputes(self) -> frozenset[str]:
        """The words that tell of an allegation, which somebody may reject."""
        accusing = {form for form, kinds in self.verbs.items() if "accuse" in kinds}
        return self["allegations"] | accusing

    @cached_property
    def cues(self) -> frozenset[str]:
        """The words without one of which no sentence says who says something."""
        telling = {form for form, kinds in self.verbs.items() if kinds - EMPTY}
        return frozenset(
            {*telling, "according", *self["hedges"], *self["allegations"]}
            | self["unfounded"]
            | self["suits"]
            | self["arraigned"]
            | {p[-1] for group in self.phrases["unfounded"].values() for p in group}
        )


# They say nothing but with an allegation, or with "that".
EMPTY = frozenset({"call", "charge", "fend", "make"})
_PLURALS = frozenset(
    {"authorities", "children", "data", "media", "men", "parents", "people", "police"}
    | {"women"}
)


@cache
def lexicon(language: str) -> Lexicon | None:
    """Return the lexicon of a language (ISO 639-1), or None where there is none."""
    if not language.isalpha():
        return None
    file = Path(__file__).with_name(f"lexicon_{language}.txt")
    return _parse(file.read_text("utf-8")) if file.is_file() else None


def _parse(text: str) -> Lexicon:
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            lines = sections.setdefault(line.strip("[] "), [])
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    return _built(sections)


def _built(sections: dict[str, list[str]]) -> Lexicon:
    words: dict[str, frozenset[str]] = {}
    phrases: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    verbs: dict[str, frozenset[str]] = {}
    bases: set[str] = set()
    for name, lines in sections.items():
        if name.startswith(_VERBS):
            bases.update(
                base for base, *past in map(str.split, lines) if base not in past
            )
            _add_verbs(verbs, name.removeprefix(_VERBS), lines)
        elif name.startswith(_PHRASES):
            phrases[name.removeprefix(_PHRASES)] = _by_first(lines)
        elif name != "roles":
            words[name] = frozenset(" ".join(lines).split())
    roles = _roles(sections["roles"])
    participles = frozenset(form for form in verbs if form.endswith(_IRREGULAR_ING))
    return Lexicon(words, phrases, roles, verbs, participles, frozenset(bases))


def _by_first(lines: list[str]) -> dict[str, list[tuple[str, ...]]]:
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for line in lines:
        phrase = tuple(line.split())
        phrases.setdefault(phrase[0], []).append(phrase)
    return phrases


def _add_verbs(verbs: dict[str, frozenset[str]], kind: str, lines: list[str]) -> None:
    for line in lines:
        for form in _forms(*line.split()):
            verbs[form] = verbs.get(form, frozenset()) | {kind}


def _forms(base: str, *irregular: str) -> set[str]:
    """Return a verb's forms by the rules of English spelling."""
    stem = base.removesuffix("e")
    soft = base.endswith("y") and base[-2] not in "aeiou"
    past = {base[:-1] + "ied" if soft else stem + "ed"}
    ing = {stem + "ing"}
    if given := {form for form in irregular if not form.endswith(_IRREGULAR_ING)}:
        past = given
    if given := {form for form in irregular if form.endswith(_IRREGULAR_ING)}:
        ing = given
    return {base, _plural(base)} | past | ing


def _plural(word: str) -> str:
    """Return the plural of a noun, which is also the third person of a verb."""
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith("man"):
        return word[:-2] + "en"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z")) else "s")


def _roles(lines: list[str]) -> dict[str, str]:
    """Return the class of each role."""
    return {
        word: name
        for name, _, members in (line.partition(":") for line in lines)
        for word in members.split()
    }
