//! The list of business areas that this program is made of.

use std::sync::Arc;

use kontor_records::Engine;

/// All modules, put together in the order in which the interface shows them.
pub fn engine() -> Arc<Engine> {
    Arc::new(Engine::new(vec![kontor_base::module(), kontor_sales::module()]))
}
