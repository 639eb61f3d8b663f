from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.articles import Source, make_article
from bot.extraction.parsing import read_article
from bot.extraction.parsing.runs import as_read
from bot.extraction.values import Document
from tests.extraction.files import LONG, WORD, docx, paragraph
from tests.extraction.test_shown import shown
from tests.steps import growth

if TYPE_CHECKING:
    from collections.abc import Callable


def rows(*rows: str, attributes: str = "") -> list[str]:
    """Return what comes out of a table of rows of cells."""
    inner = "".join(f"<tr>{row}</tr>" for row in rows)
    return shown(f"<table {attributes}>{inner}</table>").split("\n\n")


def test_a_row_names_the_columns_of_its_cells() -> None:
    head = "<th>Party</th><th>Seats</th><th>Share</th>"
    body = (
        "<td>Reds</td><td>12</td><td>40 %</td>",
        "<td>Blues</td><td></td><td>–</td>",
    )
    assert rows(head, *body) == [
        "Party: Reds; Seats: 12; Share: 40 %",
        "Party: Blues; Share: –",
    ]


def test_each_row_is_one_sentence_that_can_be_quoted() -> None:
    head = "<th>Party</th><th>Seats</th>"
    body = "\n\n".join(
        rows(head, "<td>Reds</td><td>12</td>", "<td>Blues</td><td>9</td>")
    )
    article = make_article("a", body, Source(), language="en")
    quoted = [article.text(s.start, s.end) for s in article.sentences]
    assert quoted == ["Party: Reds; Seats: 12", "Party: Blues; Seats: 9"]
    assert [s.speaker for s in article.sentences] == [None, None]


def test_headers_above_one_another_are_joined_and_span_their_columns() -> None:
    first = "<th rowspan=2>Party</th><th colspan=2>Votes</th>"
    second = "<th>2020</th><th>2024</th>"
    assert rows(first, second, "<td>Reds</td><td>10</td><td>20</td>") == [
        "Party: Reds; Votes 2020: 10; Votes 2024: 20"
    ]


def test_a_cell_that_reaches_down_stands_in_each_of_its_rows() -> None:
    head = "<th>Day</th><th>Hour</th>"
    first, second = "<td rowspan=2>Monday</td><td>9</td>", "<td>11</td>"
    assert rows(head, first, second, "<td>Friday</td><td>8</td>") == [
        "Day: Monday; Hour: 9",
        "Day: Monday; Hour: 11",
        "Day: Friday; Hour: 8",
    ]


def test_a_row_s_own_header_stands_before_its_cells() -> None:
    assert rows("<th>Born</th><td>1960</td>", "<th>Party:</th><td>Reds</td>") == [
        "Born: 1960",
        "Party: Reds",
    ]


@pytest.mark.parametrize("cell", ["<td>{}</td>", "<td><b>{}</b></td>"])
def test_a_first_row_that_names_figures_is_one_of_headers(cell: str) -> None:
    head = cell.format("Party") + cell.format("Seats")
    body = [
        f"<td>{party}</td><td>{seats}</td>"
        for party, seats in (("Reds", "1,204"), ("Blues", "9 %"))
    ]
    assert rows(head, *body) == [
        "Party: Reds; Seats: 1,204",
        "Party: Blues; Seats: 9 %",
    ]


WORDS = (("Name", "Office"), ("Ann Roe", "mayor"), ("Bo Ek", "clerk"))


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("<thead><tr>{}</tr></thead>", "<td>{}</td>"),
        ("<tr style='font-weight:700'>{}</tr>", "<td>{}</td>"),
        ("<tr>{}</tr>", "<td style='font-weight: bold'>{}</td>"),
        ("<tr>{}</tr>", "<td><p><span class=head>{}</span></p></td>"),
    ],
)
def test_a_first_row_that_is_set_apart_is_one_of_headers(head: str, cell: str) -> None:
    plain = "<tr><td>{}</td><td>{}</td></tr>"
    first = head.format("".join(map(cell.format, WORDS[0])))
    body = "".join(plain.format(*row) for row in WORDS[1:])
    style = "<style>.head {font-weight: 600}</style>"
    assert shown(f"<table>{first}{body}</table>", style).split("\n\n") == [
        "Name: Ann Roe; Office: mayor",
        "Name: Bo Ek; Office: clerk",
    ]


def test_a_first_row_of_years_is_one_of_headers() -> None:
    row = "<td>{}</td><td>{}</td><td>{}</td>"
    head = row.format("Party", "2019", "2024")
    assert rows(head, row.format("Reds", "10", "12")) == [
        "Party: Reds; 2019: 10; 2024: 12"
    ]
    lived = (row.format("Ann", "1900", "1980"), row.format("Bo", "1910", "1990"))
    assert rows(*lived) == ["Ann; 1900; 1980", "Bo; 1910; 1990"]
    facts = ("<td>Born</td><td>1960</td>", "<td>Party</td><td>Reds</td>")
    assert rows(*facts) == ["Born; 1960", "Party; Reds"]


def test_a_table_that_roles_make_is_one() -> None:
    row = "<div role=row><span role={0}>{1}</span><span role={0}>{2}</span></div>"
    head = row.format("columnheader", "Party", "Seats")
    body = row.format("cell", "Reds", "12")
    assert shown(f"<div role=table>{head}{body}</div>") == "Party: Reds; Seats: 12"


def test_a_table_without_headers_gets_none() -> None:
    assert rows("<td>Ann</td><td>Lund</td>", "<td>Bo</td><td>Malmö</td>") == [
        "Ann; Lund",
        "Bo; Malmö",
    ]


def test_a_title_within_a_table_is_a_line_of_its_own() -> None:
    title, head = "<th colspan=2>Results</th>", "<th>Party</th><th>Seats</th>"
    part = "<td colspan=2>In the north</td>"
    assert rows(title, head, part, "<td>Reds</td><td>12</td>") == [
        "Results",
        "In the north",
        "Party: Reds; Seats: 12",
    ]


def test_lists_and_lines_in_a_cell_are_kept_apart() -> None:
    times = "<td><ul><li>06:00 to 09:00</li><li>17:00 to 19:00</li></ul></td>"
    place = "<td>1 High Street<br>Lund</td>"
    head = "<th>Day</th><th>Hours</th><th>Place</th>"
    assert rows(head, f"<td>Monday</td>{times}{place}") == [
        "Day: Monday; Hours: 06:00 to 09:00, 17:00 to 19:00; Place: 1 High Street, Lund"
    ]


def test_a_header_that_is_too_long_to_repeat_stands_once() -> None:
    long = (
        "A header that goes on and on, and whoever made this table had much to say, "
        * 2
    )
    cells = f"<th>Party</th><th>{long}</th>"
    assert rows(cells, "<td>Reds</td><td>12</td>") == [
        f"Party; {long.strip()}",
        "Reds; 12",
    ]


@pytest.mark.parametrize(
    ("role", "inside"),
    [
        ("none", f"<h2>News</h2><p>{LONG}</p>"),
        ("presentation", f"<p>{LONG}</p>"),
        ("table", f"<p>{LONG}</p>" * 4),
        ("table", f"<p>{LONG}</p></td></tr><tr><td>"),
    ],
)
def test_a_table_that_only_places_a_page_is_none(role: str, inside: str) -> None:
    cells = f"{inside}</td><td>" if "<tr>" not in inside else inside
    inner = f"<tr><td>{cells}<p>Other words.</p></td></tr>"
    assert "Other words." in shown(f"<table role={role}>{inner}</table>").split("\n\n")


def test_spans_without_end_take_no_time() -> None:
    cells = "<td colspan=99999 rowspan=99999>x</td>" * 50
    assert len("".join(rows(*[cells] * 50))) < 100_000


def test_a_table_of_a_word_document_is_rows() -> None:
    cell = "<w:tc>{}</w:tc>"
    row = "<w:tr>{}{}</w:tr>"
    cells = (("Party", "Seats"), ("Reds", "1,204"), ("Blues", "904"))
    made = "".join(
        row.format(*(cell.format(paragraph(text)) for text in pair)) for pair in cells
    )
    body = read_article(Document(docx(f"<w:tbl>{made}</w:tbl>"), "a.docx")).body
    assert body == "Party: Reds; Seats: 1,204\n\nParty: Blues; Seats: 904"


def in_word(table: str, cell: str, row: str) -> list[str]:
    """Return what comes out of a Word table.

    It has properties, as have the cells of its first row and that row.
    """

    def made_of(texts: tuple[str, ...], row: str, cell: str) -> str:
        cells = (f"<w:tc>{cell}{paragraph(text)}</w:tc>" for text in texts)
        return f"<w:tr>{row}{''.join(cells)}</w:tr>"

    made = made_of(WORDS[0], row, cell)
    made += "".join(made_of(texts, "", "") for texts in WORDS[1:])
    first = '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>'
    style = '<w:style w:type="table" w:styleId="{}"><w:basedOn w:val="{}"/>{}</w:style>'
    styles = style.format("Grid", "", first) + style.format("Own", "Grid", "")
    styles = f'<w:styles xmlns:w="{WORD}">{styles}{style.format("Bare", "", "")}'
    body = f"<w:tbl><w:tblPr>{table}</w:tblPr>{made}</w:tbl>"
    word = docx(body, **{"word/styles.xml": f"{styles}</w:styles>"})
    return read_article(Document(word, "a.docx")).body.split("\n\n")


@pytest.mark.parametrize(
    ("table", "cell", "row", "is_named"),
    [
        ('<w:tblStyle w:val="Own"/><w:tblLook w:firstRow="1"/>', "", "", True),
        ('<w:tblStyle w:val="Grid"/><w:tblLook w:val="04A0"/>', "", "", True),
        ("", '<w:tcPr><w:shd w:fill="D9D9D9"/></w:tcPr>', "<w:trPr/>", True),
        ("", "", "<w:trPr><w:tblHeader/></w:trPr>", True),
        ('<w:tblStyle w:val="Own"/><w:tblLook w:firstRow="0"/>', "", "", False),
        ('<w:tblStyle w:val="Own"/><w:tblLook w:val="0480"/>', "", "", False),
        ('<w:tblStyle w:val="Bare"/><w:tblLook w:firstRow="1"/>', "", "", False),
        ("", '<w:tcPr><w:shd w:fill="auto"/></w:tcPr>', "", False),
    ],
)
def test_a_word_table_names_its_columns_where_its_first_row_looks_like_it(
    table: str,
    cell: str,
    row: str,
    is_named: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    named = ["Name: Ann Roe; Office: mayor", "Name: Bo Ek; Office: clerk"]
    assert in_word(table, cell, row) == (
        named if is_named else ["; ".join(row) for row in WORDS]
    )


def test_the_styles_of_a_word_document_are_looked_through_once() -> None:
    def made(size: int) -> Callable[[], object]:
        table = '<w:tbl><w:tblPr><w:tblStyle w:val="Own"/></w:tblPr>'
        table += f"{'<w:tr/>' * 2}</w:tbl>"
        style = f"""<w:styles xmlns:w="{WORD}"><w:style w:type="table" w:styleId="Own">
            {'<w:tblStylePr w:type="lastRow"/>' * size}</w:style></w:styles>"""
        return partial(as_read, docx(table * size, **{"word/styles.xml": style}))

    assert growth(made, 40) < 12


def test_a_heading_in_a_cell_leaves_a_table_with_headers_one() -> None:
    rows = "<tr><td><h4>Friday</h4></td><td><h5>Dawn</h5>Shut</td></tr>"
    headed = f"<table><tr><th>Day</th><th>Gate</th></tr>{rows}</table>"
    assert shown(headed) == "Day: Friday; Gate: Dawn, Shut"
    assert shown(f"<table>{rows}</table>").split("\n\n") == [
        "#### Friday",
        "##### Dawn",
        "Shut",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<dl><dt>{0}</dt><dd>{1}</dd><dt>{2}</dt><dd>{3}</dd></dl>",
        "<p><b>{0}:</b></p><p>{1}</p><p><b>{2}:</b></p><p>{3}</p>",
        "<p><b>{0}:</b> {1}</p><p><b>{2}:</b> {3}</p>",
        "<div class=speaker>{0}</div><p>{1}</p><p class=qa__speaker>{2}</p><p>{3}</p>",
        "<p><span class=speaker-name>{0}</span> {1}</p><p>{2}: {3}</p>",
    ],
)
def test_an_interview_keeps_who_speaks(markup: str) -> None:
    spoken = markup.format("Ana Roe", "I was at home.", "Reporter", "When?")
    assert shown(spoken).split("\n\n") == ["Ana Roe: I was at home.", "Reporter: When?"]


def test_terms_stand_before_what_explains_them_and_questions_alone() -> None:
    terms = "<dl><dt>Fine</dt><dt>Fee</dt><dd>9,000 euros</dd><dt>Bail</dt></dl>"
    assert shown(terms).split("\n\n") == ["Fine: Fee: 9,000 euros", "Bail"]
    asked = "<dl><dt>Did she pay?</dt><dd>She paid at once.</dd></dl>"
    assert shown(asked).split("\n\n") == ["Did she pay?", "She paid at once."]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            "| Party | Seats |\n|:--|--:|\n| Reds | 12 |\n| Blues | |",
            ["Party: Reds; Seats: 12", "Party: Blues"],
        ),
        (
            "Party | Of\r\n--- | ---\r\nReds | Lund \\| Vik | 3\r",
            ["Party: Reds; Of: Lund | Vik; 3"],
        ),
        ("| Party |\n| --- |\n| Reds |", ["Party: Reds"]),
        ("| Party | Seats |\n|---|---|", ["Party; Seats"]),
        (
            f"{'x' * 101} | Of\n-|-\nReds | 3\nBlues | 4",
            ["x" * 101 + "; Of", "Reds; 3", "Blues; 4"],
        ),
        ("| Party | Seats |\n|---|", ["| Party | Seats |\n|---|"]),
        ("Reds | Blues\n\n---\n\nThe end", ["Reds | Blues", "---", "The end"]),
    ],
)
def test_a_table_of_markdown_is_rows(table: str, rows: list[str]) -> None:
    for text in (table, f"It rained.\n\n{table}\n\nIt snowed.\n"):
        body = read_article(Document(text.encode(), "a.md")).body
        before, after = ("It rained.", "It snowed.") if text != table else ("", "")
        assert [p for p in map(str.strip, body.split("\n\n")) if p] == [
            *filter(None, (before, *rows, after))
        ]
