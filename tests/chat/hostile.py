"""Texts that try to be more than text, and articles made of them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from bot.answering import Answer, Evidence, Reading, Status
from bot.articles import Article, Sentence, Source, Span, Stance

FRAGMENTS = [
    *"\\*_~`|>#-[]()<>@:/.!+&=^$'\"",
    *["**bold**", "__under__", "_slanted_", "*", "***", "~~struck~~", "||hidden||"],
    *["`code`", "```\nblock\n```", "> quote", ">>> all", "# Title", "-# small"],
    *["- item", "* item", "1. item", "2) item", "2023. ", "\n", "\r\n", "\n> ", "\n# "],
    *[
        "[text](https://evil.example)",
        "<https://evil.example>",
        "https://e.example/a_b",
    ],
    *["discord.gg/abc", "https://discord.com/invite/abc", "mailto:a@b.example"],
    *["@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</cmd:1>"],
    *["<id:customize>", "<:a:1>", "<a:b:2>", "<t:1:R>", ":smile:", ":+1:"],
    *["¯\\_(ツ)_/¯", "\\", "\\\\", "\\*", "\\\\*", "&amp;", "&#42;", "1️⃣", "*️⃣"],
    *["\u202eabc\u202c", "\u2066x", "\u2069", "\u200f", "\u061c", "\u200b", "\ufeff"],
    *["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\xa0", "\u3000", "\xad", "\x00"],
    *["العربية", "עברית", "नमस्ते", "می\u200cرود", "👩\u200d👩\u200d👧", "e\u0301"],
    *["🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "\U000e0041"],
    *["word", " ", "U.S.", "“so”"],
]

texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=12).map(
    "".join
)
names = st.none() | texts


@lru_cache(256)
def read(text: str) -> str:
    """Return what a reader takes in: no control or format characters, words apart."""
    kept = (
        sign
        for sign in text
        if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf"}
    )
    return " ".join("".join(kept).split())


@st.composite
def evidence(draw: st.DrawFn, size: int = 1) -> Evidence:
    """Draw evidence whose every text may be hostile."""
    body = draw(texts.filter(lambda t: any(sign.isalnum() for sign in t))) * size
    ends = draw(st.lists(st.integers(0, len(body)), max_size=6, unique=True))
    cuts = sorted(ends)
    spans = tuple(Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    source = Source(
        title=draw(names),
        publisher=draw(names),
        author=draw(names),
        url=draw(st.none() | texts.map(lambda t: f"https://a.example/{t}")),
        published=draw(names),
        license=draw(names),
        license_url=draw(st.none() | texts.map(lambda t: f"https://l.example/{t}")),
        notice=draw(names),
    )
    stance = draw(st.sampled_from(Stance))
    sentence = Sentence(0, len(body), draw(st.integers(1, 999)))
    slug = draw(texts)
    article = Article(slug, body, source, (sentence,), draw(names))
    return Evidence(
        article=article,
        start=0,
        end=len(body),
        score=1.0,
        sentence=Span(0, len(body)),
        highlights=spans,
        speaker=draw(names),
        stance=stance,
        opposes=draw(st.booleans()),
    )


def passages(size: int, least: int) -> st.SearchStrategy[tuple[Evidence, ...]]:
    """Return up to three pieces of evidence, no passage twice."""
    of_any = st.lists(
        evidence(size),
        min_size=least,
        max_size=3,
        unique_by=lambda e: (e.article.slug, e.text),
    )
    return of_any.map(tuple)


readings = st.lists(st.builds(Reading, texts, texts), max_size=3).map(tuple)
answers: st.SearchStrategy[Answer] = st.integers(1, 30).flatmap(
    lambda size: st.builds(
        Answer,
        question=texts,
        status=st.sampled_from(Status),
        confidence=st.floats(0, 1),
        evidence=passages(size, 1),
        closest=passages(size, 0),
        unknown_words=st.lists(texts, max_size=9).map(tuple),
        readings=readings,
        suggestions=readings,
        disputed=st.booleans(),
    )
)


def plain(**changes: Any) -> Evidence:  # noqa: ANN401 - any field of Evidence
    """Return ordinary evidence, with some fields changed."""
    body = changes.pop("body", "The ambassador said so. Nobody else did.")
    source = changes.pop("source", Source(publisher="A Paper"))
    label = changes.pop("label", None)
    end = len(body)
    slug = changes.pop("slug", "an-article")
    article = Article(slug, body, source, (Sentence(0, end, 3),), label)
    fields: dict[str, Any] = {
        "article": article,
        "start": 0,
        "end": end,
        "score": 1.0,
        "sentence": Span(0, end),
        "highlights": (),
        "speaker": None,
        "stance": Stance.REPORT,
    }
    return Evidence(**fields | changes)
