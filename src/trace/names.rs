//! Names as they are compared: folded parts, slips of the pen, first letters.

/// The parts of a name, folded: `Brandt-Ostermann` and `Brandt Ostermann` are one.
pub(super) fn parts(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‑'))
        .map(|p| plain(p.trim_matches(|c: char| !c.is_alphanumeric())))
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
pub(super) fn plain(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if word.is_ascii() {
        let mut out = word.to_ascii_lowercase();
        out.retain(|c| c.is_ascii_alphanumeric());
        return out;
    }
    let mut out = String::with_capacity(word.len());
    if word.chars().all(|c| bare(c).map(|c| out.push(c)).is_some()) {
        return out;
    }
    word.to_lowercase().nfd().filter(|c| c.is_alphanumeric()).collect()
}

/// A letter of French in lower case and without its accent; nothing for one of another kind, and for signs.
fn bare(c: char) -> Option<char> {
    match c {
        _ if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
        'à' | 'â' | 'ä' | 'á' | 'À' | 'Â' | 'Ä' | 'Á' => Some('a'),
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => Some('e'),
        'î' | 'ï' | 'í' | 'Î' | 'Ï' | 'Í' => Some('i'),
        'ô' | 'ö' | 'ó' | 'Ô' | 'Ö' | 'Ó' => Some('o'),
        'ù' | 'û' | 'ü' | 'ú' | 'Ù' | 'Û' | 'Ü' | 'Ú' => Some('u'),
        'ç' | 'Ç' => Some('c'),
        'ñ' | 'Ñ' => Some('n'),
        _ => None,
    }
}

/// The first two letters: names that are misspelt seldom change those.
pub(super) fn sound(last: &str) -> String {
    last.chars().take(2).collect()
}

/// Whether two names can be one person's: one is the end of the other, or they differ by a slip.
pub(super) fn fits(a: &[String], b: &[String]) -> bool {
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
