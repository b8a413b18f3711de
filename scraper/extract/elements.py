"""HTML elements by their role in text (HTML Living Standard, sections 4.3 to 4.11)."""

from __future__ import annotations

INLINE = frozenset(
    """a abbr acronym b bdi bdo cite big blink code data dfn em font i ins kbd mark q rp rt ruby
    samp small span strong sub sup time tt u var wbr nobr output""".split()
)
#: Words that the newsroom struck out.
STRUCK = frozenset("del s strike".split())
BLOCKS = frozenset(
    """p div section article main blockquote center table tbody thead tfoot tr td th ul ol li menu
    dl dt dd details summary pre address hr fieldset figure figcaption aside nav header footer form
    h1 h2 h3 h4 h5 h6 br""".split()
)
BLOCK_SELECTOR = ", ".join(sorted(BLOCKS))
LISTS = frozenset("ul ol menu".split())
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
CONTAINERS = frozenset("div section article blockquote".split())
HOLDS_TEXT = frozenset("p li dd td".split())
