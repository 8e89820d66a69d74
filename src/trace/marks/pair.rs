//! Joins marks to pairs: nested, mixed, half, and repeated at each line.

use crate::corpus::span::{Byte, Span};

use super::scan::{Mark, MarkTable, Rank, Side};

/// Two marks that belong together; one may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The mark in front.
    pub open: Option<Mark>,
    /// The mark behind.
    pub close: Option<Mark>,
    /// What stands between them, in pieces where a line repeats the opening mark. A missing mark
    /// is replaced by the end of the text on that side.
    pub pieces: Vec<Span<Byte>>,
    /// The pair it stands inside, by number.
    pub inside: Option<usize>,
    /// Whether it opens in one style and closes in another.
    pub mixed: bool,
}

impl Pair {
    /// From the first byte inside to the last.
    ///
    /// # Panics
    /// Never: a pair has at least one piece.
    #[must_use]
    pub fn inner(&self) -> Span<Byte> {
        self.pieces[0].cover(*self.pieces.last().expect("a pair has a piece"))
    }

    /// The same with its marks.
    #[must_use]
    pub fn outer(&self) -> Span<Byte> {
        let inner = self.inner();
        Span::new(
            self.open.map_or(inner.start(), |m| m.span.start()),
            self.close.map_or(inner.end(), |m| m.span.end()),
        )
    }
}

/// The pairs of one stretch of text, ordered by where they start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The pairs.
    pub pairs: Vec<Pair>,
}

/// A mark whose side is settled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settled {
    pub(super) span: Span<Byte>,
    pub(super) side: Side,
    pub(super) depth: usize,
}

impl Pairs {
    /// How many pairs `i` stands inside.
    #[must_use]
    pub fn depth(&self, i: usize) -> usize {
        std::iter::successors(self.pairs[i].inside, |&p| self.pairs[p].inside).count()
    }

    /// The double marks with the side they turned out to stand at, in order of the text.
    pub(super) fn doubles(&self, table: &MarkTable) -> Vec<Settled> {
        let mut out = Vec::new();
        for (i, p) in self.pairs.iter().enumerate() {
            for (mark, side) in [(p.open, Side::Open), (p.close, Side::Close)] {
                if let Some(mark) = mark.filter(|m| table.rank(m) == Rank::Double) {
                    out.push(Settled { span: mark.span, side, depth: self.depth(i) });
                }
            }
        }
        out.sort_by_key(|m| m.span);
        out.dedup_by_key(|m| m.span);
        out
    }
}

struct Open {
    mark: Mark,
    styles: Vec<usize>,
    pieces: Vec<Span<Byte>>,
    from: usize,
}

/// How many quotations may stand inside one another; whatever opens after that is no mark.
const DEEPEST: usize = 24;

struct Pairing<'a> {
    text: &'a str,
    table: &'a MarkTable,
    stack: Vec<Open>,
    done: Vec<Pair>,
    /// Where the last of those ends that are done.
    end: usize,
}

/// Joins the marks of one paragraph.
///
/// A mark without a partner is kept as half a pair, except single ones: those are apostrophes.
#[must_use]
pub fn pair(text: &str, marks: &[Mark], table: &MarkTable) -> Pairs {
    let mut state = Pairing { text, table, stack: Vec::new(), done: Vec::new(), end: 0 };
    for mark in marks {
        state.take(mark);
    }
    state.finish()
}

impl Pairing<'_> {
    fn take(&mut self, mark: &Mark) {
        let same =
            self.stack.iter().rposition(|o| self.table.closes(mark).any(|s| o.styles.contains(&s)));
        let rank = self.table.rank(mark);
        let repeats = mark.line_start
            && self.stack.last().is_some_and(|o| {
                let line = self.text[..mark.span.start()].rfind('\n').unwrap_or(0);
                o.mark.span.end() <= line
                    && (self.table.opens(mark).any(|s| o.styles.contains(&s)) || same.is_some())
                    && !self.ends_line(mark)
            });
        if repeats && rank == Rank::Double {
            self.repeat(mark);
            return;
        }
        let side = mark.leans.unwrap_or(if same.is_some() { Side::Close } else { Side::Open });
        match side {
            Side::Open => self.open(mark),
            Side::Close => self.close(mark, same, rank),
        }
    }

    fn ends_line(&self, mark: &Mark) -> bool {
        self.text[mark.span.end()..]
            .chars()
            .find(|c| !c.is_whitespace() || *c == '\n')
            .is_none_or(|c| c == '\n')
    }

    /// The opening mark said again at the start of a line: the quotation goes on.
    fn repeat(&mut self, mark: &Mark) {
        if let Some(top) = self.stack.last_mut() {
            top.pieces.push(Span::new(top.from, mark.span.start()));
            top.from = mark.span.end();
        }
    }

    fn open(&mut self, mark: &Mark) {
        let nested_only = self.table.rank(mark) == Rank::Nested;
        if nested_only && self.stack.is_empty() || self.stack.len() >= DEEPEST {
            return;
        }
        let styles = self.table.opens(mark).collect::<Vec<_>>();
        if !styles.is_empty() {
            let from = mark.span.end();
            self.stack.push(Open { mark: *mark, styles, pieces: Vec::new(), from });
        }
    }

    fn close(&mut self, mark: &Mark, same: Option<usize>, rank: Rank) {
        if let Some(at) = same {
            while self.stack.len() > at + 1 {
                self.drop_top(mark.span.start());
            }
            self.pop(Some(mark), mark.span.start());
            return;
        }
        if rank != Rank::Double {
            return;
        }
        // Another style closes it: `''Les forces …"`. Apostrophes taken for marks fall away first.
        while self.stack.last().is_some_and(|o| self.table.rank(&o.mark) != Rank::Double) {
            self.stack.pop();
        }
        if self.stack.is_empty() {
            let measure = self.text[..mark.span.start()].ends_with(|c: char| c.is_ascii_digit());
            let both_ways = self.table.opens(mark).next().is_some();
            if !(measure && both_ways) {
                let from = self.end.min(mark.span.start());
                self.add(Pair {
                    open: None,
                    close: Some(*mark),
                    pieces: vec![Span::new(from, mark.span.start())],
                    inside: None,
                    mixed: false,
                });
            }
        } else {
            self.pop(Some(mark), mark.span.start());
        }
    }

    /// Ends the top of the stack without a mark of its own; apostrophes are forgotten.
    fn drop_top(&mut self, end: usize) {
        if self.stack.last().is_some_and(|o| self.table.rank(&o.mark) != Rank::Double) {
            self.stack.pop();
        } else {
            self.pop(None, end);
        }
    }

    fn pop(&mut self, close: Option<&Mark>, end: usize) {
        let Some(mut top) = self.stack.pop() else { return };
        top.pieces.push(Span::new(top.from.min(end), end));
        let mixed = close.is_some_and(|c| !self.table.closes(c).any(|s| top.styles.contains(&s)));
        self.add(Pair {
            open: Some(top.mark),
            close: close.copied(),
            pieces: top.pieces,
            inside: None,
            mixed,
        });
    }

    fn add(&mut self, pair: Pair) {
        self.end = self.end.max(pair.outer().end());
        self.done.push(pair);
    }

    fn finish(mut self) -> Pairs {
        while !self.stack.is_empty() {
            self.drop_top(self.text.trim_end().len());
        }
        // Outer before inner where both start together, so that a parent's number is known first.
        self.done.sort_by_key(|p| (p.outer().start(), std::cmp::Reverse(p.outer().end())));
        let mut open: Vec<usize> = Vec::new();
        for i in 0..self.done.len() {
            let here = self.done[i].outer();
            while open.last().is_some_and(|&o| self.done[o].outer().end() <= here.start()) {
                open.pop();
            }
            self.done[i].inside = open.last().copied();
            open.push(i);
        }
        Pairs { pairs: self.done }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::lang::Lang;
    use crate::trace::marks::scan;

    fn inner(text: &str) -> Vec<String> {
        let table = MarkTable::of(Lang::FR);
        let pairs = pair(text, &scan(text, table), table);
        pairs.pairs.iter().map(|p| p.inner().of(text).trim().to_owned()).collect()
    }

    #[test]
    fn pairs_of_every_style() {
        assert_eq!(inner("Il dit « oui » et \"non\""), ["oui", "non"]);
        assert_eq!(inner("“a ‘b c’ d” et ‹e›"), ["a ‘b c’ d", "b c", "e"]);
        assert_eq!(inner("''Nous partons''"), ["Nous partons"]);
        assert_eq!(inner("''Nous partons\", dit-il"), ["Nous partons"]);
        assert_eq!(
            inner("\"un vrai protocole +ours violent+ pour\""),
            ["un vrai protocole +ours violent+ pour", "ours violent"]
        );
        assert_eq!(inner("l'homme qu'on dit 'perdu' aujourd'hui"), ["perdu"]);
        assert_eq!(inner("l'\"affaire\" d'hier"), ["affaire"]);
    }

    #[test]
    fn what_is_no_mark_is_left_alone() {
        assert_eq!(inner("l’homme d’aujourd’hui, l'an 2+2 = 4, 3+1"), Vec::<String>::new());
        assert_eq!(inner("un écran de 5\" et demi"), Vec::<String>::new());
    }

    #[test]
    fn straight_marks_nest_by_their_surroundings() {
        assert_eq!(
            inner("\"Il a dit \"viens\" et voilà\", dit-elle"),
            ["Il a dit \"viens\" et voilà", "viens"]
        );
        assert_eq!(inner("Un \" mot \" et \" deux \""), ["mot", "deux"]);
    }

    #[test]
    fn half_a_pair_is_kept() {
        assert_eq!(inner("Il dit : « Nous partons."), ["Nous partons."]);
        assert_eq!(inner("Nous partons », dit-il."), ["Nous partons"]);
    }

    #[test]
    fn a_mark_repeated_at_each_line_goes_on() {
        let text = "« Un deux\n« trois quatre\n« cinq »";
        let table = MarkTable::of(Lang::FR);
        let pairs = pair(text, &scan(text, table), table);
        assert_eq!(pairs.pairs.len(), 1);
        let pieces: Vec<_> = pairs.pairs[0].pieces.iter().map(|s| s.of(text).trim()).collect();
        assert_eq!(pieces, ["Un deux", "trois quatre", "cinq"]);
    }
}
