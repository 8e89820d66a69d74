//! Shapes that tell what a block is by its own words: bylines, datelines, captions, credits, pointers.

use std::sync::OnceLock;

use regex::Regex;

use super::credited;
use super::look::Look;
use crate::corpus::document::BlockKind;
use crate::ingest::facts::{credit, date, dateline};
use crate::ingest::tables::{Tables, fold, regex};

/// Most words of a byline with all that stands in it.
const BYLINE: usize = 26;
/// Most words of a caption.
const CAPTION: usize = 70;
/// Most words of a credit line.
const CREDIT: usize = 26;

/// A line that points to another article: an arrow, or a lead such as `Lire aussi :`.
pub(super) fn is_pointer(look: &Look<'_>, tables: &Tables) -> bool {
    static GLUED: OnceLock<Regex> = OnceLock::new();
    let arrow = look.words.trim_start().starts_with(['→', '➡', '►', '▶', '⇒', '»', '>', '➤', '👉'])
        && !look.prose;
    let lead = tables.teasers.begin(&look.folded) && look.n_words <= 40 && look.n_words > 1;
    let tags = look.n_words >= 2 && look.words.split_whitespace().all(|w| w.starts_with('#'));
    // The link's text often lands against its lead: `Lire aussiLe titre`.
    let glued = ["lire ", "a lire "].iter().any(|lead| look.folded.starts_with(lead))
        && GLUED
            .get_or_init(|| regex(r"^(?:[ÀàAa]\s)?[Ll]ire (?:aussi|également)\p{Lu}"))
            .is_match(look.words);
    arrow || glued || lead && !(look.prose && look.n_words > 30) || tags
}

/// A button, a count or a reading time on a line of its own, or marks without a word.
pub(super) fn is_button(look: &Look<'_>, tables: &Tables) -> bool {
    static READING: OnceLock<Regex> = OnceLock::new();
    let counts = |words: &str| {
        let reading = || {
            READING.get_or_init(|| regex(r"(?i)^\d{1,3}\s?(?:mn|min|minutes?|commentaires?|comments?|partages?|shares?|réactions?|vues|views)(?:\s(?:de lecture|read))?\.?$"))
        };
        words.starts_with(char::is_numeric) && reading().is_match(words)
    };
    look.n_words == 0 || tables.buttons.has(&look.folded) || counts(look.words.trim())
}

/// A line that says who translated the text, and not much else.
pub(super) fn is_translation_credit(look: &Look<'_>, tables: &Tables) -> bool {
    look.n_words <= CREDIT
        && credit::translation(look.words, tables).is_some_and(|found| {
            let rest =
                look.n_words.saturating_sub(found.whole.of(look.words).split_whitespace().count());
            rest <= 4
        })
}

/// A picture's caption, or its credit alone.
pub(super) fn caption_or_credit(look: &Look<'_>, tables: &Tables) -> Option<BlockKind> {
    if look.n_words > CAPTION {
        return None;
    }
    let words = look.words.trim();
    if look.n_words <= 9 && dateline::alone(look.words, tables).is_some() {
        return None;
    }
    if let Some(start) = credited::start(words) {
        let before = words[..start].split_whitespace().count();
        let within = words[start..].split_whitespace().count();
        return Some(if before >= 3 || within > 10 {
            BlockKind::Caption
        } else {
            BlockKind::Credit
        });
    }
    if tables.captions.begin(&look.folded) && look.n_words > 2 {
        return Some(BlockKind::Caption);
    }
    repeats_itself(&look.folded).then_some(BlockKind::Caption)
}

/// A picture's text and its caption run together: the same words twice, perhaps a credit after.
fn repeats_itself(folded: &str) -> bool {
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    (4..=words.len() / 2)
        .any(|half| words[..half] == words[half..2 * half] && words.len() - 2 * half <= 8)
}

/// A line of its own that says where, and for whom: `AA / Istanbul`, `PARIS (AFP)`.
pub(super) fn is_dateline(look: &Look<'_>, tables: &Tables) -> bool {
    look.n_words <= 9 && dateline::alone(look.words, tables).is_some()
}

/// The label in capitals before a dash: `DIPLOMATIE - Une délégation …`.
pub(super) fn rubric_lead(words: &str) -> Option<&str> {
    let (head, _) = [" - ", " – ", " — "].iter().find_map(|dash| words.split_once(dash))?;
    let capitals = head.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    (capitals && head.split_whitespace().count() <= 4).then_some(head)
}

/// Who wrote it and when, and nothing else.
pub(super) fn is_byline(look: &Look<'_>, tables: &Tables) -> bool {
    if look.n_words > BYLINE || look.prose || leads_to_words(look.words) {
        return false;
    }
    let dates = date::find(look.words, tables);
    let led = tables.byline_leads.lead(&look.folded).is_some_and(|lead| {
        let rest = look.folded[lead.len()..].split_whitespace().count();
        rest <= 14 && leads_to_name(look, lead)
    });
    let timed = tables.date_leads.lead(&look.folded).is_some_and(|lead| {
        look.folded[lead.len()..].contains(|c: char| c.is_numeric()) && lead.len() > 3
    });
    let left = residue(look.words, &dates, tables);
    if left.caseless > 5 {
        return false;
    }
    led && left.others <= 4
        || timed && left.others <= 5
        || !dates.is_empty() && left.others <= 1
        || left.others + left.caseless == 0
            && (left.times > 0 || left.agencies > 0)
            && look.n_words <= 10
            && !look.ends_in_full_stop()
}

/// « Signe Petit : “Nous avons oublié le guichet” » signs nothing.
fn leads_to_words(line: &str) -> bool {
    let marks = ['«', '“', '"'];
    line.split_once(':').is_some_and(|(_, after)| after.trim_start().starts_with(marks))
}

/// After `Par` a name must follow, not `ailleurs`.
fn leads_to_name(look: &Look<'_>, lead: &str) -> bool {
    let n = lead.split_whitespace().count();
    let next = look.words.split_whitespace().nth(n).unwrap_or_default();
    let arabic = next.chars().any(|c| matches!(c, '\u{620}'..='\u{64a}'));
    next.is_empty()
        || arabic
        || next
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        || lead.contains(' ')
}

/// What is left of a byline when dates, hours, agencies and names are taken out.
#[derive(Debug, Default)]
struct Residue {
    times: usize,
    agencies: usize,
    /// Words in lower case that belong to no byline.
    others: usize,
    /// Words of a script without capitals: names or not.
    caseless: usize,
}

fn residue(words: &str, dates: &[date::Found], tables: &Tables) -> Residue {
    static TIME: OnceLock<Regex> = OnceLock::new();
    let time = TIME.get_or_init(|| regex(r"(?i)(?-u:\b)\d{1,2}\s?(?:h|:|\.)\s?\d{2}(?-u:\b)|(?-u:\b)\d{1,2}\s?h(?-u:\b)|(?-u:\b)\d{1,2}(?::\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.)|(?-u:\b)(?:gmt|utc|est|cet)(?-u:\b)"));
    let mut left = Residue::default();
    let mut rest = words.to_owned();
    for found in dates.iter().rev() {
        rest.replace_range(found.span.range(), " ");
    }
    left.times = time.find_iter(&rest).count();
    rest = time.replace_all(&rest, " ").into_owned();
    left.agencies =
        tables.agency.find_iter(&rest).filter(|m| stands_alone(&rest, m.range())).count();
    rest = tables.agency.replace_all(&rest, " ").into_owned();
    let known = |w: &str| {
        tables.not_names.has(w) || tables.date_leads.lead(w).is_some() || tables.byline_leads.has(w)
    };
    for word in rest.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’' | '/' | '|')) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let capital = bare.starts_with(char::is_uppercase);
        if bare.chars().any(|c| matches!(c, '\u{620}'..='\u{64a}')) {
            left.caseless += usize::from(!known(&fold(bare)));
        } else if bare.chars().count() > 1 && !capital && !known(&fold(bare)) {
            left.others += 1;
        }
    }
    left
}

/// Whether a match is a word of its own.
pub(super) fn stands_alone(text: &str, at: std::ops::Range<usize>) -> bool {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    !text[..at.start].ends_with(letter) && !text[at.end..].starts_with(letter)
}
