"""What boilerplate says, by language: the one table to add to.

Every entry is a regular expression in lower case, matched from the line's start without its bullets, arrows and
counts. Five kinds, by what may be concluded from a match:

- ``LINES``: the whole line is boilerplate, wherever it stands.
- ``STARTS``: a short line that begins so is boilerplate. An entry names the thing that boilerplate is about (a
  newsletter, an inbox, an account), so that a body sentence that begins with the same verb is not meant.
- ``LINKS``: such words with a colon or dash, or alone, point to another article; the line goes.
- ``SECTIONS``: the heading of a list of other articles; what follows it in the manner of a list goes with it.
- ``COMMENTS``: the heading of readers' comments; what follows is not the article's.
- ``LABELS``: a menu's or share bar's words. Alone they may be a subheading, so they only go at the page's head and
  tail, or beside other boilerplate.
"""
# ruff: noqa: E501 - the table reads better with one alternation to a line than broken at every stroke.

from __future__ import annotations

import re

from rag.text.late_pattern import LatePattern

_LETTER = (
    r"(?:newsletters?|e-?mails?|inbox|mailing list|alerts?|updates|briefings?|digest|account|notifications|app|channel|"
    r"subscribers?|subscription|membership|free trial|breaking news|daily|weekly)"
)
_SITES = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|e-?mail|instagram|tiktok|youtube|threads|bluesky|"
    r"mastodon|google news|flipboard|viber|messenger|tumblr|xing|vk|rss|sms|pocket|print|copy link|link)"
)

LINES = {
    "en": [
        r"(?:skip|jump) to (?:main |the )?(?:content|navigation|search|main|article|footer)(?: .{0,30})?",
        r"(?:main |site |toggle |open |close |show |hide )?(?:menu|navigation)",
        r"(?:toggle|open|close|show) (?:the )?(?:sidebar|search|dropdown|submenu|sub ?menu)(?: .{0,20})?",
        r"(?:advertisement|advertising|ads?|sponsored(?: content| links?)?|promoted(?: content)?|paid (?:post|content))",
        r"(?:story|article)? ?continues below(?: (?:this )?ad(?:vertisement)?)?|(?:article|story) continues after.{0,30}",
        r"scroll (?:down )?to continue(?: reading)?.{0,30}|report (?:this )?ad|remove ads?|ad feedback",
        rf"share(?: (?:this|on|via|to|with|it|by)\b.{{0,40}}| {_SITES}(?:[ ,|/]+{_SITES})*| (?:article|story|full article|page))?",
        rf"(?:share|post|tweet|pin|send|follow us)(?: (?:on|to|via|by|in|with)) {_SITES}",
        r"tweet|retweet|pin it|copy (?:article )?link|copy url|(?:link )?copied(?:!| to clipboard.?)?|copy to clipboard",
        r"print(?: (?:this )?(?:page|article|story))?|(?:save|bookmark)(?: (?:this )?(?:article|story|page|for later))?",
        r"e-?mail (?:this )?(?:article|story|page|to a friend)|gift (?:this )?article|republish(?: this article)?",
        r"(?:show|view|see|load|read|click for) (?:more|all|less|all news|full article|full story|comments)(?: \S+){0,2}",
        r"continue reading|keep reading|read (?:more|next|now|on|also|full story|the full story)",
        r"(?:read|listen|watch) in (?:the )?app|listen to (?:this )?(?:article|story)(?: \d.{0,20})?|play(?: audio| video)?",
        r"(?:log|sign) ?-?(?:in|up|out)(?: or (?:register|subscribe|sign up|create an account))?|register(?: now)?|my account",
        r"(?:log|sign) ?-?(?:in|up) (?:to|for) (?:read|continue|see|view|comment|access|unlock|free|more)\b.{0,60}",
        r"subscribe(?: (?:now|today|here|for free|for full access|us|to read more))?|unsubscribe(?: at any time)?|donate(?: now)?|support us|become a member",
        r"follow(?:ing)?(?: (?:us|me|topic|author))?|join us|get the app|download (?:the|our) app|get (?:the )?newsletter",
        r"(?:about \d+ |\d+ ?[-–]? ?\d* ?)min(?:ute)?s?\.?(?: read| of reading)?|reading time:? .{0,20}|\d+ (?:views|shares|likes|reads|comments)",
        r"(?:(?:published|posted|updated|last updated) )?(?:\d+|an?) (?:second|minute|min|hour|hr|day|week|month)s? ago|just now",
        r"(?:accept|reject|allow|decline|manage)(?: all| only)?(?: cookies?| preferences| settings| choices)?|cookie (?:policy|settings|preferences|notice)",
        r"privacy (?:policy|notice|settings|center)|terms (?:of (?:use|service)|and conditions|& conditions)|do not sell my.{0,40}",
        r"contact(?: us)?|about us|advertise(?: with us)?|careers|imprint|site ?map|help(?: cent(?:er|re))?|faqs?|our team|masthead",
        r"all rights reserved\.?|back to (?:top|home|news)|go back|(?:\d{1,3}[ ,|]+)*\d{1,3}[ ,|.…]+(?:next|last|older|»)(?: page)?|return to .{0,20}home ?page|previous(?: article| post| story)?|next(?: article| post| story)?|page \d+(?: of \d+)?",
        r"(?:loading|please wait)\.{0,3}|click to enlarge|view (?:gallery|comments|image in fullscreen)|open image in new tab|image source|full ?screen",
        r"(?:oops|sorry)?[,!.]* ?(?:something|an error) (?:went wrong|occurred)[.!]*(?: (?:please )?try again(?: later)?\.?)?",
        r"thank(?:s| you)(?: (?:so much )?for (?:subscribing|signing up|registering|your (?:subscription|feedback|support|interest)).{0,60})?[.!]*",
        r"your (?:e-?mail(?: address)?|name)(?: \*| \(required\)| will not be (?:published|shared).{0,60})?[.*]*",
        r"(?:invalid|enter a valid|please enter a valid|please provide a valid) e-?mail.{0,40}|select (?:a )?language|change language|edition",
        r"(?:you (?:have been|are now|are already|have) )?(?:successfully )?(?:subscribed|signed up)(?: to .{0,60})?[.!]*",
        r"was this article (?:helpful|useful)\?|rate this (?:article|story).{0,20}|report (?:an? )?(?:error|typo|mistake).{0,30}|send (?:a )?tip|suggest a correction",
        r"this (?:video|content) (?:is not available|can ?not be played|is hosted by).{0,60}|javascript is (?:disabled|required).{0,60}",
        r"file(?: photo)?|image|photo|video|audio|infographic|embed|tags?|topics?|keywords|filed under|categories|category|in this article",
        r"(?:about|more (?:from|by)) the author|author archive|see all (?:articles|posts|stories) by.{0,40}",
        r"more (?:information|info|details)? ?about (?:this|the) (?:article|site)|go to homepage|home ?page",
        r"click to (?:share|print|e-?mail|copy|tweet|pin)\b.{0,60}|(?:blog )?comments powered by .{2,20}|powered by .{2,30}",
        r"back to gallery|(?:hide|show|toggle) caption|enlarge(?: this)? image|(?:send|give) feedback|skip advert(?:isement)?|advert",
        r"post navigation|(?:previous|next) (?:post|article|story) ?:.{0,120}|permalink.{0,60}|follow @.{2,30}|image \d+ of ?/? ?\d+|\d+ ?/ ?\d+",
        r"related (?:topics?|tags?|searches):.{0,60}|you (?:must be|need to be) logged in.{0,60}|you must log ?in to.{0,40}",
    ],
    "de": [
        r"(?:direkt )?zum (?:haupt)?inhalt(?: springen| wechseln)?|zur (?:navigation|suche|startseite|hauptnavigation)(?: springen)?|inhalt überspringen",
        r"(?:haupt)?menü(?: öffnen| schließen)?|navigation (?:öffnen|überspringen)|suche(?:n)?|anzeige|werbung|advertorial",
        r"(?:artikel |beitrag |seite )?(?:teilen|drucken|merken|speichern|versenden|weiterleiten|verschenken|kommentieren|vorlesen|anhören)(?: .{0,25})?",
        rf"(?:auf|per|via|über|bei) {_SITES} (?:teilen|versenden|empfehlen|posten)|link kopier(?:en|t)|als e-?mail versenden",
        r"(?:jetzt )?(?:anmelden|registrieren|abonnieren|einloggen|abo testen|lesen|downloaden)|abo|e-?paper|mein konto|login|abmelden",
        r"(?:mehr|alle|weitere) (?:anzeigen|lesen|laden|erfahren|artikel|kommentare)|weiterlesen|weiter lesen|mehr",
        r"\d+ min(?:\.|uten)?(?: lesezeit| lesedauer)?|lesezeit:? .{0,20}|(?:vor|aktualisiert vor) (?:\d+|einer|einem) (?:sekunden?|minuten?|stunden?|tag(?:en)?)",
        r"(?:alle )?cookies? (?:akzeptieren|ablehnen|verwalten)|(?:alle )?(?:akzeptieren|ablehnen)|cookie-?(?:richtlinie|einstellungen)",
        r"datenschutz(?:erklärung|einstellungen)?|impressum|agb|kontakt|über uns|karriere|mediadaten|nutzungsbedingungen|barrierefreiheit",
        r"alle rechte vorbehalten\.?|nach oben|zurück(?: zur startseite)?|seite \d+(?: von \d+)?|startseite|bildunterschrift (?:anzeigen|einblenden)",
        r"fehler (?:melden|gefunden\?.{0,40})|schlagwörter|themen|quelle|bild|foto|video|audio",
    ],
    "fr": [
        r"aller (?:directement )?au (?:contenu|menu)(?: principal)?|passer au contenu.{0,20}|accéder au contenu.{0,20}|menu(?: principal)?|publicité|annonce",
        rf"partager(?: (?:cet article|sur|par|l'article|l’article|via)\b.{{0,30}})?|(?:partager|envoyer) (?:sur|par) {_SITES}|copier le lien|lien copié.?",
        r"imprimer(?: l['’]article)?|enregistrer|sauvegarder|ajouter (?:à|aux) .{0,30}favoris|offrir (?:l['’]|cet )article|écouter(?: l['’]article)?.{0,20}",
        r"(?:se connecter|s['’]inscrire|s['’]abonner|je m['’]abonne|je me connecte|connexion|inscription|mon compte|déconnexion|abonnez-vous)(?: .{0,25})?",
        r"(?:lire|voir|afficher|charger) (?:la suite|plus|tout|tous les .{0,25}|les commentaires)|en savoir plus|suite|article suivant|article précédent",
        r"(?:temps de )?lecture ?:? ?\d+ min.{0,10}|\d+ min(?:utes?)?(?: de lecture)?|il y a (?:\d+|une?) (?:secondes?|minutes?|heures?|jours?)",
        r"(?:tout |continuer sans )?(?:accepter|refuser)(?: (?:et .{0,15}|les cookies|tout))?|(?:gérer|paramétrer) (?:les |mes )?cookies|politique de (?:cookies|confidentialité)",
        r"mentions légales|conditions générales.{0,30}|contact(?:ez-nous)?|qui sommes-nous.{0,3}|plan du site|données personnelles",
        r"tous droits réservés\.?|retour (?:en haut|à l['’]accueil)|accueil|réservé (?:à nos|aux) abonnés|article réservé.{0,30}",
        r"signaler une (?:erreur|faute).{0,30}|mots-clés|sujets|thèmes|photo|vidéo|légende",
    ],
    "es": [
        r"(?:ir|saltar|pasar) al contenido(?: principal)?|menú(?: principal)?|abrir menú|cerrar menú|publicidad|anuncio|patrocinado",
        rf"compartir(?: (?:en|por|este|el|esta|vía)\b.{{0,30}})?|(?:compartir|enviar) (?:en|por) {_SITES}|copiar (?:el )?enlace|enlace copiado.?",
        r"imprimir|guardar(?: .{0,20})?|escuchar(?: .{0,20})?|regalar artículo|seguir leyendo|leer más|leer la noticia completa",
        r"iniciar sesión|inicia sesión|regístrate|registrarse|suscríbete(?: .{0,20})?|suscribirse|suscripción|mi cuenta|cerrar sesión|acceder",
        r"(?:ver|mostrar|cargar) (?:más|todo|todos|comentarios)(?: .{0,20})?|(?:noticia|artículo) (?:siguiente|anterior)",
        r"(?:tiempo de )?lectura:? ?\d+ min.{0,10}|\d+ min(?:utos?)?(?: de lectura)?|hace (?:\d+|una?) (?:segundos?|minutos?|horas?|días?)",
        r"(?:aceptar|rechazar)(?: (?:todo|todas|cookies|las cookies))?|(?:configurar|gestionar) (?:las )?cookies|política de (?:cookies|privacidad)",
        r"aviso legal|términos y condiciones|contacto|contáctanos|quiénes somos|mapa del sitio|condiciones de uso",
        r"todos los derechos reservados\.?|volver (?:arriba|al inicio)|inicio|portada|contenido exclusivo.{0,30}|etiquetas|temas|archivado en.{0,20}",
    ],
    "pt": [
        rf"(?:pular|ir|saltar) para o (?:conteúdo|menu).{{0,20}}|publicidade|anúncio|patrocinado|compartilh(?:e|ar)(?: .{{0,30}})?|partilhar(?: .{{0,30}})?|(?:enviar|compartilhar) (?:por|no|via) {_SITES}|copiar link|baixar",
        r"imprimir|salvar|ouvir(?: .{0,20})?|assine(?: .{0,25})?|assinar|entrar|cadastre-se|fazer login|minha conta|sair|(?:leia|ver|veja|mostrar|carregar) (?:mais|tudo|todos)(?: .{0,15})?|saiba mais|continue lendo",
        r"(?:tempo de leitura:? ?)?\d+ min(?:utos?)?(?: de leitura)?|tempo de leitura.{0,20}|há (?:\d+|um|uma) (?:segundos?|minutos?|horas?|dias?)|aceitar(?: .{0,20})?|rejeitar(?: .{0,20})?|política de (?:privacidade|cookies)",
        r"termos (?:de uso|e condições)|contato|fale conosco|quem somos|sobre nós|anuncie.{0,20}|expediente|todos os direitos reservados\.?|voltar ao topo|início|pesquisar|busca",
    ],
    "it": [
        rf"vai al contenuto(?: principale)?|salta al contenuto.{{0,20}}|pubblicità|annuncio|sponsorizzato|condividi(?: .{{0,30}})?|(?:invia|condividi) (?:su|via|per) {_SITES}|copia (?:il )?link|stampa|salva",
        r"ascolta(?: .{0,20})?|abbonati(?: .{0,25})?|accedi|registrati|il mio account|esci|(?:leggi|mostra|vedi|carica) (?:tutto|altro|di più|ancora|tutti)(?: .{0,15})?|continua a leggere|scopri di più",
        r"(?:tempo di lettura:? ?)?\d+ min(?:uti|uto)?(?: di lettura)?|accett[ao](?: .{0,20})?|rifiut[ao](?: .{0,20})?|informativa (?:sulla )?privacy.{0,20}|cookie policy|note legali|contatti|chi siamo|redazione|torna su|tutti i diritti riservati\.?",
    ],
    "nl": [
        r"(?:ga|direct|spring) (?:direct )?naar (?:de )?(?:inhoud|navigatie|hoofdinhoud).{0,20}|advertentie|gesponsord|deel(?:en)?(?: .{0,30})?|kopieer link|afdrukken|opslaan|bewaren|inloggen|uitloggen|aanmelden|registreren|abonneer(?: .{0,25})?|word abonnee|mijn account",
        r"(?:lees|bekijk|toon|laad) (?:meer|alles|alle .{0,15}|verder)|\d+ min(?:uten)?(?: leestijd| lezen)?|leestijd.{0,20}|(?:\d+|een) (?:minuten|minuut|uur|dagen|dag) geleden|(?:alle )?cookies? (?:accepteren|weigeren)|privacy(?:beleid|verklaring)|algemene voorwaarden|over ons|colofon|alle rechten voorbehouden\.?|terug naar boven",
    ],
    "pl": [
        r"przejdź do (?:treści|menu).{0,20}|reklama|materiał (?:sponsorowany|promocyjny)|udostępnij(?: .{0,30})?|kopiuj link|drukuj|zapisz|zaloguj(?: się)?|zarejestruj(?: się)?|wyloguj|subskrybuj(?: .{0,25})?|moje konto|(?:czytaj|zobacz|pokaż|załaduj) (?:więcej|dalej|wszystkie|wszystko)(?: .{0,15})?",
        r"\d+ min(?:ut[ay]?)? czytania|\d+ (?:minut|godzin|dni)\S* temu|akceptuj(?:ę)?(?: .{0,20})?|odrzuć(?: .{0,20})?|polityka (?:prywatności|cookies)|regulamin|kontakt|o nas|redakcja|wszelkie prawa zastrzeżone\.?|do góry|strona główna",
    ],
    "ru": [
        r"перейти к (?:основному )?(?:содержанию|контенту|содержимому)|меню|реклама|на правах рекламы|поделиться(?: .{0,30})?|скопировать ссылку|распечатать|сохранить|войти|вход|регистрация|зарегистрироваться|подписаться(?: .{0,25})?|подпишитесь|(?:читать|показать|смотреть|загрузить) (?:далее|дальше|ещё|еще|все|всё|полностью)(?: .{0,15})?|подробнее",
        r"время (?:на )?чтени[ея].{0,20}|\d+ (?:секунд|минут|часов|часа|дн)\S* назад|принять(?: .{0,15})?|отклонить|политика (?:конфиденциальности|cookies?)|пользовательское соглашение|контакты|о нас|о проекте|все права защищены\.?|наверх|на главную|главная|теги|темы",
    ],
    "tr": [
        r"içeriğe (?:geç|atla)|ana menü|reklam|paylaş(?: .{0,30})?|yazdır|kaydet|giriş yap|üye ol|abone ol(?: .{0,20})?|(?:daha fazla|devamını|tümünü) (?:oku|göster|gör)(?: .{0,15})?|\d+ (?:dakika|saat|gün) önce|gizlilik politikası|çerez politikası|kullanım koşulları|iletişim|hakkımızda|künye|tüm hakları saklıdır\.?|anasayfa|ana sayfa",
    ],
    "sv": [
        r"(?:hoppa|gå) till (?:huvud)?innehåll.{0,20}|annons|dela(?: .{0,30})?|skriv ut|spara|logga (?:in|ut)|prenumerera(?: .{0,20})?|(?:läs|visa|ladda) (?:mer|alla|fler)(?: .{0,15})?|(?:för )?\d+ (?:minuter|timmar|dagar) sedan|godkänn(?: .{0,15})?|integritetspolicy|om oss|kontakta oss|till toppen",
    ],
    "uk": [
        r"перейти до (?:основного |головного )?(?:вмісту|змісту|контенту)|меню|головне меню|відкрити меню|закрити|реклама|на правах реклами|промо",
        rf"поділитися(?: .{{0,30}})?|поширити(?: .{{0,30}})?|(?:поділитися|надіслати) (?:у|в|на) {_SITES}|скопіювати посилання|копіювати посилання",
        r"друкувати|роздрукувати|зберегти|слухати(?: .{0,20})?|увійти|вхід|зареєструватися|реєстрація|підписатися(?: .{0,25})?|підпишіться|мій кабінет",
        r"(?:читати|показати|дивитися|завантажити) (?:далі|більше|ще|все|всі|повністю|коментарі)|докладніше|детальніше|усі новини|всі новини",
        r"(?:час (?:на )?читання:? ?)?\d+ хв(?:илин[аи]?)?\.?(?: читання)?|\d+ (?:секунд|хвилин|годин|дн)\S* тому|переглядів:? ?\d+|\d+ переглядів",
        r"прийняти(?: .{0,15})?|відхилити|політика (?:конфіденційності|cookies?)|умови використання|контакти|про нас|про проєкт|редакція|вакансії|реклама на сайті",
        r"усі права захищен[оі]\.?|всі права захищен[оі]\.?|нагору|на головну|головна|теги|теми|фото|відео|джерело|новини партнерів",
    ],
}  # fmt: skip

STARTS = {
    "any": [r"(?:©|\(c\)).*|copyright (?:©|\(c\)|(?:19|20)\d\d\b|by\b).*|\d+/\d+$"],
    "en": [
        rf"(?:sign|signing) up (?:here |now |today |below )?(?:for|to|and|with)\b.*\b(?:{_LETTER}|our|free|read more|continue reading)\b",
        rf"sign up (?:here|now|today|below)\b|(?:please )?subscribe (?:now |here |today )?(?:to|for) (?:\S+ ){{0,5}}{_LETTER}\b",
        r"subscribe\b.{0,40}\b(?:from|for) .{0,15}\d.{0,25}\b(?:week|month|year)\b",
        rf"(?:please )?register (?:now |here )?(?:for|to|with) (?:our|free|your|the) (?:\S+ ){{0,4}}{_LETTER}\b",
        r"(?:please )?(?:subscribe|register)\b.{0,60}\b(?:for as little as|per month|to (?:read|continue|unlock|access)|for free)\b",
        rf"(?:get|receive|have|want|discover)\b.*\b(?:in|to|into|straight to) your (?:inbox|e-?mail|phone)\b|get (?:our|the|all the|more|your) (?:\S+ ){{0,4}}{_LETTER}\b",
        r"(?:\w{3,6},? )?check your (?:inbox|e-?mail|spam|junk)\b|(?:please )?confirm your (?:e-?mail|subscription)\b|(?:please )?(?:enter|type) (?:your|a valid|an) e-?mail",
        r"by (?:signing up|subscribing|registering|clicking|entering your|submitting|continuing|providing your|using (?:this|our)|creating an account|checking)\b.{0,80}\b(?:you (?:agree|accept|consent|confirm|acknowledge|are)\b|our (?:terms|privacy|cookie))",
        r"(?:already|not) (?:a|an|have an|got an) (?:\S+ ){0,2}(?:subscriber|member|account)\s*\?.*|(?:already|not yet) (?:registered|subscribed|signed up)\s*\?.*",
        r"(?:you(?:'|’)ve|you have) (?:reached|used|read)\b.*\b(?:free|limit|articles?)\b|to (?:continue reading|read (?:more|the full|the rest|this (?:article|story)))\b|(?:you must|you need to|please) (?:log in|be logged in|sign in|register|subscribe) (?:to|or)\b",
        r"this (?:article|story|content|page) is (?:for|reserved for|available to|only available|exclusively for)\b.*\b(?:subscribers|members|registered)\b",
        r"(?:we|this (?:web)?site|our (?:web)?site|our partners|we and our\b.{0,25}) (?:use|uses|store|stores|may use)\b.*\bcookies?\b|we (?:value|care about|respect) your privacy\b|cookies? (?:help us|are used on|on this)\b",
        r"(?:follow|find|add|join) (?:.{2,30}? )?(?:on|at|as a preferred source on) (?:@|facebook|twitter|x\b|telegram|whatsapp|instagram|linkedin|youtube|google|bluesky|threads|tiktok|social)|like (?:us|our page) on\b",
        r"(?:join|download|install|try) (?:us|our|the)\b.{0,40}\b(?:telegram|whatsapp|channel|app|newsletter|discord)\b",
        r"click (?:here|to|on the|below)\b.*\b(?:read|subscribe|sign|here|share|view|listen|watch|download|more|play|expand|enlarge)\b|(?:tap|press) here\b",
        r"(?:support|help (?:us )?(?:keep|support)|fund|back) (?!(?:for|from|of|among|in|to)\b)(?:\S+ ){0,3}(?:independent|our|quality|local|free) (?:journalism|reporting|newsroom|team|work|media)\b",
        r"if you (?:like|value|enjoy|appreciate|believe in)\b.*\b(?:our|this|independent|what we do)\b.*\b(?:journalism|reporting|donat\w+|member|supporting|contribut\w+|subscri\w+)\b|(?:please )?consider (?:making a|a) (?:donation|contribution)\b|(?:please )?consider (?:supporting|subscribing|donating|becoming a)\b",
        r"(?:become|be) (?:a|an|our) (?:member|patron|supporter|subscriber|insider)\b|(?:donate|contribute|make a donation|your (?:donation|contribution|support))\b.*\b(?:us|our|help|today|now|journalism|monthly|here)\b",
        r"all rights reserved\b|this (?:material|article|content|story) (?:may not|must not|cannot|can not) be (?:published|reproduced|copied|republished|used)\b|no part of this\b.*\b(?:reproduced|publication)\b",
        r"(?:do you have|got|have you got) (?:a |any |more )?(?:news )?(?:tip|story|information|question)s?\b.*\b(?:us|e-?mail|contact|tell|send|share|reporter)\b|(?:contact|e-?mail|write to|reach) (?:the (?:author|reporter|editor)|us|our|him|her|me) (?:at|on|by|via|through|directly)\b.*(?:@|e-?mail|form|here)|(?:send|submit) (?:us )?(?:your )?(?:letters?|tips?|comments?|feedback)\b.*\bto\b",
        r"(?:our standards:|(?:additional |further )?reporting by\b|editing by\b|writing by\b|compiled by\b).{0,160}",
        r"(?:notice|found|spotted|see) an? (?:error|mistake|typo)\b|(?:the )?(?:views|opinions) expressed\b.*\b(?:author|writer|own|necessarily|reflect)\b",
        r"(?:your|the) browser (?:does not|doesn(?:'|’)t) support\b|(?:please )?(?:enable|turn on) (?:javascript|cookies)\b|(?:please )?(?:disable|turn off) your ad ?blocker\b|(?:are you|prove you are) (?:a robot|human)",
        r"this site is protected by\b|(?:please )?(?:accept|review) our\b.{0,30}\b(?:cookies|terms|policy)\b|(?:a|an) (?:confirmation|verification) e-?mail\b.*\byou\b",
        r"(?:image|photo|picture|slide) \d+ (?:of|/) \d+$|(?:originally|first) published (?:on|at|by|in)\b.{0,60}$|this article (?:was )?(?:originally|first) (?:appeared|published) (?:on|in|at)\b.{0,60}$",
    ],
    "de": [
        r"(?:melden sie sich|meld dich)\b.*\bnewsletter|jetzt (?:kostenlos |gratis |zum |für |den |unseren |hier ).{0,40}\b(?:newsletter|anmelden|abonnieren|registrieren|testen)\b.{0,20}$|abonnieren sie\b.*\b(?:newsletter|unser\w*|kanal)\b|(?:unser|kostenlose)\w* .{0,30}newsletter\b.{0,60}$",
        r"(?:wir|unsere partner|diese (?:web)?seite|unsere (?:web)?seite)\b.*\bcookies\b|(?:mit|durch) (?:der|ihrer|meiner) (?:anmeldung|registrierung|bestellung)\b|mit (?:dem |einem )?klick auf\b",
        r"(?:folgen sie|folge|folgt) (?:uns|unser\w*|@\w+)\b|klicken sie hier\b|hier klicken\b|bitte (?:überprüfen|prüfen|bestätigen) sie\b.*\b(?:postfach|e-?mail\w*|posteingang)\b",
        r"(?:haben sie|sind sie|sie haben|sie sind|schon|bereits|noch kein)\b.{0,40}\b(?:abonnent\w*|konto|abo|registriert)\s*\?|(?:dieser|der) (?:artikel|inhalt|text) ist\b.*\b(?:abonnenten|kostenpflichtig)\b|(?:weiterlesen|lesen) mit\b.*\b(?:abo|plus)\b",
        r"alle rechte vorbehalten\b|(?:da ist |es ist )?etwas (?:ist )?schief ?gelaufen[.!]*(?: bitte.{0,60})?$|ein fehler ist aufgetreten\b.{0,60}$|bitte versuchen sie es (?:später )?(?:noch ?einmal|erneut)\b|ihre e-?mail-?adresse\b.{0,50}$",
        r"(?:unterstützen sie|unterstütze) (?:unser\w*|uns|unabhängigen)\b|mit material (?:von|der)\b.{0,40}$|quelle: .{0,50}$",
    ],
    "fr": [
        r"(?:inscrivez-vous|abonnez-vous|recevez|découvrez|retrouvez)\b.*\b(?:newsletters?|lettres?|boîte mail|e-?mails?|alertes?|offres?|toute l['’]actualité|notre|nos)\b|(?:notre|nos) newsletters?\b.{0,60}$",
        r"(?:nous|ce site|nos partenaires|le site)\b.*\bcookies\b|en (?:vous inscrivant|cliquant sur|poursuivant (?:votre|la) navigation|continuant (?:votre|à naviguer)|validant)\b.*\b(?:vous acceptez|cookies|politique de|conditions générales)\b",
        r"(?:suivez|rejoignez|retrouvez)-?(?: ?nous)? (?:sur|notre)\b|cliquez ici\b|(?:veuillez|merci de) (?:vérifier|consulter|confirmer|saisir|entrer|réessayer|vous connecter)\b",
        r"(?:vous avez|vous êtes|déjà|pas encore)\b.{0,40}\b(?:abonnée?s?|compte|inscrite?)\s*\?|(?:cet|l['’]) ?article est réservé\b|il (?:vous )?reste \d+.{0,10}\bde cet article\b|une erreur (?:est survenue|s['’]est produite)\b.{0,60}$|votre (?:adresse )?e-?mail\b.{0,60}$",
        r"tous droits (?:réservés|de reproduction)\b|(?:soutenez (?:notre|nous|-nous|une presse|l['’]information)|faites un don)\b.{0,100}|la reproduction (?:totale|partielle|de cet|du contenu|intégrale)\b.*\binterdite\b",
    ],
    "es": [
        r"(?:suscríbe(?:te|se)|regístra(?:te|se)|apúnta(?:te|se)|inscríbe(?:te|se))\b.*\b(?:newsletters?|boletín|boletines|correo|e-?mail|gratis|noticias|canal|nuestr[ao]s?|alertas)\b|recib[ea] (?:en tu|gratis|las|los|nuestr[ao]s?|todas)\b.*\b(?:correo|boletín|newsletters?|e-?mail|alertas)\b|nuestro boletín\b.{0,60}$",
        r"(?:utilizamos|usamos|este sitio|esta web|nosotros|nuestros socios)\b.*\bcookies\b|al (?:suscribir|registrar|continuar|hacer clic|navegar|pulsar)\w*\b.*\b(?:aceptas?|nuestra política|términos y condiciones)\b",
        r"(?:síguenos|síganos|únete a nuestr[ao]|encuéntranos)\b|(?:haz|haga) clic\b|(?:por favor,? )?(?:revis[ea]|verifi(?:ca|que)|confirm[ea]|introduc[ea]|ingres[ea]) (?:tu|su) (?:correo|bandeja|e-?mail|suscripción)\b",
        r"¿(?:ya|aún|todavía|no)\b.{0,40}\b(?:cuenta|suscriptor\w*|suscrit[ao]|registrad[ao])\s*\?|(?:este|el) (?:artículo|contenido) es\b.*\b(?:suscriptores|exclusivo para)\b|(?:algo (?:ha salido|salió) mal|ha ocurrido un error|se ha producido un error|ocurrió un error)\b.{0,60}$|tu (?:correo|e-?mail|dirección de correo)\b.{0,60}$",
        r"todos los derechos reservados\b|prohibida (?:su|la) reproducción\b|apoya (?:el periodismo|a? ?nuestr[ao])\b",
    ],
    "pt": [
        r"(?:assine|inscreva-se|cadastre-se|receba|registre-se)\b.*\b(?:newsletters?|boletim|e-?mail|gr[áa]tis|notícias|canal|noss[ao]s?|alertas)\b|(?:utilizamos|usamos|este site|nós)\b.*\bcookies\b|ao (?:continuar|se inscrever|clicar|navegar|assinar)\b.*\b(?:concorda|aceita|política|termos)\b",
        r"(?:siga|curta|acompanhe)(?:-nos)? (?:o |a |nossa |nosso )?(?:.{2,30} )?(?:no|na|em|nas) (?:facebook|twitter|instagram|telegram|whatsapp|youtube|google|redes)|clique aqui\b|o seu (?:endereço de )?e-?mail\b.{0,100}$|(?:já é|ainda não é) assinante\b.{0,30}|todos os direitos reservados\b|deixe (?:suas?|seus?|a sua|o seu) (?:dúvidas?|opini\w+|comentários?)\b",
    ],
    "it": [
        r"(?:iscriviti|registrati|abbonati|ricevi)\b.*\b(?:newsletter|e-?mail|gratis|notizie|canale|nostr[aoie]|notifiche)\b|(?:utilizziamo|usiamo|questo sito|noi e)\b.*\bcookies?\b|(?:iscrivendoti|cliccando|proseguendo|continuando)\b.*\b(?:accett\w+|cookies?|privacy|termini)\b",
        r"(?:seguici|segui .{2,30}) (?:su|sul|anche su) (?:facebook|twitter|instagram|telegram|whatsapp|youtube|google|linkedin)|clicca qui\b|(?:il tuo (?:indirizzo )?e-?mail)\b.{0,100}$|devi essere (?:connesso|loggato)\b.{0,60}$|tutti i diritti riservati\b|riproduzione riservata\b|(?:leggi anche|guarda anche|leggi pure)(?: su)?\b.{0,3}:?",
    ],
    "nl": [
        r"(?:schrijf je in|meld je aan|abonneer je|ontvang)\b.*\b(?:nieuwsbrief|e-?mail|gratis|inbox|updates)\b|(?:wij|we|deze (?:web)?site|onze partners)\b.*\bcookies\b|volg (?:ons|.{2,30}) op (?:facebook|twitter|instagram|telegram|whatsapp|linkedin)|klik hier\b|alle rechten voorbehouden\b|(?:heb|ben) je (?:al )?(?:een account|abonnee)\s*\?.*",
    ],
    "pl": [
        r"(?:zapisz się|zasubskrybuj|subskrybuj|otrzymuj|dołącz)\b.*\b(?:newsletter\w*|e-?mail\w*|powiadomie\w*|kanał\w*|nas\w*)\b|(?:używamy|korzystamy|nasza strona|ta strona|serwis)\b.*\b(?:cookies|ciasteczek)\b|(?:obserwuj|śledź|polub) nas na\b|kliknij (?:tutaj|tu)\b|wszelkie prawa zastrzeżone\b",
    ],
    "ru": [
        r"(?:подпишитесь|подписывайтесь|подпишись|присоединяйтесь)\b.*\b(?:на|к)\b.*(?:канал\w*|телеграм\w*|telegram|facebook|рассылк\w*|нас|наш\w*|youtube|whatsapp|google|вконтакте)|(?:мы|наш сайт|этот сайт|сайт)\b.*\b(?:cookies?|куки)\b|(?:нажмите|кликните) (?:здесь|сюда)\b|(?:если вы )?(?:нашли|заметили|увидели) (?:ошибку|опечатку)\b|все права защищены\b|(?:перепечатка|копирование|использование) (?:любых )?(?:материалов|текстов)\b",
    ],
    "uk": [
        r"(?:підпишіться|підписуйтесь|підписуйтеся|підпишись|приєднуйтесь|приєднуйтеся|долучайтеся|долучайтесь)\b.*\b(?:на|до)\b.*(?:канал\w*|телеграм\w*|telegram|facebook|фейсбук\w*|розсилк\w*|нас|наш\w*|viber|youtube|whatsapp|google|instagram|спільнот\w*)",
        r"(?:ми|наш сайт|цей сайт|сайт)\b.*\b(?:cookies?|куки)\b|(?:читайте|стежте|слідкуйте|дивіться)\b.*(?:telegram|facebook|google|viber|instagram|twitter|youtube|телеграм\w*)|(?:стежте|слідкуйте) за (?:нами|нашими)\b",
        r"(?:натисніть|клікніть|тисніть) (?:тут|сюди)\b|(?:якщо ви )?(?:знайшли|помітили|побачили) (?:помилку|орфографічну)\b|(?:будь ласка, )?(?:перевірте|підтвердьте|введіть) (?:свою?|вашу?|адресу)\b.*(?:пошт\w*|e-?mail|скриньк\w*|підписк\w*)",
        r"(?:усі|всі) права (?:захищен|застережен)|(?:передрук|копіювання|використання) (?:будь-яких )?(?:матеріалів|текстів|публікацій|інформації)\b|(?:щось пішло не так|сталася помилка)\b.{0,60}$|(?:підтримайте|підтримай) (?:нас|наш\w*|редакці\w*|незалежн\w*)\b|(?:станьте|стань) (?:наш\w* )?(?:читач\w*|патрон\w*|частиною)\b",
    ],
}  # fmt: skip

# A page's request or message to its reader, at the tail: it speaks to the reader (the first) of what pages speak of
# (the second; or, where other boilerplate stands before it, the third). Opinion pieces speak to the reader, too, and the
# news speaks of messages and accounts.
ADDRESSING = (
    r"\b(?:please|you|your|yours|us|our|we|bitte|uns|unser\w*|dein\w*|veuillez|merci|vous|votre|vos|notre|nos|tus?|usted|"
    r"nuestr\w+|por favor|будь ласка|вас|вам|ваш\w*|нам|нас|наш\w*)\b"
)
PAGE_MATTERS = (
    r"\b(?:newsroom|inbox|newsletters?|letters to the editor|password|please try again|sign(?:ed)? up|log(?:ged)? in|"
    r"postfach|redaktion|leserbrief\w*|passwort|boletín|редакці\w*|розсилк\w*)\b"
)
LOOSE_PAGE_MATTERS = (
    r"\b(?:message|address|e-?mails?|account|try again|another go|did not work|tips?|browser|link|click|nachricht|adresse|"
    r"konto|anmeld\w*|abonn\w*|klick\w*|courriel|rédaction|compte|lien|cliqu\w*|correo|mensaje|redacción|cuenta|suscri\w*|"
    r"enlace|пошт\w*|адрес\w*|акаунт\w*|підпис\w*|посиланн\w*)\b"
)
# Who the author is, at the tail.
BIOGRAPHY = (
    r"(?:[^\W\d_a-z]\S* ){2,4}(?:covers|writes (?:for|about|on)|reports (?:on|for|from)|"
    r"is (?:an?|the|our) .{0,80}\b(?:reporter|correspondent|editor|journalist|writer|columnist)\b)"
)

LINKS = {
    "en": r"(?:(?:read|see|watch|listen|learn) (?:also|more|next|this)|also (?:read|see|watch)|related(?: (?:story|stories|article|articles|coverage|news|video|link|links))?|read|watch|listen|recommended(?: reading)?|more(?: on this(?: story)?| here)?|don(?:'|’)t miss|in case you missed it|icymi|must read|editor(?:'|’)s (?:pick|choice)|next article|previous article|tags?|topics?|filed under|categories|keywords)",
    "de": r"(?:lesen sie (?:auch|hier|dazu|mehr)(?: .{0,20})?|lesen sie|mehr (?:dazu|zum thema|lesen)|auch interessant|siehe auch|zum thema|passend dazu|hintergrund|mehr|das könnte sie auch interessieren|schlagwörter|themen|video)",
    "fr": r"(?:(?:à )?lire (?:aussi|également|la suite|plus)|(?:à )?voir (?:aussi|également)|sur le même (?:sujet|thème)|lire|écouter aussi|mots[- ]clés|tags|en savoir plus|notre (?:décryptage|reportage|analyse))",
    "es": r"(?:(?:lea|lee|leer|ver|vea|mira|te puede) (?:también|además|más)|también (?:lea|lee|puedes leer)|(?:te|le) puede interesar|más información|noticias? relacionadas?|relacionad[ao]s?|etiquetas|temas|puede interesarle)",
    "pt": r"(?:leia (?:também|mais|ainda)|veja (?:também|mais)|saiba mais|assista)",
    "it": r"(?:\(?(?:leggi|guarda|vedi) anche(?: su)?|leggi|per approfondire|correlati)",
    "nl": r"(?:lees (?:ook|meer|verder)|bekijk ook|zie ook|meer over .{2,30})",
    "pl": r"(?:czytaj (?:też|także|więcej|również)|zobacz (?:też|także|również)|przeczytaj (?:też|także|również))",
    "ru": r"(?:читайте (?:также|ещё|еще)|читать также|смотрите также|по теме|подробнее по теме)",
    "tr": r"(?:ayrıca (?:oku|bakınız)|ilgili haber|bunu da okuyun|haberin devamı)",
    "uk": r"(?:читайте (?:також|ще)|читати також|дивіться також|також читайте|читай також|до теми|за темою|по темі|більше (?:про|на|по) .{0,20}|нагадаємо також|теги|теми)",
    "nordic": r"(?:läs (?:också|även|mer)|les (?:også|mer)|læs (?:også|mere)|se (?:også|även)|lue (?:myös|lisää)|katso myös)",
    "cs": r"(?:čtěte (?:také|též|více)|přečtěte si (?:také|též)|čítajte (?:aj|tiež)|prečítajte si (?:aj|tiež)|(?:ezt is )?olvas(?:d|sa) el(?: ezt)?(?: is)?|kapcsolódó cikk|citește (?:și|mai mult)|pročitajte (?:i|još)|διαβάστε (?:επίσης|ακόμη|και)|baca juga)",
    "east": r"(?:相关(?:阅读|新闻|报道|文章|链接)|延伸阅读|推荐阅读|相關(?:閱讀|新聞|報導|文章)|延伸閱讀|推薦閱讀|関連(?:記事|ニュース|リンク)|あわせて読みたい|관련 ?(?:기사|뉴스|글)|함께 ?읽기|اقرأ أيضا?ً?|اقرأ المزيد|מאמרים נוספים|קראו (?:גם|עוד))",
}  # fmt: skip

SECTIONS = {
    "en": [
        r"(?:related|similar|recommended|suggested|more|other|popular|top|latest|trending|recent|featured|breaking|must[- ]read|sponsored|our|today(?:'|’)s|don(?:'|’)t miss:?)(?: (?:related|top|local|world|popular|latest))? (?:stories|articles|news|posts|topics|content|coverage|headlines|reading|links|videos?|reads|stor(?:y|ies)|from .{2,40}|for you|in .{2,30}|on this(?: (?:story|topic))?|to read|by .{2,40}|like this|picks)",
        r"related|more like this|read (?:next|more|also)|up next|next up|what to read next|most (?:read|popular|viewed|shared|commented|watched|recent)(?: (?:stories|articles|news|today|this week))?|trending(?: now| today)?|latest(?: updates)?|recommended(?: for you| by .{0,20})?|popular(?: now| on .{2,30})?|(?:you (?:may|might)|may) (?:also )?(?:like|be interested in|have missed|enjoy).{0,20}|in other news|elsewhere on .{0,30}|from (?:around )?the web|around the web|editor(?:'|’|s|s'|s’)*s? (?:picks?|choice|recommendations)|don(?:'|’)t miss|in case you missed it|also (?:in|on|from) .{2,30}|(?:newsletters|podcasts)|explore more|discover more|promoted stories|more (?:top )?stories",
    ],
    "de": [
        r"mehr (?:zum thema|aus .{2,30}|von .{2,30}|zu(?:m|r)? .{2,30}|artikel|nachrichten|themen)|das könnte sie (?:auch|ebenfalls) interessieren|auch interessant|meistgelesen(?:e .{0,20})?|am meisten gelesen|neueste(?: .{2,20})?|aktuelle (?:nachrichten|themen|meldungen)|empfohlen(?:e .{2,20})?|empfehlungen(?: der redaktion)?|top[- ](?:themen|artikel|news)|verwandte (?:artikel|themen|beiträge)|ähnliche (?:artikel|beiträge)|weitere (?:artikel|themen|meldungen|nachrichten|beiträge)(?: .{0,20})?|lesen sie (?:auch|mehr).{0,15}|zum thema|newsletter|beliebt(?:e .{2,20})?|ressorts",
    ],
    "fr": [
        r"(?:à )?lire (?:aussi|également)|sur le même (?:sujet|thème)|(?:articles?|contenus?|sujets?|vidéos?) (?:liés?|similaires?|recommandés?|associés?|sponsorisés?)|(?:les )?(?:plus|articles les plus) (?:lus|populaires|consultés|partagés|commentés)|à la une|dernières (?:actualités|infos|nouvelles|minutes)|nos (?:derniers|autres) .{2,20}|vous aimerez aussi|ça pourrait vous intéresser|recommandé pour vous|nos recommandations|dans la même rubrique|plus d['’](?:articles|actualités|infos).{0,20}|l['’]actualité en (?:continu|direct)|newsletters?|le choix de la rédaction",
    ],
    "es": [
        r"(?:noticias|artículos|contenidos?|temas|notas|vídeos|videos) (?:relacionad[ao]s|similares|recomendad[ao]s|destacad[ao]s|populares|patrocinad[ao]s)|(?:te|le) puede interesar|también te puede interesar|lo más (?:leído|visto|popular|destacado|compartido)|lo último|últimas noticias|más (?:noticias|leídas|leídos|de .{2,30}|en .{2,30}|sobre .{2,30}|información)|lea (?:también|además)|lee también|relacionad[ao]s|recomendad[ao]s(?: para ti)?|no te pierdas|tendencias|destacad[ao]s|boletines|newsletters?",
    ],
    "pt": [
        r"(?:notícias|artigos|posts|matérias|conteúdos?|textos) (?:relacionad[ao]s|recentes|populares|recomendad[ao]s)|(?:você )?(?:pode|também pode|vai) gostar.{0,20}|(?:as )?mais lid[ao]s|últimas notícias|últimas|leia (?:também|mais)|veja (?:também|mais)|recomendad[ao]s(?: para você)?|relacionad[ao]s|destaques|mais (?:notícias|sobre .{2,30}|de .{2,30})|categorias",
    ],
    "it": [
        r"(?:articoli|notizie|contenuti|post) (?:correlat[ie]|simili|recenti|popolari|consigliat[ie])|(?:i |le )?più (?:lett[ie]|visti|popolari|commentati)|ultime notizie|ultim'ora|leggi anche|potrebbe(?:ro)? (?:interessarti|anche interessarti|piacerti).{0,20}|ti potrebbe(?:ro)? interessare.{0,20}|altri articoli.{0,20}|dalla home|in evidenza|correlati",
    ],
    "nl": [
        r"(?:gerelateerde|vergelijkbare|andere|populaire|recente) (?:artikelen|berichten|verhalen|nieuws)|meest (?:gelezen|bekeken|recent)|lees (?:ook|meer|verder)|meer (?:nieuws|artikelen|over .{2,30}|uit .{2,30}|van .{2,30})|laatste nieuws|het laatste nieuws|net binnen|aanbevolen.{0,20}|misschien (?:ook|vind je).{0,30}",
    ],
    "pl": [
        r"(?:powiązane|podobne|polecane|inne|najnowsze|popularne) (?:artykuły|wiadomości|teksty|tematy|wpisy)|najczęściej czytane|najpopularniejsze|najnowsze|polecamy|czytaj (?:też|także|więcej|również)|zobacz (?:też|także|również)|wiadomości dnia|może cię zainteresować.{0,20}",
    ],
    "ru": [
        r"читайте (?:также|ещё|еще)|(?:похожие|связанные|другие|популярные|последние|главные|свежие|все) (?:новости|материалы|статьи|публикации|темы)(?: .{0,20})?|новости (?:партнёров|партнеров|дня|по теме)|по теме|популярное|последнее|самое (?:читаемое|популярное)|рекомендуем|вам может быть интересно|лента новостей|топ[- ]новости|выбор редакции|смотрите также",
    ],
    "tr": [
        r"(?:ilgili|benzer|son|diğer|önerilen|popüler) (?:haberler|yazılar|içerikler)|son dakika|en çok (?:okunanlar|okunan|izlenen)|öne çıkanlar|ilginizi çekebilir.{0,20}|editörün seçtikleri",
    ],
    "others": [rf"(?:{LINKS['nordic']}|{LINKS['cs']}|{LINKS['east']})|relaterade artiklar|relaterte saker|relaterede artikler|aiheesta lisää|související články|kapcsolódó cikkek|articole similare|σχετικά άρθρα|مواضيع ذات صلة"],
    "uk": [
        r"читайте (?:також|ще)|(?:схожі|пов'язані|пов’язані|інші|популярні|останні|головні|актуальні|топ|свіжі|усі|всі) (?:новини|матеріали|статті|публікації|теми)(?: .{0,20})?|(?:новини|матеріали) (?:за темою|по темі|партнерів|дня)|за темою|по темі|популярне|останнє|найпопулярніше|рекомендуємо|рекомендовані?(?: .{2,20})?|вас (?:може|також може) зацікавити|вам може бути цікаво|до теми|дивіться також|стрічка новин|топ[- ]новини|вибір редакції",
    ],
}  # fmt: skip

COMMENTS = [
    r"(?:view |show |see |read |all |load |join )?(?:the )?(?:\d[\d,.]* )?(?:comments?|responses|replies|conversation|discussion)(?: \(?\d+\)?| section| closed)?",
    r"(?:leave|post|write|add|submit) (?:a |your )?(?:reply|comment|response)(?: .{0,20})?|(?:join|start) the (?:conversation|discussion)|what do you think\?.{0,40}|have your say.{0,20}",
    r"(?:\d+ )?kommentare?(?: \(?\d+\)?)?|kommentar (?:schreiben|verfassen|hinterlassen)|diskutieren sie mit.{0,20}|ihre meinung.{0,15}",
    r"(?:\d+ )?commentaires?(?: \(?\d+\)?)?|(?:laisser|ajouter|écrire|poster) un commentaire|réagir(?: à cet article)?|vos réactions",
    r"(?:\d+ )?comentarios?(?: \(?\d+\)?)?|(?:deja|dejar|escribe|añadir|publicar|agregar)(?: un| tu)? comentario(?:s)?.{0,20}",
    r"\[? ?\d+ comments? ?\]?|\d+ (?:responses?|replies|thoughts|comments?) (?:to|on) .{2,150}|feed for comments.{0,20}|cancel reply",
    r"(?:\d+ )?comentários?(?: \(?\d+\)?)?|(?:deixe|deixar|faça|escreva) (?:um |uma |seu |sua )?(?:comentário|resposta).{0,20}|(?:\d+ )?commenti(?: \(?\d+\)?)?|lascia un (?:commento|tuo commento).{0,20}|(?:\d+ )?reacties(?: \(?\d+\)?)?|(?:plaats|geef|laat) (?:een |je )?reactie.{0,20}",
    r"(?:\d+ )?komentarz[ey]?(?: \(?\d+\)?)?|dodaj komentarz.{0,20}|(?:\d+ )?комментари(?:и|ев|й|я)(?: \(?\d+\)?)?|(?:оставить|добавить|написать) комментарий.{0,20}|(?:\d+ )?yorum(?:lar)?(?: \(?\d+\)?)?|yorum (?:yap|yaz).{0,20}|(?:\d+ )?kommentarer(?: \(?\d+\)?)?",
    r"(?:\d+ )?коментар(?:і|ів|ь|я)(?: \(?\d+\)?)?|(?:залишити|додати|написати|залиште) (?:свій )?коментар.{0,20}",
]
# What stands among readers' comments and hardly anywhere else.
COMMENT_SIGNS = r"(?:reply|like|likes?|dislike|report(?: comment| abuse)?|upvote|flag|sort by.{0,20}|newest(?: first)?|oldest(?: first)?|best|antworten|melden|gefällt mir|répondre|signaler|responder|reportar|me gusta|відповісти|поскаржитися|log ?in to (?:comment|reply).{0,20}|\d+ (?:likes?|replies|points?)|(?:vor )?\d+ \S+ (?:ago|тому)|vor \d+ \S+|il y a \d+ \S+|hace \d+ \S+|cancel reply|.{2,40} says:?|(?:your )?name ?\*?|e-?mail ?\*?|website|says:?|save my name.{0,80})"

LABELS = (
    r"home|news|world|world news|europe|asia|africa|americas|middle east|us|u\.s\.|usa|uk|politics|business|economy|markets?|money|"
    r"finance|tech|technology|science|health|sports?|football|culture|arts?|entertainment|lifestyle|life|travel|food|style|fashion|"
    r"opinions?|editorial|analysis|features?|investigations?|interviews?|weather|environment|climate|education|jobs|games|puzzles|"
    r"basket|cart|crosswords?|horoscopes?|obituaries|local|national|international|region(?:al)?|live|live tv|tv|radio|podcasts?|videos?|watch|listen|"
    r"photos?|gallery|galleries|pictures|magazine|blogs?|events|shop|store|archive|more|all|search|close|cancel|submit|send|ok|yes|no|"
    r"ukraine|war|latest|top stories|breaking(?: news)?|newsletters?|investing|crypto|auto|real estate|books|music|movies|film|"
    r"english|українська|русский|deutsch|français|español|en|ua|ru|de|fr|es|"
    r"startseite|politik|wirtschaft|panorama|sport|kultur|wissen|wissenschaft|gesellschaft|ausland|inland|meinung|reise|netzwelt|"
    r"gesundheit|technik|regional|lokales|feuilleton|finanzen|unterhaltung|deutschland|welt|"
    r"actualités?|politique|monde|économie|société|culture|sciences?|santé|idées|débats|opinions|international|france|planète|sports|"
    r"noticias|política|mundo|economía|sociedad|cultura|deportes|opinión|ciencia|salud|internacional|españa|tecnología|"
    r"новини|політика|світ|економіка|суспільство|культура|спорт|наука|здоров'я|здоров’я|думки|війна|україна|технології|події|"
    r"статті|інтерв'ю|інтерв’ю|погляди|блоги|бізнес|фінанси|життя|пошук|київ"
)
LABELS = rf"(?:{LABELS}|{_SITES})"

_FLAGS = re.IGNORECASE


def _any(entries: list[str]) -> LatePattern:
    return LatePattern("|".join(f"(?:{entry})" for entry in entries), _FLAGS)


LINE_PATTERN = _any([entry for entries in LINES.values() for entry in entries])
START_PATTERN = _any([entry for entries in STARTS.values() for entry in entries])
SECTION_PATTERN = _any([entry for entries in SECTIONS.values() for entry in entries])
COMMENT_PATTERN = _any(COMMENTS)
COMMENT_SIGN_PATTERN = LatePattern(COMMENT_SIGNS, _FLAGS)
ADDRESSING_PATTERN = LatePattern(ADDRESSING, _FLAGS)
LOOSE_PAGE_MATTER_PATTERN = LatePattern(LOOSE_PAGE_MATTERS, _FLAGS)
PAGE_MATTER_PATTERN = LatePattern(PAGE_MATTERS, _FLAGS)
BIOGRAPHY_PATTERN = LatePattern(BIOGRAPHY)
LABEL_PATTERN = LatePattern(LABELS, _FLAGS)
LINK_PATTERN = LatePattern(rf"(?:{'|'.join(LINKS.values())})\s*(?:[:：]|[|»>→]|$)\s*", _FLAGS)
