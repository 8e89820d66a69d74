#[path = "quotes/page.rs"]
mod page;
#[test]
fn show() {
    for path in std::fs::read_to_string("/tmp/show.list").unwrap().lines() {
        let text = std::fs::read_to_string(path).unwrap();
        let doc = page::document(path, &text);
        let found = tarjuman::trace::find(&doc);
        println!("=== {path}");
        for (i, q) in found.quotes.iter().enumerate() {
            println!(
                "q{i} {:?} {:?}{} [{}] parts={} cue={:?} mention={:?} name={:?} role={:?} var={:?} basis={:?} {:?} in={:?}",
                q.kind,
                q.scope,
                if q.marked { "" } else { " nomarks" },
                q.span.of(doc.text()),
                q.parts.iter().map(|p| p.of(doc.text())).collect::<Vec<_>>().join(" | "),
                q.cue.map(|c| c.of(doc.text())),
                q.speaker.mention.map(|c| c.of(doc.text())),
                q.speaker.name,
                q.speaker.role,
                q.speaker.variants,
                q.speaker.basis,
                q.flags,
                q.inside
            );
        }
        println!("marked: {:?}", found.marked.iter().map(|m| m.of(doc.text())).collect::<Vec<_>>());
    }
}
#[test]
fn chains() {
    for path in std::fs::read_to_string("/tmp/show.list").unwrap().lines() {
        let text = std::fs::read_to_string(path).unwrap();
        let doc = page::document(path, &text);
        let mut found = tarjuman::trace::find(&doc);
        let chains = tarjuman::trace::chain::build(
            &doc,
            &mut found.quotes,
            None,
            tarjuman::corpus::lang::Lang::EN,
        );
        println!("=== {path}");
        for (q, c) in found.quotes.iter().zip(&chains) {
            if q.kind == tarjuman::corpus::quote::QuoteKind::Indirect {
                continue;
            }
            println!(
                "c [{}] {:?} {:?}",
                q.span.of(doc.text()).chars().take(40).collect::<String>().replace('\n', " "),
                q.wording,
                q.returns_home
            );
            for h in &c.hops {
                println!(
                    "c     {:?} {:?} {:?} {:?} when={:?} where={:?} held={} ev={:?}",
                    h.role,
                    h.lang,
                    h.lang_basis,
                    h.agent,
                    h.when,
                    h.place,
                    h.wording.is_some(),
                    h.evidence.map(|e| e.of(doc.text()))
                );
            }
        }
    }
}
