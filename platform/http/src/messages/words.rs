//! The words themselves, one line for each code.

use kontor_kernel::{Code, Locale};

/// Code of an issue (or `reason` of a problem), English, German.
pub(super) const TEMPLATES: &[(&str, &str, &str)] = &[
    // files of rows, in and out
    (
        "empty_file",
        "There is nothing in the file.",
        "In der Datei ist nichts.",
    ),
    (
        "unknown_format",
        "This is neither a table nor a list of contacts.",
        "Das ist weder eine Tabelle noch eine Kontaktliste.",
    ),
    (
        "file_broken",
        "The file is damaged or not whole.",
        "Die Datei ist beschädigt oder unvollständig.",
    ),
    (
        "file_changed",
        "The file has changed since it was looked at.",
        "Die Datei hat sich inzwischen geändert.",
    ),
    (
        "old_workbook",
        "This is a workbook of the old form, or one with a password. Save it as XLSX without a password.",
        "Das ist eine Arbeitsmappe im alten Format oder mit Kennwort. Speichern Sie sie als XLSX ohne Kennwort.",
    ),
    (
        "encrypted",
        "The file is protected by a password.",
        "Die Datei ist mit einem Kennwort geschützt.",
    ),
    (
        "zip_too_large",
        "The archive becomes too large when it is unpacked.",
        "Das Archiv wird ausgepackt zu groß.",
    ),
    (
        "unknown_packing",
        "The file is packed in a way that is not known here.",
        "Die Datei ist auf unbekannte Weise gepackt.",
    ),
    (
        "no_table",
        "There is no table and no list of contacts in the archive.",
        "Im Archiv ist weder eine Tabelle noch eine Kontaktliste.",
    ),
    (
        "unknown_member",
        "There is no such file in the archive.",
        "Diese Datei ist nicht im Archiv.",
    ),
    (
        "unknown_sheet",
        "There is no such sheet.",
        "Dieses Tabellenblatt gibt es nicht.",
    ),
    (
        "unknown_encoding",
        "This encoding is not known.",
        "Diese Zeichenkodierung ist unbekannt.",
    ),
    (
        "bad_delimiter",
        "Cells can be separated by one character of ASCII only.",
        "Zellen trennt genau ein ASCII-Zeichen.",
    ),
    (
        "too_many_columns",
        "A row has at most {max} cells.",
        "Eine Zeile hat höchstens {max} Zellen.",
    ),
    (
        "too_many_columns",
        "There are too many columns.",
        "Es sind zu viele Spalten.",
    ),
    (
        "row_too_long",
        "A row has at most {max} bytes.",
        "Eine Zeile hat höchstens {max} Bytes.",
    ),
    ("row_too_long", "The row is too long.", "Die Zeile ist zu lang."),
    (
        "cell_too_long",
        "A cell has at most {max} bytes.",
        "Eine Zelle hat höchstens {max} Bytes.",
    ),
    ("cell_too_long", "The cell is too long.", "Die Zelle ist zu lang."),
    (
        "bad_encoding",
        "This is not in the encoding of the file.",
        "Das steht nicht in der Zeichenkodierung der Datei.",
    ),
    (
        "quote_not_closed",
        "A quote is opened and never closed.",
        "Ein Anführungszeichen wird geöffnet und nie geschlossen.",
    ),
    (
        "not_whole",
        "The file ends before this contact does.",
        "Die Datei endet vor diesem Kontakt.",
    ),
    (
        "not_contacts",
        "Only records with e-mail addresses, phone numbers or postal addresses can be contacts.",
        "Nur Datensätze mit E-Mail-Adressen, Telefonnummern oder Anschriften können Kontakte sein.",
    ),
    // values
    (
        "required",
        "At least one of these is needed: {any_of}.",
        "Mindestens eine dieser Angaben ist nötig: {any_of}.",
    ),
    (
        "required",
        "This value is required.",
        "Dieser Wert ist erforderlich.",
    ),
    (
        "wrong_type",
        "Expected: {expected}.",
        "Erwartet wird: {expected}.",
    ),
    (
        "wrong_type",
        "The value has the wrong type.",
        "Der Wert hat den falschen Typ.",
    ),
    (
        "unknown_field",
        "There is no field of this name.",
        "Ein Feld dieses Namens gibt es nicht.",
    ),
    (
        "unknown_object",
        "There is no object of this name.",
        "Ein Objekt dieses Namens gibt es nicht.",
    ),
    ("invalid", "The value is not valid.", "Der Wert ist ungültig."),
    (
        "same_record",
        "These are the same record.",
        "Das ist derselbe Datensatz.",
    ),
    (
        "no_list",
        "This field has one value, not several.",
        "Dieses Feld hat einen Wert, nicht mehrere.",
    ),
    (
        "merged",
        "This record was merged into another.",
        "Dieser Datensatz wurde mit einem anderen zusammengeführt.",
    ),
    (
        "merge_undone",
        "This undid a merge; merge the records again.",
        "Damit wurde ein Zusammenführen rückgängig gemacht; führen Sie die Datensätze erneut zusammen.",
    ),
    (
        "not_mergeable",
        "Records of this object can't be merged.",
        "Datensätze dieses Objekts können nicht zusammengeführt werden.",
    ),
    ("bad_value", "The value is not valid.", "Der Wert ist ungültig."),
    (
        "too_long",
        "At most {max} characters are allowed.",
        "Höchstens {max} Zeichen sind erlaubt.",
    ),
    ("too_long", "The text is too long.", "Der Text ist zu lang."),
    (
        "too_short",
        "At least {min} characters are needed.",
        "Mindestens {min} Zeichen sind nötig.",
    ),
    ("too_short", "The text is too short.", "Der Text ist zu kurz."),
    (
        "too_many",
        "At most {max} entries are allowed.",
        "Höchstens {max} Einträge sind erlaubt.",
    ),
    (
        "too_many",
        "There are too many entries.",
        "Es sind zu viele Einträge.",
    ),
    (
        "too_few",
        "At least {min} entries are needed.",
        "Mindestens {min} Einträge sind nötig.",
    ),
    (
        "too_few",
        "There are too few entries.",
        "Es sind zu wenige Einträge.",
    ),
    (
        "wrong_length",
        "The number of entries is wrong.",
        "Die Anzahl der Einträge stimmt nicht.",
    ),
    (
        "out_of_range",
        "The value must be between {min} and {max}.",
        "Der Wert muss zwischen {min} und {max} liegen.",
    ),
    (
        "out_of_range",
        "The value must be at least {min}.",
        "Der Wert muss mindestens {min} sein.",
    ),
    (
        "out_of_range",
        "The value must be at most {max}.",
        "Der Wert darf höchstens {max} sein.",
    ),
    (
        "out_of_range",
        "The value is out of range.",
        "Der Wert liegt außerhalb des erlaubten Bereichs.",
    ),
    (
        "too_small",
        "The value must be at least {min}.",
        "Der Wert muss mindestens {min} sein.",
    ),
    ("too_small", "The value is too small.", "Der Wert ist zu klein."),
    (
        "too_large",
        "The value must be at most {max}.",
        "Der Wert darf höchstens {max} sein.",
    ),
    ("too_large", "The value is too large.", "Der Wert ist zu groß."),
    (
        "too_precise",
        "At most {max} decimal places are kept.",
        "Höchstens {max} Nachkommastellen sind möglich.",
    ),
    (
        "too_precise",
        "There are too many decimal places.",
        "Es sind zu viele Nachkommastellen.",
    ),
    (
        "too_deep",
        "At most {max} levels are allowed.",
        "Höchstens {max} Ebenen sind erlaubt.",
    ),
    (
        "too_deep",
        "It is nested too deeply.",
        "Die Verschachtelung ist zu tief.",
    ),
    (
        "unknown_option",
        "Allowed are: {allowed}.",
        "Erlaubt sind: {allowed}.",
    ),
    (
        "unknown_option",
        "There is no such option.",
        "Diese Auswahl gibt es nicht.",
    ),
    (
        "unknown_currency",
        "There is no such currency.",
        "Diese Währung gibt es nicht.",
    ),
    (
        "unknown_country",
        "There is no such country.",
        "Dieses Land gibt es nicht.",
    ),
    (
        "unknown_language",
        "There is no such language.",
        "Diese Sprache gibt es nicht.",
    ),
    (
        "unknown_zone",
        "There is no such time zone.",
        "Diese Zeitzone gibt es nicht.",
    ),
    (
        "invalid_email",
        "This is not an e-mail address.",
        "Das ist keine E-Mail-Adresse.",
    ),
    (
        "invalid_phone",
        "This is not a phone number.",
        "Das ist keine Telefonnummer.",
    ),
    (
        "invalid_url",
        "This is not a web address.",
        "Das ist keine Webadresse.",
    ),
    (
        "invalid_date",
        "Expected: a date as YYYY-MM-DD.",
        "Erwartet wird ein Datum als JJJJ-MM-TT.",
    ),
    (
        "invalid_time",
        "Expected: an RFC 3339 time with offset.",
        "Erwartet wird ein Zeitpunkt nach RFC 3339 mit Zeitzone.",
    ),
    ("invalid_number", "This is not a number.", "Das ist keine Zahl."),
    (
        "invalid_id",
        "This is not an id (UUID).",
        "Das ist keine Id (UUID).",
    ),
    (
        "invalid_key",
        "This is not a valid key.",
        "Das ist kein gültiger Schlüssel.",
    ),
    (
        "pattern",
        "The value does not have the expected form.",
        "Der Wert hat nicht die erwartete Form.",
    ),
    (
        "control_characters",
        "Control characters are not allowed.",
        "Steuerzeichen sind nicht erlaubt.",
    ),
    (
        "duplicate",
        "The value occurs twice.",
        "Der Wert kommt doppelt vor.",
    ),
    (
        "not_unique",
        "The value is already taken.",
        "Der Wert ist bereits vergeben.",
    ),
    (
        "not_found",
        "This record does not exist.",
        "Diesen Datensatz gibt es nicht.",
    ),
    (
        "wrong_object",
        "A record of this kind can't be linked here.",
        "Ein Datensatz dieser Art passt hier nicht.",
    ),
    (
        "transition",
        "A change from {from} to {to} is not allowed.",
        "Ein Wechsel von {from} nach {to} ist nicht erlaubt.",
    ),
    (
        "transition",
        "This change is not allowed.",
        "Dieser Wechsel ist nicht erlaubt.",
    ),
    (
        "read_only",
        "This field can't be written.",
        "Dieses Feld kann nicht geschrieben werden.",
    ),
    (
        "immutable",
        "This can't be changed later.",
        "Das kann nachträglich nicht geändert werden.",
    ),
    (
        "forbidden",
        "You may not write this field.",
        "Dieses Feld dürfen Sie nicht schreiben.",
    ),
    ("cycle", "This would make a circle.", "Das ergäbe einen Kreis."),
    (
        "prefix",
        "The key must begin with {prefix}.",
        "Der Schlüssel muss mit {prefix} beginnen.",
    ),
    (
        "prefix",
        "The key needs the prefix x_.",
        "Der Schlüssel braucht die Vorsilbe x_.",
    ),
    (
        "reserved",
        "This name is reserved.",
        "Dieser Name ist reserviert.",
    ),
    ("in_use", "It is still in use.", "Es wird noch verwendet."),
    (
        "weak_password",
        "The password is too easy to guess.",
        "Das Passwort ist zu leicht zu erraten.",
    ),
    (
        "bad_key",
        "Keys consist of small letters, digits and _.",
        "Schlüssel bestehen aus kleinen Buchstaben, Ziffern und _.",
    ),
    ("taken", "This is already taken.", "Das ist bereits vergeben."),
    (
        "standard",
        "This is part of the standard and can't be changed.",
        "Das gehört zum Standard und kann nicht geändert werden.",
    ),
    (
        "not_possible",
        "This is not possible here.",
        "Das ist hier nicht möglich.",
    ),
    (
        "wrong_format",
        "The value does not have the expected form.",
        "Der Wert hat nicht die erwartete Form.",
    ),
    (
        "password_is_email",
        "The password must not be the e-mail address.",
        "Das Passwort darf nicht die E-Mail-Adresse sein.",
    ),
    (
        "scale",
        "There are too many decimal places.",
        "Es sind zu viele Nachkommastellen.",
    ),
    (
        "unknown_type",
        "There is no such type.",
        "Diesen Typ gibt es nicht.",
    ),
    (
        "invalid_rate",
        "A rate is a decimal above 0 with at most 12 places.",
        "Ein Kurs ist eine Dezimalzahl über 0 mit höchstens 12 Nachkommastellen.",
    ),
    (
        "other_object",
        "These are values of a record of {expected}.",
        "Das sind Werte eines Datensatzes von {expected}.",
    ),
    (
        "other_object",
        "These are values of another object.",
        "Das sind Werte eines anderen Objekts.",
    ),
    (
        "wrong_password",
        "This is not the password.",
        "Das ist nicht das Passwort.",
    ),
    (
        "invalid_host",
        "This is not a host name.",
        "Das ist kein Hostname.",
    ),
    (
        "invalid_name",
        "A name is up to 30 of a-z, 0-9 and _, and begins with a letter.",
        "Ein Name besteht aus bis zu 30 Zeichen a-z, 0-9 und _ und beginnt mit einem Buchstaben.",
    ),
    (
        "in_the_past",
        "This lies in the past.",
        "Das liegt in der Vergangenheit.",
    ),
    (
        "bad_expression",
        "The expression does not compile.",
        "Der Ausdruck kann nicht übersetzt werden.",
    ),
    (
        "invalid_map",
        "The map is not valid.",
        "Die Zuordnung ist ungültig.",
    ),
    (
        "unknown_column",
        "There is no such column.",
        "Diese Spalte gibt es nicht.",
    ),
    // JSON bodies
    (
        "syntax",
        "Not readable at character {position}.",
        "An Stelle {position} nicht lesbar.",
    ),
    (
        "syntax",
        "Not readable at line {line}, column {column}.",
        "In Zeile {line}, Spalte {column} nicht lesbar.",
    ),
    ("syntax", "The text can't be read.", "Der Text ist nicht lesbar."),
    ("empty", "The body is empty.", "Der Inhalt ist leer."),
    (
        "broken_utf8",
        "The text is not valid UTF-8.",
        "Der Text ist kein gültiges UTF-8.",
    ),
    (
        "duplicate_member",
        "The member {member} occurs twice.",
        "Das Element {member} kommt doppelt vor.",
    ),
    (
        "not_an_object",
        "The body must be a JSON object.",
        "Der Inhalt muss ein JSON-Objekt sein.",
    ),
    // parameters and headers
    (
        "unknown_parameter",
        "The parameter {parameter} is not known here.",
        "Den Parameter {parameter} gibt es hier nicht.",
    ),
    (
        "repeated",
        "The parameter {parameter} is given more than once.",
        "Der Parameter {parameter} ist mehrfach angegeben.",
    ),
    (
        "malformed_percent",
        "A % must be followed by two hexadecimal digits.",
        "Auf ein % müssen zwei hexadezimale Ziffern folgen.",
    ),
    // expressions
    ("bad_tree", "The tree is not valid.", "Der Baum ist ungültig."),
    (
        "unsupported",
        "This is not supported.",
        "Das wird nicht unterstützt.",
    ),
    (
        "unknown_function",
        "There is no such function.",
        "Diese Funktion gibt es nicht.",
    ),
    (
        "wrong_arguments",
        "The arguments do not fit.",
        "Die Argumente passen nicht.",
    ),
    (
        "not_in_filter",
        "This can't be used in a filter.",
        "Das ist in einem Filter nicht möglich.",
    ),
    (
        "not_sortable",
        "This can't be sorted by.",
        "Danach kann nicht sortiert werden.",
    ),
    (
        "not_filterable",
        "This can't be filtered by.",
        "Danach kann nicht gefiltert werden.",
    ),
];

/// What JSON holds, in words; the `expected` of `wrong_type`.
pub(super) const KINDS: &[(&str, &str, &str)] = &[
    ("object", "an object", "ein Objekt"),
    ("array", "an array", "eine Liste"),
    ("text", "a text", "ein Text"),
    ("integer", "an integer", "eine ganze Zahl"),
    ("number", "a number", "eine Zahl"),
    ("boolean", "true or false", "true oder false"),
    ("null", "null", "null"),
    ("decimal", "a decimal number as text", "eine Dezimalzahl als Text"),
    ("money", "an amount with its currency", "ein Betrag mit Währung"),
    (
        "words",
        "a text, or one for each language",
        "ein Text oder je Sprache einer",
    ),
    (
        "grant",
        "true, false or a condition",
        "true, false oder eine Bedingung",
    ),
    ("date", "a date as YYYY-MM-DD", "ein Datum als JJJJ-MM-TT"),
    (
        "time",
        "an RFC 3339 time with offset",
        "ein Zeitpunkt nach RFC 3339 mit Zeitzone",
    ),
    ("id", "an id (UUID)", "eine Id (UUID)"),
];

/// What a code means in general, where nothing more exact is known.
pub fn sentence(code: Code, locale: Locale) -> &'static str {
    let (en, de) = match code {
        Code::BadJson => (
            "The body can't be read as JSON.",
            "Der Inhalt kann nicht als JSON gelesen werden.",
        ),
        Code::BadParameter => (
            "A parameter of the request can't be read.",
            "Ein Parameter der Anfrage ist nicht lesbar.",
        ),
        Code::BadFilter => (
            "The expression does not compile.",
            "Der Ausdruck kann nicht übersetzt werden.",
        ),
        Code::BadSort => ("It can't be sorted like this.", "So kann nicht sortiert werden."),
        Code::BadCursor => (
            "The cursor belongs to another filter or sort order.",
            "Der Cursor gehört zu einem anderen Filter oder einer anderen Sortierung.",
        ),
        Code::Unauthenticated => (
            "This needs a session or an API key.",
            "Dafür ist eine Anmeldung oder ein API-Schlüssel nötig.",
        ),
        Code::InvalidCredentials => (
            "The sign-in details do not match any account.",
            "Die Anmeldedaten passen zu keinem Konto.",
        ),
        Code::Forbidden => (
            "Your permissions do not allow this.",
            "Ihre Rechte erlauben das nicht.",
        ),
        Code::WrongOrigin => (
            "The request did not come from Kontor's own pages.",
            "Die Anfrage kam nicht von den eigenen Seiten von Kontor.",
        ),
        Code::NotFound => (
            "There is nothing here that you can see.",
            "Hier ist nichts, was Sie sehen können.",
        ),
        Code::MethodNotAllowed => (
            "The header Allow names the methods of this path.",
            "Die Kopfzeile Allow nennt die Methoden dieses Pfads.",
        ),
        Code::IdTaken => (
            "Another record has this id.",
            "Ein anderer Datensatz hat diese Id.",
        ),
        Code::NotUnique => (
            "Another record has this value.",
            "Ein anderer Datensatz hat diesen Wert.",
        ),
        Code::UndoConflict => (
            "Some of the fields were changed since; nothing was undone.",
            "Einige Felder wurden inzwischen geändert; nichts wurde zurückgenommen.",
        ),
        Code::Conflict => (
            "This does not fit the present state; nothing was changed.",
            "Das passt nicht zum gegenwärtigen Zustand; nichts wurde geändert.",
        ),
        Code::RunningTwin => (
            "A request with the same idempotency key is still running.",
            "Eine Anfrage mit demselben Idempotenzschlüssel läuft noch.",
        ),
        Code::VersionConflict => (
            "The same field was changed by somebody else; nothing was written.",
            "Dasselbe Feld wurde von jemand anderem geändert; nichts wurde geschrieben.",
        ),
        Code::TooLarge => (
            "The body is larger than allowed.",
            "Der Inhalt ist größer als erlaubt.",
        ),
        Code::UriTooLong => (
            "Send a long filter as the JSON body of POST /records/{object}/list.",
            "Senden Sie einen langen Filter als JSON an POST /records/{object}/list.",
        ),
        Code::HeadersTooLarge => (
            "All headers together are larger than allowed.",
            "Alle Kopfzeilen zusammen sind größer als erlaubt.",
        ),
        Code::UnsupportedMediaType => (
            "Send application/json or application/merge-patch+json.",
            "Senden Sie application/json oder application/merge-patch+json.",
        ),
        Code::Validation => ("Some values are not valid.", "Einige Werte sind ungültig."),
        Code::KeyReused => (
            "The idempotency key was used for another request.",
            "Der Idempotenzschlüssel wurde für eine andere Anfrage verwendet.",
        ),
        Code::VersionRequired => (
            "Send the version you are changing in If-Match.",
            "Senden Sie die Version, die Sie ändern, in If-Match.",
        ),
        Code::RateLimited => (
            "Please wait before you try again.",
            "Bitte warten Sie vor dem nächsten Versuch.",
        ),
        Code::Internal => (
            "The fault was logged under the id of this request.",
            "Der Fehler wurde unter der Id dieser Anfrage protokolliert.",
        ),
        Code::Unavailable => (
            "Kontor can't do this at the moment; please try again shortly.",
            "Kontor kann das im Moment nicht; bitte versuchen Sie es gleich noch einmal.",
        ),
        Code::StorageFull => (
            "Nothing can be stored until there is space again; reading goes on.",
            "Bis wieder Platz ist, kann nichts gespeichert werden; lesen geht weiter.",
        ),
    };
    match locale {
        Locale::En => en,
        Locale::De => de,
    }
}
