//! How well duplicates are told, held against published sets whose truth is known. The sets are measured, not tuned to:
//! the floors lie below what is reached, so that they speak up when something breaks.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod colleagues;
mod firms;
mod sets;

#[test]
fn people_of_the_first_set_of_febrl_are_told_apart() {
    for set in [sets::febrl(), sets::febrl_people()] {
        let outcome = set.evaluate();
        assert!(outcome.any.f1 >= 0.995, "{}: {:?}", set.name, outcome.any);
        assert!(
            outcome.same.precision >= 0.998,
            "{}: {:?}",
            set.name,
            outcome.same
        );
        assert!(outcome.same.recall >= 0.7, "{}: {:?}", set.name, outcome.same);
    }
}

#[test]
fn restaurants_of_two_guides_are_found_by_name_and_address() {
    let outcome = sets::restaurants().evaluate();
    assert!(outcome.any.f1 >= 0.84, "{:?}", outcome.any);
    assert!(outcome.same.precision >= 0.97, "{:?}", outcome.same);
}

#[test]
fn people_with_many_errors_are_found() {
    for set in [sets::splink(), sets::splink_people()] {
        let outcome = set.evaluate();
        assert!(outcome.any.f1 >= 0.93, "{}: {:?}", set.name, outcome.any);
        assert!(
            outcome.same.precision >= 0.998,
            "{}: {:?}",
            set.name,
            outcome.same
        );
    }
}

/// Town, trade and legal form are those of many: without a name in common nobody is asked to look.
#[test]
fn firms_of_one_town_are_told_apart_by_their_names() {
    let outcome = firms::set().evaluate();
    assert_eq!(outcome.same.precision, 1.0, "{:?}", outcome.same);
    assert!(outcome.any.recall >= 0.99, "{:?}", outcome.any);
    assert!(outcome.any.precision >= 0.9, "{:?}", outcome.any);
}

/// Who has nothing but a name is found by it, however it is written; in another place he is another firm.
#[test]
fn firms_of_equal_names_are_found_by_nothing_else() {
    let outcome = firms::names().evaluate();
    assert!(outcome.any.recall >= 0.99, "{:?}", outcome.any);
    assert!(outcome.any.precision >= 0.99, "{:?}", outcome.any);
}

/// Colleagues have firm, street and telephone in common, and families street, telephone and name; who is there twice has
/// more.
#[test]
fn colleagues_and_families_are_told_apart() {
    let outcome = colleagues::set().evaluate();
    assert_eq!(outcome.same.precision, 1.0, "{:?}", outcome.same);
    assert!(outcome.same.recall >= 0.5, "{:?}", outcome.same);
    assert!(outcome.any.recall >= 0.99, "{:?}", outcome.any);
    assert!(outcome.any.precision >= 0.95, "{:?}", outcome.any);
}

#[test]
fn only_a_small_part_of_all_pairs_is_compared() {
    for set in sets::all() {
        let outcome = set.evaluate();
        let all = outcome.records * (outcome.records - 1) / 2;
        assert!(
            outcome.candidates * 10 < all,
            "{}: {} of {all}",
            set.name,
            outcome.candidates
        );
        assert!(outcome.reachable >= 0.98, "{}: {}", set.name, outcome.reachable);
        assert_eq!(outcome.lopsided, 0, "{}", set.name);
    }
}
