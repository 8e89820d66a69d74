use super::{byline, credit, date, dateline};
use crate::ingest::tables::tables;

fn iso(words: &str) -> Vec<String> {
    date::find(words, tables())
        .into_iter()
        .map(|f| format!("{} {}", f.iso, f.span.of(words)))
        .collect()
}

#[test]
fn dates_are_read_as_exactly_as_they_are_printed() {
    for (words, expected) in [
        ("Mis à jour le 14.04.2021 à 10h", &["2021-04-14 14.04.2021"][..]),
        ("le 1er septembre 2021", &["2021-09-01 1er septembre 2021"]),
        ("date 2021-08 in", &["2021-08 2021-08"]),
        ("Published Sept. 3, 2020", &["2020-09-03 Sept. 3, 2020"]),
        ("3 février 19", &[]),
        ("03/02/19", &["2019-02-03 03/02/19"]),
        ("2021-04-14T10:00:00Z", &["2021-04-14 2021-04-14"]),
        ("AOÛT 2021", &["2021-08 AOÛT 2021"]),
        ("٣١ آب / أغسطس ٢٠٢١", &["2021-08-31 ٣١ آب / أغسطس ٢٠٢١"]),
        ("12 كانون الثاني 2020", &["2020-01-12 12 كانون الثاني 2020"]),
        ("June 4, 2021 and 5 June 2021", &["2021-06-04 June 4, 2021", "2021-06-05 5 June 2021"]),
        ("le 31.31.2021, le chapitre 2019, 192.168.2021.4", &[]),
    ] {
        assert_eq!(iso(words), expected, "{words}");
    }
}

#[test]
fn datelines_give_place_and_agency() {
    for (words, expected) in [
        ("PARIS (AFP) - Le ministre", Some(("PARIS", Some("AFP")))),
        ("Kaboul, 1er septembre 2021 (Reuters) – Les", Some(("Kaboul", Some("Reuters")))),
        ("WASHINGTON, Aug 31 (Reuters) - The", Some(("WASHINGTON", Some("Reuters")))),
        ("LA PAZ, Bolivia (AP) — Miners", Some(("LA PAZ, Bolivia", Some("AP")))),
        ("NEW DELHI (AP) — Officials", Some(("NEW DELHI", Some("AP")))),
        ("KABOUL - Les talibans", Some(("KABOUL", None))),
        ("AA / Tunis / Salma Trabelsi - Le", Some(("Tunis", Some("AA")))),
        ("AA / Bagdad / Laith al-Joubouri - Le", Some(("Bagdad", Some("AA")))),
        ("AA / Deir ez-Zor / Omar Haddad - Le", Some(("Deir ez-Zor", Some("AA")))),
        ("AA / Charm el-Cheikh - Le", Some(("Charm el-Cheikh", Some("AA")))),
        ("AA / Bagdad / le ministre parle - Le", None),
        ("القاهرة - رويترز - قال", Some(("القاهرة", Some("رويترز")))),
        ("DIPLOMATIE - Une délégation", None),
        ("Le président (AFP) a dit", None),
        ("Selon Reuters - qui cite", None),
    ] {
        let found = dateline::leading(words, tables());
        let got = found
            .as_ref()
            .map(|o| (o.place.map_or("", |s| s.of(words)), o.agency.map(|s| s.of(words))));
        assert_eq!(got, expected, "{words}");
    }
}

#[test]
fn translation_credits_name_language_and_person() {
    for (words, from, by) in [
        ("* Traduit de l'arabe par Hala Nasri.", Some("ar"), Some("Hala Nasri")),
        ("Traduit(e) du turc", Some("tr"), None),
        ("Traduite de l’espagnol (Argentine) par Inès Roux", Some("es"), Some("Inès Roux")),
        (
            "(traduit de l'anglais par J.-P. Morin et Ana Ruiz)",
            Some("en"),
            Some("J.-P. Morin et Ana Ruiz"),
        ),
        ("Traduction : Léa Blum", None, Some("Léa Blum")),
        ("Adapté de l'anglais par Noé Faure", Some("en"), Some("Noé Faure")),
        ("Traduit par Sami Haddad, le 3 mars", None, Some("Sami Haddad")),
        ("Translated from the Arabic by Omar Aziz", Some("ar"), Some("Omar Aziz")),
        ("Translated by Eve Hart", None, Some("Eve Hart")),
        ("ترجمه عن الإنجليزية: كريم منصور", Some("en"), Some("كريم منصور")),
        ("ترجمة: كريم منصور", None, Some("كريم منصور")),
    ] {
        let found =
            credit::translation(words, tables()).unwrap_or_else(|| panic!("no credit in {words}"));
        assert_eq!(found.from.map(|l| l.to_string()).as_deref(), from, "{words}");
        assert_eq!(found.by.map(|s| s.of(words)), by, "{words}");
    }
    for words in [
        "La crise s'est traduite par une hausse",
        "Il a traduit en justice le maire",
        "Elle se traduit du reste par",
    ] {
        assert_eq!(credit::translation(words, tables()), None, "{words}");
    }
}

#[test]
fn bylines_give_the_name_alone() {
    for (words, expected) in [
        ("Par Jean-Pierre Le Goff avec AFP", Some("Jean-Pierre Le Goff")),
        ("Zeynep Aydın  | 14.04.2021 - Mise à jour : 14.04.2021", Some("Zeynep Aydın")),
        ("Par Hélène Marchand (Shanghaï, correspondance)", Some("Hélène Marchand")),
        ("Publié le 3 mars 2021 à 10h30", None),
        ("Par Nicolas G. et la rédaction", Some("Nicolas G.")),
        ("La rédaction avec AFP", None),
        ("By Daniel O'Brien and Ruth Pell", Some("Daniel O'Brien")),
        ("Propos recueillis par Karim Bensaïd", Some("Karim Bensaïd")),
        ("بقلم سامي الخطيب", Some("سامي الخطيب")),
    ] {
        assert_eq!(byline::name(words, tables()).map(|s| s.of(words)), expected, "{words}");
    }
}
