"""What a line at an article's head or foot says: authors, day of publication, day of update, in many languages."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.metadata.bylines import read_byline
from rag.ingest.metadata.persons import BREAK, persons, stated_persons

# Each is of 27 August 2024; an update, where there is one, of the 30th.
DATED = [
    "Publié le 27 août 2024 à 20h18",
    "publié le 27 août 2024 à 20h18 (mis à jour le 30 août 2024 à 12h40)",
    "Le 27 août 2024 à 20h18 • Modifié le 30 août 2024 à 12h40",
    "Par Odile Marchand, publié le 27 août 2024 à 20h18, mis à jour le 30 août 2024",
    "Publication : 27/08/2024 20:18, dernière mise à jour : 30/08/2024",
    "Mis en ligne le 27/08/2024 à 20:18",
    "Veröffentlicht am 27. August 2024, 20:18 Uhr | Aktualisiert am 30. August 2024",
    "27. August 2024, 20:18 Uhr (aktualisiert: 30. August 2024, 12:40 Uhr)",
    "Stand: 27.08.2024, 20:18 Uhr",
    "am 27.8.2024 um 20:18 Uhr veröffentlicht",
    "27.08.2024 von Ida Rask in Politik",
    "Erschienen am 27.08.2024 | Zuletzt geändert: 30.08.2024",
    "Dienstag, 27. August 2024",
    "Publicado el 27 de agosto de 2024 a las 20:18 (actualizado el 30 de agosto de 2024 a las 12:40)",
    "Fecha de publicación: 27/08/2024 - Última actualización: 30/08/2024",
    "Martes, 27 de agosto de 2024",
    "27 agosto 2024 alle 20:18 - Aggiornato il 30 agosto 2024 alle 12:40",
    "Pubblicato il 27 agosto 2024 alle ore 20:18. Ultimo aggiornamento: 30 agosto 2024",
    "27/08/2024 20h18 Atualizado 30/08/2024 12h40",
    "Publicado em 27 de agosto de 2024 às 20h18",
    "Gepubliceerd op 27 augustus 2024 om 20:18, bijgewerkt op 30 augustus 2024 om 12:40",
    "Geplaatst: 27-08-2024 | Laatste wijziging: 30-08-2024",
    "Opublikowano: 27 sierpnia 2024, 20:18 (aktualizacja: 30 sierpnia 2024, 12:40)",
    "Data publikacji: 27.08.2024, godz. 20:18",
    "27 августа 2024, 20:18 (обновлено 30 августа 2024, 12:40)",
    "Дата публикации: 27.08.2024",
    "Опубліковано 27 серпня 2024, 20:18. Оновлено 30 серпня 2024",
    "Вівторок, 27 серпня 2024, 20:18",
    "Giriş: 27.08.2024 - 20:18 Güncelleme: 30.08.2024 - 12:40",
    "Yayınlanma: 27 Ağustos 2024 Salı 20:18",
    "Publicerad: 27 augusti 2024 kl. 20.18 Uppdaterad: 30 augusti 2024 kl. 12.40",
    "Publisert 27. august 2024 kl. 20:18",
    "Julkaistu 27.8.2024 klo 20.18, päivitetty 30.8.2024",
    "Zveřejněno: 27. 8. 2024 20:18 | Aktualizováno: 30. 8. 2024",
    "Megjelent: 2024. augusztus 27. 20:18, frissítve: 2024. augusztus 30.",
    "Publicat: 27 august 2024, 20:18. Actualizat: 30 august 2024",
    "Δημοσιεύθηκε: 27 Αυγούστου 2024, 20:18",
    "نشر في: 27 أغسطس 2024",
    "تاريخ النشر: 27 أغسطس 2024 - آخر تحديث: 30 أغسطس 2024",
    "2024年8月27日 20時18分（更新：2024年8月30日 12時40分）",
    "公開日：2024年8月27日 最終更新日：2024年8月30日",
    "2024年8月27日 公開",
    "记者 王小明 2024年8月27日 20:18",
    "2024-08-27 20:18 来源：港口日报 作者：王小明",
    "发布时间：2024-08-27 20:18 更新时间：2024-08-30 12:40",
    "입력 2024.08.27 20:18 | 수정 2024.08.30 12:40",
    "등록 : 2024-08-27 20:18:33 수정 : 2024-08-30 12:40",
    "Diterbitkan 27 Agustus 2024",
    "Ngày đăng: 27 tháng 8 năm 2024",
    "Posted by Ida Rask on August 27, 2024 in News, Mills and tagged with paper",
    "By Ida Rask, Staff Writer, August 27, 2024 at 8:18 p.m. EDT",
    "Published: August 27, 2024 8:18 PM EDT | Updated: August 30, 2024 12:40 PM EDT",
    "First published on Tue 27 Aug 2024 20.18 BST",
    "Tuesday, August 27th, 2024 at 8:18 p.m. EDT",
    "August 27, 2024 | 4 min read",
    "Wednesday 27 August 2024 20:18, UK",
    "Aug. 27, 2024, 8:18 PM; updated Aug. 30, 2024",
]
UPDATES = ("mis à jour", "Modifié", "mise à jour", "aktualisiert",
           "Aktualisiert", "geändert", "actualiza", "Atualizado",
           "ggiorna", "bijgewerkt", "wijziging", "aktualizacja", "обновлено", "Оновлено", "Güncelleme", "Uppdaterad",
           "päivitetty", "Aktualizováno", "frissítve", "Actualizat", "تحديث", "更新", "수정", "pdated")  # fmt: skip


def day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


@pytest.mark.parametrize("line", DATED)
def test_a_stated_day_is_read_and_the_update_told_apart(line: str) -> None:
    read = read_byline(line)
    assert read is not None
    assert day(read.published) == date(2024, 8, 27)
    assert day(read.updated) == (date(2024, 8, 30) if any(word in line for word in UPDATES) else None)


@pytest.mark.parametrize(
    "line",
    [
        "Trial date: 5 March 2025", "Release date: 17 January 2025", "Date of birth: 3 March 1961", "Born 3 March 1961",
        "CORRECTION-DATE: February 9, 2025", "LOAD-DATE: March 4, 2025", "Next meeting: 3 March 2025",
        "Kick-off: 3 March 2025, 20:45", "Deadline 3 March 2025", "Expiry date: 27.08.2024", "Accessed 27 August 2024",
        "Archived from the original on 27 August 2024", "Festival: 12-14 June 2025", "14 June 2025 – 16 June 2025",
        "Lantern feast 14 June 2025", "Gültig bis: 27.08.2024", "Geburtsdatum: 3. März 1961", "Abgerufen am 27.08.2024",
        "Date de sortie : 27 août 2024", "Né le 3 mars 1961", "Fecha del evento: 27/08/2024",
        "Fecha de nacimiento: 27/08/1974", "Data di uscita: 27 agosto 2024", "Data do evento: 27/08/2024",
        "Geboren: 3 maart 1961", "Data wydarzenia: 27.08.2024", "Дата рождения: 3 марта 1961",
        "Дата народження: 3 березня 1961",
        "Doğum tarihi: 3 Mart 1961", "発売日：2024年8月27日", "出生日期：1961年3月3日",
        "출생: 1961.03.03", "The trial begins on 5 March 2025", "March 4, 2024 was a cold day",
        "Effective date: 27 August 2024",
        "— The Post (@thepost) November 4, 2019",
    ],
)  # fmt: skip
def test_a_day_of_something_else_is_none_of_the_article(line: str) -> None:
    assert read_byline(line) is None


def test_how_a_date_is_labelled() -> None:
    labels = {"Published 4 March 2025": "published", "Date: 4 March 2025": "date", "4 March 2025": None}
    assert {line: (read := read_byline(line)) and read.label for line in labels} == labels


SIGNED = [
    ("By John Smith", ["John Smith"]),
    ("BY ABBY GOODNOW, TOBYAS BYLUND and RUBY BARBY", ["Abby Goodnow", "Tobyas Bylund", "Ruby Barby"]),
    ("By John Smith and Jane Doe, BBC News", ["John Smith", "Jane Doe"]),
    ("By Devin Colder in Paris and Hanna Thiem in Ness", ["Devin Colder", "Hanna Thiem"]),
    ("By Devin Colder 3 hours ago", ["Devin Colder"]),
    ("By Devin Colder | May 2, 2025", ["Devin Colder"]),
    ("By Jane Doe - Staff Reporter - Aug 27, 2024 Updated Aug 30, 2024", ["Jane Doe"]),
    ("By Ann Lee on May 5, 2024 at 11 a.m.", ["Ann Lee"]),
    ("Written by Ada Quill, edited by Jon Rusk", ["Ada Quill"]),
    ("Story by Ada Quill • 3h", ["Ada Quill"]),
    ("BYLINE: Mina Falk", ["Mina Falk"]),
    ("Von Anna Müller und Peter Schmidt", ["Anna Müller", "Peter Schmidt"]),
    ("Ein Gastbeitrag von Karl Stein", ["Karl Stein"]),
    ("Text: Ida Rask, Fotos: Jon Rusk", ["Ida Rask"]),
    ("Par Jean de la Croix", ["Jean de la Croix"]),
    ("Propos recueillis par Odile Marchand", ["Odile Marchand"]),
    ("Por Ana Ruiz y Juan Pérez", ["Ana Ruiz", "Juan Pérez"]),
    ("Por Maria de la Cruz y Mendoza", ["Maria de la Cruz y Mendoza"]),
    ("di Ada Rossi", ["Ada Rossi"]),
    ("A cura di Ada Rossi e Marco Neri", ["Ada Rossi", "Marco Neri"]),
    ("Door Jan van der Meer en Ida Rask", ["Jan van der Meer", "Ida Rask"]),
    ("Autor: Jan Kowalski", ["Jan Kowalski"]),
    ("Автор: Іван Петренко", ["Іван Петренко"]),
    ("Текст: Ада Квилл и Пётр Раск", ["Ада Квилл", "Пётр Раск"]),
    ("Av Kari Nordmann", ["Kari Nordmann"]),
    ("Yazar: Ayşe Yıldız", ["Ayşe Yıldız"]),
    ("Írta: Nagy Péter", ["Nagy Péter"]),
    ("本报记者 王小明 李娜", ["王小明", "李娜"]),
    ("文／山田太郎", ["山田太郎"]),
    ("김민수 기자", ["김민수"]),
    ("بقلم: ماجد الصالح", ["ماجد الصالح"]),
]


@pytest.mark.parametrize(("line", "names"), SIGNED)
def test_signed_lines(line: str, names: list[str]) -> None:
    read = read_byline(line)
    assert read is not None and list(read.authors) == names


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the troops had left.", "By land and sea", "By Maria Zakharova’s account, the talks failed",
        "By Tarn Evening Post", "By Staff Reporter", "By our correspondent", "By using drones, the fire service won.",
        "Von der Brücke stürzten Steine.", "Par la suite, le maire a cédé.", "Por la noche llovió en Verrin.",
        "Di notte il ponte è chiuso.", "Door de regen viel de markt uit.", "Photo: Jon Rusk", "Автор неизвестен.",
    ],
)  # fmt: skip
def test_what_only_begins_like_a_byline_names_nobody(line: str) -> None:
    read = read_byline(line)
    assert read is None or read.authors == ()


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        (["By", "Devin Colder", "May 2, 2025"], ["Devin Colder"]),
        (["Devin Colder", "Political correspondent"], ["Devin Colder"]),
        (["By", "Ada Quill", ",", "Jon Rusk", "and", "Lise Orme"], ["Ada Quill", "Jon Rusk", "Lise Orme"]),
        (["Ada Quill", "Follow", "@adaq"], ["Ada Quill"]),
        (["Devin", "Colder"], ["Devin Colder"]),
        (["Written by", "Ada Quill", "Reviewed by", "Jon Rusk"], ["Ada Quill"]),
        (["Devin Colder Mon 5 May 2025"], ["Devin Colder"]),
        (["Devin Colder Updated May 2, 2025 10:30 AM"], ["Devin Colder"]),
        (["Political"], []),
        (["Follow us"], []),
        (["February 25, 2021"], []),
        (["Staff", "Reporter"], []),
    ],
)
def test_elements_marked_as_the_authors(parts: list[str], names: list[str]) -> None:
    read = read_byline(BREAK.join(parts), marked=True)
    assert list(read.authors if read else ()) == names


STATED = [
    ("Quill, Ada", ["Ada Quill"]),
    ("Quill, Ada M.", ["Ada M. Quill"]),
    ("van der Meer, Jan", ["Jan van der Meer"]),
    ("Quill, Ada; Rusk, Jon", ["Ada Quill", "Jon Rusk"]),
    ("Quill, Ada and Rusk, Jon", ["Ada Quill", "Jon Rusk"]),
    ("Quill, A., Rusk, J.", ["A. Quill", "J. Rusk"]),
    ("Ada Quill, PhD", ["Ada Quill"]),
    ("Dr. Ada Quill", ["Ada Quill"]),
    ("Ada Quill Jr.", ["Ada Quill Jr."]),
    ("Ada Quill, Jr. and Jon Rusk, III", ["Ada Quill Jr.", "Jon Rusk III"]),
    ("Ada Quill, Verrin Courier", ["Ada Quill"]),
    ("Ada Quill - Tarn Post", ["Ada Quill"]),
    ("Ada Quill (Tarn Post)", ["Ada Quill"]),
    ("Ada Quill, Senior Reporter", ["Ada Quill"]),
    ("Ada Quill / Jon Rusk", ["Ada Quill", "Jon Rusk"]),
    ("Ada Quill & Jon Rusk", ["Ada Quill", "Jon Rusk"]),
    ("Maria de la Cruz y Mendoza", ["Maria de la Cruz y Mendoza"]),
    ("Ludwig von und zu Stein", ["Ludwig von und zu Stein"]),
    ("J. van der Meer", ["J. van der Meer"]),
    ("SEAN O'NEILL", ["Sean O'Neill"]),
    ("Anders And", ["Anders And"]),
    ("Ben Stegman", ["Ben Stegman"]),
    ("Olga Reporter", ["Olga Reporter"]),
    ("Von Ada Quill", ["Ada Quill"]),
    ("ada.quill@tarn.example (Ada Quill)", ["Ada Quill"]),
    ("Ada Quill <ada@tarn.example>", ["Ada Quill"]),
    ("李娜", ["李娜"]),
    ("Staff Reporter", []),
    ("Sports Desk", []),
    ("admin", []),
    ("https://tarn.example/ada", []),
    ("Verrin Newsroom Collective", []),
    ("Redaktion", []),
]


@pytest.mark.parametrize(("value", "names"), STATED)
def test_statements_of_authors(value: str, names: list[str]) -> None:
    assert list(stated_persons(value)) == names


def test_catalogues_put_the_family_first_and_sites_are_no_persons() -> None:
    assert stated_persons("García Márquez, Gabriel", family_first=True) == ("Gabriel García Márquez",)
    assert stated_persons("Ada Quill, Jon Rusk", family_first=True) == ("Ada Quill", "Jon Rusk")
    assert stated_persons("Tarnwire Syndicate", "Tarnwire") == ()
    assert stated_persons("Jon Forbes", "Forbes") == ("Jon Forbes",)


@given(st.text(max_size=300), st.booleans())
def test_any_line_is_survived(line: str, marked: bool) -> None:
    read_byline(line, marked=marked)
    persons(line)
    stated_persons(line)
