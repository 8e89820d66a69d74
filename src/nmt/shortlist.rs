//! Which target words a sentence may need: those its own pieces were seen to become, and those that
//! come in every sentence.
//!
//! In: a source's ids. Out: target ids, far fewer than the vocabulary has, that the last product of
//! a step is made with. `tarjuman models shortlist` makes the file from a bitext.

use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};

use crate::nmt::Error;

/// The file of a model that holds its list.
pub const FILE: &str = "shortlist.safetensors";

/// For each source id the target ids it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortlist {
    // Of every sentence, in rising order.
    common: Vec<u32>,
    // Where the words of each source id begin, and where those of the last one end.
    start: Vec<u32>,
    words: Vec<u32>,
}

/// How many ids each side of a model has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Ids of the source.
    pub source: usize,
    /// Ids of the target.
    pub target: usize,
}

impl Shortlist {
    /// A list of what every sentence may need, and of what each source id may become.
    ///
    /// # Panics
    /// When there are 2^32 words or more.
    #[must_use]
    pub fn new(common: Vec<u32>, rows: &[Vec<u32>]) -> Self {
        let mut start = vec![0];
        let mut n = 0;
        for row in rows {
            n += row.len();
            start.push(u32::try_from(n).expect("a list is far shorter than 2^32"));
        }
        Self { common: rising(common), start, words: rows.concat() }
    }

    /// The target ids that every sentence may become, in rising order.
    #[must_use]
    pub fn common(&self) -> &[u32] {
        &self.common
    }

    /// The other target ids for a source and `others`, in rising order.
    pub(crate) fn words(&self, source: &[u32], others: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut words: Vec<u32> = others.collect();
        for &id in source {
            let at = id as usize;
            if let (Some(&from), Some(&to)) = (self.start.get(at), self.start.get(at + 1)) {
                words.extend_from_slice(&self.words[from as usize..to as usize]);
            }
        }
        words = rising(words);
        words.retain(|id| self.common.binary_search(id).is_err());
        words
    }

    /// How many words are listed, those of every sentence counted once.
    #[must_use]
    pub fn len(&self) -> usize {
        self.common.len() + self.words.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A file's bytes as a list for a model of such `sizes`, the ids of whose pieces have the SHA-256
    /// `vocabulary`.
    ///
    /// # Errors
    /// When they are damaged, or made for another vocabulary.
    pub fn parse(file: &str, bytes: &[u8], sizes: Sizes, vocabulary: &str) -> Result<Self, Error> {
        // Not what is said of a model's weights: a list is made, not fetched.
        let damaged = |error: safetensors::SafeTensorError| {
            misfit(file, &format!("it is damaged or no list ({error})"))
        };
        let tensors = SafeTensors::deserialize(bytes).map_err(damaged)?;
        let ids = |name: &str| {
            let tensor = tensors.tensor(name).map_err(damaged)?;
            numbers(&tensor).ok_or_else(|| misfit(file, &format!("`{name}` holds no ids")))
        };
        let list =
            Self { common: rising(ids("common")?), start: ids("start")?, words: ids("words")? };
        list.check(sizes).map_err(|problem| misfit(file, &problem))?;
        // As many pieces may be other pieces.
        let of = tensors.tensor("vocabulary").map_err(damaged)?;
        if of.data() != vocabulary.as_bytes() {
            return Err(misfit(file, "it was made for another vocabulary"));
        }
        Ok(list)
    }

    /// What is wrong with the list, if anything.
    fn check(&self, sizes: Sizes) -> Result<(), String> {
        if self.start.len() != sizes.source + 1 {
            let rows = self.start.len().saturating_sub(1);
            return Err(format!("it lists {rows} source ids, the model has {}", sizes.source));
        }
        let end = u32::try_from(self.words.len()).ok();
        if !self.start.is_sorted()
            || self.start.first() != Some(&0)
            || self.start.last().copied() != end
        {
            return Err("its rows do not follow each other".to_owned());
        }
        let target = sizes.target;
        match self.common.iter().chain(&self.words).find(|&&id| id as usize >= target) {
            Some(id) => Err(format!("it lists target id {id}, the model has {target}")),
            None => Ok(()),
        }
    }

    /// The list as a file, for the model the ids of whose pieces have the SHA-256 `vocabulary`.
    ///
    /// # Errors
    /// When it cannot be put into one.
    pub fn write(&self, vocabulary: &str) -> Result<Vec<u8>, safetensors::SafeTensorError> {
        let stored = [&self.common, &self.start, &self.words].map(|ids| Stored::of(ids));
        let [common, start, words] = &stored;
        let own = vocabulary.as_bytes();
        let views = [
            ("common", common.view()?),
            ("start", start.view()?),
            ("words", words.view()?),
            ("vocabulary", TensorView::new(Dtype::U8, vec![own.len()], own)?),
        ];
        serialize(views, None)
    }
}

fn rising(mut ids: Vec<u32>) -> Vec<u32> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn misfit(file: &str, problem: &str) -> Error {
    Error::Shortlist { file: file.to_owned(), problem: problem.to_owned() }
}

/// Numbers as bytes, two each where that is enough.
struct Stored {
    dtype: Dtype,
    n: usize,
    bytes: Vec<u8>,
}

impl Stored {
    fn of(ids: &[u32]) -> Self {
        let short: Result<Vec<u16>, _> = ids.iter().map(|&id| u16::try_from(id)).collect();
        let (dtype, bytes) = match short {
            Ok(short) => (Dtype::U16, short.iter().flat_map(|id| id.to_le_bytes()).collect()),
            Err(_) => (Dtype::U32, ids.iter().flat_map(|id| id.to_le_bytes()).collect()),
        };
        Self { dtype, n: ids.len(), bytes }
    }

    fn view(&self) -> Result<TensorView<'_>, safetensors::SafeTensorError> {
        TensorView::new(self.dtype, vec![self.n], &self.bytes)
    }
}

fn numbers(tensor: &TensorView<'_>) -> Option<Vec<u32>> {
    let data = tensor.data();
    match tensor.dtype() {
        Dtype::U16 => {
            Some(data.as_chunks().0.iter().map(|&b| u16::from_le_bytes(b).into()).collect())
        }
        Dtype::U32 => Some(data.as_chunks().0.iter().map(|&b| u32::from_le_bytes(b)).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIZES: Sizes = Sizes { source: 3, target: 70_000 };

    fn list() -> Shortlist {
        Shortlist::new(vec![0, 7], &[vec![5, 69_999], vec![], vec![2, 5]])
    }

    #[test]
    fn a_source_brings_its_own_words_beside_the_common_ones() {
        assert_eq!(list().words(&[2, 0, 0], [3, 7].into_iter()), [2, 3, 5, 69_999]);
        assert_eq!(list().common(), [0, 7]);
        // An id the list does not know brings nothing.
        assert!(list().words(&[1, 9], std::iter::empty()).is_empty());
    }

    #[test]
    fn a_list_for_another_vocabulary_is_refused() {
        let bytes = list().write("v").unwrap();
        for (sizes, part) in [
            (Sizes { source: 4, ..SIZES }, "lists 3 source ids, the model has 4"),
            (Sizes { target: 69_999, ..SIZES }, "target id 69999"),
        ] {
            let text = Shortlist::parse("here", &bytes, sizes, "v").unwrap_err().to_string();
            assert!(text.contains(part) && text.contains("here"), "{text}");
        }
        let other = Shortlist::parse("here", &bytes, SIZES, "w").unwrap_err().to_string();
        assert!(other.contains("another vocabulary"), "{other}");
        assert!(Shortlist::parse("here", &bytes[..bytes.len() - 1], SIZES, "v").is_err());
    }

    #[test]
    fn rows_that_do_not_follow_each_other_are_refused() {
        let mut list = list();
        list.start = vec![0, 3, 2, 4];
        assert!(list.check(SIZES).is_err());
        list.start = vec![0, 1, 2, 5];
        assert!(list.check(SIZES).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            common in proptest::collection::vec(0u32..70_000, 0..9),
            rows in proptest::collection::vec(proptest::collection::vec(0u32..70_000, 0..5), 3),
        ) {
            let list = Shortlist::new(common, &rows);
            let read = Shortlist::parse("here", &list.write("v").unwrap(), SIZES, "v").unwrap();
            prop_assert_eq!(read, list);
        }
    }
}
