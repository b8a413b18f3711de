"""The words of affiliations in labels: parties, offices, jobs, and words that are not jobs.

The lists contain what labels name often. If a word is missing here, a value is lost, but never
wrong. Words are folded: lower case, no full stops.
"""

from __future__ import annotations

PARTY_LETTERS = {"D": "Democrat", "R": "Republican", "I": "Independent", "L": "Libertarian"}
PARTY_WORDS = {
    "democrat": "Democrat", "democratic": "Democrat", "republican": "Republican",
    "independent": "Independent", "libertarian": "Libertarian",
}  # fmt: skip
#: Parties that stay as printed.
OTHER_PARTIES = frozenset(
    """labour party|conservative party|liberal party|liberal democrats|green party
|sinn fein|scottish national party|african national congress|christian democratic union
|socialist party|social democratic party|communist party|likud|labor party
|bharatiya janata party|fatah|democratic unionist party|new democratic party""".replace(
        "\n", ""
    ).split("|")
)

#: Offices of a government: a place before or behind one says where it is held.
PUBLIC_OFFICES = frozenset(
    """president|vice president|prime minister|deputy prime minister|chancellor
|premier|minister|foreign minister|defense minister|finance minister|interior minister
|health minister|education minister|justice minister|secretary of state|foreign secretary
|attorney general|deputy attorney general|solicitor general|lieutenant governor|governor
|senator|state senator|representative|state representative|congressman|congresswoman
|congressmember|lawmaker|assemblyman|assemblywoman|assemblymember|delegate|mayor|deputy mayor
|alderman|alderwoman|councilman|councilwoman|councilmember|council member|city council member
|city councilman|city councilwoman|councilor|county commissioner|county executive|sheriff
|police chief|fire chief|chief of police|police commissioner|fire commissioner|state treasurer
|treasurer|comptroller|ambassador|member of parliament
|member of congress|first minister|house speaker|surgeon general|secretary of defense
|secretary of commerce|secretary of the treasury|secretary of labor|secretary of education
|secretary of energy|secretary of transportation|secretary of agriculture
|secretary of homeland security|secretary of health and human services
|secretary of the interior|secretary of veterans affairs|treasury secretary|defense secretary
|commerce secretary|health secretary|education secretary|first selectman|president-elect
|governor-elect|senator-elect|mayor-elect|vice president-elect|prime minister-designate""".replace(
        "\n", ""
    ).split("|")
)
#: Offices of states and districts: a "U.S. Senator" is one of the United States, not for them.
_OF_STATES = "senator representative congressman congresswoman congressmember lawmaker".split()
OF_CONGRESS = frozenset(_OF_STATES)
#: Jobs that somebody has at a place: behind its name they say where they are.
LOCAL_JOBS = frozenset(
    """attorney lawyer farmer rancher teacher physician doctor pediatrician nurse dentist
    realtor firefighter paramedic prosecutor restaurateur fisherman businessman
    businesswoman""".split()
)
#: Whoever reports on a body is not of it: "White House Correspondent".
JOURNALISTS = frozenset(
    """correspondent reporter analyst commentator contributor columnist editor producer writer
    anchor co-anchor host co-host historian blogger photographer photojournalist journalist
    pollster strategist consultant meteorologist biographer scholar lobbyist""".split()
)
#: Whose quoted title is that of a work: whoever else has one may have a program or a newspaper.
CREATORS = frozenset(
    """author co-author novelist biographer playwright poet songwriter singer-songwriter
    composer filmmaker documentarian director co-director screenwriter actor actress
    lyricist memoirist illustrator""".split()
)
#: Beside these a place or a body may be a band, a show or a team.
PERFORMERS = CREATORS | frozenset(
    """singer vocalist guitarist bassist drummer musician pianist violinist cellist saxophonist
    trumpeter conductor rapper artist comedian choreographer designer producer coach dancer
    keyboardist""".split()
)
#: What announces a work.
NEW_WORKS = frozenset(
    f"{new}{kind}"
    for new in ("", "new ")
    for kind in ("album", "book", "film", "movie", "memoir", "novel", "song", "documentary")
)

#: A job's noun, with what belongs to it.
JOB_NOUNS = PUBLIC_OFFICES | JOURNALISTS | LOCAL_JOBS | CREATORS | frozenset(
    """accountant administrator adviser aide anthropologist archaeologist architect archivist
    artist astronaut astronomer astrophysicist auctioneer baker banker barber bishop
    archbishop botanist broker butcher cardiologist carpenter cartoonist ceo cfo chairman
    chairwoman chairperson chair chef chemist choreographer clerk climatologist clockmaker
    coach comedian commander commissioner comptroller conductor congressional_aide
    coordinator coo coroner counsel counselor creator criminologist cto curator dean
    demographer deputy_director dermatologist designer detective diplomat drummer ecologist
    economist electrician engineer entrepreneur environmentalist epidemiologist ethicist
    evangelist executive fellow founder co-founder geneticist geographer geologist
    geophysicist guitarist gynecologist head historian humorist hydrologist imam investor
    inventor investigator judge justice lecturer leader librarian linguist lobsterman
    manager mathematician mechanic member microbiologist midwife miner mountaineer musician
    neurologist neuroscientist neurosurgeon nutritionist obstetrician oceanographer
    oncologist organizer ombudsman owner co-owner painter pastor pathologist
    pharmacist philosopher physicist pianist pilot planner plumber president principal priest
    professor programmer provost psychiatrist psychologist publicist publisher rabbi rapper
    regent researcher rector salesman saxophonist scientist sculptor secretary seismologist
    singer sociologist speaker speechwriter spokesman spokesperson spokeswoman
    superintendent surgeon surveyor tailor therapist toxicologist trainer translator
    treasurer trumpeter trustee underwriter veterinarian violinist virologist vocalist
    warden whip zoologist cinematographer cellist bassist councillor""".replace("_", " ").split()
) | frozenset(
    """secretary general|inspector general|director general|comptroller general
|consul general|postmaster general|chief of staff|chief executive|chief executive officer
|chief financial officer|chief operating officer|chief medical officer
|chief technology officer|chief scientist|press secretary|editor in chief|commander in chief
|speaker of the house|majority leader|minority leader|majority whip|minority whip
|chief justice|associate justice|national security adviser|district attorney|us attorney
|city manager|city attorney|county attorney|public defender|medical examiner
|director of communications|director of national intelligence|director of research
|director of operations|executive director|foreign secretary|home secretary|press officer
|public information officer|leader of the opposition|opposition leader|party leader|head coach
|sports director|union president|union leader|district judge|federal judge|us ambassador
|radio host|talk show host|flight attendant|police spokesman|music director|bureau chief
|division chief|spy chief|truck driver|bus driver|taxi driver|census enumerator
|private investigator|managing partner|senior partner|film critic|movie critic|music critic
|food critic|art critic|theater critic|book critic|restaurant critic
|tv critic|television critic""".replace("\n", "").split("|")
)  # fmt: skip
#: What somebody is that is no job: no office, and with most of them a body named beside them is
#: not theirs ("SURVIVOR, WORLD TRADE CENTER").
STATUSES = frozenset(
    """activist alumnus aunt boyfriend bystander caller candidate contender contestant cousin
    daughter defector defendant demonstrator driver evacuee expert eyewitness fan father
    fiance friend girlfriend grandfather grandmother guest hopeful hostage husband immigrant
    juror listener migrant mother native neighbor nominee parent passenger patient plaintiff
    player protester refugee resident retired retiree relative shopper sister brother son
    spouse student survivor supporter suspect tourist uncle veteran victim viewer voter
    volunteer widow widower wife witness officer""".split()
) | {"family member", "community member", "crew member", "cast member", "domestic partner"}
#: Statuses of people who belong to a body or a place that is named beside them.
BELONGS = frozenset("student alumnus".split())
DWELLS = frozenset("resident native voter caller student".split())
RUNS = frozenset("candidate nominee contender hopeful".split())

#: What may stand before a job's noun.
MODIFIERS = frozenset(
    """change incident acting adjunct administrative affairs african agricultural anti-tax appellate
    archaeology art arts assistant associate aviation award-winning banking biology board
    book business campaign capitol career caucus chief choir city civil classical climate
    co-chief coastal college commercial communications community computer congressional
    conservation conservative constitutional consumer corporate correctional council county
    country crime criminal cultural culture custom cybersecurity dairy data defense
    democracy deputy design desk development digital diplomatic disaster district domestic
    economic economics education election elections emerging emeritus emergency energy
    engineering entertainment environment environmental ethics executive family fashion
    federal film finance financial fire first flight folk food foreign forensic forest
    foundation founding freelance gay general global government gubernatorial hall health
    high hill hip-hop history homeland honorary house housing human humanitarian immigration
    independent industry infectious information intelligence interim interior international
    internet investigations investigative jazz jewish junior justice juvenile labor
    large law lead legal legislative liberal literary longtime maintenance majority managing
    marine market marketing maternal mayoral media medical medicine mental-health middle
    military minority movie museum music national nature naval news newspaper nonprofit
    nuclear opera operating operations opinion parliamentary parole pentagon personnel
    pharmacy physics planning police policy political politics pop portfolio presidential
    presumptive program progressive project public publishing racial radio ranking rap real regional
    religion research resource retail rights rock royal rural safety sales school science
    security senate senatorial senior sex show site sleep social soccer software space
    special sports staff star state stock street sugar supervisory supreme syndicated
    systems talk tax teaching tech technical technology television terrorism theater trade
    traffic transportation travel trial truck tv union university urban us utility vice
    video visiting volunteer weather web wildlife wine women's world youth law-enforcement
    enforcement counterterrorism officer-in-charge estate chief's press mental congress
    court diversity equity inclusion east africa asia europe america""".split()
)
#: Words of offices, written out and spelled in one way.
SPELLINGS = {
    "fmr": "former", "frm": "former", "frmr": "former", "ex": "former", "sr": "senior",
    "secy": "secretary", "sec": "secretary", "pres": "president", "gov": "governor",
    "sen": "senator", "rep": "representative", "prof": "professor", "amb": "ambassador",
    "asst": "assistant", "assoc": "associate", "dir": "director", "chmn": "chairman",
    "atty": "attorney", "gen": "general", "cmdr": "commander", "lt": "lieutenant",
    "vp": "vice president", "advisor": "adviser", "cofounder": "co-founder",
    "coauthor": "co-author", "cohost": "co-host", "coanchor": "co-anchor", "dep": "deputy",
    "vice-president": "vice president", "attorney-general": "attorney general",
    "secretary-general": "secretary general", "secy-general": "secretary general",
    "director-general": "director general", "editor-in-chief": "editor in chief",
    "commander-in-chief": "commander in chief", "del": "delegate", "corr": "correspondent",
    "defence": "defense", "lieutenant-governor": "lieutenant governor",
}  # fmt: skip
ACRONYMS = frozenset("ceo cfo coo cto tv".split())
#: What somebody teaches or a school is for.
FIELDS = frozenset(
    """african-american law history economics medicine nursing education sociology psychology
    philosophy theology journalism biology chemistry physics mathematics engineering business
    politics
    government anthropology linguistics english literature science sciences studies health
    policy relations affairs communication communications arts music religion management
    pharmacy dentistry architecture divinity""".split()
)
