//! What stands between a verb of saying and whoever says it: when, where, how, and to whom.
//!
//! Every speaker meets everything that may stand in between, in every order that the news has for it.

use std::fs;

use tarjuman::corpus::lang::Lang;
use tarjuman::corpus::quote::{Chain, HopRole, Quote};
use tarjuman::trace::chain::build;
use tarjuman::trace::find;

use super::again::{capital, part};
use super::page;
use super::score::speaker_fits;

/// The share of sentences that must be read wholly right.
const FLOOR: f64 = 0.98;

#[test]
fn what_stands_between_a_verb_and_its_subject_is_passed_over() {
    let path = super::texts("frames").join("between.fr.txt");
    let data = fs::read_to_string(path).expect("a data file");
    let one = part(&data, "speakers").into_iter().map(|who| (who, "a"));
    let several = part(&data, "plural").into_iter().map(|who| (who, "ont"));
    let (mut right, mut all) = (0, 0);
    for (who, verb) in one.chain(several) {
        let (who, name) = who.split_once(" | ").expect("who, and the name");
        for told in part(&data, "told") {
            let (told, relay) = told.split_once(" | ").unwrap_or((told, ""));
            for frame in part(&data, "frames") {
                let text = said(frame, who, told, verb);
                all += 1;
                match wrong(&text, name, relay) {
                    Some(wrong) => println!("  {wrong} in: {text}"),
                    None => right += 1,
                }
            }
        }
    }
    println!("between a verb and its subject: {right} of {all}");
    assert!(super::ratio(right, all) >= FLOOR, "{right} of {all}");
}

/// The sentence that a frame makes; a comma that a full stop or another comma follows is left out.
fn said(frame: &str, who: &str, told: &str, verb: &str) -> String {
    let text = frame.replace("{s}", who).replace("{S}", &capital(who)).replace("{v}", verb);
    let text = text.replace("{t}", told).replace("{T}", &capital(told));
    text.replace(",,", ",").replace(",.", ".").replace("..", ".")
}

/// What is wrong with the one quotation of a sentence.
fn wrong(text: &str, name: &str, relay: &str) -> Option<String> {
    let document = page::document_in(Lang::FR, "between", text);
    let mut found = find(&document);
    let chains = build(&document, &mut found.quotes, None, Lang::EN);
    let Some(quote) = found.quotes.first() else { return Some("nothing".to_owned()) };
    let described = name.strip_prefix('(').and_then(|n| n.strip_suffix(')'));
    let named = if described.is_none() { Some(name) } else { None };
    let want = serde_json::json!({ "name": named, "mention": described });
    let mention = quote.speaker.mention.map(|m| m.of(document.text()).to_owned());
    let relays = relays(quote, &chains);
    let fits = speaker_fits(quote, mention.as_deref(), &want) && relays.join("; ") == relay;
    (!fits).then(|| format!("{:?} {mention:?} {relays:?}", quote.speaker.name))
}

/// Who passed on the words of a quotation.
fn relays(quote: &Quote, chains: &[Chain]) -> Vec<String> {
    let hops = quote.chain.map(|c| &*chains[c].hops).unwrap_or_default();
    let relays = hops.iter().filter(|h| h.role == HopRole::Relay);
    relays.filter_map(|h| h.agent.name.clone()).collect()
}
