"""The words by which speakers are found, read from a file that a person can extend.

A file may have part of the sections only: what it does not have is not seen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from bot.errors import VerbatimError

__all__ = [
    "Lexicon",
    "LexiconError",
    "is_pronoun",
    "lexicon",
    "parse_lexicon",
    "sections",
]

_SECTION = re.compile(r"^\[(.+)\]$", re.MULTILINE)
_TITLES = {"titles", "offices", "roles"}
_ROLE = 4  # letters
_SPEAKERS = ("people", "organisations", "documents", "surveys")  # and the roles


class LexiconError(VerbatimError):
    """A lexicon or a table of rules that can't be used; its sentence names the line."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}")
        self.line = line


@dataclass(frozen=True, eq=False)
class Lexicon:
    """One language's words by section, all in lower case.

    `phrases` has those of a section, `roles` a role's class. `verbs` gives each form of
    a verb the kinds it belongs to (`say`, `deny` …); past forms and participles have
    the tag "past", infinitives that are no past as well, as "hit" is, "base".
    """

    language: str
    words: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    roles: dict[str, str]
    verbs: dict[str, frozenset[str]]
    # What a Tokeniser found of words as they are written, for the next text.
    known: dict[str, tuple[str, frozenset[str], bool]] = field(default_factory=dict)

    def __getitem__(self, section: str) -> frozenset[str]:
        """Return the words of a section, none where the file does not have it.

        Raises KeyError where no lexicon can have it.
        """
        return self.words[section]

    def tags(self, lower: str) -> frozenset[str]:
        """Return the sections and the kinds of verbs that a word belongs to."""
        found = self._tags.get(lower, frozenset())
        if not found and "compounds" in self["order"]:  # "Firmenchefin"
            starts = range(1, len(lower) - _ROLE + 1)
            ends = (self._tags.get(lower[at:], frozenset()) for at in starts)
            found = next((tags for tags in ends if "roles" in tags), frozenset())
        return found

    @cached_property
    def _tags(self) -> dict[str, frozenset[str]]:
        tags: defaultdict[str, set[str]] = defaultdict(set)
        for section, members in self.words.items():
            for word in members:
                tags[word].add(section)
        for form, kinds in self.verbs.items():
            tags[form] |= kinds
        nouns = {*self.roles}.union(*(self[section] for section in _SPEAKERS))
        for noun in nouns | {_plural(noun) for noun in nouns}:
            tags[noun].add("speakers")
            plural = noun[-1:] == "s" and noun[-2:] not in {"ss", "is", "us"}
            if plural or noun in self["plurals"]:
                tags[noun].add("several")
        return {word: frozenset(found) for word, found in tags.items()}

    def all_of(self, wanted: frozenset[str]) -> frozenset[str]:
        """Return the words that are among some words or have one of some tags."""
        tagged = (word for word, tags in self._tags.items() if tags & wanted)
        return wanted.union(tagged)

    def title(self, lower: str) -> bool:
        """Whether a word before a name is no part of it: "Senator-elect"."""
        return not self.tags(lower.removesuffix("-elect")).isdisjoint(_TITLES)

    def honour(self, text: str) -> bool:
        """Whether "KC" or "PhD" after a name is no part of it."""
        return text.lower() in self["honours"] and not text[1:].islower()


@cache
def sections() -> frozenset[str]:
    """Return the names that a section may have: the English lexicon has them all."""
    english = Path(__file__).with_name("lexicon_en.txt")
    found = _SECTION.findall(english.read_text("utf-8"))
    return frozenset({"past", "base", *found})


@cache
def lexicon(language: str) -> Lexicon | None:
    """Return the lexicon of a language (ISO 639-1), or None where there is none.

    Raises LexiconError where its file is wrong.
    """
    if not language.isalpha():
        return None
    file = Path(__file__).with_name(f"lexicon_{language}.txt")
    if not file.is_file():
        return None
    return parse_lexicon(file.read_text("utf-8"), language, file.name)


def is_pronoun(words: str, language: str) -> bool:
    """Return whether words are "he", "she" or the like, by which nobody is named."""
    found = lexicon(language)
    return found is not None and words.lower() in found["pronouns"]


def is_unnamed(words: str, language: str) -> bool:
    """Return whether words are "they" or "the firm": who has a name stands before."""
    if (found := lexicon(language)) is None:
        return False
    lower = words.lower().split()
    the = lower[0] == "the" and words[1:].islower()
    return is_pronoun(words, language) or (the and lower[-1] in found["organisations"])


def parse_lexicon(text: str, language: str, file: str) -> Lexicon:
    """Read the text of a lexicon. Raises LexiconError, which names the line."""
    words: dict[str, set[str]] = {name: set() for name in sections()}
    phrases: dict[str, tuple[tuple[str, ...], ...]] = {}
    verbs: dict[str, frozenset[str]] = {}
    roles: dict[str, str] = {}
    kind = of = ""
    numbered = enumerate(text.splitlines(), 1)
    for number, line in ((n, one) for n, one in numbered if one[:1] not in {"", "#"}):
        given, problem = line.split(), ""
        if line.startswith("["):
            name = line.strip("[] ")
            kind, _, of = name.partition(": ")
            problem = "" if name in sections() else f"no section is called {name!r}."
        elif not kind:
            problem = "it must begin with the name of a section in brackets."
        elif line != line.lower():
            problem = "write its words in lower case, as they are looked up."
        elif kind == "verbs":
            base, past, forms = _forms(given, language)
            words["past"] |= past
            words["base"] |= {base} - past
            verbs |= {form: verbs.get(form, frozenset()) | {of} for form in forms}
        elif kind == "phrases":
            phrases[of] = (*phrases.get(of, ()), tuple(given))
        elif kind != "roles":
            words[kind].update(given)
        elif given[0].endswith(":"):
            roles |= dict.fromkeys(given[1:], given[0][:-1])
        else:
            problem = "a role needs its class: `mayor: mayor burgomaster`."
        if problem:
            raise LexiconError(file, number, problem)
    words["roles"] = {*roles}
    found = {section: frozenset(members) for section, members in words.items()}
    return Lexicon(language, found, phrases, roles, verbs)


def _forms(given: list[str], language: str) -> tuple[str, set[str], set[str]]:
    """Return a verb's base form, its pasts and all its forms.

    English ones are formed by the rules of its spelling unless they are given; in
    other languages a line has all forms, and from the third on they are pasts.
    """
    base, *irregular = given
    if language != "en":
        return base, set(irregular[1:]), set(given)
    stem = base.removesuffix("e")
    ing = {form for form in irregular if form.endswith("ing")}
    past = {*irregular} - ing or {re.sub("(?<![aeiou])y$", "i", stem) + "ed"}
    return base, past, {base, _plural(base)} | past | (ing or {stem + "ing"})


def _plural(word: str) -> str:
    """Return the plural of a noun, which is also the third person of a verb."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith("man"):
        return word[:-2] + "en"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z", "cho")) else "s")
