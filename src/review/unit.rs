//! What can be judged: a sentence's translation, its word links, a quotation, a bead.
//!
//! A unit has two hashes. Its *key* is made of what the source says and survives every new run;
//! its *content* is made of all that the judge is asked to confirm, so that a verdict on a text
//! that has changed since can be told apart.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::align::words::words;
use crate::corpus::article::{Article, Flag};
use crate::corpus::document::BlockKind;
use crate::corpus::lang::{Direction, Lang};
use crate::corpus::quote::{CarryState, Quote, Scope, TargetSpan};
use crate::corpus::span::{Byte, Span};
use crate::render::phrases;

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The translation of one sentence.
    Segment,
    /// A quotation: its words on both sides, its speaker, its chain.
    Quote,
    /// The word links of one sentence.
    Links,
    /// Sentences paired with sentences.
    Bead,
}

impl Kind {
    /// All kinds, in the order in which they are reported.
    pub const ALL: [Self; 4] = [Self::Segment, Self::Quote, Self::Links, Self::Bead];

    /// Its name in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Quote => "quote",
            Self::Links => "links",
            Self::Bead => "bead",
        }
    }

    /// What a person calls it, singular or plural.
    #[must_use]
    pub fn called(self, n: usize) -> &'static str {
        match (self, n == 1) {
            (Self::Segment, true) => "sentence",
            (Self::Segment, false) => "sentences",
            (Self::Quote, true) => "quotation",
            (Self::Quote, false) => "quotations",
            (Self::Links, true) => "sentence’s word links",
            (Self::Links, false) => "sentences’ word links",
            (Self::Bead, true) => "bead",
            (Self::Bead, false) => "beads",
        }
    }

    /// The question put to the judge.
    #[must_use]
    pub fn question(self) -> &'static str {
        match self {
            Self::Segment => "Does the English say what the source says?",
            Self::Quote => {
                "Are the words, the speaker and the way of this quotation right on both sides?"
            }
            Self::Links => "Do the linked words belong together?",
            Self::Bead => "Do these sentences translate each other?",
        }
    }
}

/// One word of a side, or what stands between two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The characters.
    pub text: String,
    /// The word's number on this side; absent between words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<usize>,
    /// Whether it is part of what is judged: the words of a quotation.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lit: bool,
}

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The segment it lies in, by number; 0 for beads.
    pub segment: usize,
    /// Source: bytes of the document. Target: bytes of the segment's English.
    pub span: Span<Byte>,
}

/// One side of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Language code.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The text in pieces; they tile it.
    pub pieces: Vec<Piece>,
    /// Where each word stands.
    #[serde(skip)]
    pub words: Vec<Place>,
}

impl Side {
    fn new(lang: Lang) -> Self {
        let dir = match lang.direction() {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        };
        Self { lang: lang.to_string(), dir, pieces: Vec::new(), words: Vec::new() }
    }

    /// Adds `text`, which stands at `at` of segment `segment`; bytes in `lit` are what is judged.
    fn add(&mut self, text: &str, (segment, at): (usize, usize), lit: &[Span<Byte>]) {
        let mut done = 0;
        let put = |from: usize, to: usize, word: Option<usize>, pieces: &mut Vec<Piece>| {
            // A stretch that is judged may begin or end inside a gap, at a mark.
            let mut cuts = vec![from, to];
            for span in lit {
                cuts.extend(
                    [span.start(), span.end()].into_iter().filter(|c| from < *c && *c < to),
                );
            }
            cuts.sort_unstable();
            cuts.dedup();
            for pair in cuts.windows(2) {
                let lit = lit.iter().any(|s| s.start() <= pair[0] && pair[1] <= s.end());
                let word = word.filter(|_| pair[0] == from);
                pieces.push(Piece { text: text[pair[0]..pair[1]].to_owned(), word, lit });
            }
        };
        for word in words(text) {
            put(done, word.start(), None, &mut self.pieces);
            put(word.start(), word.end(), Some(self.words.len()), &mut self.pieces);
            self.words.push(Place { segment, span: word.shift(at) });
            done = word.end();
        }
        put(done, text.len(), None, &mut self.pieces);
    }

    /// A space between two stretches.
    fn gap(&mut self) {
        let lit = false;
        self.pieces.push(Piece { text: " ".to_owned(), word: None, lit });
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> String {
        self.pieces.iter().map(|p| p.text.as_str()).collect()
    }

    /// The words that are judged.
    #[must_use]
    pub fn lit(&self) -> String {
        self.pieces.iter().filter(|p| p.lit).map(|p| p.text.as_str()).collect()
    }
}

/// What the sample is stratified by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traits {
    /// How sure the program was, 0 to 1; `None` where it says nothing.
    pub score: Option<f64>,
    /// Whether something asks for a look.
    pub flagged: bool,
    /// Whether it is, or holds, a quotation.
    pub quoted: bool,
    /// How many hops the longest chain has; 0 without one.
    pub hops: usize,
}

/// A unit of review.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// What is judged.
    pub kind: Kind,
    /// The document's id; for a bead the file of the aligned pair.
    pub document: String,
    /// The segment, quotation or bead, by its number from 0.
    pub index: usize,
    /// The name under which its verdicts are kept.
    pub key: String,
    /// The hash of what is judged.
    pub content: String,
    /// What it is sampled by.
    pub traits: Traits,
    /// The source.
    pub source: Side,
    /// The English.
    pub target: Side,
    /// The sentences before and after, for the judge to see what it stands in.
    pub around: [String; 2],
    /// What else is claimed: label and words (speaker, kind, wording, hops).
    pub claims: Vec<(String, String)>,
    /// What asks for a look, in words.
    pub flags: Vec<String>,
    /// Word links: number of the source word, of the English word, probability.
    pub links: Vec<(usize, usize, f32)>,
}

impl Unit {
    /// Its place in the document: `s12`, `q3`, `b4`.
    #[must_use]
    pub fn place(&self) -> String {
        let letter = match self.kind {
            Kind::Segment | Kind::Links => 's',
            Kind::Quote => 'q',
            Kind::Bead => 'b',
        };
        format!("{letter}{}", self.index + 1)
    }
}

/// A short hash of several texts; no two lists of texts run together to the same bytes.
fn hash(parts: &[&str]) -> String {
    use std::fmt::Write;
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part.as_bytes());
    }
    sha.finalize().iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Numbers equal texts of a document, so that each of two identical sentences keeps its own name.
#[derive(Default)]
struct Names(BTreeMap<(Kind, String), usize>);

impl Names {
    fn key(&mut self, kind: Kind, document: &str, source: &str) -> String {
        let seen = self.0.entry((kind, source.to_owned())).or_default();
        *seen += 1;
        hash(&[kind.name(), document, source, &seen.to_string()])
    }
}

/// Everything in `article` that can be judged: sentences, quotations, word links.
///
/// Page furniture and repeats of earlier blocks are left out: what is estimated is the error rate
/// of what people read.
#[must_use]
pub fn units(article: &Article) -> Vec<Unit> {
    let mut names = Names::default();
    let touching = touching(article);
    let mut out = Vec::new();
    for (i, quotes) in touching.iter().enumerate().take(article.target.len()) {
        let block = article.source.block(i);
        // The name is taken even where the unit is left out, so that numbering does not shift.
        let segment = segment(article, i, quotes, &mut names);
        let links = links(&segment, article, &mut names);
        if block.kind == BlockKind::Boilerplate || block.duplicate_of.is_some() {
            continue;
        }
        out.push(segment);
        out.extend(links);
    }
    for (q, quote) in article.quotes.iter().enumerate() {
        let unit = quotation(article, q, &mut names);
        let repeated = (article.source.document().blocks().iter())
            .any(|b| b.duplicate_of.is_some() && b.span.contains(quote.span));
        if quote.scope == Scope::Article && !repeated && !article.target.is_empty() {
            out.push(unit);
        }
    }
    out
}

/// The quotations that touch each sentence.
fn touching(article: &Article) -> Vec<Vec<usize>> {
    let segments = article.source.segments();
    let mut out = vec![Vec::new(); segments.len()];
    for (q, quote) in article.quotes.iter().enumerate() {
        for i in of_span(article, quote.span) {
            out[i].push(q);
        }
    }
    out
}

/// The sentences `span` touches.
fn of_span(article: &Article, span: Span<Byte>) -> std::ops::Range<usize> {
    let segments = article.source.segments();
    let first = segments.partition_point(|s| s.span.end() <= span.start());
    let n = segments[first..].iter().take_while(|s| s.span.start() < span.end()).count();
    first..first + n
}

fn target_lang(article: &Article) -> Lang {
    article.engine.as_ref().map_or(Lang::EN, |e| e.to)
}

fn around(article: &Article, first: usize, last: usize) -> [String; 2] {
    let text = |i: Option<usize>| {
        let inside = i.filter(|i| *i < article.source.segments().len());
        inside.map_or_else(String::new, |i| article.source.text(i).to_owned())
    };
    [text(first.checked_sub(1)), text(last.checked_add(1))]
}

fn hops(article: &Article, quote: &Quote) -> usize {
    quote.chain.and_then(|c| article.chains.get(c)).map_or(0, |c| c.hops.len())
}

fn segment(article: &Article, i: usize, quotes: &[usize], names: &mut Names) -> Unit {
    let document = article.source.document();
    let (span, rendered) = (article.source.segments()[i].span, &article.target[i]);
    let mut source = Side::new(document.lang());
    source.add(article.source.text(i), (i, span.start()), &[]);
    let mut target = Side::new(target_lang(article));
    target.add(&rendered.text, (i, 0), &[]);
    let at = |words: &[Place], wanted: Span<Byte>| words.iter().position(|w| w.span == wanted);
    let links = rendered.links.iter().filter_map(|link| {
        Some((at(&source.words, link.src)?, at(&target.words, link.tgt)?, link.p.get()))
    });
    let links = links.collect();
    let looks = |f: &&Flag| f.wants_a_look();
    Unit {
        kind: Kind::Segment,
        document: document.id().to_owned(),
        index: i,
        key: names.key(Kind::Segment, document.id(), article.source.text(i)),
        content: hash(&[article.source.text(i), &rendered.text]),
        traits: Traits {
            score: rendered.score.map(|s| f64::from(s.get()).exp()),
            flagged: rendered.flags.iter().any(|f| f.wants_a_look()),
            quoted: !quotes.is_empty(),
            hops: quotes.iter().map(|q| hops(article, &article.quotes[*q])).max().unwrap_or(0),
        },
        source,
        target,
        around: around(article, i, i),
        claims: Vec::new(),
        flags: rendered.flags.iter().filter(looks).map(|f| f.meaning().to_owned()).collect(),
        links,
    }
}

/// The word links of a sentence, where it has some.
fn links(segment: &Unit, article: &Article, names: &mut Names) -> Option<Unit> {
    let i = segment.index;
    let key = names.key(Kind::Links, &segment.document, article.source.text(i));
    if segment.links.is_empty() || article.target[i].score.is_none() {
        return None;
    }
    let pairs: Vec<String> = segment.links.iter().map(|(s, t, _)| format!("{s}-{t}")).collect();
    let sum: f64 = segment.links.iter().map(|l| f64::from(l.2)).sum();
    #[expect(clippy::cast_precision_loss, reason = "a sentence has few links")]
    let mean = sum / segment.links.len() as f64;
    Some(Unit {
        kind: Kind::Links,
        key,
        content: hash(&[&segment.source.text(), &segment.target.text(), &pairs.join(" ")]),
        traits: Traits { score: Some(mean), ..segment.traits.clone() },
        ..segment.clone()
    })
}

fn quotation(article: &Article, q: usize, names: &mut Names) -> Unit {
    let (document, quote) = (article.source.document(), &article.quotes[q]);
    let text = document.text();
    let touched = of_span(article, quote.span);
    let whole = [quote.span];
    let parts = if quote.parts.is_empty() { &whole[..] } else { &quote.parts };
    let stretches = quote.carried.as_ref().map_or(&[][..], |c| &c.target);
    let source = quoted_source(article, touched.clone(), parts);
    let target = quoted_target(article, touched.clone(), stretches);
    let claims = claims(article, quote);
    let said: Vec<String> =
        claims.iter().map(|(label, words)| format!("{label}: {words}")).collect();
    let (state, reason) =
        quote.carried.as_ref().map_or((CarryState::Lost, None), |c| (c.state, c.reason.clone()));
    let mut flags: Vec<String> =
        quote.flags.iter().map(|f| phrases::quote_flag(*f).to_owned()).collect();
    if state != CarryState::Exact {
        let why = reason.map(|r| format!(" ({r})")).unwrap_or_default();
        flags.push(format!("in the translation: {}{why}", phrases::state(state)));
    }
    Unit {
        kind: Kind::Quote,
        document: document.id().to_owned(),
        index: q,
        key: names.key(Kind::Quote, document.id(), quote.span.of(text)),
        content: hash(&[
            &source.text(),
            &source.lit(),
            &target.text(),
            &target.lit(),
            &said.join("\n"),
        ]),
        traits: Traits {
            score: quote.carried.as_ref().map(|c| f64::from(c.score.get())),
            flagged: !flags.is_empty(),
            quoted: true,
            hops: hops(article, quote),
        },
        source,
        target,
        around: around(article, touched.start, touched.end.saturating_sub(1)),
        claims,
        flags,
        links: Vec::new(),
    }
}

/// The sentences `touched`, with the quotation's `parts` lit.
fn quoted_source(article: &Article, touched: std::ops::Range<usize>, parts: &[Span<Byte>]) -> Side {
    let document = article.source.document();
    let mut side = Side::new(document.lang());
    for i in touched.clone() {
        let span = article.source.segments()[i].span;
        if i > touched.start {
            side.gap();
        }
        let inside = parts.iter().filter_map(|p| p.intersect(span));
        let lit: Vec<_> =
            inside.map(|p| Span::new(p.start() - span.start(), p.end() - span.start())).collect();
        side.add(span.of(document.text()), (i, span.start()), &lit);
    }
    side
}

/// Their translations, and those the quotation was carried into, with its `stretches` lit.
fn quoted_target(
    article: &Article,
    touched: std::ops::Range<usize>,
    stretches: &[TargetSpan],
) -> Side {
    let mut shown: Vec<usize> = touched.chain(stretches.iter().map(|t| t.segment)).collect();
    shown.sort_unstable();
    shown.dedup();
    let mut side = Side::new(target_lang(article));
    for (n, &i) in shown.iter().filter(|i| **i < article.target.len()).enumerate() {
        if n > 0 {
            side.gap();
        }
        let here = stretches.iter().filter(|t| t.segment == i);
        let lit: Vec<_> = here.map(|t| t.span).collect();
        side.add(&article.target[i].text, (i, 0), &lit);
    }
    side
}

/// What the program says of a quotation, line by line.
fn claims(article: &Article, quote: &Quote) -> Vec<(String, String)> {
    let mut out = vec![(
        "Speaker".to_owned(),
        format!(
            "{} ({})",
            phrases::speaker(article, &quote.speaker),
            phrases::basis(quote.speaker.basis)
        ),
    )];
    out.extend(quote.speaker.role.clone().map(|role| ("Role".to_owned(), role)));
    out.push(("Kind".to_owned(), phrases::kind(quote.kind).to_owned()));
    out.push(("Wording".to_owned(), phrases::claim_sentence(article, quote)));
    let chain = quote.chain.and_then(|c| article.chains.get(c));
    for (n, hop) in chain.iter().flat_map(|c| &c.hops).enumerate() {
        out.push((format!("Hop {}", n + 1), phrases::hop_line(hop)));
    }
    out
}

/// One bead of an aligned pair, as `tarjuman align --format json` writes it.
#[derive(Clone, Debug, Deserialize)]
pub struct BeadEntry {
    /// Numbers of the source sentences.
    pub source: Vec<usize>,
    /// Numbers of the target sentences.
    pub target: Vec<usize>,
    /// Their words.
    pub source_text: String,
    /// Their words.
    pub target_text: String,
    /// How likely the bead is right.
    #[serde(default)]
    pub confidence: Option<f64>,
}

/// The beads of the aligned pair `name`.
#[must_use]
pub fn beads(name: &str, entries: &[BeadEntry], (from, to): (Lang, Lang)) -> Vec<Unit> {
    let mut names = Names::default();
    let text = |i: Option<usize>| {
        i.and_then(|i| entries.get(i)).map_or_else(String::new, |e| e.source_text.clone())
    };
    let unit = |(i, entry): (usize, &BeadEntry)| {
        let (mut source, mut target) = (Side::new(from), Side::new(to));
        source.add(&entry.source_text, (0, 0), &[]);
        target.add(&entry.target_text, (0, 0), &[]);
        let odd = entry.source.len() != 1 || entry.target.len() != 1;
        let shape = format!("{} to {}", entry.source.len(), entry.target.len());
        Unit {
            kind: Kind::Bead,
            document: name.to_owned(),
            index: i,
            key: names.key(Kind::Bead, name, &entry.source_text),
            content: hash(&[&entry.source_text, &entry.target_text]),
            traits: Traits { score: entry.confidence, flagged: odd, ..Traits::default() },
            source,
            target,
            around: [text(i.checked_sub(1)), text(i.checked_add(1))],
            claims: vec![("Sentences".to_owned(), shape.clone())],
            flags: odd.then(|| format!("{shape} sentences")).into_iter().collect(),
            links: Vec::new(),
        }
    };
    entries.iter().enumerate().map(unit).collect()
}
