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
