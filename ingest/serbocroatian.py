"""Croatian, Bosnian and Serbian in Latin letters, told apart by their words.

To n-grams they are one language. What parts them is the old vowel *yat* (``vreme`` in Serbia, ``vrijeme`` in Croatia
and Bosnia) and a few hundred everyday words (``tjedan``, ``sedmica``, ``nedelja``). Two signs that agree decide, and
nothing else does: Serbian of Montenegro and Bosnia says ``vrijeme`` too.
"""

from __future__ import annotations

import re
from typing import Final

FEWEST_SIGNS: Final = 2
LEAST_ODDS: Final = 3
"""Signs for one language to one sign against it."""


def _stems(listed: str) -> re.Pattern[str]:
    """A pattern of words; one with a star stands for all that begin so."""
    words = (word.replace("*", r"\w*") for word in listed.split())
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


_EKAVIAN: Final = _stems(
    "posle pre gde ovde negde uvek nedelj* sledeć* vreme vremenom reč reči rečima mesto mesta mestu mestima deo "
    "delova delovi delove delimično svet sveta svetu svetsk* vest vesti ceo cela celo cele celu cena cene ceni "
    "cenu cenama trebal* primen* promen* razmen* zamen* uspeh* uspeš* izveštaj* zahtev* rešenj* reši* pobed* dve "
    "obe čovek* mesec meseca meseci mesecu mesecima deca dece deci bezbednost* bezbedn* saopšti* saopšten* opšt* "
    "takođe predsednik* predsednic* sednic* hteo htela želeo videti videla videli odeljenj* uvedeno dodel* podel* "
    "delatnost* poseduj* poverenj* mere meru ocen* stepen* vrednost* vredn* nemačk* obavešten* savet* sred* "
    "budžet* procenj*"
)
_IJEKAVIAN: Final = _stems(
    "poslije prije gdje ovdje negdje uvijek nedjelj* sljedeć* vrijeme riječ* mjest* dio dijel* dijelom djelomično "
    "svijet* svjetsk* vijest* vijesti cijel* cijen* trebalo primjen* promjen* razmjen* zamjen* uspjeh* uspješ* "
    "izvještaj* zahtjev* rješenj* riješ* pobjed* dvije obje čovjek* mjesec* djec* predsjed* sjednic* htio htjel* "
    "željel* vidjeti vidjel* odjeljenj* odjel* dodijel* podijel* djelatnost* posjeduj* povjerenj* mjere mjeru "
    "ocjen* vrijedn* njemačk* obavijest* savjet* sredin* bijel* lijek* liječ* snijeg* rijek* namjer* vjer* "
    "provjer* unaprijed naprijed"
)
_CROATIAN: Final = _stems(
    "tko netko nitko itko tjedan tjedna tjedne tjedni tjednu tjedno tvrtk* priopći* priopćenj* tisuć* siječnj* "
    "veljač* ožujk* travnj* svibnj* lipnj* srpnj* kolovoz* rujn* listopad* studenog* studeni prosinc* uvjet* "
    "sveučilišt* zrakoplov* kazališ* ravnatelj* tijekom izvješć* suradnj* surađ* sustav* povijes* znanost* "
    "znanstven* točno točk* europ* burz* računal* tvornic* uporab* zaposlenik* sudionik* nogomet* glazb* vlak* "
    "kruh* stožer* proračun* časopis* zemljovid* poduzeć* zarad* osigura* nadzor* gospodars* vjerojatno općenito "
    "dopust* izvoz* uvoz* glede putovnic* odvjetni* tajni* ljekarn* tipkovnic* promidžb* zaslon* mirovin* tečaj* "
    "prosječn* predstojnik* pričuv*"
)
_BOSNIAN: Final = _stems(
    "saopći* saopćenj* hiljad* sedmic* historij* evrop* tačno tačk* januar* februar* marta aprila maja juna jula "
    "avgust* septembra oktobra novembra decembra fabri* univerzitet* uslov* saradnj* sarađ* sistem* šta ko neko "
    "niko lahko mehk* tokom kompanij* direktor* uposlenik* entitet* federacij* bosn* hercegov* sarajev* mostar* "
    "tuzl* zenic* kantona* opštin* vanredn* parlament* izvršn* hljeb* pozorišt* voz* avion* naučn* berz* budžet*"
)


def told_apart(text: str) -> str | None:
    """``hr``, ``bs`` or ``sr-Latn`` for a text that is one of them; None where its words do not say."""
    lower = text.lower()
    ekavian, ijekavian = len(_EKAVIAN.findall(lower)), len(_IJEKAVIAN.findall(lower))
    croatian, bosnian = len(_CROATIAN.findall(lower)), len(_BOSNIAN.findall(lower))
    if _outnumber(ekavian, ijekavian + croatian):
        return "sr-Latn"
    if _outnumber(croatian + ijekavian, ekavian + bosnian) and _outnumber(croatian, bosnian):
        return "hr"
    if ijekavian and _outnumber(bosnian + ijekavian, ekavian + croatian) and _outnumber(bosnian, croatian):
        return "bs"
    return None


def _outnumber(signs: int, against: int) -> bool:
    return signs >= FEWEST_SIGNS and signs >= LEAST_ODDS * against
