//! The English to read: source paragraphs kept, page furniture marked off at the end.
//!
//! A back-translation never stands there as the speaker's own words: a note in brackets follows
//! each one, and the list at the end says what it is.

use std::fmt::Write as _;
use std::io::Write;

use super::phrases;
use super::places::{Places, Run};
use super::{Error, Options};
use crate::corpus::article::Article;
use crate::corpus::document::BlockKind;

const RULE: &str = "────────";
const TO_CHECK: usize = 200;

/// Writes the text.
pub(super) fn write(
    article: &Article,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let places = Places::new(article);
    let (mut body, mut rest) = (Vec::new(), Vec::new());
    for i in 0..article.target.len() {
        let block = article.source.block(i);
        let aside = block.kind == BlockKind::Boilerplate || block.duplicate_of.is_some();
        if aside { rest.push(i) } else { body.push(i) }
    }
    passage(article, &places, &body, out)?;
    if !rest.is_empty() {
        write!(out, "\n{RULE}\nNot part of the article (menus, teasers, notices, repeats):\n\n")?;
        passage(article, &places, &rest, out)?;
    }
    back_translations(article, out)?;
    to_check(article, out)?;
    colophon(article, options, out)
}

/// Sentences with the white space the source has before each, the first one without.
fn passage(
    article: &Article,
    places: &Places,
    sentences: &[usize],
    out: &mut dyn Write,
) -> Result<(), Error> {
    for (n, &i) in sentences.iter().enumerate() {
        if n > 0 {
            let gap = article.source.gap(i);
            let jumped = sentences[n - 1] + 1 != i && !gap.contains('\n');
            out.write_all(if jumped { b"\n\n" } else { gap.as_bytes() })?;
        }
        out.write_all(noted(article, &places.target(article, i)).as_bytes())?;
    }
    if !sentences.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// A sentence with `[back-translation, q3]` behind each back-translation that ends in it.
fn noted(article: &Article, runs: &[Run<'_>]) -> String {
    let mut text = String::new();
    for run in runs {
        text.push_str(run.text);
        for &quote in &run.ends {
            if phrases::needs_note(&article.quotes[quote]) {
                let _ = write!(text, " [back-translation, q{}]", quote + 1);
            }
        }
    }
    text
}

fn back_translations(article: &Article, out: &mut dyn Write) -> Result<(), Error> {
    let list: Vec<usize> =
        (0..article.quotes.len()).filter(|&q| phrases::needs_note(&article.quotes[q])).collect();
    if list.is_empty() {
        return Ok(());
    }
    write!(
        out,
        "\n{RULE}\nBack-translations: spoken in the language of this text, printed in another, and \
         translated back by machine. These are not the speakers’ own words.\n\n"
    )?;
    let source = article.source.document().text();
    for q in list {
        let quote = &article.quotes[q];
        let who = phrases::speaker(article, &quote.speaker);
        let printed = one_line(quote.span.of(source));
        writeln!(out, "[q{}] {who}; printed as: « {printed} »", q + 1)?;
    }
    Ok(())
}

fn to_check(article: &Article, out: &mut dyn Write) -> Result<(), Error> {
    let flagged: Vec<usize> = (0..article.target.len())
        .filter(|&i| article.target[i].flags.iter().any(|f| f.wants_a_look()))
        .collect();
    if flagged.is_empty() {
        return Ok(());
    }
    write!(out, "\n{RULE}\nTo check against the source:\n\n")?;
    for &i in flagged.iter().take(TO_CHECK) {
        for flag in article.target[i].flags.iter().filter(|f| f.wants_a_look()) {
            let start: String = one_line(&article.target[i].text).chars().take(50).collect();
            writeln!(out, "s{} “{start}…”: {}", i + 1, flag.meaning())?;
        }
    }
    if flagged.len() > TO_CHECK {
        writeln!(out, "and {} more sentences", flagged.len() - TO_CHECK)?;
    }
    Ok(())
}

fn colophon(article: &Article, options: &Options<'_>, out: &mut dyn Write) -> Result<(), Error> {
    let document = article.source.document();
    let from = phrases::language(document.lang());
    if let Some(engine) = &article.engine {
        let (model, revision) = (&engine.model, &engine.revision);
        write!(out, "\n{RULE}\nMachine translation from {from} by {model} ({revision}), ")?;
        write!(out, "{}", engine.tool)?;
        if let Some(date) = options.date {
            write!(out, ", {date}")?;
        }
        writeln!(out, ". Source: {}", document.origin().path.display())?;
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
