//! Pure functions on tensors, and the two layers with weights that everything else is made of.
//!
//! Nothing here knows what a translation is.

use std::ops::Range;
use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp1, D, Device, Layout, Result, Shape, Tensor};

use crate::nmt::Error;
use crate::nmt::config::Activation;
use crate::nmt::kernel::Packed;
use crate::nmt::weights::Weights;

/// `x · W + b`.
#[derive(Clone, Debug)]
pub struct Linear(Weight);

/// The weight, arranged once for the device it is used on.
#[derive(Clone, Debug)]
enum Weight {
    Processor(Arc<Packed>),
    // The weight as [in, out].
    Other { weight: Tensor, bias: Option<Tensor> },
}

impl Linear {
    /// A layer stored the usual way: `name.weight` as [out, in], `name.bias` as [out].
    pub(crate) fn load(
        weights: &mut Weights,
        name: &str,
        [from, to]: [usize; 2],
    ) -> std::result::Result<Self, Error> {
        Self::load_side_by_side(weights, &[name.to_owned()], [from, to])
    }

    /// Several layers over the same input as one: the outputs stand side by side, in order.
    pub(crate) fn load_side_by_side(
        weights: &mut Weights,
        names: &[String],
        [from, to]: [usize; 2],
    ) -> std::result::Result<Self, Error> {
        let mut parts = Vec::new();
        let mut biases = Vec::new();
        for name in names {
            parts.push(weights.take(&format!("{name}.weight"), &[to, from])?);
            biases.push(weights.take(&format!("{name}.bias"), &[to])?);
        }
        Ok(Self::new(&Tensor::cat(&parts, 0)?, Some(Tensor::cat(&biases, 0)?))?)
    }

    /// A layer from a weight of shape [out, in].
    pub(crate) fn new(weight: &Tensor, bias: Option<Tensor>) -> Result<Self> {
        if !matches!(weight.device(), Device::Cpu) {
            return Ok(Self(Weight::Other { weight: weight.t()?.contiguous()?, bias }));
        }
        let (to, from) = weight.dims2()?;
        let bias = bias.map_or(Ok(Vec::new()), |b| b.to_vec1())?;
        let packed = Packed::new(&weight.flatten_all()?.to_vec1()?, &bias, [from, to]);
        Ok(Self(Weight::Processor(Arc::new(packed))))
    }

    /// [.., in] → [.., out]
    pub(crate) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let (weight, bias) = match &self.0 {
            Weight::Processor(packed) => {
                return x.contiguous()?.apply_op1_no_bwd(&Product(packed));
            }
            Weight::Other { weight, bias } => (weight, bias),
        };
        let (from, to) = weight.dims2()?;
        let mut dims = x.dims().to_vec();
        if let Some(last) = dims.last_mut() {
            *last = to;
        }
        let y = x.reshape(((), from))?.matmul(weight)?;
        let y = match bias {
            Some(bias) => y.broadcast_add(bias)?,
            None => y,
        };
        y.reshape(dims)
    }
}

/// The packed product as an operation on tensors.
struct Product<'p>(&'p Packed);

impl CustomOp1 for Product<'_> {
    fn name(&self) -> &'static str {
        "packed-product"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let [from, to] = self.0.dims();
        let mut dims = layout.dims().to_vec();
        let x = match layout.contiguous_offsets() {
            Some((start, end)) => &storage.as_slice::<f32>()?[start..end],
            None => candle_core::bail!("the input of a product must be contiguous"),
        };
        match dims.last_mut() {
            Some(last) if *last == from => *last = to,
            _ => candle_core::bail!("a product over {from} inputs was given {dims:?}"),
        }
        Ok((CpuStorage::F32(self.0.multiply(x)), Shape::from(dims)))
    }
}

/// Brings each row to mean 0 and variance 1, then scales and shifts it.
#[derive(Clone, Debug)]
pub struct LayerNorm {
    weight: Tensor,
    bias: Tensor,
}

impl LayerNorm {
    pub(crate) fn load(
        weights: &mut Weights,
        name: &str,
        dim: usize,
    ) -> std::result::Result<Self, Error> {
        Ok(Self {
            weight: weights.take(&format!("{name}.weight"), &[dim])?,
            bias: weights.take(&format!("{name}.bias"), &[dim])?,
        })
    }

    /// `norm(x + y)`: every normalisation of these models follows a residual sum.
    pub(crate) fn add(&self, x: &Tensor, y: &Tensor) -> Result<Tensor> {
        candle_nn::ops::layer_norm(&(x + y)?.contiguous()?, &self.weight, &self.bias, 1e-5)
    }
}

/// The non-linearity, element by element.
pub(crate) fn activate(activation: Activation, x: &Tensor) -> Result<Tensor> {
    match activation {
        Activation::Relu => x.relu(),
        Activation::Swish => x.silu(),
        Activation::Gelu => x.gelu_erf(),
        Activation::GeluTanh => x.gelu(),
    }
}

/// Softmax over the last dimension.
pub(crate) fn softmax(x: &Tensor) -> Result<Tensor> {
    candle_nn::ops::softmax(x, D::Minus1)
}

/// Sines in the first half of each row, cosines in the second: [positions, dim].
pub(crate) fn sinusoids(positions: usize, dim: usize, device: &Device) -> Result<Tensor> {
    Tensor::from_vec(sinusoids_of(0..positions, dim), (positions, dim), device)
}

/// The same of some positions.
pub(crate) fn sinusoids_of(positions: Range<usize>, dim: usize) -> Vec<f32> {
    let mut table = Vec::with_capacity(positions.len() * dim);
    let half = dim.div_ceil(2);
    #[expect(clippy::cast_precision_loss, reason = "widths are small")]
    let waves = (0..half).map(|i| 10_000_f64.powf(2.0 * i as f64 / dim as f64));
    let waves: Vec<f64> = waves.collect();
    for position in positions {
        #[expect(clippy::cast_precision_loss, reason = "positions are small")]
        let angle = |i: usize| position as f64 / waves[i];
        #[expect(clippy::cast_possible_truncation, reason = "computed in f64, stored in f32")]
        table.extend((0..dim).map(|j| match j.checked_sub(half) {
            None => angle(j).sin() as f32,
            Some(j) => angle(j).cos() as f32,
        }));
    }
    table
}

/// [1, 1, n, n]: 0 where a row may look, minus infinity where the column comes later.
pub(crate) fn causal_mask(n: usize, device: &Device) -> Result<Tensor> {
    let mask: Vec<f32> = (0..n)
        .flat_map(|row| (0..n).map(move |col| if col > row { f32::NEG_INFINITY } else { 0.0 }))
        .collect();
    Tensor::from_vec(mask, (1, 1, n, n), device)
}

/// [batch, 1, 1, longest]: 0 on the first `lens[b]` columns, minus infinity on the padding.
///
/// `None` when nothing is padded.
pub(crate) fn padding_mask(lens: &[usize], device: &Device) -> Result<Option<Tensor>> {
    let longest = lens.iter().copied().max().unwrap_or(0);
    if lens.iter().all(|&len| len == longest) {
        return Ok(None);
    }
    let mask: Vec<f32> = lens
        .iter()
        .flat_map(|&len| (0..longest).map(move |c| if c < len { 0.0 } else { f32::NEG_INFINITY }))
        .collect();
    Ok(Some(Tensor::from_vec(mask, (lens.len(), 1, 1, longest), device)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_layer_multiplies_and_adds() {
        let weight = Tensor::new(&[[1f32, 2.0, 3.0], [0.0, -1.0, 1.0]], &Device::Cpu).unwrap();
        let bias = Tensor::new(&[10f32, 20.0], &Device::Cpu).unwrap();
        let layer = Linear::new(&weight, Some(bias)).unwrap();
        let x = Tensor::new(&[[[1f32, 1.0, 2.0], [0.0, 3.0, 1.0]]], &Device::Cpu).unwrap();
        // 1 + 2 + 6 + 10, -1 + 2 + 20; 6 + 3 + 10, -3 + 1 + 20
        let y = layer.forward(&x).unwrap().to_vec3::<f32>().unwrap();
        assert_eq!(y, [[[19.0, 21.0], [19.0, 18.0]]]);
    }

    #[test]
    fn sines_come_first_and_cosines_after() {
        let table = sinusoids(2, 4, &Device::Cpu).unwrap().to_vec2::<f32>().unwrap();
        assert_eq!(table[0], [0.0, 0.0, 1.0, 1.0]);
        let close = |a: f32, b: f64| (f64::from(a) - b).abs() < 1e-7;
        assert!(close(table[1][0], 1f64.sin()) && close(table[1][1], 0.01f64.sin()));
        assert!(close(table[1][2], 1f64.cos()) && close(table[1][3], 0.01f64.cos()));
    }

    #[test]
    fn masks_hide_later_words_and_padding() {
        let inf = f32::NEG_INFINITY;
        let causal = causal_mask(2, &Device::Cpu).unwrap().flatten_all().unwrap();
        assert_eq!(causal.to_vec1::<f32>().unwrap(), [0.0, inf, 0.0, 0.0]);
        let padding = padding_mask(&[1, 2], &Device::Cpu).unwrap().unwrap();
        assert_eq!(padding.dims(), [2, 1, 1, 2]);
        let padding = padding.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        assert_eq!(padding, [0.0, inf, 0.0, 0.0]);
        assert!(padding_mask(&[3, 3], &Device::Cpu).unwrap().is_none());
    }
}
