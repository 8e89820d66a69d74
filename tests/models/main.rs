//! Names to verified models: a hub on 127.0.0.1, its cache layout on disk, and every way they fail.

mod hub;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hub::{FIRST, FakeHub, Fault, ID, SECOND, files, sha256};
use tarjuman::corpus::model_files::Place;
use tarjuman::models::error::Error;
use tarjuman::models::{self, FileState, Model, State, StoreOptions};
use tempfile::TempDir;

/// The files of [`hub::files`] that the engine reads.
const NEEDED: [&str; 5] =
    ["config.json", "pytorch_model.bin", "source.spm", "target.spm", "vocab.json"];
const WEIGHTS: &str = "pytorch_model.bin";

fn options(hub: &FakeHub, cache: &Path) -> StoreOptions {
    StoreOptions {
        endpoint: hub.endpoint(),
        online: true,
        patience: Duration::from_millis(1500),
        pause: Duration::from_millis(5),
        ..StoreOptions::new(cache)
    }
}

fn start() -> (FakeHub, TempDir, StoreOptions) {
    let (hub, cache) = (FakeHub::start(), tempfile::tempdir().expect("a folder for tests"));
    let options = options(&hub, cache.path());
    (hub, cache, options)
}

fn fetch(name: &str, options: &StoreOptions) -> Result<Model, Error> {
    models::fetch(name, options, &mut |_| {})
}

fn find(name: &str, options: &StoreOptions) -> Result<Model, Error> {
    models::find(name, options, &mut |_| {})
}

fn offline(options: &StoreOptions) -> StoreOptions {
    StoreOptions { online: false, ..options.clone() }
}

fn repository(cache: &TempDir) -> PathBuf {
    cache.path().join("models--ann--opus-mt-fr-en")
}

fn part(cache: &TempDir) -> PathBuf {
    let hash = sha256(&files(1)[WEIGHTS]);
    repository(cache).join("blobs").join(format!("{hash}.part"))
}

/// The message must hold every one of `parts`.
#[track_caller]
fn says(error: &Error, parts: &[&str]) {
    let message = error.to_string();
    for part in parts {
        assert!(message.contains(part), "“{part}” is not in the message:\n{message}");
    }
}

#[track_caller]
fn is_whole(model: &Model) {
    for (name, place) in model.files.iter() {
        let Place::Disk(path) = place else { panic!("{name} is not on disk") };
        assert_eq!(fs::read(path).expect("it was checked"), files(1)[name], "{name}");
    }
}

#[test]
fn a_fetched_model_is_found_without_the_network() {
    let (hub, cache, options) = start();
    let mut seen = Vec::new();
    let model =
        models::fetch(ID, &options, &mut |p| seen.push((p.file.to_owned(), p.done, p.total)));
    let model = model.unwrap();
    assert_eq!(seen.last().unwrap().2.unwrap(), seen.last().unwrap().1, "the last step is the end");
    assert_eq!(model.files.names().collect::<Vec<_>>(), NEEDED, "what nobody reads is not fetched");
    assert_eq!((model.identity.model.as_str(), model.identity.revision.as_str()), (ID, FIRST));
    assert_eq!(model.identity.weights_sha256, sha256(&files(1)[WEIGHTS]));
    is_whole(&model);
    assert_eq!(
        model.files.directory(),
        Some(repository(&cache).join("snapshots").join(FIRST).as_path())
    );
    assert_eq!(fs::read_to_string(repository(&cache).join("refs/main")).unwrap(), FIRST);

    hub.set().log.clear();
    let again = find(ID, &offline(&options)).unwrap();
    assert_eq!(again.identity, model.identity);
    assert_eq!(
        find(&format!("{ID}@{FIRST}"), &offline(&options)).unwrap().identity,
        model.identity
    );
    find(ID, &options).unwrap();
    assert!(hub.set().log.is_empty(), "a model that is here needs no hub, online or not");
}

#[test]
fn offline_is_the_default_and_says_what_to_do() {
    let cache = tempfile::tempdir().unwrap();
    let options = StoreOptions::new(cache.path());
    let error = find(ID, &options).unwrap_err();
    says(&error, &[ID, "tarjuman models fetch", "--online", cache.path().to_str().unwrap()]);
    says(&fetch(ID, &options).unwrap_err(), &["off", "--online", ID]);
    says(&models::verify(ID, &options).unwrap_err(), &[ID, "fetch"]);
    assert!(fs::read_dir(cache.path()).unwrap().next().is_none(), "nothing was written");
}

#[test]
fn online_fetches_what_is_not_there() {
    let (_hub, _cache, options) = start();
    is_whole(&find(ID, &options).unwrap());
    is_whole(&find(ID, &offline(&options)).unwrap());
}

#[test]
fn main_moves_only_when_asked() {
    let (hub, _cache, options) = start();
    fetch(ID, &options).unwrap();
    hub.set().commits.insert(SECOND.to_owned(), files(2));
    hub.set().main = SECOND.to_owned();
    assert_eq!(find(ID, &options).unwrap().identity.revision, FIRST, "recorded is recorded");
    hub.asked("");
    let newer = fetch(ID, &options).unwrap();
    assert_eq!(newer.identity.revision, SECOND);
    assert_eq!(hub.asked("").len(), 1, "the files that are the same are not fetched twice");
    assert_eq!(find(ID, &options).unwrap().identity.revision, SECOND);
    let older = find(&format!("{ID}@{FIRST}"), &offline(&options)).unwrap();
    assert_ne!(older.identity.fingerprint(), newer.identity.fingerprint());
}

#[test]
fn a_changed_byte_is_named_and_repaired() {
    let (hub, cache, options) = start();
    fetch(ID, &options).unwrap();
    let file = repository(&cache).join("snapshots").join(FIRST).join(WEIGHTS);
    let mut bytes = fs::read(&file).unwrap();
    bytes[1234] ^= 1;
    fs::write(&file, &bytes).unwrap();

    let error = find(ID, &offline(&options)).unwrap_err();
    assert!(matches!(error, Error::WrongHash { .. }), "{error:?}");
    says(&error, &[WEIGHTS, &sha256(&bytes), &sha256(&files(1)[WEIGHTS]), "models fetch"]);
    let report = models::verify(ID, &offline(&options)).unwrap();
    assert!(!report.passed());
    for check in &report.files {
        let is_good = matches!(check.state, FileState::Good);
        assert_eq!(is_good, !check.file.ends_with(WEIGHTS), "{check:?}");
    }

    hub.asked("");
    is_whole(&fetch(ID, &options).unwrap());
    assert_eq!(hub.asked("").len(), 1, "only the damaged file is fetched again");
    assert!(models::verify(ID, &offline(&options)).unwrap().passed());
}

#[test]
fn a_file_that_came_later_is_not_used() {
    let (_hub, cache, options) = start();
    let model = fetch(ID, &options).unwrap();
    let snapshot = repository(&cache).join("snapshots").join(FIRST);
    fs::write(snapshot.join("model.safetensors"), b"not what was fetched").unwrap();
    let again = find(ID, &offline(&options)).unwrap();
    assert_eq!((again.identity.weights.as_str(), again.files), (WEIGHTS, model.files));
}

#[test]
fn a_short_file_and_a_missing_file_are_named() {
    let (_hub, cache, options) = start();
    fetch(ID, &options).unwrap();
    let snapshot = repository(&cache).join("snapshots").join(FIRST);
    fs::write(snapshot.join("source.spm"), b"sour").unwrap();
    let error = find(ID, &options).unwrap_err();
    assert!(matches!(error, Error::WrongSize { expected: 13, got: 4, .. }), "{error:?}");
    says(&error, &["source.spm", "13", "4"]);
    fs::remove_file(snapshot.join("source.spm")).unwrap();
    let error = find(ID, &options).unwrap_err();
    assert!(matches!(error, Error::Gone { .. }), "{error:?}");
    says(&error, &["source.spm", "repairs"]);
    is_whole(&fetch(ID, &options).unwrap());
}

#[test]
fn an_interrupted_download_goes_on_where_it_stopped() {
    let (hub, cache, options) = start();
    (hub.set().cuts, hub.set().cut_after) = (1, 100_000);
    let once = StoreOptions { attempts: 1, ..options.clone() };
    let error = fetch(ID, &once).unwrap_err();
    assert!(matches!(error, Error::Interrupted { got: 100_000, .. }), "{error:?}");
    says(&error, &[WEIGHTS, "100000 of 300000", "goes on"]);
    assert_eq!(fs::metadata(part(&cache)).unwrap().len(), 100_000);
    assert!(
        matches!(find(ID, &offline(&options)), Err(Error::NotFetched { .. })),
        "half is not a model"
    );

    hub.asked("");
    is_whole(&fetch(ID, &once).unwrap());
    assert_eq!(hub.asked(WEIGHTS), [Some("bytes=100000-".to_owned())]);
    assert!(!part(&cache).exists());
}

#[test]
fn a_line_that_drops_often_is_still_a_line() {
    let (hub, _cache, options) = start();
    (hub.set().cuts, hub.set().cut_after) = (9, 30_000);
    is_whole(&fetch(ID, &StoreOptions { attempts: 2, ..options }).unwrap());
    assert_eq!(hub.asked(WEIGHTS).len(), 10);
}

#[test]
fn a_server_without_ranges_is_started_over() {
    let (hub, _cache, options) = start();
    (hub.set().cuts, hub.set().cut_after) = (1, 100_000);
    hub.set().fault = Fault::IgnoresRanges;
    is_whole(&fetch(ID, &options).unwrap());
    assert_eq!(hub.asked(WEIGHTS).len(), 2);
}

#[test]
fn a_cut_that_looks_like_the_end_is_none() {
    let (hub, _cache, options) = start();
    (hub.set().fault, hub.set().cuts, hub.set().cut_after) = (Fault::Unmeasured, 1, 100_000);
    is_whole(&fetch(ID, &options).unwrap());
    assert_eq!(hub.asked(WEIGHTS), [None, Some("bytes=100000-".to_owned())]);
}

#[test]
fn another_range_than_the_one_asked_for_is_not_appended() {
    let (hub, cache, options) = start();
    (hub.set().fault, hub.set().cuts, hub.set().cut_after) = (Fault::WrongRange, 1, 100_000);
    is_whole(&fetch(ID, &options).unwrap());
    assert_eq!(hub.asked(WEIGHTS), [None, Some("bytes=100000-".to_owned()), None], "started over");
    assert!(!part(&cache).exists());
}

#[test]
fn a_listing_without_sizes_is_enough() {
    let (hub, _cache, options) = start();
    (hub.set().fault, hub.set().cuts, hub.set().cut_after) = (Fault::Terse, 2, 100_000);
    is_whole(&fetch(ID, &options).unwrap());
    is_whole(&find(ID, &offline(&options)).unwrap());
}

#[test]
fn a_leftover_that_cannot_be_right_does_no_harm() {
    let (hub, cache, options) = start();
    fs::create_dir_all(part(&cache).parent().unwrap()).unwrap();
    fs::write(part(&cache), vec![7; 400_000]).unwrap();
    is_whole(&fetch(ID, &options).unwrap());
    drop((hub, cache));

    // Right length so far, wrong bytes: only the hash can tell, and then nothing of it is kept.
    let (_hub, cache, options) = start();
    fs::create_dir_all(part(&cache).parent().unwrap()).unwrap();
    fs::write(part(&cache), vec![7; 1000]).unwrap();
    let error = fetch(ID, &options).unwrap_err();
    assert!(matches!(error, Error::WrongDownload { .. }), "{error:?}");
    says(&error, &[WEIGHTS, "thrown away"]);
    is_whole(&fetch(ID, &options).unwrap());
}

#[test]
fn a_commit_whose_bytes_change_is_refused() {
    let (hub, cache, options) = start();
    fetch(ID, &options).unwrap();
    fs::remove_dir_all(repository(&cache).join("snapshots")).unwrap();
    fs::remove_dir_all(repository(&cache).join("blobs")).unwrap();
    hub.set().commits.insert(FIRST.to_owned(), files(3));
    let error = fetch(ID, &options).unwrap_err();
    says(&error, &[WEIGHTS, &sha256(&files(1)[WEIGHTS]), &sha256(&files(3)[WEIGHTS])]);
}

#[test]
fn two_fetches_at_once_do_the_work_once() {
    let (hub, _cache, options) = start();
    std::thread::scope(|scope| {
        let fetches: Vec<_> = (0..3).map(|_| scope.spawn(|| fetch(ID, &options))).collect();
        for fetch in fetches {
            is_whole(&fetch.join().expect("no panic").unwrap());
        }
    });
    assert_eq!(hub.asked(WEIGHTS).len(), 1);
}

#[test]
fn a_silent_server_is_not_waited_for_for_ever() {
    let (hub, cache, options) = start();
    hub.set().fault = Fault::FallsSilent;
    let begin = Instant::now();
    let patience = Duration::from_millis(300);
    let error = fetch(ID, &StoreOptions { attempts: 1, patience, ..options }).unwrap_err();
    assert!(matches!(error, Error::Interrupted { .. }), "{error:?}");
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    assert_eq!(fs::metadata(part(&cache)).unwrap().len(), 150_000, "what came is kept");
}

#[test]
fn an_overloaded_server_is_asked_again() {
    let (hub, _cache, options) = start();
    hub.set().overloaded = 3;
    is_whole(&fetch(ID, &options).unwrap());
    hub.set().commits.insert(SECOND.to_owned(), files(2));
    hub.set().overloaded = 99;
    let error = fetch(&format!("{ID}@{SECOND}"), &options).unwrap_err();
    assert!(matches!(error, Error::Refused { status: 503, .. }), "{error:?}");
}

#[test]
fn what_the_hub_does_not_have() {
    let (hub, _cache, options) = start();
    let error = fetch(&format!("{ID}@v9"), &options).unwrap_err();
    assert!(matches!(error, Error::NoRevision { .. }), "{error:?}");
    says(&error, &[ID, "v9"]);
    let error = fetch("ann/nothing", &options).unwrap_err();
    assert!(matches!(error, Error::NoRepository { .. }), "{error:?}");
    says(&error, &["ann/nothing", "spelling"]);
    hub.set()
        .commits
        .get_mut(FIRST)
        .unwrap()
        .retain(|name, _| name != "vocab.json" && name != WEIGHTS);
    let error = fetch(ID, &options).unwrap_err();
    says(&error, &[ID, FIRST, "vocab.json", "pytorch_model.bin", "tf_model.h5"]);
}

#[test]
fn what_is_no_hub() {
    let (hub, _cache, options) = start();
    hub.set().listing = Some((200, "", "<html>Please log in to this café</html>"));
    says(&fetch(ID, &options).unwrap_err(), &["is this address a hub"]);
    // A commit that is a path must not lead out of the cache.
    hub.set().listing = Some((200, "", r#"{"sha": "../../../x", "siblings": []}"#));
    says(&fetch(ID, &options).unwrap_err(), &["is this address a hub"]);
    let closed = StoreOptions { endpoint: "http://127.0.0.1:1".to_owned(), ..options.clone() };
    let error = fetch(ID, &closed).unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    says(&error, &["127.0.0.1:1", "check the network"]);
    let odd = StoreOptions { endpoint: "ftp://hub".to_owned(), ..options };
    says(&fetch(ID, &odd).unwrap_err(), &["ftp://hub", "http"]);
}

#[test]
fn a_token_goes_to_the_hub_and_no_further() {
    let (hub, _cache, options) = start();
    fetch(ID, &StoreOptions { token: Some("secret".to_owned()), ..options }).unwrap();
    for (path, _, token) in &hub.set().log {
        assert_eq!(*token, !path.starts_with("/cdn/"), "{path}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_called_one() {
    let (_hub, cache, options) = start();
    fs::create_dir_all(part(&cache).parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("/dev/full", part(&cache)).unwrap();
    let error = fetch(ID, &options).unwrap_err();
    says(&error, &[part(&cache).to_str().unwrap(), "the disk is full"]);
    fs::remove_file(part(&cache)).unwrap();
    is_whole(&fetch(ID, &options).unwrap());
}

#[test]
fn a_cache_that_cannot_be_written_is_named() {
    let (hub, cache, _) = start();
    let file = cache.path().join("file");
    fs::write(&file, b"").unwrap();
    let error = fetch(ID, &options(&hub, &file.join("cache"))).unwrap_err();
    says(&error, &[file.to_str().unwrap(), "a file stands where a folder should be"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let closed = cache.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
        if fs::write(closed.join("probe"), b"").is_ok() {
            eprintln!("skipped: this user may write anywhere");
            return;
        }
        let error = fetch(ID, &options(&hub, &closed)).unwrap_err();
        says(&error, &[closed.to_str().unwrap(), "permissions"]);
    }
}

/// A snapshot as the Python library leaves it: content by hash, symlinks, a ref; no record of ours.
#[cfg(unix)]
fn foreign(cache: &TempDir) -> PathBuf {
    let repository = repository(cache);
    let snapshot = repository.join("snapshots").join(FIRST);
    for folder in [&repository.join("blobs"), &repository.join("refs"), &snapshot] {
        fs::create_dir_all(folder).expect("a folder for tests");
    }
    for (name, bytes) in files(1).iter().filter(|(name, _)| NEEDED.contains(&name.as_str())) {
        let hash = sha256(bytes);
        let blob = if bytes.len() > 1000 { &hash } else { &hash[..40] };
        fs::write(repository.join("blobs").join(blob), bytes).expect("a folder for tests");
        let target = Path::new("../../blobs").join(blob);
        std::os::unix::fs::symlink(target, snapshot.join(name)).expect("a folder for tests");
    }
    fs::write(repository.join("refs/main"), FIRST).expect("a folder for tests");
    snapshot
}

#[cfg(unix)]
#[test]
fn a_model_another_program_fetched_is_adopted() {
    let cache = tempfile::tempdir().unwrap();
    let snapshot = foreign(&cache);
    let options = StoreOptions::new(cache.path());
    let model = find(ID, &options).unwrap();
    is_whole(&model);
    assert_eq!(model.identity.revision, FIRST);
    // From now on every file is held to what it was, the small ones too.
    fs::write(snapshot.join("vocab.json"), b"{\"</s>\": 1}").unwrap();
    says(&find(ID, &options).unwrap_err(), &["vocab.json", "SHA-256"]);
}

#[cfg(unix)]
#[test]
fn a_damaged_model_is_not_adopted() {
    let cache = tempfile::tempdir().unwrap();
    let snapshot = foreign(&cache);
    let mut bytes = files(1)[WEIGHTS].clone();
    bytes[0] ^= 1;
    fs::write(snapshot.join(WEIGHTS), bytes).unwrap();
    let options = StoreOptions::new(cache.path());
    assert!(matches!(find(ID, &options), Err(Error::WrongHash { .. })));
    assert!(matches!(find(ID, &options), Err(Error::WrongHash { .. })), "and not the second time");
}

#[cfg(unix)]
#[test]
fn a_directory_is_a_model() {
    let cache = tempfile::tempdir().unwrap();
    let snapshot = foreign(&cache);
    let options = StoreOptions::new(tempfile::tempdir().unwrap().path());
    let model = find(snapshot.to_str().unwrap(), &options).unwrap();
    is_whole(&model);
    assert_eq!((model.identity.model.as_str(), model.identity.revision.as_str()), (FIRST, "local"));
    assert!(models::verify(snapshot.to_str().unwrap(), &options).unwrap().passed());

    let error = find(repository(&cache).to_str().unwrap(), &options).unwrap_err();
    says(&error, &["hub's cache", snapshot.to_str().unwrap()]);
    fs::remove_file(snapshot.join("target.spm")).unwrap();
    let error = find(snapshot.to_str().unwrap(), &options).unwrap_err();
    says(&error, &[snapshot.to_str().unwrap(), "target.spm", "found config.json"]);
    says(&fetch(snapshot.to_str().unwrap(), &options).unwrap_err(), &["not on the hub"]);
}

#[test]
fn the_list_tells_what_is_where() {
    let (_hub, _cache, options) = start();
    let of = |id: &str| -> Vec<_> {
        let cards = models::list(&offline(&options)).unwrap();
        cards.into_iter().filter(|card| card.id == id).collect()
    };
    let known = &of("Helsinki-NLP/opus-mt-fr-en")[0];
    assert_eq!((&known.state, known.revision.as_deref()), (&State::Absent, None));
    assert_eq!(known.languages.0[0].code(), "fr");
    assert!(of(ID).is_empty());
    fetch(ID, &options).unwrap();
    let [card] = &of(ID)[..] else { panic!("one card") };
    assert_eq!((&card.state, card.revision.as_deref()), (&State::Cached, Some(FIRST)));
    assert_eq!(card.files.iter().map(|file| file.size).sum::<u64>(), 300_061);
    assert_eq!(models::show(ID, &options).unwrap(), *card);
}
