//! The terminal and the sheet, on the same session as the browser.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tarjuman::review::page::{self, Face};
use tarjuman::review::sheet::{self, Said};
use tarjuman::review::terminal::{Flow, Screen};
use tarjuman::review::unit::Kind;
use tarjuman::review::verdict::{Fault, Judgement};

use super::{NOW, fixture, given, hostile, plan, session};

fn shown(screen: &Screen, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| screen.draw(frame)).unwrap();
    terminal.backend().to_string()
}

fn press(screen: &mut Screen, keys: &str, millis: u64) -> Flow {
    let mut flow = Flow::On;
    for c in keys.chars() {
        let code = match c {
            '→' => KeyCode::Right,
            '⇥' => KeyCode::Tab,
            '⏎' => KeyCode::Enter,
            '⌫' => KeyCode::Backspace,
            c => KeyCode::Char(c),
        };
        flow = screen.key(KeyEvent::new(code, KeyModifiers::NONE), NOW, millis).unwrap();
    }
    flow
}

#[test]
fn the_terminal_shows_a_unit_and_takes_a_verdict_with_one_key() {
    let dir = tempfile::tempdir().unwrap();
    let review = session(dir.path(), &[fixture::dispatch()], &plan(&[Kind::Quote]), "ada");
    let total = review.drawn().len();
    let mut screen = Screen::new(review, 0);
    let view = shown(&screen, 100, 40);
    for part in [
        &format!("0 of {total} judged"),
        "Are the words, the speaker",
        "Speaker:",
        "1 right",
        "wrong speaker",
    ] {
        assert!(view.contains(part), "“{part}” in\n{view}");
    }
    let views: Vec<String> = (0..total)
        .map(|_| {
            press(&mut screen, "j", 0);
            shown(&screen, 100, 40)
        })
        .collect();
    assert!(views.iter().any(|view| view.contains("Hop 1:")), "the way of the words is shown");
    // Speaker wrong, a note with a slip of the finger, second source word marked: then the verdict.
    press(&mut screen, "pnsee txt⌫⌫⌫text⏎→→ 3", 4000);
    let (verdict, holds) = screen.session().verdict(0).unwrap();
    assert!(holds);
    assert_eq!(verdict.judgement, Judgement::Wrong);
    assert_eq!(
        (verdict.faults.as_slice(), verdict.note.as_str()),
        (&[Fault::Speaker][..], "see text")
    );
    assert_eq!((verdict.marks.source.as_slice(), verdict.millis), (&[1][..], 4000));
    assert!(shown(&screen, 100, 40).contains(&format!("1 of {total} judged, 4.0 s a unit")));
    press(&mut screen, "u", 5000);
    assert!(screen.session().verdict(0).is_none(), "undo");
    assert!(shown(&screen, 100, 40).contains("taken back"));
    press(&mut screen, &"1".repeat(total), 6000);
    assert!(shown(&screen, 100, 40).contains("All judged"));
    assert_eq!(press(&mut screen, "q", 7000), Flow::Quit);
}

#[test]
fn in_the_terminal_a_quotation_is_drawn_anew_and_english_typed() {
    let dir = tempfile::tempdir().unwrap();
    let review = session(dir.path(), &[fixture::dispatch()], &plan(&[Kind::Quote]), "ada");
    let mut screen = Screen::new(review, 0);
    press(&mut screen, "→[→→]3", 10);
    let verdict = screen.session().verdict(0).unwrap().0.clone();
    let source = verdict.correction.source.unwrap();
    assert_eq!(source.text.split_whitespace().count(), 3, "{source:?}");
    assert_eq!(verdict.faults, [Fault::Span]);

    let dir = tempfile::tempdir().unwrap();
    let review = session(dir.path(), &[fixture::dispatch()], &plan(&[Kind::Segment]), "ada");
    let before = review.unit(0).unwrap().target.text();
    let mut screen = Screen::new(review, 0);
    press(&mut screen, "t!⏎3", 10);
    let verdict = screen.session().verdict(0).unwrap().0;
    assert_eq!(verdict.correction.english, Some(format!("{before}!")));
}

#[test]
fn hostile_text_neither_moves_the_cursor_nor_breaks_out_of_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let all = tarjuman::review::sample::Plan { size: 400, ..plan(&[Kind::Segment, Kind::Quote]) };
    let review = session(dir.path(), &[hostile::article(60)], &all, "<script>pwned=1</script>");
    for face in [Face::Served, Face::Sheet] {
        let mut bytes = Vec::new();
        page::write(&review, face, &mut bytes).unwrap();
        let html = String::from_utf8(bytes).unwrap();
        assert_eq!(html.matches("<script").count(), 2, "ours and the data, no other");
        assert!(!html.contains("<img") && !html.contains("<svg onload"));
        assert!(!html.contains(['\0', '\u{1b}']));
    }
    let n = review.drawn().len();
    let mut screen = Screen::new(review, 0);
    for _ in 0..n {
        for (width, height) in [(100, 30), (40, 12), (3, 3)] {
            let view = shown(&screen, width, height);
            assert!(!view.contains(['\u{1b}', '\u{202e}', '\0']));
        }
        press(&mut screen, "1", 5);
    }
    assert_eq!(screen.session().progress().judged, n);
}

#[test]
fn a_sheet_comes_back_whatever_the_spreadsheet_made_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let kinds = plan(&[Kind::Segment, Kind::Quote]);
    let review = session(dir.path(), &[fixture::dispatch()], &kinds, "ada");
    let mut bytes = Vec::new();
    sheet::csv(&review, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("\u{feff}unit,content,"));
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let names = reader.headers().unwrap().clone();
    let column = |name: &str| names.iter().position(|n| n == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), review.drawn().len());
    assert!(rows.iter().all(|row| row.len() == names.len()));
    assert!(rows.iter().any(|row| row[column("source")].contains('⟦')), "quoted words are marked");

    // Filled in, with semicolons, in Windows-1252, with one row nobody can read and one left empty.
    for (delimiter, western) in [(b',', false), (b';', true), (b'\t', false)] {
        let dir = tempfile::tempdir().unwrap();
        let mut review = session(dir.path(), &[fixture::dispatch()], &kinds, "ada");
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(&names).unwrap();
        for (n, row) in rows.iter().enumerate() {
            let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
            cells[column("verdict")] =
                ["Right", "3", "", "perhaps"][n.min(3) * usize::from(n < 4)].to_owned();
            if n == 1 {
                cells[column("note")] = "à revoir ; “relu”".to_owned();
                cells[column("reviewer")] = "Zoé".to_owned();
            }
            writer.write_record(&cells).unwrap();
        }
        let filled = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let bytes = if western {
            // What the old encoding lacks, a spreadsheet writes as a question mark.
            let known =
                filled.replace(|c: char| encoding_rs::WINDOWS_1252.encode(&String::from(c)).2, "?");
            encoding_rs::WINDOWS_1252.encode(&known).0.into_owned()
        } else {
            filled.into_bytes()
        };
        let (parsed, complaints) = sheet::read(&bytes).unwrap();
        assert_eq!((parsed.len(), complaints.len()), (rows.len() - 2, 1));
        assert!(complaints[0].to_string().contains("“perhaps” is no verdict"), "{complaints:?}");
        let (kept, refused) = review.import(parsed.clone(), NOW).unwrap();
        assert!(refused.is_empty(), "{refused:?}");
        assert_eq!(kept, rows.len() - 2);
        assert_eq!(review.import(parsed, NOW).unwrap().0, 0, "the same sheet says nothing new");
        drop(review);
        let review = session(dir.path(), &[fixture::dispatch()], &kinds, "Zoé");
        let zoe = (0..rows.len()).find_map(|n| review.verdict(n)).unwrap().0;
        assert_eq!((zoe.judgement, zoe.note.as_str()), (Judgement::Wrong, "à revoir ; “relu”"));
    }
}

#[test]
fn a_sheet_is_safe_in_a_spreadsheet() {
    let dir = tempfile::tempdir().unwrap();
    let all = tarjuman::review::sample::Plan { size: 400, ..plan(&[Kind::Segment, Kind::Quote]) };
    let mut review = session(dir.path(), &[hostile::article(40)], &all, "ada");
    let mut said = given(&review, 0, Judgement::Wrong);
    said.note = "=cmd|'/c calc'!A0".to_owned();
    review.judge(said, NOW).unwrap();
    let mut bytes = Vec::new();
    sheet::csv(&review, &mut bytes).unwrap();
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    for row in reader.records() {
        for cell in &row.unwrap() {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            assert!(!cell.contains(['\0', '\u{1b}']));
        }
    }
    // What was guarded comes back as it was typed.
    let (rows, complaints) = sheet::read(&bytes).unwrap();
    assert!(complaints.is_empty(), "{complaints:?}");
    let Said::Given(first) = &rows[0].said else { panic!("a filled row") };
    assert_eq!(first.note, "=cmd|'/c calc'!A0");
}

#[test]
fn an_export_is_read_back_elsewhere() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let kinds = plan(&[Kind::Segment]);
    let mut review = session(here.path(), &[fixture::dispatch()], &kinds, "ada");
    for n in 0..5 {
        let verdict = given(&review, n, Judgement::ALL[n % 4]);
        review.judge(verdict, NOW).unwrap();
    }
    drop(review);
    let store = tarjuman::review::store::Store::open(&here.path().join("verdicts.sqlite")).unwrap();
    let (verdicts, mut bytes) = (store.history().unwrap(), Vec::new());
    tarjuman::review::store::export(&verdicts, &mut bytes).unwrap();
    let (rows, complaints) = sheet::read(&bytes).unwrap();
    assert!(complaints.is_empty(), "{complaints:?}");
    let mut other = session(there.path(), &[fixture::dispatch()], &kinds, "ben");
    assert_eq!(other.import(rows, NOW).unwrap().0, 5);
    assert_eq!(other.progress().judged, 0, "they are ada's");
    let store =
        tarjuman::review::store::Store::open(&there.path().join("verdicts.sqlite")).unwrap();
    assert_eq!(store.history().unwrap(), verdicts);
    for bad in ["", "a,b,c\n1,2,3\n", "\u{0}\u{1}"] {
        assert!(sheet::read(bad.as_bytes()).is_err(), "{bad:?}");
    }
}
