"""Who is named beside a quotation where several people are: the sentence that introduces it
decides, and where nothing does, nobody is named. Expected values are a reader's.
"""

from __future__ import annotations

import pytest

from scraper.quotations.drafts.blocks import Format
from scraper.quotations.drafts.reading import read_draft
from scraper.quotations.drafts.saying import SAYING, WITH_PARTICLE


def named(text: str) -> str:
    """The names, "-" for none, a question mark behind those that are a guess."""
    found = [one.attribution for one in read_draft(text, Format.TEXT)]
    return " | ".join(
        f"{one.name}{'' if one.is_certain else '?'}" if one is not None else "-" for one in found
    )


CASES = """
Al Ruiz | Grace Oyama => Al Ruiz said that "people wait." Grace Oyama reported: "It has rung."
Halloran | Oyama => Halloran said it was "a friend." Oyama commented: "They say it has rung."
Halloran | Oyama => Halloran said that "people wait." Oyama observes: "It rings and stops."
Halloran | Oyama => Halloran said that "people wait." Oyama, in the shop, reports: "It rang."
Halloran | Oyama => Halloran said that "people wait." Then Oyama chimed in: "It rings and stops."
Halloran | Oyama => Halloran said that "people wait." Oyama shot back: "It rings and stops."
Halloran | Oyama? => Halloran said that "people wait." Oyama flubbed: "It rings and stops."
Halloran | - => Halloran said that "people wait." This is from the shop: "It rings and stops."
Halloran | - => Halloran said that "people wait." A neighbor reported: "It rings and stops."
Halloran | - => Halloran said that "people wait." She reported: "It rings and stops."
Halloran | - => Halloran said that "people wait." The sign in the window: "It rings and stops."
Halloran | - => Halloran said that "people wait." "It rings and stops."
Halloran | Halloran => "People wait for it," Halloran said. "It rings and stops."
Halloran | Oyama => "People wait for it," Halloran said. "It rings and stops," Oyama said.
Halloran | Oyama => "People wait for it," Halloran said. Oyama reported: "It rings and stops."
- | Oyama => "People wait for it to ring." Oyama reported: "It rings and stops."
- | Oyama => "Do people wait for it to ring?" Oyama reported: "It rings and stops."
- | Oyama => "People wait for it to ring." Oyama said, "It rings and stops."
Oyama | Oyama => "People wait," Oyama reported, adding: "It rings and stops."
Oyama => Oyama reported from Queens on Thursday: "It rings and stops."
Oyama => Oyama told Halloran: "It rings and stops."
Oyama => Oyama, who met Halloran, reported: "It rings and stops."
Oyama => Halloran called Oyama, who answered: "It rings and stops."
- => Halloran and Oyama reported: "It rings and stops."
- => "It rings and stops," said Halloran and Oyama.
- => "It rings and stops," Halloran and Oyama said.
- => The man who met Oyama said: "It rings and stops."
- => A friend of Oyama said: "It rings and stops."
- => A friend of Oyama, an engineer, said: "It rings and stops."
Hector Villanueva => The shopkeeper, Hector Villanueva, added: "I found two of them in the shop."
Hector Villanueva => The shopkeeper Hector Villanueva added: "I found two of them in the shop."
Hector Villanueva => Oyama's neighbor, Hector Villanueva, added: "I found two of them in the shop."
- => Oyama's neighbor added: "I found two of them in the shop."
- => Halloran greeted Oyama, saying: "It rings and stops."
Oyama => Oyama picked up the phone, saying: "It rings and stops."
- => Oyama called Halloran and said: "It rings and stops."
- => Kerry's spokesman laughed and said: "It rings and stops."
Oyama => When Halloran hung up, Oyama laughed and said: "It rings and stops."
Oyama => When Halloran hung up, Oyama laughed, saying: "It rings and stops."
Halloran => Oyama quoted Halloran as saying: "It rings and stops."
Halloran => Halloran was quoted as saying: "It rings and stops."
- => Oyama, quoting Halloran, said: "It rings and stops."
- => Oyama quoted Halloran: "It rings and stops."
- => Halloran, asked by Oyama: "Does it ring on Thursdays at all?"
- => Halloran, called "a friend of the block" by neighbors, left.
Oyama => Oyama had this to say: "It rings and stops."
Oyama => Oyama had the following to say: "It rings and stops."
Oyama => Oyama went on to report: "It rings and stops."
Oyama => Oyama pointed out that "it rings on Thursdays and stops."
Oyama | Oyama => Oyama called it "a friend of the block" and "a bell for all of us."
Oyama | - => Oyama called it "a friend of the block," but Halloran found it "a pest for the block."
Oyama | - => Oyama called it "a friend of the block." Halloran hung up. "It is a pest."
- => According to Kerry, Oyama said: "It rings and stops."
Kerry => Halloran asked whether it rang; Kerry replied: "It rings and stops."
Kerry => In his remarks, Kerry said: "It rings and stops."
Kerry => Kerry said in his remarks, "It rings and stops."
Oyama => Oyama, the reporter, told Halloran, the host: "It rings and stops."
Grace Oyama => Reporter Grace Oyama of NPR reports: "It rings and stops."
Grace Oyama => NPR's Grace Oyama reports: "It rings and stops."
Oyama => As Oyama put it: "It rings and stops."
Oyama => "It rings and stops," reported Oyama.
Oyama => "It rings and stops," Oyama insisted on Thursday.
Oyama => "It rings and stops," Oyama shrugged.
- => "It rings and stops." Oyama shrugged.
Hector Ruiz => Hector Ruiz of Queens said: "It rings and stops."
- => A man from Queens said: "It rings and stops."
Oyama => Oyama in Queens said: "It rings and stops."
- => The woman with Oyama said: "It rings and stops."
- => "It rings and stops," a friend of Oyama said.
Oyama | Halloran => "It rings," Oyama told Halloran, who replied: "It rings and stops."
Oyama | Halloran => Oyama asked: "Does it ring?" Halloran answered: "It rings and it stops."
Oyama | Halloran => Oyama asked, "Does it ring?" and Halloran answered, "It rings and it stops."
Oyama | Halloran => "Does it ring?" Oyama asked. "It rings and it stops," Halloran answered.
Oyama | Oyama | Halloran => "It rings," Oyama said, "and stops." Halloran disagreed: "Never at all."
Oyama | - => "It rings and stops," Oyama said. The host disagreed: "It never stops at all."
- => "It rings and stops," they said.
- => Nobody reported: "It rings and stops, they say."
Oyama | Oyama? => Oyama said, "It rings," and then added, "It stops."
- => Oyama and her producer, Al Ruiz, reported: "It rings and stops."
Oyama => Mr. Halloran listened as Oyama explained: "It rings and stops."
Oyama => Halloran was told by neighbors. Oyama confirmed: "It rings and stops."
- => Oyama was told: "It rings and stops."
Hector Ruiz => Hector Ruiz, the owner of the shop, recalled: "It rings and stops."
Halloran | Oyama => Halloran asked, "Does it ring?" "It does," Oyama replied.
Oyama => Oyama — who lives in Queens — said: "It rings and stops."
- => A sign in Oyama's window says: "It rings and stops."
- => A sign that Oyama painted says: "It rings and stops."
Oyama => Oyama, speaking with Halloran, said: "It rings and stops."
Oyama | - => Oyama said, "It rings," and he added, "It stops."
Oyama? => "It rings and stops" (Oyama).
- => "It rings and stops" (see the map).
Oyama => It rang — Oyama laughed and said: "It rings and stops."
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_the_sentence_that_introduces_a_quotation_decides(case: str) -> None:
    names, text = case.split(" => ")
    assert named(text) == names


def test_every_verb_of_saying_introduces_a_speaker() -> None:
    particles = [f"{verb} {particle}" for verb, particle in WITH_PARTICLE.items()]
    for verb in [*sorted(SAYING), *particles]:
        if verb.endswith("ing") or "ing " in verb:
            continue
        before = f'Halloran said that "people wait for it." Oyama {verb}: "It rings and it stops."'
        assert named(before) == "Halloran | Oyama", verb
        behind = f'"People wait for it," Halloran said. "It rings and it stops," Oyama {verb}.'
        assert named(behind) == "Halloran | Oyama", verb


@pytest.mark.parametrize(
    "lead",
    [
        "{} flubbed:",
        "With {} in the room:",
        "{}'s phone rang:",
        "{} and a neighbor:",
        "{} hung up, and then a voice:",
    ],
)
def test_nobody_inherits_a_quotation_that_a_new_sentence_introduces(lead: str) -> None:
    text = f'Halloran said that "people wait for it." {lead.format("Oyama")} "It rings, then."'
    first, second = named(text).split(" | ")
    assert (first, second) in {("Halloran", "-"), ("Halloran", "Oyama?")}
