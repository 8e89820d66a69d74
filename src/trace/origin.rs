//! Where a name is at home: `Haruo Shimizu` is Japanese, whatever else a text says of the man.
//!
//! It says where a family is from, not where somebody lives, so it is heard only where the text tells of such a
//! country as well, and only where nothing else is known.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::corpus::lang::Lang;

use super::lexicon::sections;
use super::names::plain;

/// The shortest beginning that an end of a family name is looked for behind, in letters.
const STEM: usize = 2;
/// The longest end of a family name, in letters.
const ENDING: usize = 9;

/// Names and ends of names, each with the languages it is at home in.
#[derive(Default)]
struct Origins {
    names: HashMap<String, Vec<Lang>>,
    ends: HashMap<String, Vec<Lang>>,
}

fn known() -> &'static Origins {
    static READ: OnceLock<Origins> = OnceLock::new();
    READ.get_or_init(|| {
        let mut out = Origins::default();
        for (code, lines) in sections(include_str!("data/origins.txt")) {
            let Ok(lang) = code.parse::<Lang>() else { continue };
            for word in lines.iter().flat_map(|line| line.split_whitespace()) {
                let langs = match word.strip_prefix('*') {
                    Some(end) => out.ends.entry(plain(end)).or_default(),
                    None => out.names.entry(plain(word)).or_default(),
                };
                if !langs.contains(&lang) {
                    langs.push(lang);
                }
            }
        }
        out
    })
}

/// The languages that a word of a name is at home in.
fn of_word(word: &str) -> &'static [Lang] {
    let origins = known();
    let word = plain(word);
    if let Some(langs) = origins.names.get(&word) {
        return langs;
    }
    let starts = word.char_indices().map(|(at, _)| at).skip(STEM);
    let mut ends = starts.map(|at| &word[at..]).filter(|end| end.len() <= ENDING);
    ends.find_map(|end| origins.ends.get(end)).map_or(&[], Vec::as_slice)
}

/// The one language that a name is at home in among those that a text `told` of.
///
/// Every word that is known must agree: « Scott Lindgren » may be of either side of a sea.
pub(super) fn origin(name: &str, told: &BTreeMap<Lang, usize>) -> Option<Lang> {
    let mut told = at_home(name).into_iter().filter(|lang| told.contains_key(lang));
    told.next().filter(|_| told.next().is_none())
}

/// The languages that every word of a name is at home in that is at home in any.
pub(super) fn at_home(name: &str) -> Vec<Lang> {
    let mut left: Option<Vec<Lang>> = None;
    for langs in name.split_whitespace().map(of_word).filter(|langs| !langs.is_empty()) {
        left = Some(match left {
            None => langs.to_vec(),
            Some(left) => left.into_iter().filter(|lang| langs.contains(lang)).collect(),
        });
    }
    left.unwrap_or_default()
}

/// Whether two words of a name or more are known to be at home anywhere.
pub(super) fn all_known(name: &str) -> bool {
    name.split_whitespace().filter(|word| !of_word(word).is_empty()).count() > 1
}
