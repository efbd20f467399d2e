//! What all transactions of one database share: how its tables are written, its counters and its trace.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};

use crate::dialect::Dialect;
use crate::names::Names;
use crate::value::Value;

/// Shown the text of every statement and its values.
pub(crate) type Trace = Arc<dyn Fn(&str, &[Value]) + Send + Sync>;

pub(crate) struct Shared {
    pub(crate) names: Names,
    pub(crate) groups: AtomicU64,
    pub(crate) commands: AtomicU64,
    pub(crate) repeated: AtomicU64,
    pub(crate) wal_bytes: AtomicU64,
    /// The highest number below which all writes are known to have ended, see [`crate::Tx::settled_below`].
    pub(crate) settled: AtomicI64,
    traced: AtomicBool,
    trace: RwLock<Option<Trace>>,
}

impl Shared {
    pub(crate) fn new(dialect: Dialect, schema: Option<String>) -> Arc<Shared> {
        Arc::new(Shared {
            names: Names::new(dialect, schema),
            groups: AtomicU64::new(0),
            commands: AtomicU64::new(0),
            repeated: AtomicU64::new(0),
            wal_bytes: AtomicU64::new(0),
            settled: AtomicI64::new(0),
            traced: AtomicBool::new(false),
            trace: RwLock::default(),
        })
    }

    pub(crate) fn set_trace(&self, trace: Option<Trace>) {
        self.traced.store(trace.is_some(), Relaxed);
        *self.trace.write().unwrap_or_else(PoisonError::into_inner) = trace;
    }

    /// Shows a statement to the trace, if there is one.
    pub(crate) fn show(&self, sql: &str, values: &[Value]) {
        if self.traced.load(Relaxed) {
            let trace = self.trace.read().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(trace) = trace {
                trace(sql, values);
            }
        }
    }
}
