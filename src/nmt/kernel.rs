//! The softmax at the end of every step, in one fixed order of summation.

/// Turns scores into natural logarithms of probabilities. Sixteen sums run side by side and are
/// added up in a fixed order, so the result depends on nothing but the scores.
pub fn log_softmax(scores: &mut [f32]) {
    let max = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if max == f32::NEG_INFINITY {
        return;
    }
    let mut sums = [0f32; 16];
    for chunk in scores.chunks(16) {
        for (sum, &score) in sums.iter_mut().zip(chunk) {
            *sum += (score - max).exp();
        }
    }
    let log = sums.iter().sum::<f32>().ln() + max;
    scores.iter_mut().for_each(|s| *s -= log);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn probabilities_sum_to_one(scores in proptest::collection::vec(-50f32..50.0, 1..200)) {
            let mut log_probs = scores.clone();
            log_softmax(&mut log_probs);
            let sum: f64 = log_probs.iter().map(|s| f64::from(*s).exp()).sum();
            prop_assert!((sum - 1.0).abs() < 1e-5, "{}", sum);
            let shift = scores[0] - log_probs[0];
            prop_assert!(scores.iter().zip(&log_probs).all(|(b, s)| (b - s - shift).abs() < 1e-4));
        }
    }

    #[test]
    fn impossible_scores_stay_impossible() {
        let mut scores = [1.0, f32::NEG_INFINITY, -200.0];
        log_softmax(&mut scores);
        assert_eq!(scores[1], f32::NEG_INFINITY);
        assert!(scores[0] == 0.0 && scores[2] < -200.0);
        let mut none = [f32::NEG_INFINITY; 3];
        log_softmax(&mut none);
        assert_eq!(none, [f32::NEG_INFINITY; 3]);
    }
}
