"""Spanish."""

# ruff: noqa: E501 - the words of one meaning stand on one line, whatever its length.

from __future__ import annotations

from rag.text.dates.expressions.date_words import LanguageWords, compounds, in_order, joined
from rag.text.dates.expressions.words.months import month_words

_ONES = in_order(
    "cero,uno|un,dos,tres,cuatro,cinco,seis,siete,ocho,nueve,diez,once,doce,trece,catorce,quince,dieciséis|dieciseis,diecisiete,dieciocho,diecinueve,veinte,veintiuno|veintiún,veintidós|veintidos,veintitrés|veintitres,veinticuatro,veinticinco,veintiséis|veintiseis,veintisiete,veintiocho,veintinueve"
)
_TENS = {30: "treinta", 40: "cuarenta", 50: "cincuenta", 60: "sesenta", 70: "setenta", 80: "ochenta", 90: "noventa"}

WORDS = LanguageWords(
    {
        **month_words("es"),
        "weekday": in_order("lunes,martes,miércoles,jueves,viernes,sábado|sabado,domingo"),
        "weekday_short": in_order("lun,mar,mié|mie,jue,vie,sáb|sab,dom"),
        "ambiguous": {0: ""},
        "season": in_order("primavera,verano,otoño,invierno"),
        "num": joined(
            {number: form for number, form in _ONES.items() if number > 1},
            _TENS,
            compounds(_ONES, _TENS, "{ten} y {one}"),
            {2: "par de"},
        ),
        "one": {1: "un|una|1"},
        "ord": in_order(
            "primer|primero|primera|primeros|primeras,segundo|segunda,tercer|tercero|tercera,cuarto|cuarta,quinto|quinta,sexto|sexta,séptimo|séptima,octavo|octava,noveno|novena,décimo|décima",
            start=1,
        ),
        "unit": {
            "day": "día|dia|jornada",
            "week": "semana",
            "weekend": "fin de semana",
            "fortnight": "quincena",
            "month": "mes",
            "quarter": "trimestre",
            "half": "medio año|semestre",
            "year": "año|ejercicio",
            "decade": "década|decenio",
            "century": "siglo",
        },
        "units": {
            "day": "días|dias|jornadas",
            "week": "semanas",
            "weekend": "fines de semana",
            "month": "meses",
            "quarter": "trimestres",
            "half": "semestres",
            "year": "años",
            "decade": "décadas",
        },
        "unit_of": {"week": "semana del|semana de", "weekend": "fin de semana del|fin de semana de", "month": "mes de"},
        "dayword": {
            ("day", 0): "hoy|hoy mismo|esta mañana|esta tarde|esta noche|hoy en la mañana",
            ("day", -1): "ayer|anoche|ayer por la tarde|ayer por la mañana|ayer por la noche",
            ("day", 1): "mañana|mañana por la mañana|mañana por la tarde|mañana por la noche",
            ("day", -2): "anteayer|antier|antes de ayer|anteanoche",
            ("day", 2): "pasado mañana",
            ("year", -1): "antaño",
        },
        "not_day": {0: "la|de la|por la|en la|una|cada|toda la|media|a la"},
        "from_now": {0: "a partir de hoy|desde hoy|a partir de ahora|desde ahora"},
        "dir": {
            -1: "último|última|últimos|últimas|ultimo|ultima|ultimos|ultimas|pasado|pasada|pasados|pasadas",
            0: "este|esta|el presente|la presente|el actual|este mismo|esta misma",
            1: "próximo|próxima|próximos|próximas",
        },
        "dirafter": {
            -2: "antepasado|antepasada",
            -1: "pasado|pasada|pasados|pasadas|último|última|últimos|últimas|anterior",
            0: "en curso|actual|presente|corriente",
            1: "próximo|próxima|próximos|próximas|que viene|que vienen|entrante|venidero|siguientes",
        },
        "ago_before": {0: "hace|hace unos|hace unas|hace casi|hace apenas|hace cerca de"},
        "ago": {0: "atrás|atras"},
        "ahead_sure": {0: "dentro de|de aquí a|en el plazo de"},
        "part": {
            "early": "principios|comienzos|inicios|inicio|comienzo|principio|primeros días|los primeros días",
            "mid": "mediados|mitad",
            "late": "finales|fines|fin|final|últimos días|los últimos días",
        },
        "half_of": {0: "mitad"},
        "later": {"late": "más tarde|más adelante", "early": "antes en"},
        "laterafter": {},
        "so_far": {0: "lo que va de|lo que llevamos de|hasta ahora"},
        "rest": {0: "resto|el resto|lo que queda"},
        "to_date": {0: "lo que va de año"},
        "days_off": {
            -1: "antes de|antes del|antes de la",
            1: "a partir de|a partir del|desde|después de|después del|después de la|tras",
        },
        "eve": {
            -1: "víspera|víspera de|víspera del|vísperas de|día antes de|día antes del|día anterior al",
            1: "día después de|día después del|día siguiente a|día siguiente al",
        },
        "since": {0: "desde|a partir de|a partir del|desde el|desde la|a contar de|desde los|a contar desde"},
        "until": {0: "hasta|hasta el|hasta la|hasta los|a más tardar|a más tardar el|no más tarde del|no más tarde de"},
        "before": {0: "antes de|antes del|antes de la|anteriores a|anteriores al|previos a|previo a"},
        "after": {
            0: "después de|después del|después de la|tras|tras el|tras la|pasado el|posteriores a|posteriores al"
        },
        "between": {0: "entre|entre el|entre la|entre los"},
        "and": {0: "y|y el|e|y la|o"},
        "from": {0: "de|del|desde|desde el|de la"},
        "to": {0: "a|al|hasta|hasta el|hasta la|a la"},
        "of": {0: "de|del|de la|en"},
        "the": {0: "el|la|los|las|del|de la|al|un"},
        "in": {
            0: "en|desde|de|del|durante|hasta|a partir de|antes de|después de|tras|hacia|para|entre|y|e|a|o|en torno a|año|principios de|finales de|mediados de|por"
        },
        "weak": {0: "salvo|excepto|de|y|a|o|e|del|hasta"},
        "or_bound": {-1: "o antes|y antes", 1: "en adelante|o después|y después"},
        "more_before": {-1: "hace menos de", 1: "hace más de"},
        "starts": {0: "empieza|empezará|empezar|comienza|comenzará|comenzar|inicia|iniciará"},
        "from_start": {0: "a partir de|a partir del|desde|desde el"},
        "in_unit": {0: "en|durante|dentro de"},
        "speaks_ahead": {0: "voy|vamos|va a|van a|estaré|estaremos|podemos|quedemos|estoy"},
        "on": {0: "el|del|desde el|hasta el|al|antes del|tras el|este|para el|y el|entre el|y|el día|día|de"},
        "in_day": {0: "el|del|al|desde el|hasta el|antes del|después del|día"},
        "every": {0: "cada|todos los|todas las|por|al|cualquier"},
        "plural_the": {0: "los"},
        "del_month": {0: "del"},
        "goal": {
            0: "objetivos|objetivo|metas|meta|agenda|horizonte|objetivos para|metas para|objetivos de|objetivos climáticos para|plan|visión"
        },
        "counted": {
            0: "coronas|euros|habitantes|personas|ejemplares|metros|kilómetros|votos|dólares|lectores|hogares|toneladas|empleos|viviendas"
        },
        "yearnoun": {0: "año|el año|años"},
        "decade_pre": {0: "años|los años|década de|década de los|década del|años de"},
        "decade_word": {
            1900 + 10 * tens: f"años {form}|década de los {form}"
            for tens, form in (
                (2, "veinte"),
                (3, "treinta"),
                (4, "cuarenta"),
                (5, "cincuenta"),
                (6, "sesenta"),
                (7, "setenta"),
                (8, "ochenta"),
                (9, "noventa"),
            )
        },
        "century": {0: "siglo"},
        "q_letter": {"quarter": "q|t"},
        "weekno": {0: "semana|semana número"},
        "day_pre": {0: "el|el día|día|el pasado|el próximo día|el pasado día"},
        "thousands": {2000: "dos mil"},
        "nowword": {0: "ahora|la actualidad|hoy en día"},
        "feast": {
            "05-sun1": "día de la madre",
            "11-thu4": "acción de gracias|día de acción de gracias",
            "11-thu4+1": "black friday|viernes negro",
            "12-25": "navidad|día de navidad|navidades",
            "12-24": "nochebuena|noche buena",
            "12-31": "nochevieja|noche vieja|fin de año|noche de fin de año|san silvestre|víspera de año nuevo",
            "01-01": "año nuevo|día de año nuevo",
            "12-28": "día de los inocentes|santos inocentes",
            "easter+0": "pascua|domingo de pascua|domingo de resurrección|pascua de resurrección",
            "easter+1": "lunes de pascua",
            "easter-2": "viernes santo",
            "easter-3": "jueves santo",
            "easter-7": "domingo de ramos",
            "easter-1": "sábado santo|sábado de gloria",
            "easter-46": "miércoles de ceniza",
            "easter-47": "martes de carnaval|carnaval",
            "easter+39": "ascensión",
            "easter+49": "pentecostés",
            "easter+60": "corpus|corpus christi",
            "01-06": "reyes|día de reyes|epifanía|reyes magos",
            "02-14": "san valentín",
            "03-08": "día de la mujer|día internacional de la mujer",
            "03-19": "san josé|día del padre",
            "05-01": "día del trabajo|día del trabajador|día de los trabajadores|primero de mayo",
            "06-24": "san juan",
            "06-23": "noche de san juan",
            "08-15": "asunción",
            "10-12": "día de la hispanidad|fiesta nacional|día del pilar|día de la raza",
            "10-31": "halloween",
            "11-01": "todos los santos|día de todos los santos",
            "11-02": "día de muertos|día de los muertos|día de los difuntos",
            "12-06": "día de la constitución",
            "12-08": "inmaculada",
        },
    },
    ordinal_signs=frozenset(("º", "ª", "°", "er", "ro", "do", "to", "ero", "o", "a")),
)
