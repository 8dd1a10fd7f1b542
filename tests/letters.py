"""News in many alphabets, and the encodings that each was once saved in."""

from __future__ import annotations

#: Three sentences a language.
NEWS_IN = {
    "de": "Die Brücke über die Nöll ist seit Mittwoch für Lastwagen gesperrt, weil zwei Träger Risse haben. "
    "Autos dürfen höchstens dreißig fahren, teilte das Straßenamt mit. Die Reparatur kostet neun Millionen Kronen.",
    "fr": "Le pont de la Nolle est fermé aux camions depuis mercredi, après la découverte de fissures. "
    "Les voitures peuvent encore passer à trente à l'heure, a précisé la préfecture. La réparation coûtera cher.",
    "es": "El puente sobre el Nolla está cerrado a los camiones desde el miércoles por grietas en dos vigas. "
    "El año pasado nadie lo había revisado, según la señora Ibáñez. La reparación costará nueve millones.",
    "pl": "Most na rzece Nole zamknięto w środę dla ciężarówek, ponieważ w dwóch dźwigarach są pęknięcia. "
    "Samochody mogą jeździć nie szybciej niż trzydzieści na godzinę. Naprawa będzie kosztować dziewięć milionów.",
    "cs": "Most přes řeku Nolu je od středy uzavřen pro nákladní vozy, protože ve dvou nosnících jsou trhliny. "
    "Osobní auta smějí jet nejvýše třicítkou, sdělil úřad. Oprava bude stát devět milionů korun.",
    "hu": "A Nola hídját szerda óta nem használhatják a teherautók, mert két gerendában repedést találtak. "
    "Az autók legfeljebb harminccal mehetnek, közölte az útügyi hivatal. A javítás kilencmillióba kerül.",
    "tr": "Nola köprüsü çarşamba gününden beri kamyonlara kapalı, çünkü iki kirişte çatlak bulundu. "
    "Otomobiller en çok otuz kilometre hızla geçebilir, dedi müdürlük. Onarım dokuz milyona mal olacak.",
    "ru": "Мост через реку Ноль с среды закрыт для грузовиков, потому что в двух балках нашли трещины. "
    "Легковые машины могут ехать не быстрее тридцати, сообщило ведомство. Ремонт обойдётся в девять миллионов.",
    "uk": "Міст через річку Ноль із середи закрито для вантажівок, бо у двох балках виявили тріщини. "
    "Легкові автівки можуть їхати не швидше за тридцять, повідомило відомство. Ремонт коштуватиме дев'ять мільйонів.",
    "el": "Η γέφυρα του ποταμού Νόλα έκλεισε την Τετάρτη για τα φορτηγά, επειδή βρέθηκαν ρωγμές σε δύο δοκούς. "
    "Τα αυτοκίνητα περνούν με τριάντα χιλιόμετρα την ώρα. Η επισκευή θα κοστίσει εννέα εκατομμύρια.",
    "he": "הגשר מעל הנהר נסגר ביום רביעי למשאיות לאחר שהתגלו סדקים בשתי קורות. "
    "מכוניות רשאיות לנסוע עד שלושים קילומטר בשעה, מסרה הרשות. התיקון יעלה תשעה מיליון ויימשך שני קיצים.",
    "ar": "أغلق الجسر فوق النهر أمام الشاحنات منذ يوم الأربعاء بعد اكتشاف شقوق في عارضتين. "
    "وقالت الهيئة إن السيارات يمكنها العبور بسرعة ثلاثين كيلومترا. وستكلف الإصلاحات تسعة ملايين.",
    "th": "สะพานข้ามแม่น้ำปิดไม่ให้รถบรรทุกผ่านตั้งแต่วันพุธ หลังวิศวกรพบรอยร้าวในคานสองตัว "
    "รถยนต์ยังผ่านได้ด้วยความเร็วไม่เกินสามสิบกิโลเมตรต่อชั่วโมง สำนักงานทางหลวงกล่าว การซ่อมจะใช้เงินเก้าล้าน",
    "ja": "川に架かる橋は、二本の桁に亀裂が見つかったため、水曜日からトラックの通行が禁止された。"
    "乗用車は時速三十キロまでなら通行できると道路局は発表した。修理には約九百万クローネかかる見込みである。",
    "ko": "강을 가로지르는 다리의 보 두 개에서 균열이 발견되어 수요일부터 화물차 통행이 금지되었다. "
    "승용차는 시속 삼십 킬로미터까지 지나갈 수 있다고 도로국이 밝혔다. 수리에는 구백만 크로네가 든다.",
    "zh": "由于在两根梁上发现了裂缝，河上的大桥从周三起禁止货车通行。"
    "公路局表示，小汽车仍可以不超过三十公里的时速通过。维修费用约为九百万克朗，需要两个夏天才能完成。",
    "tw": "由於在兩根樑上發現了裂縫，河上的大橋從週三起禁止貨車通行。"
    "公路局表示，小汽車仍可以不超過三十公里的時速通過。維修費用約為九百萬克朗，需要兩個夏天才能完成。",
}  # fmt: skip

#: The encodings besides UTF-8.
SAVED_IN = {
    "de": ("cp1252",),
    "fr": ("cp1252",), "es": ("cp1252",), "pl": ("cp1250", "iso8859_2"),
    "cs": ("cp1250", "iso8859_2"), "hu": ("cp1250", "iso8859_2"), "tr": ("cp1254",),
    "ru": ("cp1251", "koi8_r", "cp866"),
    "uk": ("cp1251", "koi8_u"), "el": ("cp1253",), "he": ("cp1255",), "ar": ("cp1256",), "th": ("cp874",),
    "ja": ("shift_jis", "euc_jp"), "ko": ("euc_kr",), "zh": ("gb18030",), "tw": ("big5",),
}  # fmt: skip
