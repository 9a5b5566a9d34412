"""Adjectives that judge, compare or take away rather than name."""

from __future__ import annotations

from ingest.extract.lexicon.notation import words

EVALUATIVE_ADJECTIVES = words(
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

VAGUE_PROPERTIES = words(
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

FREQUENCY_ADJECTIVES = words("frequent typical usual common rare occasional regular constant repeated")

PRIVATIVES = words(
    "fake former so-called potential pseudo artificial virtual toy mock non anti quasi near alleged would-be ex "
    "counterfeit imitation dummy failed missing proposed hypothetical future no own possible likely apparent false "
    "half partial sea guinea counter proto ideal idealised idealized simulated synthetic different such other single "
    "multiple first second third last next entire whole total mere only several many few corresponding"
)
"""A modifier that takes away, or only counts, what its noun says: a former dam is no dam."""
