//! Translation memory eXchange, TMX 1.1 to 1.4b.

use std::path::Path;

use super::xml::{Node, Nodes, is_code};
use super::{Languages, MemoryError, language, note};
use crate::corpus::lang::Lang;
use crate::corpus::memory::{Memory, Unit};
use crate::corpus::warning::Warning;

/// One `tu`: its name, its line, and its variants as (language tag, words).
struct Entry {
    id: Option<String>,
    line: usize,
    variants: Vec<(String, String)>,
}

/// Reads the whole file.
pub(super) fn read(
    text: &str,
    path: &Path,
    wanted: Languages,
    warnings: &mut Vec<Warning>,
) -> Result<Memory, MemoryError> {
    let (srclang, entries) = entries(text, path)?;
    let (from, to) = choose(&entries, srclang.as_deref(), wanted, path)?;
    let (mut units, mut doubled, mut foreign) = (Vec::with_capacity(entries.len()), 0, 0);
    for entry in entries {
        let mut of = |lang: Lang| {
            let mut found = entry.variants.iter().filter(|(tag, _)| language(tag) == Some(lang));
            let first = found.next().map(|(_, words)| words.clone());
            doubled += usize::from(found.next().is_some());
            first
        };
        match (of(from), of(to)) {
            (None, None) => foreign += 1,
            (src, tgt) => units.push(Unit {
                id: entry.id,
                line: entry.line,
                src: src.unwrap_or_default(),
                tgt: tgt.unwrap_or_default(),
            }),
        }
    }
    if doubled > 0 {
        let said =
            format!("{doubled} units have several variants in one language; the first is read");
        warnings.push(note(said));
    }
    if foreign > 0 {
        warnings.push(note(format!("{foreign} units are in neither {from} nor {to}; left out")));
    }
    Ok(Memory { src_lang: Some(from), tgt_lang: Some(to), units })
}

fn entries(text: &str, path: &Path) -> Result<(Option<String>, Vec<Entry>), MemoryError> {
    let mut nodes = Nodes::new(text, path);
    let (mut srclang, mut entries) = (None, Vec::<Entry>::new());
    // The words of the `seg` being read, and how many code elements are open in it.
    let (mut words, mut codes) = (None::<String>, 0_usize);
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(tag) => match tag.name.as_str() {
                "header" => srclang = tag.get("srclang").map(str::to_owned),
                "tu" => {
                    let id = tag.get("tuid").map(str::to_owned);
                    entries.push(Entry { id, line: tag.line, variants: Vec::new() });
                }
                "tuv" => {
                    let lang = tag.get("xml:lang").or_else(|| tag.get("lang")).unwrap_or_default();
                    let variant = (lang.to_owned(), String::new());
                    entries.last_mut().into_iter().for_each(|e| e.variants.push(variant.clone()));
                }
                "seg" => (words, codes) = (Some(String::new()), 0),
                name => codes += usize::from(words.is_some() && is_code(name)),
            },
            Node::Text(text) if codes == 0 => words.iter_mut().for_each(|w| w.push_str(&text)),
            Node::Text(_) => {}
            Node::Close(name) if name == "seg" => {
                let variant = entries.last_mut().and_then(|e| e.variants.last_mut());
                if let (Some((_, slot)), Some(read)) = (variant, words.take()) {
                    *slot = read;
                }
            }
            Node::Close(name) => codes -= usize::from(codes > 0 && is_code(&name)),
        }
    }
    Ok((srclang, entries))
}

/// The two languages: as wanted, as the header says, or the only two there are.
fn choose(
    entries: &[Entry],
    srclang: Option<&str>,
    wanted: Languages,
    path: &Path,
) -> Result<(Lang, Lang), MemoryError> {
    let mut found: Vec<Lang> = Vec::new();
    for lang in entries.iter().flat_map(|e| &e.variants).filter_map(|(tag, _)| language(tag)) {
        if !found.contains(&lang) {
            found.push(lang);
        }
    }
    let unclear = || MemoryError::Languages {
        path: path.to_owned(),
        found: found.iter().map(Lang::to_string).collect(),
    };
    let only = |taken: Option<Lang>| {
        let mut rest = found.iter().copied().filter(|lang| Some(*lang) != taken);
        match (rest.next(), rest.next()) {
            (Some(lang), None) => Some(lang),
            _ => None,
        }
    };
    let stated = srclang.and_then(language).filter(|lang| found.contains(lang));
    let from = wanted
        .from
        .or_else(|| wanted.to.and_then(|to| only(Some(to))))
        .or(stated.filter(|lang| Some(*lang) != wanted.to))
        // No source is named: the one each unit begins with.
        .or_else(|| (found.len() == 2).then(|| found[0]));
    let to = wanted.to.or_else(|| only(from));
    match (from, to) {
        (Some(from), Some(to)) if from != to && found.contains(&from) && found.contains(&to) => {
            Ok((from, to))
        }
        _ if entries.is_empty() => Err(MemoryError::NoUnits { path: path.to_owned() }),
        _ => Err(unclear()),
    }
}
