//! Builds documents from plain text for the quotation tests: one block a line, kinds by simple rules.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tarjuman::corpus::document::{
    Agency, Block, BlockKind, Credit, CreditKind, Document, Facts, Media, Origin,
};
use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::span::Span;

/// A French document of `text`. A line may start with a kind in braces, `{headline}`, which is taken out.
pub(crate) fn document(id: &str, text: &str) -> Document {
    document_in(Lang::FR, id, text)
}

/// The same in another language.
pub(crate) fn document_in(lang: Lang, id: &str, text: &str) -> Document {
    let mut clean = String::new();
    let mut blocks: Vec<Block> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in text.split_inclusive('\n') {
        let (kind, words) = kind_of(line);
        let start = clean.len();
        clean.push_str(words);
        let span = Span::new(start, clean.len()).trim(&clean);
        if !span.is_empty() {
            let words = span.of(&clean).to_owned();
            let twin = seen.get(&words).copied();
            seen.entry(words).or_insert(blocks.len());
            blocks.push(Block { kind, span, duplicate_of: twin });
        }
    }
    let facts = facts(&clean, &blocks);
    let origin = Origin {
        path: PathBuf::from(id),
        media: Media::Plain,
        encoding: "UTF-8",
        bom: false,
        sha256: String::new(),
    };
    Document::new(id.to_owned(), origin, lang, clean, blocks).with_facts(facts)
}

fn kind_of(line: &str) -> (BlockKind, &str) {
    let kinds = [
        BlockKind::Headline,
        BlockKind::Deck,
        BlockKind::Byline,
        BlockKind::Dateline,
        BlockKind::Section,
        BlockKind::Subhead,
        BlockKind::Caption,
        BlockKind::Credit,
        BlockKind::Boilerplate,
    ];
    kinds
        .into_iter()
        .find_map(|k| Some((k, line.strip_prefix(&format!("{{{}}}", k.name()))?)))
        .unwrap_or((BlockKind::Paragraph, line))
}

/// The few facts the chain tests need, read off marked lines.
fn facts(text: &str, blocks: &[Block]) -> Facts {
    let mut facts = Facts::default();
    for block in blocks {
        let words = block.span.of(text);
        match block.kind {
            BlockKind::Headline if facts.title.is_none() => facts.title = Some(block.span),
            BlockKind::Dateline => {
                for (short, name) in [("AA", "Anadolu Agency"), ("AFP", "Agence France-Presse")] {
                    if let Some(at) = words.find(short) {
                        let start = block.span.start() + at;
                        let span = Span::new(start, start + short.len());
                        facts.agency = Some(Agency { name: name.to_owned(), span });
                    }
                }
                let place = words.split([',', '/', '(']).map(str::trim).find(|w| w.len() > 3);
                facts.dateline = place.and_then(|p| {
                    let at = block.span.start() + words.find(p)?;
                    Some(Span::new(at, at + p.len()))
                });
            }
            BlockKind::Credit => {
                let by = words.split(" par ").nth(1).map(|b| b.trim_end_matches('.').to_owned());
                let from = [("l'arabe", "ar"), ("l'anglais", "en"), ("l'espagnol", "es")]
                    .into_iter()
                    .find(|(name, _)| words.contains(name))
                    .and_then(|(_, code)| code.parse().ok());
                if words.contains("Traduit") {
                    facts.credits.push(Credit {
                        kind: CreditKind::Translation,
                        from,
                        to: Some(Lang::FR),
                        by,
                        span: block.span,
                    });
                }
            }
            _ => {}
        }
    }
    facts
}
