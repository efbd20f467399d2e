//! Who signs in, and what the workspace has settled.

use std::collections::BTreeMap;

use utoipa::ToSchema;

use super::records::Ref;
use crate::openapi::{Id, Time};

/// Whether set-up is open.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct SetupState {
    /// The first administrator is still to come.
    open: bool,
}

/// Who is signed in.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct SignedIn {
    /// The user.
    user: Ref,
    /// The key of his role.
    role: String,
    /// The workspace.
    workspace: String,
    /// When the session ends at the latest.
    expires_at: Time,
}

/// The caller.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Me {
    /// His user; null on the command line.
    user: Option<Ref>,
    /// What he is called.
    name: String,
    /// His e-mail address.
    email: Option<String>,
    /// The key of his role.
    role: String,
    /// He may do everything.
    administrator: bool,
    /// His teams and those below them.
    teams: Vec<String>,
    /// The workspace.
    workspace: String,
    /// His language, `de` or `en`.
    language: String,
    /// The name of his time zone.
    zone: String,
    /// What he may do with records of each object: `create`, `read`, `update`, `delete`, `export`.
    objects: BTreeMap<String, Vec<String>>,
}

/// My sessions.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct Sessions {
    /// The last used first.
    data: Vec<SessionSchema>,
}

/// A session.
#[derive(ToSchema)]
#[schema(as = Session)]
#[allow(dead_code)]
pub struct SessionSchema {
    /// Its id, to end it by.
    id: Id,
    /// It is the one that asks.
    current: bool,
    /// When it began.
    created_at: Time,
    /// When it was last used, to the minute.
    last_seen_at: Time,
    /// When it ends at the latest.
    expires_at: Time,
    /// The address it was begun from.
    ip: Option<String>,
    /// The browser, in its own words.
    agent: String,
}

/// A code to set a password by.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct PasswordLink {
    /// The user's e-mail address.
    email: String,
    /// The code; `/set-password?code=...` is the page for it.
    code: String,
}

/// API keys.
#[derive(ToSchema)]
#[schema(as = TokenList)]
#[allow(dead_code)]
pub struct Tokens {
    /// The keys, without their secrets.
    data: Vec<ApiKey>,
}

/// What a key may be used for, within what its user may do.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct KeyScope {
    /// Only reading.
    read_only: bool,
    /// Only these objects; all when there is no list.
    objects: Option<Vec<String>>,
}

/// What a new key may be used for.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ScopeWish {
    /// Only reading.
    read_only: Option<bool>,
    /// Only these objects.
    objects: Option<Vec<String>>,
}

/// An API key.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ApiKey {
    /// Its id, to revoke it by.
    id: Id,
    /// Whom it acts for.
    user: Id,
    /// What it is for.
    name: String,
    /// How it begins.
    prefix: String,
    /// What it may be used for.
    scope: KeyScope,
    /// When it was made.
    created_at: Time,
    /// When it ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Time>,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Time>,
    /// When it was revoked.
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Time>,
}

/// An API key with its secret, which is shown this once.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct NewApiKey {
    /// The key itself: `kontor_...`.
    key: String,
    #[serde(flatten)]
    about: ApiKey,
}

/// Settings of the workspace.
#[derive(ToSchema)]
#[schema(as = Settings)]
#[allow(dead_code)]
pub struct SettingsSchema {
    /// Name of the company.
    company: String,
    /// Language of texts when nobody asked for another: `de` or `en`.
    language: String,
    /// ISO 4217 code of the currency in which sums are shown.
    currency: String,
    /// IANA name of the time zone of days and months.
    zone: String,
    /// ISO 3166-1 alpha-2 code of the country of phone numbers and addresses that name none.
    country: String,
    /// Days a record stays in the trash.
    trash_days: u32,
    /// Most bytes of an upload.
    upload_limit: u64,
    /// What one unit of a currency is worth, by currency and day: `{"USD": {"2026-01-01": "0.92"}}`.
    rates: BTreeMap<String, BTreeMap<String, String>>,
    /// How duplicates of an object are told, where it is not as its definition suggests.
    duplicates: BTreeMap<String, DuplicateRules>,
}

/// How duplicates of an object are told.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct DuplicateRules {
    /// Nobody looks for duplicates of it.
    off: Option<bool>,
    /// The score from which two records are the same.
    same: Option<f64>,
    /// The score from which two records are perhaps the same.
    perhaps: Option<f64>,
    /// Factors on what agreement in a field is worth, by its key; 0 leaves the field out.
    fields: Option<BTreeMap<String, f64>>,
}

/// Settings to change; null sets one back to what it was at first.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct SettingsChange {
    /// Name of the company.
    company: Option<String>,
    /// `de` or `en`.
    language: Option<String>,
    /// ISO 4217 code.
    currency: Option<String>,
    /// IANA name.
    zone: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    country: Option<String>,
    /// Days a record stays in the trash.
    trash_days: Option<u32>,
    /// Most bytes of an upload.
    upload_limit: Option<u64>,
    /// Rates by currency and day; null takes one away.
    rates: Option<BTreeMap<String, BTreeMap<String, Option<String>>>>,
    /// How duplicates of an object are told.
    duplicates: Option<BTreeMap<String, DuplicateRules>>,
}

/// The workspaces of a server.
#[derive(ToSchema)]
#[schema(as = WorkspaceList)]
#[allow(dead_code)]
pub struct Workspaces {
    /// They.
    data: Vec<WorkspaceSchema>,
}

/// A workspace.
#[derive(ToSchema)]
#[schema(as = Workspace)]
#[allow(dead_code)]
pub struct WorkspaceSchema {
    /// Its name.
    name: String,
    /// The host name it answers to.
    host: Option<String>,
    /// `creating`, `active` or `deleting`.
    state: String,
    /// Its first administrator exists.
    set_up: bool,
    /// When it was created.
    created_at: Time,
}

/// A new workspace.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct MadeWorkspace {
    /// Its name.
    name: String,
    /// The host name it answers to.
    host: Option<String>,
    /// The one-time code by which its first administrator comes in.
    setup_code: String,
}
