//! Bitexts whole and broken.

use std::path::Path;

use super::*;

fn of(text: &str) -> Result<Warned<Memory>, MemoryError> {
    read(text.as_bytes(), Path::new("m"), Languages::default())
}

fn pairs(memory: &Memory) -> Vec<(&str, &str)> {
    memory.units.iter().map(|u| (u.src.as_str(), u.tgt.as_str())).collect()
}

const TMX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="fr-FR" datatype="html"/><body>
<tu tuid="a"><tuv xml:lang="en-US"><seg>The <bpt i="1">&lt;b&gt;</bpt>cat<ept i="1">&lt;/b&gt;</ept> &amp; dog</seg></tuv>
<tuv xml:lang="FR-ca"><seg>Le <hi>chat</hi> &#38; le chien</seg></tuv></tu>
<tu><tuv lang="fr"><seg>Seul</seg></tuv></tu>
</body></tmx>"#;

#[test]
fn a_memory_is_read_without_its_codes() {
    let memory = of(TMX).unwrap().value;
    assert_eq!((memory.src_lang, memory.tgt_lang), (Some(Lang::FR), Some(Lang::EN)));
    assert_eq!(pairs(&memory), [("Le chat & le chien", "The cat & dog"), ("Seul", "")]);
    assert_eq!((memory.units[0].id.as_deref(), memory.units[0].line), (Some("a"), 4));
    let turned = Languages { from: Some(Lang::EN), to: None };
    let memory = read(TMX.as_bytes(), Path::new("m"), turned).unwrap().value;
    assert_eq!(pairs(&memory)[0].0, "The cat & dog");
}

#[test]
fn a_memory_in_utf16_or_windows_1252_is_read() {
    let latin: Vec<u8> = encoding_rs::WINDOWS_1252
        .encode(&TMX.replace("UTF-8", "windows-1252").replace("Seul", "Été"))
        .0
        .into_owned();
    let wide: Vec<u8> = "\u{feff}"
        .chars()
        .chain(TMX.replace("UTF-8", "UTF-16").replace("Seul", "Été").chars())
        .flat_map(|c| c.to_string().encode_utf16().next().unwrap().to_le_bytes())
        .collect();
    for bytes in [latin, wide] {
        let memory = read(&bytes, Path::new("m"), Languages::default()).unwrap().value;
        assert_eq!(memory.units[1].src, "Été");
    }
}

#[test]
fn both_generations_of_xliff_are_read() {
    let old = r#"<xliff version="1.2"><file source-language="fr" target-language="en-GB"><body>
      <trans-unit id="1"><source>Le <g id="1">chat</g><x id="2"/></source><target>The cat</target>
      <alt-trans><source>non</source><target>no</target></alt-trans></trans-unit></body></file></xliff>"#;
    let new = r#"<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="fr" trgLang="en">
      <file id="f"><unit id="u"><ignorable><source> </source></ignorable>
      <segment id="s"><source>Le <pc id="1">chat</pc></source><target>The cat</target></segment>
      <segment><source>Non traduit</source></segment></unit></file></xliff>"#;
    assert_eq!(pairs(&of(old).unwrap().value), [("Le chat", "The cat")]);
    let memory = of(new).unwrap().value;
    assert_eq!(pairs(&memory), [("Le chat", "The cat"), ("Non traduit", "")]);
    assert_eq!(memory.units[0].id.as_deref(), Some("u/s"));
    assert_eq!((memory.src_lang, memory.tgt_lang), (Some(Lang::FR), Some(Lang::EN)));
}

#[test]
fn lines_are_read_in_three_ways() {
    assert_eq!(pairs(&of("oui ||| yes\n\nnon ||| no\n").unwrap().value)[1], ("non", "no"));
    let table = of("source\ttarget\tcost\noui\tyes\t0.1\n").unwrap().value;
    assert_eq!((pairs(&table), table.units[0].line), (vec![("oui", "yes")], 2));
    let two = |a: &str, b: &str| {
        let (a, b) = ((a.as_bytes(), Path::new("a")), (b.as_bytes(), Path::new("b")));
        read_two(a, b, Languages::default())
    };
    assert_eq!(pairs(&two("oui\n\n", "yes\n\n").unwrap().value), [("oui", "yes")]);
    let error = two("oui\nnon\n", "yes\n").unwrap_err().to_string();
    assert_eq!(error, "a has 2 lines and b has 1; a pair of files has one line for each unit");
}

#[test]
fn what_is_broken_is_named_with_its_line() {
    for (text, said) in [
        ("<tmx><body>\n<tu></body></tmx>", "line 2: the XML is broken"),
        ("<tmx><body>\n<tu>", "line 2: <tu> is never closed"),
        ("<tmx><body><tu><tuv>\n<seg>&b;</seg></tuv></tu></body></tmx>", "line 2: the entity &b;"),
        ("<tmx><header/><body/></tmx>", "there is no unit"),
        ("<html><body>", "neither TMX nor XLIFF"),
        ("une ligne\n", "line 1: write a source, a tab"),
        ("<?xml version='1.0'?>", "there is no unit"),
    ] {
        let error = of(text).unwrap_err().to_string();
        assert!(error.starts_with("m: ") && error.contains(said), "{text}: {error}");
    }
    let three = TMX.replace("<tuv lang=\"fr\">", "<tuv lang=\"de\">").replace("fr-FR", "*all*");
    let error = of(&three).unwrap_err().to_string();
    assert!(error.contains("en, fr, de; name two of these"), "{error}");
}

#[test]
fn an_entity_bomb_does_not_go_off() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>
<tmx version="1.4"><header srclang="fr"/><body><tu><tuv xml:lang="fr"><seg>&b;</seg></tuv></tu></body></tmx>"#;
    assert!(matches!(of(bomb), Err(MemoryError::Entity { line: 2, .. })));
}
