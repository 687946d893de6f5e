//! Policies below a standard's floor.

use super::*;

#[test]
fn a_policy_below_the_floor_loads_only_when_that_is_accepted() {
    let weak = GOOD.replace("length = 9", "length = 6");
    assert!(faults(&weak)[0].contains("less than 20 bits"), "{:?}", faults(&weak));
    assert!(Config::parse(&weak, Path::new("."), true).is_ok());
    let checked = GOOD.replace("length = 9", "length = 6\ncheck = \"mod97\"");
    assert!(faults(&checked)[0].contains("less than 20 bits"), "a check symbol is no entropy");
    let long = GOOD.replace("length = 9", "max_validity = 86401");
    assert!(faults(&long)[0].contains("more than 86400 seconds"));
}
