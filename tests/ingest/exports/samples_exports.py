"""Exports of news databases, written for these tests in the shapes that the databases give; all of it is invented."""

from __future__ import annotations

NEXIS_TOP_COPYRIGHT = """\r
Download Request: Selected Items: 1-2\r
Time Of Request: Friday, March 20, 2026  16:51:31\r
Send To:\r
\r
UNIVERSITY OF NESS LIBRARY\r
\r
Terms: (ferry or mill)\r
Source: All News\r
Project ID: None\r
\r
                               1 of 2 DOCUMENTS\r
\r
                   Copyright 2024 Ness Media Holdings Limited\r
                              All Rights Reserved\r
                          The Ness Chronicle (Ness)\r
\r
                            August 30, 2024 Friday\r
                              Late Edition - Final\r
\r
Ferry line asks for another eleven million crowns to keep its winter timetable\r
and two of its ships\r
\r
BYLINE: MINA FALK, Shipping Correspondent\r
\r
SECTION: Section B; Column 3; Metropolitan Desk; Pg. 1\r
\r
LENGTH: 1,204 words\r
\r
DATELINE: NESS, Aug. 29\r
\r
The ferry line between Ness and Cape Rill has asked the province for eleven\r
million crowns, its director said on Thursday. Without the money two ships would\r
be laid up in November.\r
\r
The province's treasurer, Otto Brandt, said that he had not yet read the letter,\r
which reached him on August 12, 2023.\r
\r
URL: http://www.ness-chronicle.example\r
\r
GRAPHIC: Photo: The ferry Solveig at the quay of Ness\r
\r
LOAD-DATE: September 2, 2024\r
\r
LANGUAGE: ENGLISH\r
\r
PUBLICATION-TYPE: Newspaper\r
\r
                               2 of 2 DOCUMENTS\r
\r
                   Copyright 2024 Ness Media Holdings Limited\r
                              All Rights Reserved\r
                          The Ness Chronicle (Ness)\r
\r
                                 September 2024\r
\r
Letters to the editor\r
\r
LENGTH: 88 words\r
\r
I have read with surprise that the ferry is to be laid up. My mother took it to\r
work for forty years.\r
\r
LOAD-DATE: September 14, 2024\r
"""

NEXIS_GERMAN = """                               Dokument 1 von 2


                               Hallower Tagblatt

                             Mittwoch 12. März 2025
                                 Stadtausgabe

Bibliothek verleiht Bohrmaschinen

AUTOR: Suse Aarden

RUBRIK: LOKALES; S. 17

LÄNGE: 312 Wörter

Die Stadtbibliothek von Hallow verleiht vom nächsten Monat an Werkzeug, von der
Bohrmaschine bis zur Nähmaschine. Mehr als sechzig Geräte haben die Bürger bisher
gespendet.

Die Leiterin sagte, die Idee stamme von einem Leser, der nur einen einzigen Stuhl
reparieren wollte.

UPDATE: 13. März 2025

SPRACHE: GERMAN; DEUTSCH

PUBLICATION-TYPE: Zeitung

                      Copyright 2025 Hallower Verlag GmbH
                            Alle Rechte vorbehalten

                               Dokument 2 von 2


                                Osterfelder Post

                             Dienstag 4. Februar 2025

Straßenbahn kommt vier Monate später

LÄNGE: 98 Wörter

Die neue Straßenbahn zwischen Osterfeld und dem Hafen wird vier Monate später
eröffnet, teilte das Verkehrsunternehmen mit.

UPDATE: 5. Februar 2025

SPRACHE: GERMAN; DEUTSCH
"""

UNI_LINES = """Date and Time: Monday, March 10, 2025 9:41:00 AM CET
Job Number: 246813579
Documents (2)
1. Wolf kills fourteen sheep near Upper Tarn
Client/Matter: -None-
Search Terms: wolf
Search Type: NOT Terms and Connectors
Narrowed by:
Content Type
Narrowed by
News
-None-
Wolf kills fourteen sheep near Upper Tarn
Tarn Evening Post
July 21, 2021 Wednesday 6:14 AM GMT

Copyright 2021 Tarn Post Ltd. All Rights Reserved
Section:\u00a0NEWS; Version:1
Length:\u00a0212 words
Byline:\u00a0Ida Weil and Jonte Rusk
Highlight: The district veterinary office has found traces of its genes on two of the animals.
Body

A wolf has killed fourteen sheep near Upper Tarn, the district veterinary office confirmed on Thursday.
The farmer Jonte Merrow wants fences to be paid for in full by the province.
So far the province pays four fifths of the cost of a fence, which it has done since January 3, 2019.

Graphic
A fence near Upper Tarn, Tarn Post

Classification

Language:\u00a0ENGLISH
Publication-Type:\u00a0Newspaper
Subject:\u00a0WOLVES (91%); SHEEP (88%)
Load-Date:\u00a0July 23, 2021

End of Document
Eels are back in Lake Sorrel
Hallow Herald
February 5, 2025 Wednesday

Copyright 2025 Hallow Media
Section:\u00a0A; Pg. 4
Length:\u00a095 words
Body

Fishermen on Lake Sorrel say that eels have come back after eleven years without a single catch.
The biologist Piet Haldane counted 412 young eels in a week at the weir by Stannick.

Classification

Language:\u00a0ENGLISH
Load-Date:\u00a0February 6, 2025

End of Document
"""

UNI_GERMAN = """Aale sind zurück im Sorrelsee
Hallower Tagblatt
5. Februar 2025 Mittwoch

Copyright 2025 Hallower Verlag Alle Rechte vorbehalten
Rubrik: LOKALES; S. 4
Länge: 95 Wörter
Autor: Lise Orme
Textkörper

Die Fischer am Sorrelsee sagen, dass die Aale nach elf Jahren ohne einen Fang zurück sind.
Der Biologe Piet Haldane zählte in einer Woche 412 junge Aale am Wehr von Stannick.

Klassifizierung

Sprache: German; Deutsch
Ladedatum: 6. Februar 2025

Ende des Dokuments
"""

FACTIVA_GERMAN = """NEWS
Bibliothek verleiht Bohrmaschinen
Von Suse Aarden
312 Wörter
12 April 2025
06:30
Hallower Tagblatt
HALTAG
Stadtausgabe
17
Deutsch
Copyright 2025. Hallower Verlag GmbH. Alle Rechte vorbehalten.

Die Stadtbibliothek von Hallow verleiht vom nächsten Monat an Werkzeug, von der Bohrmaschine bis zur Nähmaschine.

Mehr als sechzig Geräte haben die Bürger seit dem 3. Januar 2024 gespendet.

Dokument HALTAG0020250412el4c0001x

Straßenbahn kommt vier Monate später
98 Wörter
13 April 2025
Osterfelder Post
OSTPOS
Deutsch
(c) 2025 Osterfelder Verlag

Die neue Straßenbahn zwischen Osterfeld und dem Hafen wird vier Monate später eröffnet, teilte das Unternehmen mit.

Dokument OSTPOS0020250413el4d0002y

Suchzusammenfassung
Text
Bibliothek or Straßenbahn
Datum
14/04/2025
"""

FACTIVA_CODES = """SE   News
HD   Tram line opens four months late
BY   By Karel Dobbs and Lise Orme
WC   180 words
PD   13 April 2025
SN   Osterfeld Post
SC   OSTPST
PG   1
LA   English
CY   (c) 2025 Osterfeld Press.

LP
The new tram line between Osterfeld and the harbour will open four months late, the transport company said.

TD
Director Mina Falk said that the supplier would bear the cost of the repair.

IN spite of that the company expects 4,000 passengers a day from May 2, 2026.

CO   otrans : Osterfeld Transport
NS   gtrans : Transport | gcat : Political/General News
RE   osterf : Osterfeld
PUB  Osterfeld Press Ltd
AN   Document OSTPST0020250413el4d0000a

HD   Town library lends drills
WC   212 words
PD   12 April 2025
SN   Hallow Herald
LA   English
LP
The town library of Hallow will lend out tools from next month, from drills to sewing machines.
AN   Document HALHER0020250412el4c0000b
"""

FACTIVA_HTML = """<!DOCTYPE html><html><head><title>Factiva</title></head><body>
<div id="hd1">Dow Jones Factiva</div>
<div id="article-HALHER" class="article enArticle">
<div>Local</div>
<div id="hd"><span class='enHeadline'>Town library of Hallow lends out drills</span></div>
<div class="author">Suse Aarden</div><div>212 words</div>
<div>12 April 2025</div><div>06:30</div><div>Hallow Herald</div>
<div>HALHER</div><div>4</div><div>English</div><div>&copy; 2025 Hallow Media. All Rights Reserved.</div>
<p class="articleParagraph enarticleParagraph">The town library of Hallow will lend out tools from next month, from
drills to <b>sewing</b> machines.</p>
<p class="articleParagraph enarticleParagraph">More than sixty tools have been given by the people of the town.</p>
<p>Document HALHER0020250412el4c0000b</p></div>
<div id="article-OSTPST" class="article deArticle">
<table><tr><td><b>HD</b>&nbsp;</td><td><span class="deHeadline">Straßenbahn kommt später</span></td></tr>
<tr><td><b>BY</b></td><td>Von Karel Dobbs</td></tr><tr><td><b>WC</b></td><td>98 Wörter</td></tr>
<tr><td><b>PD</b></td><td>13 April 2025</td></tr><tr><td><b>SN</b></td><td>Osterfelder Post</td></tr>
<tr><td><b>LA</b></td><td>Deutsch</td></tr>
<tr><td><b>LP</b></td><td><p class="articleParagraph dearticleParagraph">Die neue Straßenbahn zwischen Osterfeld und dem
Hafen wird vier Monate später eröffnet.</p></td></tr>
<tr><td><b>TD</b></td><td><p class="articleParagraph dearticleParagraph">Die Kosten trägt der Lieferant, sagte die
Direktorin.</p><p class="articleParagraph dearticleParagraph">Bis dahin fahren die Busse der Linie 14.</p></td></tr>
<tr><td><b>AN</b></td><td>Document OSTPST0020250413el4d0000a</td></tr></table></div>
<div id="footer">&copy; 2025 Factiva, Inc.</div></body></html>"""

PROQUEST = """____________________________________________________________

Report Information from ProQuest

March 14 2026 10:02
____________________________________________________________

Table of contents

1. Eels are back in Lake Sorrel

2. Wolf kills fourteen sheep

____________________________________________________________

Document 1 of 2

Eels are back in Lake Sorrel

Author: Orme, Lise; Quill, Ada M

Publication info: Hallow Herald, Evening ed.; Hallow [Hallow]. 05 Feb 2025: A.4.

http://search.proquest.example/docview/1234567890?accountid=1

Abstract: None available.

Links: http://resolver.example/?url_ver=Z39.88-2004

Full text: Fishermen on Lake Sorrel say that eels have come back after eleven years without a single catch.

The biologist Piet Haldane counted 412 young eels in a week at the weir by Stannick. He has done so since 3 May 2014.

Credit: By Lise Orme

Illustration Caption: Young eels at the weir

Subject: Eels; Fisheries

Location: Lake Sorrel

Title: Eels are back in Lake Sorrel

Publication title: Hallow Herald, Evening ed.; Hallow

Pages: A.4

Publication year: 2025

Publication date: Feb 5, 2025

Section: Nature

Publisher: Hallow Media

Language of publication: English

Document type: News

ProQuest document ID: 1234567890

Document URL: http://search.proquest.example/docview/1234567890?accountid=1

Copyright: (Copyright (c) 2025 Hallow Media)

Last updated: 2025-02-07

Database: ProQuest Central

____________________________________________________________

Document 2 of 2

Wolf kills fourteen sheep

Author: Weil, Ida

Publication info: Tarn Evening Post ; Tarn [Tarn]. 21 July 2021: 7.

Abstract: A wolf has killed fourteen sheep near Upper Tarn, the district veterinary office confirmed on Thursday.

Full text: Not available.

Publication date: Jul 21, 2021

ProQuest document ID: 1234567891

____________________________________________________________

Bibliography

Citation style: APA 6th - American Psychological Association, 6th Edition

Orme, L. (2025, Feb 05). Eels are back in Lake Sorrel. Hallow Herald.

____________________________________________________________

Contact ProQuest

Copyright (c) 2026 ProQuest LLC. All rights reserved. - Terms and Conditions: http://search.proquest.example/info
"""

PROQUEST_GERMAN = """____________________________________________________________

Aale sind zurück im Sorrelsee

Autor: Orme, Lise

Publikationsinfo: Hallower Tagblatt ; Hallow [Hallow]. 05 Feb 2025: 4.

ProQuest-Dokumentlink

VOLLTEXT

Die Fischer am Sorrelsee sagen, dass die Aale nach elf Jahren ohne einen Fang zurück sind.

DETAILS

Publikationstitel: Hallower Tagblatt; Hallow

Publikationsdatum: 5. Februar 2025

Sprache der Publikation: Deutsch

ProQuest-Dokument-ID: 987654321

____________________________________________________________
"""

UNKNOWN_FORM = """Headline: Eels are back in Lake Sorrel
Newspaper: Hallow Herald
Date: 5 February 2025
Page: 4

Fishermen on Lake Sorrel say that eels have come back after eleven years without a single catch.

Headline: Wolf kills fourteen sheep
Newspaper: Tarn Evening Post
Date: 21 July 2021
Page: 7

A wolf has killed fourteen sheep near Upper Tarn, the district veterinary office confirmed on Thursday.
"""
