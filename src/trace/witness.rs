//! Words as witnesses: how much likelier one is to be met in a given place of a text than anywhere.
//!
//! A word is met where the text has it, or a word it is translated by. If `a` is how often a word of a
//! quotation has its counterpart in the original and `b` how often some sentence has it by chance,
//! meeting it speaks with `ln(a / b)` nats for a place and missing it with `ln((1 - a) / (1 - b))`.

use std::collections::BTreeMap;

use super::fold::Word;
use super::token::plain_words;

/// What a word of the page's language may be in the originals', with probabilities.
pub type Meanings = dyn Fn(&str) -> Vec<(Box<str>, f32)>;

/// How often a word has its counterpart in the original sentence.
const MET: f32 = 0.75;
/// No word is taken to be met by chance more often than this: a little less than [`MET`].
const COMMON: f32 = 0.7;
/// How surely two words of one stem are one.
const STEM: f32 = 0.9;
/// The same for a word of the page that the originals have letter by letter, a name most likely.
const KEPT: f32 = 0.8;
/// Letters of a stem, and of the shortest word that is known by its stem across languages.
const LETTERS: (usize, usize) = (6, 5);

/// The words of the originals' sentences.
#[derive(Debug, Default)]
pub(super) struct Words {
    // Different words of each sentence.
    sizes: Vec<f32>,
    forms: BTreeMap<Word, Vec<usize>>,
    stems: BTreeMap<Word, Vec<usize>>,
}

/// The words of one stretch, each with the sentences it is met in.
#[derive(Debug, Default)]
pub(super) struct Evidence(Vec<Witness>);

#[derive(Debug)]
struct Witness {
    // How surely each sentence has it, by sentence, ascending.
    met: Vec<(usize, f32)>,
    // The share of sentences that have it.
    chance: f32,
}

impl Words {
    /// Adds a sentence.
    pub(super) fn push(&mut self, text: &str) {
        let n = self.sizes.len();
        let mut words = plain_words(text);
        words.sort_unstable();
        words.dedup();
        #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
        self.sizes.push(words.len().max(1) as f32);
        for word in words {
            let held = self.stems.entry(stem(&word)).or_default();
            if held.last() != Some(&n) {
                held.push(n);
            }
            self.forms.entry(word).or_default().push(n);
        }
    }

    /// Words in the originals' own language.
    pub(super) fn ours(&self, words: &[Word]) -> Evidence {
        let witness = |word: &str| {
            let mut met = BTreeMap::new();
            meet(&self.stems, &stem(word), STEM, &mut met);
            meet(&self.forms, word, 1.0, &mut met);
            self.witness(met)
        };
        Evidence(words.iter().map(|word| witness(word)).collect())
    }

    /// Words in the page's language.
    pub(super) fn page(&self, words: &[Word], meanings: &Meanings) -> Evidence {
        let witness = |word: &str| {
            let mut met = BTreeMap::new();
            for (meaning, p) in meanings(word) {
                for &n in self.forms.get(&*meaning).into_iter().flatten() {
                    let seen = met.entry(n).or_insert(0.0);
                    *seen = 1.0 - (1.0 - *seen) * (1.0 - p);
                }
            }
            let number = word.starts_with(char::is_numeric);
            if number || word.chars().count() >= LETTERS.1 {
                meet(&self.stems, &stem(word), KEPT, &mut met);
            }
            self.witness(met)
        };
        Evidence(words.iter().map(|word| witness(word)).collect())
    }

    fn witness(&self, met: BTreeMap<usize, f32>) -> Witness {
        #[expect(clippy::cast_precision_loss, reason = "sentence counts")]
        let all = self.sizes.len() as f32;
        // Half a sentence more than were seen: where there are few, a word seen once is no rarity.
        let chance = ((met.values().sum::<f32>() + 0.5) / (all + 1.0)).min(COMMON);
        Witness { met: met.into_iter().collect(), chance }
    }

    /// What the words of `evidence` say for the sentences `start..end` together, in nats.
    pub(super) fn weigh(&self, evidence: &Evidence, start: usize, end: usize) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "sentence counts")]
        let usual = self.sizes.iter().sum::<f32>() / self.sizes.len().max(1) as f32;
        let long = self.sizes[start..end].iter().sum::<f32>() / usual;
        evidence.0.iter().map(|w| w.nats(start, end, long)).sum()
    }
}

impl Evidence {
    /// The most they could say, were all of them met in a sentence of the usual length.
    pub(super) fn most(&self) -> f32 {
        self.0.iter().map(|w| (MET / w.chance).ln()).sum()
    }

    /// How many of the words are met in the sentences `start..end`, more likely than not.
    pub(super) fn met(&self, start: usize, end: usize) -> usize {
        self.0.iter().filter(|w| w.sureness(start, end) > 0.5).count()
    }

    /// Adds to each sentence what is met there, without what is missed.
    pub(super) fn add_hits(&self, sums: &mut [f32]) {
        for w in &self.0 {
            let nats = (MET / w.chance).ln();
            w.met.iter().for_each(|&(n, sure)| sums[n] += nats * sure);
        }
    }
}

impl Witness {
    /// How surely it is met in one of the sentences.
    fn sureness(&self, start: usize, end: usize) -> f32 {
        let from = self.met.partition_point(|m| m.0 < start);
        let here = self.met[from..].iter().take_while(|m| m.0 < end);
        here.fold(0.0_f32, |most, m| most.max(m.1))
    }

    fn nats(&self, start: usize, end: usize, long: f32) -> f32 {
        let met = self.sureness(start, end);
        // The longer the stretch, the likelier a word is met there by chance.
        let chance = (1.0 - (1.0 - self.chance).powf(long)).min(COMMON);
        met * (MET / chance).ln() + (1.0 - met) * ((1.0 - MET) / (1.0 - chance)).ln()
    }
}

/// Meets `key` where `table` has it, this surely at least.
fn meet(table: &BTreeMap<Word, Vec<usize>>, key: &str, sure: f32, met: &mut BTreeMap<usize, f32>) {
    for &n in table.get(key).into_iter().flatten() {
        let seen = met.entry(n).or_insert(0.0);
        *seen = seen.max(sure);
    }
}

/// The words of `text` without those of `part`, as often as they stand there.
pub(super) fn rest(text: &str, part: &str) -> Vec<Word> {
    let mut left: BTreeMap<Word, usize> = BTreeMap::new();
    for word in plain_words(part) {
        *left.entry(word).or_default() += 1;
    }
    let mut out = plain_words(text);
    out.retain(|word| match left.get_mut(word).filter(|n| **n > 0) {
        Some(n) => {
            *n -= 1;
            false
        }
        None => true,
    });
    out
}

/// The first letters of a word without accents; a number by its digits, however they are grouped.
fn stem(word: &str) -> Word {
    if word.starts_with(char::is_numeric) {
        return word.chars().filter(|c| c.is_alphanumeric()).collect();
    }
    super::names::plain(word).chars().take(LETTERS.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let mut words = Words::default();
        for text in ["The cat sat there.", "The dog slept.", "The bird sang.", "The boats left."] {
            words.push(text);
        }
        words
    }

    #[test]
    fn rare_words_tell_and_common_ones_do_not() {
        let words = words();
        let rare = words.ours(&rest("cats", ""));
        let common = words.ours(&rest("the", ""));
        // « cats » has the stem of no word here: missing it speaks against every place.
        assert!(words.weigh(&rare, 0, 1) < 0.0);
        assert!(words.weigh(&common, 0, 1).abs() < 0.2);
        let boat = words.ours(&rest("boats", ""));
        assert!(words.weigh(&boat, 3, 4) > 0.8 && words.weigh(&boat, 0, 1) < 0.0);
        assert!(words.weigh(&boat, 2, 4) < words.weigh(&boat, 3, 4), "wider says less");
    }

    #[test]
    fn the_page_speaks_through_its_meanings() {
        let words = words();
        let meanings = |word: &str| match word {
            "oiseau" => vec![("bird".into(), 0.9)],
            _ => Vec::new(),
        };
        let bird = words.page(&rest("l'oiseau", "l'"), &meanings);
        assert!(words.weigh(&bird, 2, 3) > 0.8 && words.weigh(&bird, 0, 1) < 0.0);
    }

    #[test]
    fn the_rest_of_a_sentence_is_what_the_part_leaves() {
        let left: Vec<Word> = rest("the end of the war", "the war");
        assert_eq!(left.join(" "), "end of the");
    }
}
