//! First pass: every mark that can open, close or end something, in order, quotes paired.
//!
//! One look at each byte. Marks are paired as they are met, so what a straight mark is (opening or
//! closing) follows from its neighbours and from what is open. Unpaired marks stay, without a mate.

use super::words::{is_bullet, is_opener, is_stop};

/// What a mark does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Ends a sentence, perhaps: a run such as `.`, `?!`, `. . .`.
    Stop,
    /// Opens a quotation or a bracket.
    Open,
    /// Closes one.
    Close,
    /// Stands before a list item.
    Bullet,
}

/// Marks that close one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// `« »`
    Guillemet,
    /// `“ ”`, `„ “`
    Curly,
    /// `" "`, `'' ''`
    Straight,
    /// `' '`
    Single,
    /// `‘ ’`
    SingleCurly,
    /// `‹ ›`
    Angle,
    /// `( )`
    Round,
    /// `[ ]`
    Square,
    /// No pair: stops and bullets.
    Alone,
}

/// One mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) role: Role,
    pub(super) family: Family,
    /// The number of the mark it pairs with.
    pub(super) mate: Option<usize>,
}

impl Mark {
    /// Whether it belongs to a quotation, not to a bracket.
    pub(super) fn quotes(&self) -> bool {
        !matches!(self.family, Family::Round | Family::Square | Family::Alone)
    }
}

/// How many marks may stand open at once; deeper ones are taken for noise, so that time stays linear.
const DEPTH: usize = 32;

/// How far, in bytes, a loose straight mark looks for its mate.
const REACH: usize = 2000;

/// All marks of `text`, in order.
pub(super) fn scan(text: &str) -> Vec<Mark> {
    let mut scanner = Scanner { text, marks: Vec::new(), open: Vec::new() };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        at = if INTERESTING[bytes[at] as usize] { scanner.meet(at) } else { at + 1 };
    }
    scanner.marks
}

/// Whether a spaced `!` or `?` joins this run: any but a single full stop.
fn run_of(run: &str) -> bool {
    run != "."
}

/// Bytes that are, or begin, a mark. The lead bytes cover `«»` (C2), Arabic stops (D8, DB), general
/// punctuation (E2), full-width stops (E3, EF).
const INTERESTING: [bool; 256] = {
    let mut table = [false; 256];
    let list = b".!?\"'`()[]\xC2\xD8\xDB\xE2\xE3\xEF";
    let mut i = 0;
    while i < list.len() {
        table[list[i] as usize] = true;
        i += 1;
    }
    table
};

struct Scanner<'t> {
    text: &'t str,
    marks: Vec<Mark>,
    /// Numbers of the marks that stand open, outermost first.
    open: Vec<usize>,
}

impl Scanner<'_> {
    /// Takes the character at `at`; returns where to look on.
    fn meet(&mut self, at: usize) -> usize {
        let Some(c) = self.text[at..].chars().next() else { return self.text.len() };
        let end = at + c.len_utf8();
        match c {
            '"' => self.straight(at, end),
            '\'' if self.text[end..].starts_with('\'') => return self.double_apostrophe(at),
            '\'' => self.apostrophe(at),
            '`' => self.push_open(at, end, Family::Single),
            '«' => self.push_open(at, end, Family::Guillemet),
            '»' => self.push_close(at, end, Family::Guillemet),
            '‹' => self.push_open(at, end, Family::Angle),
            '›' => self.push_close(at, end, Family::Angle),
            '„' => self.push_open(at, end, Family::Curly),
            '“' if !(self.touches_left(at) && self.is_open(Family::Curly)) => {
                self.push_open(at, end, Family::Curly);
            }
            // A low mark is closed by the mark that opens elsewhere: `„ “`.
            '“' | '”' => self.push_close(at, end, Family::Curly),
            '‘' => self.push_open(at, end, Family::SingleCurly),
            '’' if self.is_open(Family::SingleCurly) && !self.letter_at(end) => {
                self.push_close(at, end, Family::SingleCurly);
            }
            '(' => self.push_open(at, end, Family::Round),
            ')' => self.push_close(at, end, Family::Round),
            '[' => self.push_open(at, end, Family::Square),
            ']' => self.push_close(at, end, Family::Square),
            c if is_stop(c) => return self.stop(at, end),
            c if is_bullet(c) && !self.touches_left(at) => {
                self.push(at, end, Role::Bullet, Family::Alone);
            }
            _ => {}
        }
        end
    }

    fn push(&mut self, start: usize, end: usize, role: Role, family: Family) {
        self.marks.push(Mark { start, end, role, family, mate: None });
    }

    fn push_open(&mut self, start: usize, end: usize, family: Family) {
        if self.open.len() == DEPTH {
            self.open.remove(0);
        }
        self.open.push(self.marks.len());
        self.push(start, end, Role::Open, family);
    }

    /// Closes the innermost open mark of the family; what stood open inside it never closed.
    fn push_close(&mut self, start: usize, end: usize, family: Family) {
        let own = self.marks.len();
        self.push(start, end, Role::Close, family);
        if let Some(depth) = self.open.iter().rposition(|&i| self.marks[i].family == family) {
            let mate = self.open[depth];
            self.open.truncate(depth);
            self.marks[mate].mate = Some(own);
            self.marks[own].mate = Some(mate);
        }
    }

    fn is_open(&self, family: Family) -> bool {
        self.open.iter().any(|&i| self.marks[i].family == family)
    }

    /// Whether the mark at `at` touches a word or a stop on its left.
    fn touches_left(&self, at: usize) -> bool {
        self.text[..at].chars().next_back().is_some_and(|c| {
            !c.is_whitespace() && !is_opener(c) && !matches!(c, '’' | '/' | ':' | '-' | '–' | '—')
        })
    }

    /// Whether what follows `end` is a letter or an opening, as after an opening mark.
    fn touches_right(&self, end: usize) -> bool {
        self.text[end..].chars().next().is_some_and(|c| {
            c.is_alphanumeric() || matches!(c, '«' | '“' | '(' | '[' | '…' | '$' | '#' | '@')
        })
    }

    /// Whether another straight mark follows within the reach of a quotation.
    fn comes_again(&self, end: usize) -> bool {
        self.text.as_bytes()[end..].iter().take(REACH).any(|b| *b == b'"')
    }

    fn letter_at(&self, at: usize) -> bool {
        self.text[at..].chars().next().is_some_and(char::is_alphanumeric)
    }

    /// A typewriter's double mark opens or closes by what it touches, and by turns where it touches
    /// nothing (`" Oui "`).
    fn straight(&mut self, at: usize, end: usize) {
        let (left, right) = (self.touches_left(at), self.touches_right(end));
        match (self.is_open(Family::Straight), left, right) {
            (true, true, _) | (true, false, false) | (false, true, false) => {
                self.push_close(at, end, Family::Straight);
            }
            (true, false, true) => {
                // It opens anew: the one before never closed.
                self.open.retain(|&i| self.marks[i].family != Family::Straight);
                self.push_open(at, end, Family::Straight);
            }
            // Free on both sides, with nothing to pair with further on: it closes what a slip left open.
            (false, false, false) if !self.comes_again(end) => {
                self.push_close(at, end, Family::Straight);
            }
            (false, ..) => self.push_open(at, end, Family::Straight),
        }
    }

    /// Two apostrophes are a double mark unless letters stand on both sides (a slip for one).
    fn double_apostrophe(&mut self, at: usize) -> usize {
        let mut end = at;
        while self.text[end..].starts_with('\'') {
            end += 1;
        }
        let letters = self.touches_left(at) && self.letter_at(end);
        if !letters || self.text[..at].ends_with(is_stop) {
            self.straight(at, end);
        }
        end
    }

    /// One apostrophe is a quotation mark only where it cannot be an elision or a possessive.
    fn apostrophe(&mut self, at: usize) {
        let next = self.text[at + 1..].chars().next();
        let open = self.is_open(Family::Single);
        if !self.touches_left(at) && next.is_some_and(char::is_alphabetic) && !open {
            self.push_open(at, at + 1, Family::Single);
        } else if open && self.touches_left(at) && !next.is_some_and(char::is_alphanumeric) {
            self.push_close(at, at + 1, Family::Single);
        }
    }

    /// A run of stops, with the French space inside (`? !`) and spaced dots (`. . .`).
    fn stop(&mut self, at: usize, mut end: usize) -> usize {
        let mut last = self.text[at..end].chars().next_back().unwrap_or('.');
        loop {
            let rest = &self.text[end..];
            let Some(next) = rest.chars().next() else { break };
            if is_stop(next) {
                (last, end) = (next, end + next.len_utf8());
                continue;
            }
            let space =
                if matches!(next, ' ' | '\u{a0}' | '\u{202f}') { next.len_utf8() } else { break };
            let mut after = rest[space..].chars();
            let Some(mark) = after.next() else { break };
            let spaced_dots =
                last == '.' && mark == '.' && !after.next().is_some_and(char::is_alphanumeric);
            let spaced_marks = matches!(last, '!' | '?' | '…' | '.')
                && run_of(&self.text[at..end])
                && matches!(mark, '!' | '?');
            if !spaced_dots && !spaced_marks {
                break;
            }
            (last, end) = (mark, end + space + mark.len_utf8());
        }
        self.push(at, end, Role::Stop, Family::Alone);
        end
    }
}
