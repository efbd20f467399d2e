//! The 88 divisions of NACE Rev. 2, the European classification of economic activities (in Germany WZ 2008). Long
//! official titles are shortened to fit a label.

use kontor_definitions::SelectOption;

const DIVISIONS: [(&str, &str, &str); 88] = [
    (
        "01",
        "Crop and animal production, hunting",
        "Landwirtschaft, Jagd",
    ),
    ("02", "Forestry and logging", "Forstwirtschaft und Holzeinschlag"),
    ("03", "Fishing and aquaculture", "Fischerei und Aquakultur"),
    ("05", "Mining of coal and lignite", "Kohlenbergbau"),
    (
        "06",
        "Extraction of crude petroleum and natural gas",
        "Gewinnung von Erdöl und Erdgas",
    ),
    ("07", "Mining of metal ores", "Erzbergbau"),
    (
        "08",
        "Other mining and quarrying",
        "Gewinnung von Steinen und Erden, sonstiger Bergbau",
    ),
    (
        "09",
        "Mining support service activities",
        "Dienstleistungen für den Bergbau",
    ),
    (
        "10",
        "Manufacture of food products",
        "Herstellung von Nahrungs- und Futtermitteln",
    ),
    ("11", "Manufacture of beverages", "Getränkeherstellung"),
    ("12", "Manufacture of tobacco products", "Tabakverarbeitung"),
    ("13", "Manufacture of textiles", "Herstellung von Textilien"),
    (
        "14",
        "Manufacture of wearing apparel",
        "Herstellung von Bekleidung",
    ),
    (
        "15",
        "Manufacture of leather and related products",
        "Herstellung von Leder, Lederwaren und Schuhen",
    ),
    (
        "16",
        "Manufacture of wood and of products of wood, cork and straw",
        "Herstellung von Holz-, Flecht-, Korb- und Korkwaren",
    ),
    (
        "17",
        "Manufacture of paper and paper products",
        "Herstellung von Papier, Pappe und Waren daraus",
    ),
    (
        "18",
        "Printing and reproduction of recorded media",
        "Druckereien, Vervielfältigung von Ton-, Bild- und Datenträgern",
    ),
    (
        "19",
        "Manufacture of coke and refined petroleum products",
        "Kokerei und Mineralölverarbeitung",
    ),
    (
        "20",
        "Manufacture of chemicals and chemical products",
        "Herstellung von chemischen Erzeugnissen",
    ),
    (
        "21",
        "Manufacture of pharmaceutical products",
        "Herstellung von pharmazeutischen Erzeugnissen",
    ),
    (
        "22",
        "Manufacture of rubber and plastic products",
        "Herstellung von Gummi- und Kunststoffwaren",
    ),
    (
        "23",
        "Manufacture of other non-metallic mineral products",
        "Herstellung von Glas, Keramik, Verarbeitung von Steinen und Erden",
    ),
    (
        "24",
        "Manufacture of basic metals",
        "Metallerzeugung und -bearbeitung",
    ),
    (
        "25",
        "Manufacture of fabricated metal products",
        "Herstellung von Metallerzeugnissen",
    ),
    (
        "26",
        "Manufacture of computer, electronic and optical products",
        "Herstellung von Datenverarbeitungsgeräten, Elektronik und Optik",
    ),
    (
        "27",
        "Manufacture of electrical equipment",
        "Herstellung von elektrischen Ausrüstungen",
    ),
    ("28", "Manufacture of machinery and equipment", "Maschinenbau"),
    (
        "29",
        "Manufacture of motor vehicles, trailers and semi-trailers",
        "Herstellung von Kraftwagen und Kraftwagenteilen",
    ),
    (
        "30",
        "Manufacture of other transport equipment",
        "Sonstiger Fahrzeugbau",
    ),
    ("31", "Manufacture of furniture", "Herstellung von Möbeln"),
    ("32", "Other manufacturing", "Herstellung von sonstigen Waren"),
    (
        "33",
        "Repair and installation of machinery and equipment",
        "Reparatur und Installation von Maschinen und Ausrüstungen",
    ),
    (
        "35",
        "Electricity, gas, steam and air conditioning supply",
        "Energieversorgung",
    ),
    ("36", "Water collection, treatment and supply", "Wasserversorgung"),
    ("37", "Sewerage", "Abwasserentsorgung"),
    (
        "38",
        "Waste collection, treatment and disposal; materials recovery",
        "Abfallentsorgung, Rückgewinnung",
    ),
    (
        "39",
        "Remediation and other waste management services",
        "Beseitigung von Umweltverschmutzungen und sonstige Entsorgung",
    ),
    ("41", "Construction of buildings", "Hochbau"),
    ("42", "Civil engineering", "Tiefbau"),
    (
        "43",
        "Specialised construction activities",
        "Vorbereitende Baustellenarbeiten, Ausbaugewerbe",
    ),
    (
        "45",
        "Trade and repair of motor vehicles and motorcycles",
        "Handel mit und Reparatur von Kraftfahrzeugen",
    ),
    (
        "46",
        "Wholesale trade, except of motor vehicles",
        "Großhandel (ohne Kraftfahrzeuge)",
    ),
    (
        "47",
        "Retail trade, except of motor vehicles",
        "Einzelhandel (ohne Kraftfahrzeuge)",
    ),
    (
        "49",
        "Land transport and transport via pipelines",
        "Landverkehr und Transport in Rohrfernleitungen",
    ),
    ("50", "Water transport", "Schifffahrt"),
    ("51", "Air transport", "Luftfahrt"),
    (
        "52",
        "Warehousing and support activities for transportation",
        "Lagerei und Dienstleistungen für den Verkehr",
    ),
    (
        "53",
        "Postal and courier activities",
        "Post-, Kurier- und Expressdienste",
    ),
    ("55", "Accommodation", "Beherbergung"),
    ("56", "Food and beverage service activities", "Gastronomie"),
    ("58", "Publishing activities", "Verlagswesen"),
    (
        "59",
        "Film, video and television production, sound recording, music publishing",
        "Film, Fernsehprogramme, Kinos, Tonstudios, Musikverlage",
    ),
    (
        "60",
        "Programming and broadcasting activities",
        "Rundfunkveranstalter",
    ),
    ("61", "Telecommunications", "Telekommunikation"),
    (
        "62",
        "Computer programming, consultancy and related activities",
        "Dienstleistungen der Informationstechnologie",
    ),
    (
        "63",
        "Information service activities",
        "Informationsdienstleistungen",
    ),
    (
        "64",
        "Financial services, except insurance and pension funding",
        "Finanzdienstleistungen",
    ),
    (
        "65",
        "Insurance, reinsurance and pension funding",
        "Versicherungen, Rückversicherungen und Pensionskassen",
    ),
    (
        "66",
        "Activities auxiliary to financial services and insurance",
        "Mit Finanz- und Versicherungsdienstleistungen verbundene Tätigkeiten",
    ),
    ("68", "Real estate activities", "Grundstücks- und Wohnungswesen"),
    (
        "69",
        "Legal and accounting activities",
        "Rechts- und Steuerberatung, Wirtschaftsprüfung",
    ),
    (
        "70",
        "Activities of head offices; management consultancy",
        "Führung von Unternehmen, Unternehmensberatung",
    ),
    (
        "71",
        "Architecture and engineering; technical testing and analysis",
        "Architektur- und Ingenieurbüros, technische Untersuchung",
    ),
    (
        "72",
        "Scientific research and development",
        "Forschung und Entwicklung",
    ),
    (
        "73",
        "Advertising and market research",
        "Werbung und Marktforschung",
    ),
    (
        "74",
        "Other professional, scientific and technical activities",
        "Sonstige freiberufliche, wissenschaftliche und technische Tätigkeiten",
    ),
    ("75", "Veterinary activities", "Veterinärwesen"),
    (
        "77",
        "Rental and leasing activities",
        "Vermietung von beweglichen Sachen",
    ),
    (
        "78",
        "Employment activities",
        "Vermittlung und Überlassung von Arbeitskräften",
    ),
    (
        "79",
        "Travel agencies, tour operators and reservation services",
        "Reisebüros, Reiseveranstalter, Reservierungsdienste",
    ),
    (
        "80",
        "Security and investigation activities",
        "Wach- und Sicherheitsdienste, Detekteien",
    ),
    (
        "81",
        "Services to buildings and landscape activities",
        "Gebäudebetreuung, Garten- und Landschaftsbau",
    ),
    (
        "82",
        "Office administrative, office support and other business support",
        "Wirtschaftliche Dienstleistungen für Unternehmen",
    ),
    (
        "84",
        "Public administration and defence; compulsory social security",
        "Öffentliche Verwaltung, Verteidigung, Sozialversicherung",
    ),
    ("85", "Education", "Erziehung und Unterricht"),
    ("86", "Human health activities", "Gesundheitswesen"),
    (
        "87",
        "Residential care activities",
        "Heime (ohne Erholungs- und Ferienheime)",
    ),
    (
        "88",
        "Social work activities without accommodation",
        "Sozialwesen (ohne Heime)",
    ),
    (
        "90",
        "Creative, arts and entertainment activities",
        "Kreative, künstlerische und unterhaltende Tätigkeiten",
    ),
    (
        "91",
        "Libraries, archives, museums and other cultural activities",
        "Bibliotheken, Archive, Museen, botanische und zoologische Gärten",
    ),
    (
        "92",
        "Gambling and betting activities",
        "Spiel-, Wett- und Lotteriewesen",
    ),
    (
        "93",
        "Sports activities and amusement and recreation activities",
        "Dienstleistungen des Sports, der Unterhaltung und der Erholung",
    ),
    (
        "94",
        "Activities of membership organisations",
        "Interessenvertretungen, kirchliche und sonstige Vereinigungen",
    ),
    (
        "95",
        "Repair of computers and personal and household goods",
        "Reparatur von Datenverarbeitungsgeräten und Gebrauchsgütern",
    ),
    (
        "96",
        "Other personal service activities",
        "Sonstige überwiegend persönliche Dienstleistungen",
    ),
    (
        "97",
        "Households as employers of domestic personnel",
        "Private Haushalte mit Hauspersonal",
    ),
    (
        "98",
        "Goods and services produced by private households for own use",
        "Herstellung von Waren und Diensten durch private Haushalte für den Eigenbedarf",
    ),
    (
        "99",
        "Activities of extraterritorial organisations and bodies",
        "Exterritoriale Organisationen und Körperschaften",
    ),
];

/// All divisions, as a select offers them.
pub fn options() -> Vec<SelectOption> {
    DIVISIONS
        .iter()
        .map(|(key, en, de)| SelectOption::new(key, en, de))
        .collect()
}
