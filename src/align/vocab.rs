//! Words ↔ numbers.

use std::cmp::Ordering;

use indexmap::IndexSet;

/// A list of distinct words; a word's number is its place.
#[derive(Clone, Debug)]
pub struct Vocab(Words);

#[derive(Clone, Debug)]
enum Words {
    /// A list that grows.
    Open(IndexSet<Box<str>>),
    /// One in alphabetical order: a hundred thousand words are read from a file at every start, and few are asked for.
    Sorted { text: Box<str>, ends: Vec<u32> },
}

impl Default for Vocab {
    fn default() -> Self {
        Self(Words::Open(IndexSet::default()))
    }
}

/// The number that stands for a place in a list.
fn number(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than 2^32 words and bytes of words")
}

impl Vocab {
    /// The words that end at `ends` in `text`, where each comes once and in alphabetical order; `None` where it is not
    /// so.
    pub(crate) fn of_sorted(text: Box<str>, ends: Vec<u32>) -> Option<Self> {
        let starts = [0].into_iter().chain(ends.iter().copied());
        let mut words = starts.zip(&ends).map(|(from, to)| text.get(from as usize..*to as usize));
        let mut last = words.next().unwrap_or(Some(""))?;
        for word in words {
            let word = word?;
            if word <= last {
                return None;
            }
            last = word;
        }
        Some(Self(Words::Sorted { text, ends }))
    }

    /// The number of `form`, which is added where it is new.
    ///
    /// # Panics
    /// Past four billion distinct words.
    pub fn add(&mut self, form: &str) -> u32 {
        if matches!(self.0, Words::Sorted { .. }) {
            self.0 = Words::Open(self.forms().map(Into::into).collect());
        }
        let Words::Open(words) = &mut self.0 else { unreachable!("it was opened") };
        // Most words are there already, and need no box of their own.
        number(words.get_index_of(form).unwrap_or_else(|| words.insert_full(form.into()).0))
    }

    /// The number of `form`, if it is listed.
    #[must_use]
    pub fn id(&self, form: &str) -> Option<u32> {
        match &self.0 {
            Words::Open(words) => words.get_index_of(form).map(number),
            Words::Sorted { ends, .. } => {
                let (mut from, mut to) = (0, number(ends.len()));
                while from < to {
                    let middle = from.midpoint(to);
                    match self.form(middle).cmp(form) {
                        Ordering::Less => from = middle + 1,
                        Ordering::Equal => return Some(middle),
                        Ordering::Greater => to = middle,
                    }
                }
                None
            }
        }
    }

    /// The word with number `id`.
    ///
    /// # Panics
    /// If no word has it.
    #[must_use]
    pub fn form(&self, id: u32) -> &str {
        let at = id as usize;
        match &self.0 {
            Words::Open(words) => &words[at],
            Words::Sorted { text, ends } => {
                let from = at.checked_sub(1).map_or(0, |before| ends[before]);
                &text[from as usize..ends[at] as usize]
            }
        }
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Words::Open(words) => words.len(),
            Words::Sorted { ends, .. } => ends.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All words in order of their numbers.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        (0..number(self.len())).map(|id| self.form(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sorted_list_is_what_adding_its_words_gives() {
        let words = ["a", "abc", "b", "é"];
        let mut added = Vocab::default();
        for word in words {
            added.add(word);
        }
        let listed = |words: &[&str]| {
            let ends = words.iter().scan(0, |at, word| {
                *at += number(word.len());
                Some(*at)
            });
            Vocab::of_sorted(words.concat().into(), ends.collect())
        };
        let mut sorted = listed(&words).unwrap();
        assert!(sorted.forms().eq(added.forms()) && sorted.len() == 4);
        for word in ["", "a", "ab", "abc", "b", "c", "é", "ê"] {
            assert_eq!(sorted.id(word), added.id(word), "{word}");
        }
        assert_eq!((sorted.add("b"), sorted.add("c"), sorted.id("é")), (2, 4, Some(3)));
        assert_eq!(Vocab::of_sorted("".into(), Vec::new()).map(|v| v.len()), Some(0));
        assert!(
            Vocab::of_sorted("é".into(), vec![1, 2]).is_none(),
            "cut in the middle of a letter"
        );
        assert!(listed(&["b", "a"]).is_none() && listed(&["a", "a"]).is_none());
    }
}
