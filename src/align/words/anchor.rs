//! What makes a word recognisable in another language: numbers, names, and punctuation marks.

/// What sort of word a token is, as far as its characters tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Letters, beginning in lower case (or in a script without case).
    Plain,
    /// Letters, beginning with a capital.
    Capital,
    /// Holds a digit.
    Number,
    /// A comma: too common on both sides to tell much.
    Comma,
    /// Any other mark.
    Mark,
}

/// The kind of `word`.
///
/// ```
/// use tarjuman::align::words::{Kind, kind};
/// assert_eq!(["Iran", "dit", "18 000", "»", ","].map(kind),
///            [Kind::Capital, Kind::Plain, Kind::Number, Kind::Mark, Kind::Comma]);
/// ```
#[must_use]
pub fn kind(word: &str) -> Kind {
    if word.contains(char::is_numeric) {
        return Kind::Number;
    }
    match word.chars().find(|c| c.is_alphabetic()) {
        Some(c) if c.is_uppercase() => Kind::Capital,
        Some(_) => Kind::Plain,
        None if matches!(word, "," | "،") => Kind::Comma,
        None => Kind::Mark,
    }
}

/// The form under which words of two languages are compared: lower case, one sign for every kind
/// of quotation mark, apostrophe and dash, numbers without grouping and with a decimal point.
///
/// ```
/// use tarjuman::align::words::normal;
/// assert_eq!(normal("18 000"), normal("18,000"));
/// assert_eq!(normal("3,5"), normal("3.5"));
/// assert_eq!(normal("«"), normal("''"));
/// assert_eq!(normal("L’"), "l'");
/// ```
#[must_use]
pub fn normal(word: &str) -> String {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return normal_number(word);
    }
    if word.chars().all(|c| !c.is_alphanumeric()) {
        return normal_mark(word).to_owned();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '’' | 'ʼ' => out.push('\''),
            '‐' | '‑' => out.push('-'),
            'œ' | 'Œ' => out.push_str("oe"),
            '\u{ad}' | '\u{200c}' | '\u{200d}' | 'ـ' => {}
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

fn normal_mark(word: &str) -> &str {
    match word {
        "«" | "»" | "“" | "”" | "„" | "‟" | "\"" | "''" | "``" | "‹" | "›" => "\"",
        "‘" | "’" | "‚" | "`" | "'" => "'",
        "–" | "—" | "―" | "--" | "---" | "‒" | "−" => "-",
        "…" | ".." | "...." => "...",
        "؟" => "?",
        "،" => ",",
        "؛" => ";",
        other => other,
    }
}

/// `1 250,5` and `1,250.5` → `1250.5`; what follows the digits (`h`, `e`, `th`) is kept.
fn normal_number(word: &str) -> String {
    let is_sep = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | '٫' | '٬');
    let groups: Vec<&str> = word.split(is_sep).collect();
    let seps: Vec<char> = word.chars().filter(|c| is_sep(*c)).collect();
    let mut out = groups[0].to_owned();
    for (i, group) in groups.iter().enumerate().skip(1) {
        let grouping = group.len() == 3 && out.len() <= 3 * i && !out.contains('.');
        // The same separator twice, or white space, can only group; a single one before three
        // digits is read as grouping too (`1,250`), which both sides of a pair do alike.
        let repeated = seps.iter().filter(|&&s| s == seps[i - 1]).count() > 1;
        if !(grouping || repeated || seps[i - 1].is_whitespace()) {
            out.push('.');
        }
        out.push_str(group);
    }
    out.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_meet_across_conventions() {
        for (fr, en) in [
            ("1 250 000", "1,250,000"),
            ("1.250.000", "1,250,000"),
            ("1\u{202f}250,5", "1,250.5"),
            ("0,75", "0.75"),
            ("2021", "2021"),
        ] {
            assert_eq!(normal(fr), normal(en), "{fr} and {en}");
        }
        assert_ne!(normal("3,5"), normal("35"));
        assert_eq!(normal("14h30"), "14h30");
    }

    #[test]
    fn letters_meet_across_typography() {
        assert_eq!(normal("Œuvre"), "oeuvre");
        assert_eq!(normal("c’est‑à‑dire"), "c'est-à-dire");
        assert_eq!(normal("؟"), "?");
    }
}
