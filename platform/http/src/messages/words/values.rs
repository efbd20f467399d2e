//! What can be wrong with values of records and definitions.

use super::Row;

pub(super) const WORDS: &[Row] = &[
    (
        "required",
        "At least one of these is needed: {labels}.",
        "Mindestens eine dieser Angaben ist nötig: {labels}.",
    ),
    (
        "required",
        "There is no {object} in the row.",
        "In der Zeile fehlt: {object}.",
    ),
    (
        "required",
        "This value is required.",
        "Dieser Wert ist erforderlich.",
    ),
    (
        "wrong_type",
        "{field}: {found} and {other} can't be compared.",
        "{field}: {found} und {other} lassen sich nicht vergleichen.",
    ),
    (
        "wrong_type",
        "Not to be compared: {found} and {other}.",
        "Nicht vergleichbar: {found} und {other}.",
    ),
    (
        "wrong_type",
        "{field}: expected is {expected}.",
        "{field}: Erwartet wird {expected}.",
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
        "There is no field {field}.",
        "Ein Feld {field} gibt es nicht.",
    ),
    (
        "unknown_field",
        "There is no field of this name.",
        "Ein Feld dieses Namens gibt es nicht.",
    ),
    (
        "other_id",
        "The command has another id.",
        "Der Befehl hat eine andere Id.",
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
        "values_gone",
        "The values went with it; only a backup has them.",
        "Die Werte sind damit gelöscht worden; nur eine Sicherung hat sie noch.",
    ),
    (
        "values_lost",
        "The change of type has cost some records their values; history has them.",
        "Der Wechsel des Typs hat Datensätze Werte gekostet; der Verlauf hat sie noch.",
    ),
    (
        "not_reversible",
        "The type can't be changed back.",
        "Der Typ kann nicht zurück geändert werden.",
    ),
    (
        "formula_circle",
        "The formula uses itself.",
        "Die Formel verwendet sich selbst.",
    ),
    (
        "formula_moment",
        "A formula is computed when its record is written: what the time is and who asks is not known in it.",
        "Eine Formel wird berechnet, wenn ihr Datensatz geschrieben wird: Wie spät es ist und wer fragt, weiß sie nicht.",
    ),
    (
        "formula_link",
        "A formula uses fields of its own record only.",
        "Eine Formel verwendet nur Felder ihres eigenen Datensatzes.",
    ),
    (
        "formula_rollup",
        "A formula can't use a rollup, which comes a little later.",
        "Eine Formel kann keine Aggregation verwenden, denn die kommt etwas später.",
    ),
    (
        "late_rollup",
        "A condition of a role can't use a rollup, which comes a little later.",
        "Die Bedingung einer Rolle kann keine Aggregation verwenden, denn die kommt etwas später.",
    ),
    (
        "not_mergeable",
        "Records of this object can't be merged.",
        "Datensätze dieses Objekts können nicht zusammengeführt werden.",
    ),
    (
        "append_only",
        "What a machine recorded can't be changed.",
        "Was eine Maschine aufgezeichnet hat, kann nicht geändert werden.",
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
        "Left out, as somebody decided: {decision}.",
        "Ausgelassen, wie entschieden wurde: {decision}.",
    ),
    (
        "duplicate",
        "By all appearances the same as {other}: {score}.",
        "Allem Anschein nach schon da als {other}: {score}.",
    ),
    (
        "duplicate",
        "By all appearances the same as an earlier row: {score}.",
        "Allem Anschein nach dasselbe wie eine frühere Zeile: {score}.",
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
        "There is no record {text} that you can see.",
        "Einen Datensatz {text}, den Sie sehen dürfen, gibt es nicht.",
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
];
