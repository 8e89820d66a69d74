//! The model in `models/fr-en/`, as the program carries it: its hashes are those of the catalogue.

use tarjuman::corpus::model_files::Place;
use tarjuman::models::catalogue::{self, toml_of};
use tarjuman::models::error::Error;
use tarjuman::models::{self, Model, StoreOptions};
use tarjuman::nmt::{Engine, EngineOptions, ModelFiles};

fn shipped() -> Option<Model> {
    // A cache that does not exist: the default model needs none.
    match models::find("default", &StoreOptions::new("no-such-cache"), &mut |_| {}) {
        Ok(model) => Some(model),
        Err(Error::NoDefault) => {
            eprintln!("skipped: this checkout has no models/fr-en");
            None
        }
        Err(e) => panic!(
            "{e}\nhelp: after a change of models/fr-en, remove its [[model.file]] blocks and run this test again"
        ),
    }
}

#[test]
fn the_catalogue_has_the_hashes_of_the_shipped_model() {
    let Some(model) = shipped() else { return };
    let entry = catalogue::embedded().unwrap();
    assert_eq!(model.identity.model, entry.id);
    assert!(
        model.identity.files == entry.files,
        "models/catalogue.toml does not list the files of models/fr-en\nhelp: put these lines under its \
         entry, and raise its revision\n\n{}",
        toml_of(&model.identity.files)
    );
    assert!(models::verify("default", &StoreOptions::new("no-such-cache")).unwrap().passed());
}

#[test]
fn the_program_carries_the_files_of_the_tree() {
    let Some(model) = shipped() else { return };
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models/fr-en");
    for (name, place) in model.files.iter() {
        let Place::Memory(bytes) = place else { panic!("{name} is not in the program") };
        assert_eq!(std::fs::read(dir.join(name)).unwrap(), *bytes, "{name}");
        assert_eq!(bytes.as_ptr().addr() % 64, 0, "{name} starts where a tensor may start");
    }
}

#[test]
fn its_tables_hold_no_byte_that_products_do_not_take() {
    // What the program carries is not looked at again at every start; the same files from the disk are.
    if shipped().is_none() {
        return;
    }
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models/fr-en");
    Engine::load(&ModelFiles::from(dir.as_path()), &EngineOptions::default()).expect("it loads");
}
