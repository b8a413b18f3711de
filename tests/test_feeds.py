"""Feeds and sitemaps as sites really serve them: broken, relative, cut, in odd encodings."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterable
from contextlib import suppress

import pytest

from scraper.errors import UnreadableListing
from scraper.model import Listing
from scraper.sources.npr import Npr
from tests.conftest import a_page

FEED = "https://feeds.npr.org/1001/rss.xml"
#: Of feeds whose text may say what it is.
XML = "application/xml"


def url_of(number: int) -> str:
    """NPR's numbers below a million are topics', not stories'."""
    return f"https://www.npr.org/transcripts/{1_000_000 + number}"


def item(number: int = 1, title: str = "t") -> str:
    return f"<item><title>{title}</title><link>{url_of(number)}</link></item>"


def rss(*items: str, head: str = '<?xml version="1.0"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'


def atom(links: str, attributes: str = "", entry: str = "") -> str:
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"{attributes}>'
        f'<link rel="self" href="{FEED}"/><entry{entry}><id>tag:1</id>{links}</entry></feed>'
    )


def sitemap(*locs: str) -> str:
    urls = "".join(f"<url><loc>{loc}</loc></url>" for loc in locs)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def read(body: bytes | str, content_type: str = XML, url: str | None = FEED) -> Listing:
    return Npr().read_listing(a_page(body, url, content_type))


def ids(listing: Listing) -> list[int]:
    return [int(ref.story_id) - 1_000_000 for ref in listing.stories]


# encodings ----------------------------------------------------------------------------------------


def declared(encoding: str, title: str = "t") -> str:
    return rss(item(title=title), head=f'<?xml version="1.0" encoding="{encoding}"?>\n')


@pytest.mark.parametrize(
    "encoding",
    ["x-unknown-8bit", "utf8mb4", "UTF-16", "ucs-4", "cp437", "x-user-defined", "rot13", "hex",
     "iso-8859-1", "UTF8", "", "none"],
)  # fmt: skip
@pytest.mark.parametrize(
    "title", [b"t", b"caf\xe9", "café".encode()], ids=["ascii", "8bit", "utf8"]
)
def test_an_encoding_that_is_not_the_bytes(encoding: str, title: bytes) -> None:
    body = declared(encoding, "TITLE").encode().replace(b"TITLE", title)
    assert ids(read(body)) == [1]


@pytest.mark.parametrize(
    ("codec", "mark"),
    [("utf-16-le", "\ufeff"), ("utf-16-be", "\ufeff"), ("utf-16-le", ""), ("utf-16-be", ""),
     ("utf-32-le", "\ufeff"), ("utf-32-be", "\ufeff")],
)  # fmt: skip
@pytest.mark.parametrize("name", ["utf-16", "utf-8", None])
@pytest.mark.parametrize(
    "content_type", [XML, "text/xml; charset=utf-16", "text/xml;charset=utf-8"]
)
def test_wide_characters(codec: str, mark: str, name: str | None, content_type: str) -> None:
    body = declared(name, "naïve — “x”") if name else rss(item(title="naïve — “x”"), head="")
    assert ids(read((mark + body).encode(codec), content_type)) == [1]


def test_the_characters_of_a_url_are_those_that_were_meant() -> None:
    """The one from the XML declaration, where the header has none."""
    loc = "https://www.npr.org/2013/09/13/222172602/caf\xe9"
    body = f'<?xml version="1.0" encoding="iso-8859-1"?>{sitemap(loc)}'.encode("latin-1")
    (ref,) = read(body).stories
    assert ref.found_url == loc


@pytest.mark.parametrize(
    "before",
    ["\n", "  \r\n\t", "\ufeff", "\ufeff\n", "\n\ufeff", "\n\n\ufeff\n", "\0", "\x0b",
     "Warning: mktime() in /srv/feed.php\n", "<!-- made by hand -->\n"],
)  # fmt: skip
@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="UTF-8"?>', ""])
def test_what_stands_before_the_document(before: str, head: str) -> None:
    assert ids(read(before + rss(item(), head=head))) == [1]
    assert ids(read(before + head + sitemap(url_of(7)))) == [7]


# markup -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ["Caf&eacute;&nbsp;&hellip;", "AT&T", "a & b", "a &b; c", "&", "a < b", "I <3 you",
     "&#0;&#x1F;", "&#xD800;&#1114112;&#99999999999;", "\x00\x08\x0b\x1b[2J",
     "\ufffe\uffff", "<?php echo ?>",
     "<![CDATA[a & b < c &nbsp; <p> \x07]]>", "<!-- & -- < -->", "&lt;b&gt;",
     "<?xml version='1.0'?>",
     "<media:thumbnail url='x'/>", "<b media:x='1'>x</b>", "\x85\x9f&#146;"],
)  # fmt: skip
def test_markup_in_which_one_thing_can_be_meant(title: str) -> None:
    listing = read(rss(item(1, title), item(2)))
    assert (ids(listing), listing.cut) == ([1, 2], None)


def test_a_bare_ampersand_in_a_url() -> None:
    loc = "https://www.npr.org/templates/story/story.php?ft=1&storyId=222172602&copy=1"
    assert ids(read(sitemap(loc))) == [221172602]
    assert ids(read(sitemap(loc.replace("&", "&amp;")))) == [221172602]
    assert ids(read(sitemap(f"<![CDATA[{loc}]]>"))) == [221172602]


@pytest.mark.parametrize(
    "head",
    ['<?xml version="1.1"?>', '<?xml version="1.0" standalone="yes"?>', "<?xml version='1.0'>",
     '<?xml-stylesheet href="a.xsl"?>', "<!DOCTYPE rss>",
     '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'],
)  # fmt: skip
def test_heads_of_documents(head: str) -> None:
    assert ids(read(rss(item(title="caf&eacute;"), head=head))) == [1]


@pytest.mark.parametrize(
    "after", ["<script>count()</script>", "\0\0", "</rss>", "bye & more", "<rss/>", "<!-- -->"]
)
def test_what_follows_the_document_is_no_fault(after: str) -> None:
    listing = read(rss(item()) + after)
    assert (ids(listing), listing.cut) == ([1], None)


def test_what_comes_before_a_fault_counts_and_the_cut_is_told() -> None:
    whole = rss(item(1), item(2), item(3))
    for end in range(whole.index("<item>"), len(whole)):
        cut = whole[:end]
        count = cut.count("</item>")
        if not count:
            with pytest.raises(UnreadableListing, match="not well-formed"):
                read(cut)
            continue
        listing = read(cut)
        assert ids(listing) == [1, 2, 3][:count]
        assert listing.cut is not None
        assert "not well-formed: " in listing.cut
        assert listing.cut.endswith("; what follows was not read")


@pytest.mark.parametrize("title", ["<b>x", "x</b>", "<a b>", "<![oops", "<a a='1' a='2'/>"])
def test_an_entry_with_a_fault_hides_no_other(title: str) -> None:
    bad = item(2, "naïve " + title).replace("<title>", "<title>\n")
    for entries, found in (
        ((item(1), bad, item(3)), [1, 3]),
        ((bad, item(1), bad, bad, item(3)), [1, 3]),
        ((item(1), bad), [1]),
    ):
        listing = read(rss(*entries))
        assert ids(listing) == found
        assert "not well-formed: " in (listing.cut or "")
    image = "<image><url>https://www.npr.org/logo.png</url></image>"
    listing = read(rss(image, item(1), bad, item(3)))
    assert ids(listing) == [1, 3]
    assert "; the entry it is in was not read" in (read(rss(item(1), bad, item(3))).cut or "")
    with pytest.raises(UnreadableListing, match="not well-formed"):
        read(rss(bad))


def test_very_many_faults_take_no_time() -> None:
    began = time.process_time()
    listing = read(rss(item(1), *(item(2, "<b>") for _ in range(50_000)), item(3)))
    assert ids(listing) == [1]
    assert "what follows was not read" in (listing.cut or "")
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "declaration",
    ['<!ENTITY a "b">', '<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY % a "b"> %a;',
     '<!ENTITY a "&b;&b;"><!ENTITY b "&c;&c;"><!ENTITY c "ha">'],
)  # fmt: skip
def test_entities_that_a_feed_defines_are_refused(declaration: str) -> None:
    head = f'<?xml version="1.0"?><!DOCTYPE rss [{declaration}]>'
    with pytest.raises(UnreadableListing, match="defines entities"):
        read(rss(item(title="&a;"), head=head))


@pytest.mark.parametrize(
    "body",
    [b"<rss>" + b"<![CDATA[" * 500_000, b"<rss>" + b"<!--" * 500_000, b"<rss>" + b"<?" * 500_000,
     b"<rss>" + b"&" * 500_000, b"<rss>" + b"&a" * 500_000, b"<rss>" + b"<" * 500_000,
     b"<rss " + b"a='1' " * 500_000, b"<rss>" + b"<item xml:base='a/'>" * 90 + b"<item>" * 100_000,
     b"<!DOCTYPE rss [" * 200_000, b"<!--" * 500_000],
    ids=["cdata", "comments", "instructions", "ampersands", "names", "less", "attributes", "bases",
         "doctypes", "no root"],
)  # fmt: skip
def test_no_feed_takes_long_to_refuse(body: bytes) -> None:
    began = time.process_time()
    with suppress(UnreadableListing):
        assert ids(read(body)) == []
    assert time.process_time() - began < 5


# which link is the story --------------------------------------------------------------------------


def link(number: int, rel: str | None = None, more: str = "") -> str:
    said = "" if rel is None else f' rel="{rel}"'
    return f'<link{said} href="{url_of(number)}"{more}/>'


@pytest.mark.parametrize(
    ("links", "found"),
    [
        (link(9, "self") + link(1, "alternate"), [1]),
        (link(1, "alternate") + link(9, "self"), [1]),
        (link(9, "related") + link(9, "enclosure") + link(9, "via") + link(1), [1]),
        (link(9, "replies") + link(9, "edit") + link(1, "ALTERNATE"), [1]),
        (link(1, "http://www.iana.org/assignments/relation/alternate"), [1]),
        (link(1, ""), [1]),
        (link(9, "self"), []),
        (link(9, "enclosure") + link(9, "related") + link(9, "via"), []),
        ('<link rel="alternate" href="https://m.example/1"/>' + link(1, "alternate"), [1]),
        (f"<source>{link(9)}</source>" + link(1), [1]),
        (f"<content type='xhtml'><div>{link(9)}</div></content>" + link(1), [1]),
        (f'<a:link xmlns:a="http://www.w3.org/2005/Atom" href="{url_of(1)}"/>', [1]),
        (f'<x:link xmlns:x="urn:x" href="{url_of(9)}"/>' + link(1), [1]),
    ],
)
def test_the_links_of_an_atom_entry(links: str, found: list[int]) -> None:
    assert ids(read(atom(links))) == found


def test_atom_with_a_prefix() -> None:
    body = (
        f'<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:link rel="self" href="/9"/>'
        f'<a:link rel="alternate" href="{url_of(1)}"/></a:entry></a:feed>'
    )
    assert ids(read(body)) == [1]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (f"<guid>{url_of(1)}</guid>", [1]),
        (f'<guid isPermaLink="true">{url_of(1)}</guid>', [1]),
        (f'<guid isPermaLink="false">{url_of(9)}</guid>', []),
        (f"<link>{url_of(1)}</link><guid>{url_of(9)}</guid>", [1]),
        (f"<guid>{url_of(9)}</guid><link>\n  {url_of(1)}\n</link>", [1]),
        (f"<link/><guid>{url_of(1)}</guid>", [1]),
        (f"<link><![CDATA[ {url_of(1)} ]]></link>", [1]),
        (f'<link href="{url_of(1)}"/>', [1]),
        (f"<link>https://feeds.example/~r/a/1</link><guid>{url_of(1)}</guid>", [1]),
        (f"<link>https://f.example/1</link><feedburner:origLink>{url_of(1)}</feedburner:origLink>",
         [1]),
        (f'<atom:link rel="self" href="{url_of(9)}"/><link>{url_of(1)}</link>', [1]),
        (f'<atom:link rel="related" href="{url_of(9)}"/>', []),
        (f'<enclosure url="{url_of(9)}"/><comments>{url_of(9)}</comments>', []),
        (f"<source url='x'>{url_of(9)}</source><media:link>{url_of(9)}</media:link>", []),
        (f"<image><url>x</url><link>{url_of(9)}</link></image><link>{url_of(1)}</link>", [1]),
        ("<link>http://[oops</link><guid>not a URL</guid>", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("declared", [' xmlns:atom="http://www.w3.org/2005/Atom"', ""])
def test_the_links_of_an_rss_item(parts: str, found: list[int], declared: str) -> None:
    body = f"<rss{declared}><channel><item>{parts}</item></channel></rss>"
    assert ids(read(body)) == found


@pytest.mark.parametrize(
    "namespace", ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"]
)
def test_rdf(namespace: str) -> None:
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    entry = '<item rdf:about="{0}">{1}</item>'
    body = (
        f'<?xml version="1.0"?><rdf:RDF {rdf} xmlns="{namespace}"><channel rdf:about="x"><items>'
        f'<rdf:Seq><rdf:li rdf:resource="{url_of(9)}"/></rdf:Seq></items></channel>'
        f"{entry.format(url_of(1), f'<link>{url_of(1)}</link>')}"
        f"{entry.format(url_of(2), '<title>t</title>')}</rdf:RDF>"
    )
    assert ids(read(body)) == [1, 2]
    prefixed = body.replace("xmlns=", "xmlns:r=")
    for tag in ("channel", "items", "item", "link", "title"):
        prefixed = prefixed.replace(f"<{tag}>", f"<r:{tag}>").replace(f"</{tag}>", f"</r:{tag}>")
        prefixed = prefixed.replace(f"<{tag} ", f"<r:{tag} ")
    assert ids(read(prefixed)) == [1, 2]


# relative links -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "href"),
    [
        ("", "/transcripts/1000001"),
        ("", "//www.npr.org/transcripts/1000001"),
        ("", "../transcripts/1000001"),
        ("", "HTTPS://WWW.NPR.ORG/transcripts/1000001"),
        (' xml:base="https://www.npr.org/transcripts/"', "1000001"),
        (' xml:base="/transcripts/"', "1000001"),
        (' xml:base="http://[oops"', "/transcripts/1000001"),
        (' xml:base="https://example.org/"', "https://www.npr.org/transcripts/1000001"),
    ],
)
def test_relative_links(base: str, href: str) -> None:
    found = "https://www.npr.org/sub/feed.xml"
    tag = f'<link href="{href}"/>'
    for body in (
        atom(tag, attributes=base),
        atom(tag, entry=base),
        f"<rss{base}><item><link>{href}</link></item></rss>",
        f"<urlset{base}><url><loc>{href}</loc></url></urlset>",
    ):
        assert ids(read(body, url=found)) == [1]


def test_bases_in_each_other_and_no_url_at_all() -> None:
    body = atom(
        '<link href="1000001"/>', ' xml:base="https://www.npr.org/"', ' xml:base="transcripts/"'
    )
    assert ids(read(body)) == [1]
    assert ids(read(rss(f"<item><link>{'/transcripts/1000007'}</link></item>"), url=None)) == [7]


# sitemaps -----------------------------------------------------------------------------------------


def test_a_sitemap_index_with_relative_and_foreign_entries() -> None:
    locs = ["/a.xml", "https://www.npr.org/b.xml.gz", "https://example.org/c.xml", "", "http://[x"]
    body = "".join(f"<sitemap><loc>{loc}</loc></sitemap>" for loc in locs)
    listing = read(f"<sitemapindex>{body}</sitemapindex>", url="https://www.npr.org/sitemap.xml")
    assert [ref.url for ref in listing.listings] == [
        "https://www.npr.org/a.xml", "https://www.npr.org/b.xml.gz",
    ]  # fmt: skip


def test_a_sitemap_with_prefixes_images_and_languages() -> None:
    body = (
        '<sm:urlset xmlns:sm="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="urn:i">'
        f"<sm:url><image:image><image:loc>{url_of(9)}</image:loc></image:image>"
        f'<xhtml:link rel="alternate" href="{url_of(9)}"/><image:loc>{url_of(9)}</image:loc>'
        f"<sm:loc>{url_of(1)}</sm:loc></sm:url></sm:urlset>"
    )
    assert ids(read(body)) == [1]


def lines(*given: str, end: str = "\n") -> str:
    return end.join(given)


@pytest.mark.parametrize(
    "text",
    [
        lines(url_of(1), url_of(2)),
        lines(url_of(1), url_of(2), "", end="\r\n"),
        lines("\ufeff" + url_of(1), url_of(2)),
        lines("", "# our stories", "", url_of(1), "# more", "", "  " + url_of(2) + " "),
        lines(url_of(1), "not a URL", "https://example.org/x", url_of(2), url_of(2)),
        lines("\ufeff# mark first", url_of(1).replace("https://www", "HTTPS://WWW"), url_of(2)),
        lines(url_of(1), url_of(2), end="\r"),
    ],
)
@pytest.mark.parametrize("content_type", ["text/plain", "text/html; charset=utf-8", ""])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le"])
def test_a_sitemap_of_plain_text(text: str, content_type: str, codec: str) -> None:
    assert ids(read(text.encode(codec), content_type, "https://www.npr.org/urls.txt")) == [1, 2]


def packed(*parts: str) -> bytes:
    return b"".join(gzip.compress(part.encode(), mtime=0) for part in parts)


def test_packed_sitemaps() -> None:
    whole = sitemap(*map(url_of, range(1, 4)))
    cuts: Iterable[bytes] = (packed(whole), packed(whole[:50], whole[50:]), packed("", whole))
    for body in (
        *cuts,
        packed(whole) + b"\0" * 512,
        packed(lines(url_of(1), url_of(2), url_of(3))),
    ):
        listing = read(body)
        assert (ids(listing), listing.cut) == ([1, 2, 3], None)


def test_a_packed_sitemap_that_is_cut_or_corrupt() -> None:
    whole = gzip.compress(sitemap(*map(url_of, range(1, 2000))).encode(), mtime=0)
    listing = read(whole[: len(whole) // 2])
    assert 100 < len(listing.stories) < 1999
    assert ids(listing) == list(range(1, len(listing.stories) + 1))
    assert listing.cut == "its gzip is cut short; what follows was not read"
    spoilt = whole[:-2000] + bytes(255 - byte for byte in whole[-2000:])
    assert "its gzip is c" in (read(spoilt).cut or "")
    with pytest.raises(UnreadableListing, match="its gzip is cut short"):
        read(whole[:14])


def test_a_page_of_html_is_no_feed() -> None:
    """Not even one that begins like XML, or that shows a feed."""
    anchor = f'<a href="{url_of(1)}">x</a>'
    for head in ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "a" "b">\n', "\n", "<!-- <rss> -->"):
        body = f"{head}<html><body><pre>&lt;rss&gt;</pre>{anchor}<br></body></html>"
        assert ids(read(body, "text/html")) == [1]
        assert ids(read(gzip.compress(body.encode()), "text/html")) == [1]
