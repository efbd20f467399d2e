//! What the workspace has before the company moves in.

use std::collections::HashMap;

use kontor_base::{role, saved_view, tag, team, user};
use kontor_database::Tx;
use kontor_expression::Tree;
use kontor_kernel::{Id, Result};
use kontor_records::query::load;
use kontor_records::{Ctx, Record};

/// Most records of a kind that are looked at.
const MOST: usize = 1000;

/// What is there.
pub struct Ground {
    /// Who asked, if a user did.
    pub asker: Option<Id>,
    /// Users by e-mail address; only those who are active count as colleagues.
    pub users: HashMap<String, Id>,
    /// Active users who may administrate, the first ones first.
    pub administrators: Vec<Id>,
    /// Roles by key.
    pub roles: HashMap<String, Id>,
    /// Teams by name.
    pub teams: HashMap<String, Id>,
    /// Tags by name in small letters.
    pub tags: HashMap<String, Id>,
    /// Views by name.
    pub views: HashMap<String, Id>,
}

impl Ground {
    /// Looks.
    pub fn look(ctx: &Ctx, tx: &mut Tx) -> Result<Ground> {
        let all = Tree::parse("created_at <= now()")?;
        let mut named = |object: &str, key: &str| -> Result<(Vec<Record>, HashMap<String, Id>)> {
            let object = ctx.object(object)?.clone();
            let records = load::matching(ctx, tx, &object, &all, "created_at", MOST)?;
            let name = |record: &Record| Some((record.text(key)?.to_lowercase(), record.id));
            let names = records.iter().filter_map(name).collect();
            Ok((records, names))
        };
        let (_, roles) = named(role::KEY, "key")?;
        let (people, users) = named(user::KEY, "email")?;
        let administers = |user: &&Record| {
            user.get("active").as_bool() != Some(false)
                && user.link("role") == roles.get("administrator").copied()
        };
        Ok(Ground {
            asker: ctx.caller.actor.user(),
            administrators: people.iter().filter(administers).map(|user| user.id).collect(),
            users,
            roles,
            teams: named(team::KEY, "name")?.1,
            tags: named(tag::KEY, "name")?.1,
            views: named(saved_view::KEY, "name")?.1,
        })
    }
}
