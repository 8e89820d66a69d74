//! The answers of an interview as utterances without marks, and whose they are.

use crate::corpus::quote::{Basis, QuoteKind};
use crate::corpus::span::{Byte, Span};

use super::attribute::Voice;
use super::find::{Finder, Said};
use super::fold::Word;
use super::names::parts;
use super::people::{Met, Sort};
use super::raw::trim;
use super::unmarked::Boxed;

/// The words of an answer, whose they are, and the block they start in.
pub(super) type Answer = (Span<Byte>, Said, usize);

impl Finder<'_> {
    /// The answers of an interview, as utterances without marks, in order of place.
    pub(super) fn interview(&mut self) -> Vec<Answer> {
        let document = self.document;
        let mut said_here = Vec::new();
        for turn in super::unmarked::turns(document, self.lex) {
            let Some(words) = trim(document.text(), turn.words, document.markup()) else {
                continue;
            };
            let label = turn.label.of(document.text());
            let key = parts(label);
            let entity = self.spelt(label).or_else(|| self.cast.people.find(&key, None));
            let entity =
                entity.unwrap_or_else(|| self.cast.people.named(label, Sort::Person, None));
            let voice = Voice {
                mention: Some(turn.label),
                entity: Some(entity),
                basis: Basis::Stated,
                role: None,
            };
            self.interviewee.get_or_insert(entity);
            let said = Said::of(QuoteKind::Direct, None, voice);
            said_here.push((words, said, turn.block));
        }
        if self.interviewee.is_some() {
            return said_here;
        }
        let boxed = super::unmarked::boxed(self.document, self.lex);
        // « Trois questions à Anne Petit » under a story of its own: what is asked and answered there is all of it.
        if !boxed.as_ref().is_some_and(|b| b.below) {
            said_here = self.answers();
        }
        if let Some(boxed) = boxed.filter(|_| self.interviewee.is_none()) {
            said_here = self.boxed(boxed);
        }
        said_here
    }

    /// « C.V. »: the person of the text whose names begin so.
    fn spelt(&self, label: &str) -> Option<usize> {
        let letters = super::unmarked::initials(label);
        let spelt = |parts: &[Word]| {
            let firsts = parts.iter().filter_map(|p| p.chars().next());
            firsts.collect::<String>() == letters
        };
        let short = super::unmarked::is_initials(label);
        let mut all = self.cast.people.all.iter().filter(|_| short);
        all.position(|e| e.sort == Sort::Person && spelt(&e.parts))
    }

    /// The answers of a box in an article: « Trois questions à Anne Petit ».
    fn boxed(&mut self, Boxed { name, answers, .. }: Boxed) -> Vec<Answer> {
        let document = self.document;
        let text = document.text();
        let called = super::names::of_capitals(name.of(text));
        let known = self.cast.people.find(&parts(&called), None);
        let entity = known.unwrap_or_else(|| self.cast.people.named(&called, Sort::Person, None));
        let mut said_here = Vec::new();
        for answer in answers {
            let words = answer.iter().filter_map(|(_, span)| trim(text, *span, document.markup()));
            let Some(whole) = words.reduce(Span::cover) else { continue };
            let voice = Voice {
                mention: Some(name),
                entity: Some(entity),
                basis: Basis::Stated,
                role: None,
            };
            said_here.push((whole, Said::of(QuoteKind::Direct, None, voice), answer[0].0));
        }
        said_here
    }

    /// Takes answers, in order of place; reported speech within one is part of it.
    pub(super) fn take_answers(&mut self, answers: Vec<Answer>) {
        self.indirect.retain(|(span, _, _)| {
            let n = answers.partition_point(|a| a.0.end() <= span.start());
            answers.get(n).is_none_or(|a| !a.0.overlaps(*span))
        });
        self.indirect.extend(answers);
    }

    /// The answers of an interview without labels: whoever its title or opening names gives them.
    fn answers(&mut self) -> Vec<Answer> {
        let document = self.document;
        let answers = super::unmarked::answers(document, self.lex);
        let none = Vec::new;
        let Some(&(_, first)) = answers.first().and_then(|a| a.first()) else { return none() };
        let start = first.start();
        let all = &self.cast.people.all;
        let person = |m: &&Met| all[m.entity].sort == Sort::Person;
        let met = self.met.iter().take_while(|m| m.at < start).find(person).map(|m| m.entity);
        // « Jane Doe. – Parce que … »: the first answer says whose it is.
        let text = document.text();
        let label = super::unmarked::labelled(text, first);
        let label = label.filter(|(l, _)| l.of(text).split_whitespace().count() > 1);
        let told = label.map(|(l, _)| l.of(text));
        // « S. M. – Parce que … »: whose first letters they are.
        let told = told.filter(|l| !super::unmarked::is_initials(l) || self.spelt(l).is_some());
        let known = |l: &str| self.spelt(l).or_else(|| self.cast.people.find(&parts(l), None));
        let told = told.map(|l| (known(l), l));
        let people = &mut self.cast.people;
        let person = |n: usize, all: &[super::people::Entity]| all[n].sort == Sort::Person;
        let told = told.map(|(known, l)| {
            let known = known.filter(|&n| person(n, &people.all));
            known.unwrap_or_else(|| people.named(l, Sort::Person, None))
        });
        let Some(entity) = told.or(met) else { return none() };
        self.interviewee = Some(entity);
        let mut said_here = Vec::new();
        for answer in answers {
            let words =
                |&(_, span): &(usize, Span<Byte>)| trim(document.text(), span, document.markup());
            let Some(whole) = answer.iter().filter_map(words).reduce(Span::cover) else { continue };
            let whole = match label.filter(|(l, _)| whole.contains(*l)) {
                Some((_, rest)) => Span::new(rest.start(), whole.end()),
                None => whole,
            };
            let voice =
                Voice { mention: None, entity: Some(entity), basis: Basis::Inferred, role: None };
            let said = Said::of(QuoteKind::Direct, None, voice);
            said_here.push((whole, said, answer[0].0));
        }
        said_here
    }
}
