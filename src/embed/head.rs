//! From the states of all pieces to one vector: which states count, and what is done to them.

use candle_core::{Device, Module, Tensor};
use candle_nn::{Linear, VarBuilder};
use serde::Deserialize;

use super::{Error, Files};

/// Pooling, then perhaps a dense layer; the vector is brought to length 1 in any case, since only
/// directions are compared.
#[derive(Debug)]
pub(super) struct Head {
    pooling: Pooling,
    dense: Option<Dense>,
}

#[derive(Debug)]
enum Pooling {
    /// The state of the first piece.
    First,
    /// The mean over all pieces that are not padding.
    Mean,
}

#[derive(Debug)]
struct Dense {
    linear: Linear,
    is_tanh: bool,
}

/// `modules.json`: the steps in order, each with its folder.
#[derive(Deserialize)]
struct Step {
    path: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct PoolingConfig {
    #[serde(default)]
    pooling_mode_cls_token: bool,
    #[serde(default)]
    pooling_mode_mean_tokens: bool,
}

#[derive(Deserialize)]
struct DenseConfig {
    in_features: usize,
    out_features: usize,
    #[serde(default = "yes")]
    bias: bool,
    #[serde(default)]
    activation_function: String,
}

fn yes() -> bool {
    true
}

impl Head {
    /// What `modules.json` says; without one, BERT's own pooler over the first state where the weights have
    /// it (`LaBSE` as first published), else the mean.
    pub(super) fn load(
        files: &Files<'_>,
        weights: &VarBuilder<'_>,
        device: &Device,
    ) -> Result<Self, Error> {
        let Some(bytes) = files.read("modules.json")? else {
            return Self::plain(files, weights);
        };
        let steps: Vec<Step> = files.json("modules.json", &bytes)?;
        let mut head = Self { pooling: Pooling::Mean, dense: None };
        for Step { path, kind } in steps {
            // `sentence_transformers.models.Pooling`: the last word says what it is.
            match kind.rsplit('.').next().unwrap_or_default() {
                "Pooling" => head.pooling = pooling(files, &path)?,
                "Dense" => head.dense = Some(Dense::load(files, &path, device)?),
                "Transformer" | "Normalize" => {}
                other => {
                    let problem = format!("it asks for a step “{other}”, which is not known here");
                    return Err(files.unusable("modules.json", &problem));
                }
            }
        }
        Ok(head)
    }

    fn plain(files: &Files<'_>, weights: &VarBuilder<'_>) -> Result<Self, Error> {
        let inside = ["", "bert."].into_iter();
        let mut inside = inside.filter(|at| {
            weights.contains_tensor(&format!("{at}pooler.dense.weight"))
                && weights.contains_tensor(&format!("{at}pooler.dense.bias"))
        });
        let Some(at) = inside.next() else {
            return Ok(Self { pooling: Pooling::Mean, dense: None });
        };
        let get = |name: &str| weights.get_unchecked(&format!("{at}pooler.dense.{name}"));
        let linear = files.fits(
            super::WEIGHTS,
            get("weight").and_then(|weight| Ok(Linear::new(weight, Some(get("bias")?)))),
        )?;
        Ok(Self { pooling: Pooling::First, dense: Some(Dense { linear, is_tanh: true }) })
    }

    /// States `[n, pieces, width]` and a mask `[n, pieces]` of 0 and 1 to vectors `[n, width]` of length 1.
    pub(super) fn vectors(&self, states: &Tensor, mask: &Tensor) -> candle_core::Result<Tensor> {
        let pooled = match self.pooling {
            Pooling::First => states.narrow(1, 0, 1)?.squeeze(1)?.contiguous()?,
            Pooling::Mean => {
                let mask = mask.to_dtype(states.dtype())?.unsqueeze(2)?;
                let n = mask.sum(1)?.clamp(1.0, f64::MAX)?;
                states.broadcast_mul(&mask)?.sum(1)?.broadcast_div(&n)?
            }
        };
        let vectors = match &self.dense {
            None => pooled,
            Some(dense) => {
                let out = dense.linear.forward(&pooled)?;
                if dense.is_tanh { out.tanh()? } else { out }
            }
        };
        let length = vectors.sqr()?.sum_keepdim(1)?.sqrt()?.clamp(1e-12, f64::MAX)?;
        vectors.broadcast_div(&length)
    }
}

fn pooling(files: &Files<'_>, folder: &str) -> Result<Pooling, Error> {
    let name = format!("{folder}/config.json");
    let Some(bytes) = files.read(&name)? else {
        return Err(files.unusable("modules.json", &format!("{name} is not there")));
    };
    match files.json(&name, &bytes)? {
        PoolingConfig { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false } => {
            Ok(Pooling::First)
        }
        PoolingConfig { pooling_mode_cls_token: false, pooling_mode_mean_tokens: true } => {
            Ok(Pooling::Mean)
        }
        _ => Err(files.unusable(&name, &"pooling can be by the first piece or by the mean")),
    }
}

impl Dense {
    fn load(files: &Files<'_>, folder: &str, device: &Device) -> Result<Self, Error> {
        let (config, weights) =
            (format!("{folder}/config.json"), format!("{folder}/model.safetensors"));
        let (Some(bytes), Some(tensors)) = (files.read(&config)?, files.read(&weights)?) else {
            let problem = format!("{config} or {weights} is not there");
            return Err(files.unusable("modules.json", &problem));
        };
        let says: DenseConfig = files.json(&config, &bytes)?;
        let is_tanh = says.activation_function.ends_with("Tanh");
        if !is_tanh && !says.activation_function.ends_with("Identity") {
            let problem =
                format!("the activation “{}” is not known here", says.activation_function);
            return Err(files.unusable(&config, &problem));
        }
        let tensors =
            files.fits(&weights, candle_core::safetensors::load_buffer(&tensors, device))?;
        let tensors = VarBuilder::from_tensors(tensors, candle_core::DType::F32, device);
        let weight = tensors.get((says.out_features, says.in_features), "linear.weight");
        let weight = files.fits(&weights, weight)?;
        let bias = says.bias.then(|| tensors.get(says.out_features, "linear.bias"));
        let bias = bias.map(|bias| files.fits(&weights, bias)).transpose()?;
        Ok(Self { linear: Linear::new(weight, bias), is_tanh })
    }
}
