//! Lists the files of the model that ships in `models/fr-en/`, so that the program carries them.
//!
//! A listing, not hand-written `include_bytes!` lines: a model's files differ (safetensors or GGUF,
//! with or without a generation config), and a checkout without a model still builds.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

/// What the engine reads; a model card beside them is no business of the program.
const SUFFIXES: [&str; 5] = [".json", ".spm", ".safetensors", ".gguf", ".bin"];
const MODEL: &str = "models/fr-en";

fn main() -> io::Result<()> {
    // Asked when it runs, not when it was compiled: build folders are sometimes shared or copied.
    let root = env::var_os("CARGO_MANIFEST_DIR")
        .ok_or_else(|| io::Error::other("cargo sets CARGO_MANIFEST_DIR"))?;
    let model = Path::new(&root).join(MODEL);
    let names = names(&model)?;
    // A watched path that is not there would rebuild the crate every time: then its parent is watched.
    let watched = if names.is_empty() { "models" } else { MODEL };
    println!("cargo::rerun-if-changed=build.rs\ncargo::rerun-if-changed={watched}");
    let mut code = String::from("pub(super) static FILES: &[(&str, &[u8], &str)] = &[\n");
    for name in &names {
        // The crate's own folder, for the same reason.
        let path = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{MODEL}/\", {name:?})");
        // What was compiled in need not be hashed again at every start.
        let bytes = fs::read(model.join(name))?;
        let sum = Sha256::digest(&bytes);
        let sum = sum.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        writeln!(code, "    ({name:?}, &Aligned(*include_bytes!({path})).0, {sum:?}),")
            .map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    if !names.is_empty() {
        code.push_str("#[repr(C, align(64))]\nstruct Aligned<B: ?Sized>(B);\n");
    }
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("embedded.rs"), code)
}

/// The names of the model's files, sorted; none where there is no model.
fn names(dir: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
