//! What stands beside a noun phrase, between commas, and says who it is.

use super::cue::Sentence;
use super::lexicon::Class;
use super::mention::Phrased;
use super::token::{fold, folded};

/// How many tokens what says where somebody holds an office may take: « dans le sud-ouest du Yémen ».
const SOMEWHERE: usize = 11;
/// How many words a second office may have.
const OFFICE: usize = 10;

impl Sentence<'_> {
    /// « le Dr Jean Petit »
    fn is_doctor(&self, from: usize) -> bool {
        let title = self.is(from, Class::DET) && self.is(from + 1, Class::TITLE);
        let name = self.tokens.get(from + 2).is_some_and(|t| t.is_word() && t.cap);
        title && name && !self.lex.caseless
    }

    /// What stands between commas after a phrase and says who it is: `, maire de Lyon,`.
    pub(super) fn apposition(&self, last: usize) -> Option<Phrased> {
        self.kept.appositions.at((last, self.tokens.len()), || self.apposition_anew(last))
    }

    fn apposition_anew(&self, last: usize) -> Option<Phrased> {
        let mut k = last + 1;
        if self.sign(k, '(') {
            k = (k..self.tokens.len()).find(|&n| self.sign(n, ')'))? + 1;
            if k <= last + 6 && self.holder_starts(k) {
                return self.noun_phrase(k);
            }
        }
        if let Some(name) = self.called_beside(k) {
            return self.noun_phrase(name);
        }
        k += usize::from(self.tells_a_quality_of(last, k));
        // « l'ambassadrice en Libye, Sandra Petit, »: a place may follow the office.
        // « العامل الذي وجدها، جين دو، »: as may a clause.
        let clause = self.lex.caseless && self.is(k, Class::RELATIVE);
        let place = self.is(k, Class::PREP.or(Class::CONTRACTED)) && !self.leads_to_another(k);
        k = if place || clause { self.past_place(last, k) } else { k };
        k += usize::from(self.led_in_marks(last, k));
        k = self.past_second_office(k);
        if !self.sign(k, ',') {
            return None;
        }
        let k = self.past_somewhere(k);
        let from = self.past_age(k + 1)?;
        let mut head = from;
        let title = |k: usize| self.leads_to_an_office(k) || k > from && self.tells_of_rank(k);
        while title(head) && head < from + 3 {
            head += 1;
        }
        let capital = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        let role = self.is(head, Class::ROLE.or(Class::GENERIC))
            || self.is(head + 1, Class::ROLE) && head > from
            || self.is_told_by_people(from, head);
        // « L'exploitant, la société britannique Untel, »
        let trades = (last.saturating_sub(4)..=last).any(|k| self.is(k, Class::TRADER));
        let role = role || trades && head > from && self.is(head, Class::FIRM);
        // « son coach, Riva, »: one word is a name only between the commas, after an office.
        let alone = |k: usize| {
            let closed = self.sign(k + 1, ',')
                || self.sign(k + 1, '.')
                || self.tokens.get(k + 1).is_none_or(|t| t.quote().is_some());
            let office = (last.saturating_sub(4)..=last).any(|o| {
                let kin = self.is(o, Class::KIN) && !self.lex.subject_first;
                (self.is(o, Class::ROLE.or(Class::BODY)) || kin) && !self.tokens[o].cap
            });
            let place = || self.lex.world.place_lang(&[fold(self.word(k))]).is_some();
            capital(k) && closed && office && !self.is(k, Class::TIME) && !place()
        };
        // « The owner, Carbones del Venado, said »
        let linked = self.is(from + 1, Class::PARTICLE) && capital(from + 2);
        let more = capital(from + 1) || linked || alone(from);
        let titled = self.is_titled(from, head);
        let named = capital(from) && (self.is(from, Class::GIVEN) || more) || titled;
        // « le directeur de l'OMS, le Dr Jean Petit, »
        let named = named || self.is_doctor(from);
        let named = named || self.names_with_article(from) || self.house_of_a_people(from);
        let named = named || self.named_of_many(last, from) || self.initials_beside(last, from);
        if !(role || named) || self.is(from, Class::CUE) && self.is(from, Class::FINITE) && !role {
            return None;
        }
        let (first, end) = self.up_to_name(self.noun_phrase(from)?);
        let subject = self.runs_on_from_a_place(last, end);
        let subject = subject || self.is_led_by_another(last, (from, end));
        (!subject).then_some((first, end))
    }

    /// « Visé dimanche à Nîmes, l'attaquant de Sedan a parlé »: whether a place ends at `last`, and what stands behind the
    /// comma, up to `end`, is the subject.
    fn runs_on_from_a_place(&self, last: usize, end: usize) -> bool {
        let somewhere = self.tokens[last].cap
            && !self.is(last, Class::GIVEN.or(Class::TITLE))
            && last > 0
            && self.is(last - 1, Class::PREP.or(Class::CONTRACTED));
        somewhere && self.tokens.get(end + 1).is_some_and(super::token::Token::is_word)
    }

    /// « Invité mardi par Jean Petit, l'humoriste a expliqué … », « Selon Jean Petit, le maire savait … »: whether what stands
    /// behind the comma is the subject of a sentence that opens with somebody else.
    fn is_led_by_another(&self, last: usize, (from, end): Phrased) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let handed = self.is(0, Class::HANDED) && !self.is(0, Class::FINITE);
        let led = plain && (handed || self.is(0, Class::PREP) && !self.is(0, Class::ROLE));
        let whole = (0..=last).all(|k| self.tokens[k].is_word());
        let next = self.tokens.get(end + 1).filter(|t| t.is_word() && !t.cap);
        let verb = next.is_some_and(|t| {
            let past = || self.lex.ends_like_an_imperfect(t.span.of(self.text));
            t.is(Class::AUX.or(Class::FINITE)) || t.class.is_nothing() && past()
        });
        let article = Class::DEFINITE.or(Class::POSSESSIVE);
        led && whole && verb && self.is(from, article) && !self.tokens[from].cap
    }

    /// « L'administration pénitentiaire, le SNAI, »: whether the initials of a body stand between the commas, at `from`.
    pub(super) fn initials_beside(&self, last: usize, from: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let body = (last.saturating_sub(4)..=last).any(|k| self.is(k, Class::BODY));
        let closed = plain && body && self.is(from, Class::DEFINITE) && self.sign(from + 2, ',');
        let capital = closed && self.tokens[from + 1].is_word() && self.tokens[from + 1].cap;
        capital
            && self.word(from + 1).len() > 1
            && !self.word(from + 1).contains(char::is_lowercase)
    }

    /// « le président du groupe Horizon républicain, Jean Petit, »: whether the word at `k` tells more of what an office is held in,
    /// whose name ends at `last`.
    fn tells_a_quality_of(&self, last: usize, k: usize) -> bool {
        let small = |t: &super::token::Token| t.is_word() && !t.cap && t.class.is_nothing();
        let office = (last.saturating_sub(5)..last).any(|n| self.is(n, Class::ROLE));
        let plain = !self.lex.caseless && !self.lex.subject_first;
        plain && office && self.tokens[last].cap && self.tokens.get(k).is_some_and(small)
    }

    /// « sa cofondatrice et présidente, Jane Doe, »: past a second office that starts at `k`.
    fn past_second_office(&self, k: usize) -> usize {
        let plain = !self.lex.subject_first && !self.lex.caseless && self.is(k, Class::COORD);
        if plain && self.is(k + 1, Class::ROLE) && self.sign(k + 2, ',') {
            return k + 2;
        }
        // « l'ancien inspecteur du travail et ex-représentant de l'aile gauche, Jean Petit, »
        let office = |n: usize| {
            let word = self.tokens.get(n).filter(|t| t.is_word() && !t.cap);
            let role = |t: &super::token::Token| {
                let word = fold(t.span.of(self.text));
                t.is(Class::ROLE) || self.lex.without_prefix(&word).is_some()
            };
            word.is_some_and(role)
        };
        let end = (k + 2..(k + OFFICE).min(self.tokens.len())).find(|&n| !self.tokens[n].is_word());
        let verb = Class::AUX.or(Class::VERB).or(Class::SUBORD).or(Class::RELATIVE);
        let quiet = |end: usize| (k + 1..end).all(|n| !self.is(n, verb) || self.is(n, Class::PREP));
        let end = end.filter(|&end| plain && self.sign(end, ',') && office(k + 1) && quiet(end));
        let named = end.filter(|&end| self.is(end + 1, Class::GIVEN) && self.tokens[end + 1].cap);
        named.unwrap_or(k)
    }

    /// Whether an article or a quality at `k` stands before an office; « la principale », between commas, is one itself.
    fn leads_to_an_office(&self, k: usize) -> bool {
        let whole = self.is(k, Class::ROLE) && self.sign(k + 1, ',') && !self.sign(k - 1, ',');
        self.is(k, Class::DET.or(Class::BEFORE_ROLE)) && !whole
    }

    /// « a lancé Jean Petit à Paul Noir, rapporteur du texte »: whether a preposition at `k` leads to somebody else.
    fn leads_to_another(&self, k: usize) -> bool {
        let person = self.is(k + 1, Class::GIVEN.or(Class::TITLE)) && self.tokens[k + 1].cap;
        let full = self.tokens.get(k + 2).is_some_and(|t| t.is_word() && t.cap);
        person && full && !self.lex.caseless && !self.lex.subject_first
    }

    /// « Le directeur de l'hôpital de Taëz, dans le sud-ouest du Yémen, Jane Doe, »: the comma behind words that say where, if
    /// the one at `k` opens such and a full name follows.
    fn past_somewhere(&self, k: usize) -> usize {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let somewhere = plain && self.is(k + 1, Class::WITHIN.or(Class::PREP));
        let capital = |n: usize| self.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
        let full = |c: &usize| {
            let given = || self.is(c + 1, Class::GIVEN.or(Class::TITLE));
            let person = || given() || self.looks_like_a_person((c + 1, c + 2));
            capital(c + 1) && capital(c + 2) && person()
        };
        let close = somewhere.then(|| self.inset_within(k, SOMEWHERE)).flatten();
        close.filter(full).unwrap_or(k)
    }

    /// « Jean Petit, 52 ans, patron », « Jean Petit, âgé de 52 ans, patron »: past an age at `from`, where one stands there.
    fn past_age(&self, from: usize) -> Option<usize> {
        let told = self.is(from, Class::AGED) && !self.lex.caseless;
        if !(self.starts_with_digit(from) || told && self.starts_with_digit(from + 2)) {
            return Some(from);
        }
        let comma = (from..(from + 6).min(self.tokens.len())).find(|&n| self.sign(n, ','))?;
        Some(comma + 1)
    }

    fn starts_with_digit(&self, k: usize) -> bool {
        let token = self.tokens.get(k);
        token.is_some_and(|t| t.span.of(self.text).starts_with(|c: char| c.is_ascii_digit()))
    }

    /// « l'ambassadrice en Libye, », « L'adjointe au maire chargée des affaires scolaires, »: the end of the words that
    /// follow an office, from token `k` on.
    fn past_place(&self, last: usize, k: usize) -> usize {
        let office = self.is(last, Class::ROLE) && !self.tokens[last].cap;
        // « رئيسة قطاع البحوث في شركة النور للأوراق المالية، », « la coordinatrice de l'ONU pour les transports en Asie, Jane Doe, »
        let house = !self.word(last).contains(char::is_lowercase) && !self.lex.subject_first;
        let far = if office || self.lex.caseless || house { 8 } else { 5 };
        // « La représentante dans le pays du Programme des Nations unies pour le développement (PNUD), Jane Doe, »
        let plain = !self.lex.caseless && !self.lex.subject_first;
        // « La représentante du Bureau des Nations unies pour la réduction des risques de catastrophe, Jane Doe, »
        let led = |n: usize| self.is(n, Class::ROLE) && n > 0 && self.is(n - 1, Class::DEFINITE);
        let holder = || (last.saturating_sub(6)..last).any(|n| led(n) && !self.tokens[n].cap);
        let far = if plain && (office || holder()) { 13 } else { far };
        let end = (k + far).min(self.tokens.len());
        let past = (k..end).take_while(|&n| self.tokens[n].is_word()).last().map_or(k, |n| n + 1);
        let close = (past + 1..past + 5).find(|&n| self.sign(n, ')'));
        let close = close.filter(|_| plain && self.sign(past, '('));
        // « pour les réfugiés (HCR) à Beyrouth, Jane Doe, »
        let behind = |n: usize| {
            let led = self.is(n + 1, Class::PREP.or(Class::CONTRACTED));
            let more = (n + 1..(n + 5).min(self.tokens.len())).take_while(|_| led);
            more.take_while(|&k| self.tokens[k].is_word()).last().map_or(n + 1, |k| k + 1)
        };
        close.map_or(past, behind)
    }

    /// « رئيس البلدية، الدكتور جو دو، », « المدير الفني، الأوروغوياني جو دو، »: a title or a people before a name, where
    /// no letter shows one; `head` is the first word behind the titles.
    fn is_titled(&self, from: usize, head: usize) -> bool {
        let name = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        let people = || self.lex.world.is_people(&folded(self.word(from)));
        let title = head > from && name(head) && name(head + 1);
        self.lex.caseless && (title || name(from + 1) && people())
    }

    /// « One of them, the former whip Jane Doe, »: whether a phrase with an article ends in a full name.
    fn names_with_article(&self, from: usize) -> bool {
        let led = self.lex.subject_first && self.is(from, Class::DET);
        let np = led.then(|| self.noun_phrase(from)).flatten().filter(|np| np.1 > from);
        let name = np.and_then(|np| self.name_in(np, true, false).filter(|n| n.1 == np.1));
        name.is_some_and(|n| n.1 > n.0 && self.is(n.0, Class::GIVEN))
    }

    /// « l'un d'eux, Drissa, », « le transporteur, les Cars Vézère, »: whether a name of such stands at `from`.
    fn named_of_many(&self, last: usize, from: usize) -> bool {
        let capital = self.tokens.get(from).is_some_and(|t| t.is_word() && t.cap);
        let one = self.one_of_them(last) && capital && self.sign(from + 1, ',');
        one || self.many_as_one(last, from)
    }

    /// « se défend l'un d'eux, Drissa, »
    pub(super) fn one_of_them(&self, last: usize) -> bool {
        let of = last.checked_sub(1).filter(|&k| self.is(k, Class::GENITIVE));
        of.is_some_and(|_| self.is(last, Class::STRONG)) && !self.lex.caseless
    }

    /// « Le transporteur, les Cars Vézère, »: whether a name with its article stands at `from` beside what a firm does.
    fn many_as_one(&self, last: usize, from: usize) -> bool {
        let capital = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let firm = self.is(last, Class::FIRM.or(Class::TRADER)) && last > 0;
        let led = self.is(from, Class::DEFINITE) && self.word(from).ends_with('s');
        plain && firm && led && capital(from + 1) && capital(from + 2) && self.sign(from + 3, ',')
    }

    /// « The developer, Turkish group Karasu Holding, »: a people, what they own, and its name.
    fn house_of_a_people(&self, from: usize) -> bool {
        let capital = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        let house = self.is(from + 1, Class::FIRM.or(Class::BODY)) && capital(from + 2);
        let people = || self.lex.world.is_people(&folded(self.word(from)));
        self.lex.subject_first && house && capital(from) && people()
    }
}
