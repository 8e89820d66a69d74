//! Names as they are compared: folded parts, slips of the pen, first letters.

use super::fold::{ROOM, Word};

/// The parts of a name, folded: `Brandt-Ostermann` and `Brandt Ostermann` are one.
pub(super) fn parts(name: &str) -> Vec<Word> {
    name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‑'))
        .map(plain)
        .filter(|p| !p.is_empty())
        .collect()
}

/// A name set in capitals as it is written elsewhere: « THARANI SELVAM » → « Tharani Selvam ».
pub(super) fn of_capitals(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len());
    let mut inside = false;
    for c in name.chars() {
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
        inside = c.is_alphabetic();
    }
    out
}

/// Lower case, accents off.
pub(super) fn plain(word: &str) -> Word {
    use unicode_normalization::UnicodeNormalization;
    let mut room = [0; ROOM];
    if let Some(short) = plain_short(word, &mut room) {
        return short.into();
    }
    word.to_lowercase().nfd().filter(|c| c.is_alphanumeric()).collect()
}

/// The same written to `room`; nothing where the word is too long or has letters other than those of French.
fn plain_short<'r>(word: &str, room: &'r mut [u8; ROOM]) -> Option<&'r str> {
    let mut to = 0;
    let mut bytes = word.bytes();
    while let Some(byte) = bytes.next() {
        let letter = match byte {
            b'a'..=b'z' | b'0'..=b'9' => byte,
            b'A'..=b'Z' => byte.to_ascii_lowercase(),
            // No sign of ASCII is kept.
            _ if byte.is_ascii() => continue,
            // « À » to « ÿ »
            0xc3 => bare(bytes.next()?)?,
            _ => return None,
        };
        *room.get_mut(to)? = letter;
        to += 1;
    }
    str::from_utf8(&room[..to]).ok()
}

/// A letter of French in lower case and without its accent, by the second byte of « À » to « ÿ »; nothing for one of another
/// kind, and for signs.
fn bare(second: u8) -> Option<u8> {
    // Small letters stand as far behind each other as capitals do.
    match second | 0x20 {
        0xa0..=0xa2 | 0xa4 => Some(b'a'),
        0xa7 => Some(b'c'),
        0xa8..=0xab => Some(b'e'),
        0xad..=0xaf => Some(b'i'),
        0xb1 => Some(b'n'),
        0xb3 | 0xb4 | 0xb6 => Some(b'o'),
        0xb9..=0xbc => Some(b'u'),
        _ => None,
    }
}

/// The first two letters: names that are misspelt seldom change those.
pub(super) fn sound(last: &str) -> Word {
    last.chars().take(2).collect()
}

/// Whether two names can be one person's: one is the end of the other, or they differ by a slip.
pub(super) fn fits(a: &[Word], b: &[Word]) -> bool {
    let (Some(x), Some(y)) = (a.last(), b.last()) else { return false };
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if x == y {
        let ends = long.ends_with(short);
        let slip = short.len() > 1
            && long.len() == short.len()
            && short.iter().zip(long).all(|(s, l)| near(s, l));
        let initial = short.len() == 2
            && long.len() == 2
            && short[0].len() == 1
            && long[0].starts_with(short[0].as_str());
        return ends || slip || initial;
    }
    // A slip in the last name needs all the rest to agree.
    let long_enough = if short.len() > 1 { 5 } else { 6 };
    x.len().min(y.len()) >= long_enough
        && long[..long.len() - 1].ends_with(&short[..short.len() - 1])
        && (short.len() > 1 || long.len() == 1 || x.len() > 8)
        && near(x, y)
}

/// Whether two words differ by at most one letter in six.
fn near(a: &str, b: &str) -> bool {
    let allowed = match a.chars().count().min(b.chars().count()) {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    a == b || distance(a, b, allowed) <= allowed
}

/// Edit distance, given up past `limit`.
pub(super) fn distance(a: &str, b: &str, limit: usize) -> usize {
    // No letter is more than four bytes.
    if a.len().abs_diff(b.len()) > 4 * limit {
        return limit + 1;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_plain_as_all_others() {
        use unicode_normalization::UnicodeNormalization;
        for letter in ('!'..='\u{17f}').chain("’‑–…أةßŒ".chars()) {
            let word = format!("A{letter}b");
            let slowly: String =
                word.to_lowercase().nfd().filter(|c| c.is_alphanumeric()).collect();
            assert_eq!(plain(&word), slowly, "{word}");
        }
        assert_eq!(plain("Élysée-Montmartre"), "elyseemontmartre");
        assert_eq!(plain(&"Été".repeat(ROOM)), "ete".repeat(ROOM));
        assert_eq!(parts("Jean-Luc L'Été (FO)"), ["jean", "luc", "lete", "fo"]);
    }
}
