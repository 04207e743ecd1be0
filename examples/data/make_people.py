"""Makes people.csv and people.jsonl beside this file: invented people for the examples, the demo and the tests.

    /usr/bin/python3 make_people.py

The same bytes every time, on every machine (standard library only, and only random.Random.random(), whose sequence
Python promises to keep). Common given and family names are combined by chance; domains are reserved ones (.example,
.test), telephone numbers come from the ranges kept for fiction. Nobody is meant.

people.csv has a byte order mark, CRLF line ends, 1,200 records and exactly twelve deliberate faults. Line 601 is
the second line of the record that starts on line 600: somebody pressed Alt+Enter in a cell.

  line  field         fault
    58  email         no local part: "@lantern.example"
   143  email         the same address as line 17
   229  last_name     the byte 0xE9 alone, Latin-1 in a UTF-8 file
   318  first_name    130 characters, 100 are allowed
   407  last_name     a control character (BEL) inside
   492  time_zone     "Europe/Atlantis" does not exist
   575  kind          "robot" is neither staff nor customer
   668  (the record)  13 columns: a comma that should have been quoted
   759  phone         "+0 555 0100": no country code starts with 0
   846  (the record)  neither a name nor an address
   951  email         the address of line 31, in capitals and with the domain in its IDN form (xn--…)
  1104  language      "zz" is not a language
"""

import csv
import io
import json
import random
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = [
    "kind",
    "first_name",
    "last_name",
    "email",
    "other_emails",
    "job_title",
    "phone",
    "organization",
    "labels",
    "language",
    "time_zone",
    "external_id",
]
ROWS, STAFF, JSON_ROWS = 1200, 40, 50
NEWLINE_LINE = 600

# Blocks of: language and time zones · given names · family names · unless those are Latin, their spelling in
# addresses.
PEOPLE_TABLE = """
en-GB Europe/London
Olivia Amelia Isla Harry Jacob Freya Callum Poppy Alfie Imogen
Ashworth Barlow Cartwright Dunmore Ellsworth Fairclough Greenhalgh Hartley Inskip Jessop

en-US America/New_York America/Chicago America/Los_Angeles
Mason Harper Logan Avery Wyatt Brooklyn Carter Savannah Dakota Peyton
Kirkland Lockhart McAllister Northrop Oakley Prescott Quimby Radcliff Stanfield O’Dell

de Europe/Berlin Europe/Vienna Europe/Zurich
Jörg Käthe Günther Anneliese Björn Sönke Ulrike Jürgen Heike Lüder
Müllerschön Großmann Weiß Köhler Schäfer Böttcher Jäger Krüger Vögele Straßburger

fr Europe/Paris Europe/Brussels
Zoé Chloé Anaïs Loïc Théo Maëlle François Hélène Gaël Noémie
Lefèvre Bénard Châtelain Guérin Bœuf Rivière Gérard L’Hôte Müntz Besançon

es-MX America/Mexico_City Europe/Madrid
José María Íñigo Ximena Andrés Sofía Ángel Lucía Joaquín Begoña
Núñez Ibáñez Peña Álvarez Gutiérrez Muñoz Vázquez Ordóñez Briceño Yáñez

pt-BR America/Sao_Paulo Europe/Lisbon
João Conceição Luís Inês Antônio Fátima Simão Lídia Estêvão Rogério
Gonçalves Magalhães Simões Araújo Falcão Brandão Assunção Leitão Negrão Varjão

pl Europe/Warsaw
Łucja Małgorzata Stanisław Zofia Wojciech Bożena Świętosława Paweł Jędrzej Żaneta
Wiśniewski Kowalczyk Dąbrowski Zieliński Wójcik Szymański Woźniak Kaźmierczak Gołąb Żurek

cs Europe/Prague
Jaromír Šárka Ondřej Žofie Lukáš Kateřina Matěj Zdeňka Vojtěch Růžena
Novotný Dvořáček Černý Pospíšil Kučera Veselý Horák Němec Říha Ševčík

tr Europe/Istanbul
İsmail Çağla Gökhan Şebnem Oğuz Ülkü Yiğit Işıl Ömer Tuğba
Yılmaz Öztürk Şahin Toprak Kaplan Güneş Kılıç Doğan Koçak Ergün

vi Asia/Ho_Chi_Minh
Hương Đức Thảo Quỳnh Tuấn Ngọc Phượng Khánh Thủy Dũng
Nguyễn Trần Phạm Hoàng Đặng Bùi Đỗ Hồ Ngô Dương

is Atlantic/Reykjavik
Þórdís Guðrún Sigríður Ásgeir Þorvaldur Hrafnhildur Ævar Bryndís Örn Eydís
Þorsteinsdóttir Jónsdóttir Guðmundsson Ólafsson Sigurðardóttir Ásgeirsson Helgadóttir Pálsson Þórðarson Ægisdóttir

el Europe/Athens
Γιώργος Ελένη Δημήτρης Αικατερίνη Νίκος Σοφία Βασίλης Ιωάννα Θανάσης Ξένια
Παπαδάκης Ιωάννου Οικονόμου Αγγελοπούλου Δημητρίου Κωνσταντίνου Βλάχος Αθανασίου Καραγιάννης Μακρής
papadakis ioannou oikonomou angelopoulou dimitriou konstantinou vlachos athanasiou karagiannis makris

ru Asia/Yekaterinburg Asia/Almaty
Мария Дмитрий Ольга Сергей Наталья Матвей Ирина Фёдор Юлия Артём
Соколова Кузнецов Лебедева Козлов Новикова Морозов Беляева Зайцев Воробьёва Щукин
sokolova kuznetsov lebedeva kozlov novikova morozov belyaeva zaytsev vorobyova shchukin

uk Europe/Kyiv
Олена Тарас Ганна Ярослав Устина Євген Соломія Остап Зоряна Григорій
Шевчук Бондаренко Ковальчук Мельник Поліщук Гнатюк Їжакевич Савченко Кравець Литвин
shevchuk bondarenko kovalchuk melnyk polishchuk hnatiuk yizhakevych savchenko kravets lytvyn

sr-Cyrl Europe/Belgrade
Љиљана Ђорђе Његош Јелена Живко Милица Ћира Џенана Бранко Снежана
Јовановић Петровић Ђукић Живковић Шћепановић Љубичић Марковић Ћосић Павловић Радовановић
jovanovic petrovic djukic zivkovic scepanovic ljubicic markovic cosic pavlovic radovanovic

ar Africa/Cairo Asia/Riyadh Africa/Casablanca
ليلى عمر فاطمة يوسف مريم خالد نور طارق سلمى رامي
الخطيب الصيرفي النجار الحداد القاسم الزجاج الوراق البغدادي السباعي الحلبي
alkhatib alsayrafi alnajjar alhaddad alqasim alzajjaj alwarraq albaghdadi alsibai alhalabi

fa Asia/Tehran
نرگس کیوان پریسا فرهاد شیرین گلناز آرش مهتاب بهرام ژاله
کریمی رستمی یزدانی گل‌محمدی شیرازی پورحسینی نیک‌نام چگینی ژرفی تبریزی
karimi rostami yazdani golmohammadi shirazi pourhosseini niknam chegini zharfi tabrizi

he Asia/Jerusalem
נועה איתי תמר יונתן מיכל אורי שירה עידו יעל רועי
לוי כהן מזרחי פרידמן ביטון אברהמי שפירא אזולאי גולדברג צור
levi cohen mizrahi friedman biton avrahami shapira azoulay goldberg tzur

hi Asia/Kolkata
प्रिया अर्जुन दीपिका रोहन अनन्या विक्रम श्रुति ऋषि लक्ष्मी वसंत
शर्मा वर्मा गुप्ता मिश्रा त्रिपाठी अग्रवाल चतुर्वेदी श्रीवास्तव पाण्डेय द्विवेदी
sharma verma gupta mishra tripathi agrawal chaturvedi srivastava pandey dwivedi

bn Asia/Dhaka
অনিতা সৌরভ মিতালী রফিক শ্রেয়া তমাল নীলিমা জয়ন্ত পূজা কৌশিক
চট্টোপাধ্যায় রহমান সরকার বিশ্বাস মণ্ডল হোসেন ঘোষ ভট্টাচার্য ইসলাম দত্ত
chattopadhyay rahman sarkar biswas mondal hossain ghosh bhattacharya islam dutta

ta Asia/Colombo Asia/Kolkata
கவிதா முருகன் செல்வி அருண் மீனாட்சி கார்த்திக் பிரியா சுந்தர் லட்சுமி வேலன்
சுப்பிரமணியன் இராமசாமி கிருஷ்ணன் பழனிச்சாமி நடராஜன் ஆறுமுகம் செல்வராஜ் கந்தசாமி தங்கவேல் பாண்டியன்
subramanian ramasamy krishnan palanisamy natarajan arumugam selvaraj kandasamy thangavel pandian

th Asia/Bangkok
สมชาย มาลี ประเสริฐ สุดารัตน์ วิชัย กนกวรรณ ธนพล อรุณี ณัฐวุฒิ พิมพ์ใจ
ศรีสุข วงศ์ใหญ่ บุญมี ทองดี รัตนกุล แก้วมณี พงษ์พันธ์ สุวรรณศรี เจริญผล ใจงาม
srisuk wongyai boonmee thongdee rattanakul kaewmanee pongpan suwannasri charoenphol jaingam

zh-Hans Asia/Shanghai Asia/Singapore
伟 芳 秀英 敏 静 丽华 建国 晓明 雨桐 子涵
王 李 张 刘 陈 杨 欧阳 赵 司马 𠮷
wang li zhang liu chen yang ouyang zhao sima ji

zh-Hant Asia/Taipei Asia/Hong_Kong
淑芬 志明 雅婷 柏霖 怡君 家豪 美玲 宗翰 詩涵 冠宇
林 黃 吳 蔡 楊 許 鄭 謝 洪 諸葛
lin huang wu tsai young hsu cheng hsieh hung chuko

ja Asia/Tokyo
さくら 航平 美咲 悠真 陽菜 翔太 千尋 朔太郎 ひかり 龍之介
佐藤 髙橋 渡邊 小林 山﨑 中村 齋藤 五十嵐 長谷川 神﨑
sato takahashi watanabe kobayashi yamazaki nakamura saito igarashi hasegawa kanzaki

ko Asia/Seoul
서연 민준 하은 도윤 다온 예준 수아 가람 보람 새봄
김 이 박 최 정 강 남궁 윤 황보 임
kim lee park choi jung kang namgung yoon hwangbo lim

ka Asia/Tbilisi
ნინო გიორგი თამარ ლევან მარიამ დავით ეკატერინე ზურაბ ქეთევან ირაკლი
ბერიძე კაპანაძე გელაშვილი მამედოვი ლომიძე ცერცვაძე ხუციშვილი ღვინიანიძე ჯაფარიძე წიკლაური
beridze kapanadze gelashvili mamedovi lomidze tsertsvadze khutsishvili ghviniani japaridze tsiklauri

hy Asia/Yerevan
Անահիտ Արամ Լուսինե Տիգրան Նարինե Հայկ Շուշան Վահագն Գայանե Գևորգ
Պողոսյան Հարությունյան Գրիգորյան Սարգսյան Հակոբյան Մկրտչյան Ղազարյան Ավետիսյան Մանուկյան Ծատուրյան
poghosyan harutyunyan grigoryan sargsyan hakobyan mkrtchyan ghazaryan avetisyan manukyan tsaturyan

am Africa/Addis_Ababa
ሰላም አበበ ትዕግስት ዳዊት ሃና ተስፋዬ መሠረት ዮሐንስ ብርቱካን ግርማ
ከበደ ታደሰ አለሙ ወልደማርያም ገብረመድኅን ኃይለሥላሴ በቀለ መንግሥቱ ደምሴ ጌታቸው
kebede tadesse alemu woldemariam gebremedhin hailesilassie bekele mengistu demissie getachew
"""


def blocks(table):
    for block in table.strip().split("\n\n"):
        (language, *zones), given, family, *spellings = [line.split() for line in block.split("\n")]
        yield language, zones, given, family, spellings[0] if spellings else None


PEOPLE = list(blocks(PEOPLE_TABLE))

# organization, its domain
ORGANIZATIONS = [
    ("Lantern Books", "lantern.example"),
    ("Bücher & Blätter", "bücher.example"),
    ("株式会社例え", "例え.test"),
    ("Brandt, Okafor & Daughters", "brandt-okafor.example"),
    ('The "Blue Door" Bakery', "bluedoor.example"),
    ("Пример Логистика", "пример.test"),
    ("Παράδειγμα ΑΕ", "παράδειγμα.test"),
    ("مثال للتجارة", "مثال.example"),
    ("דוגמה בע״מ", "דוגמה.test"),
    ("예시 소프트", "예시.example"),
    ("उदाहरण सेवाएँ", "उदाहरण.test"),
    ("示例科技", "示例.example"),
    ("Café Zoë, Lyon", "café-zoë.example"),
    ("Smørrebrød ApS", "smørrebrød.example"),
    ("Straße 9 GmbH", "straße.example"),
    ("Northwind Kites", "northwind-kites.example"),
    ("Harbour & Hull, Inc.", "harbour-hull.test"),
    ("Copper Kettle Co-op", "copper-kettle.example"),
    ("Vuelo Azul, S.A. de C.V.", "vuelo-azul.example"),
    ("Örnek Yazılım", "örnek.example"),
    ("ตัวอย่าง ทราเวล", "ตัวอย่าง.test"),
    ("მაგალითი", "მაგალითი.test"),
    ("Ponte Vecchio Tools", "ponte.example"),
    ("Tundra Analytics", "tundra.example"),
    ("Acorn & Ash", "acorn-ash.test"),
    ("Quiet Rooms", "quiet-rooms.example"),
    ('"Q" Optics', "q-optics.example"),
    ("Maple Street Clinic", "maple.test"),
    ("Orbital Bicycles", "orbital-bicycles.example"),
    ("Saffron & Salt, Ltd", "saffron-salt.example"),
]
PERSONAL_DOMAINS = [
    "post.example",
    "mail.test",
    "correo.example",
    "почта.test",
    "briefkästen.example",
    "メール.test",
]
STAFF_DOMAIN = "desk.example"
STAFF_TITLES = [
    "Support Agent",
    "Senior Support Agent",
    "Team Lead, Tier 2",
    "Head of Support",
    "Billing Specialist",
    'Agent ("night owl" shift)',
    "Onboarding Manager",
    "Solutions Engineer",
]
TITLES = ["Buyer", "Owner", "Office Manager", "Accountant", "Head of IT", "CTO, co-founder", 'VP "Everything Else"']
LOCAL_TITLES = {
    "de": ["Geschäftsführerin", "Einkäufer"],
    "fr": ["Directrice générale", "Chargé d’affaires"],
    "ja": ["店長", "経理部長"],
    "ru": ["Главный бухгалтер"],
    "ar": ["مديرة المبيعات"],
    "el": ["Προϊστάμενος"],
    "hi": ["प्रबंधक"],
    "ko": ["대리"],
    "th": ["ผู้จัดการ"],
    "zh-Hans": ["采购经理"],
    "he": ["מנהלת משרד"],
    "ka": ["ბუღალტერი"],
    "ta": ["மேலாளர்"],
}
STAFF_LABELS = ["tier 1", "tier 2", "night shift", "de", "fr", "ja", "trainer"]
LABELS = [
    "vip",
    "trial",
    "newsletter",
    "reseller",
    "beta",
    "überfällig",
    "学生",
    "nonprofit",
    "EMEA",
    "APAC",
    "churn risk",
]
# Number ranges kept for fiction: NANPA 555-01xx, Ofcom, BNetzA (Berlin), ACMA, ARCEP. Formats take one number.
PHONES = [
    "+121255501{:02d}",
    "+141555501{:02d}",
    "+447700900{:03d}",
    "+493023125{:03d}",
    "+61255501{:03d}",
    "+3363998{:04d}",
]


class Dice:
    """The few random choices needed, from random() alone."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, count):
        return int(self.random() * count)

    def pick(self, items):
        return items[self.below(len(items))]

    def some(self, items, most):
        """Up to `most` different items, in their own order."""
        chosen = {self.below(len(items)) for _ in range(self.below(most + 1))}
        return [items[i] for i in sorted(chosen)]

    def chance(self, percent):
        return self.random() * 100 < percent


def latin(text):
    """A Latin name in the ASCII letters that people use for it in addresses."""
    plain = {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "’": "",
    }
    text = "".join(plain.get(c, c) for c in unicodedata.normalize("NFC", text.lower()))
    return "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii() and (c.isalnum() or c == "-"))


class Maker:
    def __init__(self):
        self.dice = Dice(20240506)
        self.taken = set()
        self.number = 0

    def address(self, wanted, domain):
        """wanted@domain, with a number when somebody has it already."""
        local, tries = wanted, 1
        while (local.split("+")[0], domain) in self.taken:
            tries += 1
            local = wanted.replace("+", f"{tries}+") if "+" in wanted else f"{wanted}{tries}"
        self.taken.add((local.split("+")[0], domain))
        return f"{local}@{domain}"

    def person(self, kind):
        dice, self.number = self.dice, self.number + 1
        language, zones, given, family, spellings = dice.pick(PEOPLE)
        first = dice.pick(given)
        index = dice.below(len(family))
        last = family[index]
        spelled = spellings[index] if spellings else latin(last)
        organization, domain = dice.pick(ORGANIZATIONS) if kind == "customer" and dice.chance(65) else ("", "")
        if kind == "staff":
            domain = STAFF_DOMAIN
        elif not domain:
            domain = dice.pick(PERSONAL_DOMAINS)

        local = (latin(first) + "." + spelled) if spellings is None else spelled
        if spellings and kind == "customer" and dice.chance(12):
            # A mailbox in the person's own script (RFC 6531). No address may hold the joiner of Persian names.
            local = last.replace("\u200c", "")
        if dice.chance(8):
            local += "+" + dice.pick(["desk", "shop", "news", "support"])
        email = self.address(local, domain)
        others = []
        if dice.chance(10):
            others.append(self.address(spelled + ".home", dice.pick(PERSONAL_DOMAINS)))
            if dice.chance(30):
                others.append(self.address(spelled + "-old", "archive.test"))
        if kind == "customer":
            missing = dice.below(100)
            if missing < 2:
                email, others = "", []  # known by telephone only
            elif missing < 4:
                first = last = ""  # wrote once and never said who they are
            elif missing < 6:
                last = ""
        title = dice.pick(STAFF_TITLES if kind == "staff" else [*TITLES, *LOCAL_TITLES.get(language, []) * 3])
        if kind == "customer" and dice.chance(40):
            title = ""
        template = dice.pick(PHONES)
        digits = int(template[template.index("{:0") + 3])
        phone = template.format(dice.below(10**digits)) if dice.chance(55) else ""
        return {
            "kind": kind,
            "first_name": first,
            "last_name": last,
            "email": email,
            "other_emails": others,
            "job_title": title,
            "phone": phone,
            "organization": organization,
            "labels": dice.some(STAFF_LABELS if kind == "staff" else LABELS, 3),
            "language": language if dice.chance(90) else "",
            "time_zone": dice.pick(zones) if dice.chance(90) else "",
            "external_id": f"{'S' if kind == 'staff' else 'C'}-{self.number:05d}",
        }


def csv_line(row):
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(
        ";".join(row[c]) if isinstance(row[c], list) else row[c] for c in COLUMNS
    )
    return out.getvalue()


def spoil(line, row, by_line):
    """The record as it goes into the file at `line`: as it is, or with its deliberate fault."""
    if line == 17:
        row |= {"first_name": "Ingrid", "last_name": "Falk", "email": "ingrid.falk@lantern.example"}
    elif line == 31:
        row |= {"first_name": "Grete", "last_name": "Lindqvist", "email": "grete.lindqvist@bücher.example"}
    elif line == 58:
        row |= {"email": "@lantern.example"}
    elif line == 143:
        row |= {name: by_line[17][name] for name in ("first_name", "last_name", "email")}
    elif line == 229:
        # surrogateescape writes this as the lone byte 0xE9
        row |= {"first_name": "Anouk", "last_name": "Lef\udce9vre"}
    elif line == 318:
        row |= {"first_name": "Maria-Anna " * 11 + "Josepha-M", "last_name": "Huberin"}
    elif line == 407:
        row |= {"first_name": "Callum", "last_name": "Bar\alow"}
    elif line == 492:
        row |= {"time_zone": "Europe/Atlantis"}
    elif line == 575:
        row |= {"kind": "robot"}
    elif line == NEWLINE_LINE:
        row |= {
            "first_name": "Nils",
            "last_name": "Ahlberg",
            "email": "nils@ahlberg.test",
            "other_emails": ["nils.ahlberg@post.example;\nn.ahlberg@archive.test"],
        }
    elif line == 668:
        row |= {"organization": "Smith, Jones & Co"}
        return csv_line(row).replace('"Smith, Jones & Co"', "Smith, Jones & Co")
    elif line == 759:
        row |= {"phone": "+0 555 0100"}
    elif line == 846:
        row |= {"first_name": "", "last_name": "", "email": "", "other_emails": []}
    elif line == 951:
        domain = by_line[31]["email"].partition("@")[2].encode("idna").decode()
        row |= {"first_name": "Grete", "last_name": "Lindqvist", "email": f"GRETE.LINDQVIST@{domain.upper()}"}
    elif line == 1104:
        row |= {"language": "zz"}
    return csv_line(row)


SPECIAL_LINES = {17, 31, 58, 143, 229, 318, 407, 492, 575, NEWLINE_LINE, 668, 759, 846, 951, 1104}


def main():
    maker = Maker()
    text, line, by_line = ",".join(COLUMNS) + "\r\n", 2, {}
    for index in range(ROWS):
        # Staff are spread over the file; the special lines are customers' with a name and an address to spoil.
        staff = index % (ROWS // STAFF) == 7
        row = maker.person("staff" if staff else "customer")
        if line in SPECIAL_LINES:
            while staff or not (row["first_name"] and row["last_name"] and row["email"]):
                staff, row = False, maker.person("customer")
        by_line[line] = row
        record = spoil(line, row, by_line)
        text += record
        line += record.count("\n")
    (HERE / "people.csv").write_bytes(("\ufeff" + text).encode("utf-8", "surrogateescape"))

    lines = []
    for index in range(JSON_ROWS):
        row = maker.person("staff" if index % 25 == 7 else "customer")
        lines.append(json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False) + "\n")
    (HERE / "people.jsonl").write_bytes("".join(lines).encode())


if __name__ == "__main__":
    main()
