//! The rules, each proved by a small workspace that breaks it. The workspaces are real ones for cargo.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::broken_rules;
use super::workspace::Workspace;

/// A workspace in a folder of its own, gone with the test.
struct Tree(PathBuf);

impl Tree {
    /// A tree that keeps every rule: all layers, two modules, and the one library they use.
    fn sound() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("kontor-xtask-{}-{number}", std::process::id()));
        let tree = Self(folder.canonicalize().unwrap_or(folder));
        tree.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"platform/*\", \"modules/*\", \"server\", \"testing\", \"xtask\"]\n\
             [workspace.dependencies]\n# our own\nkernel = { path = \"platform/kernel\" }\nserde = \"1\"\n\
             [profile.dev]\ndebug = 0\n",
        );
        tree.write(
            "docs/dependencies.md",
            "| library | for |\n|---|---|\n| `serde` | JSON |\n",
        );
        tree.member("platform/kernel", "serde.workspace = true");
        tree.member("platform/expression", &needs("platform/kernel"));
        tree.member("platform/definitions", &needs("platform/kernel"));
        tree.member("platform/database", &needs("platform/kernel"));
        tree.member("platform/jobs", &needs("platform/database"));
        tree.member("platform/events", &needs("platform/database"));
        tree.member("platform/search", &needs("platform/database"));
        tree.member(
            "platform/records",
            &[needs("platform/jobs"), needs("platform/definitions")].join("\n"),
        );
        tree.member("platform/auth", &needs("platform/records"));
        tree.member("platform/files", &needs("platform/records"));
        tree.member("platform/http", &needs("platform/auth"));
        tree.member("modules/base", &needs("platform/http"));
        tree.member("modules/sales", &needs("modules/base"));
        tree.member("modules/service", &needs("platform/records"));
        tree.member(
            "server",
            &[needs("modules/sales"), needs("modules/service")].join("\n"),
        );
        tree.member("testing", &needs("platform/http"));
        tree.member("xtask", "");
        tree
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn member(&self, place: &str, dependencies: &str) {
        let up = "../".repeat(place.split('/').count());
        let dependencies = dependencies.replace("UP/", &up);
        self.write(
            &format!("{place}/Cargo.toml"),
            &format!(
                "[package]\nname = \"{}\"\nedition = \"2024\"\nlicense = \"AGPL-3.0-or-later\"\n\
                 [dependencies]\n{dependencies}\n",
                name(place)
            ),
        );
        self.write(&format!("{place}/src/lib.rs"), "//! Empty.\n");
    }

    fn broken(&self) -> Vec<String> {
        broken_rules(&Workspace::load(&self.0).unwrap()).unwrap()
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let removed = std::fs::remove_dir_all(&self.0);
        assert!(std::thread::panicking() || removed.is_ok(), "{removed:?}");
    }
}

fn name(place: &str) -> &str {
    place.rsplit('/').next().unwrap()
}

/// The manifest line by which a member depends on another one.
fn needs(place: &str) -> String {
    format!("{} = {{ path = \"UP/{place}\" }}", name(place))
}

/// The one line a broken rule gives.
#[track_caller]
fn assert_breaks(tree: &Tree, expected: &str) {
    assert_eq!(tree.broken(), [expected]);
}

#[test]
fn a_sound_tree_keeps_every_rule() {
    assert_eq!(Tree::sound().broken(), Vec::<String>::new());
}

#[test]
fn nobody_depends_upwards() {
    let tree = Tree::sound();
    // Cargo refuses a cycle only when it builds, so the rule is what reports it.
    tree.member("platform/kernel", &needs("platform/records"));
    assert_breaks(
        &tree,
        "platform/kernel -> platform/records: dependencies point down the layers, never up",
    );

    let tree = Tree::sound();
    tree.member("platform/http", &needs("modules/base"));
    assert_breaks(
        &tree,
        "platform/http -> modules/base: dependencies point down the layers, never up",
    );

    let tree = Tree::sound();
    tree.member("modules/base", &needs("modules/sales"));
    assert_breaks(
        &tree,
        "modules/base -> modules/sales: dependencies point down the layers, never up",
    );

    let tree = Tree::sound();
    tree.member("modules/sales", &needs("server"));
    assert_breaks(
        &tree,
        "modules/sales -> server: dependencies point down the layers, never up",
    );
}

#[test]
fn a_dev_dependency_does_not_turn_the_direction() {
    let tree = Tree::sound();
    tree.member(
        "platform/database",
        &format!("[dev-dependencies]\n{}", needs("platform/records")),
    );
    assert_breaks(
        &tree,
        "platform/database -> platform/records: dependencies point down the layers, never up",
    );
}

#[test]
fn crates_of_one_layer_do_not_know_each_other() {
    let tree = Tree::sound();
    tree.member("platform/jobs", &needs("platform/events"));
    assert_breaks(
        &tree,
        "platform/jobs -> platform/events: crates of one layer do not know each other",
    );
}

#[test]
fn modules_know_no_module_but_base() {
    let tree = Tree::sound();
    tree.member("modules/sales", &needs("modules/service"));
    assert_breaks(
        &tree,
        "modules/sales -> modules/service: modules import no module but base",
    );
}

#[test]
fn testing_is_for_tests_and_sees_the_platform_only() {
    let tree = Tree::sound();
    tree.member(
        "modules/sales",
        &format!("[dev-dependencies]\n{}", needs("testing")),
    );
    tree.member(
        "platform/records",
        &format!("[dev-dependencies]\n{}", needs("testing")),
    );
    assert_eq!(tree.broken(), Vec::<String>::new());

    tree.member("modules/sales", &needs("testing"));
    assert_breaks(
        &tree,
        "modules/sales -> testing: only as a dev-dependency, it is support for tests",
    );

    let tree = Tree::sound();
    tree.member("testing", &needs("modules/base"));
    assert_breaks(
        &tree,
        "testing -> modules/base: testing depends on the platform only",
    );
}

#[test]
fn xtask_stands_apart() {
    let tree = Tree::sound();
    tree.member("xtask", &needs("platform/kernel"));
    assert_breaks(
        &tree,
        "xtask -> platform/kernel: xtask stands apart from the program",
    );
}

#[test]
fn a_crate_needs_a_layer_and_our_licence() {
    let tree = Tree::sound();
    tree.member("platform/magic", "");
    assert_breaks(
        &tree,
        "platform/magic: has no layer; give it one in xtask/src/check_deps/edges.rs",
    );

    let tree = Tree::sound();
    let manifest = "[package]\nname = \"xtask\"\nedition = \"2024\"\nlicense = \"MIT\"\n";
    tree.write("xtask/Cargo.toml", manifest);
    assert_breaks(&tree, "xtask: its licence is `MIT`, ours is AGPL-3.0-or-later");
}

#[test]
fn only_the_database_crate_links_a_driver() {
    let tree = Tree::sound();
    tree.write(
        "Cargo.toml",
        &std::fs::read_to_string(tree.0.join("Cargo.toml"))
            .unwrap()
            .replace("serde =", "serde = \"1\"\nrusqlite ="),
    );
    tree.write(
        "docs/dependencies.md",
        "| `serde` | JSON |\n| `rusqlite` | SQLite |\n",
    );
    tree.member("platform/database", "rusqlite.workspace = true");
    tree.member("testing", "rusqlite.workspace = true");
    tree.member(
        "platform/jobs",
        "[dev-dependencies]\nrusqlite = { workspace = true, features = [\n    \"x = y\",\n] }",
    );
    assert_eq!(tree.broken(), Vec::<String>::new());

    tree.member("platform/jobs", "rusqlite.workspace = true");
    assert_breaks(
        &tree,
        "platform/jobs -> rusqlite: only platform/database talks to a database driver",
    );
}

#[test]
fn sql_stands_below_the_modules() {
    let tree = Tree::sound();
    tree.write(
        "modules/sales/src/deal/rules.rs",
        "const ALL: &str = \"\n    SELECT\n id FROM deal\";\n",
    );
    assert_breaks(
        &tree,
        "modules/sales/src/deal/rules.rs:1: `SELECT`: SQL stands below records, not above the platform",
    );

    let tree = Tree::sound();
    tree.write(
        "server/src/lib.rs",
        "//! Starts.\n\nfn f() { execute(r#\"insert into \"deal\" values (1)\"#) }\n",
    );
    assert_breaks(
        &tree,
        "server/src/lib.rs:3: `insert into`: SQL stands below records, not above the platform",
    );
}

#[test]
fn words_that_are_no_sql_and_sql_where_it_belongs_are_fine() {
    let tree = Tree::sound();
    tree.write(
        "modules/sales/src/lib.rs",
        "//! SELECT nothing.\n/* INSERT INTO comment */\n\
         const LABEL: &str = \"Select a person from the list, update it, delete from the trash\";\n\
         #[cfg(test)]\nmod tests { const Q: &str = \"SELECT 1\"; fn d() { Dialect::Sqlite; } }\n",
    );
    tree.write(
        "modules/sales/src/deal/tests.rs",
        "const Q: &str = \"SELECT 1\";\n",
    );
    tree.write("modules/sales/tests/deal.rs", "const Q: &str = \"SELECT 1\";\n");
    tree.write(
        "platform/jobs/src/lib.rs",
        "const CLAIM: &str = \"UPDATE job SET state = 1\"; use sea_query::Query;\n",
    );
    tree.write(
        "platform/database/src/dialect.rs",
        "fn f() { match d { Dialect::Sqlite => 1, _ => 2 } }\n",
    );
    tree.write(
        "testing/src/lib.rs",
        "fn f() { if d == Dialect::Postgres { execute(\"DROP TABLE x\") } }\n",
    );
    assert_eq!(tree.broken(), Vec::<String>::new());
}

#[test]
fn nobody_above_the_platform_talks_to_a_database() {
    let tree = Tree::sound();
    tree.write(
        "modules/base/src/lib.rs",
        "//! Base.\nuse sea_query::Query;\nuse not_rusqlite::X;\n",
    );
    assert_breaks(
        &tree,
        "modules/base/src/lib.rs:2: `sea_query`: above the platform nobody talks to a database",
    );
}

#[test]
fn only_the_database_crate_asks_which_database_it_is() {
    let tree = Tree::sound();
    tree.write(
        "platform/records/src/lib.rs",
        "//! R.\nfn f() {\n    if d == Dialect::Sqlite { g() }\n}\n",
    );
    assert_breaks(
        &tree,
        "platform/records/src/lib.rs:3: `Dialect::Sqlite`: only platform/database knows which database it is",
    );
}

#[test]
fn every_library_is_chosen_once_and_explained() {
    let tree = Tree::sound();
    tree.member("platform/files", "[dev-dependencies]\nserde = \"1\"");
    assert_breaks(
        &tree,
        "platform/files -> serde: say `serde.workspace = true`, versions are chosen in the root",
    );

    let tree = Tree::sound();
    tree.write(
        "docs/dependencies.md",
        "| `serde-json` | JSON |\n\nThe word `serde` in a sentence is no line.\n",
    );
    assert_eq!(
        tree.broken(),
        [
            "docs/dependencies.md: no line for `serde`",
            "docs/dependencies.md: explains `serde-json`, which the root Cargo.toml does not have"
        ]
    );
}
