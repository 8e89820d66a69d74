//! Article → document file: bytes become code points, numbers get their written precision.

use std::rc::Rc;

use serde::{Serialize, Serializer};

use super::SCHEMA;
use super::file::{
    AgencyEntry, AgentEntry, BlockEntry, ChainEntry, CorrectedQuote, CorrectedSegment, CreditEntry,
    EngineStamp, HopEntry, LinkEntry, QuoteEntry, Range, SegmentEntry, SourceText, SpeakerEntry,
    TargetEntry, TargetText, TextSpan, WordingEntry,
};
use super::names::Named;
use crate::corpus::article::{Article, Corrected, Engine, Rendered};
use crate::corpus::document::Document;
use crate::corpus::hash::sha256;
use crate::corpus::quote::{Chain, HeldWording, Hop, Quote};
use crate::corpus::span::{Byte, CharIndex, Span};

/// The file of `article`, to be serialised: the same fields as [`DocumentFile`], but each sentence,
/// quotation and chain is made when its turn comes and dropped behind it, so that a long text's
/// file is never held whole. `originals` are the other texts its chains may take wordings from.
///
/// # Panics
/// On being serialised, if the article's spans do not fit its texts: they come from stages that cut
/// them there.
///
/// [`DocumentFile`]: super::DocumentFile
#[must_use]
pub fn store<'a>(article: &'a Article, originals: &'a [&'a Document]) -> impl Serialize + 'a {
    let document = article.source.document();
    let writer = Writer { text: document.text(), index: CharIndex::new(document.text()) };
    let writer = Rc::new(writer);
    let (for_quotes, for_chains) = (Rc::clone(&writer), Rc::clone(&writer));
    Stored {
        schema: SCHEMA,
        document: writer.document(document),
        engine: article.engine.as_ref().map(engine),
        marked: article.marked.iter().map(|&span| writer.span(span)).collect(),
        segments: List {
            len: article.source.segments().len(),
            entry: move |i| writer.segment(article, i),
        },
        quotes: List { len: article.quotes.len(), entry: move |i| for_quotes.quote(article, i) },
        chains: List {
            len: article.chains.len(),
            entry: move |i| for_chains.chain(i, &article.chains[i], originals),
        },
    }
}

/// [`DocumentFile`](super::DocumentFile), its long lists not yet made.
#[derive(Serialize)]
struct Stored<S: Serialize, Q: Serialize, C: Serialize> {
    schema: &'static str,
    document: SourceText,
    engine: Option<EngineStamp>,
    segments: S,
    quotes: Q,
    chains: C,
    marked: Vec<TextSpan>,
}

/// A list of `len` entries, each made while it is written.
struct List<F> {
    len: usize,
    entry: F,
}

impl<T: Serialize, F: Fn(usize) -> T> Serialize for List<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((0..self.len).map(&self.entry))
    }
}

/// `value` at four decimals: what a mean log-probability or a probability is good for.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

fn engine(engine: &Engine) -> EngineStamp {
    EngineStamp {
        model: engine.model.clone(),
        revision: engine.revision.clone(),
        weights_sha256: engine.weights_sha256.clone(),
        tool: engine.tool.clone(),
        beam: engine.beam,
        shortlist_sha256: engine.shortlist_sha256.clone(),
        to: engine.to.to_string(),
    }
}

fn chars(text: &str, span: Span<Byte>) -> Range {
    let start = text[..span.start()].chars().count();
    Range { start, end: start + span.of(text).chars().count() }
}

/// What the machine had said of sentence `i`, where a person corrected it.
fn corrected_segment(article: &Article, i: usize) -> Option<CorrectedSegment> {
    article.corrections.iter().find_map(|correction| match &correction.of {
        Corrected::Segment { segment, text, score, flags } if *segment == i => {
            Some(CorrectedSegment {
                by: correction.by.clone(),
                machine: TargetText { text: text.clone() },
                score: score.map(|s| rounded(s.get())),
                flags: flags.iter().map(|f| f.file_name().to_owned()).collect(),
            })
        }
        _ => None,
    })
}

struct Writer<'a> {
    text: &'a str,
    index: CharIndex<'a>,
}

impl Writer<'_> {
    fn span(&self, span: Span<Byte>) -> TextSpan {
        let at = self.index.chars(span);
        TextSpan { start: at.start(), end: at.end(), text: span.of(self.text).to_owned() }
    }

    fn range(&self, span: Span<Byte>) -> Range {
        let at = self.index.chars(span);
        Range { start: at.start(), end: at.end() }
    }

    fn document(&self, document: &Document) -> SourceText {
        let (origin, facts) = (document.origin(), document.facts());
        SourceText {
            id: document.id().to_owned(),
            path: origin.path.to_string_lossy().into_owned(),
            sha256: origin.sha256.clone(),
            text_sha256: sha256(self.text.as_bytes()),
            media: origin.media.file_name().to_owned(),
            encoding: origin.encoding.to_owned(),
            bom: origin.bom,
            lang: document.lang().to_string(),
            text: self.text.to_owned(),
            title: facts.title.map(|s| self.span(s)),
            byline: facts.byline.map(|s| self.span(s)),
            dateline: facts.dateline.map(|s| self.span(s)),
            date: facts.date.as_ref().map(|d| d.iso.clone()),
            date_span: facts.date.as_ref().map(|d| self.span(d.span)),
            agency: (facts.agency.as_ref())
                .map(|a| AgencyEntry { name: a.name.clone(), span: self.span(a.span) }),
            credits: (facts.credits.iter())
                .map(|c| CreditEntry {
                    kind: c.kind.file_name().to_owned(),
                    from: c.from.map(|l| l.to_string()),
                    to: c.to.map(|l| l.to_string()),
                    by: c.by.clone(),
                    span: self.span(c.span),
                })
                .collect(),
            blocks: (document.blocks().iter())
                .map(|b| {
                    let Range { start, end } = self.range(b.span);
                    let kind = b.kind.file_name().to_owned();
                    BlockEntry { kind, start, end, duplicate_of: b.duplicate_of }
                })
                .collect(),
            markup: document.markup().iter().map(|&s| self.range(s)).collect(),
        }
    }

    fn segment(&self, article: &Article, i: usize) -> SegmentEntry {
        let segment = article.source.segments()[i];
        let target = article.target.get(i);
        SegmentEntry {
            id: format!("s{}", i + 1),
            block: segment.block,
            source: self.span(segment.span),
            target: target.map(|t| TargetText { text: t.text.clone() }),
            score: target.and_then(|t| t.score).map(|s| rounded(s.get())),
            links: target.map_or_else(Vec::new, |t| self.links(t)),
            flags: target.map_or_else(Vec::new, |t| {
                t.flags.iter().map(|f| f.file_name().to_owned()).collect()
            }),
            corrected: corrected_segment(article, i),
        }
    }

    fn links(&self, target: &Rendered) -> Vec<LinkEntry> {
        let links = target.links.iter();
        links
            .map(|link| LinkEntry {
                source: self.span(link.src),
                target: chars(&target.text, link.tgt),
                p: rounded(link.p.get()),
            })
            .collect()
    }

    fn quote(&self, article: &Article, i: usize) -> QuoteEntry {
        let quote = &article.quotes[i];
        let source = self.span(quote.span);
        let carried = quote.carried.as_ref();
        QuoteEntry {
            id: format!("q{}", i + 1),
            kind: quote.kind.file_name().to_owned(),
            scope: quote.scope.file_name().to_owned(),
            marks: (!quote.marked).then(|| "none".to_owned()),
            sha256: sha256(source.text.as_bytes()),
            source,
            parts: quote.parts.iter().map(|&s| self.span(s)).collect(),
            inside: quote.inside.map(|n| format!("q{}", n + 1)),
            cue: quote.cue.map(|s| self.span(s)),
            speaker: SpeakerEntry {
                mention: quote.speaker.mention.map(|s| self.span(s)),
                name: quote.speaker.name.clone(),
                role: quote.speaker.role.clone(),
                variants: quote.speaker.variants.clone(),
                basis: quote.speaker.basis.file_name().to_owned(),
            },
            flags: quote.flags.iter().map(|f| f.file_name().to_owned()).collect(),
            target: targets(article, quote),
            state: carried.map(|c| c.state.file_name().to_owned()),
            reason: carried.and_then(|c| c.reason.clone()),
            score: carried.map(|c| rounded(c.score.get())),
            wording: quote.wording.file_name().to_owned(),
            returns_home: quote.returns_home,
            chain: quote.chain.map(|n| format!("c{}", n + 1)),
            same_as: quote.same_as.clone(),
            corrected: article.corrected_quote(i).map(|(by, span, english)| CorrectedQuote {
                by: by.to_owned(),
                source: self.span(span),
                english: english.to_owned(),
            }),
        }
    }

    fn chain(&self, i: usize, chain: &Chain, originals: &[&Document]) -> ChainEntry {
        let hops = chain.hops.iter().enumerate();
        ChainEntry {
            id: format!("c{}", i + 1),
            hops: hops.map(|(n, hop)| self.hop(n, hop, originals)).collect(),
        }
    }

    fn hop(&self, n: usize, hop: &Hop, originals: &[&Document]) -> HopEntry {
        HopEntry {
            n,
            role: hop.role.file_name().to_owned(),
            lang: hop.lang.map(|l| l.to_string()),
            lang_basis: hop.lang_basis.file_name().to_owned(),
            agent: AgentEntry {
                name: hop.agent.name.clone(),
                kind: hop.agent.kind.file_name().to_owned(),
            },
            when: hop.when.clone(),
            place: hop.place.clone(),
            held: hop.wording.is_some(),
            wording: hop.wording.as_ref().map(|w| self.wording(w, originals)),
            evidence: hop.evidence.map(|s| self.span(s)),
        }
    }

    fn wording(&self, held: &HeldWording, originals: &[&Document]) -> WordingEntry {
        let span = held.span.and_then(|span| match &held.document {
            None => Some(self.span(span)),
            Some(name) => {
                let other = originals.iter().find(|d| {
                    d.id() == name || d.origin().path.to_string_lossy() == name.as_str()
                })?;
                let text = span.get(other.text())?.to_owned();
                let Range { start, end } = chars(other.text(), span);
                Some(TextSpan { start, end, text })
            }
        });
        WordingEntry { text: held.text.clone(), span, document: held.document.clone() }
    }
}

fn targets(article: &Article, quote: &Quote) -> Vec<TargetEntry> {
    let carried = quote.carried.iter().flat_map(|c| &c.target);
    carried
        .map(|t| {
            let text = &article.target[t.segment].text;
            let Range { start, end } = chars(text, t.span);
            let segment = format!("s{}", t.segment + 1);
            TargetEntry { segment, start, end, text: t.span.of(text).to_owned() }
        })
        .collect()
}
