"""Verbs by what stands with them: what they need, what they join, who does them."""

from __future__ import annotations

from ingest.extract.lexicon.notation import triples, words

INCOMPLETE_WITHOUT = triples(
    "acquaint with|align with|annotate with|ascribe to|associate with|attribute to|augment with|base on|"
    "burden with|combine with|compare with|complement with|confront with|confuse with|connect with|consider as|"
    "convert to|couple with|cover with|credit with|define as|distinguish from|divide by|divide into|enrich with|"
    "equip with|exchange for|familiarise with|familiarize with|fill with|furnish with|help with|infect with|"
    "initialise with|initialize with|integrate with|introduce to|label with|link with|map to|mistake for|mix with|"
    "multiply by|multiply with|pair with|populate with|present with|prevent from|protect from|provide with|"
    "refer to|regard as|replace by|replace with|see as|split into|stop from|subject to|substitute by|"
    "substitute for|supplement with|supply with|treat as|turn into|use as|view as|weight with"
)
"""Verb and preposition whose object alone says something else: *provides learners with tools* provides no learners."""

LIGHT_NOUNS = triples(
    "bear resemblance to|exert influence on|exert pressure on|form basis of|form part of|give rise to|"
    "have access to|have effect on|have effect upon|have impact on|have influence on|make contribution to|"
    "make part of|make use of|play part in|play role in|pose threat to|provide access to|provide basis for|"
    "provide evidence for|provide habitat for|provide insight into|provide support for|put pressure on|"
    "shed light on|take account of|take advantage of|take part in|take place in"
)
"""Verb, noun and preposition that together are one predicate: *have an effect on*."""

PREFIXES = words("aim seek try attempt intend need want strive learn begin start continue tend choose wish help serve")
"""Verbs that stay in the predicate before the one they govern: `aim to reduce`."""

INTENDED = words(
    "used designed intended needed required built made developed created employed applied utilized utilised "
    "implemented introduced added cached trained optimized optimised established installed planted"
)
"""Participles whose `to` clause tells a purpose."""

SERVES = INTENDED - words("needed required trained")
"""Those of them that say what a thing is for."""

DANGLING = words(
    "suggest indicate imply show consider assume use include depend regard follow concern base give compare make mean "
    "start begin demonstrate highlight confirm reveal accord note see judge look leave"
)
"""A participle of one of these speaks of the whole clause, or of whoever writes."""

WITNESSING = words("see witness experience undergo face observe")
"""A participle behind the object of one of these speaks of what is seen, not of who sees it."""

COLLECTIVE_VERBS = words(
    "combine meet interact differ merge compete collaborate cooperate alternate mix react converge intersect "
    "overlap coincide unite correlate agree disagree join together form constitute make comprise compose share"
)

MEANS_VERBS = words(
    "implement express build compute construct form make achieve realize realise represent define describe model solve "
    "obtain generate create compose specify determine calculate derive"
)
"""What is done so *by A and B* is done by both together: neither alone does it."""

GAINING_VERBS = words("obtain achieve get gain reach attain accomplish acquire")
"""What is done so `by X` is done by means of X, which itself does not do it."""

JOINING_VERBS = words("link connect join bridge relate couple unite balance compare separate distinguish reconcile")
"""What these do they do to several things together: *links plants and climate* does not say *links plants*."""

REMOVING_VERBS = words("remove extract absorb obtain derive separate release take draw pump collect isolate")
"""With these, `from` tells where the object was, not which object is meant."""

USING_VERBS = words("use employ utilise utilize apply leverage exploit")

MAKING_VERBS = words(
    "found direct write create develop build invent discover paint produce design establish release compose introduce "
    "launch propose publish record construct film make conceive"
)
"""Verbs of a single making: `a film directed by X` was directed once."""

WRITING_VERBS = words(
    "describe argue propose suggest conclude note claim investigate hypothesize hypothesise refer state"
)

SCHOLARLY_VERBS = words(
    "describe propose argue introduce report find show suggest develop present use study investigate note claim "
    "observe compare demonstrate state write publish refer discuss conclude define consider examine analyse analyze "
    "review apply"
)
"""What a cited author does."""

INTRANSITIVES = words("come go fall rise occur happen exist live arise remain appear seem die sleep")

GENERIC_VERBS = words(
    "do be have get go make take give come become seem appear say tell see think know let put keep want try mean "
    "include involve concern regard consider"
)

SAYING_VERBS = words("say tell announce state add note explain ask reply claim argue")
"""Where and to whom it was said is not what was said."""
