//! What a noun phrase says of a speaker: name, office, gender, whether it points back.

use super::cue::Sentence;
use super::fold::Word;
use super::lexicon::Class;
use super::mention::Phrased;
use super::people::Gender;
use super::token::{fold, folded};

/// What one noun phrase says.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent thing the words show")]
pub(super) struct Reading {
    /// The name in it, as tokens.
    pub(super) name: Option<Phrased>,
    pub(super) body: bool,
    pub(super) pronoun: bool,
    /// « it »: a body or a thing, never a person.
    pub(super) neuter: bool,
    /// « ce dernier », « celle-ci »: whoever was named last, not whom the text is about.
    pub(super) latter: bool,
    /// « le premier » (0), « la seconde » (1): one of the two whom the text has just named.
    pub(super) of_two: Option<usize>,
    /// « l'intéressé »: whoever was spoken of last, not who spoke.
    pub(super) concerned: bool,
    pub(super) generic: bool,
    pub(super) definite: bool,
    pub(super) plural: bool,
    pub(super) human: bool,
    pub(super) gender: Option<Gender>,
    /// The first word that says what the person does.
    pub(super) head: Option<Word>,
    /// The description as tokens, the name and a leading article left out.
    pub(super) role: Option<Phrased>,
}

/// How many small words behind one capital word the name of a body may have.
const CALLED: usize = 5;

impl Sentence<'_> {
    /// « son principal opposant »: whether token `k` tells what kind of somebody follows; « la principale » alone heads a school.
    pub(super) fn tells_a_quality(&self, k: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let before_another = plain && self.is(k + 1, Class::ROLE);
        self.is(k, Class::BEFORE_ROLE) && (!self.is(k, Class::ROLE) || before_another)
    }

    /// Reads a noun phrase.
    pub(super) fn read(&self, np: Phrased) -> Reading {
        self.kept.reading(np, || self.read_anew(np))
    }

    fn read_anew(&self, np: Phrased) -> Reading {
        if let Some(pronoun) = self.read_pronoun(np) {
            return pronoun;
        }
        let ((first, last), mut out) = (np, Reading::default());
        let lead = self.tokens[first];
        // « au ministère », « du syndicaliste »: the article is in the contraction.
        let contracted = lead.is(Class::CONTRACTED) && last > first;
        // « Skyliner's chief executive »
        let owned = last > first && self.owns(first);
        let article = (lead.is(Class::DET) || contracted || owned) && !lead.is(Class::TITLE);
        let article = article && !self.opens_a_name(first);
        // « l'un de ses proches » is nobody known.
        let one =
            last > first && self.is(first + 1, Class::DET) && self.is(first + 2, Class::GENITIVE);
        out.definite = lead.is(Class::DEFINITE) && !one || contracted || owned;
        out.plural = article
            && !owned
            && (lead.is(Class::PLURAL) || self.word(first).ends_with(['s', 'x', 'S', 'X']));
        // An article alone, at the end of a sentence, is its own phrase.
        let start = if article && last > first { first + 1 } else { first };
        let from = (start..last).find(|&k| !self.tells_a_quality(k)).unwrap_or(last.max(start));
        let head = self.compound_head(from, last).or_else(|| self.head_in(first, (from, last)));
        let head = head.filter(|&h| !article || out.definite || !self.is_advice(h));
        let head = head.filter(|&h| !self.is_of_a_body(h, (from, last)));
        // « une centaine de cinéastes »: the people are in the complement.
        let counted = self.counted(from, last);
        let head = head.or(counted);
        // « l'un de ses ingénieurs » is one.
        let crowd = self.lex.caseless && !article && self.is(start, Class::CROWD);
        out.plural |= counted.is_some() && !self.is(from, Class::DET) || crowd;
        // « Marine Lepage » is no navy.
        let next_cap = self.tokens.get(from + 1).is_some_and(|t| t.is_word() && t.cap);
        let first_name = self.tokens[from].cap && self.is(from, Class::GIVEN) && next_cap;
        let paper =
            || self.lex.caseless && self.lex.outlet_noun(&folded(self.word(from))).is_some();
        let noun = self.is(from, Class::BODY.or(Class::DOCUMENT)) || self.are_a_body(from, last);
        let body = (noun || paper())
            && !first_name
            && head.is_none_or(|h| h > from && !self.lex.subject_first)
            && counted.is_none();
        let name =
            self.name_in(np, article, body || head.is_none() && article && self.tokens[from].cap);
        let alone = head.is_none() && article && body;
        out.name = name.map(|name| self.whole_name(name, (from, last), alone));
        out.name = out.name.filter(|name| !self.is_named_in_a_complement(head, *name));
        let body = body || head.is_none() && self.names_a_body((name, out.name), (from, last));
        let head = head.or_else(|| self.told_by_name(start, out.name, article && !body));
        let another = last == start && article && self.means_one_more(np);
        out.human = head.is_some() || another;
        out.body = body;
        out.head = head.map(|h| fold(self.word(h)));
        out.generic = head.is_some_and(|h| self.is(h, Class::GENERIC));
        out.gender = self.gender(np, out.name, head);
        out.role = head.filter(|_| !body).and_then(|_| match out.name {
            // « premier Américain élu au trône de Pierre »: no office stands before the people.
            Some((n, _)) if n > start => {
                Some((start, n - 1)).filter(|_| !(start..n).all(|k| self.ranks(k)))
            }
            Some(_) => None,
            None => (start <= last).then_some((start, last)),
        });
        out.definite |= !article && head.is_some_and(|h| self.is_bare_office(&out, (h, last)));
        self.firm_by_trade(&mut out, start, head);
        if self.lex.caseless {
            self.office_after(&mut out, (start, last));
            self.article_within(&mut out, (start, last));
        }
        out
    }

    /// « le conseiller du président américain Joe Biden »: whether a name is that of whom somebody serves or belongs to.
    fn is_named_in_a_complement(&self, head: Option<usize>, name: Phrased) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let Some(head) = head.filter(|h| plain && *h < name.0) else { return false };
        let person = Class::ROLE.or(Class::GENERIC).or(Class::KIN);
        // « l'avocat du plaignant Jean Petit » may be either.
        let former = |k: usize| {
            let word = fold(self.word(k));
            self.lex.without_prefix(&word).is_some_and(|w| self.lex.class(w).is(Class::POST))
        };
        let office = |k: &usize| self.is(*k, Class::POST) || former(*k);
        let Some(inner) = (head + 1..name.0).rev().find(office) else { return false };
        let small = |k: usize| self.tokens[k].is_word() && !self.tokens[k].cap;
        let link = Class::GENITIVE.or(Class::CONTRACTED).or(Class::PREP).or(Class::COORD);
        let beside = (inner..name.0).all(small) && !(inner + 1..name.0).any(|k| self.is(k, link));
        // « du », « de la », « de l'ex- », but « des »
        let lead =
            Class::DET.or(Class::BEFORE_ROLE).or(Class::FORMERLY).or(Class::FORMER).or(person);
        let of =
            (head + 1..inner).rev().find(|&k| self.is(k, Class::GENITIVE) || !self.is(k, lead));
        let of = of.filter(|&k| self.is(k, Class::GENITIVE));
        let article = of
            .and_then(|k| (k..inner).find(|&k| self.is(k, Class::CONTRACTED.or(Class::DEFINITE))));
        let article = article.map(|k| self.tokens[k].class).filter(|c| !c.is(Class::PLURAL));
        let Some(article) = article.filter(|_| beside && !self.is(inner, Class::BODY)) else {
            return false;
        };
        // « l'épouse du président Anne Roux », « l'avocat de la victime Me Jean Petit »
        let given = gender_of(self.tokens[name.0].class, Class::GIVEN_F, Class::GIVEN_M);
        let inner = gender_of(article, Class::ARTICLE_F, Class::ARTICLE_M);
        let other = matches!((given, inner), (Some(a), Some(b)) if a != b);
        !other && !self.is(name.0, Class::TITLE)
    }

    /// Whether what may head the words of `from..=last` is part of what a body is called.
    fn is_of_a_body(&self, h: usize, (from, last): Phrased) -> bool {
        // « la direction générale de la Santé » is no general.
        let rank = h == from + 1 && self.is(from, Class::BODY) && self.is(h, Class::RANK);
        // « le conseil scientifique » is no counsel.
        let link = Class::GENITIVE.or(Class::CONTRACTED).or(Class::PREP).or(Class::KIN);
        let either = h == from && self.is(h, Class::BODY) && self.is(h, Class::KIN);
        let next = self.tokens.get(h + 1).is_some_and(|t| t.is_word() && !t.cap && !t.is(link));
        let plain = !self.lex.caseless && !self.lex.subject_first;
        rank || either && next && h < last && plain || self.are_a_body(h, last)
    }

    /// « les Amis de la Terre »: whether people at `h`, in a phrase that ends at `last`, are what a body is called.
    fn are_a_body(&self, h: usize, last: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && h > 0;
        let many = plain && self.tokens[h].cap && self.word(h).ends_with('s');
        let of = many && h + 2 < last && self.is(h + 1, Class::GENITIVE);
        of && self.is(h + 2, Class::DEFINITE) && self.tokens[h + 3].cap
    }

    /// « apporte un conseil » brings no lawyer.
    fn is_advice(&self, k: usize) -> bool {
        self.is(k, Class::SPEECH) && self.is(k, Class::KIN) && !self.lex.caseless
    }

    /// « le Programme alimentaire mondial », « l'Arabie saoudite »: a name that small words belong to, as the lists have it.
    fn whole_name(&self, name: Phrased, (from, last): Phrased, alone: bool) -> Phrased {
        let small = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && !t.cap);
        let plain = self.tokens[name.0].cap && small(name.1 + 1) && !self.lex.caseless;
        let listed = |end: &usize| {
            let words = self.folded((name.0, *end));
            self.lex.world.is_international(&words) || self.lex.world.is_whole_place(&words)
        };
        let end = (name.1 + 1..=last).rev().find(|end| plain && listed(end));
        let end = end.or_else(|| self.named_by_nouns(name, last).then_some(last));
        let whole = (name.0, end.unwrap_or(name.1));
        if alone { self.with_its_body(whole, (from, last)) } else { whole }
    }

    /// « la Ligue de football Bretagne-Sud »: a place straight behind what a body does belongs to the name that the noun at `from`
    /// opens with its capital.
    fn with_its_body(&self, name: Phrased, (from, last): Phrased) -> Phrased {
        let plain = !self.lex.caseless && !self.lex.subject_first && name.1 == last;
        let capital = plain && self.tokens[from].cap && self.is(from, Class::BODY);
        let link = Class::GENITIVE.or(Class::PREP).or(Class::CONTRACTED).or(Class::DET);
        let small = |k: usize| self.tokens[k].is_word() && !self.tokens[k].cap;
        let beside = name.0 > from + 1 && small(name.0 - 1) && !self.is(name.0 - 1, link);
        let person = (name.0..=last).any(|k| self.is(k, Class::GIVEN.or(Class::TITLE)));
        let place = || {
            let part = |w: &str| self.lex.world.place_lang(&[w.into()]).is_some();
            let words = self.folded(name);
            words.last().is_some_and(|w| part(w) || w.rsplit('-').next().is_some_and(part))
        };
        let whole = capital && beside && !person && (from + 1..name.0).all(small) && place();
        if whole { (from, last) } else { name }
    }

    /// « the interior ministry », « la Sécurité routière »: whether what is named is a body, by its kind or because more words than
    /// the capital ones, `name`, are its name.
    fn names_a_body(
        &self,
        (name, whole): (Option<Phrased>, Option<Phrased>),
        (from, last): Phrased,
    ) -> bool {
        let nouns = |name| self.named_by_nouns(name, last);
        self.is_kind_before(whole, (from, last)) || name != whole && name.is_some_and(nouns)
    }

    /// « la Sécurité routière », « le Répertoire national des élus »: whether a capital word behind an article, which no list has,
    /// is called by all the words up to `last`.
    pub(super) fn named_by_nouns(&self, name: Phrased, last: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first;
        let article = name.0.checked_sub(1).is_some_and(|k| self.is(k, Class::DEFINITE));
        let word = self.word(name.0);
        let common = word.contains(char::is_lowercase)
            && !self.tokens[name.0].is(Class::GIVEN.or(Class::TITLE));
        let one = plain && article && common && name.0 == name.1 && last > name.1;
        let small = |k: usize| {
            let t = &self.tokens[k];
            let verb = Class::POST.or(Class::AUX).or(Class::GERUND).or(Class::TIME);
            let number = self.word(k).starts_with(|c: char| c.is_ascii_digit());
            t.is_word() && !t.cap && !t.is(verb) && !number
        };
        // « le Maghrébin méprisé »
        let told = last == name.1 + 1 && self.lex.ends_like_a_participle(self.word(last));
        one && !told && last - name.1 <= CALLED && (name.1 + 1..=last).all(small) && {
            let words = self.folded(name);
            let people = self.lex.world.is_people(&words[0]);
            let known =
                self.lex.world.place_lang(&words).is_some() || self.lex.names_outlet(&words);
            !people
                && !known
                && !self.lex.world.is_international(&words)
                && !self.lex.ends_like_a_demonym(word)
        }
    }

    /// « Un autre parle d'“un désastre” », but « sous un autre titre »
    fn means_one_more(&self, (first, last): Phrased) -> bool {
        let verb = Class::AUX.or(Class::CUE).or(Class::VERB);
        let alone = self.tokens.get(last + 1).is_none_or(|t| !t.is_word() || t.is(verb));
        let opens = first == 0 || self.sign(first - 1, ',');
        let told = self.is(last, Class::ANOTHER) && !self.is(first, Class::DEFINITE);
        told && alone && opens
    }

    fn ranks(&self, k: usize) -> bool {
        self.is(k, Class::FORMER.or(Class::SECOND))
    }

    /// « la première phrase »: whether what may be a person's rank at `k` is that of a thing, in a phrase that ends at `last`.
    fn ranks_a_thing(&self, k: usize, last: usize) -> bool {
        let next = self.tokens.get(k + 1).filter(|t| k < last && t.is_word() && !t.cap);
        let plain = !self.lex.caseless && !self.lex.subject_first && self.ranks(k);
        let link = Class::GENITIVE.or(Class::PREP).or(Class::CONTRACTED).or(Class::COORD);
        let person = Class::ROLE.or(Class::GENERIC).or(Class::KIN).or(Class::ANONYMOUS);
        let open = next.is_some_and(|t| !t.is(link.or(person)));
        plain && open && {
            let word = folded(self.word(k + 1));
            !self.lex.world.is_people(&word) && !self.lex.ends_like_a_demonym(&word)
        }
    }

    /// « elle », « ce dernier », « l'intéressé »
    fn read_pronoun(&self, (first, last): Phrased) -> Option<Reading> {
        let lead = self.tokens[first];
        let article = lead.is(Class::DET) && last <= first + 1 && self.tokens.len() > first + 1;
        let points = article && self.is(first + 1, Class::POINTING);
        // « le premier », but « le premier venu »
        let two = || match self.tokens[first + 1].class {
            class if class.is(Class::FORMER) => Some(0),
            class if class.is(Class::SECOND) => Some(1),
            _ => None,
        };
        // « sa seconde, Awa Petit »
        let own = lead.is(Class::POSSESSIVE) && !self.lex.caseless;
        let of_two = if article && last == first + 1 && !own { two() } else { None };
        let pronoun = lead.is(Class::PRONOUN) && first == last;
        (pronoun || points || of_two.is_some()).then_some(())?;
        let class = self.tokens[last].class;
        let latter = class.is(Class::LATTER);
        Some(Reading {
            pronoun: true,
            plural: class.is(Class::PLURAL),
            latter,
            of_two,
            concerned: class.is(Class::POINTING) && !latter,
            neuter: class.is(Class::PRONOUN_N),
            gender: gender_of(class, Class::PRONOUN_F, Class::PRONOUN_M)
                .or_else(|| gender_of(class, Class::FEMININE, Class::MASCULINE)),
            ..Reading::default()
        })
    }

    /// « le fabricant », « l'exploitant »: whether a phrase may mean a firm by what it does.
    pub(super) fn trades(&self, np: Phrased, reading: &Reading) -> bool {
        let firm = self.is(np.0 + 1, Class::FIRM) && !reading.human;
        let either = self.is(np.0 + 1, Class::TRADER);
        np.1 > np.0 && (firm || either) && !self.lex.caseless
    }

    /// « CEO apologises »: titles leave the article out.
    fn is_bare_office(&self, out: &Reading, (head, last): Phrased) -> bool {
        let whole = head == last || self.is(head + 1, Class::GENITIVE);
        let office = out.name.is_none() && !out.plural && self.is(head, Class::POST);
        self.lex.subject_first && whole && office
    }

    /// « le mineur australien Redgum »: one capital word after what a firm does.
    fn firm_by_trade(&self, out: &mut Reading, start: usize, head: Option<usize>) {
        let firm = head.is_some_and(|h| self.is(h, Class::FIRM));
        let lone = |n: Phrased| n.0 == n.1 && n.0 > start && !self.is(n.0, Class::GIVEN);
        if firm && out.name.is_some_and(lone) {
            (out.human, out.body, out.head, out.role) = (false, true, None, None);
        }
    }

    /// « the budget airline Skyliner », « the interior ministry »: where adjectives stand before nouns, what
    /// a body is stands last.
    fn is_kind_before(&self, name: Option<Phrased>, (from, last): Phrased) -> bool {
        let kind = match name {
            Some(n) => n.0.checked_sub(1).filter(|&k| k >= from),
            None => Some(last),
        };
        let body = |k: usize| self.is(k, Class::BODY) && !self.tokens[k].cap;
        self.lex.subject_first && kind.is_some_and(body)
    }

    /// The first word for a person near the start of a phrase, with no other noun before it.
    fn head_in(&self, first: usize, (from, last): Phrased) -> Option<usize> {
        let person = |k: &usize| {
            let noun = !self.tokens[*k].cap || *k == first || !self.is(*k, Class::BODY);
            // « Sylvie Marchand » sells nothing.
            let family = *k > first && self.is_called_by_a_trade(*k);
            let noun = noun && (!family || self.lex.caseless);
            // `the 42-year-old`
            let aged =
                || self.tokens[*k].class.is_nothing() && self.lex.years(self.word(*k)).is_some();
            let noun = noun && !self.ranks_a_thing(*k, last);
            self.is(*k, Class::ROLE.or(Class::GENERIC)) && noun || aged()
        };
        let other = Class::BODY.or(Class::GENITIVE).or(Class::PREP);
        let found = (from..=last.min(from + 2)).find(person)?;
        (!(from..found).any(|x| self.is(x, other))).then_some(found)
    }

    /// « Sylvie Marchand », « Voahangy Boulanger »: whether a noun at `k` is somebody's family name, behind a given name or a word
    /// with a capital that no list has.
    pub(super) fn is_called_by_a_trade(&self, k: usize) -> bool {
        let Some(before) = k.checked_sub(1).map(|b| self.tokens[b]) else { return false };
        let capital = self.tokens[k].cap && before.cap && before.is_word();
        let lower = |n: usize| self.word(n).contains(char::is_lowercase);
        let strange = !self.lex.subject_first
            && !self.lex.caseless
            && before.class.is_nothing()
            && lower(k)
            && lower(k - 1);
        capital && (before.is(Class::GIVEN) || strange)
    }

    /// « ميغيل كاردوسو مدرب الترجي »: where no letter shows a name, the office may follow it without a comma.
    fn office_after(&self, out: &mut Reading, (start, last): Phrased) {
        let after = out.name.filter(|n| n.0 == start && n.1 < last).map(|n| n.1 + 1);
        if let Some(k) = after.filter(|&k| self.is(k, Class::ROLE)) {
            out.human = true;
            out.head = Some(fold(self.word(k)));
            out.role = out.role.or(Some((k, last)));
        }
    }

    /// « الوزير », « وزير الطاقة »: where the article is written with a word, it is in the noun or in its
    /// complement.
    fn article_within(&self, out: &mut Reading, (start, last): Phrased) {
        let definite = |k: usize| self.lex.has_article(&folded(self.word(k)));
        out.definite |= (start..=last.min(start + 1)).any(definite);
        let known = |w: &str| !self.lex.class(w).is_nothing();
        let bare = |h: Word| {
            let joined = self.lex.without_conjunction(&h).filter(|w| !known(&h) && !w.is_empty());
            let h = joined.map(Word::from).unwrap_or(h);
            // « رئيسها »
            let owned = self.lex.disowned(&h).filter(|_| !known(&h));
            owned.or_else(|| self.lex.without_article(&h).map(Word::from)).unwrap_or(h)
        };
        let first = fold(self.word(start));
        let first =
            self.lex.without_conjunction(&first).filter(|_| !known(&first)).unwrap_or(&first);
        out.definite |= !known(first) && self.lex.disowned(first).is_some();
        // « ابن مدينة وجدة »
        out.definite |= self.is(start, Class::GENERIC) && self.is(start + 1, Class::TOWN);
        out.head = out.head.take().map(bare);
    }

    /// « the Welsh government's education secretary », « department spokesman Jane Doe »: where adjectives
    /// and nouns stand before what they belong to, the last noun for a person in a row of words.
    pub(super) fn compound_head(&self, from: usize, last: usize) -> Option<usize> {
        if !self.lex.subject_first {
            return None;
        }
        let row = |k: &usize| {
            let t = &self.tokens[*k];
            let link = Class::GENITIVE.or(Class::PREP).or(Class::COORD).or(Class::SUBORD);
            t.is_word() && !t.is(link)
        };
        // « Scotland's Health Secretary »
        let titled = |k: usize| {
            let run = (from..k).rev().take_while(|&n| self.tokens[n].cap && !self.owns(n)).count();
            k == last && k > from + run && self.owns(k - run - 1)
        };
        let found = |k: &usize| {
            let person = self.is(*k, Class::ROLE.or(Class::GENERIC));
            person && (!self.tokens[*k].cap || titled(*k))
        };
        let row = (from..=last).take_while(row).filter(found);
        row.last()
    }

    /// Whether the word at `k` owns the one after it.
    pub(super) fn owns(&self, k: usize) -> bool {
        self.tokens[k].is_word() && self.lex.owner(self.word(k)).is_some()
    }

    /// The people of whom a phrase that starts with a number of them speaks.
    fn counted(&self, from: usize, last: usize) -> Option<usize> {
        // « le Groupe d'experts » is called so.
        let body = self.tokens[from].cap && from > 0 && self.is(from, Class::BODY);
        let of = self.is(from, Class::COUNT) && self.is(from + 1, Class::GENITIVE);
        let of = of && (!body || self.lex.caseless || self.lex.subject_first);
        let k = from + 2 + usize::from(self.is(from + 2, Class::DET));
        let people = Class::ROLE.or(Class::GENERIC).or(Class::CROWD).or(Class::ANONYMOUS);
        (of && k <= last && self.is(k, people)).then_some(k)
    }

    /// « le rappeur Kizo », « la vigneronne Anne Petit »: a noun no list has, told by the name after it.
    fn told_by_name(&self, start: usize, name: Option<Phrased>, told: bool) -> Option<usize> {
        let (first, last) = name.filter(|n| told && n.0 > start)?;
        let plain = |k: usize| {
            let t = self.tokens[k];
            let other = Class::NAMING.or(Class::BODY).or(Class::DOCUMENT);
            let other = other.or(Class::BETWEEN).or(Class::SIDE);
            t.is_word() && !t.cap && !t.is(other)
        };
        // « L'appel de la ministre Anne Petit »: the name is hers, not the appeal's.
        let office =
            (start + 1..first).any(|k| self.is(k, Class::ROLE) && self.is(k - 1, Class::DET));
        if office
            || !(start..first).all(plain)
            || self.lex.outlet_noun(&folded(self.word(start))).is_some()
        {
            return None;
        }
        // « a confié à la sortie Mme Petit »
        let titled = self.is(first, Class::TITLE) && !self.lex.caseless && !self.lex.subject_first;
        let person = last > first && self.is(first, Class::GIVEN.or(Class::TITLE)) && !titled;
        (person || self.lex.ends_like_a_trade(&folded(self.word(start)))).then_some(start)
    }

    /// The gender that a title, an article, an office or a given name shows, in that order.
    fn gender(&self, np: Phrased, name: Option<Phrased>, head: Option<usize>) -> Option<Gender> {
        let lead = self.tokens[np.0].class;
        // « l'un de ses lieutenants »
        let one = np.1 > np.0
            && lead.is(Class::DEFINITE)
            && !lead.is(Class::ARTICLE_F.or(Class::ARTICLE_M));
        let next = self.tokens.get(np.0 + 1).map(|t| t.class).filter(|_| one);
        let lead = next.filter(|c| c.is(Class::DET)).unwrap_or(lead);
        let of = |k: usize, f: Class, m: Class| gender_of(self.tokens[k].class, f, m);
        let fixed = head.is_some_and(|h| self.is(h, Class::FIXED));
        // « la révélation colombienne Yeison Petit »: the noun is no word for a person.
        let noun = head.filter(|&h| !self.is(h, Class::ROLE.or(Class::GENERIC)));
        // « le Néo-Zélandais Brad Petit »
        let people = |h: usize| self.lex.world.is_people(&folded(self.word(h)));
        let trade = |h: usize| self.lex.ends_like_a_trade(self.word(h)) || people(h);
        let fixed = fixed || noun.is_some_and(|h| !trade(h));
        // « le docteur Samia Petit », « Madame le maire »: an office is often told in the masculine.
        let she = |n: &Phrased| {
            let title = |k: &usize| self.is(*k, Class::TITLE) && !self.is(*k, Class::GIVEN);
            let first = (n.0..n.1).find(|k| !title(k));
            let class = first.map(|k| self.tokens[k].class).unwrap_or_default();
            class.is(Class::GIVEN_F) && !class.is(Class::GIVEN_M)
        };
        if name.as_ref().is_some_and(she) && lead.is(Class::ARTICLE_M) {
            return Some(Gender::Feminine);
        }
        name.and_then(|n| of(n.0, Class::TITLE_F, Class::TITLE_M))
            .or_else(|| gender_of(lead, Class::ARTICLE_F, Class::ARTICLE_M).filter(|_| !fixed))
            .or_else(|| head.and_then(|h| of(h, Class::FEMININE, Class::MASCULINE)))
            .or_else(|| {
                // « l'ancien médecin »
                let before = head.and_then(|h| h.checked_sub(1)).filter(|b| *b >= np.0);
                before.and_then(|b| of(b, Class::FEMININE, Class::MASCULINE))
            })
            .or_else(|| {
                let (first, last) = name?;
                let parent = Some(first).filter(|&k| self.is(k, Class::PARTICLE));
                let parent = parent.and_then(|k| of(k, Class::FEMININE, Class::MASCULINE));
                // « Fidelina Duarte »: a family name may be somebody else's given name.
                let given = |k: usize| of(k, Class::GIVEN_F, Class::GIVEN_M);
                parent.or_else(|| (first..last.max(first + 1)).find_map(given))
            })
    }
}

pub(super) fn gender_of(class: Class, feminine: Class, masculine: Class) -> Option<Gender> {
    match (class.is(feminine), class.is(masculine)) {
        (true, false) => Some(Gender::Feminine),
        (false, true) => Some(Gender::Masculine),
        _ => None,
    }
}
