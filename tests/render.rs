//! What the renderers write, read back by other means than their own.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a test stops at what it did not expect and tells what it measured"
)]

#[path = "render/fixture.rs"]
mod fixture;
#[path = "render/hostile.rs"]
mod hostile;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;
use tarjuman::corpus::article::Article;
use tarjuman::corpus::document::BlockKind;
use tarjuman::corpus::quote::{Quote, Wording};
use tarjuman::corpus::span::Span;
use tarjuman::render::{Format, Options, Summary, index, ledger, render};

const OPTIONS: Options<'_> = Options { date: Some("2026-11-20"), originals: &[] };
const XML: [Format; 3] = [Format::Tmx, Format::Xliff, Format::Tei];

fn rendered(article: &Article, format: Format) -> String {
    let mut bytes = Vec::new();
    render(article, format, &OPTIONS, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// An element as read by a parser that is not the writer: name, attributes, text of its own.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Reads a document; panics where it is not well-formed.
    fn parse(xml: &str) -> Self {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = true;
        let mut open = vec![Self::default()];
        loop {
            let event = reader.read_event().expect("well-formed");
            let empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(tag) | Event::Empty(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    let attributes = tag.attributes().map(|a| {
                        let a = a.expect("each attribute once");
                        let value = a.normalized_value(quick_xml::XmlVersion::Explicit1_0);
                        (a.key.as_ref().to_owned(), value.expect("escaped").into_owned())
                    });
                    let attributes = attributes.collect();
                    open.push(Self { name, attributes, ..Self::default() });
                    if empty {
                        let done = open.pop().unwrap();
                        open.last_mut().unwrap().children.push(done);
                    }
                }
                Event::End(_) => {
                    let done = open.pop().unwrap();
                    let outer = open.last_mut().unwrap();
                    outer.text.push_str(&done.text);
                    outer.children.push(done);
                }
                Event::Text(text) => {
                    open.last_mut().unwrap().text.push_str(&text);
                }
                Event::GeneralRef(name) => {
                    let text = match name.resolve_char_ref().unwrap() {
                        Some(c) => c.to_string(),
                        None => match &*name {
                            "lt" => "<".to_owned(),
                            "gt" => ">".to_owned(),
                            "amp" => "&".to_owned(),
                            "quot" => "\"".to_owned(),
                            "apos" => "'".to_owned(),
                            other => panic!("&{other}; is not predefined"),
                        },
                    };
                    open.last_mut().unwrap().text.push_str(&text);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open.len(), 1, "every element is closed");
        open.pop().unwrap().children.pop().expect("a root")
    }

    fn all<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let own = self.children.iter().filter(|c| c.name == name);
        own.chain(self.children.iter().flat_map(|c| c.all(name))).collect()
    }

    fn every(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.children.iter().flat_map(Self::every)).collect()
    }

    fn at(&self, key: &str) -> &str {
        self.attributes.get(key).map_or("", |value| value)
    }
}

/// `text` as every renderer shows it: without characters that markup cannot hold.
fn shown(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => c,
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap(),
            '\u{7f}' => '\u{2421}',
            '\u{80}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// Compares with the stored file; writes the new one beside failing, so that `git diff` shows it.
fn snapshot(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render").join(name);
    let stored = fs::read_to_string(&path).unwrap_or_default();
    if stored != found {
        fs::write(&path, found).unwrap();
        panic!("{name} changed\nhelp: read `git diff {}` and commit it if right", path.display());
    }
}

#[test]
fn the_text_reads_as_an_article() {
    snapshot("port-de-valmy.en.txt", &rendered(&fixture::dispatch(), Format::Txt));
}

#[test]
fn the_table_reads_as_a_table() {
    snapshot("port-de-valmy.tsv", &rendered(&fixture::dispatch(), Format::Tsv));
}

#[test]
fn the_ledger_reads_as_a_ledger() {
    let (first, second) = (fixture::dispatch(), fixture::other_dispatch());
    let mut bytes = Vec::new();
    ledger([&first, &second], &OPTIONS, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.lines().count() > 8 && text.ends_with("\r\n"));
    snapshot("ledger.csv", &text.replace("\r\n", "\n"));
}

#[test]
fn no_renderer_prints_a_back_translation_as_the_speakers_words() {
    let article = fixture::dispatch();
    let n = article.quotes.iter().filter(|q| q.wording == Wording::BackTranslation).count();
    let text = rendered(&article, Format::Txt);
    assert_eq!(text.matches("[back-translation, q").count(), n);
    assert!(text.contains("by its signature,” [back-translation, q5] he stressed"), "{text}");
    for format in [Format::Html, Format::Tmx, Format::Xliff, Format::Tei, Format::Jsonld] {
        let said = rendered(&article, format).matches("back-translation").count();
        assert!(said >= n, "{format} says it {said} times");
    }
    let page = rendered(&article, Format::Html);
    assert_eq!(page.matches("<a class=\"n bt\"").count(), n, "behind each one in the English");
    assert_eq!(page.matches("Back-translation: spoken in").count(), n, "and on its card");
}

#[test]
fn a_row_is_a_sentence_and_a_cell_is_no_formula() {
    for article in [fixture::dispatch(), hostile::article(24)] {
        let table = rendered(&article, Format::Tsv);
        let rows: Vec<Vec<&str>> = table.lines().map(|l| l.split('\t').collect()).collect();
        assert_eq!(rows.len(), 1 + article.source.segments().len());
        assert!(rows.iter().all(|row| row.len() == 9), "nine cells a row");
        for cell in rows.iter().flat_map(|row| [row[0], row[4], row[5], row[8]]) {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "“{cell}” would be a formula");
        }
    }
}

#[test]
fn memories_hold_both_sides_and_what_we_know() {
    for article in [fixture::dispatch(), hostile::article(24)] {
        let tmx = Element::parse(&rendered(&article, Format::Tmx));
        assert_eq!((tmx.name.as_str(), tmx.at("version")), ("tmx", "1.4"));
        assert_eq!(tmx.children[0].at("srclang"), "fr");
        let units = tmx.all("tu");
        assert_eq!(units.len(), article.target.len());
        for (i, unit) in units.iter().enumerate() {
            let sides: Vec<&Element> = unit.children.iter().filter(|c| c.name == "tuv").collect();
            assert_eq!(sides.iter().map(|s| s.at("xml:lang")).collect::<Vec<_>>(), ["fr", "en"]);
            assert_eq!(sides[0].all("seg")[0].text, shown(article.source.text(i)));
            assert_eq!(sides[1].all("seg")[0].text, shown(&article.target[i].text));
        }
    }
}

#[test]
fn memories_are_valid_tmx() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tmx");
    fs::create_dir_all(&dir).unwrap();
    let dtd = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render/tmx14.dtd");
    for (name, article) in [("a", fixture::dispatch()), ("b", hostile::article(24))] {
        let file = dir.join(name).with_extension("tmx");
        fs::write(&file, rendered(&article, Format::Tmx)).unwrap();
        let mut lint = Command::new("xmllint");
        let lint = lint.arg("--noout").arg("--nonet").arg("--dtdvalid").arg(&dtd).arg(&file);
        let Ok(out) = lint.output() else {
            println!("skipped: xmllint (libxml2-utils) is not installed");
            return;
        };
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
}

#[test]
fn the_exchange_file_gives_the_source_back() {
    for article in [fixture::dispatch(), hostile::article(24)] {
        let xliff = Element::parse(&rendered(&article, Format::Xliff));
        assert_eq!((xliff.at("version"), xliff.at("srcLang")), ("2.1", "fr"));
        assert_eq!(xliff.at("trgLang"), "en");
        let units = xliff.all("unit");
        let blocks = article.source.document().blocks();
        assert_eq!(units.len(), blocks.len());
        for (unit, block) in units.iter().zip(blocks) {
            let pieces = unit.children.iter().filter(|c| c.name != "mda:metadata");
            let text: String = pieces.map(|piece| piece.all("source")[0].text.as_str()).collect();
            assert_eq!(text, shown(block.span.of(article.source.document().text())));
        }
        let targets: Vec<&str> = xliff.all("target").iter().map(|t| t.text.as_str()).collect();
        let wanted: Vec<String> = article.target.iter().map(|t| shown(&t.text)).collect();
        assert_eq!(targets, wanted);
        for unit in units {
            let mut ids = BTreeSet::new();
            let marks = unit.all("source").into_iter().flat_map(|s| s.all("mrk"));
            assert!(marks.map(|m| m.at("id")).all(|id| ids.insert(id)), "ids once in a unit");
        }
    }
}

#[test]
fn the_edition_refers_to_what_it_holds() {
    for article in [fixture::dispatch(), hostile::article(24)] {
        let tei = Element::parse(&rendered(&article, Format::Tei));
        let every = tei.every();
        let mut ids = BTreeSet::new();
        for id in every.iter().filter_map(|e| e.attributes.get("xml:id")) {
            assert!(ids.insert(id.as_str()), "{id} stands twice");
        }
        for element in &every {
            for key in ["corresp", "target", "who", "next", "prev", "sameAs"] {
                for id in element.at(key).split_whitespace() {
                    let id = id.strip_prefix('#').expect("a reference in this file");
                    assert!(ids.contains(id), "<{} {key}=#{id}> leads nowhere", element.name);
                }
            }
        }
        let texts = tei.all("text");
        let sides: Vec<&&Element> = texts.iter().filter(|t| !t.at("xml:id").is_empty()).collect();
        let sentences = |side: &Element| -> Vec<String> {
            side.all("s").iter().map(|s| s.text.clone()).collect()
        };
        let n = article.source.segments().len();
        let source: Vec<String> = (0..n).map(|i| shown(article.source.text(i))).collect();
        assert_eq!(sentences(sides[0]), source);
        let target: Vec<String> = article.target.iter().map(|t| shown(&t.text)).collect();
        assert_eq!(sentences(sides[1]), target);
        assert!(sides[0].all("quote").iter().all(|q| !q.all("said")[0].at("who").is_empty()));
    }
}

/// The text of a page between its tags, entities resolved, without style and scripts.
fn page_text(page: &str) -> String {
    let mut text = String::new();
    let mut rest = &page[page.find("<main").unwrap()..page.find("</main>").unwrap()];
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        rest = &rest[open + rest[open..].find('>').unwrap() + 1..];
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn the_page_holds_every_sentence_of_both_sides() {
    // Numbers behind quotations stand between words, so sentences without quotations are looked for.
    let article = fixture::long(40, 0);
    let text = page_text(&rendered(&article, Format::Html));
    for i in 0..article.target.len() {
        assert!(text.contains(article.source.text(i)), "s{}", i + 1);
        assert!(text.contains(&article.target[i].text), "s{}", i + 1);
    }
}

#[test]
fn the_page_fetches_nothing_and_lets_nothing_in() {
    let article = hostile::article(48);
    let mut index_page = Vec::new();
    index(&[Summary::of(&article)], &OPTIONS, &mut index_page).unwrap();
    let pages = [rendered(&article, Format::Html), String::from_utf8(index_page).unwrap()];
    for page in pages {
        assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"), "a policy");
        assert!(!page.contains(" src=\"") && !page.contains("url(") && !page.contains("@import"));
        let ours = page.matches("<script").count();
        assert_eq!(ours, page.matches("</script>").count());
        assert!(ours <= 2, "{ours} scripts: only our own and the linked data");
        assert!(!page.contains("<img") && !page.contains("<svg onload"));
        assert!(!page.contains("\" onmouseover=\"pwned"), "no attribute came in");
        assert!(page.chars().all(|c| !c.is_control() || c == '\n'), "no control characters");
    }
}

#[test]
fn ids_stand_once_and_links_inside_lead_somewhere() {
    for article in [fixture::dispatch(), hostile::article(100)] {
        let page = rendered(&article, Format::Html);
        let values = |key: &str| -> Vec<String> {
            let found = page.match_indices(key).map(|(at, _)| &page[at + key.len()..]);
            found.map(|rest| rest[..rest.find('"').unwrap()].to_owned()).collect()
        };
        let mut ids = BTreeSet::new();
        for id in values(" id=\"") {
            assert!(ids.insert(id.clone()), "{id} stands twice");
        }
        for target in values(" href=\"#") {
            assert!(ids.contains(&target), "#{target} leads nowhere");
        }
    }
}

/// Measured here, held here: a page weighs at most five times its text and 60 KB.
#[test]
fn pages_keep_their_weight() {
    let dispatch = fixture::dispatch();
    let cases = [
        ("dispatch", dispatch),
        ("3,000 sentences", fixture::long(3000, 0)),
        ("3,000 sentences, 250 quotations", fixture::long(3000, 12)),
        ("3,000 sentences, 750 quotations", fixture::long(3000, 4)),
    ];
    for (name, article) in cases {
        let text = article.source.document().text().len();
        let page = rendered(&article, Format::Html).len();
        let times = (page as f64 - 61_440.0) / text as f64;
        println!("{name}: {page} bytes for {text} of text: {times:.2} × + 60 KB");
        assert!(page <= 5 * text + 60 * 1024, "{name}: {page} bytes for {text} of text");
    }
}

#[test]
fn the_index_counts_and_groups() {
    let (first, second) = (fixture::dispatch(), fixture::other_dispatch());
    let mut bytes = Vec::new();
    index(&[Summary::of(&first), Summary::of(&second)], &OPTIONS, &mut bytes).unwrap();
    let page = String::from_utf8(bytes).unwrap();
    assert!(page.contains("<b>2</b> documents, <b>21</b> sentences, <b>8</b> quotations"));
    assert!(page.contains("href=\"./port-de-valmy.html#q5\""));
    let groups = &page[page.find("<ol class=\"groups\">").expect("same words")..];
    assert!(groups.contains("Daniel Okafor") && groups.contains("un responsable américain"));
    assert_eq!(page.matches("back-translation</em>").count(), 3);
}

/// « une ministre », then « elle »: whoever has no name is one on the page, on its cards and in the index.
#[test]
fn whoever_has_no_name_is_one_person_everywhere() {
    let mut article = fixture::dispatch();
    let text = article.source.document().text().to_owned();
    let at = |words: &str| {
        let start = text.find(words).expect("words of the text");
        Some(Span::new(start, start + words.len()))
    };
    let role = "ministre norvégienne des Transports";
    let hers = |q: &&mut Quote| q.speaker.role.as_deref() == Some(role);
    let mentions = [at("La ministre norvégienne des Transports"), at("elle")];
    for (quote, mention) in article.quotes.iter_mut().filter(hers).zip(mentions) {
        (quote.speaker.name, quote.speaker.mention) = (None, mention);
    }
    let mut bytes = Vec::new();
    index(&[Summary::of(&article)], &OPTIONS, &mut bytes).unwrap();
    let page = String::from_utf8(bytes).unwrap();
    let people = &page[page.find("id=\"people\"").expect("the speakers")..];
    assert_eq!(people.matches("inistre norvégienne des Transports</bdi></b>").count(), 1);
    let page = rendered(&article, Format::Html);
    assert_eq!(
        page.matches("<h3><bdi>La ministre norvégienne des Transports</bdi></h3>").count(),
        2
    );
}

#[test]
fn an_untranslated_article_renders_too() {
    let mut article = fixture::dispatch();
    (article.engine, article.target) = (None, Vec::new());
    for quote in &mut article.quotes {
        quote.carried = None;
    }
    for format in Format::ALL {
        assert!(!rendered(&article, format).is_empty() || format == Format::Txt, "{format}");
    }
    assert!(rendered(&article, Format::Html).contains("<b>Not translated.</b>"));
}

#[test]
fn the_same_article_gives_the_same_bytes() {
    let (once, again) = (fixture::dispatch(), fixture::dispatch());
    for format in Format::ALL {
        assert_eq!(rendered(&once, format), rendered(&again, format), "{format}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever stands in a text, every format is written, well-formed, and holds it.
    #[test]
    fn any_text_goes_into_any_format(pairs in prop::collection::vec((any::<String>(), any::<String>()), 1..5)) {
        let mut draft = fixture::Draft::new("any");
        for (src, tgt) in &pairs {
            let src = format!("x{}x", src.trim());
            draft.block(BlockKind::Paragraph, &[(&src, tgt)]);
        }
        let article = draft.build();
        for format in Format::ALL {
            let text = rendered(&article, format);
            if XML.contains(&format) {
                Element::parse(&text);
            }
        }
        let tmx = Element::parse(&rendered(&article, Format::Tmx));
        let segs: Vec<&str> = tmx.all("seg").iter().map(|s| s.text.as_str()).collect();
        let wanted: Vec<String> = (0..article.target.len())
            .flat_map(|i| [shown(article.source.text(i)), shown(&article.target[i].text)])
            .collect();
        prop_assert_eq!(segs, wanted);
        let page = page_text(&rendered(&article, Format::Html));
        for target in &article.target {
            prop_assert!(page.contains(&shown(&target.text)));
        }
    }
}
