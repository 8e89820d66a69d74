//! Sentence and word alignment on texts: what must always hold, and the bars on the development sets.
#![allow(
    clippy::many_single_char_names,
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "a few hundred beads and links are counted and compared to printed digits"
)]

mod shared;

use proptest::prelude::*;
use tarjuman::align::format::{RawBead, read_beads, write_beads, write_pharaoh};
use tarjuman::align::lexicon::Lexicon;
use tarjuman::align::link::{Cut, PairOptions, link, shipped};
use tarjuman::align::sentences::{SentenceOptions, align};
use tarjuman::align::symmetrize::Symmetry;
use tarjuman::align::words::whitespace_tokens;
use tarjuman::corpus::bitext::Bitext;
use tarjuman::corpus::lang::Lang;
use tarjuman::eval::{beads, links};

fn fr_en() -> &'static Lexicon {
    shipped(Lang::FR, Lang::EN).expect("the French–English lexicon ships with the crate")
}

fn sides(bitext: &Bitext) -> Vec<(Vec<usize>, Vec<usize>)> {
    bitext.beads().iter().map(RawBead::from).map(|b| (b.src, b.tgt)).collect()
}

const FR: [&str; 8] = [
    "Le premier ministre est arrivé à Genève mardi matin.",
    "Il a rencontré le secrétaire général pendant deux heures, puis il a quitté la ville.",
    "« Nous voulons la paix », a-t-il dit.",
    "Les négociations ont commencé en 2019.",
    "Elles n'ont donné aucun résultat.",
    "Selon un rapport, 18 000 personnes ont fui la région.",
    "Les hôpitaux manquent de médicaments et d'eau.",
    "Une nouvelle réunion est prévue vendredi à Vienne.",
];

const EN: [&str; 8] = [
    "The prime minister arrived in Geneva on Tuesday morning.",
    "He met the secretary general for two hours.",
    "Then he left the city.",
    "“We want peace,” he said.",
    "The negotiations began in 2019 and have brought no result.",
    "According to a report, 18,000 people have fled the region.",
    "The hospitals lack medicine and water.",
    "A new meeting is planned for Friday in Vienna.",
];

#[test]
fn a_short_text_by_hand() {
    let options = SentenceOptions { lexicon: Some(fr_en()), ..Default::default() };
    let found = align(&FR, &EN, &options);
    let expected = "[0]:[0]\n[1]:[1, 2]\n[2]:[3]\n[3, 4]:[4]\n[5]:[5]\n[6]:[6]\n[7]:[7]\n";
    assert_eq!(
        beads::score(&read_beads(expected).unwrap(), &read_beads(&write_beads(&found)).unwrap())
            .strict
            .f1,
        1.0,
        "{}",
        write_beads(&found)
    );
    assert!(found.beads().iter().all(|b| b.confidence.is_some_and(|c| c.get() > 0.5)));
}

#[test]
fn a_translation_serves_where_there_is_no_lexicon() {
    // The source is in no language at all; its translation is all there is to go by.
    let src: Vec<String> = FR.iter().map(|s| "xqz ".repeat(s.split(' ').count())).collect();
    let src: Vec<&str> = src.iter().map(String::as_str).collect();
    let translation = [
        "The prime minister came to Geneva Tuesday morning.",
        "He met the secretary general during two hours, then he left the city.",
        "“We want the peace”, he said.",
        "The negotiations began in 2019.",
        "They have given no result.",
        "According to a report, 18,000 people fled the region.",
        "The hospitals lack medicines and water.",
        "A new meeting is planned Friday in Vienna.",
    ];
    let options = SentenceOptions { src_translation: Some(&translation), ..Default::default() };
    let expected = "[0]:[0]\n[1]:[1, 2]\n[2]:[3]\n[3, 4]:[4]\n[5]:[5]\n[6]:[6]\n[7]:[7]\n";
    let found = align(&src, &EN, &options);
    let expected: Vec<_> =
        read_beads(expected).unwrap().into_iter().map(|b| (b.src, b.tgt)).collect();
    assert_eq!(sides(&found), expected);
}

/// Sentences that mean nothing but differ: `n` source and target sentences about topic `k`.
fn topic(k: usize) -> (String, String) {
    let nouns = [
        ("président", "president"),
        ("hôpital", "hospital"),
        ("école", "school"),
        ("guerre", "war"),
        ("journal", "newspaper"),
        ("ville", "city"),
        ("armée", "army"),
    ];
    let verbs = [
        ("a rejeté", "rejected"),
        ("a vu", "saw"),
        ("a perdu", "lost"),
        ("a acheté", "bought"),
        ("a quitté", "left"),
    ];
    let (a, b, v) = (nouns[k % 7], nouns[(k / 7 + 3) % 7], verbs[k % 5]);
    let year = 1000 + k;
    (
        format!("En {year}, le {} {} le {}.", a.0, v.0, b.0),
        format!("In {year}, the {} {} the {}.", a.1, v.1, b.1),
    )
}

#[test]
fn a_missing_chapter_is_left_unaligned() {
    let pairs: Vec<(String, String)> = (0..300).map(topic).collect();
    let src: Vec<&str> = pairs.iter().map(|p| p.0.as_str()).collect();
    // The translation lacks sentences 100 to 219.
    let tgt: Vec<&str> = pairs[..100].iter().chain(&pairs[220..]).map(|p| p.1.as_str()).collect();
    let options = SentenceOptions { lexicon: Some(fr_en()), ..Default::default() };
    let found = sides(&align(&src, &tgt, &options));
    let right = found.iter().filter(|(s, t)| {
        s.len() == 1
            && match t.as_slice() {
                [] => (100..220).contains(&s[0]),
                [t] => *t == if s[0] < 100 { s[0] } else { s[0].wrapping_sub(120) },
                _ => false,
            }
    });
    assert!(right.count() >= 295, "{found:?}");
}

#[test]
fn empty_sides_and_blank_sentences_are_no_accident() {
    let none = SentenceOptions::default();
    assert_eq!(sides(&align(&[], &[], &none)), []);
    assert_eq!(sides(&align(&["Oui."], &[], &none)), [(vec![0], vec![])]);
    assert_eq!(sides(&align(&[], &["Yes.", "No."], &none)).len(), 2);
    assert_eq!(
        align(&["", " "], &["", "\u{a0}"], &none)
            .beads()
            .iter()
            .map(|b| b.src.len())
            .sum::<usize>(),
        2
    );
}

#[test]
fn grow_diag_links_at_least_what_the_intersection_links() {
    let pair = [(FR[1], "He met the secretary general for two hours, then he left the city.")];
    let with = |symmetry| {
        link(&pair, &PairOptions { lexicon: Some(fr_en()), symmetry, ..Default::default() })
            .remove(0)
            .len()
    };
    assert!(with(Symmetry::Intersection) <= with(Symmetry::GrowDiagFinalAnd));
    assert!(with(Symmetry::GrowDiagFinalAnd) <= with(Symmetry::Union));
    assert!(with(Symmetry::Agreed) >= 10);
}

#[test]
fn pairs_alone_teach_their_words() {
    let pairs: Vec<(String, String)> = (0..140).map(topic).collect();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
    let links = link(&pairs, &PairOptions::default());
    let said = |i: usize, src: &str, tgt: &str| {
        links[i].iter().any(|l| l.src.of(pairs[i].0) == src && l.tgt.of(pairs[i].1) == tgt)
    };
    assert!(
        said(3, "guerre", "war") && said(2, "école", "school") && said(1, "hôpital", "hospital")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Bitext::new panics where beads leave a sentence out or cross; costs and confidence are numbers.
    #[test]
    fn any_two_texts_are_covered(
        src in proptest::collection::vec("[a-zé ,.0-9]{0,30}", 0..40),
        tgt in proptest::collection::vec("[a-zé ,.0-9]{0,30}", 0..40),
    ) {
        let (s, t): (Vec<&str>, Vec<&str>) = (src.iter().map(String::as_str).collect(), tgt.iter().map(String::as_str).collect());
        let found = align(&s, &t, &SentenceOptions::default());
        for bead in found.beads() {
            let p = bead.confidence.expect("always given").get();
            prop_assert!(p > 0.0 && p < 1.0);
            prop_assert!(bead.src.len() <= 5 && bead.tgt.len() <= 5);
        }
        prop_assert_eq!(&found, &align(&s, &t, &SentenceOptions::default()));
    }
}

/// Strict and lax F1 on one text of the development sets.
fn measured(
    src: &str,
    tgt: &str,
    gold: &str,
    translation: Option<&str>,
    lexicon: Option<&Lexicon>,
) -> Option<(f64, f64, usize)> {
    let (src, tgt) = (shared::read(src)?, shared::read(tgt)?);
    let translation = match translation {
        Some(path) => Some(shared::read(path)?),
        None => None,
    };
    let lines = |text: &'_ str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let (src, tgt, translation) = (lines(&src), lines(&tgt), translation.as_deref().map(lines));
    let view = |side: &'_ [String]| -> Vec<String> { side.to_vec() };
    let (src, tgt) = (view(&src), view(&tgt));
    let (s, t): (Vec<&str>, Vec<&str>) =
        (src.iter().map(String::as_str).collect(), tgt.iter().map(String::as_str).collect());
    let mt: Option<Vec<&str>> =
        translation.as_ref().map(|m| m.iter().map(String::as_str).collect());
    let options = SentenceOptions { lexicon, src_translation: mt.as_deref(), ..Default::default() };
    let gold = read_beads(&shared::read(gold)?).expect("gold is well formed");
    let found =
        read_beads(&write_beads(&align(&s, &t, &options))).expect("own output is well formed");
    let score = beads::score(&gold, &found);
    Some((score.strict.f1, score.lax.f1, gold.len()))
}

#[test]
fn text_and_berg_stays_above_its_bars() {
    let base = "evals/sentalign/textberg-dev";
    let of = |mt: Option<&str>| {
        measured(&format!("{base}.de"), &format!("{base}.fr"), &format!("{base}.defr"), mt, None)
    };
    let Some((strict, _, _)) = of(None) else { return };
    assert!(strict >= 0.84, "without translation: {strict}");
    let Some((strict, lax, _)) = of(Some(&format!("{base}.de.google-to.fr"))) else { return };
    assert!(strict >= 0.895 && lax >= 0.985, "with translation: {strict} {lax}");
}

#[test]
fn novels_stay_above_their_bar() {
    let (mut sum, mut n) = (0.0, 0.0);
    for book in [
        "Candide",
        "Emma",
        "LaFauteDeLAbbeMouret",
        "TheLastOfTheMohicans",
        "VingtMilleLieuesSousLesMers",
    ] {
        let path = |end: &str| format!("evals/sentalign/novels/{book}.{end}");
        let Some((strict, _, beads)) =
            measured(&path("fr"), &path("en"), &path("fren"), None, Some(fr_en()))
        else {
            return;
        };
        sum += strict * beads as f64;
        n += beads as f64;
    }
    assert!(sum / n >= 0.95, "{}", sum / n);
}

#[test]
fn word_links_stay_below_their_error_rate() {
    let options =
        PairOptions { cut: Cut::Whitespace, lexicon: Some(fr_en()), ..Default::default() };
    let linked = |src: &[&str], tgt: &[&str]| -> Vec<Vec<(usize, usize)>> {
        let pairs: Vec<(&str, &str)> = src.iter().copied().zip(tgt.iter().copied()).collect();
        link(&pairs, &options)
            .iter()
            .zip(&pairs)
            .map(|(l, (s, t))| write_pharaoh(&whitespace_tokens(s), &whitespace_tokens(t), l))
            .map(|line| {
                line.split(' ')
                    .filter_map(|x| x.split_once('-'))
                    .map(|(s, t)| (s.parse().unwrap(), t.parse().unwrap()))
                    .collect()
            })
            .collect()
    };
    let base = "evals/wordalign/wpt-trial37/dev";
    let (Some(f), Some(e), Some(gold)) = (
        shared::read(&format!("{base}.f")),
        shared::read(&format!("{base}.e")),
        shared::read(&format!("{base}.wa.nonullalign")),
    ) else {
        return;
    };
    let found = linked(&f.lines().collect::<Vec<_>>(), &e.lines().collect::<Vec<_>>());
    let hansards = links::score(&links::read_wpt(&gold).unwrap(), &found);
    assert!(hansards.aer <= 0.07, "Hansards: {hansards:?}");
    let (mut gold, mut found) = (Vec::new(), Vec::new());
    for (folder, src, tgt) in [
        ("ChatBotte_MasterCat", "ChatBotte", "MasterCat"),
        ("LaBarbeBleue_BlueBeard", "LaBarbeBleue", "BlueBeard"),
        ("LaDerniereClasse_TheLastLesson", "LaDerniereClasse", "TheLastLesson"),
    ] {
        let path = |name: &str| format!("evals/wordalign/alibi/{folder}/{name}.txt");
        let text = |name: &str| shared::read(&path(&format!("{name}_sents")));
        let (Some(s), Some(t), Some(g)) =
            (text(src), text(tgt), shared::read(&path(&format!("ali_w2w_{folder}"))))
        else {
            return;
        };
        let cut = |text: &'_ str| -> Vec<String> {
            text.lines()
                .map(|l| l.split_once('\t').expect("a number and a sentence").1.to_owned())
                .collect()
        };
        let (s, t) = (cut(&s), cut(&t));
        found.extend(linked(
            &s.iter().map(String::as_str).collect::<Vec<_>>(),
            &t.iter().map(String::as_str).collect::<Vec<_>>(),
        ));
        gold.extend(links::read_marked(&g).unwrap().into_iter().take(s.len()));
        gold.resize(found.len(), links::Gold::default());
    }
    let stories = links::score(&gold, &found);
    assert!(stories.aer <= 0.075, "stories: {stories:?}");
}

#[test]
fn what_only_one_text_has_is_left_out_on_both_sides() {
    // 60 sentences that go together; between them stand 12 on each side that have nothing to do with
    // each other.
    let strangers = [
        (
            "Les figues tombent dans l'herbe humide du verger.",
            "My grandfather keeps a rusty hammer in the shed.",
        ),
        ("Une abeille dort au fond de la fleur.", "Trains to the coast were crowded all summer."),
        (
            "Personne n'ouvre plus cette fenêtre depuis l'hiver.",
            "She practised the same scale for an hour.",
        ),
        ("Le boulanger siffle un air que j'ai oublié.", "Our team needs a taller goalkeeper."),
        ("Trois nuages gris cachaient la montagne.", "Please leave your umbrella by the door."),
        (
            "On entend la rivière quand le vent se lève.",
            "Copper wire is cheaper when bought in bulk.",
        ),
        ("Sa tante cousait des robes de mariée.", "The lecture on beetles lasted until noon."),
        (
            "Le puits est sec, dit-on, chaque mois d'août.",
            "Nobody could find the key to the piano.",
        ),
        ("Des enfants jouaient aux billes sous le porche.", "We painted both kitchens yellow."),
        (
            "La soupe refroidissait sur le poêle éteint.",
            "He sells second-hand bicycles in the north.",
        ),
        ("Il neige rarement si près de la mer.", "A parrot can outlive its owner by decades."),
        ("Ton écharpe sent encore la fumée.", "Subscribe to our weekly letter for free."),
    ];
    let pairs: Vec<(String, String)> = (0..60).map(topic).collect();
    let mut src: Vec<&str> = pairs.iter().map(|p| p.0.as_str()).collect();
    let mut tgt: Vec<&str> = pairs.iter().map(|p| p.1.as_str()).collect();
    for (k, (fr, en)) in strangers.into_iter().enumerate() {
        src.insert(30 + k, fr);
        tgt.insert(30 + k, en);
    }
    let options = SentenceOptions { lexicon: Some(fr_en()), ..Default::default() };
    let found = sides(&align(&src, &tgt, &options));
    let strange = |i: &usize| (30..42).contains(i);
    let smeared = found.iter().filter(|(s, t)| {
        !s.is_empty() && !t.is_empty() && (s.iter().any(strange) || t.iter().any(strange))
    });
    assert!(smeared.count() <= 1, "{found:?}");
    let right = found.iter().filter(|(s, t)| s.len() == 1 && s == t && !strange(&s[0]));
    assert!(right.count() >= 58, "{found:?}");
}

#[test]
fn blocks_out_of_order_are_left_out_and_the_rest_is_found() {
    let pairs: Vec<(String, String)> = (0..240).map(topic).collect();
    let src: Vec<&str> = pairs.iter().map(|p| p.0.as_str()).collect();
    // Sentences 60 to 99 stand behind sentence 200 in the translation.
    let order: Vec<usize> = (0..60).chain(100..200).chain(60..100).chain(200..240).collect();
    let tgt: Vec<&str> = order.iter().map(|&i| pairs[i].1.as_str()).collect();
    let options = SentenceOptions { lexicon: Some(fr_en()), ..Default::default() };
    let found = sides(&align(&src, &tgt, &options));
    let of = |t: &usize| order[*t];
    let (right, wrong): (Vec<_>, Vec<_>) = found
        .iter()
        .filter(|(s, t)| !s.is_empty() && !t.is_empty())
        .partition(|(s, t)| s.len() == 1 && t.len() == 1 && of(&t[0]) == s[0]);
    assert!(right.len() >= 195 && wrong.len() <= 2, "{} right, wrong: {wrong:?}", right.len());
}

#[test]
fn paragraphs_help_where_words_do_not() {
    // Lines that are all alike, in paragraphs of three, of which every other one lacks a line in the
    // translation: only the breaks tell where.
    let (mut src, mut tgt) = (Vec::new(), Vec::new());
    for paragraph in 0..30 {
        for k in 0..3 {
            src.push((paragraph, k == 0));
            if paragraph % 2 == 1 || k < 2 {
                tgt.push((paragraph, k == 0));
            }
        }
    }
    let breaks = |side: &[(usize, bool)]| side.iter().map(|(_, b)| *b).collect::<Vec<bool>>();
    let (src_breaks, tgt_breaks) = (breaks(&src), breaks(&tgt));
    let (s, t) = (vec!["ba ba ba ba ba ba"; src.len()], vec!["du du du du du du"; tgt.len()]);
    let right = |options: &SentenceOptions<'_>| {
        let found = sides(&align(&s, &t, options));
        let two = found.iter().filter(|(s, t)| !s.is_empty() && !t.is_empty());
        two.filter(|(s, t)| s.iter().all(|&i| t.iter().all(|&j| src[i].0 == tgt[j].0))).count()
    };
    let without = right(&SentenceOptions::default());
    let with = right(&SentenceOptions {
        src_breaks: Some(&src_breaks),
        tgt_breaks: Some(&tgt_breaks),
        ..Default::default()
    });
    assert!(with >= 25 && with > 2 * without, "{with} of 75 with breaks, {without} without");
}

#[test]
fn a_bitext_with_faults_is_told_which_and_why() {
    use tarjuman::corpus::memory::{Memory, Reason, Unit};
    let mut units: Vec<Unit> = (0..80)
        .map(topic)
        .enumerate()
        .map(|(line, (src, tgt))| Unit { id: None, line, src, tgt })
        .collect();
    let swapped = units[20].tgt.clone();
    units[20].tgt = units[21].tgt.clone();
    units[21].tgt = swapped;
    units[40].tgt = units[40].tgt.replace("1040", "1940");
    units[50].tgt.clear();
    "Le ministre a parlé dans la nuit de mardi avec le président de la ville."
        .clone_into(&mut units[60].src);
    units[60].tgt = units[60].src.clone();
    units[70].tgt = "Our shop is closed on Sundays during the winter months.".to_owned();
    let memory = Memory { src_lang: Some(Lang::FR), tgt_lang: Some(Lang::EN), units };
    let verdicts = tarjuman::pipeline::check_bitext(&memory, Some(fr_en()));
    let has = |i: usize, reason| verdicts[i].reasons.contains(&reason);
    assert!(has(20, Reason::Neighbour(1)) && has(21, Reason::Neighbour(-1)));
    assert!(has(40, Reason::Number) && has(50, Reason::Empty) && has(60, Reason::Untranslated));
    assert!(has(60, Reason::TargetLanguage(Lang::FR)) && has(70, Reason::Words));
    assert!(verdicts[70].confidence.get() < 0.5);
    let faulty = [20, 21, 40, 50, 60, 70];
    let quiet = (0..80).filter(|i| !faulty.contains(i) && verdicts[*i].reasons.is_empty());
    assert!(quiet.count() >= 73, "{verdicts:?}");
}

#[test]
fn what_is_learnt_is_kept_and_used_on_single_pairs() {
    use tarjuman::align::link::learn;
    let pairs: Vec<(String, String)> = (0..140).map(topic).collect();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
    let learnt = learn(&pairs, &PairOptions::default());
    assert_eq!(learnt.links, link(&pairs, &PairOptions::default()));
    let kept = Lexicon::read(&learnt.lexicon.write()).expect("what is written is read");
    let pair = ("le journal a quitté la guerre", "the newspaper left the war");
    let found =
        link(&[pair], &PairOptions { lexicon: Some(&kept), ..Default::default() }).remove(0);
    let read: Vec<_> = found.iter().map(|l| (l.src.of(pair.0), l.tgt.of(pair.1))).collect();
    assert!(
        read.contains(&("journal", "newspaper")) && read.contains(&("guerre", "war")),
        "{read:?}"
    );
}
