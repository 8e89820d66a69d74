//! Making text harmless where it is going: markup, spreadsheets, lines.

use std::borrow::Cow;

/// `text` with every character that XML 1.0 and HTML cannot hold made visible.
///
/// A control character becomes its picture (NUL → ␀), other noncharacters become U+FFFD. Each
/// stands for one character, and one UTF-16 unit for one, so offsets stay right.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| picture(c).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| picture(c).unwrap_or(c)).collect())
}

fn picture(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        // C1 controls are legal but invisible, and HTML readers mistake them for Windows-1252.
        '\u{80}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

/// Appends `text` to `out` as HTML that is safe between tags and in double-quoted attributes.
pub(crate) fn html(text: &str, out: &mut impl std::fmt::Write) -> std::fmt::Result {
    let mut done = 0;
    for (at, c) in text.char_indices() {
        let named = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            _ => match picture(c) {
                Some(shown) => {
                    out.write_str(&text[done..at])?;
                    out.write_char(shown)?;
                    done = at + c.len_utf8();
                    continue;
                }
                None => continue,
            },
        };
        out.write_str(&text[done..at])?;
        out.write_str(named)?;
        done = at + c.len_utf8();
    }
    out.write_str(&text[done..])
}

/// A cell that no spreadsheet takes for a formula: a leading `=`, `+`, `-`, `@`, tab or return is
/// preceded by an apostrophe, which spreadsheets read as "this is text".
fn unformula(text: &str) -> Cow<'_, str> {
    // Some programs skip leading space before they look, so we do too.
    let first = text.trim_start_matches(' ').chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// A cell of tab-separated text: one line, tabs and line ends written `\t` and `\n`.
pub(crate) fn tsv(text: &str) -> String {
    let safe = unformula(text);
    let mut out = String::with_capacity(safe.len());
    for c in safe.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            // Other line ends of Unicode also break lines in some readers.
            '\u{0b}' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c => out.push(picture(c).unwrap_or(c)),
        }
    }
    out
}

/// A cell of comma-separated text (RFC 4180), quoted where it must be.
pub(crate) fn csv(text: &str) -> String {
    let safe = unformula(text);
    let shown = visible(&safe);
    if shown.contains(['"', ',', '\n', '\r']) || shown.starts_with(' ') || shown.ends_with(' ') {
        format!("\"{}\"", shown.replace('"', "\"\""))
    } else {
        shown.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn control_characters_are_shown_one_for_one() {
        assert_eq!(visible("a\0b\u{1b}c\n"), "a␀b␛c\n");
        assert_eq!(visible("\u{ffff}"), "\u{fffd}");
        assert!(matches!(visible("plain é"), Cow::Borrowed(_)));
    }

    #[test]
    fn formulas_become_text() {
        assert_eq!(tsv("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(tsv("- Lors d'une conférence"), "'- Lors d'une conférence");
        assert_eq!(csv("@cmd|'/c calc'!A0"), "'@cmd|'/c calc'!A0");
        assert_eq!(csv("  +1"), "'  +1");
        assert_eq!(csv("\tx"), "'\tx");
    }

    #[test]
    fn cells_stay_cells() {
        assert_eq!(tsv("a\tb\nc\\"), "a\\tb\\nc\\\\");
        assert_eq!(csv("he said \"no\", twice"), "\"he said \"\"no\"\", twice\"");
    }

    proptest! {
        #[test]
        fn no_text_leaves_its_place_in_html(text in any::<String>()) {
            let mut out = String::new();
            html(&text, &mut out).unwrap();
            prop_assert!(!out.contains(['<', '>', '"']));
            prop_assert!(out.chars().all(|c| !c.is_control() || "\t\n\r".contains(c)));
            let back = out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            prop_assert_eq!(back, visible(&text));
        }

        #[test]
        fn a_tsv_cell_is_one_cell(text in any::<String>()) {
            prop_assert!(!tsv(&text).contains(['\t', '\n', '\r']));
        }
    }
}
