//! Lists of words and of what they become, looked up in their text as it stands.

/// A text of lines in the order of their bytes: a word, or a word, a tab and what it becomes.
///
/// It is searched as it stands, so that a program that asks for one word reads no more than a few lines of it.
///
/// ```
/// use tarjuman::corpus::wordlist::WordList;
/// let list = WordList::new("typhon\ttyphoon\nvolcan\tvolcano\n");
/// assert_eq!(list.find("volcan"), Some("volcano"));
/// assert_eq!(list.find("volcans"), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WordList<'a> {
    text: &'a str,
}

impl<'a> WordList<'a> {
    /// A list over `text`. Where its lines are not in order some are not found.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// What stands behind the tab in the line of `word`, which is nothing in a list of bare words; `None` where it has no line.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let (mut low, mut high) = (0, bytes.len());
        while low < high {
            // `low` and `high` are starts of lines; so is `start`, and the line there is looked at.
            let middle = low + (high - low) / 2;
            let start =
                bytes[low..middle].iter().rposition(|b| *b == b'\n').map_or(low, |at| low + at + 1);
            let end =
                bytes[middle..high].iter().position(|b| *b == b'\n').map_or(high, |at| middle + at);
            let line = &self.text[start..end];
            let (key, rest) = line.split_once('\t').unwrap_or((line, ""));
            match key.cmp(word) {
                std::cmp::Ordering::Equal => return Some(rest),
                std::cmp::Ordering::Less => low = (end + 1).min(high),
                std::cmp::Ordering::Greater => high = start,
            }
        }
        None
    }

    /// Whether it has a line for `word`.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.find(word).is_some()
    }

    /// Its words and what they become, in order.
    pub fn lines(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.text.lines().map(|line| line.split_once('\t').unwrap_or((line, "")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_list_is_found_and_nothing_else() {
        let text = "a\nab\tx\nabc\nb\té\nz";
        let list = WordList::new(text);
        for (word, becomes) in list.lines() {
            assert_eq!(list.find(word), Some(becomes), "{word}");
        }
        for word in ["", "aa", "abcd", "c", "zz", "é", "\n", "a\nab"] {
            assert_eq!(list.find(word), None, "{word}");
        }
        assert_eq!(WordList::new("").find("a"), None);
        assert_eq!(WordList::new("\n").find("a"), None);
    }
}
