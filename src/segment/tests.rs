use super::*;

fn cut(text: &str, lang: Lang) -> Vec<&str> {
    sentences(text, lang).iter().map(|s| s.of(text)).collect()
}

#[test]
fn empty_and_blank_texts_have_no_sentence() {
    for text in ["", " ", "\n\n", "\u{a0}\u{202f}"] {
        assert!(sentences(text, Lang::FR).is_empty(), "{text:?}");
    }
}

#[test]
fn an_incise_is_never_cut_off() {
    for text in [
        "« Que faire ? » demande-t-il.",
        "\"C'est fini\", a-t-il souligné, \"et bien fini\".",
        "''Les forces sont là. Elles y restent'', a-t-il souligné.",
        "« Assez ! », lance Mme Roy.",
    ] {
        assert_eq!(cut(text, Lang::FR), [text]);
    }
}
