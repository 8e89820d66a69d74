//! Names in marks where no letter shows a name: « قالت "حماس" », « شركة "هاتكو" ». They are read as the words
//! they are, for whoever is called so may speak or hold an office.

use std::collections::BTreeSet;

use crate::corpus::span::{Byte, Span};

use super::find::{Finder, Verdict};
use super::lexicon::{Class, Lexicon};
use super::token::{Kind, Token, fold, plain_words, quote_ends, tokens};

/// The most words of such a name.
const NAME: usize = 5;

/// How far before a name, in bytes, is read for what tells of it.
const LEAD: usize = 300;
/// The most words of a name that stands again by itself.
const SHORT: usize = 3;
/// How far before it whose office it is stands, in words.
const OFFICE: usize = 5;

impl Finder<'_> {
    /// Marks the stretches that are names, and gives each with its marks.
    pub(super) fn coin(&mut self) -> Vec<Span<Byte>> {
        let mut out = Vec::new();
        if !self.lex.caseless {
            return out;
        }
        let mut found = Vec::new();
        for (n, raw) in self.raws.iter().enumerate() {
            let holds = self.raws.get(n + 1).is_some_and(|next| next.inside == Some(n));
            let (&[(block, outer)], &[words]) = (&raw.outer[..], &raw.pieces[..]) else { continue };
            let whole = raw.inside.is_none() && raw.opened && raw.closed && !holds;
            let start = self.document.blocks()[block].span.start();
            let near = outer.start().saturating_sub(LEAD);
            let start = start.max(super::scene::floor(self.document.text(), near));
            if !whole {
                continue;
            }
            let name = is_name(self.document.text(), (start, outer), words, self.lex);
            let text = words.of(self.document.text());
            let short = text.split_whitespace().count() <= SHORT;
            let few = short && !quote_ends(text) && !self.lex.is_outlet(&plain_words(text));
            found.extend((name || few).then_some((n, outer, words, name)));
        }
        let text = self.document.text();
        let names: BTreeSet<&str> = found.iter().filter(|f| f.3).map(|f| f.2.of(text)).collect();
        for &(n, outer, words, name) in &found {
            // « "مراكب" القطرية » in a title is the firm of « شركة "مراكب" ».
            if name || names.contains(words.of(text)) {
                self.verdicts[n] = Verdict::Marked;
                out.push(outer);
            }
        }
        out
    }
}

/// Takes the marks of the names in `coined` out of `tokens`, and shows the names as such.
pub(super) fn bare<'c>(tokens: &mut Vec<Token>, coined: impl Iterator<Item = &'c Span<Byte>>) {
    for outer in coined {
        let here = |t: &Token| outer.contains(t.span);
        tokens.retain(|t| !(here(t) && matches!(t.kind, Kind::Sign(_))));
        let body = Class::BODY.or(Class::OPENS);
        for token in tokens.iter_mut().filter(|t| here(t)) {
            token.cap = true;
            token.class = token.class.only(body);
        }
    }
}

/// Whether the words between the marks `outer` are a name; their block starts at byte `start`.
fn is_name(
    text: &str,
    (start, outer): (usize, Span<Byte>),
    words: Span<Byte>,
    lex: &Lexicon,
) -> bool {
    let inner = tokens(text, words, &[], lex);
    let verb = |t: &Token| t.is(Class::CUE.or(Class::VERB)) && !t.is(Class::ROLE.or(Class::BODY));
    let small = Class::THAT.or(Class::SUBORD).or(Class::PRONOUN).or(Class::PERSON).or(Class::AUX);
    let plain = |t: &Token| t.is_word() && !t.is(small) && !verb(t);
    let few = (1..=NAME).contains(&inner.len());
    // « بنك "آي إن جي" »: letters by their names.
    let letter = |t: &Token| t.is_word() && t.span.of(text).chars().count() <= 3;
    let letters = inner.len() > 1 && inner.iter().all(letter) && inner.iter().any(|t| !plain(t));
    let lead = last_word(&text[start..outer.start()]).map(|w| class_of(w, lex));
    if letters && lead.is_some_and(|c| c.is(Class::BODY)) {
        return true;
    }
    if !few || !inner.iter().all(plain) || quote_ends(words.of(text)) {
        return false;
    }
    let folded = plain_words(words.of(text));
    if lex.is_outlet(&folded) {
        return false;
    }
    let listed = lex.world.is_whole_place(&folded);
    let article = |t: &Token| lex.has_article(t.span.of(text));
    // « تحالف النهرين », « الداخلية », but « حركة التفاف » is said of something.
    let body = inner[0].is(Class::BODY)
        && (article(&inner[0]) || inner.len() > 1 && inner[1..].iter().any(article));
    let before = &text[start..outer.start()];
    let Some(lead) = last_word(before) else {
        let next = text[outer.end()..].trim_start_matches(' ');
        let opens = before.trim_end().is_empty() || before.trim_end().ends_with('.');
        return opens && (listed || body) && next.starts_with(char::is_alphabetic);
    };
    let class = class_of(lead, lex);
    if is_outlet_noun(lead, lex) {
        return false;
    }
    // « شركة "هاتكو" », but « إدارته "راجعت القطع" »
    let owned = !lex.ends_like_a_bare_noun(lead) && lex.disowned(&fold(lead)).is_some();
    let noun = !lex.has_article(&fold(lead)) && !owned;
    if class.is(Class::BODY) && noun && inner.len() < NAME {
        return true;
    }
    // « وكالة التصنيف البريطانية "كريستون" »
    let clause = tokens(text, Span::new(start, outer.start()), &[], lex);
    let tells = clause.iter().rev().take_while(|t| t.is_word() && article(t)).count();
    let kind = clause.len().checked_sub(tells + 1).map(|k| clause[k]);
    let kind = kind.filter(|t| t.is_word() && t.is(Class::BODY) && !article(t));
    if kind.is_some() && (1..=OFFICE).contains(&tells) && inner.len() < SHORT + 1 {
        return inner.iter().all(|t| t.class.is_nothing()) && lex.world.is_people(&fold(lead));
    }
    // « رئيس قسم الأبحاث في "كابيتال" جين دو »
    let bank = |t: &Token| t.class.is_nothing() || t.is(Class::BODY) && inner.len() > 1;
    if class.is(Class::PREP) && inner.len() < NAME && inner.iter().all(bank) {
        let near = clause.iter().rev().take_while(|t| t.is_word()).take(OFFICE);
        // « محلل الأسواق في "كابيتال"، »
        let next = text[outer.end()..].trim_start();
        let next = next.starts_with(|c: char| c.is_alphabetic() || c == '،');
        return next && near.into_iter().any(|t| t.is(Class::ROLE));
    }
    let office = class.is(Class::ROLE)
        && !owned
        && !lex.has_article(&fold(lead))
        && !inner[0].is(Class::PREP)
        && inner.iter().any(article);
    let verb = class.is(Class::CUE.or(Class::VERB).or(Class::AUX));
    let link = class.is(Class::PREP) || fold(lead).chars().count() == 1;
    let called = class.is(Class::NAMED.or(Class::THAT).or(Class::CALLED_BY));
    listed && !called || body && (verb || link || office) && !called || office && !verb
}

/// The word that stands straight before the end of `before`.
fn last_word(before: &str) -> Option<&str> {
    let lead = before.trim_end();
    let ends = lead.ends_with(|c: char| c.is_alphabetic() || c == '\u{640}');
    let word = lead.rsplit(|c: char| !(c.is_alphanumeric() || is_mark(c))).next();
    word.filter(|w| ends && !w.is_empty())
}

/// Whether a letter only stretches the word or tells a vowel.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64B}'..='\u{652}')
}

/// What is known of a word, a conjunction or a preposition it is written with aside.
fn class_of(word: &str, lex: &Lexicon) -> Class {
    let whole = lex.class_as_spelt(word);
    if !whole.is_nothing() {
        return whole;
    }
    let folded = fold(word);
    let noun = lex.unfused(&folded).map(|(_, w)| lex.class(&w)).find(|c| !c.is_nothing());
    noun.unwrap_or_default()
}

fn is_outlet_noun(word: &str, lex: &Lexicon) -> bool {
    let word = fold(word);
    let joined = lex.without_conjunction(&word).unwrap_or(&word);
    let fused = || lex.unfused(joined).any(|(_, w)| lex.outlet_noun(&w).is_some());
    lex.outlet_noun(&word).or_else(|| lex.outlet_noun(joined)).is_some() || fused()
}
