//! Puts the built web interface into the program: lists the files of `web/dist` as constants. Without a build there
//! is an empty list, so that the server compiles on a machine without Node; `src/interface.rs` then says so.
#![allow(
    clippy::print_stdout,
    reason = "a build script speaks to cargo through its standard output"
)]

use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let here =
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it for build scripts"));
    let dist = here.join("../web/dist");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());

    let mut files = Vec::new();
    if dist.join("index.html").is_file() {
        gather(&dist, &mut files)?;
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let address = file
            .strip_prefix(&dist)
            .unwrap_or(file)
            .to_string_lossy()
            .replace('\\', "/");
        let compressed = |ending: &str| {
            let twin = PathBuf::from(format!("{}.{ending}", file.display()));
            match twin.is_file() {
                true => format!("Some(include_bytes!({:?}))", twin.display().to_string()),
                false => "None".to_owned(),
            }
        };
        let (brotli, gzip) = (compressed("br"), compressed("gz"));
        let plain = file.display().to_string();
        // Writing into a String can't fail.
        let _ = writeln!(
            list,
            "File {{ path: {:?}, plain: include_bytes!({plain:?}), brotli: {brotli}, gzip: {gzip} }},",
            format!("/{address}")
        );
    }
    list.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it for build scripts"));
    std::fs::write(out.join("interface.rs"), list)
}

/// Every file below a folder but the compressed twins, and those whose name begins with a dot.
fn gather(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            gather(&path, into)?;
        } else if !name.starts_with('.') && !name.ends_with(".br") && !name.ends_with(".gz") {
            into.push(path);
        }
    }
    Ok(())
}
