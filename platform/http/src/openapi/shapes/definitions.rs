//! Definitions of objects and fields.

use std::collections::BTreeMap;

use kontor_kernel::Json;
use utoipa::ToSchema;

use super::Undone;

/// A text in each language.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Texts {
    /// In English.
    en: Option<String>,
    /// In German.
    de: Option<String>,
}

/// A text for each language, or one that stands for all.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum Labels {
    /// One for all languages.
    One(String),
    /// One for each.
    Each(Texts),
}

/// All objects that the caller may read.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ObjectList {
    /// The definitions, in the order of modules.
    data: Vec<ObjectSchema>,
    /// Always null: there is one page.
    next: Option<String>,
}

/// The definition of an object.
#[derive(ToSchema)]
#[schema(as = Object)]
#[allow(dead_code)]
pub struct ObjectSchema {
    /// Its key.
    key: String,
    /// What it was called when it was made, where that is another name.
    id: Option<String>,
    /// Keys it had before; they go on working.
    former_keys: Option<Vec<String>>,
    /// What one record is called.
    labels: Texts,
    /// What several are called.
    plural: Texts,
    /// The name of its icon.
    icon: Option<String>,
    /// Its fields, in the order of a form.
    fields: Vec<FieldSchema>,
    /// How a record is called: the first of these lists of fields that has a value.
    label: Option<Vec<Vec<String>>>,
    /// Fields of which one must have a value.
    identifying: Option<Vec<String>>,
    /// What makes a record complete: keys of fields with their weights, `["emails", 3]`.
    completeness: Option<Vec<Vec<Json>>>,
    /// How records appear in timelines.
    timeline: Option<TimelineDef>,
    /// The link that makes a tree of the records.
    hierarchy: Option<String>,
    /// The link to what the records are parts of.
    part_of: Option<String>,
    /// It is the customer's own.
    custom: Option<bool>,
    /// A person, an organisation, a household.
    party: Option<bool>,
    /// The customer has given it names of his own.
    relabelled: Option<bool>,
    /// What a machine recorded is never changed.
    append_only_for_machines: Option<bool>,
    /// Belongs to the administration of the workspace.
    administration: Option<bool>,
}

/// How records appear in the timelines of what they are linked to.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct TimelineDef {
    /// The field with the time.
    at: String,
    /// The links in whose targets' timelines they stand.
    links: Vec<String>,
    /// The select that says the kind of entry.
    kind: Option<String>,
    /// The select that says the channel.
    channel: Option<String>,
}

/// A field; further members are the settings of its type.
#[derive(ToSchema)]
#[schema(as = Field)]
#[allow(dead_code)]
pub struct FieldSchema {
    /// Its key.
    key: String,
    /// What it was called when it was made, where that is another name.
    id: Option<String>,
    /// Keys it had before; they go on working.
    former_keys: Option<Vec<String>>,
    /// What it is called.
    labels: Texts,
    /// What it means.
    help: Option<Texts>,
    /// Its type: `text`, `money`, `link`, ...
    r#type: String,
    /// Must have a value.
    required: Option<bool>,
    /// No two records have the same value.
    unique: Option<bool>,
    /// Found and sorted fast.
    indexed: Option<bool>,
    /// Searched for words.
    searched: Option<bool>,
    /// Written by Kontor alone.
    read_only: Option<bool>,
    /// Part of the envelope that every object has.
    system: Option<bool>,
    /// The customer has given it names of his own.
    relabelled: Option<bool>,
    /// Its standard options that you call, colour or offer otherwise; an upgrade keeps that.
    own_options: Option<Vec<String>>,
    /// Its standard options stand in an order of yours; an upgrade keeps it.
    reordered: Option<bool>,
    /// The value of a new record.
    default: Option<Json>,
    /// Of selects and stages: what there is to choose.
    options: Option<Vec<FieldOption>>,
    /// Of links: keys of the objects they may point to; `*` is any.
    targets: Option<Vec<String>>,
    /// Of links: to several records.
    many: Option<bool>,
    /// Further settings of the type: `scale`, `min`, `max`, `max_length`, `stages_from`, `prefix`, `digits`, `expression`,
    /// `result`, `object`, `link`, `function`, `field`.
    #[serde(flatten)]
    settings: BTreeMap<String, Json>,
}

/// An option of a select, or a stage.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct FieldOption {
    /// What is stored.
    key: String,
    /// What it is called.
    labels: Labels,
    /// A colour of the interface.
    color: Option<String>,
    /// No longer offered, still shown.
    retired: Option<bool>,
    /// Of stages: `open`, `won` or `lost`.
    kind: Option<String>,
    /// Of stages: those that may follow; any without a list.
    next: Option<Vec<String>>,
    /// Of stages: fields that must have a value to enter.
    required: Option<Vec<String>>,
    /// Of stages: the chance of success in percent.
    probability: Option<u8>,
    /// Of stages: days after which a record counts as stale.
    max_days: Option<u32>,
}

/// A wish for an object of one's own.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct NewObject {
    /// Begins with `x_`.
    key: String,
    /// What one record is called.
    labels: Labels,
    /// What several are called.
    plural: Option<Labels>,
    /// The name of its icon.
    icon: Option<String>,
    /// Its fields.
    fields: Option<Vec<NewField>>,
    /// How a record is called: the first of these lists of fields that has a value.
    label: Option<Vec<Vec<String>>>,
    /// Fields of which one must have a value.
    identifying: Option<Vec<String>>,
    /// Keys of fields with their weights, `["x_serial", 3]`.
    completeness: Option<Vec<Vec<Json>>>,
    /// How records appear in timelines.
    timeline: Option<TimelineDef>,
    /// The link that makes a tree of the records.
    hierarchy: Option<String>,
    /// The link to what the records are parts of.
    part_of: Option<String>,
    /// A party: with overview, timeline and roles.
    party: Option<bool>,
}

/// The members of an object to change; of a standard one labels, plural and icon.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ObjectChange {
    /// A new key.
    key: Option<String>,
    /// What one record is called.
    labels: Option<Labels>,
    /// What several are called.
    plural: Option<Labels>,
    /// The name of its icon.
    icon: Option<String>,
    /// What else a definition has.
    #[serde(flatten)]
    rest: BTreeMap<String, Json>,
}

/// A wish for a field; further members are the settings of its type.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct NewField {
    /// Begins with `x_`.
    key: String,
    /// What it is called.
    labels: Labels,
    /// What it means.
    help: Option<Labels>,
    /// Its type: `text`, `money`, `link`, ...
    r#type: String,
    /// Must have a value.
    required: Option<bool>,
    /// No two records may have the same value.
    unique: Option<bool>,
    /// Found and sorted fast.
    indexed: Option<bool>,
    /// Searched for words.
    searched: Option<bool>,
    /// The value of a new record.
    default: Option<Json>,
    /// Of selects and stages: what there is to choose.
    options: Option<Vec<FieldOption>>,
    /// Of links: keys of the objects they may point to.
    targets: Option<Vec<String>>,
    /// Of links: to several records.
    many: Option<bool>,
    /// Further settings of the type.
    #[serde(flatten)]
    settings: BTreeMap<String, Json>,
}

/// The members of a field to change.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct FieldChange {
    /// A new key; the former one goes on working.
    key: Option<String>,
    /// What it is called.
    labels: Option<Labels>,
    /// What it means.
    help: Option<Labels>,
    /// Another type: values that fit are taken over.
    r#type: Option<String>,
    /// What there is to choose.
    options: Option<Vec<FieldOption>>,
    /// What takes the place of removed options, `{"old": "new"}`.
    replace_options: Option<BTreeMap<String, Option<String>>>,
    /// Other members, as of a new field.
    #[serde(flatten)]
    rest: BTreeMap<String, Json>,
}

/// The definition as it is now; with `dry_run` what would be done.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum ObjectOrPlan {
    /// The definition.
    Object(Box<ObjectSchema>),
    /// What would be done.
    Plan(PlanPreview),
}

/// What became of an undo; with `dry_run` what would be done.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum UndoneOrPlan {
    /// What became of it.
    Undone(Box<Undone>),
    /// What would be done.
    Plan(PlanPreview),
}

/// The field as it is now; with `dry_run` what would be done.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum FieldOrPlan {
    /// The field.
    Field(Box<FieldSchema>),
    /// What would be done.
    Plan(PlanPreview),
}

/// What a change of definitions would do.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct PlanPreview {
    /// The plan.
    plan: Plan,
    /// What somebody should know before.
    warnings: Vec<Warning>,
}

/// The steps of a change of definitions.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Plan {
    /// What is done, in order; `step` says what.
    steps: Vec<Step>,
    /// The same in words.
    texts: Vec<String>,
    /// It looks at every record.
    needs_data_pass: bool,
    /// Values are lost.
    loses_data: bool,
}

/// A step of a plan.
#[derive(ToSchema)]
#[schema(as = PlanStep)]
#[allow(dead_code)]
pub struct Step {
    /// What is done: `add_column`, `convert_field`, `option_removed`, ...
    step: String,
    /// To what.
    #[serde(flatten)]
    rest: BTreeMap<String, Json>,
}

/// What somebody should know before.
#[derive(ToSchema)]
#[schema(as = PlanWarning)]
#[allow(dead_code)]
pub struct Warning {
    /// A stable code: `label_rule`, `role_condition`, `view_filter`.
    code: String,
    /// Key of the object it is about.
    object: String,
    /// The record it is about: a role, a saved view.
    id: Option<String>,
    /// For people.
    detail: String,
}
