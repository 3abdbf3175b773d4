"""Abbreviations that are written with a full stop, by what the stop may mean besides.

Lower case stands for any; an entry with a capital counts only so, because it is a common word otherwise (``Sen.``).
Those of several words are written without blanks after their stops (``p.ex``), and with ``~`` for any other blank
(``de~ex``). Left out is what ends sentences of other languages every day: Hungarian ``ill.``, Spanish ``ago.``,
Swedish ``av``, Italian ``on.``
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(word.replace("~", " ") for word in text.split())


BEFORE_MORE = _words(
    # forms of address, ranks and degrees: a name follows
    "adm capt cmdr Col cpl dipl dr drs fr gen gov Hon hr ing lt maj messrs mgr mlle mme mons mr mrs ms mt mx prof Rep "
    "rev Sen sgt sra sta ste supt bc doc judr mudr mvdr paeddr pharmdr phdr rndr thdr arch kpt npor plk genmjr abp bp "
    "inż hab özv ifj sig avv dott geom egr Dl Dna Sres dhr mevr Fa ks "
    "проф доц акад инж ген полк подп майор г-н г-жа г-ца д-р св свт инд бул пл кв жк тов ім им κ κα δρ καθ "
    # streets and places
    "ul nám tř nábř sv Str Blvd Bd Avda Apdo ул просп пр-т наб вул бульв "
    # "that is", "for example", "so called", "about": the thing follows
    "e.g i.e eg ie viz cf vs approx esp incl z.b d.h bzw ca evtl ggf inkl insb insbes sog vgl zzgl např tzv tzn t.j "
    "mj resp popř příp cca zejm vč napr príp np tzw m.in p.ex c.-à-d p.ej bijv d.w.z t.ex bl.a f.eks напр т.е т.н "
    "т.нар т.к т.зв вкл прибл срв вж ún aprox env m.a esim npr odn spol wg EE"
    # the same by language: de, fr, es, it, pt, ro
    " Hl frl Hrn Gebr bspw bzgl einschl exkl insg lic dr.med dr.phil dr.jur dr.habil dr.rer.nat dr.h.c"
    " MM bd bvd c-à-d excmo excma ilmo Dra Dña gral cnel tte srta sres Av p.es ad~es sig.ra dott.ssa prof.ssa"
    " séc por~ex Exmo Exma Profa Eng arq Cel de~ex d-na d-nul d-l d-lui Sf șos jud"
    # nl, cs, sk, pl, hu
    " zgn evt ong plm jhr mej ds okr hl.m zn pplk mjr rtm prap ppor nprap angl tj pl św bł kard płk ppłk sierż im"
    " pw woj gm niem łac zob m.st pld ld vö szül"
    # hr, sl, sr, lt, lv, et, fi
    " usp gosp gđa gdč gl t.i нпр тзв тј одн г-ђа г-ин pvz žr plg vysk arkiv gim piem nt vt vrd lp ns vrt"
    " rva nti toht"
    # sv, da, nb, tr, el
    " dvs jfr jmf pga vedr ekskl hhv jf Skt doç yrd uzm müh bkz örn Sn Op π.χ λ.χ δηλ βλ πρβλ αγ λεωφ κκ"
    # bg, ru, uk, be
    " арх адв лейт кап преп м-р пер наб пос дер б-р англ лат ср див пров тзв чл.-кор"
)
"""More always follows: a stop after one of these ends no sentence."""

UNLESS_COUNTED = _words("г гр см м str min mm Hz ks")
"""Measures behind a number (``5 см.``), which may end; otherwise a name follows (``см. рис.``)."""

BEFORE_NUMBER = _words(
    "no nos nr num č čl odst obr str kap roč sv sb tab tel s p pp ok par para fig figs sec ch vol ed eq ex n nº art "
    "núm pág bd kap abs ziff abb poz ust dz kl klo godz rozp br št čj стр с гл чл ал обр табл рис фиг № бр т тел ст "
    "σελ αρ αριθ τηλ стор "
    "tél chap éd fasc lit pct alin bl sc et ap núms págs blz pag afb čp čís pkt rozdz rys kb pr sz évf št toč psl pav "
    "plkst lpp lk joon ptk puh nro tlf stk md κεφ εικ παρ άρθρ вх ет бл корп оф разд розд буд max mind est ur zm "
    "Mo Di Do Fr Sa So Sat Sun"
)
"""A number follows; before anything else they are common words, or stand at the end."""

MAY_END = _words(
    # companies, people
    "inc ltd corp Co Cos llc plc Bros jr sr esq Dept Univ Assn Assoc Div Intl Natl a.s s.r.o v.o.s a.d s.a s.p.a s.r.l "
    "n.v b.v k.k a.g z.o.o d.o.o d.d kft zrt nyrt bt rt Oy Oyj Ab a.ş ltd.şti şti α.ε cie lda ltda cía Hnos ph.d csc "
    "drsc чл.кор et~al al mag ir id ud uds Me "
    # places
    "St Ave Rd Sq Hwy krt cad sok bulv mah tn mnt pst обл u.s u.k u.n e.u d.c usa UU Ala Ariz Ark Calif Colo Conn Fla "
    "Ga Ill Ind Kan Ky Mass Mich Minn Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Ont Que "
    # amounts
    "bn mn mln mld mlrd mil milj mill mrd mdr mia mio mi tis tsd tys tūkst proc mljrd milj tuh млрд млн мил трлн хил "
    "тыс тис хиљ лв руб грн дол долл дин коп стот гр кг км м см куб кв.м шт экз чел εκατ δισ χιλ g l oz lb lbs ft dl "
    "ks "
    # times
    "a.m p.m h r rr Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri janv févr avr juil "
    "déc ene abr dic giu lug ott okt mrt dez febr márc ápr jún júl szept jaan veebr dets янв февр фев апр авг сент "
    "септ окт нояб ноем дек січ лют квіт черв серп верес жовт листоп груд Ιαν Φεβ Μαρ Απρ Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε "
    "Δεκ г гг год в вв н.э рр hod godz min sek мин сек ч stol br bm saj"
)
"""More may follow, or the sentence may end: what follows decides."""

AND_SO_ON = _words(
    "etc atd apod aj usw u.a u.ä u.s.w o.ä itd itp i.in osv e.d и.др др пр т.д т.п проч ff ebd atď a~pod i~sl i~dr enz "
    "stb ș.a ș.a.m.d i~in ipd idr итд и~сл и~др і~ін т.ін ir~t.t ir~kt ir~pan utt u.tml jt jne jms ym yms m.fl "
    "mv vb vd κλπ κτλ κ.λπ κ.ά κ.τ.λ"
)
"""A sentence that goes on does so in lower case. Written small only: ``E. D.`` are initials."""

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
    "wenn dies diese podle ten ta to tato tento tyto ti ve při pro od do jak když ale jde jeho její jejich firma "
    "společnost analytici dnes včera letos loni nyní naopak zatímco přitom proto také už však navíc kromě mezi celkem "
    "šéf akcie ředitel podľa táto títo keď spoločnosť zároveň w przy według gdy jego jej spółka dziś wczoraj obecnie "
    "jednak również podjetje tvrtka prema kompanija het een hij zij volgens maar den det han hon enligt men på "
    "ifølge gli uno una secondo nel os as um uma segundo mas su sus le la les un une il elle ils elles ce cette "
    "ces dans mais et selon el los las una en pero según "
    "danach dann heute gestern jetzt zudem außerdem allerdings dabei dort warum dit dat deze daarna toen vandaag "
    "gisteren ook questo questa se nella per con dopo oggi ieri anche este esta hoy ayer además tras también por para "
    "hoje ontem além também après avec pour depuis hier jest są był była nie je byla bylo pak potom nikdo sú bola keď "
    "az ez ezt ezek azt és hogy már még most tegnap szerint miután közben ezért így egy nem acest această aceasta "
    "acesta dar iar și după potrivit totuși însă azi bu şu bir ancak fakat ama ve şirket dün bugün ayrıca "
    "se hän tämä nämä mutta kun myös nyt eilen tänään lisäksi yhtiö see aga kui eile täna lisaks ettevõte "
    "tai jis jie bet kai šis pasak tačiau vakar šiandien bendrovė tas tā viņš un kad šī pēc tomēr šodien uzņēmums "
    "ovo taj ova on ona oni ali kada nakon danas jučer juče sada također takođe toda včeraj zdaj tudi "
    "hun og och når när efter nu også också ο η το οι τα τον την στο στη στην με για από αυτό αυτή αλλά και όμως "
    "σύμφωνα όταν χθες σήμερα"
)
"""Words that begin sentences and no names; in languages that capitalise neither, a capital is enough."""
