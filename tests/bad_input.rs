//! What a person can do wrong, or meet by bad luck: each kind gives a clear message that names the
//! file and the remedy, and the other files are still finished.

mod common;

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{Ran, Scratch, TARJUMAN, tarjuman};

const GOOD: &str =
    "Le ministre est arrivé à Paris mardi.\n\nIl a dit : « Nous partirons demain. »\n";

/// Runs over `in/good.txt` and one more file; the good one must come out whatever the other is.
fn beside_a_good_file(name: &str, bytes: impl AsRef<[u8]>) -> (Scratch, Ran) {
    let scratch = Scratch::new();
    scratch.input("good.txt", GOOD);
    scratch.input(name, bytes);
    let ran = scratch.translate(&[]);
    let good = scratch.document("good");
    assert_eq!(good["segments"].as_array().map(Vec::len), Some(2), "{}", ran.err);
    (scratch, ran)
}

#[test]
fn an_empty_file_is_named() {
    let (_dir, ran) = beside_a_good_file("empty.txt", "");
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("empty.txt") && ran.err.contains("empty"), "{}", ran.err);
}

#[test]
fn a_file_of_white_space_is_named() {
    let (_dir, ran) = beside_a_good_file("blank.txt", " \n\n\t \n");
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("blank.txt"), "{}", ran.err);
}

/// The most memory, in bytes, that a running program has held at once; `None` where that is not told.
fn peak_memory(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(1024 * line.split_whitespace().nth(1)?.parse::<u64>().ok()?)
}

#[test]
fn five_megabytes_come_through_whole_in_bounded_memory() {
    // The same few sentences over and over: the store makes this a test of reading and writing.
    let text = GOOD.repeat(5_000_000 / GOOD.len() + 1);
    let scratch = Scratch::new();
    scratch.input("big.txt", &text);
    let mut child = Command::new(TARJUMAN)
        .args(["translate", &scratch.text("in"), "--out", &scratch.text("out"), "--beam", "1"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = loop {
        peak = peak.max(peak_memory(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    let english = fs::read_to_string(scratch.path("out/big.en.txt")).unwrap();
    assert!(english.len() > text.len() / 2);
    eprintln!("five megabytes: at most {} MB in memory", peak / 1_000_000);
    assert!(
        peak < 600_000_000,
        "{peak} bytes: is a document file built whole before it is written?"
    );
}

#[test]
fn windows_1252_is_read_and_said() {
    let text = encoding_rs::WINDOWS_1252.encode("L’été dernier, « le président » était à Nîmes.").0;
    let (scratch, ran) = beside_a_good_file("old.txt", text);
    let document = scratch.document("old");
    assert_eq!(document["document"]["text"], "L’été dernier, « le président » était à Nîmes.");
    assert_eq!(document["document"]["encoding"], "windows-1252", "{}", ran.err);
}

#[test]
fn utf_16_is_read_with_and_without_a_mark() {
    for bom in [true, false] {
        let mut bytes: Vec<u8> = if bom { vec![0xff, 0xfe] } else { Vec::new() };
        bytes.extend("Le président est à Nîmes.".encode_utf16().flat_map(u16::to_le_bytes));
        let (scratch, ran) = beside_a_good_file("wide.txt", bytes);
        let document = scratch.document("wide");
        assert_eq!(document["document"]["text"], "Le président est à Nîmes.", "{}", ran.err);
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let (_dir, ran) =
        beside_a_good_file("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0".repeat(40));
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("photo.txt"), "{}", ran.err);
}

#[test]
fn a_stray_nul_or_broken_byte_does_not_cost_the_file() {
    for bytes in [
        &b"Le ministre\0 est parti mardi de Paris.\n"[..],
        b"Le ministre \xed\xa0\x80 est parti mardi de Paris.\n",
    ] {
        let (_dir, ran) = beside_a_good_file("odd.txt", bytes);
        assert!(matches!(ran.status, Some(0 | 1)), "{}", ran.err);
        assert!(ran.err.contains("odd.txt"), "it is said: {}", ran.err);
    }
}

#[test]
fn a_sentence_of_two_thousand_words_is_cut_and_flagged() {
    let text =
        format!("Il a vu {}et rien d'autre.", "le port, la ville et la mer, puis ".repeat(250));
    let (scratch, ran) = beside_a_good_file("long.txt", text);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let document = scratch.document("long");
    let flags = document["segments"][0]["flags"].to_string();
    assert!(flags.contains("resplit"), "{flags}");
    assert!(document["segments"][0]["target"]["text"].as_str().unwrap().len() > 2000);
}

#[test]
fn right_to_left_text_keeps_its_order_and_its_direction() {
    let arabic = "قال الوزير: «سنغادر غدا». وأضاف أن القوات ستعود إلى الوطن.";
    let (scratch, ran) = beside_a_good_file("arabic.txt", arabic);
    assert!(matches!(ran.status, Some(0 | 1)), "{}", ran.err);
    let document = scratch.document("arabic");
    assert_eq!(document["document"]["text"], arabic);
    let page = fs::read_to_string(scratch.path("out/arabic.html")).unwrap();
    assert!(page.contains("dir="), "a page says which way its text runs");
}

#[test]
fn quotes_that_never_close_are_kept_and_flagged() {
    let (scratch, ran) = beside_a_good_file(
        "open.txt",
        "Il a dit : « Nous partirons demain.\n\nPuis il est parti.\n",
    );
    assert!(matches!(ran.status, Some(0 | 1)), "{}", ran.err);
    let document = scratch.document("open");
    assert_eq!(document["quotes"][0]["source"]["text"], "Nous partirons demain.");
}

#[test]
fn nothing_to_read_is_an_error() {
    let scratch = Scratch::new();
    fs::create_dir(scratch.path("in")).unwrap();
    let ran = scratch.translate(&[]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains(".txt"), "it says what it looks for: {}", ran.err);
    let ran = tarjuman(&["translate", "no-such-file.txt", "--out", &scratch.text("out")]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("no-such-file.txt"), "{}", ran.err);
}

/// Runs the binary as a user without rights. `None` where this process cannot become one.
#[cfg(unix)]
fn as_nobody(args: &[&str]) -> Option<Ran> {
    use std::os::unix::process::CommandExt;
    let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"));
    let mut command = Command::new(TARJUMAN);
    command.args(args);
    if root {
        command.uid(65534).gid(65534);
    }
    let ran = command.output().ok().map(Ran::from);
    if ran.is_none() {
        eprintln!("skipped: this machine lets no other user start the program");
    }
    ran
}

#[cfg(unix)]
fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode can be set");
}

#[cfg(unix)]
#[test]
fn a_file_or_folder_that_may_not_be_read_is_named() {
    let scratch = Scratch::new();
    scratch.input("good.txt", GOOD);
    scratch.input("secret.txt", GOOD);
    scratch.input("closed/a.txt", GOOD);
    fs::create_dir(scratch.path("out")).unwrap();
    for (name, mode) in
        [("", 0o755), ("in", 0o755), ("out", 0o777), ("in/secret.txt", 0o000), ("in/closed", 0o000)]
    {
        set_mode(&scratch.path(name), mode);
    }
    let (input, out) = (scratch.text("in"), scratch.text("out"));
    let Some(ran) = as_nobody(&["translate", &input, "--out", &out, "--beam", "1"]) else { return };
    set_mode(&scratch.path("in/closed"), 0o755);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    assert!(ran.err.contains("secret.txt") && ran.err.contains("closed"), "{}", ran.err);
    assert!(scratch.path("out/good.json").exists());
}

#[cfg(unix)]
#[test]
fn an_output_folder_without_permission_is_named_before_any_work() {
    let scratch = Scratch::new();
    scratch.input("good.txt", GOOD);
    fs::create_dir(scratch.path("out")).unwrap();
    for (name, mode) in [("", 0o755), ("in", 0o755), ("out", 0o555)] {
        set_mode(&scratch.path(name), mode);
    }
    let (input, out) = (scratch.text("in"), scratch.text("out"));
    let Some(ran) = as_nobody(&["translate", &input, "--out", &out]) else { return };
    assert_eq!(ran.status, Some(2), "{}", ran.err);
    assert!(ran.err.contains("out") && ran.err.contains("--out"), "{}", ran.err);
    assert_eq!(fs::read_dir(scratch.path("out")).unwrap().count(), 0);
}

#[test]
fn an_output_folder_that_is_a_file_is_named() {
    let scratch = Scratch::new();
    scratch.input("good.txt", GOOD);
    fs::write(scratch.path("out"), "a file").unwrap();
    let ran = scratch.translate(&[]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("out"), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_leaves_no_half_file() {
    let scratch = Scratch::new();
    let paragraph = "Le ministre est arrivé mardi.\n\n";
    scratch.input("long.txt", paragraph.repeat(4000));
    fs::create_dir(scratch.path("out")).unwrap();
    // A disk of 300 KiB, seen by this one process only.
    let script = format!(
        "mount -t tmpfs -o size=300k tmpfs {out} && {TARJUMAN} translate {input} --out {out} --beam 1; \
         code=$?; ls -A {out}; exit $code",
        out = scratch.text("out"),
        input = scratch.text("in")
    );
    let can_mount = Command::new("unshare")
        .args(["-m", "sh", "-c", &format!("mount -t tmpfs tmpfs {}", scratch.text("out"))])
        .output()
        .is_ok_and(|o| o.status.success());
    if !can_mount {
        eprintln!("skipped: no right to mount a small disk");
        return;
    }
    let ran: Ran =
        Command::new("unshare").args(["-m", "sh", "-c", &script]).output().unwrap().into();
    assert!(matches!(ran.status, Some(1 | 2)), "{} {}", ran.out, ran.err);
    assert!(ran.err.contains("space"), "{}", ran.err);
    assert!(!ran.out.contains("long.json"), "no half file: {}", ran.out);
}
