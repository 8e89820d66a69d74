//! Small questions about the characters and words around a mark.

/// Whether `c` only steers writing direction or joins letters: present in the text, never seen.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// Whether `c` ends a sentence, alone or in a run.
pub(super) fn is_stop(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | '…' | '؟' | '۔' | '。' | '．' | '！' | '？' | '‼' | '⁇' | '⁈' | '⁉'
    )
}

/// Whether `c` closes something when it touches the word before it.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '»' | '”' | '’' | '›' | ')' | ']' | '}' | '*' | '_')
}

/// Whether `c` opens something when it touches the word after it.
pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '«' | '“' | '„' | '‘' | '‹' | '(' | '[' | '{' | '*' | '_' | '¿' | '¡' | '`'
    )
}

/// Whether `c` is a dash that can open a turn of speech or an aside.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '‒')
}

/// Whether the text holds a letter or a digit.
pub(super) fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The text without invisible characters, white space and closing marks at its end.
fn bare_end(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || is_closer(c) || is_invisible(c))
}

/// Whether a line ends as a sentence does, closing marks aside.
pub(super) fn ends_with_stop(text: &str) -> bool {
    bare_end(text).chars().next_back().is_some_and(|c| is_stop(c) || c == ':' || c == ';')
}

/// Whether a line begins with a bullet, a dash or an item number.
pub(super) fn starts_an_item(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    if is_dash(first) || is_bullet(first) || first == '*' {
        return true;
    }
    let token = text.split_whitespace().next().unwrap_or_default();
    let name = token.trim_start_matches('(').trim_end_matches([')', '.']);
    name.len() < token.len()
        && !name.is_empty()
        && name.len() <= 4
        && (name.bytes().all(|b| b.is_ascii_digit()) || name.len() == 1 || is_roman(name))
        && name.chars().all(char::is_alphanumeric)
}

/// Whether `word` is a roman numeral in either case.
pub(super) fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b"ivxlcdmIVXLCDM".contains(&b))
}

/// Whether `c` is a list bullet.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '⁃' | '▪' | '■' | '●' | '►' | '▶' | '◦' | '‣' | '▸' | '❖' | '✓' | '➤')
}

/// Letters, digits and what holds them together, up to the end of `text`: `J.-C`, `d'av`, `U.S`.
pub(super) fn word_before(text: &str) -> &str {
    let text = text.trim_end_matches(is_invisible);
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '\'' | '’' | '°' | '§');
    let start = text
        .char_indices()
        .rev()
        .take(40)
        .take_while(|(_, c)| inside(*c) || is_invisible(*c))
        .last()
        .map_or(text.len(), |(i, _)| i);
    text[start..].trim_matches(|c: char| matches!(c, '-' | '\'' | '’') || is_invisible(c))
}

/// The first word of `text`, apostrophes and hyphens included.
pub(super) fn word_after(text: &str) -> &str {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    let end = text.find(|c| !inside(c)).unwrap_or(text.len());
    &text[..end]
}

/// Lower case, with the typewriter's apostrophe, as the tables are written.
pub(super) fn folded(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }).collect()
}

/// What follows a French elision: `av` of `d'av`. `didn't` stays whole.
pub(super) fn unelided(word: &str) -> &str {
    match word.rsplit_once(['\'', '’']) {
        Some((head, tail)) if is_elision(head.rsplit(['\'', '’']).next().unwrap_or(head)) => tail,
        _ => word,
    }
}

/// Whether `head` is what French leaves before an apostrophe.
pub(super) fn is_elision(head: &str) -> bool {
    const HEADS: [&str; 14] = [
        "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
        "presqu",
    ];
    HEADS.contains(&head.to_lowercase().as_str())
}

/// How many words `text` has, counting no further than `limit`.
pub(super) fn count_up_to(text: &str, limit: usize) -> usize {
    text.split_whitespace().filter(|w| says_something(w)).take(limit).count()
}
