//! Articles put together by hand, so that renderers are tested without a model or a finder.
#![allow(dead_code, reason = "each test crate uses its own part of this file")]

use std::path::PathBuf;
use std::sync::Arc;

use tarjuman::corpus::alignment::Link;
use tarjuman::corpus::article::{Article, Engine, Flag, Rendered};
use tarjuman::corpus::document::{
    Agency, Block, BlockKind, Credit, CreditKind, Dated, Document, Facts, Media, Origin,
};
use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::quote::{
    Agent, AgentKind, Basis, Carried, CarryState, Chain, HeldWording, Hop, HopRole, Quote,
    QuoteKind, Scope, Speaker, TargetSpan, Wording,
};
use tarjuman::corpus::score::{LogProb, Score};
use tarjuman::corpus::segment::{Segment, Segmented};
use tarjuman::corpus::span::{Byte, Span};
use tarjuman::record::run::OutputEntry;

/// An article being written down.
#[derive(Default)]
pub(crate) struct Draft {
    id: String,
    text: String,
    blocks: Vec<Block>,
    segments: Vec<Segment>,
    target: Vec<Rendered>,
    quotes: Vec<Quote>,
    chains: Vec<Chain>,
    facts: Facts,
}

/// Runs of letters and digits.
fn words(text: &str) -> Vec<Span<Byte>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Span::new(from, at));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| Span::new(from, text.len())));
    words
}

/// Links to the same word where it stands on both sides, else along the diagonal; less sure the
/// longer the word.
fn diagonal(src: Span<Byte>, text: &str, tgt: &str) -> Vec<Link> {
    let (from, to) = (words(src.of(text)), words(tgt));
    let link = |(i, w): (usize, &Span<Byte>)| {
        let same = to.iter().position(|t| t.of(tgt) == w.of(src.of(text)));
        let j = same.unwrap_or(i * to.len() / from.len());
        let p = Score::new(0.99 - 0.045 * w.len().min(16) as f32);
        Link { src: w.shift(src.start()), tgt: to[j], p }
    };
    if to.is_empty() { Vec::new() } else { from.iter().enumerate().map(link).collect() }
}

impl Draft {
    pub(crate) fn new(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }

    /// Adds a block of sentence pairs.
    pub(crate) fn block(&mut self, kind: BlockKind, pairs: &[(&str, &str)]) -> &mut Self {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        for (n, (src, tgt)) in pairs.iter().enumerate() {
            if n > 0 {
                self.text.push(' ');
            }
            let from = self.text.len();
            self.text.push_str(src);
            let span = Span::new(from, self.text.len());
            self.segments.push(Segment { block: self.blocks.len(), span });
            let score = LogProb::new(-0.08 - 0.013 * (src.len() % 60) as f32);
            let links = diagonal(span, &self.text, tgt);
            let text = (*tgt).to_owned();
            self.target.push(Rendered { text, score: Some(score), links, flags: Vec::new() });
        }
        let span = Span::new(start, self.text.len());
        self.blocks.push(Block { kind, span, duplicate_of: None });
        self
    }

    /// Says that the last block repeats block `n`.
    pub(crate) fn repeats(&mut self, n: usize) -> &mut Self {
        self.blocks.last_mut().expect("a block").duplicate_of = Some(n);
        for (segment, target) in self.segments.iter().zip(&mut self.target) {
            if segment.block + 1 == self.blocks.len() {
                target.flags.push(Flag::Duplicate);
            }
        }
        self
    }

    /// Flags the last sentence.
    pub(crate) fn flag(&mut self, flag: Flag) -> &mut Self {
        self.target.last_mut().expect("a sentence").flags.push(flag);
        self
    }

    /// Where `words` stand last in the text so far.
    pub(crate) fn at(&self, words: &str) -> Span<Byte> {
        let start = self.text.rfind(words).unwrap_or_else(|| panic!("“{words}” is in the text"));
        Span::new(start, start + words.len())
    }

    /// Adds a quotation of `src` (its last occurrence so far), carried to `tgt` in the last
    /// sentence that holds it; an empty `tgt` is lost.
    pub(crate) fn quote(&mut self, src: &str, tgt: &str) -> &mut Quote {
        let span = self.at(src);
        let found = if tgt.is_empty() {
            None
        } else {
            self.target.iter().rposition(|t| t.text.contains(tgt))
        };
        let place = found.map(|segment| {
            let start = self.target[segment].text.find(tgt).expect("it was found there");
            TargetSpan { segment, span: Span::new(start, start + tgt.len()) }
        });
        let state = if place.is_some() { CarryState::Exact } else { CarryState::Lost };
        self.quotes.push(Quote {
            kind: QuoteKind::Direct,
            scope: Scope::Article,
            span,
            parts: Vec::new(),
            marked: true,
            inside: None,
            cue: None,
            speaker: Speaker::default(),
            read_by: None,
            flags: Vec::new(),
            carried: Some(Carried {
                target: place.into_iter().collect(),
                state,
                score: if place.is_some() { Score::ONE } else { Score::ZERO },
                reason: place.is_none().then(|| "no word of it has a link".to_owned()),
            }),
            wording: Wording::Translation,
            returns_home: Some(false),
            chain: None,
            same_as: Vec::new(),
        });
        self.quotes.last_mut().expect("it was pushed")
    }

    /// Gives the last quotation a chain.
    pub(crate) fn chain(&mut self, hops: Vec<Hop>) -> &mut Self {
        self.chains.push(Chain { hops });
        self.quotes.last_mut().expect("a quotation").chain = Some(self.chains.len() - 1);
        self
    }

    pub(crate) fn facts(&mut self, facts: Facts) -> &mut Self {
        self.facts = facts;
        self
    }

    pub(crate) fn n_quotes(&self) -> usize {
        self.quotes.len()
    }

    pub(crate) fn build(self) -> Article {
        let hash = OutputEntry::new("", self.text.as_bytes()).sha256;
        let origin = Origin {
            path: PathBuf::from(format!("texts/{}.txt", self.id)),
            media: Media::Plain,
            encoding: "UTF-8",
            bom: false,
            sha256: hash,
        };
        let document =
            Document::new(self.id, origin, Lang::FR, self.text, self.blocks).with_facts(self.facts);
        Article {
            source: Segmented::new(Arc::new(document), self.segments),
            engine: Some(engine()),
            target: self.target,
            quotes: self.quotes,
            marked: Vec::new(),
            chains: self.chains,
            corrections: Vec::new(),
        }
    }
}

pub(crate) fn engine() -> Engine {
    Engine {
        model: "tarjuman/fr-en".to_owned(),
        revision: "2026-11".to_owned(),
        weights_sha256: "9f".repeat(32),
        tool: "tarjuman 0.1.0".to_owned(),
        beam: 4,
        shortlist_sha256: None,
        to: Lang::EN,
    }
}

pub(crate) fn speaker(name: &str, role: &str, mention: Option<Span<Byte>>) -> Speaker {
    Speaker {
        mention,
        name: Some(name.to_owned()),
        role: (!role.is_empty()).then(|| role.to_owned()),
        variants: Vec::new(),
        basis: Basis::Stated,
    }
}

pub(crate) fn hop(
    role: HopRole,
    lang: Option<Lang>,
    basis: Basis,
    name: &str,
    kind: AgentKind,
) -> Hop {
    Hop {
        role,
        lang,
        lang_basis: basis,
        agent: Agent { name: (!name.is_empty()).then(|| name.to_owned()), kind },
        when: None,
        place: None,
        wording: None,
        evidence: None,
    }
}

pub(crate) fn held(mut hop: Hop, text: &str) -> Hop {
    hop.wording = Some(HeldWording { text: text.to_owned(), span: None, document: None });
    hop
}

/// The last two hops of every chain: the words in the source and ours.
fn printed(draft: &Draft, src: &str, tgt: &str) -> [Hop; 2] {
    let mut print = hop(HopRole::Publication, Some(Lang::FR), Basis::Stated, "", AgentKind::Outlet);
    print.wording =
        Some(HeldWording { text: src.to_owned(), span: Some(draft.at(src)), document: None });
    let ours =
        hop(HopRole::Ours, Some(Lang::EN), Basis::Stated, "tarjuman/fr-en", AgentKind::Machine);
    [print, held(ours, tgt)]
}

/// A dispatch with everything a page has to show.
#[expect(clippy::too_many_lines, reason = "it is one article, written down from top to bottom")]
pub(crate) fn dispatch() -> Article {
    use BlockKind::{
        Boilerplate, Byline, Caption, Credit as CreditLine, Dateline, Deck, Headline, Paragraph,
        Section, Subhead,
    };
    let mut d = Draft::new("port-de-valmy");
    d.block(Section, &[("Monde", "World")]);
    d.block(
        Headline,
        &[(
            "Port de Valmy : « Nous rouvrirons les quais », promet la ministre, malgré la grève",
            "Port of Valmy: “We will reopen the docks,” minister promises, despite the strike",
        )],
    );
    let (src, tgt) = ("Nous rouvrirons les quais", "We will reopen the docks,");
    let person = speaker("Ingrid Halvorsen", "ministre des Transports", Some(d.at("la ministre")));
    let quote = d.quote(src, tgt);
    (quote.kind, quote.speaker) = (QuoteKind::Headline, person);
    (quote.wording, quote.returns_home) = (Wording::Translation, Some(false));
    d.block(
        Deck,
        &[(
            "- Les négociations reprennent lundi sous l'égide d'un médiateur venu de Chicago",
            "- Negotiations resume on Monday under a mediator from Chicago",
        )],
    );
    d.block(Byline, &[("Salma Idrissi | 03.02.2024", "Salma Idrissi | 03.02.2024")]);
    d.target.last_mut().expect("a sentence").score = None;
    d.flag(Flag::CopyThrough);
    d.block(Dateline, &[("AX / Rabat", "AX / Rabat")]);
    d.block(
        Caption,
        &[(
            "Des dockers devant le terminal à conteneurs, vendredi à l'aube. [REUTERS]",
            "Dockers in front of the container terminal, at dawn on Friday. [REUTERS]",
        )],
    );
    d.block(
        Paragraph,
        &[
            (
                "La ministre norvégienne des Transports, Ingrid Halvorsen, a promis samedi que « le trafic reprendra avant la fin du mois, sans renfort militaire ».",
                "Norwegian Transport Minister Ingrid Halvorsen promised on Saturday that “traffic will resume before the end of the month, without military support.”",
            ),
            (
                "« Nous avons appris une chose : un port qui ferme la nuit ne rouvre pas toujours le matin », a-t-elle ajouté, dans un entretien à la chaîne publique NRK.",
                "“We have learned one thing: a port that closes at night does not always reopen in the morning,” she added, in an interview with the public broadcaster NRK.",
            ),
        ],
    );
    let person = speaker(
        "Ingrid Halvorsen",
        "ministre norvégienne des Transports",
        Some(d.at("Ingrid Halvorsen")),
    );
    let (src, tgt) = (
        "le trafic reprendra avant la fin du mois, sans renfort militaire",
        "traffic will resume before the end of the month, without military support.",
    );
    let cue = Some(d.at("a promis"));
    let quote = d.quote(src, tgt);
    (quote.kind, quote.speaker, quote.cue) = (QuoteKind::Partial, person.clone(), cue);
    let no: Lang = "no".parse().expect("a code");
    let mut spoken =
        hop(HopRole::Utterance, Some(no), Basis::Inferred, "Ingrid Halvorsen", AgentKind::Person);
    spoken.evidence = Some(d.at("norvégienne"));
    spoken.when = Some("samedi".to_owned());
    let [print, ours] = printed(&d, src, tgt);
    d.chain(vec![spoken.clone(), print, ours]);
    let (src, tgt) = (
        "Nous avons appris une chose : un port qui ferme la nuit ne rouvre pas toujours le matin",
        "We have learned one thing: a port that closes at night does not always reopen in the morning,",
    );
    let cue = Some(d.at("a-t-elle ajouté"));
    let quote = d.quote(src, tgt);
    (quote.speaker, quote.cue) = (person, cue);
    quote.speaker.basis = Basis::Inferred;
    let mut relay = hop(HopRole::Relay, Some(no), Basis::Inferred, "NRK", AgentKind::Outlet);
    relay.evidence = Some(d.at("dans un entretien à la chaîne publique NRK"));
    let [print, ours] = printed(&d, src, tgt);
    d.chain(vec![spoken, relay, print, ours]);
    d.block(Subhead, &[("« Pas une ligne rouge, un mur »", "“Not a red line, a wall”")]);
    let quote = d.quote("Pas une ligne rouge, un mur", "Not a red line, a wall");
    (quote.kind, quote.wording) = (QuoteKind::Headline, Wording::Unverified);
    (quote.speaker.basis, quote.returns_home) = (Basis::Unknown, None);
    d.block(
        Paragraph,
        &[
            (
                "À Washington, le secrétaire adjoint Daniel Okafor s'est montré plus réservé.",
                "In Washington, Deputy Secretary Daniel Okafor was more cautious.",
            ),
            (
                "''Nous jugerons l'accord à ses résultats, et non à sa signature'', a-t-il souligné, rapporte l'Associated Press.",
                "“We will judge the agreement by its results, not by its signature,” he stressed, the Associated Press reported.",
            ),
            (
                "Selon lui, aucune des parties n'a encore « fait le moindre pas » vers un compromis sur les quelque 1 400 emplois menacés.",
                "According to him, neither side has yet “taken the slightest step” towards a compromise on the roughly 1,400 jobs at risk.",
            ),
        ],
    );
    d.flag(Flag::UncoveredSource);
    let okafor = speaker("Daniel Okafor", "secrétaire adjoint", Some(d.at("Daniel Okafor")));
    let (src, tgt) = (
        "Nous jugerons l'accord à ses résultats, et non à sa signature",
        "We will judge the agreement by its results, not by its signature,",
    );
    let cue = Some(d.at("a-t-il souligné"));
    let relayed = d.at("rapporte l'Associated Press");
    let quote = d.quote(src, tgt);
    (quote.speaker, quote.cue) = (okafor.clone(), cue);
    (quote.wording, quote.returns_home) = (Wording::BackTranslation, Some(true));
    quote.same_as = vec!["autre-depeche#q1".to_owned()];
    let mut spoken = hop(
        HopRole::Utterance,
        Some(Lang::EN),
        Basis::Inferred,
        "Daniel Okafor",
        AgentKind::Person,
    );
    spoken.place = Some("Washington".to_owned());
    spoken.wording = Some(HeldWording {
        text: "We'll judge this deal by its results, not by the ink on it".to_owned(),
        span: None,
        document: Some("transcript-en.txt".to_owned()),
    });
    let mut relay =
        hop(HopRole::Relay, Some(Lang::EN), Basis::Inferred, "Associated Press", AgentKind::Agency);
    relay.evidence = Some(relayed);
    let mut filed =
        hop(HopRole::Dispatch, Some(Lang::AR), Basis::Stated, "Agence Axis", AgentKind::Agency);
    filed.wording = Some(HeldWording {
        text: "سنحكم على الاتفاق من خلال نتائجه وليس من خلال توقيعه".to_owned(),
        span: None,
        document: Some("depeche-ar.txt".to_owned()),
    });
    let [print, ours] = printed(&d, src, tgt);
    d.chain(vec![spoken, relay, filed, print, ours]);
    let quote = d.quote("fait le moindre pas", "taken the slightest step");
    (quote.kind, quote.speaker) = (QuoteKind::Partial, okafor);
    (quote.wording, quote.returns_home) = (Wording::BackTranslation, Some(true));
    d.block(
        Paragraph,
        &[
            (
                "Une source syndicale décrit des discussions « à couteaux tirés ».",
                "A union source describes the talks as hostile.",
            ),
            (
                "Le trafic de conteneurs a reculé de 38 % depuis le 11 janvier, d'après l'autorité portuaire, qui chiffre les pertes à 52 millions d'euros.",
                "Container traffic has fallen by 38% since 11 January, according to the port authority, which puts the losses at 25 million euros.",
            ),
        ],
    );
    d.flag(Flag::NumberChanged);
    let mention = Some(d.at("Une source syndicale"));
    let quote = d.quote("à couteaux tirés", "");
    (quote.kind, quote.speaker.mention) = (QuoteKind::Partial, mention);
    quote.speaker.basis = Basis::Stated;
    d.block(
        Paragraph,
        &[(
            "Le trafic de conteneurs a reculé de 38 % depuis le 11 janvier.",
            "Container traffic has fallen by 38% since 11 January.",
        )],
    );
    d.repeats(9);
    d.block(
        CreditLine,
        &[(
            "* Traduit de l'arabe par Leïla Mansour.",
            "* Translated from Arabic by Leïla Mansour.",
        )],
    );
    d.block(Boilerplate, &[("Lire aussi", "Read also")]);
    d.block(Boilerplate, &[("Les articles les plus lus", "Most read articles")]);
    d.block(
        Boilerplate,
        &[
            ("Nous utilisons des cookies.", "We use cookies."),
            ("Gérer mes choix", "Manage my choices"),
        ],
    );
    let facts = Facts {
        title: Some(d.at(
            "Port de Valmy : « Nous rouvrirons les quais », promet la ministre, malgré la grève",
        )),
        byline: Some(d.at("Salma Idrissi")),
        dateline: Some(d.at("Rabat")),
        date: Some(Dated { iso: "2024-02-03".to_owned(), span: d.at("03.02.2024") }),
        agency: Some(Agency { name: "Agence Axis".to_owned(), span: d.at("AX") }),
        credits: vec![Credit {
            kind: CreditKind::Translation,
            from: Some(Lang::AR),
            to: Some(Lang::FR),
            by: Some("Leïla Mansour".to_owned()),
            span: d.at("* Traduit de l'arabe par Leïla Mansour."),
        }],
    };
    d.facts(facts);
    d.build()
}

/// Another article that prints words of the first, by another description.
pub(crate) fn other_dispatch() -> Article {
    let mut d = Draft::new("autre-depeche");
    d.block(
        BlockKind::Paragraph,
        &[(
            "« Nous jugerons l'accord à ses résultats », a prévenu un responsable américain.",
            "“We will judge the agreement by its results,” a US official warned.",
        )],
    );
    let mention = Some(d.at("un responsable américain"));
    let quote = d.quote(
        "Nous jugerons l'accord à ses résultats",
        "We will judge the agreement by its results,",
    );
    (quote.speaker.mention, quote.speaker.basis) = (mention, Basis::Stated);
    (quote.wording, quote.returns_home) = (Wording::BackTranslation, Some(true));
    quote.same_as = vec!["port-de-valmy#q5".to_owned()];
    d.build()
}

/// A document of `n` sentences of ordinary length, one quotation every `every` sentences (0: none).
pub(crate) fn long(n: usize, every: usize) -> Article {
    const SRC: [&str; 4] = [
        "Le gouvernement a annoncé vendredi que les travaux du nouveau pont commenceraient au printemps, avec deux ans de retard sur le calendrier prévu.",
        "Les habitants du quartier, réunis dans la salle des fêtes, ont accueilli la nouvelle avec prudence et demandé des garanties écrites.",
        "« Nous avons attendu dix ans, nous pouvons attendre un hiver de plus », a déclaré le maire devant une assemblée partagée.",
        "Le chantier devrait coûter quelque 240 millions d'euros, dont un tiers financé par la région et le reste par l'État.",
    ];
    const TGT: [&str; 4] = [
        "The government announced on Friday that work on the new bridge would begin in the spring, two years behind the planned schedule.",
        "Local residents, gathered in the village hall, greeted the news with caution and asked for written guarantees.",
        "“We have waited ten years, we can wait one more winter,” the mayor told a divided assembly.",
        "The project is expected to cost some 240 million euros, a third of it financed by the region and the rest by the state.",
    ];
    let mut d = Draft::new("long");
    for i in 0..n.div_ceil(4) {
        let pairs: Vec<(&str, &str)> = SRC.iter().copied().zip(TGT).take(n - 4 * i).collect();
        d.block(BlockKind::Paragraph, &pairs);
        if every > 0 && i % every.div_ceil(4) == 0 && pairs.len() > 2 {
            let (src, tgt) = (
                "Nous avons attendu dix ans, nous pouvons attendre un hiver de plus",
                "We have waited ten years, we can wait one more winter,",
            );
            let mention = Some(d.at("le maire"));
            let quote = d.quote(src, tgt);
            quote.speaker = speaker(&format!("Maire {}", i % 40), "maire", mention);
            let spoken =
                hop(HopRole::Utterance, Some(Lang::FR), Basis::Inferred, "", AgentKind::Person);
            let [print, ours] = printed(&d, src, tgt);
            d.chain(vec![spoken, print, ours]);
        }
    }
    d.build()
}
