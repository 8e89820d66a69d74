//! What a language writes as one with a word: its article, and prepositions before it.

use super::{Class, Lexicon};
use crate::trace::fold::Word;
use crate::trace::token::fold;

/// A preposition as it is written before a word: « لل » is « ل » before a word with the article.
#[derive(Clone, Debug)]
pub(in crate::trace) struct Fused {
    written: Word,
    /// The preposition by itself.
    pub(in crate::trace) preposition: Word,
    /// The article it has swallowed, or nothing.
    article: Word,
}

impl Fused {
    /// Reads « لل = ل ال » or « ل = ل ».
    pub(super) fn read(line: &str) -> Option<Self> {
        let (written, meant) = line.split_once(" = ")?;
        let mut meant = meant.split_whitespace().map(fold);
        let preposition = meant.next()?;
        Some(Self {
            written: fold(written),
            preposition,
            article: meant.next().unwrap_or_default(),
        })
    }

    /// Whether the word behind it has the article.
    pub(in crate::trace) fn has_article(&self) -> bool {
        !self.article.is_empty()
    }

    /// `word`, which is written with it, without it.
    pub(in crate::trace) fn bare(&self, word: &str) -> Option<String> {
        let rest = word.strip_prefix(&*self.written).filter(|rest| rest.chars().count() > 1)?;
        Some(format!("{}{rest}", self.article))
    }
}

impl Lexicon {
    /// The prepositions that a lower-case word may be written with, each with the word behind it; the
    /// longest comes first.
    pub(in crate::trace) fn unfused(&self, word: &str) -> impl Iterator<Item = (&Fused, String)> {
        self.fused.iter().filter_map(move |f| Some((f, f.bare(word)?)))
    }

    /// Whether a word, spelt just so, is a name, though it is a small word otherwise.
    pub(in crate::trace) fn is_name_as_spelt(&self, word: &str) -> bool {
        self.exact.iter().any(|e| **e == *word)
    }

    /// Whether a preposition, spelt just so, is no noun that folds to it: « أمام », « إمام ».
    pub(in crate::trace) fn is_small_as_spelt(&self, word: &str) -> bool {
        self.small.iter().any(|e| **e == *word)
    }

    /// Whether a verb, spelt just so, tells what something is called: « يسمى ».
    pub(in crate::trace) fn is_passive_as_spelt(&self, word: &str) -> bool {
        self.passives.iter().any(|e| **e == *word)
    }

    /// Family names that a text need not introduce: « ترامب ».
    pub(in crate::trace) fn figures(&self) -> impl Iterator<Item = &str> {
        self.figures.iter().map(|name| &**name)
    }

    /// Whether a name is a common word too: « سليم ».
    pub(in crate::trace) fn is_common_name(&self, word: &str) -> bool {
        self.common.contains(&fold(word))
    }

    /// Whether a word ends as the object of a verb does.
    pub(in crate::trace) fn ends_like_an_object(&self, word: &str) -> bool {
        let word = fold(word);
        self.accusatives.iter().any(|end| word.ends_with(&**end))
    }

    /// A word of a script without capitals behind the conjunction it is written with: « وعلى ».
    pub(in crate::trace) fn without_conjunction<'w>(&self, word: &'w str) -> Option<&'w str> {
        let joined = self.prefixes.iter().filter(|_| self.caseless);
        joined.into_iter().find_map(|p| word.strip_prefix(&**p)).filter(|rest| !rest.is_empty())
    }

    /// A noun without the pronoun of possession it is written with: « رئيسها », « رئيستها ».
    pub(in crate::trace) fn disowned(&self, word: &str) -> Option<Word> {
        let noun = |(end, meant): &(Word, Word)| {
            let noun = format!("{}{meant}", word.strip_suffix(&**end)?);
            self.class(&noun).is(Class::ROLE.or(Class::BODY).or(Class::NAMING)).then(|| noun.into())
        };
        self.owned.iter().find_map(noun)
    }

    /// Whether a lower-case noun for a person has a pronoun of possession that is no ending of its own.
    pub(in crate::trace) fn is_surely_owned(&self, word: &str) -> bool {
        let long = self.owned.iter().filter(|(end, _)| end.chars().count() > 1);
        let role = |noun: String| self.class(&noun).is(Class::ROLE);
        let word =
            self.without_conjunction(word).filter(|w| self.disowned(w).is_some()).unwrap_or(word);
        long.filter_map(|(end, meant)| Some(format!("{}{meant}", word.strip_suffix(&**end)?)))
            .any(role)
    }

    /// Whether a word has a letter that is folded into another: « فإن ».
    pub(in crate::trace) fn is_spelt_with_hamza(&self, word: &str) -> bool {
        self.caseless && *fold(word) != *word
    }

    /// Whether a word, as it is spelt, ends as a noun that nobody owns: « منظمة ».
    pub(in crate::trace) fn ends_like_a_bare_noun(&self, word: &str) -> bool {
        self.noun_endings.iter().any(|end| word.ends_with(&**end))
    }

    /// Whether a word, as it is spelt, is a known noun or verb with an owner or object: « جمهورها », « رفضه ».
    pub(in crate::trace) fn owns_a_known_word(&self, word: &str) -> bool {
        let folded = fold(word);
        let known = |(end, meant): &(Word, Word)| {
            let noun = folded.strip_suffix(&**end).filter(|rest| rest.chars().count() > 1);
            let class = noun.map(|rest| self.class(&format!("{rest}{meant}"))).unwrap_or_default();
            !class.is_nothing() && !class.is(Class::GIVEN.or(Class::PARTICLE))
        };
        !self.ends_like_a_bare_noun(word) && self.owned.iter().any(known)
    }

    /// Whether a word is a noun in the feminine with its owner: « ذاكرته ».
    pub(in crate::trace) fn is_plainly_owned(&self, word: &str) -> bool {
        let mut endings = self.owned.iter().filter(|(_, meant)| !meant.is_empty());
        endings.any(|(end, _)| word.strip_suffix(&**end).is_some_and(|w| w.chars().count() > 3))
    }

    /// Whether a word, as it is spelt, ends as a noun with its owner does: « منزله », « رحلته ».
    pub(in crate::trace) fn ends_like_owned(&self, word: &str) -> bool {
        self.owned.iter().any(|(end, _)| word.ends_with(&**end))
    }

    /// Whether a word, as it is spelt, ends as a common noun does: « صورة ».
    pub(in crate::trace) fn ends_like_a_noun(&self, word: &str) -> bool {
        self.noun_endings.iter().any(|end| word.ends_with(&**end)) || self.ends_like_owned(word)
    }

    /// Whether a word ends as an adjective that tells of what kind something is: « محلية ».
    pub(in crate::trace) fn ends_like_an_adjective(&self, word: &str) -> bool {
        let word = fold(word);
        self.adjectives.iter().any(|end| word.ends_with(&**end))
    }

    /// Whether a word has the shape of a noun for what is done: « تأجيل », « انتهاء ».
    pub(in crate::trace) fn tells_an_action(&self, word: &str) -> bool {
        let word: Vec<char> = fold(word).chars().collect();
        self.actions.iter().any(|shape| {
            let same = |(a, b): (&char, char)| b == '-' || *a == b;
            shape.chars().count() == word.len() && word.iter().zip(shape.chars()).all(same)
        })
    }

    /// Whether a noun with the article is one that an outlet's name follows: « الصحيفة ».
    pub(in crate::trace) fn bare_outlet_noun(&self, word: &str) -> bool {
        self.without_article(word).is_some_and(|noun| self.outlet_noun(noun).is_some())
    }

    /// Whether a word ends as a name does that tells where its bearer's family is from: « السوداني ».
    pub(in crate::trace) fn tells_origin(&self, word: &str) -> bool {
        self.origins.iter().any(|end| fold(word).ends_with(&**end))
    }

    /// Whether a word ends as the plural or dual of a noun does.
    pub(in crate::trace) fn ends_like_several(&self, word: &str) -> bool {
        self.plurals.iter().any(|end| word.ends_with(&**end))
    }

    /// Whether a conjunction is written with a word that is known without it: « وكتب ».
    pub(in crate::trace) fn is_joined(&self, word: &str) -> bool {
        let word = fold(word);
        let bare = self.prefixes.iter().find_map(|p| word.strip_prefix(&**p));
        self.class(&word).is_nothing() && bare.is_some_and(|w| !self.class(w).is_nothing())
    }

    /// A word without the article it is written with.
    pub(in crate::trace) fn without_article<'w>(&self, word: &'w str) -> Option<&'w str> {
        self.articles.iter().find_map(|a| word.strip_prefix(&**a)).filter(|w| !w.is_empty())
    }

    /// Whether a word is written with the article, a conjunction before it aside.
    pub(in crate::trace) fn has_article(&self, word: &str) -> bool {
        let joined = || self.prefixes.iter().find_map(|p| word.strip_prefix(&**p));
        // « والي » is a governor.
        let long = |rest: &str| rest.chars().count() > 1;
        self.without_article(word).is_some()
            || joined().is_some_and(|w| self.without_article(w).is_some_and(long))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::lang::Lang;

    #[test]
    fn prepositions_are_taken_off_and_the_article_put_back() {
        let lex = Lexicon::of("ar".parse::<Lang>().expect("a code"));
        let bare = |w: &str| lex.unfused(w).map(|(_, b)| b).collect::<Vec<_>>();
        assert!(bare("للاناضول").contains(&"الاناضول".to_owned()));
        assert!(bare("لرويترز").contains(&"رويترز".to_owned()));
        assert!(lex.has_article("الوزير") && lex.has_article("والوزير"));
        assert!(!lex.has_article("وزير"));
        assert_eq!(lex.without_article("الوزير"), Some("وزير"));
        let french = Lexicon::of(Lang::FR);
        assert!(french.unfused("lettre").next().is_none() && !french.has_article("allocution"));
    }
}
