from __future__ import annotations

import pytest

from bot.articles import Doubt, Extract
from bot.errors import ExtractionError
from bot.extraction.parsing import read_article
from bot.extraction.parsing.blocks import Block
from bot.extraction.values import Document
from tests.extraction.files import LONG, epub, pdf, stream, xhtml
from tests.extraction.test_html import linked

STORY = f"<p>{LONG * 2}</p><p>{LONG * 2}</p>"


def read(body: str, head: str = "") -> Extract:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return read_article(Document(html.encode(), "a.html", "text/html"))


def said(*, free: object, **more: object) -> str:
    return linked({"@type": "NewsArticle", "isAccessibleForFree": free, **more})


@pytest.mark.parametrize(
    ("head", "offer"),
    [
        (
            said(free=False),
            "This article is for subscribers. Subscribe now for 1 euro.",
        ),
        (said(free="False"), ""),
        (said(free=True, hasPart={"isAccessibleForFree": "false"}), ""),
        ("", "Il vous reste 80 % de cet article à lire."),
        ("", "Nur für Abonnenten: jetzt weiterlesen."),
        ("", "Get unlimited access. Cancel any time."),
        ('<meta property="article:content_tier" content="locked">', ""),
        ('<meta itemprop="isAccessibleForFree" content="False">', ""),
    ],
)
def test_the_beginning_of_an_article_that_is_sold_is_doubted(
    head: str, offer: str
) -> None:
    extract = read(f"<article><h1>Rain</h1><p>{LONG}</p><p>{offer}</p></article>", head)
    assert extract.body == f"# Rain\n\n{LONG.strip()}"
    assert extract.doubts == (Doubt.PAYWALL,)


@pytest.mark.parametrize(
    "body",
    [
        f"<article><p>{LONG * 20}</p><p>{LONG}</p></article>",
        f"<header>Subscribe now</header><article><p>{LONG}</p></article>",
        f"<article><p>{LONG}</p><p>Letters went to subscribers.</p></article>",
    ],
)
def test_a_whole_article_is_not_doubted(body: str) -> None:
    extract = read(body, said(free=True))
    assert extract.doubts == ()
    assert read(body).doubts == ()


def test_a_long_article_that_says_it_is_sold_is_there_all_the_same() -> None:
    assert read(f"<article>{STORY * 6}</article>", said(free=False)).doubts == ()


COOKIES = (
    "We and our partners use cookies and similar means to show you advertisements "
    "and to measure them, for which we ask your consent."
)


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    "notice",
    [
        f"<div><p>{COOKIES}</p><button>Accept</button></div>",
        f"<div>{COOKIES} <a href=#>Accept all cookies</a></div>",
        f"<div class='cookie-banner'><p>{COOKIES}</p><p>{LONG}</p></div>",
        f"<div id=onetrust-consent-sdk><p>{COOKIES * 3}</p></div>",
    ],
)
@pytest.mark.parametrize("holder", ["aside", "article", "form", "div"])
def test_a_notice_on_cookies_is_not_the_article_before_which_it_stands(
    notice: str, holder: str
) -> None:
    extract = read(f"{notice}<{holder} class='main-story'>{STORY}</{holder}>")
    assert extract.body.split("\n\n") == [(LONG * 2).strip()] * 2


@pytest.mark.parametrize(
    "body",
    [
        f"<div><h1>Before you go on</h1><p>{COOKIES}</p><p>{COOKIES}</p></div>",
        f"<p>{COOKIES}</p>",
        "<h1>One moment</h1><p>Please enable JavaScript to see this page.</p>",
        "<h1>Access denied</h1><p>You have no permission to see this page.</p>",
        "<p>We are checking your browser before you reach the site.</p>",
        "<h1>404</h1><p>The page you were looking for could not be found.</p>",
        f"<h1>Welcome</h1><p>{COOKIES}</p><p>Consent and go on</p>",
        f"<h1>Before</h1><div><p>{COOKIES}</p><p>Choose your cookies here.</p></div>",
    ],
)
def test_a_page_that_shows_but_a_notice_is_refused(body: str) -> None:
    with pytest.raises(ExtractionError, match="but a notice on"):
        read(body)


@pytest.mark.parametrize(
    ("title", "texts", "button"),
    [
        (
            "Before you continue",
            (
                "We use cookies and data to",
                "Deliver and maintain our services",
                "Measure how many visit our sites, and protect them against spam",
                "If you choose “Accept all”, we will also use cookies and data to",
                "Show ads that are made for you, depending on your settings",
            ),
            "Reject all",
        ),
        (
            "Your choice",
            (
                "To read the Herald you can agree to advertising for you, or pay.",
                "Consent to personalised ads and read for free, or subscribe.",
            ),
            "Accept and continue",
        ),
        (
            "Mit Werbung weiterlesen",
            (
                "Lesen Sie wie gewohnt mit Werbung und Tracking.",
                "Näheres steht in unserer Datenschutzerklärung.",
                "Boten-Pur-Abo: Lesen Sie werbefrei für 4 Euro im Monat.",
            ),
            "Weiter",
        ),
        (
            "Continuer sans accepter",
            (
                "Avec votre accord, nos partenaires et nous stockons des données.",
                "Vous pouvez retirer votre accord dans « Gérer mes choix ».",
            ),
            "J'accepte",
        ),
        (
            "Tu privacidad",
            (
                "Nosotros y nuestros socios procesamos datos de tu dispositivo.",
                "Puedes aceptar la publicidad o rechazarla y suscribirte.",
            ),
            "",
        ),
        ("Cookies", ("Please accept cookies to go on to the Herald.",), "OK"),
    ],
)
def test_a_wall_of_consent_is_refused_in_many_languages(
    title: str, texts: tuple[str, ...], button: str
) -> None:
    for tag in ("p", "li"):
        inner = "".join(f"<{tag}>{text}</{tag}>" for text in texts)
        body = f"<main><h1>{title}</h1>{inner}<button>{button}</button></main>"
        with pytest.raises(ExtractionError, match="but a notice on"):
            read(body)


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    "text",
    [
        """The data regulator fined a store whose site set cookies before visitors had
        consented. It had only a button to accept them, and will appeal.""",
        """The Herald will ask readers to accept advertising or to subscribe for two
        pounds a month. A privacy group called the plan unlawful.""",
        """You can refuse cookies in the settings of a browser; most sites then stop
        asking for consent. It keeps a list of those which you have allowed before.""",
        """The US said it would allow access to data about devices that were sold
        abroad. The minister told us that partners agree and terms would follow.""",
        """We think that readers should never have to accept tracking to read our news.
        Your data is yours. If partners store it for ads, we will say so here.""",
        """I dati e i cookie su cui indaga il Garante erano nostri, e i partner li hanno
        accettati. Il tuo telefono archivia annunci anche se li rifiuti.""",
        """La empresa vendió datos sin consentimiento. Su director dijo que acepta la
        sanción y que su configuración de privacidad y su publicidad cambiarán.""",
        """Readers wanted to know about our own cookies. We counted nine. You can reject
        all of them in the settings, and we store none without, the editor writes.""",
        """Verlage dürfen Leser Werbung und Tracking akzeptieren oder ein Abo kaufen
        lassen, entschied das Gericht. Datenschützer hatten geklagt.""",
    ],
)
def test_a_short_article_on_consent_is_read_beside_a_banner(text: str) -> None:
    banner = f"<div class=x><p>{COOKIES}</p><button>Accept all</button></div>"
    for title in ("Rain", "Data access", "Information technology"):
        story = f"<article><h1>{title}</h1><p>{text}</p></article>"
        extract = read(banner + story)
        assert extract.body == f"# {title}\n\n{' '.join(text.split())}"


def test_what_may_be_but_a_notice_on_consent_is_read_and_doubted() -> None:
    own = (
        "We counted our cookies. You can reject them in your settings, Ann Lee writes."
    )
    extract = read(f"<article><p>{own}</p></article><button>Accept all</button>")
    assert extract.body == own
    assert extract.doubts == (Doubt.CONSENT,)
    notice = f"<h2>Your privacy settings</h2><p>{COOKIES}</p>"
    body = f"<article>{notice}<h1>Rain</h1><p>{LONG * 12}</p></article>"
    assert read(body).body.startswith("# Rain")


def test_an_article_of_many_paragraphs_is_not_compared_with_all_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0

    def count(one: object, other: object) -> bool:
        nonlocal compared
        compared += 1
        return one is other

    monkeypatch.setattr(Block, "__eq__", count)
    extract = read(f"<article>{'<p>She paid. —</p><p>—</p>' * 80}</article>")
    assert extract.body.count("She paid.") == 80
    assert compared < 160


def test_an_article_on_cookies_and_walls_is_one() -> None:
    quoted = "“We use cookies only where we must,” said the minister."
    asked = "Nobody could enable JavaScript in the town hall."
    banner = f"<div class=banner><p>{COOKIES}</p></div>"
    short = f"<article><p>{LONG * 2}</p><p>Cookies were sold at the fair.</p></article>"
    assert "at the fair." in read(banner + short).body
    body = read(
        f"<article><p>{LONG * 4}</p><p>{quoted}</p><p>{asked}</p></article>"
    ).body
    assert body.split("\n\n")[1:] == [quoted, asked]


def test_notices_at_both_ends_of_an_article_and_headings_below_it_go() -> None:
    offer = "<h2>Go on</h2><p>Subscribe now for one euro.</p>"
    notice = f"<p>{COOKIES}</p>"
    body = f"{notice}<h1>Rain</h1><p>{LONG * 12}</p>{offer}{notice}"
    extract = read(f"<article>{body}</article>", said(free=False))
    assert extract.body == f"# Rain\n\n{(LONG * 12).strip()}"


def test_names_that_would_leave_nothing_of_a_page_say_nothing() -> None:
    part = f"<div class='related-news'><p>{LONG * 2}</p></div>"
    assert read(part * 3).body.split("\n\n") == [(LONG * 2).strip()] * 3


@pytest.mark.parametrize("tag", ["menu", "dir", "div role=list"])
def test_a_list_of_another_name_stays_and_one_of_links_does_not(tag: str) -> None:
    item = "div role=listitem" if "role" in tag else "li"

    def made(text: str) -> str:
        inner = f"<{item}>{text}</{item[:3].strip()}>" * 2
        return f"<{tag}>{inner}</{tag.partition(' ')[0]}>"

    links = f"<nav>{made('<a href=/>Home</a>')}</nav>{made('<a href=/b>News</a>')}"
    listed = made("She denied that money was moved.")
    body = read(
        f"{links}<article><p>{LONG * 3}</p>{listed}<p>{LONG}</p></article>"
    ).body
    assert body.split("\n\n")[1:3] == ["She denied that money was moved."] * 2
    assert "News" not in body


def test_lists_headings_and_terms_of_a_plain_page_stay() -> None:
    items = "<ul><li>She denied that money was moved.</li><li>She paid.</li></ul>"
    more = "<h2>More</h2><ol><li>First point</li></ol><dl><dt>Fine</dt><dd>9</dd></dl>"
    last = "<ul><li>These are the last words.</li></ul>"
    extract = read(f"<h1>Rain</h1><p>{LONG}</p>{items}<p>{LONG}</p>{more}{STORY}{last}")
    assert extract.body.split("\n\n") == [
        "# Rain",
        LONG.strip(),
        "She denied that money was moved.",
        "She paid.",
        LONG.strip(),
        "## More",
        "First point",
        "Fine: 9",
        *[(LONG * 2).strip()] * 2,
        "These are the last words.",
    ]
    assert extract.left_out == ()


def test_what_is_left_out_of_an_article_is_counted() -> None:
    table = "<table><tr><td>a</td><td>b</td></tr></table>"
    facts = "The bridge was built by nobody knows whom in the year of the flood."
    aside = f"<aside>{table}{table}<p>{facts}</p><ul><li>one</li></ul></aside>"
    figure = "<figure><img src=x><figcaption>A bridge in the rain</figcaption></figure>"
    extract = read(
        f"<article>{STORY}{aside}{figure}<iframe src=x></iframe>{STORY}</article>"
    )
    assert extract.body.split("\n\n") == [(LONG * 2).strip()] * 4
    assert dict(extract.left_out) == {
        "caption": 1,
        "embedded": 1,
        "list": 1,
        "paragraph": 1,
        "table": 2,
    }


def test_whose_words_a_figure_quotes_is_no_caption_that_is_left_out() -> None:
    words = "<blockquote><p>I never saw any of it.</p></blockquote>"
    figure = f"<figure>{words}<figcaption>Ann Poe, mayor</figcaption></figure>"
    photo = "<figure><img src=x><figcaption>A bridge</figcaption></figure>"
    extract = read(f"<article>{STORY}{figure}{photo}{STORY}</article>")
    assert extract.body.split("\n\n")[2:4] == [
        *("I never saw any of it.", "Ann Poe, mayor"),
    ]
    assert extract.left_out == (("caption", 1),)


def test_what_surrounds_an_article_is_not_counted() -> None:
    nav = "<nav><ul><li><a href=/>Home</a></li></ul></nav>"
    related = f"<div class='related-posts'><ul><li>{LONG}</li></ul></div>"
    extract = read(f"{nav}<article>{STORY}{related}</article><footer>{STORY}</footer>")
    assert extract.left_out == ()
    assert extract.body.split("\n\n") == [(LONG * 2).strip()] * 2


def test_pages_without_text_are_counted() -> None:
    extract = read_article(Document(pdf([["Some words."], [], []]), "a.pdf"))
    assert extract.left_out == (("page", 2),)
    book = epub([xhtml("<p>Some words.</p>")])
    assert read_article(Document(book, "a.epub")).left_out == (("page", 1),)
    lost = book.replace(b"a page0.xhtml", b"b page0.xhtml")
    with pytest.raises(ExtractionError, match="has no text"):
        read_article(Document(lost, "a.epub"))


LEFT = (
    "The mayor said the roof was safe",
    "and that nobody had been hurt in",
    "the storm.",
    "She thanked everybody who had",
    "helped on the night when the hall",
)
RIGHT = (
    "Okafor said the report was hid",
    "by the council for two years and",
    "that he would publish it himself",
    "before the end of the month. The",
    "council denies all of that.",
)


def drawn(rows: list[tuple[int, int, str]]) -> bytes:
    """Return a PDF that draws texts at places, in this order."""
    shown = (
        f"1 0 0 1 {x} {y} Tm <{t.encode('utf-16-be').hex()}> Tj" for x, y, t in rows
    )
    return pdf([stream("\n".join(["BT /F 11 Tf", *shown, "ET"]).encode())])


def test_two_columns_that_are_drawn_row_by_row_are_noticed() -> None:
    left = [(50, 700 - 14 * n, text) for n, text in enumerate(LEFT)]
    right = [(320, 700 - 14 * n, text) for n, text in enumerate(RIGHT)]
    for pairs in (zip(left, right, strict=True), zip(right, left, strict=True)):
        mixed = drawn([place for pair in pairs for place in pair])
        assert read_article(Document(mixed, "a.pdf")).doubts == (Doubt.COLUMNS,)
    after = read_article(Document(drawn(left + right), "a.pdf"))
    assert after.doubts == ()


def test_a_page_whose_columns_can_not_be_looked_at_is_read() -> None:
    text = (
        b"BT /F 11 Tf 50 700 Td <%s> Tj ET" % LEFT[0].encode("utf-16-be").hex().encode()
    )
    nested = pdf([stream(b"q " * 2_000 + text + b" Q" * 2_000)])
    extract = read_article(Document(nested, "a.pdf"))
    assert (extract.body, extract.doubts) == (LEFT[0], ())


def test_the_columns_of_a_table_are_none_of_a_text() -> None:
    rows = [
        ("Reds", "12"),
        ("Blues", "9"),
        ("Greens", "7"),
        ("Others", "2"),
        ("All", "30"),
    ]
    cells = [
        (x, 700 - 14 * n, text)
        for n, row in enumerate(rows)
        for x, text in zip((50, 320), row, strict=True)
    ]
    assert read_article(Document(drawn(cells), "a.pdf")).doubts == ()
