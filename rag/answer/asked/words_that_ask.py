"""The words by which a question asks for a kind of answer, per language.

Patterns are matched against a question in lower case, as whole words, and the first that matches counts: the order of a
language's patterns is part of their meaning ("how many years ago" before "how many years", that before "how many").
Repeats are bounded, so that a long question is read in time that grows with its length.
"""

# ruff: noqa: E501 - a language's patterns stand on a line each, whatever its length.

from __future__ import annotations

from typing import Literal

AnswerKind = Literal[
    "count", "money", "share", "duration", "length", "number", "date", "name", "naming", "name part", "statement"
]

# What has a name of its own, and what English words may stand between it and "which" ("which Norwegian football club").
_EN_NAMED = (
    r"(?:cit(?:y|ies)|countr(?:y|ies)|towns?|villages?|regions?|provinces?|districts?|count(?:y|ies)|islands?|rivers?|nations?|continents?"
    r"|boroughs?|streets?|airports?|universit(?:y|ies)|compan(?:y|ies)|firms?|banks?|airlines?|part(?:y|ies)|ministers?|ministr(?:y|ies)"
    r"|courts?|teams?|clubs?|agenc(?:y|ies)|newspapers?|magazines?|broadcasters?|organi[sz]ations?|person|politicians?|players?|drivers?"
    r"|presidents?|senators?|candidates?|emperors?|kings?|queens?|popes?|authors?|singers?|actors?|artists?|scientists?|ships?|languages?)"
)
_EN_BETWEEN = (
    r"(?:(?!(?:is|are|was|were|be|the|an?|his|her|its|their|this|that|these|those|did|do|does|has|have|had|will|would|can|could|may"
    r"|might|should|of|in|on|at|to|for|from|by|with|about|and|or|kinds?|types?|sorts?|led|made|makes|gives?|gave|caus\w+|happen\w*|\w+ed)\b)"
    r"[\w.’'-]+ )"
)
# "what is the …", "what was Norway's …", and what follows where the thing itself is asked for, not "the budget row".
_EN_THE = (
    r"what(?:['’]s| is| was| are| were| will be| would be) (?:the|his|her|its|their|(?:[\w.-]+ )?[\w.-]+['’]s?) "
    r"(?:(?!(?:of|for|in|to|on|about|behind|from|by|with|and|that|this|last(?= (?:year|month|week|season))|doing|named?|called)\b)[\w’'-]+ ){0,3}"
)
_EN_ITSELF = r"(?=\W*$| (?:of(?! living)|for|in|on|per|at|to|from|by|now|last|this|when|before|after|between|today|currently|during|as|under|an?)\b)"
_EN_HOW_GREAT = r"how (?:large|big|great|high|small|low) .{0,60}\b"
_EN: tuple[tuple[AnswerKind, str], ...] = (
    ("share", r"how .{1,120}\bin (?:%|per ?cent)"),
    ("date", r"how (?:long|many (?:seconds|minutes|hours|days|weeks|months|years|decades|centuries)) ago"),
    ("length", r"how long (?:is|was|are|were|will|would) (?:the|its|this|that|[\w.-]+['’]s) (?:[\w’'-]+ ){0,4}?(?:bridge|tunnel|route|road|motorway"
               r"|river|canal|wall|fence|ship|ferry|line|path|trail|beach|coast(?:line)?|runway|pier|dam|dyke|pipeline|cable|queue|border|street|track)s?"
               r"(?: be)?(?= (?:of|over|across|in|between|from|to|at|under|through|on)\b|\W*$)"),
    ("duration", r"how (?:long|soon|much (?:time|longer))|how many (?:more |full |consecutive )?(?:seconds|minutes|hours|days|weeks|months|years|decades)"
                 r"|what (?:prison|jail) (?:sentence|term)"),
    ("money", _EN_HOW_GREAT + r"(?:budgets?|fines?|debts?|deficit|loans?|grants?|subsid(?:y|ies)|salar(?:y|ies)|fees?|fares?|prices?|rents?|costs?|bail|ransom)"),
    ("share", _EN_HOW_GREAT + r"(?:turnout|share|unemployment|inflation|percentage|proportion|interest rates?)"),
    ("number", _EN_HOW_GREAT + r"(?:population|crowds?|army|temperatures?|toll|audience|workforce|number)"),
    ("length", r"how (?:far|deep|high|tall|wide|large|big)|how many (?:metres|meters|kilomet(?:res|ers)|miles|hectares|acres|feet)"
               rf"|{_EN_THE}(?:height|length|width|depth|distance|altitude|elevation|diameter){_EN_ITSELF}"),
    ("share", r"(?:what|which) (?:share|percentage|proportion|percent|margin|majority|turnout)|how many (?:percent|per cent|percentage points)"
              rf"|{_EN_THE}(?:percentage|share|proportion|turnout|(?:un)?employment rate|jobless rate|inflation(?: rate)?|interest rate|growth rate|tax rate|approval rating){_EN_ITSELF}"),
    ("money", r"how much .{0,150}\b(?:costs?|pay|pays|paid|spend|spent|lose|lost|earns?|earned|worth|money|fine|fined|price|owe|owed|owes|raise|raised|charged?|invested|donated?|borrowed)"
              r"|what (?:price|sum|fine|salary|budget|fare|fee|wage|ransom)|how expensive|what (?:do|does|did|will|would) .{0,150}\bcost"
              r"|how many (?:million |billion |thousand )?(?:dollars|euros|crowns|francs|rou?bles|hryvnias?)"
              rf"|{_EN_THE}(?:price|cost|fare|fee|fine|rent|salary|salarie|wage|budget|debt|deficit|turnover|revenue|profit|income|ransom|bail|prize money|net worth)s?{_EN_ITSELF}"),
    ("count", r"how many"),
    ("number", r"how (?:much|old|often|fast|heavy|hot|cold|warm)|what (?:number|amount|figure|age|score|speed|temperature)"
               rf"|{_EN_THE}(?:age|population|score|temperature|speed|weight|number|amount|death toll|magnitude|attendance|life expectancy){_EN_ITSELF}"),
    ("date", r"when|(?:what|which) (?:exact |calendar )?(?:years?|dates?|days?|months?|century|decade|time)"
             rf"|{_EN_THE}(?:date|deadline|year){_EN_ITSELF}"),
    ("naming", r"(?:what|which) names?|what(?:['’]s| is| was| are| were| will be) the (?:\w+ ){0,2}(?:names? (?:of|for)|title of (?:the|his|her|its|their) (?:\w+ )?(?:book|novel|film|movie|song|album|report|play|series|article|speech))"
               rf"|what .{{0,150}}\b(?:called|named|christened|dubbed|titled|known as)\W*$|{_EN_THE}(?<!first )(?<!last )names?\W*$"),
    ("statement", r"what (?:did|does|has|had|was|were) .{0,150}\b(?:say|said|promise|claim|admit|argue|warn|call|tell|told|announce"
                  r"|think|want|answer|deny|respond|reply|demand|explain|ask|write|declare|insist|urge|pledge|vow|reveal)\b|why did .{0,150}\b(?:say|want|oppose|back|support)\b"),
    ("name", rf"(?:is|was|were) it .{{1,80}}\bwho|who|whose|whom|where|which (?:of the (?:\w+ ){{0,2}})?{_EN_BETWEEN}{{0,2}}{_EN_NAMED}|what {_EN_BETWEEN}{{0,2}}{_EN_NAMED}"
             r"|(?:what|which) place|which (?:(?:u\.?s\.?|\w*[^\W\ds]) )?state|what(?:['’]s| is| was) the capital(?: city)? of"
             rf"|what(?:['’]s| is| was| are| were) the (?:\w+ )?(?:\w+est|most \w+|first) (?:\w+ )?{_EN_NAMED}"),
)  # fmt: skip

_DE_HOW_HIGH = r"wie (?:hoch|groß) .{0,60}\b"
_DE_NAMED = (
    r"(?:\w*(?:stadt|städte|land|ländern?|partei(?:en)?|firm(?:a|en)|unternehmen|konzern|verein|klub|club|mannschaft|team|gericht|behörde"
    r"|ministerium|minister(?:in)?|region|provinz|bezirk|gemeinde|dorf|insel|fluss|bank|universität|zeitung|sender|politiker(?:in)?"
    r"|spieler(?:in)?|organisation|schiff)|orts?|orten?|kanton|person)"
)
_FR_NAMED = (
    r"(?:villes?|pays|partis?|entreprises?|sociétés?|ministres?|ministères?|clubs?|équipes?|tribunal|agences?|régions?|provinces?"
    r"|départements?|banques?|journ(?:al|aux)|organisations?|villages?|quartiers?|communes?|île|fleuve|joueurs?|joueuse|université|chaîne)"
)
_FR_IS = r"quels?(?:le)?s? (?:est|était|sont|étaient|sera|fut|a été) (?:l['’]|(?:le|la|les|son|sa|leur) )(?:\w+ )?"
_ES_NAMED = (
    r"(?:ciudad(?:es)?|país(?:es)?|partidos?|empresas?|compañías?|ministr[oa]s?|ministerios?|clubes|club|equipos?|tribunal|juzgado|agencias?"
    r"|región|regiones|provincias?|distritos?|bancos?|periódicos?|diarios?|organización|pueblos?|barrios?|municipios?|islas?|río|jugador(?:a|es)?|universidad)"
)
_ES_IS = r"cu[aá]l(?:es)? (?:es|era|son|eran|fue|fueron|ser[aá]) (?:el|la|los|las|su) (?:\w+ )?"
_IT_NAMED = (
    r"(?:città|paes[ei]|partit[oi]|aziend[ae]|società|impres[ae]|ministr[oi]|minister[oi]|club|squadr[ae]|tribunale|corte|agenzi[ae]|region[ei]"
    r"|provinci[ae]|banc(?:a|he)|giornal[ei]|organizzazion[ei]|quartier[ei]|comun[ei]|isol[ae]|fiume|giocator[ei]|università|nav[ei])"
)
_IT_IS = (
    r"qual(?:[ei]|['’])? ?(?:è stat[oa]|è|era|sono|erano|fu|sarà) (?:l['’]|(?:il|la|lo|i|le|gli|suo|sua) )(?:\w+ )?"
)
_PT_NAMED = (
    r"(?:cidades?|país(?:es)?|partidos?|empresas?|companhia|ministr[oa]s?|ministérios?|clubes?|equip[ae]s?|times?|tribunal|agências?|região|regiões"
    r"|províncias?|distritos?|estados?|bancos?|jorna(?:l|is)|organização|bairros?|municípios?|ilhas?|rio|jogador(?:a|es)?|universidade)"
)
_PT_IS = r"qual (?:é|era|foi|será) (?:o|a|os|as|seu|sua) (?:\w+ )?"
_NL_NAMED = (
    r"(?:stad|steden|land(?:en)?|partij(?:en)?|bedrij(?:f|ven)|minister(?:ie)?|club|ploeg|team|rechtbank|dienst|instantie|regio|provincie"
    r"|gemeente|wijk|bank|krant|organisatie|dorp|plaats|eiland|rivier|speler|universiteit|politicus|schip|persoon)"
)
_NL_IS = r"(?:wat|hoe (?:hoog|groot)) (?:is|was|zijn|waren|wordt|werd) (?:het|de|haar|zijn|hun) (?:\w+ ){0,2}?"
_PL_WHICH = r"(?:jak|któr)(?:i|a|ie|y|e|ą|im|iej|ym|ej|iego|ego|ich|ych)"
_PL_NAMED = (
    r"(?:mi(?:asto|eście|asta|astach)|kraj(?:u|e|ach)?|państw(?:o|ie|a)|parti[aię]|firm(?:a|ie|y|ę)|spółk[aię]|minister|ministrowie|ministerstw(?:o|ie)"
    r"|klub(?:ie|y)?|drużyn(?:a|y|ie|ę)|sąd(?:zie)?|agencj[aię]|region(?:ie)?|województw(?:o|ie)|prowincj[aię]|dzielnic[aęy]|gmin(?:a|ie)|bank(?:u)?"
    r"|gazet(?:a|y|ę)|organizacj[aię]|ws(?:i|ie)|wieś|wyspi?[ae]|polityk|zawodnik|uniwersytet)"
)
_PL_IS = rf"{_PL_WHICH} (?:jest|są|była?|było|były|będzie) (?:\w+ )?"
_UK_WHICH = r"як(?:ий|а|е|і|ому|ій|им|ою|ого|ої|их|у)"
_UK_NAMED = (
    r"(?:міст(?:о|і|а|ах)|країн(?:а|і|и|у|ах)|парті(?:я|ї|ю|єю)|компані(?:я|ї|ю|єю)|фірм(?:а|и|і)|міністр(?:и|а)?|міністерств(?:о|і)|клуб(?:и|і)?|команд(?:а|и|і|у)"
    r"|суд(?:і)?|агентств(?:о|і)|відомств(?:о|і)|област(?:ь|і)|регіон(?:і)?|район(?:і)?|провінці(?:я|ї)|банк(?:у|и)?|газет(?:а|и|і)|організаці(?:я|ї)|сел(?:о|і)|острів|острові|політик|гравець|університет(?:і)?)"
)
_UK_IS = rf"{_UK_WHICH} (?:є |був |була |було |були |буде )?(?:\w+ )?"
_RU_WHICH = r"как(?:ой|ая|ое|ие|ому|им|ом|ого|их|ую)|в каком|в какой"
_RU_NAMED = (
    r"(?:город(?:а|е|ах)?|стран(?:а|е|ы|у|ах)|парти(?:я|и|ю|ей)|компани(?:я|и|ю|ей)|фирм(?:а|ы|е)|министр(?:ы)?|министерств(?:о|е)|клуб(?:ы|е)?|команд(?:а|ы|е|у)"
    r"|суд(?:е)?|агентств(?:о|е)|ведомств(?:о|е)|област(?:ь|и)|регион(?:е)?|район(?:е)?|провинци(?:я|и)|банк(?:е)?|газет(?:а|ы|е)|организаци(?:я|и)|сел(?:о|е)|деревн(?:я|е)|остров(?:е)?|политик|игрок|университет(?:е)?)"
)
_RU_IS = rf"(?:{_RU_WHICH}|каков[аоы]?) (?:был |была |было |были |будет )?(?:\w+ )?"

#: By language the kinds of answers with the words that ask for them.
ASKING: dict[str, tuple[tuple[AnswerKind, str], ...]] = {
    "en": _EN,
    "de": (
        ("share", rf"wie .{{1,120}}\bin (?:%|prozent)|{_DE_HOW_HIGH}(?:\w*(?:wahlbeteiligung|arbeitslosigkeit|quote|inflation|inflationsrate|leitzins|anteil))"),
        ("date", r"vor wie (?:langer|vielen (?:jahren|monaten|wochen|tagen|stunden))|(?:um )?wie ?viel uhr"),
        ("length", r"wie lang (?:ist|war|wird|soll) (?:der|die|das) (?:\w+ )?\w*(?:brücke|tunnel|strecke|straße|fluss|mauer|zaun|schiff|fähre|linie|weg)"),
        ("duration", r"wie ?lange?|wie ?viele (?:sekunden|minuten|stunden|tage|nächte|wochen|monate|jahre)"),
        ("money", r"wie ?viel .{0,150}\b(?:kostet|kosten|gekostet|\w*zahlte?|\w*zahlen|\w*gezahlt|geld|verlor|verdient\w*|ausgegeben|ausgibt|\w*investier\w+|gespendet|spendete?|schuldet?|schulden|wert|euro|dollar)|wie teuer"
                  r"|was (?:kostet|kosten|kostete?n?|verdient\w*|wird .{0,150}\bkosten|hat .{0,150}\bgekostet)|welche[mnrs]? (?:preis|summe|gehalt|geldstrafe|betrag)|wie ?viele (?:euro|dollar|kronen|franken)"
                  rf"|(?:was|wie hoch) (?:ist|war|sind|waren) (?:der|die) (?:\w+ ){{0,2}}(?:preise?|kosten|gehalt|gebühr(?:en)?|miete|strafe)"
                  rf"|{_DE_HOW_HIGH}\w*(?:preise?|kosten|gehalt|gehälter|löhne|lohn|gebühr|gebühren|miete|mieten|strafe|bußgeld|schulden|haushalt|budget|etat|defizit|umsatz|gewinn|schaden|rente|abfindung|entschädigung|kaution|lösegeld|kredit)"),
        ("number", rf"{_DE_HOW_HIGH}\w*(?:temperatur|temperaturen|zahl|bevölkerung|menge)"),
        ("share", r"welche[rn]? anteil|wie ?viele? prozent(?:punkte)?"),
        ("length", r"wie ?(?:weit|hoch|tief|groß|breit)|wie ?viele (?:kilometer|meter|hektar|quadrat\w+)"),
        ("count", r"wie ?viele"),
        ("number", r"wie ?(?:viel|oft|alt|schnell|heiß|kalt|warm)|welche[mrns]? (?:alter|temperatur|geschwindigkeit)|was wiegt"),
        ("date", r"wann|seit wann|bis wann|(?:welche[mnrs]?) (?:jahr|tag|datum|monat|wochentag|jahrhundert|uhrzeit)|was (?:ist|war) das datum"),
        ("naming", r"wie (?:hei(?:ß|ss)t|hie(?:ß|ss)|hei(?:ß|ss)en|nennt|nannte|lautet der name)|wie (?:wird|wurde|soll) .{0,150}\b(?:hei(?:ß|ss)en|genannt|getauft)"
                   r"|welche[nr]? namen?|unter welchem namen|(?:was|wie) (?:ist|war) der name"),
        ("statement", r"was (?:sagte?n?|sagen|erklärte?|versprach|behauptete?|meinte?|forderte?|fordert|antwortete|kündigte .{0,150}\ban)"
                      r"|was (?:hat|haben|hatte) .{0,150}\b(?:gesagt|erklärt|versprochen|behauptet|gefordert|angekündigt|gemeint|geantwortet|geschrieben|gewarnt|bestritten|zugesagt|verlangt|vorgeschlagen|mitgeteilt)"),
        ("name", rf"wer|wen|wem|wessen|wo|wohin|woher|welche[mnrs]? (?:\w+ )?{_DE_NAMED}"),
    ),
    "fr": (
        ("share", r"(?:combien|quelle?) .{1,120}\ben (?:%|pour ?cent|pourcentage)"),
        ("date", r"il y a combien|combien de temps .{0,99}il y a"),
        ("duration", r"combien de temps|combien d[e'’] ?(?:secondes|minutes|heures|jours|nuits|semaines|mois|ans|années)"),
        ("length", rf"quelle (?:distance|hauteur|profondeur|altitude)|combien de (?:kilomètres|km|mètres|hectares)|combien mesure\w*|{_FR_IS}(?:longueur|hauteur|largeur|distance|profondeur|superficie|altitude)"),
        ("money", r"combien (?!d[e'’]).{0,150}\b(?:coût\w+|pay\w+|paie|gagn\w+|dépens\w+|vaut|valait|investi\w*)|combien d[e'’] ?(?:argent|euros|dollars|francs)|combien d['’]argent|que coût\w+"
                  rf"|{_FR_IS}(?:prix|tarifs?|coûts?|salaires?|budget|dette|déficit|montant|amende|loyers?|chiffre d['’]affaires|bénéfices?|rançon|frais)"
                  r"|quels? (?:prix|salaires?|budget|tarifs?|montant)|quelle (?:somme|amende|rançon)"),
        ("share", rf"quelle? (?:part|pourcentage|proportion|taux)|{_FR_IS}(?:pourcentage|part|proportion|taux|participation|inflation)"),
        ("count", r"combien d[e'’]|combien .{0,60}\bsont(?:-ils|-elles)?\W*$"),
        ("number", rf"combien|quel(?:le)? (?:nombre|âge|score|vitesse|température)|{_FR_IS}(?:âge|score|population|température|vitesse|poids|nombre|bilan|magnitude)"),
        ("date", rf"quand|quel(?:le)?s? (?:années?|jours?|dates?|mois|heure|siècle|décennie)|{_FR_IS}date"),
        ("naming", r"comment s['’]appel\w+|comment se nomm\w+|comment .{0,99}\b(?:appelée?s?|baptisée?s?|nommée?s?)|quels? (?:est le |sera le |était le |est son )?noms?|quel est le titre"),
        ("statement", r"qu(?:e|['’]|['’]est-ce qu(?:e |['’]))\s?(?:a|ont|avait)?(?:[- ]t[- ])?.{0,150}\b(?:dit|disait|déclaré|promis|affirmé|expliqué|annoncé|répondu|dénoncé|assuré|demandé|proposé|averti)\b"),
        ("name", rf"qui|où|quel(?:le)?s? (?:\w+ )?{_FR_NAMED}|{_FR_IS}capitale"),
    ),
    "es": (
        ("share", r"(?:cu[aá]nt[oa]s?|qué) .{1,120}\ben (?:%|por ciento|porcentaje)"),
        ("date", r"hace cu[aá]nt[oa]s? ?(?:tiempo|años|meses|días|semanas|horas)?"),
        ("number", r"cu[aá]ntos años (?:tiene|tenía|cumple)"),
        ("duration", r"cu[aá]nto (?:tiempo|dur\w+|tard\w+)|cu[aá]nt[oa]s (?:horas|d[ií]as|noches|semanas|meses|años|minutos|segundos)"),
        ("length", rf"a qué (?:distancia|altura|profundidad|altitud)|cu[aá]nt[oa]s (?:kilómetros|metros|hectáreas)|cu[aá]nto mid\w+|{_ES_IS}(?:longitud|altura|anchura|distancia|profundidad|superficie)"),
        ("money", r"cu[aá]nto .{0,150}\b(?:cuestan?|cost[oó]|costaron|costar[aá]n?|costado|pag[oóa]\w*|dinero|gan(?:a|ó|an|aron)|gast\w+|vale|valen|invirti\w+|deben?|debía)|qué (?:precio|sueldo|salario|presupuesto)"
                  r"|cu[aá]ntos (?:euros|dólares|pesos)|a cu[aá]nto asc\w+ (?:la|el) (?:deuda|multa|presupuesto|factura|coste|sueldo|fortuna|inversión|pérdida)"
                  rf"|{_ES_IS}(?:precios?|tarifas?|costes?|costos?|sueldos?|salarios?|presupuesto|deuda|déficit|multa|alquiler|importe|monto|beneficios?|rescate)"),
        ("share", rf"qué (?:porcentaje|proporción|parte|participación)|{_ES_IS}(?:porcentaje|tasa|participación|proporción|inflación)"),
        ("number", r"a cu[aá]nto asc\w+|qué (?:edad|número|cantidad|temperatura|velocidad)"
                   rf"|{_ES_IS}(?:edad|población|temperatura|velocidad|peso|número|marcador|resultado|magnitud)|cu[aá]nto pes\w+"),
        ("count", r"cu[aá]nt[oa]s?"),
        ("date", rf"cu[aá]ndo|(?:qué|que) (?:años?|días?|fecha|mes|hora|siglo|década)|{_ES_IS}fecha"),
        ("naming", r"c[oó]mo se (?:llam\w+|titul\w+|denomin\w+)|qué (?:nombres?|título)|cu[aá]l (?:es|era|fue|ser[aá]) (?:el|su) (?:nombre|título)"),
        ("statement", r"qué .{0,20}\b(?:dijo|dijeron|dice|ha dicho|han dicho|prometió|declaró|afirmó|anunció|respondió|aseguró|advirtió|exigió|propuso|explicó|pidió)"),
        ("name", rf"qui[eé]n(?:es)?|d[oó]nde|(?:qué|cu[aá]l(?:es)?(?: de l[oa]s)?) {_ES_NAMED}|{_ES_IS}capital"),
    ),
    "it": (
        ("share", rf"quanto .{{1,120}}\bin (?:%|per cento|percentuale)|(?:che|quale) (?:percentuale|quota|parte|affluenza)|{_IT_IS}(?:percentuale|quota|affluenza|tasso|inflazione)"),
        ("date", r"quant[oaie] (?:tempo|anni|mesi|giorni|settimane|ore) fa"),
        ("number", rf"quanti anni (?:ha|hanno|aveva|avevano|compie)|(?:che|quale) (?:età|temperatura|velocità|numero)|{_IT_IS}(?:età|popolazione|temperatura|velocità|peso|numero|punteggio|magnitudo)|quanto pes\w+"),
        ("duration", r"(?:per )?quanto (?:tempo|dur\w+|è durat\w+|ci vuole)|quant[ie] (?:secondi|minuti|ore|giorni|notti|settimane|mesi|anni)"),
        ("length", rf"quanto (?:è |era |sono )?(?:lung[oaih]+|alt[oaie]|larg[oaih]+|profond[oaie]|dista\w*|lontan[oaie])|a (?:che|quale) (?:distanza|altezza|profondità)|quanti (?:chilometri|metri|ettari)|{_IT_IS}(?:lunghezza|altezza|larghezza|distanza|profondità|superficie)"),
        ("money", r"quanto .{0,150}\b(?:cost\w+|paga\w*|guadagn\w+|spes[oaie]|spend\w+|vale|valgono|valeva|investit\w+|denaro|soldi)|quanto (?:cost\w+|pag\w+|guadagn\w+|spend\w+|vale)|(?:che|quale|a che) (?:prezzo|cifra|stipendio|somma)|quanti (?:euro|dollari|soldi)|a quanto ammont\w+ (?:il |la |l['’])(?:debito|multa|bilancio|fattura|danno|spesa|perdita|riscatto)"
                  rf"|{_IT_IS}(?:prezz[oi]|cost[oi]|tariff[ae]|stipendi[o]?|bilancio|budget|debito|deficit|multa|affitto|riscatto|fatturato|importo)"),
        ("number", r"a quanto ammont\w+"),
        ("count", r"quant[oaie]"),
        ("date", rf"quando|(?:che|quale|quali) (?:ann[oi]|giorn[oi]|data|mese|ora|secolo)|a che ora|{_IT_IS}data"),
        ("naming", rf"come si (?:chiam\w+|intitol\w+)|(?:che|quale) (?:nome|titolo)|{_IT_IS}(?:nome|titolo)"),
        ("statement", r"(?:che |che cosa |cosa ).{0,99}\b(?:detto|dichiarato|promesso|affermato|annunciato|risposto|spiegato|chiesto|disse|dice|dicono)"),
        ("name", rf"chi|dove|(?:che|qual[ei]|quali|quale) (?:\w+ )?{_IT_NAMED}|dov['’]è|{_IT_IS}capitale"),
    ),
    "pt": (
        ("share", rf"quanto .{{1,120}}\bem (?:%|por cento|percentagem)|(?:que|qual) (?:percentagem|porcentagem|percentual|parcela|proporção)|{_PT_IS}(?:percentagem|porcentagem|percentual|taxa|participação|inflação|abstenção)"),
        ("date", r"há quant[oa]s? (?:tempo|anos|meses|dias|semanas|horas) (?:\w+ )?(?:foi|foram|aconteceu|ocorreu|morreu|abriu|nasceu)|quantos (?:anos|meses|dias) atrás"),
        ("number", rf"quantos anos (?:tem|têm|tinha|tinham|faz)|(?:que|qual a) (?:idade|temperatura|velocidade)|{_PT_IS}(?:idade|população|temperatura|velocidade|peso|número|placar|magnitude)|quanto pes\w+"),
        ("duration", r"quanto (?:tempo|dur\w+|demor\w+)|quant[oa]s (?:segundos|minutos|horas|dias|noites|semanas|meses|anos)"),
        ("length", rf"a que (?:distância|altura|profundidade)|quantos (?:quil[oóô]metros|metros|hectares)|quanto mede\w*|{_PT_IS}(?:comprimento|altura|largura|distância|profundidade|superfície)"),
        ("money", r"quanto (?:.{0,150} )?(?:cust\w+|pag(?:a|am|ou|aram|ar)|ganh\w+|gast\w+|vale|valem|valia|investi\w+|dinheiro|deve|devia)|(?:que|por que) (?:preço|salário|valor)|quantos (?:euros|dólares|reais)"
                  rf"|{_PT_IS}(?:preços?|custos?|tarifas?|salários?|orçamento|dívida|déficit|défice|multa|aluguel|renda|resgate|valor|lucro)"),
        ("count", r"quant[oa]s?"),
        ("date", rf"quando|(?:que|qual) (?:anos?|dias?|data|mês|hora|horas|século)|{_PT_IS}data"),
        ("naming", rf"como se cham\w+|como é que se cham\w+|(?:que|qual) (?:nome|título)|{_PT_IS}(?:nome|título)"),
        ("statement", r"(?:o )?que .{0,99}\b(?:disse|disseram|diz|declarou|prometeu|afirmou|anunciou|respondeu|explicou|pediu|alertou)"),
        ("name", rf"quem|onde|aonde|(?:que|qua(?:l|is)) {_PT_NAMED}|{_PT_IS}capital"),
    ),
    "nl": (
        ("share", rf"hoe .{{1,120}}\bin (?:%|procent)|hoeveel procent|welk (?:deel|percentage|aandeel)|{_NL_IS}\w*(?:percentage|aandeel|opkomst|werkloosheid|inflatie)"),
        ("date", r"hoe ?lang geleden|hoeveel (?:jaar|jaren|maanden|weken|dagen|uur) geleden|hoe laat"),
        ("length", r"hoe lang (?:is|was|wordt) (?:de|het) (?:\w+ )?\w*(?:brug|tunnel|weg|rivier|muur|schip|route|lijn|kade)|hoe (?:ver|diep|breed)|hoeveel (?:kilometer|meter|hectare)|wat (?:is|was) de (?:lengte|hoogte|breedte|diepte|afstand|oppervlakte)"),
        ("duration", r"hoe ?lang|hoeveel (?:seconden|minuten|uur|uren|dagen|nachten|weken|maanden|jaar|jaren)"),
        ("money", rf"(?:hoeveel|wat) (?:.{{0,150}} )?(?:kost\w*|gekost)|hoeveel .{{0,150}}\b(?:betaal\w*|betaald|verdien\w*|geld|uitgegeven|waard|geïnvesteerd)|hoe duur|wat verdien\w*|hoeveel (?:euro|dollar)|welke? (?:prijs|bedrag|salaris)"
                  rf"|{_NL_IS}\w*(?:prijs|prijzen|kosten|tarief|tarieven|salaris|loon|begroting|budget|schuld|schulden|tekort|boete|huur|losgeld|omzet|winst|schade)"),
        ("number", rf"hoe (?:oud|vaak|snel|zwaar|warm|koud)|welke (?:leeftijd|temperatuur|snelheid)|{_NL_IS}\w*(?:leeftijd|bevolking|temperatuur|snelheid|gewicht|aantal|stand|dodental)"),
        ("length", r"hoe (?:hoog|groot)"),
        ("count", r"hoeveel"),
        ("date", r"wanneer|welke? (?:jaar|dag|datum|maand|eeuw|tijdstip)|wat (?:is|was) de datum"),
        ("naming", r"hoe (?:heet|heette|heten|noemt|noemde)|hoe (?:gaat|zal|wordt|werd) .{0,150}\b(?:heten|genoemd|gedoopt)|welke naam|onder welke naam|wat (?:is|was|wordt) (?:de|zijn|haar) naam"),
        ("statement", r"wat (?:zei|zeiden|zegt|zeggen|beloofde|verklaarde|beweerde|eiste|antwoordde)|wat (?:heeft|hebben|had) .{0,150}\b(?:gezegd|beloofd|verklaard|beweerd|geëist|aangekondigd|geantwoord)"),
        ("name", rf"wie|wiens|waar|waarheen|waarvandaan|welke? (?:\w+ )?{_NL_NAMED}"),
    ),
    "pl": (
        ("share", rf"(?:ile|o ile|jak) .{{1,120}}\bw (?:%|procentach)|(?:ile|ilu|o ile) procent\w*|{_PL_WHICH} (?:procent|odsetek|część|udział)|{_PL_IS}(?:frekwencja|inflacja|bezrobocie|stopa \w+|odsetek|udział)"),
        ("date", r"(?:ile|jak) (?:lat|dawno|miesięcy|tygodni|dni|godzin)?(?: temu)|o której(?: godzinie)?"),
        ("number", rf"ile (?:ma|mają|miał|miała|mieli) (?:\w+ ){{0,3}}lat|ile lat (?:ma|mają|miał|miała|mieli|skończył\w*)|w jakim wieku|jak (?:stary|stara|często|szybko|ciężki)|ile waży\w*|{_PL_IS}(?:temperatura|prędkość|waga|liczba|wynik|populacja|wiek|magnituda)"),
        ("duration", r"jak długo|ile (?:czasu|trwa\w*)|(?:przez )?(?:ile|ilu) (?:sekund|minut|godzin|dni|nocy|tygodni|miesięcy|lat)"),
        ("length", rf"jak (?:daleko|wysok\w+|głębok\w+|szerok\w+|dług[iae])|ile (?:kilometrów|metrów|hektarów)|{_PL_IS}(?:długość|wysokość|szerokość|głębokość|odległość|powierzchnia)"),
        ("money", rf"ile (?:.{{0,150}} )?koszt\w+|ile (?:zapłac\w+|płac\w+|zarabia\w*|zarobi\w*|wyda(?:ł|ła|no|li)|pieniędzy|euro|złotych|dolarów|wynosi (?:\w+ )?(?:cena|kara|grzywna|pensja|opłata|dług|budżet|deficyt|czynsz))|za ile|{_PL_WHICH} (?:cen\w+|kwot\w+)"
                  rf"|{_PL_IS}(?:cen[ay]|koszty?|opłat[ay]|pensja|budżet|dług|deficyt|kara|grzywna|czynsz|okup|zarobki|stawka)"),
        ("count", r"ile|ilu"),
        ("date", rf"kiedy|(?:w |od |do )?{_PL_WHICH} (?:rok|roku|dnia|dzień|dniu|miesiąc\w*|wiek\w+|dat[ay])"),
        ("naming", rf"jak (?:się )?(?:będzie się |nazywa\w*|nazwano|ma na imię|brzmi nazwa)|{_PL_WHICH} (?:nazw\w+|imię|tytuł)|{_PL_IS}(?:nazwa|imię|tytuł)|pod jaką nazwą"),
        ("statement", r"co .{0,99}\b(?:powiedzia\w+|mówi\w*|oświadczy\w+|obieca\w+|zapowiedzia\w+|ogłosi\w+|stwierdzi\w+|odpowiedzia\w+|zaproponowa\w+)"),
        ("name", rf"kto|kogo|komu|kim|czyj\w*|gdzie|dokąd|skąd|{_PL_WHICH} {_PL_NAMED}"),
    ),
    "uk": (
        ("share", rf"(?:на )?скільки .{{1,120}}\bу (?:%|відсотках)|(?:на )?скільки (?:відсотк\w+|процент\w+)|{_UK_WHICH} (?:відсот\w+|процент|частк\w+|частина)|{_UK_IS}(?:явка|інфляція|рівень безробіття|частка)"),
        ("date", r"скільки (?:років|місяців|тижнів|днів|годин|часу) тому|як давно|о котрій(?: годині)?"),
        ("number", rf"скільки .{{0,60}}\bроків\W*$|скільки років (?:було |має |виповн\w+|\w+[уюіо]\W*$)|у якому віці|в якому віці|як (?:часто|швидко)|{_UK_IS}(?:температура|швидкість|вага|кількість|рахунок|населення|вік|магнітуда)|скільки важи\w+"),
        ("duration", r"як довго|скільки (?:часу|трива\w+)|скільки (?:секунд|хвилин|годин|днів|ночей|тижнів|місяців|років)"),
        ("length", rf"як (?:далеко|високо|глибоко)|наскільки (?:висок|глибок|далек|широк)\w+|скільки (?:кілометрів|метрів|гектарів)|{_UK_IS}(?:довжина|висота|ширина|глибина|відстань|площа)"),
        ("money", r"скільки (?:.{0,150} )?кошту\w+|скільки (?:заплати\w*|платя?ть|заробля\w+|зароби\w+|витрати\w+|грошей|гривень|доларів|євро)"
                  rf"|{_UK_IS}(?:цін[аиу]|вартість|тариф|зарплата|бюджет|борг|дефіцит|штраф|викуп|плата|сума)"),
        ("count", r"скільки"),
        ("date", r"коли|як(?:ого|ому|ий|у|ої) (?:року|числа|дня|році|день|місяця|місяці|дати|дата|дату|століття|столітті)"),
        ("naming", r"як(?:у|а|ою) (?:\w+ )?назв(?:у|а|ою)|як (?:називається|називалася|називався|називалось|називаються|називатиме\w*|назвали|назвуть|звати|звуть)|яке ім['’ʼ]я"),
        ("statement", r"що .{0,60}\b(?:сказа|заяви|пообіця|оголоси|відпові|повідоми)\w*"),
        ("name", rf"хто|кого|кому|ким|чи(?:й|я|є|ї|його|єї)|де|куди|звідки|{_UK_WHICH} (?:\w+ )?{_UK_NAMED}"),
    ),
    "ru": (
        ("share", rf"(?:на )?сколько .{{1,120}}\bв (?:%|процентах)|(?:на )?сколько процентов|(?:{_RU_WHICH}) (?:процент|дол[яюи]|часть)|{_RU_IS}(?:явка|инфляция|уровень безработицы|доля)"),
        ("date", r"сколько (?:лет|месяцев|недель|дней|часов|времени) назад|как давно|во сколько|в котором часу"),
        ("number", rf"сколько .{{0,60}}\bлет\W*$|сколько лет (?:было |исполн\w+|\w+[уюеио]\W*$)|в каком возрасте|как (?:часто|быстро)|{_RU_IS}(?:температура|скорость|вес|количество|число|счёт|счет|население|возраст|магнитуда)|сколько вес\w+"),
        ("duration", r"как долго|сколько (?:времени|дл\w+лось|длится|продолжа\w+|продли\w+)|сколько (?:секунд|минут|часов|дней|ночей|недель|месяцев|лет)"),
        ("length", rf"как (?:далеко|высоко|глубоко)|насколько (?:высок|глубок|далек|широк)\w+|сколько (?:километров|метров|гектаров)|{_RU_IS}(?:длина|высота|ширина|глубина|расстояние|площадь)"),
        ("money", r"сколько (?:.{0,150} )?(?:стоит|стоят|стоил\w*|будет стоить|обош\w+)|сколько (?:заплати\w*|плат[иья]т\w*|зарабатыва\w+|заработа\w+|потрати\w+|денег|рублей|долларов|евро)"
                  rf"|{_RU_IS}(?:цен[аыу]|стоимость|тариф|зарплата|бюджет|долг|дефицит|штраф|выкуп|плата|сумма)"),
        ("count", r"сколько"),
        ("date", r"когда|как(?:ом|ого|ой|ое|ую) (?:году?|года|числа|числу|дня|день|месяце|месяца|дат[аыуе]|век[еа]?)|в какие дни"),
        ("naming", r"как (?:называется|называлс?я?|называл\w+|называются|назвали|назовут|зовут|звали)|как(?:ое|ая|им) (?:\w+ )?(?:имя|название|названием)|под каким (?:именем|названием)"),
        ("statement", r"что .{0,60}\b(?:сказа|заяви|пообеща|объяви|ответи|сообщи)\w*"),
        ("name", rf"кто|кого|кому|кем|чей|чь[яёеию]|где|куда|откуда|(?:{_RU_WHICH}) (?:\w+ )?{_RU_NAMED}"),
    ),
}  # fmt: skip

#: Words that ask, but also join a clause to what another word asks for: "What happened when the man who ...?"
JOINING: dict[str, str] = {
    "en": r"when|who|whose|whom|where",
    "de": r"wann|wer|wen|wem|wessen|wo|wohin|woher",
    "fr": r"quand|qui|où",
    "es": r"cu[aá]ndo|qui[eé]n(?:es)?|d[oó]nde",
    "it": r"quando|chi|dove",
    "pt": r"quando|quem|onde|aonde",
    "nl": r"wanneer|wie|wiens|waar|waarheen|waarvandaan",
    "pl": r"kiedy|kto|kogo|komu|kim|gdzie|dokąd|skąd",
    "uk": r"коли|хто|кого|кому|ким|де|куди|звідки",
    "ru": r"когда|кто|кого|кому|кем|где|куда|откуда",
}
#: Words that ask, before which no joining word asks itself; and those with which a question begins that asks yes or no.
BEFORE_JOINING: dict[str, str] = {
    "en": r"what|which|why|how|who|whose|whom|when|where|^\W*(?:did|does|do(?! you)|is|are|was|were|has|have|had|will(?! you)|would(?! you)|should)",
    "de": r"was|welche\w*|warum|wieso|weshalb|wie|wer|wen|wem|wessen|wann|wo|^\W*(?:hat|haben|hatte|ist|sind|war|waren|wird|werden|wurde|wurden|soll|sollte)",
    "fr": r"que|qu|quoi|pourquoi|comment|combien|quel(?:le)?s?|qui|quand|où|^\W*est-ce",
    "es": r"qué|por que|cómo|cu[aá]l(?:es)?|cu[aá]nt[oa]s?|qui[eé]n(?:es)?|cu[aá]ndo|d[oó]nde",
    "it": r"^\W*che|cosa|come|perché|quant[oaie]|qual[ei]?|chi|quando|dove",
    "pt": r"o que|por que|porque|como|quant[oa]s?|qua(?:l|is)|quem|quando|onde|^\W*que",
    "nl": r"wat|welke?|waarom|hoe\w*|wie|wiens|wanneer|waar|^\W*(?:heeft|hebben|had|is|zijn|was|waren|werd|wordt|zal)",
    "pl": rf"co|dlaczego|czemu|jak|{_PL_WHICH}|ile|ilu|kto|kogo|kiedy|gdzie|^\W*czy",
    "uk": rf"що|чому|навіщо|як|{_UK_WHICH}|скільки|хто|кого|коли|де|^\W*чи",
    "ru": rf"что|почему|зачем|как|{_RU_WHICH}|сколько|кто|кого|когда|где",
}
