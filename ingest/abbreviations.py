"""Abbreviations that are written with a full stop, by what the stop may mean besides.

Lower case stands for any; an entry with a capital counts only so, because it is a common word otherwise (``Sen.``).
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BEFORE_MORE = _words(
    # forms of address, ranks and degrees: a name follows
    "adm capt cmdr Col cpl dipl dr drs fr gen gov Hon hr ing lt maj messrs mgr mlle mme mons mr mrs ms mt mx prof Rep "
    "rev Sen sgt sra sta ste supt bc doc judr mudr mvdr paeddr pharmdr phdr rndr thdr arch kpt npor plk genmjr abp bp "
    "inż hab özv ifj проф доц акад инж ген полк подп майор г-н г-жа г-ца д-р св свт инд бул пл кв жк "
    # "that is", "for example", "so called", "about": the thing follows
    "e.g i.e eg ie viz cf vs approx esp incl z.b d.h bzw ca evtl ggf inkl insb insbes sog vgl zzgl např tzv tzn t.j "
    "mj resp popř příp cca zejm vč napr príp np tzw m.in p.ex c.-à-d p.ej bijv d.w.z t.ex bl.a f.eks напр т.е т.н "
    "т.нар т.к вкл прибл срв ún"
)
"""More always follows: a stop after one of these ends no sentence."""

BEFORE_NUMBER = _words(
    "no nos nr num č čl odst obr str kap roč sv sb tab tel s p pp ok par para fig figs sec ch vol ed eq ex n nº art "
    "núm pág bd kap abs ziff abb poz ust dz стр с гл чл ал обр табл рис фиг № бр т тел"
)
"""A number follows; before anything else they are common words, or stand at the end."""

MAY_END = _words(
    # companies, people, states
    "inc ltd corp Co Cos llc plc Bros jr sr esq Dept Univ Assn a.s s.r.o v.o.s a.d s.a s.p.a s.r.l n.v b.v k.k a.g "
    "u.s u.k u.n e.u d.c usa "
    # amounts and times
    "bn mn mln mld mil mrd mia mio tis tsd tys млрд млн трлн хил тыс тис лв руб коп стот гр кг км м см куб кв.м a.m "
    "p.m g r rr l Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec янв февр фев апр авг сент септ окт нояб ноем дек г "
    "гг год в вв чл.кор hod min sek h ks"
)
"""More may follow, or the sentence may end: what follows decides."""

AND_SO_ON = _words("etc atd apod aj usw u.a u.ä u.s.w o.ä itd itp i.in osv e.d и.др др пр т.д т.п проч ff ebd")
"""A sentence that goes on does so in lower case."""

MONTHS = _words(
    "january february march april may june july august september october november december januar jänner februar märz "
    "mai juni juli oktober dezember enero"
)
"""Those that are written with a capital: a number with a stop before one is a day."""

STARTERS = _words(
    "the a an this that these those it its he she they we you i his her their our my in on at for from by with "
    "without but and or so yet if when while as after before since although however meanwhile there here what who why "
    "how where not no some many most more all each both one two last next now then also earlier later according under "
    "over during der die das ein eine er sie es wir ich und aber doch im in am auf für mit nach bei seit laut wie "
    "wenn dies diese le la les un une il elle ils elles ce cette ces dans mais et selon el los las una en pero según"
)
"""Words that begin sentences and no names; in languages that capitalise neither, a capital is enough."""
