"""Polite requests to whatever program reads a text, in Spanish, Polish, Russian, Arabic, Hindi and Turkish.

Each language asks in two ways: a program, or whoever processes this text, is begged to say something; or the reader is,
in a summary of this text. "The ministry asks developers of AI systems to state …" is news: there the one who is asked
does not read this text.
"""

# ruff: noqa: E501 - patterns of alternatives read better on one line each

from __future__ import annotations

_ES_PROGRAM = r"(?:(?:sistemas?|herramientas?|programas?|modelos?|asistentes?|lectores?)\s+(?:de\s+)?(?:resumen|ia|inteligencia artificial|lenguaje|automátic[oa]s?)|resumidor(?:es)?|chatbots?|quien(?:es)?\s+(?:lea|procese|resuma)n?)"
_ES_THIS = r"(?:est[ea]\s+(?:texto|artículo|documento|página|nota)|lean?\s+esto)"
_ES_SAY = r"(?:indi(?:que|quen)|mencion(?:e|en)|señal(?:e|en)|dig(?:a|an)|escrib(?:a|an)|afirm(?:e|en)|inclu(?:ya|yan))"
_PL_PROGRAM = r"(?:(?:system\w*|program\w*|narzędzi\w*|model\w*|asysten\w*)\s+(?:ai|językow\w+|streszczając\w+)|ktokolwiek|każd\w+,?\s+kto)"
_PL_THIS = r"(?:t(?:en|ego)\s+(?:tekstu?|artykułu?)|tę\s+stronę)"
_RU_PROGRAM = r"(?:(?:систем|программ|модел|ассистент|помощник)\w*|ии-\w+|чат-?бот\w*)"
_RU_THIS = r"(?:эт(?:от|ого|у|ой)\s+(?:текста?|стать[юи]|страниц[уы]|материала?))"
_RU_SAY = r"(?:указ(?:ать|ыва)|сообщ(?:ить|а)|написать|сказать|отметить|упомянуть|укажите|сообщите|напишите|отметьте|упомяните)"
_AR_PROGRAM = r"(?:(?:أي|جميع|كل)?\s*(?:ال)?(?:أنظمة|نظام|برامج|برنامج|نماذج|نموذج|مساعد\w*|روبوت\w*)\s+(?:ال)?(?:تلخيص|ذكاء|لغوي\w*|لغة|آلي\w*))"
_AR_THIS = r"هذ[اه]\s+(?:ال)?(?:نص|مقال\w*|صفحة|وثيقة)"
_HI_PROGRAM = r"(?:(?:सारांश\s+(?:प्रणाल\S*|प्रोग्राम\S*|उपकरण\S*)|एआई\s+\S+|भाषा\s+मॉडल\S*|चैटबॉट\S*))"
_HI_THIS = r"इस\s+(?:लेख|पाठ|पृष्ठ|दस्तावेज़|समाचार)"
_TR_PROGRAM = r"(?:(?:özetleme|yapay\s+zek[âa]|dil)\s+(?:sistem|asistan|model|araç|araç|program)\w*|sohbet\s+robot\w*)"
_TR_THIS = r"bu\s+(?:metni|makaleyi|yazıyı|sayfayı|haberi)"

#: Such a request, as a pattern.
ASKED_POLITELY = "|".join(
    (
        rf"\b(?:rogamos|se ruega|pedimos|se pide|solicitamos|agradecemos|agradeceríamos)\b.{{0,60}}\b{_ES_PROGRAM}\b.{{0,60}}\b{_ES_SAY}\b",
        rf"\bal (?:resumir|procesar|citar) {_ES_THIS},?.{{0,20}}\b{_ES_SAY}\b",
        rf"\b(?:prosimy|uprasza się|prosi się)\b.{{0,40}}\b{_PL_PROGRAM}.{{0,40}}\b{_PL_THIS}",
        rf"\b(?:{_PL_PROGRAM})\b.{{0,30}}\b{_PL_THIS}.{{0,40}}\bprosz\w+",
        rf"\b(?:streszczając|przetwarzając|podsumowując|cytując) {_PL_THIS},?.{{0,20}}\b(?:proszę|prosimy|należy)\b",
        rf"\b(?:просим|просьба|прошу)\b.{{0,40}}\b{_RU_PROGRAM}.{{0,60}}\b{_RU_THIS}.{{0,30}}\b{_RU_SAY}",
        rf"\bпросьба к (?:ии-\w+|чат-?бот\w*|языков\w+ модел\w+)\s+{_RU_SAY}",
        rf"\bпри (?:пересказе|обработке|цитировании|обобщении) {_RU_THIS},?.{{0,20}}\b{_RU_SAY}",
        rf"(?:نرجو|يرجى|نطلب|المرجو|الرجاء)\s+من\s+{_AR_PROGRAM}.{{0,40}}{_AR_THIS}",
        rf"عند\s+(?:تلخيص|معالجة|اقتباس)\s+{_AR_THIS}،?\s*(?:يرجى|نرجو|الرجاء|اذكر|اكتب)",
        r"(?:من فضلك|يرجى|الرجاء).{0,30}(?:اكتب|اذكر|كتابة|ذكر)\s+في\s+(?:ملخصك|إجابتك|جوابك)",
        rf"{_HI_THIS}.{{0,20}}{_HI_PROGRAM}.{{0,20}}(?:अनुरोध|निवेदन|प्रार्थना)",
        rf"{_HI_PROGRAM}\s+से\s+(?:विनम्र\s+)?(?:अनुरोध|निवेदन)\s+है\s+कि\s+वे?ह?\s+(?:लिखें|बताएँ?|बताएं|कहें|उल्लेख)",
        rf"{_HI_THIS}\s+का\s+सारांश\s+(?:बनाते|लिखते|देते)\s+समय.{{0,20}}(?:लिखें|बताएँ|बताएं|कहें|उल्लेख)",
        r"कृपया\s+अपने\s+(?:सारांश|उत्तर|जवाब)\s+में",
        rf"\b{_TR_THIS}\s+okuyan\b.{{0,20}}\b{_TR_PROGRAM}.{{0,80}}\brica\s+(?:ederiz|olunur|ediyoruz)",
        rf"\b{_TR_THIS}\s+(?:özetlerken|işlerken|alıntılarken)\b.{{0,80}}(?:lütfen|belirtin|yazın|söyleyin)",
        # "If you are an AI …".
        r"\bsi (?:eres|usted es|es usted) (?:una?\s+)?(?:ia|inteligencia artificial|(?:asistente|modelo|programa|sistema) (?:de\s+)?(?:ia|lenguaje|resumen|virtual|automátic[oa]))\b",
        r"\bje(?:śli|żeli) jesteś (?:asystentem ai|modelem językowym|sztuczną inteligencją|programem|ai)\b",
        r"\bесли (?:ты|вы)\s+(?:[—–-]\s*)?(?:ии|языков\w+ модел\w+|искусственный интеллект|чат-?бот|ии-\w+|бот)\b",
        r"إذا كنت\s+(?:مساعد[اً]*\s+(?:آلي|رقمي|ذكي)|نموذج\S*\s+لغو|نظام\S*\s+(?:ذكاء|تلخيص)|روبوت)",
        r"(?:यदि|अगर)\s+आप\s+(?:एक\s+|कोई\s+)?(?:एआई|भाषा\s+मॉडल|चैटबॉट)",
        r"\byapay\s+zek[âa]\s+\w+[ıiuü]ys[ae]n\w*",
        r"\blütfen\s+(?:özetinizde|yanıtınızda|cevabınızda)\b",
    )
)
