//! Our `SentencePiece` reader beside another implementation, the `tokenizers` crate: on ordinary
//! sentences both must cut alike. (Where they may differ, and why ours is used, is in
//! `docs/decisions/0011-sentencepiece-without-a-conversion.md`.)

use std::fs;
use std::path::Path;

use tarjuman::nmt::normalize::Normalizer;
use tarjuman::nmt::spm::{PieceKind, Spm};
use tarjuman::nmt::unigram::Unigram;
use tokenizers::Model;

#[test]
fn ordinary_sentences_are_cut_as_the_tokenizers_crate_cuts_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let spm = Spm::parse(&fs::read(root.join("models/fr-en/source.spm")).unwrap()).unwrap();
    let unknown = spm.pieces.iter().position(|p| p.kind == PieceKind::Unknown);
    let vocab = spm.pieces.iter().map(|p| (p.text.clone(), f64::from(p.score))).collect();
    let other = tokenizers::models::unigram::Unigram::from(vocab, unknown, true).unwrap();
    let (ours, normalizer) = (Unigram::new(&spm), Normalizer::new(&spm).unwrap());
    let sentences = fs::read_to_string(root.join("tests/fixtures/nmt/sentences.fr")).unwrap();
    let mut pieces = 0;
    for sentence in sentences.lines() {
        let text = normalizer.normalize(sentence).text;
        let own: Vec<&str> = ours.cut(&text).into_iter().map(|f| &text[f.range]).collect();
        // A character spelt in bytes is one piece here and several tokens at one place there.
        let mut places: Vec<(usize, usize)> =
            other.tokenize(&text).unwrap().into_iter().map(|token| token.offsets).collect();
        places.dedup();
        let theirs: Vec<&str> = places.into_iter().map(|(start, end)| &text[start..end]).collect();
        assert_eq!(own, theirs, "{sentence}");
        pieces += own.len();
    }
    assert!(pieces > 500, "there was something to compare: {pieces}");
}
