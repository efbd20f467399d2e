//! What can be wrong with files of rows, on their way in or out.

use super::Row;

pub(super) const WORDS: &[Row] = &[
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
        "file_too_large",
        "The file is larger than {limit:size}.",
        "Die Datei ist größer als {limit:size}.",
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
        "Cells can be separated by up to 16 bytes without quotes and new lines.",
        "Zellen trennen höchstens 16 Bytes ohne Anführungszeichen und Zeilenumbrüche.",
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
    ("bad_json", "This is no JSON object.", "Das ist kein JSON-Objekt."),
    (
        "formula_error",
        "The formula has no value: {value}.",
        "Die Formel hat keinen Wert: {value}.",
    ),
    (
        "too_many_cells",
        "The row has {cells} cells, the header {columns}. Beyond it stands: {beyond}",
        "Die Zeile hat {cells} Zellen, die Kopfzeile {columns}. Darüber hinaus steht da: {beyond}",
    ),
    (
        "exchange_address",
        "This is an address within another Exchange server.",
        "Das ist eine Adresse innerhalb eines anderen Exchange-Servers.",
    ),
    (
        "ambiguous_date",
        "{value} can be read in two ways. Say by \"order\" in the map which stands first: dmy or mdy.",
        "{value} lässt sich auf zwei Weisen lesen. \"order\" in der Zuordnung sagt, was vorn steht: dmy oder mdy.",
    ),
    (
        "ambiguous",
        "{text} may mean several records, so nothing was linked.",
        "{text} kann mehrere Datensätze meinen; verknüpft wurde darum nichts.",
    ),
    (
        "row_not_taken",
        "{text} stands in a row of this file that was not taken itself.",
        "{text} steht in einer Zeile dieser Datei, die selbst nicht übernommen wurde.",
    ),
    (
        "unknown_stage",
        "There is no stage {text}; there are {known}.",
        "Es gibt keine Stufe {text}; es gibt {known}.",
    ),
    (
        "not_told",
        "{stage} asks for this value, and the row has none.",
        "{stage} verlangt diesen Wert, und die Zeile hat keinen.",
    ),
    (
        "links_in_circle",
        "By {text} rows of this file lead to each other in a circle, so none of them can be the first.",
        "Über {text} verweisen Zeilen dieser Datei im Kreis aufeinander, darum kann keine die erste sein.",
    ),
    (
        "duplicate_waiting",
        "It resembles {other}: {score}.",
        "Es ähnelt {other}: {score}.",
    ),
    (
        "duplicate_waiting",
        "It resembles an earlier row: {score}.",
        "Es ähnelt einer früheren Zeile: {score}.",
    ),
    (
        "duplicate_doubtful",
        "It resembles {other}: {score}.",
        "Es ähnelt {other}: {score}.",
    ),
    (
        "duplicate_doubtful",
        "It resembles an earlier row: {score}.",
        "Es ähnelt einer früheren Zeile: {score}.",
    ),
    (
        "file_left_out",
        "No file came with it: {cell}",
        "Dazu kam keine Datei: {cell}",
    ),
    (
        "file_left_out",
        "{file}: A row has at most {max_files} files.",
        "{file}: Eine Zeile hat höchstens {max_files} Dateien.",
    ),
    (
        "file_left_out",
        "{file}: The file is larger than {max_bytes:size}.",
        "{file}: Die Datei ist größer als {max_bytes:size}.",
    ),
    (
        "file_left_out",
        "The file {file} was left out.",
        "Die Datei {file} wurde ausgelassen.",
    ),
    (
        "not_whole",
        "The file ends before this contact does.",
        "Die Datei endet vor diesem Kontakt.",
    ),
    (
        "nothing_fits",
        "The plan knows none of these files.",
        "Der Plan kennt keine dieser Dateien.",
    ),
    (
        "not_contacts",
        "Only records with e-mail addresses, phone numbers or postal addresses can be contacts.",
        "Nur Datensätze mit E-Mail-Adressen, Telefonnummern oder Anschriften können Kontakte sein.",
    ),
];
