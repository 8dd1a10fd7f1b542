"""Portuguese, of Portugal and of Brazil."""

# ruff: noqa: E501 - the words of one meaning stand on one line, whatever its length.

from __future__ import annotations

from rag.text.dates.expressions.date_words import LanguageWords, compounds, in_order, joined
from rag.text.dates.expressions.words.months import month_words

_ONES = in_order(
    "zero,um|uma,dois|duas,três,quatro,cinco,seis,sete,oito,nove,dez,onze,doze,treze,catorze|quatorze,quinze,dezasseis|dezesseis,dezassete|dezessete,dezoito,dezanove|dezenove"
)
_TENS = {
    20: "vinte",
    30: "trinta",
    40: "quarenta",
    50: "cinquenta",
    60: "sessenta",
    70: "setenta",
    80: "oitenta",
    90: "noventa",
}

WORDS = LanguageWords(
    {
        **month_words("pt"),
        "month_short": in_order("jan,fev,mar,abr,mai,jun,jul,ago,set,out,nov,dez", start=1),
        "weekday": in_order(
            "segunda-feira|segunda feira|2ª-feira,terça-feira|terça feira|3ª-feira,quarta-feira|quarta feira|4ª-feira,quinta-feira|quinta feira|5ª-feira,sexta-feira|sexta feira|6ª-feira,sábado|sabado,domingo"
        ),
        "weekday_short": in_order("seg|segunda,ter|terça,qua|quarta,qui|quinta,sex|sexta,sáb|sab,dom"),
        "ambiguous": {0: ""},
        "season": in_order("primavera,verão,outono,inverno"),
        "num": joined(
            {number: form for number, form in _ONES.items() if number > 1},
            _TENS,
            compounds(_ONES, _TENS, "{ten} e {one}"),
            {2: "par de"},
        ),
        "one": {1: "um|uma|1"},
        "ord": in_order(
            "primeiro|primeira|primeiros|primeiras,segundo|segunda,terceiro|terceira,quarto|quarta,quinto|quinta,sexto|sexta,sétimo|sétima,oitavo|oitava,nono|nona,décimo|décima",
            start=1,
        ),
        "unit": {
            "day": "dia",
            "week": "semana",
            "weekend": "fim de semana|fim-de-semana|final de semana",
            "fortnight": "quinzena",
            "month": "mês|mes",
            "quarter": "trimestre",
            "half": "meio ano|semestre",
            "year": "ano|exercício",
            "decade": "década",
            "century": "século",
        },
        "units": {
            "day": "dias",
            "week": "semanas",
            "weekend": "fins de semana",
            "month": "meses",
            "quarter": "trimestres",
            "half": "semestres",
            "year": "anos",
            "decade": "décadas",
        },
        "unit_of": {"week": "semana de|semana do dia", "weekend": "fim de semana de", "month": "mês de"},
        "dayword": {
            ("day", 0): "hoje|esta manhã|esta tarde|esta noite|hoje à noite|hoje de manhã|hoje à tarde",
            ("day", -1): "ontem|ontem à noite|ontem à tarde|ontem de manhã",
            ("day", 1): "amanhã|amanhã de manhã|amanhã à tarde|amanhã à noite",
            ("day", -2): "anteontem|antes de ontem",
            ("day", 2): "depois de amanhã",
        },
        "from_now": {0: "a partir de hoje|a partir de agora"},
        "dir": {
            -1: "último|última|últimos|últimas|ultimo|ultima|ultimos|ultimas|passado|passada|passados|passadas",
            0: "este|esta|neste|nesta|deste|desta|o presente|o atual|o actual|esse|essa|nesse|nessa",
            1: "próximo|próxima|próximos|próximas",
        },
        "dirafter": {
            -2: "retrasado|retrasada",
            -1: "passado|passada|passados|passadas|último|última|últimos|últimas|anterior",
            0: "em curso|corrente|atual|actual",
            1: "próximo|próxima|próximos|próximas|que vem|seguintes|que vêm",
        },
        "ago_before": {0: "há|faz|há cerca de|há quase|há apenas"},
        "ago": {0: "atrás|atras"},
        "ahead_sure": {0: "daqui a|dentro de|de hoje a"},
        "part": {
            "early": "início|inícios|começo|princípio|princípios|primeiros dias|os primeiros dias",
            "mid": "meados|meio|metade",
            "late": "fim|fins|final|finais|últimos dias",
        },
        "half_of": {0: "metade"},
        "later": {"late": "mais tarde|mais para o fim", "early": "mais cedo"},
        "laterafter": {"late": "mais tarde"},
        "so_far": {0: "até agora|até ao momento"},
        "rest": {0: "resto|o resto|restante"},
        "to_date": {0: "desde o início do ano"},
        "days_off": {-1: "antes de|antes do|antes da", 1: "a partir de|depois de|depois do|depois da|após|após o"},
        "eve": {
            -1: "véspera|véspera de|véspera do|véspera da|dia anterior a|dia antes de",
            1: "dia seguinte a|dia seguinte ao|dia depois de",
        },
        "since": {
            0: "desde|a partir de|a partir do|a partir da|desde o|desde a|a contar de|desde o dia|a partir do dia"
        },
        "until": {0: "até|até ao|até à|até o|até a|até aos|o mais tardar|até ao dia|até o dia|até dia"},
        "before": {0: "antes de|antes do|antes da|anteriores a|antes do dia|antes de o"},
        "after": {0: "depois de|depois do|depois da|após|após o|após a|posteriores a|depois do dia"},
        "between": {0: "entre|entre o|entre a|entre os dias|entre o dia"},
        "and": {0: "e|e o|e a|ou|e o dia"},
        "from": {0: "de|do|da|desde|desde o|dos dias|do dia|dos"},
        "to": {0: "a|ao|à|até|até ao|até o|ao dia"},
        "of": {0: "de|do|da|em|no|na"},
        "the": {0: "o|a|os|as|do|da|no|na|ao|um|num"},
        "in": {
            0: "em|de|desde|do|da|no|na|a partir de|até|antes de|após|entre|e|durante|por volta de|ou|ano|depois de|para|para o|dia|até ao|início de|fim de|final de"
        },
        "weak": {0: "salvo|exceto|de|e|a|ou|do|até"},
        "or_bound": {-1: "ou antes|e antes", 1: "em diante|ou depois|e depois"},
        "more_before": {-1: "há menos de", 1: "há mais de"},
        "starts": {0: "começa|começará|começar|inicia|iniciará|iniciar"},
        "from_start": {0: "a partir de|a partir do|desde"},
        "in_unit": {0: "em|na|no|durante|neste"},
        "speaks_ahead": {0: "vou|vamos|vai|vão|estarei|estaremos|podemos|estou"},
        "on": {0: "na|no|até|desde|de|da|do|entre|e|a|esta|para|à|ao|em|nesta|numa"},
        "in_day": {0: "em|no dia|de|do dia|até|até dia|desde|dia|a"},
        "every": {0: "cada|todas as|todos os|toda|todo|por"},
        "plural_the": {0: "às|aos|as|os"},
        "goal": {
            0: "metas|meta|metas para|objetivos|objectivos|objetivos para|objetivo|agenda|horizonte|metas de|objetivos de|metas climáticas para|plano"
        },
        "counted": {
            0: "coroas|euros|habitantes|pessoas|exemplares|metros|quilómetros|quilômetros|votos|dólares|leitores|famílias|toneladas|empregos|casas|reais"
        },
        "yearnoun": {0: "ano|o ano|ano de|anos"},
        "decade_pre": {0: "anos|os anos|década de|década dos anos"},
        "decade_word": {
            1900 + 10 * tens: f"anos {form}|década de {form}"
            for tens, form in (
                (2, "vinte"),
                (3, "trinta"),
                (4, "quarenta"),
                (5, "cinquenta"),
                (6, "sessenta"),
                (7, "setenta"),
                (8, "oitenta"),
                (9, "noventa"),
            )
        },
        "century": {0: "século"},
        "q_letter": {"quarter": "q|t"},
        "weekno": {0: "semana|semana número"},
        "day_pre": {0: "dia|no dia|o dia|do dia|até dia"},
        "thousands": {2000: "dois mil|dois mil e"},
        "nowword": {0: "agora|hoje em dia"},
        "feast": {
            "05-sun2 05-sun1": "dia das mães|dia da mãe",
            "03-19 08-sun2": "dia do pai|dia dos pais",
            "11-thu4": "ação de graças|dia de ação de graças",
            "11-thu4+1": "black friday",
            "12-25": "natal|dia de natal",
            "12-24": "véspera de natal|consoada|noite de natal",
            "12-31": "véspera de ano novo|noite de ano novo|passagem de ano|réveillon|fim de ano|véspera de ano-novo|são silvestre",
            "01-01": "ano novo|ano-novo|dia de ano novo|dia de ano-novo",
            "easter+0": "páscoa|domingo de páscoa",
            "easter+1": "segunda-feira de páscoa",
            "easter-2": "sexta-feira santa|sexta-feira da paixão",
            "easter-3": "quinta-feira santa",
            "easter-7": "domingo de ramos",
            "easter-47": "carnaval|terça-feira de carnaval",
            "easter-46": "quarta-feira de cinzas",
            "easter+39": "ascensão",
            "easter+49": "pentecostes",
            "easter+60": "corpo de deus|corpus christi",
            "01-06": "dia de reis|reis|epifania",
            "02-14": "dia dos namorados",
            "03-08": "dia da mulher|dia internacional da mulher",
            "04-25": "dia da liberdade",
            "05-01": "dia do trabalhador|dia do trabalho|primeiro de maio",
            "06-10": "dia de portugal",
            "06-24": "são joão",
            "06-13": "santo antónio|santo antônio",
            "08-15": "assunção",
            "09-07": "dia da independência",
            "10-05": "implantação da república",
            "10-31": "halloween|dia das bruxas",
            "11-01": "todos os santos|dia de todos os santos",
            "11-02": "finados|dia de finados",
            "11-11": "são martinho",
            "11-15": "proclamação da república",
            "12-08": "imaculada conceição",
            "10-12": "nossa senhora aparecida",
        },
    },
    ordinal_signs=frozenset(("º", "ª", "°", "o", "a")),
)
