//! English quotation marks, balanced wherever the source's are.
//!
//! The model reads and writes `"`. Here its marks become “ ” and ‘ ’, a mark it lost comes back at
//! exactly the words it belongs to, and a mark it made up goes. Source and links are never guessed.

use crate::corpus::alignment::{Alignment, Link};
use crate::corpus::lang::Lang;
use crate::corpus::span::{Byte, Span};
use crate::trace::project::{Weighed, best_run, weigh};

use super::pair::{Pair, Pairs, Settled, pair};
use super::scan::{MarkTable, Side, scan};
use super::{blank_prefix, blank_suffix};

/// A translation with its marks in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    /// The words, between English marks.
    pub text: String,
    /// The links given, pointing into [`Restored::text`].
    pub links: Alignment,
    /// Whether a mark was put in, taken out or moved; a change of style alone is none.
    pub changed: bool,
    /// Marks of the source that could not be placed: no word inside them has a link.
    pub lost: usize,
}

/// A source segment with what tells its marks.
#[derive(Clone, Copy, Debug)]
pub struct Source<'t> {
    /// The segment's text, as it stands in the document.
    pub text: &'t str,
    /// Where the segment starts in the text that the links' source spans point into.
    pub at: usize,
    /// The language it is written in.
    pub lang: Lang,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Put {
    at: usize,
    side: Side,
    depth: usize,
    // Orders marks at one position: closing inner, closing outer, opening outer, opening inner.
    rank: i64,
}

/// Brings the quotation marks of a translation into English form and into step with the source.
///
/// A segment may hold only the opening or only the closing mark of a quotation that runs over
/// several segments; then its translation holds only that one as well.
#[must_use]
pub fn restore(source: Source<'_>, target: &str, links: &[Link]) -> Restored {
    let src_table = MarkTable::of(source.lang);
    let src = pair(source.text, &scan(source.text, src_table), src_table);
    let src = only_doubles(&src, src_table);
    let tgt_table = MarkTable::of(Lang::EN);
    let tgt = pair(target, &scan(target, tgt_table), tgt_table);
    let found = tgt.doubles(tgt_table);
    if let Some(sides) = same_shape(&src, &found, src_table) {
        let puts = found.iter().zip(sides).map(|(m, (side, depth))| {
            let (from, to) = padded(target, m.span, side);
            (
                Span::new(from, to),
                Put { at: if side == Side::Open { to } else { from }, side, depth, rank: 0 },
            )
        });
        let (cuts, puts): (Vec<_>, Vec<_>) = puts.unzip();
        let (text, links) = rewrite(target, links, &cuts, &puts);
        return Restored { text, links, changed: false, lost: 0 };
    }
    let placing = Placing { source, target, links, marks: &found };
    let (puts, lost) = placing.place(&src);
    let cuts: Vec<_> = found
        .iter()
        .map(|m| {
            let (from, to) = padded(target, m.span, m.side);
            Span::new(from, to)
        })
        .collect();
    let (text, links) = rewrite(target, links, &cuts, &puts);
    Restored { text, links, changed: true, lost }
}

/// The pairs made of double marks, renumbered; single ones come through translation as they are.
fn only_doubles(pairs: &Pairs, table: &MarkTable) -> Pairs {
    let doubles: Vec<Span<Byte>> = pairs.doubles(table).iter().map(|m| m.span).collect();
    let kept: Vec<usize> = (0..pairs.pairs.len())
        .filter(|&i| {
            let p = &pairs.pairs[i];
            [p.open, p.close].into_iter().flatten().any(|m| doubles.contains(&m.span))
        })
        .collect();
    let mut out = Vec::new();
    for &i in &kept {
        let mut p: Pair = pairs.pairs[i].clone();
        let mut up = p.inside;
        while up.is_some_and(|u| !kept.contains(&u)) {
            up = up.and_then(|u| pairs.pairs[u].inside);
        }
        p.inside = up.and_then(|u| kept.iter().position(|&k| k == u));
        out.push(p);
    }
    Pairs { pairs: out }
}

/// The side and depth of each target mark, where the target has just the marks of the source.
fn same_shape(src: &Pairs, found: &[Settled], table: &MarkTable) -> Option<Vec<(Side, usize)>> {
    let want = src.doubles(table);
    (want.len() == found.len()).then_some(())?;
    let sides: Vec<_> = want.iter().map(|m| (m.side, m.depth)).collect();
    // The target's own surroundings must allow the order of sides that the source has.
    let agrees = sides.iter().zip(found).all(|((side, _), mark)| *side == mark.side);
    let reordered = found.iter().map(|m| (m.side, m.depth)).collect::<Vec<_>>();
    let mut a = sides.clone();
    let mut b = reordered.clone();
    let key = |s: &(Side, usize)| (s.1, s.0 == Side::Close);
    a.sort_by_key(key);
    b.sort_by_key(key);
    match (agrees, a == b) {
        // Two quotations may change places: then the target's own nesting says which is which.
        (_, true) => Some(reordered),
        (true, false) => Some(sides),
        _ => None,
    }
}

/// A mark with the blank inside it.
fn padded(text: &str, mark: Span<Byte>, side: Side) -> (usize, usize) {
    match side {
        Side::Open => (mark.start(), mark.end() + blank_prefix(&text[mark.end()..])),
        Side::Close => (mark.start() - blank_suffix(&text[..mark.start()]), mark.end()),
    }
}

struct Placing<'a> {
    source: Source<'a>,
    target: &'a str,
    links: &'a [Link],
    marks: &'a [Settled],
}

impl Placing<'_> {
    /// Where the marks of the source belong in the target, and how many could not be placed.
    fn place(&self, src: &Pairs) -> (Vec<Put>, usize) {
        let mut runs: Vec<Option<(usize, usize)>> = vec![None; src.pairs.len()];
        let mut lost = 0;
        let mut puts = Vec::new();
        for (i, p) in src.pairs.iter().enumerate() {
            let sought: Vec<_> = p.pieces.iter().map(|s| s.shift(self.source.at)).collect();
            let all = weigh(self.target, self.links, &sought);
            let free = Self::free(&all, src, &runs, i);
            let run = self.whole(p, &all, &free).or_else(|| self.search(p, &all, &free));
            let Some((from, to)) = run else {
                lost += usize::from(p.open.is_some()) + usize::from(p.close.is_some());
                continue;
            };
            runs[i] = run;
            let depth = src.depth(i);
            let order = i64::try_from(i).unwrap_or(i64::MAX);
            if p.open.is_some() {
                let at = all[from].span.start();
                puts.push(Put { at: self.lead(at), side: Side::Open, depth, rank: order });
            }
            if p.close.is_some() {
                let at = self.tail(p, all[to].span.end());
                puts.push(Put { at, side: Side::Close, depth, rank: -1 - order });
            }
        }
        puts.sort_by_key(|p| (p.at, p.rank));
        (puts, lost)
    }

    /// Which words pair `i` may take: inside its parent's, outside its siblings'.
    fn free(
        words: &[Weighed],
        src: &Pairs,
        runs: &[Option<(usize, usize)>],
        i: usize,
    ) -> Vec<bool> {
        let mut free = vec![true; words.len()];
        if let Some((a, b)) = src.pairs[i].inside.and_then(|p| runs[p]) {
            for (n, f) in free.iter_mut().enumerate() {
                *f = (a..=b).contains(&n);
            }
        }
        for (n, run) in runs.iter().enumerate() {
            if let Some((a, b)) =
                run.filter(|_| n != i && src.pairs[n].inside == src.pairs[i].inside)
            {
                free[a..=b].fill(false);
            }
        }
        free
    }

    /// All free words, where nothing but punctuation stands outside the pair in the source.
    fn whole(&self, p: &Pair, words: &[Weighed], free: &[bool]) -> Option<(usize, usize)> {
        let outer = p.outer();
        let around = [&self.source.text[..outer.start()], &self.source.text[outer.end()..]];
        let bare = around.iter().all(|s| !s.contains(char::is_alphanumeric));
        let all = bare && p.inside.is_none() && free.iter().all(|f| *f) && !words.is_empty();
        all.then(|| (0, words.len() - 1))
    }

    fn search(&self, p: &Pair, words: &[Weighed], free: &[bool]) -> Option<(usize, usize)> {
        let opens_at = |i: usize| {
            let from = words[i].span.start();
            self.marks.iter().any(|m| m.span.end() <= from && self.blank(m.span.end(), from))
        };
        let closes_at = |j: usize| {
            let to = words[j].span.end();
            self.marks.iter().any(|m| m.span.start() >= to && self.blank(to, m.span.start()))
        };
        let (half_open, half_close) = (p.close.is_none(), p.open.is_none());
        let last = words.len().saturating_sub(1);
        let bonus = |i: usize, j: usize| {
            // A quotation that goes on in the next segment reaches this one's end.
            if (half_open && j != last) || (half_close && i != 0) {
                return -1000.0;
            }
            0.4 * f32::from(u8::from(opens_at(i))) + 0.4 * f32::from(u8::from(closes_at(j)))
        };
        best_run(words, free, &bonus).map(|(i, j, _)| (i, j))
    }

    /// Whether only blanks and punctuation stand between two places of the target.
    fn blank(&self, from: usize, to: usize) -> bool {
        !self.target[from..to].contains(char::is_alphanumeric)
    }

    /// The place before a word, in front of a bracket or sign that hugs it.
    fn lead(&self, at: usize) -> usize {
        let hugging = |c: char| matches!(c, '(' | '[' | '$' | '£' | '#' | '¿' | '¡' | '-' | '…');
        at - (self.target[..at].len() - self.target[..at].trim_end_matches(hugging).len())
    }

    /// The place after a word, behind the sign that ends the sentence if the source has it inside.
    fn tail(&self, p: &Pair, at: usize) -> usize {
        let inner = p.inner().of(self.source.text).trim_end();
        let rest = &self.target[at..];
        let ending = |c: char| matches!(c, '.' | '!' | '?' | '…');
        let n = rest.len() - rest.trim_start_matches(|c| ending(c) || matches!(c, ')' | ']')).len();
        if inner.ends_with(ending) { at + n } else { at }
    }
}

/// Cuts stretches out of a text, puts marks in, and moves the links along.
fn rewrite(text: &str, links: &[Link], cuts: &[Span<Byte>], puts: &[Put]) -> (String, Alignment) {
    let mut cuts = cuts.to_vec();
    cuts.sort_unstable();
    let mut puts = puts.to_vec();
    puts.sort_by_key(|p| (p.at, p.rank));
    let mut out = String::with_capacity(text.len() + 4 * puts.len());
    // (old offset, new offset before marks put there, new offset after them)
    let mut steps: Vec<(usize, usize, usize)> = Vec::new();
    let mut puts_left = puts.iter().peekable();
    for at in 0..=text.len() {
        if !text.is_char_boundary(at) {
            continue;
        }
        let before = out.len();
        while let Some(put) = puts_left.next_if(|p| p.at == at) {
            out.push_str(english(put.side, put.depth));
        }
        steps.push((at, before, out.len()));
        let kept = !cuts.iter().any(|c| c.holds(at));
        if let Some(c) = text[at..].chars().next().filter(|_| kept) {
            out.push(c);
        }
    }
    let find = |at: usize| steps[steps.partition_point(|s| s.0 < at).min(steps.len() - 1)];
    let links = links
        .iter()
        .map(|l| {
            let (start, end) = (find(l.tgt.start()).2, find(l.tgt.end()).1);
            Link { tgt: Span::new(start.min(end), end), ..*l }
        })
        .collect();
    (out, links)
}

/// The English mark at a depth: double outside, single within.
fn english(side: Side, depth: usize) -> &'static str {
    match (side, depth % 2) {
        (Side::Open, 0) => "“",
        (Side::Close, 0) => "”",
        (Side::Open, _) => "‘",
        (Side::Close, _) => "’",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::score::Score;
    use crate::trace::project::words;

    /// Links the n-th source word to the n-th target word for each given pair.
    fn links(src: &str, at: usize, tgt: &str, pairs: &[(usize, usize)]) -> Vec<Link> {
        let (s, t) = (words(src), words(tgt));
        pairs.iter().map(|&(i, j)| Link { src: s[i].shift(at), tgt: t[j], p: Score::ONE }).collect()
    }

    fn run(src: &str, tgt: &str, pairs: &[(usize, usize)]) -> Restored {
        let links = links(src, 7, tgt, pairs);
        let back = restore(Source { text: src, at: 7, lang: Lang::FR }, tgt, &links);
        for (old, new) in links.iter().zip(&back.links) {
            assert_eq!(old.tgt.of(tgt), new.tgt.of(&back.text), "links keep their words");
        }
        back
    }

    #[test]
    fn marks_that_came_through_only_change_style() {
        let back =
            run("Il dit : « Non, merci. »", "He says: \"No, thanks.\"", &[(0, 0), (1, 1), (2, 2)]);
        assert_eq!((back.text.as_str(), back.changed), ("He says: “No, thanks.”", false));
        let nested = run("\"Il dit « viens » et part\"", "\"He says \"come\" and goes\"", &[]);
        assert_eq!(nested.text, "“He says ‘come’ and goes”");
    }

    #[test]
    fn a_lost_pair_comes_back_at_its_words() {
        let back = run(
            "Il a refusé « toute négociation » hier.",
            "He refused any negotiation yesterday.",
            &[(0, 0), (2, 1), (3, 2), (4, 3), (5, 4)],
        );
        assert_eq!(back.text, "He refused “any negotiation” yesterday.");
        assert!(back.changed);
    }

    #[test]
    fn a_lost_half_comes_back_alone() {
        let back = run(
            "Il a ajouté : « Nous partons.",
            "He added: We leave.",
            &[(0, 0), (2, 1), (3, 2), (4, 3)],
        );
        assert_eq!(back.text, "He added: “We leave.");
        let back = run("Nous partons. »", "We leave.", &[(0, 0), (1, 1)]);
        assert_eq!(back.text, "We leave.”");
        let back = run("« Nous partons.", "We leave.", &[(0, 0), (1, 1)]);
        assert_eq!(back.text, "“We leave.");
    }

    #[test]
    fn an_invented_mark_goes() {
        let back = run("Il aime le café.", "He likes \"coffee\".", &[(0, 0), (1, 1), (3, 2)]);
        assert_eq!((back.text.as_str(), back.changed), ("He likes coffee.", true));
        let none = run("Il aime le café.", "He likes coffee.", &[]);
        assert_eq!((none.text.as_str(), none.changed), ("He likes coffee.", false));
    }

    #[test]
    fn one_of_two_marks_lost_is_balanced_again() {
        let back = run(
            "« Jamais », dit-elle au maire.",
            "\"Never, she tells the mayor.",
            &[(0, 0), (1, 1), (3, 4)],
        );
        assert_eq!(back.text, "“Never”, she tells the mayor.");
    }

    #[test]
    fn a_pair_without_links_is_counted_lost() {
        let back = run("Il dit « euh » ici.", "He says here.", &[(0, 0), (1, 1), (3, 2)]);
        assert_eq!((back.text.as_str(), back.lost), ("He says here.", 2));
    }
}
