"""The words of companies and markets in the languages that are known here, by which an ambiguous name is a company."""

from __future__ import annotations

import re
from functools import lru_cache


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


# Latin words of up to four letters stand for themselves; the others for all that begin so.
_BUSINESS = words(
    # English
    "shares shareholder stock stocks investor invest revenue profit earnings quarter billion million trillion startup "
    "company companies firm ceo cfo cto coo chief executive founder cofounder employee layoff workforce merger acqui "
    "takeover subsidiar lawsuit sues sued antitrust regulator startup valuation valued ipo deal partnership launch "
    "unveil announce chip chips chipmaker software cloud platform app apps smartphone customer supplier retailer store "
    "stores carmaker automaker factory factories plant sales market analyst product products brand data device headset "
    "chatbot model models corp inc ltd plc fined bank payment payments users subscription subscriber spokesperson "
    "spokesman spokeswoman said says plans raises raised buys bought hires fires cuts opens reports posted posts "
    "maker manufactur airline giant developer programmers tech technolog release recall delivery deliveries "
    "headquarter outlook forecast bond bonds dividend funding rivals rival refinery drill service services funds "
    "warehouse jobs workers staff union employs regulator contract orders ordered stake price prices pricing delays "
    "delayed closes settles settlement appeals agrees agreed wins adds tests testing expands faces loses hit operator "
    "network bank driverless robotaxi autonomous electric vehicle vehicles patent copyright server servers feature "
    "features update updates users' feed search advertis browser assistant messenger streaming supermarket grocery "
    "airport "
    "probe probes investigat "
    "oil gas crude fuel card cards merchants clothing fashion game games console studio shop shops partner partners "
    # Czech and Slovak
    "akcie akcií akcií akciov investor investic investuj investova tržby tržeb tržieb zisk zisky zisku ztrát čtvrtlet "
    "štvrťrok miliard milion milión bilion společnost spoločnos firma firmy firmu firmou firmě firem šéf šéfa "
    "ředitel riaditeľ zaměstnan zamestnan propust prepúšť akvizic převz převez prevz koupi kupuj kúpi koup kúpil "
    "prodej predaj zákazn továrn závod výrobc výrobca výrobc představ predstav oznám uvedl uviedl uvádí aplikac "
    "aplikác telefon čip čipy čipů čipov burz žalob žalu pokut automobilk elektromobil obchod obchody řetěz reťaz "
    "značk sklad skladu sklady halu haly továrnu odbor dodav dodáv nabíd nabídne ponúk pobočk datov úřad síť síti "
    "banka banky bank plateb platob startup technologick uživatel používate zdraž předplatn vydal spust model modely "
    # Polish
    "akcje akcji inwest przych zysk zysku kwarta miliard milion spółk firma firmy firmę prezes zatrud zwolni przeję "
    "przejm kupi kupił sprzeda klient fabryk producen zaprezent ogłos wprowadz aplikacj smartfon giełd pozew kara "
    "mark marka markę magazyn pracown operator użytkown cena ceny cenę rynek rynku "
    "karę sieć sklep bank banku usług koncern gigant "
    # German
    "aktie aktien aktion invest umsatz gewinn quartal milliard million konzern unternehmen firma chef vorstand gründer "
    "mitarbeiter stellen übern tochter kauft verkauf kunden werk fabrik hersteller kündigt stellt börse klage verklag "
    "marke anleger rechenzentr papier arbeitspl gewerkschaft lager preise markt kartellamt zahlen netz tochterfirm "
    "wächst "
    "strafe händler filial autobau chip software dienst anbieter abonn nutzer entlass produkt modell "
    # French
    "action actions bourse invest chiffre bénéfice trimestr milliard million société entreprise groupe patron pdg "
    "salarié licenci rachat rachète acqui filiale clients usine constructeur fabricant annonc lance présent "
    "marque titre emploi emplois syndicat entrepôt réseau centre centres utilisat vend vente ventes marché prix "
    "amende procès plainte opérateur forfait abonné logiciel puce puces banque magasin "
    # Spanish and Portuguese
    "acciones ações bolsa inver ingresos receita benefici lucro trimest millon millones milhões bilhões empresa "
    "compañ grupo director emplead despid compra adquir filial cliente fábrica fabricante anunci lanza lança present "
    "marca mercado precio precios ventas tiendas red planta empleos trabajad sindicat usuarios "
    "multa demanda tienda operador usuario usuári aplicaci "
    # Italian
    "azion azienda società fatturato utile utili trimestre miliard milion gruppo amministrator dipenden licenzia acqui "
    "marchio mercato prezzi vendite sindacat lavorator posti rete "
    "stabiliment produttore annunci lancia presenta multa causa negozi operatore utenti "
    # Bulgarian, Russian, Ukrainian, Serbian, Macedonian
    "акци инвест прих печалб прибыл прибут выручк вируч тримес кварта милиард миллиард мільярд милион миллион млрд млн "
    "млрд. компан фирма фирми фирме фирми директор глава шеф основател работник сотрудник служител уволн увольн "
    "звільн съкращ сокращ придоби приобр купува купи купил купить придба продаж продав клиент завод фабрик произв "
    "вироб представ анонсир обяви объяв оголос пусна запуска выпуск випуск приложен застос смартфон чип чипове чипы "
    "бирж борс иск глоб штраф магазин автопроиз автопром електромоб электром банк банка концерн гигант корпорац "
    "марка марката бранд цена цени цените цены ціни пазар рынок ринок склад служб реклам услуг послуг сервис мрежа "
    "сеть "
    "технолог потребител пользоват користувач абонат "
    # Romanian, Hungarian
    "acțiun investi cifra profit trimest miliard milioan compani firma angaja achizi clienți fabric produc lansea "
    "anunț részvény befektet bevétel nyereség negyedév milliárd millió vállalat cég cége céget vezér alkalmaz "
    "felvásár ügyfél gyár gyárt bejelent bemutat tőzsde áruház "
    # Dutch, Swedish, Danish, Norwegian, Finnish
    "aandel omzet winst kwartaal miljard miljoen bedrijf topman aktier omsättning vinst miljarder miljoner bolag "
    "företag köper omsætning milliarder milliard selskab virksomhed osake liikevaihto voitto miljardi miljoona yhtiö "
    # Turkish, Greek
    "hisse yatırım gelir milyar milyon şirket ceo'su satın fabrika üretici μετοχ επένδυ έσοδα κέρδη δισ εκατ εταιρεί "
    "όμιλο εργαζόμ"
)
# Verbs of which a company is the subject, and hardly ever a fruit, a gap or a river.
_ACTS = words(
    # English
    "announces announced unveils unveiled launches launched buys bought acquires acquired sues sued hires hired "
    "recalls recalled invests invested introduces introduced appoints appointed releases released negotiates "
    "plans "
    # German and Dutch
    "stellt stellte kündigt kündigte kauft kaufte verkauft verkaufte übernimmt übernahm präsentiert präsentierte "
    "entlässt investiert investierte eröffnet eröffnete verklagt verklagte streicht ernennt veröffentlicht lanceert "
    "koopt kondigt neemt opent ontslaat "
    # Czech and Slovak
    "představí představil představila představilo představuje oznámí oznámil oznámila oznámilo oznamuje koupí koupil "
    "koupila koupilo kupuje prodá prodal prodala prodává spustí spustil spustila spouští otevře otevřel otevřela "
    "otevřelo otevírá propustí propouští propustil propustila investuje investoval investovala žaluje zažaloval "
    "zažalovala zdražuje zdražil zdražila vydal vydala uvedl uvedla převzal převzala získal získala predstaví "
    "predstavil predstavila predstavuje kúpi kúpil kúpila otvorí otvoril otvorila otvára spustila prepúšťa oznámila "
    # Polish
    "przedstawia przedstawił przedstawiła ogłasza ogłosił ogłosiła kupuje kupił kupiła przejmuje przejął przejęła "
    "otwiera otworzył otworzyła zwalnia zwolni wprowadza wprowadził wprowadziła inwestuje zainwestuje pozywa pozwał "
    "pozwała uruchamia uruchomił uruchomiła zaprezentował zaprezentowała "
    # French, Spanish, Portuguese, Italian, Romanian
    "annonce lance rachète acquiert présente dévoile licencie embauche investit supprime anuncia anunció lanza lanzó "
    "compra compró presenta presentó despide demanda invierte lança lançou anunciou comprou apresenta apresentou "
    "contrata annuncia lancia acquista licenzia assume investe svela anunță lansează cumpără prezintă angajează "
    # Bulgarian, Macedonian, Russian, Ukrainian, Serbian
    "представя представи представил представила представила обявява обяви анонсира пуска пусна купува купи придоби "
    "придобива открива откри уволнява уволни инвестира съкращава купил купила купит покупает представила представит "
    "объявил объявила анонсировал анонсировала запустил запустила запускает открыл открыла откроет уволит увольняет "
    "инвестирует оголосив оголосила представив придбав придбала запустив запустила відкрив відкрила звільняє купује "
    "objavio objavila kupuje kupio kupila predstavio predstavila otvara otvorio otvorila najavio najavila "
    # Hungarian, Swedish, Danish, Norwegian, Finnish, Turkish
    "bejelentette bemutatta megvette felvásárolja elbocsát nyit lanserar köper presenterar säljer öppnar lancerer "
    "køber præsenterer åbner kjøper lanserer ostaa julkaisee esittelee tanıttı duyurdu satın"
)
_UNSPACED_BUSINESS = re.compile(
    "株|億|亿|兆|社|企業|公司|投資|投资|発表|买|買収|收购|売上|利益|新製品|股|芯片|集团|주가|억|투자|회사|발표"
)
_LONGEST_STEM = max(map(len, _BUSINESS))


@lru_cache(maxsize=8192)
def is_business(word: str) -> bool:
    """Whether a case-folded word is one of companies and markets in any of the languages known here.

    >>> is_business("shareholders"), is_business("акциите"), is_business("river")
    (True, True, False)
    """
    if word in _BUSINESS:
        return True
    shortest = 5 if word[:1] < "ɐ" else 4
    return any(word[:length] in _BUSINESS for length in range(shortest, min(len(word), _LONGEST_STEM) + 1))


def is_act(word: str) -> bool:
    """Whether a case-folded word is a verb of what companies do.

    >>> is_act("otevřela"), is_act("unveils"), is_act("grows")
    (True, True, False)
    """
    return word in _ACTS


def has_unspaced_business(text: str) -> bool:
    """Whether a text of a script without blanks has a word of business."""
    return _UNSPACED_BUSINESS.search(text) is not None
