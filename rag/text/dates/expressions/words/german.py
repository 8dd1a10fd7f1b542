"""German."""

# ruff: noqa: E501 - the words of one meaning stand on one line, whatever its length.

from __future__ import annotations

from rag.text.dates.expressions.date_words import LanguageWords, compounds, in_order, joined
from rag.text.dates.expressions.words.months import month_words

_ONES = in_order(
    "null,ein,zwei,drei,vier,fünf,sechs,sieben,acht,neun,zehn,elf,zwölf,dreizehn,vierzehn,fünfzehn,sechzehn,siebzehn,achtzehn,neunzehn"
)
_TENS = {
    20: "zwanzig",
    30: "dreißig|dreissig",
    40: "vierzig",
    50: "fünfzig",
    60: "sechzig",
    70: "siebzig",
    80: "achtzig",
    90: "neunzig",
}
_ORDINALS = in_order(
    "erst~,zweit~,dritt~,viert~,fünft~,sechst~,siebt~|siebent~,acht~,neunt~,zehnt~,elft~,zwölft~,dreizehnt~,vierzehnt~,fünfzehnt~,sechzehnt~,siebzehnt~,achtzehnt~,neunzehnt~",
    start=1,
)

WORDS = LanguageWords(
    {
        **month_words("de"),
        "weekday": in_order(
            "montag|montagmorgen|montagabend|montagnachmittag|montagvormittag|montagnacht,dienstag|dienstagmorgen|dienstagabend|dienstagnachmittag|dienstagvormittag|dienstagnacht,mittwoch|mittwochmorgen|mittwochabend|mittwochnachmittag|mittwochvormittag|mittwochnacht,donnerstag|donnerstagmorgen|donnerstagabend|donnerstagnachmittag|donnerstagvormittag|donnerstagnacht,freitag|freitagmorgen|freitagabend|freitagnachmittag|freitagvormittag|freitagnacht,samstag|sonnabend|samstagmorgen|samstagabend|samstagnachmittag|samstagvormittag|samstagnacht,sonntag|sonntagmorgen|sonntagabend|sonntagnachmittag|sonntagvormittag|sonntagnacht"
        ),
        "weekday_short": in_order("mo,di,mi,do,fr,sa,so"),
        "ambiguous": {0: "mai|märz|april|august|sommer|winter|herbst|freitag|sonntag|montag"},
        "season": in_order("frühling|frühjahr|lenz,sommer|sommers,herbst|herbstes,winter|winters"),
        "num": joined(
            {number: form for number, form in _ONES.items() if number > 1},
            _TENS,
            compounds(_ONES, _TENS, "{one}und{ten}"),
        ),
        "one": {1: "ein|eine|einem|einer|einen|1"},
        "ord": joined(
            _ORDINALS,
            {20: "zwanzigst~", 30: "dreißigst~|dreissigst~"},
            compounds(_ONES, {20: "zwanzig", 30: "dreißig"}, "{one}und{ten}st~"),
        ),
        "unit": {
            "day": "tag|tages|tage",
            "week": "woche|kalenderwoche",
            "weekend": "wochenende|wochenendes",
            "month": "monat|monats|monates|kalendermonat",
            "quarter": "quartal|quartals|vierteljahr",
            "half": "halben jahr|halbes jahr|halben jahres|halbjahr|halbjahres|halbjahrs|jahreshälfte",
            "year": "jahr|jahres|jahrs|jahre|kalenderjahr|kalenderjahres",
            "decade": "jahrzehnt|jahrzehnts|dekade",
            "century": "jahrhundert|jahrhunderts",
        },
        "units": {
            "day": "tage|tagen",
            "week": "wochen",
            "weekend": "wochenenden",
            "month": "monate|monaten",
            "quarter": "quartale|quartalen",
            "year": "jahre|jahren",
            "decade": "jahrzehnte|jahrzehnten",
        },
        "unit_of": {"week": "woche vom|woche ab dem|woche des|woche um den", "month": "monat"},
        "dayword": {
            (
                "day",
                0,
            ): "heute|heute morgen|heute früh|heute abend|heute nachmittag|heute vormittag|heute mittag|heute nacht|heutigen tag|heutigen tages",
            ("day", -1): "gestern|gestern abend|gestern morgen|gestern früh|gestern nachmittag|gestern nacht",
            ("day", 1): "morgen|morgen früh|morgen abend|morgen nachmittag|morgen vormittag",
            ("day", -2): "vorgestern",
            ("day", 2): "übermorgen",
            ("year", 0): "heuer",
        },
        "from_now": {0: "ab heute|ab jetzt|von heute an"},
        "near": {-1: "vergangen~", 1: "kommend~"},
        "dir": {
            -2: "vorletzt~|vorvergangen~|vorvorig~",
            2: "übernächst~",
            -1: "letzt~|vorig~|vorangegangen~|zurückliegend~|verflossen~",
            0: "dies~|laufend~|aktuell~|dieses laufenden|derzeitig~",
            1: "nächst~|folgend~|künftig~",
        },
        "ago_before": {0: "vor|vor etwa|vor rund|vor gut|vor knapp|vor genau|vor ungefähr"},
        "ahead": {0: "in|in etwa|in rund|in gut|in knapp"},
        "ahead_sure": {0: "in|heute in"},
        "within": {
            0: "innerhalb der nächsten|binnen der nächsten|innerhalb der kommenden|binnen|innerhalb von|innerhalb"
        },
        "part": {
            "early": "anfang|beginn|zu beginn|anfang des|frühen|früh im",
            "mid": "mitte",
            "late": "ende|ausgang|schluss|spät im|späten",
        },
        "part_unit": {
            ("late", "year"): "jahresende|jahresschluss|jahresausklang",
            ("late", "month"): "monatsende",
            ("late", "week"): "wochenschluss",
            ("early", "year"): "jahresanfang|jahresbeginn",
            ("early", "month"): "monatsanfang|monatsbeginn",
            ("mid", "month"): "monatsmitte",
            ("mid", "year"): "jahresmitte",
            ("early", "week"): "wochenbeginn|wochenanfang",
            ("mid", "week"): "wochenmitte",
            ("late", "quarter"): "quartalsende",
        },
        "half_of": {0: "hälfte"},
        "later": {"late": "später|später im|später in", "early": "früher|früher im|früher in"},
        "laterafter": {"late": "später", "early": "früher"},
        "so_far": {0: "bislang|bisher|bis jetzt"},
        "rest": {0: "rest|restlichen|übrigen"},
        "to_date": {0: "seit jahresbeginn|seit jahresanfang"},
        "days_off": {-1: "vor|vor dem|vor der", 1: "ab|nach|nach dem|nach der|gerechnet ab|ab heute gerechnet"},
        "eve": {
            -1: "vorabend|vorabend des|tag vor|tag vor dem|tags vor|vortag des",
            1: "tag nach|tag nach dem|tags nach",
        },
        "since": {
            0: "seit|ab|seit dem|seit der|ab dem|seit dem vom|beginnend am|beginnend mit|frühestens am|frühestens|seit beginn"
        },
        "until": {
            0: "bis|bis zum|bis zur|bis an|bis einschließlich|bis spätestens|spätestens am|spätestens im|spätestens|bis in|bis in den|bis in die|bis einschließlich zum"
        },
        "before": {0: "vor|vor dem|vor der|noch vor|bevor"},
        "after": {0: "nach|nach dem|nach der|erst nach"},
        "between": {0: "zwischen|zwischen dem|zwischen der"},
        "and": {0: "und|und dem|und der|oder"},
        "from": {0: "von|vom|ab|ab dem|von der"},
        "to": {0: "bis|bis zum|bis zur|bis einschließlich"},
        "of": {0: "des|von|im|vom|in|in der|der|am"},
        "the": {0: "der|die|das|des|dem|den|im|am"},
        "in": {
            0: "in|im|seit|vom|von|während|bis|ab|vor|nach|des|am|zum|anfang|ende|mitte|zwischen|und|dem|diesen|um|spät im|früh im|jahr|ins|zur"
        },
        "weak": {0: "nicht|außer|von|und|bis|oder|vom|um|ab"},
        "or_bound": {-1: "oder früher|und davor|und früher", 1: "und später|oder später|und danach"},
        "more_before": {-1: "vor weniger als", 1: "vor mehr als|vor über"},
        "starts": {0: "beginnt|begann|beginnen|startet|startete|starten|anfangen|beginne"},
        "from_start": {0: "ab|ab dem|von"},
        "in_unit": {0: "in|im|während|innerhalb"},
        "speaks_ahead": {
            0: "werde|werden|wird|lass|lasst|lassen wir|wollen wir|können wir|bin ich|ich bin|sind wir|wir sind|sollen wir"
        },
        "on": {0: "am|bis|seit|vom|von|ab|vor|nach|zum|den|dem|der|zwischen|und|auf"},
        "in_day": {0: "am|bis|bis zum|seit|seit dem|vom|ab|ab dem|vor dem|nach dem|zum|den|für|für den"},
        "every": {0: "jeden|jeder|jedes|jedem|jede|pro|alle"},
        "goal": {
            0: "ziel|ziele|ziele für|agenda|ziel für|klimaziele|klimaziel|klimaziele für|plan|vision|horizont|zielen für"
        },
        "counted": {
            0: "kronen|euro|menschen|einwohner|personen|exemplare|stimmen|meter|kilometer|dollar|leser|besucher|tonnen|häuser|haushalte"
        },
        "yearnoun": {0: "jahr|jahre|jahres|jahren|anno"},
        "yearsuffix": {0: "n. chr."},
        "decade_post": {0: "er jahre|er jahren|er-jahre|er-jahren"},
        "decade_word": {
            value * 10 + 1900: f"{form}erjahre|{form}erjahren|{form}er jahre|{form}er jahren|{form}er"
            for value, form in (
                (2, "zwanzig"),
                (3, "dreißig"),
                (5, "fünfzig"),
                (6, "sechzig"),
                (7, "siebzig"),
                (8, "achtzig"),
                (9, "neunzig"),
            )
        },
        "decade_sign": {0: "er|ern"},
        "century": {0: "jahrhundert|jahrhunderts|jh."},
        "q_letter": {"quarter": "q", "half": "h"},
        "weekno": {0: "kw|kalenderwoche|woche|kw."},
        "day_the": {},
        "day_pre": {0: "am|zum|vom|seit dem|ab dem|bis zum"},
        "thousands": {2000: "zweitausend|zweitausendund"},
        "nowword": {0: "jetzt"},
        "feast": {
            "11-thu4": "thanksgiving",
            "11-thu4+1": "black friday",
            "12-25": "weihnachten|weihnachtstag|erster weihnachtstag|ersten weihnachtstag|ersten weihnachtsfeiertag|1. weihnachtstag|1. weihnachtsfeiertag|weihnachtsfeiertag",
            "12-24": "heiligabend|heiliger abend|heiligen abend|weihnachtsabend",
            "12-26": "zweiten weihnachtstag|zweiten weihnachtsfeiertag|stephanstag|stefanitag|2. weihnachtstag|2. weihnachtsfeiertag",
            "12-31": "silvester|silvesterabend|silvesternacht|altjahrsabend",
            "01-01": "neujahr|neujahrstag|neujahrsmorgen",
            "12-06": "nikolaus|nikolaustag",
            "11-11": "martinstag|st. martin|sankt martin",
            "easter+0": "ostern|ostersonntag",
            "easter+1": "ostermontag",
            "easter-2": "karfreitag",
            "easter-3": "gründonnerstag",
            "easter-1": "karsamstag|ostersamstag",
            "easter-7": "palmsonntag",
            "easter-48": "rosenmontag",
            "easter-47": "faschingsdienstag|fastnacht|fastnachtsdienstag|karneval",
            "easter-46": "aschermittwoch",
            "easter+39": "christi himmelfahrt|himmelfahrt|vatertag|auffahrt",
            "easter+49": "pfingsten|pfingstsonntag",
            "easter+50": "pfingstmontag",
            "easter+60": "fronleichnam",
            "01-06": "dreikönigstag|heilige drei könige|dreikönig",
            "02-14": "valentinstag",
            "03-08": "frauentag|internationalen frauentag|weltfrauentag",
            "05-01": "tag der arbeit|maifeiertag|internationaler tag der arbeit",
            "08-15": "mariä himmelfahrt",
            "10-03": "tag der deutschen einheit|tag der einheit",
            "10-26": "österreichischer nationalfeiertag",
            "10-31": "reformationstag|halloween",
            "11-01": "allerheiligen",
            "11-02": "allerseelen",
            "05-sun2": "muttertag",
            "08-01": "bundesfeiertag",
        },
    },
    endings=("e", "en", "er", "es", "em"),
    ordinal_point=True,
    small_names=False,
    nouns_capital=True,
)
