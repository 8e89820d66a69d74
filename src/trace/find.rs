//! Finds quotations and attributes them: the stages in order, one paragraph after another.

use crate::corpus::document::{BlockKind, Document};
use crate::corpus::quote::{Basis, Quote, QuoteKind};
use crate::corpus::span::{Byte, Span};
use crate::corpus::warning::Warning;

use super::attribute::{Cast, Voice};
use super::caseless;
use super::coined;
use super::cue::{Cue, Form, Sentence};
use super::decide::Case;
use super::inside::Insides;
use super::judge::Hold;
use super::later::Told;
use super::lead::Lead;
use super::lexicon::{Class, Lexicon};
use super::para::Para;
use super::people::{Met, People, Sort};
use super::raw::{Raw, collect, trim};
use super::token::tokens;

/// What was found in a document.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The quotations, by position, a quotation before those inside it.
    pub quotes: Vec<Quote>,
    /// Words in quotation marks that nobody said: names, titles, terms.
    pub marked: Vec<Span<Byte>>,
    /// Marks that do not pair, quotations nobody can be named for.
    pub warnings: Vec<Warning>,
}

/// What was decided about a marked stretch.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) kind: QuoteKind,
    pub(super) cue: Option<Span<Byte>>,
    pub(super) voice: Voice,
    /// The quotation it goes on with, in the same sentence.
    pub(super) joined: Option<usize>,
    /// Whoever reads it aloud, where somebody else wrote it.
    pub(super) reader: Option<Voice>,
}

impl Said {
    /// Somebody's words by themselves.
    pub(super) fn of(kind: QuoteKind, cue: Option<Span<Byte>>, voice: Voice) -> Self {
        Self { kind, cue, voice, joined: None, reader: None }
    }
}

pub(super) enum Verdict {
    Open,
    Marked,
    Said(Box<Said>),
}

pub(super) struct Finder<'d> {
    pub(super) document: &'d Document,
    pub(super) lex: &'static Lexicon,
    pub(super) raws: Vec<Raw>,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) insides: Insides,
    pub(super) cast: Cast,
    pub(super) indirect: Vec<(Span<Byte>, Said, usize)>,
    pub(super) met: Vec<Met>,
    pub(super) met_next: usize,
    /// Whoever sentences are about that describe somebody and name nobody.
    pub(super) told: Vec<Told>,
    /// Whoever else is described, with the one this means where they were named before.
    pub(super) passing: Vec<(Told, Option<usize>)>,
    /// Whoever answers, where the text is an interview.
    pub(super) interviewee: Option<usize>,
    // The stretches that are posts, with the name that signs each.
    pub(super) posts: Vec<(usize, Span<Byte>)>,
    // The stretches that are names, with their marks.
    coined: Vec<Span<Byte>>,
}

/// Finds the quotations of a document and says who speaks. No model is needed.
#[must_use]
pub fn find(document: &Document) -> Found {
    let lex = Lexicon::of(document.lang());
    let mut raws = collect(document);
    super::unmarked::collect(document, lex, &mut raws);
    let posts = super::unmarked::collect_posts(document, &mut raws);
    let verdicts = raws.iter().map(|_| Verdict::Open).collect();
    let insides = Insides::of(raws.len());
    let mut finder = Finder {
        document,
        lex,
        raws,
        verdicts,
        insides,
        cast: Cast {
            people: People::default(),
            last: None,
            inner: Vec::new(),
            host: None,
            within: false,
            issued: Vec::new(),
            goes_on: false,
        },
        indirect: Vec::new(),
        met: Vec::new(),
        met_next: 0,
        told: Vec::new(),
        passing: Vec::new(),
        interviewee: None,
        posts,
        coined: Vec::new(),
    };
    finder.coined = finder.coin();
    let paras = finder.paras();
    // Who wrote the article, or took its picture, speaks in it no more than its page does; the dateline of a dispatch
    // may name its reporter.
    let tells = |p: &&Para| {
        let kind = document.blocks()[p.block].kind;
        let apart = matches!(kind, BlockKind::Byline | BlockKind::Credit | BlockKind::Dateline);
        p.inside.is_none() && !apart
    };
    for para in paras.iter().filter(tells) {
        finder.enter(para);
    }
    finder.passing.sort_by_key(|p| p.0.at);
    finder.met.sort_by_key(|m| (m.at, !m.subject));
    finder.met.dedup_by_key(|m| (m.at, m.entity));
    finder.starred();
    if !lex.caseless && !lex.subject_first {
        finder.cast.people.look_up_holders();
    }
    let answers = finder.interview();
    let mut before: Option<&Para> = None;
    for (n, para) in paras.iter().enumerate() {
        finder.enter_inner(para, &answers);
        let after = paras[n + 1..].iter().find(|p| p.inside.is_none());
        let beside = (before, after.filter(|_| para.inside.is_none()));
        finder.attribute(para, beside);
        if para.inside.is_none() {
            before = Some(para);
        }
    }
    finder.take_answers(answers);
    finder.finish()
}

impl Finder<'_> {
    pub(super) fn text(&self) -> &str {
        self.document.text()
    }

    /// Cuts every block, and every quotation that holds another, into tokens.
    fn paras(&self) -> Vec<Para> {
        let n = self.document.blocks().len();
        let mut masks: Vec<Vec<(Span<Byte>, usize)>> = vec![Vec::new(); n];
        let mut inner: Vec<(usize, usize)> = Vec::new();
        for (i, raw) in self.raws.iter().enumerate() {
            match raw.inside {
                _ if matches!(self.verdicts[i], Verdict::Marked) => {}
                None => {
                    for (block, span) in &raw.outer {
                        masks[*block].push((*span, i));
                    }
                }
                Some(up) => inner.push((up, i)),
            }
        }
        let mut out = Vec::new();
        for (n, block) in self.document.blocks().iter().enumerate() {
            masks[n].sort_unstable();
            out.push(self.para(n, block.span, None, &masks[n]));
            for &(_, up) in &masks[n] {
                self.inner_paras(n, up, &inner, &mut out);
            }
        }
        if self.lex.caseless {
            self.names_of(&mut out);
        }
        out
    }

    /// Finds the names of a text whose script shows none.
    fn names_of(&self, paras: &mut [Para]) {
        let mut known = caseless::Known::of(self.lex);
        for para in paras.iter_mut() {
            caseless::learn(self.text(), &mut para.tokens, self.lex, &mut known);
        }
        for para in paras {
            caseless::recall(self.text(), &mut para.tokens, &known);
            para.part(self.text());
        }
    }

    fn inner_paras(&self, block: usize, up: usize, inner: &[(usize, usize)], out: &mut Vec<Para>) {
        let from = inner.partition_point(|x| x.0 < up);
        let children: Vec<usize> =
            inner[from..].iter().take_while(|x| x.0 == up).map(|x| x.1).collect();
        if children.is_empty() {
            return;
        }
        let here = self.document.blocks()[block].span;
        for piece in self.raws[up].pieces.iter().filter(|p| here.contains(**p)) {
            let mut masks: Vec<_> = children
                .iter()
                .flat_map(|&c| self.raws[c].outer.iter().map(move |(_, s)| (*s, c)))
                .filter(|(s, _)| piece.contains(*s))
                .collect();
            masks.sort_unstable();
            out.push(self.para(block, *piece, Some(up), &masks));
        }
        for child in children {
            self.inner_paras(block, child, inner, out);
        }
    }

    fn para(
        &self,
        block: usize,
        span: Span<Byte>,
        inside: Option<usize>,
        masks: &[(Span<Byte>, usize)],
    ) -> Para {
        let mut tokens = tokens(self.text(), span, masks, self.lex);
        let from = self.coined.partition_point(|c| c.start() < span.start());
        let here = self.coined[from..].iter().take_while(|c| c.end() <= span.end());
        coined::bare(&mut tokens, here);
        Para::of((block, inside), tokens, self.text())
    }

    /// Lets the mentions up to byte `at` be pointed at.
    pub(super) fn advance(&mut self, at: usize) {
        while let Some(met) = self.met.get(self.met_next).filter(|m| m.at < at) {
            self.cast.people.meet(met.at, met.entity, met.subject);
            self.met_next += 1;
        }
    }

    fn attribute(&mut self, para: &Para, (before, after): (Option<&Para>, Option<&Para>)) {
        let before = before.filter(|b| b.inside == para.inside);
        let document = self.document;
        if let Some(first) = para.tokens.first().filter(|_| para.inside.is_none()) {
            self.cast.people.turn_to(first.span.start());
        }
        // The first sentence after the last one that holds a quotation.
        let mut quiet = 0;
        for n in 0..para.sentences.len() {
            let s = para.sentence(n, (document.text(), self.lex));
            let Some(start) = s.tokens.first().map(|t| t.span.start()) else { continue };
            self.cast.people.begin(start);
            self.advance(start);
            if para.inside.is_none() {
                self.point_back(&s);
            }
            let quotes: Vec<usize> =
                (0..s.tokens.len()).filter(|&i| s.tokens[i].quote().is_some()).collect();
            let cues = s.cues();
            if quotes.is_empty() {
                if para.inside.is_none() {
                    self.cast.note_writer(&s);
                    super::indirect::find(self, &s, &cues, para.block);
                    self.follow(&s, &cues);
                }
                continue;
            }
            let lead = (n == 0).then(|| before.and_then(Para::announces)).flatten();
            let lead = lead.or_else(|| para.followed_up(n));
            let lead = lead.or_else(|| {
                let signed = after.filter(|_| n == 0 && para.alone())?;
                signed.signs(document.text(), self.lex)
            });
            for (i, &q) in quotes.iter().enumerate() {
                let previous = i.checked_sub(1).map(|p| quotes[p]);
                self.advance(s.tokens[q].span.start());
                self.quote(
                    &s,
                    &cues,
                    q,
                    &Around { para, previous, lead, between: (quiet, n), before },
                );
            }
            let said = |q: &usize| {
                let raw = s.tokens[*q].quote();
                raw.is_some_and(|raw| matches!(self.verdicts[raw], Verdict::Said(_)))
            };
            if quotes.iter().any(said) {
                quiet = n + 1;
            } else if para.inside.is_none() {
                self.follow(&s, &cues);
            }
        }
    }

    fn quote(&mut self, s: &Sentence<'_>, cues: &[Cue], q: usize, around: &Around<'_>) {
        let Some(raw) = s.tokens[q].quote() else { return };
        if matches!(self.verdicts[raw], Verdict::Said(ref said) if said.cue.is_some()) {
            return;
        }
        let Some(span) = self.words_of(raw) else {
            self.verdicts[raw] = Verdict::Marked;
            return;
        };
        if self.post(raw, span) {
            return;
        }
        let shape = self.shape_of(raw, span);
        let headline = matches!(
            self.document.blocks()[around.para.block].kind,
            BlockKind::Headline | BlockKind::Subhead
        );
        let Around { para, previous, lead, between, before } = *around;
        let kind = QuoteKind::Direct;
        let told = (para, between);
        let mut case = Case { s, q, raw, shape, kind, headline, previous, lead, before, told };
        case.kind = case.presented();
        if self.goes_with_unsaid(&case) {
            self.verdicts[raw] = Verdict::Marked;
            return;
        }
        let held = self.held(&case, cues);
        // « “Non, c'est non”, s'amuse X, “c'est reposant.” »
        let joined = previous.filter(|_| held.is_none()).and_then(|p| self.joins(s, p, q));
        if let Some(first) = joined
            && let Verdict::Said(said) = &self.verdicts[first]
        {
            let said = Said { joined: Some(first), ..(**said).clone() };
            self.verdicts[raw] = Verdict::Said(Box::new(said));
            return;
        }
        if (held.is_none() || !self.raws[raw].closed)
            && let Some((cue, voice)) = self.incise_voice(raw)
        {
            let said = Said::of(case.kind, Some(cue), voice);
            self.say(raw, said, span.start());
            return;
        }
        if self.left_out(&case, span.start()) {
            return;
        }
        let before =
            held.is_some_and(|h| h.hold == Hold::Before) && s.sign(q.saturating_sub(1), ':');
        // « suit le dossier “comme le lait sur le feu”, dixit X »: no name looks like that.
        let fragment = !shape.upper && shape.words >= 3;
        let before = before || fragment && held.is_some_and(|h| h.hold == Hold::After);
        let agent = held.is_some_and(|h| matches!(h.cue.form, Form::Passive(_)));
        // A title is right where the text says the same.
        let remarked = !headline && s.remarked(q, shape);
        let read = s.inscribed(q) || s.titled_by(q, shape) || s.mentioned(q, shape);
        let read = read || s.nicknamed(q, shape);
        if s.names(q, shape) && !before && !agent && !remarked || shape.label || read {
            self.verdicts[raw] = Verdict::Marked;
        } else if let Some(held) = held {
            self.held_quote(&case, held);
        } else {
            self.bare(&case);
        }
    }

    pub(super) fn say(&mut self, raw: usize, said: Said, at: usize) {
        let mut said = said;
        said.voice = self.calls_another(std::mem::take(&mut said.voice), raw);
        let latter = self.latter_described(&said.voice);
        if let Some(entity) = latter.or_else(|| self.whose_it_is(&said.voice)) {
            said.voice.entity = Some(entity);
            said.voice.basis = Basis::Inferred;
        }
        if let Some(entity) = said.voice.entity {
            self.named_later(entity, said.voice.mention);
        } else if let Some(entity) = self.told_ahead(raw, &said) {
            said.voice.entity = Some(entity);
            said.voice.basis = Basis::Inferred;
        }
        // « selon un rapport d'expertise »: nobody goes on speaking there.
        let paper = said.voice.entity.is_some_and(|n| {
            let entity = &self.cast.people.all[n];
            let first = || super::token::first_word(&entity.name);
            let document = || first().is_some_and(|w| self.lex.class(&w).is(Class::DOCUMENT));
            entity.sort == Sort::Unnamed && !self.lex.caseless && document()
        });
        let speaks = self.raws[raw].inside.is_none() && !paper;
        if let Some(entity) = said.voice.entity.filter(|_| speaks) {
            let end = self.raws[raw].pieces.last().map_or(at, |p| p.end());
            self.cast.last = Some((entity, end));
            let met = said.voice.mention.map_or(at, crate::corpus::span::Span::start).min(at);
            self.cast.people.meet(met, entity, true);
        }
        self.verdicts[raw] = Verdict::Said(Box::new(said));
    }

    /// Whom a pronoun means that stands before anybody it can mean. Whoever is named behind somebody's words is not told of
    /// in them.
    fn told_ahead(&mut self, raw: usize, said: &Said) -> Option<usize> {
        let within =
            self.raws[raw].inside.is_some() && !self.lex.caseless && !self.lex.subject_first;
        let mention = said.voice.mention.filter(|_| !within)?;
        self.ahead(mention)
    }

    /// The span of the words of a stretch, first to last.
    pub(super) fn words_of(&self, raw: usize) -> Option<Span<Byte>> {
        let markup = self.document.markup();
        self.raws[raw]
            .pieces
            .iter()
            .filter_map(|p| trim(self.text(), *p, markup))
            .reduce(Span::cover)
    }
}

struct Around<'p> {
    para: &'p Para,
    previous: Option<usize>,
    lead: Option<Lead<'p>>,
    before: Option<&'p Para>,
    /// The sentences of the paragraph between the last quotation and this one.
    between: (usize, usize),
}
