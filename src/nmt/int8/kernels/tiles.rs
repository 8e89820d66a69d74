//! The product with AMX: sixteen rows, sixteen columns and 64 inputs in one instruction.
//!
//! A panel lies in memory just as a tile wants it: the four weights of a column make one lane, sixteen
//! columns one row of a tile, and sixteen groups the tile. Nothing is laid out anew. (Intel, "Architecture
//! Instruction Set Extensions Programming Reference", chapter on AMX.)

use std::arch::asm;
use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::OnceLock;

use crate::nmt::int8::kernels::{FEW, GROUP, MANY, Sums, Weights};

/// Rows of one tile.
const TILE: usize = 16;
/// Groups that one tile of weights holds.
const DEEP: usize = 16;

/// Whether the processor has byte tiles and the system lets this process use them. The answer is asked for
/// once: from then on every thread may.
pub(crate) fn are_here() -> bool {
    static HERE: OnceLock<bool> = OnceLock::new();
    *HERE.get_or_init(|| !cfg!(miri) && has_instructions() && allowed())
}

/// What `cpuid` says: AMX-TILE and AMX-INT8.
fn has_instructions() -> bool {
    const TILES_AND_BYTES: u32 = 1 << 24 | 1 << 25;
    let leaves = std::arch::x86_64::__cpuid(0).eax;
    leaves >= 7 && std::arch::x86_64::__cpuid_count(7, 0).edx & TILES_AND_BYTES == TILES_AND_BYTES
}

/// Linux keeps eight kilobytes a thread for those alone who ask.
#[cfg(target_os = "linux")]
fn allowed() -> bool {
    const ASK: libc::c_int = 0x1023; // ARCH_REQ_XCOMP_PERM
    const TILE_DATA: libc::c_ulong = 18; // XFEATURE_XTILEDATA
    #[expect(
        unsafe_code,
        reason = "SAFETY: it changes what later instructions may do, and no memory"
    )]
    unsafe {
        libc::syscall(libc::SYS_arch_prctl, ASK, TILE_DATA) == 0
    }
}

#[cfg(not(target_os = "linux"))]
fn allowed() -> bool {
    false
}

/// Whether a product of so many rows and groups can be made of tiles, and is worth it: what registers hold at once
/// is done before tiles are set up.
pub(super) fn fit(rows: usize, groups: usize) -> bool {
    rows > FEW && groups > 0 && groups.is_multiple_of(DEEP)
}

/// Asks for a quarter of the weights that the next turn of the loop reads: the processor does not see by itself that
/// loads sixteen lines apart are a walk through memory.
macro_rules! ask {
    ($quarter:literal) => {
        concat!(
            ".set ahead, 4096 + 1024 * ",
            $quarter,
            "\n",
            ".rept 16\n",
            "prefetcht0 [{w} + ahead]\n",
            ".set ahead, ahead + 64\n",
            ".endr"
        )
    };
}

/// The same for the half of a panel that starts at `{w}`.
macro_rules! ask_half {
    ($quarter:literal) => {
        concat!(
            ".set ahead, 4096 + 1024 * ",
            $quarter,
            "\n",
            ".rept 4\n",
            "prefetcht0 [{w} + ahead]\n",
            "prefetcht0 [{w} + ahead + 64]\n",
            ".set ahead, ahead + 256\n",
            ".endr"
        )
    };
}

/// What each tile register holds.
#[repr(C, align(64))]
struct Config {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    bytes: [u16; 16],
    rows: [u8; 16],
}

impl Config {
    /// Tiles with these numbers of rows; each row has 64 bytes.
    fn of(rows: [usize; 8]) -> Self {
        let mut config =
            Self { palette: 1, start_row: 0, reserved: [0; 14], bytes: [0; 16], rows: [0; 16] };
        for (i, n) in rows.into_iter().enumerate() {
            config.bytes[i] = 64;
            config.rows[i] = u8::try_from(n).unwrap_or_default();
        }
        config
    }
}

thread_local! {
    /// For how many rows this thread's tiles are set up; none where it has let go of them.
    static SET_UP: Cell<usize> = const { Cell::new(0) };
}

/// Setting tiles up takes a fifth as long as a panel, so they stay as they are from panel to panel. A thread that
/// holds them is costly to switch: they are let go of with the last panel, when this is dropped.
#[derive(Debug, Default)]
pub(crate) struct Held(PhantomData<*const ()>);

impl Drop for Held {
    fn drop(&mut self) {
        if SET_UP.replace(0) != 0 {
            #[expect(unsafe_code, reason = "SAFETY: whoever set tiles up has them")]
            unsafe {
                asm!("tilerelease", options(nostack, nomem));
            }
        }
    }
}

/// Sets tiles up for so many rows, unless they are.
fn set_up(rows: usize) {
    if SET_UP.replace(rows) == rows {
        return;
    }
    let config = if rows <= TILE {
        Config::of([rows, rows, rows, rows, rows, TILE, TILE, TILE])
    } else {
        let rest = rows - TILE;
        Config::of([TILE, rest, TILE, rest, TILE, rest, TILE, TILE])
    };
    #[expect(
        unsafe_code,
        reason = "SAFETY: it is only called under the conditions of `multiply`, and reads the configuration alone"
    )]
    unsafe {
        asm!("ldtilecfg [{config}]", config = in(reg) &raw const config, options(nostack, readonly));
    }
}

/// The sums of up to [`MANY`] rows, `stride` bytes apart.
///
/// # Safety
/// The rows lie in `x` as far as `groups` reach, they [fit](fit), and tiles [are here](are_here).
#[expect(unsafe_code, reason = "its conditions cannot be told by a type")]
pub(super) unsafe fn multiply(groups: &[Weights], x: &[u8], stride: usize, sums: &mut [Sums]) {
    let (rows, chunks) = (sums.len(), groups.len() / DEEP);
    debug_assert!(fit(rows, groups.len()) && rows <= MANY);
    debug_assert!((rows - 1) * stride + groups.len() * GROUP <= x.len());
    set_up(rows);
    if rows <= TILE {
        one(groups, x, stride, sums, chunks);
    } else {
        two(groups, x, stride, sums, chunks);
    }
}

// Both below are only called from above, under its conditions.

/// Up to sixteen rows: one tile of inputs for four of weights.
fn one(groups: &[Weights], x: &[u8], stride: usize, sums: &mut [Sums], chunks: usize) {
    #[expect(
        unsafe_code,
        reason = "SAFETY: tiles are set up for these rows: so many are read of inputs and written of sums; those of \
        sixteen are read from sixteen groups; all pointers stay inside what the caller checked"
    )]
    unsafe {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "tileloadd tmm4, [{x} + {stride}]",
            "tileloadd tmm5, [{w} + {apart}]",
            ask!(0),
            "tileloadd tmm6, [{w} + {apart} + 64]",
            "tdpbusd tmm0, tmm4, tmm5",
            ask!(1),
            "tileloadd tmm7, [{w} + {apart} + 128]",
            "tdpbusd tmm1, tmm4, tmm6",
            ask!(2),
            "tileloadd tmm5, [{w} + {apart} + 192]",
            "tdpbusd tmm2, tmm4, tmm7",
            ask!(3),
            "tdpbusd tmm3, tmm4, tmm5",
            "add {x}, 64",
            "add {w}, 4096",
            "dec {chunks}",
            "jnz 2b",
            "tilestored [{sums} + {apart}], tmm0",
            "tilestored [{sums} + {apart} + 64], tmm1",
            "tilestored [{sums} + {apart} + 128], tmm2",
            "tilestored [{sums} + {apart} + 192], tmm3",
            x = inout(reg) x.as_ptr() => _,
            w = inout(reg) groups.as_ptr() => _,
            sums = in(reg) sums.as_mut_ptr(),
            stride = in(reg) stride,
            apart = in(reg) size_of::<Weights>(),
            chunks = inout(reg) chunks => _,
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }
}

/// Seventeen to 32 rows: each tile of weights serves two of inputs, half a panel at a time.
fn two(groups: &[Weights], x: &[u8], stride: usize, sums: &mut [Sums], chunks: usize) {
    #[expect(
        unsafe_code,
        reason = "SAFETY: as in `one`, with the rows past the sixteenth in tiles of their own"
    )]
    unsafe {
        for half in 0..2 {
            asm!(
                "tilezero tmm0",
                "tilezero tmm1",
                "tilezero tmm2",
                "tilezero tmm3",
                "2:",
                "tileloadd tmm6, [{w} + {apart}]",
                "tileloadd tmm4, [{x} + {stride}]",
                ask_half!(0),
                "tileloadd tmm5, [{y} + {stride}]",
                "tdpbusd tmm0, tmm4, tmm6",
                ask_half!(1),
                "tileloadd tmm7, [{w} + {apart} + 64]",
                "tdpbusd tmm1, tmm5, tmm6",
                ask_half!(2),
                "tdpbusd tmm2, tmm4, tmm7",
                ask_half!(3),
                "tdpbusd tmm3, tmm5, tmm7",
                "add {x}, 64",
                "add {y}, 64",
                "add {w}, 4096",
                "dec {chunks}",
                "jnz 2b",
                "tilestored [{sums} + {apart}], tmm0",
                "tilestored [{below} + {apart}], tmm1",
                "tilestored [{sums} + {apart} + 64], tmm2",
                "tilestored [{below} + {apart} + 64], tmm3",
                x = inout(reg) x.as_ptr() => _,
                y = inout(reg) x.as_ptr().add(TILE * stride) => _,
                w = inout(reg) groups.as_ptr().cast::<u8>().add(128 * half) => _,
                sums = in(reg) sums.as_mut_ptr().cast::<u8>().add(128 * half),
                below = in(reg) sums.as_mut_ptr().add(TILE).cast::<u8>().add(128 * half),
                stride = in(reg) stride,
                apart = in(reg) size_of::<Weights>(),
                chunks = inout(reg) chunks => _,
                out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                options(nostack),
            );
        }
    }
}
