//! Scores what the finder says of a text against its gold, and writes down every difference.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tarjuman::corpus::document::Document;
use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::quote::{Chain, Hop, HopRole, Quote, QuoteKind};
use tarjuman::corpus::span::{Byte, CharIndex, Span};
use tarjuman::trace::chain::build;
use tarjuman::trace::find;

/// Counts over one set of texts.
#[derive(Debug, Default)]
pub(crate) struct Score {
    pub(crate) found: usize,
    pub(crate) gold: usize,
    exact: usize,
    kinds: usize,
    pub(crate) speakers: usize,
    pub(crate) chains: usize,
    pub(crate) marked: usize,
    pub(crate) rejected: usize,
    notes: Vec<String>,
}

pub(crate) fn ratio(a: usize, b: usize) -> f64 {
    if b == 0 { 1.0 } else { a as f64 / b as f64 }
}

impl Score {
    pub(crate) fn f1(&self) -> f64 {
        2.0 * self.exact as f64 / (self.found + self.gold) as f64
    }

    pub(crate) fn report(&self, name: &str) -> String {
        format!(
            "{name}: exact P {:.3} R {:.3} F1 {:.3} · kind {:.3} · speaker {:.3} · chain {:.3} · \
             marked but not said rejected {}/{}\n{}",
            ratio(self.exact, self.found),
            ratio(self.exact, self.gold),
            self.f1(),
            ratio(self.kinds, self.exact),
            ratio(self.speakers, self.gold),
            ratio(self.chains, self.gold),
            self.rejected,
            self.marked,
            self.notes.join("\n")
        )
    }

    fn text(&mut self, path: &Path, document: &Document, gold: &Value) {
        let index = CharIndex::new(document.text());
        let mut found = find(document);
        let chains = build(document, &mut found.quotes, None, Lang::EN);
        let said: Vec<&Quote> =
            found.quotes.iter().filter(|q| q.kind != QuoteKind::Indirect).collect();
        let name = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
        self.found += said.len();
        let mut met = vec![false; said.len()];
        for want in gold["quotes"].as_array().expect("gold has quotes") {
            self.gold += 1;
            let span = bytes(want, &index);
            let hit = said.iter().position(|q| q.span == span && parts_fit(q, want, &index));
            let Some(n) = hit else {
                self.notes.push(format!("  {name}: MISSED «{}»", want["text"]));
                continue;
            };
            met[n] = true;
            self.exact += 1;
            self.quote((&name, document), said[n], &chains, want);
        }
        for (q, _) in said.iter().zip(&met).filter(|(_, m)| !**m) {
            self.notes.push(format!(
                "  {name}: EXTRA {:?} «{}»",
                q.kind,
                q.span.of(document.text())
            ));
        }
        for want in gold["marked"].as_array().into_iter().flatten() {
            let span = bytes(want, &index);
            self.marked += 1;
            if said.iter().any(|q| q.span == span) {
                self.notes.push(format!("  {name}: NOT SAID «{}»", want["text"]));
            } else {
                self.rejected += 1;
            }
        }
    }

    fn quote(
        &mut self,
        (name, document): (&str, &Document),
        q: &Quote,
        chains: &[Chain],
        want: &Value,
    ) {
        let kind = format!("{:?}", q.kind).to_lowercase();
        if want["kind"] == kind {
            self.kinds += 1;
        } else {
            self.notes
                .push(format!("  {name}: KIND {kind} for {} «{}»", want["kind"], want["text"]));
        }
        let mention = q.speaker.mention.map(|m| m.of(document.text()).to_owned());
        if speaker_fits(q, mention.as_deref(), &want["speaker"]) {
            self.speakers += 1;
        } else {
            self.notes.push(format!(
                "  {name}: SPEAKER {:?} {:?} {:?} for {} «{}»",
                q.speaker.name, mention, q.speaker.role, want["speaker"], want["text"]
            ));
        }
        let chain = q.chain.map(|c| shown(&chains[c])).unwrap_or_default();
        let gold: Vec<String> = want["chain"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|h| h.as_str().map(str::to_owned))
            .collect();
        if chain == gold {
            self.chains += 1;
        } else {
            self.notes.push(format!("  {name}: CHAIN {chain:?} for {gold:?} «{}»", want["text"]));
        }
    }
}

pub(crate) fn bytes(want: &Value, index: &CharIndex<'_>) -> Span<Byte> {
    let at =
        |key: &str| usize::try_from(want[key].as_u64().expect("gold has offsets")).expect("small");
    index.bytes(Span::new(at("start"), at("end"))).expect("gold offsets lie in the text")
}

fn parts_fit(q: &Quote, want: &Value, index: &CharIndex<'_>) -> bool {
    want["parts"].as_array().is_none_or(|parts| {
        parts.len() == q.parts.len()
            && parts.iter().zip(&q.parts).all(|(w, p)| bytes(w, index) == *p)
    })
}

/// A named speaker by name, in any of its spellings; an unnamed one by what describes them.
pub(crate) fn speaker_fits(q: &Quote, mention: Option<&str>, want: &Value) -> bool {
    let fold = |s: &str| s.to_lowercase().replace('’', "'");
    match (want["name"].as_str(), want["mention"].as_str()) {
        (Some(name), _) => q
            .speaker
            .name
            .iter()
            .chain(&q.speaker.variants)
            .any(|n| same_name(&fold(n), &fold(name))),
        (None, Some(described)) => {
            let described = fold(described);
            let bare =
                described.split_once([' ', '\'']).map_or(described.as_str(), |(_, rest)| rest);
            let shown = [mention, q.speaker.role.as_deref(), q.speaker.name.as_deref()];
            let unnamed = q
                .speaker
                .name
                .as_deref()
                .is_none_or(|n| fold(n).contains(bare) || described.contains(&fold(n)));
            unnamed
                && shown
                    .into_iter()
                    .flatten()
                    .any(|s| fold(s).contains(bare) || described.contains(&fold(s)))
        }
        (None, None) => q.speaker.name.is_none() && q.speaker.role.is_none(),
    }
}

/// Same last word, and first words that are equal or nearly so.
fn same_name(a: &str, b: &str) -> bool {
    let (x, y): (Vec<_>, Vec<_>) = (a.split([' ', '-']).collect(), b.split([' ', '-']).collect());
    let slack = |p: &str, q: &str| p == q || p.len() > 5 && q.len() > 5 && p.get(..4) == q.get(..4);
    x.first().zip(y.first()).is_some_and(|(p, q)| slack(p, q))
        && x.last().zip(y.last()).is_some_and(|(p, q)| slack(p, q))
}

/// A chain as the gold writes it: role, language, how it is known, who, whether it is held.
fn shown(chain: &Chain) -> Vec<String> {
    let hop = |h: &Hop| {
        let lang = h.lang.map_or("-".to_owned(), |l| l.to_string());
        let mut out = format!("{:?} {lang} {:?}", h.role, h.lang_basis).to_lowercase();
        if h.role != HopRole::Utterance {
            out.push(' ');
            out.push_str(h.agent.name.as_deref().unwrap_or("-"));
        }
        if h.wording.is_some() {
            out.push_str(" held");
        }
        out
    };
    chain.hops.iter().map(hop).map(|h| h.trim_end_matches(" -").to_owned()).collect()
}

fn gold_files(folder: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is in the repository")
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.to_string_lossy().ends_with(".gold.json"))
        .collect();
    out.sort();
    out
}

/// Every text of `folder` that has gold, without its extension, and its gold.
pub(crate) fn golds(folder: &Path) -> Vec<(PathBuf, Value)> {
    let read = |file: PathBuf| {
        let stem = file.file_name().and_then(|n| n.to_str()).expect("names are UTF-8");
        let stem = folder.join(stem.trim_end_matches(".gold.json"));
        let gold = fs::read_to_string(&file).expect("gold is readable");
        (stem, serde_json::from_str(&gold).expect("gold is JSON"))
    };
    gold_files(folder).into_iter().map(read).collect()
}

/// Scores every text of `folder` that has gold beside it; `text_of` reads the text of a stem.
pub(crate) fn score(folder: &Path, text_of: &dyn Fn(&Path) -> Document) -> Score {
    let mut score = Score::default();
    let golds = golds(folder);
    assert!(!golds.is_empty(), "{} has gold files", folder.display());
    for (stem, gold) in golds {
        score.text(&stem, &text_of(&stem), &gold);
    }
    score
}
