//! Finds where the original wording of a quotation stands in texts the user supplies.
//!
//! Every word of the quotation is a witness: it is likelier to be met, as itself or as a word it is
//! translated by, where the original stands than elsewhere, the more so the rarer it is among the
//! texts searched. The witnesses' log-likelihood ratios add up (naive Bayes), those of the sentence
//! around the quotation and of its neighbours count less, and a logistic function learnt on public
//! news turns the sum into a probability (`docs/decisions/0065`).

use similar::{ChangeTag, TextDiff};

use crate::corpus::lang::Lang;
use crate::corpus::quote::{Basis, Chain, HeldWording, Hop, HopRole, Quote, Wording};
use crate::corpus::score::Score;
use crate::corpus::segment::Segmented;
use crate::corpus::span::{Byte, Span};

pub use super::witness::Meanings;
use super::witness::{Evidence, Words, rest};

/// A text in which an original wording may stand.
#[derive(Clone, Debug)]
pub struct Original<'a> {
    /// Its id or path.
    pub id: &'a str,
    /// The text with its sentences.
    pub text: &'a Segmented,
    /// Its sentences in the language of the queries, one each; `None` where it is in that language
    /// already.
    pub translated: Option<Vec<String>>,
}

/// How sure a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// No sentence is near enough.
    NotFound,
    /// Near, or one of two equally good places: for a reader to judge.
    Unsure,
    /// The place.
    Found,
}

/// From this probability on a place counts as found.
pub const FOUND: f32 = 0.98;
/// From this probability on a place is shown as unsure.
pub const UNSURE: f32 = 0.5;
/// What the quotation's own words must bring to be found, in nats, whatever stands around them.
const OWN: f32 = 3.0;
/// Words of the quotation that must be met there to be found: two or three, a name or the title of a
/// work, stand together in other places too, however rare they are.
const MET: usize = 4;
/// A second place fewer nats behind the first than this makes both unsure.
const RIVAL: f32 = 2.0;
/// What the rest of the quotation's sentence counts beside its words, and the sentences next to it.
const AROUND: (f32, f32) = (0.8, 0.6);
/// The nats that agreement of the places in article and original brings at most.
const POSITION: f32 = 3.0;
/// The logistic function: weights of the own words' nats, of the rest of the sentence's, of the lead
/// over the next place, and of the share of all the own words could bring; and the constant.
const LOGIT: [f32; 5] = [0.22, 0.29, 0.17, 0.77, -2.36];
/// The most sentences of an original that one quotation may cover.
const LONGEST: usize = 4;
/// So many sentences are looked at closely.
const NEAR: usize = 48;

/// Words in the originals' language and, where there are any, in the page's.
#[derive(Clone, Debug, Default)]
pub struct Sides {
    /// Our translation.
    pub ours: String,
    /// The page's own words.
    pub page: String,
}

/// A quotation to be located, with what stands around it in its article.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Its words.
    pub words: Sides,
    /// The sentences it stands in, whole.
    pub sentence: Sides,
    /// The sentence before these.
    pub before: Sides,
    /// The sentence after them.
    pub after: Sides,
    /// Its place in the article, `0..=1`.
    pub place: Option<f32>,
}

/// Where a quotation's original wording stands.
#[derive(Clone, Debug)]
pub struct Place {
    /// The original, by its number.
    pub original: usize,
    /// The stretch of its text.
    pub span: Span<Byte>,
    /// How likely it is that this is the place.
    pub score: Score,
    /// What the score means.
    pub band: Band,
    /// The best place elsewhere, where it is as good: its original and stretch.
    pub rival: Option<(usize, Span<Byte>)>,
}

/// A piece of the difference between our words and the real ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Same(String),
    /// Only in our translation.
    Ours(String),
    /// Only in the real words.
    Real(String),
}

/// The sentences of all originals, ready to be searched again and again.
pub struct Index<'a> {
    originals: &'a [Original<'a>],
    // (original, sentence)
    sentences: Vec<(usize, usize)>,
    words: Words,
    meanings: Option<&'a Meanings>,
}

impl std::fmt::Debug for Index<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("originals", &self.originals.len())
            .field("sentences", &self.sentences.len())
            .field("meanings", &self.meanings.is_some())
            .finish_non_exhaustive()
    }
}

/// A window of sentences `start..end` and what speaks for it, in nats.
#[derive(Clone, Copy, Debug)]
struct Window {
    start: usize,
    end: usize,
    own: f32,
    met: usize,
    rest: f32,
    all: f32,
}

impl<'a> Index<'a> {
    /// Reads the originals once.
    #[must_use]
    pub fn new(originals: &'a [Original<'a>]) -> Self {
        let mut sentences = Vec::new();
        let mut words = Words::default();
        for (o, original) in originals.iter().enumerate() {
            for i in 0..original.text.segments().len() {
                words.push(match &original.translated {
                    Some(all) => all.get(i).map_or("", String::as_str),
                    None => original.text.text(i),
                });
                sentences.push((o, i));
            }
        }
        Self { originals, sentences, words, meanings: None }
    }

    /// The same index, which may look up what the page's words mean in the originals' language.
    #[must_use]
    pub fn with_meanings(self, meanings: &'a Meanings) -> Self {
        Self { meanings: Some(meanings), ..self }
    }

    /// The best place for `words`, which are in the language the originals are searched in.
    #[must_use]
    pub fn seek(&self, words: &str) -> Option<Place> {
        let words = Sides { ours: words.to_owned(), page: String::new() };
        self.seek_near(&Sought { sentence: words.clone(), words, ..Sought::default() })
    }

    /// The same, with the words that stand around the quotation in its article: an original stands
    /// where they stand.
    #[must_use]
    pub fn seek_near(&self, sought: &Sought) -> Option<Place> {
        let query = Query::new(self, sought);
        let mut windows: Vec<Window> = Vec::new();
        for start in query.near(self) {
            for length in 1..=LONGEST {
                let end = start + length;
                if end > self.sentences.len()
                    || self.sentences[start].0 != self.sentences[end - 1].0
                {
                    break;
                }
                windows.push(query.weigh(self, start, end));
            }
        }
        windows
            .sort_by(|a, b| b.all.total_cmp(&a.all).then((a.start, a.end).cmp(&(b.start, b.end))));
        let best = windows.first()?;
        let next = windows.iter().find(|w| w.end <= best.start || w.start >= best.end);
        // Without a second place the first one leads over none at all.
        let lead = next.map_or(best.all.max(0.0), |n| best.all - n.all);
        let share = best.own / query.most.max(0.1);
        let [own, rest, ahead, whole, constant] = LOGIT;
        let logit = own * best.own + rest * best.rest + ahead * lead + whole * share + constant;
        let likely = 1.0 / (1.0 + (-logit).exp());
        let rival = next.filter(|_| lead < RIVAL);
        let band = match likely {
            p if p >= FOUND && rival.is_none() && best.own >= OWN && best.met >= MET => Band::Found,
            p if p >= UNSURE => Band::Unsure,
            _ => Band::NotFound,
        };
        let (original, span) = self.span(best.start, best.end);
        Some(Place {
            original,
            span,
            score: Score::new(likely),
            band,
            rival: rival.map(|r| self.span(r.start, r.end)),
        })
    }

    fn span(&self, start: usize, end: usize) -> (usize, Span<Byte>) {
        let (original, first) = self.sentences[start];
        let last = self.sentences[end - 1].1;
        let segments = self.originals[original].text.segments();
        (original, segments[first].span.cover(segments[last].span))
    }
}

/// The witnesses of a quotation.
struct Query {
    own: Vec<Evidence>,
    rest: Vec<Evidence>,
    before: Vec<Evidence>,
    after: Vec<Evidence>,
    place: Option<f32>,
    /// The most its own words could bring.
    most: f32,
}

impl Query {
    fn new(index: &Index<'_>, sought: &Sought) -> Self {
        let both = |sides: &Sides, without: Option<&Sides>| {
            let ours = rest(&sides.ours, without.map_or("", |w| &w.ours));
            let page = rest(&sides.page, without.map_or("", |w| &w.page));
            let mut out = vec![index.words.ours(&ours)];
            if let Some(meanings) = index.meanings.filter(|_| !sought.words.page.is_empty()) {
                out.push(index.words.page(&page, meanings));
            }
            // A translation that left nothing of the quotation says nothing about it.
            if sought.words.ours.is_empty() && out.len() > 1 {
                out.remove(0);
            }
            out
        };
        let own = both(&sought.words, None);
        let most = mean(own.iter().map(Evidence::most));
        Self {
            most,
            own,
            rest: both(&sought.sentence, Some(&sought.words)),
            before: both(&sought.before, None),
            after: both(&sought.after, None),
            place: sought.place,
        }
    }

    /// The sentences worth a closer look, and those before them.
    fn near(&self, index: &Index<'_>) -> Vec<usize> {
        let mut sums = vec![0.0_f32; index.sentences.len()];
        for evidence in self.own.iter().chain(&self.rest) {
            evidence.add_hits(&mut sums);
        }
        for (evidence, far) in [(&self.before, -1_isize), (&self.after, 1)] {
            let mut beside = vec![0.0_f32; sums.len()];
            for e in evidence {
                e.add_hits(&mut beside);
            }
            for (n, sum) in sums.iter_mut().enumerate() {
                *sum += n.checked_add_signed(far).and_then(|n| beside.get(n)).unwrap_or(&0.0) / 2.0;
            }
        }
        let mut order: Vec<usize> = (0..sums.len()).filter(|&n| sums[n] > 0.0).collect();
        order.sort_by(|&a, &b| sums[b].total_cmp(&sums[a]).then(a.cmp(&b)));
        order.truncate(NEAR);
        let mut out: Vec<usize> = order.into_iter().flat_map(|n| n.saturating_sub(1)..=n).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    fn weigh(&self, index: &Index<'_>, start: usize, end: usize) -> Window {
        let sum = |all: &[Evidence], start, end| {
            mean(all.iter().map(|e| index.words.weigh(e, start, end)))
        };
        let text = index.sentences[start].0;
        let same = |n: usize| index.sentences.get(n).is_some_and(|s| s.0 == text);
        // A sentence may have been left out between the two, and what stands elsewhere speaks for
        // nothing, but not against either.
        let beside = |all: &[Evidence], near: [Option<usize>; 2]| {
            let there = near.into_iter().flatten().filter(|&n| same(n));
            there.map(|n| sum(all, n, n + 1)).fold(0.0_f32, f32::max)
        };
        let own = sum(&self.own, start, end);
        let rest = AROUND.0 * sum(&self.rest, start, end);
        let before = beside(&self.before, [start.checked_sub(1), start.checked_sub(2)]);
        let after = beside(&self.after, [Some(end), Some(end + 1)]);
        let place = self.place.map_or(0.0, |place| {
            let sentences = index.originals[text].text.segments().len();
            #[expect(clippy::cast_precision_loss, reason = "sentence numbers")]
            let there = index.sentences[start].1 as f32 / sentences.saturating_sub(1).max(1) as f32;
            POSITION * (1.0 - (place - there).abs())
        });
        let met = self.own.iter().map(|e| e.met(start, end)).max().unwrap_or(0);
        Window { start, end, own, met, rest, all: own + rest + AROUND.1 * (before + after) + place }
    }
}

/// Our words and the page's are two views of the same thing: neither counts twice.
fn mean(views: impl ExactSizeIterator<Item = f32>) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "one or two")]
    let n = views.len().max(1) as f32;
    views.sum::<f32>() / n
}

/// The difference between our words and the real ones, word by word.
#[must_use]
pub fn difference(ours: &str, real: &str) -> Vec<Change> {
    let diff = TextDiff::from_words(ours, real);
    diff.iter_all_changes()
        .map(|c| {
            let text = c.value().to_owned();
            match c.tag() {
                ChangeTag::Equal => Change::Same(text),
                ChangeTag::Delete => Change::Ours(text),
                ChangeTag::Insert => Change::Real(text),
            }
        })
        .collect()
}

/// Writes a place into the chain: the oldest unheld hop in the original's language becomes held. If
/// that is the utterance, our translation may be shown beside the speaker's own words.
pub fn hold(quote: &mut Quote, chain: &mut Chain, original: &Original<'_>, place: &Place) {
    let document = original.text.document();
    let lang: Lang = document.lang();
    let unheld = |h: &Hop| h.wording.is_none() && h.role != HopRole::Ours;
    let same = chain.hops.iter().position(|h| unheld(h) && h.lang == Some(lang));
    // A hop of whose language nothing is known may be meant where none is known to be in it.
    let open = || chain.hops.iter().position(|h| unheld(h) && h.lang_basis == Basis::Unknown);
    let Some(hop) = same.or_else(open).map(|n| &mut chain.hops[n]) else { return };
    if hop.lang.is_none() {
        hop.lang = Some(lang);
        hop.lang_basis = Basis::Inferred;
    }
    hop.wording = Some(HeldWording {
        text: place.span.of(document.text()).to_owned(),
        span: Some(place.span),
        document: Some(original.id.to_owned()),
    });
    if quote.wording == Wording::Unverified {
        quote.wording = Wording::Translation;
    }
}
