//! What can be wrong with a request itself: its body, its parameters and headers, its expressions.

use super::Row;

pub(super) const WORDS: &[Row] = &[
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
    (
        "body_too_large",
        "At most {max:size} are accepted.",
        "Höchstens {max:size} werden angenommen.",
    ),
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
    (
        "not_kept",
        "This request keeps no answer: look what came of it before you send it again.",
        "Zu dieser Anfrage wird keine Antwort aufbewahrt: Sehen Sie nach, was daraus wurde, bevor Sie sie wiederholen.",
    ),
    (
        "read_anew",
        "What came after this is not known, or no longer kept; read everything anew.",
        "Was danach kam, ist nicht bekannt oder nicht mehr da; lesen Sie alles neu.",
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
        "There is no function {function}.",
        "Eine Funktion {function} gibt es nicht.",
    ),
    (
        "unknown_function",
        "There is no such function.",
        "Diese Funktion gibt es nicht.",
    ),
    (
        "wrong_arguments",
        "The arguments of {function} do not fit.",
        "Die Argumente von {function} passen nicht.",
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
