//! What words of one language become in another: a table of probabilities in both directions.
//!
//! Learnt by [`super::train`], written to a compact file by [`codec`], and looked into by word forms.

mod codec;
mod rows;

use foldhash::fast::FixedState;
use indexmap::IndexSet;

use self::rows::Rows;
use super::hmm::Jumps;
use super::vocab::Vocab;

/// Why a file is no lexicon.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum LexiconError {
    /// It does not begin as one.
    #[error("this is no lexicon file (it does not begin with TJLX)")]
    NotALexicon,
    /// It is of another version.
    #[error("this lexicon file has version {found}; this program reads version {expected}")]
    Version {
        /// What the file says.
        found: u16,
        /// What is read.
        expected: u16,
    },
    /// It ends too early.
    #[error("the lexicon file ends at byte {at}, in the middle of an entry")]
    Truncated {
        /// Where more was expected.
        at: usize,
    },
    /// Its content is not what was written.
    #[error("the lexicon file was changed or damaged: its checksum does not fit")]
    Checksum,
    /// Its checksum fits, but an entry makes no sense.
    #[error("the lexicon file makes no sense at byte {at}")]
    Damaged {
        /// Where.
        at: usize,
    },
}

/// Probabilities between words of two languages, with stems for words it does not list.
#[derive(Clone, Debug)]
pub struct Lexicon {
    src: Vocab,
    tgt: Vocab,
    /// Rows by source word: target word and expected number of links.
    rows: Rows,
    src_total: Vec<f32>,
    tgt_total: Vec<f32>,
    /// All counts together.
    sum: f32,
    stems: Stems,
    jumps: [Jumps; 2],
}

/// The least share a word is taken to have of all words.
const RARE: f32 = 2e-4;

/// The same counts between the first letters of words. What a stem becomes is put together when it is asked for: a text
/// has few of them.
#[derive(Clone, Debug, Default)]
struct Stems {
    /// The source words of each source stem, in rising order.
    words: Vec<Vec<u32>>,
    /// The stem of each target word.
    tgt_stem: Vec<u32>,
    src: Numbers,
    tgt: Numbers,
    src_total: Vec<f32>,
    tgt_total: Vec<f32>,
}

/// One source word looked up once, to be paired with many target words.
#[derive(Clone, Debug)]
pub struct Row {
    word: Option<u32>,
    stem: Option<u32>,
    /// The target stems its stem becomes and their counts, in rising order.
    stems: Vec<(u32, f32)>,
}

impl Lexicon {
    /// A lexicon of expected link counts.
    #[must_use]
    pub fn from_counts<'a>(
        joint: impl Iterator<Item = (&'a str, &'a str, f32)>,
        jumps: [Jumps; 2],
    ) -> Self {
        let (mut src, mut tgt) = (Vocab::default(), Vocab::default());
        let mut rows: Vec<Vec<(u32, f32)>> = Vec::new();
        for (s, t, count) in joint.filter(|(_, _, count)| *count > 0.05) {
            let (s, t) = (src.add(s), tgt.add(t));
            rows.resize(src.len(), Vec::new());
            rows[s as usize].push((t, count));
        }
        Self::from_rows(src, tgt, Rows::sorted(rows), jumps)
    }

    fn from_rows(src: Vocab, tgt: Vocab, rows: Rows, jumps: [Jumps; 2]) -> Self {
        let mut src_total = vec![0.0; src.len()];
        let mut tgt_total = vec![0.0; tgt.len()];
        for (total, row) in src_total.iter_mut().zip(rows.iter()) {
            for &(t, count) in row {
                *total += count;
                tgt_total[t as usize] += count;
            }
        }
        let stems = Stems::new(&src, &tgt, &rows);
        let sum = src_total.iter().sum();
        Self { src, tgt, rows, src_total, tgt_total, sum, stems, jumps }
    }

    /// Reads the bytes of a lexicon file.
    ///
    /// # Errors
    /// [`LexiconError`] if they are not what [`Self::write`] made.
    pub fn read(bytes: &[u8]) -> Result<Self, LexiconError> {
        codec::read(bytes)
    }

    /// The same of bytes that were checked before.
    pub(crate) fn read_checked(bytes: &[u8]) -> Result<Self, LexiconError> {
        codec::read_checked(bytes)
    }

    /// The bytes of a lexicon file: same lexicon, same bytes.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        codec::write(self)
    }

    /// The same lexicon without what is rare, unlikely in both directions, or known by its looks
    /// (numbers): small enough to ship.
    ///
    /// # Panics
    /// Never: word numbers fit in 32 bits by construction.
    #[must_use]
    pub fn pruned(&self, min_count: f32, min_p: f32) -> Self {
        let numeric = |form: &str| form.contains(char::is_numeric);
        let kept = self.rows.iter().enumerate().flat_map(|(s, row)| {
            let form = self.src.form(u32::try_from(s).expect("a word number"));
            row.iter().filter_map(move |&(t, count)| {
                let tgt = self.tgt.form(t);
                let likely = count >= min_p * self.src_total[s]
                    || count >= min_p * self.tgt_total[t as usize];
                let keep = count >= min_count && likely && !numeric(form) && !numeric(tgt);
                keep.then_some((form, tgt, count))
            })
        });
        Self::from_counts(kept, self.jumps.clone())
    }

    /// The same lexicon seen from the target language.
    ///
    /// # Panics
    /// Never: word numbers fit in 32 bits by construction.
    #[must_use]
    pub fn flipped(&self) -> Self {
        let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.tgt.len()];
        for (s, row) in self.rows.iter().enumerate() {
            for &(t, count) in row {
                rows[t as usize].push((u32::try_from(s).expect("a word number"), count));
            }
        }
        let [to, back] = self.jumps.clone();
        Self::from_rows(self.tgt.clone(), self.src.clone(), Rows::sorted(rows), [back, to])
    }

    /// `[share of src among the source words, share of tgt among the target words]` it was learnt from;
    /// a word it does not list counts as rare.
    #[must_use]
    pub fn shares(&self, src: Option<&str>, tgt: Option<&str>) -> [f32; 2] {
        let of = |id: Option<u32>, totals: &[f32], sum: f32| {
            (id.map_or(0.0, |id| totals[id as usize]) / sum.max(1.0)).max(RARE)
        };
        [
            of(src.and_then(|s| self.src.id(s)), &self.src_total, self.sum),
            of(tgt.and_then(|t| self.tgt.id(t)), &self.tgt_total, self.sum),
        ]
    }

    /// How words move: from source to target, and back.
    #[must_use]
    pub fn jumps(&self) -> &[Jumps; 2] {
        &self.jumps
    }

    /// How many word pairs it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.entries()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.entries() == 0
    }

    /// What a source word, in its [normal](super::words::normal) form, becomes more often than not, and how many times
    /// it was seen to; nothing where it is not listed.
    #[must_use]
    pub fn mostly(&self, word: &str) -> Option<(&str, f32)> {
        let s = self.src.id(word)?;
        let (t, count) = self.rows.row(s).iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
        (2.0 * count > self.src_total[s as usize]).then(|| (self.tgt.form(*t), *count))
    }

    /// Whether it lists a target word, in its [normal](super::words::normal) form.
    #[must_use]
    pub fn knows_target(&self, word: &str) -> bool {
        self.tgt.id(word).is_some()
    }

    /// Looks `src` up.
    #[must_use]
    pub fn row(&self, src: &str) -> Row {
        let stem = self.stems.src.get_index_of(&Stem::of(src)).map(number);
        let stems = stem.map_or_else(Vec::new, |stem| self.stems.joint(stem, &self.rows));
        Row { word: self.src.id(src), stem, stems }
    }

    /// The target words listed for a source word.
    pub fn related(&self, row: &Row) -> impl Iterator<Item = &str> {
        let entries = row.word.map_or(&[][..], |s| self.rows.row(s));
        entries.iter().map(|(t, _)| self.tgt.form(*t))
    }

    /// `[p(tgt | src), p(src | tgt)]`, where `guess` is what the spelling suggests.
    #[must_use]
    pub fn both(&self, row: &Row, tgt: &str, guess: f32) -> [f32; 2] {
        let t = self.tgt.id(tgt);
        let joint = match (row.word, t) {
            (Some(s), Some(t)) => {
                let row = self.rows.row(s);
                row.binary_search_by_key(&t, |(t, _)| *t).map_or(0.0, |at| row[at].1)
            }
            _ => 0.0,
        };
        let n_src = row.word.map_or(0.0, |s| self.src_total[s as usize]);
        let n_tgt = t.map_or(0.0, |t| self.tgt_total[t as usize]);
        let stem = self.stems.both(row, &Stem::of(tgt));
        let weight = 3.0;
        [
            (joint + weight * (0.5 * stem[0] + guess)) / (n_src + weight),
            (joint + weight * (0.5 * stem[1] + guess)) / (n_tgt + weight),
        ]
    }
}

impl Stems {
    fn new(src: &Vocab, tgt: &Vocab, rows: &Rows) -> Self {
        let mut out = Self::default();
        out.tgt_stem = numbered(tgt, &mut out.tgt);
        out.tgt_total = vec![0.0; out.tgt.len()];
        for ((word, stem), row) in (0..).zip(numbered(src, &mut out.src)).zip(rows.iter()) {
            let stem = stem as usize;
            if stem == out.words.len() {
                out.words.push(Vec::new());
                out.src_total.push(0.0);
            }
            out.words[stem].push(word);
            for &(t, count) in row {
                out.src_total[stem] += count;
                out.tgt_total[out.tgt_stem[t as usize] as usize] += count;
            }
        }
        out
    }

    /// What a source stem becomes: target stems and counts, in rising order.
    fn joint(&self, stem: u32, rows: &Rows) -> Vec<(u32, f32)> {
        let words = self.words[stem as usize].iter();
        let entries = words.flat_map(|&word| rows.row(word));
        let mut joint: Vec<_> = entries.map(|&(t, c)| (self.tgt_stem[t as usize], c)).collect();
        // Like stems in the order they came, so that the sums are always the same.
        joint.sort_by_key(|(t, _)| *t);
        joint.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0.0 };
            same
        });
        joint
    }

    fn both(&self, row: &Row, tgt: &Stem) -> [f32; 2] {
        let (Some(s), Some(t)) = (row.stem, self.tgt.get_index_of(tgt).map(number)) else {
            return [0.0; 2];
        };
        let at = row.stems.binary_search_by_key(&t, |(t, _)| *t);
        let joint = at.map_or(0.0, |at| row.stems[at].1);
        [joint / (self.src_total[s as usize] + 1.0), joint / (self.tgt_total[t as usize] + 1.0)]
    }
}

/// The number that stands for a place in a list.
fn number(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than 2^32 stems")
}

/// How many letters of a word are its stem.
const STEM: usize = 5;

/// The first letters of a word, without accents and with nothing behind a short one; numbers are their own stem.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Stem {
    Letters([char; STEM]),
    Number(Box<str>),
}

/// Numbers of stems. No hash of what strangers send to be kept: the same in every run, and quick.
type Numbers = IndexSet<Stem, FixedState>;

impl Stem {
    fn of(form: &str) -> Self {
        if form.contains(char::is_numeric) {
            return Self::Number(form.into());
        }
        let mut letters = ['\0'; STEM];
        letters.iter_mut().zip(super::cognate::letters(form)).for_each(|(to, c)| *to = c);
        Self::Letters(letters)
    }
}

/// The number of each word's stem. In alphabetical order most words have that of the word before, which their first
/// letters tell.
fn numbered(words: &Vocab, of: &mut Numbers) -> Vec<u32> {
    let plain = |form: &str| {
        let letters = form.as_bytes().first_chunk::<STEM>().copied();
        let ascii = form.is_ascii() && !form.bytes().any(|b| b.is_ascii_digit());
        letters.filter(|_| ascii)
    };
    of.reserve(words.len() / 3);
    let mut last = (None, 0);
    let numbers = words.forms().map(|form| {
        let letters = plain(form);
        if letters.is_none() || letters != last.0 {
            last = (letters, number(of.insert_full(Stem::of(form)).0));
        }
        last.1
    });
    numbers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Lexicon {
        let counts = [
            ("chat", "cat", 9.0),
            ("chat", "chat", 1.0),
            ("noir", "black", 4.0),
            ("noire", "black", 2.0),
        ];
        Lexicon::from_counts(counts.into_iter(), Default::default())
    }

    #[test]
    fn what_is_written_is_read() {
        let lexicon = sample();
        let bytes = lexicon.write();
        let read = Lexicon::read(&bytes).unwrap();
        assert_eq!(read.write(), bytes);
        assert_eq!(read.len(), 4);
        let [to, back] = read.both(&read.row("chat"), "cat", 0.0);
        // 9 of 10 uses, held to three uses of the stem's 9 / 11; counts are stored to 7 %.
        assert!((to - (9.0 + 1.5 * 9.0 / 11.0) / 13.0).abs() < 0.04, "{to}");
        assert!(back > 0.7);
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let bytes = sample().write();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(Lexicon::read(&changed).is_err(), "byte {at}");
        }
        for n in 0..bytes.len() {
            assert!(Lexicon::read(&bytes[..n]).is_err(), "{n} bytes");
        }
        assert_eq!(Lexicon::read(b"no").unwrap_err(), LexiconError::Truncated { at: 2 });
        assert_eq!(Lexicon::read(&[b'x'; 99]).unwrap_err(), LexiconError::NotALexicon);
    }

    #[test]
    fn a_word_it_does_not_list_is_known_by_its_stem() {
        let lexicon = sample();
        let [to, _] = lexicon.both(&lexicon.row("noirs"), "blackish", 0.0);
        assert!(to < 1e-6, "{to}");
        let counts = [("mange", "eats", 5.0), ("mangent", "eat", 5.0)];
        let lexicon = Lexicon::from_counts(counts.into_iter(), Default::default());
        assert!(lexicon.both(&lexicon.row("mangera"), "eat", 0.0)[0] > 0.1);
    }

    #[test]
    fn flipping_twice_changes_nothing() {
        let lexicon = sample();
        assert_eq!(lexicon.flipped().flipped().write(), lexicon.write());
        let flipped = lexicon.flipped();
        assert!(flipped.both(&flipped.row("black"), "noir", 0.0)[0] > 0.5);
    }

    #[test]
    fn pruning_drops_what_is_rare_or_a_number() {
        let counts = [("a", "b", 9.0), ("a", "c", 0.3), ("12", "12", 50.0)];
        let lexicon = Lexicon::from_counts(counts.into_iter(), Default::default());
        assert_eq!(lexicon.pruned(0.5, 0.01).len(), 1);
    }
}
