//! The people and bodies quoted in an article, each once, in the order in which they first speak.

use super::phrases;
use crate::corpus::article::Article;

/// How many tints there are for them.
const HUES: usize = 8;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member<'a> {
    /// Name or description.
    pub name: &'a str,
    /// Title or role, as first given.
    pub role: Option<&'a str>,
    /// Whether the text names them.
    pub named: bool,
    /// How many quotations are theirs.
    pub count: usize,
}

/// All of them, and who says what.
#[derive(Debug)]
pub(super) struct Cast<'a> {
    /// In the order of their first quotation.
    pub members: Vec<Member<'a>>,
    /// The speaker of each quotation, by number.
    pub of: Vec<usize>,
}

impl<'a> Cast<'a> {
    /// Reads them off the article.
    pub(super) fn new(article: &'a Article) -> Self {
        let mut members: Vec<Member<'a>> = Vec::new();
        let mut of = Vec::with_capacity(article.quotes.len());
        for quote in &article.quotes {
            let name = phrases::speaker(article, &quote.speaker);
            let named = quote.speaker.name.is_some();
            // « une mère de famille », then « elle », who is shown as “mère de famille”, is one.
            let told = quote.speaker.role.as_deref().filter(|_| !named);
            let same = |m: &Member<'_>| told.is_some() && (m.role == told || Some(m.name) == told);
            let known =
                members.iter().position(|m| m.named == named && (m.name == name || same(m)));
            let n = known.unwrap_or_else(|| {
                members.push(Member { name, role: None, named, count: 0 });
                members.len() - 1
            });
            members[n].count += 1;
            // Whoever has no name may be shown by what they are.
            let shown = members[n].name;
            let role = quote.speaker.role.as_deref().filter(|role| *role != shown);
            members[n].role = members[n].role.or(role);
            of.push(n);
        }
        Self { members, of }
    }

    /// The tint of speaker `n`: 1 to 8, going round; 0 for those without a name.
    pub(super) fn hue(&self, n: usize) -> usize {
        if self.members[n].named { n % HUES + 1 } else { 0 }
    }
}
