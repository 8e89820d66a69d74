//! A step of the integer network takes no new memory once a search has been that long before.
#![expect(unsafe_code, reason = "a counting allocator can be written in no other way")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::borrow::Cow;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use tarjuman::nmt::{
    AttentionHeads, DecodeOptions, Engine, EngineOptions, LengthLimit, ModelFiles, Precision,
    ReadAt, Translate,
};

struct Counting;

static COUNT: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all requests go to the system's allocator as they are.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_longer_search_takes_no_more_memory_than_its_result() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/nmt/base");
    // The end mark never comes, so that no hypothesis is finished before the limit.
    let settings = br#"{"num_beams": 4, "min_length": 96, "max_length": 96}"#;
    let mut files = vec![("generation_config.json".to_owned(), Cow::Borrowed(&settings[..]))];
    for name in ["config.json", "model.safetensors", "source.spm", "target.spm", "vocab.json"] {
        files.push((name.to_owned(), fs::read(dir.join(name)).expect("in the tree").into()));
    }
    let options = EngineOptions { precision: Some(Precision::Int8), ..EngineOptions::default() };
    let engine =
        Engine::load(&ModelFiles::Memory(files), &options).expect("a committed model loads");
    let allocations = |pieces: usize| {
        // Read at the output, the last row of attention needs no second pass.
        let heads = AttentionHeads { layer: 0, heads: vec![0], read: ReadAt::Output };
        let limit = LengthLimit::Pieces(pieces);
        let options = DecodeOptions { limit, heads: Some(heads), ..DecodeOptions::default() };
        let before = COUNT.load(Ordering::Relaxed);
        let made = engine.translate(&["Il parle."], &options).expect("within limits");
        let after = COUNT.load(Ordering::Relaxed);
        assert_eq!(made[0].log_probs.len(), pieces);
        after - before
    };
    allocations(80);
    let (short, long) = (allocations(20), allocations(80));
    let more = long.saturating_sub(short);
    // The result has a row of attention for each piece, twice on its way out. A step has dozens of
    // products: a single allocation in one of them would be seen.
    assert!(more <= 60 * 2 + 20, "{short} for 20 pieces, {long} for 80");
}
