//! Definitions: what objects and fields exist, as plain data.
//!
//! Standard objects (a person) and custom ones (a machine that a customer invented) are the same type,
//! [`ObjectDef`]; a workspace's [`Catalog`] is an immutable, versioned snapshot of all of them. Everything
//! else is derived: tables and columns ([`storage`]), the change from one catalog to the next ([`diff`]),
//! what a role may do ([`policy`]). No I/O happens here.
//!
//! Start reading at [`object`], then [`field`], then [`catalog`].

pub mod catalog;
pub mod check;
pub mod convert;
pub mod diff;
pub mod field;
pub mod object;
pub mod plan;
pub mod policy;
pub mod storage;

pub use catalog::{Catalog, Incoming, Object};
pub use field::{ComputedFn, FieldDef, FieldType, SelectOption, StageKind, StageOption};
pub use object::{ObjectDef, TimelineDef};
pub use policy::{Access, Action, Grant, Mask, RoleDef};
pub use storage::{Column, IndexDef, Storage};
