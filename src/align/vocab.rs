//! Words ↔ numbers.

use indexmap::IndexSet;

/// A list of distinct words; a word's number is its place.
#[derive(Clone, Debug, Default)]
pub struct Vocab(IndexSet<Box<str>>);

impl Vocab {
    /// The words of a list in alphabetical order, each once; `None` where it is not that.
    pub(crate) fn of_sorted(forms: Vec<Box<str>>) -> Option<Self> {
        let sorted = forms.is_sorted_by(|a, b| a < b);
        sorted.then(|| Self(forms.into_iter().collect()))
    }

    /// The number of `form`, which is added where it is new.
    ///
    /// # Panics
    /// Past four billion distinct words.
    pub fn add(&mut self, form: &str) -> u32 {
        // Most words are there already, and need no box of their own.
        let at = self.0.get_index_of(form).unwrap_or_else(|| self.0.insert_full(form.into()).0);
        u32::try_from(at).expect("fewer than 2^32 distinct words")
    }

    /// The number of `form`, if it is listed.
    #[must_use]
    pub fn id(&self, form: &str) -> Option<u32> {
        self.0.get_index_of(form).and_then(|at| u32::try_from(at).ok())
    }

    /// The word with number `id`.
    ///
    /// # Panics
    /// If no word has it.
    #[must_use]
    pub fn form(&self, id: u32) -> &str {
        &self.0[id as usize]
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All words in order of their numbers.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
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
        let listed = |words: &[&str]| Vocab::of_sorted(words.iter().map(|&w| w.into()).collect());
        assert!(listed(&words).unwrap().forms().eq(added.forms()));
        assert_eq!((added.add("b"), added.id("é"), added.id("c")), (2, Some(3), None));
        assert!(listed(&["b", "a"]).is_none() && listed(&["a", "a"]).is_none());
    }
}
