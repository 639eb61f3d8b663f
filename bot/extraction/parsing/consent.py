"""Knows the notices that ask for consent to cookies, or for money in its place.

They say much about a few things (cookies, partners, advertising, data, accepting),
address their reader, and speak for a publisher: “we”. An article on these things says
who said or did what. Of 17,000 paragraphs of news none had as many words of both kinds;
still, what is not surely a notice is read: to lose news is worse than to add a notice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.articles.words import words_of
from bot.extraction.parsing.blocks import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from bot.extraction.parsing.blocks import Block

__all__ = ["is_consent", "is_notice", "may_ask_consent"]

_MATTER = re.compile(
    r"cookies?|trac(?:er|eur|k)\w*|consent\w*|privacy|profil\w+|gdpr|dsgvo|rgpd|ccpa"
    r"|partn(?:er\w*|enaires?)|socios|parceiros|adverti\w+|ads?|personali[sz]\w*"
    r"|geolocation|identifiers?|analytics|marketing|data|information|devices?|stored?"
    r"|brows(?:er|ing)|technolog\w+|access|accept\w*|agree|allow|reject|decline|purposes?"
    r"|withdraw|preferences?|settings?|choices?|permission|terms|policy|subscri\w+"
    r"|privatsphäre|werb(?:e|ung)\w*|anzeigen|daten\w*|informationen|geräte?|akzept\w+"
    r"|zustimm\w*|einwillig\w*|ablehn\w*|widerruf\w*|erlaub\w+|einstellung\w*|zwecke?n?"
    r"|verarbeit\w*|speicher\w*|abo(?:s|nn\w+)?|pur"
    r"|confidentialité|pub(?:licit\w+)?|données|appareil|terminal|consentement|refuser"
    r"|param[èé]tr\w*|finalités?|accord|retirer|stocker|personnalis\w+"
    r"|privacidad|publicidad|datos|dispositivo|anuncios|acept\w+|rechaz\w+|almacena\w*"
    r"|consentimiento|configura\w*|tratamiento|preferencias|suscri\w+"
    r"|pubblicit\w+|dati|annunci|informazioni|accett\w+|rifiut\w+|archivi\w+|tratta\w*"
    r"|abbon\w+|advertenties|gegevens|apparaat|toestemming|akkoord|weiger\w*|voorkeur\w*"
    r"|instelling\w*|anúncios|dados|aceit\w+|rejeit\w+|preferências|assin\w+"
    r"|prywatno\w+|partnerzy|dane|urządzeni\w*|zgod\w+|ustawieni\w*|przetwarza\w*"
    r"|integritet|annonser|enhet|samtyck\w*|avvisa|godkänn\w*|inställning\w*|lagrar"
)
_WE = re.compile(
    r"we|ours?|wir|uns(?:er\w*)?|nous|notre|nosotros|nuestr\w+|noi|nostr\w+|wij"
    r"|onze|nós|noss\w+|nasz\w{0,4}|vi|våra|oss"
)
_YOU = re.compile(
    r"your?s?|please|sie|ihr(?:e[nmrs]?)?|ihnen|du|dein\w*|vous|vos|votre|tu[as]?"
    r"|puoi|puedes|uw|jij|jouw|seus?|suas?|twoj\w+|swoj\w*|din[ae]"
)
_GO_ON = re.compile(
    r"ok(?:ay)?|(?:i )?agree|continu\w+|weiter|got it|j.accepte", re.IGNORECASE
)
# What a report or an opinion has and no notice: who says, rules, thinks, and when.
_REPORTS = re.compile(
    r"\b(?:sa(?:ys?|id)|told|ruled|fined|sued|denied|appeal(?:ed|s)?|thinks?"
    r"|s?he|writes|wrote|schreib(?:en|t)|schrieb|écri(?:t|vent)|escrib(?:e|ió)|scrive"
    r"|sag(?:en|te?n?)|erklärten?|entschied(?:en)?|klag(?:en|te[nr]?)|bestätigt"
    r"|(?:a|ont) (?:dit|déclaré|condamné|infligé|annoncé)|estiment"
    r"|dij(?:o|eron)|dicen?|multó|ha (?:detto|multato)|dicono|disse(?:ram)?"
    r"|indaga|zei(?:den)?|blijkt|powiedział\w*|sade"
    r"|court|judge|regulator|watchdog|gericht|tribunal|garante|toezichthouder"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_NOTICE, _WALL = 160, 200  # words; what is longer is an article
_SAID, _MUCH = 0.13, 0.2  # of the words are of these things, with a “we”, and without
_SURELY = 0.15  # with a “we”, where there is nothing to press
_SPOKEN = 0.05  # of the words speak to the reader or for the publisher
_CERTAIN = 0.3  # of the words are of these things, or speak so
_LABEL = 6  # words on what is pressed
_QUOTED = re.compile(r"[\"“”„«»]")


def is_consent(block: Block) -> bool:
    """Return whether a block asks for consent; a heading alone does not."""
    return block.kind is not Kind.HEADING and is_notice(block.text)


def is_notice(text: str) -> bool:
    """Return whether a text surely asks for consent, and quotes nobody."""
    if _QUOTED.search(text):
        return False
    words, matter, we, you = _counts(text)
    if not 0 < words <= _NOTICE or matter < _SAID * words or not _is_certain(text):
        return False
    return 2 * matter >= words > 1 or (we > 0 and we + you >= _SPOKEN * words)


def may_ask_consent(
    page: HtmlElement,
    article: Sequence[Block],
    blocks: Sequence[Block],
    *,
    surely: bool = False,
) -> bool:
    """Return whether an article may be but such a notice, or a part of one.

    With `surely`, whether it is one beyond doubt. `blocks` are all of the page, on
    which notices may stand beside the article.
    """
    text = "\n".join(block.text for block in article if block.kind is not Kind.HEADING)
    words, matter, we, you = _counts(text)
    if not 0 < words <= _WALL:
        return False
    own = {*article}
    notices = "\n".join(b.text for b in blocks if b not in own and is_consent(b))
    beside = words <= len(words_of(notices)) and matter >= _SAID * words
    if beside and words <= _LABEL:
        return True
    spoken = we + you >= _SPOKEN * words
    if not spoken or (surely and not _is_certain(text)):
        return False
    least = (_SAID if we else _MUCH) if _has_choice(page) else (_SURELY if we else 1)
    return beside or matter >= least * words


def _is_certain(text: str) -> bool:
    """Return whether a text says little else, and tells of nobody."""
    words, matter, we, you = _counts(text)
    return matter + we + you >= _CERTAIN * words and not _REPORTS.search(text)


def _has_choice(page: HtmlElement) -> bool:
    """Return whether a page has a button, or a link, for consenting or refusing."""
    for element in page.iter("a", "button", "input"):
        label = element.get("value") or "".join(element.itertext())
        words, matter, _, _ = _counts(label[:100])
        if _GO_ON.fullmatch(label.strip()[:20]):
            return True
        if 0 < words <= _LABEL and matter >= _MUCH * words:
            return True
    return False


def _counts(text: str) -> tuple[int, int, int, int]:
    """Return how many words there are, of these things, for “we”, and for “you”."""
    words = words_of(text)
    matter, we, you = (
        sum(kind.fullmatch(word) is not None for word in words)
        for kind in (_MATTER, _WE, _YOU)
    )
    return len(words), matter, we, you
