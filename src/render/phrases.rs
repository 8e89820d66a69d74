//! What names in files mean, said to a reader. Every renderer that speaks takes its words here.

use crate::corpus::article::Article;
use crate::corpus::document::BlockKind;
use crate::corpus::lang::Lang;
use crate::corpus::quote::{
    Basis, CarryState, Hop, HopRole, Quote, QuoteFlag, QuoteKind, Speaker, Wording,
};
use crate::corpus::score::LogProb;

const LANGUAGES: &str = include_str!("assets/languages.tsv");

/// The English name of a language, or its code.
pub(crate) fn language(lang: Lang) -> String {
    let mut rows = LANGUAGES.lines().filter_map(|line| line.split_once('\t'));
    let found = rows.find(|(code, _)| *code == lang.code());
    found.map_or_else(|| format!("language “{lang}”"), |(_, name)| name.to_owned())
}

/// The one who spoke, as a heading: a name, a description, or neither.
pub(crate) fn speaker<'a>(article: &'a Article, speaker: &'a Speaker) -> &'a str {
    let mention = speaker.mention.map(|span| span.of(article.source.document().text()));
    // One word is a pronoun as a rule, and « il » tells a reader nothing where the text has described him.
    let told = mention.filter(|words| words.contains([' ', '\'', '’', '\u{a0}']));
    let named = speaker.name.as_deref().or(told).or(speaker.role.as_deref());
    named.or(mention).unwrap_or("Unnamed speaker")
}

/// How we know who spoke, where the text does not simply say it.
pub(crate) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Stated => "stated in the text",
        Basis::Inferred => "inferred",
        Basis::Unknown => "unknown",
    }
}

/// What kind of quotation.
pub(crate) fn kind(kind: QuoteKind) -> &'static str {
    match kind {
        QuoteKind::Direct => "direct quotation",
        QuoteKind::Partial => "words inside the reporter’s sentence",
        QuoteKind::Headline => "quoted in a headline",
        QuoteKind::Indirect => "reported without quotation marks",
    }
}

/// The claim in a word or two: what an editor looks for first.
pub(crate) fn claim(wording: Wording) -> &'static str {
    match wording {
        Wording::Original => "original wording",
        Wording::Translation => "translation",
        Wording::BackTranslation => "back-translation",
        Wording::Unverified => "unverified wording",
    }
}

/// Whether a note must stand behind the words themselves: a back-translation in quotation marks
/// looks like what was said. Reported speech claims no wording, so its card says enough.
pub(crate) fn needs_note(quote: &Quote) -> bool {
    quote.wording == Wording::BackTranslation && quote.kind != QuoteKind::Indirect
}

/// The claim as a sentence.
pub(crate) fn claim_sentence(article: &Article, quote: &Quote) -> String {
    let printed = language(article.source.document().lang());
    // Without a translation the words are shown as they were printed.
    let ours = article.engine.as_ref().map_or_else(|| printed.clone(), |e| language(e.to));
    let spoken = utterance(article, quote).and_then(|hop| Some((hop.lang?, hop.lang_basis)));
    let spoken = spoken.map(|(lang, known)| match known {
        Basis::Stated => language(lang),
        _ => format!("{} (inferred)", language(lang)),
    });
    match (quote.wording, spoken) {
        (Wording::Original, _) => "Original: these are the words as spoken.".to_owned(),
        (Wording::Translation, Some(spoken)) => {
            format!("Translation: spoken in {spoken}, shown here in {ours}.")
        }
        (Wording::Translation, None) => {
            format!("Translation: spoken in another language, shown here in {ours}.")
        }
        (Wording::BackTranslation, spoken) => format!(
            "Back-translation: spoken in {}, printed in {printed}, and translated back by machine. \
             Not the speaker’s own words.",
            spoken.unwrap_or_else(|| ours.clone())
        ),
        (Wording::Unverified, _) => {
            "Unverified: the language these words were spoken in is not known. Do not print them \
             as the speaker’s own."
                .to_owned()
        }
    }
}

/// The first hop of a quotation's chain, where it is the utterance.
pub(crate) fn utterance<'a>(article: &'a Article, quote: &Quote) -> Option<&'a Hop> {
    let chain = article.chains.get(quote.chain?)?;
    chain.hops.iter().find(|hop| hop.role == HopRole::Utterance)
}

/// How much of the quotation stands in the translation.
pub(crate) fn state(state: CarryState) -> &'static str {
    match state {
        CarryState::Exact => "all of it, at exactly these words",
        CarryState::Partial => "only in part, or mixed with the reporter’s words",
        CarryState::Split => "all of it, but its words do not stand together",
        CarryState::Ambiguous => "more than one place fits equally well",
        CarryState::Lost => "not found in the translation",
    }
}

/// What is odd about a quotation's marks.
pub(crate) fn quote_flag(flag: QuoteFlag) -> &'static str {
    match flag {
        QuoteFlag::Unclosed => "the closing mark is missing; its end follows from the paragraphs",
        QuoteFlag::Unopened => "the opening mark is missing; its start follows from the paragraphs",
        QuoteFlag::MixedMarks => "it opens and closes in different styles of marks",
    }
}

/// What happens at a hop; the agent's name follows where there is one.
pub(crate) fn hop(hop: &Hop) -> &'static str {
    match (hop.role, hop.agent.name.is_some()) {
        (HopRole::Utterance, _) => "said",
        (HopRole::Relay, true) => "passed on by",
        (HopRole::Relay, false) => "passed on",
        (HopRole::Dispatch, true) => "filed by",
        (HopRole::Dispatch, false) => "filed",
        (HopRole::Translation | HopRole::Ours, true) => "translated by",
        (HopRole::Translation | HopRole::Ours, false) => "translated",
        (HopRole::Publication, true) => "printed by",
        (HopRole::Publication, false) => "printed",
    }
}

/// A hop in one line: `said, Antony Blinken, in English (inferred), not held`.
pub(crate) fn hop_line(station: &Hop) -> String {
    let mut line = hop(station).to_owned();
    line.extend(station.agent.name.as_ref().map(|name| format!(" {name}")));
    line.extend(hop_detail(station).iter().map(|part| format!(", {part}")));
    line
}

/// What else is known of a hop: its language and how we know it, where, when, and whether its
/// wording is in our hands.
pub(crate) fn hop_detail(station: &Hop) -> Vec<String> {
    let mut detail = Vec::new();
    let into = matches!(station.role, HopRole::Translation | HopRole::Ours);
    match (station.lang, station.lang_basis) {
        (Some(lang), known) => {
            let how = if known == Basis::Stated { "" } else { " (inferred)" };
            detail.push(format!("{} {}{how}", if into { "into" } else { "in" }, language(lang)));
        }
        (None, _) if station.role == HopRole::Utterance => {
            detail.push("language not known".to_owned());
        }
        (None, _) => {}
    }
    detail.extend(station.place.clone());
    detail.extend(station.when.clone());
    if station.wording.is_none() {
        detail.push("wording not held".to_owned());
    }
    detail
}

/// What a block is called where its looks alone would not say it.
pub(crate) fn block(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Headline => "Headline",
        BlockKind::Deck => "Standfirst",
        BlockKind::Byline => "Byline",
        BlockKind::Dateline => "Dateline",
        BlockKind::Section => "Section",
        BlockKind::Paragraph => "Paragraph",
        BlockKind::Subhead => "Subhead",
        BlockKind::Caption => "Caption",
        BlockKind::Credit => "Credit",
        BlockKind::Boilerplate => "Page furniture",
    }
}

/// The average probability a token was given, in per cent: what a mean log-probability says.
pub(crate) fn confidence(score: LogProb) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the exponential of a number at most 0 is at most 1"
    )]
    let percent = (score.get().exp() * 100.0).round() as u8;
    percent
}
