//! Raw blocks → blocks: what each stretch of a page is.
//!
//! Four passes, each over all blocks: what a block says by its own words; lists of other articles,
//! with what follows their head; the front of the page down to the first running text; the rest. A
//! pass never overrules an earlier one, and the page's own markup is asked first.

mod credited;
mod look;
mod shape;

use std::collections::BTreeMap;

use super::Raw;
use super::tables::{Tables, tables};
use crate::corpus::document::{Block, BlockKind};
use look::Look;

/// Says of each raw block what it is.
pub(super) fn classify(text: &str, raws: &[Raw]) -> Vec<Block> {
    let tables = tables();
    let looks: Vec<Look<'_>> = raws.iter().map(|raw| Look::at(raw.span.of(text))).collect();
    let mut page = Page { tables, raws, looks, kinds: vec![None; raws.len()] };
    page.by_own_words();
    page.teaser_lists();
    let first = page.first_prose();
    page.front(first);
    page.rest(first);
    raws.iter()
        .zip(page.kinds)
        .map(|(raw, kind)| Block {
            kind: kind.unwrap_or(BlockKind::Paragraph),
            span: raw.span,
            duplicate_of: None,
        })
        .collect()
}

/// Most words of a notice; a longer block that mentions cookies is about cookies.
const NOTICE: usize = 60;
/// Most lines of names above a byline.
const NAMES: usize = 20;
/// Most words of a standfirst.
const DECK: usize = 90;
/// Lines above the headline from which they are a menu.
const MENU: usize = 4;
/// Most words of a title between two paragraphs.
const SUBHEAD: usize = 16;
/// Most words of a subhead right after a list's head; a longer line is one of the list's titles.
const SUBHEAD_IN_LIST: usize = 6;

struct Page<'t> {
    tables: &'t Tables,
    raws: &'t [Raw],
    looks: Vec<Look<'t>>,
    kinds: Vec<Option<BlockKind>>,
}

impl Page<'_> {
    /// First pass: the page's markup, then words that tell by themselves.
    fn by_own_words(&mut self) {
        for n in 0..self.looks.len() {
            let look = &self.looks[n];
            let own = self.own_kind(look);
            let hint = self.raws[n].hint.filter(|hint| match hint {
                // A heading that opens a list of links, and a byline element with a paragraph in it, are neither.
                BlockKind::Headline | BlockKind::Subhead => {
                    own != Some(BlockKind::Boilerplate) && !self.is_head(look)
                }
                BlockKind::Byline => !look.prose,
                _ => true,
            });
            self.kinds[n] = match (hint, own) {
                (Some(BlockKind::Boilerplate), Some(BlockKind::Credit)) => own,
                (Some(hint), _) => Some(hint),
                (None, own) => own,
            };
        }
    }

    fn own_kind(&self, look: &Look<'_>) -> Option<BlockKind> {
        if look.n_words <= NOTICE
            && self.tables.notices.is_match(&look.folded)
            && !look.quoted_notice(self.tables)
        {
            return Some(BlockKind::Boilerplate);
        }
        if shape::is_button(look, self.tables) || shape::is_pointer(look, self.tables) {
            return Some(BlockKind::Boilerplate);
        }
        if shape::is_translation_credit(look, self.tables) {
            return Some(BlockKind::Credit);
        }
        if let Some(kind) = shape::caption_or_credit(look, self.tables) {
            return Some(kind);
        }
        if shape::is_dateline(look, self.tables) {
            return Some(BlockKind::Dateline);
        }
        shape::is_byline(look, self.tables).then_some(BlockKind::Byline)
    }

    fn is_head(&self, look: &Look<'_>) -> bool {
        self.is_strong(look) || self.tables.heads_soft.has(&look.folded)
    }

    /// A strong head may go on for a few words: `Les articles les plus lus cette semaine`.
    fn is_strong(&self, look: &Look<'_>) -> bool {
        let goes_on = |head: &str| head.contains(' ') && head.len() >= 12;
        self.tables.heads_strong.has(&look.folded)
            || look.n_words <= 8
                && !look.stopped()
                && self.tables.heads_strong.lead(&look.folded).is_some_and(goes_on)
    }

    /// Second pass: heads of lists, and the titles that follow them.
    fn teaser_lists(&mut self) {
        let is_prose = |l: &Look<'_>| l.prose;
        let first = self.looks.iter().position(is_prose).unwrap_or(self.looks.len());
        let last = self.looks.iter().rposition(is_prose).unwrap_or(0);
        let mut n = 0;
        while n < self.looks.len() {
            let look = &self.looks[n];
            let head = !look.prose
                && matches!(
                    self.kinds[n],
                    None | Some(BlockKind::Boilerplate | BlockKind::Subhead)
                );
            let end = if head && n <= first && n < last && self.is_head(look) {
                // Above the article a head is a menu entry: it has no list below it.
                n + 1
            } else if head && self.is_strong(look) {
                self.end_of_strong(n + 1)
            } else if head && self.tables.heads_soft.has(&look.folded) {
                self.end_of_soft(n + 1, self.tables.heads_topic.has(&look.folded))
            } else {
                n += 1;
                continue;
            };
            for kind in &mut self.kinds[n..end] {
                if !matches!(kind, Some(BlockKind::Credit)) {
                    *kind = Some(BlockKind::Boilerplate);
                }
            }
            n = end;
        }
    }

    /// After a strong head only two paragraphs in a row are the article again.
    fn end_of_strong(&self, from: usize) -> usize {
        let article = |n: usize| {
            self.looks.get(n).is_some_and(|l| l.prose && l.n_words >= 25) && self.kinds[n].is_none()
        };
        let mut at = from;
        while at < self.looks.len() {
            if article(at) && article(at + 1) {
                let above = at - 1;
                let titled = above > from && self.looks[above].is_short_title(SUBHEAD_IN_LIST);
                return if titled { above } else { at };
            }
            at += 1;
        }
        at
    }

    /// After a soft head the titles up to the next running text; a short last one heads that text.
    fn end_of_soft(&self, from: usize, topic: bool) -> usize {
        let mut at = from;
        while at < self.looks.len()
            && matches!(self.kinds[at], None | Some(BlockKind::Boilerplate | BlockKind::Subhead))
            && !self.looks[at].prose
            && !self.looks[at].full_stop()
            && !self.is_head(&self.looks[at])
        {
            at += 1;
        }
        let text_follows = self.looks.get(at).is_some_and(|l| l.prose || l.stopped());
        let last_is_title = at > from && self.looks[at - 1].is_short_title(SUBHEAD_IN_LIST);
        let lone_topic = topic && at == from + 1;
        if text_follows && last_is_title && !lone_topic { at - 1 } else { at }
    }

    /// Where running text begins. A standfirst that reads like text is passed over: it stands above
    /// the first byline, and text follows that.
    fn first_prose(&mut self) -> usize {
        let first = self.next_prose(0);
        let next = self.next_prose(first + 1);
        let bylined = |from: usize, to: usize| {
            (from..to.min(self.kinds.len()))
                .any(|n| matches!(self.kinds[n], Some(BlockKind::Byline | BlockKind::Dateline)))
        };
        let standfirst = first > 0
            && next < self.looks.len()
            && next <= first + 9
            && self.looks[first].n_words <= DECK
            && !bylined(0, first)
            && bylined(first + 1, next);
        if standfirst {
            self.kinds[first] = Some(BlockKind::Deck);
            return next;
        }
        first
    }

    fn next_prose(&self, from: usize) -> usize {
        let is_prose = |n: &usize| self.kinds[*n].is_none() && self.looks[*n].prose;
        (from..self.looks.len()).find(is_prose).unwrap_or(self.looks.len())
    }

    /// Third pass: the front of the page, above the running text.
    fn front(&mut self, first: usize) {
        let headline = self.headline(first);
        if let Some(h) = headline {
            let title = self.looks[h].folded.clone();
            for n in h..first.min(self.looks.len()) {
                if n == h || self.looks[n].folded == title {
                    self.kinds[n] = Some(BlockKind::Headline);
                }
            }
        }
        let above = headline.unwrap_or(0).min(first);
        let menu = self.menu_length(above);
        for n in 0..above {
            let label = self.looks[n].n_words <= 4 && !self.looks[n].stopped();
            let rubric = label && menu < MENU;
            self.kinds[n].get_or_insert(if rubric {
                BlockKind::Section
            } else {
                BlockKind::Boilerplate
            });
        }
        for n in headline.map_or(0, |h| h + 1)..first {
            if self.kinds[n].is_none() {
                self.kinds[n] = self.front_kind(n, first, headline.is_some());
            }
        }
        self.deck_in_prose(first, headline);
    }

    /// How many unnamed lines stand above the headline: many are a menu.
    fn menu_length(&self, above: usize) -> usize {
        self.kinds[..above].iter().filter(|k| k.is_none()).count()
    }

    /// The title: what the markup names, else a line that comes twice, else the first long enough.
    fn headline(&self, first: usize) -> Option<usize> {
        let hinted = (0..self.looks.len()).find(|&n| self.kinds[n] == Some(BlockKind::Headline));
        if hinted.is_some() {
            return hinted;
        }
        let able: Vec<usize> = (0..first)
            .filter(|&n| {
                let look = &self.looks[n];
                self.kinds[n].is_none()
                    && !look.ends_in_full_stop()
                    && look.n_words >= 3
                    && !look.bulleted
                    && !self.tables.sections.has(&look.folded)
            })
            .collect();
        let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
        for look in &self.looks[..first] {
            *lines.entry(&look.folded).or_default() += 1;
        }
        let twice =
            |n: &&usize| lines.get(&*self.looks[**n].folded).is_some_and(|&times| times > 1);
        let long = |n: &&usize| self.looks[**n].n_words >= 5;
        able.iter().find(twice).or_else(|| able.iter().find(long)).or(able.first()).copied()
    }

    /// An unnamed line between the headline and the running text.
    fn front_kind(&self, n: usize, first: usize, titled: bool) -> Option<BlockKind> {
        let look = &self.looks[n];
        let beside = |m: Option<usize>| {
            m.and_then(|m| self.kinds.get(m).copied().flatten()) == Some(BlockKind::Byline)
        };
        if self.tables.sections.has(&look.folded) {
            return Some(BlockKind::Section);
        }
        let signed = look.is_name(self.tables) && beside(n.checked_sub(1));
        if signed || titled && self.leads_to_byline(n, first) {
            return Some(BlockKind::Byline);
        }
        // Below the standfirst and the byline a short line heads the text.
        let decked = beside(n.checked_sub(1)) && self.kinds[..n].contains(&Some(BlockKind::Deck));
        if decked
            && n + 1 == first
            && look.n_words <= SUBHEAD
            && !look.full_stop()
            && look.n_words > 2
        {
            return Some(BlockKind::Subhead);
        }
        let dated = n + 1 == first || self.kinds[n + 1] == Some(BlockKind::Dateline);
        if look.is_place() && titled && dated {
            return Some(BlockKind::Dateline);
        }
        match (titled, look.n_words) {
            (true, 5..) => Some(BlockKind::Deck),
            (_, ..=4) if !look.stopped() => Some(BlockKind::Section),
            _ => None,
        }
    }

    /// Names of a person or a paper on lines of their own, with a byline below them.
    fn leads_to_byline(&self, n: usize, first: usize) -> bool {
        let named = |m: usize| {
            let look = &self.looks[m];
            self.kinds[m].is_none() && look.n_words <= 6 && !look.stopped() && look.has_capitals()
        };
        let below = (n..first.min(n + NAMES)).find(|&m| !named(m));
        named(n) && below.is_some_and(|m| self.kinds[m] == Some(BlockKind::Byline))
    }

    /// A standfirst that reads like a paragraph: a byline or a dateline stands between it and the
    /// text, or a rubric in capitals opens it.
    fn deck_in_prose(&mut self, first: usize, headline: Option<usize>) {
        let Some(look) = self.looks.get(first) else { return };
        let more =
            (first + 1..self.looks.len()).any(|n| self.kinds[n].is_none() && self.looks[n].prose);
        let parted = self.kinds.get(first + 1).copied().flatten().is_some_and(|kind| {
            matches!(
                kind,
                BlockKind::Byline | BlockKind::Dateline | BlockKind::Caption | BlockKind::Credit
            )
        });
        let alone = !(0..first).any(|n| self.kinds[n] == Some(BlockKind::Deck));
        let rubric = shape::rubric_lead(look.words)
            .is_some_and(|r| self.tables.sections.has(&super::tables::fold(r)));
        if headline.is_some() && more && alone && look.n_words <= DECK && (parted || rubric) {
            self.kinds[first] = Some(BlockKind::Deck);
        }
    }

    /// Fourth pass: the running text and what stands in and after it.
    fn rest(&mut self, first: usize) {
        let last = (first..self.looks.len()).rfind(|&n| {
            self.kinds[n].is_none() && (self.looks[n].prose || self.looks[n].stopped())
        });
        for n in first..self.looks.len() {
            if self.kinds[n].is_some() {
                continue;
            }
            let look = &self.looks[n];
            self.kinds[n] = Some(if look.prose || look.bulleted {
                BlockKind::Paragraph
            } else if last.is_none_or(|last| n > last) {
                if look.is_name(self.tables) { BlockKind::Byline } else { BlockKind::Boilerplate }
            } else if look.stopped() && !look.is_quoted_title() && !look.asks() {
                BlockKind::Paragraph
            } else if look.n_words <= SUBHEAD && self.text_follows(n) {
                BlockKind::Subhead
            } else {
                BlockKind::Paragraph
            });
        }
    }

    /// Whether the next block that is no notice is running text.
    fn text_follows(&self, n: usize) -> bool {
        (n + 1..self.looks.len())
            .find(|&m| self.kinds[m] != Some(BlockKind::Boilerplate))
            .is_some_and(|m| {
                matches!(self.kinds[m], None | Some(BlockKind::Paragraph | BlockKind::Caption))
                    && (self.looks[m].prose || self.looks[m].stopped() || self.looks[m].bulleted)
            })
    }
}
