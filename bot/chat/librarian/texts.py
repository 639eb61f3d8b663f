"""What /library says; pure functions throughout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.articles import Doubt, name_of
from bot.articles.sentences import LONGEST
from bot.chat.drafts import FIELDS, Purpose
from bot.chat.escaping import clipped, inline
from bot.chat.pages import fits
from bot.chat.wording import _, marked, numbered
from bot.storage import ArticleState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.articles import Article, Extract
    from bot.chat.drafts import Draft
    from bot.errors import QuotaError
    from bot.storage import AuditEntry, Scope, StoredArticle

__all__ = ["article_lines", "done", "log_lines", "preview", "title_of"]

_PURPOSES = {
    Purpose.ADD: marked("**Is this right?** It is added once you press Add."),
    Purpose.UPDATE: marked("**Is this right?** It is updated once you press Update."),
    Purpose.CORRECT: marked(
        "**Is this right?** It is corrected once you press Correct."
    ),
}
_DONE = {
    Purpose.ADD: marked("Added: **{title}** ({slug})."),
    Purpose.UPDATE: marked("Updated: **{title}** ({slug}) has version {version}."),
    Purpose.CORRECT: marked(
        "Corrected: **{title}** ({slug}). Earlier answers will say so."
    ),
}
_DID = {
    "add": marked("{who} added {what}"),
    "update": marked("{who} updated {what}"),
    "correct": marked("{who} corrected {what}"),
    "withdraw": marked("{who} withdrew {what}"),
    "reinstate": marked("{who} reinstated {what}"),
    "save feed": marked("{who} saved the feed {what}"),
    "remove feed": marked("{who} removed the feed {what}"),
}
_STATES = {
    ArticleState.CORRECTED: marked("corrected: {reason}"),
    ArticleState.WITHDRAWN: marked("withdrawn: {reason}"),
}
_UNLICENSED = marked("No licence is named; please make sure that you may publish it.")
_NEAR = marked(
    "This server has {articles} of the {most} articles that it may add, with {size} of "
    "{megabytes} MB of text."
)
_ALIKE = marked("It is very similar to {article}.")
_DOUBTS = {
    Doubt.COLUMNS: marked(
        "Two columns seem to have been read as one; please compare the text with "
        "the file."
    ),
    Doubt.CONSENT: marked("This may be only a notice that asks for consent."),
    Doubt.PAYWALL: marked("This seems to be only the beginning of a paid article."),
}
_CREDITED = ("title", "author", "published", "license", "url")
_NOBODY: Mapping[str, AuditEntry] = {}
_LONGEST = (90, 60, 30)  # characters of a field; three times that of the text


def preview(draft: Draft, alike: Article | None, near: QuotaError | None = None) -> str:
    """Return the message that shows what is about to be added.

    `near` says how much of its quota a server has used, where that is most of it.

    Long fields are cut, the more the less room there is for them.
    """
    texts = [_preview(draft, alike, near, longest) for longest in _LONGEST]
    return next((text for text in texts if fits(text)), texts[-1])


def _preview(
    draft: Draft, alike: Article | None, near: QuotaError | None, longest: int
) -> str:
    lines = [_(_PURPOSES[draft.purpose]), *_fields(draft.extract, longest), ""]
    body = draft.extract.body
    words = numbered("{number:,} word", "{number:,} words", len(body.split()))
    beginning = inline(body, 3 * longest)
    begins = _("{words}, which begin: {beginning}")
    lines.append(begins.format(words=words, beginning=beginning))
    lines += _warnings(draft.extract)
    if draft.overlong:
        lines.append(
            numbered(
                "{number} sentence is longer than {longest:,} characters; "
                "it is divided.",
                "{number} sentences are longer than {longest:,} characters; "
                "they are divided.",
                draft.overlong,
                longest=LONGEST,
            )
        )
    source = draft.extract.source
    if source.license is source.license_url is None:
        lines.append(_(_UNLICENSED))
    if near:
        lines.append(_(_NEAR).format(**near.fields))
    if alike:
        lines.append(_(_ALIKE).format(article=inline(alike.name)))
    return "\n".join(lines)


def _warnings(extract: Extract) -> Iterator[str]:
    """Yield what is left out of the text, and what is doubtful about it."""
    if extract.left_out:
        parts = (_counted(kind, number) for kind, number in extract.left_out)
        yield _("Left out: {parts}.").format(parts=", ".join(parts))
    yield from (_(_DOUBTS[doubt]) for doubt in extract.doubts)


def _counted(kind: str, number: int) -> str:
    said = {
        "caption": numbered("{number} caption", "{number} captions", number),
        "embedded": numbered("{number} inset", "{number} insets", number),
        "list": numbered("{number} list", "{number} lists", number),
        "page": numbered("{number} empty page", "{number} empty pages", number),
        "paragraph": numbered("{number} paragraph", "{number} paragraphs", number),
        "table": numbered("{number} table", "{number} tables", number),
    }
    return said[kind]


def _fields(extract: Extract, longest: int) -> Iterator[str]:
    """Yield the fields that the source gives; then what a credit lacks."""
    values = extract.fields
    for name, label in FIELDS.items():
        if (value := values[name]) and not (name == "label" and values["title"]):
            yield f"{_(label)}: {inline(value, longest)}"
    missing = [_(FIELDS[name]) for name in _CREDITED if not values[name]]
    if missing:
        said = _("Not given: {fields}").format(fields=", ".join(missing))
        yield f"-# {said}"


def done(purpose: Purpose, stored: StoredArticle) -> str:
    """Return the message that says what was done."""
    names = {"slug": inline(stored.slug), "title": title_of(stored)}
    return _(_DONE[purpose]).format(**names, version=stored.version)


def article_lines(
    articles: Iterable[StoredArticle], latest: Mapping[str, AuditEntry] = _NOBODY
) -> Iterator[str]:
    """Yield a line for each article: name, slug, whose it is, version, who and when.

    `latest` are the last changes by slug.
    """
    for stored in articles:
        parts = [f"**{title_of(stored)}**", inline(stored.slug), _whose(stored.scope)]
        version = _("version {number}").format(number=stored.version)
        entry = latest.get(stored.slug)
        when = entry.at if entry else stored.added_at
        parts += [version, _who(entry) if entry else "", _when(when), _state(stored)]
        yield " · ".join(part for part in parts if part)


def title_of(stored: StoredArticle) -> str:
    """Return what to call an article, ready for a message."""
    draft = stored.draft
    return inline(name_of(stored.slug, draft.source.get("title"), draft.label))


def _who(entry: AuditEntry) -> str:
    return f"<@{entry.user}>" if entry.user else _("The host")


def _when(moment: datetime) -> str:
    return discord.utils.format_dt(moment, "R")


def _whose(scope: Scope) -> str:
    if scope.guild is None:
        return _("for everyone")
    if not scope.channels:
        return _("for this server")
    return ", ".join(f"<#{channel}>" for channel in sorted(scope.channels))


def _state(stored: StoredArticle) -> str:
    said = _STATES.get(stored.state)
    return _(said).format(reason=inline(stored.reason or "", 100)) if said else ""


def log_lines(entries: Sequence[AuditEntry], names: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each change: who did what, when, and the change's number.

    `names` are what articles are called, by their slugs.
    """
    for entry in entries:
        who = _who(entry)
        name = inline(names.get(entry.subject) or entry.subject)
        did = _(_DID.get(entry.action, "{who}: {what}"))
        said = did.format(who=who, what=f"**{name}**")
        detail = f": {inline(clipped(entry.detail, 200))}" if entry.detail else ""
        yield f"{said}{detail} · {_when(entry.at)} · {entry.number}"
