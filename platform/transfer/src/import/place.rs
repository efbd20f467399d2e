//! The files of a stage: where they lie, and what may be left beside them.

use std::path::{Path, PathBuf};

/// Whether something is left in the log beside a database that was closed.
pub async fn has_log(path: &Path) -> bool {
    let log = tokio::fs::metadata(beside(path, "-wal")).await;
    log.is_ok_and(|log| log.len() > 0)
}

/// A file beside another, told by the ending of its name.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The fences of those who began to build a stage and did not put it in its place.
pub async fn parts(place: &Path) -> Vec<i64> {
    let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else {
        return Vec::new();
    };
    let begin = format!("{}.", name.to_string_lossy());
    let mut found = Vec::new();
    // A folder that is not there has none.
    if let Ok(mut entries) = tokio::fs::read_dir(folder).await {
        while let Ok(Some(entry)) = entries.next_entry().await {
            let name = entry.file_name();
            let fence = name.to_str().and_then(|name| name.strip_prefix(&begin));
            found.extend(fence.and_then(|fence| fence.parse::<i64>().ok()));
        }
    }
    found
}
