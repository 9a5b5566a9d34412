"""The closed word lists that judging rests on: what points at its own page, what is too vague, what hedges.

Lists are of lemmas in lower case unless they say otherwise.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


def _triples(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(row.split()) for row in text.split("|"))


DEICTIC_DETERMINERS = _words(
    "this that these those such same another other others either neither which whichever what whatever whose"
)
"""A noun phrase with one of these means nothing outside its sentence."""

VAGUE_QUANTIFIERS = _words(
    "some few several any many most much various certain numerous enough more less fewer half multiple different "
    "respective countless"
)
"""Dropping one of these from a subject makes a claim about all of them: such subjects are refused."""

UNIVERSALS = _words("all every each both")
NEGATIVE_QUANTIFIERS = _words("no none neither nobody nothing little hardly scarcely")

DEICTIC_ADJECTIVES = _words(
    "proposed present current original following above below latter former first second third fourth fifth last "
    "next previous prior other same new resulting corresponding respective aforementioned said different given "
    "chosen selected certain various own final initial overall entire whole obtained observed reported described "
    "mentioned particular specific related associated relevant remaining underlying subsequent earlier later "
    "recent existing necessary desired required expected intended additional further extra actual real right "
    "wrong correct appropriate suitable similar such only sole main key primary secondary official estimated "
    "reproduced replicated published updated default relative equivalent opposite alternative individual separate "
    "single full complete general best better good bad worse worst aforesaid upcoming ongoing latest today many "
    "more most several few less least numerous attached accompanying included provided stated cited named "
    "so-called potential possible likely"
)
"""With `the`, one of these makes a phrase local to its document; without, it is no part of a name."""

EVALUATIVE_ADJECTIVES = _words(
    "important powerful useful popular common great major key significant novel simple good best well-known "
    "widely-used valuable essential crucial vital interesting excellent effective efficient main notable "
    "remarkable famous typical new recent modern traditional big large small huge tiny vast considerable "
    "substantial fundamental critical nice wonderful rich strong clear easy difficult hard serious real true "
    "perfect ideal beautiful prominent leading central basic particular specific certain various different other "
    "such same similar additional further numerous many several possible potential likely overall general entire "
    "whole full complete straightforward convenient handy appropriate suitable proper relevant core viable "
    "promising compelling better own single meaningful wide broad long-standing growing increasing increased "
    "ever-increasing prime principal unique"
)
"""An adjective that judges or orders rather than names: it stays in the phrase and is left out of the name."""

VAGUE_HEADS = _words(
    "quantity capability practicality flavour thing way kind type sort form case example instance number amount "
    "lot variety range set group part aspect fact point reason issue topic problem result approach method work "
    "study paper section figure table author one other time order step end use addition term idea goal aim "
    "purpose question answer challenge advantage disadvantage benefit difference feature factor element item "
    "detail information value level degree extent concept notion process system technique tool task procedure "
    "effect impact role change increase decrease effort attempt situation condition position place area side top "
    "bottom line list series sequence pair piece bit combination collection majority rest option choice "
    "possibility opportunity need demand interest attention focus emphasis basis context content framework "
    "structure property characteristic component resource material source means measure action activity event "
    "moment period stage phase outcome consequence implication contribution improvement development analysis "
    "comparison discussion description definition explanation review summary overview conclusion introduction "
    "experience understanding perspective view opinion decision plan strategy solution state status nature "
    "quality scope scale size shape rate unit version variant category class subset member sample test trial run "
    "success failure error limitation assumption requirement constraint criterion standard practice principle "
    "rule hypothesis argument statement claim evidence relation relationship connection link interaction "
    "association correlation person people individual everyone someone team field domain discipline subject "
    "object target entry row column page chapter appendix file project course application implementation input "
    "output name title word text document note year month week day hour minute today future past half portion "
    "beginning feedback guidance support insight progress exercise tasks"
)
"""A noun that says nothing on its own; a modifier that names (compound, proper noun, specific adjective) saves it."""

LOCAL_HEADS = _words(
    "paper study section figure table author appendix equation chapter article work result experiment dataset "
    "package course module lesson workshop class project code script notebook repository website student "
    "participant learner instructor teacher user reader reviewer researcher team group sample test trial run "
    "model method approach algorithm procedure framework library software tool toolkit program implementation "
    "function parameter variable file material exercise tutorial example assignment document documentation "
    "manuscript submission review response reply supplement contribution finding outcome analysis evaluation "
    "assessment comparison network architecture pipeline workflow interface platform application app game survey "
    "questionnaire interview respondent curve plot graph panel row column line layer step stage phase version "
    "release license licence task goal objective aim problem question hypothesis data set baseline score value "
    "setting configuration choice replication reproduction original caption text page difference increase "
    "decrease effect performance accuracy loss error weight input output label case condition solution content "
    "session slide part video quiz unit note resource feature core server display detail description number list "
    "change source history item lecture tutor member audience job process topic idea concept benefit key gap "
    "preprocessor directory folder archive link address copy system environment term block component subject "
    "object element instrument setup design aspect"
)
"""With `the` and no name in front, these mean one thing in one document."""

LOCAL_ANYHOW = _words(
    "author paper section figure table appendix chapter manuscript caption footnote page supplement "
    "participant reviewer attendee respondent corresponding fig eq sect submission acknowledgement acknowledgment"
)
"""Never an entity as a head noun, whatever modifies it."""

DOCUMENT_THINGS = _words(
    "package course lesson program software tutorial workshop project library toolkit curriculum website platform "
    "material exercise notebook slide module repository codebase documentation dataset preprocessor implementation "
    "app application tool handbook guide textbook code resource"
)
"""Nouns that `the` may stand before when a document speaks of the thing it presents."""

TEACHING_THINGS = _words(
    "code course lesson tutorial workshop project curriculum material exercise notebook slide module"
)
"""Those of them of which a document that says `the course` hardly means another's."""

DOCUMENT_PEOPLE = _words("participant attendee respondent")
"""People that there are only in one document."""

TAUGHT = _words(
    "student learner instructor teacher attendee user developer team organizer organiser tutor helper trainee"
)
"""People whom a document speaks of behind `the`."""

MANIFOLD = _words("material resource notebook module tutorial exercise slide lesson")
"""What a document may have several of, so that `these` may be its own."""

COURSE_PARTS = _words("session lecture assignment quiz exam assessment unit episode block exercise part")
"""What `the final` may stand before in the description of a course."""

DOCUMENT_SELVES = _words("paper article work study report experiment replication reproduction survey lecture")
"""What a document is: `this paper`, never `the paper`, which may be another."""

OUR_THINGS = _words(
    "paper article work study report experiment replication reproduction survey lecture model approach method result "
    "code network algorithm analysis simulation framework pipeline finding evaluation reimplementation script team"
)
"""What is the writers' own behind `our`."""

SHARED_VERBS = _words(
    "see note need have get know want consider assume say call recall refer look turn move think believe hope wish "
    "expect understand remember find mean let go come proceed start begin continue observe notice live be become "
    "denote define obtain take write"
)
"""With these, `we` may be the reader too, or says nothing: *we see*, *we have*, *we obtain*."""

ORDERS = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth final last original full main initial"
)
"""Which of several things of one document is meant."""

FLEETING = _words(
    "line row column step stage phase concept idea problem question condition job process topic benefit gap term "
    "element object environment case label input output loss error weight score value difference increase decrease "
    "effect performance accuracy change aspect number system aim goal objective hypothesis key detail description list "
    "history item original copy text page set curve plot"
)
"""LOCAL_HEADS that a document may well use again for another thing."""

REPRODUCED = _words("paper study article implementation manuscript work publication author experiment code model")
"""What `the original` may stand before in a report of a reproduction."""

NAMED_THINGS = _words(
    "package library software tool toolkit program application app implementation framework platform repository "
    "preprocessor compiler language dataset system"
)
"""What a name in a title may be the name of."""

ELSEWHERE = _words(
    "previous next following above below same other latter former respective corresponding resulting original "
    "existing current similar different another earlier later such own said given particular certain various "
    "specific relevant related associated desired required necessary appropriate mentioned aforementioned "
    "remaining proposed published reported described"
)
"""A modifier that points at another thing than the document's own."""

UNIQUE_NOUNS = _words(
    "sun earth moon atmosphere ocean sea sky soil ground environment climate brain heart body equator world "
    "internet web universe planet weather air water rain wind land human skin blood eye ear lung liver kidney "
    "stomach immune nervous cell nucleus leaf root stem seed plant tropics arctic poles biosphere hydrosphere "
    "lithosphere stratosphere troposphere crust mantle core cryosphere geosphere countryside night day winter "
    "summer spring autumn monsoon"
)
"""Nouns that `the` may stand before in a general truth (`the soil holds water`)."""

ABSTRACT_ROLES = _words(
    "problem goal aim reason question purpose idea focus motivation advantage disadvantage challenge objective "
    "result step difference benefit drawback limitation key point issue answer solution need task contribution "
    "outcome example consequence effect cause rest majority remainder number thing way intention hope concern "
    "priority topic target choice option alternative exception requirement assumption hypothesis conclusion "
    "finding criterion strategy"
)
"""`The goal is X` says nothing of X: as a subject of `be` these are refused."""

EMPTY_HEADS = _words(
    "thing way kind type sort form case example instance number amount lot variety range set group part aspect fact "
    "point reason issue topic problem one other time order step end addition term idea goal aim purpose question "
    "answer factor element item level degree extent bit majority rest line series sequence pair side top bottom result "
    "moment period outcome half portion beginning name word"
)
"""Says nothing even where it is told of what: `the point of X`, `a set of X`."""

VAGUE_PROPERTIES = _words(
    "important available possible necessary useful different similar able unable due likely unlikely essential "
    "common clear evident obvious true false same such good bad better best worse worst great nice interesting "
    "relevant appropriate suitable responsible dependent independent aware ready free open present absent new old "
    "other various several many few more less most least easy hard difficult simple sure certain capable popular "
    "helpful crucial critical key vital significant sufficient enough adequate comparable equal equivalent "
    "identical consistent related complete familiar interested worth worthwhile correct wrong right fine okay ok "
    "welcome full known unknown well main major beneficial special particular specific unclear apparent "
    "straightforward convenient valuable noteworthy notable ubiquitous feasible successful effective efficient "
    "powerful next last first second optional mandatory subject prone close far near long short high low big "
    "large small fast slow early late wide narrow strong weak rich poor representative visible expensive cheap "
    "extensive accessible inaccessible functional active reasonable acceptable surprising limited needed required "
    "designed intended used based robust competitive reproducible stable"
)
"""Adjectives that say little without their standard of comparison: no HAS_PROPERTY claim rests on one."""

CERTAINTY_ADVERBS = {
    "probably": "probable",
    "likely": "probable",
    "presumably": "probable",
    "apparently": "probable",
    "seemingly": "probable",
    "arguably": "probable",
    "supposedly": "probable",
    "reportedly": "probable",
    "allegedly": "possible",
    "possibly": "possible",
    "perhaps": "possible",
    "maybe": "possible",
    "potentially": "possible",
    "conceivably": "possible",
    "hopefully": "possible",
    "theoretically": "possible",
}
CERTAINTY_MODALS = {"may": "possible", "might": "possible", "could": "possible", "would": "possible"}
FREQUENCY_ADJECTIVES = _words("frequent typical usual common rare occasional regular constant repeated")

FREQUENCY_ADVERBS = _words(
    "often usually sometimes typically generally commonly frequently occasionally normally mostly mainly largely "
    "primarily partly partially predominantly traditionally historically recently currently locally globally "
    "seasonally temporarily rarely seldom"
)
"""Adverbs that bound a claim: kept as its scope."""

APPROXIMATE_NEGATIONS = _words("hardly scarcely barely rarely seldom nearly almost")

SPEECH_CERTAINTY = {
    # what the verb that governs a `that`-clause does to it
    "show": "asserted",
    "demonstrate": "asserted",
    "confirm": "asserted",
    "find": "asserted",
    "know": "asserted",
    "note": "asserted",
    "discover": "asserted",
    "reveal": "asserted",
    "prove": "asserted",
    "establish": "asserted",
    "observe": "asserted",
    "emphasize": "asserted",
    "emphasise": "asserted",
    "remember": "asserted",
    "recognize": "asserted",
    "recognise": "asserted",
    "mean": "asserted",
    "explain": "asserted",
    "highlight": "asserted",
    "suggest": "probable",
    "indicate": "probable",
    "argue": "probable",
    "report": "probable",
    "conclude": "probable",
    "believe": "probable",
    "estimate": "probable",
    "predict": "probable",
    "think": "probable",
    "claim": "probable",
    "propose": "possible",
    "hypothesize": "possible",
    "hypothesise": "possible",
    "speculate": "possible",
    "suspect": "possible",
    "postulate": "possible",
}
RAISING_CERTAINTY = {
    # verbs whose open complement (`seems to reduce`) is what is said
    "seem": "probable",
    "appear": "probable",
    "tend": "probable",
    "think": "probable",
    "believe": "probable",
    "expect": "probable",
    "consider": "probable",
    "assume": "possible",
    "suppose": "possible",
    "suspect": "possible",
    "know": "asserted",
    "find": "asserted",
    "show": "asserted",
    "continue": "asserted",
    "begin": "asserted",
    "start": "asserted",
    "report": "probable",
    "estimate": "probable",
    "hypothesize": "possible",
}
ABLE = frozenset({"able", "likely", "unlikely", "known", "thought", "believed", "expected"})

FACTIVE_MARKS = _words("because since as although though while whereas even by thereby so")
"""Conjunctions whose clause is itself asserted."""

CONDITION_MARKS = _words("if unless when whenever provided providing where wherever once whether assuming except lest")
TIME_MARKS = _words("before after until till during since")

DISCOURSE_OBLIQUES = _phrases(
    "after all|as a consequence|as a result|as an example|as such|as well|at first|at last|at least|"
    "at the same time|by contrast|by definition|for example|for instance|for this reason|in addition|"
    "in comparison|in conclusion|in contrast|in effect|in essence|in fact|in general|in many cases|"
    "in most cases|in other words|in particular|in practice|in principle|in reality|in short|in some cases|"
    "in summary|in the end|in this case|in this way|in total|in turn|of course|on average|on the one hand|"
    "on the other hand|to date"
)
HARMLESS_PREPOSITIONS = _phrases(
    "apart from|as a result of|as well as|because of|besides|by means of|despite|due to|in addition to|"
    "in spite of|including|instead of|like|owing to|rather than|such as|thanks to|via"
)
"""A claim stays true without these phrases."""

LOOSE_PREPOSITIONS = _phrases("for|with|via|through|by|as|using|along with|together with|based on|in order to|to")
"""Behind a verb and its object these add to what is said and bound nothing, but for INCOMPLETE_WITHOUT."""

CONDITION_PREPOSITIONS = _phrases(
    "depending on|except|except for|given|in case of|in the absence of|in the presence of|regardless of|under|"
    "unless|upon|without"
)
TIME_PREPOSITIONS = _phrases("after|before|during|prior to|since|throughout|till|until")
TIME_NOUNS = _words(
    "year month week day hour minute second century decade millennium season winter summer spring autumn morning "
    "evening night afternoon period era age time january february march april may june july august september "
    "october november december monday tuesday wednesday thursday friday saturday sunday noon midnight dawn dusk "
    "past future epoch childhood present moment beginning middle semester term weekend today yesterday tomorrow"
)

REMOVING_VERBS = _words("remove extract absorb obtain derive separate release take draw pump collect isolate")
"""With these, `from` tells where the object was, not which object is meant."""

USING_VERBS = _words("use employ utilise utilize apply leverage exploit")

INTRANSITIVES = _words("come go fall rise occur happen exist live arise remain appear seem die sleep")

MAKING_VERBS = _words(
    "found direct write create develop build invent discover paint produce design establish release compose introduce "
    "launch propose publish record construct film make"
)
"""Verbs of a single making: `a film directed by X` was directed once."""

PHRASAL_NOUNS = _words(
    "behalf account basis term regard respect spite addition order front top case way means favor favour conjunction "
    "relation accordance contrast comparison response terms light view course absence presence process end beginning "
    "form context midst wake aid help addition"
)
"""Nouns that make a preposition with the words around them: `on behalf of`."""

MEASURES = _words("variety range number set series collection array selection combination mix lot handful couple group")
"""`a variety of X` speaks of X."""

DOCUMENT_NOUNS = _words(
    "author paper section figure table appendix equation chapter manuscript caption footnote page supplement reviewer "
    "respondent attendee participant fig eq sect"
)
"""Where one of these stands inside a phrase, the phrase is about the document."""

WRITING_VERBS = _words(
    "describe argue propose suggest conclude note claim investigate hypothesize hypothesise refer state"
)
SCHOLARLY_VERBS = _words(
    "describe propose argue introduce report find show suggest develop present use study investigate note claim "
    "observe compare demonstrate state write publish refer discuss conclude define consider examine analyse analyze "
    "review apply"
)
"""What a cited author does."""

PREFIXES = _words("aim seek try attempt intend need want strive learn begin start continue tend choose wish help serve")
"""Verbs that stay in the predicate before the one they govern: `aim to reduce`."""

INCOMPLETE_WITHOUT = _triples(
    "acquaint with|ascribe to|associate with|attribute to|combine with|compare with|confuse with|connect with|"
    "consider as|cover with|define as|distinguish from|divide into|equip with|familiarise with|"
    "familiarize with|fill with|furnish with|help with|infect with|integrate with|introduce to|link with|present with|"
    "prevent from|protect from|provide with|refer to|regard as|replace with|see as|split into|stop from|"
    "subject to|supply with|treat as|turn into|use as|view as"
)
"""Verb and preposition whose object alone says something else: *provides learners with tools* provides no learners."""

INTENDED = _words("used designed intended needed required built made developed created")
"""Participles whose `to` clause tells a purpose."""

DANGLING = _words(
    "suggest indicate imply show consider assume use include depend regard follow concern base give compare make mean "
    "start begin demonstrate highlight confirm reveal accord note see judge look leave"
)
"""A participle of one of these speaks of the whole clause, or of whoever writes."""

DEICTIC_INSIDE = _words(
    "other such same own following aforementioned above latter former said previous various different several"
)
MARGINAL_HEADS = _words(
    "total sum average mean majority rest lack presence absence use number amount percentage share choice set "
    "range kind type level degree extent handful bunch host wealth plethora myriad dozen couple lot deal variety "
    "series array multitude abundance fraction proportion portion piece bit half quarter third percent % hundred "
    "thousand million"
)
"""`a handful of X`, `the lack of X`: measures and absences, no things of their own."""

COLLECTIVE_VERBS = _words(
    "combine meet interact differ merge compete collaborate cooperate alternate mix react converge intersect "
    "overlap coincide unite correlate agree disagree join together form constitute make comprise compose share"
)
LIGHT_NOUNS = _triples(
    "bear resemblance to|exert influence on|exert pressure on|form basis of|form part of|give rise to|"
    "have access to|have effect on|have effect upon|have impact on|have influence on|make contribution to|"
    "make part of|make use of|play part in|play role in|pose threat to|provide access to|provide basis for|"
    "provide evidence for|provide habitat for|provide insight into|provide support for|put pressure on|"
    "shed light on|take account of|take advantage of|take part in|take place in"
)
"""Verb, noun and preposition that together are one predicate: *have an effect on*."""

TRANSPARENT_HEADS = _words(
    "kind type form sort variety class group species family example instance piece part component number majority "
    "range set series collection"
)
"""`a kind of X`: the noun after `of` is what is spoken of."""

OPEN_VERBS = _words(
    "want try aim intend plan seek fail refuse need hope attempt expect prefer decide encourage ask require wish "
    "strive struggle choose agree promise threaten offer claim pretend propose use remember forget invite advise "
    "recommend urge tell order instruct learn teach motivate inspire force"
)
"""Verbs whose open complement is not said to happen."""

PROPERTY_NOUNS = _words(
    "accuracy performance speed size structure quality capacity efficiency stability complexity strength temperature "
    "pressure density resolution precision reliability sensitivity dimension length width height depth volume weight "
    "mass colour color shape texture permeability porosity salinity fertility acidity conductivity velocity frequency "
    "amplitude energy power cost price value age lifetime duration diameter thickness surface architecture syntax "
    "usability scalability robustness reproducibility design functionality interface"
)
"""What a thing has, where someone speaks of `the N of X`."""

GENERIC_VERBS = _words(
    "do be have get go make take give come become seem appear say tell see think know let put keep want try mean "
    "include involve concern regard consider"
)

PRIVATIVES = _words(
    "fake former so-called potential pseudo artificial virtual toy mock non anti quasi near alleged would-be ex "
    "counterfeit imitation dummy failed missing proposed hypothetical future no own possible likely apparent false "
    "half partial sea guinea counter proto ideal idealised idealized simulated synthetic different such other single "
    "multiple first second third last next entire whole total mere only several many few corresponding"
)
"""A modifier that takes away, or only counts, what its noun says: a former dam is no dam."""

PREPOSITIONS = _words("of for in on at by with from to as and or under over between against into per the a an")
"""Words that no compound has inside."""
