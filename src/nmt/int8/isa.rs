//! Which vector instructions this processor has, and code compiled once for each of them.

use std::fmt;

/// A set of vector instructions that this processor has. There is no other way to get one than to
/// ask the processor, so whoever holds one may use the instructions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Isa(Kind);

/// The sets the kernels are written for, from the plainest to the fastest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// What every processor has.
    Portable,
    /// x86-64 with AVX2 and fused multiplications.
    Avx2,
    /// The same with byte products that sum into 32 bits.
    AvxVnni,
    /// x86-64 with AVX-512 and such products.
    Avx512Vnni,
    /// The same with AMX: tiles of bytes.
    Tiles,
    /// 64-bit ARM with its basic vectors.
    Neon,
}

const ALL: [Kind; 6] =
    [Kind::Portable, Kind::Avx2, Kind::AvxVnni, Kind::Avx512Vnni, Kind::Tiles, Kind::Neon];

impl Isa {
    /// The one that needs nothing: what it computes is what all others must.
    pub const PORTABLE: Self = Self(Kind::Portable);

    /// All that this processor has, the fastest last.
    #[must_use]
    pub fn available() -> Vec<Self> {
        ALL.into_iter().filter(|&kind| is_here(kind)).map(Self).collect()
    }

    /// The fastest that this processor has.
    #[must_use]
    pub fn fastest() -> Self {
        ALL.into_iter().rev().find(|&kind| is_here(kind)).map_or(Self::PORTABLE, Self)
    }

    pub(crate) fn kind(self) -> Kind {
        self.0
    }
}

impl fmt::Debug for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(target_arch = "x86_64")]
fn is_here(kind: Kind) -> bool {
    match kind {
        Kind::Portable => true,
        Kind::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
        Kind::AvxVnni => is_here(Kind::Avx2) && is_x86_feature_detected!("avxvnni"),
        Kind::Avx512Vnni => {
            is_here(Kind::Avx2)
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni")
        }
        Kind::Tiles => is_here(Kind::Avx512Vnni) && crate::nmt::int8::kernels::tiles_are_here(),
        Kind::Neon => false,
    }
}

#[cfg(target_arch = "aarch64")]
fn is_here(kind: Kind) -> bool {
    matches!(kind, Kind::Portable | Kind::Neon)
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn is_here(kind: Kind) -> bool {
    kind == Kind::Portable
}

/// Compiles a function once for each set of vector instructions and calls the right one.
///
/// The body is ordinary code: multiplications and additions in a fixed order, fused where it says
/// `mul_add` and nowhere else, which the compiler may put into vectors of any width but not reorder.
/// So every set gives the same bits; what has no fused instruction calls the C library for each.
#[cfg(target_arch = "x86_64")]
macro_rules! vectorised {
    ($(
        $(#[$meta:meta])*
        fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block
    )*) => {$(
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, clippy::inline_always, reason = "the set is one more")]
        pub(crate) fn $name(isa: $crate::nmt::int8::isa::Isa, $($arg: $ty),*) $(-> $ret)? {
            #[inline(always)]
            fn body($($arg: $ty),*) $(-> $ret)? $body

            #[target_feature(enable = "avx2,fma")]
            fn avx2($($arg: $ty),*) $(-> $ret)? {
                body($($arg),*)
            }

            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,fma")]
            fn avx512($($arg: $ty),*) $(-> $ret)? {
                body($($arg),*)
            }

            use $crate::nmt::int8::isa::Kind;
            match isa.kind() {
                Kind::Portable | Kind::Neon => body($($arg),*),
                #[expect(unsafe_code, reason = "SAFETY: an `Isa` is only made where it was detected")]
                Kind::Avx2 | Kind::AvxVnni => unsafe { avx2($($arg),*) },
                #[expect(unsafe_code, reason = "SAFETY: an `Isa` is only made where it was detected")]
                Kind::Avx512Vnni | Kind::Tiles => unsafe { avx512($($arg),*) },
            }
        }
    )*};
}

/// The same where the basic vectors are the only ones: one body, compiled once.
#[cfg(not(target_arch = "x86_64"))]
macro_rules! vectorised {
    ($(
        $(#[$meta:meta])*
        fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block
    )*) => {$(
        $(#[$meta])*
        pub(crate) fn $name(_: $crate::nmt::int8::isa::Isa, $($arg: $ty),*) $(-> $ret)? $body
    )*};
}

pub(crate) use vectorised;
