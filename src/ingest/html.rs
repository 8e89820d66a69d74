//! HTML → the article's text and its raw blocks.
//!
//! The article is found by a readability crate; its title, byline and time, which that takes out of
//! the body, are put in front as the page shows them. Where no article is found the body is read
//! without its scripts, menus and forms, and a warning says so. No script is ever run or read as text.

use dom_query::{Document as Page, NodeRef};
use dom_smoothie::{Article, Config, Readability};

use super::{Parts, Raw};
use crate::corpus::document::BlockKind;
use crate::corpus::span::Span;
use crate::corpus::warning::{Severity, Warning};

/// Elements whose content is never part of what a reader reads.
const SILENT: [&str; 17] = [
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas",
    "video", "audio", "button", "form", "select", "input", "textarea", "head",
];
/// Elements that hold menus.
const MENUS: [&str; 3] = ["nav", "footer", "menu"];
/// Elements of the page around the article, left out where the whole body is read.
const AROUND: [&str; 4] = ["nav", "footer", "menu", "aside"];
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 39] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "td",
    "th",
    "ul",
];
/// Deeper nesting than this is read as plain text of its innermost element: no page needs it.
const DEPTH: usize = 400;
/// An article shorter than this, in bytes, where the body has much more, was not found.
const SHORT: usize = 200;

/// Takes a page apart.
pub(super) fn take_apart(html: &str) -> Parts {
    let page = Page::from(html);
    let front = Front::of(&page);
    let config = Config { keep_classes: true, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).and_then(|mut r| r.parse());
    let whole = whole_body(&page);
    let mut warnings = Vec::new();
    let body = match article {
        Ok(article)
            if article.text_content.trim().len() >= SHORT || whole_len(&whole) < 2 * SHORT =>
        {
            let found = Page::from(article.content.clone());
            let silent: Vec<&str> = SILENT.iter().chain(&MENUS).copied().collect();
            let blocks = read_blocks(&found.root(), &silent);
            joined(front.lines(Some(&article), &blocks), blocks)
        }
        _ => {
            warnings.push(Warning {
                severity: Severity::Warning,
                span: None,
                message:
                    "no article was found in the page; its whole body was read, menus left out"
                        .to_owned(),
                hint: Some("save the article's own text if words of the page got in".to_owned()),
            });
            joined(front.lines(None, &whole), whole)
        }
    };
    let (text, raws) = put_together(body);
    Parts { text, raws, markup: Vec::new(), warnings }
}

/// A line of the page and what its element says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    words: String,
    hint: Option<BlockKind>,
}

/// What stands above the article on the page.
struct Front {
    title: Option<String>,
    byline: Option<String>,
    time: Option<String>,
    captions: Vec<String>,
}

impl Front {
    fn of(page: &Page) -> Self {
        let first = |selectors: &[&str]| {
            selectors.iter().find_map(|selector| {
                let found = page.select(selector);
                found.nodes().iter().map(|n| squeeze(&n.text())).find(|t| !t.is_empty())
            })
        };
        Self {
            title: first(&["article h1", "main h1", "h1"]),
            byline: first(&[
                "[rel=author]",
                "[itemprop=author]",
                ".author",
                ".byline",
                ".auteur",
                ".signature",
            ]),
            time: first(&["article time", "main time", "time"]),
            captions: page
                .select("article figcaption, main figcaption")
                .nodes()
                .iter()
                .map(|n| squeeze(&n.text()))
                .filter(|c| c.chars().any(char::is_alphanumeric))
                .collect(),
        }
    }

    /// Title, byline and time as lines, those left out that the article shows itself.
    fn lines(&self, article: Option<&Article>, blocks: &[Line]) -> Vec<Line> {
        let shown = |words: &str| blocks.iter().take(12).any(|b| b.words.contains(words));
        let mut lines = Vec::new();
        let title = self.title.clone().or_else(|| article.map(|a| squeeze(&a.title)));
        if let Some(title) = title.filter(|t| !t.is_empty() && !shown(t)) {
            lines.push(Line { words: title, hint: Some(BlockKind::Headline) });
        }
        let byline =
            article.and_then(|a| a.byline.as_deref().map(squeeze)).or_else(|| self.byline.clone());
        if let Some(byline) =
            byline.filter(|b| !b.is_empty() && b.len() < 200 && !shown(b) && !b.starts_with("http"))
        {
            lines.push(Line { words: byline, hint: Some(BlockKind::Byline) });
        }
        let published = article.and_then(|a| a.published_time.clone());
        let time = self.time.clone().or_else(|| published.map(|t| t.chars().take(10).collect()));
        if let Some(time) = time.filter(|t| !t.is_empty() && t.len() < 120 && !shown(t)) {
            lines.push(Line { words: time, hint: Some(BlockKind::Byline) });
        }
        // Pictures above the text are often dropped with their captions.
        for caption in &self.captions {
            if article.is_some() && !blocks.iter().any(|b| b.words.contains(caption.as_str())) {
                lines.push(Line { words: caption.clone(), hint: Some(BlockKind::Caption) });
            }
        }
        lines
    }
}

/// What stands above goes in front, the byline and the rest of it below the title and standfirst.
fn joined(front: Vec<Line>, mut blocks: Vec<Line>) -> Vec<Line> {
    let (mut out, below): (Vec<Line>, Vec<Line>) =
        front.into_iter().partition(|l| l.hint == Some(BlockKind::Headline));
    let above = |l: &Line| matches!(l.hint, Some(BlockKind::Headline | BlockKind::Deck));
    let body = blocks.split_off(blocks.iter().position(|l| !above(l)).unwrap_or(blocks.len()));
    out.extend(blocks);
    out.extend(below);
    out.extend(body);
    out
}

/// The page's body without its menus.
fn whole_body(page: &Page) -> Vec<Line> {
    let silent: Vec<&str> = SILENT.iter().chain(&AROUND).copied().collect();
    page.body().map_or_else(Vec::new, |body| read_blocks(&body, &silent))
}

fn whole_len(lines: &[Line]) -> usize {
    lines.iter().map(|l| l.words.len()).sum()
}

/// Reads the lines below `root` in the order of the page.
fn read_blocks(root: &NodeRef<'_>, silent: &[&str]) -> Vec<Line> {
    let mut reader = Reader { silent, lines: Vec::new(), words: String::new(), hints: Vec::new() };
    reader.walk(root, 0);
    reader.flush();
    reader.lines
}

struct Reader<'s> {
    silent: &'s [&'s str],
    lines: Vec<Line>,
    words: String,
    /// What the elements around say, outermost first.
    hints: Vec<Option<BlockKind>>,
}

impl Reader<'_> {
    fn walk(&mut self, node: &NodeRef<'_>, depth: usize) {
        for child in node.children_it(false) {
            if child.is_text() {
                // A line break in the source is a space on the page; only `<br>` breaks a line.
                self.words.extend(
                    child.text().chars().map(|c| if c.is_ascii_whitespace() { ' ' } else { c }),
                );
                continue;
            }
            let Some(name) = child.node_name() else { continue };
            if self.silent.contains(&&*name) {
                continue;
            }
            if &*name == "br" {
                self.words.push('\n');
            } else if depth >= DEPTH {
                self.words.push_str(&child.text());
            } else if BLOCKS.contains(&&*name) || &*name == "tr" {
                self.flush();
                self.hints.push(hint(&child, &name));
                self.walk(&child, depth + 1);
                self.flush();
                self.hints.pop();
            } else {
                self.walk(&child, depth + 1);
            }
        }
    }

    /// Ends the line; two line breaks in a row part two blocks, one stays a break inside.
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        let hint = self.hints.iter().rev().find_map(|h| *h);
        let mut block: Vec<String> = Vec::new();
        for line in words.split('\n').map(squeeze).chain([String::new()]) {
            if !line.is_empty() {
                block.push(line);
            } else if block.iter().any(|l| l.chars().any(char::is_alphanumeric)) {
                self.lines.push(Line { words: block.join("\n"), hint });
                block.clear();
            }
        }
    }
}

/// What an element says its words are.
fn hint(node: &NodeRef<'_>, name: &str) -> Option<BlockKind> {
    match name {
        "h1" => return Some(BlockKind::Headline),
        "h2" | "h3" | "h4" | "h5" | "h6" => return Some(BlockKind::Subhead),
        "figcaption" => return Some(BlockKind::Caption),
        "nav" | "footer" | "aside" | "menu" => return Some(BlockKind::Boilerplate),
        _ => {}
    }
    let class = node.class()?.to_lowercase();
    let has = |names: &[&str]| {
        class.split(|c: char| !c.is_alphanumeric()).any(|part| names.contains(&part))
    };
    if has(&["chapo", "chapeau", "standfirst", "deck", "dek", "subtitle", "soustitre", "lede"]) {
        Some(BlockKind::Deck)
    } else if has(&["caption", "legend", "legende"]) {
        Some(BlockKind::Caption)
    } else if has(&["byline", "author", "auteur", "signature"]) {
        Some(BlockKind::Byline)
    } else if has(&[
        "related",
        "newsletter",
        "share",
        "sharing",
        "partage",
        "cookie",
        "paywall",
        "promo",
        "comments",
        "commentaires",
    ]) {
        Some(BlockKind::Boilerplate)
    } else {
        None
    }
}

/// White space as a page shows it: runs of it are one space, no-break spaces stay.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_ascii_whitespace()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.trim().to_owned()
}

/// One text out of the lines, an empty line between two.
fn put_together(lines: Vec<Line>) -> (String, Vec<Raw>) {
    let mut text = String::new();
    let mut raws = Vec::new();
    for line in lines {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&line.words);
        raws.push(Raw { span: Span::new(start, text.len()), hint: line.hint });
    }
    if !text.is_empty() {
        text.push('\n');
    }
    (text, raws)
}
