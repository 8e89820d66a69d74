//! Items of a list written in one line: `1) … 2) …`, `a. … b. … c. …`, `• … • …`.
//!
//! One marker proves nothing (`article 2. Le juge`); a chain that counts up does.

use super::scan::{Mark, Role};
use super::words::{is_opener, is_stop};

/// How an item's name is set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `1.`
    Dot,
    /// `1)` or `1.)`
    Round,
    /// `(1)`
    Both,
}

/// How items count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Lower,
    Upper,
    Roman,
}

#[derive(Clone, Copy, Debug)]
struct Item {
    start: usize,
    style: Style,
    kind: Kind,
    value: u32,
    /// What follows has a capital or no case, or what stands before it closes a clause.
    strong: bool,
}

/// Where items of one-line lists begin, in order.
pub(super) fn item_starts(text: &str, marks: &[Mark]) -> Vec<usize> {
    let mut starts: Vec<usize> =
        marks.iter().filter(|m| m.role == Role::Bullet).map(|m| m.start).collect();
    let items: Vec<Item> = marks.iter().flat_map(|m| items_at(text, m)).collect();
    for style in [Style::Dot, Style::Round, Style::Both] {
        for kind in [Kind::Number, Kind::Lower, Kind::Upper, Kind::Roman] {
            let same = items.iter().filter(|i| i.style == style && i.kind == kind);
            chains(same, style, kind, &mut starts);
        }
    }
    starts.sort_unstable();
    starts.dedup();
    // A bullet before a number names the item once: `• 9.` begins at its bullet.
    let mut last = None;
    starts.retain(|&start| {
        let bare = |b: usize| text[b..start].trim_end().chars().count() == 1;
        let named = last.replace(start).is_some_and(|b| start - b <= 8 && bare(b));
        !named
    });
    starts
}

/// Adds the starts of every chain of items that counts up.
fn chains<'i>(
    items: impl Iterator<Item = &'i Item>,
    style: Style,
    kind: Kind,
    out: &mut Vec<usize>,
) {
    let mut chain: Vec<Item> = Vec::new();
    let mut close = |chain: &mut Vec<Item>| {
        if is_list(chain, style, kind) {
            out.extend(chain.iter().map(|i| i.start));
        }
        chain.clear();
    };
    for item in items {
        match chain.last() {
            Some(last) if item.value == last.value + 1 => chain.push(*item),
            Some(last) if item.value == last.value || item.value > 1 && style != Style::Round => {}
            _ => {
                close(&mut chain);
                chain.push(*item);
            }
        }
    }
    close(&mut chain);
}

fn is_list(chain: &[Item], style: Style, kind: Kind) -> bool {
    let Some(first) = chain.first() else { return false };
    let strong = chain.iter().skip(1).all(|i| i.strong);
    match (style, kind) {
        (Style::Dot, Kind::Number) => chain.len() >= 2 && first.value == 1 && strong,
        (Style::Dot, Kind::Lower) => chain.len() >= 3 && first.value == 1,
        (Style::Dot, _) => chain.len() >= 3 && first.value == 1 && strong,
        (Style::Round, _) if first.value != 1 => chain.len() >= 3,
        _ => chain.len() >= 3 || chain.len() == 2 && strong,
    }
}

/// The item a mark closes the name of, in each way it may count (`i)` is a letter and a numeral).
fn items_at(text: &str, mark: &Mark) -> Vec<Item> {
    let rest = &text[mark.end..];
    let dotted_round = mark.role == Role::Stop && rest.starts_with(')');
    let is_name_end = match mark.role {
        Role::Stop => &text[mark.start..mark.end] == "." && !dotted_round,
        Role::Close => &text[mark.start..mark.end] == ")",
        _ => false,
    };
    let next = rest.trim_start().chars().next().filter(|c| !is_stop(*c));
    let (true, true, Some(next)) = (is_name_end, rest.starts_with(char::is_whitespace), next)
    else {
        return Vec::new();
    };
    // `1.)`: the bracket ends the name, the stop belongs to it.
    let head = text[..mark.start].trim_end_matches('.');
    let name_at = head
        .char_indices()
        .rev()
        .take(5)
        .take_while(|(_, c)| c.is_ascii_alphanumeric())
        .last()
        .map_or(head.len(), |(i, _)| i);
    let name = &head[name_at..];
    let both = mark.role == Role::Close && head[..name_at].ends_with('(');
    let start = if both { name_at - 1 } else { name_at };
    let before = text[..start].chars().next_back();
    if name.is_empty() || before.is_some_and(|c| !c.is_whitespace() && !super::words::is_bullet(c))
    {
        return Vec::new();
    }
    let style = match (both, mark.role) {
        (true, _) => Style::Both,
        (false, Role::Close) => Style::Round,
        _ => Style::Dot,
    };
    let clause_ends = text[..start]
        .trim_end()
        .ends_with(|c| is_stop(c) || matches!(c, ';' | ',' | ':' | '»' | '”'));
    let strong = !next.is_lowercase() && (next.is_alphanumeric() || is_opener(next)) || clause_ends;
    values(name)
        .into_iter()
        .map(|(kind, value)| Item { start, style, kind, value, strong })
        .collect()
}

/// What number a name stands for.
fn values(name: &str) -> Vec<(Kind, u32)> {
    if let Ok(n) = name.parse::<u32>() {
        return if name.len() <= 2 { vec![(Kind::Number, n)] } else { Vec::new() };
    }
    let mut out = Vec::new();
    if let [letter] = name.as_bytes() {
        if letter.is_ascii_lowercase() {
            out.push((Kind::Lower, u32::from(letter - b'a') + 1));
        } else if letter.is_ascii_uppercase() {
            out.push((Kind::Upper, u32::from(letter - b'A') + 1));
        }
    }
    out.extend(roman(name).map(|n| (Kind::Roman, n)));
    out
}

/// A roman numeral up to xxxix in lower case, as items are counted.
fn roman(name: &str) -> Option<u32> {
    let units = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let tens = name.bytes().take_while(|b| *b == b'x').count();
    let tens = if name.ends_with("ix") && tens == 0 { 0 } else { tens.min(3) };
    let unit = units.iter().position(|u| *u == &name[tens..])?;
    u32::try_from(tens * 10 + unit).ok().filter(|n| *n > 0)
}
