//! Utterances without quotation marks: replies after a dash, answers in an interview, posts.

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::document::{Block, BlockKind, Document};
use crate::corpus::span::{Byte, Span};

use super::incise::incises;
use super::lexicon::{Class, Lexicon};
use super::post::posts;
use super::raw::Raw;
use super::token::{Token, plain_words, tokens};

/// The share of dashed paragraphs that makes a text a dialogue.
const DIALOGUE: usize = 40;

/// Adds the replies of a dialogue to the marked stretches.
pub(super) fn collect(document: &Document, lex: &Lexicon, raws: &mut Vec<Raw>) {
    let text = document.text();
    let mut lines = Vec::new();
    for (n, block) in document.blocks().iter().enumerate() {
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        for line in lines_of(text, block.span) {
            if let Some(reply) = after_dash(text, line) {
                lines.push((n, line, reply));
            }
        }
    }
    let paragraphs = document.blocks().iter().filter(|b| b.kind == BlockKind::Paragraph).count();
    let spoken = |reply: Span<Byte>| {
        let cut = reply.of(text).trim_end();
        cut.ends_with(['!', '?', '…']) || !incises(text, reply, lex).is_empty()
    };
    // A list has dashes too: only lines that ask, exclaim or carry an incise make a dialogue.
    let sure = lines.iter().filter(|l| spoken(l.2)).count();
    if lines.len() < 3 || sure * 5 < lines.len() || lines.len() * DIALOGUE < paragraphs {
        return;
    }
    // Questions and answers behind dashes are an interview.
    if !answers(document, lex).is_empty() {
        return;
    }
    for (block, line, reply) in lines {
        add(raws, (block, line), reply, false);
    }
}

/// Adds a stretch without marks, `words` within `outer` of a block, where no other stands; gives its number.
fn add(
    raws: &mut Vec<Raw>,
    (block, outer): (usize, Span<Byte>),
    words: Span<Byte>,
    closed: bool,
) -> Option<usize> {
    if raws.iter().any(|r| r.outer.iter().any(|(b, s)| *b == block && s.overlaps(outer))) {
        return None;
    }
    raws.push(Raw {
        pieces: vec![words],
        outer: vec![(block, outer)],
        inside: None,
        opened: true,
        closed,
        mixed: false,
        marked: false,
    });
    Some(raws.len() - 1)
}

/// Adds the posts set into the text to the marked stretches; gives the number of each with the name
/// that signs it.
pub(super) fn collect_posts(document: &Document, raws: &mut Vec<Raw>) -> Vec<(usize, Span<Byte>)> {
    let signed = posts(document).into_iter().filter_map(|post| {
        let n = add(raws, (post.block, post.words), post.words, true)?;
        Some((n, post.name))
    });
    signed.collect()
}

/// What one of two people in an interview says at a time: a block, or a line of one that holds a question and its answer.
struct Line {
    block: usize,
    kind: BlockKind,
    span: Span<Byte>,
}

/// The lines of a text. A paragraph that is only wrapped stays whole: it is parted where a line of it asks.
fn parted(document: &Document) -> Vec<Line> {
    let text = document.text();
    let mut out = Vec::new();
    for (block, b) in document.blocks().iter().enumerate() {
        let lines: Vec<Span<Byte>> = lines_of(text, b.span).collect();
        let asks = |line: &Span<Byte>| line.of(text).trim_end().ends_with('?');
        let parts = b.kind == BlockKind::Paragraph && lines.iter().rev().skip(1).any(asks);
        let spans = if parts { lines } else { vec![b.span] };
        out.extend(spans.into_iter().map(|span| Line { block, kind: b.kind, span }));
    }
    out
}

/// A paragraph of an interview that starts with who speaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    pub(super) block: usize,
    /// The label, without its colon.
    pub(super) label: Span<Byte>,
    /// What is said.
    pub(super) words: Span<Byte>,
}

/// The answers of an interview whose paragraphs start with labels: `Claire Delmas : …`.
///
/// A label counts when it comes back or when two labels take turns; one that mostly asks, or that
/// the data calls an asker's, is not the interviewee's.
pub(super) fn turns(document: &Document, lex: &Lexicon) -> Vec<Turn> {
    let text = document.text();
    let mut all: Vec<Turn> = Vec::new();
    for line in parted(document) {
        let running = matches!(line.kind, BlockKind::Paragraph | BlockKind::Subhead);
        if let Some((label, words)) = labelled(text, line.span).filter(|_| running) {
            all.push(Turn { block: line.block, label, words });
        }
    }
    let short: BTreeSet<String> = all
        .iter()
        .map(|turn| turn.label.of(text))
        .filter(|label| is_initials(label))
        .map(initials)
        .collect();
    // « Claire Vasseur » and « C.V. » are one.
    let key = |turn: &Turn| {
        let label = turn.label.of(text);
        let letters = initials(label);
        let one = letters.chars().count() > 1 && short.contains(&letters);
        if one { letters } else { label.to_owned() }
    };
    let keys: Vec<String> = all.iter().map(key).collect();
    // How often a label stands, and how often it asks.
    let mut heard: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (turn, key) in all.iter().zip(&keys) {
        let (often, asking) = heard.entry(key).or_default();
        *often += 1;
        *asking += usize::from(turn.words.of(text).trim_end().ends_with('?'));
    }
    heard.retain(|label, (often, asking)| {
        let asker = is_asker(label, lex);
        *often >= 2 && !asker && *asking * 2 <= *often
    });
    let kept = all.iter().zip(&keys).filter(|(_, key)| heard.contains_key(key.as_str()));
    kept.map(|(turn, _)| *turn).collect()
}

/// The first letters of the words of a name, folded: `cv` of « Claire Vasseur » and of « C.V. ».
pub(super) fn initials(label: &str) -> String {
    let words = label.split(|c: char| c.is_whitespace() || matches!(c, '-' | '.'));
    words.filter_map(|w| super::names::plain(w).chars().next()).collect()
}

/// Whether a label is initials only: « C.V. », « J.-P. D. ».
pub(super) fn is_initials(label: &str) -> bool {
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let signs = |c: char| c.is_uppercase() || c.is_whitespace() || matches!(c, '.' | '-');
    (2..=4).contains(&letters) && label.contains('.') && label.chars().all(signs)
}

/// Whether somebody speaks of themselves.
fn says_i(words: &str, lex: &Lexicon) -> bool {
    plain_words(words).iter().any(|word| {
        let class = lex.class(word);
        class.is(Class::PERSON) && !class.is(Class::ADDRESSED.or(Class::NOBODY))
    })
}

/// An answer of an interview: its paragraphs, each without the blanks around it.
pub(super) type Answer = Vec<(usize, Span<Byte>)>;

/// The answers of an interview without labels: what stands between one question to somebody and the
/// next.
///
/// At least two paragraphs must be questions that address somebody, and the text must say that it
/// is an interview or quote in its title: a page of frequent questions does neither.
pub(super) fn answers(document: &Document, lex: &Lexicon) -> Vec<Answer> {
    let text = document.text();
    let blocks = parted(document);
    let says = |class: Class, span: Span<Byte>| {
        // A hung-on pronoun counts as well: « décririez-vous ».
        let bare = |w: &str| lex.class(w.trim_start_matches("-t").trim_start_matches('-'));
        plain_words(span.of(text)).iter().any(|w| bare(w).is(class))
    };
    // « Le Dauphiné : Pouvait-on le prévoir ? » with « Anne Petit : … » right below: both are told once, and go on without.
    let label = |n: usize| blocks.get(n).and_then(|b| labelled(text, b.span)).map(|l| l.0.of(text));
    let takes_turns = |n: usize| label(n + 1).is_some_and(|next| label(n) != Some(next));
    let question = |n: usize| {
        let block = &blocks[n];
        let kind = matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::Subhead | BlockKind::Section | BlockKind::Deck
        );
        let cut = block.span.of(text).trim_end_matches(|c: char| "*_ \u{a0}".contains(c));
        kind && cut.ends_with('?')
            && cut.len() < LONGEST_QUESTION
            && !cut.starts_with(['«', '"', '“', '\''])
            && label(n).is_none_or(|label| is_asker(label, lex) || takes_turns(n))
    };
    let mut asked: Vec<usize> = Vec::new();
    for n in (0..blocks.len()).filter(|&n| question(n)) {
        // « J'ai revu un gardien. Que voulez-vous venger ? »: what stands right below a question and says « je » answers it.
        let below = asked.last().is_some_and(|last| last + 1 == n) && label(n).is_none();
        if !below || !says_i(blocks[n].span.of(text), lex) {
            asked.push(n);
        }
    }
    let addressed = asked.iter().filter(|&&n| says(Class::ADDRESSED, blocks[n].span)).count();
    let told = blocks.iter().any(|b| {
        let frame = b.kind != BlockKind::Paragraph || b.span.len() < SHORT_NOTE;
        frame && b.kind != BlockKind::Boilerplate && says(Class::INTERVIEW, b.span)
    });
    let quoted = blocks
        .iter()
        .any(|b| b.kind == BlockKind::Headline && b.span.of(text).contains(['«', '"', '“']));
    let opens = asked.first().is_some_and(|&n| label(n).is_some() && takes_turns(n));
    let talk = addressed * 2 >= asked.len() || opens && told;
    if asked.len() < 2 || !talk || !(told || quoted) {
        return Vec::new();
    }
    let asked = prompts((text, &blocks), lex, &asked);
    let ends = |n: usize| {
        let note = blocks[n].span.len() < SHORT_NOTE && says(Class::INTERVIEW, blocks[n].span);
        // « Oui. », « Un compliment, non ? »: so short a line may look like a subhead.
        let short = blocks[n].kind == BlockKind::Subhead && asked.binary_search(&(n - 1)).is_ok();
        note || credits_work(blocks[n].span.of(text))
            || !(blocks[n].kind == BlockKind::Paragraph || short)
    };
    let mut out = Vec::new();
    for (i, &n) in asked.iter().enumerate() {
        let stop = asked.get(i + 1).copied().unwrap_or(blocks.len());
        let answer: Answer = (n + 1..stop)
            .take_while(|&b| !ends(b))
            .map(|b| (blocks[b].block, blocks[b].span))
            .collect();
        if !answer.is_empty() {
            out.push(answer);
        }
    }
    out
}

/// Questions to somebody that stand in a box of an article.
pub(super) struct Boxed {
    /// Whom they are put to.
    pub(super) name: Span<Byte>,
    /// What each answer consists of.
    pub(super) answers: Vec<Answer>,
    /// Whether a story stands above the box.
    pub(super) below: bool,
}

/// A box of questions and answers in an article, « Trois questions à Anne Petit, maire de Lavaur »: whom it names, and
/// what stands between one question and the next.
pub(super) fn boxed(document: &Document, lex: &Lexicon) -> Option<Boxed> {
    let (text, blocks) = (document.text(), document.blocks());
    let (head, name) = blocks.iter().enumerate().find_map(|(n, block)| {
        if block.span.len() >= SHORT_NOTE || block.kind == BlockKind::Headline {
            return None;
        }
        let words = tokens(text, block.span, &[], lex).into_iter().filter(Token::is_word);
        let words: Vec<Token> = words.take(4).collect();
        let &[_, questions, to, first] = &words[..] else { return None };
        let led = questions.is(Class::QUESTIONS) && to.is(Class::PREP);
        let start = led.then_some(first.span.start())?;
        let rest = text[start..block.span.end()].split([',', '(', ':', '–', '—']).next()?;
        let name = Span::new(start, start + rest.len()).trim(text);
        name.of(text).starts_with(char::is_uppercase).then_some((n, name))
    })?;
    let mut out: Vec<Answer> = Vec::new();
    for (n, block) in blocks.iter().enumerate().skip(head + 1) {
        let running = matches!(block.kind, BlockKind::Paragraph | BlockKind::Subhead);
        let question = running && block.span.of(text).trim_end().ends_with('?');
        match out.last_mut() {
            _ if question => out.push(Vec::new()),
            Some(answer) if running && !is_note(document, lex, n) => answer.push((n, block.span)),
            _ => break,
        }
    }
    out.retain(|answer| !answer.is_empty());
    let story = |b: &Block| b.kind == BlockKind::Paragraph && b.span.len() > SHORT_NOTE;
    let below = blocks[..head].iter().any(story);
    (!out.is_empty()).then_some(Boxed { name, answers: out, below })
}

/// « Propos recueillis par Jean Roux »: a short paragraph that says who asked.
fn is_note(document: &Document, lex: &Lexicon, n: usize) -> bool {
    let span = document.blocks()[n].span;
    let words = plain_words(span.of(document.text()));
    span.len() < SHORT_NOTE && words.iter().any(|w| lex.class(w).is(Class::INTERVIEW))
}

/// « “La Miche et la Loi”, d'Odile Karsenti, éditions du Pétrin, 384 p. »: a title in marks, and behind a comma whose
/// it is.
fn credits_work(line: &str) -> bool {
    // « Le Dernier Facteur, par Anne Petit, 288 p., 22 €. »: unless somebody says it.
    let priced = line.contains('€') || line.contains("euros");
    let pages = ["p.", "pages"]
        .iter()
        .any(|p| line.split([' ', '\u{a0}', '\u{202f}', ',']).any(|w| w == *p));
    if priced && pages && line.len() < SHORT_NOTE * 2 {
        return true;
    }
    let close = ['»', '”', '"'];
    let rest = line.trim_start().strip_prefix(['«', '“', '"']).and_then(|l| l.split_once(close));
    rest.is_some_and(|(title, rest)| {
        let rest = rest.trim_start();
        let few = title.split_whitespace().count() <= LONGEST_TITLE && line.len() < SHORT_NOTE * 2;
        few && rest.starts_with(',') && rest.contains(char::is_uppercase)
    })
}

/// Whether most questions stand two blocks apart: a question, an answer of one paragraph.
fn one_each(asked: &[usize]) -> bool {
    let near = asked.windows(2).filter(|two| two[1] - two[0] == 2).count();
    near > 2 && 2 * near > asked.len()
}

/// The most words of a work's title.
const LONGEST_TITLE: usize = 10;

/// The blocks in which an interviewer speaks, of which `asked` look like questions.
///
/// « On vous sent attaché à la mer. »: a prompt without a question mark speaks to somebody, never of
/// oneself, and stands between two answers. « Un compliment, non ? » right after one answers it.
fn prompts((text, blocks): (&str, &[Line]), lex: &Lexicon, asked: &[usize]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for (n, block) in blocks.iter().enumerate() {
        let after_one = n > 0 && out.last() == Some(&(n - 1));
        let classes: Vec<Class> = plain_words(block.span.of(text))
            .iter()
            .map(|w| lex.class(w.trim_start_matches("-t").trim_start_matches('-')))
            .collect();
        let addresses = classes.iter().any(|c| c.is(Class::ADDRESSED));
        let of_oneself = classes
            .iter()
            .any(|c| c.is(Class::PERSON) && !c.is(Class::ADDRESSED.or(Class::NOBODY)));
        let quotes = block.span.of(text).starts_with(['«', '"', '“']);
        let between = !out.is_empty() && !after_one && n + 1 < blocks.len();
        let short = block.kind == BlockKind::Paragraph && block.span.len() < LONGEST_QUESTION / 2;
        // « L'Allemagne, elle, imprime toujours tout… »: left for the guest to take up.
        let trails = block.span.of(text).trim_end().ends_with(['…'])
            || block.span.of(text).trim_end().ends_with("...");
        // « Le ministre a évoqué hier “un effort historique”. »: what stands alone between two answers, where every question had
        // one paragraph for an answer.
        let turn = |n: usize| asked.binary_search(&n).is_ok();
        let row = n > 1 && out.last() == Some(&(n - 2)) && turn(n + 2) && one_each(asked);
        let states = row && !turn(n) && !turn(n + 1) && block.span.len() < LONGEST_QUESTION;
        let prompt = between && short && (addresses || trails || states) && !of_oneself && !quotes;
        let question = asked.binary_search(&n).is_ok() && (addresses || !after_one);
        if question || prompt {
            out.push(n);
        }
    }
    out
}

/// The longest question of an interviewer, in bytes.
const LONGEST_QUESTION: usize = 500;
/// The longest note that says whose interview it is, in bytes.
const SHORT_NOTE: usize = 120;

/// Whether a label is of whoever asks: « Question », « LE FIGARO ».
fn is_asker(label: &str, lex: &Lexicon) -> bool {
    let words = plain_words(label);
    words.iter().any(|w| lex.class(w).is(Class::ASKER)) || lex.is_outlet(&words)
}

/// The bytes below which a label stays.
const LABEL: usize = 48;

/// Where the label of a paragraph ends, and where its words start: « Jane Doe : … », « Jane Doe. – … ».
fn label_end(cut: &str) -> Option<(usize, usize)> {
    // Few paragraphs have either sign so near their start.
    let near = &cut.as_bytes()[..cut.len().min(LABEL)];
    near.iter().any(|byte| matches!(byte, b':' | b'.')).then_some(())?;
    // A colon or dash further on ends no label.
    let far = |(i, c): &(usize, char)| i + c.len_utf8() > LABEL && !c.is_whitespace();
    let far = cut.char_indices().find(far).map_or(cut.len(), |(i, c)| i + c.len_utf8());
    let colon = cut[..far].find(':').map(|i| (i, i + 1));
    let dash = cut[..far].match_indices(['-', '–', '—']).find_map(|(i, dash)| {
        let label = cut[..i].trim_end().strip_suffix('.')?;
        let spaced = cut[i + dash.len()..].starts_with(char::is_whitespace);
        spaced.then_some((label.len(), i + dash.len()))
    });
    let first = colon.into_iter().chain(dash).min()?;
    (first.0 > 0 && first.0 < LABEL).then_some(first)
}

/// A short label of capitalised words, a colon or a stop and a dash, and words without marks around them.
pub(super) fn labelled(text: &str, span: Span<Byte>) -> Option<(Span<Byte>, Span<Byte>)> {
    let cut = span.of(text);
    let (end, after) = label_end(cut)?;
    let none = |c: char| c.is_whitespace() || "*_–—-".contains(c);
    let label = cut[..end].trim_start_matches(none);
    let start = span.start() + end - label.len();
    let label = label.trim_end_matches(none);
    let words: Vec<&str> = label.split_whitespace().collect();
    let named = words.len() <= 5
        && words.iter().filter(|w| w.starts_with(char::is_uppercase)).count() * 2 > words.len();
    let rest = Span::new(span.start() + after, span.end()).trim(text);
    let marked = rest.of(text).starts_with(['«', '"', '“', '\'']);
    (named
        && !marked
        && !rest.is_empty()
        && cut.starts_with(|c: char| c.is_uppercase() || "*_–—-".contains(c)))
    .then(|| (Span::new(start, start + label.len()), rest))
}

fn lines_of(text: &str, span: Span<Byte>) -> impl Iterator<Item = Span<Byte>> {
    let mut at = span.start();
    span.of(text).split('\n').map(move |line| {
        let here = Span::new(at, at + line.len());
        at += line.len() + 1;
        here
    })
}

/// What follows the dash that a line starts with.
fn after_dash(text: &str, line: Span<Byte>) -> Option<Span<Byte>> {
    let cut = line.of(text);
    let lead = cut.len() - cut.trim_start().len();
    let rest = cut.trim_start().strip_prefix(['—', '–', '―'])?;
    let start = line.start() + lead + (cut.trim_start().len() - rest.len());
    rest.contains(char::is_alphanumeric).then(|| Span::new(start, line.end()))
}
