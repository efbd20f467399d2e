//! Definitions: what objects and fields exist, as plain data.
//!
//! Standard objects (a person) and custom ones (a machine that a customer invented) are the same type,
//! [`ObjectDef`]; a workspace's [`Catalog`] is an immutable, versioned snapshot of all of them. Everything
//! else is derived: tables and columns ([`storage`]), the change from one catalog to the next ([`mod@diff`], a
//! [`plan`]), what a role may do ([`policy`]). Catalogs change by [`edit`]s over the API and by the [`overlay`]
//! of an upgrade; both must pass [`mod@check`]. No I/O happens here.
//!
//! Start reading at [`object`], then [`field`], then [`catalog`], then [`mod@diff`].

#[cfg(feature = "testing")]
pub mod arbitrary;
pub mod catalog;
pub mod check;
pub mod convert;
pub mod diff;
pub mod edit;
pub mod field;
mod input;
pub mod object;
pub mod outline;
pub mod overlay;
pub mod plan;
pub mod policy;
mod rename;
pub mod revert;
pub mod storage;
pub mod wire;

pub use catalog::{Catalog, CatalogData, Incoming, Object};
pub use check::check;
pub use convert::{Conversion, convertible};
pub use diff::diff;
pub use edit::Edit;
pub use field::{ComputedFn, FieldDef, FieldType, SelectOption, StageKind, StageOption};
pub use object::{ObjectDef, TimelineDef};
pub use outline::outline;
pub use overlay::merge_standard;
pub use plan::{Backfill, Plan, Step};
pub use policy::{Access, Action, Grant, Mask, RoleDef};
pub use storage::{Column, IndexDef, Storage, table_columns};
pub use wire::wire;
