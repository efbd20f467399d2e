//! A user: somebody who works with this workspace. Who may sign in as whom is the accounts' business; what a user may
//! do here is decided by the role and the teams on this record alone.

pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

use crate::{role, team};

/// The object's key.
pub const KEY: &str = "user";

/// What a user is made of.
pub fn definition() -> ObjectDef {
    let languages = [("de", "German", "Deutsch"), ("en", "English", "Englisch")];
    ObjectDef::new(KEY, Text::new("User", "Benutzer"), Text::new("Users", "Benutzer"))
        .icon("circle-user-round")
        .field(
            FieldDef::text("name", "Name", "Name")
                .required()
                .indexed()
                .searched(),
        )
        .field(
            FieldDef::new(
                "email",
                "E-mail address",
                "E-Mail-Adresse",
                FieldType::Text { max_length: 254 },
            )
            .required()
            .unique()
            .searched(),
        )
        .field(FieldDef::select("language", "Language", "Sprache", &languages))
        .field(
            FieldDef::new(
                "zone",
                "Time zone",
                "Zeitzone",
                FieldType::Text { max_length: 60 },
            )
            .help(
                "By its name in the time zone database: Europe/Berlin.",
                "Mit dem Namen in der Zeitzonendatenbank: Europe/Berlin.",
            ),
        )
        .field(FieldDef::link("role", "Role", "Rolle", &[role::KEY]))
        .field(FieldDef::links("teams", "Teams", "Teams", &[team::KEY]))
        .field(FieldDef::new("active", "Active", "Aktiv", FieldType::Boolean).default(true))
        .called(&["name"])
        .called(&["email"])
        .administration()
}
