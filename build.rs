//! Lists the files of the model that ships in `models/fr-en/`, so that the program carries them.
//!
//! A listing, not hand-written `include_bytes!` lines: a model's files differ (safetensors or GGUF,
//! with or without a generation config), and a checkout without a model still builds.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What the engine reads; a model card beside them is no business of the program.
const SUFFIXES: [&str; 5] = [".json", ".spm", ".safetensors", ".gguf", ".bin"];

fn main() -> io::Result<()> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/fr-en");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dir.display());
    let found = files(&dir)?;
    let mut code = String::from("pub(super) static FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in &found {
        writeln!(code, "    ({name:?}, &Aligned(*include_bytes!({path:?})).0),")
            .map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    if !found.is_empty() {
        code.push_str("#[repr(C, align(64))]\nstruct Aligned<B: ?Sized>(B);\n");
    }
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("embedded.rs"), code)
}

/// The model's files, sorted by name; none where there is no model.
fn files(dir: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    let mut out = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) {
            out.push((name, entry.path()));
        }
    }
    out.sort();
    Ok(out)
}
