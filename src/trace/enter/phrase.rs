//! What a phrase by itself, or where it stands, shows of whoever it enters.

use crate::trace::cue::Sentence;
use crate::trace::fold::Word;
use crate::trace::lexicon::Class;
use crate::trace::lexicon::world::Clue;
use crate::trace::mention::Phrased;
use crate::trace::reading::Reading;
use crate::trace::scene::floor;
use crate::trace::token::folded;

/// How many words behind its first phrase what opens a sentence may have before its comma.
const ASIDE: usize = 8;
/// How far an article reaches to either side, in bytes.
const ARTICLE: usize = 8_000;

/// Whether a description stands where it brings nobody new into the text.
pub(super) fn told_aside(s: &Sentence<'_>, np: Phrased, reading: &Reading) -> bool {
    // « comme un écolier », « à un journaliste qui l'interroge »: nobody a pronoun means.
    // « Il montre le mur où un gamin a écrit »
    let aside = Class::SUBORD.or(Class::PREP).or(Class::CONTRACTED).or(Class::WHERE);
    let aside = np.0 > 0 && s.is(np.0 - 1, aside) && !s.is(np.0 - 1, Class::TIME);
    // « Un homme “incapable de sourire”, juge-t-elle »: a word for somebody told of before.
    let called = s.tokens.get(np.1 + 1).is_some_and(|t| t.quote().is_some());
    // « ولا يخفي صاحب "خيانات" تشاؤمه »: whoever made a work was told of before.
    let called = called || (np.0 + 1..=np.1).any(|k| s.opens_in_marks(k));
    // « Her partner drives the bus. “…,” she says »: she is no partner of hers.
    let owned = s.lex.subject_first && s.is(np.0, Class::POSSESSIVE);
    aside || called || owned && reading.gender.is_none()
}

/// « dans l'affaire Dupont », « Affaire Dupont : … »: no affair speaks.
pub(super) fn names_an_affair(s: &Sentence<'_>, name: Phrased, given: bool) -> bool {
    let before = name.0.checked_sub(1).filter(|_| !s.lex.caseless && !s.lex.subject_first);
    let within = before.is_some_and(|k| s.is(k, Class::AFFAIR) && !s.tokens[k].cap);
    within || name.1 > name.0 && s.is(name.0, Class::AFFAIR) && !given && !s.lex.caseless
}

/// « Des chercheurs ont compté »: what is elsewhere « de » and an article in one word is the article of several where it opens
/// a sentence.
pub(super) fn some(s: &Sentence<'_>, k: usize) -> bool {
    let plain = !s.lex.caseless && !s.lex.subject_first;
    let opens = k == 0 && s.is(k, Class::CONTRACTED) && s.is(k, Class::GENITIVE);
    plain && opens && s.is(1, Class::ROLE.or(Class::CROWD)) && s.word(k).ends_with('s')
}

/// « “…”, confie-t-elle à la journaliste Anne Petit »: who is told does not speak next.
pub(super) fn is_told(s: &Sentence<'_>, at: usize) -> bool {
    at > 0 && s.is(at - 1, Class::OCCASION) && s.tokens[..at].iter().any(|t| t.quote().is_some())
}

/// « le Belge », « la Lausannoise »: whoever is called by where they come from.
pub(super) fn of_a_place(s: &Sentence<'_>, np: (usize, usize), name: usize) -> bool {
    let townsman =
        np == (name.max(1) - 1, name) && s.lex.ends_like_a_demonym(&folded(s.word(name)));
    s.is(name, Class::GENERIC) || townsman
}

/// Somebody named or described inside a phrase that is about something else: « selon les mots de
/// Jean Petit », « un communiqué du porte-parole, le général Petit ».
pub(super) fn person_within(
    s: &Sentence<'_>,
    np: (usize, usize),
    reading: &Reading,
) -> Option<usize> {
    // « l'administration de Jean Petit » is not about him.
    let body = (np.0..=np.1).take(2).any(|k| s.is(k, Class::BODY) && !s.is(k, Class::DOCUMENT));
    let of = |k: usize| s.is(k, Class::GENITIVE.or(Class::CONTRACTED));
    // « Mort de Jean Petit »: the capital letter is that of the sentence.
    let opening = np.0 == 0 && reading.name == Some((0, 0)) && of(1);
    let opening = opening && !s.is(0, Class::GIVEN.or(Class::TITLE)) && !s.lex.subject_first;
    if reading.name.is_some() && !opening || body {
        return None;
    }
    (np.0 + 1..=np.1).find_map(|k| {
        let t = s.tokens[k];
        let next_cap = s.tokens.get(k + 1).is_some_and(|n| n.is_word() && n.cap);
        // « Celle de Haruko Shimoda, 77 ans, »
        let aged = || s.looks_like_a_person((k, k + 1)) && s.age_after(k + 1).is_some();
        let named = t.cap && next_cap && (t.is(Class::GIVEN.or(Class::TITLE)) || aged());
        if t.cap && !next_cap && of_a_firm(s, (k, k)) {
            return Some(k);
        }
        let office = !reading.human && !t.cap && t.is(Class::ROLE);
        if (named || office) && of(k - 1) {
            return Some(k);
        }
        let article = office && k >= 2 && s.is(k - 1, Class::DET) && of(k - 2);
        article.then_some(k - 1).filter(|&k| k > np.0)
    })
}

/// « Hydralis a perdu la moitié de sa valeur »: one capital word no list has that opens a sentence, straight
/// before its verb.
pub(super) fn acts_alone(s: &Sentence<'_>, np: (usize, usize)) -> bool {
    let word = s.word(np.0);
    let letters = word.len() > 2 && word.chars().all(char::is_uppercase);
    let unknown = s.tokens[np.0].class.is_nothing() && (word.chars().count() > 3 || letters);
    let verb = s.is(np.1 + 1, Class::AUX) && !s.tokens[np.1 + 1].cap;
    // « Hydralis va fermer deux usines », « Hydralis supprime 300 postes »
    let rules = |k: usize| {
        let plain = !s.lex.caseless && !s.lex.subject_first;
        let small = s.tokens.get(k).is_some_and(|t| t.is_word() && !t.cap);
        let acts = s.is(k, Class::VERB) || s.is(k, Class::CUE) && s.is(k, Class::FINITE);
        let present =
            small && s.tokens[k].class.is_nothing() && s.lex.ends_like_a_present(s.word(k));
        let object = s.is(k + 1, Class::DET.or(Class::INFINITIVE))
            || s.tokens
                .get(k + 1)
                .is_some_and(|t| t.is_word() && s.lex.ends_like_an_infinitive(s.word(k + 1)));
        plain && small && (acts || present) && object
    };
    let verb = verb || rules(np.1 + 1) && !goes_on_elsewhere(s, word);
    // « Pharmacie : Sanvelia repousse l'offre »
    let opens = np.0 == 0 || s.sign(np.0 - 1, ':') && !s.lex.caseless && !s.lex.subject_first;
    np.0 == np.1 && opens && unknown && verb && !s.lex.world.is_people(&folded(word))
}

/// « Vinci estime le coût », in a text about « Vinci Autoroutes »: whether a longer name opens with `word` in the article around
/// the sentence.
fn goes_on_elsewhere(s: &Sentence<'_>, word: &str) -> bool {
    let at = s.tokens[0].span.start();
    let near = floor(s.text, at.saturating_sub(ARTICLE))..floor(s.text, at + ARTICLE);
    let near = &s.text[near];
    near.match_indices(word).any(|(at, _)| {
        let rest = near[at + word.len()..].strip_prefix(' ');
        rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
    })
}

/// « Iran denied the report. It said »: a place that opens an English sentence, straight before its verb.
pub(super) fn place_acts(s: &Sentence<'_>, np: Phrased, name: Phrased) -> bool {
    let opens = np.0 == 0 && name.1 == np.1 && s.lex.subject_first;
    let verb = Class::CUE.or(Class::AUX).or(Class::VERB);
    let acts = s.is(np.1 + 1, verb) && !s.tokens[np.1 + 1].cap;
    opens && acts && s.lex.world.place_lang(&s.folded(name)).is_some()
}

/// « La CGT hausse le ton »: capital letters alone, with their article, before the verb of the sentence.
pub(super) fn heads_as_acronym(s: &Sentence<'_>, np: Phrased, name: Phrased) -> bool {
    let word = s.word(name.0);
    let letters = word.len() > 2 && word.chars().all(char::is_uppercase);
    let alone =
        name.0 == name.1 && np == (name.0.max(1) - 1, name.0) && s.is(np.0, Class::DEFINITE);
    let led = np.0 > 0 && s.is(np.0 - 1, Class::PREP.or(Class::CONTRACTED).or(Class::GENITIVE));
    let words = s.folded(name);
    let capitals = letters && !s.lex.caseless && !s.lex.names_outlet(&words);
    alone && !led && (capitals || is_known_body(s, &words) && acts_next(s, np.1))
}

/// « À 19 ans, Kemi n'a plus revu son père »: one name straight behind an age that opens the sentence.
pub(super) fn aged_before(s: &Sentence<'_>, np: (usize, usize)) -> bool {
    let plain = !s.lex.caseless && !s.lex.subject_first && np.0 == np.1 && np.0 == 4;
    let number = |k: usize| s.word(k).starts_with(|c: char| c.is_ascii_digit());
    let aged =
        plain && s.is(0, Class::PREP) && number(1) && s.is(2, Class::YEARS) && s.sign(3, ',');
    aged && s.tokens[np.0].class.only(Class::GIVEN) == s.tokens[np.0].class && acts_on(s, np.1)
}

/// Whether a verb, with « ne » or a pronoun before it, stands behind token `k`.
pub(super) fn acts_on(s: &Sentence<'_>, k: usize) -> bool {
    let small = Class::BETWEEN.or(Class::REFLEXIVE).or(Class::NEGATION);
    let next = (k + 1..s.tokens.len()).find(|&n| !s.is(n, small));
    next.is_some_and(|n| acts_next(s, n - 1))
}

/// « La Croix-Rouge », « le Hamas »: whether a name is that of a body which the lists of the world have.
fn is_known_body(s: &Sentence<'_>, words: &[Word]) -> bool {
    let plain = !s.lex.caseless && !s.lex.subject_first;
    let body = || {
        let clue = s.lex.world.lang_of(words).map(|c| c.1);
        matches!(clue, Some(Clue::Firm | Clue::Institution)) || s.lex.world.is_international(words)
    };
    plain && body() && !s.lex.world.is_place_alone(words) && !s.lex.names_outlet(words)
}

/// Whether an auxiliary or a verb stands straight behind token `k`.
fn acts_next(s: &Sentence<'_>, k: usize) -> bool {
    let next = s.tokens.get(k + 1).filter(|t| t.is_word() && !t.cap);
    next.is_some_and(|t| {
        t.is(Class::AUX.or(Class::VERB)) || t.is(Class::CUE) && t.is(Class::FINITE)
    })
}

/// « le titre du câblier français Cordelys »: one capital word after what a firm does.
pub(super) fn of_a_firm(s: &Sentence<'_>, np: (usize, usize)) -> bool {
    let small = |k: usize| s.tokens[k].is_word() && !s.tokens[k].cap;
    let firm = |back: usize| {
        let k = np.0.checked_sub(back).filter(|&k| (k..np.0).all(small));
        k.is_some_and(|k| s.is(k, Class::FIRM))
    };
    np.0 == np.1 && s.tokens[np.0].class.is_nothing() && (firm(1) || firm(2))
}

/// « Présent à la cérémonie, l'ambassadeur a dit »: one word that opens the sentence and tells of whoever follows the
/// comma.
pub(super) fn opens_aside(s: &Sentence<'_>, np: Phrased) -> bool {
    let plain = !s.lex.caseless && !s.lex.subject_first;
    let led = s.is(1, Class::PREP.or(Class::CONTRACTED).or(Class::GENITIVE));
    np == (0, 0) && plain && led && !s.is(0, Class::GIVEN.or(Class::TITLE))
}

/// « Invitée de la matinale de Radio 7, Anne Petit a dit »: words without an article that open the sentence and tell of whoever
/// follows the comma; the name within them is whose guest she is.
pub(super) fn guest_of(s: &Sentence<'_>, np: Phrased, name: Phrased) -> bool {
    let plain = np.0 == 0 && name.0 > 1 && !s.lex.caseless && !s.lex.subject_first;
    let bare = plain && !s.is(0, Class::DET.or(Class::GIVEN).or(Class::TITLE));
    let of = bare && (1..name.0).any(|k| s.is(k, Class::GENITIVE));
    of && s.sign(np.1 + 1, ',') && s.tokens.get(np.1 + 2).is_some_and(|t| t.is_word() && t.cap)
}

/// « Beau joueur, il annonce », « Sympathisant du parti (LR), il refuse »: words that open the sentence, as capital letters do not
/// tell, and say what the pronoun behind their comma is.
pub(super) fn says_what_he_is(s: &Sentence<'_>, np: Phrased, name: Phrased) -> bool {
    if np.0 > 0 || name != (0, 0) || s.lex.caseless || s.lex.subject_first {
        return false;
    }
    let named = s.is(0, Class::GIVEN.or(Class::TITLE)) || s.lex.names_outlet(&s.folded(name));
    let sign = (np.1 + 1..(np.1 + ASIDE).min(s.tokens.len())).find(|&k| !s.tokens[k].is_word());
    let bracket = sign.filter(|&k| s.sign(k, '(') && s.sign(k + 2, ')')).map(|k| k + 3);
    let comma = bracket.or(sign).filter(|&k| !named && s.sign(k, ','));
    comma.is_some_and(|k| s.is(k + 1, Class::HE) && np.1 + usize::from(bracket.is_some()) > 0)
}

/// « Kizo, 24 ans, », « Riva, rappeur, »: one capital word that is told to be somebody.
pub(in crate::trace) fn alone_but_told(s: &Sentence<'_>, np: (usize, usize)) -> bool {
    let age = s.sign(np.1 + 1, ',')
        && s.tokens.get(np.1 + 2).is_some_and(|t| {
            let number = t.span.of(s.text);
            number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit())
        })
        && (s.sign(np.1 + 4, ',') || s.sign(np.1 + 4, '.'));
    let trade = || {
        s.apposition(np.1).filter(|_| !opens_aside(s, np)).is_some_and(|app| {
            let more = s.read(app);
            more.human && more.name.is_none()
        })
    };
    np.0 == np.1 && !s.is(np.0, Class::TIME) && (age || trade())
}
