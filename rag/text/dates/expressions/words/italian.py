"""Italian."""

# ruff: noqa: E501 - the words of one meaning stand on one line, whatever its length.

from __future__ import annotations

from rag.text.dates.expressions.date_words import LanguageWords, in_order, joined
from rag.text.dates.expressions.words.months import month_words

_ONES = in_order(
    "zero,uno|un,due,tre,quattro,cinque,sei,sette,otto,nove,dieci,undici,dodici,tredici,quattordici,quindici,sedici,diciassette,diciotto,diciannove"
)
_TENS = {
    20: "venti",
    30: "trenta",
    40: "quaranta",
    50: "cinquanta",
    60: "sessanta",
    70: "settanta",
    80: "ottanta",
    90: "novanta",
}
#: The ten loses its last letter before "uno" and "otto".
_COMPOUNDS = {
    ten + one: f"{(word[:-1] if one in (1, 8) else word)}{'tré' if one == 3 else _ONES[one].split('|')[0]}"
    + (f"|{word}tre" if one == 3 else "")
    + (f"|{word[:-1]}un" if one == 1 else "")
    for ten, word in _TENS.items()
    for one in range(1, 10)
}

WORDS = LanguageWords(
    {
        **month_words("it"),
        "month_short": in_order("gen,feb,mar,apr,mag,giu,lug,ago,set|sett,ott,nov,dic", start=1),
        "weekday": in_order(
            "lunedì|lunedi,martedì|martedi,mercoledì|mercoledi,giovedì|giovedi,venerdì|venerdi,sabato,domenica"
        ),
        "weekday_short": in_order("lun,mar,mer,gio,ven,sab,dom"),
        "ambiguous": {0: ""},
        "season": in_order("primavera,estate,autunno,inverno"),
        "num": joined(
            {number: form for number, form in _ONES.items() if number > 1},
            _TENS,
            _COMPOUNDS,
            {2: "paio di", 10: "decina di", 15: "quindicina di"},
        ),
        "one": {1: "un|una|uno|un'|1"},
        "ord": in_order(
            "primo|prima|primi|prime,secondo|seconda,terzo|terza,quarto|quarta,quinto|quinta,sesto|sesta,settimo|settima,ottavo|ottava,nono|nona,decimo|decima",
            start=1,
        ),
        "unit": {
            "day": "giorno|giornata",
            "week": "settimana",
            "weekend": "fine settimana|weekend|week-end|finesettimana",
            "month": "mese",
            "quarter": "trimestre",
            "half": "mezzo anno|semestre",
            "year": "anno|esercizio|annata",
            "decade": "decennio",
            "century": "secolo",
        },
        "units": {
            "day": "giorni",
            "week": "settimane",
            "weekend": "weekend",
            "month": "mesi",
            "quarter": "trimestri",
            "half": "semestri",
            "year": "anni",
            "decade": "decenni",
        },
        "unit_of": {
            "week": "settimana del|settimana di",
            "weekend": "fine settimana del|weekend del",
            "month": "mese di",
        },
        "dayword": {
            ("day", 0): "oggi|stamattina|stamani|stamane|stasera|stanotte|questa mattina|questa sera|questo pomeriggio",
            ("day", -1): "ieri|ieri sera|ieri mattina|ieri pomeriggio|ieri notte",
            ("day", 1): "domani|domani mattina|domani sera|domattina|domani pomeriggio",
            ("day", -2): "l'altro ieri|ieri l'altro|altroieri|l'altroieri|avantieri",
            ("day", 2): "dopodomani|dopo domani",
        },
        "from_now": {0: "da oggi|a partire da oggi|da adesso|da ora"},
        "dir": {
            -1: "scorso|scorsa|scorsi|scorse|ultimo|ultima|ultimi|ultime|passato|passata",
            0: "questo|questa|quest'|il corrente|l'attuale|il presente",
            1: "prossimo|prossima|prossimi|prossime",
        },
        "dirafter": {
            -1: "scorso|scorsa|scorsi|scorse|passato|passata|passati|passate|precedente",
            0: "in corso|corrente|attuale|presente",
            1: "prossimo|prossima|prossimi|prossime|che viene|venturo|entrante|a venire",
        },
        "ago": {0: "fa|or sono|addietro"},
        "ahead_sure": {0: "tra|fra|tra circa|fra circa|di qui a"},
        "within": {0: "entro i prossimi|entro le prossime|entro"},
        "part": {"early": "inizio|inizi|primi di|principio|l'inizio|gli inizi", "mid": "metà", "late": "fine|la fine"},
        "part_bare": {"early": "inizio", "mid": "metà", "late": "fine"},
        "half_of": {0: "metà"},
        "later": {"late": "più tardi|più avanti"},
        "so_far": {0: "finora|fino a ora|fin qui"},
        "rest": {0: "resto|il resto"},
        "to_date": {0: "dall'inizio dell'anno|da inizio anno"},
        "days_off": {-1: "prima di|prima del|prima della", 1: "da|a partire da|a partire dal|dopo|dopo il|dopo la"},
        "eve": {
            -1: "vigilia|vigilia di|vigilia del|vigilia della|giorno prima di|giorno prima del",
            1: "giorno dopo|giorno dopo il|indomani di|indomani del",
        },
        "since": {
            0: "dal|da|dalla|dall'|a partire da|a partire dal|a partire dalla|a decorrere dal|sin da|sin dal|fin da|fin dal"
        },
        "until": {
            0: "fino a|fino al|fino alla|sino a|sino al|entro|entro il|entro la|entro l'|non oltre il|entro e non oltre il|fino all'"
        },
        "before": {0: "prima di|prima del|prima della|prima dell'|precedenti al|antecedenti al"},
        "after": {0: "dopo|dopo il|dopo la|dopo l'|successivi al|passato il"},
        "between": {0: "tra|fra|tra il|fra il|tra la|fra la"},
        "and": {0: "e|e il|ed|e la|o|e l'"},
        "from": {0: "da|dal|dalla|dall'"},
        "to": {0: "a|al|fino a|fino al|all'|alla|sino al"},
        "of": {0: "di|del|della|dell'|nel|nella|in|d'"},
        "the": {0: "il|la|l'|lo|i|gli|le|del|della|dell'|nel|nella|al|un"},
        "in": {
            0: "nel|in|dal|da|di|del|nell'|a|ad|fino a|fino al|entro|entro il|tra|fra|e|dopo|dopo il|prima del|prima di|al|verso|circa|durante|anno|o|fine|inizio|dell'|dall'|per|per il"
        },
        "weak": {0: "salvo|tranne|di|e|a|ad|o|del|fino a"},
        "or_bound": {-1: "o prima|e prima", 1: "in poi|in avanti|o dopo|e oltre"},
        "more": {-1: "meno di", 1: "più di|oltre"},
        "starts": {0: "inizia|inizierà|iniziare|comincia|comincerà|cominciare|parte|partirà"},
        "from_start": {0: "da|dal|a partire da|a partire dal"},
        "in_unit": {0: "in|nel|nella|durante"},
        "speaks_ahead": {0: "sarò|saremo|andiamo|vado|possiamo|sono via|verrò|verremo|faremo|farò"},
        "on": {0: "il|dal|al|del|entro|fino a|da|e|tra|di|da|entro il|prima di|per|questo|questa|lo"},
        "in_day": {0: "il|del|al|dal|entro il|fino al|prima del|dopo il|giorno"},
        "every": {0: "ogni|tutti i|tutte le|ciascun"},
        "goal": {
            0: "obiettivi|obiettivo|obiettivi per il|obiettivi del|traguardi|agenda|orizzonte|piano|obiettivi al|obiettivi climatici per il"
        },
        "counted": {
            0: "corone|euro|abitanti|persone|copie|metri|chilometri|voti|dollari|lettori|famiglie|tonnellate|posti|case"
        },
        "yearnoun": {0: "anno|l'anno|nell'anno|dell'anno"},
        "decade_pre": {0: "anni|gli anni|decennio"},
        "decade_word": {
            1900 + 10 * tens: f"anni {form}"
            for tens, form in (
                (2, "venti"),
                (3, "trenta"),
                (4, "quaranta"),
                (5, "cinquanta"),
                (6, "sessanta"),
                (7, "settanta"),
                (8, "ottanta"),
                (9, "novanta"),
            )
        },
        "century": {0: "secolo"},
        "q_letter": {"quarter": "q|t"},
        "weekno": {0: "settimana|settimana numero"},
        "day_pre": {0: "il|il giorno|giorno|lo scorso|il prossimo|entro il"},
        "thousands": {2000: "duemila"},
        "nowword": {0: "ora|adesso"},
        "feast": {
            "05-sun2": "festa della mamma",
            "03-19": "festa del papà",
            "11-thu4": "giorno del ringraziamento",
            "11-thu4+1": "black friday",
            "12-25": "natale|giorno di natale",
            "12-24": "vigilia di natale|antivigilia",
            "12-26": "santo stefano",
            "12-31": "san silvestro|notte di san silvestro|capodanno vigilia|ultimo dell'anno|vigilia di capodanno",
            "01-01": "capodanno|giorno di capodanno",
            "easter+0": "pasqua|domenica di pasqua",
            "easter+1": "pasquetta|lunedì dell'angelo|lunedì di pasqua",
            "easter-2": "venerdì santo",
            "easter-3": "giovedì santo",
            "easter-7": "domenica delle palme",
            "easter-47": "martedì grasso|carnevale",
            "easter-46": "mercoledì delle ceneri",
            "easter+39": "ascensione",
            "easter+49": "pentecoste",
            "easter+60": "corpus domini",
            "01-06": "epifania|befana",
            "02-14": "san valentino",
            "03-08": "festa della donna|giornata della donna|giornata internazionale della donna",
            "04-25": "festa della liberazione|anniversario della liberazione",
            "05-01": "festa del lavoro|festa dei lavoratori|primo maggio",
            "06-02": "festa della repubblica",
            "06-24": "san giovanni",
            "08-15": "ferragosto|assunzione",
            "10-31": "halloween",
            "11-01": "ognissanti|tutti i santi|festa di ognissanti",
            "11-02": "giorno dei morti|commemorazione dei defunti",
            "12-08": "immacolata|festa dell'immacolata",
            "12-06": "san nicola",
        },
    },
    ordinal_signs=frozenset(("º", "ª", "°", "o", "a")),
)
