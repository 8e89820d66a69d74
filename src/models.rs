//! Layer 2 · a model's name → its verified files and what identifies them. Builds no tensors, knows no documents.
//!
//! A name is `default` (carried in the program), a directory, or a hub id. Nothing touches the network unless
//! [`StoreOptions::online`] is set; every hash that was ever recorded of a file on disk is
//! checked at each use; the carried files were hashed when they were compiled in, and [`verify`] hashes them again.

pub mod catalogue;
pub mod error;
pub mod identity;
pub mod name;

mod cache;
mod embedded;
mod fetch;
mod hub;
mod layout;
mod verify;

use std::borrow::Cow;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::corpus::lang::Lang;
use crate::corpus::model_files::{ModelFiles, Place};
use crate::models::cache::{Corner, Record};
use crate::models::catalogue::Entry;
use crate::models::error::Error;
use crate::models::identity::Identity;
use crate::models::name::{HubId, ModelName};

pub use crate::models::verify::{FileCheck, FileState, Verification, verify};

/// A model ready to load: every file is there and is the one recorded.
#[derive(Clone, Debug)]
pub struct Model {
    /// Which model, down to the byte.
    pub identity: Identity,
    /// Where its files are.
    pub files: ModelFiles,
}

impl Model {
    /// Whether it makes sentence vectors and not translations: the tokenizers of the two differ.
    #[must_use]
    pub fn is_encoder(&self) -> bool {
        self.files.get("tokenizer.json").is_some()
    }

    /// The bytes of the file `name`, borrowed where the program carries them; `None` if the model has no such file.
    ///
    /// # Errors
    /// [`Error::Read`] for a file that cannot be read.
    pub fn read(&self, name: &str) -> Result<Option<Cow<'static, [u8]>>, Error> {
        Ok(match self.files.get(name) {
            None => None,
            Some(Place::Memory(bytes)) => Some(Cow::Borrowed(*bytes)),
            Some(Place::Disk(path)) => Some(Cow::Owned(fs::read(path).map_err(Error::read(path))?)),
        })
    }
}

/// Where models are kept and how the hub is reached.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// The hub's cache folder; [`cache_dir`] finds the usual one.
    pub cache_dir: PathBuf,
    /// The hub's address. Default `https://huggingface.co`.
    pub endpoint: String,
    /// Whether the hub may be asked at all. Default no.
    pub online: bool,
    /// A token for private repositories, sent to the endpoint and to no host it redirects to. Default none.
    pub token: Option<String>,
    /// A proxy such as `http://proxy:3128`. Default none.
    pub proxy: Option<String>,
    /// How long a silent connection is waited for. Default 30 seconds.
    pub patience: Duration,
    /// Attempts in a row without a new byte after which a download is given up. Default 4.
    pub attempts: u32,
    /// The wait before the second such attempt; it grows with each. Default half a second.
    pub pause: Duration,
}

impl StoreOptions {
    /// The defaults, over the cache in `cache_dir`.
    #[must_use]
    pub fn new(cache_dir: impl Into<PathBuf>) -> Self {
        Self {
            cache_dir: cache_dir.into(),
            endpoint: "https://huggingface.co".to_owned(),
            online: false,
            token: None,
            proxy: None,
            patience: Duration::from_secs(30),
            attempts: 4,
            pause: hub::PAUSE,
        }
    }
}

/// How far a download is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Bytes on disk.
    pub done: u64,
    /// Bytes in all, where the hub says so.
    pub total: Option<u64>,
}

/// The hub's usual cache folder, given a way to look up environment variables: `HF_HUB_CACHE`, else
/// `HF_HOME/hub`, else `huggingface/hub` under `XDG_CACHE_HOME` or `~/.cache`. `None` without any home.
///
/// ```
/// use tarjuman::models::cache_dir;
/// let home = |name: &str| (name == "HOME").then(|| "/home/ann".into());
/// assert_eq!(cache_dir(&home).unwrap(), std::path::Path::new("/home/ann/.cache/huggingface/hub"));
/// ```
#[must_use]
pub fn cache_dir(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = || {
        let home = || path("HOME").or_else(|| path("USERPROFILE"));
        path("XDG_CACHE_HOME").or_else(|| Some(home()?.join(".cache")))
    };
    path("HF_HUB_CACHE")
        .or_else(|| Some(path("HF_HOME")?.join("hub")))
        .or_else(|| Some(cache()?.join("huggingface").join("hub")))
}

/// Finds the model called `name` and checks its files. A hub model that is not in the cache is fetched if
/// `options.online`, with `progress` called as bytes arrive.
///
/// ```
/// use tarjuman::models::{self, StoreOptions};
/// let options = StoreOptions::new("an-empty-cache");
/// let error = models::find("Helsinki-NLP/opus-mt-fr-en", &options, &mut |_| {}).unwrap_err();
/// assert!(error.to_string().contains("models fetch Helsinki-NLP/opus-mt-fr-en --online"));
/// ```
///
/// # Errors
/// See [`Error`]: each says which file or place is at fault and what to do.
pub fn find(
    name: &str,
    options: &StoreOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Model, Error> {
    match ModelName::parse(name)? {
        ModelName::Default => embedded::model(),
        ModelName::Directory(dir) => local(&dir),
        ModelName::Hub(id) => match cached(&id, options)? {
            Some(model) => Ok(model),
            None if options.online => fetched(&id, options, progress),
            None => Err(Error::NotFetched { id: id.to_string(), cache: options.cache_dir.clone() }),
        },
    }
}

/// Downloads the hub model called `name`, or what is missing or damaged of it, and checks it. Without a revision,
/// `main` is looked up anew and the commit it stands for is recorded.
///
/// # Errors
/// [`Error::NothingToFetch`] for the default model or a directory, [`Error::Offline`] without `options.online`.
pub fn fetch(
    name: &str,
    options: &StoreOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Model, Error> {
    match ModelName::parse(name)? {
        ModelName::Hub(id) => fetched(&id, options, progress),
        ModelName::Default | ModelName::Directory(_) => {
            Err(Error::NothingToFetch { model: name.to_owned() })
        }
    }
}

fn fetched(
    id: &HubId,
    options: &StoreOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Model, Error> {
    let commit = fetch::fetch(id, options, progress)?;
    let id = id.at(&commit);
    cached(&id, options)?.ok_or_else(|| Error::Gone {
        file: options.cache_dir.display().to_string(),
        model: id.to_string(),
    })
}

/// The model in the directory `dir`.
fn local(dir: &Path) -> Result<Model, Error> {
    let (files, chosen) = layout::directory(dir)?;
    let mut records = Vec::new();
    for (name, place) in files.iter() {
        records.push(identity::measure(name, place).map_err(Error::read(&dir.join(name)))?);
    }
    // `--model .` has a name too.
    let real = fs::canonicalize(dir).map_err(Error::read(dir))?;
    let name = real.file_name().map_or_else(|| "/".to_owned(), |name| name.display().to_string());
    let identity = Identity::new(&name, "local", &chosen.weights, records)
        .expect("the weights were chosen from these files");
    Ok(Model { identity, files })
}

/// The model `id` out of the cache, its files checked against the record; `None` if it is not there.
fn cached(id: &HubId, options: &StoreOptions) -> Result<Option<Model>, Error> {
    let corner = Corner::new(&options.cache_dir, id);
    let Some(record) = recorded(&corner, id)? else { return Ok(None) };
    verify::recorded(&corner, id, &record)?.into_result()?;
    // From the record, not the folder: a file that came there later was never checked.
    let snapshot = corner.snapshot(&record.commit);
    let names: Vec<&str> = record.files.iter().map(|file| file.name.as_str()).collect();
    let chosen = layout::choose(&snapshot.display().to_string(), &names)?;
    let files = layout::files(&snapshot, &chosen);
    let identity = Identity::new(id.repository(), &record.commit, &chosen.weights, record.files)
        .expect("the weights were chosen from these files");
    Ok(Some(Model { identity, files }))
}

/// The record of `id`, made now if another program fetched the model.
fn recorded(corner: &Corner, id: &HubId) -> Result<Option<Record>, Error> {
    let Some(commit) = corner.commit_of(&wanted(id)) else { return Ok(None) };
    match corner.record(&commit)? {
        Some(record) => Ok(Some(record)),
        None => corner.adopt(id, &commit),
    }
}

/// The revision `id` asks for: its own, else the catalogue's, else `main`.
fn wanted(id: &HubId) -> String {
    let pinned = || catalogue::entry(id.repository())?.revision.clone();
    id.revision().map(str::to_owned).or_else(pinned).unwrap_or_else(|| "main".to_owned())
}

/// Where a listed model is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// In the program.
    Carried,
    /// In the cache.
    Cached,
    /// Known, not fetched.
    Absent,
    /// A directory the person named.
    Local,
}

/// A line of `models list`, or the page of `models show`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What `--model` takes.
    pub id: String,
    /// Where it is.
    pub state: State,
    /// The commit in the cache, or the pinned one; `None` until it is fetched.
    pub revision: Option<String>,
    /// One line for a person choosing; empty for a model the catalogue does not know.
    pub about: String,
    /// The languages it reads and writes; empty for a model the catalogue does not know.
    pub languages: (Vec<Lang>, Vec<Lang>),
    /// The terms, where known.
    pub licence: Option<String>,
    /// Files with size and hash, as recorded; empty until they are known.
    pub files: Vec<identity::FileRecord>,
}

impl Card {
    fn new(id: &str, state: State) -> Self {
        let entry = catalogue::entry(id);
        let side = |of: fn(&Entry) -> &Vec<Lang>| entry.map(of).cloned().unwrap_or_default();
        Self {
            id: id.to_owned(),
            state,
            revision: entry.and_then(|entry| entry.revision.clone()),
            about: entry.map(|entry| entry.about.clone()).unwrap_or_default(),
            languages: (side(|entry| &entry.source), side(|entry| &entry.target)),
            licence: entry.map(|entry| entry.licence.clone()),
            files: entry.map(|entry| entry.files.clone()).unwrap_or_default(),
        }
    }

    fn of_record(record: Record) -> Self {
        let card = Self::new(&record.repository, State::Cached);
        Self { revision: Some(record.commit), files: record.files, ..card }
    }
}

/// The catalogue in its order, each model with every revision the cache holds, then what else this program fetched.
///
/// # Errors
/// [`Error::Read`] or [`Error::Record`] for a cache that cannot be read.
pub fn list(options: &StoreOptions) -> Result<Vec<Card>, Error> {
    let mut records = cache::records(&options.cache_dir)?;
    let mut cards = Vec::new();
    for entry in catalogue::entries() {
        if entry.embedded {
            let state = if embedded::is_here() { State::Carried } else { State::Absent };
            cards.push(Card::new(&entry.id, state));
            continue;
        }
        let (own, rest) = records.into_iter().partition(|record| record.repository == entry.id);
        records = rest;
        let own: Vec<Record> = own;
        if own.is_empty() {
            cards.push(Card::new(&entry.id, State::Absent));
        }
        cards.extend(own.into_iter().map(Card::of_record));
    }
    cards.extend(records.into_iter().map(Card::of_record));
    Ok(cards)
}

/// All there is to say about one model, without checking its hashes.
///
/// # Errors
/// [`Error::UnknownName`] and [`Error::NoDirectory`] for a name, [`Error::MissingFiles`] for a directory.
pub fn show(name: &str, options: &StoreOptions) -> Result<Card, Error> {
    Ok(match ModelName::parse(name)? {
        ModelName::Default => {
            let identity = embedded::model()?.identity;
            Card { files: identity.files, ..Card::new(&identity.model, State::Carried) }
        }
        ModelName::Directory(dir) => {
            let identity = local(&dir)?.identity;
            Card { files: identity.files, ..Card::new(&identity.model, State::Local) }
        }
        ModelName::Hub(id) => {
            let corner = Corner::new(&options.cache_dir, &id);
            match recorded(&corner, &id)? {
                Some(record) => Card::of_record(record),
                None => Card::new(id.repository(), State::Absent),
            }
        }
    })
}
