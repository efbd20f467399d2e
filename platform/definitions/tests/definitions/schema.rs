//! A database in memory, as strict as the real ones: it refuses what they would refuse.

use std::collections::BTreeMap;

use kontor_definitions::catalog::envelope;
use kontor_definitions::storage::indexes;
use kontor_definitions::{CatalogData, Column, IndexDef, Plan, Step, Storage, table_columns};

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Schema {
    tables: BTreeMap<String, Table>,
}

#[derive(Clone, PartialEq, Debug, Default)]
struct Table {
    columns: BTreeMap<String, Storage>,
    indexes: BTreeMap<String, IndexDef>,
}

impl Schema {
    /// Built fresh from a catalog.
    pub fn of(data: &CatalogData) -> Schema {
        let mut schema = Schema::default();
        for object in &data.objects {
            schema.create(&object.id, &table_columns(object), &indexes(object, &envelope()));
        }
        schema
    }

    /// Changed by a plan.
    pub fn apply(mut self, plan: &Plan) -> Schema {
        for step in &plan.steps {
            match step {
                Step::CreateTable {
                    table,
                    columns,
                    indexes,
                } => self.create(table, columns, indexes),
                Step::DropTable { table } => assert!(self.tables.remove(table).is_some(), "no table {table}"),
                Step::AddColumn { table, column, .. } => self.table(table).add_column(column),
                Step::DropColumn { table, column, .. } => self.table(table).drop_column(column),
                Step::ConvertField {
                    table,
                    field,
                    from,
                    to,
                } => {
                    let table = self.table(table);
                    from.columns(field)
                        .iter()
                        .for_each(|column| table.drop_column(column));
                    to.columns(field)
                        .iter()
                        .for_each(|column| table.add_column(column));
                }
                Step::AddIndex { table, index } => self.table(table).add_index(index),
                Step::DropIndex { table, index } => {
                    let dropped = self.table(table).indexes.remove(&index.name);
                    assert_eq!(dropped.as_ref(), Some(index));
                }
                about_values => {
                    let has = |id: &str| self.tables.contains_key(id);
                    assert!(
                        has(about_values.object()),
                        "{about_values:?} on a table that is not there"
                    );
                }
            }
        }
        self
    }

    fn create(&mut self, name: &str, columns: &[Column], indexes: &[IndexDef]) {
        let mut table = Table::default();
        columns.iter().for_each(|column| table.add_column(column));
        indexes.iter().for_each(|index| table.add_index(index));
        assert!(
            self.tables.insert(name.to_owned(), table).is_none(),
            "table {name} twice"
        );
    }

    fn table(&mut self, name: &str) -> &mut Table {
        self.tables
            .get_mut(name)
            .unwrap_or_else(|| panic!("no table {name}"))
    }
}

impl Table {
    fn add_column(&mut self, column: &Column) {
        assert!(column.name.len() <= 63, "{} is too long", column.name);
        let before = self.columns.insert(column.name.clone(), column.storage);
        assert!(before.is_none(), "column {} twice", column.name);
    }

    fn drop_column(&mut self, column: &Column) {
        for index in self.indexes.values() {
            assert!(
                !index.columns.contains(&column.name),
                "{} is still indexed by {}",
                column.name,
                index.name
            );
        }
        assert_eq!(
            self.columns.remove(&column.name),
            Some(column.storage),
            "column {}",
            column.name
        );
    }

    fn add_index(&mut self, index: &IndexDef) {
        assert!(index.name.len() <= 63, "{} is too long", index.name);
        for column in &index.columns {
            assert!(
                self.columns.contains_key(column),
                "{} over a missing column {column}",
                index.name
            );
        }
        assert!(
            self.indexes.insert(index.name.clone(), index.clone()).is_none(),
            "index {} twice",
            index.name
        );
    }
}
