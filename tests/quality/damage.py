"""Damage and page furniture as real pages have it: what editors, templates, scripts and converters
leave around and inside the speech. Each kind takes a made page and gives its markup.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from tests.newsrooms.pages import MadePage, layout_of, made_sites

Change = Callable[[MadePage, random.Random], str]


@dataclass(frozen=True, slots=True)
class Damage:
    """A kind of damage. ``may_be_quarantined`` says that quarantine is right as well: nothing tells
    whose the words are; ``facts`` that title, day and program must be right, too. Layouts that
    can't have it say so (:attr:`tests.newsrooms.made_site.MadeLayout.spares`).
    """

    change: Change
    may_be_quarantined: bool = False
    facts: bool = False


def whole(made: MadePage, speech: str) -> str:
    """The page with other speech."""
    before, _, behind = made.parts
    return before + speech + behind


def in_speech(pattern: str, new: str, share: float) -> Change:
    """Replace a share of what matches in the speech."""

    def change(made: MadePage, chance: random.Random) -> str:
        def replaced(found: re.Match[str]) -> str:
            return found.expand(new) if chance.random() < share else found.group()

        return whole(made, re.sub(pattern, replaced, made.parts[1]))

    return change


#: Where a paragraph's text begins, and the places between paragraphs.
_HEAD = r"(<(?:p|P|li)(?: [^>]*)?>\s*|<br/?> <br/?>\s*)(?=[^\s<])"
_BORDER = re.compile(r"(?=<(?:p|P|li)[ >])|(?<=<br>)(?= <br>)|(?<=<br/>)(?= <br/>)")


def at_heads(mark: str) -> Change:
    """Put ``mark`` before the text of some paragraphs."""
    return in_speech(_HEAD, rf"\g<1>{mark}", 0.4)


def between(block: str) -> Change:
    """Put a block between some paragraphs."""

    def change(made: MadePage, chance: random.Random) -> str:
        first, *rest = _BORDER.split(made.parts[1])
        return whole(
            made, first + "".join((block if chance.random() < 0.25 else "") + p for p in rest)
        )

    return change


def once_between(block: str) -> Change:
    """Put something between two paragraphs."""

    def change(made: MadePage, chance: random.Random) -> str:
        pieces = _BORDER.split(made.parts[1])
        if len(pieces) < 3:
            return whole(made, made.parts[1])
        at = chance.randrange(1, len(pieces))
        return whole(made, "".join(pieces[:at]) + block + "".join(pieces[at:]))

    return change


def in_labels(
    made: MadePage, chance: random.Random, share: float, new: Callable[[str], str]
) -> str:
    """Replace labels at the head of paragraphs, colon and all, where no markup is around them."""
    labels = {escape(line.label, quote=False) for line in made.story.script if line.label}
    known = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    if not known:
        return whole(made, made.parts[1])

    def replaced(found: re.Match[str]) -> str:
        head, label = found.groups()
        return found.group() if chance.random() >= share else head + new(label)

    return whole(made, re.sub(rf"{_HEAD}({known}):", replaced, made.parts[1]))


# -- labels -------------------------------------------------------------------------------------


def label_in_strong(made: MadePage, chance: random.Random) -> str:
    """ "ANN LEE, HOST" with no-break spaces in bold, the colon outside."""
    return in_labels(
        made, chance, 1, lambda label: f"<strong>{label.replace(' ', '&nbsp;')}</strong>&nbsp;:"
    )


def label_with_nbsp(made: MadePage, chance: random.Random) -> str:
    """No-break spaces between the words of a label and around its colon."""
    return in_labels(made, chance, 1, lambda label: f"{label.replace(' ', '&nbsp;')}&nbsp;:&nbsp;")


def label_with_semicolon(made: MadePage, chance: random.Random) -> str:
    """A semicolon for the colon of labels in capitals."""

    def parted(label: str) -> str:
        shouted = label.removesuffix(", host").removesuffix(" reporting")
        return f"{label};" if shouted.isupper() and "(" not in label else f"{label}:"

    return in_labels(made, chance, 0.3, parted)


def label_with_two_colons(made: MadePage, chance: random.Random) -> str:
    """A colon too many."""
    return in_labels(made, chance, 0.3, lambda label: f"{label}::")


def label_as_term(made: MadePage, chance: random.Random) -> str:
    """Label and speech as term and definition."""

    def listed(found: re.Match[str]) -> str:
        label, said = found.group(1), found.group(2).strip()
        if chance.random() > 0.7:
            return found.group()
        return f"<dl><dt>{label}:</dt><dd>{said}</dd></dl>"

    one = r"<[pP]>\s*([A-Z][^:<>]{2,60}): ([^<]+)(?:</[pP]>|(?=\s*<[pP]))"
    return whole(made, re.sub(one, listed, made.parts[1]))


def time_stamps(made: MadePage, chance: random.Random) -> str:
    """A time before some labels."""

    def stamped(label: str) -> str:
        minute, second = chance.randrange(10), chance.randrange(10, 20)
        return f'<span class="timestamp">00:0{minute}:{second}</span> {label}:'

    return in_labels(made, chance, 0.4, stamped)


# -- words --------------------------------------------------------------------------------------


def curly_apostrophes(made: MadePage, _: random.Random) -> str:
    """Every apostrophe of the speech as a closing quote."""
    return whole(made, re.sub(r"(?<=\w)'(?=\w)", "’", made.parts[1]))


# -- paragraphs ---------------------------------------------------------------------------------


def one_as_a_list(made: MadePage, chance: random.Random) -> str:
    """One paragraph as the only item of a list."""
    found = list(re.finditer(r"<p>([^<]+)</p>", made.parts[1]))
    if not found:
        return whole(made, made.parts[1])
    one = chance.choice(found)
    speech = made.parts[1]
    item = f"<ul><li>{one.group(1)}</li></ul>"
    return whole(made, speech[: one.start()] + item + speech[one.end() :])


def paragraphs_as(tag: str, attributes: str = "") -> Change:
    """Every paragraph without a class as another element."""
    one = r"<[pP]>((?:[^<]|<(?!/?[pP][ >]))*)(</[pP]>)?"

    def renamed(found: re.Match[str]) -> str:
        closing = f"</{tag}>" if found.group(2) else ""
        return f"<{tag}{attributes}>{found.group(1)}{closing}"

    return lambda made, _: whole(made, re.sub(one, renamed, made.parts[1]))


def lazy_wrappers(made: MadePage, chance: random.Random) -> str:
    """Divisions around a few paragraphs each, for a script that loads them late."""
    speech = made.parts[1]
    item = r"(?=<li )" if "<li " in speech else r'(?=<div class="ad-wrap">|(?<!ad-wrap">)<[pP][ >])'
    pieces = [piece for piece in re.split(item, speech) if piece]
    if len(pieces) < 3:
        return whole(made, made.parts[1])
    step = chance.randrange(2, 5)
    groups = ["".join(pieces[at : at + step]) for at in range(0, len(pieces), step)]
    return whole(made, "".join(f'<div data-lazy="1">{group}</div>' for group in groups))


# -- blocks -------------------------------------------------------------------------------------


def block_of(made: MadePage) -> tuple[int, str, str]:
    """Where the block of speech begins, its opening tags and its closing ones."""
    before = made.parts[0]
    if made.source.name in made_sites():
        opening, closing = layout_of(made.source.name, made.story.era).block
    else:  # NPR's
        opening = [found.group() for found in re.finditer(r"<div[^>]*>", before)][-1]
        closing = "</div>"
    return before.rindex(opening), opening, closing


def copied(before: str, behind: str, *, hidden: bool = False) -> Change:
    """The block of speech a second time ahead of itself, between ``before`` and ``behind``."""

    def change(made: MadePage, _: random.Random) -> str:
        at, _opening, closing = block_of(made)
        ahead, speech, _rest = made.parts
        copy = ahead[at:] + speech + closing
        if hidden:
            copy = copy.replace(">", ' hidden data-viewport="mobile">', 1)
        return ahead[:at] + before + copy + behind + ahead[at:] + speech + made.parts[2]

    return change


_GEESE = (
    "KIM ROWE, HOST: Another story altogether, about geese.",
    "LEE ASHE, BYLINE: The geese left on Friday.",
    "ROWE: Why Friday?",
)
_GEESE_PARAGRAPHS = "".join(f"<p>{text}</p>" for text in _GEESE)


def another_block(made: MadePage, _: random.Random) -> str:
    """Another story's block of the same class behind everything."""
    opening, closing = block_of(made)[1:]
    inside = _GEESE_PARAGRAPHS
    if opening.startswith("<p"):
        inside = "".join(f"{text}<br><br>" for text in _GEESE)
    page = "".join(made.parts)
    at = page.rindex("</body>")
    return page[:at] + f"<h2>More transcripts</h2>{opening}{inside}{closing}" + page[at:]


def another_storys_turns(made: MadePage, _: random.Random) -> str:
    """Another story's turns at the end of the block, in a division of their own."""
    return whole(made, f'{made.parts[1]}<div class="more-transcripts">{_GEESE_PARAGRAPHS}</div>')


def goes_on_elsewhere(made: MadePage, chance: random.Random) -> str:
    """The rest of the speech in a block of another class, for those who press "Read more"."""
    found = re.match(r"</(p|ul|ol)>", block_of(made)[2])
    tag = found[1] if found else "div"
    pieces = re.split(r"(?=<li )" if tag == "ul" else _BORDER, made.parts[1])
    middle = len(pieces) // 2
    if middle < 2:
        return whole(made, made.parts[1])
    at = chance.randrange(1, middle)
    cut = f'</{tag}><{tag} class="transcript-rest">'
    return whole(made, "".join(pieces[:at]) + cut + "".join(pieces[at:]))


# -- facts --------------------------------------------------------------------------------------

_OTHER_STORY = (
    '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
    '"headline":"Geese leave town","datePublished":"2011-01-01T00:00:00Z",'
    '"url":"https://example.org/other"}</script>'
)


def another_articles_facts(made: MadePage, _: random.Random) -> str:
    """Another article's JSON-LD before the page's own."""
    return "".join(made.parts).replace("<head>", f"<head>{_OTHER_STORY}", 1)


def times_in_utc(made: MadePage, _: random.Random) -> str:
    """A broadcast late in the evening, whose UTC times are on the next day."""

    def in_utc(found: re.Match[str]) -> str:
        return f"{date.fromisoformat(found.group(1)) + timedelta(days=1)}T01:30:00Z"

    stamp = rf"({made.story.aired_on})T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"
    return re.sub(stamp, in_utc, "".join(made.parts))


_PROMO = "Like this? Sign up for our letter."
_CAPTION = '<div><img src=x><p class="caption">Dana Whitlow at the dam. Jo Pike/KUT</p></div>'
_RELATED = '<p><a href="/2020/1/1/x"><b>RELATED: Geese leave town</b></a></p>'

DAMAGE: dict[str, Damage] = {
    "zero-width spaces before paragraphs": Damage(at_heads("\u200b")),
    "byte order marks before paragraphs": Damage(at_heads("\ufeff")),
    "time stamps in spans before labels": Damage(time_stamps),
    "icons before paragraphs": Damage(at_heads('<i class="icon" aria-hidden="true">▶</i> ')),
    "curly apostrophes": Damage(curly_apostrophes),
    "labels in strong with no-break spaces": Damage(label_in_strong),
    "labels with no-break spaces": Damage(label_with_nbsp),
    "labels parted by a semicolon": Damage(label_with_semicolon),
    "labels with two colons": Damage(label_with_two_colons),
    "labels as terms of a list": Damage(label_as_term),
    "words in custom elements": Damage(
        in_speech(r" ([a-z]{5,}) (?![^<]*>)", r" <gloss-term>\1</gloss-term> ", 0.1)
    ),
    "inserted words": Damage(in_speech(r" ([a-z]{5,}) (?![^<]*>)", r" <ins>\1</ins> ", 0.1)),
    "struck words": Damage(
        in_speech(r" ([a-z]{5,}) (?![^<]*>)", r" <del>geese</del> <ins>\1</ins> ", 0.1)
    ),
    "a paragraph as a list": Damage(one_as_a_list),
    "paragraphs as divisions": Damage(paragraphs_as("div", " role=paragraph")),
    "paragraphs as custom elements": Damage(paragraphs_as("story-line")),
    "lazy wrappers": Damage(lazy_wrappers),
    "a hidden copy of the block": Damage(copied("", "", hidden=True)),
    "a copy of the block in a template": Damage(copied("<template>", "</template>")),
    "another story's block": Damage(another_block, may_be_quarantined=True),
    "another story's turns in the block": Damage(another_storys_turns, may_be_quarantined=True),
    "the block goes on in another": Damage(goes_on_elsewhere, may_be_quarantined=True),
    "stray end tags": Damage(once_between("</p></span></section></ul>"), may_be_quarantined=True),
    "promo paragraphs": Damage(between(f'<p class="promo">{_PROMO}</p>')),
    "promos as custom elements": Damage(between(f"<npr-promo><p>{_PROMO}</p></npr-promo>")),
    "related links": Damage(between(_RELATED)),
    "headings": Damage(between("<h3>On the geese</h3>")),
    "captions": Damage(between(_CAPTION)),
    "another article's facts first": Damage(another_articles_facts, facts=True),
    "times in UTC": Damage(times_in_utc, facts=True),
}
