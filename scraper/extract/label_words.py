"""The words of the label grammar: voices without names, roles, and capitals that are not names."""

from __future__ import annotations

#: Voices without a name, as labels call them.
NOBODY = frozenset(
    """acolyte actor actors actress actresses activist activists adult aide aides all american
    americans announcers anchors audience attendee attendees attorney attorneys auctioneer audio
    automated babies baby bailiff band barker bartender bidder both boy boys bystander
    bystanders cabbie caller callers cantor cashier castmember caster cast celebrant chair
    chairman chairwoman chant chanters chanting cheerleaders child children choir choirboys
    chorus civilian clergy clerk client coach colleague computer-generated ai-generated
    computerized computer congregants congregation congressman congresswoman contestant
    contestants controller cop cops counsel counselor couple court crew crewmember crier crowd
    crowds customer customers dancer dancers daughter dealer defendant delegate delegates deputy
    demonstrator demonstrators detective diplomat dispatch dispatcher dispatchers doctor doctors
    driver drivers editor educator emcee employee employees engineer evacuee evacuees everybody
    everyone expert family fan fans farmer farmers father fighter fighters firefighter
    firefighters fisherman fishermen foreman friend friends gallery gentleman girl girls
    girlfriend governor grandfather grandmother group groups guard guards guest guests guide
    heckler hecklers helper hunter husband immigrant immigrants inmate inmates inspector
    instructor interpreter interviewer investigator journalist journalists judge jurist juror
    jurors kid kids laborer lady lawmaker lawmakers lawyer lawyers leader listener listeners
    locals loudspeaker machine male man marcher marchers marine marines mayor medic member
    members men merchant migrant migrants militant miner miners minister mob moderator
    moderators mom mother motorist musician musicians narration narrator neighbor neighbors
    newscaster newsreader nun nurse nurses officer officers official officials operator orator
    others owner panel panelist panelists paramedic parent parents participant participants
    passenger passengers passerby pastor patient patients patron patrons people performer
    performers person persons phone pilot pilots player players police policeman politician
    pollster president press priest principal prisoner prisoners producer professor prosecutor
    protester protesters protesteres protestor protestors pundit pupil pupils question
    questioner questioners rabbi radio ranger recording recorded recruit referee refugee
    refugees rebel rebels relative relatives reporter reporters reporting rescuer resident
    residents retiree respondent robot robotic robots sailor sailors salesman salesperson
    salesperson saleswoman scientist secretary senator sergeant server settler shareholder
    sheriff shopkeeper shopper shoppers shouting singer singers siri alexa sister soldier
    soldiers someone son speaker speakers spectator spectators spokesman spokesperson
    spokeswoman staff staffer strikers striker student students subject suspect supporter
    supporters survivor survivors synthesized synthetic tape taxi teacher teachers teen teenager
    teenagers teens together toddler tourist tourists trader traders trainee trainer translated
    translation translator translators trooper troops tv undergraduate unison unknown vendor
    veteran veterans victim victims villager villagers vip visitor visitors voice voicemail
    voice-mail voices volunteer volunteers voter voters waiter waitress wife witness witnesses
    woman women worker workers worshipper worshippers worshiper worshipers youth youths female
    girls' 9-1-1 911 dad daddy mommy mum aunt uncle boyfriend intercom pa elmo-voice megaphone
    answering operator's mail actors' homeowner homeowners renter tenant tenants landlord
    commuter commuters firefighter's diver divers hiker hikers fisher fishers chef cook baker
    barber butcher carpenter electrician plumber mechanic technician attendant attendants
    assistant foreperson newsreel narrators control headquarters tower base analyst economist
    author expert's consultant contractor dentist surgeon physician psychologist therapist
    social midwife pharmacist historian columnist commentator correspondent anchor""".split()
)
#: Nouns of :data:`NOBODY` that are surnames, too: behind a first name, or words that don't
#: describe a voice, they are one.
ALSO_SURNAMES = frozenset(
    """baker barber barker boy butcher carpenter chant child coach cook dancer deputy driver farmer
    father fisher fishers foreman friend guard guest guide hunter judge kid lady leader man male
    marine may mayor merchant miner minister parent parents parson pastor people person pilot player
    priest principal ranger sergeant settler sheriff singer sister soldier son tenant trader turner
    uncle vendor waiter wife woman youth mechanic minor page cast band court press family all fan
    phone mail cashier clerk couple crew constable governor president bishop officer
    dealer""".split()
)
#: What describes a voice without a name: "MALE STUDENT", "FIRST JUROR".
DESCRIBES = frozenset(
    """male female young old older elderly little angry first second third fourth another other
    german french british english american canadian mexican russian ukrainian israeli
    palestinian iraqi iranian afghan syrian chinese japanese korean arab african asian black
    white jewish muslim christian catholic high school college university local native
    indigenous former fellow union police fire federal state city trump obama clinton biden
    sanders cruz rubio romney mccain bush water street student congress press court on in as at
    of the and the automated recorded computerized computer robotic ai voice audience crowd tea
    party pro anti anti-war pro-choice pro-life israel israeli church news radio tv television
    phone 911 9-1-1 air traffic flight military army navy security taxi bus truck cab uber train
    human rights woman women man men group teenage adult masked unseen distant background jury
    mission telephone movie answering children's women's men's boys' girls' virtual digital
    electronic mechanical anchor""".split()
)
#: Of the words for voices, the ones that older pages print in mixed case at the head of a turn.
NOBODY_MIXED = frozenset(
    """crowd group audience chorus narrator unidentified announcer all caller man woman boy girl
    child children people student students voice voices singer singers soldier officer
    interpreter translator crowds groups choir both everyone men women boys girls kid kids
    person soldiers officers protester protesters protestors marchers demonstrators congregation
    worshippers worshipers dispatcher operator fans players passengers voters workers reporter
    reporters interviewer automated recorded computer computerized female male telephone radio
    movie tv 911 flight attendant jury foreman foreperson children's police pilot moderator
    speaker answering machine street member members host""".split()
)
UNNAMED = frozenset(
    """unidentified unknown unnamed anonymous unidentifed unidentfied uindentified unidentifiable
    unidentefied unindentified unidentifiied unidenified unidentied unidetified""".split()
)
#: What is counted and doesn't speak: "PART 2", "STEP 1".
COUNTED = frozenset(
    """part chapter step episode round number no act scene item lesson day week phase section rule
    figure table version title article amendment proposition prop season stage level type
    tip reason apollo soyuz verse line page volume option category group-stage covid""".split()
)
#: Numbers in words and in Roman numerals, as they stand behind what is counted.
SPELLED_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty first second third last i ii iii iv v vi vii viii ix
    x xi xii xiii xiv xv xvi xvii xviii xix xx""".split()
)
#: Roles that stand alone as a label or at its end.
HOST_ROLES = frozenset(
    """host|hosts|co-host|cohost|guest host|guest co-host|substitute host|fill-in host|anchor
    |co-anchor|coanchor|guest anchor""".replace("\n    ", "").split("|")
)
BYLINE_ROLES = frozenset({"byline", "reporting", "bylines"})
#: Capitals that open a headline, a note or a sentence but never stand for a speaker.
NOT_A_NAME = frozenset(
    """note notes warning correction corrections update updated transcript copyright source sources
    photo photos related read watch listen caption credit credits headline headlines breaking
    advertisement sponsor sponsored support clarification disclaimer tags http https www q a no
    yes ok okay is are was were am be this that these those it we you i he she they what why how
    when where who which to in on for with not here at but so or if as by from has have had will
    would can could our your their aired coming next tonight today tomorrow topics topic
    subscribe follow email e-mail contact answer bottom text episode video audio story stories
    yesterday meanwhile plus also finally however elsewhere example fyi ps p.s gop usa
    dnc rnc""".split()
)
#: Capitals that no name has anywhere in it.
SENTENCE = frozenset(
    """is are were this that these those it it's you they what why how has have had does did would
    could should where when who which there we our your their his her my i'm i've don't can't
    won't isn't let's please said says told asked than then because into about from by at for
    until while unlike wherever whenever during after before between through according actually
    not here's that's what's there's who's he's she's we're they're you're""".split()
)
#: Words of sentences that are names as well: "WILL SHORTZ", "DON WAS", "HE JIANKUI", "KYU SO".
ALSO_NAMES = frozenset(
    "will was he so more may an do you can no on my be to see in or it at as a".split()
)
#: Capitals that read like a name and open a sentence or a headline.
PHRASES = frozenset(
    """no way|the end|so far|more news|no comment|so long|more information|more details|more stories
    |the news|the answer|the question|the point|the result|the results|the latest|the headline
    |the headlines|the truth|the fact|the facts|the problem|the upshot|the bottom line|the score
    |the time|the date|the story|the issue|the idea|the plan|the goal|the good news|the bad news
    |breaking news|developing story|news alert|top story|good news|bad news|bottom line|fun fact
    |full disclosure|case in point|first up|up next|coming up|still ahead|just in|happening now
    |new tonight|on camera|off camera|voice over|end of transcript|sponsor message|special report
    |live update|live updates|election night|so there|wish list|key fact|key facts|fact check
    |quick question|next question|final question|final thought|will do|will not|in short|in brief
    |in fact|to be|may be|can do|may day|on air|at issue|as if""".replace("\n    ", "").split("|")
)
#: Words that tell a job or a place of work printed in small letters behind a shouted name.
JOB_WORDS = frozenset(
    """activist actor actress adviser advisor advocate aide ambassador analyst anthropologist
    artist astronaut athlete attorney author biologist candidate captain ceo chairman chairwoman
    chair chef chief columnist comedian commander commentator commissioner congressman
    congresswoman correspondent critic dean democrat deputy designer diplomat director doctor
    economist editor engineer expert farmer father fellow filmmaker fisherman founder co-founder
    governor historian husband journalist judge justice lawyer leader lobsterman manager mayor
    meteorologist member minister mother musician nurse official organizer owner parent pastor
    pediatrician photographer physician pilot planner poet president principal producer
    professor prosecutor psychologist publisher refugee reporter representative republican
    researcher resident scholar scientist secretary senator sheriff singer sociologist soldier
    spokesman spokesperson spokeswoman strategist student superintendent surgeon survivor
    teacher veteran victim volunteer widow wife witness worker writer academy agency army
    association bureau center church college committee company corporation council county
    department embassy foundation fund group hospital house institute institution journal
    magazine ministry museum navy network news party post press school senate service society
    times today tribune union united university states""".split()
)
#: Words that a sentence has and a job has not.
NO_JOB = frozenset(
    """i i'm we you he she they it is was are were be been say says said tell told asked asks who
    that which where if but so because not don't will would can could should has have had
    meanwhile however again too finally anyway actually""".split()
)
#: Verbs and other words before a colon that make a mixed-case head a sentence.
NO_HEAD = NO_JOB | frozenset(
    """today tonight yesterday tomorrow says writes wrote tweeted tweets adds added and to from
    about
    with on in at by for this these those the a an here there now then also first next
    plus""".split()
)
#: Letters behind a name that are no part of it.
DEGREES = frozenset(
    """md phd esq rn jd dds mph mba cpa dvm do dmin edd lcsw pe ret usa usn usaf usmc ms ma msw
    aia facs
    obe cbe qc kc sj osb cnm np pa-c dpm psyd pharmd""".split()
)
NAME_SUFFIXES = frozenset("jr sr ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xxiii".split())
