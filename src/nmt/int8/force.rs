//! The decoder run over a given output: how likely each id is, and what it attends to.

use crate::corpus::score::LogProb;
use crate::nmt::attention::{AttentionHeads, ReadAt};
use crate::nmt::force::{Forced, Given};
use crate::nmt::int8::decoder::Past;
use crate::nmt::int8::network::{Network, Reading, Workspace};
use crate::nmt::int8::vocabulary::Ask;

/// Runs the decoder over one given output of one source, all its positions at once.
///
/// Every row is computed as the search would compute it, so an output of the search gets the same
/// numbers here.
pub(crate) fn force(
    network: &Network,
    w: &mut Workspace,
    source: &[u32],
    given: Given<'_>,
    (start, heads): (u32, &AttentionHeads),
) -> Forced {
    let mut past = Past::default();
    network.encode(w, &[source], std::slice::from_mut(&mut past));
    w.rows.clear();
    w.asks.clear();
    let inputs = std::iter::once(start).chain(given.ids.iter().copied());
    let mut targets = given.ids.iter().copied().chain(given.end);
    let mut readings = Vec::with_capacity(given.ids.len() + 1);
    for (at, (id, own)) in inputs.zip(0..).enumerate() {
        readings.push(Reading { id, at });
        w.rows.push(0, 0..own, own);
        w.asks.push(Ask { watch: targets.next(), ..Ask::default() });
    }
    network.step(w, &readings, std::slice::from_mut(&mut past), heads);
    let answered = w.answers.iter().zip(&w.asks).filter(|(_, ask)| ask.watch.is_some());
    let log_probs = answered.map(|(answer, _)| LogProb::new(answer.watched())).collect();
    // Row t of the decoder has read id t - 1 and produces id t.
    let shift = match heads.read {
        ReadAt::Output => 0,
        ReadAt::Input => 1,
    };
    let row = |t: usize| past.attention(t + shift).to_vec();
    Forced { log_probs, attention: (0..given.ids.len()).map(row).collect() }
}
