"""Readings: which letter each glyph number of a font stands for, in the fonts and encodings that are met most.

OpenType Latin Modern and TeX Gyre sort their glyphs by name, case-blind, so that an a is glyph 28 and an e glyph 50; a
PDF that lost its Unicode maps then reads `i?2` for `the`. The orders are those of the fonts' own name tables (Latin
Modern 2.005, TeX Gyre 2.004) up to the last accented letter; small capitals and old-style figures come after that.
U+FFFD stands for a glyph that is no letter of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Reading = Mapping[int, str]
"""A glyph's number to its letter."""

LATIN_MODERN = (
    "�´Ææ¸ˆ¨Ģģß-ĶķĻļ¯ŅņŒœØø‘’Ŗŗ˜Aa&^~*@Bb\\|{}[]Cc:,Dd$Ee8=!Ff54Gg`>Hh-IiJjKkLl<MmNn9#Oo1Pp()%.+"
    "Qq?\"'RrSs;76/ Tt32Uu_VvWwXxYyZz0ﬀﬃﬄﬁﬂÁáĂăẮắẶặẰằẲẳẴẵǍǎÂâẤấẬậẦầẨẩẪẫ´�ȀȁÄäẠạÆæǼǽÀàẢảΑĀā�〈〉ĄąÅ"
    "åǺǻ↓←→↑*Ãã�Β�˘����¦•Ććˇ�ČčÇçĈĉĊċ¸¢℃Χˆ�₡�©¤†‡���‖ĎďĐđḌḍ°∆�¨��÷�Ḏḏ₫˙��ıȷÉéĔĕĚěÊêẾếỆệỀềỂểỄễȄȅ"
    "ËëĖėẸẹÈèẺẻ…Ēē—–ŊŋĘęΕƎɘ℮ΗÐðẼẽǝ€¡ƒ⁄⁄ǴǵΓĞğǦǧĜĝĢģĠġß�«»‹›ĦħḪḫĤĥḦḧḤḥ�˝�ÍíĬĭǏǐÎîȈȉÏïḮḯİỊịÌìỈỉĲĳĪ"
    "ī∞�ĮįΙĨĩǰĴĵΚĶķĹĺΛĽľĻļĿŀḶḷḸḹ�₤¬ſŁł¯���Ṃṃ℧−Μµ×♪Ńń� ŇňŅņṄṅṆṇÑñΝ№ÓóŎŏǑǒÔôỐốỘộỒồỔổỖỗȌȍÖöỌọŒœ˛Òò"
    "ΩỎỏƠơỚớỢợỜờỞởỠỡŐőŌōΩΟ½¼1Ǫǫ◦ªºØøǾǿÕõ¶·�‰�ΦΠ±Ψ�¿��„“”‘’‚Ŕŕ√ŘřŖŗȐȑṘṙṚṛṜṝ�※®Ρ˚�ʿʾŚśŠšŞşəŜŝȘșṢṣ"
    "§�-Σ£ΤŤťŢţȚțẗṬṭΘÞþ¾3⁀˜��Ṯṯ™2ÚúŬŭǓǔÛûȔȕÜüǗǘǙǚǛǜỤụÙùỦủƯưỨứỰựỪừỬửỮữŰűŪū‿⁔‐‑␣ŲųΥŮůŨũẂẃŴŵẄẅẀẁ₩Ξ"
    "ÝýŶŷŸÿỴỵ¥ỲỳỶỷỸỹŹźŽžŻżẒẓΖ"
)
"""LMRoman and LMSans, all sizes, weights and slopes."""

TEX_GYRE = (
    "�´Ææ¸ˆ¨lĢģß-ĶķĻļ¯ŅņŒœØø‘’Ŗŗ˜Aa&^~*@Bb\\|{}[]Cc:,Dd$Ee8=!Ff54Gg`>Hh-IiJjKkLl<MmNn9#Oo1Pp()%."
    "+Qq?\"'RrSs;76/ Tt32Uu_VvWwXxYyZz0ﬀﬃﬄﬁﬂÁáĂăẮắẶặẰằẲẳẴẵǍǎÂâẤấẬậẦầẨẩẪẫ´�ȀȁÄäẠạÆæǼǽÀàẢảΑαĀā�〈〉Ą"
    "ą≈ÅåǺǻ↓←→↑*Ãã�Ββ�˘����¦•Ććˇ�ČčÇçĈĉĊċ¸¢℃Χχˆ�₡�©¤†‡���‖ĎďĐđḌḍ°∆δ�¨��÷�Ḏḏ₫˙��ıȷÉéĔĕĚěÊêẾếỆệỀề"
    "ỂểỄễȄȅËëĖėẸẹÈèẺẻ…Ēē—–ŊŋĘęΕεϵƎɘ℮ΗηÐðẼẽǝ€¡ƒ⁄⁄ǴǵΓγĞğǦǧĜĝĢģĠġß�≥≥«»‹›ĦħḪḫĤĥḦḧḤḥ�˝�ÍíĬĭǏǐÎîȈȉÏï"
    "ḮḯİỊịÌìỈỉĲĳĪī∞�ĮįΙιĨĩǰĴĵΚκĶķĹĺΛλĽľĻļĿŀḶḷḸḹ≤≤�₤¬ſ◊ℓŁł¯���Ṃṃ℧−∓Μµµ×♪Ńń� ŇňŅņṄṅṆṇ≠ÑñΝν№ÓóŎŏǑǒ"
    "ÔôỐốỘộỒồỔổỖỗȌȍÖöỌọŒœ˛ÒòΩỎỏƠơỚớỢợỜờỞởỠỡŐőŌōΩωΟο½¼1Ǫǫ◦ªºØøǾǿÕõ¶∂·�‰�ΦφϕΠπϖ±Ψψ�¿��„“”‘’‚Ŕŕ√Řř"
    "ŖŗȐȑṘṙṚṛṜṝ�※®Ρρϱ˚�ʿʾŚśŠšŞşəŜŝȘșṢṣ§�-Σσς�£∑ΤτŤťŢţȚțẗṬṭΘθϑÞþ¾3⁀˜��Ṯṯ™2ÚúŬŭǓǔÛûȔȕÜüǗǘǙǚǛǜỤụÙù"
    "ỦủƯưỨứỰựỪừỬửỮữŰűŪū‿⁔‐‑␣ŲųΥυŮůŨũẂẃŴŵẄẅ℘Ẁẁ₩ΞξÝýŶŷŸÿỴỵ¥ỲỳỶỷỸỹŹźŽžŻżẒẓΖ"
)
"""Termes, Heros, Bonum and Schola."""


def _order(order: str, without: Iterable[int] = ()) -> Reading:
    left_out = set(without)
    return dict(enumerate(letter for n, letter in enumerate(order) if n not in left_out))


def _ascii(first: int) -> dict[int, str]:
    return {first + n: chr(32 + n) for n in range(95)}


AS_PRINTED: Reading = _ascii(32) | {n: chr(n) for n in range(160, 256)}
"""The number is the letter's own, in ASCII or Latin 1."""

NONE: Reading = {}

OT1: Reading = _ascii(32) | dict(
    zip(
        (*range(32), 34, 39, 60, 62, 92, 95, 96, 123, 124, 125, 126, 127),
        "ΓΔΘΛΞΠΣΥΦΨΩﬀﬁﬂﬃﬄıȷ`´ˇ˘¯˚¸ßæœøÆŒØ”’¡¿“˙‘–—˝˜¨",
        strict=True,
    )
)
"""TeX's first text encoding, that of Computer Modern."""

T1: Reading = {
    **AS_PRINTED,
    **dict(zip((*range(32), 39, 96), "`´ˆ˜¨˝˚ˇ˘¯˙¸˛‚‹›“”„«»–—\u200b\ufffdıȷﬀﬁﬂﬃﬄ’‘", strict=True)),
}
"""TeX's encoding for the letters of Europe (Cork), without the accented capitals at 128 to 159."""

FORMULA: Reading = {n: chr(n) for n in range(128) if chr(n).isalnum()}
"""What the encodings of formula fonts have in common."""

BULLET: Reading = {15: "•", 136: "•"}
"""Where a font of signs gives nothing else: its number in TeX's symbols and in its text companion (TS1)."""

MODERN, GYRE = _order(LATIN_MODERN), _order(TEX_GYRE)
TRUETYPE, OPENTYPE = _ascii(3), _ascii(1)
ENCODED = (AS_PRINTED, OT1, T1)
ORDERED = (MODERN, GYRE, TRUETYPE, OPENTYPE, _ascii(2))
"""Glyph orders, the commonest first. Most TrueType fonts have three glyphs before the space, OpenType ones one."""

LIGATED = tuple(range(122, 127))
"""Latin Modern's ligatures, which its fixed-width faces and small capitals lack."""

NAMED: tuple[tuple[str, Reading], ...] = (
    (r"LMMonoCaps", _order(LATIN_MODERN, (*LIGATED, 357, 358, 390, 487, 541, 566))),
    (r"LMMono(?!Prop)", _order(LATIN_MODERN, (*LIGATED, 357, 358, 487, 541, 566))),
    (r"LMRomanCaps", _order(LATIN_MODERN, (*LIGATED, 390))),
    (r"LM(Roman|Sans|MonoProp)", MODERN),
    (r"TeXGyreCursor", _order(TEX_GYRE, (124, 125))),
    (r"TeXGyre(Termes|Heros|Bonum|Schola)", GYRE),
    (r"TeXGyre(Pagella|Adventor)", OPENTYPE),
)
"""What a font's name begins with, and its glyph order."""
