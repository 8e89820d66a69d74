//! Does a document file tell the truth about its text, and does the source still say so?
//!
//! In come bytes, out comes every failure with its place. Nothing stops at the first one, nothing
//! is repaired, and a span that no longer fits is *orphaned*, never moved to a lookalike.

use encoding_rs::Encoding;

use super::file::{ChainEntry, DocumentFile, QuoteEntry, Range, SegmentEntry, TextSpan};
use crate::corpus::hash::sha256;
use crate::corpus::span::{Char, CharIndex, Span};

/// One claim that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file that makes the claim.
    pub file: String,
    /// Where in it, as a JSON pointer such as `/quotes/3/source`; empty for the whole file.
    pub place: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if !self.place.is_empty() {
            write!(f, " {}", self.place)?;
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)
    }
}

/// Checks the document file `json`, called `name` in messages, and the source it was read from
/// where `source` is given.
#[must_use]
pub fn document(name: &str, json: &[u8], source: Option<&[u8]>) -> Vec<Failure> {
    let file = match super::read(json) {
        Ok(file) => file,
        Err(error) => {
            let found = match &error {
                super::Error::Json { source } => source.to_string(),
                other => other.to_string(),
            };
            let expected = "a document file".to_owned();
            let (file, place) = (name.to_owned(), String::new());
            return vec![Failure { file, place, expected, found }];
        }
    };
    let text = &file.document.text;
    let mut check = Check { name, text, index: CharIndex::new(text), failures: Vec::new() };
    check.document(&file);
    check.segments(&file.segments);
    for (i, quote) in file.quotes.iter().enumerate() {
        check.quote(&format!("/quotes/{i}"), i, quote, &file);
    }
    for (i, chain) in file.chains.iter().enumerate() {
        check.chain(&format!("/chains/{i}"), i, chain);
    }
    for (i, span) in file.marked.iter().enumerate() {
        check.span(&format!("/marked/{i}"), span);
    }
    if let Some(bytes) = source {
        check.source(&file, bytes);
    }
    let mut failures = check.failures;
    // Whatever the list above has no rule for (a kind, a state, a block out of order) is refused
    // when the article is put together again.
    if let (true, Err(error)) = (failures.is_empty(), super::restore(&file)) {
        let failure = match error {
            super::Error::Value { place, expected, found } => (place, expected, found),
            other => (String::new(), "a sound document file".to_owned(), other.to_string()),
        };
        let (place, expected, found) = failure;
        failures.push(Failure { file: name.to_owned(), place, expected, found });
    }
    failures
}

struct Check<'a> {
    name: &'a str,
    text: &'a str,
    index: CharIndex<'a>,
    failures: Vec<Failure>,
}

/// Enough of a text to recognise it in a message.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut cut: String = text.chars().take(MOST).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    format!("“{cut}”")
}

fn slice<'t>(text: &'t str, index: &CharIndex<'_>, range: Range) -> Option<&'t str> {
    let sound = range.start <= range.end && u32::try_from(range.end).is_ok();
    let span = sound.then(|| index.bytes(Span::<Char>::new(range.start, range.end))).flatten()?;
    span.get(text)
}

impl Check<'_> {
    fn fail(&mut self, place: &str, expected: impl Into<String>, found: impl Into<String>) {
        self.failures.push(Failure {
            file: self.name.to_owned(),
            place: place.to_owned(),
            expected: expected.into(),
            found: found.into(),
        });
    }

    fn range(&mut self, place: &str, range: Range) -> Option<&str> {
        let found = slice(self.text, &self.index, range);
        if found.is_none() {
            let Range { start, end } = range;
            self.fail(place, "bounds inside the text", format!("{start}..{end}"));
        }
        found
    }

    fn span(&mut self, place: &str, span: &TextSpan) {
        let range = Range { start: span.start, end: span.end };
        if let Some(cut) = self.range(place, range)
            && cut != span.text
        {
            let expected = shown(cut);
            self.fail(place, expected, shown(&span.text));
        }
    }

    fn spans<'s>(&mut self, spans: impl IntoIterator<Item = (String, Option<&'s TextSpan>)>) {
        for (place, span) in spans {
            if let Some(span) = span {
                self.span(&place, span);
            }
        }
    }

    fn document(&mut self, file: &DocumentFile) {
        let d = &file.document;
        let hash = sha256(d.text.as_bytes());
        if hash != d.text_sha256 {
            self.fail("/document/text", format!("SHA-256 {}", d.text_sha256), hash);
        }
        let named = |field: &str| format!("/document/{field}");
        self.spans([
            (named("title"), d.title.as_ref()),
            (named("byline"), d.byline.as_ref()),
            (named("dateline"), d.dateline.as_ref()),
            (named("date_span"), d.date_span.as_ref()),
            (named("agency/span"), d.agency.as_ref().map(|a| &a.span)),
        ]);
        for (i, credit) in d.credits.iter().enumerate() {
            self.span(&format!("/document/credits/{i}/span"), &credit.span);
        }
        for (i, block) in d.blocks.iter().enumerate() {
            let range = Range { start: block.start, end: block.end };
            self.range(&format!("/document/blocks/{i}"), range);
        }
    }

    fn segments(&mut self, segments: &[SegmentEntry]) {
        for (i, segment) in segments.iter().enumerate() {
            let at = format!("/segments/{i}");
            if segment.id != format!("s{}", i + 1) {
                self.fail(&format!("{at}/id"), format!("s{}", i + 1), &*segment.id);
            }
            self.span(&format!("{at}/source"), &segment.source);
            let target = segment.target.as_ref().map_or("", |t| &*t.text);
            let index = CharIndex::new(target);
            for (j, link) in segment.links.iter().enumerate() {
                let at = format!("{at}/links/{j}");
                self.span(&format!("{at}/source"), &link.source);
                let inside = segment.source.start <= link.source.start
                    && link.source.end <= segment.source.end;
                if !inside {
                    let expected = format!("a word of {}", segment.id);
                    self.fail(&format!("{at}/source"), expected, shown(&link.source.text));
                }
                if slice(target, &index, link.target).is_none() {
                    let Range { start, end } = link.target;
                    let expected = "bounds inside the translation";
                    self.fail(&format!("{at}/target"), expected, format!("{start}..{end}"));
                }
                if !(0.0..=1.0).contains(&link.p) {
                    self.fail(&format!("{at}/p"), "a probability", link.p.to_string());
                }
            }
        }
    }

    fn quote(&mut self, at: &str, i: usize, quote: &QuoteEntry, file: &DocumentFile) {
        if quote.id != format!("q{}", i + 1) {
            self.fail(&format!("{at}/id"), format!("q{}", i + 1), &*quote.id);
        }
        let hash = sha256(quote.source.text.as_bytes());
        if hash != quote.sha256 {
            self.fail(&format!("{at}/sha256"), hash, &*quote.sha256);
        }
        self.spans([
            (format!("{at}/source"), Some(&quote.source)),
            (format!("{at}/cue"), quote.cue.as_ref()),
            (format!("{at}/speaker/mention"), quote.speaker.mention.as_ref()),
        ]);
        for (j, part) in quote.parts.iter().enumerate() {
            self.span(&format!("{at}/parts/{j}"), part);
        }
        for (j, target) in quote.target.iter().enumerate() {
            let at = format!("{at}/target/{j}");
            let Some(segment) = file.segments.iter().find(|s| s.id == target.segment) else {
                self.fail(&at, "a segment of this file", &*target.segment);
                continue;
            };
            let text = segment.target.as_ref().map_or("", |t| &*t.text);
            let range = Range { start: target.start, end: target.end };
            match slice(text, &CharIndex::new(text), range) {
                Some(cut) if cut == target.text => {}
                Some(cut) => self.fail(&at, shown(cut), shown(&target.text)),
                None => {
                    let found = format!("{}..{}", target.start, target.end);
                    self.fail(&at, "bounds inside the translation", found);
                }
            }
        }
    }

    fn chain(&mut self, at: &str, i: usize, chain: &ChainEntry) {
        if chain.id != format!("c{}", i + 1) {
            self.fail(&format!("{at}/id"), format!("c{}", i + 1), &*chain.id);
        }
        for (n, hop) in chain.hops.iter().enumerate() {
            let at = format!("{at}/hops/{n}");
            if hop.n != n {
                self.fail(&format!("{at}/n"), n.to_string(), hop.n.to_string());
            }
            if hop.held != hop.wording.is_some() {
                let found = format!("held: {}", hop.held);
                self.fail(&at, "held exactly where there is a wording", found);
            }
            self.spans([(format!("{at}/evidence"), hop.evidence.as_ref())]);
            if let Some(wording) = hop.wording.as_ref().filter(|w| w.document.is_none()) {
                self.spans([(format!("{at}/wording/span"), wording.span.as_ref())]);
            }
        }
    }

    /// The source's bytes against the hash, its words against the text, each quotation against
    /// its place. The words of an HTML page are taken out of it by a reader, so there the hash
    /// alone speaks.
    fn source(&mut self, file: &DocumentFile, bytes: &[u8]) {
        let d = &file.document;
        let hash = sha256(bytes);
        if hash != d.sha256 {
            self.fail("/document/sha256", format!("{} as read", d.sha256), format!("{hash} now"));
        }
        if d.media == "html" {
            return;
        }
        let Some(encoding) = Encoding::for_label(d.encoding.as_bytes()) else {
            return self.fail("/document/encoding", "a WHATWG name", &*d.encoding);
        };
        let (now, _) = encoding.decode_with_bom_removal(bytes);
        if now == d.text {
            return;
        }
        let same = now.chars().zip(d.text.chars()).take_while(|(a, b)| a == b).count();
        let tail: String = now.chars().skip(same).take(60).collect();
        self.fail(
            "/document/text",
            format!("the source, which first differs at code point {same}"),
            shown(&tail),
        );
        let index = CharIndex::new(&now);
        for (i, quote) in file.quotes.iter().enumerate() {
            let range = Range { start: quote.source.start, end: quote.source.end };
            let there = slice(&now, &index, range);
            if there != Some(&*quote.source.text) {
                let found = format!("{} (orphaned)", shown(there.unwrap_or_default()));
                self.fail(&format!("/quotes/{i}/source"), shown(&quote.source.text), found);
            }
        }
    }
}
