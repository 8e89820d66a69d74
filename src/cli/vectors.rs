//! Sentence vectors for `align`: read from a file, or made by an encoder.

use std::path::Path;

use anyhow::{Context, bail};
use candle_core::{DType, Device, Tensor};

use super::args::AlignArgs;
use super::machine;
use super::report::{Level, Reporter};
use crate::embed::SentenceEncoder;

/// Vectors of the source sentences, and of the target sentences.
type Both = (Vec<Vec<f32>>, Vec<Vec<f32>>);

/// The vectors that were asked for, if any.
pub(super) fn of(
    args: &AlignArgs,
    src: &[&str],
    tgt: &[&str],
    reporter: &Reporter,
) -> anyhow::Result<Option<Both>> {
    if let Some(path) = &args.vectors {
        return given(path, src.len(), tgt.len()).map(Some);
    }
    let Some(name) = &args.embeddings else { return Ok(None) };
    let model = machine::find(name, args.engine.online, reporter)?;
    if !model.is_encoder() {
        bail!(
            "{name} is a translation model; --embeddings takes a sentence encoder such as sentence-transformers/LaBSE"
        );
    }
    let encoder = SentenceEncoder::load(&model.files)?;
    let said = format!("encoding {} sentences first", src.len() + tgt.len());
    reporter.say(Level::Note, None, &said);
    Ok(Some((encoder.encode(src)?, encoder.encode(tgt)?)))
}

/// The tensors `source` and `target` of a safetensors file, a row a sentence.
fn given(path: &Path, n_src: usize, n_tgt: usize) -> anyhow::Result<Both> {
    let place = path.display();
    let bytes = std::fs::read(path)
        .with_context(|| format!("{place}: cannot be read; check the path and its permissions"))?;
    let tensors = candle_core::safetensors::load_buffer(&bytes, &Device::Cpu)
        .with_context(|| format!("{place}: this is no safetensors file"))?;
    let rows = |name: &str, wanted: usize| -> anyhow::Result<Vec<Vec<f32>>> {
        let Some(tensor) = tensors.get(name) else {
            bail!(
                "{place}: no tensor “{name}”; --vectors takes two, source and target, a row a sentence"
            );
        };
        let read = |tensor: &Tensor| tensor.to_dtype(DType::F32)?.to_vec2::<f32>();
        let rows = read(tensor)
            .with_context(|| format!("{place}: the tensor “{name}” is no table of numbers"))?;
        if rows.len() != wanted {
            bail!(
                "{place}: “{name}” has {} rows, but that side has {wanted} sentences; give one row for each, in order",
                rows.len()
            );
        }
        if rows.iter().flatten().any(|x| !x.is_finite()) {
            bail!("{place}: “{name}” holds a number that is not finite; make the vectors again");
        }
        Ok(rows)
    };
    let (src, tgt) = (rows("source", n_src)?, rows("target", n_tgt)?);
    let width = |rows: &[Vec<f32>]| rows.first().map(Vec::len);
    if let (Some(a), Some(b)) = (width(&src), width(&tgt))
        && a != b
    {
        bail!(
            "{place}: source vectors have {a} numbers and target vectors {b}; one encoder must make both"
        );
    }
    Ok((src, tgt))
}
