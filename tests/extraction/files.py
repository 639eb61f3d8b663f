"""Makes real files of each kind, right ones and wrong ones, byte by byte."""

from __future__ import annotations

import io
import zlib
from itertools import chain
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DUBLIN_CORE = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
LONG = "It rained all day, and the river rose until the old bridge could not be seen. "
_QUICK = 1  # how hard a bomb is packed


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP file; the first file in it is not compressed."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=_QUICK) as made:
        for number, (name, content) in enumerate(files.items()):
            made.writestr(name, content, ZIP_DEFLATED if number else ZIP_STORED)
    return buffer.getvalue()


def docx(body: str, core: str = "", **more: str) -> bytes:
    """Return a Word document; `body` is WordprocessingML, `core` Dublin Core."""
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{types}"/>',
            "_rels/.rels": (
                f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
                f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
                "</Relationships>"
            ),
            "word/document.xml": (
                f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
            ),
            "word/styles.xml": (
                f'<w:styles xmlns:w="{WORD}">{style("Heading1", "heading 1")}'
                f"{style('Title', 'Title')}</w:styles>"
            ),
            "docProps/core.xml": f"<p {DUBLIN_CORE}>{core}</p>",
        }
        | more
    )


def style(identity: str, name: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}">'
        f'<w:name w:val="{name}"/></w:style>'
    )


def paragraph(text: str, styled: str = "") -> str:
    """Return one paragraph of a Word document."""
    properties = f'<w:pPr><w:pStyle w:val="{styled}"/></w:pPr>' if styled else ""
    shown = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return f"<w:p>{properties}<w:r>{shown}</w:r></w:p>"


def epub(
    pages: Sequence[str | bytes],
    metadata: str = "",
    more: Mapping[str, str] | None = None,
) -> bytes:
    """Return an e-book of XHTML pages, with a table of contents before them."""
    items = "".join(
        f'<item id="p{n}" href="a%20page{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(pages))
    )
    spine = "".join(f'<itemref idref="p{n}"/>' for n in range(len(pages)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" {DUBLIN_CORE}>'
        f"<metadata>{metadata}</metadata><manifest>{items}"
        '<item id="toc" href="toc.xhtml" media-type="application/xhtml+xml" '
        'properties="nav"/></manifest>'
        f'<spine><itemref idref="toc"/><itemref idref="gone"/>{spine}</spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/book.opf": package,
            "OEBPS/toc.xhtml": "<html><body><p>Contents</p></body></html>",
        }
        | {f"OEBPS/a page{n}.xhtml": page for n, page in enumerate(pages)}
        | dict(more or {})
    )


def xhtml(body: str, head: str = "<title/>") -> str:
    """Return a page of an e-book."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head>{head}</head><body>{body}</body></html>"
    )


FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H "
    "/ToUnicode 4 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 "
    "/BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
    "/Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /F "
    "/Flags 4 >> /DW 500 >>] >>"
)
UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Identity def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
%s
endcmap end end"""
LATIN = (0, 0x20)  # the first bytes of letters and of what stands around them


def pdf(
    pages: Sequence[Sequence[str] | bytes],
    information: str = "",
    catalog: str = "",
    more: str | bytes = "null",
) -> bytes:
    """Return a PDF whose pages have these lines, in a font that has their letters.

    A page may be a stream instead, right or wrong, of Latin letters. `information` and
    `catalog` are entries of these dictionaries, `more` is a further object, number 5.
    """
    first = 6
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    lines = chain.from_iterable(p for p in pages if not isinstance(p, bytes))
    objects: list[str | bytes] = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        FONT,
        stream(_letters("".join(lines))),
        more,
    ]
    for number, page in enumerate(pages):
        leaf = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources "
        leaf += f"<< /Font << /F 3 0 R >> >> /Contents {first + 2 * number + 1} 0 R >>"
        content = page if isinstance(page, bytes) else stream(page_of(page))
        objects += [leaf, content]
    return written(objects, information)


def _letters(text: str) -> bytes:
    """Return what tells a font's letters: those of a text, and beside it Latin ones."""
    blocks = sorted({*LATIN, *text.encode("utf-16-be")[::2]})
    row = b"1 beginbfrange <%02X00> <%02XFF> <%02X00> endbfrange"
    return UNICODE % b"\n".join(row % (block, block, block) for block in blocks)


def page_of(lines: Sequence[str]) -> bytes:
    rows = (f"<{line.encode('utf-16-be').hex()}> Tj 0 -14 Td" for line in lines)
    return "\n".join(["BT /F 11 Tf 50 750 Td", *rows, "ET"]).encode()


def stream(data: bytes, filters: int = 1) -> bytes:
    """Return a stream that is compressed so often."""
    for _ in range(filters):
        data = zlib.compress(data, _QUICK)
    names = " ".join(["/FlateDecode"] * filters)
    head = f"<< /Length {len(data)} /Filter [{names}] >>\nstream\n"
    return head.encode() + data + b"\nendstream"


def written(objects: Sequence[str | bytes], information: str = "") -> bytes:
    """Return a PDF file of these objects, the first of which is the catalog."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        data = content.encode() if isinstance(content, str) else content
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, data))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    head = (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info << {information} >> >>"
    )
    out.write(f"{head}\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()
