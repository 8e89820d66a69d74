//! Verb forms from infinitives, by the paradigms of the data file.

use std::collections::BTreeMap;

use super::Class;

/// Calls `learn` with every form of every cue verb of the data and its classes.
pub(super) fn verbs(sections: &BTreeMap<&str, Vec<&str>>, learn: &mut dyn FnMut(&str, Class)) {
    let of = |name: &str| sections.get(name).map_or(&[][..], Vec::as_slice);
    let irregular: BTreeMap<&str, &str> =
        of("irregular").iter().filter_map(|l| l.split_once(" = ")).collect();
    let mut paradigms: Vec<(&str, &str)> =
        of("paradigms").iter().filter_map(|l| l.split_once(" = ")).collect();
    paradigms.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.len()));
    for (section, kind) in [("say", Class::SAY), ("judge", Class::JUDGE), ("manner", Class::MANNER)]
    {
        for verb in of(section).iter().flat_map(|l| l.split_whitespace()) {
            learn(verb, kind.or(Class::INFINITIVE));
            if let Some(forms) = irregular.get(verb) {
                spell("", forms, kind, learn);
            } else if let Some((stem, forms)) =
                paradigms.iter().find_map(|(end, forms)| Some((verb.strip_suffix(end)?, *forms)))
            {
                spell(stem, forms, kind, learn);
            }
        }
        // Languages without verb tables list their forms outright: `say_finite`, `say_participle`, …
        for (tail, form) in [
            ("finite", Class::FINITE),
            ("participle", Class::PARTICIPLE),
            ("gerund", Class::GERUND),
            ("infinitive", Class::INFINITIVE),
        ] {
            for word in of(&format!("{section}_{tail}")).iter().flat_map(|l| l.split_whitespace()) {
                learn(word, kind.or(form));
            }
        }
    }
}

fn spell(stem: &str, forms: &str, kind: Class, learn: &mut dyn FnMut(&str, Class)) {
    let classes = [Class::FINITE, Class::PARTICIPLE, Class::GERUND, Class::FINITE.or(Class::FIRST)];
    for (group, form) in forms.split('|').zip(classes) {
        for ending in group.split_whitespace() {
            learn(&format!("{stem}{ending}"), kind.or(form));
        }
    }
}
