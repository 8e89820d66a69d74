//! The language that words are printed in: small words tell, where there are enough of them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::corpus::lang::Lang;

use super::fold::Word;
use super::lexicon::sections;
use super::token::{fold, plain_words};

/// The fewest small words of a language that tell it.
const ENOUGH: usize = 2;
/// The share of all words that must be small words of it.
const SHARE: usize = 4;
/// How many times as many of them there must be as of any other language's.
const AHEAD: usize = 3;

type Words = BTreeMap<Word, Vec<Lang>>;

fn known() -> &'static Words {
    static READ: OnceLock<Words> = OnceLock::new();
    READ.get_or_init(|| {
        let mut out = Words::new();
        for (code, lines) in sections(include_str!("data/printed.txt")) {
            let Ok(lang) = code.parse::<Lang>() else { continue };
            for word in lines.iter().flat_map(|line| line.split_whitespace()) {
                let langs = out.entry(fold(word)).or_default();
                if !langs.contains(&lang) {
                    langs.push(lang);
                }
            }
        }
        out
    })
}

/// The language of `text`, where its small words leave no doubt.
pub(super) fn language(text: &str) -> Option<Lang> {
    let words = plain_words(text);
    let mut met: BTreeMap<Lang, usize> = BTreeMap::new();
    // « de », « en », « il » are words of several languages and tell none of them.
    for lang in words.iter().filter_map(|word| match known().get(word).map(Vec::as_slice) {
        Some([one]) => Some(*one),
        _ => None,
    }) {
        *met.entry(lang).or_default() += 1;
    }
    // « It was pure luck »: a word that two languages share counts for the one that other words tell.
    // French has its share of them in the list of French.
    let mut alone = met.iter_mut().filter(|(lang, _)| **lang != Lang::FR);
    if let (Some((lang, n)), None) = (alone.next(), alone.next()) {
        let shared = |word: &str| {
            let langs = known().get(word).map_or(&[][..], Vec::as_slice);
            langs.len() > 1 && langs.contains(lang)
        };
        *n += words.iter().filter(|word| shared(word)).count();
    }
    // « ¡Por fin! »: no other language opens so.
    if text.starts_with(['¡', '¿']) {
        return "es".parse().ok();
    }
    let mut counts: Vec<(usize, Lang)> = met.into_iter().map(|(lang, n)| (n, lang)).collect();
    counts.sort_unstable();
    let (most, lang) = counts.pop()?;
    let next = counts.last().map_or(0, |c| c.0);
    let sure = most >= ENOUGH && most * SHARE >= words.len() && most >= next * AHEAD;
    sure.then_some(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_tell_the_language() {
        let code = |text: &str| language(text).map(|l| l.to_string());
        assert_eq!(code("Our product is safe when used as directed").as_deref(), Some("en"));
        assert_eq!(code("a small miracle of patience and of grace").as_deref(), Some("en"));
        assert_eq!(code("Nous ne savons pas où il est").as_deref(), Some("fr"));
        assert_eq!(code("Wir sind nicht das Problem").as_deref(), Some("de"));
        assert_eq!(code("¡Por fin!").as_deref(), Some("es"));
        assert_eq!(code("Cela me donne un sentiment de sécurité"), None);
        assert_eq!(code("fake news"), None);
        assert_eq!(code("urgence environnementale"), None);
    }
}
