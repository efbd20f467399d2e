//! What requests work with: definitions and settings at one moment, as they are stored, and what tells whether they are
//! still the newest.

use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::{Catalog, CatalogData};
use kontor_kernel::{Error, Result};

use crate::formulas::Formulas;
use crate::policy::Basis;
use crate::settings::Settings;

/// The snapshot requests work with.
pub struct State {
    /// Definitions.
    pub catalog: Arc<Catalog>,
    /// Settings.
    pub settings: Arc<Settings>,
    /// Compiled formulas.
    pub formulas: Arc<Formulas>,
    pub(super) generation: Generation,
}

impl State {
    /// The version of the settings.
    pub fn settings_version(&self) -> i64 {
        self.generation.settings
    }
}

/// What tells whether a snapshot is still the newest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Generation {
    pub(super) settings: i64,
    pub(super) basis: Basis,
}

/// Counter that rises when settings change.
pub(crate) const SETTINGS: &str = "k.settings";
/// Counter that rises when users, teams or roles change.
pub(crate) const PEOPLE: &str = "k.people";

/// Stores a catalog as the newest, inside the transaction that executes its plan.
pub(crate) fn store_catalog(tx: &mut Tx, data: &CatalogData, at: i64) -> Result<()> {
    let text = serde_json::to_string(data).map_err(Error::internal)?;
    tx.execute(
        "INSERT INTO @k_catalog (version, at, data) VALUES ($1, $2, $3)",
        &[data.version.into(), at.into(), text.into()],
    )?;
    Ok(())
}

/// The newest stored catalog.
pub(crate) fn stored_catalog(tx: &mut Tx) -> Result<Option<CatalogData>> {
    let text = tx.row(
        "SELECT data FROM @k_catalog ORDER BY version DESC LIMIT 1",
        &[],
        |row| row.get::<String>(0),
    )?;
    text.map(|text| serde_json::from_str(&text).map_err(Error::internal))
        .transpose()
}

/// The stored settings.
pub(crate) fn read_settings(tx: &mut Tx) -> Result<Settings> {
    let text = tx.row(
        "SELECT value FROM @k_setting WHERE name = $1",
        &["settings".into()],
        |row| row.get::<String>(0),
    )?;
    Ok(match text {
        Some(text) => serde_json::from_str(&text).map_err(Error::internal)?,
        None => Settings::default(),
    })
}

/// Reads the newest snapshot.
pub(crate) fn read_state(tx: &mut Tx) -> Result<State> {
    let generation = generation(tx)?;
    let catalog = Arc::new(Catalog::new(stored_catalog(tx)?.unwrap_or_default()));
    let formulas = Arc::new(Formulas::compile(&catalog));
    let settings = Arc::new(read_settings(tx)?);
    Ok(State {
        catalog,
        settings,
        formulas,
        generation,
    })
}

/// What the newest snapshot would be.
pub(super) fn generation(tx: &mut Tx) -> Result<Generation> {
    let found = tx.row(
        "SELECT (SELECT max(version) FROM @k_catalog), (SELECT value FROM @k_counter WHERE name = $1), \
         (SELECT value FROM @k_counter WHERE name = $2)",
        &[Value::from(SETTINGS), Value::from(PEOPLE)],
        |row| {
            Ok(Generation {
                settings: row.int(1)?.unwrap_or(0),
                basis: Basis {
                    catalog: row.int(0)?.unwrap_or(0),
                    people: row.int(2)?.unwrap_or(0),
                },
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Raises a counter by one.
pub(crate) fn raise(tx: &mut Tx, name: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO @k_counter (name, value) VALUES ($1, 1) \
         ON CONFLICT (name) DO UPDATE SET value = k_counter.value + 1",
        &[name.into()],
    )?;
    Ok(())
}
