//! A tensor of a model file: its numbers, or where in the file they are.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use candle_core::{DType, Device, Result, Tensor};
use safetensors::tensor::TensorInfo;

use crate::nmt::int8::rows::Int8Rows;

/// A tensor as the file has it.
#[derive(Clone, Debug)]
pub(super) enum Stored {
    Floats(Tensor),
    Bytes(Int8Rows),
    /// Still in the file.
    Waiting(Waiting),
}

impl Stored {
    pub(super) fn dims(&self) -> Vec<usize> {
        match self {
            Self::Floats(tensor) => tensor.dims().to_vec(),
            Self::Bytes(rows) => vec![rows.len(), rows.width()],
            Self::Waiting(waiting) => waiting.info.shape.clone(),
        }
    }

    pub(super) fn floats(&self, device: &Device) -> Result<Tensor> {
        match self {
            Self::Floats(tensor) => Ok(tensor.clone()),
            Self::Bytes(rows) => {
                Tensor::from_vec(rows.to_floats(), (rows.len(), rows.width()), device)
            }
            Self::Waiting(waiting) => {
                let mut all = Vec::with_capacity(waiting.info.shape.iter().product());
                waiting.read(|floats| all.extend_from_slice(floats))?;
                Tensor::from_vec(all, &waiting.info.shape[..], device)
            }
        }
    }

    /// Rows of `width` numbers in bytes: as the file has them, or quantised now.
    pub(super) fn rows(&self, width: usize) -> Result<Int8Rows> {
        match self {
            Self::Bytes(rows) => Ok(rows.clone()),
            Self::Floats(tensor) => {
                Ok(Int8Rows::quantise(&tensor.flatten_all()?.to_vec1()?, width))
            }
            Self::Waiting(waiting) => {
                let mut rows = Int8Rows::quantise(&[], width);
                waiting.read(|floats| rows.extend(floats))?;
                Ok(rows)
            }
        }
    }
}

/// Numbers that are read from their file when they are asked for, a few rows at a time: a table of a
/// hundred megabytes is never held whole in floats when its bytes are all that is wanted.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) file: Arc<File>,
    pub(super) place: Range<u64>,
    pub(super) info: TensorInfo,
}

/// How many bytes of a file are read together, but for a longer row.
const PIECE: usize = 1 << 20;

impl Waiting {
    /// Gives its numbers to `take`, some whole rows of its first dimension at a time.
    fn read(&self, mut take: impl FnMut(&[f32])) -> Result<()> {
        let dtype = DType::try_from(self.info.dtype)?;
        let rows = self.info.shape.first().copied().unwrap_or(1).max(1);
        let all =
            usize::try_from(self.place.end - self.place.start).map_err(std::io::Error::other)?;
        // A tensor is whole rows: the header was checked.
        let row = (all / rows).max(1);
        let mut bytes = vec![0; (PIECE / row).max(1) * row];
        let mut left = all;
        let mut at = self.place.start;
        while left > 0 {
            let bytes = &mut bytes[..left.min((PIECE / row).max(1) * row)];
            read_at(&self.file, at, bytes)?;
            let floats = floats(bytes, dtype, &Device::Cpu)?;
            take(&floats.to_vec1()?);
            at += bytes.len() as u64;
            left -= bytes.len();
        }
        Ok(())
    }
}

/// Fills `bytes` from a place in a file.
pub(super) fn read_at(mut file: &File, at: u64, bytes: &mut [u8]) -> std::io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

/// Numbers as they lie in a file → 32-bit floats, one after another.
pub(super) fn floats(bytes: &[u8], dtype: DType, device: &Device) -> Result<Tensor> {
    let n = bytes.len() / dtype.size_in_bytes().max(1);
    Tensor::from_raw_buffer(bytes, dtype, &[n], &Device::Cpu)?
        .to_dtype(DType::F32)?
        .to_device(device)
}
