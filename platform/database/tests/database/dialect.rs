//! Pieces of SQL mean the same on both databases.

use kontor_database::testing::on_each_database;
use kontor_database::{Database, Dialect, Statement, Tx, Type, Value};
use kontor_kernel::Date;

/// What one expression over parameters gives.
async fn one(database: &Database, sql: impl Fn(Dialect) -> String, params: Vec<Value>) -> Value {
    let statement = Statement::new(format!("SELECT {}", sql(database.dialect())), params).once();
    let read = move |tx: &mut Tx| {
        let mut found = Value::Null;
        tx.each(&statement, &mut |row| {
            found = row.get(0)?;
            Ok(())
        })?;
        Ok(found)
    };
    let found = database.read(read).await.unwrap();
    // SQLite has no booleans.
    if let Value::Bool(found) = found {
        Value::Int(found.into())
    } else {
        found
    }
}

#[test]
fn comparisons_of_texts_and_nulls() {
    on_each_database(async |database| {
        let (yes, no) = (Value::Int(1), Value::Int(0));
        let contains = |dialect: Dialect| dialect.contains("$1", "$2");
        assert_eq!(
            one(database, contains, vec!["50% Öl_x".into(), "% Öl_".into()]).await,
            yes
        );
        assert_eq!(
            one(database, contains, vec!["50% Öl_x".into(), "öl".into()]).await,
            no
        );
        let ends = |dialect: Dialect| dialect.ends_with("$1", "$2", 2);
        assert_eq!(one(database, ends, vec!["Maß".into(), "aß".into()]).await, yes);
        assert_eq!(one(database, ends, vec!["ß".into(), "aß".into()]).await, no);
        let same = |dialect: Dialect| dialect.same("$1", "$2");
        let different = |dialect: Dialect| dialect.different("$1", "$2");
        for (left, right, equal) in [
            (Value::Int(1), Value::Int(1), true),
            (Value::Int(1), Value::Int(2), false),
            (Value::Int(1), Value::Null, false),
        ] {
            let both = vec![left, right];
            assert_eq!(one(database, same, both.clone()).await == yes, equal);
            assert_eq!(one(database, different, both).await == no, equal);
        }
    });
}

#[test]
fn json_sums_and_gathered_lists() {
    on_each_database(async |database| {
        let member = |dialect: Dialect| dialect.json_member("$1", "it's");
        let json = r#"{"it's": "Öl", "x": null}"#;
        assert_eq!(one(database, member, vec![json.into()]).await, "Öl".into());
        let absent = |dialect: Dialect| dialect.json_member("$1", "x");
        assert_eq!(one(database, absent, vec![json.into()]).await, Value::Null);
        let texts = |dialect: Dialect| {
            let gathered = dialect.gather("t.value", "t.value DESC");
            format!("{gathered} FROM {}", dialect.json_texts("$1", "t"))
        };
        let Value::Text(list) = one(database, texts, vec![r#"["a", "c", "b"]"#.into()]).await else {
            panic!()
        };
        assert_eq!(list.replace(' ', ""), r#"["c","b","a"]"#);
        let sum = |dialect: Dialect| {
            format!(
                "{} FROM {}",
                dialect.sum("n.value"),
                dialect.list_table("$1", Type::Int, "n")
            )
        };
        assert_eq!(
            one(database, sum, vec![vec![i64::MAX - 1, 1].into()]).await,
            Value::Int(i64::MAX)
        );
        assert_eq!(
            one(database, sum, vec![Vec::<i64>::new().into()]).await,
            Value::Null
        );
        let sql = format!("SELECT {}", sum(database.dialect()));
        let beyond = move |tx: &mut Tx| tx.row(&sql, &[vec![i64::MAX, 1].into()], |_| Ok(()));
        assert!(database.read(beyond).await.is_err());
    });
}

#[test]
fn division_is_rounded_towards_minus_infinity() {
    on_each_database(async |database| {
        let div = |dialect: Dialect| dialect.floor_div("$1", 7);
        for n in [i64::MIN, -15, -14, -13, -1, 0, 1, 6, 7, 8, i64::MAX] {
            let found = one(database, div, vec![n.into()]).await;
            assert_eq!(found, Value::Int(n.div_euclid(7)), "{n}");
        }
    });
}

#[test]
fn days_have_the_year_month_and_day_of_the_calendar() {
    on_each_database(async |database| {
        // Every day around the turns that matter, and every 97th from the year 1 to the year 9999.
        let dates = [
            "0001-01-01",
            "1900-02-20",
            "1970-01-01",
            "1999-12-01",
            "2000-02-20",
            "2024-02-20",
            "2100-02-20",
        ];
        let near = dates
            .iter()
            .flat_map(|date| (0..60).map(|n| Date::parse(date).unwrap().days() + n));
        let (first, last) = (
            Date::parse("0001-01-01").unwrap(),
            Date::parse("9999-12-31").unwrap(),
        );
        let days: Vec<i64> = near.chain((first.days()..=last.days()).step_by(97)).collect();
        let dialect = database.dialect();
        let sql = format!(
            "SELECT d.value, {}, {}, {} FROM {}",
            dialect.year("d.value"),
            dialect.month("d.value"),
            dialect.day("d.value"),
            dialect.list_table("$1", Type::Int, "d")
        );
        let list: Value = days.clone().into();
        let read = move |tx: &mut Tx| {
            tx.rows(&sql, &[list], |row| {
                Ok([row.get::<i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
            })
        };
        let found = database.read(read).await.unwrap();
        assert_eq!(found.len(), days.len());
        for [days, year, month, day] in found {
            let date: jiff::civil::Date = Date::from_days(days).unwrap().as_civil();
            let expected: [i64; 3] = [date.year().into(), date.month().into(), date.day().into()];
            assert_eq!([year, month, day], expected, "{date}");
        }
    });
}

#[test]
fn rows_taken_by_another_are_passed_over() {
    on_each_database(async |database| {
        crate::with_notes(database).await;
        database
            .write(|tx| crate::add(tx, "a").and(crate::add(tx, "b")))
            .await
            .unwrap();
        let take = |tx: &mut Tx| {
            let sql = format!(
                "SELECT seq FROM @note WHERE n = 0 ORDER BY seq LIMIT 1{}",
                tx.dialect().skip_locked()
            );
            let seq = tx.row(&sql, &[], |row| row.get::<i64>(0))?;
            tx.execute("UPDATE @note SET n = 1 WHERE seq = $1", &[seq.into()])?;
            Ok(seq)
        };
        let mut taken = vec![];
        for _ in 0..3 {
            taken.push(database.write(take).await.unwrap());
        }
        assert_eq!(taken, [Some(1), Some(2), None]);
    });
}
