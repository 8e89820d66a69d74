//! XLIFF 1.2 (`trans-unit`) and 2.0, 2.1 (`unit`, `segment`).

use std::path::Path;

use super::xml::{Node, Nodes, Tag, is_code};
use super::{Languages, MemoryError, language};
use crate::corpus::memory::{Memory, Unit};

/// Reads the whole file. `wanted` names the languages where the file does not.
pub(super) fn read(text: &str, path: &Path, wanted: Languages) -> Result<Memory, MemoryError> {
    let mut nodes = Nodes::new(text, path);
    let mut reading = Reading::default();
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(tag) => reading.open(&tag),
            Node::Text(text) => reading.text(&text),
            Node::Close(name) => reading.close(&name),
        }
    }
    let Reading { mut memory, .. } = reading;
    memory.src_lang = wanted.from.or(memory.src_lang);
    memory.tgt_lang = wanted.to.or(memory.tgt_lang);
    Ok(memory)
}

#[derive(Default)]
struct Reading {
    memory: Memory,
    /// Names of the elements open here.
    path: Vec<String>,
    /// The name of the unit (XLIFF 2) open here.
    unit_id: Option<String>,
    unit: Option<Unit>,
    words: Option<String>,
    codes: usize,
}

impl Reading {
    fn open(&mut self, tag: &Tag) {
        let id = tag.get("id").map(str::to_owned);
        match tag.name.as_str() {
            "xliff" | "file" => {
                for (side, keys) in [
                    (&mut self.memory.src_lang, ["srcLang", "source-language"]),
                    (&mut self.memory.tgt_lang, ["trgLang", "target-language"]),
                ] {
                    let named = keys.iter().find_map(|key| tag.get(key)).and_then(language);
                    *side = side.or(named);
                }
            }
            "unit" => self.unit_id = id,
            "trans-unit" => self.unit = Some(Unit { id, line: tag.line, ..Unit::default() }),
            "segment" => {
                let names = [self.unit_id.clone(), id];
                let names: Vec<String> = names.into_iter().flatten().collect();
                let id = (!names.is_empty()).then(|| names.join("/"));
                self.unit = Some(Unit { id, line: tag.line, ..Unit::default() });
            }
            // Only the unit's own: alternatives and glossaries have sources and targets too.
            "source" | "target" if self.in_unit() => {
                (self.words, self.codes) = (Some(String::new()), 0);
            }
            name => self.codes += usize::from(self.words.is_some() && is_code(name)),
        }
        self.path.push(tag.name.clone());
    }

    fn in_unit(&self) -> bool {
        self.path.last().is_some_and(|name| name == "trans-unit" || name == "segment")
    }

    fn text(&mut self, text: &str) {
        if self.codes == 0 {
            self.words.iter_mut().for_each(|words| words.push_str(text));
        }
    }

    fn close(&mut self, name: &str) {
        self.path.pop();
        match name {
            "source" | "target" if self.in_unit() => {
                if let (Some(unit), Some(words)) = (&mut self.unit, self.words.take()) {
                    *(if name == "source" { &mut unit.src } else { &mut unit.tgt }) = words;
                }
            }
            "trans-unit" | "segment" => self.memory.units.extend(self.unit.take()),
            "unit" => self.unit_id = None,
            name => self.codes -= usize::from(self.codes > 0 && is_code(name)),
        }
    }
}
