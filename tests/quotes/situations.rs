//! Short passages, each one construction of the news, with what a careful reader says of them.
//!
//! A passage starts with `# what it shows`, before which `[en]` or `[ar]` says that it is not French.
//! Its lines are blocks, read as `page` reads them; the lines after them,
//! `> words = speaker [basis] <language> {relay; relay}`, are its quotations in order. A speaker
//! without a name is described in parentheses, one nobody can know is `?`; the language nobody can know is
//! `<->`; a basis or language left out may be any.

use serde_json::{Value, json};
use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::quote::{Basis, Chain, HopRole, Quote, QuoteKind};
use tarjuman::trace::chain::build;
use tarjuman::trace::find;

use super::page;
use super::score::speaker_fits;

/// How many of the passages of `file` are read wholly right, and what is wrong in the others.
pub(crate) fn read(file: &str) -> (usize, usize, Vec<String>) {
    let (mut right, mut all, mut notes) = (0, 0, Vec::new());
    for passage in file.split("\n# ").map(|p| p.trim_start_matches("# ").trim()) {
        let (shows, rest) = passage.split_once('\n').expect("a passage has lines");
        let (wanted, lines): (Vec<&str>, Vec<&str>) =
            rest.lines().partition(|l| l.starts_with("> "));
        let wrong = differences(shows, &lines.join("\n"), &wanted);
        all += 1;
        right += usize::from(wrong.is_empty());
        notes.extend(wrong.into_iter().map(|w| format!("  {shows}: {w}")));
    }
    (right, all, notes)
}

fn differences(shows: &str, text: &str, wanted: &[&str]) -> Vec<String> {
    let told = shows.strip_prefix('[').and_then(|s| s.split_once(']'));
    let lang = told.and_then(|(code, _)| code.parse().ok()).unwrap_or(Lang::FR);
    let document = page::document_in(lang, shows, text);
    let mut found = find(&document);
    let chains = build(&document, &mut found.quotes, None, Lang::EN);
    let said = found.quotes.iter().filter(|q| q.kind != QuoteKind::Indirect);
    let mut wanted = wanted.iter().map(|line| Wanted::read(line));
    let mut out: Vec<String> = said
        .filter_map(|q| {
            let words = q.span.of(document.text());
            let Some(want) = wanted.next() else { return Some(format!("EXTRA «{words}»")) };
            if want.words != words {
                return Some(format!("WORDS «{words}» for «{}»", want.words));
            }
            let mention = q.speaker.mention.map(|m| m.of(document.text()).to_owned());
            let speaker = speaker_fits(q, mention.as_deref(), &want.speaker);
            let basis = want.basis.is_none_or(|b| b == q.speaker.basis);
            let relays = relays(q, &chains);
            let spoken = q.chain.and_then(|c| chains[c].hops.first()?.lang);
            let tongue = match want.lang {
                Tongue::Any => true,
                Tongue::Unknown => spoken.is_none(),
                Tongue::Is(lang) => spoken == Some(lang),
            };
            let right = speaker && basis && tongue && relays == want.relays;
            let told = || format!("{:?} {mention:?} {spoken:?} {relays:?}", q.speaker);
            (!right).then(|| format!("«{words}» {} for {want:?}", told()))
        })
        .collect();
    out.extend(wanted.map(|w| format!("MISSED «{}»", w.words)));
    out
}

fn relays(quote: &Quote, chains: &[Chain]) -> Vec<String> {
    let hops = quote.chain.map(|c| &chains[c].hops[1..]).unwrap_or_default();
    hops.iter()
        .filter(|h| matches!(h.role, HopRole::Relay | HopRole::Translation))
        .map(|h| h.agent.name.clone().unwrap_or_else(|| "-".to_owned()))
        .collect()
}

/// In which language words should be said to have been spoken.
#[derive(Clone, Copy, Debug)]
enum Tongue {
    Any,
    /// Nobody can know.
    Unknown,
    Is(Lang),
}

#[derive(Debug)]
struct Wanted<'a> {
    words: &'a str,
    speaker: Value,
    basis: Option<Basis>,
    lang: Tongue,
    relays: Vec<String>,
}

impl<'a> Wanted<'a> {
    fn read(line: &'a str) -> Self {
        let (words, rest) = line[2..].rsplit_once(" = ").expect("words = speaker");
        let (rest, relays) = rest.split_once(" {").unwrap_or((rest, ""));
        let (rest, lang) = rest.split_once(" <").unwrap_or((rest, ""));
        let (name, basis) = rest.split_once(" [").unwrap_or((rest, ""));
        let described = name.strip_prefix('(').and_then(|n| n.strip_suffix(')'));
        let named = (described.is_none() && name != "?").then_some(name);
        Self {
            words,
            speaker: json!({ "name": named, "mention": described }),
            basis: match basis {
                "s]" => Some(Basis::Stated),
                "i]" => Some(Basis::Inferred),
                _ => None,
            },
            lang: match lang.trim_end_matches('>') {
                "" => Tongue::Any,
                "-" => Tongue::Unknown,
                code => Tongue::Is(code.parse().expect("the code of a language")),
            },
            relays: relays
                .trim_end_matches('}')
                .split("; ")
                .filter(|r| !r.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }
}
