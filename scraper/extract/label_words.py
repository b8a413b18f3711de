"""The words of the label grammar: honorifics, offices, jobs, words for nobody in particular."""

from __future__ import annotations

HONORIFICS = frozenset(
    """mr mrs ms miss dr prof professor sir dame lord lady king queen prince princess pope father
    sister brother rabbi imam rev reverend bishop archbishop cardinal pastor master maestro
    general gen colonel col lieutenant lt captain capt sergeant sgt major maj admiral adm corporal
    cpl private pvt pfc commander cmdr specialist spc chief officer detective det sheriff deputy
    trooper marshal president governor gov senator sen representative rep congressman
    congresswoman pres sec secretary ambassador amb minister chancellor mayor judge justice
    councilman councilwoman alderman chairman chairwoman commissioner superintendent speaker coach
    delegate premier warden principal dean provost chaplain swami sheikh ayatollah nurse""".split()
)
OFFICES = frozenset(
    " ".join(office.split())
    for office in """vice president|prime minister|attorney general|chief justice|first lady
    |foreign minister
    |lieutenant governor|lt governor|staff sergeant|staff sgt|lieutenant colonel|lt col|lt gen
    |lieutenant general|major general|maj gen|brigadier general|brig gen|master sergeant
    |police chief|fire chief|secretary general|under secretary|assistant secretary|deputy secretary
    |press secretary|defense secretary|defense minister|interior minister|finance minister
    |majority leader|minority leader|district attorney|crown prince""".split("|")
)
OPENS_HONORIFIC = HONORIFICS | {office.split()[0] for office in OFFICES}
NAME_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq"})
NOBODY = frozenset(
    """crowd group audience chorus children choir protester protesters demonstrator demonstrators
    student students people man woman men women boy girl child kid kids male female person voice
    voices caller reporter reporters interviewer moderator newscaster question interpreter
    translator operator narrator police officer soldier soldiers singer singers player players
    automated computer-generated ai-generated recorded synthesized robotic striker strikers worker
    workers teacher teachers marcher marchers activist activists supporter supporters voter voters
    parent parents neighbor neighbors resident residents villager villagers inmate inmates prisoner
    prisoners passenger passengers customer customers shopper shoppers juror jurors fan fans
    worshipper worshippers congregation delegate delegates lawmaker lawmakers driver nurse
    dispatcher paramedic firefighter farmer miner miners participant participants panelist
    panelists""".split()
)
#: Of these, the ones that older pages print in mixed case at the head of a turn.
NOBODY_MIXED = frozenset({"crowd", "group", "audience", "chorus", "narrator", "unidentified"})
#: What is counted and doesn't speak: "PART 2", "STEP 1".
COUNTED = frozenset(
    """part chapter step episode round number no act scene item lesson day week phase section rule
    figure table version title article amendment proposition prop season stage level type
    tip reason apollo soyuz""".split()
)
UNNAMED = frozenset({"unidentified", "unknown", "unnamed"})
#: Capitals that open a headline, a note or a sentence but never stand for a speaker.
NOT_A_NAME = frozenset(
    """note notes warning correction corrections update updated transcript copyright source photo
    related guests more read watch listen caption credit headline breaking advertisement sponsor
    support clarification disclaimer tags http https www q no yes ok is are was were am be this
    that these those it we you i he she they what why how when where who which to in on for with
    not here at but so or if as by from has have had will would can could our your their""".split()
)

#: Capitals that no name has anywhere in it.
SENTENCE = frozenset("is are was were the this that these those it you they what why how".split())
BYLINE_JOBS = frozenset({"byline", "reporting"})
#: Words that tell a job or a place of work printed in small letters behind a shouted name.
JOB_WORDS = frozenset(
    """activist actor actress adviser advisor advocate aide ambassador analyst anthropologist artist
    attorney author biologist candidate captain chairman chairwoman chef chief columnist commander
    commentator correspondent critic dean democrat director doctor economist editor engineer
    expert farmer father filmmaker founder governor historian husband journalist judge lawyer
    leader manager mayor member minister mother musician nurse official organizer owner parent
    pastor pediatrician photographer physician poet president principal producer professor
    psychologist publisher refugee reporter republican researcher resident scholar scientist
    secretary sheriff singer spokesman spokesperson spokeswoman strategist student superintendent
    surgeon teacher veteran volunteer widow wife witness worker writer academy agency army
    association bureau center church college committee company corporation council department
    foundation fund group hospital institute institution journal magazine ministry museum navy
    network news post press school service society times tribune union university""".split()
)
#: Words that a sentence has and a job has not.
NO_JOB = frozenset("i i'm we you he she they it is was are were said says who that which".split())
