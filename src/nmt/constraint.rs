//! What may not be written next: rules over the ids written so far.
//!
//! The rules and their order are those of the library that published Marian models are decoded with.

use crate::nmt::generation::GenerationConfig;

/// The rules of one search.
#[derive(Clone, Debug)]
pub struct Constraint {
    rules: GenerationConfig,
}

/// What the rules say of the next id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ruling {
    /// Nothing but this id may come, and for certain, unless it is banned.
    pub only: Option<u32>,
    /// Ids that may not come, in rising order.
    pub banned: Vec<u32>,
    /// Whether the probabilities of what may come are made to sum to 1 again.
    pub renormalise: bool,
}

impl Ruling {
    /// Whether `id` may not come.
    #[must_use]
    pub fn bans(&self, id: u32) -> bool {
        self.banned.binary_search(&id).is_ok()
    }

    fn ban(&mut self, ids: impl IntoIterator<Item = u32>) {
        self.banned.extend(ids);
    }
}

impl Constraint {
    /// The rules that `rules` asks for.
    #[must_use]
    pub fn new(rules: GenerationConfig) -> Self {
        Self { rules }
    }

    /// What may follow `written`, which begins with the decoder's start mark.
    #[must_use]
    pub fn ruling(&self, written: &[u32]) -> Ruling {
        let mut ruling = Ruling::default();
        self.rule(written, &mut ruling);
        ruling
    }

    /// The same into a ruling that is there already.
    pub(crate) fn rule(&self, written: &[u32], ruling: &mut Ruling) {
        let rules = &self.rules;
        ruling.banned.clear();
        ruling.renormalise = rules.renormalize;
        let last = rules.forced_eos.filter(|_| written.len() + 1 == rules.max_length);
        ruling.only = last.or(rules.forced_bos.filter(|_| written.len() == 1));
        // What is forced comes against these rules, but not against those below.
        if ruling.only.is_none() {
            ruling.ban(repeats(written, rules.no_repeat_ngram));
            ruling.ban(stutters(written, &rules.no_stutter));
            for word in &rules.bad_words {
                if let Some((&last, before)) = word.split_last()
                    && !(before.is_empty() && rules.eos.contains(&last))
                    && written.ends_with(before)
                {
                    ruling.banned.push(last);
                }
            }
            if written.len() < rules.min_length {
                ruling.ban(rules.eos.iter().copied());
            }
        }
        ruling.ban(rules.suppressed.iter().copied());
        let first = if rules.forced_bos.is_some() { 2 } else { 1 };
        if written.len() == first {
            ruling.ban(rules.suppressed_first.iter().copied());
        }
        ruling.banned.sort_unstable();
        ruling.banned.dedup();
    }
}

/// The ids that would write some n-gram a second time.
fn repeats(written: &[u32], n: usize) -> impl Iterator<Item = u32> + '_ {
    let start = (written.len() + 1).checked_sub(n).filter(|_| n > 0);
    start.into_iter().flat_map(move |start| {
        let same = move |w: &&[u32]| w[..n - 1] == written[start..];
        written.windows(n).filter(same).map(move |w| w[n - 1])
    })
}

/// Fewer letters twice in a row are spelling: `assess`, `Barbara`.
const STUTTER: u32 = 4;

/// The ids that would make a word end in the same few pieces twice in a row, four letters or more.
fn stutters<'w>(written: &'w [u32], letters: &'w [u8]) -> impl Iterator<Item = u32> + 'w {
    let n = written.len();
    let inside = |id: u32| u32::from(letters.get(id as usize).copied().unwrap_or(0));
    (1..=3).filter(move |&k| n >= 2 * k).filter_map(move |k| {
        // With id `first` next, the last k ids are the k before them once more.
        let (first, rest) = (written[n - k], &written[n - k + 1..]);
        let again = *rest == written[n + 1 - 2 * k..n - k];
        let whole = rest.iter().chain([&first]).all(|&id| inside(id) > 0);
        let sum: u32 = inside(first) + rest.iter().map(|&id| inside(id)).sum::<u32>();
        (again && whole && sum >= STUTTER).then_some(first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::config::ModelConfig;

    fn banned(json: &str, written: &[u32]) -> Vec<u32> {
        let model = br#"{"d_model": 16, "vocab_size": 8, "pad_token_id": 7,
            "decoder_start_token_id": 7}"#;
        let model = ModelConfig::parse("config.json", model).unwrap();
        let rules = GenerationConfig::parse("generation_config.json", json.as_bytes(), &model);
        let ruling = Constraint::new(rules.unwrap()).ruling(written);
        let may = |id: u32| ruling.only.is_none_or(|only| only == id) && !ruling.bans(id);
        (0..8).filter(|&id| !may(id)).collect()
    }

    #[test]
    fn bad_words_are_banned_when_their_beginning_is_written() {
        let json = r#"{"bad_words_ids": [[7], [3, 4], [0]]}"#;
        assert_eq!(banned(json, &[7, 1]), [7], "the end mark alone is never a bad word");
        assert_eq!(banned(json, &[7, 3]), [4, 7]);
    }

    #[test]
    fn repeated_ngrams_are_banned_at_their_last_id() {
        assert_eq!(banned(r#"{"no_repeat_ngram_size": 2}"#, &[7, 1, 2, 3, 1]), [2]);
        assert_eq!(banned(r#"{"no_repeat_ngram_size": 3}"#, &[7, 1, 2, 3, 1]), [0; 0]);
        assert_eq!(banned(r#"{"no_repeat_ngram_size": 1}"#, &[7, 1]), [1, 7]);
    }

    #[test]
    fn a_word_must_not_end_in_the_same_letters_twice() {
        // By id: 1 begins a word, 2 adds five letters, 3 two, 4 two, 5 one.
        let letters = [0, 0, 5, 2, 2, 1];
        let found = |written: &[u32]| stutters(written, &letters).collect::<Vec<_>>();
        assert_eq!(found(&[7, 1, 2]), [2]);
        assert_eq!(found(&[7, 1, 3, 4, 3]), [4], "two pieces, twice");
        assert_eq!(found(&[7, 1, 5, 3, 5]), [0; 0], "three letters may come twice");
        assert_eq!(found(&[7, 1, 1]), [0; 0], "words may come twice");
        assert_eq!(found(&[7]), [0; 0]);
        assert_eq!(stutters(&[7, 1, 2], &[]).count(), 0, "no rule, no ban");
    }

    #[test]
    fn the_first_and_last_ids_can_be_forced() {
        let json = r#"{"forced_bos_token_id": 5, "forced_eos_token_id": 0, "max_length": 4}"#;
        assert_eq!(banned(json, &[7]), [0, 1, 2, 3, 4, 6, 7]);
        assert_eq!(banned(json, &[7, 5]), [0; 0]);
        assert_eq!(banned(json, &[7, 5, 1]), [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(banned(r#"{"min_length": 3}"#, &[7, 5]), [0]);
        assert_eq!(
            banned(r#"{"begin_suppress_tokens": [4], "suppress_tokens": [6]}"#, &[7]),
            [4, 6]
        );
    }
}
