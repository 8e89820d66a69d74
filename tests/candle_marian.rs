//! The engine against candle's own example model, which computes the same scores sentence by sentence.

use std::path::Path;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::marian;
use tarjuman::nmt::{Engine, EngineOptions, ModelFiles, Precision};

#[test]
fn scores_are_those_of_candles_own_marian() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/nmt/base");
    let options = EngineOptions { precision: Some(Precision::F32), ..EngineOptions::default() };
    let engine = Engine::load(&ModelFiles::from(dir.as_path()), &options).unwrap();
    let ours = engine.config().clone();
    let config = marian::Config {
        vocab_size: ours.src_vocab,
        decoder_vocab_size: Some(ours.tgt_vocab),
        max_position_embeddings: ours.max_positions,
        encoder_layers: ours.encoder.n_layers,
        encoder_ffn_dim: ours.encoder.ffn_dim,
        encoder_attention_heads: ours.encoder.n_heads,
        decoder_layers: ours.decoder.n_layers,
        decoder_ffn_dim: ours.decoder.ffn_dim,
        decoder_attention_heads: ours.decoder.n_heads,
        use_cache: true,
        is_encoder_decoder: true,
        activation_function: candle_nn::Activation::Relu,
        d_model: ours.d_model,
        decoder_start_token_id: ours.decoder_start,
        scale_embedding: ours.scale_embedding,
        pad_token_id: ours.pad,
        eos_token_id: ours.eos,
        forced_eos_token_id: ours.eos,
        share_encoder_decoder_embeddings: true,
    };
    let tensors = candle_core::safetensors::load(dir.join("model.safetensors"), &Device::Cpu);
    let builder = VarBuilder::from_tensors(tensors.unwrap(), DType::F32, &Device::Cpu);
    let mut theirs = marian::MTModel::new(&config, builder).unwrap();
    let row = |ids: &[u32]| Tensor::new(ids, &Device::Cpu).unwrap().unsqueeze(0).unwrap();
    for text in include_str!("fixtures/nmt/sentences.fr").lines().take(10) {
        theirs.reset_kv_cache();
        let mut source = engine.vocab().encode_source(text).ids;
        source.truncate(ours.max_positions - 1);
        source.push(ours.eos);
        // Any target will do: the source's own pieces make one with plenty of different words.
        let target = [&[ours.decoder_start], &source[..source.len().min(20)]].concat();
        let states = theirs.encoder().forward(&row(&source), 0).unwrap();
        let expected = theirs.decode(&row(&target), &states, 0).unwrap();
        let expected: Vec<Vec<f32>> = expected.squeeze(0).unwrap().to_vec2().unwrap();
        let got = engine.scores(&source, &target).unwrap();
        assert_eq!(got.len(), expected.len());
        for (got, expected) in got.iter().flatten().zip(expected.iter().flatten()) {
            assert!((got - expected).abs() <= 1e-4 * expected.abs().max(1.0), "{got} {expected}");
        }
    }
}
