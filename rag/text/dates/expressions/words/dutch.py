"""Dutch."""

# ruff: noqa: E501 - the words of one meaning stand on one line, whatever its length.

from __future__ import annotations

from rag.text.dates.expressions.date_words import LanguageWords, compounds, in_order, joined
from rag.text.dates.expressions.words.months import month_words

_ONES = in_order(
    "nul,een|één,twee,drie,vier,vijf,zes,zeven,acht,negen,tien,elf,twaalf,dertien,veertien,vijftien,zestien,zeventien,achttien,negentien"
)
_TENS = {
    20: "twintig",
    30: "dertig",
    40: "veertig",
    50: "vijftig",
    60: "zestig",
    70: "zeventig",
    80: "tachtig",
    90: "negentig",
}
_ORDINALS = in_order(
    "eerste,tweede,derde,vierde,vijfde,zesde,zevende,achtste,negende,tiende,elfde,twaalfde,dertiende,veertiende,vijftiende,zestiende,zeventiende,achttiende,negentiende",
    start=1,
)
_COMPOUND = "{one}en{ten}|{one}ën{ten}"

WORDS = LanguageWords(
    {
        **month_words("nl"),
        "month_short": in_order("jan,feb|febr,mrt,apr,,jun,jul,aug,sep|sept,okt,nov,dec", start=1),
        "weekday": in_order(
            "maandag|maandagavond|maandagochtend|maandagmiddag|maandagnacht,dinsdag|dinsdagavond|dinsdagochtend|dinsdagmiddag|dinsdagnacht,woensdag|woensdagavond|woensdagochtend|woensdagmiddag|woensdagnacht,donderdag|donderdagavond|donderdagochtend|donderdagmiddag|donderdagnacht,vrijdag|vrijdagavond|vrijdagochtend|vrijdagmiddag|vrijdagnacht,zaterdag|zaterdagavond|zaterdagochtend|zaterdagmiddag|zaterdagnacht,zondag|zondagavond|zondagochtend|zondagmiddag|zondagnacht"
        ),
        "weekday_short": in_order("ma,di,wo,do,vr,za,zo"),
        "ambiguous": {0: "mei|maart"},
        "season": in_order("lente|voorjaar,zomer,herfst|najaar,winter"),
        "num": joined(
            {number: form for number, form in _ONES.items() if number > 1},
            _TENS,
            compounds(_ONES, _TENS, _COMPOUND),
            {2: "paar"},
        ),
        "one": {1: "een|één|1"},
        "ord": joined(
            _ORDINALS,
            {20: "twintigste", 30: "dertigste"},
            compounds(_ONES, {20: "twintigste", 30: "dertigste"}, _COMPOUND),
        ),
        "unit": {
            "day": "dag",
            "week": "week|kalenderweek",
            "weekend": "weekend|weekeinde",
            "month": "maand|kalendermaand",
            "quarter": "kwartaal",
            "half": "half jaar|halfjaar|jaarhelft",
            "year": "jaar|kalenderjaar",
            "decade": "decennium",
            "century": "eeuw",
        },
        "units": {
            "day": "dagen",
            "week": "weken",
            "weekend": "weekends|weekenden",
            "month": "maanden",
            "quarter": "kwartalen",
            "year": "jaar|jaren",
            "decade": "decennia",
        },
        "unit_of": {"week": "week van|week vanaf", "weekend": "weekend van", "month": "maand"},
        "dayword": {
            ("day", 0): "vandaag|vanavond|vanmorgen|vanochtend|vanmiddag|vannacht|heden",
            ("day", -1): "gisteren|gisteravond|gisterenavond|gistermiddag|gisterochtend|gisterenmiddag|gisterenochtend",
            ("day", 1): "morgen|morgenavond|morgenochtend|morgenmiddag|morgenvroeg",
            ("day", -2): "eergisteren",
            ("day", 2): "overmorgen",
            **{
                (unit, 2): f"{the} {word} na volgende|{word} na volgende|{the} {word} na de volgende"
                for unit, the, word in (("week", "de", "week"), ("month", "de", "maand"), ("year", "het", "jaar"))
            },
            **{
                (unit, -2): f"{the} {word} voor vorige|{word} voor vorige|{the} {word} voor de vorige"
                for unit, the, word in (("week", "de", "week"), ("month", "de", "maand"), ("year", "het", "jaar"))
            },
        },
        "not_day": {0: "de|goede|'s|s|in de|elke|iedere"},
        "from_now": {0: "vanaf nu|vanaf vandaag|na vandaag|van nu af"},
        "near": {-1: "afgelopen|verleden", 1: "komend|komende|aanstaande|aankomende|eerstvolgende|eerstkomende"},
        "dir": {
            -2: "voorvorig|voorvorige|eervorige",
            -1: "vorig|vorige|laatste|voorbije|voorafgaande",
            0: "dit|deze|huidig|huidige|het lopende|de lopende|lopende",
            1: "volgend|volgende",
        },
        "nearafter": {-1: "jongstleden|j.l.|jl.", 1: "aanstaande|a.s."},
        "dirafter": {-1: "", 1: ""},
        "ago": {0: "geleden|terug"},
        "ahead_sure": {0: "over|over ongeveer|over een kleine"},
        "within": {0: "binnen de volgende|binnen de komende|binnen een|in de komende|binnen"},
        "part": {
            "early": "begin|het begin|aanvang|vroeg in",
            "mid": "midden|half|medio|het midden|halverwege",
            "late": "eind|einde|het eind|het einde|laat in",
        },
        "part_unit": {("late", "year"): "jaareinde", ("late", "month"): "maandeinde", ("early", "year"): "jaarbegin"},
        "half_of": {0: "helft"},
        "later": {"late": "later|later in", "early": "eerder|eerder in"},
        "so_far": {0: "tot nu toe|tot dusver"},
        "rest": {0: "rest|de rest|het restant|restant|resterende deel|overige"},
        "to_date": {0: "jaar tot op heden|jaar tot nu|jaar tot nu toe"},
        "days_off": {
            -1: "voor|vóór|voorafgaand aan",
            1: "vanaf|van|na|gerekend vanaf|geteld vanaf|gerekend van|te rekenen vanaf",
        },
        "eve": {-1: "vooravond van|dag voor|dag vóór|avond voor", 1: "dag na"},
        "since": {
            0: "te beginnen op|te beginnen met|startend op|beginnend met|vroegst op|op of na|op of later dan|sinds|vanaf|met ingang van|sedert|per|zo vroeg als|beginnend op|niet eerder dan|op zijn vroegst"
        },
        "until": {
            0: "eindigend op|eindigend in|op of voor|op of eerder dan|tot|tot en met|t/m|tot aan|uiterlijk|uiterlijk op|niet later dan|tegen|zo laat als"
        },
        "before_or_for": {0: "voor"},
        "before": {0: "kleiner dan|vóór|nog voor|voorafgaand aan|eerder dan"},
        "after": {0: "groter dan|recenter dan|na|later dan|volgend op"},
        "between": {0: "tussen"},
        "and": {0: "en|of"},
        "from": {0: "van|vanaf|sinds"},
        "to": {0: "naar|tot|tot en met|t/m|t.e.m.|tot aan"},
        "of": {0: "van|in|op"},
        "the": {0: "de|het|den|'t|van de|van het"},
        "in": {
            0: "in|sinds|van|vanaf|tot|tot en met|voor|na|tussen|en|begin|eind|medio|half|rond|omstreeks|tegen|gedurende|of|uit|jaar|per|anno|einde"
        },
        "weak": {0: "niet|behalve|van|en|tot|of|rond"},
        "or_bound": {-1: "of eerder|en eerder|en daarvoor", 1: "of later|en later|en verder|en daarna|of erna"},
        "more": {-1: "minder dan|korter dan", 1: "meer dan|langer dan"},
        "starts": {0: "start|starten|startte|begint|beginnen|begon|begonnen|starten"},
        "from_start": {0: "vanaf"},
        "in_unit": {0: "in|gedurende|tijdens|binnen"},
        "speaks_ahead": {
            0: "zal|zullen|ga|gaan we|laten we|laat ons|kunnen we|zullen we|ik ben|ben ik|we zijn|zijn we"
        },
        "on": {0: "op|tot|sinds|vanaf|van|voor|na|tussen|en|afgelopen|tegen"},
        "in_day": {0: "op|tot|van|vanaf|voor|na|sinds|d.d."},
        "every": {0: "elke|iedere|elk|ieder|per|alle"},
        "goal": {
            0: "doelen|doel|doelen voor|doelen van|doelstellingen|doelstellingen voor|agenda|klimaatdoelen voor|klimaatdoelen|plannen voor|plan|visie|ambities voor"
        },
        "counted": {
            0: "kronen|euro|inwoners|mensen|exemplaren|meter|kilometer|stemmen|dollar|lezers|huishoudens|ton|banen|woningen|personen"
        },
        "yearnoun": {0: "jaar|het jaar|jaren"},
        "decade_pre": {0: "jaren|de jaren"},
        "decade_word": {
            1900 + 10 * tens: f"jaren {form}"
            for tens, form in (
                (2, "twintig"),
                (3, "dertig"),
                (4, "veertig"),
                (5, "vijftig"),
                (6, "zestig"),
                (7, "zeventig"),
                (8, "tachtig"),
                (9, "negentig"),
            )
        },
        "century": {0: "eeuw"},
        "q_letter": {"quarter": "q|k", "half": "h"},
        "weekno": {0: "week|week nummer|weeknummer|week nr.|weeknr."},
        "day_pre": {0: "op de|de"},
        "thousands": {2000: "tweeduizend"},
        "nowword": {0: "nu|heden"},
        "feast": {
            "12-25": "kerstmis|kerst|kerstdag|eerste kerstdag|1e kerstdag",
            "12-24": "kerstavond",
            "12-26": "tweede kerstdag|2e kerstdag",
            "12-31": "oudejaarsavond|oudejaarsdag|oud en nieuw|oudejaarsnacht|oudjaar",
            "01-01": "nieuwjaarsdag|nieuwjaar",
            "easter+0": "pasen|eerste paasdag|paaszondag|1e paasdag",
            "easter+1": "tweede paasdag|paasmaandag|2e paasdag",
            "easter-2": "goede vrijdag",
            "easter-3": "witte donderdag",
            "easter-7": "palmzondag",
            "easter-49": "carnaval",
            "easter-46": "aswoensdag",
            "easter+39": "hemelvaartsdag|hemelvaart",
            "easter+49": "pinksteren|eerste pinksterdag",
            "easter+50": "tweede pinksterdag|pinkstermaandag",
            "01-06": "driekoningen",
            "02-14": "valentijnsdag|valentijn",
            "03-08": "vrouwendag|internationale vrouwendag",
            "04-27": "koningsdag",
            "05-01": "dag van de arbeid",
            "05-04": "dodenherdenking",
            "05-05": "bevrijdingsdag",
            "07-21": "belgische nationale feestdag",
            "08-15": "maria-hemelvaart",
            "10-31": "halloween",
            "11-01": "allerheiligen",
            "11-02": "allerzielen",
            "11-11": "wapenstilstandsdag|sint-maarten",
            "12-05": "sinterklaasavond|pakjesavond|sinterklaas",
            "09-tue3": "prinsjesdag",
            "05-sun2": "moederdag",
            "06-sun3": "vaderdag",
            "11-thu4": "thanksgiving|thanksgiving day",
            "11-thu4+1": "black friday",
            "11-thu4+4": "cyber monday",
            "07-04": "onafhankelijkheidsdag|amerikaanse onafhankelijkheidsdag",
            "04-01": "1 aprilgrap|aprilgrappendag",
            "04-22": "dag van de aarde",
            "10-04": "dierendag",
            "03-17": "st. patrick's day|saint patrick's day",
            "easter-1": "stille zaterdag|paaszaterdag",
            "09-mon1": "labor day",
            "05-mon-1": "memorial day",
        },
    },
    ordinal_signs=frozenset(("e", "ste", "de")),
)
