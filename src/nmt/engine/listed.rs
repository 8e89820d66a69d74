//! The ids that one string may become: what its pieces become, what it may take over as it stands,
//! and what every output needs.

use super::Words;
use crate::corpus::hash::sha256;
use crate::nmt::Error;
use crate::nmt::config::ModelConfig;
use crate::nmt::files::ModelFiles;
use crate::nmt::generation::GenerationConfig;
use crate::nmt::shortlist::{self, Shortlist, Sizes};
use crate::nmt::vocab::Vocab;

/// A model's list and the ids that may be forced on any output.
#[derive(Clone, Debug)]
pub(super) struct Lister {
    shortlist: Shortlist,
    sha256: String,
    always: Vec<u32>,
}

/// Lower-case hexadecimal SHA-256 of the files that say which piece has which id.
pub(super) fn vocabulary(files: &ModelFiles) -> Result<String, Error> {
    let mut ids = files.require("vocab.json")?.into_owned();
    if let Some(target) = files.read("target_vocab.json")? {
        ids.extend_from_slice(&target);
    }
    Ok(sha256(&ids))
}

/// The list that `words` asks for, if any.
pub(super) fn load(
    files: &ModelFiles,
    words: &Words,
    (config, rules, vocabulary): (&ModelConfig, &GenerationConfig, &str),
) -> Result<Option<Lister>, Error> {
    let (name, bytes) = match words {
        Words::All => return Ok(None),
        Words::Likely => (files.name(shortlist::FILE), files.read(shortlist::FILE)?),
        Words::By(path) => {
            let bytes =
                std::fs::read(path).map_err(|source| Error::Read { path: path.clone(), source })?;
            (path.display().to_string(), Some(bytes.into()))
        }
    };
    let Some(bytes) = bytes else { return Ok(None) };
    let sizes = Sizes { source: config.src_vocab, target: config.tgt_vocab };
    let forced = rules.forced_bos.into_iter().chain(rules.forced_eos);
    Ok(Some(Lister {
        shortlist: Shortlist::parse(&name, &bytes, sizes, vocabulary)?,
        sha256: sha256(&bytes),
        always: rules.eos.iter().copied().chain(forced).collect(),
    }))
}

impl Lister {
    /// Lower-case hexadecimal SHA-256 of the file it was read from.
    pub(super) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The ids that every string may become, in rising order.
    pub(super) fn common(&self) -> &[u32] {
        self.shortlist.common()
    }

    /// The others for `source`, whose own are `ids`, in rising order.
    pub(super) fn words(&self, vocab: &Vocab, source: &str, ids: &[u32]) -> Vec<u32> {
        let mut read = ids.to_vec();
        // A name is taken over as it stands, alone (`d'Obama`, `Obama`) or in company (`G7-Gipfel`).
        let mut copied = vocab.encode_target(source).ids;
        for word in source.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            copied.extend(vocab.encode_target(word).ids);
            if is_shouted(word) {
                for quiet in [word.to_lowercase(), titled(word)] {
                    read.extend(vocab.encode_source(&quiet).ids);
                    copied.extend(vocab.encode_target(&quiet).ids);
                }
            }
        }
        self.shortlist.words(&read, copied.into_iter().chain(self.always.iter().copied()))
    }
}

/// Whether a word is written in capitals and is no abbreviation: it may come out in small letters.
fn is_shouted(word: &str) -> bool {
    word.chars().count() > 3 && !word.contains(char::is_lowercase)
}

fn titled(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect()
}
