"""Adverbials: conjunctions, prepositions and set phrases that bound a claim, or leave it as it is."""

from __future__ import annotations

from ingest.extract.lexicon.notation import phrases, words

FACTIVE_MARKS = words("because since as while whereas by thereby so")
"""Conjunctions whose clause is itself asserted."""

CONCESSIVE_MARKS = words("although though even notwithstanding")
"""Conjunctions whose clause its own sentence takes half back."""

CONDITION_MARKS = words("if unless when whenever provided providing where wherever once whether assuming except lest")

TIME_MARKS = words("before after until till during since")

FREQUENCY_ADVERBS = words(
    "always often usually sometimes typically generally commonly frequently occasionally normally mostly mainly "
    "largely primarily partly partially predominantly traditionally historically recently currently locally globally "
    "seasonally temporarily rarely seldom initially once twice repeatedly"
)
"""Adverbs that bound a claim: kept as its scope."""

DISCOURSE_OBLIQUES = phrases(
    "after all|as a consequence|as a result|as an example|as such|as well|at first|at last|at least|"
    "at the same time|by contrast|by definition|for example|for instance|for this reason|in addition|"
    "in comparison|in conclusion|in contrast|in effect|in essence|in fact|in general|in many cases|"
    "in most cases|in other words|in particular|in practice|in reality|in short|in some cases|"
    "in summary|in the end|in this case|in this way|in total|in turn|of course|on average|on the one hand|"
    "on the other hand|to date|to this end|to that end|for this purpose|in this respect|by and large"
)

MANNERS = words(
    "default hand design definition convention name mail email means way virtue chance accident far construction "
    "assumption inspection induction analogy contrast comparison eye nature law necessity degrees turn turns nothing"
)
"""What `by` makes an adverbial of: `by default`, `by hand`."""

HEDGING_OBLIQUES = phrases("in principle|in theory")

BOUNDING_NOUNS = words("respect regard assumption condition")
"""Behind `with`, `in` or `under` these bound a claim: *with respect to classes*."""

DISCOURSE_OPENINGS = (
    "in contrast to ", "in contrast with ", "unlike ", "thanks to ", "in addition to ", "as a first step",
    "as a next step", "as a byproduct", "as a by-product", "as an alternative", "in line with ", "in keeping with ",
)  # fmt: skip
"""Phrases that begin so tie a claim to what was said before; it stays true without them."""

HARMLESS_PREPOSITIONS = phrases(
    "apart from|as a result of|as well as|because of|besides|by means of|despite|due to|in addition to|"
    "in spite of|including|instead of|like|owing to|rather than|such as|thanks to|via"
)
"""A claim stays true without these phrases."""

LOOSE_PREPOSITIONS = phrases("for|with|via|through|by|as|using|along with|together with|based on|in order to|to")
"""Behind a verb and its object these add to what is said and bound nothing, but for INCOMPLETE_WITHOUT."""

CONDITION_PREPOSITIONS = phrases(
    "depending on|except|except for|given|in case of|in the absence of|in the presence of|regardless of|under|"
    "unless|upon|without"
)

TIME_PREPOSITIONS = phrases("after|before|during|prior to|since|throughout|till|until")

TIME_NOUNS = words(
    "year month week day hour minute second century decade millennium season winter summer spring autumn morning "
    "evening night afternoon period era age time january february march april may june july august september "
    "october november december monday tuesday wednesday thursday friday saturday sunday noon midnight dawn dusk "
    "past future epoch childhood present moment beginning middle semester term weekend today yesterday tomorrow"
)

PHRASAL_NOUNS = words(
    "behalf account basis term regard respect spite addition order front top case way means favor favour conjunction "
    "relation accordance contrast comparison response terms light view course absence presence process end beginning "
    "form context midst wake aid help addition"
)
"""Nouns that make a preposition with the words around them: `on behalf of`."""

PREPOSITIONS = words("of for in on at by with from to as and or under over between against into per the a an")
"""Words that no compound has inside."""
