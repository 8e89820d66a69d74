//! What belongs to a word though a sign stands in it, and what does not: « dit-il », « Bar-On », « VOWG.DE ».

/// Pronouns hung onto a verb.
const CLITICS: [&str; 16] = [
    "-t-il", "-t-elle", "-t-on", "-il", "-elle", "-ils", "-elles", "-on", "-je", "-nous", "-vous",
    "-tu", "-ce", "-t-ils", "-t-elles", "-là",
];

/// How many bytes at the end of a word are a pronoun hung onto it.
pub(super) fn hung_length(word: &str) -> usize {
    // Every one ends in five letters at most behind a hyphen.
    if word.rsplit('-').next().is_none_or(|last| last.len() > 5) {
        return 0;
    }
    let ends = |c: &&&str| word.len() > c.len() && ends_with_folded(word, c);
    CLITICS.iter().filter(ends).map(|c| c.len()).max().unwrap_or(0)
}

fn ends_with_folded(word: &str, tail: &str) -> bool {
    // Nearly every word ends in another letter than the pronoun.
    let last = word.bytes().next_back().filter(u8::is_ascii).map(|byte| byte.to_ascii_lowercase());
    if last.is_some_and(|last| !tail.ends_with(char::from(last))) {
        return false;
    }
    word.len()
        .checked_sub(tail.len())
        .and_then(|at| word.get(at..))
        // « Bar-On » is a name, « DIT-ON » a heading.
        .is_some_and(|end| same_folded(end, tail) && !is_name_like(end))
}

fn same_folded(word: &str, small: &str) -> bool {
    if word.is_ascii() { word.eq_ignore_ascii_case(small) } else { word.to_lowercase() == small }
}

/// « VOWG.DE », « eldiario.es »: whether a stop between `stem` and `rest` belongs to a share's name or an address.
pub(super) fn dotted(stem: &str, rest: &str) -> bool {
    let next: &str = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let capitals = |w: &str| w.len() > 1 && w.bytes().all(|b| b.is_ascii_uppercase());
    let share = capitals(stem) && capitals(next) && next.len() < 4;
    share || stem.len() > 1 && DOMAINS.contains(&next)
}

/// How addresses on the web end.
const DOMAINS: [&str; 27] = [
    "com", "fr", "net", "org", "info", "es", "de", "it", "be", "ch", "ru", "ua", "hr", "uk", "eu",
    "tv", "cd", "nl", "pl", "br", "pt", "ca", "ma", "gr", "kg", "uz", "cz",
];

/// Whether a capital stands behind the hyphen, and small letters behind it.
fn is_name_like(hung: &str) -> bool {
    let mut letters = hung.trim_start_matches('-').chars();
    letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
}
