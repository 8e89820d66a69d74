//! Word classes: what the data files say a word may be, as a set.

/// A set of word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::trace) struct Class([u64; LANES]);

/// Room for 256 classes, in words of which a test for a known class reads only the one that holds it.
const LANES: usize = 4;

macro_rules! classes {
    ($($name:ident = $bit:expr, $section:expr;)*) => {
        impl Class {
            $(pub(in crate::trace) const $name: Self = Self::at($bit);)*
            /// Sections whose words simply belong to one class.
            pub(super) const PLAIN: &'static [(&'static str, Self)] = &[$(($section, Self::$name)),*];
        }
    };
}

classes! {
    AUX = 0, "aux";
    BETWEEN = 1, "between";
    ADVERB = 2, "adverb";
    DET = 3, "determiner";
    DEFINITE = 4, "definite";
    CONTRACTED = 5, "contracted";
    PREP = 6, "preposition";
    GENITIVE = 7, "genitive";
    PRONOUN = 8, "pronoun";
    POINTING = 9, "demonstrative";
    RELATIVE = 10, "relative";
    SUBORD = 11, "subordinator";
    COORD = 12, "coordinator";
    TIME = 13, "time";
    VERB = 14, "finite";
    PERSON = 15, "person";
    TITLE = 16, "title";
    TITLE_F = 17, "title_feminine";
    TITLE_M = 18, "title_masculine";
    ROLE = 19, "role";
    GENERIC = 20, "generic";
    BODY = 21, "body";
    DOCUMENT = 22, "document";
    ANONYMOUS = 23, "anonymous";
    SPEECH = 24, "speech";
    LABEL_SPEECH = 25, "label_speech";
    NAMING = 26, "naming";
    NAMED = 27, "named";
    RECIPIENT = 28, "recipient";
    GIVEN_M = 29, "given_m";
    GIVEN_F = 30, "given_f";
    PARTICLE = 31, "particle";
    INTERVIEW = 32, "interview";
    ASKER = 33, "asker";
    FEMININE = 34, "feminine";
    MASCULINE = 35, "masculine";
    CROWD = 38, "crowd";
    BEING = 40, "being";
    REFLEXIVE = 41, "reflexive";
    PLURAL = 42, "plural_pronoun";
    OCCASION = 37, "occasion";
    GESTURE = 36, "gesture";
    PRONOUN_F = 43, "pronoun_feminine";
    PRONOUN_M = 44, "pronoun_masculine";
    NOBODY = 45, "nobody";
    BEFORE_ROLE = 46, "before_role";
    STRONG = 47, "strong_pronoun";
    THAT = 48, "that";
    NONFINITE = 49, "nonfinite";
    TAIL = 64, "tail";
    ADDRESSED = 65, "addressed";
    POSSESSIVE = 66, "possessive";
    HANDED = 67, "handed";
    BY = 68, "by";
    SOMEWHERE = 69, "somewhere";
    UNION = 70, "union";
    CHARGE = 71, "charge";
    GUESSED = 72, "";
    HE = 73, "he";
    WITHIN = 74, "within";
    PUBLIC = 75, "public";
    OPENS = 76, "";
    ARTICLE_F = 60, "article_feminine";
    ARTICLE_M = 61, "article_masculine";
    SAY = 50, "";
    JUDGE = 51, "";
    MANNER = 52, "";
    FINITE = 53, "";
    PARTICIPLE = 54, "";
    GERUND = 55, "";
    INFINITIVE = 56, "";
    LIGHT = 57, "";
    FIRST = 58, "";
    POST = 77, "post";
    KIN = 78, "kin";
    ISSUED = 79, "issued";
    GREETING = 80, "greeting";
    FIRM = 39, "firm";
    REPORTER = 62, "correspondent";
    PLACELESS = 63, "placeless";
    COUNT = 81, "count";
    LATTER = 82, "latter";
    ASK = 83, "ask";
    CALL = 84, "call";
    READS = 85, "reads";
    ANSWERS = 86, "answers_for";
    DEFENDANT = 87, "defendant";
    OUTLET_WORD = 88, "outlet_word";
    YEARS = 89, "years";
    SAME = 90, "same";
    PEER = 91, "peer";
    FIXED = 92, "fixed_gender";
    PRONOUN_N = 93, "pronoun_neuter";
    MOUTHPIECE = 94, "mouthpiece";
    PARTY = 95, "party";
    EPITHET = 96, "epithet";
    FIGURE = 97, "firm_figure";
    AGED = 98, "aged";
    PAPER = 99, "paper";
    COUNTERPART = 100, "counterpart";
    LABOUR = 101, "labour";
    NAME_LINK = 102, "name_link";
    TOWN = 103, "town";
    INSCRIBED = 104, "inscribed";
    STANDING = 105, "standing";
    TITLED = 106, "titled";
    MANDATE = 107, "mandate";
    WRITTEN = 108, "written";
    THIS = 109, "this";
    SIGNED = 110, "signed";
    RULING = 111, "ruling";
    NEGATION = 112, "negation";
    TRADER = 113, "trader";
    SAME_PLACE = 114, "same_place";
    TALK = 115, "talk";
    SINGULAR_OF = 116, "singular_of";
    LINGERING = 117, "lingering";
    SOCIETY = 118, "society";
    THERE = 119, "there";
    OWN = 120, "";
    WHERE = 121, "where";
    SOME = 122, "some";
    PRESS = 123, "press";
    LIKE = 124, "like";
    APPRAISE = 125, "appraise";
    COURT = 126, "court";
    SENTENCE = 127, "sentence";
    BROKER = 128, "broker";
    POSTNOMINAL = 129, "postnominal";
    FIRM_WORD = 130, "firm_word";
    FINDS = 131, "finds";
    TAUGHT = 132, "taught";
    ATTRIBUTES = 133, "attributes";
    TO = 134, "to";
    ON_AIR = 135, "on_air";
    STATE = 136, "state";
    SIDE = 137, "side";
    AUTHORS = 138, "authors";
    WRITES = 139, "writes";
    SUPERLATIVE = 140, "superlative";
    AS_FOR = 141, "as_for";
    THEN = 142, "then";
    NATION = 143, "nation";
    ABOUT = 144, "about";
    SPEAKS = 145, "speaks";
    THEIRS = 146, "theirs";
    VERBAL = 147, "verbal";
    STATE_HEAD = 148, "state_head";
    WHEREIN = 149, "wherein";
    ORIGIN = 150, "origin";
    COMMON = 151, "common_noun";
    SENDER = 152, "sender";
    ACCOUNT = 153, "account";
    FORCES = 154, "forces";
    MOURNS = 155, "mourns";
    TRANSLATED = 156, "translated";
    SPOKESMAN = 157, "spokesman";
    CALLED_BY = 158, "called_by";
    TONGUE = 159, "tongue";
    BODY_LINK = 160, "body_link";
    SCHOOL = 161, "school";
    WISHES = 162, "wishes";
    THE_ONE = 163, "the_one";
    RECORDED = 164, "recorded";
    QUESTIONS = 165, "questions";
    FORMER = 166, "first_of_two";
    SECOND = 167, "second_of_two";
    MINISTRY = 168, "ministry";
    TENURE = 169, "tenure";
    AFFAIR = 170, "affair";
    ANOTHER = 171, "another";
    TIME_TAIL = 172, "time_tail";
    PORTFOLIO = 173, "portfolio";
    MUTE = 174, "speechless";
    HOW = 175, "how";
    REPLIES = 176, "replies";
    COUNSEL = 177, "counsel";
    COMPASS = 178, "compass";
    MOTTO = 179, "motto";
    EVENT = 180, "event";
    FORMERLY = 181, "formerly";
    DOCK = 182, "dock";
    PLURAL_CALL = 183, "call_plural";
    BECOMES = 184, "becomes";
    YOUNG = 185, "young";
    OLD = 186, "old";
    FORENAME = 187, "forename";
    GOES_ON = 188, "goes_on";
    NOT_ONE = 189, "not_one";
    THEIR = 190, "their";
    NICKNAMED = 191, "nicknamed";
    GOES_BY = 192, "goes_by";
    NEWS = 193, "news";
    PURPOSE = 194, "purpose";
    RANK = 195, "rank";
    EXILE = 196, "exile";
    BRIEFLY = 197, "briefly";
    SEEN = 198, "seen";
    CALLED_NOUN = 199, "called_noun";
    SAID_OF = 200, "said_of";
    TRAVELS = 201, "travels";
    GIVEN_TALK = 202, "given_talk";
    SPAN = 203, "span_of_time";
    CONCERN = 204, "concern";
    HOUSE = 205, "house";
    CAUSES = 206, "causes";
    HEARS = 207, "hears";
    BROADCAST = 208, "broadcast";
}

impl Class {
    /// No class.
    pub(in crate::trace) const NONE: Self = Self([0; LANES]);

    /// The class of one number.
    const fn at(bit: usize) -> Self {
        let mut bits = [0; LANES];
        bits[bit / 64] = 1 << (bit % 64);
        Self(bits)
    }

    /// Whether it has any of `other`.
    #[inline]
    pub(in crate::trace) const fn is(self, other: Self) -> bool {
        // A word in which `other` has nothing is not read where `other` is known to the compiler.
        let Self([a, b, c, d]) = self.only(other);
        a | b | c | d != 0
    }

    /// Whether nothing is known of the word by itself; that phrases start with it is no matter.
    #[inline]
    pub(in crate::trace) const fn is_nothing(self) -> bool {
        let Self([a, b, c, d]) = Self::OPENS;
        !self.is(Self([!a, !b, !c, !d]))
    }

    /// What it shares with `other`.
    #[inline]
    pub(in crate::trace) const fn only(self, other: Self) -> Self {
        let Self([a, b, c, d]) = other;
        Self([self.0[0] & a, self.0[1] & b, self.0[2] & c, self.0[3] & d])
    }

    /// Both together.
    #[inline]
    pub(in crate::trace) const fn or(self, other: Self) -> Self {
        let Self([a, b, c, d]) = other;
        Self([self.0[0] | a, self.0[1] | b, self.0[2] | c, self.0[3] | d])
    }

    /// Any verb that reports words.
    pub(in crate::trace) const CUE: Self = Self::SAY.or(Self::JUDGE).or(Self::MANNER);
    /// A given name of either kind.
    pub(in crate::trace) const GIVEN: Self = Self::GIVEN_M.or(Self::GIVEN_F);
}
