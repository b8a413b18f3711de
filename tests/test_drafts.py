"""The quotations of a draft, and who is named beside them. Expected values are a reader's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.quotations.drafts.blocks import Format
from scraper.quotations.drafts.quote_marks import quoted_spans
from scraper.quotations.drafts.reading import read_draft

NAMED = [
    # before
    ('Kelemen said, "We went to the map room."', ["Kelemen"]),
    ('According to John Kerry, "the map has one wrong island."', ["John Kerry"]),
    ('NPR\'s Michele Kelemen said: "It is wrong to say so."', ["Michele Kelemen"]),
    ('KELEMEN: "It was the map."', ["KELEMEN"]),
    ('Kerry called it "a disgrace to the map."', ["Kerry"]),
    ('As Kerry put it, "the map was wrong."', ["Kerry"]),
    ('Oyama laughed and said, "We lost it all."', ["Oyama"]),
    ('Kerry told Kelemen, "No comment at all from me."', ["Kerry"]),
    ('Kelemen asked Kerry, who said, "No comment at all from me."', ["Kerry"]),
    ('In the words of Ana Ruiz, "we lost it all."', ["Ana Ruiz"]),
    ('Asked by Kelemen about it, Oyama said it was "a disgrace of a map."', ["Oyama"]),
    ('Said Kerry: "It was wrong from the start."', ["Kerry"]),
    # behind
    ('"The map is wrong," said John Kerry, the senator.', ["John Kerry"]),
    ('"The map is wrong," recalled the engineer Ana Ruiz.', ["Ana Ruiz"]),
    ('"The map is wrong," Kelemen, the reporter, said.', ["Kelemen"]),
    ('"The map is wrong," Sen. Mark Delacroix (D-Colo.) said on Tuesday.', ["Mark Delacroix"]),
    ('"Who says that?" asked Kelemen.', ["Kelemen"]),
    ('"We knew," Kerry went on to say.', ["Kerry"]),
    ('"We knew it." — John Kerry', ["John Kerry"]),
    ('"We knew it," according to John Kerry.', ["John Kerry"]),
    ('"It was hers," Juan González said.', ["Juan González"]),
    ('"It was hers," said Ursula von der Leyen.', ["Ursula von der Leyen"]),
    # between
    ('"The map is wrong," Kerry told NPR. "It always was."', ["Kerry", "Kerry"]),
    ("“The map,” Kerry said, “has one wrong island.”", ["Kerry", "Kerry"]),
    ('Kerry said, "A is one." Kelemen said, "B is one."', ["Kerry", "Kelemen"]),
    ('"A is the one," Kerry said. Kelemen replied, "B is."', ["Kerry", "Kelemen"]),
    # nobody is named for certain
    ('"The map is wrong," he said.', [None]),
    ('He said, "The map is wrong."', [None]),
    ('"We lost it," the senator said.', [None]),
    ('Kerry\'s spokesman said, "It is wrong to say so."', [None]),
    ('Kerry never said "we lost the map" at all.', [None]),
    ('Kerry was told "we lost the map" by mistake.', [None]),
    ('The map is wrong. "It always was, everywhere."', [None]),
    ('"A storm came," wrote Kerry in 2009. He added: "A big one came."', ["Kerry", None]),
    ('Kerry left the room. Later: "We lost the whole map."', [None]),
]


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_who_is_named(text: str, names: list[str | None]) -> None:
    found = read_draft(text, Format.TEXT)
    assert [one.attribution and one.attribution.name for one in found] == names


QUOTED = [
    ("“I don’t know,” she said.", ["I don’t know,"]),
    ("‘I don’t know what the dogs’ owner said,’ she said in the ’90s.",
     ["I don’t know what the dogs’ owner said,"]),
    ("It's the dogs' and the cats' rock 'n' roll of the '90s.", []),
    ("He said 'we lost it all, I think,' and left.", ["we lost it all, I think,"]),
    ("„Das ist so eine Sache“, sagte er.", ["Das ist so eine Sache"]),
    ("»Das ist so eine Sache«, sagte er.", ["Das ist so eine Sache"]),
    ("Il dit : « Voilà une phrase. »", [" Voilà une phrase. "]),
    ('"He told me \'never again\' and left," she said.', ["He told me 'never again' and left,"]),
    ("“He told me ‘never again’ and left,” she said.", ["He told me ‘never again’ and left,"]),
    ('"He is 6\'2" tall," she said.', ["He is 6'2\" tall,"]),
    ('A board of 6\'2" and 5\'10" was found.', []),
    ('She hosts "All Things Considered" and "Morning Edition".', []),
    ("“One goes on and on.\n\n“Two ends here,” she said.", ["One goes on and on.\nTwo ends here,"]),
    ("“One is never closed at all.\n\nAnother paragraph.", ["One is never closed at all."]),
    ("“Closed with another\" and on.", ["Closed with another"]),
    ("Hon sade: ”Det var en gång en färja”, och log.", ["Det var en gång en färja"]),
    ("”Yksi kaksi”, hän sanoi. ”Kolme”, hän lisäsi.", ["Yksi kaksi", "Kolme"]),
    ("She said 『one two three』 and 〝four five〞 again.", ["one two three", "four five"]),
    ("She said, ``They know what an oven costs,'' twice.", ["They know what an oven costs,"]),
    ("Nothing is quoted here.", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quoted"), QUOTED)
def test_what_is_quoted(text: str, quoted: list[str]) -> None:
    assert [one.text for one in read_draft(text, Format.TEXT)] == quoted


MARKDOWN = """---
title: "A draft in which nothing is said here"
---
# The *map*

Kerry said "we **lost** the [map](https://x.org/map "a title is no quotation")," and left.

`"code is no quotation"`

```
"nor is this block of it"
```

    "nor is this indented one"

- "An item of a list," said Ana Ruiz.

> The map has one wrong island.
> It always had.
>
> — John Kerry, 2013

Kelemen asked:

> Who drew it?

| who | what |
|---|---|
| Kerry | "I drew it myself" |

> [!NOTE]
> This is a remark of the editor.
"""


def test_markdown() -> None:
    found = read_draft(MARKDOWN, Format.MARKDOWN)
    assert [(one.line, one.text, one.attribution and one.attribution.name) for one in found] == [
        (6, "we lost the map,", "Kerry"),
        (16, "An item of a list,", "Ana Ruiz"),
        (18, "The map has one wrong island.\nIt always had.", "John Kerry"),
        (25, "Who drew it?", "Kelemen"),
        (29, "I drew it myself", None),
    ]


HTML = """<!doctype html><html><head><title>"No quotation in a title"</title>
<script>var x = "nor is this a quotation";</script></head><body>
<p>Kerry said, <q>The map &amp; the
island are wrong</q>.</p>
<pre>"code is no quotation"</pre>
<p>He said &ldquo;we <em>lost</em> it all&rdquo;.</p>
<blockquote><p>The map has one wrong island.</p><p>It always had.</p>
<footer>&mdash; John Kerry, <cite>Here &amp; Now</cite></footer></blockquote>
<div hidden>"hidden words are no quotation"</div>
<p>She<br>"went on<br>to say it".</p></body></html>"""


def test_html() -> None:
    found = read_draft(HTML, Format.HTML)
    assert [(one.text, one.attribution and one.attribution.name) for one in found] == [
        ("The map & the island are wrong", "Kerry"),
        ("we lost it all", None),
        ("The map has one wrong island.\nIt always had.", "John Kerry"),
        ("went on\nto say it", None),
    ]


def test_plain_text() -> None:
    text = (
        'One.\n\nKerry said\n"we lost it\nall."\n\n> A line that is quoted\n> goes on.\n-- Ana Ruiz'
    )
    found = read_draft(text, Format.TEXT)
    assert [(one.line, one.text, one.attribution and one.attribution.name) for one in found] == [
        (4, "we lost it\nall.", "Kerry"),
        (7, "A line that is quoted\ngoes on.", "Ana Ruiz"),
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aB \n\"'“”‘’«»„.,—>-:[]()<q/>&;1", max_size=80), st.sampled_from(Format))
def test_any_text_can_be_read(text: str, form: Format) -> None:
    for one in read_draft(text, form):
        assert one.text.strip()


@given(st.lists(st.text(alphabet="ab \"“”’'", max_size=30), max_size=4))
def test_quotations_stand_where_they_say(paragraphs: list[str]) -> None:
    end = (0, 0)
    for span in quoted_spans(paragraphs):
        assert end <= (span.paragraph, span.start) < (span.last_paragraph, span.end)
        end = (span.last_paragraph, span.end)
