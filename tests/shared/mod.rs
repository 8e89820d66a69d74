//! The development sets that lie beside the repository and are not part of it.

use std::fs;
use std::path::{Path, PathBuf};

/// A file under the shared folder, or `None` with a printed line where there is none.
pub(crate) fn read(path: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a test may be told where the sets are")]
    let root = std::env::var("TARJUMAN_SHARED")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let found = fs::read_to_string(root.join(path)).ok();
    if found.is_none() {
        eprintln!("skipped: {path} is not there; set TARJUMAN_SHARED to the folder that holds it");
    }
    found
}
