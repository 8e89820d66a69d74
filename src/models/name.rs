//! What a person writes after `--model`: the default model, a directory, or a hub id.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::models::catalogue;
use crate::models::error::Error;

/// A model, named but not yet looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelName {
    /// The one the program carries.
    Default,
    /// A directory in the layout of the hub.
    Directory(PathBuf),
    /// A repository on the hub.
    Hub(HubId),
}

impl ModelName {
    /// Reads `given`. A directory that exists wins over a hub id of the same spelling, because the person
    /// can see it; anything that starts like a path, or has a backslash, can only be a directory.
    ///
    /// # Errors
    /// [`Error::NoDirectory`] for a path where no directory is, [`Error::UnknownName`] for any other word.
    pub fn parse(given: &str) -> Result<Self, Error> {
        if given == "default" || catalogue::embedded().is_some_and(|entry| entry.id == given) {
            return Ok(Self::Default);
        }
        let path = Path::new(given);
        if path.is_dir() {
            return Ok(Self::Directory(path.to_owned()));
        }
        if path.is_absolute() || given.starts_with(['.', '~']) || given.contains('\\') {
            return Err(Error::NoDirectory { path: path.to_owned() });
        }
        given.parse().map(Self::Hub)
    }
}

/// `owner/name`, or `owner/name@revision`, on the hub.
///
/// ```
/// use tarjuman::models::name::HubId;
/// let id: HubId = "Helsinki-NLP/opus-mt-fr-en@main".parse().unwrap();
/// assert_eq!((id.repository(), id.revision()), ("Helsinki-NLP/opus-mt-fr-en", Some("main")));
/// assert!("opus-mt-fr-en".parse::<HubId>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HubId {
    repository: String,
    revision: Option<String>,
}

impl HubId {
    /// `owner/name`.
    #[must_use]
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The branch, tag or commit asked for, if one was.
    #[must_use]
    pub fn revision(&self) -> Option<&str> {
        self.revision.as_deref()
    }

    /// The same repository at another revision.
    #[must_use]
    pub fn at(&self, revision: &str) -> Self {
        Self { repository: self.repository.clone(), revision: Some(revision.to_owned()) }
    }
}

impl fmt::Display for HubId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repository)?;
        self.revision.as_ref().map_or(Ok(()), |revision| write!(f, "@{revision}"))
    }
}

impl FromStr for HubId {
    type Err = Error;

    /// Both parts become folder names in the cache and parts of an address, so only the hub's own
    /// alphabet is let in: no `..`, no leading dot, nothing that would need escaping.
    fn from_str(given: &str) -> Result<Self, Error> {
        let unknown = || Error::UnknownName { given: given.to_owned() };
        let (repository, revision) = match given.split_once('@') {
            Some((repository, revision)) => (repository, Some(revision)),
            None => (given, None),
        };
        let (owner, name) = repository.split_once('/').ok_or_else(unknown)?;
        let sound = is_word(owner)
            && is_word(name)
            && repository.len() <= 96
            && !repository.contains("--")
            && revision.is_none_or(is_revision);
        if !sound {
            return Err(unknown());
        }
        Ok(Self { repository: repository.to_owned(), revision: revision.map(str::to_owned) })
    }
}

/// One part of a repository's name: ASCII letters, digits, `-`, `_` and `.`, not starting or ending with a mark.
fn is_word(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && part.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
        && !part.ends_with(['-', '.'])
        && !part.contains("..")
}

/// A branch, tag, commit, or `refs/pr/N`.
fn is_revision(revision: &str) -> bool {
    revision.split('/').all(is_word)
}

/// Whether `revision` is a full commit: it then names one content for ever.
pub(crate) fn is_commit(revision: &str) -> bool {
    revision.len() == 40 && revision.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_three_forms() {
        assert_eq!(ModelName::parse("default").unwrap(), ModelName::Default);
        assert_eq!(ModelName::parse("tarjuman/fr-en").unwrap(), ModelName::Default);
        let dir = tempfile::tempdir().unwrap();
        let given = dir.path().to_str().unwrap();
        assert_eq!(ModelName::parse(given).unwrap(), ModelName::Directory(dir.path().to_owned()));
        let ModelName::Hub(id) = ModelName::parse("Helsinki-NLP/opus-mt-fr-en@refs/pr/4").unwrap()
        else {
            panic!("a hub id");
        };
        assert_eq!(id.to_string(), "Helsinki-NLP/opus-mt-fr-en@refs/pr/4");
    }

    #[test]
    fn a_path_without_a_directory_says_so() {
        for given in ["./nothing-here", "/nothing/here", "~/model", "C:\\models\\fr"] {
            let message = ModelName::parse(given).unwrap_err().to_string();
            assert!(message.contains(given) && message.contains("directory"), "{message}");
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        let refused = [
            "", "marian", "a/b/c", "a/", "/b", "a/b@", "a/b@c@d", "../b", "a/..", "a/b@../c",
            "a b/c", "a/b@x y", "a--b/c", ".a/b", "a/b@/etc", "é/b",
        ];
        for given in refused {
            assert!(given.parse::<HubId>().is_err(), "{given:?} was taken for a hub id");
        }
        let message = ModelName::parse("marian").unwrap_err().to_string();
        assert!(message.contains("“marian”") && message.contains("default"), "{message}");
    }

    proptest! {
        #[test]
        fn an_id_that_parses_stays_inside_the_cache(given in "\\PC{0,24}|[a-z./@-]{0,16}") {
            if let Ok(id) = given.parse::<HubId>() {
                prop_assert_eq!(id.to_string(), given.as_str());
                prop_assert_eq!(id.repository().matches('/').count(), 1);
                prop_assert!(!given.contains("..") && !given.starts_with('/'));
            }
        }
    }
}
