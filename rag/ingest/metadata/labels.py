"""What stands beside dates and names at an article's head and foot, by language: the one table to add to.

Every entry is a regular expression in lower case. Dates:

- ``PUBLISHED`` and ``UPDATED`` say whose date it is, the publication's or an update's.
- ``DATED`` says only that a date follows ("Date:", "Stand:"): it is the article's at the article's head, and
  something else's anywhere else (an event's box, a person's data).

What is in neither ("Trial date:", "Release date:", "LOAD-DATE:") never dates an article.

Names: ``OPENERS`` stand before an author's name; those of ``MARKED_OPENERS`` only with a colon, as they are other words
besides. ``ROLES`` are what authors are, ``QUALIFIERS`` what a role is of, ``NO_NAMES`` words that no person's name has.
"""
# ruff: noqa: E501 - the table reads better with one alternation to a line than broken at every stroke.

from __future__ import annotations

import re

PUBLISHED = (
    r"(?:(?:first|originally|story|article|date|time|last) )?(?:published|posted|uploaded)(?: (?:date|online|time))?|publication(?: date| time)?|(?:publish(?:ing)?|posting|pub|issue)[- ]?date|pubdate|date of (?:publication|issue)|(?:filed|created)",
    r"(?:erst)?(?:veröffentlicht|publiziert)|(?:erst)?veröffentlichung(?:sdatum)?|datum der veröffentlichung|erschienen|erscheinungsdatum|publikationsdatum|online seit|eingestellt|erstellt",
    r"(?:première publication|publication|publiée?|mise? en ligne|parue?|postée?|diffusée? en ligne|créée?|date de (?:la )?publication|date de parution)",
    r"(?:fecha de (?:la )?publicación|publicación|publicad[oa]|subido|creado)",
    r"(?:data d[ae] publicação|publicação|postado|criado)",
    r"(?:data (?:di )?pubblicazione|pubblicazione|pubblicat[oa]|postato|creato)",
    r"(?:publicatiedatum|datum van publicatie|publicatie|gepubliceerd|geplaatst|verschenen|aangemaakt)",
    r"(?:data (?:publikacji|dodania|utworzenia)|publikacja|opublikowan[oay]|dodan[oay]|utworzono)",
    r"(?:(?:дата|время) (?:публикации|размещения)|публикация|опубликован[оаы]?|размещен[оаы]?|создан[оа]?)",
    r"(?:(?:дата|час) публікації|публікація|опублікован[оаий]{1,2}|розміщен[оа]|створено)",
    r"(?:(?:yayın(?:lan?ma)?|giriş|oluşturulma|eklenme|haber) tarihi|yayınlanma|yayınlandı|yayımlandı|eklendi|giriş)",
    r"(?:publicera[dt](?:es)?|publisert|publiceret|udgivet|utgiven|offentliggjort|lagt ut|opprettet|oprettet)",
    r"(?:datum (?:vydání|zveřejnění)|publikován[oa]|publikované|zveřejněno|zverejnené|vydáno|vytvořeno|uverejnené)",
    r"(?:data publicării|publicat(?: la)?|közzétéve|megjelent|publikálva|létrehozva|julkaistu|публикуван[оа]?|objavljeno|objavljen)",
    r"(?:ημερομηνία δημοσίευσης|δημοσίευση|δημοσιεύ[θτ]ηκε|ανάρτηση|diterbitkan|dipublikasikan|terbit|đăng|ngày đăng|xuất bản)",
    r"(?:تاريخ النشر|نشر(?:ت)?(?: في)?|نُشر|פורסם)",
)
UPDATED = (
    r"(?:(?:last|story|article|date|page|most recently) )?(?:updated|modified|edited|revised|amended|reviewed)(?: (?:date|time))?|(?:last )?update(?: date)?|last (?:change|revision)|date of (?:last )?(?:update|revision)|modification date",
    r"(?:zuletzt )?(?:aktualisiert|geändert|überarbeitet|bearbeitet)|(?:letzte )?(?:aktualisierung|änderung|bearbeitung)|letztes update",
    r"(?:(?:dernière )?mise? à jour|modifiée?|actualisée?|m[aà]j|dernière (?:modification|actualisation)|mise à jour)",
    r"(?:última (?:actualización|modificación|atualização|edición)|a[ct]?tualización|actualizad[oa]|modificad[oa]|editad[oa])",
    r"(?:atualizad[oa]|atualização|última modificação|alterado)",
    r"(?:ultim[oa] (?:aggiornamento|modifica)|aggiornamento|aggiornat[oa]|modificat[oa]|agg\.)",
    r"(?:(?:laatst |laatste )?(?:bijgewerkt|gewijzigd|aangepast|geüpdatet|update|wijziging)|bewerkt)",
    r"(?:(?:ostatnia |data )?(?:aktualizacj[ai]|modyfikacja)|zaktualizowan[oay]|zmodyfikowano|edytowano|akt\.)",
    r"(?:(?:последнее |дата )?(?:обновлени[ея]|изменени[ея])|обновл[её]н[оаы]?|изменен[оа]|отредактировано)",
    r"(?:(?:останнє |дата )?(?:оновлення|зміни)|оновлен[оа]|змінено|відредаговано)",
    r"(?:(?:son )?güncellen?me(?: tarihi)?|güncellen\w+|düzenlendi)",
    r"(?:(?:senast|sist|sidst) )?(?:uppdatera[dt](?:es)?|oppdatert|opdateret|ändrad|endret|ændret|redigerad)",
    r"(?:(?:poslední |posledná )?(?:aktualizace|aktualizácia)|aktualizován[oa]|aktualizované|upraveno|upravené|změněno)",
    r"(?:actualizat|ultima actualizare|frissítve|frissült|módosítva|utoljára (?:frissítve|módosítva)|päivitetty|muokattu|обновена|актуализирана|ažurirano)",
    r"(?:(?:τελευταία )?ενημέρωση|ενημερώθηκε|ανανεώθηκε|diperbarui|pembaruan|cập nhật|آخر تحديث|تم التحديث|تحديث|עודכן)",
)
DATED = (
    r"(?:dated?|as of|datum|stand|date|daté du|fecha|data|дата|tarih|dato|päiväys|päivämäärä|dátum|ημερομηνία|التاريخ|تاريخ|tanggal|ngày)",
)  # fmt: skip
#: In scripts without blanks between words a label needs no bounds.
CJK_PUBLISHED = r"(?:公開|掲載|配信|投稿|発行|発表)(?:日時|日付|日)?|(?:发布|發布|發佈|刊登|发表|發表|发稿|發稿|上传|刊發|刊发)(?:时间|時間|日期|于|於)?|(?:입력|등록|게시|발행|게재|작성)(?:일시|일자|일|시간)?"
CJK_UPDATED = r"(?:最終)?(?:更新|修正|改訂)(?:日時|日付|日)?|(?:最后|最後)?(?:更新|修改|编辑|編輯)(?:时间|時間|日期|于|於)?|(?:최종\s?)?(?:수정|업데이트|갱신)(?:일시|일자|일|시간)?"
CJK_DATED = r"日付|日時|年月日|日期|时间|時間|날짜|일자|일시"

#: Words between a label and its date, or between a name and a date.
JOINERS = (
    r"(?:on|at|the|since|am|um|vom|den|der|ab|le|du|à|el|del|de|día|dia|em|no|às|a las|il|lo|alle|ore|op|om|w|dniu|dnia|o|godz\.?|"
    r"в|во|от|с|о|об|у|року|г|г\.|р\.|tarihinde|saat|kl|kl\.|klo|dne|v|ve|la|pe|på|d\.|στις|στης|σε|in data|in data del|"
    r"date|i|na|tanggal|pada|ngày|lúc|في|يوم|ב|and|und|et|y|e|и|та|·)"
)  # fmt: skip
WEEKDAYS = (
    r"(?:mon|tues?|wed|thur?s?|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|segunda(?:-feira)?|terça(?:-feira)?|"
    r"quarta(?:-feira)?|quinta(?:-feira)?|sexta(?:-feira)?|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|maandag|"
    r"dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|понедельник|"
    r"вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|четвер|п['’ʼ]ятниця|субота|неділя|pazartesi|salı|"
    r"çarşamba|perşembe|cuma|cumartesi|pazar|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mandag|tirsdag|lørdag|søndag|"
    r"pondělí|úterý|středa|čtvrtek|pátek|neděle|luni|marți|miercuri|joi|vineri|sâmbătă|duminică|hétfő|kedd|szerda|csütörtök|"
    r"péntek|szombat|vasárnap|maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai|δευτέρα|τρίτη|τετάρτη|πέμπτη|"
    r"παρασκευή|σάββατο|κυριακή|senin|selasa|rabu|kamis|jumat|sabtu|minggu|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|"
    r"pon|wt|śr|czw|pt|пн|вт|ср|чт|пт|сб|вс|нд)"
)  # fmt: skip

OPENERS = (
    r"(?:(?:(?:written|story|reported|reporting|words|text|report|article|analysis|opinion|review|interview|posted|published|submitted|"
    r"commentary|column|essay|updated|compiled) )?by|"
    r"(?:ein(?:e)? (?:\w+ )?(?:beitrag|kommentar|artikel|gastbeitrag|gastkommentar|interview|bericht|essay|porträt|reportage|analyse|kolumne) )?von|"
    r"von unsere[mr] (?:korrespondent(?:en|in)|redakteur(?:in)?|mitarbeiter(?:in)?|reporter(?:in)?)|verfasst von|geschrieben von|aufgezeichnet von|(?:veröffentlicht|aktualisiert) von|"
    r"(?:(?:propos recueillis|écrit|rédigée?|publiée?|signé|texte|mise? à jour|(?:un |une )?(?:article|reportage|analyse|enquête|chronique)) )?par|"
    r"(?:(?:escrit[oa]|redactad[oa]|publicad[oa]|texto|postado|elaborado|actualizado|atualizado) )?por|"
    r"(?:(?:scritto|pubblicato|testo) )?(?:da|di)|a cura di|dal nostro (?:inviato|corrispondente)|"
    r"(?:(?:geschreven|gepubliceerd|geplaatst|tekst) )?door|van onze (?:verslaggever|redacteur|correspondent)|"
    r"(?:(?:napisane|opublikowane|dodane) )?przez|(?:(?:skriven|skrevet|publicerad|text|tekst) )?av|(?:(?:skrevet|tekst) )?af|scris de|írta:?|γράφει (?:ο|η)|"
    r"oleh|penulis:?|bởi|tác giả:?|yazan:?|yazar:?|haber:|"
    r"بقلم|كتب|كتبت|الكاتب:?|מאת)"
)  # fmt: skip
MARKED_OPENERS = (
    r"(?:byline|by|authors?|writers?|reporters?|journalists?|story|text(?: und fotos?)?|autor(?:en|innen|in|a|es|as|i|ka|ky|zy|ul)?|verfasser(?:in)?|bericht|redakteur(?:in)?|"
    r"auteure?s?|autrices?|texte|rédacteur|rédactrice|journaliste|texto|redactora?|redação|reportagem|testo|autric[ei]|tekst|verslaggever|redacteur|"
    r"dziennikarz|tekst i zdjęcia|opracowanie|opracował[a]?|автор(?:ы|ка|и)?|текст|корреспондент|кореспондент|подготовил[аи]?|підготува(?:в|ла|ли)|журналист(?:ка)?|журналіст(?:ка)?|"
    r"muhabir|editör|skribent|journalist|reporter|szerző|kirjoittaja|toimittaja|teksti|teksten|συντάκτης|συντάκτρια|κείμενο|penulis|reporter|wartawan|الكاتب|تحرير)"
)
CJK_OPENERS = (
    r"(?:文・写真|取材・文|構成・文|文/写真|(?:本报|本報|本刊|本台|本网|特约|特約|实习|實習|新华社|新華社|中新社|见习)?(?:记者|記者)|通讯员|通訊員|作者|撰文|撰稿|編集委員|執筆者?|著者|筆者|"
    r"글쓴이|(?:취재|글)(?=[\s:=])|文(?=\s*[/／|｜:：=＝・]))"
)  # fmt: skip
CJK_CLOSERS = (
    r"(?:通信員|特派員|論説委員|编辑|編集委員|記者|记者|선임기자|인턴기자|수습기자|특파원|통신원|논설위원|기자)"
)

ROLES = (
    r"(?:writers?|reporters?|correspondents?|editors?|journalists?|columnists?|contributors?|producers?|photographers?|analysts?|anchors?|"
    r"bloggers?|freelancers?|critics?|interns?|fellows?|stringers?|bureau chief|editor[- ]in[- ]chief|author|researcher|"
    r"\w*(?:redakteur(?:in)?|korrespondent(?:in)?|reporter(?:in)?|journalist(?:in)?)|volontär(?:in)?|autor(?:in)?|kolumnist(?:in)?|"
    r"journalistes?|correspondante?|envoyée? spéciale?|rédact(?:eur|rice)(?: en chef)?|chroniqueu(?:r|se)|grand reporter|"
    r"periodista|redactora?|corresponsal|enviad[oa] especial|columnista|reportera|jornalista|repórter|correspondente|redatora?|colunista|"
    r"giornalista|inviat[oa]|corrispondente|redat(?:tore|trice)|verslaggev(?:er|ster)|redact(?:eur|rice)|correspondent|"
    r"dziennikar(?:z|ka)|korespondent(?:ka)?|redaktor(?:ka)?|publicyst(?:a|ka)|корреспондент|журналист(?:ка)?|редактор|обозреватель|"
    r"репорт[её]р|кореспондент(?:ка)?|журналіст(?:ка)?|редактор(?:ка)?|оглядач(?:ка)?|muhabiri?|editörü?|yazarı?|redaktör|skribent|"
    r"редакторка|novinář(?:ka)?|újságíró|toimittaja|δημοσιογράφος)"
)  # fmt: skip
QUALIFIERS = (
    r"(?:staff|senior|junior|chief|political|politics|foreign|special|our|sports?|city|crime|court|courts|science|health|education|"
    r"business|economics?|economy|environment|environmental|technology|tech|digital|associate|assistant|deputy|managing|executive|guest|freelance|"
    r"local|national|regional|international|news|features?|opinion|arts?|culture|lifestyle|travel|climate|energy|transport|legal|"
    r"defen[cs]e|diplomatic|royal|religion|religious|data|investigative|investigations|general|assignment|breaking|web|online|contributing|"
    r"photo|video|audience|engagement|europe|asia|africa|middle east|white house|washington|bureau|industry|consumer|money|finance|financial|markets?|"
    r"home affairs|social affairs|security|community|county|night|weekend|morning|evening|the|multimedia|agriculture|maritime|shipping|housing)"
)
#: Words that no person's name has: of outlets and agencies, of buttons, of stamps.
NO_NAMES = (
    r"(?:news|newspapers?|press|times|post|courier|gazette|herald|tribune|journal|chronicle|observer|telegraph|guardian|independent|"
    r"bulletin|daily|weekly|magazine|review|reuters|afp|ap|bbc|cnn|dpa|upi|ansa|efe|pti|tass|associated|agency|agencies|agence|agentur|agencia|agenzia|"
    r"wire|wires|newswire|feed|feeds|rss|bureau|desk|desks|team|newsdesk|newsroom|redaktion|rédaction|redacción|redazione|redação|redactie|redakcja|"
    r"redaktionen|редакция|редакція|editorial|staff|admin|administrator|webmaster|contributors|correspondents|reporters|editors|"
    r"media|network|broadcasting|radio|tv|television|channel|online|digital|website|collective|group|company|corporation|ltd|inc|gmbh|llc|"
    r"plc|university|college|institute|institut|council|ministry|department|government|office|association|foundation|society|committee|"
    r"commission|federation|union|zeitung|tageblatt|tagblatt|nachrichten|anzeiger|kurier|rundschau|presse|verlag|unknown|anonymous|guest|"
    r"by|follow|following|share|updated|update|published|posted|modified|read|min|mins|minutes?|minuten|minutos|hours?|ago|subscribe|comments?|print|"
    r"email|e-mail|tweet|facebook|twitter|x\.com|whatsapp|linkedin|more|view|profile|bio|biography|about|posts|articles?|latest|archive|"
    r"photo|photos|photograph|image|video|listen|save|gift|copy|link|contact|log|sign|source|category|categories|tags?|written|story|stories|"
    r"breaking|exclusive|opinion|analysis|sponsored|advertisement|business|politics|political|world|sports?|health|science|"
    r"associated press|getty|images|blog|podcast|newsletter|company|llp|service|services|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|fri|sat|sun|january|february|september|october|november|"
    r"december|today|yesterday|"
    r"новости|агентство|газета|вестник|новини|агенція|вісник|gazeta|kurier|dziennik|agencja|haber|haberler|ajansı|diario|periódico|"
    r"periodico|jornal|giornale|corriere|gazzetta|quotidien|courrier|dagblad|nieuws|krant|nyheter|tidning|avisen|noviny|deník)"
)
#: With these a second name behind a comma begins that is a place's.
PLACES = r"(?:new|upper|lower|north|south|east|west|northern|southern|eastern|western|saint|st|san|santa|são|los|las|port|cape|lake|mount|fort|bad|sankt|el|la|den|isle|great|little|old)"
#: How bylines go on behind a name: a place, an outlet, a subject. What follows is nobody's name.
PLACED = r"(?:in|at|from|for|on|of|aus|à|depuis|en|desde|em|da|de|a|in|dal|te|w|z|из|в|з|у|i|fra|från|with|mit|via)"
#: What a line may say besides: of its subject, its source, how long it takes to read.
SUBJECTS = (
    r"(?:in|under|filed under|posted in|published in|tagged(?: (?:with|as))?|tags?|topics?|categor(?:y|ies)|section|dans|rubrique|catégorie|unter|kategorie|ressort|rubrik|"
    r"en|em|sección|categoría|seção|categoria|sezione|categorie|rubriek|kategoria|dział|в рубрике|рубрика|категория|категорія|розділ|栏目|分类|ジャンル|カテゴリ(?:ー)?|분류)"
)
SOURCES = (
    r"(?:source|sources|via|quelle|fuente|fonte|bron|źródło|источник|джерело|kaynak|källa|kilde|zdroj|sursa|forrás|lähde|πηγή|photos?|photo credit|"
    r"(?:medically |fact[- ]checked and )?(?:reviewed|edited|editing|translated|illustrated|illustrations?|photographs?|photographed|additional reporting|fact[- ]checked|graphics?) by|fotos?|foto|"
    r"bilder?|image|photo by|photos by|picture|pictures|photographie|photographies|fotografía|fotografia|zdjęcia|фото|来源|來源|稿源|出典|出所|编辑|編輯|责任编辑|責任編輯|责编|責編|校对|审核|编审|写真|摄影|出处|출처|사진|views?|comments?|reads?|阅读|浏览|点击|조회|閲覧数)"
)
READING = r"\d{1,3}(?:[-–]\d{1,3})?\s*-?\s*(?:min(?:ute)?s?|min\.?|mins?|minuten|minut[oi]s?|minuty|минут\w*|хв\w*|dk|dakika|分钟?|分で読め(?:る|ます)|분)\.?\s*(?:to |de |di |czytania |чтения |читання |okuma |à )?(?:read(?:ing)?(?: time)?|lecture|lectura|leitura|lettura|lesezeit|leestijd|lesen|lire|читать|okuma)?"
AGO = (
    r"(?:about |over |vor |il y a |hace |há |fa )?(?:an?|\d{1,3})\s*(?:seconds?|secs?|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|months?|years?|sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?|"
    r"heures?|jours?|semaines?|mois|horas?|días?|dias?|semanas?|minutos?|ore|giorni|minuti|uur|uren|dagen|dag|godzin\w*|dni|час\w*|дн\w*|годин\w*|дні\w*|saat|gün|timmar|timer)\s*(?:ago|geleden|temu|назад|тому|fa|atrás|önce|sedan|siden)?"
)
#: Words beside a date that say that it is not of an article's making.
OTHERS = (
    r"(?:born|died|deadline|due|accessed|retrieved|archived|downloaded|released?|expires?|expiry|valid|until|effective|events?|trial|hearing|"
    r"festival|premieres?|opens?|opening|closes|closing|correct(?:ed|ion)s?|received|accepted|recorded|taken|printed|meeting|next|starts?|begins?|ends?|"
    r"concert|match|final|birth|birthday|death|founded|since|from|till|election|vote|exhibition|show|tour|"
    r"geboren|gestorben|abgerufen|frist|gültig|premiere|bis|seit|ab|eröffnung|gegründet|veranstaltung|termin|geburtstag|"
    r"née?|décédée?|consulté|jusqu['’]au|depuis|sortie|naissance|échéance|nacid[oa]|fallecid[oa]|consultado|hasta|desde|estreno|nacimiento|evento|"
    r"nascid[oa]|falecid[oa]|até|nascimento|acessado|nat[oa]|mort[oa]|fino|nascita|uscita|consultato|overleden|tot|sinds|geraadpleegd|"
    r"ur\.|zm\.|urodzon[ya]|zmarł[a]?|premiera|dostęp|род\.|родил(?:ся|ась)|умер(?:ла)?|рождения|доступ|нар\.|помер(?:ла)?|народження|"
    r"doğum|ölüm|född|död|født|død|narozen[a]?|zemřel[a]?|született|meghalt)"
)
#: Labels beside a date that tell of an event and not of an article.
EVENTS = (
    r"(?:venue|where|when|place|location|tickets?|admission|entry|entrance|doors(?: open)?|price|cost|costs|organi[sz]ers?|rsvp|kick-?off|"
    r"ort|veranstaltungsort|wann|wo|eintritt|uhrzeit|beginn|einlass|karten|preis|veranstalter|lieu|heure|horaires?|tarifs?|entrée|billets?|quand|où|prix|"
    r"lugar|hora|entradas?|precio|cuándo|dónde|boletos|luogo|orario|ingresso|biglietti|prezzo|quando|dove|local|ingressos|onde|preço|"
    r"locatie|plaats|tijd|toegang|aanvang|prijs|miejsce|godzina|wstęp|bilety|cena|место|начало|вход|билеты|цена|місце|початок|вхід|квитки|ціна|"
    r"yer|bilet|giriş ücreti|plats|sted|pris|biljetter|会場|場所|料金|入場料|開演|地点|地點|票价|票價|장소|입장료)"
)


def bounded(*alternatives: str) -> str:
    """Words as a pattern that matches none of them within another word."""
    return rf"(?<![^\W_])(?:{'|'.join(alternatives)})(?![^\W_])"


PUBLISHED_LABEL = rf"(?:{bounded(*PUBLISHED)}|{CJK_PUBLISHED})"
UPDATED_LABEL = rf"(?:{bounded(*UPDATED)}|{CJK_UPDATED})"
DATED_LABEL = rf"(?:{bounded(*DATED)}|{CJK_DATED})"
EVENT_LABEL = re.compile(rf"(?i)\W*(?:{EVENTS})\s*[:：]")
