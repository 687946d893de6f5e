//! Turns the honest answer into the lie: values are planted at places such as
//! `commit.issued[0].code`.
//!
//! `[+]` appends an element, and `null` removes a member. Three forms are expanded: `{"same_as":
//! "commit.issued[0].id"}` is the value at that place, `{"text": "x", "times": 9}` a long text,
//! `{"each": "user-#", "times": 9}` a list whose texts have their index in place of `#`.

use serde_json::{Map, Value};

/// The answer with all of these values planted.
pub(crate) fn edited(honest: &Value, lie: &Map<String, Value>) -> Value {
    let mut answer = honest.clone();
    for (place, value) in lie {
        let value = expanded(value, honest);
        put(&mut answer, &steps(place), value);
    }
    answer
}

fn expanded(value: &Value, honest: &Value) -> Value {
    let times = || value["times"].as_u64().expect("the number of times") as usize;
    if let Some(place) = value["same_as"].as_str() {
        return get(honest, &steps(place)).clone();
    }
    if let (Some(text), Some(_)) = (value["text"].as_str(), value.get("times")) {
        return text.repeat(times()).into();
    }
    match value.get("each") {
        Some(each) => (0..times()).map(|number| numbered(each, number)).collect(),
        None => value.clone(),
    }
}

fn numbered(value: &Value, number: usize) -> Value {
    match value {
        Value::String(text) => text.replace('#', &number.to_string()).into(),
        Value::Object(members) => {
            members.iter().map(|(name, it)| (name.clone(), numbered(it, number))).collect()
        }
        plain => plain.clone(),
    }
}

fn steps(place: &str) -> Vec<&str> {
    place.split(['.', '[']).map(|step| step.trim_end_matches(']')).collect()
}

fn get<'a>(value: &'a Value, steps: &[&str]) -> &'a Value {
    steps.iter().fold(value, |value, step| match step.parse::<usize>() {
        Ok(place) => &value[place],
        Err(_) => &value[*step],
    })
}

fn put(value: &mut Value, steps: &[&str], planted: Value) {
    let [step, rest @ ..] = steps else {
        *value = planted;
        return;
    };
    if *step == "+" || step.parse::<usize>().is_ok() {
        if value.is_null() {
            *value = Value::Array(Vec::new());
        }
        let list = value.as_array_mut().expect("a list");
        let place = step.parse().unwrap_or(list.len());
        if place == list.len() {
            list.push(Value::Null);
        }
        return put(&mut list[place], rest, planted);
    }
    if value.is_null() {
        *value = Value::Object(Map::new());
    }
    let members = value.as_object_mut().expect("an object");
    put(members.entry(*step).or_insert(Value::Null), rest, planted);
}
