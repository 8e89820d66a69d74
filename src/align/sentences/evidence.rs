//! Words that may stand for each other, before and after the texts have taught more.

use std::collections::BTreeMap;

use super::SentenceOptions;
use super::beads::Found;
use super::learn;
use crate::align::cognate::{bare, likeness};
use crate::align::lexicon::Lexicon;
use crate::align::vocab::Vocab;
use crate::align::words::{normal, words};

/// One way of comparing the texts: the sentences as they are, or one side machine-translated.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// Words of each sentence, by number.
    pub(super) src: Vec<Vec<u32>>,
    pub(super) tgt: Vec<Vec<u32>>,
    /// p(word) on each side.
    pub(super) src_p: Vec<f32>,
    pub(super) tgt_p: Vec<f32>,
    /// For each source word: target word, p(target | source), p(source | target).
    pub(super) prior: Vec<Vec<Pair>>,
    pub(super) rows: Vec<Vec<Pair>>,
    /// How likely each word is to have no counterpart: target words, then source words.
    pub(super) free: [Vec<f32>; 2],
    /// Whether the two sides are in one language.
    pub(super) translated: bool,
}

/// One target word of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    pub(super) tgt: u32,
    pub(super) to: f32,
    pub(super) back: f32,
}

impl View {
    /// Takes what the beads found teach about words.
    pub(super) fn learn(&mut self, found: &[Found]) {
        self.rows = learn::rows(self, found);
        self.free = learn::free(self, found);
    }
}

/// The views that the options allow.
pub(super) fn views(src: &[&str], tgt: &[&str], options: &SentenceOptions<'_>) -> Vec<View> {
    let mut out = vec![view(src, tgt, options.lexicon, false)];
    if let Some(translated) = options.src_translation.filter(|t| t.len() == src.len()) {
        out.push(view(translated, tgt, None, true));
    }
    if let Some(translated) = options.tgt_translation.filter(|t| t.len() == tgt.len()) {
        out.push(view(src, translated, None, true));
    }
    out
}

fn view(src: &[&str], tgt: &[&str], lexicon: Option<&Lexicon>, translated: bool) -> View {
    let form = if lexicon.is_some() { Form::Normal } else { Form::Beginning };
    let (mut src_vocab, mut tgt_vocab) = (Vocab::default(), Vocab::default());
    let src: Vec<Vec<u32>> = src.iter().map(|s| tokens(s, &mut src_vocab, form)).collect();
    let tgt: Vec<Vec<u32>> = tgt.iter().map(|t| tokens(t, &mut tgt_vocab, form)).collect();
    let (src_p, tgt_p) = (shares(&src, src_vocab.len()), shares(&tgt, tgt_vocab.len()));
    let prior = prior(&src_vocab, &tgt_vocab, lexicon, translated);
    let known = if translated || lexicon.is_some() { 0.5 } else { 0.9 };
    let free = [vec![known; tgt_p.len()], vec![known; src_p.len()]];
    View { src, tgt, src_p, tgt_p, rows: prior.clone(), prior, free, translated }
}

/// What counts as the same word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The normal form, which a lexicon knows.
    Normal,
    /// Its first letters, so that a short text's few uses of a word add up.
    Beginning,
}

const BEGINNING: usize = 9;

/// The words of a sentence; what hyphens join counts part by part.
fn tokens(text: &str, vocab: &mut Vocab, form_is: Form) -> Vec<u32> {
    let mut out = Vec::new();
    for word in words(text) {
        let mut form = normal(word.of(text));
        if form_is == Form::Beginning && !form.contains(char::is_numeric) {
            form = bare(&form).chars().take(BEGINNING).collect();
        }
        let mut parts = form.split('-').filter(|p| !p.is_empty()).peekable();
        if parts.peek().is_none() {
            out.push(vocab.add(&form));
        }
        out.extend(parts.map(|p| vocab.add(p)));
    }
    out
}

#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^24, or need not be exact")]
fn shares(side: &[Vec<u32>], n: usize) -> Vec<f32> {
    let mut count = vec![0_usize; n];
    for &w in side.iter().flatten() {
        count[w as usize] += 1;
    }
    let total: usize = count.iter().sum::<usize>() + n;
    count.iter().map(|&c| (c as f32 + 1.0) / total as f32).collect()
}

/// What words may stand for each other by spelling and by the lexicon.
fn prior(src: &Vocab, tgt: &Vocab, lexicon: Option<&Lexicon>, translated: bool) -> Vec<Vec<Pair>> {
    let alike = Alike::new(tgt);
    src.forms()
        .map(|form| {
            let mut row: BTreeMap<u32, f32> = BTreeMap::new();
            for (t, likeness) in alike.like(form) {
                let guess = match likeness {
                    1.0 if translated || form.contains(char::is_numeric) => 0.8,
                    1.0 => 0.5,
                    x if translated => 0.6 * x * x,
                    x => 0.4 * x * x,
                };
                row.insert(t, guess);
            }
            let Some(lexicon) = lexicon else {
                return row.into_iter().map(|(tgt, p)| Pair { tgt, to: p, back: p }).collect();
            };
            let entry = lexicon.row(form);
            for word in lexicon.related(&entry) {
                if let Some(t) = tgt.id(word) {
                    row.entry(t).or_insert(0.0);
                }
            }
            row.into_iter()
                .map(|(t, guess)| {
                    let [to, back] = lexicon.both(&entry, tgt.form(t), guess);
                    Pair { tgt: t, to, back }
                })
                .filter(|pair| pair.to > 0.005 || pair.back > 0.005)
                .collect()
        })
        .collect()
}

/// Finds words that are written alike, through the groups of three letters they share.
struct Alike<'v> {
    vocab: &'v Vocab,
    bare: Vec<String>,
    by_letters: BTreeMap<[char; 3], Vec<u32>>,
}

impl<'v> Alike<'v> {
    fn new(vocab: &'v Vocab) -> Self {
        let bare: Vec<String> = vocab.forms().map(bare).collect();
        let mut by_letters: BTreeMap<[char; 3], Vec<u32>> = BTreeMap::new();
        for (id, form) in bare.iter().enumerate() {
            for letters in threes(form) {
                by_letters
                    .entry(letters)
                    .or_default()
                    .push(u32::try_from(id).expect("a word number"));
            }
        }
        Self { vocab, bare, by_letters }
    }

    /// Words like `form`, with their likeness.
    fn like(&self, form: &str) -> Vec<(u32, f32)> {
        let same = self.vocab.id(form);
        let plain = bare(form);
        let letters = threes(&plain);
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for key in &letters {
            for &id in self.by_letters.get(key).into_iter().flatten() {
                *shared.entry(id).or_default() += 1;
            }
        }
        let mut out: Vec<(u32, f32)> = shared
            .into_iter()
            .filter(|&(id, n)| n * 5 >= letters.len() * 2 && Some(id) != same)
            .map(|(id, _)| (id, likeness(&plain, &self.bare[id as usize])))
            .filter(|(_, x)| *x > 0.6)
            .collect();
        out.extend(same.map(|id| (id, 1.0)));
        out
    }
}

/// The distinct groups of three letters of a word of four or more.
fn threes(form: &str) -> Vec<[char; 3]> {
    let letters: Vec<char> = form.chars().collect();
    if letters.len() < 4 || form.contains(char::is_numeric) {
        return Vec::new();
    }
    let mut out: Vec<[char; 3]> = letters.windows(3).map(|w| [w[0], w[1], w[2]]).collect();
    out.sort_unstable();
    out.dedup();
    out
}
