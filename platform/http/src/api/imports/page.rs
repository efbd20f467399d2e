//! Pages of imports and of their rows: how many are on one, and where to go on.

use std::str::FromStr;

use kontor_kernel::{Code, Error, Result};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::query;

/// How many are on a page: unless told, and at most.
const USUAL: u32 = 50;
const MOST: u32 = 200;

/// Which page is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageParams {
    /// How many on a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Where to go on, as the `next` of a page says.
    cursor: Option<String>,
}

impl PageParams {
    /// How many are asked for.
    pub(super) fn limit(&self) -> Result<usize> {
        query::limit(self.limit, USUAL, MOST)
    }

    /// Where the page before ended.
    pub(super) fn place<T: FromStr>(&self) -> Result<Option<T>> {
        let place = self.cursor.as_deref().map(str::parse).transpose();
        place.map_err(|_| Error::new(Code::BadCursor, "This is no cursor of this list."))
    }
}
