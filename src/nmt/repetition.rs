//! Finds outputs that go round in circles.

/// Whether the same few ids follow each other again and again: at least `4` times for one or two
/// ids, `3` times for longer runs.
///
/// A source that repeats itself the same way is no reason to call its translation a loop, so the
/// caller gives both; a period is only counted when the source has none.
#[must_use]
pub fn is_loop(source: &[u32], output: &[u32]) -> bool {
    goes_round(output) && !goes_round(source)
}

/// The longest cycle looked for, in pieces.
const LONGEST: usize = 24;

fn goes_round(ids: &[u32]) -> bool {
    (1..=LONGEST.min(ids.len() / 3)).any(|period| {
        let times = if period <= 2 { 4 } else { 3 };
        // The run of places that repeat what stood one period earlier.
        let mut run = 0;
        (period..ids.len()).any(|i| {
            run = if ids[i] == ids[i - period] { run + 1 } else { 0 };
            run >= period * (times - 1)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_of_any_length_are_found() {
        assert!(is_loop(&[], &[1, 2, 2, 2, 2, 3]));
        assert!(is_loop(&[], &[9, 1, 2, 1, 2, 1, 2, 1, 2]));
        assert!(is_loop(&[], &[5, 1, 2, 3, 1, 2, 3, 1, 2, 3, 7]));
    }

    #[test]
    fn ordinary_emphasis_is_no_loop() {
        assert!(!is_loop(&[], &[]));
        assert!(!is_loop(&[], &[1, 1, 1]));
        assert!(!is_loop(&[], &[1, 2, 1, 2, 1, 2]));
        assert!(!is_loop(&[], &[1, 2, 3, 1, 2, 3]));
    }

    #[test]
    fn a_source_that_repeats_itself_may_be_repeated() {
        assert!(!is_loop(&[4, 4, 4, 4], &[1, 1, 1, 1]));
    }
}
