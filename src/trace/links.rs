//! Small words and numbers inside a noun phrase: what links two words of a name, and what joins a second noun to
//! a body.

use super::cue::Sentence;
use super::lexicon::{Class, Phrase};
use super::mention::Phrased;
use super::token::{folded, phrase_at};

/// The most things somebody is in charge of behind the first, and the most words of one.
const CHARGES: usize = 6;
const CHARGE: usize = 9;

/// Who is in charge of things.
const LEADS: Class = Class::ROLE.or(Class::BODY);

/// The most words of what two things lie between: « entre les femmes et les hommes ».
const MIDST: usize = 6;

impl Sentence<'_> {
    /// « la secrétaire d'État à l'Égalité entre les femmes et les hommes Jeanne Petit »: how many tokens from the « entre » at
    /// `j` on tell what somebody is in charge of.
    pub(super) fn charge_between(&self, j: usize) -> usize {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let small = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && !t.cap);
        if !plain || !self.is(j, Class::PREP) || &*folded(self.word(j)) != "entre" {
            return 0;
        }
        let both = |&k: &usize| self.is(k, Class::COORD) && self.is(k + 1, Class::DET);
        let and = (j + 2..j + MIDST).take_while(|&k| small(k)).find(both);
        and.filter(|&k| small(k + 2)).map_or(0, |k| k + 3 - j)
    }

    /// « Morcant & Lisle », « Médecins sans frontières »: how many tokens from `j` on belong to the name before them.
    pub(super) fn goes_on_as_name(&self, j: usize) -> usize {
        if self.joins_names(j) {
            return 2;
        }
        let capital =
            j.checked_sub(1).is_some_and(|k| self.tokens[k].is_word() && self.tokens[k].cap);
        let small = self.tokens.get(j).is_some_and(|t| t.is_word() && !t.cap);
        let tail = || phrase_at(self.text, self.tokens, j, Phrase::Tail, self.lex);
        if capital && small { tail().unwrap_or(0) } else { 0 }
    }

    /// « le ministre de l'Environnement, de l'Urbanisme et du Climat »: whether the comma at `j` stands between the things
    /// that somebody, or a body, in the phrase from `i` is in charge of, the last of which an « et » joins.
    pub(super) fn lists_charges(&self, i: usize, j: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && self.sign(j, ',');
        let charge = |k: usize| {
            let fused = self.is(k, Class::CONTRACTED);
            let next = self.tokens.get(k + 1).filter(|t| t.is_word());
            let led = next.is_some_and(|t| t.is(Class::DET) && !t.is(Class::TIME) || t.cap);
            self.is(k, Class::GENITIVE) && (fused && next.is_some() || led)
        };
        // « le ministre turc de »
        let held = |k: usize| {
            let head = (k.saturating_sub(3)..k).rev().find(|&h| self.is(h, LEADS));
            let told =
                |h: usize| (h + 1..k).all(|n| self.tokens[n].is_word() && !self.tokens[n].cap);
            charge(k) && head.is_some_and(told)
        };
        if !plain || !charge(j + 1) || !(i + 1..j).any(held) {
            return false;
        }
        let acts = Class::AUX.or(Class::VERB).or(Class::PRONOUN).or(Class::RELATIVE);
        let acts = acts.or(Class::SUBORD).or(Class::TIME);
        let last = |k: &usize| self.is(*k, Class::COORD) || !self.tokens[*k].is_word();
        let mut from = j + 1;
        for _ in 0..CHARGES {
            let Some(end) = (from..self.tokens.len()).take(CHARGE).find(last) else { return false };
            if (from..end).any(|k| self.is(k, acts) && !self.tokens[k].cap) || !charge(end + 1) {
                return false;
            }
            if self.is(end, Class::COORD) {
                return true;
            }
            if !self.sign(end, ',') {
                return false;
            }
            from = end + 1;
        }
        false
    }

    /// « the shop at Tarrant Cross »: whether a word for a place stands before a name.
    pub(super) fn stands_where(&self, k: usize) -> bool {
        self.lex.subject_first && k > 0 && self.is(k - 1, Class::SOMEWHERE)
    }

    /// « the South Gobi »: whether the article of a language in which no person has one stands before a name.
    pub(super) fn is_article_before(&self, k: usize) -> bool {
        self.lex.subject_first && k > 0 && self.is(k - 1, Class::DEFINITE)
    }

    /// Whether the capital word at `k` is a common noun of a name, and no town: « Bank of Investment ».
    fn links_a_name_of_words(&self, k: usize) -> bool {
        let known = Class::BODY.or(Class::FIRM_WORD).or(Class::OUTLET_WORD);
        self.is(k, known)
    }

    /// « China Road and Harbour Corporation »: where a name ends in what a body is, behind an « and » of its own.
    pub(super) fn joined_body(&self, (k, end): Phrased, last: usize) -> Option<usize> {
        let capital = |n: usize| self.tokens.get(n).is_some_and(|t| t.is_word() && t.cap);
        let kind = Class::FIRM_WORD.or(Class::BODY);
        let other = Class::GIVEN.or(Class::TITLE).or(Class::ROLE).or(Class::TIME);
        let union = self.is(end + 1, Class::UNION) && !self.is(end, kind) && end + 2 <= last;
        let tail = (end + 2..=last).take(3).take_while(|&n| capital(n)).last()?;
        let whole = tail > end + 2 && self.is(tail, kind);
        let plain = (k..=tail).all(|n| !self.is(n, other) && !self.owns(n));
        (self.lex.subject_first && union && whole && plain).then_some(tail)
    }

    /// Whether something else starts at `j`, where conjunctions and prepositions are written with the next word.
    pub(super) fn another_starts(&self, i: usize, j: usize) -> bool {
        let token = self.tokens[j];
        // « قطار يصل حلب ووزير النقل: "…" »: a conjunction is written with the next one.
        if self.lex.caseless && token.is(Class::ROLE) && self.lex.is_joined(self.word(j)) {
            return true;
        }
        // « رحبت البعثة بما وصفته »
        if self.lex.caseless && token.is(Class::ADDRESSED) {
            return true;
        }
        // « وصف الاتحاد العام للعمل القرار »
        if j > i + 1 && self.serves(i, j - 1) {
            let word = folded(self.word(j - 1));
            let whole = self.lex.unfused(&word).next().is_some_and(|(f, _)| f.has_article());
            if whole && !self.lex.ends_like_an_adjective(self.word(j)) {
                return true;
            }
        }
        false
    }

    /// « مدير قلعتها الأثرية »: whether the word at `j` tells whose office the one before it is; it ends as an object may.
    pub(super) fn is_held(&self, j: usize) -> bool {
        self.is(j - 1, Class::ROLE)
            && !self.lex.has_article(&folded(self.word(j - 1)))
            && self.lex.ends_like_owned(self.word(j))
    }

    /// Where a phrase from `i` ends, which never does so with a link to nothing.
    pub(super) fn without_link(&self, i: usize, mut last: usize) -> usize {
        while last > i
            && !self.serves(i, last)
            && (self
                .is(last, Class::PREP.or(Class::GENITIVE).or(Class::CONTRACTED).or(Class::COORD))
                || self.lex.subject_first && self.is(last, Class::DET) && !self.tokens[last].cap)
        {
            last -= 1;
        }
        last
    }

    /// « des élèves réunis devant la mairie », « une étude publiée mercredi »: the phrase from `i` without a participle at its end
    /// whose complement follows it.
    pub(super) fn without_participle(&self, i: usize, last: usize) -> usize {
        let plain = !self.lex.caseless && !self.lex.subject_first && last > i + 1;
        let token = self.tokens[last];
        let person = Class::ROLE.or(Class::GENERIC).or(Class::KIN).or(Class::ANONYMOUS);
        let noun = person.or(Class::CROWD).or(Class::BODY).or(Class::NAMING);
        let open = plain && token.is_word() && !token.cap && !token.is(noun);
        let more = Class::PREP.or(Class::CONTRACTED).or(Class::TIME);
        // « un serveur visé par les assaillants », but « un rapport publié par l'Unicef »
        let by = self.is(last + 1, Class::BY) && last == i + 2 && self.is(last - 1, person);
        let short = token.class.is_nothing() || token.is(Class::HANDED) || last == i + 2;
        let goes_on =
            open && short && (self.is(last + 1, more) && !self.is(last + 1, Class::BY) || by);
        let goes_on = goes_on && self.tokens[last + 1].is_word();
        let word = self.word(last);
        let bare = word.trim_end_matches('s').trim_end_matches('e');
        // « le chef de la minorité à la Chambre »
        let link = Class::DET.or(Class::GENITIVE).or(Class::CONTRACTED).or(Class::PREP);
        let paper = Class::DOCUMENT.or(Class::ISSUED);
        let noun = plain && (self.is(last - 1, link) || self.is(i + 1, paper));
        let told = goes_on && !noun && bare.len() > 4 && bare.ends_with(['é', 'i', 'u']);
        // « le coach caennais à Lille »
        let whence = || {
            let folded = super::token::fold(word);
            self.lex.ends_like_a_demonym(word) || self.lex.world.is_people(&folded)
        };
        let told = told && self.lex.ends_like_a_participle(bare) && !whence();
        if told { last - 1 } else { last }
    }

    /// « العميد البحري جين دو »: whether the word at `k` tells of the title before it.
    pub(super) fn tells_of_rank(&self, k: usize) -> bool {
        let plain = self.tokens.get(k).is_some_and(|t| t.is_word() && t.class.is_nothing());
        let rank = self.is(k - 1, Class::BEFORE_ROLE) && self.lex.caseless;
        rank && plain && !self.tokens[k].cap && self.lex.has_article(self.word(k))
    }

    /// « رئيسة شركة التوصيل "طيار"، جين دو، »: whether the name in marks at `k` is that of what somebody leads.
    pub(super) fn led_in_marks(&self, last: usize, k: usize) -> bool {
        let firm = Class::BODY.or(Class::FIRM).or(Class::NAMING);
        let firm = (last.saturating_sub(2)..=last).any(|n| self.is(n, firm));
        let marked = self.tokens.get(k).is_some_and(|t| t.quote().is_some());
        self.lex.caseless && firm && marked && self.sign(k + 1, ',')
    }

    /// « Bread for All », « Bank of the West »: small words of another language at `j`, or before it, between two
    /// capital words.
    pub(super) fn links_a_name(&self, j: usize) -> bool {
        // « the Centre for the Study of Roads »
        let body = |k: usize| {
            let before = k.checked_sub(1).filter(|&b| self.tokens.get(b).is_some_and(|t| t.cap));
            let body = before.is_some_and(|b| self.is(b, Class::BODY) && !self.is(b, Class::GIVEN));
            let past = k + 1 + usize::from(self.is(k + 1, Class::DEFINITE));
            let named = !self.is(past, Class::TIME.or(Class::GIVEN).or(Class::TITLE));
            self.is(k, Class::BODY_LINK) && body && named
        };
        let small = |k: usize| (self.is(k, Class::NAME_LINK) || body(k)) && !self.tokens[k].cap;
        let capital = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        let first = if j > 1 && small(j - 1) { j - 1 } else { j };
        // « Mayor of London », « Most of Europe »
        let other = Class::ROLE.or(Class::DET).or(Class::COUNT).or(Class::TIME).or(Class::PRONOUN);
        let other = other.or(Class::ADVERB).or(Class::GREETING).or(Class::TITLE);
        // « Manny Doe of the Fire District »: nobody is called so.
        let run = (0..first).rev().take_while(|&k| capital(k));
        let person = Class::GIVEN.or(Class::TITLE).or(Class::ROLE);
        // « said Burcu Petit of the Crisis Group »: two capital words behind the verb.
        let words = (0..first).rev().take_while(|&k| capital(k)).count();
        let verb = (first - words).checked_sub(1).filter(|_| words == 2);
        let said = verb.is_some_and(|v| self.is(v, Class::SAY) && self.is(v, Class::FINITE));
        let plain = |k: usize| !self.is(k, Class::BODY.or(Class::OUTLET_WORD));
        let said = said && (first - words..first).all(plain);
        let person = run.into_iter().any(|k| self.is(k, person)) || said;
        if self.lex.subject_first && first > 0 && (person || self.is(first - 1, other)) {
            return false;
        }
        let next = if small(j + 1) { j + 2 } else { j + 1 };
        // « Palmetto Sound Partners of Savannah »
        let firm = first > 0 && self.lex.subject_first && self.is(first - 1, Class::FIRM_WORD);
        let town = || self.tokens.get(next).is_some() && !self.links_a_name_of_words(next);
        if firm && town() {
            return false;
        }
        small(j) && first > 0 && capital(first - 1) && capital(next)
    }

    /// « , la Canadienne, », « Her opponent, American qualifier Jane Doe, »: whether a people tells who is meant.
    pub(super) fn is_told_by_people(&self, from: usize, head: usize) -> bool {
        let people = |k: usize| {
            let capital = self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
            capital && self.lex.world.is_people(&folded(self.word(k)))
        };
        let trade = || self.lex.subject_first && self.is(from + 1, Class::ROLE);
        head > from && people(head) || trade() && people(from)
    }

    /// « le sénateur (LR) Loïc Petit »: whether a name starts at `k`, behind the party that stands between an office and
    /// its holder.
    pub(super) fn holder_starts(&self, k: usize) -> bool {
        let capital = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.cap);
        capital(k) && (self.is(k, Class::GIVEN) || capital(k + 1))
    }

    /// « المنظمة الدولية للهجرة »: whether the word at `j`, written with its preposition, tells what the body that
    /// starts at `i` is there for.
    pub(super) fn serves(&self, i: usize, j: usize) -> bool {
        let word = |k: usize| folded(self.word(k));
        let whole = |k: usize| self.tokens[k].is_word() && self.lex.has_article(&word(k));
        let body = self.lex.caseless && self.is(i, Class::BODY) && j > i + 1;
        if !body || !(i..j).all(whole) {
            return false;
        }
        let outlet = |w: &str| phrase_of_one(self.lex, w) || self.lex.outlet_noun(w).is_some();
        // « المرصد السوري لحقوق الإنسان »
        let owner =
            self.tokens.get(j + 1).is_some_and(super::token::Token::is_word) && whole(j + 1);
        self.lex.unfused(&word(j)).any(|(f, w)| {
            let who = Class::RECIPIENT.or(Class::CROWD).or(Class::ROLE).or(Class::GIVEN);
            let who = if f.has_article() { Class::RECIPIENT } else { who };
            let told = self.lex.class(&w).is(who);
            let place = self.lex.world.is_whole_place(&[w.as_str().into()]);
            let led = f.has_article() || owner && w.chars().count() > 3;
            led && !told && !place && !outlet(&w)
        })
    }

    /// « le Comité pour la protection des journalistes », « le Haut-Commissariat aux droits de l'homme »: whether the small word
    /// at `j` leads to what the body that starts behind the article at `i` is there for.
    pub(super) fn is_there_for(&self, i: usize, j: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let body = |k: usize| self.tokens[k].cap && self.is(k, Class::BODY);
        // « du Comité pour la protection des journalistes »
        let fused = i > 0 && self.is(i - 1, Class::CONTRACTED) && body(i);
        let article = self.is(i, Class::DEFINITE) && !self.is(i + 1, Class::ROLE);
        let capital = fused || article && (i + 1..j).any(body);
        let small = || self.tokens.get(j + 1).is_some_and(|t| t.is_word() && !t.cap);
        // « le Collectif contre l'usine », but « sur la chaîne »
        let against = || self.is(j, Class::CONCERN) && !self.leads_to_outlet(j + 2);
        let leads = (self.is(j, Class::PURPOSE) || against()) && self.is(j + 1, Class::DEFINITE)
            || self.word(j) == "aux" && small();
        let time = Class::TIME.or(Class::SECOND);
        let never = (j + 1..j + 3).any(|k| self.is(k, time));
        plain && capital && leads && !never
    }

    /// « la chaîne », « le réseau social », « le plateau de »: whether the word at `k` is what an outlet is or says where it is on.
    fn leads_to_outlet(&self, k: usize) -> bool {
        let Some(token) = self.tokens.get(k) else { return true };
        let word = folded(self.word(k));
        token.cap || self.lex.outlet_noun(&word).is_some() || self.lex.means_network(&word) || {
            let surely = phrase_at(self.text, self.tokens, k - 2, Phrase::Surely, self.lex);
            surely.is_some()
        }
    }

    /// « والدة أحدهم، واسمها جين دو، », « ساكنة تدعى جين دو »: where a name starts behind a word that gives it, at `k` or
    /// past the comma there.
    pub(super) fn called_beside(&self, k: usize) -> Option<usize> {
        let named = k + usize::from(self.sign(k, ','));
        let name = self.tokens.get(named + 1).is_some_and(|t| t.is_word() && t.cap);
        (self.lex.caseless && self.is(named, Class::NAMED) && name).then_some(named + 1)
    }

    /// « the European Union's industry commissioner »: whether a name up to `end` owns the small word behind it.
    pub(super) fn owns_the_next(&self, end: usize, last: usize) -> bool {
        let small = end < last && !self.tokens[end + 1].cap && self.tokens[end + 1].is_word();
        self.lex.subject_first && small && self.owns(end)
    }

    /// « the chair of the health and social care committee »: small words after « and » that end in a body.
    pub(super) fn joins_a_body(&self, union: usize) -> bool {
        let small = |k: &usize| {
            let t = self.tokens[*k];
            let other = Class::DET.or(Class::PREP).or(Class::CUE).or(Class::AUX);
            t.is_word() && !t.cap && !t.is(other)
        };
        let end = (union + 5).min(self.tokens.len());
        let row = (union + 1..end).take_while(small);
        self.lex.subject_first && row.last().is_some_and(|k| self.is(k, Class::BODY))
    }

    /// « No 10 »: a seat of power whose name ends in the number after the word at `k`.
    pub(super) fn is_numbered(&self, k: usize) -> bool {
        let number = self.tokens.get(k + 1).is_some_and(|t| {
            t.is_word() && t.span.of(self.text).bytes().all(|b| b.is_ascii_digit())
        });
        number && self.lex.world.is_whole_place(&self.folded((k, k + 1)))
    }

    /// « von », « van der »: particles from `j` on, or one before it, between two capital words.
    pub(super) fn leads_into_name(&self, i: usize, j: usize) -> bool {
        let small = |k: usize| self.is(k, Class::PARTICLE) && !self.tokens[k].cap;
        let first = if j > i + 1 && small(j - 1) { j - 1 } else { j };
        let next = (j + 1..self.tokens.len()).take(2).find(|&k| !small(k));
        let capital = |k: usize| self.tokens[k].is_word() && self.tokens[k].cap;
        next.filter(|&k| capital(k)).is_some_and(|next| {
            first > i && capital(first - 1) && !self.starts_anew(i, (first, next))
        })
    }

    /// « a déclaré à Lyon la CGT », « sur RTL le Kremlin »: whether the article at `j` is no particle, since nobody's given name
    /// stands before it in the phrase from `i`, or letters alone are behind it, at `next`.
    fn starts_anew(&self, i: usize, (j, next): (usize, usize)) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let capital = |k: &usize| self.tokens[*k].is_word() && self.tokens[*k].cap;
        let from = (i..j).rev().take_while(capital).last().unwrap_or(j - 1);
        let letters = || !self.word(next).contains(char::is_lowercase);
        let other = || {
            let words = self.folded((from, j - 1));
            self.lex.world.is_whole_place(&words) || self.lex.names_outlet(&words)
        };
        plain && self.is(j, Class::DEFINITE) && (letters() || other())
    }

    /// « كرمان الجنوبية », « "نورد" الدنماركية »: whether the word at `j` has the article and tells of a place or of a
    /// name in marks right before it.
    pub(super) fn tells_of_a_place_or_firm(&self, j: usize) -> bool {
        let capital = |k: &usize| self.tokens[*k].cap && self.tokens[*k].is_word();
        let Some(first) = (0..j).rev().take_while(capital).last() else { return false };
        let word = &self.tokens[j];
        let article = self.lex.caseless && !word.cap && self.lex.has_article(self.word(j));
        let place = || self.lex.world.is_whole_place(&self.folded((first, j - 1)));
        let named = (first..j).any(|k| self.opens_in_marks(k));
        article && word.class.is_nothing() && (named || place())
    }
}

/// Whether one word is an outlet's name.
fn phrase_of_one(lex: &super::lexicon::Lexicon, word: &str) -> bool {
    lex.phrase(Phrase::Outlet, word, &|_, _| false).is_some()
}
