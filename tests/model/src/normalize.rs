//! Reduces an answer to what the model can predict.

use crate::ask::{Answer, Ask, Deed};
use crate::record::Record;
use serde_json::{Value, json};

/// The body of an answer, without the IDs and texts that only the system can know. An entry of the
/// trail becomes its event, its time and its record.
pub(crate) fn normalized(ask: &Ask, answer: &Answer) -> Result<Value, String> {
    let mut body: Value =
        serde_json::from_str(&answer.body).map_err(|error| format!("not JSON: {error}"))?;
    match ask {
        Ask::Issue(_) if answer.status == 200 => strip_results(&mut body)?,
        Ask::On { deed: Deed::Inspect, .. } => {
            of_entries(&mut body, "history", &["event", "at"]);
        }
        Ask::Trail { .. } => of_entries(&mut body, "entries", &["event", "at", "record"]),
        Ask::Present { .. } | Ask::Issue(_) if answer.status != 403 => {
            // Texts for people about what was typed or written.
            let members = body.as_object_mut().ok_or("not an object")?;
            let texts = ["detail", "group", "path"];
            texts.iter().for_each(|name| drop(members.remove(*name)));
        }
        _ => {}
    }
    Ok(body)
}

/// Removes the codes and IDs of issued codes. All of them must be present, or, where nothing was
/// issued, none.
fn strip_results(body: &mut Value) -> Result<(), String> {
    let dry = body.get("dry_run").is_some();
    let whole = body.as_object_mut().ok_or("not an object")?;
    if whole.remove("batch").is_some() == dry {
        return Err("a batch has an ID, a dry run has none".into());
    }
    for item in whole.get_mut("results").and_then(Value::as_array_mut).ok_or("no results")? {
        let item = item.as_object_mut().ok_or("not an object")?;
        let wanted = item.get("status") == Some(&json!("issued")) && !dry;
        for name in ["id", "code", "display", "spoken"] {
            if item.remove(name).is_some() != wanted {
                return Err(format!("`{name}` is unexpected or missing"));
            }
        }
        if let Some(refusal) = item.get_mut("refusal").and_then(Value::as_object_mut) {
            refusal.remove("detail");
        }
    }
    Ok(())
}

fn of_entries(body: &mut Value, member: &str, names: &[&str]) {
    if let Some(entries) = body.get_mut(member).and_then(Value::as_array_mut) {
        for entry in entries {
            *entry = names.iter().map(|name| entry[*name].clone()).collect();
        }
    }
}

/// Copies the IDs and texts of issued codes into the model.
pub(crate) fn learn(answer: &Answer, new: &mut [Record]) {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let results = body["results"].as_array().into_iter().flatten();
    let issued = results.filter(|item| item["status"] == "issued");
    for (record, item) in new.iter_mut().zip(issued) {
        record.id = text(&item["id"]);
        record.code = text(&item["code"]);
        record.batch = text(&body["batch"]);
    }
}
