//! A document that tries to break out of whatever it is put into.

use tarjuman::corpus::article::{Article, Flag};
use tarjuman::corpus::document::BlockKind;
use tarjuman::corpus::quote::Wording;

use super::fixture::{Draft, speaker};

/// Strings that end tags, attributes, scripts, styles, comments, cells and lines.
pub(crate) const BAIT: [&str; 12] = [
    "<script>pwned=1</script>",
    "\" onmouseover=\"pwned=1\" x=\"",
    "' onfocus='pwned=1' autofocus='",
    "</style><script>pwned=1</script>",
    "</title></textarea><img src=x onerror=pwned=1>",
    "--><svg onload=pwned=1>]]>",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "javascript:pwned=1",
    "=HYPERLINK(\"http://x.invalid\",\"y\")",
    "\u{202e}drawkcab\u{2066}\u{200f} \u{202d}",
    "nul\0 esc\u{1b} del\u{7f} nel\u{85} non\u{ffff}",
    "&lt;b&gt; &amp; &#60;",
];

/// `n_quotes` quotations of hostile words by hostile speakers.
pub(crate) fn article(n_quotes: usize) -> Article {
    let mut d = Draft::new("<script>pwned=1</script>\"'");
    for (i, bait) in BAIT.iter().enumerate() {
        let kinds = [BlockKind::Paragraph, BlockKind::Headline, BlockKind::Caption];
        d.block(kinds[i % 3], &[(bait, bait)]);
        d.flag(Flag::CopyThrough);
    }
    let long = "x".repeat(300);
    d.block(BlockKind::Paragraph, &[(&long, &long)]);
    d.block(BlockKind::Boilerplate, &[(&long, &long)]);
    for i in 0..n_quotes {
        let bait = BAIT[i % BAIT.len()];
        let src = format!("« mot {i} {bait} »");
        let tgt = format!("“word {i} {bait}”");
        d.block(BlockKind::Paragraph, &[(&src, &tgt)]);
        let name = if i % 7 == 0 { long.as_str() } else { bait };
        let quote = d.quote(src.trim_matches(['«', '»', ' ']), tgt.trim_matches(['“', '”']));
        quote.speaker = speaker(name, bait, None);
        quote.wording = [Wording::BackTranslation, Wording::Unverified][i % 2];
        quote.same_as = vec![format!("{bait}#q1\"onclick=pwned=1")];
    }
    d.build()
}
