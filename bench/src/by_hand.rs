//! The same work in hand-written SQL: what a programmer would write who knows the tables and needs nothing but the
//! answer. It uses the same connections, group commit and checkpoints, so that only Kontor's own work makes the difference.

use std::fmt::Write as _;

use kontor_database::{Database, Match, Row, Statement, Tx, Value};
use kontor_kernel::{Date, Id, Result, Timestamp};

/// A person with the labels of what it links to.
const PERSON: &str = "SELECT t.id, t.label, t.version, t.created_at, t.updated_at, t.tags, t.completeness, t.external_ids, \
    t.salutation, t.title, t.given_name, t.family_name, t.birth_date, t.language, t.emails, t.phones, t.websites, t.social, \
    t.addresses, t.created_by, c.label, t.updated_by, u.label, t.owner, o.label, t.team, e.label, t.organization, g.label \
    FROM @person t LEFT JOIN @user c ON c.id = t.created_by LEFT JOIN @user u ON u.id = t.updated_by \
    LEFT JOIN @user o ON o.id = t.owner LEFT JOIN @team e ON e.id = t.team LEFT JOIN @organization g ON g.id = t.organization ";

/// Reads a person as the JSON of the API.
pub fn read_person(tx: &mut Tx, id: Id) -> Result<String> {
    let mut out = String::new();
    let statement = Statement::new(
        format!("{PERSON} WHERE t.id = $1 AND t.deleted_at IS NULL"),
        vec![id.into()],
    );
    tx.each(&statement, &mut |row| person(row, &mut out))?;
    Ok(out)
}

/// Fifty people of one year of birth by family name, as the JSON of the API.
pub fn list_people(tx: &mut Tx, born_after: Date) -> Result<String> {
    let mut out = String::from("{\"data\":[");
    let statement = Statement::new(
        format!(
            "{PERSON} WHERE t.deleted_at IS NULL AND t.family_name__fold IS NOT NULL AND t.birth_date >= $1 \
             ORDER BY t.family_name__fold, t.id LIMIT 51"
        ),
        vec![born_after.days().into()],
    );
    let mut rows = 0;
    tx.each(&statement, &mut |row| {
        rows += 1;
        if rows > 1 {
            out.push(',');
        }
        person(row, &mut out)
    })?;
    out.push_str("]}");
    Ok(out)
}

fn person(row: &Row<'_>, out: &mut String) -> Result<()> {
    let id = row.id(0)?.unwrap_or(Id::NIL);
    let _ = write!(
        out,
        "{{\"id\":\"{id}\",\"object\":\"person\",\"version\":{}",
        row.int(2)?.unwrap_or(0)
    );
    for (at, key) in [(3, "created_at"), (4, "updated_at")] {
        let at = Timestamp::from_micros(row.int(at)?.unwrap_or(0));
        let _ = write!(out, ",\"{key}\":\"{at}\"");
    }
    let texts = [
        (1, "label"),
        (8, "salutation"),
        (9, "title"),
        (10, "given_name"),
        (11, "family_name"),
        (13, "language"),
    ];
    for (at, key) in texts {
        text(out, key, row.text(at)?);
    }
    let _ = write!(out, ",\"completeness\":{}", row.int(6)?.unwrap_or(0));
    if let Some(date) = row.int(12)?.and_then(Date::from_days) {
        let _ = write!(out, ",\"birth_date\":\"{date}\"");
    }
    let lists = [
        (5, "tags"),
        (7, "external_ids"),
        (14, "emails"),
        (15, "phones"),
        (16, "websites"),
        (17, "social"),
        (18, "addresses"),
    ];
    for (at, key) in lists {
        let _ = write!(out, ",\"{key}\":{}", row.text(at)?.unwrap_or("[]"));
    }
    let links = [
        (19, "created_by", "user"),
        (21, "updated_by", "user"),
        (23, "owner", "user"),
        (25, "team", "team"),
        (27, "organization", "organization"),
    ];
    for (at, key, object) in links {
        match row.id(at)? {
            None => {
                let _ = write!(out, ",\"{key}\":null");
            }
            Some(id) => {
                let _ = write!(out, ",\"{key}\":{{\"id\":\"{id}\",\"object\":\"{object}\"");
                text(out, "label", row.text(at + 1)?);
                out.push('}');
            }
        }
    }
    out.push('}');
    Ok(())
}

fn text(out: &mut String, key: &str, value: Option<&str>) {
    let quoted = value.map_or("null".to_owned(), |value| {
        serde_json::to_string(value).unwrap_or_default()
    });
    let _ = write!(out, ",\"{key}\":{quoted}");
}

/// The ten newest records with words that begin so.
pub fn type_ahead(tx: &mut Tx, words: &[&str]) -> Result<Vec<(Id, String)>> {
    const INDEX: &str = "k_search_name";
    let dialect = tx.dialect();
    let wanted = Match::All(
        words
            .iter()
            .map(|word| Match::Prefix((*word).to_owned()))
            .collect(),
    );
    let sql = format!(
        "SELECT d.record, d.label FROM (SELECT {} AS doc FROM @{INDEX} AS t WHERE {} ORDER BY {} LIMIT 10) AS c \
         CROSS JOIN @k_search_doc AS d WHERE d.doc = c.doc",
        dialect.search_doc("t"),
        dialect.search_condition(INDEX, "t", "$1"),
        dialect.search_order("t"),
    );
    let statement = Statement::new(sql, vec![dialect.search_text(&wanted, None).into()]).once();
    let mut found = Vec::new();
    tx.each(&statement, &mut |row| {
        found.push((
            row.id(0)?.unwrap_or(Id::NIL),
            row.text(1)?.unwrap_or_default().to_owned(),
        ));
        Ok(())
    })?;
    Ok(found)
}

/// The newest entries of a person.
pub fn entries(tx: &mut Tx, person: Id) -> Result<usize> {
    let sql = "SELECT i.id, i.label, i.kind, i.channel, i.at, i.subject, i.body FROM @k_timeline l \
               JOIN @interaction i ON i.id = l.record WHERE l.party = $1 ORDER BY l.at DESC LIMIT 50";
    let rows = tx.rows(sql, &[person.into()], |row| {
        Ok((
            row.id(0)?,
            row.text(1)?.map(str::to_owned),
            row.text(5)?.map(str::to_owned),
        ))
    })?;
    Ok(rows.len())
}

/// Tables of the same form as those of people and their contact points, filled with the same rows, without anything else.
pub async fn make_plain_tables(database: &Database) -> Result<()> {
    let there = |tx: &mut Tx| tx.row("SELECT count(*) FROM @bench_person", &[], |row| row.get::<i64>(0));
    if database.read(there).await.is_ok() {
        return Ok(());
    }
    database
        .write_alone(|tx| {
            tx.ddl("CREATE TABLE @bench_person AS SELECT * FROM @person")?;
            tx.ddl("CREATE TABLE @bench_contact AS SELECT * FROM @k_value WHERE field LIKE 'person.%'")?;
            for (name, table, columns) in [
                ("bench_person_id", "bench_person", "id"),
                ("bench_person_name", "bench_person", "family_name__fold, id"),
                ("bench_person_owner", "bench_person", "owner, id"),
                ("bench_person_organization", "bench_person", "organization, id"),
                ("bench_contact_record", "bench_contact", "record, field"),
                ("bench_contact_norm", "bench_contact", "norm, field, record"),
            ] {
                tx.ddl(&format!("CREATE INDEX {name} ON @{table} ({columns})"))?;
            }
            Ok(())
        })
        .await
}

/// A person for the plain tables.
#[derive(Clone)]
pub struct Plain {
    /// Its id.
    pub id: Id,
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Whose it is.
    pub owner: Id,
    /// Where it works.
    pub organization: Id,
    /// When it is made.
    pub at: i64,
}

/// Three plain inserts: the person and two contact points.
pub fn insert(tx: &mut Tx, plain: &Plain) -> Result<()> {
    let label = format!("{} {}", plain.given, plain.family);
    let fold = kontor_kernel::fold(&plain.family);
    let emails = format!(
        "[{{\"value\":\"{}\",\"label\":\"work\",\"primary\":true,\"verified_at\":null}}]",
        plain.email
    );
    let phones = format!(
        "[{{\"value\":\"{}\",\"label\":\"work\",\"primary\":true,\"verified_at\":null}}]",
        plain.phone
    );
    tx.execute(
        "INSERT INTO @bench_person (label, label__fold, id, version, created_at, updated_at, owner, completeness, given_name, \
         family_name, family_name__fold, emails, phones, organization) \
         VALUES ($1, $2, $3, 1, $4, $4, $5, 80, $6, $7, $8, $9, $10, $11)",
        &[
            label.as_str().into(),
            kontor_kernel::fold(&label).into(),
            plain.id.into(),
            plain.at.into(),
            plain.owner.into(),
            plain.given.as_str().into(),
            plain.family.as_str().into(),
            fold.into(),
            emails.into(),
            phones.into(),
            plain.organization.into(),
        ],
    )?;
    for (field, value) in [("person.emails", &plain.email), ("person.phones", &plain.phone)] {
        let params: [Value; 4] = [
            plain.id.into(),
            field.into(),
            value.as_str().into(),
            kontor_kernel::fold(value).into(),
        ];
        let sql = format!(
            "INSERT INTO @bench_contact (record, field, pos, value, norm, label, is_primary) \
             VALUES ($1, $2, 0, $3, $4, 'work', {})",
            tx.dialect().boolean(true)
        );
        tx.execute(&sql, &params)?;
    }
    Ok(())
}
