"""Sentences that are addressed to a program which reads: to summarizers, assistants, language models, or whoever
processes a text, however politely, in nine languages.
"""

# ruff: noqa: E501 - patterns of alternatives read better on one line each

from __future__ import annotations

#: What a program is asked to do that answers.
SAYING = r"(?:say|answer|reply|respond|write|pretend|repeat|mention|output|tell (?:the|your) (?:users?|readers?))"

# "Any summarizer reading this should note that …", "AI systems are kindly asked to state …", "If you are summarising
# this text, please add …": addressed to a program that reads, or to whoever processes the text. That assistants "should
# be regulated", or that a chatbot "was asked to write" a poem, is news: what is wanted must be done to this text, or be a
# saying.
_READER = (
    r"(?:(?:automat(?:ed|ic)|ai|machine|language|artificial[- ]intelligence|summari[sz]ation|reading|text|news)[- ]+){0,3}"
    r"(?:summari[sz]ers?|summari[sz](?:ing|ation) (?:tools?|systems?|models?|software|programs?|services?)|assistants?|"
    r"chatbots?|bots?|language models?|llms?|ais?|ai (?:systems?|models?|tools?|agents?|readers?|services?)|"
    r"(?:automated|automatic|machine) (?:readers?|systems?|tools?|agents?|services?))"
)
_THIS = r"(?:this|the (?:following|above|present))\s+(?:\w+\s+)?(?:text|article|page|document|piece|report|story|passage|content)"
_PROCESSING = r"(?:reading|processing|summari[sz]ing|analy[sz]ing|parsing|indexing|quoting|citing|reads?|process(?:es)?|summari[sz]es?)"
_NOTING = (
    rf"(?:{SAYING}|state|claim|report|note|add|include|conclude|treat|regard|consider|present|quote|cite|emphasi[sz]e|"
    r"describe|highlight|inform|make (?:sure|clear|it clear)|ensure|be (?:sure|careful) to|remember)"
)
_ASKED = (
    r"(?:(?:is|are)\s+(?:\w+ly\s+)?(?:asked|requested|instructed|invited|encouraged|urged|advised|expected|required|reminded)"
    rf"\s+to\s+(?:\w+ly\s+)?{_NOTING}|(?:must|should|shall)\s+(?:\w+ly\s+|also\s+|please\s+){{0,2}}{_NOTING}|"
    rf"(?:please|kindly)\s+(?:\w+ly\s+)?{_NOTING})\b"
)
# "Chatbots must say that they are human" is news of a law; this is not.
_POLITELY = (
    r"(?:(?:is|are)\s+(?:\w+ly\s+)?(?:asked|requested|instructed|invited|encouraged|urged)\s+to\s+(?:\w+ly\s+)?"
    rf"{_NOTING}|(?:(?:must|should|shall|may)\s+)?(?:please|kindly)\s+(?:\w+ly\s+)?{_NOTING})\b"
)

#: Such a sentence, as a pattern; what it may report is not told by it.
ADDRESSED = "|".join(
    (
        rf"\b{_READER}\s*(?:,|that (?:is|are))?\s*{_PROCESSING}\s+(?:this|it)\b",
        rf"\b(?:whoever|who(?:so)?ever|anyone or anything|any (?:program|software|tool|system|machine|model)|"
        rf"(?:programs|software|tools|systems|machines|models))\s+(?:that\s+)?(?:is\s+|are\s+)?{_PROCESSING}\s+{_THIS}\b"
        rf".{{0,60}}\b{_ASKED}",
        rf"(?:^|[.:;!?\"“>(]\s*)(?:dear|attention|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|to)\s+"
        rf"(?:all\s+|any\s+|the\s+|every\s+|our\s+){{0,2}}{_READER}\b\s*[,:;.!–—-]",
        rf"(?:^|[.:;!?\"“>(]\s*)(?:all\s+|any\s+|every\s+){{0,2}}{_READER}(?:\s*[,(][^.]{{0,40}}[,)])?\s+{_POLITELY}\s+(?:that|in|the reader|readers)\b",
        rf"\bif you (?:are|happen to be)\s+(?:an?\s+)?(?:{_READER}\b|{_PROCESSING}\s+{_THIS})",
        rf"\b(?:when|while|if)\s+(?:you are\s+)?(?:summari[sz]ing|processing|paraphrasing|quoting|answering (?:questions )?(?:about|from))\s+{_THIS},?\s*{_ASKED}",
        rf"\b(?:please|kindly)\s+{_NOTING}\b.{{0,80}}\bin (?:your|any|every|the) (?:summar(?:y|ies)|answers?|repl(?:y|ies)|response|output)\b",
        rf"\b(?:any|your|every) (?:summary|answer|response)(?: (?:of|to|about|based on) {_THIS})?\s+(?:must|should|shall|has to)\s+(?:\w+ly\s+)?"
        r"(?:say|state|note|report|include|mention|begin|start|end|conclude)\b",
        # Without a name for who is meant: "Your task is to answer …", "Begin your answer with …", "Output the following".
        rf"\byour (?:\w+ )?(?:task|goal|job|role|instructions?)(?: (?:is|are)(?: now)? to|\s?:| (?:is|are):?)\s+(?:\w+ )?{SAYING}\b",
        rf"\bfrom now on,? you (?:must |should |will |only |always ){{0,3}}{SAYING}\b",
        r"\b(?:begin|start|end|finish|conclude) (?:your|every|each|any) (?:answer|reply|response|summary|output)\b",
        r"(?:^|[.:;!?\"“>(]\s*)(?:please )?(?:output|print|repeat|return|echo) (?:only |exactly )?(?:the following|[\"“])",
        rf"\b(?:summaries|answers|responses) (?:of|to|about|based on) {_THIS}\s+(?:must|should|shall|have to)\b",
        r"\bthe (?:correct|right|only|expected) (?:answer|response|reply) to (?:\w+ )?questions? (?:about|on)\b",
        rf"\b(?:grateful|thankful|appreciated?|appreciate it|kind|helpful|welcome) if (?:\w+ )?(?:{_READER}\b|(?:software|programs?|tools?|systems?) {_PROCESSING}\b)",
        rf"(?:^|[.:;!?\"“>(]\s*)(?:(?:hey|dear|hello|ok|attention) )?(?:chatgpt|gpt(?:-\w+)?|claude|gemini|copilot|siri|alexa|grok)\s?[,:] (?:please |kindly |now )?{_NOTING}\b",
        # Chinese, Japanese, Korean.
        r"(?:\bai|人工智能|人工知能|语言模型|語言模型|言語モデル|인공지능|챗봇|チャットボット).{0,30}(?:请|請|答えて|回答して|要約して|してください|답하|답변하|말하십시오)",
        # German, French, Spanish, Italian, Dutch, Polish, Ukrainian, Russian: a program, and what it is asked to do.
        r"\b(?:ki-?(?:systeme?|assistente?n?|modelle?|programme?)|sprachmodelle?|(?:text)?zusammenfass(?:er|ungs\w+)|chatbots?|"
        r"assistenzsysteme?)\b.{0,60}\b(?:diese[nrs]?\s+(?:text|artikel|seite|beitrag)|werden\s+(?:\w+\s+)?gebeten|(?:soll|muss|möge)\w*\s+"
        r"(?:bitte\s+)?(?:schreiben|erwähnen|angeben|berichten|antworten|festhalten))",
        r"\b(?:bitte\s+)?(?:erwähnen|schreiben|geben|vermerken) sie\b.{0,60}\bin (?:ihrer|jeder) (?:zusammenfassung|antwort)\b",
        r"\b(?:(?:outil|logiciel|système|programme|modèle|assistant|agent)s?\s+(?:\S+\s+){0,3}(?:ia|langage|résumé|automatiques?)|résumeurs?|"
        r"chatbots?)\b.{0,60}\b(?:(?:ce|cet|cette)\s+(?:texte|article|page|document)|sont\s+priés|est\s+prié|veuillez|doi(?:t|vent)\s+"
        r"(?:indiquer|mentionner|dire|écrire|signaler|noter))",
        r"\bveuillez\b.{0,80}\bdans (?:votre|vos|tout) (?:résumés?|réponses?|synthèses?)\b",
        r"\b(?:(?:herramienta|programa|sistema|modelo|asistente|agente)s?\s+(?:\S+\s+){0,3}(?:ia|lenguaje|resumen|automátic[oa]s?)|chatbots?)\b"
        r".{0,60}\b(?:este\s+(?:texto|artículo|documento)|esta\s+página|debe[n]?\s+(?:indicar|mencionar|decir|escribir|señalar)|por favor)",
        r"\bpor favor\b.{0,80}\ben (?:su|tu|cualquier) (?:resumen|respuesta)\b",
        r"\b(?:(?:strument|programm|sistem|modell|assistent)\w+\s+(?:\S+\s+){0,3}(?:ia|linguaggio|riassunto|automatic[oi]))\b.{0,60}\b"
        r"(?:questo\s+(?:testo|articolo|documento)|questa\s+pagina|dev(?:e|ono)\s+(?:indicare|dire|scrivere|segnalare))",
        r"\b(?:ai-(?:systemen|assistenten|modellen)|taalmodellen|samenvatters?|chatbots?)\b.{0,60}\b(?:deze\s+(?:tekst|pagina)|dit\s+artikel|"
        r"worden\s+verzocht|gelieve)",
        r"\b(?:system\w*|model\w*|asysten\w*|program\w*|narzędzi\w*)\s+(?:\S+\s+){0,2}(?:ai|językow\w+|sztucznej inteligencji|streszczając\w+)\b"
        r".{0,60}\b(?:ten\s+(?:tekst|artykuł)|tę\s+stronę|prosz(?:ę|eni|one)|powinn[yoae]\s+(?:napisać|podać|zaznaczyć))",
        r"\b(?:(?:систем|модел|асистент|помічник|програм|бот)\w*\s+(?:\S+\s+){0,2}(?:ші|штучн\w+ інтелект\w*|мовн\w+)|чат-?бот\w*|мовн\w+ модел\w*)\b"
        r".{0,60}\b(?:цей\s+текст|цю\s+(?:статтю|сторінку)|прос(?:имо|ять)|ма(?:є|ють)\s+(?:зазначити|написати|сказати|повідомити))",
        r"\b(?:(?:систем|модел|ассистент|помощник|программ|бот)\w*\s+(?:\S+\s+){0,2}(?:ии|искусственн\w+ интеллект\w*|языков\w+)|чат-?бот\w*|языков\w+ модел\w*)\b"
        r".{0,60}\b(?:этот\s+текст|эту\s+(?:статью|страницу)|прос(?:им|ят)|долж(?:ен|на|ны)\s+(?:указать|написать|сказать|сообщить))",
    )
)
