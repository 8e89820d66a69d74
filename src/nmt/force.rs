//! The decoder run over given outputs: how likely each id is, and what it attends to.
//!
//! Translations made by the search pass through here too, so that scores and attention mean the
//! same whoever wrote the text.

use candle_core::Tensor;

use crate::corpus::score::LogProb;
use crate::nmt::Error;
use crate::nmt::attention::{AttentionHeads, ReadAt};
use crate::nmt::decoder::Source;
use crate::nmt::kernel::log_softmax;
use crate::nmt::model::Model;

/// One output to run over.
#[derive(Clone, Copy, Debug)]
pub struct Given<'g> {
    /// Its ids, without start and end marks.
    pub ids: &'g [u32],
    /// The end mark, when it has one.
    pub end: Option<u32>,
    /// How many source columns there are, marks included.
    pub n_columns: usize,
}

/// What the model makes of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forced {
    /// One a given id, and one for the end mark.
    pub log_probs: Vec<LogProb>,
    /// One row a given id, one column a source id, marks included; each row sums to 1.
    pub attention: Vec<Vec<f32>>,
}

/// Runs the decoder over one given output for each sentence of `source`.
///
/// # Errors
/// When the computation fails.
pub fn force(
    model: &Model,
    source: &Source,
    given: &[Given<'_>],
    start: u32,
    heads: &AttentionHeads,
) -> Result<Vec<Forced>, Error> {
    let read = |g: &Given<'_>| std::iter::once(start).chain(g.ids.iter().copied()).collect();
    let inputs: Vec<Vec<u32>> = given.iter().map(read).collect();
    let inputs: Vec<&[u32]> = inputs.iter().map(Vec::as_slice).collect();
    let (scores, attention) = model.force(source, &inputs, heads.layer)?;
    let attention = match attention {
        Some(attention) => mean_of_heads(&attention, &heads.heads)?,
        None => Vec::new(),
    };
    let mut out = Vec::with_capacity(given.len());
    for (i, g) in given.iter().enumerate() {
        let mut log_probs = Vec::with_capacity(g.ids.len() + 1);
        for (t, &id) in g.ids.iter().chain(&g.end).enumerate() {
            let mut row: Vec<f32> = scores.get(i)?.get(t)?.to_vec1()?;
            log_softmax(&mut row);
            log_probs.push(LogProb::new(row.get(id as usize).copied().unwrap_or(f32::MIN)));
        }
        // Row t of the decoder has read id t - 1 and produces id t.
        let shift = match heads.read {
            ReadAt::Output => 0,
            ReadAt::Input => 1,
        };
        let rows = attention.get(i).map_or(&[][..], |rows| &rows[shift..shift + g.ids.len()]);
        let attention = rows.iter().map(|row| row[..g.n_columns].to_vec()).collect();
        out.push(Forced { log_probs, attention });
    }
    Ok(out)
}

/// [sentences, heads, target, source] → for each sentence and target row, the mean over `heads`.
fn mean_of_heads(attention: &Tensor, heads: &[usize]) -> Result<Vec<Vec<Vec<f32>>>, Error> {
    let heads: Vec<u32> = heads.iter().filter_map(|&h| u32::try_from(h).ok()).collect();
    let n = heads.len();
    let heads = Tensor::from_vec(heads, n, attention.device())?;
    Ok(attention.index_select(&heads, 1)?.mean(1)?.to_vec3()?)
}
