//! What several test files share: the binary under test, a scratch folder, a look at its outputs.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The binary under test.
pub(crate) const TARJUMAN: &str = env!("CARGO_BIN_EXE_tarjuman");

/// What one run of the binary gave.
pub(crate) struct Ran {
    /// Exit status; `None` when a signal ended it.
    pub(crate) status: Option<i32>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs the binary with `args`.
pub(crate) fn tarjuman(args: &[&str]) -> Ran {
    Command::new(TARJUMAN).args(args).stdin(Stdio::null()).output().expect("it starts").into()
}

/// Runs the binary with `args` and `input` on its standard input.
pub(crate) fn tarjuman_with(args: &[&str], input: &[u8]) -> Ran {
    assert_cmd::Command::new(TARJUMAN)
        .args(args)
        .write_stdin(input.to_vec())
        .output()
        .expect("it starts")
        .into()
}

/// A scratch folder with an input and an output place.
pub(crate) struct Scratch {
    dir: tempfile::TempDir,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("temporary paths are UTF-8").to_owned()
    }

    /// Writes `bytes` to `in/NAME`.
    pub(crate) fn input(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path("in").join(name);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it can be made");
        fs::write(path, bytes).expect("it can be written");
    }

    /// Translates `in` into `out`, greedily: these tests are about files, not about words.
    pub(crate) fn translate(&self, more: &[&str]) -> Ran {
        let (input, out) = (self.text("in"), self.text("out"));
        let mut args = vec!["translate", &input, "--out", &out, "--beam", "1"];
        args.extend(more);
        tarjuman(&args)
    }

    /// The document file of `stem`.
    pub(crate) fn document(&self, stem: &str) -> serde_json::Value {
        json(&self.path("out").join(format!("{stem}.json")))
    }
}

/// A JSON file.
pub(crate) fn json(path: &Path) -> serde_json::Value {
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every file of a folder but the store of finished work, by name.
pub(crate) fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(dir)
        .expect("the folder can be listed")
        .map(|entry| entry.expect("the folder can be listed"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, _)| !name.starts_with(".tarjuman"))
        .map(|(name, path)| (name, fs::read(path).expect("it can be read")))
        .collect();
    found.sort();
    found
}

/// The folder of public development sets, where it is at hand.
pub(crate) fn shared() -> Option<PathBuf> {
    let dir = std::env::var_os("TARJUMAN_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    dir.is_dir().then_some(dir)
}
