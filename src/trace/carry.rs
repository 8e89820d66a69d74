//! Carries quotations into the translation: source words → links → target words.
//!
//! Quotation marks of the translation anchor the ends, words are never cut, and the reporter's
//! words stay out. What cannot be placed is said to be lost; lengths are never compared.

use crate::corpus::article::Rendered;
use crate::corpus::lang::Lang;
use crate::corpus::quote::{Carried, CarryState, Quote, TargetSpan};
use crate::corpus::score::Score;
use crate::corpus::segment::Segmented;
use crate::corpus::span::{Byte, Span};

use super::marks::{MarkTable, Pairs, pair, scan};
use super::project::{Weighed, best_run, weigh, words};

/// Sets where every quotation stands in the translation. `rendered` has one entry a segment.
pub fn carry(quotes: &mut [Quote], source: &Segmented, rendered: &[Rendered]) {
    for quote in quotes {
        quote.carried = Some(carry_one(quote, source, rendered));
    }
}

/// One stretch carried within one segment.
struct Stretch {
    target: Option<Span<Byte>>,
    /// Summed link weight of foreign words inside, and of own words left outside.
    foreign: f32,
    missing: f32,
    own: f32,
    anchored: bool,
    rivalled: bool,
}

fn carry_one(quote: &Quote, source: &Segmented, rendered: &[Rendered]) -> Carried {
    let own = std::slice::from_ref(&quote.span);
    let pieces = if quote.parts.is_empty() { own } else { &quote.parts[..] };
    let segments = source.segments();
    let mut tally = Tally::default();
    for piece in pieces {
        let from = segments.partition_point(|s| s.span.end() <= piece.start());
        for (i, segment) in segments.iter().enumerate().skip(from) {
            let Some(sought) = piece.intersect(segment.span) else { break };
            let text = source.document().text();
            if !sought.of(text).contains(char::is_alphanumeric) {
                continue;
            }
            let side = Side {
                text,
                segment: segment.span,
                sought,
                marked: quote.marked,
                lang: source.document().lang(),
            };
            let stretch = rendered.get(i).map(|r| carry_piece(&side, r));
            tally.take(i, &side, stretch, rendered.get(i));
        }
    }
    tally.result()
}

#[derive(Clone, Copy)]
struct Side<'t> {
    text: &'t str,
    segment: Span<Byte>,
    sought: Span<Byte>,
    marked: bool,
    lang: Lang,
}

/// The stretch of one translated segment that one piece became.
fn carry_piece(side: &Side<'_>, rendered: &Rendered) -> Stretch {
    let target = rendered.text.as_str();
    let table = MarkTable::of(Lang::EN);
    let marks = pair(target, &scan(target, table), table);
    let weighed = weigh(target, &rendered.links, &[side.sought]);
    let n = weighed.len();
    let lost = Stretch {
        target: None,
        foreign: 0.0,
        missing: 0.0,
        own: 0.0,
        anchored: false,
        rivalled: false,
    };
    if n == 0 {
        return lost;
    }
    let around = [
        Span::new(side.segment.start(), side.sought.start().max(side.segment.start())),
        Span::new(side.sought.end(), side.segment.end().max(side.sought.end())),
    ];
    if around.iter().all(|s| !s.of(side.text).contains(char::is_alphanumeric)) {
        let span =
            Span::new(weighed[0].span.start(), tail(side, target, weighed[n - 1].span.end()));
        let own = weighed.iter().map(|w| w.inside).sum();
        return Stretch { target: Some(span), own, anchored: true, ..lost };
    }
    let free = vec![true; n];
    let ends = Ends::of(side, &marks);
    let bonus = |i: usize, j: usize| ends.bonus(target, &weighed, i, j);
    let Some((i, j, _)) = best_run(&weighed, &free, &bonus) else { return lost };
    let own: f32 = weighed.iter().map(|w| w.inside).sum();
    let held: f32 = weighed[i..=j].iter().map(|w| w.inside).sum();
    let foreign = weighed[i..=j].iter().map(|w| w.outside).sum();
    let mut rest = free;
    rest[i..=j].fill(false);
    let rival =
        best_run(&weighed, &rest, &|_, _| 0.0).map_or(0.0, |(a, b, _)| sum(&weighed[a..=b]));
    Stretch {
        target: Some(Span::new(weighed[i].span.start(), tail(side, target, weighed[j].span.end()))),
        foreign,
        missing: own - held,
        own,
        anchored: ends.opens(target, weighed[i].span.start())
            && ends.closes(target, weighed[j].span.end()),
        rivalled: !ends.both(target, &weighed, i, j)
            && rival > 0.0
            && rival >= 0.9 * sum(&weighed[i..=j]),
    }
}

fn sum(words: &[Weighed]) -> f32 {
    words.iter().map(|w| w.inside - w.outside).sum()
}

/// Behind the sign that ends the sentence, where the source has one inside the quotation.
fn tail(side: &Side<'_>, target: &str, at: usize) -> usize {
    let ending = |c: char| matches!(c, '.' | '!' | '?' | '…' | ')' | ']');
    if !side.sought.of(side.text).ends_with(ending) {
        return at;
    }
    at + target[at..].len() - target[at..].trim_start_matches(ending).len()
}

/// Where a quotation may start and end in a target by its marks.
struct Ends {
    opens: Vec<usize>,
    closes: Vec<usize>,
    marked: bool,
    /// Whether the source's own marks stand in this segment, in front and behind.
    starts_here: bool,
    stops_here: bool,
}

impl Ends {
    fn of(side: &Side<'_>, marks: &Pairs) -> Self {
        let table = MarkTable::of(side.lang);
        let near = |text: &str| !scan(text, table).is_empty();
        let before = &side.text[side.segment.start()..side.sought.start()];
        let after = &side.text[side.sought.end()..side.segment.end()];
        let last_gap = before
            .rfind(char::is_alphanumeric)
            .map_or(0, |i| i + before[i..].chars().next().map_or(0, char::len_utf8));
        let first_gap = after.find(char::is_alphanumeric).unwrap_or(after.len());
        Self {
            opens: marks.pairs.iter().filter_map(|p| p.open.map(|m| m.span.end())).collect(),
            closes: marks.pairs.iter().filter_map(|p| p.close.map(|m| m.span.start())).collect(),
            marked: side.marked,
            starts_here: near(&before[last_gap..]),
            stops_here: near(&after[..first_gap]),
        }
    }

    fn opens(&self, target: &str, at: usize) -> bool {
        !self.starts_here && !target[..at].contains(char::is_alphanumeric)
            || self.opens.iter().any(|&o| o <= at && bare(&target[o..at]))
    }

    fn closes(&self, target: &str, at: usize) -> bool {
        !self.stops_here && !target[at..].contains(char::is_alphanumeric)
            || self.closes.iter().any(|&c| at <= c && bare(&target[at..c]))
    }

    fn both(&self, target: &str, words: &[Weighed], i: usize, j: usize) -> bool {
        self.opens(target, words[i].span.start()) && self.closes(target, words[j].span.end())
    }

    /// What the marks add to a run: the more, the better both of its ends fit them.
    fn bonus(&self, target: &str, words: &[Weighed], i: usize, j: usize) -> f32 {
        if !self.marked {
            return 0.0;
        }
        let open = self.opens(target, words[i].span.start());
        let close = self.closes(target, words[j].span.end());
        match (open, close) {
            (true, true) => 1.6,
            (true, false) | (false, true) => 0.5,
            _ => 0.0,
        }
    }
}

fn bare(text: &str) -> bool {
    !text.contains(char::is_alphanumeric)
}

#[derive(Default)]
struct Tally {
    target: Vec<TargetSpan>,
    pieces: usize,
    placed: usize,
    words: usize,
    linked: usize,
    foreign: f32,
    missing: f32,
    own: f32,
    loose: usize,
    rivalled: bool,
    untranslated: bool,
}

impl Tally {
    fn take(
        &mut self,
        segment: usize,
        side: &Side<'_>,
        stretch: Option<Stretch>,
        rendered: Option<&Rendered>,
    ) {
        self.pieces += 1;
        let source: Vec<Span<Byte>> =
            words(side.sought.of(side.text)).iter().map(|w| w.shift(side.sought.start())).collect();
        self.words += source.len();
        let (Some(stretch), Some(rendered)) = (stretch, rendered) else {
            self.untranslated = true;
            return;
        };
        let Some(span) = stretch.target else { return };
        self.placed += 1;
        self.foreign += stretch.foreign;
        self.missing += stretch.missing;
        self.own += stretch.own;
        self.loose += usize::from(!stretch.anchored);
        self.rivalled |= stretch.rivalled;
        self.linked += source
            .iter()
            .filter(|w| rendered.links.iter().any(|l| l.src.overlaps(**w) && l.tgt.overlaps(span)))
            .count();
        // Two pieces of the source may lie side by side, or cross, in the translation.
        let joined = self.target.iter_mut().find(|t| {
            t.segment == segment
                && (t.span.overlaps(span) || bare(gap(&rendered.text, t.span, span)))
        });
        match joined {
            Some(t) => t.span = t.span.cover(span),
            None => self.target.push(TargetSpan { segment, span }),
        }
    }

    fn result(mut self) -> Carried {
        self.target.sort_by_key(|t| (t.segment, t.span));
        #[expect(clippy::cast_precision_loss, reason = "word counts of one quotation")]
        let score = Score::new(self.linked as f32 / self.words.max(1) as f32);
        let foreign = self.foreign / (self.own + self.foreign).max(0.01);
        let missing = self.missing / self.own.max(0.01);
        let (state, reason) = if self.target.is_empty() {
            let why = if self.untranslated {
                "its segment has no translation"
            } else {
                "none of its words has a link into the translation"
            };
            (CarryState::Lost, Some(why))
        } else if self.rivalled {
            (
                CarryState::Ambiguous,
                Some("another stretch of the translation fits its words as well"),
            )
        } else if self.placed < self.pieces {
            (CarryState::Partial, Some("a part of it was not found in the translation"))
        } else if self.loose > 0 && foreign > 0.2 {
            (CarryState::Partial, Some("words of the reporter stand among its words"))
        } else if missing > 0.25 {
            (CarryState::Split, Some("some of its words stand elsewhere in the sentence"))
        } else if self.loose > 0 && self.words > 2 && score.get() < 0.34 {
            (CarryState::Partial, Some("few of its words have a link into the translation"))
        } else {
            (CarryState::Exact, None)
        };
        Carried { target: self.target, state, score, reason: reason.map(str::to_owned) }
    }
}

/// What stands between two stretches of a text.
fn gap(text: &str, a: Span<Byte>, b: Span<Byte>) -> &str {
    let (from, to) =
        if a.start() < b.start() { (a.end(), b.start()) } else { (b.end(), a.start()) };
    text.get(from..to).unwrap_or_default()
}
