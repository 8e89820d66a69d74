//! The one-way flow, checked: a file may use its own folder and strictly lower layers, nothing else.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer; a module may use those of lower layers. Stages of layer 2 do not see each other.
const LAYERS: [&[&str]; 6] = [
    &["corpus"],
    &["nmt", "embed"],
    &["models", "ingest", "segment", "translate", "align", "trace", "record"],
    &["pipeline", "render", "eval"],
    &["review"],
    &["cli"],
];

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn rust_files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("src can be listed") {
        let path = entry.expect("src can be listed").path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Every upward or sideways `crate::` path in one file, as `line: edge`.
fn offences(module: &str, text: &str) -> Vec<String> {
    let own = layer_of(module);
    let mut found = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        if code.contains("super::super") {
            found.push(format!("{}: super::super hides which module is meant", n + 1));
        }
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let name: String =
                rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            match (own, layer_of(&name)) {
                _ if name == module => {}
                (Some(own), Some(used)) if used < own => {}
                (_, None) => found.push(format!("{}: crate::{name} is in no layer", n + 1)),
                _ => found.push(format!("{}: {module} must not use {name}", n + 1)),
            }
        }
    }
    found
}

#[test]
fn nothing_flows_upward() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    assert!(files.len() > 5, "src/ was read");
    let mut all = Vec::new();
    for path in files {
        let inside = path.strip_prefix(&src).expect("it was listed under src");
        let first = inside.components().next().expect("a file has a name");
        let module = Path::new(first.as_os_str()).file_stem().expect("a module has a name");
        let module = module.to_str().expect("module names are ASCII");
        if module == "lib" || module == "main" {
            continue;
        }
        let text = fs::read_to_string(&path).expect("source is UTF-8");
        all.extend(
            offences(module, &text).into_iter().map(|o| format!("{}:{o}", inside.display())),
        );
    }
    assert!(
        all.is_empty(),
        "the flow is broken:\n{}\nhelp: see ARCHITECTURE.md, Layers",
        all.join("\n")
    );
}

#[test]
fn an_upward_use_would_be_seen() {
    assert_eq!(offences("corpus", "use crate::corpus::span::Span;"), Vec::<String>::new());
    assert_eq!(offences("align", "use crate::corpus::span::Span;"), Vec::<String>::new());
    assert_eq!(offences("corpus", "use crate::cli::Args;").len(), 1);
    assert_eq!(offences("align", "let x = crate::trace::find(t);").len(), 1);
    assert_eq!(offences("align", "use crate::{corpus, cli};").len(), 1);
    assert_eq!(offences("align", "use super::super::trace;").len(), 1);
}
