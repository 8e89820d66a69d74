//! Verbs and phrases that introduce words, and which of them belongs to a quotation.

mod second;

use std::borrow::Cow;

use super::kept::Kept;
use super::lexicon::{Class, Lexicon, Phrase};
use super::token::{Kind, Token, fold, phrase_at};

/// How a cue is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A finite verb; its subject stands before or after it.
    Finite,
    /// A verb with its pronoun hung onto it, the pronoun at this token.
    Inverted(usize),
    /// An infinitive or gerund, or a participle: its subject is that of the clause before.
    Loose,
    /// `selon`: the source follows.
    Source,
    /// The same, but trusted only next to the marks.
    SourceWeak,
    /// `citant`: the one whom the reporting outlet cites follows.
    Quoting,
    /// A noun for words: `ce message :`.
    Noun,
    /// A participle with its agent after the marks: `jugée « … » par`, the `par` at this token.
    Passive(usize),
}

/// One cue of a sentence, as token numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// Its first token (an auxiliary belongs to it).
    pub(super) first: usize,
    /// Its last token.
    pub(super) last: usize,
    pub(super) form: Form,
    pub(super) class: Class,
}

/// One sentence of a paragraph.
#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) lex: &'a Lexicon,
    pub(super) kept: Cow<'a, Kept>,
}

impl<'a> Sentence<'a> {
    pub(super) fn new(text: &'a str, tokens: &'a [Token], lex: &'a Lexicon) -> Self {
        Self { text, tokens, lex, kept: Cow::Owned(Kept::default()) }
    }

    /// The same where what is read of the sentence is kept for the next time it is read.
    pub(super) fn keeping(self, kept: &'a Kept) -> Self {
        Self { kept: Cow::Borrowed(kept), ..self }
    }

    pub(super) fn word(&self, i: usize) -> &'a str {
        self.tokens[i].span.of(self.text)
    }

    #[inline]
    pub(super) fn is(&self, i: usize, class: Class) -> bool {
        self.tokens.get(i).is_some_and(|t| t.is(class))
    }

    pub(super) fn sign(&self, i: usize, sign: char) -> bool {
        self.tokens.get(i).is_some_and(|t| t.is_sign(sign))
    }

    /// Every cue of the sentence, in order.
    pub(super) fn cues(&self) -> Vec<Cue> {
        let (mut out, mut i) = (Vec::new(), 0);
        while i < self.tokens.len() {
            let cue = self.cue_at(i).map(|c| self.with_tail(c));
            i = cue.map_or(i, |c| c.last) + 1;
            out.extend(cue);
        }
        out
    }

    /// `a fait | remarquer`, `laisse | entendre`: the infinitive belongs to the verb before it.
    pub(super) fn with_tail(&self, cue: Cue) -> Cue {
        let next = cue.last + 1;
        let verb = matches!(cue.form, Form::Finite | Form::Inverted(_) | Form::Loose);
        let speaks = self.is(next, Class::CUE) && self.is(next, Class::INFINITIVE);
        if verb && (speaks || self.is(next, Class::TAIL)) {
            let class = cue.class.or(Class::SAY);
            return Cue { last: next, class, ..cue };
        }
        cue
    }

    /// Whether a cue may start at `i`. Nearly no word is any of these; a verb that no list has is told by the marks before it.
    fn may_open_cue(&self, i: usize) -> bool {
        let verb = Class::OPENS.or(Class::AUX).or(Class::CUE).or(Class::SPEECH);
        let marks = || self.tokens[i.saturating_sub(3)..i].iter().any(|t| t.quote().is_some());
        self.tokens[i].is_word() && (self.is(i, verb) || marks())
    }

    pub(super) fn cue_at(&self, i: usize) -> Option<Cue> {
        let token = &self.tokens[i];
        if !self.may_open_cue(i) {
            return None;
        }
        if token.is(Class::OPENS)
            && let Some(cue) = self.phrase_cue(i).or_else(|| self.likened(i))
        {
            return Some(cue);
        }
        // « حسبما نقلت عنه وكالة »: that passes words on and says none.
        let passes = |k: usize| {
            let n = phrase_at(self.text, self.tokens, k, Phrase::Reports, self.lex);
            n.is_some_and(|n| k + n > i + 1)
        };
        if self.lex.caseless && (passes(i) || i > 0 && passes(i - 1)) {
            return None;
        }
        if self.is_mute_here(i) || self.is_no_verb(i) {
            return None;
        }
        if token.is(Class::AUX)
            && let Some(cue) = self.compound(i)
        {
            return Some(cue);
        }
        let cue = |form| Some(Cue { first: i, last: i, form, class: token.class });
        if token.is(Class::CUE) && token.is(Class::FINITE) {
            if let Some(hung) = self.hung_after(i) {
                let form = Form::Inverted(hung);
                return Some(Cue { first: i, last: hung, form, class: token.class });
            }
            if self.is_verb_here(i) {
                return cue(Form::Finite);
            }
        }
        let verb = token.is(Class::GERUND.or(Class::INFINITIVE)) && !self.noun_here(i);
        if token.is(Class::CUE) && verb && !token.cap {
            return cue(Form::Loose);
        }
        if token.is(Class::CUE) && token.is(Class::GERUND) && i == 0 {
            return cue(Form::Loose);
        }
        if let Some(found) = self.guessed(i).or_else(|| self.second_participle(i)) {
            return Some(found);
        }
        // « Réponse du maire : », « Réponse cinglante d'Anne Petit : »
        let links = |k: usize| self.is(k, Class::GENITIVE) || self.sign(k, ':');
        let adjective = self.tokens.get(1).is_some_and(|t| t.is_word() && t.class.is_nothing());
        let opens = i == 0 && (links(1) || adjective && links(2));
        // « remis en question »
        let within = i > 0 && self.is(i - 1, Class::WITHIN) && !self.sign(i + 1, ':');
        if token.is(Class::SPEECH) && (!token.cap || opens) && !within {
            return Some(Cue { first: i, last: i, form: Form::Noun, class: Class::NONE });
        }
        None
    }

    /// « s'appuie sur », « Council accused of “betrayal” »: whether a verb at `i` reports nothing, or is done to whoever stands
    /// before it.
    fn is_mute_here(&self, i: usize) -> bool {
        let mute = |k| phrase_at(self.text, self.tokens, k, Phrase::Mute, self.lex).is_some();
        let own = i > 0
            && (self.is(i - 1, Class::PRONOUN.or(Class::RELATIVE))
                || !self.tokens[i - 1].is_word());
        let which = || (i.saturating_sub(5)..i).any(|k| self.is(k, Class::RELATIVE));
        i > 0 && self.is(i - 1, Class::REFLEXIVE) && mute(i - 1)
            || self.lex.subject_first && !own && !which() && mute(i)
    }

    /// « ajoute la maire, philosophe : », « dans un sourire : »: whether what may be a verb at `i` is a noun.
    fn is_no_verb(&self, i: usize) -> bool {
        let plain = !self.lex.caseless && !self.lex.subject_first && i > 0;
        let trade = plain && self.is(i, Class::ROLE);
        let aside = trade && self.sign(i - 1, ',') && self.sign(i + 1, ':');
        let noun = plain && self.is(i - 1, Class::DET) && !self.is(i - 1, Class::BETWEEN);
        aside || noun && self.is(i, Class::INFINITIVE)
    }

    /// « comme l'explique la maire », « comme l'a rappelé hier la maire »: a clause that says whose the words are.
    fn likened(&self, i: usize) -> Option<Cue> {
        let plain = !self.lex.caseless && !self.lex.subject_first && self.is(i, Class::LIKE);
        let object = plain && self.is(i + 1, Class::BETWEEN) && self.is(i + 1, Class::DEFINITE);
        let verb = self.cue_at(Some(i + 2).filter(|&k| object && k < self.tokens.len())?)?;
        let says = verb.form == Form::Finite && verb.class.is(Class::SAY.or(Class::JUDGE));
        says.then_some(Cue { first: i, form: Form::Source, ..verb })
    }

    /// The pronoun hung onto the verb at `i`, as in « affirme-t-il » and « affirme t-il ».
    fn hung_after(&self, i: usize) -> Option<usize> {
        let hung = |k: usize| self.tokens.get(k).is_some_and(|t| t.kind == Kind::Clitic);
        let apart = self.tokens.get(i + 1).is_some_and(|t| t.is_word() && t.span.len() == 1);
        let k = if apart { i + 2 } else { i + 1 };
        hung(k).then_some(k)
    }

    /// A verb no list has, where only a reporting verb can stand: straight after the marks, with
    /// its pronoun, its participle or its subject: `», s'agace-t-il`, `», a savouré le coureur`.
    fn guessed(&self, i: usize) -> Option<Cue> {
        let mut before = i.checked_sub(1)?;
        if self.is(before, Class::REFLEXIVE) {
            before = before.checked_sub(1)?;
        }
        let comma = self.sign(before, ',');
        let marks = before.checked_sub(usize::from(comma))?;
        self.tokens[marks].quote()?;
        let class = Class::MANNER.or(Class::GUESSED);
        let he = |k: usize| {
            self.tokens.get(k).is_some_and(|t| {
                let word = fold(t.span.of(self.text));
                let bare = word.trim_start_matches("-t").trim_start_matches('-');
                t.kind == Kind::Clitic && self.lex.class(bare).is(Class::HE)
            })
        };
        let token = &self.tokens[i];
        let participle = |k: usize| {
            let t = &self.tokens[k];
            let word = self.word(k);
            t.is_word() && !t.cap && self.lex.ends_like_a_participle(word)
        };
        // « “…”, figurent notamment ses révélations », « “…”, ayant entraîné »
        if self.is(i, Class::BECOMES) || token.is(Class::AUX) && token.is(Class::NONFINITE) {
            return None;
        }
        if token.is(Class::AUX) {
            let hung = self.hung_after(i).filter(|&k| he(k));
            let from = hung.unwrap_or(i) + 1;
            let open = |k: &usize| self.is(*k, Class::BETWEEN.or(Class::ADVERB));
            let small = (from..self.tokens.len().min(from + 4)).take_while(open).count();
            let verb = from + small;
            if verb >= self.tokens.len() || !participle(verb) || self.passive(i, verb) {
                return None;
            }
            let form = hung.map_or(Form::Finite, Form::Inverted);
            return Some(Cue { first: i, last: verb, form, class });
        }
        if he(i + 1) {
            return Some(Cue { first: i, last: i + 1, form: Form::Inverted(i + 1), class });
        }
        // « préfère nuancer le maire », « finit par lâcher Anne Petit »
        let said = i + 1 + usize::from(self.is(i + 1, Class::PREP));
        let rules = !token.cap && self.word(i).ends_with(['e', 't', 'a', 'd']);
        if rules && self.is(said, Class::CUE) && self.is(said, Class::INFINITIVE) {
            let class = self.tokens[said].class.or(class);
            return Some(Cue { first: i, last: said, form: Form::Finite, class });
        }
        // A present form before its subject: « savoure le coureur », « s'agace Anne Petit ».
        let known = !token.class.is_nothing() && !token.is(Class::VERB) || token.is(Class::COORD);
        let subject = self.tokens.get(i + 1).is_some_and(|t| {
            t.is_word() && (t.cap || t.is(Class::DET.or(Class::TITLE)) && !t.is(Class::PREP))
        });
        let form = !token.cap && !known && self.word(i).ends_with(['e', 't']);
        (comma && form && subject).then_some(Cue { first: i, last: i, form: Form::Finite, class })
    }

    /// Whether a form that may also be a noun or participle is a verb where it stands.
    fn is_verb_here(&self, i: usize) -> bool {
        if self.tokens[i].cap && i > 0 {
            return false;
        }
        // « عقب المباراة »: spelt as a verb, a preposition anywhere but at the head of a clause.
        let small = self.lex.caseless && self.is(i, Class::PREP);
        if small && i > 0 && !self.lex.is_joined(self.word(i)) {
            return false;
        }
        let Some(before) = i.checked_sub(1).map(|b| &self.tokens[b]) else {
            return true;
        };
        // « Le Monde, lui, la jugeait »: no noun ends so.
        let article = before.is(Class::BETWEEN) && before.is(Class::DET);
        let sure = article && self.lex.ends_like_an_imperfect(self.word(i));
        // « L'opposition l'accuse »: nor is any noun spelt so.
        let verbal = article && i > 1 && self.is(i, Class::VERBAL);
        let sure = (sure || verbal) && !self.is(i, Class::SPEECH);
        // « “…”, le coupe la présidente », « “…”, la reprend Anne Petit »
        let opens = i > 1 && self.sign(i - 2, ',');
        let told_off = {
            let behind = opens && i > 2 && self.tokens[i - 3].quote().is_some();
            let article = self.is(i + 1, Class::DEFINITE) && !self.is(i + 1, Class::CONTRACTED);
            let name = self.tokens.get(i + 1).is_some_and(|t| t.is_word() && t.cap);
            let subject = article || name && !self.is(i, Class::ROLE);
            behind && subject && self.is(i, Class::MANNER) && !self.lex.caseless
        };
        let clitic = before.is(Class::BETWEEN) && (!before.is(Class::DET) || sure || told_off)
            || self.object(i);
        let elided =
            before.is_word() && matches!(&*fold(before.span.of(self.text)), "l'") && !verbal;
        // « “…”, en rit Anne Petit »: between a comma and a verb with its subject « en » is a pronoun.
        let subject = self.tokens.get(i + 1).is_some_and(|t| t.is_word() && t.cap);
        let pronoun = before.is(Class::BETWEEN) && opens && subject;
        // « le ministre, qui en parle »
        let which = i > 1 && self.is(i - 2, Class::RELATIVE.or(Class::HE));
        let pronoun = pronoun || before.is(Class::BETWEEN) && which && !self.lex.caseless;
        let led = before.is(Class::PREP.or(Class::CONTRACTED)) && !pronoun;
        // « residents were being asked to “pay more” »
        let done = self.lex.subject_first && before.is(Class::BEING) && before.is_word();
        if done && self.is(i, Class::PARTICIPLE) {
            return false;
        }
        // « Certains dénoncent »
        let some = before.is(Class::SOME);
        // « dans sa dernière note »
        let last = before.is_word() && before.is(Class::TIME_TAIL.or(Class::BEFORE_ROLE));
        let noted = last && i > 1 && self.is(i - 2, Class::DET) && !self.lex.subject_first;
        let nominal = before.is(Class::DET) && !clitic && !some || led || noted;
        // « l'affirme » after a subject is a verb, « l'annonce » is a noun; the noun is commoner.
        // « رافضا ذكر اسمه »: a verb after a verb is a noun.
        let governed = self.lex.caseless && before.is(Class::GERUND) && before.is_word();
        !nominal && !elided && !governed && (self.lex.verb_first || !before.is(Class::AUX))
    }

    /// « il le juge », « Anne Petit, qui les juge »: the small word before the verb at `i` is its object.
    fn object(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).filter(|&b| self.is(b, Class::BETWEEN)) else {
            return false;
        };
        let many = &*fold(self.word(before)) == "les" && !self.word(i).ends_with('s');
        let subject = before.checked_sub(1).is_some_and(|k| {
            let he = self.is(k, Class::PRONOUN.or(Class::RELATIVE)) && !self.is(k, Class::DET);
            // « avance sur sa page Facebook le chiffre de “6.000 emplois” »
            let name = self.tokens[k].is_word() && self.tokens[k].cap && k > 0;
            he || name && !self.lex.is_network(&fold(self.word(k)))
        });
        many || subject
    }

    /// `a déclaré`, `a-t-il notamment dit`, `s'est félicité`, `vient d'annoncer`.
    fn compound(&self, i: usize) -> Option<Cue> {
        let mut form = if self.is(i, Class::NONFINITE) { Form::Loose } else { Form::Finite };
        let mut j = i + 1;
        let limit = (i + 14).min(self.tokens.len());
        while j < limit {
            let token = &self.tokens[j];
            if token.kind == Kind::Clitic {
                form = Form::Inverted(j);
            } else if j == i + 1 && self.hung_after(i) == Some(j + 1) {
                // « a t-il rappelé »
            } else if let Some(close) = self.inset(j) {
                // « a, en outre, appelé »
                j = close;
            } else if !token.is_word() {
                return None;
            } else if let Some(n) = self.adverbial_phrase(j) {
                // « a une nouvelle fois estimé »
                j += n - 1;
            } else if !self.lex.caseless && self.sources_to_pronoun(j) {
                // « La Chine a selon lui consenti “plus d'efforts” »: he says so.
                return None;
            } else if let Some(n) = phrase_at(self.text, self.tokens, j, Phrase::Verb, self.lex) {
                return Some(Cue { first: i, last: j + n - 1, form, class: Class::SAY });
            } else if token.is(Class::CUE) && token.is(Class::PARTICIPLE) {
                return (!self.passive(i, j)).then_some(Cue {
                    first: i,
                    last: j,
                    form,
                    class: token.class,
                });
            } else if token.is(Class::CUE)
                && token.is(Class::INFINITIVE)
                && self.is(j - 1, Class::PREP)
            {
                return Some(Cue { first: i, last: j, form, class: token.class });
            } else if j > i + 1
                && token.is(Class::AUX)
                && !token.is(Class::NONFINITE.or(Class::BETWEEN))
            {
                // « avaient péri en 2021 | a reconnu »: another verb starts.
                return None;
            } else if token.is(Class::COORD) && self.is(j - 1, Class::BETWEEN)
                || self.adverbial(i + 1, j)
                || token.is(Class::CONTRACTED) && self.adverbial(i + 1, j + 1)
            {
                // « d'ores et déjà », « encore et toujours », « a d'emblée expliqué », « a au contraire dit »
            } else if !token.is(Class::BETWEEN.or(Class::ADVERB).or(Class::PREP).or(Class::AUX)) {
                // « a tenu à préciser », « a voulu rassurer »: one unknown participle may intervene.
                let open = j == i + 1
                    || self.tokens[i + 1..j]
                        .iter()
                        .all(|t| t.is(Class::BETWEEN.or(Class::ADVERB)) || t.kind == Kind::Clitic);
                let next = self
                    .tokens
                    .get(j + 1)
                    .is_some_and(|t| t.is(Class::PREP) || t.is(Class::INFINITIVE));
                if !(open && next) {
                    return None;
                }
            }
            j += 1;
        }
        None
    }

    /// « selon lui »
    fn sources_to_pronoun(&self, j: usize) -> bool {
        let source = phrase_at(self.text, self.tokens, j, Phrase::Source, self.lex);
        source.is_some_and(|n| self.is(j + n, Class::STRONG))
    }

    /// How many words at `j` say how often or when something is said: « une nouvelle fois ».
    pub(super) fn adverbial_phrase(&self, j: usize) -> Option<usize> {
        phrase_at(self.text, self.tokens, j, Phrase::Adverbial, self.lex)
    }

    /// Whether the word at `j` is an adverb no list has, or belongs to a phrase that a preposition
    /// opened after `from`: « a sèchement répondu », « a à plusieurs reprises dénoncé ».
    fn adverbial(&self, from: usize, j: usize) -> bool {
        let Some(token) = self.tokens.get(j) else { return false };
        let verb = Class::CUE.or(Class::AUX).or(Class::VERB).or(Class::SUBORD);
        if token.is(verb) || token.cap {
            return false;
        }
        // « a au contraire répondu »
        let small = Class::PREP.or(Class::CONTRACTED);
        let opens = |k: usize| self.is(k, small) && !self.is(k, Class::GENITIVE.or(Class::DET));
        let led = (from.max(j.saturating_sub(3))..j)
            .rev()
            .find(|&k| self.is(k, Class::PREP) || !self.lex.caseless && opens(k));
        led.is_some_and(|k| (k + 1..j).all(|n| !self.is(n, verb))) || self.is_adverb(j)
    }

    /// Whether the word at `k` is an adverb, one that only its ending shows included.
    pub(super) fn is_adverb(&self, k: usize) -> bool {
        let known = self.is(k, Class::ADVERB);
        let noun = || {
            let article = Class::DET.or(Class::PREP).or(Class::CONTRACTED).or(Class::GENITIVE);
            k.checked_sub(1).is_some_and(|b| self.is(b, article))
        };
        let ends = || {
            self.tokens.get(k).is_some_and(|t| t.is_word() && !t.cap && t.class.is_nothing())
                && self.lex.ends_like_an_adverb(self.word(k))
        };
        known || ends() && !noun()
    }

    /// « est appelé », « a été accusé »: whoever stands before it says nothing.
    fn passive(&self, aux: usize, participle: usize) -> bool {
        let reflexive = aux.checked_sub(1).is_some_and(|b| self.is(b, Class::REFLEXIVE));
        !reflexive && (aux..participle).any(|k| self.is(k, Class::BEING))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::lang::Lang;
    use crate::corpus::span::Span;
    use crate::trace::token::tokens;

    fn cues(text: &str) -> Vec<String> {
        let lex = Lexicon::of(Lang::FR);
        let tokens = tokens(text, Span::new(0, text.len()), &[], lex);
        let s = Sentence::new(text, &tokens, lex);
        s.cues()
            .iter()
            .map(|c| s.tokens[c.first].span.cover(s.tokens[c.last].span).of(text).to_owned())
            .collect()
    }

    #[test]
    fn cues_of_every_form() {
        assert_eq!(cues("Le ministre a notamment déclaré"), ["a notamment déclaré"]);
        assert_eq!(cues(", a-t-il dit, ajoutant que"), ["a-t-il dit", "ajoutant"]);
        assert_eq!(cues("explique-t-on, selon le maire"), ["explique-t-on", "selon"]);
        assert_eq!(cues("Il s'est félicité"), ["est félicité"]);
        assert_eq!(cues("Et de conclure"), ["conclure"]);
        assert_eq!(cues("Elle a tenu à préciser"), ["a tenu à préciser"]);
        assert_eq!(cues("d'après une source"), ["d'après"]);
    }

    #[test]
    fn nouns_and_passives_are_no_cues() {
        assert_eq!(cues("la note de l'estime"), Vec::<String>::new());
        assert_eq!(cues("Il a été accusé de vol"), Vec::<String>::new());
    }
}
