"""Who is named only to tell of another: as a source, a rival, an owner, a measure, a place where somebody wrote."""

from __future__ import annotations

import re

from store.entry import Slug


def _slugs(text: str) -> frozenset[Slug]:
    return frozenset(map(Slug, text.split()))


# Research firms, brokers and agencies of rating: what they say is news of somebody else.
ANALYSTS = _slugs(
    "gartner idc forrester counterpoint-research counterpoint canalys trendforce statista omdia strategy-analytics "
    "goldman-sachs morgan-stanley jpmorgan jpmorgan-chase jp-morgan wedbush bernstein jefferies barclays ubs citi "
    "citigroup bank-of-america evercore moody-s moodys s-p-global fitch fitch-ratings nielsen yougov ipsos "
    "bloombergnef mckinsey deloitte pwc kpmg ey sensor-tower comscore cb-insights pitchbook crunchbase"
)
_PLATFORMS = _slugs("facebook twitter x instagram youtube tiktok telegram linkedin whatsapp reddit medium")
_EXCHANGES = _slugs("nasdaq nyse london-stock-exchange lse euronext deutsche-boerse")

_QUOTE = r"[\"'„“”«»‚‘]?"
_AGENCY = (
    r"(?:(?:the|a|an|news|agency|newspaper|daily|firm|analysts? (?:at|from|of|with)|agent[uú]r\w*|tiskov\w*|tlačov\w*|"
    r"serveru?|deník\w*|denník\w*|listu?|webu?|magazín\w*|stanic\w*|portál\w*|agencj\w*|dziennik\w*|agentsch\w*|der|"
    r"die|das|dem|den|des|zeitung|nachrichtenagentur|la|le|les|el|il|l'|lo|agence|agencia|agenzia|journal|quotidien|"
    r"diario|агенц\w+|агентств\w+|вестник\w*|издани\w+|газет\w+|телевизи\w+|на|от|the us|společnosti|firmy|"
    r"компани\w+)\s+){0,4}"
)
_CITED_BEFORE = re.compile(
    r"\b(?:says|said|writes|reports?|according to|as reported by|reported by|report (?:by|from|in)|reports? from|"
    r"cited by|citing|quoted by|data (?:from|by)|figures from|told|tells|interview with|survey (?:by|from)|study by|"
    r"analysts? (?:at|from|of)|by analysts at|via|source:|podle|dle|podľa|informoval[aiy]?|uvedl[aiy]?|uviedl[aiy]?|"
    r"napsal[aiy]?|píše|oznámil[aiy]?|s odvoláním na|s odvolaním na|citovan\w+|sdělil[aiy]?|řekl[aiy]?|pro agenturu|"
    r"zdroj:|według|podał[ay]?|podaje|informuje|pisze|donosi|powołując się na|cytowan\w+|laut|nach angaben(?: von)?|"
    r"berichtet(?:e|en)?|meldet(?:e|en)?|schreibt|zufolge|sagte|gegenüber|unter berufung auf|bericht von|selon|"
    r"d'après|rapporte|rapporté par|écrit|indique|confié [àa]|cité par|según|de acuerdo con|informó|citado por|"
    r"publica|secondo|riporta|scrive|citato da|riferisce|segundo|de acordo com|според|по данни|по информация|съобщи|"
    r"съобщава|съобщиха|пише|цитиран\w*|предаде|предава|писа|каза пред|пред|позовавайки се|сообщает|сообщил[аои]?|"
    r"пишет|передает|передаёт|по данным|по информации|со ссылкой|по сведениям|как пишет|рассказал\w*|узнал[аи]?|"
    r"за даними|повідомляє|повідомил[аои]|з посиланням|за інформацією|інформує|potrivit|conform|írja|közölte|"
    r"σύμφωνα με|aldus|volgens|enligt|ifølge|mukaan|göre|preneo|prenosi|prema)"
    r"[\s:,]+" + _AGENCY + _QUOTE + r"$"
)
_CITED_BEFORE_ONLY_PRESS = re.compile(r"(?:[—–(/|-]\s?|\bby )" + _QUOTE + "$")
_SAYING = (
    r"reported|reports?|says|said|writes|wrote|has learned|cited|quoted|noted|informed|informoval\w*|informuje|"
    r"uvedl\w*|uviedl\w*|uvádí|uvádza|napsal\w*|píše|oznámil\w*|podal\w*|podał\w*|podaje|donosi|donió\w+|napisał\w*|"
    r"pisze|berichte\w*|melde\w*|schreib\w*|zufolge|rapporte|a rapporté|écrit|affirme|informa|informó|reveló|publicó|"
    r"scrive|riporta|riferisce|съобщ\w+|писа|пише|предад\w+|предава|разкри|твърди|информира|сообщ\w+|пишет|писал\w*|"
    r"передает|передаёт|узнал\w*|повідом\w+|írta|írja|közölte|szerint|yazdı|bildirdi|haber|raportează|scrie|"
    r"transmite|skriver|rapporterar|meldt|schrijft|javlja|piše"
)
_CITED_AFTER = re.compile(rf"{_QUOTE}(?:,? (?:\w+ ){{0,2}}(?:{_SAYING})\b|:|\)| \d{{4}}$)")
_ANALYSING = (
    r"analy|anali|econom|ekonom|strateg|research|expects?|estim|forecast|survey|predict|data|figures|reiterat|upgrad|"
    r"downgrad|rais\w+ (?:its|the|price|target)|cut its (?:price|target|rating)|odhad|očekáv|predpoved|szacuj|prognoz|"
    r"schätz|erwarte|prévoi|prevé|stima|очаква|прогноз|анализ|аналіт|оцен|ожида|счита|вважа"
)
_ANALYSING_AFTER = re.compile(rf"{_QUOTE}(?:'s)? (?:\w+ ){{0,2}}(?:{_ANALYSING})")
_PASSING_BEFORE = re.compile(
    r"(?:\bformer|\bex-|\bonce (?:at|with)|\bpreviously (?:at|with)|\bwho (?:left|quit)|\bveterans? of|\balumn\w+ of|"
    r"\brivals? (?:to|of|like)|\bcompetitors? (?:to|of|like|such as)|\bsuch as|\bunlike|\bcompared (?:to|with)|"
    r"\b(?:companies|firms|giants|rivals|players|brands) like|\bthe likes of|\bbacked by|\bowned by|\bsimilar to|"
    r"\balternatives? to|\bchallenger to|\bbývalý\w* \w+|\bbývalá \w+|\bkonkurent\w*|\brival\w*|\bpodobně jako|"
    r"\bna rozdíl od|\bnapříklad|\bjako (?:je|jsou|třeba|například)|"
    r"\b(?:firmy|společnosti|hráči|giganti|spoločnosti|hráči|značky|firem|společností) (?:jako|ako)|\bnapr\.|"
    r"\bnapř\.|\bna rozdiel od|\bbył\w+ \w+|\btakie(?: \w+)? jak|\btakich jak|\bw przeciwieństwie do|\bnp\.|"
    r"\brywal\w*|\behemalig\w+|\bfrüher\w+|\bkonkurrent\w*|\brivale\w*|\banders als|\bunternehmen wie|\bkonzerne wie|"
    r"\bfirmen wie|\bähnlich wie|\bim gegensatz zu|\bancien\w*(?: \w+)? (?:de |d'|chez )|\btels? que|\btelles? que|"
    r"\bcomme|\bcontrairement à|\brival\w* (?:de |d')|\bconcurrent\w* (?:de |d')|\bcomo|\ba diferencia de|\bex\w* de|"
    r"\brival\w* de|\bcome|\ba differenza di|\brival\w* di|\bconcorrent\w* (?:di|de)|"
    r"\bбивш\w*(?: \w+)?(?: на| в| от)?|\bконкурент\w*(?: на)?|\bкато|\bнапример|\bза разлика от|\bбывш\w+(?: \w+)?|"
    r"\bтакие(?: \w+)?,? как|\bтаких(?: \w+)?,? как|\bв отличие от|\bколишн\w+(?: \w+)?|\bтакі(?: \w+)?,? як|"
    r"\bтаких(?: \w+)?,? як|\bна відміну від|\bнаприклад|\bподобно на)"
    r"\s*(?:the|der|die|das|dem|la|le|il|el|на|společnosti|firmy|spoločnosti|компани\w+|l'|d')?\s*" + _QUOTE + r"$"
)
_PASSING_AFTER = re.compile(
    r"(?:'s)?[ -](?:rivals?\b|competitors?\b|challenger\b|backed\b|owned\b|alumn|veterans?\b|style\b|like\b|"
    r"konkurent|konkurrent|rivale\b|rival\b)|(?:'s)? (?:former |ex-)|[ -](?:gestützt|finanziert)"
)
_IS_RIVAL = re.compile(r"(?:'s)?[ -](?:rivals?|konkurent|rivale)[ ,]+")
_POSTED = (
    r"post\w*|wrote|threat\w*|vyhrož\w*|výhrůž\w*|угроз\w*|zastraš\w*|droh\w*|menac\w*|amenaz\w*|minacc\w*|video\w*|"
    r"account|channel|page|profil\w*|přísp\w+|napsal\w*|účt\w+|kanál\w*|stránk\w*|пост\w*|публик\w+|профил\w*|канал\w*|"
    r"написа\w*|beitrag|schrieb|konto|message|publié|publicó|escribió|scritto|wpis\w*|napisał\w*|announced|shared"
)
_ON_A_PLATFORM = re.compile(
    rf"(?:{_POSTED})[^.]{{0,40}}\b(?:on|na|auf|sur|en|su|в|във|у|via|to|no)\s+"
    rf"(?:its |his |her |the |své\w* |social\w* |síti |mreža )*{_QUOTE}$"
)
_ON_AN_EXCHANGE = re.compile(r"(?:\b(?:the|on|in|at|to|na|an der|der|auf|am|al|à|au|sur|en|la|el|на|v|w)|\()\s*$")


def is_cited(before: str) -> bool:
    """Whether what stands before a name makes it a source; `before` is case-folded: ``according to the agency``."""
    return _CITED_BEFORE.search(before) is not None


def is_source(before: str, after: str, *, press: bool) -> bool:
    """Whether a newspaper, an agency or an analyst is cited, by what stands before and after it, case-folded."""
    if is_cited(before) or _CITED_AFTER.match(after):
        return True
    return (_CITED_BEFORE_ONLY_PRESS.search(before) if press else _ANALYSING_AFTER.match(after)) is not None


def is_aside(slug: Slug, whole: str, before: str, end: int) -> bool:
    """Whether a name that ends at `end` in `whole` serves to tell of another, or is where somebody wrote or trades.

    `before` is what stands before it, case-folded: ``former``, ``rivals such as``, ``posted on``.
    """
    if _PASSING_BEFORE.search(before) or _PASSING_AFTER.match(whole, end):
        return True
    if slug in _EXCHANGES:
        return _ON_AN_EXCHANGE.search(before) is not None
    return slug in _PLATFORMS and _ON_A_PLATFORM.search(before) is not None


def is_rival(gap: str) -> bool:
    """Whether what stands between two names makes the second a rival of the first: ``OpenAI rival Anthropic``."""
    return _IS_RIVAL.fullmatch(gap) is not None


def clause_before(whole: str, start: int) -> str:
    """What stands before a place in its line, case-folded: enough of it for the rules here."""
    return whole[max(0, start - 70) : start].rpartition("\n")[2].casefold()
