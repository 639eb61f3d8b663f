from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfWriter

from bot.articles import Extract, Source
from bot.errors import ExtractionError
from bot.extraction.parsing import read_article
from bot.extraction.values import Document
from tests.extraction.files import (
    LONG,
    RELATIONS,
    WORD,
    archive,
    docx,
    epub,
    paragraph,
    pdf,
    stream,
    xhtml,
)
from tests.extraction.files import OFFICE as RELATED

if TYPE_CHECKING:
    from collections.abc import Callable

OFFICE = "application/vnd.openxmlformats-officedocument"
RIGHT_TO_LEFT = "می‌خواهم بمانم. שלום עולם."
CJK = "東京は雨だった。北京下雨了。"


def read(data: bytes, name: str = "file", media_type: str | None = None) -> Extract:
    return read_article(Document(data, name, media_type))


def problem(data: bytes, name: str = "file", media_type: str | None = None) -> str:
    with pytest.raises(ExtractionError) as caught:
        read(data, name, media_type)
    assert caught.value.name == name
    return caught.value.problem


def test_a_word_document_gives_headings_paragraphs_and_its_properties() -> None:
    body = [
        paragraph("The Title", "Title"),
        paragraph("A heading", "Heading1"),
        paragraph("It’s “so”—5\u00a0km."),
        paragraph(""),
        paragraph(RIGHT_TO_LEFT),
        paragraph(CJK),
    ]
    core = "<dc:title>Rain</dc:title><dc:creator>Ann</dc:creator>"
    extract = read(docx("".join(body), f"{core}<dc:language>en-GB</dc:language>"))
    assert extract.body.split("\n\n") == [
        "# The Title",
        "# A heading",
        "It’s “so”—5\u00a0km.",
        RIGHT_TO_LEFT,
        CJK,
    ]
    assert extract.source == Source(title="Rain", author="Ann")
    assert extract.language == "en"


def test_a_word_document_is_read_as_if_its_changes_were_accepted() -> None:
    changed = (
        "<w:p><w:r><w:t>It </w:t></w:r><w:ins><w:r><w:t>rained</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>snowed</w:delText></w:r></w:del>"
        "<w:r><w:t>.</w:t></w:r></w:p>"
    )
    assert read(docx(changed)).body == "It rained."


def test_a_word_document_without_properties_has_no_source() -> None:
    extract = read(docx(paragraph("Text."), **{"docProps/core.xml": "<p/>"}))
    assert (extract.source, extract.language) == (Source(), None)


def test_an_e_book_is_read_in_the_order_of_its_spine() -> None:
    pages: list[str | bytes] = [
        xhtml("<h1>One</h1><p>A<br/>b&nbsp;c<a id='x'/> d.</p><script/>"),
        xhtml(f"<p>{RIGHT_TO_LEFT}</p><p>{CJK}</p>").encode("utf-16"),
    ]
    metadata = (
        "<dc:title>Rain</dc:title><dc:creator>Ann</dc:creator><dc:creator>Bo</dc:creator>"
        "<dc:publisher>Press</dc:publisher><dc:date>2020-02-03T00:00:00Z</dc:date>"
        "<dc:language>fa-IR</dc:language><dc:source>https://rain.example/</dc:source>"
        "<dc:rights>Free: https://creativecommons.org/licenses/by/4.0/</dc:rights>"
    )
    extract = read(epub(pages, metadata))
    assert extract.body == f"# One\n\nA\nb\u00a0c d.\n\n{RIGHT_TO_LEFT}\n\n{CJK}"
    assert extract.source == Source(
        title="Rain",
        publisher="Press",
        author="Ann, Bo",
        url="https://rain.example/",
        published="2020-02-03",
        license="CC BY 4.0",
        license_url="https://creativecommons.org/licenses/by/4.0/",
        notice="Free: https://creativecommons.org/licenses/by/4.0/",
    )
    assert extract.language == "fa"


def test_an_e_book_without_metadata_has_no_source() -> None:
    assert read(epub([xhtml("<p>Text.</p>")])).source == Source()


def locked(algorithm: str) -> dict[str, str]:
    method = f'<EncryptionMethod Algorithm="{algorithm}"/>'
    encryption = f"<encryption><EncryptedData>{method}</EncryptedData></encryption>"
    return {"META-INF/encryption.xml": encryption}


def test_a_locked_e_book_is_refused_but_not_for_its_fonts() -> None:
    pages = [xhtml("<p>Text.</p>")]
    fonts = locked("http://www.idpf.org/2008/embedding")
    assert read(epub(pages, more=fonts)).body == "Text."
    whole = locked("http://www.w3.org/2001/04/xmlenc#aes256-cbc")
    assert problem(epub(pages, more=whole)).startswith("is locked by copy protection;")


def test_a_pdf_gives_paragraphs_of_joined_lines() -> None:
    lines = [
        "Rain in the north",
        "It rained all day, and the river rose until nobody could see the",
        "old bridge, which was closed.",
        "On Tuesday the mayor said that people “should stay” in their homes;",
        "they did.",
    ]
    assert read(pdf([lines])).body.split("\n\n") == [
        "Rain in the north",
        f"{lines[1]} {lines[2]}",
        f"{lines[3]} {lines[4]}",
    ]


Run = tuple[str, float, float]  # its text, its size, how far it is raised


def raised_by_rise(runs: list[Run]) -> bytes:
    """Return a page whose runs are raised as office programs do it, from 50 on."""
    shown = (f"/F {size} Tf {up} Ts {hexed(text)} Tj" for text, size, up in runs)
    return stream(f"BT 50 700 Td {' '.join(shown)} ET".encode())


def raised_by_moves(runs: list[Run]) -> bytes:
    """Return a page whose runs are moved up and down again, as TeX does it."""
    parts = []
    for text, size, up in runs:
        wide = len(text) * size / 2  # in the font of the tests
        parts.append(f"0 {up} Td /F {size} Tf {hexed(text)} Tj {wide} {-up} Td")
    return stream(f"BT 50 700 Td {' '.join(parts)} ET".encode())


def raised_by_places(runs: list[Run]) -> bytes:
    """Return a page each of whose runs has its own place, as browsers print."""
    parts, across = [], 50.0
    for text, size, up in runs:
        place = f"{size} 0 0 {size} {across} {700 + up} Tm"
        parts.append(f"BT /F 1 Tf {place} {hexed(text)} Tj ET")
        across += len(text) * size / 2
    return stream("\n".join(parts).encode())


def hexed(text: str) -> str:
    return f"<{text.encode('utf-16-be').hex()}>"


@pytest.mark.parametrize("page", [raised_by_rise, raised_by_moves, raised_by_places])
def test_the_raised_figures_of_a_pdf_stay_apart(
    page: Callable[[list[Run]], bytes],
) -> None:
    up, down = 4.0, -2.0
    runs: list[Run] = [("It emits 10", 11, 0), ("6", 7, up), (" tons of CO", 11, 0)]
    runs += [("2", 7, down), (" for 40,000", 11, 0), ("2", 7, up), (" euros.", 11, 0)]
    runs += [(" It takes 1", 11, 0), ("1", 7, up), ("⁄", 11, 0), ("2", 7, down)]
    runs += [(" years.", 11, 0)]
    body = read(pdf([page(runs)])).body
    assert body == "It emits 10⁶ tons of CO₂ for 40,000² euros. It takes 1½ years."


@pytest.mark.parametrize("page", [raised_by_rise, raised_by_moves, raised_by_places])
def test_the_marks_of_notes_in_a_pdf_are_left_out(
    page: Callable[[list[Run]], bytes],
) -> None:
    up = 6.0  # for which pypdf begins another line
    runs: list[Run] = [("The mayor", 11, 0), ("3", 7, up), (" paid.", 11, 0)]
    runs += [("12", 7, up), (" It has ", 11, 0), ("14", 7, up), ("C on the 5", 11, 0)]
    runs += [("th", 7, up)]
    end: list[Run] = [("It snowed.", 11, -16.0)] if page is not raised_by_rise else []
    body = read(pdf([page(runs + end)])).body
    assert body.startswith("The mayor paid. It has ¹⁴C on the 5th")
    assert body.endswith(("5th", "5th It snowed."))


def test_what_is_small_or_elsewhere_in_a_pdf_is_not_raised() -> None:
    small: list[Run] = [("In ", 11, 0), ("NATO 19", 8, 0), (" states", 11, 0)]
    assert read(pdf([raised_by_rise(small)])).body == "In NATO 19 states"
    far = "BT /F 20 Tf 50 700 Td {} Tj ET BT /F 8 Tf 400 705 Td {} Tj ET"
    page = stream(far.format(hexed("Rain"), hexed("24")).encode())
    assert "²" not in read(pdf([page])).body


def test_lines_of_another_size_in_a_pdf_are_no_part_of_a_paragraph() -> None:
    rows = [(11, "It rained."), (14, "The end"), (11, "The rain ended."), (8, "1 So.")]
    shown = (f"/F {size} Tf {hexed(text)} Tj 0 -16 Td" for size, text in rows)
    page = stream(f"BT 50 700 Td {' '.join(shown)} ET".encode())
    body = read(pdf([page])).body
    assert body.split("\n\n") == [text for _, text in rows]


def test_a_pdf_s_words_of_other_scripts_are_whole() -> None:
    drawn = "".join(reversed("שלום עולם"))
    assert read(pdf([[drawn]])).body == "שלום עולם"
    lines = ["日本語の文章はとても長いので、行が変わってもまだ", "続きます。"]
    assert read(pdf([lines])).body == "".join(lines)
    assert read(pdf([["Гроза прошла."]])).body == "Гроза прошла."


def test_a_pdf_s_own_metadata_are_taken_only_where_they_are_sensible() -> None:
    sensible = pdf([["Text."]], "/Title (Rain) /Author (Ann)", "/Lang (en-US)")
    extract = read(sensible)
    assert extract.source == Source(title="Rain", author="Ann")
    assert extract.language == "en"
    titles = ("Microsoft Word - a.doc", "untitled", "final.indd", " ")
    for title, author in zip(titles, ("user", r"\(anonymous\)") * 2, strict=True):
        filled = f"/Title ({title}) /Author ({author}) /CreationDate (D:20200101)"
        assert read(pdf([["Text."]], filled)).source == Source()


def test_a_pdf_s_rights_are_read() -> None:
    namespaces = (
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
    )
    url = "https://creativecommons.org/licenses/by/4.0/"
    xmp = (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {namespaces}>'
        '<rdf:Description rdf:about=""><dc:rights><rdf:Alt>'
        '<rdf:li xml:lang="x-default">Free for all</rdf:li></rdf:Alt></dc:rights>'
        f"<xmpRights:WebStatement>{url}</xmpRights:WebStatement>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    made = pdf([["Text."]], catalog="/Metadata 5 0 R", more=stream(xmp.encode()))
    assert read(made).source == Source(
        license="CC BY 4.0", license_url=url, notice="Free for all"
    )
    brief = xmp.replace(f"<xmpRights:WebStatement>{url}</xmpRights:WebStatement>", "")
    brief = brief.replace('about=""', f'about="" xmpRights:WebStatement="{url}"')
    made = pdf([["Text."]], catalog="/Metadata 5 0 R", more=stream(brief.encode()))
    assert read(made).source.license == "CC BY 4.0"
    broken = pdf([["Text."]], catalog="/Metadata 5 0 R", more=stream(b"<x"))
    assert read(broken).source == Source()


def test_a_pdf_s_half_characters_and_nuls_do_not_stop_it() -> None:
    drawn = stream(b"BT /F 11 Tf 50 700 Td <00410000D83D0042> Tj ET")
    body = read(pdf([drawn])).body
    assert "\0" not in body
    assert body.encode().decode() == body
    assert body[0] == "A"


def test_a_scanned_pdf_is_told_what_to_do() -> None:
    assert problem(pdf([[]])).startswith("has no text; it may be a scan: save it")
    assert problem(pdf([])).startswith("has no text")


def encrypted(password: str) -> bytes:
    writer = PdfWriter(io.BytesIO(pdf([["Text."]])))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(made := io.BytesIO())
    return made.getvalue()


def test_a_locked_pdf_is_told_what_to_do() -> None:
    assert read(encrypted("")).body == "Text."
    assert problem(encrypted("secret")).startswith("is locked, perhaps against copying")
    key = "/O (o) /U (u) /OE (o) /UE (u) /Perms (p) /P -1 /StmF /S /StrF /S"
    aes = f"/Filter /Standard /V 5 /R 6 {key} /CF << /S << /CFM /AESV3 >> >>"
    unread = pdf([["Text."]], f">> /ID [<00> <00>] /Encrypt << {aes} >> /X <<")
    assert problem(unread).startswith("is locked, perhaps against copying")


def test_files_that_hold_too_much_are_refused_before_they_are_unpacked() -> None:
    data = docx(paragraph("x" * 10_000))
    with pytest.raises(ExtractionError, match=r"holds 0 MB in \d files when unpacked"):
        read_article(Document(data, "a.docx", unpacked=10_000))
    assert problem(pdf([stream(b" " * 80_000_000)])).startswith(
        "holds more than may be"
    )


def test_a_word_document_s_notes_come_last_and_without_marks() -> None:
    reference = (
        '<w:p><w:r><w:t>It rained.</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    note = f'<w:footnote w:id="2">{paragraph("All day.")}</w:footnote>'
    related = (
        f'<Relationship Id="r1" Type="{RELATED}/footnotes" Target="footnotes.xml"/>'
    )
    more = {
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{WORD}">{note}</w:footnotes>',
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>'
        ),
    }
    assert read(docx(reference, **more)).body == "It rained.\n\nAll day."


def test_a_text_file_is_read_as_the_corpus_folder_s_are() -> None:
    data = "---\ntitle: Rain\nlabel: L\nlanguage: de\n---\nEs „regnete“.\r\n".encode()
    expected = Extract("Es „regnete“.\r\n", Source(title="Rain"), "de", "L")
    assert read(data, "rain.md") == expected
    assert read(b"Text.", media_type="text/plain").language is None


def test_a_text_file_is_decoded_as_its_server_says() -> None:
    latin = Document("Grüße".encode("latin-1"), "a.txt", "text/plain", None, "latin-1")
    assert read_article(latin).body == "Grüße"
    for codec in ("utf-16-le", "utf-16-be", "utf-8"):
        text = "---\ntitle: Größe\n---\nGrüße"
        extract = read(f"\ufeff{text}".encode(codec), "a.txt", "text/plain")
        assert (extract.source.title, extract.body) == ("Größe", "Grüße")
    for charset in ("ascii", "no-such", "base64", "unicode_escape"):
        wrong = Document("Grüße".encode(), "a.txt", "text/plain", None, charset)
        with pytest.raises(ExtractionError, match=f"not in the encoding {charset}, as"):
            read_article(wrong)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"caf\xe9", "is not UTF-8 (byte 3); save it as UTF-8."),
        (b"", "has no text; write the article into it."),
        (b"---\nauthr: A\n---\nx", "has a field authr that is no known field; did you"),
        (b"---\nurl: x\n---\nText.", "has a field url that must be an address"),
    ],
)
def test_a_bad_text_file_is_told_what_to_mend(data: bytes, expected: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        read(data, "a.md")
    assert expected in str(caught.value)


def mail(kind: str, body: str, *headers: str) -> bytes:
    head = ["From: Ann Poe <ann@rain.example>", "MIME-Version: 1.0", *headers]
    head += [f"Content-Type: {kind}; charset=latin-1", "", body]
    return "\r\n".join(head).encode("latin-1")


def test_an_e_mail_is_read_with_its_sender_and_its_day() -> None:
    subject = "Subject: =?utf-8?q?Regen_in_L=C3=BCbeck?="
    headers = (subject, "Date: Tue, 6 Feb 2024 23:00:00 -0500")
    plain = read(mail("text/plain", "Es regnete in Lübeck.", *headers), "a.eml")
    source = Source(title="Regen in Lübeck", author="Ann Poe", published="2024-02-06")
    assert (plain.body.strip(), plain.source) == ("Es regnete in Lübeck.", source)
    page = f"<h1>Lübeck</h1><p>{LONG * 4}</p>"
    html = read(mail("text/html", page, *headers))
    assert html.body.split("\n\n") == ["# Lübeck", (LONG * 4).strip()]
    assert html.source.author == "Ann Poe"


def test_a_page_that_a_browser_saved_in_one_file_is_read() -> None:
    url = "https://rain.example/a"
    page = f"<title>Rain</title><article><p>{LONG * 4}</p></article>"
    part = f"--x\nContent-Type: text/html\n\n{page}\n--x--"
    place = f"Snapshot-Content-Location: {url}"
    saved = mail('multipart/related; boundary="x"', part, place, "Subject: R")
    for name in ("a.mhtml", "a.MHT", "nameless"):
        extract = read(saved, name)
        assert extract.body == (LONG * 4).strip()
        assert extract.source == Source(title="Rain", url=url)


@pytest.mark.parametrize("name", ["a.docx", "a.epub", "a.pdf", "a"])
def test_kinds_are_told_by_type_then_name_then_bytes(name: str) -> None:
    made = {
        "a.docx": docx(paragraph("Text.")),
        "a.epub": epub([xhtml("<p>Text.</p>")]),
        "a.pdf": pdf([["Text."]]),
        "a": b"Text.",
    }
    data = made[name]
    types = {
        "a.docx": f"{OFFICE}.wordprocessingml.document",
        "a.epub": "application/epub+zip",
        "a.pdf": "application/pdf",
        "a": "text/plain",
    }
    assert read(data, "wrong.html", types[name]).body == "Text."
    assert read(data, name, "application/octet-stream").body == "Text."
    assert read(data, "nameless").body == "Text."
    address = Document(data, "x", None, f"https://x.example/{name}?a=b.html")
    assert read_article(address).body == "Text."


def test_a_page_is_told_by_its_first_bytes() -> None:
    html = f"\ufeff\n<!DOCTYPE html><html><body><p>{LONG * 4}</p></body></html>"
    assert read(html.encode()).body.startswith("It rained")


@pytest.mark.parametrize(
    ("data", "media_type", "expected"),
    [
        (b"\xd0\xcf\x11\xe0\0\0", None, "is of a kind that is not read; save it as"),
        (b"\x89PNG\r\n\0", "image/png", "is of a kind that is not read"),
        (b"<rss/>", "application/rss+xml", "is a feed and no article; name the"),
        (b"{\\rtf1\\ansi Rain.}", "application/rtf", "is of a kind that is not read"),
        (b'[ {"title": "Rain"}]', "application/json", "is of a kind that is not read"),
        (mail("image/png", "x"), None, "has no text; save what it has attached"),
        (b"<?xml version='1.0'?><feed/>", "text/xml", "is a feed and no article"),
        (archive({"a": "", "xl/workbook.xml": ""}), None, "is no Word document"),
        (b"PK\3\4 broken", None, "is damaged; get it again, or save it anew."),
        (archive({"mimetype": "application/epub+zip"}), None, "is no e-book"),
        (epub([xhtml("<img src='x'/>")]), None, "has no text; its pages may be"),
        (docx(""), None, "has no text; write the article into it."),
    ],
)
def test_what_is_no_article_is_told_what_to_do(
    data: bytes, media_type: str | None, expected: str
) -> None:
    assert problem(data, media_type=media_type).startswith(expected)
