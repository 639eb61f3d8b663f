from __future__ import annotations

import pytest

from bot.extraction.parsing import read_article
from bot.extraction.values import Document
from tests.extraction.files import (
    LONG,
    WORD,
    docx,
    epub,
    paragraph,
    xhtml,
)

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def shown(markup: str, head: str = "", language: str = "en") -> str:
    """Return what comes out between two long paragraphs of an article."""
    body = f"<article><p>{LONG * 3}</p>{markup}<p>{LONG}</p></article>"
    html = f"<html lang={language}><head>{head}</head><body>{body}</body></html>"
    text = read_article(Document(html.encode(), "a.html", "text/html")).body
    return text.removeprefix((LONG * 3).strip()).removesuffix(LONG.strip()).strip()


def in_a_book(markup: str) -> str:
    return read_article(Document(epub([xhtml(markup)]), "a.epub")).body


def in_a_document(*runs: tuple[str, str]) -> str:
    """Return what comes out of a paragraph of runs: their properties, their texts."""
    written = (
        f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
        for properties, text in runs
    )
    return read_article(Document(docx(f"<w:p>{''.join(written)}</w:p>"), "a.docx")).body


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("10<sup>6</sup> litres", "10⁶ litres"),
        ("10<sup>-9</sup> m, 3 km<sup>2</sup>", "10⁻⁹ m, 3 km²"),
        ("$11<sup>99</sup>", "$11⁹⁹"),
        ("1<sup>1</sup>⁄<sub>2</sub> cups", "1½ cups"),
        ("<sup>3</sup>/<sub>7</sub> of it", "³⁄₇ of it"),
        ("CO<sub>2</sub> and H<sub>2</sub>O", "CO₂ and H₂O"),
        ("the 1<sup>st</sup> and XIX<sup>e</sup>", "the 1st and XIXe"),
        ("sin<sup>2</sup> x, (a+b)<sup>2</sup>", "sin² x, (a+b)²"),
        ("Acme<sup>TM</sup>", "Acme™"),
        ("2<sup>n</sup> and the 1<sup>a</sup>", "2ⁿ and the 1a"),
        ("2<sup>n+1</sup>, x<sup>2k</sup>, 3<sup>a-1</sup>", "2ⁿ⁺¹, x²ᵏ, 3^(a-1)"),
        ("a<sub>n+1</sub>, CO<sub>2e</sub>", "a_(n+1), CO₂e"),
        ("3 km<span style='vertical-align: super'>2</span>", "3 km²"),
        (
            "3 km<span class=superscript>2</span>, CO<i class=subscript>2</i>",
            "3 km², CO₂",
        ),
        (
            "CO<i style='vertical-align:sub'>2</i> in <b class='sub super'>2024</b>",
            "CO₂ in 2024",
        ),
    ],
)
def test_raised_and_lowered_figures_stay_apart_from_those_beside_them(
    markup: str, expected: str
) -> None:
    assert shown(f"<p>{markup} were named.</p>") == f"{expected} were named."
    assert in_a_book(f"<p>{markup}</p>") == expected


@pytest.mark.parametrize(
    "markup",
    [
        "The mayor<sup>3</sup> paid.",
        "The mayor paid.<sup>12</sup>",
        "The mayor paid<sup><a href='#fn1'>1</a></sup>.",
        "The <a href='#n'><sup>2</sup></a>mayor paid.",
        "The mayor paid.<sup class='reference'>[4]</sup>",
        "The mayor<sup>*</sup> paid<sup>a</sup>.",
        "The mayor<sup>1,2</sup> paid.",
        "The mayor<sup>[<a href=/who>who?</a>]</sup> paid<sup>[clarify]</sup>.",
        "The mayor paid<a href='#n'><b style='vertical-align:super'>[1]</b></a>.",
    ],
)
def test_the_marks_of_notes_are_left_out(markup: str) -> None:
    assert shown(f"<p>{markup}</p>") == "The mayor paid."
    assert in_a_book(f"<p>{markup}</p>") == "The mayor paid."


@pytest.mark.parametrize(
    "mark",
    [
        "<a role=doc-noteref href='n.xhtml#n4'>4</a>",
        "<a class='footnote-ref' href='#n4'>4</a>",
        "<a epub:type='noteref' href='n.xhtml#n4'>12</a>",
        "<a href='#_ftn4' name='_ftnref4'><i>4</i></a>",
        "<span class='footnote-number'>4</span>",
        "<b class='post-footnote-mark'>a</b>",
    ],
)
def test_the_mark_of_a_note_that_nothing_raises_runs_into_no_figure(mark: str) -> None:
    assert shown(f"<p>It shut in 1998{mark}.</p>") == "It shut in 1998."
    assert in_a_book(f"<p>It shut in 1998{mark}.</p>") == "It shut in 1998."


def test_a_figure_that_is_a_link_apart_from_the_words_before_it_stays() -> None:
    for link in ("<a href='#part4'>4</a>", "<a href='/about'>4</a>"):
        assert shown(f"<p>See {link} of 1998.</p>") == "See 4 of 1998."
    assert shown("<p>Apollo<a href='/moon'>11</a></p>") == "Apollo11"
    assert shown("<p>One.</p><p><a href='#b'>2</a> is two.</p>") == (
        "One.\n\n2 is two."
    )


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    "markup",
    [
        "It rose by ${}.",
        "It rose by {} %.",
        "Sales ({}) rose.",
        "It lies at -{} degrees.",
        "She won by 1,{} votes.",
        "“{} of them left.”",
        "Form A/{} is lost.",
    ],
)
def test_no_figure_of_the_text_is_lost_for_a_note(markup: str) -> None:
    for href in ("#", "#total", "https://x.org/a#t50", "/prices#p50", "//x.org/#50"):
        html = markup.format(f"<a href='{href}'>50</a>")
        assert shown(f"<p>{html}</p>") == markup.format("50")
    for behind in ("It rose by $", "Sales (", "It lies at +"):
        for mark in ("<a href='#p50'>50</a>", "<b class='footnote-mark'>50</b>"):
            assert shown(f"<p>{behind}{mark} rose.</p>") == f"{behind}50 rose."
    raised = "It cost $11<sup><a href='#'>99</a></sup>."
    assert shown(f"<p>{raised}</p>") == "It cost $11⁹⁹."


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("mark", "is_mark"),
    [
        *(
            (mark, True)
            for mark in ("[1]", "(12)", "[a]", "[ab]", "[iv]", "(ii)", "[*]")
        ),
        *(
            (mark, True)
            for mark in ("[1, 2]", "[3–5]", "[note 1]", "[1] [2]", "↩", "[†]")
        ),
        *((mark, False) for mark in ("(Ann Lee)", "[emphasis]", "(not true)", "[he]d")),
        *(
            (mark, False)
            for mark in ("(no)", "(EU)", "(2024)", "[sic!]", "(May 3)", "[]")
        ),
        ("[" + "ii," * 9_999 + "?]", False),
    ],
)
def test_only_what_can_be_a_mark_in_brackets_leads_to_a_note(
    mark: str,
    is_mark: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    markup = f"<p>The mayor paid <a href='#n'>{mark}</a> twice.</p>"
    assert (mark in shown(markup)) is not is_mark


def test_figures_of_a_word_document_are_raised_as_in_word() -> None:
    up, down = (f'<w:vertAlign w:val="{w}script"/>' for w in ("super", "sub"))
    runs = (("", "10"), (up, "6"), ("", " litres of CO"), (down, "2"), ("", " at 1"))
    assert in_a_document(*runs, (up, "1"), ("", "⁄"), (down, "2")) == (
        "10⁶ litres of CO₂ at 1½"
    )
    moved = [f'<w:position w:val="{points}"/>' for points in (6, -6, 0)]
    lifted = (("", "10"), (moved[0], "6"), (moved[2], " t of CO"), (moved[1], "2"))
    assert in_a_document(*lifted) == "10⁶ t of CO₂"


def test_a_style_of_characters_raises_them_and_marks_notes_in_a_word_document() -> None:
    styles = f'<w:styles xmlns:w="{WORD}">'
    for name, based, aligned in (
        ("footnote reference", "", "superscript"),
        ("Power", "", "superscript"),
        ("Own", "Power", ""),
        ("Low", "", "subscript"),
    ):
        given = f'<w:rPr><w:vertAlign w:val="{aligned}"/></w:rPr>' if aligned else ""
        styles += (
            f'<w:style w:type="character" w:styleId="{name.replace(" ", "")}">'
            f'<w:name w:val="{name}"/><w:basedOn w:val="{based}"/>{given}</w:style>'
        )
    runs = "".join(
        f'<w:r><w:rPr><w:rStyle w:val="{name}"/>{own}</w:rPr>'
        f'<w:t xml:space="preserve">{text}</w:t></w:r>'
        for name, own, text in (
            ("", "", "In 1998"),
            ("footnotereference", "", "4"),
            ("", "", " it took 10"),
            ("Own", "", "6"),
            ("Own", '<w:vertAlign w:val="baseline"/>', " t of CO"),
            ("Low", "", "2"),
        )
    )
    made = docx(f"<w:p>{runs}</w:p>", **{"word/styles.xml": f"{styles}</w:styles>"})
    body = read_article(Document(made, "a.docx")).body
    assert body == "In 1998 it took 10⁶ t of CO₂"


@pytest.mark.parametrize(
    "markup",
    [
        "It costs <del>two</del> <ins>three</ins> million.",
        "It costs <s>two</s> three million.",
        "It costs <strike>two</strike> three million.",
        "It costs <i style='text-decoration: line-through'>two</i> three million.",
        "It costs <b class='was'>two</b> three million.",
        "It costs <b class='line-through'>two</b> three million.",
    ],
)
def test_what_is_struck_out_is_left_out(markup: str) -> None:
    head = "<style>/* a */ .was, i.x { text-decoration:line-through red }</style>"
    assert shown(f"<p>{markup}</p>", head) == "It costs three million."
    assert (
        shown(f"<p>He <span class='strike struck'>{LONG}</span></p>")
        == f"He {LONG}".strip()
    )
    gone = (
        "<p><del>The mayor resigned on Monday evening, to general surprise.</del></p>"
    )
    assert shown(gone) == ""


def test_a_page_that_a_word_processor_wrote_has_its_words_and_none_of_its_own() -> None:
    title = "<p class='c0 title'>Rain</p>"
    comment = (
        "<div class=c2><p><a href='#cmnt_ref1' id=cmnt1>[a]</a>Check it!</p></div>"
    )
    bullet = "<span style='mso-list:Ignore'>·&nbsp;</span>"
    ended = "<p><a href='#_ftnref1'>[1]</a>&nbsp;Seen by <a href='#x'>divers</a>.</p>"
    html = (
        f"<body lang=EN-GB>{title}<p>{LONG * 3}</p><h2>More</h2><p>{bullet}{LONG}</p>"
    )
    extract = read_article(Document(f"{html}{ended}{comment}".encode(), "a.html"))
    assert extract.source.title == "Rain"
    assert extract.language == "en"
    long = LONG.strip()
    assert extract.body.split("\n\n") == [
        *("# Rain", (LONG * 3).strip(), "## More", long, "Seen by divers."),
    ]


@pytest.mark.parametrize(
    ("body", "before", "is_title"),
    [
        ("<body>", "", True),
        ("<body class='c1 doc-content'>", f"<p>{LONG}</p>", True),
        ("<body>", "<script>x = 1</script><div> <img src=x></div>", True),
        ("<body>", f"<p>{LONG}</p>", False),
        ("<body>", "<div><img src=x> By Ann Lee</div>", False),
    ],
)
def test_a_paragraph_that_is_styled_as_the_title_is_one_where_the_text_begins(
    body: str,
    before: str,
    is_title: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    title = "<p class=title>Sign up for our letters</p>"
    html = f"{body}{before}{title}<p>{LONG * 3}</p>"
    source = read_article(Document(html.encode(), "a.html")).source
    assert (source.title == "Sign up for our letters") is is_title


def test_an_article_about_a_strike_is_not_struck_out() -> None:
    for name in ("story strike", "struck", "line-through"):
        html = f"<body><article class='{name}'><h1>A</h1><p>{LONG * 3}</p></article>"
        body = read_article(Document(html.encode(), "a.html")).body
        assert LONG.strip() in body


@pytest.mark.parametrize("name", ["vanish", "strike", "dstrike"])
def test_hidden_and_struck_out_runs_of_a_word_document_are_left_out(name: str) -> None:
    on, off = f"<w:{name}/>", f'<w:{name} w:val="0"/>'
    runs = (("", "It costs "), (on, "two "), (off, "three"), ("", " million."))
    assert in_a_document(*runs) == "It costs three million."


def test_a_style_that_hides_its_text_hides_it_in_a_word_document() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="{}"><w:basedOn w:val="{}"/>{}</w:style>'
    )
    hidden = style.format("A", "", "<w:rPr><w:vanish/></w:rPr>")
    styles = f'<w:styles xmlns:w="{WORD}">{hidden}{style.format("B", "A", "")}'
    styles += style.format("C", "C", "")  # on itself, as no program writes it
    made = docx(
        paragraph("Secret.", "B") + paragraph("Open.", "C"),
        **{"word/styles.xml": f"{styles}</w:styles>"},
    )
    assert read_article(Document(made, "a.docx")).body == "Open."


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>secret draft</p>",
        "<template><p>secret draft</p></template>",
        "<p style='color:red; DISPLAY : none'>secret draft</p>",
        "<p style='visibility:hidden'>secret draft</p>",
        "<p class='sr-only'>secret draft</p>",
        "<p class='screen-reader-text'>secret draft</p>",
        "<p class='d-none'>secret draft</p>",
        "<p id='concealed'>secret draft</p>",
        "<dialog>secret draft</dialog>",
        "<noscript>secret draft</noscript>",
        "<p aria-hidden='true'>secret draft</p>",
        "<p style='position:absolute; left:-9999px'>secret draft</p>",
        "<p style='clip: rect(0 0 0 0)'>secret draft</p>",
        "<p class='cut open'>secret draft</p>",
        "<p style='font-size:0'>secret <b style='font-size:0px'>draft</b></p>",
        "<p><span style='opacity:0.0; position:absolute'>secret draft</span></p>",
        "<p style='position:fixed;right:-200vw'>secret draft</p>",
        "<p style='height:1px;width:1px;overflow:hidden'>secret draft</p>",
        "<p class='styles_srOnly__x1'>secret draft</p>",
    ],
)
def test_what_the_reader_can_not_see_is_no_part_of_the_article(hidden: str) -> None:
    head = "#concealed, p.open{display:none} .open{display:block} .cut{color:red}"
    head = f"<style>{head} @media print {{p {{display:none}}}}</style>"
    assert shown(f"{hidden}<p>Shown to everybody here.</p>", head) == (
        "Shown to everybody here."
    )


def test_what_only_small_screens_or_printers_hide_is_shown() -> None:
    rules = "@media print { .main { display: none } } .b, i .main {display: none}"
    head = f"<style>{rules}</style>"
    text = "Shown to everybody here."
    assert shown(f"<p class=b style='display:block'>{text}</p>", head) == text
    assert shown(f"<p class='hidden md:block'>{text}</p>", head) == text
    assert shown(f"<p class='main'>{text}</p>", head) == text
    assert shown(f"<p class='sr-only md:not-sr-only'>{text}</p>", head) == text


def test_what_fades_in_or_has_letters_of_its_own_size_is_shown() -> None:
    text = "Shown to everybody here."
    moving = ("transform:translateY(20px)", "animation:fade 1s", "transition:all 1s")
    for fading in ("left:0", *(f"position:absolute; {moved}" for moved in moving)):
        assert shown(f"<p style='opacity:0; {fading}'>{text}</p>") == text
    sized = f"<i style='font-size:16px'>{text}</i>"
    assert shown(f"<p style='font-size:0'>{sized}{sized}</p>") == text + text


@pytest.mark.parametrize(
    "markup",
    [
        "<body><div id=app style='display:none'><p>{}</p></div></body>",
        "<body style='visibility:hidden'><p hidden>Draft.</p><p>{}</p></body>",
    ],
)
def test_a_page_that_a_script_uncovers_is_read(markup: str) -> None:
    html = markup.format(LONG * 4)
    body = read_article(Document(html.encode(), "a.html", "text/html")).body
    assert body == (LONG * 4).strip()


def test_an_emoji_that_is_a_picture_is_written() -> None:
    emoji = "<img class='emoji' alt='☔' src=x><img alt='a bridge' src=y>"
    assert shown(f"<p>It rains {emoji} in Lund.</p>") == "It rains ☔ in Lund."


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "He said “she said ‘no’ twice” and left."),
        ("de", "He said „she said ‚no‘ twice“ and left."),
        ("fr-CA", "He said «\u00a0she said “no” twice\u00a0» and left."),
    ],
)
def test_a_quotation_stays_in_its_sentence_with_marks(
    language: str, expected: str
) -> None:
    markup = "He said <q>she said <q>no</q> twice</q> and left."
    assert shown(f"<p>{markup}</p>", language=language) == expected


def test_a_quotation_that_has_marks_gets_no_others() -> None:
    assert shown("<p>He said <q>“no, never”</q> and left.</p>") == (
        "He said “no, never” and left."
    )


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E = mc²"),
        ("<mfrac><mi>a</mi><mrow>b<mo>+</mo><mn>1</mn></mrow></mfrac>", "a/(b + 1)"),
        ("<msqrt><mn>2</mn></msqrt>", "√2"),
        ("<msub><mi>x</mi><mn>1</mn></msub><annotation>x_1</annotation>", "x₁"),
        ("<msup><mn>2</mn><mi>n</mi></msup>", "2^n"),
        ("<mi>f</mi><mfenced><mi>x</mi><mi>y</mi></mfenced>", "f(x, y)"),
        ("<mtr><mtd>1</mtd><mtd>2</mtd></mtr><mtr>3</mtr>", "1 2 ; 3;"),
    ],
)  # fmt: skip
def test_a_formula_is_written_on_one_line(inner: str, expected: str) -> None:
    text = f"<p>Here <math><semantics>{inner}</semantics></math> holds for all.</p>"
    assert shown(text) == f"Here {expected} holds for all."
    prefixed = text.replace("<m", "<m:m").replace("</m", "</m:m")
    assert in_a_book(prefixed) == f"Here {expected} holds for all."


def test_a_formula_that_a_script_would_draw_is_written_as_it_stands() -> None:
    text = "Here <script type='math/tex; mode=display'>a_1^2</script> holds for all."
    assert shown(f"<p>{text}</p>") == "Here a_1^2 holds for all."


def test_a_formula_that_is_hidden_beside_its_picture_is_written() -> None:
    inner = "<math><mi>a</mi><mo>+</mo><mi>b</mi></math>"
    text = f"<span style='display:none'>{inner}</span><img alt='a+b'>"
    assert shown(f"<p>Here {text} is the whole sum.</p>") == (
        "Here a + b is the whole sum."
    )


def test_a_formula_of_a_word_document_is_written_on_one_line() -> None:
    run = "<m:r><m:t>{}</m:t></m:r>"
    power = f"<m:sSup><m:e>{run}</m:e><m:sup>{run}</m:sup></m:sSup>".format("c", "2")
    formula = f'<m:oMath xmlns:m="{MATH}"><m:r><m:t>E=m</m:t></m:r>{power}</m:oMath>'
    body = f"<w:p><w:r><w:t>Here</w:t></w:r>{formula}<w:r><w:t>holds.</w:t></w:r></w:p>"
    assert read_article(Document(docx(body), "a.docx")).body == "Here E=mc² holds."


def test_a_moment_in_a_sentence_stays() -> None:
    assert shown("<p>The train left at <time>21.14</time>, an hour late.</p>") == (
        "The train left at 21.14, an hour late."
    )


def test_the_time_of_a_live_blog_s_entry_stands_before_its_text() -> None:
    entry = "<div class=entry><time>{}</time>{}<p>{}</p></div>"
    told = "The mayor has resigned after a long day of talks at the town hall."
    going = "Talks at the town hall go on, and nobody knows for how long."
    entries = entry.format("21.14", "<h3>She resigns</h3>", told)
    entries += entry.format("8:05 pm", "", going)
    assert shown(entries).split("\n\n") == [
        "### 21.14: She resigns",
        told,
        f"8:05 pm: {going}",
    ]
