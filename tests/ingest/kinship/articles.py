"""Articles of this project's own writing, in seven languages, and what editors put around and into them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Original:
    """An article with what may be done to it. `facts` and `wording` are pairs of what is replaced by what."""

    language: str
    text: str
    facts: tuple[tuple[str, str], ...]
    wording: tuple[tuple[str, str], ...]


HEADERS = {
    "en": "By Joan Sample, Harbour Gazette, 14 May 2026\n\n",
    "cs": "Autor: Petr Vzorný, 14. května 2026, Brno\n\n",
    "bg": "Автор: Ивана Примерова, 14 май 2026 г.\n\n",
    "de": "Von Jana Muster, Hafenblatt, 14. Mai 2026\n\n",
    "pl": "Autor: Jan Przykładowy, 14 maja 2026\n\n",
    "zh": "記者 陳示例 2026年5月14日\n\n",
    "ja": "見本太郎 2026年5月14日 配信\n\n",
}
FOOTERS = {
    "en": "\n\n"
    "Source: Harbour Gazette. Subscribe to our newsletter for more stories like this one. © 2026 All rights reserved.",
    "cs": "\n\nZdroj: Přístavní noviny. Přečtěte si také další články z rubriky Ekonomika. Všechna práva vyhrazena.",
    "bg": "\n\nИзточник: Пристанищен вестник. Прочетете още новини в рубриката Технологии. Всички права запазени.",
    "de": "\n\nQuelle: Hafenblatt. Lesen Sie auch weitere Artikel aus dem Ressort Wirtschaft. Alle Rechte vorbehalten.",
    "pl": "\n\nŹródło: Gazeta Portowa. Czytaj także inne artykuły z działu Gospodarka. Wszelkie prawa zastrzeżone.",
    "zh": "\n\n来源:示例日报。版权所有,未经许可不得转载。",
    "ja": "\n\n出典:見本新聞。無断転載を禁じます。",
}
PARAGRAPHS = {
    "en": "Late in the evening a spokesman added that a second round of talks had been called off because two of the "
    "suppliers could not agree on who should pay for the delay.",
    "cs": "Pozdě večer mluvčí doplnil, že druhé kolo jednání bylo zrušeno, protože se dva dodavatelé nedokázali "
    "shodnout na tom, kdo má zpoždění zaplatit.",
    "bg": "Късно вечерта говорител допълни, че вторият кръг от преговорите е отменен, защото двама от доставчиците не "
    "успели да се разберат кой да плати за забавянето.",
    "de": "Am späten Abend ergänzte ein Sprecher, dass eine zweite Runde der Gespräche abgesagt worden sei, weil sich "
    "zwei Lieferanten nicht einigen konnten, wer die Verspätung bezahlt.",
    "pl": "Późnym wieczorem rzecznik dodał, że druga tura rozmów została odwołana, ponieważ dwaj dostawcy nie "
    "potrafili uzgodnić, kto ma zapłacić za opóźnienie.",
    "zh": "当天深夜,发言人补充说,由于两家供应商无法就谁来承担延误费用达成一致,第二轮谈判已经取消。",
    "ja": "同日深夜、広報担当者は、遅延の費用を誰が負担するかで供給元の二社が合意できず、二回目の協議が中止になったと付"
    "け加えた。",
}
ORIGINALS = (
    Original(
        "en",
        "Northvolt Marine will build a factory for ship batteries in Aberdeen, the company said on Tuesday. The plant "
        "is to cost 340 million pounds and to employ 620 people when it opens in 2028. Scotland's government pays for "
        "the new quay and a rail link to the harbour.\n\n"
        "Ferries are the first customers. Three operators have ordered packs for eleven ships, and a fourth is in "
        "talks, according to chief executive Morag Tulloch. She declined to say how much they had paid in advance. "
        "The cells come from Finland at first; later they are to be made on the spot.\n\n"
        "Residents had opposed the site because of the noise. The council moved the loading bay to the far side of "
        "the basin and promised that no lorries would drive at night.",
        (("340 million", "390 million"),),
        (("is to cost", "will cost"), ("declined", "refused"), ("opposed", "fought"), ("on the spot", "locally")),
    ),
    Original(
        "en",
        "A library in Leeds has taught a small language model to answer questions about its own collection, and it "
        "runs on a single computer under the front desk. Visitors ask in plain words and get the shelf, the year and "
        "a short reason why the book might suit them.\n\n"
        'The librarians wrote 1,900 sample answers by hand during the winter. "We did not want it to sound like an '
        'advertisement," said Priya Ashdown, who leads the project. Names of readers are not stored, and the machine '
        "has no connection to the internet.\n\n"
        "Other towns have asked for a copy. Halifax starts in September; Bradford wants to wait until a Gujarati "
        "version is ready. The model and the answers can be used by anyone free of charge.",
        (("Halifax starts", "Wakefield starts"),),
        (
            ("taught", "trained"),
            ("plain words", "everyday words"),
            ("leads", "heads"),
            ("wait until", "hold off until"),
        ),
    ),
    Original(
        "en",
        "Regulators have approved the sale of the satellite operator Skyloom to its larger rival Orbis, ending a "
        "dispute of nineteen months. Orbis must give up two of its five ground stations in Norway and keep prices for "
        "rescue services unchanged until 2030.\n\n"
        "The deal values Skyloom at 2.4 billion dollars, far less than the 3.1 billion that was offered last spring. "
        "Shares of both companies rose in early trading. Analysts at Fenwick & Lowe called the conditions mild and "
        "expect the merger to be complete before the end of March.",
        (("have approved", "have not approved"),),
        (("larger rival", "bigger competitor"), ("ending", "which ends"), ("far less", "much less")),
    ),
    Original(
        "cs",
        "Plzeňská firma Doosan Kolben představila baterii pro lokomotivy, která se nabije za dvanáct minut. První "
        "stroj s ní má vyjet na trať mezi Domažlicemi a Klatovy v říjnu, potvrdil ředitel vývoje Karel Mrázek. Vývoj "
        "stál 210 milionů korun a trval čtyři roky.\n\n"
        "Dopravci zatím váhají. Vlak s baterií je o třetinu dražší než naftový a dojezd v zimě klesá. Stát proto "
        "nabízí dotaci, která pokryje až 40 procent rozdílu v ceně. O peníze se mohou hlásit i kraje.\n\n"
        "Odborníci oceňují, že články pocházejí z Evropy. Recyklovat je bude závod v Ostravě, který se otevře příští "
        "rok a zaměstná devadesát lidí.",
        (("210 milionů", "260 milionů"),),
        (("představila", "ukázala"), ("zatím váhají", "se zdráhají"), ("oceňují", "chválí"), ("dražší", "nákladnější")),
    ),
    Original(
        "cs",
        "Síť škol na Vysočině začne od září učit programování už ve třetí třídě. Děti nebudou sedět u počítačů: "
        "příkazy skládají z dřevěných kostek a robot je podle nich projíždí bludištěm. Pomůcky vyrábí truhlář z Telče "
        "a jedna sada přijde na 3 400 korun.\n\n"
        "Učitelka Hana Doležalová zkoušela kostky celý rok. Podle ní se nejvíc zlepšily děti, kterým nešla "
        "matematika. Ministerstvo projekt zatím nepodpořilo, peníze dala nadace Modrý most a rodiče. Do pokusu se "
        "zapojí sedm škol a asi osm set žáků.",
        (("sedm škol", "devět škol"),),
        (
            ("začne od září učit", "bude od září vyučovat"),
            ("projíždí", "provází"),
            ("peníze dala", "prostředky poskytla"),
        ),
    ),
    Original(
        "bg",
        "Софийската компания Електра Мобилити ще произвежда електрически автобуси в завод край Пловдив, съобщи "
        "изпълнителният директор Мартин Колев. Инвестицията е 85 млн. евро, а първите машини трябва да излязат от "
        "поточната линия през есента. В завода ще работят 450 души.\n\n"
        "Общините в Бургас и Русе вече са поръчали по двадесет автобуса. Батериите идват от Полша, защото местното "
        "производство още не е готово. Колев призна, че най-трудно е да се намерят инженери.\n\n"
        "Държавата помага с облекчения за данъците. Опозицията критикува сделката и иска парламентът да види договора.",
        (("85 млн.", "95 млн."),),
        (("трябва да излязат", "се очаква да излязат"), ("призна", "заяви"), ("критикува", "осъжда")),
    ),
    Original(
        "bg",
        "Учени от Варна създадоха програма, която разпознава делфини по гласа им. Тя слуша морето с шест микрофона и "
        "след минута казва колко животни минават покрай брега. Досега това правеха доброволци с бинокли, а при лошо "
        "време никой не броеше.\n\n"
        "Проектът започна преди три години с пари от фондация. Ръководителката Десислава Петрова казва, че "
        "най-голямата грешка на програмата е била един рибарски двигател. Данните са свободни и всеки може да ги "
        "изтегли. Следващата пролет системата ще бъде поставена и край Созопол.",
        (("Созопол", "Несебър"),),
        (("създадоха", "разработиха"), ("започна", "стартира"), ("изтегли", "свали")),
    ),
    Original(
        "de",
        "Der Kranhersteller Liebwerk verlegt seine Entwicklung von Bremen nach Rostock. Das teilte das Unternehmen am "
        "Donnerstag mit. Betroffen sind 280 Beschäftigte, denen ein Umzug oder eine Abfindung angeboten wird. Die "
        "Gewerkschaft sprach von einem Schlag für die Region.\n\n"
        "Liebwerk begründet den Schritt mit der Nähe zu den Windparks in der Ostsee. Dort sollen bis 2031 rund 900 "
        "Türme entstehen, für die besonders hohe Krane gebraucht werden. Das Land fördert den neuen Standort mit 25 "
        "Millionen Euro, sofern die Arbeitsplätze zehn Jahre lang bleiben.\n\n"
        "In Bremen bleibt nur der Vertrieb. Der Bürgermeister will das Gelände kaufen und dort Wohnungen bauen.",
        (("25 Millionen", "35 Millionen"),),
        (
            ("verlegt", "verlagert"),
            ("angeboten wird", "angeboten werden soll"),
            ("gebraucht", "benötigt"),
            ("rund", "etwa"),
        ),
    ),
    Original(
        "de",
        "Ein Start-up aus Leipzig will mit einem Hörgerät Geld verdienen, das Gespräche am Tisch voneinander trennt. "
        "Es lernt die Stimmen der Familie und blendet das Klappern der Teller aus. Die Gründerin Lena Beispiel hat "
        "die Idee auf der Geburtstagsfeier ihres Großvaters gehabt.\n\n"
        "Das Gerät kostet 1.200 Euro und wird von den Krankenkassen bislang nicht bezahlt. Getestet haben es vierzig "
        "Freiwillige in Halle. Zwei Drittel wollten es danach behalten. Im Herbst soll der Verkauf in Österreich "
        "beginnen, ein Jahr später auch in Frankreich.",
        (("bislang nicht bezahlt", "bislang bezahlt"),),
        (("will mit", "möchte mit"), ("blendet", "filtert"), ("danach", "anschließend"), ("bislang", "bisher")),
    ),
    Original(
        "pl",
        "Gdańska stocznia Remontowa Nowa zbuduje trzy promy elektryczne dla przewoźnika z Norwegii. Umowa jest warta "
        "780 milionów złotych, a pierwszy statek ma wypłynąć w maju 2028 roku. Prezes Tomasz Wilk powiedział, że to "
        "największe zamówienie w historii firmy.\n\n"
        "Promy pomieszczą po 120 samochodów i będą ładowane podczas postoju. Baterie dostarczy spółka z Wrocławia. "
        "Żeby zdążyć, stocznia przyjmie dwustu spawaczy, także z Ukrainy i Filipin.\n\n"
        "Związkowcy są zadowoleni, lecz przypominają o opóźnieniach sprzed pięciu lat. Miasto obiecało nową linię "
        "tramwajową do bramy zakładu.",
        (("780", "870"),),
        (
            ("zbuduje", "wybuduje"),
            ("powiedział", "oświadczył"),
            ("zdążyć", "dotrzymać terminu"),
            ("są zadowoleni", "się cieszą"),
        ),
    ),
    Original(
        "pl",
        "Naukowcy z Poznania nauczyli drona liczyć bociany. Maszyna lata nad wsiami o świcie i w godzinę sprawdza tyle "
        "gniazd, ile człowiek w tydzień. Program odróżnia młode ptaki od dorosłych i myli się w czterech przypadkach "
        "na sto.\n\n"
        "Projekt kosztował niewiele, bo drona pożyczyła straż pożarna. Profesor Ewa Lis mówi, że mieszkańcy najpierw "
        "się bali, a teraz sami dzwonią i pytają o wyniki. Mapa gniazd jest dostępna w internecie. Latem badania "
        "obejmą również Mazury.",
        (("Mazury", "Podlasie"),),
        (("nauczyli", "wyszkolili"), ("sprawdza", "ogląda"), ("niewiele", "mało"), ("również", "także")),
    ),
    Original(
        "zh",
        "杭州一家初创公司周三宣布,将在宁波建设一座海水制氢工厂,总投资达12亿元。工厂预计明年秋天投产,每天可以生产八吨氢"
        "气,供港口的卡车和渡轮使用。\n\n"
        "公司创始人林晓表示,最大的困难不是技术,而是盐分会腐蚀设备。研究人员花了三年时间,试验了四十种涂层,最后选用了一"
        "种来自贝壳的材料。\n\n"
        "当地政府将提供土地,并承诺修建一条专用道路。环保组织对项目表示欢迎,同时要求公布排水的数据。",
        (("12亿元", "15亿元"),),
        (("预计", "计划"), ("困难", "难题"), ("要求", "呼吁")),
    ),
    Original(
        "ja",
        "京都の新興企業は水曜日、古い町家を一晩で測量できる小型ロボットを発表した。ロボットは床下を走り、柱の傾きや木材"
        "の湿り気を調べる。料金は一軒あたり4万円で、従来の半分になるという。\n\n"
        "開発を率いた森田彩さんは、祖父の家を直すときに図面がなくて困ったことがきっかけだったと話す。これまでに120軒で"
        "試し、大工からの評判も良い。\n\n"
        "来年の春には奈良と金沢でも始める予定だ。市は空き家の調査に使えるか検討している。",
        (("4万円", "6万円"),),
        (("調べる", "検査する"), ("困った", "苦労した"), ("検討している", "考えている")),
    ),
)
