"""The commonest words of spoken English, folded as :func:`scraper.quotations.words.fold` does it.

They say little about where a sentence was said, so passages are only looked up by them if there are
no other words. If a word is missing here, that costs time but changes no verdict.
"""

from __future__ import annotations

COMMON_WORDS = frozenset(
    """a able about actually after again ago all almost also always am an and another any anything
    are arent around as ask asked at away back bad be because been before being best better between
    big both but by call called came can cant come comes coming could couldnt course day days
    did didnt different do does doesnt doing done dont down during each even ever every everybody
    everyone everything fact far few find first for found four from gave get gets getting give go
    goes going gone good got great guess had happened has hasnt have havent having he he'd he'll
    hear heard help her here heres hes high him himself his home hour hours house how however i id
    i'll id if ill im in into is isnt it itd itll its ive job just keep kind knew know known last
    later least left less let lets life like little live long look looked looking lot made
    make makes making man many may maybe me mean men might million mine minutes money month months
    more morning most mr mrs much must my myself name need never new news next nice night no nobody
    not nothing now npr number of off often oh okay ok old on once one ones only or other others our
    out over own part people percent person place point probably problem put question quite really
    right said same saw say saying says see seen she she'd she'll shes should show side since small
    so some somebody someone something sometimes sort started state still stop story sure take
    talk talking tell than thank thanks that thatll thats the their them themselves then there
    theres these they theyd theyll theyre theyve thing things think thinking this those though
    thought three through time times to today together told too took tried trying turn two under
    understand until up us use used very want wanted wants was wasnt way we we'd we'll we're week
    weeks welcome well went were weve what whats when where whether which while who whole whos why
    will with without woman women wont word words work working world would wouldnt yeah year
    years yes yesterday yet you youd youll young your youre youve""".split()
)
