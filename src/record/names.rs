//! How the nouns are called in files: one table an enum, read in both directions.

use crate::corpus::article::Flag;
use crate::corpus::document::{BlockKind, CreditKind, Media};
use crate::corpus::quote::{
    AgentKind, Basis, CarryState, HopRole, QuoteFlag, QuoteKind, Scope, Wording,
};

/// A value that files call by a fixed name.
pub trait Named: Copy + PartialEq + 'static {
    /// Every value with its name.
    const TABLE: &'static [(Self, &'static str)];

    /// Its name in files.
    ///
    /// # Panics
    /// Never: a test walks every table.
    #[must_use]
    fn file_name(self) -> &'static str {
        let entry = Self::TABLE.iter().find(|(value, _)| *value == self);
        entry.expect("every value has a name").1
    }

    /// The value called `name`.
    #[must_use]
    fn from_file_name(name: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, known)| *known == name).map(|(value, _)| *value)
    }

    /// All names, for messages: `direct, partial, headline or indirect`.
    #[must_use]
    fn all_names() -> String {
        let names: Vec<&str> = Self::TABLE.iter().map(|(_, name)| *name).collect();
        match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
            None => String::new(),
        }
    }
}

/// Gives an enum its table, and proves at compile time that no variant was left out.
macro_rules! named {
    ($ty:ident { $($variant:ident = $name:expr),+ $(,)? }) => {
        impl Named for $ty {
            const TABLE: &'static [(Self, &'static str)] = &[$(($ty::$variant, $name)),+];

            fn file_name(self) -> &'static str {
                match self { $($ty::$variant => $name),+ }
            }
        }
    };
}

named!(Media { Plain = "plain", Markdown = "markdown", Html = "html" });
named!(BlockKind {
    Headline = "headline", Deck = "deck", Byline = "byline", Dateline = "dateline",
    Section = "section", Paragraph = "paragraph", Subhead = "subhead", Caption = "caption",
    Credit = "credit", Boilerplate = "boilerplate",
});
named!(CreditKind { Translation = "translation", Photo = "photo" });
named!(Flag {
    NoEos = "no_eos", LengthRatio = "length_ratio", UncoveredSource = "uncovered_source",
    Loop = "loop", CopyThrough = "copy_through", Resplit = "resplit", Duplicate = "duplicate",
    MarksRestored = "marks_restored", NumberChanged = "number_changed", Unsure = "unsure",
    NameChanged = "name_changed",
    NameRestored = "name_restored", NumberRestored = "number_restored",
    WordRestored = "word_restored", UnknownWord = "unknown_word",
});
named!(QuoteKind {
    Direct = "direct", Partial = "partial", Headline = "headline", Indirect = "indirect",
});
named!(Scope { Article = "article", Boilerplate = "boilerplate" });
named!(Basis { Stated = "stated", Inferred = "inferred", Unknown = "unknown" });
named!(QuoteFlag { Unclosed = "unclosed", Unopened = "unopened", MixedMarks = "mixed_marks" });
named!(CarryState {
    Exact = "exact", Partial = "partial", Split = "split", Ambiguous = "ambiguous", Lost = "lost",
});
named!(Wording {
    Original = "original", Translation = "translation", BackTranslation = "back-translation",
    Unverified = "unverified",
});
named!(HopRole {
    Utterance = "utterance", Relay = "relay", Dispatch = "dispatch", Translation = "translation",
    Publication = "publication", Ours = "ours",
});
named!(AgentKind {
    Person = "person", Agency = "agency", Outlet = "outlet", Machine = "machine",
    Unknown = "unknown",
});

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trips<T: Named + std::fmt::Debug>() {
        for &(value, name) in T::TABLE {
            assert_eq!(T::from_file_name(name), Some(value));
            assert_eq!(value.file_name(), name);
        }
        assert_eq!(T::from_file_name("no such name"), None);
    }

    #[test]
    fn every_name_leads_back_to_its_value() {
        round_trips::<Media>();
        round_trips::<BlockKind>();
        round_trips::<CreditKind>();
        round_trips::<Flag>();
        round_trips::<QuoteKind>();
        round_trips::<Scope>();
        round_trips::<Basis>();
        round_trips::<QuoteFlag>();
        round_trips::<CarryState>();
        round_trips::<Wording>();
        round_trips::<HopRole>();
        round_trips::<AgentKind>();
    }

    #[test]
    fn the_nouns_and_the_files_agree() {
        assert!(BlockKind::TABLE.iter().all(|(kind, name)| kind.name() == *name));
        assert!(Flag::TABLE.iter().all(|(flag, name)| flag.name() == *name));
        assert_eq!(Flag::TABLE.len(), Flag::ALL.len());
    }

    #[test]
    fn all_names_reads_as_a_sentence() {
        assert_eq!(Basis::all_names(), "stated, inferred or unknown");
    }
}
