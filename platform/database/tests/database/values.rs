//! What is written is read again, and lists are one parameter.

use kontor_database::testing::{on_each_database, plan};
use kontor_database::{Database, Statement, Tx, Type, Value};
use kontor_kernel::{Code, Date, Id, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

fn id(n: u128) -> Id {
    Id(uuid::Uuid::from_u128(n))
}

async fn with_things(database: &Database) {
    let kind = |kind| database.dialect().column_type(kind);
    let table = format!(
        "CREATE TABLE @thing (id {} PRIMARY KEY, int {}, text {}, flag {}, bytes {}, real {}){}",
        kind(Type::Id),
        kind(Type::Int),
        kind(Type::Text),
        kind(Type::Bool),
        kind(Type::Bytes),
        kind(Type::Real),
        database.dialect().table_end()
    );
    database.write_alone(move |tx| tx.ddl(&table)).await.unwrap();
}

#[derive(Clone, PartialEq, Debug)]
struct Thing {
    id: Id,
    int: Option<i64>,
    text: Option<String>,
    flag: Option<bool>,
    bytes: Option<Vec<u8>>,
    real: Option<f64>,
}

impl Thing {
    fn store(&self, tx: &mut Tx) -> kontor_kernel::Result<u64> {
        let Thing {
            id,
            int,
            text,
            flag,
            bytes,
            real,
        } = self.clone();
        tx.execute(
            "INSERT INTO @thing (id, int, text, flag, bytes, real) VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                id.into(),
                int.into(),
                text.into(),
                flag.into(),
                bytes.into(),
                real.into(),
            ],
        )
    }

    fn load(tx: &mut Tx, id: Id) -> kontor_kernel::Result<Option<Thing>> {
        tx.row(
            "SELECT id, int, text, flag, bytes, real FROM @thing WHERE id = $1",
            &[id.into()],
            |row| {
                assert_eq!(row.width(), 6);
                assert_eq!(row.is_null(1)?, row.int(1)?.is_none());
                let (text, bytes) = (row.text(2)?.map(str::to_owned), row.bytes(4)?.map(<[u8]>::to_vec));
                Ok(Thing {
                    id: row.get(0)?,
                    int: row.int(1)?,
                    text,
                    flag: row.boolean(3)?,
                    bytes,
                    real: row.real(5)?,
                })
            },
        )
    }
}

fn things() -> impl Strategy<Value = Thing> {
    let text = proptest::string::string_regex("[^\u{0}]{0,20}").unwrap();
    let int = prop_oneof![
        any::<i64>(),
        Just(i64::MIN),
        Just(i64::MAX),
        Just(9_007_199_254_740_993)
    ];
    let real = prop_oneof![-1e300..1e300f64, Just(0.0), Just(3.0), Just(f64::MIN_POSITIVE)];
    (
        any::<u128>(),
        proptest::option::of(int),
        proptest::option::of(text),
        proptest::option::of(any::<bool>()),
        proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40)),
        proptest::option::of(real),
    )
        .prop_map(|(n, int, text, flag, bytes, real)| Thing {
            id: id(n),
            int,
            text,
            flag,
            bytes,
            real,
        })
}

#[test]
fn every_value_comes_back_as_it_was() {
    let mut runner = TestRunner::new(Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    });
    let all: Vec<Thing> = (0..200)
        .map(|_| things().new_tree(&mut runner).unwrap().current())
        .collect();
    on_each_database(async |database| {
        with_things(database).await;
        let expected = all.clone();
        let store = move |tx: &mut Tx| expected.iter().try_for_each(|thing| thing.store(tx).map(drop));
        database.write(store).await.unwrap();
        for thing in all.iter().cloned() {
            let wanted = thing.id;
            let found = database.read(move |tx| Thing::load(tx, wanted)).await.unwrap();
            assert_eq!(found, Some(thing));
        }
    });
}

#[test]
fn large_values_and_times_come_back_too() {
    on_each_database(async |database| {
        with_things(database).await;
        let bytes: Vec<u8> = (0..5_000_000u32).map(|n| (n * 31 % 251) as u8).collect();
        let text = "Straße 🚀 \u{10FFFF}".repeat(100_000);
        let large = Thing {
            id: id(1),
            int: None,
            text: Some(text),
            flag: None,
            bytes: Some(bytes),
            real: None,
        };
        let stored = large.clone();
        database.write(move |tx| stored.store(tx)).await.unwrap();
        assert_eq!(
            database.read(|tx| Thing::load(tx, id(1))).await.unwrap(),
            Some(large)
        );

        let (at, day) = (Timestamp::from_micros(-5), Date::from_days(-40_000).unwrap());
        let store = move |tx: &mut Tx| {
            let sql = "INSERT INTO @thing (id, int) VALUES ($1, $2), ($3, $4)";
            tx.execute(sql, &[id(2).into(), at.into(), id(3).into(), day.into()])
        };
        database.write(store).await.unwrap();
        let sql = "SELECT int FROM @thing WHERE id = $1";
        let read_at = move |tx: &mut Tx| tx.row(sql, &[id(2).into()], |row| row.get::<Timestamp>(0));
        assert_eq!(database.read(read_at).await.unwrap(), Some(at));
        let read_day = move |tx: &mut Tx| tx.row(sql, &[id(3).into()], |row| row.get::<Date>(0));
        assert_eq!(database.read(read_day).await.unwrap(), Some(day));
    });
}

#[test]
fn the_zero_character_is_refused_by_both() {
    on_each_database(async |database| {
        with_things(database).await;
        let read = |tx: &mut Tx| {
            tx.row("SELECT 1 FROM @thing WHERE text = $1", &["a\0b".into()], |_| {
                Ok(())
            })
        };
        assert_eq!(database.read(read).await.unwrap_err().code, Code::BadParameter);
    });
}

#[test]
fn a_value_of_the_wrong_kind_is_an_error() {
    on_each_database(async |database| {
        with_things(database).await;
        database
            .write(|tx| tx.execute("INSERT INTO @thing (id, int) VALUES ($1, 7)", &[id(1).into()]))
            .await
            .unwrap();
        let as_text = |tx: &mut Tx| tx.row("SELECT int FROM @thing", &[], |row| row.get::<String>(0));
        assert_eq!(database.read(as_text).await.unwrap_err().code, Code::Internal);
        let beyond = |tx: &mut Tx| tx.row("SELECT int FROM @thing", &[], |row| row.get::<i64>(9));
        assert_eq!(database.read(beyond).await.unwrap_err().code, Code::Internal);
        let missing = |tx: &mut Tx| tx.execute("UPDATE @thing SET int = $1 WHERE id = $2", &[1i64.into()]);
        assert_eq!(database.write(missing).await.unwrap_err().code, Code::Internal);
        let text_as_int = |tx: &mut Tx| tx.execute("UPDATE @thing SET int = $1", &["x".into()]);
        assert_eq!(
            database.write(text_as_int).await.unwrap_err().code,
            Code::Internal
        );
    });
}

#[test]
fn a_list_is_one_parameter_and_uses_the_index() {
    on_each_database(async |database| {
        with_things(database).await;
        let fill = |tx: &mut Tx| {
            tx.ddl("CREATE INDEX thing_text ON @thing (text)")?;
            tx.ddl("CREATE INDEX thing_int ON @thing (int)")?;
            for n in 0..3_000u32 {
                let thing = Thing {
                    id: id(n.into()),
                    int: Some(n.into()),
                    text: Some(format!("text {n}")),
                    flag: None,
                    bytes: None,
                    real: None,
                };
                thing.store(tx)?;
            }
            tx.ddl("ANALYZE @thing")
        };
        database.write_alone(fill).await.unwrap();
        let lists: [(&str, Value); 3] = [
            ("id", vec![id(3), id(2_999), id(9_999)].into()),
            (
                "text",
                vec!["text 3".to_owned(), "text 2999".to_owned(), "none".to_owned()].into(),
            ),
            ("int", vec![3i64, 2_999, 9_999].into()),
        ];
        for (column, list) in lists {
            let condition = database.dialect().in_list(column, "$1");
            let sql = format!("SELECT int FROM @thing WHERE {condition} ORDER BY int");
            let statement = Statement::new(sql, vec![list]);
            let read = move |tx: &mut Tx| {
                let mut found = Vec::new();
                tx.each(&statement, &mut |row| {
                    found.push(row.get::<i64>(0)?);
                    Ok(())
                })?;
                Ok((found, plan(tx, &statement)?))
            };
            let (found, plan) = database.read(read).await.unwrap();
            assert_eq!(found, [3, 2_999], "{column}");
            let wanted = [
                "SEARCH thing USING",
                "Index Scan",
                "Index Only Scan",
                "Bitmap Index Scan",
            ];
            assert!(
                wanted.iter().any(|wanted| plan.contains(wanted)),
                "{column}: {plan}"
            );
        }
        let condition = database.dialect().in_list("id", "$1");
        let sql = format!("SELECT int FROM @thing WHERE {condition}");
        let none = move |tx: &mut Tx| tx.rows(&sql, &[Vec::<Id>::new().into()], |row| row.get::<i64>(0));
        assert_eq!(database.read(none).await.unwrap(), Vec::<i64>::new());

        let table = database.dialect().list_table("$1", Type::Id, "wanted");
        let sql = format!("SELECT t.int FROM {table} JOIN @thing t ON t.id = wanted.value ORDER BY t.int");
        let join = move |tx: &mut Tx| tx.rows(&sql, &[vec![id(8), id(5)].into()], |row| row.get::<i64>(0));
        assert_eq!(database.read(join).await.unwrap(), [5, 8]);
    });
}

#[test]
fn a_statement_planned_once_takes_every_kind_of_value() {
    on_each_database(async |database| {
        with_things(database).await;
        let all = vec![
            id(1).into(),
            i64::MIN.into(),
            "text".into(),
            true.into(),
            vec![1u8].into(),
            0.25.into(),
        ];
        let insert = "INSERT INTO @thing (id, int, text, flag, bytes, real) VALUES ($1, $2, $3, $4, $5, $6)";
        let insert = Statement::new(insert, all).once();
        let nulls = Statement::new(
            "UPDATE @thing SET text = $1, flag = $2",
            vec![Value::Null, Value::Null],
        )
        .once();
        let work = move |tx: &mut Tx| Ok((tx.run(&insert)?, tx.run(&nulls)?));
        assert_eq!(database.write(work).await.unwrap(), (1, 1));
        let thing = database.read(|tx| Thing::load(tx, id(1))).await.unwrap().unwrap();
        assert_eq!(
            (thing.int, thing.text, thing.real),
            (Some(i64::MIN), None, Some(0.25))
        );
    });
}
