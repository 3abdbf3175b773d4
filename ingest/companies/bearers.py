"""Who else bears a company's name: a person, a football ground, a street, a thing with an article."""

from __future__ import annotations

from ingest.companies.surroundings import word_before
from ingest.companies.vocabulary import words

_TITLES = words(
    "mr mrs ms dr sir lord lady president senator judge justice prof professor captain sheriff herr frau "
    "madame monsieur señor signor pan pani paní pana prezident prezydent prezidenta président presidente präsident "
    "президент г-н г-жа господин госпожа сенатор"
)
_FIRST_NAMES = words(
    "adam alan albert alex alexander alfred alice amanda amy ana anders andrea andreas andrei andrew andrzej andy "
    "angela ann "
    "anna anne anthony antonio arthur barack barbara ben benjamin bernd betty bill bob brian bruce calvin carl carlos "
    "caroline catherine charles charlie charlotte chris christian christine claire clara claude daniel dave david "
    "dennis diana diego donald doug edsel edward eleanor elena elizabeth emil emily emma eric erik ernst eva felix "
    "ferdinand francis frank franz fred friedrich gary george georg gerald gerhard giovanni giuseppe glenn glen greg "
    "hannah hans harold harriet harrison harry heinrich helen helena henri henry herbert hermann howard hugo ian ivan "
    "jack jacob jakub james jan jana jane jean jeff jennifer jeremy jerry jessica jim joan joe johann johanna john "
    "johnny jonathan jordan jose josef joseph juan julia julie karel karen karl kate katherine keith kelly ken kevin "
    "larry laura lars leo leon lewis linda lisa louis lucia lucie luis luke marco maria marie mario mark martha martin "
    "mary matt matthew max mia michael michal michel miguel mike mikhail milan milutin miloš monika nancy nathan "
    "nicolas nicole nikola nikolai nikolaus nina oliver olivia olga oscar otto pablo patricia patrick paul pavel pedro "
    "peter petr petra philip philipp phil pierre piotr rachel ralph raymond rebecca richard rick rob robert roger ron "
    "ronald rose roy ruth ryan sam samuel sandra sara sarah scott sean serena sergei simon sophie stefan stephen steve "
    "steven stuart susan teresa thomas tim timothy tom tomáš tomasz tony usain ursula valentina vera victor victoria "
    "viktor vladimir walter wayne werner wilhelm william wolfgang yuri zuzana janusz krzysztof "
    "никола николай николы иван александър александр алексей андрей анна борис васил василий виктор владимир георги "
    "дмитрий джон джордж джералд елена ілон иванка мария михаил петър пётр сергей стоян том харисън харрисон хенри "
    "генри джеральд олександр микола"
)
# A ground, a street, a club, a school: named after a company or its founder, and not it.
_NAMED_AFTER = words(
    "arena arény aréně arenu stadium stadion stadionu stade stadio estadio estádio stadionie park street avenue road "
    "boulevard square "
    "ulice ulica straße strasse platz rue university universität univerzita college school museum muzeum musée "
    "foundation "
    "nadace nadácia stiftung fundacja fondation cup open championship marathon theatre theater tower leverkusen "
    "salzburg leipzig county bowl centre states kingdom nations arab арена стадион фондация фонд улица университет "
    "музей леверкузен cathedral"
)
_AT_A_PLACE = words(
    "stadionu stadión ulice ulici ulica ulicy ulicą rue via calle ул улица улице fc sk fk hc бул стадион арена stadium"
)
_DETERMINERS = words(
    "the a an this that its our your their my his her no any every each o un une le la el il der die das"
)
# Behind a name with an article these leave it alone as a thing: ``the Amazon is burning``, ``mind the Gap.``
_THING_GOES_ON = words(
    "is was are were has had in of and or to for from with by on at between that which who when where into over as but"
)
_OF_A_FAMILY = frozenset({"von", "van", "de", "di"})
_ELIDING = frozenset({"it", "fr", "ca", "oc"})
_BEFORE_ELISION = frozenset("aeiouhàáâäèéêëìíîïòóôöùúûüœæ")
_LONGEST_ENDING = 3
"""Letters. A vowel with more of them behind an apostrophe begins a word, and is no Turkish ending: ``Apple'ın``."""


def is_place(before: str, after: str) -> bool:
    """Whether the words beside a name make it a ground, a street, a club: ``Allianz Arena``, ``ulice Tesla``."""
    return after.lower() in _NAMED_AFTER or before.lower() in _AT_A_PLACE


def is_person(text: str, start: int, before: str) -> bool:
    """Whether the word before a name in ``text[start:]`` is a first name or a title: ``Nikola``, ``President``."""
    if before in _OF_A_FAMILY:
        before = word_before(text, start - 1 - len(before))
        return before.lower() in _FIRST_NAMES and before[0].isupper()
    lower = before.lower()
    return lower.rstrip(".") in _TITLES or (lower in _FIRST_NAMES and before[0].isupper())


def is_thing(before: str, after: str) -> bool:
    """Whether an article before and no noun behind make a name a thing, in English: ``the Amazon is burning``."""
    return before.lower() in _DETERMINERS and (not after or after.lower() in _THING_GOES_ON)


def is_elided(text: str, end: int, language: str) -> bool:
    """Whether an apostrophe behind a name joins it to the next word, as Romance articles are: ``Dell'azienda``.

    What is elided has lost a vowel before another one, or before an h. In a text of unknown language the word has to be
    longer than an ending.
    """
    if text[end : end + 1] != "'" or text[end + 1 : end + 2].lower() not in _BEFORE_ELISION:
        return False
    next_word = text[end + 1 : end + 2 + _LONGEST_ENDING]
    return language in _ELIDING or (not language and len(next_word) > _LONGEST_ENDING and next_word.isalpha())
