//! From a hub id to a recorded snapshot: resolve, download, check, record.

use std::fs;
use std::path::Path;

use crate::corpus::model_files::Place;
use crate::models::cache::{Corner, Record};
use crate::models::error::Error;
use crate::models::hub::{Hub, Listing, Remote};
use crate::models::identity::{FileRecord, measure};
use crate::models::name::HubId;
use crate::models::{Progress, StoreOptions, catalogue, layout, wanted};

/// Downloads what is missing or damaged of `id` and records it. Returns the commit.
///
/// Files are asked for by commit, not by branch, so a push in the middle cannot mix two revisions.
pub(crate) fn fetch(
    id: &HubId,
    options: &StoreOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<String, Error> {
    if !options.online {
        return Err(Error::Offline { id: id.to_string() });
    }
    let corner = Corner::new(&options.cache_dir, id);
    let hub = Hub::new(options)?;
    // Held to the end: a second fetch waits, and then finds everything in place.
    let _lock = corner.lock()?;
    let revision = wanted(id);
    let listing = hub.list(id, &revision)?;
    let mut task = Task { id, corner: &corner, hub: &hub, listing: &listing, progress };
    let record = task.run()?;
    corner.write_record(&record)?;
    if revision != listing.commit {
        corner.note(&revision, &listing.commit)?;
    }
    Ok(listing.commit)
}

struct Task<'a> {
    id: &'a HubId,
    corner: &'a Corner,
    hub: &'a Hub<'a>,
    listing: &'a Listing,
    progress: &'a mut dyn FnMut(Progress<'_>),
}

impl Task<'_> {
    fn run(&mut self) -> Result<Record, Error> {
        let listing = self.listing;
        let offered: Vec<&str> = listing.files.iter().map(|file| file.name.as_str()).collect();
        let chosen = layout::choose(&self.id.at(&listing.commit).to_string(), &offered)?;
        let known = self.corner.record(&listing.commit)?;
        let mut files = Vec::new();
        for remote in listing.files.iter().filter(|file| chosen.names.contains(&file.name)) {
            let expected = self.expected(remote, known.as_ref());
            files.push(self.file(remote, expected.as_deref())?);
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Record::new(self.id, &listing.commit, files))
    }

    /// The hash a file must have, if anyone knows: an earlier fetch of the same commit, the catalogue, the hub.
    fn expected(&self, remote: &Remote, known: Option<&Record>) -> Option<String> {
        let recorded = known.and_then(|record| record.file(&remote.name));
        let listed = catalogue::entry(self.id.repository())
            .filter(|entry| entry.revision.as_deref() == Some(self.listing.commit.as_str()))
            .and_then(|entry| entry.file(&remote.name));
        let sha256 = recorded.or(listed).map(|file| &file.sha256);
        sha256.or(remote.sha256.as_ref()).cloned()
    }

    fn file(&mut self, remote: &Remote, expected: Option<&str>) -> Result<FileRecord, Error> {
        let commit = &self.listing.commit;
        let path = self.corner.snapshot(commit).join(&remote.name);
        if path.exists() {
            let record = measured(&remote.name, &path)?;
            if fits(&record, remote, expected) {
                return Ok(record);
            }
            self.corner.discard(commit, &remote.name)?;
        }
        // A mirror that names no content: commit and file name are as good a name, only shared by nobody.
        let stand_in = format!("{commit}-{}", remote.name);
        let name = remote.blob.as_ref().unwrap_or(&stand_in);
        let blob = self.corner.blob(name);
        let folder = blob.parent().expect("it was joined");
        fs::create_dir_all(folder).map_err(Error::cache(folder))?;
        if !blob.exists() || !fits(&measured(&remote.name, &blob)?, remote, expected) {
            self.download(remote, expected, &blob)?;
        }
        self.corner.point(commit, &remote.name, &blob)?;
        measured(&remote.name, &path)
    }

    /// Brings the content to `blob`, by way of `blob.part`, which only ever becomes `blob` whole and checked.
    fn download(
        &mut self,
        remote: &Remote,
        expected: Option<&str>,
        blob: &Path,
    ) -> Result<(), Error> {
        let part = blob.with_added_extension("part");
        let url = self.hub.url(self.id, &self.listing.commit, &remote.name);
        self.hub.download(&url, remote, &part, self.progress)?;
        let record = measured(&remote.name, &part)?;
        if !fits(&record, remote, expected) {
            fs::remove_file(&part).map_err(Error::cache(&part))?;
            return Err(Error::WrongDownload {
                file: url,
                expected: expected.unwrap_or("unknown").to_owned(),
                got: record.sha256,
            });
        }
        fs::rename(&part, blob).map_err(Error::cache(blob))
    }
}

fn measured(name: &str, path: &Path) -> Result<FileRecord, Error> {
    measure(name, &Place::Disk(path.to_owned())).map_err(Error::read(path))
}

fn fits(record: &FileRecord, remote: &Remote, expected: Option<&str>) -> bool {
    remote.size.is_none_or(|size| size == record.size)
        && expected.is_none_or(|sha256| sha256 == record.sha256)
}
