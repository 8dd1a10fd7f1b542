"""French."""

# ruff: noqa: E501 - the words of one meaning stand on one line, whatever its length.

from __future__ import annotations

from rag.text.dates.expressions.date_words import LanguageWords, compounds, in_order, joined
from rag.text.dates.expressions.words.months import month_words

_ONES = in_order(
    "zéro,un,deux,trois,quatre,cinq,six,sept,huit,neuf,dix,onze,douze,treize,quatorze,quinze,seize,dix-sept,dix-huit,dix-neuf"
)
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingts|quatre-vingt"}

WORDS = LanguageWords(
    {
        **month_words("fr"),
        "weekday": in_order("lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche"),
        "weekday_short": in_order("lun,mer|mar,mer,jeu,ven,sam,dim"),
        "ambiguous": {0: "avril|mars|été"},
        "season": in_order("printemps,été,automne,hiver"),
        "num": joined(
            {number: form for number, form in _ONES.items() if number > 1},
            _TENS,
            compounds(_ONES, _TENS, "{ten}-{one}|{ten} {one}|{ten} et {one}|{ten}-et-{one}"),
            {15: "quinzaine de", 12: "douzaine de", 10: "dizaine de", 70: "soixante-dix", 90: "quatre-vingt-dix"},
        ),
        "one": {1: "un|une|1"},
        "ord": in_order(
            "premier|première|premiers|premières,deuxième|second|seconde,troisième,quatrième,cinquième,sixième,septième,huitième,neuvième,dixième,onzième,douzième,treizième,quatorzième,quinzième,seizième,dix-septième,dix-huitième,dix-neuvième,vingtième,vingt et unième",
            start=1,
        ),
        "unit": {
            "day": "jour|journée",
            "week": "semaine",
            "weekend": "week-end|weekend|fin de semaine",
            "fortnight": "quinzaine",
            "month": "mois",
            "quarter": "trimestre",
            "half": "semestre",
            "year": "an|année|exercice",
            "decade": "décennie",
            "century": "siècle",
        },
        "units": {
            "day": "jours|journées",
            "week": "semaines",
            "weekend": "week-ends",
            "month": "mois",
            "quarter": "trimestres",
            "half": "semestres",
            "year": "ans|années",
            "decade": "décennies",
        },
        "unit_of": {"week": "semaine du|semaine de", "weekend": "week-end du|week-end de", "month": "mois de|mois d'"},
        "dayword": {
            ("day", 0): "aujourd'hui|ce jour|ce matin|ce soir|cet après-midi|cette nuit|ce midi",
            ("day", -1): "hier|hier soir|hier matin|hier après-midi",
            ("day", 1): "demain|demain matin|demain soir|demain après-midi",
            ("day", -2): "avant-hier",
            ("day", 2): "après-demain",
        },
        "from_now": {0: "à partir d'aujourd'hui|à compter d'aujourd'hui"},
        "dir": {
            -1: "dernier|dernière|derniers|dernières|passé|passée|écoulé|écoulée",
            0: "ce|cet|cette|l'actuel|l'actuelle|cette même",
            1: "prochain|prochaine|prochains|prochaines",
        },
        "dirafter": {
            -1: "dernier|dernière|derniers|dernières|passé|passée|passés|passées|écoulé|écoulée|écoulés|écoulées|précédent|précédente",
            0: "en cours|courant|courante|actuel|actuelle|présent|présente",
            1: "prochain|prochaine|prochains|prochaines|à venir|qui vient",
        },
        "ago_before": {0: "il y a|voici|voilà|il y a environ|il y a près de|il y a à peine|il y a tout juste"},
        "ago": {0: "plus tôt"},
        "ahead_sure": {0: "dans|d'ici|dans environ"},
        "part": {
            "early": "début|le début|au début|tout début|commencement",
            "mid": "mi|milieu|courant|au milieu",
            "late": "fin|la fin|à la fin|toute fin",
        },
        "half_of": {0: "moitié"},
        "later": {"late": "plus tard", "early": "plus tôt"},
        "laterafter": {"late": "plus tard"},
        "so_far": {0: "jusqu'ici|jusqu'à présent"},
        "rest": {0: "reste|le reste"},
        "to_date": {0: "depuis le début de l'année"},
        "days_off": {-1: "avant", 1: "à partir de|à compter de|après"},
        "eve": {
            -1: "veille|veille du|veille de|veille de l'|veille d'",
            1: "lendemain|lendemain du|lendemain de|lendemain de la",
        },
        "since": {
            0: "depuis|dès|à partir de|à partir du|à compter de|à compter du|à partir d'|depuis la|à partir de la|au plus tôt|depuis le|dès le"
        },
        "until": {
            0: "jusqu'à|jusqu'au|jusqu'en|jusque|d'ici|d'ici à|d'ici au|au plus tard|avant la fin|jusqu'à la|d'ici la|jusqu'aux"
        },
        "before": {0: "avant|avant le|avant la|avant l'|antérieurs à|antérieures à"},
        "after": {0: "après|après le|après la|passé le|postérieurs à|postérieures à"},
        "between": {0: "entre|entre le|entre la"},
        "and": {0: "et|et le|et la|ou"},
        "from": {0: "de|du|d'|depuis|depuis le|de la"},
        "to": {0: "à|au|jusqu'à|jusqu'au|à la|-"},
        "of": {0: "de|du|d'|de la|de l'|en|des"},
        "the": {0: "le|la|l'|les|du|de la|de l'|au|ce"},
        "in": {
            0: "en|depuis|au|dès|d'ici|de|d'|du|avant|après|vers|jusqu'en|à partir de|début|fin|mi-|et|entre|fin de|courant|l'an|à|dès|pour|pendant|ou|au mois de|durant"
        },
        "weak": {0: "pas|sauf|de|du|d'|et|à|ou|vers"},
        "or_bound": {-1: "ou avant|et avant", 1: "et après|ou plus tard|et au-delà"},
        "more_before": {-1: "il y a moins de", 1: "il y a plus de"},
        "starts": {0: "commence|commencera|commencer|commencent|débute|débutera|débuter|démarre"},
        "from_start": {0: "à partir de|à partir du|dès|dès le"},
        "in_unit": {0: "dans|pendant|durant|au cours de"},
        "speaks_ahead": {0: "vais|allons|va|vont|je serai|serons|pouvons-nous|je suis|nous sommes"},
        "on": {0: "le|dès|depuis|jusqu'à|avant|après|de|du|à partir de|et|entre|ce|d'ici à|d'ici|pour"},
        "in_day": {0: "le|sur le|du|au|avant le|après le|depuis le|jusqu'au|dès le"},
        "every": {0: "chaque|tous les|toutes les|par|chacun"},
        "plural_the": {0: "les"},
        "goal": {
            0: "objectifs|objectif|objectifs de|objectif de|objectifs pour|agenda|horizon|objectifs climatiques pour|plan|cap"
        },
        "counted": {
            0: "couronnes|euros|habitants|personnes|exemplaires|mètres|kilomètres|voix|dollars|lecteurs|foyers|tonnes|emplois|logements"
        },
        "yearnoun": {0: "année|an|l'an|l'année|années|exercice"},
        "decade_pre": {0: "années|les années|décennie"},
        "decade_word": {
            1900 + 10 * tens: f"années {form}"
            for tens, form in (
                (2, "vingt"),
                (3, "trente"),
                (4, "quarante"),
                (5, "cinquante"),
                (6, "soixante"),
                (7, "soixante-dix"),
                (8, "quatre-vingt|années quatre-vingts"),
                (9, "quatre-vingt-dix"),
            )
        },
        "century": {0: "siècle"},
        "q_letter": {"quarter": "q|t", "half": "s"},
        "weekno": {0: "semaine|semaine n°|semaine numéro"},
        "day_pre": {0: "le"},
        "thousands": {2000: "deux mille|deux mil"},
        "nowword": {0: "maintenant|présent|ce jour"},
        "feast": {
            "05-sun-1": "fête des mères",
            "06-sun3": "fête des pères",
            "11-thu4": "action de grâce|thanksgiving",
            "11-thu4+1": "black friday",
            "12-25": "noël|jour de noël",
            "12-24": "réveillon de noël|veille de noël|réveillon",
            "12-31": "saint-sylvestre|réveillon du nouvel an|réveillon de la saint-sylvestre|veille du nouvel an",
            "01-01": "jour de l'an|nouvel an|premier de l'an",
            "easter+0": "pâques|dimanche de pâques",
            "easter+1": "lundi de pâques",
            "easter-2": "vendredi saint",
            "easter-3": "jeudi saint",
            "easter-7": "dimanche des rameaux|rameaux",
            "easter-47": "mardi gras",
            "easter-46": "mercredi des cendres",
            "easter+39": "ascension|jeudi de l'ascension",
            "easter+49": "pentecôte|dimanche de pentecôte",
            "easter+50": "lundi de pentecôte",
            "01-06": "épiphanie",
            "02-14": "saint-valentin",
            "02-02": "chandeleur",
            "03-08": "journée des femmes|journée internationale des femmes|journée internationale des droits des femmes",
            "05-01": "fête du travail|fête des travailleurs|premier mai",
            "05-08": "fête de la victoire",
            "07-14": "fête nationale",
            "06-21": "fête de la musique",
            "06-24": "saint-jean",
            "08-15": "assomption",
            "10-31": "halloween",
            "11-01": "toussaint",
            "11-02": "fête des morts|jour des morts",
            "11-11": "armistice|saint-martin",
        },
    },
    ordinal_signs=frozenset(("er", "ère", "e", "ème", "ième", "nd", "nde")),
)
