//! Every target over its corpus: what was found once stays found, on any compiler.

use std::path::Path;

fn replay(target: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the target has a corpus")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    assert!(!files.is_empty());
    for file in files {
        let data = std::fs::read(&file).expect("it can be read");
        body(&data);
        // Broken in the middle, as uploads are.
        (0..data.len().min(64)).for_each(|at| body(&data[..data.len() * at / 64]));
    }
}

macro_rules! targets {
    ($($target:ident)*) => {
        $(#[test]
        fn $target() {
            replay(stringify!($target), crate::$target);
        })*

        /// A target that nobody runs here is forgotten in the list above.
        #[test]
        fn every_target_is_here() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz_targets");
            let mut files: Vec<_> = std::fs::read_dir(folder)
                .expect("there are targets")
                .map(|entry| entry.expect("it can be read").path())
                .map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
                .collect();
            files.sort();
            let mut all = vec![$(stringify!($target)),*];
            all.sort_unstable();
            assert_eq!(files, all);
        }
    };
}

targets!(expression tree list cursor record rich_text contact_points table csv vcard xlsx sheet backup
    search text);
