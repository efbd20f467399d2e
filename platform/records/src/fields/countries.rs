//! Countries by their code of ISO 3166-1, with their names in English and German.

use std::collections::HashMap;
use std::sync::LazyLock;

use kontor_kernel::{Locale, fold};

/// The code of a country named by its code, or in English or German; the spelling is read loosely.
pub fn country_code(name: &str) -> Option<&'static str> {
    BY_NAME.get(&normal(name)).copied()
}

/// The name of a country in a language; `None` when there is no such code.
pub fn name(code: &str, locale: Locale) -> Option<&'static str> {
    let (en, de) = BY_CODE.get(code)?;
    Some(match locale {
        Locale::En => en,
        Locale::De => de,
    })
}

static BY_CODE: LazyLock<HashMap<&str, (&str, &str)>> = LazyLock::new(|| {
    rows()
        .filter_map(|mut row| Some((row.next()?, (row.next()?, row.next()?))))
        .collect()
});

static BY_NAME: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let mut codes = HashMap::new();
    for mut row in rows() {
        let code = row.next().unwrap_or_default();
        for name in std::iter::once(code).chain(row) {
            codes.insert(normal(name), code);
        }
    }
    codes
});

fn rows() -> impl Iterator<Item = std::str::Split<'static, char>> {
    TABLE.lines().map(|line| line.split('|'))
}

/// Letters and digits only: `U.S.A.` is `USA`, `St. Lucia` is `St Lucia`, `Bosnia & Herzegovina` has its `and`.
fn normal(name: &str) -> String {
    fold(&name.replace('&', "and"))
        .chars()
        .filter(|ch| ch.is_alphanumeric())
        .collect()
}

/// Code, English name, German name, and further names, among them the code of three letters.
const TABLE: &str = "\
AD|Andorra|Andorra|AND
AE|United Arab Emirates|Vereinigte Arabische Emirate|UAE|VAE|ARE
AF|Afghanistan|Afghanistan|AFG
AG|Antigua and Barbuda|Antigua und Barbuda|ATG
AI|Anguilla|Anguilla|AIA
AL|Albania|Albanien|ALB
AM|Armenia|Armenien|ARM
AO|Angola|Angola|AGO
AQ|Antarctica|Antarktis|ATA
AR|Argentina|Argentinien|ARG
AS|American Samoa|Amerikanisch-Samoa|ASM
AT|Austria|Österreich|Republik Österreich|AUT
AU|Australia|Australien|AUS
AW|Aruba|Aruba|ABW
AX|Åland Islands|Ålandinseln|ALA
AZ|Azerbaijan|Aserbaidschan|AZE
BA|Bosnia and Herzegovina|Bosnien und Herzegowina|Bosnia|Bosnien|Bosnia-Herzegovina|Bosnien-Herzegowina|BIH
BB|Barbados|Barbados|BRB
BD|Bangladesh|Bangladesch|BGD
BE|Belgium|Belgien|Belgique|België|BEL
BF|Burkina Faso|Burkina Faso|BFA
BG|Bulgaria|Bulgarien|BGR
BH|Bahrain|Bahrain|BHR
BI|Burundi|Burundi|BDI
BJ|Benin|Benin|BEN
BL|St. Barthélemy|St. Barthélemy|Saint Barthélemy|BLM
BM|Bermuda|Bermuda|BMU
BN|Brunei|Brunei Darussalam|Brunei Darussalam|BRN
BO|Bolivia|Bolivien|Plurinational State of Bolivia|BOL
BQ|Caribbean Netherlands|Karibische Niederlande|BES
BR|Brazil|Brasilien|Brasil|BRA
BS|Bahamas|Bahamas|The Bahamas|BHS
BT|Bhutan|Bhutan|BTN
BV|Bouvet Island|Bouvetinsel|BVT
BW|Botswana|Botsuana|BWA
BY|Belarus|Belarus|Weißrussland|BLR
BZ|Belize|Belize|BLZ
CA|Canada|Kanada|CAN
CC|Cocos (Keeling) Islands|Kokosinseln|CCK
CD|DR Congo|Demokratische Republik Kongo|Congo - Kinshasa|Kongo-Kinshasa|Democratic Republic of the Congo|DRC|COD
CF|Central African Republic|Zentralafrikanische Republik|CAF
CG|Congo|Kongo|Congo - Brazzaville|Kongo-Brazzaville|Republic of the Congo|Republik Kongo|COG
CH|Switzerland|Schweiz|Swiss Confederation|Schweizerische Eidgenossenschaft|Suisse|Svizzera|CHE
CI|Côte d'Ivoire|Côte d'Ivoire|Ivory Coast|Elfenbeinküste|CIV
CK|Cook Islands|Cookinseln|COK
CL|Chile|Chile|CHL
CM|Cameroon|Kamerun|CMR
CN|China|China|People's Republic of China|Volksrepublik China|VR China|CHN
CO|Colombia|Kolumbien|COL
CR|Costa Rica|Costa Rica|CRI
CU|Cuba|Kuba|CUB
CV|Cape Verde|Cabo Verde|Cape Verde|Kap Verde|CPV
CW|Curaçao|Curaçao|CUW
CX|Christmas Island|Weihnachtsinsel|CXR
CY|Cyprus|Zypern|CYP
CZ|Czechia|Tschechien|Czech Republic|Tschechische Republik|CZE
DE|Germany|Deutschland|Federal Republic of Germany|Bundesrepublik Deutschland|BRD|DEU
DJ|Djibouti|Dschibuti|DJI
DK|Denmark|Dänemark|Danmark|DNK
DM|Dominica|Dominica|DMA
DO|Dominican Republic|Dominikanische Republik|DOM
DZ|Algeria|Algerien|DZA
EC|Ecuador|Ecuador|ECU
EE|Estonia|Estland|EST
EG|Egypt|Ägypten|EGY
EH|Western Sahara|Westsahara|West Sahara|ESH
ER|Eritrea|Eritrea|ERI
ES|Spain|Spanien|España|ESP
ET|Ethiopia|Äthiopien|ETH
FI|Finland|Finnland|Suomi|FIN
FJ|Fiji|Fidschi|FJI
FK|Falkland Islands|Falklandinseln|Falkland Islands (Malvinas)|FLK
FM|Micronesia|Mikronesien|FSM
FO|Faroe Islands|Färöer|FRO
FR|France|Frankreich|FRA
GA|Gabon|Gabun|GAB
GB|United Kingdom|Vereinigtes Königreich|UK|Great Britain|England|Scotland|Wales|Northern Ireland|Großbritannien|Schottland|Nordirland|United Kingdom of Great Britain and Northern Ireland|GBR
GD|Grenada|Grenada|GRD
GE|Georgia|Georgien|GEO
GF|French Guiana|Französisch-Guayana|GUF
GG|Guernsey|Guernsey|GGY
GH|Ghana|Ghana|GHA
GI|Gibraltar|Gibraltar|GIB
GL|Greenland|Grönland|GRL
GM|Gambia|Gambia|The Gambia|GMB
GN|Guinea|Guinea|GIN
GP|Guadeloupe|Guadeloupe|GLP
GQ|Equatorial Guinea|Äquatorialguinea|GNQ
GR|Greece|Griechenland|Hellas|Hellenic Republic|GRC
GS|South Georgia and South Sandwich Islands|Südgeorgien und die Südlichen Sandwichinseln|South Georgia and the South Sandwich Islands|SGS
GT|Guatemala|Guatemala|GTM
GU|Guam|Guam|GUM
GW|Guinea-Bissau|Guinea-Bissau|GNB
GY|Guyana|Guyana|GUY
HK|Hong Kong|Hongkong|Hong Kong SAR|Hong Kong SAR China|Sonderverwaltungsregion Hongkong|HKG
HM|Heard and McDonald Islands|Heard und McDonaldinseln|Heard Island and McDonald Islands|HMD
HN|Honduras|Honduras|HND
HR|Croatia|Kroatien|Hrvatska|HRV
HT|Haiti|Haiti|HTI
HU|Hungary|Ungarn|Magyarország|HUN
ID|Indonesia|Indonesien|IDN
IE|Ireland|Irland|Republic of Ireland|Republik Irland|Éire|IRL
IL|Israel|Israel|ISR
IM|Isle of Man|Isle of Man|IMN
IN|India|Indien|IND
IO|British Indian Ocean Territory|Britisches Territorium im Indischen Ozean|IOT
IQ|Iraq|Irak|IRQ
IR|Iran|Iran|Islamic Republic of Iran|IRN
IS|Iceland|Island|ISL
IT|Italy|Italien|Italia|ITA
JE|Jersey|Jersey|JEY
JM|Jamaica|Jamaika|JAM
JO|Jordan|Jordanien|JOR
JP|Japan|Japan|JPN
KE|Kenya|Kenia|KEN
KG|Kyrgyzstan|Kirgisistan|KGZ
KH|Cambodia|Kambodscha|KHM
KI|Kiribati|Kiribati|KIR
KM|Comoros|Komoren|COM
KN|St. Kitts and Nevis|St. Kitts und Nevis|Saint Kitts and Nevis|KNA
KP|North Korea|Nordkorea|Democratic People's Republic of Korea|PRK
KR|South Korea|Südkorea|Korea|Republic of Korea|Republik Korea|KOR
KW|Kuwait|Kuwait|KWT
KY|Cayman Islands|Kaimaninseln|CYM
KZ|Kazakhstan|Kasachstan|KAZ
LA|Laos|Laos|Lao People's Democratic Republic|LAO
LB|Lebanon|Libanon|LBN
LC|St. Lucia|St. Lucia|Saint Lucia|LCA
LI|Liechtenstein|Liechtenstein|Fürstentum Liechtenstein|LIE
LK|Sri Lanka|Sri Lanka|Ceylon|LKA
LR|Liberia|Liberia|LBR
LS|Lesotho|Lesotho|LSO
LT|Lithuania|Litauen|LTU
LU|Luxembourg|Luxemburg|LUX
LV|Latvia|Lettland|LVA
LY|Libya|Libyen|LBY
MA|Morocco|Marokko|MAR
MC|Monaco|Monaco|MCO
MD|Moldova|Republik Moldau|Republic of Moldova|Moldawien|MDA
ME|Montenegro|Montenegro|MNE
MF|St. Martin|St. Martin|Saint Martin (French part)|MAF
MG|Madagascar|Madagaskar|MDG
MH|Marshall Islands|Marshallinseln|MHL
MK|North Macedonia|Nordmazedonien|Macedonia|Mazedonien|MKD
ML|Mali|Mali|MLI
MM|Myanmar|Myanmar|Burma|Birma|Myanmar (Burma)|MMR
MN|Mongolia|Mongolei|MNG
MO|Macao|Macau|Macau SAR|Macau|Macao SAR China|Sonderverwaltungsregion Macau|MAC
MP|Northern Mariana Islands|Nördliche Marianen|MNP
MQ|Martinique|Martinique|MTQ
MR|Mauritania|Mauretanien|MRT
MS|Montserrat|Montserrat|MSR
MT|Malta|Malta|MLT
MU|Mauritius|Mauritius|MUS
MV|Maldives|Malediven|MDV
MW|Malawi|Malawi|MWI
MX|Mexico|Mexiko|México|MEX
MY|Malaysia|Malaysia|MYS
MZ|Mozambique|Mosambik|MOZ
NA|Namibia|Namibia|NAM
NC|New Caledonia|Neukaledonien|NCL
NE|Niger|Niger|NER
NF|Norfolk Island|Norfolkinsel|NFK
NG|Nigeria|Nigeria|NGA
NI|Nicaragua|Nicaragua|NIC
NL|Netherlands|Niederlande|Holland|The Netherlands|NLD
NO|Norway|Norwegen|Norge|NOR
NP|Nepal|Nepal|NPL
NR|Nauru|Nauru|NRU
NU|Niue|Niue|NIU
NZ|New Zealand|Neuseeland|NZL
OM|Oman|Oman|OMN
PA|Panama|Panama|PAN
PE|Peru|Peru|PER
PF|French Polynesia|Französisch-Polynesien|PYF
PG|Papua New Guinea|Papua-Neuguinea|PNG
PH|Philippines|Philippinen|PHL
PK|Pakistan|Pakistan|PAK
PL|Poland|Polen|Polska|POL
PM|St. Pierre and Miquelon|St. Pierre und Miquelon|Saint Pierre and Miquelon|SPM
PN|Pitcairn Islands|Pitcairninseln|Pitcairn|PCN
PR|Puerto Rico|Puerto Rico|PRI
PS|Palestine|Palästina|Palestinian Territories|State of Palestine|Palästinensische Autonomiegebiete|PSE
PT|Portugal|Portugal|PRT
PW|Palau|Palau|PLW
PY|Paraguay|Paraguay|PRY
QA|Qatar|Katar|QAT
RE|Réunion|Réunion|REU
RO|Romania|Rumänien|ROU
RS|Serbia|Serbien|SRB
RU|Russia|Russland|Russian Federation|Russische Föderation|RUS
RW|Rwanda|Ruanda|RWA
SA|Saudi Arabia|Saudi-Arabien|KSA|SAU
SB|Solomon Islands|Salomonen|SLB
SC|Seychelles|Seychellen|SYC
SD|Sudan|Sudan|SDN
SE|Sweden|Schweden|Sverige|SWE
SG|Singapore|Singapur|SGP
SH|St. Helena|St. Helena|SHN
SI|Slovenia|Slowenien|SVN
SJ|Svalbard and Jan Mayen|Spitzbergen und Jan Mayen|SJM
SK|Slovakia|Slowakei|Slovak Republic|Slowakische Republik|SVK
SL|Sierra Leone|Sierra Leone|SLE
SM|San Marino|San Marino|SMR
SN|Senegal|Senegal|SEN
SO|Somalia|Somalia|SOM
SR|Suriname|Suriname|SUR
SS|South Sudan|Südsudan|SSD
ST|São Tomé and Príncipe|São Tomé und Príncipe|Sao Tome and Principe|STP
SV|El Salvador|El Salvador|SLV
SX|Sint Maarten|Sint Maarten|Sint Maarten (Dutch part)|SXM
SY|Syria|Syrien|Syrian Arab Republic|SYR
SZ|Eswatini|Eswatini|Swaziland|Swasiland|SWZ
TC|Turks and Caicos Islands|Turks- und Caicosinseln|TCA
TD|Chad|Tschad|TCD
TF|French Southern Territories|Französische Süd- und Antarktisgebiete|ATF
TG|Togo|Togo|TGO
TH|Thailand|Thailand|THA
TJ|Tajikistan|Tadschikistan|TJK
TK|Tokelau|Tokelau|TKL
TL|Timor-Leste|Timor-Leste|East Timor|Osttimor|TLS
TM|Turkmenistan|Turkmenistan|TKM
TN|Tunisia|Tunesien|TUN
TO|Tonga|Tonga|TON
TR|Türkiye|Türkei|Turkey|TUR
TT|Trinidad and Tobago|Trinidad und Tobago|TTO
TV|Tuvalu|Tuvalu|TUV
TW|Taiwan|Taiwan|Republic of China|TWN
TZ|Tanzania|Tansania|United Republic of Tanzania|TZA
UA|Ukraine|Ukraine|UKR
UG|Uganda|Uganda|UGA
UM|U.S. Outlying Islands|Amerikanische Überseeinseln|United States Minor Outlying Islands|UMI
US|United States|Vereinigte Staaten|USA|U.S.A.|U.S.|United States of America|America|Vereinigte Staaten von Amerika|Amerika
UY|Uruguay|Uruguay|URY
UZ|Uzbekistan|Usbekistan|UZB
VA|Vatican City|Vatikanstadt|Vatican|Vatikan|Holy See|Holy See (Vatican City State)|VAT
VC|St. Vincent and Grenadines|St. Vincent und die Grenadinen|Saint Vincent and the Grenadines|VCT
VE|Venezuela|Venezuela|Bolivarian Republic of Venezuela|VEN
VG|British Virgin Islands|Britische Jungferninseln|VGB
VI|U.S. Virgin Islands|Amerikanische Jungferninseln|VIR
VN|Vietnam|Vietnam|Viet Nam|VNM
VU|Vanuatu|Vanuatu|VUT
WF|Wallis and Futuna|Wallis und Futuna|WLF
WS|Samoa|Samoa|WSM
YE|Yemen|Jemen|YEM
YT|Mayotte|Mayotte|MYT
ZA|South Africa|Südafrika|RSA|Republik Südafrika|ZAF
ZM|Zambia|Sambia|ZMB
ZW|Zimbabwe|Simbabwe|ZWE";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_both_languages_lead_to_the_code() {
        for (name, code) in [
            ("Germany", "DE"),
            ("Deutschland", "DE"),
            ("de", "DE"),
            ("UK", "GB"),
            ("Großbritannien", "GB"),
            ("GROSSBRITANNIEN", "GB"),
            ("U.S.A.", "US"),
            ("Vereinigte Staaten", "US"),
            ("Brazil", "BR"),
            ("Österreich", "AT"),
            ("Cote d'Ivoire", "CI"),
            ("Bosnia & Herzegovina", "BA"),
            ("Turkey", "TR"),
            ("DEU", "DE"),
        ] {
            assert_eq!(country_code(name), Some(code), "{name}");
        }
        for odd in ["", "Atlantis", "XX", "Hamburg"] {
            assert_eq!(country_code(odd), None, "{odd}");
        }
    }

    #[test]
    fn no_name_means_two_countries_and_every_country_has_both_names() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        assert_eq!(rows().count(), 249);
        for row in rows() {
            let names: Vec<&str> = row.collect();
            assert!(names.len() >= 4 && names[0].len() == 2, "{names:?}");
            for name in &names {
                let other = seen.insert(normal(name), names[0]);
                assert!(
                    other.is_none_or(|other| other == names[0]),
                    "{name}: {other:?} and {}",
                    names[0]
                );
            }
        }
        assert_eq!(name("AT", Locale::De), Some("Österreich"));
        assert_eq!(name("at", Locale::De), None);
    }
}
