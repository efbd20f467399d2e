//! x
#[path = "../http/opportunities.rs"]
mod opportunities;
