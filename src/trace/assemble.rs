//! From verdicts to quotations: parts, flags, names in full, headlines matched with the body.

use std::cell::OnceCell;
use std::cmp::Reverse;

use crate::corpus::document::BlockKind;
use crate::corpus::quote::{Basis, Quote, QuoteFlag, QuoteKind, Scope, Speaker, Wording};
use crate::corpus::span::{Byte, Span};
use crate::corpus::warning::{Severity, Warning};

use super::echo;
use super::find::{Finder, Found, Said, Verdict};
use super::incise::without;
use super::lexicon::Class;
use super::raw::trim;
use super::token::{each_word, plain_words};

/// The longest first paragraph that may be a deck, in bytes.
const LEAD: usize = 420;

/// The words of a quotation as they are compared with those of titles, a space between two, with how many they are:
/// many titles may ask.
type Words = OnceCell<(String, usize)>;

impl Finder<'_> {
    /// Puts everything decided together.
    pub(super) fn finish(mut self) -> Found {
        let mut made: Vec<(Quote, Option<usize>)> = Vec::new();
        let mut quote_of = vec![None; self.raws.len()];
        let (mut marked, mut unsaid) = (Vec::new(), Vec::new());
        for raw in 0..self.raws.len() {
            match std::mem::replace(&mut self.verdicts[raw], Verdict::Open) {
                Verdict::Said(said) => match said.joined {
                    None => {
                        if let Some(quote) = self.quote_from(raw, &said) {
                            quote_of[raw] = Some(made.len());
                            made.push((quote, self.raws[raw].inside));
                        }
                    }
                    Some(first) => {
                        if let Some(n) = quote_of[first] {
                            quote_of[raw] = Some(n);
                            self.extend(&mut made[n].0, raw);
                        }
                    }
                },
                _ => unsaid.push(raw),
            }
        }
        let by_place = places(&made);
        let mut said: Vec<Words> = made.iter().map(|_| Words::new()).collect();
        for raw in unsaid {
            match self.echo(raw, &made, &by_place, &said) {
                Some(quote) => {
                    quote_of[raw] = Some(made.len());
                    made.push((quote, None));
                }
                None => marked.extend(self.words_in(raw)),
            }
        }
        for (span, said, block) in std::mem::take(&mut self.indirect) {
            made.push((self.unmarked_quote(span, &said, block), None));
        }
        let warnings = made.iter().flat_map(|(q, _)| warn(q)).collect();
        said.resize_with(made.len(), Words::new);
        let (order, mut quotes) = self.in_order(made, &quote_of);
        let words = |n: usize, span: Span<Byte>| {
            let (whole, _) = said[order[n]].get_or_init(|| spelt(span.of(self.text())));
            whole.as_str()
        };
        self.nest_in_answers(&mut quotes);
        self.titles(&mut quotes, &words);
        self.title_interview(&mut quotes);
        marked.sort_unstable();
        Found { quotes, marked, warnings }
    }

    /// Quotations by place, each with the number it had and that of the one it stands inside.
    fn in_order(
        &self,
        made: Vec<(Quote, Option<usize>)>,
        quote_of: &[Option<usize>],
    ) -> (Vec<usize>, Vec<Quote>) {
        let mut order: Vec<usize> = (0..made.len()).collect();
        order.sort_by_key(|&i| (made[i].0.span.start(), Reverse(made[i].0.span.end())));
        let mut places = vec![0; made.len()];
        for (place, &n) in order.iter().enumerate() {
            places[n] = place;
        }
        let mut made: Vec<_> = made.into_iter().map(Some).collect();
        let mut quotes: Vec<Quote> = Vec::with_capacity(made.len());
        for &i in &order {
            let Some((mut quote, mut up)) = made[i].take() else { continue };
            while let Some(raw) = up {
                let place = quote_of[raw].and_then(|n| places.get(n).copied());
                // What its marks open in may end before it, where the close of one of them is missing.
                let holds = |outer: &Quote| outer.span.contains(quote.span);
                if place.and_then(|place| quotes.get(place)).is_some_and(holds) {
                    quote.inside = place;
                    break;
                }
                up = self.raws[raw].inside;
            }
            quotes.push(quote);
        }
        (order, quotes)
    }

    /// Tells the quotations of titles, and lets whoever says them in the text say them there.
    fn titles<'w>(&self, quotes: &mut [Quote], words: &dyn Fn(usize, Span<Byte>) -> &'w str) {
        self.decks(quotes);
        let lead = self.lead_block();
        let leads = |q: &Quote| lead.is_some_and(|span| span.contains(q.span));
        echo::headlines(self.lex, quotes, words, &leads);
    }

    /// What a deck quotes is of the page's own titles as well.
    fn decks(&self, quotes: &mut [Quote]) {
        let blocks = self.document.blocks();
        for quote in quotes.iter_mut().filter(|q| q.kind != QuoteKind::Indirect) {
            let block = blocks.partition_point(|b| b.span.end() <= quote.span.start());
            if blocks.get(block).is_some_and(|b| b.kind == BlockKind::Deck) {
                quote.kind = QuoteKind::Headline;
            }
        }
    }

    /// The first paragraph below a title, where it is as short as a deck: it often is one.
    fn lead_block(&self) -> Option<Span<Byte>> {
        let blocks = self.document.blocks();
        let titled = blocks.iter().any(|b| b.kind == BlockKind::Headline);
        let first = blocks.iter().find(|b| b.kind == BlockKind::Paragraph)?.span;
        (titled && first.len() < LEAD).then_some(first)
    }

    /// What an answer of an interview quotes stands inside it, though the answer has no marks; its
    /// « je » is whoever answers.
    fn nest_in_answers(&self, quotes: &mut [Quote]) {
        let mut answer: Option<(usize, Span<Byte>, Speaker)> = None;
        for (i, quote) in quotes.iter_mut().enumerate() {
            if let Some((n, _, speaker)) =
                answer.as_ref().filter(|(_, span, _)| span.contains(quote.span))
            {
                quote.inside = quote.inside.or(Some(*n));
                let said = quote.speaker.mention.map(|m| super::token::fold(m.of(self.text())));
                let own = said.is_some_and(|m| {
                    let class = self.lex.class(m.trim_start_matches('-'));
                    class.is(Class::PERSON) && !class.is(Class::NOBODY)
                });
                if own {
                    let mention = quote.speaker.mention;
                    quote.speaker = Speaker { mention, basis: Basis::Inferred, ..speaker.clone() };
                }
            } else if !quote.marked && quote.kind == QuoteKind::Direct {
                answer = Some((i, quote.span, quote.speaker.clone()));
            }
        }
    }

    /// The title of an interview quotes whoever answers in it.
    fn title_interview(&self, quotes: &mut [Quote]) {
        if let Some(entity) = self.interviewee {
            let voice = super::attribute::Voice {
                entity: Some(entity),
                basis: Basis::Inferred,
                ..super::attribute::Voice::default()
            };
            for quote in quotes {
                let nobody = quote.speaker.basis == Basis::Unknown && quote.speaker.name.is_none();
                if quote.kind == QuoteKind::Headline && nobody {
                    quote.speaker = self.cast.speaker(&voice, self.text());
                }
            }
        }
    }

    /// A few words in marks in a title, if the body quotes somebody as saying just them.
    fn echo(
        &self,
        raw: usize,
        made: &[(Quote, Option<usize>)],
        by_place: &[(usize, usize)],
        said: &[Words],
    ) -> Option<Quote> {
        let block = self.document.blocks()[self.raws[raw].outer.first()?.0].kind;
        if !matches!(block, BlockKind::Headline | BlockKind::Subhead | BlockKind::Deck) {
            return None;
        }
        // « épuisé mais fier » in a title, « Je suis épuisé, mais fier » below.
        let words = plain_words(self.words_in(raw)?.of(self.text())).join(" ");
        let several = words.contains(' ');
        // « - “Gruyère” - »: a line that is nothing but a word of the text in marks.
        let line = self.document.blocks()[self.raws[raw].outer.first()?.0].span.of(self.text());
        let own = |c: char| !c.is_alphanumeric();
        let bare = block == BlockKind::Subhead && line.trim_matches(own).to_lowercase() == words;
        // One word alone must be all that is quoted there.
        let same = |q: &Quote, said: &Words| {
            let (whole, length) = said.get_or_init(|| spelt(q.span.of(self.text())));
            let few = q.kind == QuoteKind::Partial && *length <= 4;
            let among = || *length > 0 && whole.split(' ').any(|w| *w == *words);
            if several {
                whole.contains(&words)
            } else {
                *whole == words || (few || bare) && among()
            }
        };
        let body = |q: &Quote, said: &Words| {
            q.scope == Scope::Article && q.marked && q.kind != QuoteKind::Headline && same(q, said)
        };
        let at = self.words_in(raw)?.start();
        let near = by_place[echo::near(by_place, at, |p| p.0)].iter();
        near.map(|p| p.1).any(|n| body(&made[n].0, &said[n])).then_some(())?;
        let voice = super::attribute::Voice::default();
        let said = Said::of(QuoteKind::Headline, None, voice);
        self.quote_from(raw, &said)
    }

    fn quote_from(&self, raw: usize, said: &Said) -> Option<Quote> {
        let parts = self.parts_of(raw, said.kind != QuoteKind::Partial || said.cue.is_some());
        let span = parts.iter().copied().reduce(Span::cover)?;
        let source = &self.raws[raw];
        let block = &self.document.blocks()[source.outer.first()?.0];
        let mut flags = Vec::new();
        if source.marked {
            if !source.closed {
                flags.push(QuoteFlag::Unclosed);
            }
            if !source.opened {
                flags.push(QuoteFlag::Unopened);
            }
            if source.mixed {
                flags.push(QuoteFlag::MixedMarks);
            }
        }
        Some(Quote {
            kind: said.kind,
            scope: if block.kind == BlockKind::Boilerplate {
                Scope::Boilerplate
            } else {
                Scope::Article
            },
            span,
            parts: if parts.len() > 1 { parts } else { Vec::new() },
            marked: source.marked,
            inside: None,
            cue: said.cue,
            speaker: self.cast.speaker(&said.voice, self.text()),
            read_by: said.reader.as_ref().map(|voice| self.cast.speaker(voice, self.text())),
            flags,
            carried: None,
            wording: Wording::Unverified,
            returns_home: None,
            chain: None,
            same_as: Vec::new(),
        })
    }

    fn unmarked_quote(&self, span: Span<Byte>, said: &Said, block: usize) -> Quote {
        let kind = self.document.blocks()[block].kind;
        // An answer of several paragraphs has one part in each.
        let parts: Vec<Span<Byte>> = self.document.blocks()[block..]
            .iter()
            .take_while(|b| b.span.start() < span.end())
            .filter_map(|b| b.span.intersect(span))
            .filter_map(|s| trim(self.text(), s, self.document.markup()))
            .collect();
        Quote {
            kind: said.kind,
            scope: if kind == BlockKind::Boilerplate { Scope::Boilerplate } else { Scope::Article },
            span,
            parts: if parts.len() > 1 { parts } else { Vec::new() },
            marked: false,
            inside: None,
            cue: said.cue,
            speaker: self.cast.speaker(&said.voice, self.text()),
            read_by: said.reader.as_ref().map(|voice| self.cast.speaker(voice, self.text())),
            flags: Vec::new(),
            carried: None,
            wording: Wording::Unverified,
            returns_home: None,
            chain: None,
            same_as: Vec::new(),
        }
    }

    /// The pieces of a stretch, incises out, each from its first word to its last.
    fn parts_of(&self, raw: usize, cut_incises: bool) -> Vec<Span<Byte>> {
        let mut out = Vec::new();
        for piece in &self.raws[raw].pieces {
            let rest =
                if cut_incises { without(*piece, self.incises_of(raw)) } else { vec![*piece] };
            out.extend(
                rest.into_iter().filter_map(|s| trim(self.text(), s, self.document.markup())),
            );
        }
        out
    }

    fn words_in(&self, raw: usize) -> Option<Span<Byte>> {
        let pieces = self.raws[raw].pieces.iter();
        pieces.filter_map(|p| trim(self.text(), *p, self.document.markup())).reduce(Span::cover)
    }

    /// Adds the words of stretch `raw` to a quotation it goes on with.
    fn extend(&self, quote: &mut Quote, raw: usize) {
        let more = self.parts_of(raw, true);
        if quote.parts.is_empty() {
            quote.parts.push(quote.span);
        }
        quote.parts.extend(more);
        if let Some(span) = quote.parts.iter().copied().reduce(Span::cover) {
            quote.span = span;
        }
        if self.raws[raw].marked && !self.raws[raw].closed {
            quote.flags.push(QuoteFlag::Unclosed);
        }
    }
}

/// The words of `text` with a space between two, and how many they are.
fn spelt(text: &str) -> (String, usize) {
    let (mut whole, mut length) = (String::with_capacity(text.len()), 0);
    each_word(text, &mut |word| {
        whole.push_str(if length > 0 { " " } else { "" });
        whole.push_str(word);
        length += 1;
    });
    (whole, length)
}

fn warn(quote: &Quote) -> Vec<Warning> {
    let message = |flag: &QuoteFlag| match flag {
        QuoteFlag::Unclosed => {
            "this quotation is never closed; its end was taken from the paragraphs"
        }
        QuoteFlag::Unopened => {
            "this quotation is never opened; its start was taken from the paragraph"
        }
        QuoteFlag::MixedMarks => "this quotation opens in one style of marks and closes in another",
    };
    let warning = |flag: &QuoteFlag| Warning {
        severity: Severity::Note,
        span: Some(quote.span),
        message: message(flag).to_owned(),
        hint: None,
    };
    quote.flags.iter().map(warning).collect()
}

/// Where each quotation starts, in order of place, with its number.
fn places(made: &[(Quote, Option<usize>)]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> =
        made.iter().enumerate().map(|(n, (q, _))| (q.span.start(), n)).collect();
    out.sort_unstable();
    out
}
