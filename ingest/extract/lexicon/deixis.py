"""Deixis: words that point at the document they stand in, and the things and people a document calls its own."""

from __future__ import annotations

from ingest.extract.lexicon.notation import words

DEICTIC_DETERMINERS = words(
    "this that these those such same another other others either neither which whichever what whatever whose"
)
"""A noun phrase with one of these means nothing outside its sentence."""

DEICTIC_ADJECTIVES = words(
    "proposed present current original following above below latter former first second third fourth fifth last "
    "next previous prior other same new resulting corresponding respective aforementioned said different given "
    "chosen selected certain various own final initial overall entire whole obtained observed reported described "
    "mentioned particular specific related associated relevant remaining underlying subsequent earlier later "
    "recent existing necessary desired required expected intended additional further extra actual real right "
    "wrong correct appropriate suitable similar such only sole main key primary secondary official estimated "
    "reproduced replicated published updated default relative equivalent opposite alternative individual separate "
    "single full complete general best better good bad worse worst aforesaid upcoming ongoing latest today many "
    "more most several few less least numerous attached accompanying included provided stated cited named "
    "so-called potential possible likely used employed applied adopted considered tested investigated studied"
)
"""With `the`, one of these makes a phrase local to its document; without, it is no part of a name."""

DEICTIC_INSIDE = words(
    "other such same own following aforementioned above latter former said previous various different several"
)

NOT_INSIDE = DEICTIC_INSIDE | words(
    "no none neither nor nobody nothing little hardly scarcely not n't n’t never only here there below now then "
    "previously without unless if whether etc e.g. i.e. more most less"
)
"""Words that keep a clause from standing inside a phrase: they deny, point elsewhere or compare."""

LOCAL_HEADS = words(
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

LOCAL_ANYHOW = words(
    "author paper section figure table appendix chapter manuscript caption footnote page supplement "
    "participant reviewer attendee respondent corresponding fig eq sect submission acknowledgement acknowledgment"
)
"""Never an entity as a head noun, whatever modifies it."""

FLEETING = words(
    "line row column step stage phase concept idea problem question condition job process topic benefit gap term "
    "element object environment case label input output loss error weight score value difference increase decrease "
    "effect performance accuracy change aspect number system aim goal objective hypothesis key detail description list "
    "history item original copy text page set curve plot"
)
"""LOCAL_HEADS that a document may well use again for another thing."""

DOCUMENT_NOUNS = words(
    "author paper section figure table appendix equation chapter manuscript caption footnote page supplement reviewer "
    "respondent attendee participant fig eq sect"
)
"""Where one of these stands inside a phrase, the phrase is about the document."""

DOCUMENT_SELVES = words("paper article work study report experiment replication reproduction survey lecture")
"""What a document is: `this paper`, never `the paper`, which may be another."""

DOCUMENT_THINGS = words(
    "package course lesson program software tutorial workshop project library toolkit curriculum website platform "
    "material exercise notebook slide module repository codebase documentation dataset preprocessor implementation "
    "app application tool handbook guide textbook code resource"
)
"""Nouns that `the` may stand before when a document speaks of the thing it presents."""

DOCUMENT_PEOPLE = words("participant attendee respondent")
"""People that there are only in one document."""

TEACHING_THINGS = words(
    "code course lesson tutorial workshop project curriculum material exercise notebook slide module"
)
"""Those of them of which a document that says `the course` hardly means another's."""

TAUGHT = words(
    "student learner instructor teacher attendee user developer team organizer organiser tutor helper trainee"
)
"""People whom a document speaks of behind `the`."""

MANIFOLD = words("material resource notebook module tutorial exercise slide lesson")
"""What a document may have several of, so that `these` may be its own."""

COURSE_PARTS = words("session lecture assignment quiz exam assessment unit episode block exercise part")
"""What `the final` may stand before in the description of a course."""

NAMED_THINGS = words(
    "package library software tool toolkit program application app implementation framework platform repository "
    "preprocessor compiler language dataset system"
)
"""What a name in a title may be the name of."""

REPRODUCED = words("paper study article implementation manuscript work publication author experiment code model")
"""What `the original` may stand before in a report of a reproduction."""

OUR_THINGS = words(
    "paper article work study report experiment replication reproduction survey lecture model approach method result "
    "code network algorithm analysis simulation framework pipeline finding evaluation reimplementation script team"
)
"""What is the writers' own behind `our`."""

SHARED_VERBS = words(
    "see note need have get know want consider assume say call recall refer look turn move think believe hope wish "
    "expect understand remember find mean let go come proceed start begin continue observe notice live be become "
    "denote define obtain take write"
)
"""With these, `we` may be the reader too, or says nothing: *we see*, *we have*, *we obtain*."""

ORDERS = words("first second third fourth fifth sixth seventh eighth ninth tenth final last original full main initial")
"""Which of several things of one document is meant."""

ELSEWHERE = words(
    "previous next following above below same other latter former respective corresponding resulting original "
    "existing current similar different another earlier later such own said given particular certain various "
    "specific relevant related associated desired required necessary appropriate mentioned aforementioned "
    "remaining proposed published reported described default general alternative individual separate additional "
    "further extra possible potential"
)
"""A modifier that points at another thing than the document's own."""
