"""Verbs of saying, in the forms that occur beside quotations.

These are the verbs that style guides and grammars list as reporting verbs (R. Quirk et al., "A
Comprehensive Grammar of the English Language", 14.28-29 and 16.31), with those of newsrooms.
"""

from __future__ import annotations

_REGULAR = """
accuse acknowledge add address admit admonish advise affirm agree allege allow announce answer
apologise apologize argue ask assert assure attest aver avow bark beg bellow blurt boast brag
caution charge chide chuckle cite claim clarify comment complain concede conclude concur confess
confide confirm contend continue counsel counter croak cry deadpan declare decry demand demur depose
describe disagree disclose dismiss drawl elaborate emphasise emphasize enquire enthuse estimate
exclaim explain exult fret gasp giggle groan growl grumble grunt gush highlight hint holler howl
implore imply indicate infer inform inquire insinuate insist instruct interject intone jest joke
lament laugh lecture maintain marvel mention moan mock mumble murmur muse mutter narrate note object
observe opine order plead pledge ponder posit praise pray preach predict proclaim profess promise
pronounce propose protest query question quip rage rant reason reassure rebut recall recite reckon
recollect recommend recount refute reiterate rejoin relate remark remember remind remonstrate repeat
reply report request respond restate retort reveal roar scoff scold scream shout shriek sigh snap
snarl sneer sniff sob speculate stammer state stipulate stress stutter suggest summarise summarize
suppose surmise taunt tease testify thunder urge utter venture volunteer vow wail warn whine whisper
wonder worry yell
""".split()
_OTHER = """
said says say saying told tells telling tell put puts putting called calls calling wrote writes
writing swore swears swearing began begins went goes going tweeted tweets posted posts texted texts
emailed emails typed types thought thinks read reads sang sings spoke speaks
""".split()
#: Of these the forms in -s are seldom verbs.
_NOUNS = frozenset("cries charges orders questions comments requests addresses reads".split())
#: These say something only where a comma or a colon leads to the quotation.
ONLY_LEADING = frozenset(
    """smiled smiles smiling grinned grins grinning nodded nods nodding shrugged shrugs shrugging
    offered offers offering reflected reflects reflecting figured figures guessed guesses hoped
    hopes feared fears beamed winked frowned began begins concluded read reads reading sang sings
    spoke speaks thought thinks goes going posted posts typed types charged
    charging ordered ordering addressed addressing dismissed dismisses dismissing praised praises
    mocked mocks worried worries agreed agrees agreeing signed allowed allows
    related relates objects""".split()
)
#: These do so with a particle alone: "chimed in", "shot back".
WITH_PARTICLE = {
    "pointed": "out", "points": "out", "pointing": "out", "chimed": "in", "chimes": "in",
    "chiming": "in", "shot": "back", "shoots": "back", "fired": "back", "fires": "back",
    "hit": "back", "hits": "back", "summed": "up", "sums": "up", "summing": "up", "weighed": "in",
    "weighs": "in", "piped": "up", "pipes": "up", "broke": "in", "breaks": "in", "cut": "in",
    "cuts": "in", "jumped": "in", "jumps": "in", "burst": "out", "bursts": "out", "spelled": "out",
    "spells": "out", "came": "back", "comes": "back", "let": "out", "lets": "out",
}  # fmt: skip
_TWICE = frozenset("admit quip infer beg brag chat blab rebut concur demur".split())


def _forms(verb: str) -> list[str]:
    """A regular verb in the past, in the present of others, and with -ing."""
    if verb.endswith("e"):
        return [f"{verb}d", f"{verb}s", f"{verb[:-1]}ing"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [f"{verb[:-1]}ied", f"{verb[:-1]}ies", f"{verb}ing"]
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x")) else f"{verb}s"
    stem = verb + verb[-1] if verb in _TWICE else verb
    return [f"{stem}ed", third, f"{stem}ing"]


#: Every form of every verb of saying.
SAYING = frozenset([*_OTHER, *(form for verb in _REGULAR for form in _forms(verb))]) - _NOUNS
