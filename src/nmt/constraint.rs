//! What may not be written next: rules over the ids written so far, applied to log-probabilities.
//!
//! The rules and their order are those of the library that published Marian models are decoded with.

use crate::nmt::generation::GenerationConfig;
use crate::nmt::kernel::log_softmax;

/// The rules of one search.
#[derive(Clone, Debug)]
pub struct Constraint {
    rules: GenerationConfig,
}

impl Constraint {
    /// The rules that `rules` asks for.
    #[must_use]
    pub fn new(rules: GenerationConfig) -> Self {
        Self { rules }
    }

    /// Changes the log-probabilities of the id that follows `written` (which begins with the
    /// decoder's start mark).
    pub fn apply(&self, written: &[u32], log_probs: &mut [f32]) {
        let rules = &self.rules;
        for id in repeats(written, rules.no_repeat_ngram) {
            ban(log_probs, id);
        }
        stutters(written, &rules.no_stutter).for_each(|id| ban(log_probs, id));
        for word in &rules.bad_words {
            if let Some((&last, before)) = word.split_last()
                && !(before.is_empty() && rules.eos.contains(&last))
                && written.ends_with(before)
            {
                ban(log_probs, last);
            }
        }
        if written.len() < rules.min_length {
            rules.eos.iter().for_each(|&id| ban(log_probs, id));
        }
        if let Some(id) = rules.forced_bos.filter(|_| written.len() == 1) {
            only(log_probs, id);
        }
        if let Some(id) = rules.forced_eos.filter(|_| written.len() + 1 == rules.max_length) {
            only(log_probs, id);
        }
        rules.suppressed.iter().for_each(|&id| ban(log_probs, id));
        let first = if rules.forced_bos.is_some() { 2 } else { 1 };
        if written.len() == first {
            rules.suppressed_first.iter().for_each(|&id| ban(log_probs, id));
        }
        if rules.renormalize {
            log_softmax(log_probs);
        }
    }
}

/// The ids that would write some n-gram a second time.
fn repeats(written: &[u32], n: usize) -> Vec<u32> {
    if n == 0 || written.len() + 1 < n {
        return Vec::new();
    }
    let tail = &written[written.len() + 1 - n..];
    written.windows(n).filter(|w| w[..n - 1] == *tail).map(|w| w[n - 1]).collect()
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

fn ban(log_probs: &mut [f32], id: u32) {
    if let Some(p) = log_probs.get_mut(id as usize) {
        *p = f32::NEG_INFINITY;
    }
}

/// Nothing but `id`, for certain.
fn only(log_probs: &mut [f32], id: u32) {
    log_probs.fill(f32::NEG_INFINITY);
    if let Some(p) = log_probs.get_mut(id as usize) {
        *p = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nmt::config::ModelConfig;

    fn banned(json: &str, written: &[u32]) -> Vec<usize> {
        let model = br#"{"d_model": 16, "vocab_size": 8, "pad_token_id": 7,
            "decoder_start_token_id": 7}"#;
        let model = ModelConfig::parse("config.json", model).unwrap();
        let rules = GenerationConfig::parse("generation_config.json", json.as_bytes(), &model);
        let mut log_probs = [-2.0; 8];
        Constraint::new(rules.unwrap()).apply(written, &mut log_probs);
        (0..8).filter(|&i| log_probs[i] == f32::NEG_INFINITY).collect()
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
