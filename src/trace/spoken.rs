//! Which language somebody most likely spoke, where neither the text nor a description of them says so.
//!
//! In go a text and its speakers, out comes a score for each language that might be meant and for none. No sign tells by
//! itself: where the text was filed, what countries it names, first and near the speaker, where the speaker's name is
//! at home. Each is weighed, and the language with the most behind it is inferred, unless `None` has more: then it
//! stays unknown. `docs/decisions/0081-the-language-of-an-utterance-is-weighed.md` says how the weights were fitted.

use std::collections::BTreeMap;

use crate::corpus::document::{BlockKind, Document};
use crate::corpus::lang::Lang;
use crate::corpus::quote::{Quote, Scope};
use crate::corpus::span::Span;

use super::home::{Tally, add};
use super::origin::Origin;
use super::tongue::key;

/// How many kinds of evidence there are: for a language, for none of them, together.
const FOR: usize = 24;
const AGAINST: usize = 6;
pub(super) const SIGNS: usize = FOR + AGAINST;

/// The weight of each kind of evidence, in nats, in the order of [`Ground::signs`], then of [`Ground::none`]; fitted by
/// `tests/quotes/fit.py`.
#[rustfmt::skip]
const WEIGHTS: [f64; SIGNS] = [
    // The language of the page; that it is English; that a note says that it was written elsewhere.
    -0.10, 0.98, -0.66,
    // Where it plays: as a note says, at home, abroad; for somebody without a name.
    1.59, 2.46, 0.53, 0.42,
    // What the text names: at its beginning, most, near the words, around the speaker, not at all.
    1.28, 0.02, 1.47, 0.63, -2.49,
    // A name at home in one language that is told of; in the page's; all of the name; by how many share it; elsewhere;
    // the names of the others.
    1.24, 0.85, 0.65, 1.88, -0.64, 1.45,
    // Who says most, at home; what they spoke elsewhere, and are told to have spoken; a paper of another language, of the page's; the scene.
    2.06, 1.20, 2.95, 2.49, 1.73, 3.24,
    // None of them: at all; no name; a role found anywhere, abroad; a story that plays nowhere; outside the article.
    0.77, 0.92, 0.55, 2.94, 1.01, 1.33,
];

/// How many paragraphs tell where a story plays.
const OPENING: usize = 2;
/// How many quotations, and one of how many of a text, make somebody the one who says most of it.
const OFTEN: usize = 4;
const MAIN: usize = 3;
/// The most languages that a name may be at home in to tell one that the text does not name.
const FEW: usize = 3;

/// What is known of one quotation's speaker besides their name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heard {
    /// What they spoke elsewhere in the text.
    pub(super) known: Option<Lang>,
    /// What the text states that they spoke another time.
    pub(super) stated: Option<Lang>,
    /// The language of the outlet that received the words.
    pub(super) paper: Option<Lang>,
    /// The language of the place that the scene is set in.
    pub(super) setting: Option<Lang>,
    /// Whoever they are may sit anywhere: « un analyste ».
    pub(super) placeless: bool,
    /// Somebody put their words into another language.
    pub(super) interpreted: bool,
    /// Somebody tells of them who does not speak the page's language: « On m'a dit : “…” ».
    pub(super) told_abroad: bool,
}

/// What a whole text tells of languages.
pub(super) struct Ground<'d> {
    doc: Lang,
    home: Option<Lang>,
    /// Whether a note or a dateline says where the text was written.
    dated: bool,
    text: Tally,
    lead: Tally,
    most: Option<Lang>,
    /// What each block says.
    blocks: Vec<Tally>,
    /// What the blocks that quote a speaker say.
    about: BTreeMap<&'d str, Tally>,
    /// The share of the people of the text whose names are at home in a language.
    names: BTreeMap<Lang, f64>,
    /// Where each speaker's name is at home.
    origins: BTreeMap<&'d str, Origin>,
    /// How many quotations each speaker said, and how many there are.
    said: BTreeMap<&'d str, usize>,
    quotes: usize,
}

impl<'d> Ground<'d> {
    pub(super) fn of(
        document: &Document,
        quotes: &'d [Quote],
        blocks: Vec<Tally>,
        (home, dated): (Option<Lang>, bool),
    ) -> Self {
        let mut out = Self {
            doc: document.lang(),
            home,
            dated,
            text: Tally::new(),
            lead: Tally::new(),
            most: None,
            blocks,
            about: BTreeMap::new(),
            names: BTreeMap::new(),
            origins: BTreeMap::new(),
            said: BTreeMap::new(),
            quotes: quotes.len(),
        };
        let mut paragraphs = 0;
        for (block, told) in document.blocks().iter().zip(&out.blocks) {
            add(&mut out.text, told);
            if paragraphs < OPENING {
                add(&mut out.lead, told);
            }
            paragraphs += usize::from(block.kind == BlockKind::Paragraph);
        }
        out.most = out.text.iter().max_by_key(|(_, n)| **n).map(|(lang, _)| *lang);
        out.people(document, quotes);
        out
    }

    /// What is told of each speaker, and where their names are at home.
    fn people(&mut self, document: &Document, quotes: &'d [Quote]) {
        let mut met: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for quote in quotes {
            let Some(key) = key(quote) else { continue };
            *self.said.entry(key).or_default() += 1;
            let blocks = met.entry(key).or_default();
            let mention = quote.speaker.mention.map(Span::start);
            for at in [Some(quote.span.start()), mention].into_iter().flatten() {
                let n = document.blocks().partition_point(|b| b.span.end() <= at);
                if let Some(told) = self.blocks.get(n).filter(|_| !blocks.contains(&n)) {
                    blocks.push(n);
                    add(self.about.entry(key).or_default(), told);
                }
            }
            if let Some(name) = quote.speaker.name.as_deref() {
                self.origins.entry(name).or_insert_with(|| Origin::of(name));
            }
        }
        let known: Vec<Lang> = self.origins.values().filter_map(|o| self.told_one(o)).collect();
        for lang in &known {
            *self.names.entry(*lang).or_default() += ratio(1, known.len());
        }
    }

    /// The one language of a name's that the text tells of.
    fn told_one(&self, origin: &Origin) -> Option<Lang> {
        origin.among(|lang| self.text.contains_key(&lang))
    }

    fn origin(&self, quote: &Quote) -> Option<&Origin> {
        quote.speaker.name.as_deref().and_then(|name| self.origins.get(name))
    }

    /// Every language that somebody of the text may have spoken.
    pub(super) fn candidates(&self, quotes: &[(&Quote, Heard)]) -> Vec<Lang> {
        let mut out: Vec<Lang> = self.text.keys().copied().chain([self.doc]).collect();
        out.extend(self.home);
        // Whoever needs an interpreter does not speak as the place does, nor as the page.
        if quotes.iter().any(|(_, heard)| heard.interpreted) {
            out.retain(|lang| *lang != self.doc && Some(*lang) != self.home);
        }
        if quotes.iter().all(|(_, heard)| heard.told_abroad) {
            out.retain(|lang| *lang != self.doc);
        }
        for (quote, heard) in quotes {
            out.extend(
                [heard.known, heard.stated, heard.paper, heard.setting].into_iter().flatten(),
            );
            let origin = self.origin(quote).map_or(&[][..], |origin| &origin.langs);
            out.extend(origin.iter().filter(|_| origin.len() <= FEW));
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The evidence for each candidate, and for none of them.
    pub(super) fn evidence(
        &self,
        document: &Document,
        (quote, heard): (&Quote, Heard),
        candidates: &[Lang],
    ) -> Vec<(Option<Lang>, [f64; SIGNS])> {
        let name = quote.speaker.name.as_deref();
        let origin = self.origin(quote);
        let near = document.blocks().partition_point(|b| b.span.end() <= quote.span.start());
        let person = Person {
            named: name.is_some(),
            at_home: origin.map_or(&[][..], |origin| &origin.langs),
            one: origin.and_then(|origin| self.told_one(origin)),
            whole: origin.is_some_and(|origin| origin.known > 1),
            main: key(quote)
                .and_then(|k| self.said.get(k))
                .is_some_and(|n| *n >= OFTEN && MAIN * *n > self.quotes),
            block: self.blocks.get(near),
            about: key(quote).and_then(|k| self.about.get(k)),
        };
        let mut out = Vec::with_capacity(candidates.len() + 1);
        for lang in candidates {
            let mut signs = [0.0; SIGNS];
            signs[..FOR].copy_from_slice(&self.signs(*lang, &person, heard));
            out.push((Some(*lang), signs));
        }
        let mut signs = [0.0; SIGNS];
        signs[FOR..].copy_from_slice(&self.none(quote, heard));
        out.push((None, signs));
        out
    }

    /// The evidence that nobody can tell.
    fn none(&self, quote: &Quote, heard: Heard) -> [f64; AGAINST] {
        let abroad = self.home.is_some_and(|home| home != self.doc);
        [
            1.0,
            flag(quote.speaker.name.is_none()),
            flag(heard.placeless),
            flag(heard.placeless && abroad),
            flag(self.home.is_none()),
            flag(quote.scope != Scope::Article),
        ]
    }

    /// The evidence for one language.
    fn signs(&self, lang: Lang, person: &Person<'_>, heard: Heard) -> [f64; FOR] {
        let doc = lang == self.doc;
        let home = self.home == Some(lang);
        let own = person.at_home.contains(&lang);
        let one = person.one == Some(lang);
        let heard_of =
            [heard.known, heard.stated, heard.paper, heard.setting].contains(&Some(lang));
        let untold = lang != self.doc && !heard_of && !self.text.contains_key(&lang);
        [
            // The language of the page.
            flag(doc),
            flag(doc && lang == Lang::EN),
            flag(doc && self.dated && !home),
            // Where it plays: as a dateline or a note says, at home, or abroad by what it names.
            flag(home && self.dated),
            flag(home && !self.dated && doc),
            flag(home && !self.dated && !doc),
            flag(home && !person.named),
            // What the text names, first, most, near the words and around the speaker.
            share(Some(&self.lead), lang),
            flag(self.most == Some(lang)),
            share(person.block, lang),
            share(person.about, lang),
            flag(untold),
            // Where the speaker's name is at home.
            flag(one),
            flag(one && doc),
            flag(one && person.whole),
            if own { ratio(1, person.at_home.len()) } else { 0.0 },
            flag(!own && !person.at_home.is_empty()),
            self.names.get(&lang).copied().unwrap_or_default(),
            // A portrait or an interview: who says most of it is spoken to in the language of the page.
            flag(doc && home && person.main),
            // What is heard of them elsewhere.
            flag(heard.known == Some(lang)),
            flag(heard.stated == Some(lang)),
            flag(heard.paper == Some(lang) && lang != self.doc),
            flag(heard.paper == Some(lang) && lang == self.doc),
            flag(heard.setting == Some(lang)),
        ]
    }

    /// The language of each of one speaker's quotations, which is the same in all of them.
    pub(super) fn weigh(&self, document: &Document, quotes: &[(&Quote, Heard)]) -> Option<Lang> {
        let mut sums: BTreeMap<Option<Lang>, f64> = BTreeMap::new();
        let candidates = self.candidates(quotes);
        for quote in quotes {
            for (lang, signs) in self.evidence(document, *quote, &candidates) {
                let score: f64 =
                    signs.iter().zip(WEIGHTS).map(|(sign, weight)| sign * weight).sum();
                *sums.entry(lang).or_default() += score;
            }
        }
        sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?.0
    }
}

/// What the name of a speaker and the words around it tell.
struct Person<'g> {
    named: bool,
    at_home: &'g [Lang],
    one: Option<Lang>,
    whole: bool,
    /// Whether they say most of what is quoted.
    main: bool,
    block: Option<&'g Tally>,
    about: Option<&'g Tally>,
}

fn flag(told: bool) -> f64 {
    f64::from(u8::from(told))
}

/// The share of a language among all that is told.
fn share(told: Option<&Tally>, lang: Lang) -> f64 {
    let Some(n) = told.and_then(|t| t.get(&lang)) else { return 0.0 };
    let all: usize = told.into_iter().flat_map(Tally::values).sum();
    ratio(*n, all)
}

#[expect(clippy::cast_precision_loss, reason = "counts within a text")]
fn ratio(n: usize, of: usize) -> f64 {
    n as f64 / of as f64
}
