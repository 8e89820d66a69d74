//! Bytes of every kind at the reader's door: what is read, what is refused, and in which words.

#![expect(clippy::print_stdout, reason = "a test prints what it measured or skipped")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tarjuman::corpus::document::{BlockKind, Document, Media};
use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::warning::{Severity, Warning};
use tarjuman::ingest::{IngestError, Options, discover, read, read_file};

const FRENCH: &str =
    "Le ministre a été reçu à l’Élysée. « C’est réglé », a-t-il dit à la presse, à Nîmes.\n";

fn accept(bytes: &[u8], name: &str) -> (Document, Vec<Warning>) {
    let read = read(bytes, Path::new(name), Options::default()).expect("it is text");
    (read.value, read.warnings)
}

fn refuse(bytes: &[u8], name: &str) -> String {
    read(bytes, Path::new(name), Options::default()).expect_err("it is no text").to_string()
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn utf8_is_kept_exactly_and_its_mark_is_noted() {
    let (plain, warnings) = accept(FRENCH.as_bytes(), "a.txt");
    assert_eq!(
        (plain.text(), plain.origin().encoding, plain.origin().bom),
        (FRENCH, "UTF-8", false)
    );
    assert!(warnings.is_empty());
    let decomposed = "E\u{301}te\u{301} — fin.\r\nUn deuxième alinéa.\u{a0}\r\n";
    assert_eq!(
        accept(decomposed.as_bytes(), "a.txt").0.text(),
        decomposed,
        "no NFC, no newline change"
    );
    let marked = [b"\xEF\xBB\xBF", FRENCH.as_bytes()].concat();
    let (document, _) = accept(&marked, "a.txt");
    assert_eq!((document.text(), document.origin().bom), (FRENCH, true));
}

#[test]
fn utf16_is_read_with_and_without_its_mark() {
    for (name, encode, mark) in [
        ("UTF-16LE", u16::to_le_bytes as fn(u16) -> [u8; 2], b"\xFF\xFE"),
        ("UTF-16BE", u16::to_be_bytes, b"\xFE\xFF"),
    ] {
        for text in [FRENCH, "وقال الوزير للصحفيين إن الاتفاق قريب، وإن الحكومة مستعدة.\n"]
        {
            let bare = utf16(text, encode);
            let (document, _) = accept(&bare, "a.txt");
            assert_eq!(
                (document.text(), document.origin().encoding, document.origin().bom),
                (text, name, false)
            );
            let (document, _) = accept(&[mark.as_slice(), &bare].concat(), "a.txt");
            assert_eq!(
                (document.text(), document.origin().encoding, document.origin().bom),
                (text, name, true)
            );
        }
    }
}

#[test]
fn windows_1252_is_recognised_and_recorded() {
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(FRENCH);
    let (document, warnings) = accept(&bytes, "a.txt");
    assert_eq!((document.text(), document.origin().encoding), (FRENCH, "windows-1252"));
    assert!(warnings.is_empty(), "{warnings:?}");
    let page = format!(
        "<html><head><meta charset=\"windows-1256\"></head><body><p>{}</p></body></html>",
        "وقال الوزير إن الاتفاق قريب. ".repeat(12)
    );
    let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(&page);
    let (document, _) = accept(&bytes, "a.html");
    assert_eq!((document.origin().encoding, document.lang()), ("windows-1256", Lang::AR));
    assert!(document.text().contains("إن الاتفاق قريب"));
}

#[test]
fn the_hash_is_of_the_bytes_as_they_lay() {
    let (document, _) = accept(b"abc", "a.txt");
    let sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(document.origin().sha256, sha);
}

#[test]
fn empty_files_are_refused_by_name() {
    for bytes in [b"".as_slice(), b" \n\t\r\n ", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
        let message = refuse(bytes, "news/empty.txt");
        assert!(
            message.starts_with("news/empty.txt: ")
                && message.contains("empty")
                && message.contains("save"),
            "{message}"
        );
    }
    let message = refuse(
        b"<html><head><title></title></head><body><script>x()</script></body></html>",
        "shell.html",
    );
    assert!(message.contains("shell.html"), "{message}");
}

#[test]
fn nul_bytes_and_other_formats_are_refused_with_their_place() {
    let message = refuse(b"Bonjour\0le monde entier", "a.txt");
    assert!(
        message.contains("a.txt: byte 7: a NUL byte") && message.contains("UTF-8"),
        "{message}"
    );
    for (bytes, word) in [
        (b"%PDF-1.7\n1 0 obj".as_slice(), "PDF"),
        (b"PK\x03\x04\x14\x00", "zipped"),
        (b"{\\rtf1\\ansi Bonjour}", "RTF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
    ] {
        let message = refuse(bytes, "a.txt");
        assert!(
            message.contains("a.txt") && message.contains(word) && message.contains("byte 0"),
            "{message}"
        );
    }
}

#[test]
fn a_few_broken_bytes_in_utf8_are_replaced_and_their_places_told() {
    let mut bytes = FRENCH.as_bytes().to_vec();
    bytes.splice(3..3, [0xFF]);
    let (document, warnings) = accept(&bytes, "a.txt");
    assert_eq!(document.origin().encoding, "UTF-8");
    let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
    assert_eq!(warning.severity, Severity::Warning);
    assert_eq!(warning.span.map(|s| s.of(document.text())), Some("\u{fffd}"));
    assert!(warning.hint.is_some());
}

#[test]
fn five_megabytes_are_read_in_a_few_seconds_and_in_proportion() {
    let time = |n: usize| {
        let paragraph = "Le conseil municipal a adopté hier soir le budget, par trente voix contre douze. « Nous assumons », a dit Mme Roy.\n\n";
        let text = paragraph.repeat(n);
        let start = Instant::now();
        let (document, _) = accept(text.as_bytes(), "big.txt");
        assert_eq!(document.blocks().len(), n);
        start.elapsed().as_secs_f64()
    };
    let small = time(4_500).max(1e-3);
    let large = time(45_000);
    assert!(large < small * 40.0, "ten times the text took {:.1} times as long", large / small);
}

#[test]
fn right_to_left_text_keeps_its_marks() {
    let text =
        "قال الوزير: \u{200f}«لن نتراجع»\u{200f}، وأضاف أن الحكومة ستواصل عملها في العاصمة.\n";
    let (document, _) = accept(text.as_bytes(), "a.txt");
    assert_eq!((document.text(), document.lang()), (text, Lang::AR));
    assert_eq!(document.blocks().len(), 1);
}

#[test]
fn the_medium_follows_the_ending_and_then_the_first_bytes() {
    for (name, bytes, media) in [
        ("a.htm", "<p>Le texte de la page.</p>", Media::Html),
        ("-", "<!DOCTYPE html><html><body><p>Le texte.</p></body></html>", Media::Html),
        ("a.md", "# Un titre\n\nUn texte.", Media::Markdown),
        ("a.MARKDOWN", "# Un titre", Media::Markdown),
        ("a", "# Un titre, ou non", Media::Plain),
        ("-", "Un texte.", Media::Plain),
    ] {
        assert_eq!(accept(bytes.as_bytes(), name).0.origin().media, media, "{name}");
    }
}

#[test]
fn the_given_language_wins() {
    let options = Options { lang: Some("de".parse().expect("a code")), ..Options::default() };
    let read = read(FRENCH.as_bytes(), Path::new("a.txt"), options).expect("text");
    assert_eq!(read.value.lang().code(), "de");
    assert_eq!(
        accept("Blinken, Paris.".as_bytes(), "a.txt").1.len(),
        1,
        "an unknown language is noted"
    );
}

/// A folder of its own for one test.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn names(root: &Path, paths: &[PathBuf]) -> (Vec<String>, Vec<IngestError>) {
    let (inputs, errors) = discover(paths);
    let name = |p: &Path| p.strip_prefix(root).unwrap_or(p).to_string_lossy().into_owned();
    (inputs.iter().map(|i| name(&i.path)).collect(), errors)
}

#[test]
fn folders_are_walked_in_order_and_hidden_files_left_out() {
    let dir = folder();
    let root = dir.path();
    fs::create_dir_all(root.join("b/deep")).expect("a folder");
    fs::create_dir(root.join(".git")).expect("a folder");
    for name in [
        "z.txt",
        "a.HTML",
        "b/m.md",
        "b/deep/x.htm",
        "b/skip.pdf",
        ".hidden.txt",
        ".git/c.txt",
        "b/n.markdown",
    ] {
        fs::write(root.join(name), "Un texte.").expect("a file");
    }
    let (found, errors) = names(root, &[root.to_owned(), root.join("z.txt")]);
    assert_eq!(found, ["a.HTML", "b/deep/x.htm", "b/m.md", "b/n.markdown", "z.txt"]);
    assert!(errors.is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_back_into_its_folder_is_no_loop() {
    let dir = folder();
    let root = dir.path();
    fs::create_dir(root.join("in")).expect("a folder");
    fs::write(root.join("in/a.txt"), "Un texte.").expect("a file");
    std::os::unix::fs::symlink(root, root.join("in/back")).expect("a link");
    let (found, errors) = names(root, &[root.to_owned()]);
    assert_eq!(found, ["in/a.txt"]);
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_goes_on() {
    let dir = folder();
    let root = dir.path();
    fs::write(root.join("a.txt"), "Un texte.").expect("a file");
    fs::create_dir(root.join("bare")).expect("a folder");
    let paths = [
        root.join("missing.txt"),
        root.join("bare"),
        root.join("a.txt/inside"),
        root.join("a.txt"),
    ];
    let (found, errors) = names(root, &paths);
    assert_eq!(found, ["a.txt"]);
    assert_eq!(errors.len(), 3);
    for (error, (path, remedy)) in errors.iter().zip([
        (&paths[0], "check the spelling"),
        (&paths[1], "give another folder"),
        (&paths[2], "permissions"),
    ]) {
        let message = error.to_string();
        assert!(error.path() == path && message.contains(remedy), "{message}");
        assert!(message.starts_with(&path.display().to_string()), "{message}");
    }
}

#[cfg(unix)]
#[test]
fn a_locked_file_and_a_locked_folder_are_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = folder();
    let root = dir.path();
    fs::write(root.join("locked.txt"), "Un texte.").expect("a file");
    fs::create_dir(root.join("vault")).expect("a folder");
    fs::write(root.join("open.txt"), "Un texte.").expect("a file");
    fs::set_permissions(root.join("locked.txt"), fs::Permissions::from_mode(0o0)).expect("a mode");
    fs::set_permissions(root.join("vault"), fs::Permissions::from_mode(0o0)).expect("a mode");
    if fs::read(root.join("locked.txt")).is_ok() {
        println!("skipped: this user may read everything");
    } else {
        let error = read_file(&root.join("locked.txt"), Options::default()).expect_err("locked");
        assert!(
            error.to_string().contains("locked.txt") && error.to_string().contains("permissions"),
            "{error}"
        );
        let (found, errors) = names(root, &[root.to_owned()]);
        assert_eq!(found, ["locked.txt", "open.txt"]);
        assert_eq!(errors.len(), 1);
        assert!(errors[0].path().ends_with("vault"));
    }
    fs::set_permissions(root.join("vault"), fs::Permissions::from_mode(0o755)).expect("a mode");
}

#[test]
fn repeats_are_marked_exactly_and_nearly() {
    let text = "Le conseil a voté mardi soir la hausse de la taxe sur les ordures ménagères.\n\n\
                Un autre alinéa, sans rapport avec le premier, parle de la piscine municipale.\n\n\
                Le conseil a voté mardi soir la hausse de la taxe sur les ordures ménagères.\n\n\
                « Le conseil a voté mardi soir la hausse de la taxe sur les ordures ménagères » !\n\n\
                Le conseil a voté mercredi soir la baisse d’une redevance sur les ordures.\n";
    let (document, _) = accept(text.as_bytes(), "a.txt");
    let marks: Vec<Option<usize>> = document.blocks().iter().map(|b| b.duplicate_of).collect();
    assert_eq!(marks, [None, None, Some(0), Some(0), None]);
}

#[test]
fn a_lead_to_another_article_does_not_swallow_the_text_after_it() {
    let text = "Le maire a annoncé jeudi la fermeture du pont, après la visite de trois experts. Le trafic sera dévié.\n\n\
                Lire aussi\n\n\
                Les experts ont relevé des fissures sur deux piles. Ils rendront leur rapport avant la fin du mois.\n";
    let kinds: Vec<BlockKind> =
        accept(text.as_bytes(), "a.txt").0.blocks().iter().map(|b| b.kind).collect();
    assert_eq!(kinds, [BlockKind::Paragraph, BlockKind::Boilerplate, BlockKind::Paragraph]);
}

#[test]
fn an_agency_without_a_dateline_is_known_by_its_notice() {
    let agency = |notice: &str| {
        let text = format!(
            "Tunis relève son taux\n\nLa Banque centrale a relevé son taux directeur, rapporte l'Agence \
             Anadolu. Il passe à huit pour cent.\n\n{notice}\n"
        );
        let document = accept(text.as_bytes(), "a.txt").0;
        document.facts().agency.as_ref().map(|a| a.name.clone())
    };
    let notice = "Seulement une partie des dépêches, que l'Agence Anadolu diffuse à ses abonnés via son \
                  système interne, est diffusée sur le site de l'AA, de manière résumée.";
    assert_eq!(agency(notice).as_deref(), Some("Anadolu Agency"));
    assert_eq!(agency("Notre journal réserve la suite de l'article à ses abonnés."), None);
    assert_eq!(agency("Il a été joint par téléphone mardi."), None);
}

#[test]
fn sources_joined_by_a_plus_sign_are_those_of_the_one_named_first() {
    let paragraph = "قال الوزير خالد النعيمي إن الجسر سيفتح في الربيع المقبل أمام سكان المدينة.";
    let agency = |source: &str| {
        let text = format!("الجسر يفتح في الربيع\n\n{paragraph}\n\n{paragraph}\n\n{source}\n");
        let document = accept(text.as_bytes(), "a.txt").0;
        document.facts().agency.as_ref().map(|a| a.name.clone())
    };
    assert_eq!(agency("المصدر: رويترز").as_deref(), Some("Reuters"));
    assert_eq!(agency("المصدر: رويترز + وكالات").as_deref(), Some("Reuters"));
    assert_eq!(agency("المصدر: الجزيرة + رويترز"), None);
}

#[test]
fn a_name_before_words_in_marks_signs_nothing() {
    let text = "Signe Petit : « Nous avons oublié le guichet »\n\nPublié le 12 février 2026 à 11h00\n\nL'historienne danoise publie une enquête. Elle y décrit un pays où plus personne ne reçoit de lettres.\n";
    let (document, _) = accept(text.as_bytes(), "a.txt");
    let kinds: Vec<BlockKind> = document.blocks().iter().map(|b| b.kind).collect();
    assert_eq!(kinds[..2], [BlockKind::Headline, BlockKind::Byline], "{kinds:?}");
}
