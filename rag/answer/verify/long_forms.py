"""Acronyms that every reader of news knows, so that no article explains them, by language."""

# ruff: noqa: E501 - a language's words stand on one line, whatever its length.

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rag.text.parse import fold

_KNOWN = {
    "en": """TV television|US United States|USA United States|UK United Kingdom|EU European Union|UN United Nations
WHO World Health Organization|WTO World Trade Organization|IMF International Monetary Fund|ECB European Central Bank
UAE United Arab Emirates|FBI Federal Bureau Investigation|CIA Central Intelligence Agency|GDP gross domestic product
IOC International Olympic Committee|NATO North Atlantic Treaty Organization|IAEA International Atomic Energy Agency
ICC International Criminal Court|AI artificial intelligence|VP vice president|PM prime minister|MP member parliament
GOP Republican Party|NYC New York City|WWI World War I|WWII World War II""",
    "de": """TV Fernsehen|USA Vereinigte Staaten|EU Europäische Union|UN Vereinte Nationen|UNO Vereinte Nationen
WHO Weltgesundheitsorganisation|IWF Internationaler Währungsfonds|EZB Europäische Zentralbank|BIP Bruttoinlandsprodukt
KI künstliche Intelligenz|BRD Bundesrepublik Deutschland""",
    "fr": """TV télévision|UE Union européenne|ONU Nations unies|OMS Organisation mondiale santé
FMI Fonds monétaire international|BCE Banque centrale européenne|PIB produit intérieur brut
OTAN Organisation traité Atlantique nord|IA intelligence artificielle""",
    "es": """TV televisión|UE Unión Europea|ONU Naciones Unidas|OMS Organización Mundial Salud
FMI Fondo Monetario Internacional|BCE Banco Central Europeo|PIB producto interior bruto|IA inteligencia artificial""",
    "it": "TV televisione|UE Unione europea|ONU Nazioni Unite|FMI Fondo monetario internazionale|PIL prodotto interno lordo",
    "pt": "TV televisão|UE União Europeia|ONU Nações Unidas|OMS Organização Mundial Saúde|PIB produto interno bruto",
    "nl": "TV televisie|VS Verenigde Staten|EU Europese Unie|VN Verenigde Naties|ECB Europese Centrale Bank",
    "pl": "UE Unia Europejska|ONZ Organizacja Narodów Zjednoczonych|PKB produkt krajowy brutto",
    "uk": """ЄС Європейський Союз|ООН Організація Об'єднаних Націй|США Сполучені Штати|ВВП валовий внутрішній продукт
ВООЗ Всесвітня організація охорони здоров'я|МВФ Міжнародний валютний фонд|ЗСУ Збройні сили України""",
    "ru": """ЕС Европейский Союз|ООН Организация Объединённых Наций|США Соединённые Штаты|ВВП валовой внутренний продукт
МВФ Международный валютный фонд|ВОЗ Всемирная организация здравоохранения""",
}


def _read(table: str) -> Mapping[str, tuple[str, ...]]:
    pairs = (entry.split() for entry in table.replace("\n", "|").split("|"))
    return MappingProxyType({fold(short): tuple(map(fold, full)) for short, *full in pairs})


_LONG_FORMS = {language: _read(table) for language, table in _KNOWN.items()}


def long_forms(language: str) -> Mapping[str, tuple[str, ...]]:
    """Well-known acronyms of a language, folded, each with the parts of the full name."""
    return _LONG_FORMS.get(language, {})
