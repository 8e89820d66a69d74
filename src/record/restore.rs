//! Document file → article: code points become bytes, and every value is checked on the way.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::Error;
use super::file::{
    DocumentFile, HopEntry, QuoteEntry, Range, SegmentEntry, SourceText, TargetEntry, TextSpan,
};
use super::names::Named;
use crate::corpus::alignment::Link;
use crate::corpus::article::{Article, Corrected, Correction, Engine, Flag, Rendered};
use crate::corpus::document::{
    Agency, Block, BlockKind, Credit, CreditKind, Dated, Document, Facts, Media, Origin,
};
use crate::corpus::lang::Lang;
use crate::corpus::quote::{
    Agent, AgentKind, Basis, Carried, CarryState, Chain, HeldWording, Hop, HopRole, Quote,
    QuoteFlag, QuoteKind, Scope, Speaker, TargetSpan, Wording,
};
use crate::corpus::score::{LogProb, Score};
use crate::corpus::segment::{Segment, Segmented};
use crate::corpus::span::{Byte, Char, CharIndex, Span};

/// The article a file was written from.
///
/// Spans of wordings held in *other* documents cannot be turned into bytes without those
/// documents, so they are left out; their words stay.
///
/// # Errors
/// The first place where the file holds a value that cannot be, such as a span whose text is not
/// what stands there. [`verify`](super::verify) lists all such places instead.
pub fn restore(file: &DocumentFile) -> Result<Article, Error> {
    let reader = Reader { text: &file.document.text, index: CharIndex::new(&file.document.text) };
    let document = Arc::new(reader.document(&file.document)?);
    let segments = reader.segments(file, &document)?;
    let target = reader.targets(file)?;
    let quotes = each(&file.quotes, "/quotes", |at, q| reader.quote(at, q, file, &target))?;
    let chains = each(&file.chains, "/chains", |at, chain| {
        let hops = each(&chain.hops, &format!("{at}/hops"), |at, hop| reader.hop(at, hop))?;
        Ok(Chain { hops })
    })?;
    let marked = each(&file.marked, "/marked", |at, s| reader.span(at, s))?;
    let engine = file.engine.as_ref().map(|stamp| {
        Ok::<_, Error>(Engine {
            model: stamp.model.clone(),
            revision: stamp.revision.clone(),
            weights_sha256: stamp.weights_sha256.clone(),
            tool: stamp.tool.clone(),
            beam: stamp.beam,
            shortlist_sha256: stamp.shortlist_sha256.clone(),
            to: lang("/engine/to", &stamp.to)?,
        })
    });
    let source = Segmented::new(document, segments);
    let corrections = reader.corrections(file)?;
    let engine = engine.transpose()?;
    Ok(Article { source, engine, target, quotes, marked, chains, corrections })
}

fn wrong(place: &str, expected: impl Into<String>, found: impl Into<String>) -> Error {
    Error::Value { place: place.to_owned(), expected: expected.into(), found: found.into() }
}

fn each<T, U>(
    items: &[T],
    place: &str,
    mut read: impl FnMut(&str, &T) -> Result<U, Error>,
) -> Result<Vec<U>, Error> {
    items.iter().enumerate().map(|(i, item)| read(&format!("{place}/{i}"), item)).collect()
}

fn named<T: Named>(place: &str, name: &str) -> Result<T, Error> {
    T::from_file_name(name).ok_or_else(|| wrong(place, T::all_names(), format!("“{name}”")))
}

fn lang(place: &str, code: &str) -> Result<Lang, Error> {
    Lang::from_str(code).map_err(|_| wrong(place, "a language code", format!("“{code}”")))
}

/// The number in `q3`, `s12` or `c1`, from 0, below `count`.
fn number(place: &str, id: &str, letter: char, count: usize) -> Result<usize, Error> {
    let n = id.strip_prefix(letter).and_then(|n| n.parse::<usize>().ok());
    n.and_then(|n| n.checked_sub(1))
        .filter(|&n| n < count)
        .ok_or_else(|| wrong(place, format!("{letter}1 to {letter}{count}"), format!("“{id}”")))
}

/// Cuts `start..end` (code points) out of `index`, and holds it to `text` where that is given.
fn cut(
    place: &str,
    (source, index): (&str, &CharIndex<'_>),
    range: Range,
    text: Option<&str>,
) -> Result<Span<Byte>, Error> {
    let Range { start, end } = range;
    let fits = start <= end && u32::try_from(end).is_ok();
    let bytes = fits.then(|| index.bytes(Span::<Char>::new(start, end))).flatten();
    let span =
        bytes.ok_or_else(|| wrong(place, "bounds inside the text", format!("{start}..{end}")))?;
    match text {
        Some(text) if text != span.of(source) => {
            Err(wrong(place, format!("“{}”", span.of(source)), format!("“{text}”")))
        }
        _ => Ok(span),
    }
}

struct Reader<'a> {
    text: &'a str,
    index: CharIndex<'a>,
}

impl Reader<'_> {
    fn span(&self, place: &str, s: &TextSpan) -> Result<Span<Byte>, Error> {
        let range = Range { start: s.start, end: s.end };
        cut(place, (self.text, &self.index), range, Some(&s.text))
    }

    fn maybe(&self, place: &str, s: Option<&TextSpan>) -> Result<Option<Span<Byte>>, Error> {
        s.map(|s| self.span(place, s)).transpose()
    }

    fn range(&self, place: &str, range: Range) -> Result<Span<Byte>, Error> {
        cut(place, (self.text, &self.index), range, None)
    }

    fn document(&self, file: &SourceText) -> Result<Document, Error> {
        let mut end = 0;
        let blocks = each(&file.blocks, "/document/blocks", |at, b| {
            let span = self.range(at, Range { start: b.start, end: b.end })?;
            if span.start() < end {
                return Err(wrong(at, "blocks in order and apart", format!("{}", b.start)));
            }
            end = span.end();
            let kind = named::<BlockKind>(&format!("{at}/kind"), &b.kind)?;
            Ok(Block { kind, span, duplicate_of: b.duplicate_of })
        })?;
        let encoding = Encoding::for_label(file.encoding.as_bytes())
            .ok_or_else(|| wrong("/document/encoding", "a WHATWG name", file.encoding.clone()))?;
        let origin = Origin {
            path: PathBuf::from(&file.path),
            media: named::<Media>("/document/media", &file.media)?,
            encoding: encoding.name(),
            bom: file.bom,
            sha256: file.sha256.clone(),
        };
        let lang = lang("/document/lang", &file.lang)?;
        let markup = each(&file.markup, "/document/markup", |at, r| self.range(at, *r))?;
        Ok(Document::new(file.id.clone(), origin, lang, file.text.clone(), blocks)
            .with_facts(self.facts(file)?)
            .with_markup(markup))
    }

    fn facts(&self, file: &SourceText) -> Result<Facts, Error> {
        let date_span = self.maybe("/document/date_span", file.date_span.as_ref())?;
        let agency = file.agency.as_ref().map(|a| {
            let span = self.span("/document/agency/span", &a.span)?;
            Ok::<_, Error>(Agency { name: a.name.clone(), span })
        });
        Ok(Facts {
            title: self.maybe("/document/title", file.title.as_ref())?,
            byline: self.maybe("/document/byline", file.byline.as_ref())?,
            dateline: self.maybe("/document/dateline", file.dateline.as_ref())?,
            date: date_span.zip(file.date.clone()).map(|(span, iso)| Dated { iso, span }),
            agency: agency.transpose()?,
            credits: each(&file.credits, "/document/credits", |at, c| {
                let code = |code: &Option<String>| code.as_ref().map(|l| lang(at, l)).transpose();
                Ok(Credit {
                    kind: named::<CreditKind>(&format!("{at}/kind"), &c.kind)?,
                    from: code(&c.from)?,
                    to: code(&c.to)?,
                    by: c.by.clone(),
                    span: self.span(&format!("{at}/span"), &c.span)?,
                })
            })?,
        })
    }

    fn segments(&self, file: &DocumentFile, document: &Document) -> Result<Vec<Segment>, Error> {
        let mut end = 0;
        each(&file.segments, "/segments", |at, s: &SegmentEntry| {
            let span = self.span(&format!("{at}/source"), &s.source)?;
            if span.start() < end || span.is_empty() {
                return Err(wrong(at, "segments in order and apart", format!("“{}”", s.id)));
            }
            end = span.end();
            match document.blocks().get(s.block) {
                Some(block) if block.span.contains(span) => Ok(Segment { block: s.block, span }),
                _ => Err(wrong(&format!("{at}/block"), "the block around it", s.block.to_string())),
            }
        })
    }

    /// What people put right, sentences first.
    fn corrections(&self, file: &DocumentFile) -> Result<Vec<Correction>, Error> {
        let mut out = Vec::new();
        for (segment, entry) in file.segments.iter().enumerate() {
            let Some(corrected) = &entry.corrected else { continue };
            let at = format!("/segments/{segment}/corrected/flags");
            let of = Corrected::Segment {
                segment,
                text: corrected.machine.text.clone(),
                score: corrected.score.map(|s| LogProb::new(narrow(s))),
                flags: each(&corrected.flags, &at, |at, f| named::<Flag>(at, f))?,
            };
            out.push(Correction { by: corrected.by.clone(), of });
        }
        for (quote, entry) in file.quotes.iter().enumerate() {
            let Some(corrected) = &entry.corrected else { continue };
            let span =
                self.span(&format!("/quotes/{quote}/corrected/source"), &corrected.source)?;
            let of = Corrected::Quote { quote, span, english: corrected.english.clone() };
            out.push(Correction { by: corrected.by.clone(), of });
        }
        Ok(out)
    }

    fn targets(&self, file: &DocumentFile) -> Result<Vec<Rendered>, Error> {
        if file.segments.iter().all(|s| s.target.is_none()) {
            return Ok(Vec::new());
        }
        each(&file.segments, "/segments", |at, s| {
            let target = s.target.as_ref();
            let text = &target.ok_or_else(|| wrong(at, "a target", "none"))?.text;
            let index = CharIndex::new(text);
            let links = each(&s.links, &format!("{at}/links"), |at, link| {
                Ok(Link {
                    src: self.span(&format!("{at}/source"), &link.source)?,
                    tgt: cut(&format!("{at}/target"), (text, &index), link.target, None)?,
                    p: score(link.p),
                })
            })?;
            let flags = each(&s.flags, &format!("{at}/flags"), |at, f| named::<Flag>(at, f))?;
            let score = s.score.map(|s| LogProb::new(narrow(s)));
            Ok(Rendered { text: text.clone(), score, links, flags })
        })
    }

    fn quote(
        &self,
        at: &str,
        q: &QuoteEntry,
        file: &DocumentFile,
        target: &[Rendered],
    ) -> Result<Quote, Error> {
        let under = |field: &str| format!("{at}/{field}");
        let carried = q.state.as_ref().map(|state| {
            let n_segments = target.len();
            Ok::<_, Error>(Carried {
                target: each(&q.target, &under("target"), |at, t: &TargetEntry| {
                    let segment = number(at, &t.segment, 's', n_segments)?;
                    let text = &target[segment].text;
                    let range = Range { start: t.start, end: t.end };
                    let span = cut(at, (text, &CharIndex::new(text)), range, Some(&t.text))?;
                    Ok(TargetSpan { segment, span })
                })?,
                state: named::<CarryState>(&under("state"), state)?,
                score: score(q.score.unwrap_or(0.0)),
                reason: q.reason.clone(),
            })
        });
        let inside =
            (q.inside.as_ref()).map(|id| number(&under("inside"), id, 'q', file.quotes.len()));
        let chain = q.chain.as_ref().map(|id| number(&under("chain"), id, 'c', file.chains.len()));
        Ok(Quote {
            kind: named::<QuoteKind>(&under("kind"), &q.kind)?,
            scope: named::<Scope>(&under("scope"), &q.scope)?,
            span: self.span(&under("source"), &q.source)?,
            parts: each(&q.parts, &under("parts"), |at, s| self.span(at, s))?,
            marked: q.marks.as_deref() != Some("none"),
            inside: inside.transpose()?,
            cue: self.maybe(&under("cue"), q.cue.as_ref())?,
            speaker: Speaker {
                mention: self.maybe(&under("speaker/mention"), q.speaker.mention.as_ref())?,
                name: q.speaker.name.clone(),
                role: q.speaker.role.clone(),
                variants: q.speaker.variants.clone(),
                basis: named::<Basis>(&under("speaker/basis"), &q.speaker.basis)?,
            },
            read_by: None,
            flags: each(&q.flags, &under("flags"), |at, f| named::<QuoteFlag>(at, f))?,
            carried: carried.transpose()?,
            wording: named::<Wording>(&under("wording"), &q.wording)?,
            returns_home: q.returns_home,
            chain: chain.transpose()?,
            same_as: q.same_as.clone(),
        })
    }

    fn hop(&self, at: &str, hop: &HopEntry) -> Result<Hop, Error> {
        let wording = hop.wording.as_ref().map(|w| {
            let own = w.document.is_none().then_some(w.span.as_ref()).flatten();
            let span = self.maybe(&format!("{at}/wording/span"), own)?;
            Ok::<_, Error>(HeldWording { text: w.text.clone(), span, document: w.document.clone() })
        });
        Ok(Hop {
            role: named::<HopRole>(&format!("{at}/role"), &hop.role)?,
            lang: hop.lang.as_ref().map(|l| lang(&format!("{at}/lang"), l)).transpose()?,
            lang_basis: named::<Basis>(&format!("{at}/lang_basis"), &hop.lang_basis)?,
            agent: Agent {
                name: hop.agent.name.clone(),
                kind: named::<AgentKind>(&format!("{at}/agent/kind"), &hop.agent.kind)?,
            },
            when: hop.when.clone(),
            place: hop.place.clone(),
            wording: wording.transpose()?,
            evidence: self.maybe(&format!("{at}/evidence"), hop.evidence.as_ref())?,
        })
    }
}

fn score(value: f64) -> Score {
    Score::new(narrow(value))
}

/// Files hold decimals of numbers that were `f32` when written.
#[expect(clippy::cast_possible_truncation, reason = "the number was an f32 when it was written")]
fn narrow(value: f64) -> f32 {
    value as f32
}
