//! A caller's permissions, compiled once against the catalog: what roles say as data becomes expressions and masks.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use kontor_definitions::{Access, Action, Catalog, FieldType, Grant, Mask, Object, RoleDef};
use kontor_expression::{Expr, Tree};
use kontor_kernel::{Code, Error, Id, Result};

use crate::query::shape::Shapes;
use crate::schema;

/// What a caller may do in a workspace.
#[derive(Debug)]
pub struct Policy {
    /// May change definitions, settings, users, teams and roles.
    pub administer: bool,
    /// The caller's teams, those below them included.
    pub teams: Vec<Id>,
    /// Tells role sets apart, for caches of permission answers.
    pub key: String,
    objects: HashMap<String, Rights>,
    fallback: Rights,
    /// Conditions on reading, as the role words them, by object.
    texts: HashMap<String, String>,
    basis: Option<Basis>,
    bounds: Option<Bounds>,
    pub(crate) shapes: Shapes,
}

/// What a caller may do with one object.
#[derive(Clone, Debug)]
pub struct Rights {
    create: Permit,
    read: Permit,
    update: Permit,
    delete: Permit,
    export: Permit,
    /// Masks by position of the field; empty when there are none.
    masks: Vec<Option<Mask>>,
}

/// Whether an action is allowed.
#[derive(Clone, Debug)]
pub enum Permit {
    /// Never.
    No,
    /// On every record.
    All,
    /// On records that meet the condition.
    Where(Arc<Expr>),
}

impl Policy {
    /// Everything is allowed: Kontor itself, and the owner of the machine.
    pub fn everything() -> Policy {
        Policy {
            administer: true,
            teams: Vec::new(),
            key: "everything".to_owned(),
            objects: HashMap::new(),
            fallback: Rights::uniform(Permit::All),
            texts: HashMap::new(),
            basis: None,
            bounds: None,
            shapes: Shapes::default(),
        }
    }

    /// Nothing is allowed.
    pub fn nothing() -> Policy {
        let fallback = Rights::uniform(Permit::No);
        Policy {
            administer: false,
            key: "nothing".to_owned(),
            fallback,
            ..Policy::everything()
        }
    }

    /// Compiles a role for a catalog. A condition that no longer compiles (a field it names was deleted) grants
    /// nothing: a definition change must never widen what somebody sees.
    pub fn compile(key: &str, role: &RoleDef, catalog: &Catalog, teams: Vec<Id>) -> Policy {
        if role.administer {
            return Policy {
                teams,
                key: key.to_owned(),
                ..Policy::everything()
            };
        }
        let rights = |object: &Arc<Object>| {
            let mut rights = Rights::compile(&grant_of(role, object, catalog), object, catalog);
            if object.def.administration && named(role, object, catalog).is_none() {
                rights.create = Permit::No;
                rights.update = Permit::No;
                rights.delete = Permit::No;
            }
            rights
        };
        let objects = catalog
            .objects()
            .iter()
            .map(|object| (object.key().to_owned(), rights(object)))
            .collect();
        let text = |object: &Arc<Object>| match grant_of(role, object, catalog).access(Action::Read) {
            Access::Where(text) => Some((object.key().to_owned(), text.clone())),
            _ => None,
        };
        let texts = catalog.objects().iter().filter_map(text).collect();
        Policy {
            objects,
            texts,
            teams,
            key: key.to_owned(),
            ..Policy::nothing()
        }
    }

    /// The condition on reading an object, as the role words it.
    pub fn text(&self, object: &Object) -> Option<&str> {
        self.texts.get(object.key()).map(String::as_str)
    }

    /// What may be done with an object.
    pub fn rights(&self, object: &Object) -> &Rights {
        self.objects.get(object.key()).unwrap_or(&self.fallback)
    }

    /// Whether an action on some records of an object is possible at all.
    pub fn permit(&self, object: &Object, action: Action) -> &Permit {
        self.rights(object).permit(action)
    }

    /// Refuses an action that is never possible: 404 for what can't even be seen, 403 otherwise.
    pub fn require(&self, object: &Object, action: Action) -> Result<()> {
        if matches!(self.permit(object, Action::Read), Permit::No) {
            return Err(Error::not_found());
        }
        match self.permit(object, action) {
            Permit::No => {
                let role = || {
                    format!(
                        "Your role does not allow you to {} records of {}.",
                        action.as_str(),
                        object.key()
                    )
                };
                Err(self.refusal(action, role).with("object", object.key()))
            }
            Permit::All | Permit::Where(_) => Ok(()),
        }
    }

    /// Why a record is closed to an action.
    pub(crate) fn closed(&self, action: Action) -> Error {
        self.refusal(action, || format!("You may not {} this record.", action.as_str()))
    }

    /// Whoever comes with a key that only reads is told of the key; everybody else what a role has to do with it.
    fn refusal(&self, action: Action, otherwise: impl FnOnce() -> String) -> Error {
        let reads = matches!(action, Action::Read | Action::Export);
        let by_key = self.bounds.as_ref().is_some_and(|bounds| bounds.read_only) && !reads;
        let detail = match by_key {
            true => "This key may only read.".to_owned(),
            false => otherwise(),
        };
        Error::forbidden(detail).with("action", action.as_str())
    }

    /// Whether there is an object the caller may create or change, with a field of a kind that he may set.
    pub fn may_set(&self, catalog: &Catalog, kind: impl Fn(&FieldType) -> bool) -> bool {
        catalog.objects().iter().any(|object| {
            let rights = self.rights(object);
            let writes = !matches!((&rights.create, &rights.update), (Permit::No, Permit::No));
            let mut fields = object.fields.iter().enumerate();
            writes && fields.any(|(at, field)| !field.read_only && !rights.read_only(at) && kind(&field.kind))
        })
    }

    /// Refuses what only administrators may do.
    pub fn require_administrator(&self) -> Result<()> {
        if self.administer {
            Ok(())
        } else {
            Err(Error::forbidden("Only administrators may do this."))
        }
    }
}

impl Rights {
    fn uniform(permit: Permit) -> Rights {
        Rights {
            create: permit.clone(),
            read: permit.clone(),
            update: permit.clone(),
            delete: permit.clone(),
            export: permit,
            masks: Vec::new(),
        }
    }

    fn compile(grant: &Grant, object: &Arc<Object>, catalog: &Catalog) -> Rights {
        let permit = |action| match grant.access(action) {
            Access::Plain(true) => Permit::All,
            Access::Plain(false) | Access::Unsaid => Permit::No,
            Access::Where(text) => match condition(text, object, catalog) {
                Ok(expr) => Permit::Where(Arc::new(expr)),
                Err(error) => {
                    tracing::warn!(object = object.key(), %error, "a permission no longer compiles and grants nothing");
                    Permit::No
                }
            },
        };
        let mut masks = Vec::new();
        if !grant.fields.is_empty() {
            masks = vec![None; object.fields.len()];
            for (key, mask) in &grant.fields {
                if let Some(at) = object.position(key) {
                    masks[at] = Some(*mask);
                }
            }
        }
        Rights {
            create: permit(Action::Create),
            read: permit(Action::Read),
            update: permit(Action::Update),
            delete: permit(Action::Delete),
            export: permit(Action::Export),
            masks,
        }
    }

    /// Whether an action is allowed.
    pub fn permit(&self, action: Action) -> &Permit {
        match action {
            Action::Create => &self.create,
            Action::Read => &self.read,
            Action::Update => &self.update,
            Action::Delete => &self.delete,
            Action::Export => &self.export,
        }
    }

    /// The field at this position does not exist for the caller.
    pub fn hidden(&self, position: usize) -> bool {
        self.masks
            .get(position)
            .is_some_and(|mask| *mask == Some(Mask::Hidden))
    }

    /// The field at this position can't be changed by the caller.
    pub fn read_only(&self, position: usize) -> bool {
        self.masks.get(position).is_some_and(Option::is_some)
    }

    /// Some field is hidden.
    pub fn hides_something(&self) -> bool {
        self.masks.contains(&Some(Mask::Hidden))
    }
}

/// Wholes one within the other that a part looks up to for its permissions; definitions allow no circle of them.
const MOST_WHOLES: usize = 20;

/// What a role grants on an object.
fn grant_of(role: &RoleDef, object: &Object, catalog: &Catalog) -> Grant {
    said_of(role, object, catalog, MOST_WHOLES)
        .or_else(|| role.objects.get("*").cloned())
        .unwrap_or_default()
}

/// What a role says of an object by its name, or by one it had when the role was written.
fn named<'r>(role: &'r RoleDef, object: &Object, catalog: &Catalog) -> Option<&'r Grant> {
    let before = || {
        let mut entries = role.objects.iter();
        entries.find_map(|(name, grant)| catalog.is_meant(name, object).then_some(grant))
    };
    role.objects.get(object.key()).or_else(before)
}

/// What a role says of an object. Of parts it says what it says of their whole, unless it names them: who sees only his
/// own documents sees only their earlier versions.
fn said_of(role: &RoleDef, object: &Object, catalog: &Catalog, wholes: usize) -> Option<Grant> {
    if let Some(grant) = named(role, object, catalog) {
        return Some(grant.clone());
    }
    let above = wholes.checked_sub(1)?;
    let link = object.def.part_of.as_deref()?;
    let whole = catalog.targets(object.field(link)?).into_iter().next()?;
    let grant = said_of(role, whole, catalog, above)?;
    let lifted = |action| match grant.access(action) {
        Access::Where(text) => Access::Where(through(link, text)),
        plain => plain.clone(),
    };
    Some(Grant {
        create: lifted(Action::Create),
        read: lifted(Action::Read),
        update: lifted(Action::Update),
        delete: lifted(Action::Delete),
        export: lifted(Action::Export),
        fields: BTreeMap::new(),
    })
}

/// A condition on the record that a link leads to. One that can't be read stays as it is: it grants nothing.
fn through(link: &str, text: &str) -> String {
    Tree::parse(text).map_or_else(
        |_| text.to_owned(),
        |tree| tree.map_fields(&mut |path| format!("{link}.{path}")).to_text(),
    )
}

/// Compiles a row condition of a role; all fields may be named, whatever the role itself may read.
pub fn condition(text: &str, object: &Arc<Object>, catalog: &Catalog) -> Result<Expr> {
    let expr = schema::condition(&Tree::parse(text)?, catalog, &Policy::everything(), object)?;
    let late = |path: &[String]| {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        let found = schema::resolve(catalog, &Policy::everything(), object, &steps);
        let last = found.as_ref().and_then(|steps| steps.last());
        last.is_some_and(|step| matches!(step.field.kind, FieldType::Rollup { .. }))
    };
    if expr.fields().into_iter().any(late) {
        let detail = "A condition of a role can't use a rollup, which comes a little later.";
        return Err(Error::new(Code::BadFilter, detail).with("reason", "late_rollup"));
    }
    Ok(expr)
}

impl Policy {
    /// The same policy within the bounds a caller brings along. What is bounded never administers.
    pub fn within(self: &Arc<Policy>, bounds: Option<&Bounds>, catalog: &Catalog) -> Arc<Policy> {
        let Some(bounds) = bounds else {
            return self.clone();
        };
        let narrow = |object: &Arc<Object>| {
            let mut rights = self.rights(object).clone();
            let covered = bounds.cover(object, catalog);
            if !covered || bounds.read_only {
                rights.create = Permit::No;
                rights.update = Permit::No;
                rights.delete = Permit::No;
            }
            if !covered {
                rights.read = Permit::No;
                rights.export = Permit::No;
            }
            (object.key().to_owned(), rights)
        };
        let objects = catalog.objects().iter().map(narrow).collect();
        let (texts, teams) = (self.texts.clone(), self.teams.clone());
        Arc::new(Policy {
            objects,
            texts,
            teams,
            key: format!("{}/narrowed", self.key),
            basis: self.basis,
            bounds: Some(bounds.clone()),
            ..Policy::nothing()
        })
    }

    /// Notes what it was compiled from.
    pub(crate) fn made_of(&mut self, basis: Basis) {
        self.basis = Some(basis);
    }

    /// Whether it holds for these definitions and people. What everything is allowed to holds for all.
    pub(crate) fn fits(&self, basis: Basis) -> bool {
        self.basis.is_none_or(|own| own == basis)
    }

    /// The bounds it was narrowed by.
    pub(crate) fn bounds(&self) -> Option<&Bounds> {
        self.bounds.as_ref()
    }
}

/// What a caller is kept to beyond his role, for an API key may do less than its user.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bounds {
    /// The only objects, by name; all without.
    pub objects: Option<Vec<String>>,
    /// Nothing may be changed.
    pub read_only: bool,
}

impl Bounds {
    fn cover(&self, object: &Object, catalog: &Catalog) -> bool {
        let means = |name: &String| catalog.is_meant(name, object);
        self.objects.as_ref().is_none_or(|names| names.iter().any(means))
    }
}

/// What permissions are compiled from: versions of the definitions, and of users, teams and roles. Masks are told by
/// the positions of fields, so permissions hold for these definitions only.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Basis {
    pub(crate) catalog: i64,
    pub(crate) people: i64,
}
