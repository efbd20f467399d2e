//! The bodies of requests and answers that the engine writes itself, as the document describes them. None of these types
//! is ever made; that they are true is what the examples and the fuzzing of the API check.

mod definitions;
mod people;
mod records;
mod transfer;
mod views;

pub use definitions::{
    FieldChange, FieldOrPlan, FieldSchema, NewField, NewObject, ObjectChange, ObjectList, ObjectOrPlan,
    ObjectSchema, PlanPreview, UndoneOrPlan,
};
pub use people::{
    MadeWorkspace, Me, NewApiKey, PasswordLink, ScopeWish, Sessions, SettingsChange, SettingsSchema,
    SetupState, SignedIn, Tokens, Workspaces,
};
pub use records::{
    BatchResults, Changes, Checked, Groups, ListSchema, LiveEvent, RecordSchema, Search, TextOrTree, Undone,
    Values, Wanted,
};
pub use transfer::{
    Candidates, ExportSchema, ImportList, ImportSchema, Job, MergePreview, MigrationSchema, NameOrPlan,
    Pairs, Plans, WaitingRows,
};
pub use views::{Access, History, Overview, PresentUsers, Timeline};
