"""Nouns by what they name: nothing on their own, a role, a property, the one thing of its kind."""

from __future__ import annotations

from ingest.extract.lexicon.notation import words

VAGUE_HEADS = words(
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

EMPTY_HEADS = words(
    "thing way kind type sort form case example instance number amount lot variety range set group part aspect fact "
    "point reason issue topic problem one other time order step end addition term idea goal aim purpose question "
    "answer factor element item level degree extent bit majority rest line series sequence pair side top bottom result "
    "moment period outcome half portion beginning name word"
)
"""Says nothing even where it is told of what: `the point of X`, `a set of X`."""

ABSTRACT_ROLES = words(
    "problem goal aim reason question purpose idea focus motivation advantage disadvantage challenge objective "
    "result step difference benefit drawback limitation key point issue answer solution need task contribution "
    "outcome example consequence effect cause rest majority remainder number thing way intention hope concern "
    "priority topic target choice option alternative exception requirement assumption hypothesis conclusion "
    "finding criterion strategy"
)
"""`The goal is X` says nothing of X: as a subject of `be` these are refused."""

UNIQUE_NOUNS = words(
    "sun earth moon atmosphere ocean sea sky soil ground environment climate brain heart body equator world "
    "internet web universe planet weather air water rain wind land human skin blood eye ear lung liver kidney "
    "stomach immune nervous cell nucleus leaf root stem seed plant tropics arctic poles biosphere hydrosphere "
    "lithosphere stratosphere troposphere crust mantle core cryosphere geosphere countryside night day winter "
    "summer spring autumn monsoon"
)
"""Nouns that `the` may stand before in a general truth (`the soil holds water`)."""

STATES = words(
    "tow place use order effect line charge question trouble doubt progress danger touch demand operation infancy "
    "force favor favour step tune sync store stock session fashion vogue hand risk stake odds work play ease fault "
    "focus"
)
"""`is in place`, `are at risk`: a state, in no place."""
