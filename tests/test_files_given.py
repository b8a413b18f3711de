"""Files that are given: saved pages, WARC files and lists of URLs, as the library reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.newsroom.markup import story_page, text_rendering
from jobs.newsroom.sheets import all_sheets
from scraper.errors import ErrorCode, UnknownSource, UnusableFile
from scraper.saved_pages import SavedPage, read_saved_pages
from scraper.sources import Source, all_sources
from scraper.url_lists import read_url_list
from scraper.warc import is_warc, pages_in_warc

STORY = "nx-s1-5340027"
URL = f"https://www.npr.org/transcripts/{STORY}"
SOURCES: list[Source] = [source() for source in all_sources().values()]


def the_page(path: Path, url: str | None = None) -> SavedPage:
    """The one page in a file."""
    (found,) = read_saved_pages(path, SOURCES, url)
    assert isinstance(found, SavedPage)
    return found


def test_a_saved_page_is_its_sources(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(story_page(all_sheets()[STORY]))
    saved = the_page(path)
    assert (saved.name, saved.source.name, saved.ref.story_id) == (str(path), "npr", STORY)
    assert saved.page.body == path.read_bytes()


def test_a_text_is_known_by_its_name_or_the_url_given(tmp_path: Path) -> None:
    text = text_rendering(all_sheets()["100552318"])
    named = tmp_path / "npr-100552318.txt"
    named.write_text(text)
    saved = the_page(named)
    assert saved.ref.story_id == "100552318"
    nameless = tmp_path / "x.txt"
    nameless.write_text(text)
    saved = the_page(nameless, "https://www.npr.org/transcripts/100552318")
    assert saved.ref.story_id == "100552318"
    with pytest.raises(UnusableFile) as raised:
        list(read_saved_pages(nameless, SOURCES))
    assert raised.value.code is ErrorCode.STORY_NOT_NAMED
    assert raised.value.facts == {"path": nameless}
    with pytest.raises(UnknownSource):
        list(read_saved_pages(nameless, SOURCES, "https://example.org/"))


def test_a_file_that_is_no_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("no markup at all")
    with pytest.raises(UnusableFile, match="it is not HTML"):
        list(read_saved_pages(path, SOURCES))
    with pytest.raises(UnusableFile, match="it can't be read: No such file"):
        list(read_saved_pages(tmp_path / "none.html", SOURCES))


def test_a_warc_file_without_warcio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.WARC.gz"
    path.write_bytes(b"")
    assert is_warc(path)
    monkeypatch.setitem(__import__("sys").modules, "warcio.statusandheaders", None)
    with pytest.raises(
        UnusableFile, match="warcio, which reads WARC files, is not installed"
    ) as raised:
        list(pages_in_warc(path))
    assert raised.value.code is ErrorCode.WARC_SUPPORT_MISSING


def test_a_list_of_urls_has_comments_and_blank_lines() -> None:
    text = f"# our footnotes\n\n{URL}  # the pay phone\n  http://text.npr.org/222172602\n"
    refs = read_url_list(text, "urls.txt", SOURCES)
    assert [ref.story_id for ref in refs] == [STORY, "222172602"]


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_list_of_urls_as_any_editor_saves_it(codec: str, ends: str) -> None:
    text = ends.join(["", f"{URL}  # café", "# naïve", "http://text.npr.org/222172602"])
    refs = read_url_list(text.encode(codec), "urls.txt", SOURCES)
    assert [ref.story_id for ref in refs] == [STORY, "222172602"]
    wrong = (text + ends + "nowhere").encode(codec)
    with pytest.raises(UnusableFile, match="line 5: nowhere"):
        read_url_list(wrong, "urls.txt", SOURCES)


def test_byte_order_marks_in_a_list_of_urls_do_not_count() -> None:
    joined = b"".join(
        f"{url}\n".encode("utf-8-sig") for url in (URL, "http://text.npr.org/222172602")
    )
    refs = read_url_list(joined, "urls.txt", SOURCES)
    assert [ref.story_id for ref in refs] == [STORY, "222172602"]
    assert len(read_url_list("\ufeff" + URL, "urls.txt", SOURCES)) == 1


def test_a_list_of_urls_names_its_wrong_lines() -> None:
    text = "\n".join([URL, *(f"https://example.org/{number}" for number in range(8))])
    with pytest.raises(UnusableFile) as raised:
        read_url_list(text, "urls.txt", SOURCES)
    assert raised.value.code is ErrorCode.NOT_STORY_URLS
    sentence = str(raised.value)
    known = ", ".join(source.name for source in SOURCES)
    assert f"urls.txt: not the URL of a story of {known}:" in sentence
    assert "line 2: https://example.org/0" in sentence
    assert sentence.endswith("line 6: https://example.org/4 and 3 more")


def test_a_list_may_name_the_pages_of_a_mirror() -> None:
    def public(url: str) -> str:
        return url.replace("http://mirror.example", "https://www.npr.org")

    (ref,) = read_url_list(f"http://mirror.example/transcripts/{STORY}", "-", SOURCES, public)
    assert ref.url == URL
