"""The words for roles in news, in ten languages: nouns, verbs, and what makes another role of one."""

# ruff: noqa: E501 - a role's words in all languages stand on a line each, whatever its length.

from __future__ import annotations

#: A role's nouns; its verbs whose subject holds it; participles that are followed by "by" and who holds it.
ROLES: tuple[tuple[str, str, str], ...] = (
    (r"(?:co-?)?owners?|proprietors?|eigentümer(?:in)?|besitzer(?:in)?|eigner(?:in)?|inhaber(?:in)?|propriétaires?|propietari[oa]s?|dueñ[oa]s?|propriet[aá]ri[oa]|don[oa]s?|eigena(?:ar|res?)|właściciel(?:ka|em|ką)?|власни(?:к|ком|ця|цею)|владел(?:ец|ьцем|ица)",
     r"owns|owned|besitzt|besaß|possède|possédait|posee|poseía|possiede|bezit|володіє|владеет",
     r"owned by|property of|im besitz (?:von|der|des)"),
    (r"captains?|skippers?|kapitän(?:in)?|capitaines?|capit[aá]n(?:a)?|capitano|capit(?:ão|ã)|kapitein|kapitan(?:em)?|капітан(?:ом)?|капитан(?:ом)?", r"captains|captained|skippers|skippered", r"(?:captained|skippered) by"),
    (r"mayors?|bürgermeister(?:in)?|oberbürgermeister(?:in)?|maires?|alcald(?:e|esa)|sindac[oa]|prefeit[oa]|burgemeester|burmistrz(?:em)?|мер(?:ом|ка)?|мэр(?:ом)?", r"(?!)", r"(?!)"),
    (r"directors?|direktor(?:in)?|direct(?:eur|rice)|director(?:a)?|dirett(?:ore|rice)|diretor(?:a)?|dyrektor(?:ka|em)?|директор(?:ка|ом)?", r"directs|directed|drehte|réalis[ae]|dirigió|diresse", r"directed by"),
    (r"heads?|chiefs?(?!\s+executive)|chefs?|chefin|leiter(?:in)?|leaders?|bosse?s?|jef[ea]|cap[oa]|hoofd|baas|dirigeante?s?|líder|глав(?:а|ою|ой)|керівни(?:к|ком|ця|цею)|очільни(?:к|ком|ця)|руководител(?:ь|ем)|(?<!would )(?<!could )(?<!should )(?<!might )(?<!will )(?<!may )(?<!can )(?<!not )(?<!to )leads?(?!\s+to\b)|bauleiter(?:in)?|projektleiter(?:in)?",
     r"leads|led|heads|headed|runs|ran|chairs|chaired|leitet|leitete|führte?|dirige|dirigeait|dirigía|encabeza|guida|leidt|leidde|очолює|очолив|очолює|керує|возглавляет|возглавил|руководит",
     r"(?:led|headed|run|chaired) by|geleitet von|dirigé[es]? par|dirigid[oa]s? por|diretto da|geleid door"),
    (r"chair(?:man|woman|person)?|vorsitzende[rn]?|présidente?s?|presidents?|president[ea]s?|präsident(?:in)?|voorzitter|president|голов(?:а|ою)|президент(?:ка|ом)?|председател(?:ь|ем)", r"chairs|chaired|preside|présidait", r"chaired by|présidée? par|presidid[oa] por"),
    (r"chief executive(?: officer)?|ceo|managing director|geschäftsführer(?:in)?|vorstandschef(?:in)?|pdg|consejer[oa] delegad[oa]|amministrat(?:ore|rice) delegat[oa]|bestuursvoorzitter", r"runs|ran|heads|headed|leads|led", r"(?:run|headed|led) by"),
    (r"authors?|writers?|autor(?:in|a|es)?|verfasser(?:in)?|auteure?s?|autrice|autore|écrivaine?|escritor(?:a)?|schrijver|schrijfster|автор(?:ка|ом)?", r"wrote|writes|schrieb|a écrit|escribió|ha scritto|scrisse|schreef|написа(?:в|ла|л)", r"(?:written|penned) by|geschrieben von|écrite? par|escrit[oa] por|scritt[oa] da|geschreven door"),
    (r"editors?(?:-in-chief)?|chefredakteur(?:in)?|rédact(?:eur|rice) en chef|redactor(?:a)? jefe|(?:capo)?redatt(?:ore|rice)|hoofdredact(?:eur|rice)|редактор(?:ка|ом)?", r"edits|edited", r"edited by"),
    (r"spokes(?:man|woman|person)|sprecher(?:in)?|pressesprecher(?:in)?|porte-parole|portavo(?:z|ces)|portavoce|woordvoerd(?:er|ster)|речни(?:к|ця|ком)|пресс-секретарь|представни(?:к|ця)", r"speaks for|spoke for", r"(?!)"),
    (r"coach(?:es)?|(?:head )?trainer(?:in)?|managers?|entraîneure?s?|entraîneuse|entrenador(?:a)?|allenat(?:ore|rice)|тренер(?:ка|ом)?", r"coaches|coached|trainiert|entraîne|entrena|allena|manages|managed|тренує", r"(?:coached|managed|trained) by|trainiert von|entraînée? par|entrenad[oa] por|allenat[oa] da"),
    (r"ministers?|minister(?:in)?|ministre|ministr[oa]|міністр(?:ка|ом)?|министр(?:ом)?", r"(?!)", r"(?!)"),
    (r"architects?|architekt(?:in)?|architecte|arquitect[oa]|architett[oa]|architecte?|архітектор(?:ка|ом)?|архитектор(?:ом)?", r"designed|designs|entwarf|a conçu|diseñó|progettò|ontwierp", r"designed by|entworfen von|conçue? par|diseñad[oa] por|progettat[oa] da|ontworpen door"),
    (r"founders?|gründer(?:in)?|fondat(?:eur|rice)|fundador(?:a)?|fondat(?:ore|rice)|opricht(?:er|ster)|засновни(?:к|ця|ком)|основател(?:ь|ем)", r"founded|set up|established|gründete|a fondé|fundó|fondò|ha fondato|richtte|заснува(?:в|ла)|основа(?:л|ла)", r"(?:founded|started|begun|set up|established) by|gegründet von|fondée? par|fundad[oa] por|fondat[oa] da|opgericht door"),
    (r"wife|wives|ehefrau|frau|épouse|femme|espos[oa]|mujer|moglie|vrouw|дружин(?:а|ою)|жен(?:а|ой)|husband|ehemann|mann|mari|marido|marito|echtgeno(?:ot|te)|чоловік(?:ом)?|муж(?:ем)?|spouse|widow(?:er)?|witwe", r"married|marries|is married to|heiratete|a épousé|se casó con", r"married to|verheiratet mit|mariée? à|casad[oa] con|sposat[oa] con|getrouwd met"),
    (r"(?:half-?|step-?)?brothers?|bruder|frère|hermano|fratello|broer|брат(?:ом)?", r"(?!)", r"(?!)"),
    (r"(?:half-?|step-?)?sisters?|schwester|sœur|soeur|hermana|sorella|zus|сестр(?:а|ою|ой)", r"(?!)", r"(?!)"),
    (r"sons?|sohn|fils|hijo|figlio|zoon|син(?:ом)?|сын(?:ом)?", r"(?!)", r"(?!)"),
    (r"daughters?|tochter|fille|hija|figlia|dochter|доньк(?:а|ою)|дочк(?:а|ою)|дочь(?:ю)?", r"(?!)", r"(?!)"),
    (r"father|vater|père|padre|vader|батько(?:м)?|отец|отцом|mother|mutter|mère|madre|moeder|мати|матір'?ю|мать(?:ю)?", r"(?!)", r"(?!)"),
    (r"judges?|richter(?:in)?|juge|juez(?:a)?|giudice|rechter|судд(?:я|ею)|судь(?:я|ёй)", r"(?!)", r"(?!)"),
    (r"lawyers?|solicitors?|attorneys?|anw[aä]lt(?:in)?|rechtsanw[aä]lt(?:in)?|avocate?|abogad[oa]|avvocat[oa]|advocaat|адвокат(?:ка|ом)?", r"represents|represented|defends|defended|vertritt|défend", r"(?:represented|defended) by|vertreten von|défendue? par"),
    (r"secretar(?:y|ies)[ -]generals?|general secretar(?:y|ies)|generalsekretär(?:in)?|secrétaires? générale?|secretári[oa][ -]geral|secretari[oa] general|segretari[oa] generale|secretaris-generaal|sekretarz(?:em)? generaln(?:y|a|ym|ą)|генсек(?:ом|а)?|генеральн\w+ секретар\w*", r"(?!)", r"(?!)"),
    (r"(?:prime minister|chancellor)s?|(?:bundes)?kanzler(?:in)?|ministerpräsident(?:in)?|premi(?:er|ère)s?[ -]ministres?|chanceli(?:er|ère)|primer(?:a)? ministr[oa]|canciller|primeir[oa][ -]ministr[oa]|chanceler|cancellier[ea]|minister-president|bondskanselier|premier(?:s|em|ka)?|kanclerz(?:em)?|прем[’'ʼ]?єр(?:-міністр)?(?:ка|ом)?|премьер(?:-министр)?(?:ом)?|канцлер(?:ка|ом)?", r"(?!)", r"(?!)"),
    (r"governors?|gouverneu(?:r|rin|re|rs)|gobernador(?:a)?|governator[ei]|governatrice|governador(?:a)?|gubernator(?:em|ka)?|губернатор(?:ка|ом)?", r"governs|governed", r"governed by"),
    (r"ambassadors?|botschafter(?:in)?|ambassad(?:eur|rice)s?|embajador(?:a)?|ambasciat(?:ore|rice)|embaixador(?:a)?|ambassad(?:eur|rice)|ambasador(?:em|ka|ką)?|посол|послом|послиня", r"(?!)", r"(?!)"),
    (r"commissioners?|kommissar(?:in)?|commissaires?|comisari[oa]|commissari[oa]|comissári[oa]|commissaris|komisarz(?:em)?|комісар(?:ка|ом)?|комиссар(?:ом)?", r"(?!)", r"(?!)"),
    (r"prosecutors?|staatsanwalt|staatsanwältin|procureure?s?|fiscal(?:a)?|procurator[ei]|procurador(?:a)?|officier van justitie|prokurator(?:em|ka)?|прокурор(?:ка|ом)?", r"(?!)", r"(?!)"),
    (r"(?:arch)?bishops?|(?:erz)?bischof|bischöfin|(?:arch)?evêque|(?:arch)?évêque|(?:arz)?obispo|(?:arci)?vescovo|(?:arce)?bispo|(?:aarts)?bisschop|(?:arcy)?biskup(?:em)?|(?:архі|архи)?єпископ(?:ом)?|(?:архи)?епископ(?:ом)?", r"(?!)", r"(?!)"),
    (r"commanders?|kommandeur(?:in)?|befehlshaber(?:in)?|commandante?s?|comandante?|commandant|dowódc[aą]|командувач(?:ка|ем)?|командир(?:ом)?|командующ(?:ий|им)", r"commands|commanded|befehligt|commande|comanda|manda|командує|командует", r"commanded by|kommandiert von|commandée? par|comandad[oa] p[oe]r|dowodzon[aye] przez"),
)  # fmt: skip

#: By what is said before a role's noun it is another role: who is acting as head, or the head's deputy, is not the head.
QUALIFIERS = (
    r"acting|interim|caretaker|provisional|temporary|ad interim|amtierende\w*|kommissarische\w*|geschäftsführende\w*|interims-?"
    r"|par intérim|intérimaire|en funciones|interin[oa]|ad interim|waarnemend\w*|в\.? ?о\.?|виконувач\w* обов[’']язків|тимчасов\w+|исполняющ\w+ обязанности",
    r"deputy|vice|assistant|under|stellvertretende\w*|vize|adjointe?|sous|vice|subdirector\w*|viceministr\w*|vicealcald\w*|adjunt[oa]|plaatsvervangend\w*|заступни\w+|заместител\w+",
    r"honorary|ehren|honoraire|d[’']honneur|honorari[oa]|почесн\w+|поч[её]тн\w+",
)
