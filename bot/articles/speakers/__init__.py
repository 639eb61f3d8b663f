"""Who says each sentence of an article, and whether it alleges, denies or reports.

`attribution`, whose rules take a tenth of a second to load, is imported where a text is
read that is not known yet.
"""

from bot.articles.speakers.lexicon import is_pronoun, is_unnamed

__all__ = ["is_pronoun", "is_unnamed"]
