//! Words ↔ numbers.

use std::collections::BTreeMap;

/// A list of distinct words; a word's number is its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocab {
    forms: Vec<Box<str>>,
    ids: BTreeMap<Box<str>, u32>,
}

impl Vocab {
    /// The words of a list in alphabetical order, each once; `None` where it is not that. The map is built at once, not
    /// word by word.
    pub(crate) fn of_sorted(forms: Vec<Box<str>>) -> Option<Self> {
        let sorted = forms.is_sorted_by(|a, b| a < b);
        sorted.then(|| Self { ids: forms.iter().cloned().zip(0..).collect(), forms })
    }

    /// The number of `form`, which is added where it is new.
    ///
    /// # Panics
    /// Past four billion distinct words.
    pub fn add(&mut self, form: &str) -> u32 {
        if let Some(&id) = self.ids.get(form) {
            return id;
        }
        let id = u32::try_from(self.forms.len()).expect("fewer than 2^32 distinct words");
        self.forms.push(form.into());
        self.ids.insert(form.into(), id);
        id
    }

    /// The number of `form`, if it is listed.
    #[must_use]
    pub fn id(&self, form: &str) -> Option<u32> {
        self.ids.get(form).copied()
    }

    /// The word with number `id`.
    ///
    /// # Panics
    /// If no word has it.
    #[must_use]
    pub fn form(&self, id: u32) -> &str {
        &self.forms[id as usize]
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// All words in order of their numbers.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().map(AsRef::as_ref)
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
        assert_eq!(listed(&words), Some(added));
        assert_eq!(listed(&["b", "a"]), None);
        assert_eq!(listed(&["a", "a"]), None);
    }
}
