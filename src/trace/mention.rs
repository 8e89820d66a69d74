//! Noun phrases that name a speaker: where they start and end, and what they say of the person.

use super::cue::Sentence;
use super::fold::Word;
use super::lexicon::{Class, Phrase};
use super::token::{fold, folded, phrase_at};

/// A noun phrase: its first and last token.
pub(super) type Phrased = (usize, usize);

/// How many words behind « pour » a name may stand.
const FOR: usize = 6;

/// How many tokens a party in brackets may take.
const PARTY: usize = 8;

impl Sentence<'_> {
    /// Whether a noun phrase can start at `i`.
    pub(super) fn starts_phrase(&self, i: usize) -> bool {
        let Some(token) = self.tokens.get(i).filter(|t| t.is_word()) else { return false };
        let after_prep = i > 0
            && self.is(i - 1, Class::PREP.or(Class::CONTRACTED).or(Class::DET).or(Class::GENITIVE))
            && !self.is(i - 1, Class::PRONOUN)
            && !(self.lex.subject_first && self.is(i - 1, Class::SUBORD));
        let small = Class::PREP.or(Class::CONTRACTED).or(Class::ADVERB);
        let small = small.or(Class::COORD).or(Class::SUBORD);
        let leading = Class::DET.or(Class::TITLE).or(Class::PRONOUN);
        let opens = if token.is(leading) {
            !token.is(Class::CONTRACTED) || token.cap && !token.is(small)
        } else {
            token.cap && !token.is(small)
        };
        // « Des riverains dénoncent », at the head of a sentence.
        let people = |k: usize| {
            let many = self.is(k, Class::ROLE) && self.word(k).ends_with(['s', 'x']);
            many || self.is(k, Class::ANONYMOUS.or(Class::CROWD))
        };
        let several = i == 0 && token.cap && token.is(Class::CONTRACTED) && people(i + 1);
        // « Solenn | Le Bihan »
        let within = i > 0 && self.tokens[i - 1].cap && self.tokens[i - 1].is_word();
        let within = within && token.cap && token.is(Class::DEFINITE) && !self.lex.subject_first;
        // « Même Jean Petit ne sera pas du voyage »
        let even = i == 0 && token.is(Class::SAME) && !self.lex.caseless;
        // « Partie prenante de ce groupe, plusieurs ont démissionné »
        let next = self.tokens.get(i + 1).is_some_and(|t| t.is_word() && !t.cap);
        let part = i == 0 && token.is(Class::COUNT) && !token.is(Class::DET) && next;
        let even = even || part && !self.is(i + 1, Class::GENITIVE) && !self.lex.caseless;
        let opens = (opens || several) && !even && (!within || self.opens_behind_capitals(i));
        let day = token.is(Class::TIME) && !token.is(Class::GIVEN) || self.ends_a_time(i);
        // « celle de Haute-Savoie », but « celle qui a tout vu »
        let of_it = token.is(Class::LATTER) && self.is(i + 1, Class::GENITIVE);
        opens && !after_prep && !day && !of_it && !self.dates(i) && !self.is_told_off(i)
    }

    /// « “…”, la reprend Anne Petit »: whether the word at `i`, straight behind the marks, is the object of the verb behind it.
    pub(super) fn is_told_off(&self, i: usize) -> bool {
        let behind = i > 1 && self.sign(i - 1, ',') && self.tokens[i - 2].quote().is_some();
        let small = behind && self.is(i, Class::DEFINITE) && self.is(i, Class::BETWEEN);
        small && self.is(i + 1, Class::MANNER) && self.cue_at(i + 1).is_some()
    }

    /// « la semaine dernière », « lundi dernier »: whether the word at `i` belongs to the time before it.
    pub(super) fn ends_a_time(&self, i: usize) -> bool {
        let tail = self.is(i, Class::TIME_TAIL) && !self.tokens[i].cap;
        tail && i > 0 && self.is(i - 1, Class::TIME)
    }

    /// « le soir même », « le 12 mars »: the article at `i` tells when.
    pub(super) fn dates(&self, i: usize) -> bool {
        let next = self.tokens.get(i + 1).filter(|t| t.is_word() && !t.cap);
        let number = next
            .is_some_and(|t| self.text[t.span.start()..].starts_with(|c: char| c.is_ascii_digit()));
        let time = self.is(i + 1, Class::TIME) && !self.is(i + 1, Class::ROLE.or(Class::GIVEN));
        self.is(i, Class::DEFINITE)
            && next.is_some()
            && (time || number && self.is(i + 2, Class::TIME))
    }

    /// The noun phrase that starts at `i`.
    pub(super) fn noun_phrase(&self, i: usize) -> Option<Phrased> {
        self.kept.phrases.at((i, self.tokens.len()), || self.phrase_from(i))
    }

    fn phrase_from(&self, i: usize) -> Option<Phrased> {
        let first = self.tokens.get(i).filter(|t| t.is_word())?;
        if first.is(Class::PRONOUN) && !first.is(Class::DET) {
            return Some((i, i));
        }
        // « Certains dénoncent »: a word for some people, straight before its verb.
        if first.is(Class::SOME) && self.tokens.get(i + 1).is_some_and(acts) {
            return Some((i, i));
        }
        let (mut last, mut role) = (i, first.is(Class::ROLE));
        let mut j = i + 1;
        while let Some(token) = self.tokens.get(j) {
            let charge = if role { self.charge_between(j) } else { 0 };
            let party = if role { self.party_between(j) } else { 0 };
            let more = charge.max(self.goes_on_as_name(j)).max(party);
            if more > 0 {
                last = j + more - 1;
                j += more;
                continue;
            }
            if role && self.lists_charges(i, j) {
                j += 1;
                continue;
            }
            if !token.is_word() || self.tells_the_day(j) {
                break;
            }
            let before = self.tokens[j - 1];
            let linked = before.is(Class::GENITIVE.or(Class::PREP).or(Class::CONTRACTED));
            let linked = linked && !(j > i + 1 && self.serves(i, j - 1));
            let head = j == i + 1 && first.is(Class::DET.or(Class::TITLE));
            let numbered = !token.cap && self.is_numbered(j - 1);
            let noun = self.noun_behind_article(i, j);
            let goes_on = if numbered || noun || head || (linked && !before.is(Class::ADVERB)) {
                // « السيدة التي تعاني »
                let clause = self.lex.caseless && token.is(Class::RELATIVE);
                (!token.is(Class::PRONOUN.or(Class::SUBORD)) || token.is(Class::DET)) && !clause
            } else if token.is(Class::PARTICLE) && !token.cap && self.leads_into_name(i, j) {
                // « Greta von Sydow »
                true
            } else if self.links_a_name(j) || self.serves(i, j) || self.leads_to_purpose(i, j) {
                true
            } else if token.is(Class::GENITIVE) {
                self.leads_to_complement(j)
            } else if token.is(Class::CONTRACTED) || matches!(self.word(j), "à" | "en" | "chez") {
                role && self.office_follows(j + 1) || self.midst(i, j)
            } else if token.is(Class::DET) {
                // « قائد إحدى الطائرتين »
                let one = self.lex.caseless && before.is(Class::ROLE);
                linked || one || self.article_within_name(j) || self.opens_a_name(j)
            } else if token.is(Class::COORD) {
                self.joins_within(i, j)
            } else {
                !self.ends_phrase(i, j)
            };
            if !goes_on {
                break;
            }
            // « Bruno Le Maire »
            let within = token.cap && before.cap && before.is_word() && !self.lex.caseless;
            role |= token.is(Class::ROLE) && !within;
            last = j;
            j += 1;
        }
        let last = self.without_link(i, last);
        Some(self.up_to_short((i, self.without_participle(i, last))))
    }

    /// « le maire (PS) de Lille », « l'adjointe au maire »: how many tokens at `j`, behind an office that goes on, say of which
    /// party somebody is, or whose deputy.
    fn party_between(&self, j: usize) -> usize {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let office = plain && self.is(j - 1, Class::ROLE) && !self.tokens[j - 1].cap;
        // « le maire divers droite de Lille », « le maire sans étiquette Jean Petit »
        let phrase = |k, of| phrase_at(self.text, self.tokens, k, of, self.lex);
        let none = || phrase(j, Phrase::NoParty);
        let deputy = || phrase(j - 1, Phrase::Deputy).map(|taken| taken - 1);
        if let Some(taken) = office.then(|| none().or_else(deputy)).flatten() {
            return taken;
        }
        let office = office && self.sign(j, '(');
        let end = (j + 2..(j + PARTY).min(self.tokens.len())).find(|&k| self.sign(k, ')'));
        let end = end.filter(|&k| office && self.is(k + 1, Class::GENITIVE));
        let number = |k: usize| self.word(k).starts_with(|c: char| c.is_ascii_digit());
        end.filter(|&k| !(j + 1..k).any(number)).map_or(0, |k| k + 1 - j)
    }

    /// « ministère de l'Économie et des Finances », « current and former staff »: whether the « et » at `j` joins two words of
    /// the phrase from `i`.
    fn joins_within(&self, i: usize, j: usize) -> bool {
        let next_is = |c: Class| self.is(j + 1, c);
        let qualities = self.is(j - 1, Class::BEFORE_ROLE) && next_is(Class::BEFORE_ROLE);
        let qualities = qualities || self.joins_trades(j);
        let of = (i..j).any(|k| self.is(k, Class::GENITIVE));
        let name = self.joined_body((j - 1, j - 1), (j + 3).min(self.tokens.len() - 1));
        let joined = of && self.joins_a_body(j) || name.is_some();
        next_is(Class::GENITIVE) && of || qualities || joined
    }

    /// « 80 diplomates ont dénoncé », « Mardi, des associations ont dénoncé »: whether a subject of several starts at `k`.
    pub(super) fn leads_with_several(&self, k: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let article = plain && self.is(k, Class::CONTRACTED) && self.is(k, Class::GENITIVE);
        let many = |k: usize| self.word(k).ends_with(['s', 'x']);
        let noun = Class::ROLE.or(Class::GENERIC).or(Class::CROWD).or(Class::ANONYMOUS);
        let noun = noun.or(Class::BODY).or(Class::KIN);
        let several = || {
            let next = self.tokens.get(k + 1).filter(|t| t.is_word() && !t.cap && t.is(noun));
            next.is_some() && many(k) && many(k + 1)
        };
        self.counts_people(k) || article && several()
    }

    /// « 80 diplomates à la retraite »: whether a number at `k` stands before people.
    pub(super) fn counts_people(&self, k: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let next = self.tokens.get(k + 1).filter(|t| plain && t.is_word() && !t.cap);
        let person = Class::ROLE.or(Class::GENERIC).or(Class::CROWD).or(Class::ANONYMOUS);
        let number = |k: usize| self.word(k).starts_with(|c: char| c.is_ascii_digit());
        let many = |k: usize| self.word(k).ends_with(['s', 'x']);
        // « un village de 400 habitants », « 10 000 fans »
        let link = Class::PREP.or(Class::GENITIVE).or(Class::CONTRACTED).or(Class::DET);
        let led = || k.checked_sub(1).is_some_and(|b| self.is(b, link) || number(b));
        next.is_some_and(|t| t.is(person)) && !led() && number(k) && many(k + 1)
    }

    /// « le maire de Lyon », but « la ministre de son côté », « tenté de partir »: whether the « de » at `j` leads to a complement.
    fn leads_to_complement(&self, j: usize) -> bool {
        let side = self.is(j + 1, Class::POSSESSIVE) && self.is(j + 2, Class::SIDE);
        let next = self.tokens.get(j + 1).filter(|n| n.is_word());
        next.is_some_and(|n| !n.is(Class::INFINITIVE)) && !side
    }

    /// « l'initiateur de la marche »: behind its article no noun is a verb.
    fn noun_behind_article(&self, i: usize, j: usize) -> bool {
        let of = j > i + 2 && self.is(j - 1, Class::DEFINITE) && self.is(j - 2, Class::GENITIVE);
        of && !self.lex.caseless && !self.lex.subject_first
    }

    /// « l'acteur et humoriste Jean Petit »: whether the word at `j` joins two trades of whoever is named behind them.
    fn joins_trades(&self, j: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let trade = |k: usize| self.is(k, Class::ROLE) && !self.tokens[k].cap;
        let name = self.tokens.get(j + 2).is_some_and(|t| t.is_word() && t.cap);
        plain && trade(j - 1) && trade(j + 1) && name && self.looks_like_a_person((j + 2, j + 3))
    }

    /// What somebody, or a body, in the phrase from `i` is there or stands for.
    fn leads_to_purpose(&self, i: usize, j: usize) -> bool {
        self.is_there_for(i, j) || self.runs_for(i, j)
    }

    /// « la tête de liste du parti pour les élections européennes Jean Petit »: whether the word at `j` leads to what somebody
    /// stands for who is named behind it, in a phrase that starts at `i`.
    fn runs_for(&self, i: usize, j: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && self.is(i, Class::DEFINITE);
        let led = self.is(j, Class::PURPOSE) && self.is(j + 1, Class::DEFINITE);
        let open = Class::AUX.or(Class::VERB).or(Class::CUE).or(Class::TIME).or(Class::ROLE);
        let end = (j + FOR).min(self.tokens.len());
        let small = |k: &usize| {
            let t = self.tokens[*k];
            t.is_word() && !t.cap && !t.is(open)
        };
        let name = (j + 2..end).find(|k| !small(k)).filter(|_| plain && led);
        name.is_some_and(|k| self.is(k, Class::GIVEN) && self.looks_like_a_person((k, k + 1)))
    }

    /// « Marc Le Goff », but « POLÉMIQUE La mairie »: whether the article at `j` stands inside a name.
    fn article_within_name(&self, j: usize) -> bool {
        self.tokens[j].cap && self.tokens[j - 1].cap && !self.opens_behind_capitals(j)
    }

    /// Whether the small word at `j` is a verb, in a phrase that starts at `i`; not in « son principal opposant ».
    fn is_verb(&self, i: usize, j: usize) -> bool {
        let token = self.tokens[j];
        let somebody = token.is(Class::ROLE) && self.is(j - 1, Class::BEFORE_ROLE);
        let told = somebody && j == i + 2 && !self.lex.subject_first;
        !told && (token.is(Class::AUX.or(Class::GERUND).or(Class::VERB)) || self.reports(j))
    }

    /// « le communiqué du 3 juin »: whether the words at `j` say of which day something is.
    fn tells_the_day(&self, j: usize) -> bool {
        let number = |k: usize| self.word(k).starts_with(|c: char| c.is_ascii_digit());
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let day = self.tokens.get(j + 1).is_some_and(super::token::Token::is_word) && number(j + 1);
        plain && self.is(j, Class::CONTRACTED) && day && self.is(j + 2, Class::TIME)
    }

    /// Whether an ordinary word at `j` no longer belongs to the phrase from `i`.
    fn ends_phrase(&self, i: usize, j: usize) -> bool {
        let token = self.tokens[j];
        // « محافظ كرمان الجنوبية », « رئيس شركة "نورد" الدنماركية »
        if j > i + 1 && self.tells_of_a_place_or_firm(j) {
            return false;
        }
        // « نشر التلفزيون مقطعا »: the object of a verb is none of its subject.
        // « نسبت إلى مسؤول قوله إن »
        let strong = self.lex.caseless && token.is(Class::STRONG) && !token.cap;
        if strong || self.another_starts(i, j) {
            return true;
        }
        let unknown = self.lex.caseless && token.class.is_nothing() && !token.cap;
        if unknown && self.lex.ends_like_an_object(self.word(j)) && !self.is_held(j) {
            return true;
        }
        // « ختم المدرب حديثه », « وجه المدرب السعودي رسالة »: nothing bare belongs to a word with the article.
        let bare = || !self.lex.has_article(&folded(self.word(j)));
        let whole = || self.lex.has_article(&folded(self.word(j - 1))) || self.tokens[j - 1].cap;
        let paper = Class::DOCUMENT.or(Class::SPEECH).or(Class::ISSUED).or(Class::COMMON);
        let noun = unknown || self.lex.caseless && token.is(paper) && !token.cap;
        if noun && j > i && whole() && bare() {
            return true;
        }
        if token.is(Class::RELATIVE
            .or(Class::SUBORD)
            .or(Class::PRONOUN)
            .or(Class::ADVERB)
            .or(Class::PREP))
        {
            return true;
        }
        // « la tête d'affiche de la soirée », but « le maire mercredi »
        let part = j >= i + 2 && self.is(j - 1, Class::DET) && self.is(j - 2, Class::GENITIVE);
        if token.is(Class::TIME) && !token.cap && !part {
            return true;
        }
        if !token.cap {
            if self.is_verb(i, j) {
                return true;
            }
            if self.judges_here(i, j) || self.charged_to_act(i, j) {
                return true;
            }
            if j > i + 1 && self.unlisted_verb(j) {
                return true;
            }
            let before = self.tokens[j - 1];
            // After a name, a small word starts something new: « Blinken devant la presse ».
            let named = before.cap
                && (j - 1 == i
                    || !self.is(j - 2, Class::DET.or(Class::GENITIVE).or(Class::CONTRACTED)))
                && !before.is(Class::ROLE.or(Class::BODY));
            // « Gwynlas council », « Japanese auto parts maker »
            // `a report seen by the Guardian`
            // « un habitant joint par téléphone »
            if !self.lex.caseless && token.is(Class::HANDED) && self.is(j + 1, Class::BY) {
                return true;
            }
            let council = self.lex.subject_first
                && (token.is(Class::BODY)
                    || self.owns(j - 1)
                    || named && self.lex.world.is_people(&folded(self.word(j - 1))));
            return named && !token.is(Class::ROLE) && !council && !self.small_tail(j)
                || token.is(Class::BETWEEN) && !token.is(Class::DET);
        }
        false
    }

    /// « le conseil chargé de guider les pouvoirs publics »: what somebody is charged to do is no part of what they are called.
    fn charged_to_act(&self, i: usize, j: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && j > i + 1;
        let act = self.tokens.get(j + 2).is_some_and(|t| t.is_word() && !t.cap);
        plain
            && act
            && self.is(j + 1, Class::GENITIVE)
            && self.lex.ends_like_a_participle(self.word(j))
            && self.lex.ends_like_an_infinitive(self.word(j + 2))
    }

    /// « l'Élysée juge la proposition », « le Fonds monétaire international juge la dette »: no judge of that name, in a phrase
    /// that starts at `i`.
    fn judges_here(&self, i: usize, j: usize) -> bool {
        let token = self.tokens[j];
        let object = self.is(j + 1, Class::DET) && !self.is(j + 1, Class::CONTRACTED);
        let led = Class::DET.or(Class::GENITIVE).or(Class::PREP).or(Class::CONTRACTED);
        let named = (i..j).any(|k| self.tokens[k].cap) && j > i + 2 && !self.is(j - 1, led);
        let judges = self.tokens[j - 1].cap || named && token.is(Class::FINITE);
        let plain = !self.lex.caseless && !self.lex.subject_first;
        plain && judges && token.is(Class::JUDGE) && object
    }

    /// « le ministre affirme », « la maison de courtage décrit “un retournement” »: whether the word at `j` reports. As a
    /// participle « décrit » would have no object.
    fn reports(&self, j: usize) -> bool {
        let (token, next) = (self.tokens[j], self.tokens.get(j + 1));
        let object =
            || next.is_some_and(|n| n.quote().is_some() || n.is(Class::DET.or(Class::THAT)));
        let told = token.is(Class::PARTICIPLE) && !self.lex.subject_first && !object();
        let verb = token.is(Class::CUE) && token.is(Class::FINITE) && !told;
        verb && !token.is(Class::ROLE.or(Class::BODY))
    }

    /// « L'armée israélienne occupe toujours », « occupe une colline »: a word no list has that ends as
    /// verbs do, before an article or an adverb.
    fn unlisted_verb(&self, j: usize) -> bool {
        let word = self.word(j);
        // « Le laboratoire nantais ferme la porte »: no noun follows the adjective of a people.
        let people = || {
            let before = folded(self.word(j - 1));
            self.lex.world.is_people(&before) || self.lex.ends_like_a_demonym(&before)
        };
        let noun = !self.tokens[j - 1].cap && !self.lex.subject_first && people();
        if !self.tokens[j].class.is_nothing() && !noun {
            return false;
        }
        let ends = || self.lex.ends_like_a_present(word);
        let person = Class::ROLE.or(Class::GENERIC).or(Class::KIN).or(Class::CROWD);
        let person = self.is(j - 1, person);
        // « son fils adhérait aux idées », but « un client satisfait »
        let behind = Class::PREP.or(Class::CONTRACTED).or(Class::DET).or(Class::ADVERB);
        let past = !self.lex.subject_first && person && self.is(j + 1, behind);
        if past && self.lex.ends_like_an_imperfect(word) && !word.ends_with("fait") {
            return true;
        }
        // « Her partner drives the bus »
        let object = self.is(j + 1, Class::DET) && !self.is(j + 1, Class::CONTRACTED);
        if self.lex.subject_first && person && object && word.ends_with('s') {
            return true;
        }
        // « the plan unveiled in July », but « the widely respected judge »
        if self.lex.subject_first {
            return ends() && !self.lex.ends_like_an_adverb(self.word(j - 1));
        }
        let article = self.is(j + 1, Class::DET)
            && !self.is(j + 1, Class::CONTRACTED.or(Class::GENITIVE))
            && self.tokens.get(j + 1).is_some_and(|t| !t.cap);
        // « le maire écologiste les a vus »
        let finite = Class::AUX.or(Class::VERB).or(Class::FINITE);
        let object = self.is(j + 1, Class::BETWEEN) && self.is(j + 2, finite.or(Class::BETWEEN));
        let adverb = self.is(j + 1, Class::ADVERB) && !self.is(j + 1, Class::PREP.or(Class::TIME));
        if !(article && (noun || !object) || adverb) || !ends() {
            return false;
        }
        let folded = fold(word);
        !self.lex.world.is_people(&folded) && !self.lex.ends_like_a_demonym(&folded)
    }

    /// « l'association Pignon libre dénonce »: after what a body is and one capital word of its name,
    /// a small word straight before the verb belongs to the name.
    pub(super) fn small_tail(&self, j: usize) -> bool {
        let before = |n: usize| j.checked_sub(n);
        let kind = before(2).is_some_and(|k| {
            self.is(k, Class::BODY) && !self.tokens[k].cap && self.tokens[k].is_word()
        });
        let article = before(3).is_some_and(|k| self.is(k, Class::DET.or(Class::CONTRACTED)));
        let name = before(1).is_some_and(|k| self.tokens[k].cap && !self.is(k, Class::GIVEN));
        let people = Class::ROLE.or(Class::GENERIC).or(Class::CROWD).or(Class::OPENS);
        let people = people.or(Class::FEMININE).or(Class::MASCULINE).or(Class::LABOUR);
        let open = self.tokens[j].class.only(people) == self.tokens[j].class && !self.lex.caseless;
        let small = self.tokens[j].is_word()
            && !self.tokens[j].cap
            && (self.tokens[j].class.is_nothing() || open)
            && !self.lex.world.is_people(&folded(self.word(j)));
        let verb = self.tokens.get(j + 1).is_some_and(|t| {
            let cue = t.is(Class::CUE) && t.is(Class::FINITE) && !t.is(Class::PARTICIPLE);
            t.is_word() && !t.cap && (t.is(Class::AUX.or(Class::VERB)) || cue)
        });
        // « Le syndicat Unité enseignante, lui, réclame »
        // « L'association Dépense citoyenne, qui avait saisi la justice, »
        let aside = self.sign(j + 1, ',') && self.is(j + 2, Class::STRONG.or(Class::RELATIVE));
        kind && article && name && small && (verb || aside)
    }

    /// « aux Affaires étrangères », « au CNRS »: an office, not a recipient or a place.
    fn office_follows(&self, k: usize) -> bool {
        let k = if self.is(k, Class::DET) { k + 1 } else { k };
        let Some(token) = self.tokens.get(k) else { return false };
        // « le volcanologue à l'université de Genève », « l'économiste en chef de Natixis »
        let domain = Class::SCHOOL.or(Class::TENURE).or(Class::PORTFOLIO);
        if token.is(domain) && !token.cap && token.is_word() {
            return true;
        }
        let outlet = [k, k.saturating_sub(1)]
            .iter()
            .any(|&at| phrase_at(self.text, self.tokens, at, Phrase::Outlet, self.lex).is_some());
        // « assure la mère d'Amandine au Canard enchaîné »
        let outlet = outlet || k > 0 && super::outlet::contracted(self, k - 1).is_some();
        let place = self.lex.world.place_lang(&[fold(self.word(k))]).is_some();
        // « a lancé le patron du comité à Paul Petit »: whom somebody talks to is no part of their office.
        let addressed = token.is(Class::GIVEN) && self.tokens.get(k + 1).is_some_and(|t| t.cap);
        let addressed = addressed && !self.lex.caseless && !self.lex.subject_first;
        token.cap && !outlet && !place && !addressed && !token.is(Class::TIME)
    }

    /// « des sources au sein du ministère »: where somebody who stays unnamed sits.
    fn midst(&self, i: usize, j: usize) -> bool {
        let from = j + 3 + usize::from(self.is(j + 3, Class::DET));
        let plain = self.tokens.get(j + 1).is_some_and(|t| t.is_word() && t.class.is_nothing());
        let hidden = (i..j).any(|k| self.is(k, Class::ANONYMOUS));
        hidden && plain && self.is(j + 2, Class::GENITIVE) && self.is(from, Class::BODY)
    }

    /// « Depuis Lima, la ministre, Anne Petit, »: a place after a preposition is nobody's name.
    pub(super) fn sets_the_scene(&self, np: Phrased) -> bool {
        let led = np.0 > 0 && self.is(np.0 - 1, Class::PREP.or(Class::CONTRACTED));
        // « ومن سريره في مستشفى خانيا، روى الشاب »
        let within = self.lex.caseless && np.0 > 1 && self.is(np.0 - 2, Class::PREP);
        let within = within && self.sign(np.1 + 1, ',');
        // « Contacté par Reuters, le chauffeur de bus, Paul Petit, »
        let outlet = || {
            let by = np.0 > 0 && self.is(np.0 - 1, Class::BY) && !self.lex.caseless;
            by && self.lex.names_outlet(&self.folded(np))
        };
        (led || within) && self.lex.world.place_lang(&self.folded(np)).is_some() || outlet()
    }

    /// The full name that ends just before token `end`, whatever it is the complement of.
    pub(super) fn name_ending(&self, end: usize) -> Option<Phrased> {
        let part = |k: usize| {
            let t = &self.tokens[k];
            let particle = t.is(Class::PARTICLE) && k + 1 < end && self.tokens[k + 1].cap;
            t.is_word() && (t.cap && !t.is(Class::TIME) || particle)
        };
        let from = (0..end).rev().take_while(|&k| part(k)).last()?;
        let from = (from..end).find(|&k| self.is(k, Class::GIVEN.or(Class::TITLE)))?;
        (from + 1 < end).then_some((from, end - 1))
    }

    /// The lower-case words of a stretch of tokens.
    pub(super) fn folded(&self, (first, last): Phrased) -> Vec<Word> {
        self.tokens[first..=last]
            .iter()
            .filter(|t| t.is_word())
            .map(|t| fold(t.span.of(self.text)))
            .collect()
    }
}

/// Whether a word is a verb with somebody who acts.
fn acts(t: &super::token::Token) -> bool {
    let finite = t.is(Class::CUE) && t.is(Class::FINITE) || t.is(Class::AUX.or(Class::VERB));
    t.is_word() && !t.cap && finite && !t.is(Class::ROLE)
}
