//! What the codes of problems mean in general.

use kontor_kernel::{Code, Locale};

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
