"""How names bend: the endings that languages give to a foreign company's name.

A name is taken apart into a stem and the endings it may have, by its last letter alone: ``Nvidia`` is ``Nvidi`` with
``a``, and in Czech with ``e``, ``i``, ``í``, ``ou`` too. Forms are not generated, they are recognised: whoever finds a
stem in a text asks whether what follows is one of its endings. So the search needs one key for a name, not fifty.

Endings behind an apostrophe, a hyphen or a colon (``Amazon'un``, ``TSMC-nek``, ``IBM:n``, ``Google’owi``) are no matter
of this module: the name ends there by itself. Endings that would turn a name into another word are left out, above all
the bare stem of names in -a: ``Met`` is no form of ``Meta``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache


class Tongue(Enum):
    """Languages that bend names in the same ways."""

    SLAVIC = auto()
    BALTIC = auto()
    FINNIC = auto()
    HUNGARIAN = auto()
    GERMANIC = auto()
    ROMANIAN = auto()
    OTHER = auto()
    """Those that add nothing without an apostrophe or a hyphen: English, French, Turkish, …"""
    ANY = auto()
    """A text of unknown language: all endings count."""


class Shape(Enum):
    """What a name ends in, which decides how it bends."""

    CONSONANT = auto()
    IN_A = auto()
    IN_E = auto()
    IN_O = auto()
    VOWEL = auto()
    CYRILLIC_CONSONANT = auto()
    CYRILLIC_A = auto()
    CYRILLIC_SOFT = auto()
    """In ``я``, ``й`` or ``ь``."""
    GREEK = auto()
    FIXED = auto()
    """A digit, a sign, a script without endings, or a Cyrillic vowel that never bends."""


@dataclass(frozen=True, slots=True)
class Stem:
    """The part of a name that stays, and what is cut off from its basic form. `cut` is one of the endings."""

    text: str
    cut: str
    shape: Shape
    only: str = ""
    """The endings that this stem has instead of those of its shape, as its consonant is softened: ``Microsofcie``."""


_TONGUES = {
    Tongue.SLAVIC: "cs sk pl hr sr bs sl sh cnr hsb dsb",
    Tongue.BALTIC: "lt lv",
    Tongue.FINNIC: "fi et",
    Tongue.HUNGARIAN: "hu",
    Tongue.GERMANIC: "de nl sv da no nb nn is lb fy af",
    Tongue.ROMANIAN: "ro",
}
_BY_LANGUAGE = {language: tongue for tongue, languages in _TONGUES.items() for language in languages.split()}

# What follows the stem. Where a name loses its last vowel, the basic form is added by `_endings`.
_POSSESSIVE = "ův ova ovo ově ové ovu ovou ových ovým ovými ovog ovom ovim ovih"
_HUNGARIAN = "nak nek ban ben ba be ból ből ra re ról ről hoz hez höz tól től nál nél ig ért ként é ék"
# Without the Estonian -l, that makes a word of a name in -a: ``Metal``.
_FINNIC = "n a ä lle lla llä lta ltä ssa ssä sta stä ksi na nä an en in on le lt s st ga t d sse st"
_ENDINGS: dict[tuple[Shape, Tongue], str] = {
    (Shape.CONSONANT, Tongue.SLAVIC): f"a u e i y ě ovi owi em om ie iem ze zie ov ovia {_POSSESSIVE}",
    (Shape.CONSONANT, Tongue.BALTIC): "as o ui ą u e a am ā is io iui į",
    (Shape.CONSONANT, Tongue.FINNIC): " ".join(["i", "il", "iin", *("i" + ending for ending in _FINNIC.split())]),
    (Shape.CONSONANT, Tongue.HUNGARIAN): f"t ot et öt at on en ön {_HUNGARIAN}",
    (Shape.CONSONANT, Tongue.GERMANIC): "s",
    (Shape.CONSONANT, Tongue.ROMANIAN): "ul ului",
    (Shape.IN_A, Tongue.SLAVIC): "y u ou e ě i í o ę ą ie zie om ji je ju jom jo in ina iny inu inou iným iných",
    (Shape.IN_A, Tongue.BALTIC): "os ai ą oje as u ā ei",
    (Shape.IN_A, Tongue.FINNIC): " ".join("a" + ending for ending in _FINNIC.split()),
    (Shape.IN_A, Tongue.HUNGARIAN): " ".join("á" + ending for ending in ["t", "n", "val", *_HUNGARIAN.split()]),
    (Shape.IN_A, Tongue.GERMANIC): "as",
    (Shape.IN_A, Tongue.ROMANIAN): "ei",
    (Shape.IN_E, Tongue.SLAVIC): f"u em om ovi owi i a ov eu ea eovi eem eom eov eova eove {_POSSESSIVE}",
    (Shape.IN_E, Tongue.FINNIC): " ".join("e" + ending for ending in _FINNIC.split()),
    (Shape.IN_E, Tongue.HUNGARIAN): " ".join("e" + ending for ending in ["t", "n", "val", "vel", *_HUNGARIAN.split()]),
    (Shape.IN_E, Tongue.GERMANIC): "es",
    (Shape.IN_E, Tongue.ROMANIAN): "eul eului",
    (Shape.IN_O, Tongue.SLAVIC): f"a u em om ovi ie e ě {_POSSESSIVE}",
    (Shape.IN_O, Tongue.FINNIC): " ".join("o" + ending for ending in _FINNIC.split()),
    (Shape.IN_O, Tongue.HUNGARIAN): " ".join(o + end for end in ["t", "n", "val", *_HUNGARIAN.split()] for o in "oó"),
    (Shape.IN_O, Tongue.GERMANIC): "os",
    (Shape.IN_O, Tongue.ROMANIAN): "oul oului",
    (Shape.VOWEL, Tongue.SLAVIC): f"e i u em om ovi m ho mu a ov {_POSSESSIVE}",
    (Shape.VOWEL, Tongue.FINNIC): _FINNIC,
    (Shape.VOWEL, Tongue.HUNGARIAN): f"t n val vel {_HUNGARIAN}",
    (Shape.VOWEL, Tongue.GERMANIC): "s",
    (Shape.VOWEL, Tongue.ROMANIAN): "ul ului",
}
# Script tells enough: no ending of one of these languages makes a false form in another.
_CYRILLIC = {
    Shape.CYRILLIC_CONSONANT: "а у ом ем е и і ы ов ам ами ах ът ят я от ові ова ово ови овата овия",
    Shape.CYRILLIC_A: "ы и і у ой ою е о ом ата",
    Shape.CYRILLIC_SOFT: "я й ь и ю ей ею ем е ї єю єм ью ята ят",
    Shape.GREEK: "ς υ",
}
# Consonants that soften before an ending: the last of them is cut as well. Polish and Czech locatives.
_SOFTENED = {"t": "cie", "k": "ce", "g": "ze dze", "h": "ze", "r": "ře"}

# The first word of a name of several bends too, where it is an adjective or a noun in -a: ``Českou spořitelnu``.
_HEADS = {
    "á": "á é ou ej",
    "ý": "ý ého ému ým ém",
    "ní": "ní ního nímu ním",
    "a": "a y u ou e ě i ę ą iej ej",
    "ая": "ая ой ую",
    "ый": "ый ого ому ым ом",
    "ий": "ий ого ому им ом",
    "а": "а ы и і у ой ою е ата",
    "я": "я и ю ей ї єю ята",
}

_GIVES_WAY = {
    "a": Shape.IN_A,
    "e": Shape.IN_E,
    "o": Shape.IN_O,
    "а": Shape.CYRILLIC_A,
    "я": Shape.CYRILLIC_SOFT,
    "й": Shape.CYRILLIC_SOFT,
    "ь": Shape.CYRILLIC_SOFT,
}
_STAYS = "iyuíýáéóöüäåúů"
_CYRILLIC_VOWELS = "оеиуюєіїэёы"
_SCRIPTS = (
    (Shape.CONSONANT, "a", "ɏ"),
    (Shape.GREEK, "α", "ω"),
    (Shape.CYRILLIC_CONSONANT, "а", "ӿ"),
)

_LONGEST_ENDING = 9
"""Characters; a longer rest of a word is no ending."""


def tongue_of(language: str | None) -> Tongue:
    """How a language bends names; `language` is BCP 47 or None.

    >>> tongue_of("cs-CZ"), tongue_of("en"), tongue_of(None)
    (<Tongue.SLAVIC: 1>, <Tongue.OTHER: 7>, <Tongue.ANY: 8>)
    """
    if language is None:
        return Tongue.ANY
    return _BY_LANGUAGE.get(language.partition("-")[0].lower(), Tongue.OTHER)


def stems(name: str) -> Iterator[Stem]:
    """What to look for in a text to find a name in all its forms, its basic one among them.

    >>> [(stem.text, stem.cut) for stem in stems("Tesla")]
    [('Tesl', 'a')]
    >>> [(stem.text, stem.cut, stem.only) for stem in stems("Microsoft")]
    [('Microsoft', '', ''), ('Microsof', 't', 'cie')]
    """
    shape, cut = _shape(name)
    first, blank, others = name.partition(" ")
    for head in _heads(first) if blank else (first,):
        whole = head + blank + others
        body = whole[: len(whole) - cut]
        yield Stem(body, whole[len(body) :], shape)
        if shape in {Shape.CONSONANT, Shape.IN_A} and (softened := _SOFTENED.get(body[-1:])):
            yield Stem(body[:-1], whole[len(body) - 1 :], shape, softened)


def bends(stem: Stem, rest: str, tongue: Tongue) -> bool:
    """Whether `stem` followed by `rest` is a form of the name in languages of that kind; its basic form always is.

    >>> google = next(stems("Google"))
    >>> bends(google, "em", Tongue.SLAVIC), bends(google, "em", Tongue.OTHER), bends(google, "e", Tongue.OTHER)
    (True, False, True)
    """
    if rest == stem.cut or rest == stem.cut.lower():
        return not stem.only
    if len(rest) > _LONGEST_ENDING:
        return False
    if stem.only:
        return tongue in {Tongue.SLAVIC, Tongue.ANY} and rest in stem.only.split()
    return rest in _endings(stem.shape, tongue) or (
        tongue in {Tongue.HUNGARIAN, Tongue.ANY} and stem.shape is Shape.CONSONANT and _assimilates(stem.text, rest)
    )


def _assimilates(stem: str, rest: str) -> bool:
    """The Hungarian ``-val``, ``-vel`` takes the consonant before it: ``Microsofttal``."""
    return len(rest) == len("tal") and rest[0] == stem[-1].lower() and rest[1:] in {"al", "el"}


@cache
def _endings(shape: Shape, tongue: Tongue) -> frozenset[str]:
    if (cyrillic := _CYRILLIC.get(shape)) is not None:
        return frozenset(cyrillic.split())
    if tongue is Tongue.ANY:
        return frozenset().union(*(_endings(shape, one) for one in _TONGUES))
    return frozenset(_ENDINGS.get((shape, tongue), "").split())


def _heads(word: str) -> tuple[str, ...]:
    for end, endings in _HEADS.items():
        if word.endswith(end) and len(word) > len(end) + 1:
            return tuple(word.removesuffix(end) + other for other in endings.split())
    return (word,)


def _shape(name: str) -> tuple[Shape, int]:
    """The shape of a name, and how many letters at its end give way to an ending."""
    last = name[-1:].lower()
    if (shape := _GIVES_WAY.get(last)) and len(name) > 1:
        return shape, 1
    if last in _STAYS:
        return Shape.VOWEL, 0
    if last in _CYRILLIC_VOWELS or not last.isalpha():
        return Shape.FIXED, 0
    for script, first, end in _SCRIPTS:
        if first <= last <= end:
            return script, 0
    return Shape.FIXED, 0
