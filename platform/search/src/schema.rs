//! The tables of the search.
//!
//! A rebuild while running will fill a second set of tables under other names and swap: hence the table of the indexes
//! there are, and names of indexes in one place.

use kontor_database::{Migration, Tx};
use kontor_kernel::Result;

/// The full-text index over everything but long text; small, so that type-ahead is fast.
pub(crate) const NAMES: &str = "k_search_name";
/// The full-text index over long text, with the words of [`NAMES`] once more, so that both can be asked together.
pub(crate) const PROSE: &str = "k_search_prose";

/// The steps that make the tables; run them with [`kontor_database::Database::migrate`], then [`create_indexes`].
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "search/0001",
        // k_search_doc: `digest` tells whether the tokens have changed, `prose` whether there is long text. `was` and
        // `was_prose` are what they were before the last write: the one statement that writes has to give the old number
        // back, and RETURNING knows new values only.
        sql: "
CREATE TABLE @k_search_doc (
    doc {serial},
    record {id} NOT NULL UNIQUE,
    object {text} NOT NULL,
    owner {id},
    label {text} NOT NULL,
    digest {int} NOT NULL,
    prose {bool} NOT NULL,
    was {int},
    was_prose {bool}
){strict};
CREATE TABLE @k_search_vocab (term {text} PRIMARY KEY){strict};
CREATE TABLE @k_search_fuzzy (
    key {text} NOT NULL,
    stem {text} NOT NULL,
    PRIMARY KEY (key, stem)
){strict};
CREATE TABLE @k_search_index (name {text} PRIMARY KEY){strict};
",
    },
    Migration {
        name: "search/0002",
        // Words are nothing but their own key: they stand in its order and nowhere else.
        sql: "
ALTER TABLE @k_search_vocab RENAME TO k_search_vocab_before;
CREATE TABLE @k_search_vocab (term {text} NOT NULL PRIMARY KEY){clustered};
INSERT INTO @k_search_vocab (term) SELECT term FROM @k_search_vocab_before ORDER BY term;
DROP TABLE @k_search_vocab_before;
ALTER TABLE @k_search_fuzzy RENAME TO k_search_fuzzy_before;
CREATE TABLE @k_search_fuzzy (key {text} NOT NULL, stem {text} NOT NULL, PRIMARY KEY (key, stem)){clustered};
INSERT INTO @k_search_fuzzy (key, stem) SELECT key, stem FROM @k_search_fuzzy_before ORDER BY key, stem;
DROP TABLE @k_search_fuzzy_before;
",
    },
];

/// Creates the full-text indexes where they are missing: the two databases have no text in common for that, so it can't
/// be a migration. To be run alone ([`kontor_database::Database::write_alone`]) after [`MIGRATIONS`], at every start.
pub fn create_indexes(tx: &mut Tx) -> Result<()> {
    for index in [NAMES, PROSE] {
        // Another server that does the same waits here, and then finds it done.
        let missing = tx.execute(
            "INSERT INTO @k_search_index (name) VALUES ($1) ON CONFLICT DO NOTHING",
            &[index.into()],
        )?;
        if missing > 0 {
            for statement in tx.dialect().search_create(index) {
                tx.ddl(&statement)?;
            }
        }
    }
    Ok(())
}
