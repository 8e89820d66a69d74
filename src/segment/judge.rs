//! Second pass: which stops end a sentence.
//!
//! One sweep over the marks with what stands open around each. A stop is judged by the word before
//! it, by what closes right after it, by what comes next, and by the quotation it stands in.

use super::scan::{Family, Mark, Role};
use super::tables::{Short, Tables};
use super::words::{
    count_up_to, folded, is_closer, is_dash, is_elision, is_invisible, is_opener, is_roman,
    is_stop, says_something, unelided, word_after, word_before,
};

/// A quotation of up to this many words inside a reporter's sentence stays whole: its stops are the
/// speaker's, the sentence is the reporter's. A longer one may be cut at its own sentence ends.
const SHORT_QUOTE: usize = 40;
/// Longest stretch in brackets, in bytes, whose stops do not end the sentence around it.
const LONG_BRACKET: usize = 500;

/// One stretch of text under judgement.
pub(super) struct Judge<'t> {
    text: &'t str,
    tables: &'t Tables,
    marks: &'t [Mark],
}

/// What stands to the right of a stop and all that closes with it.
struct Ahead<'t> {
    /// From the first word on.
    rest: &'t str,
    /// White space separates it from the stop.
    spaced: bool,
    /// A dash stands before it.
    dash: bool,
    /// A bracket opens before it.
    bracket: bool,
}

/// What closed right after a stop.
#[derive(Clone, Copy, Default)]
struct Closed {
    quote: bool,
    any: bool,
}

impl<'t> Judge<'t> {
    pub(super) fn new(text: &'t str, tables: &'t Tables, marks: &'t [Mark]) -> Self {
        Self { text, tables, marks }
    }

    /// Where sentences are cut, in order; `items` are cuts already known.
    pub(super) fn cuts(&self, items: &[usize]) -> Vec<usize> {
        let mut cuts: Vec<usize> = Vec::new();
        let mut around: Vec<usize> = Vec::new();
        let mut items = items.iter().copied().peekable();
        let mut sentence = 0;
        for (n, mark) in self.marks.iter().enumerate() {
            while let Some(item) = items.next_if(|i| *i <= mark.start) {
                cuts.push(item);
                sentence = item;
            }
            match mark.role {
                Role::Open if mark.mate.is_some() => around.push(n),
                Role::Close if mark.mate.is_some() => {
                    around.pop();
                }
                Role::Stop => {
                    let cut = self.cut_after(n, sentence, &around);
                    if let Some(cut) = cut.filter(|c| items.peek().is_none_or(|i| c < i)) {
                        cuts.push(cut);
                        sentence = cut;
                    }
                }
                _ => {}
            }
        }
        cuts.extend(items);
        cuts.dedup();
        cuts
    }

    /// Where the sentence ends, if it ends with the stop that is mark number `n`.
    fn cut_after(&self, n: usize, sentence: usize, around: &[usize]) -> Option<usize> {
        let stop = &self.marks[n];
        let run = &self.text[stop.start..stop.end];
        let (end, closed, n_closed) = self.absorb(n);
        let ahead = self.ahead(end)?;
        let before = &self.text[sentence.min(stop.start)..stop.start];
        if self.is_mere_ellipsis(stop, end) || !says_something(before) {
            return None;
        }
        if !ahead.spaced && !self.is_glued_start(run, before, ahead.rest, closed) {
            return None;
        }
        if closed.quote && ahead.bracket {
            return None;
        }
        if run == "." && closed.any && names_item(before, word_before(before)) {
            return None;
        }
        let ends =
            run != "." || closed.any && !self.keeps_stop(before) || self.full_stop(before, &ahead);
        if !ends || !self.begins_sentence(run, before, &ahead, closed) {
            return None;
        }
        let inner = &around[..around.len().saturating_sub(n_closed)];
        (!self.is_sheltered(inner, sentence)).then_some(end)
    }

    /// What closes with the stop: where it all ends, and how many of the open pairs it ends.
    fn absorb(&self, n: usize) -> (usize, Closed, usize) {
        let mut end = self.marks[n].end;
        let mut closed = Closed::default();
        let mut pairs = 0;
        let mut next = n + 1;
        loop {
            let rest = &self.text[end..];
            if let Some(mark) = self.marks.get(next).filter(|m| m.role == Role::Close) {
                let between = &self.text[end..mark.start];
                let near = between.is_empty()
                    || mark.quotes()
                        && (mark.mate.is_some()
                            || matches!(mark.family, Family::Guillemet | Family::Straight))
                        && between.chars().all(|c| c.is_whitespace() || is_invisible(c));
                if near {
                    closed.any = true;
                    closed.quote |= mark.quotes();
                    pairs += usize::from(mark.mate.is_some());
                    (end, next) = (mark.end, next + 1);
                    continue;
                }
            }
            if self.marks.get(next).is_some_and(|m| m.start == end && m.role == Role::Stop)
                && closed.any
            {
                // `« Non ! ».`: the last stop decides, and it is judged on its own.
                return (end, closed, pairs);
            }
            let Some(c) = rest.chars().next() else { break };
            let note = note_reference(rest);
            if note > 0 {
                end += note;
                while self.marks.get(next).is_some_and(|m| m.start < end) {
                    next += 1;
                }
            } else if is_invisible(c)
                || matches!(c, '*' | '_' | '’')
                || c == '\'' && !rest[1..].starts_with(char::is_alphanumeric)
            {
                end += c.len_utf8();
            } else {
                break;
            }
        }
        (end, closed, pairs)
    }

    /// What follows `end`; `None` at the end of the text.
    fn ahead(&self, end: usize) -> Option<Ahead<'t>> {
        let after = &self.text[end..];
        let rest = after.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
        let spaced = after.chars().find(|c| !is_invisible(*c)).is_some_and(char::is_whitespace);
        let mut ahead = Ahead { rest, spaced, dash: false, bracket: false };
        while let Some(c) = ahead.rest.chars().next() {
            let tail = &ahead.rest[c.len_utf8()..];
            if is_dash(c)
                && !ahead.dash
                && tail
                    .starts_with(|c: char| c.is_whitespace() || c.is_alphabetic() || is_opener(c))
            {
                ahead.dash = true;
            } else if is_opener(c) {
                ahead.bracket |= matches!(c, '(' | '[');
            } else if !is_invisible(c) && !(c.is_whitespace()) {
                break;
            }
            ahead.rest = tail;
        }
        (!ahead.rest.is_empty()).then_some(ahead)
    }

    /// Dots in brackets of their own, `(...)` or `[…]`, stand for words left out.
    fn is_mere_ellipsis(&self, stop: &Mark, end: usize) -> bool {
        self.text[..stop.start].trim_end().ends_with(['(', '['])
            && self.text[stop.end..end.max(stop.end)].trim_start().starts_with([')', ']'])
    }

    /// A stop with no space after it ends a sentence only between two plain words: `fin.Puis`.
    fn is_glued_start(&self, run: &str, before: &str, rest: &str, closed: Closed) -> bool {
        if run.starts_with(['。', '．', '！', '？', '؟', '۔']) {
            return true;
        }
        let token = before.rsplit(char::is_whitespace).next().unwrap_or(before);
        let next = word_after(rest);
        let mut letters = next.chars();
        let capital = letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(|c| c.is_lowercase() || c == '\'' || c == '’');
        let whole = rest.split(char::is_whitespace).next().unwrap_or(rest);
        let address =
            |t: &str| t.contains(['@', '/', '\\', '_', '#', '=', '&']) || t.contains("www");
        let word = word_before(token);
        let plain = word.chars().next_back().is_some_and(|c| c.is_lowercase() || c.is_numeric())
            && word.chars().filter(|c| c.is_alphanumeric()).count() >= 3;
        let suffix = [
            "com", "fr", "net", "org", "eu", "io", "tv", "be", "ch", "ca", "uk", "js", "co", "info",
        ];
        capital
            && (plain || closed.any && !token.is_empty())
            && !address(token)
            && !address(whole)
            && self.tables.short(&folded(word)).is_none()
            && !suffix.contains(&folded(next).as_str())
    }

    /// Whether the word before a full stop needs that stop even where a mark closes after it.
    fn keeps_stop(&self, before: &str) -> bool {
        let word = folded(unelided(word_before(before)));
        self.tables.short(&word) == Some(Short::Title)
    }

    /// Whether a single full stop ends its sentence, by the word before it and the word after.
    fn full_stop(&self, before: &str, ahead: &Ahead<'_>) -> bool {
        let word = word_before(before);
        let bare = unelided(word);
        let next = word_after(ahead.rest);
        let digit = ahead.rest.starts_with(|c: char| c.is_ascii_digit());
        if names_item(before, word) {
            return false;
        }
        let low = folded(bare);
        // `1,75 m. Il`: a unit after its number is no title.
        let counted = before
            .rsplit_once(word)
            .map_or("", |(lead, _)| lead)
            .trim_end()
            .ends_with(|c: char| c.is_ascii_digit());
        let unit = bare.chars().count() == 1
            || self.tables.short(&low).is_none() && bare.chars().count() <= 3;
        if counted && !digit && unit && bare.chars().all(char::is_lowercase) {
            return true;
        }
        let is_name = bare.chars().next().is_some_and(char::is_uppercase);
        match self.tables.short(&low) {
            Some(Short::Title) => false,
            Some(Short::Number) => !digit && !is_roman(next) && self.is_starter(ahead.rest),
            Some(Short::Closing) => {
                !digit && !self.tables.follows_unit(&folded(next)) && count_up_to(before, 4) >= 4
            }
            Some(Short::Either) => self.is_starter(ahead.rest),
            None if bare.chars().count() == 1 => self.after_single_letter(bare, ahead),
            None if is_acronym(bare) => self.is_starter(ahead.rest),
            None if is_name && is_unvowelled(bare) => self.is_starter(ahead.rest),
            None => true,
        }
    }

    /// `J. Chirac` goes on; `la vitamine C. Elle` does not; `il y a. Puis` is a word.
    fn after_single_letter(&self, letter: &str, ahead: &Ahead<'_>) -> bool {
        let Some(c) = letter.chars().next() else { return true };
        if c.is_numeric() {
            return true;
        }
        if !c.is_uppercase() && !c.is_lowercase() {
            return false;
        }
        matches!(c, 'à' | 'a' | 'y' | 'ô') || self.is_starter(ahead.rest)
    }

    /// Whether `rest` opens with a word that begins sentences.
    fn is_starter(&self, rest: &str) -> bool {
        let word = word_after(rest);
        if !word.starts_with(char::is_uppercase) {
            return false;
        }
        let low = folded(word);
        if self.tables.is_starter(&low) {
            return true;
        }
        if let Some((head, tail)) = low.split_once('\'') {
            let elided = is_elision(head);
            let low_tail =
                word.split(['\'', '’']).nth(1).is_some_and(|t| t.starts_with(char::is_lowercase));
            return elided && tail.len() > 1 && low_tail;
        }
        let following = rest[word.len()..].trim_start();
        self.tables.is_article(&low)
            && following.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '«')
    }

    /// Whether what follows can begin a sentence at all.
    fn begins_sentence(&self, run: &str, before: &str, ahead: &Ahead<'_>, closed: Closed) -> bool {
        let Some(c) = ahead.rest.chars().next() else { return false };
        if c.is_lowercase() {
            let hyphen_item = ahead.dash && run == "." && !closed.any;
            return (hyphen_item || self.is_careless(run, before, ahead, closed))
                && !self.is_abbreviated(before);
        }
        if closed.quote && run != "." && self.is_attribution(ahead.rest) {
            return false;
        }
        c.is_alphanumeric()
            || is_stop(c)
            || !matches!(
                c,
                ',' | '،' | '؛' | ';' | ':' | '/' | '%' | ')' | ']' | '}' | '»' | '”' | '|'
            )
    }

    /// A sentence begun without its capital: a whole word or a year, a stop, and a word that begins
    /// sentences. `le mois prochain. on verra`.
    fn is_careless(&self, run: &str, before: &str, ahead: &Ahead<'_>, closed: Closed) -> bool {
        let word = unelided(word_before(before));
        let low = folded(word_after(ahead.rest));
        let head = low.split('\'').next().unwrap_or(&low);
        let begins = self.tables.is_starter(&low)
            || self.tables.is_article(&low)
            || low.len() > head.len() && head.len() == 1
            || self.tables.is_starter(head);
        run == "."
            && !closed.any
            && begins
            && word.chars().count() >= 4
            && (word.chars().all(char::is_alphabetic) || word.bytes().all(|b| b.is_ascii_digit()))
    }

    fn is_abbreviated(&self, before: &str) -> bool {
        let bare = unelided(word_before(before));
        self.tables.short(&folded(bare)).is_some() || bare.chars().count() == 1
    }

    /// `"Why?" Mr. Smith asked`: one to four names and a verb of saying.
    fn is_attribution(&self, rest: &str) -> bool {
        // Arabic puts the verb first: `«…؟» تساءلت الطبيبة`.
        if self.tables.says(&folded(word_after(rest))) {
            return true;
        }
        for (n, word) in rest.split_whitespace().take(6).enumerate() {
            let bare = folded(word.trim_matches(|c: char| !c.is_alphanumeric()));
            if self.tables.reports(&bare) && n > 0 {
                // `Smith asked.` ends the quotation's sentence; `Smith asked for help` begins one.
                return word.ends_with(['.', ',', ';']);
            }
            if !word.starts_with(char::is_uppercase) || word.ends_with([',', ';', ':', '!', '?']) {
                return false;
            }
        }
        false
    }

    /// Whether the brackets or quotations around a stop belong to a sentence that goes on.
    fn is_sheltered(&self, around: &[usize], sentence: usize) -> bool {
        around.iter().any(|&open| {
            let mark = &self.marks[open];
            let Some(close) = mark.mate.map(|m| self.marks[m]) else { return false };
            let inside = &self.text[mark.end..close.start];
            let has_prelude = says_something(&self.text[sentence.min(mark.start)..mark.start]);
            if mark.quotes() {
                (has_prelude || self.goes_on(&close))
                    && count_up_to(inside, SHORT_QUOTE + 1) <= SHORT_QUOTE
            } else {
                has_prelude && inside.len() <= LONG_BRACKET
            }
        })
    }

    /// Whether the sentence goes on after the closing `mark`: `», a-t-il dit`, `» demande-t-il`,
    /// `,” Mr. Smith said`.
    fn goes_on(&self, mark: &Mark) -> bool {
        if self.text[..mark.start].trim_end().ends_with([',', '،']) {
            return true;
        }
        let end = mark.end;
        let rest = self.text[end..]
            .trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c) || is_closer(c));
        let mut chars = rest.chars();
        match chars.next() {
            Some(',' | ';' | ':' | '،' | '؛') => true,
            Some(c) if is_dash(c) => rest
                .trim_start_matches(|c: char| is_dash(c) || c.is_whitespace())
                .starts_with(char::is_lowercase),
            Some(c) => c.is_lowercase(),
            None => false,
        }
    }
}

/// Length of a note reference at the start of `text`: `[12]`, `¹`.
fn note_reference(text: &str) -> usize {
    let high = text.find(|c| !matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')).unwrap_or(text.len());
    if high > 0 {
        return high;
    }
    let Some(inside) = text.strip_prefix('[') else { return 0 };
    match inside.find(']') {
        Some(n) if (1..=3).contains(&n) && inside[..n].bytes().all(|b| b.is_ascii_digit()) => n + 2,
        _ => 0,
    }
}

/// Whether the word before the stop, alone in front or after a clause's end, names an item:
/// `2. Toute personne`, `destinataires ; 2. Toute personne`.
fn names_item(before: &str, word: &str) -> bool {
    if word.is_empty() || !is_item_name(word) {
        return false;
    }
    let lead = before.rsplit_once(word).map_or("", |(lead, _)| lead).trim_end();
    !says_something(lead) || (lead.ends_with(';') && word.bytes().all(|b| b.is_ascii_digit()))
}

/// `12`, `IV`, `B`: what can name an item or a section.
fn is_item_name(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit()) && word.len() <= 3
        || word.chars().count() == 1 && word != "I"
        || is_roman(word) && word.len() <= 5 && word.chars().all(char::is_uppercase)
}

/// `U.S`, `J.-C`, `O.N.U`: letters each with a stop.
fn is_acronym(word: &str) -> bool {
    word.contains('.')
        && word.split(['.', '-']).all(|part| part.chars().count() <= 2)
        && word.chars().any(char::is_alphabetic)
}

/// `Mgr`, `Sgt`: a short word no one can say is an abbreviation nobody listed.
fn is_unvowelled(word: &str) -> bool {
    let n = word.chars().count();
    (2..=4).contains(&n)
        && word.chars().skip(1).all(char::is_lowercase)
        && word.chars().all(|c| c.is_ascii_alphabetic())
        && !folded(word).contains(['a', 'e', 'i', 'o', 'u', 'y'])
}
