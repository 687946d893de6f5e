use super::super::{ImportError, RuleImport};

fn csv(text: &str) -> Vec<Result<RuleImport, ImportError>> {
    RuleImport::from_csv(text.as_bytes()).collect()
}

fn json(text: &str) -> Vec<Result<RuleImport, ImportError>> {
    RuleImport::from_json_lines(text.as_bytes()).collect()
}

/// The messages of the errors.
fn errors(items: Vec<Result<RuleImport, ImportError>>) -> Vec<String> {
    items.into_iter().filter_map(|item| item.err().map(|error| error.to_string())).collect()
}

fn rule(account: &str, computers: &[&str], spans: u16, local: &[&str]) -> RuleImport {
    let names = |names: &[&str]| names.iter().map(|name| (*name).into()).collect();
    let (computers, local_accounts) = (names(computers), names(local));
    RuleImport { account: account.into(), computers, spans, local_accounts, by_device: false }
}

/// The contents of the texts in the next two tests.
fn rules() -> Vec<Result<RuleImport, ImportError>> {
    vec![
        Ok(rule("d.ad\\ann", &["d.ad\\PC1$", "d.ad\\PC2$"], 0b10_1111, &["temp", "temp 2"])),
        Ok(RuleImport { by_device: true, ..rule("d.ad\\bob", &[], 0x8001, &["temp"]) }),
        Ok(rule("d.ad\\bob", &[], u16::MAX, &["temp"])),
        Ok(rule("d.ad\\cyd", &[], 0, &[])),
    ]
}

#[test]
fn csv_is_read() {
    let text = "account,computers,spans,local_accounts,by_device\n\
        d.ad\\ann,d.ad\\PC1$ ; d.ad\\PC2$;,0-3;5,temp;temp 2,false\n\
        d.ad\\bob,all,15; 0 ,temp,true\n\
        d.ad\\bob,,0 - 15,temp,\n\
        d.ad\\cyd,,,,\n";
    assert_eq!(csv(text), rules());
    assert_eq!(csv(&format!("\u{feff}{}", text.replace('\n', "\r\n"))), rules());
    let few = csv("local_accounts,spans,account\ntemp,7;7,d\\a\n");
    assert_eq!(few, [Ok(rule("d\\a", &[], 0x80, &["temp"]))]);
}

#[test]
fn json_lines_are_read() {
    let text = r#"{"account": "d.ad\\ann", "computers": ["d.ad\\PC1$", "d.ad\\PC2$"],
 "spans": [3, 0, 1, 2, 5], "local_accounts": ["temp", "temp 2"], "by_device": false}
        {"account": "d.ad\\bob", "computers": "all", "spans": "15;0", "local_accounts": ["temp"], "by_device": true}

        {"account": "d.ad\\bob", "computers": [], "spans": "0-15", "local_accounts": ["temp"]}
        {"account": "d.ad\\cyd", "spans": [], "local_accounts": []}"#;
    assert_eq!(json(&text.replacen("],\n", "],", 1)), rules());
}

#[test]
fn csv_errors_name_the_line() {
    let text = "account,computers,spans,local_accounts,by_device\n\
        ,,0,temp,\n\
        ann,,0,temp,\n\
        \\ann,,0,temp,\n\
        d\\,,0,temp,\n\
        d\\a\\b,,0,temp,\n\
        d\\ann,PC1$,0,temp,\n\
        d\\ann,d\\PC1,0,temp,\n\
        d\\ann,d\\$,0,temp,\n\
        d\\ann,d\\PC1$;all,0,temp,\n\
        d\\ann,,16,temp,\n\
        d\\ann,,0-16,temp,\n\
        d\\ann,,3-0,temp,\n\
        d\\ann,,+1,temp,\n\
        d\\ann,,1-2-3,temp,\n\
        d\\ann,,-1,temp,\n\
        d\\ann,,one,temp,\n\
        d\\ann,,256,temp,\n\
        d\\ann,,,temp,\n\
        d\\ann,,0,;,\n\
        d\\ann,,0,te\u{1}mp,\n\
        d\\ann,,0,temp,yes\n\
        d\\ann,,0,temp\n";
    let expected = [
        "line 2: the account is empty",
        "line 3: the account `ann` is not of the form `domain\\name`",
        "line 4: the account `\\\\ann` is not of the form `domain\\name`",
        "line 5: the account `d\\\\` is not of the form `domain\\name`",
        "line 6: the account `d\\\\a\\\\b` is not of the form `domain\\name`",
        "line 7: the computer `PC1$` is not of the form `domain\\name`",
        "line 8: the computer `d\\\\PC1` is not of the form `domain\\name$`",
        "line 9: the computer `d\\\\$` is not of the form `domain\\name$`",
        "line 10: the computer `all` is not of the form `domain\\name`",
        "line 11: a span is from 0 to 15, not `16`",
        "line 12: a span is from 0 to 15, not `16`",
        "line 13: the range `3-0` ends before it begins",
        "line 14: `+1` is neither a span nor a range of spans",
        "line 15: `1-2-3` is neither a span nor a range of spans",
        "line 16: `-1` is neither a span nor a range of spans",
        "line 17: `one` is neither a span nor a range of spans",
        "line 18: `256` is neither a span nor a range of spans",
        "line 19: the rule has local accounts but no spans",
        "line 20: the rule has spans but no local accounts",
        "line 21: `te\\u{1}mp` is not a local account",
        "line 22: `yes` is neither true nor false",
        "line 23: it has 4 columns, the header has 5",
    ];
    assert_eq!(errors(csv(text)), expected);
    assert_eq!(csv(text).len(), expected.len());
    for column in ["account", "spans", "local_accounts"] {
        let others = ["account", "spans", "local_accounts"].into_iter().filter(|c| *c != column);
        let header = others.collect::<Vec<_>>().join(",");
        assert_eq!(errors(csv(&header)), [format!("line 1: the column `{column}` is missing")]);
    }
}

#[test]
fn json_errors_name_the_line() {
    let text = r#"
        {"account": "d\\a", "spans": [0]}
        {"account": "d\\a", "local_accounts": ["t"]}
        {"spans": [0], "local_accounts": ["t"]}
        {"account": "d\\a", "spans": [16], "local_accounts": ["t"]}
        {"account": "d\\a", "spans": [-1], "local_accounts": ["t"]}
        {"account": "d\\a", "spans": [0.5], "local_accounts": ["t"]}
        {"account": "d\\a", "spans": 1, "local_accounts": ["t"]}
        {"account": "d\\a", "spans": [1], "local_accounts": "t"}
        {"account": "d\\a", "spans": [1], "local_accounts": [""]}
        {"account": "d\\a", "spans": [1], "local_accounts": ["t"], "computers": "d\\p$"}
        {"account": "d\\a", "spans": [1], "local_accounts": ["t"], "computers": [""]}
        {"account": "d\\a", "spans": [1], "local_accounts": ["t"], "by_device": "true"}
        {"account": "d\\a", "spans": [1], "local_accounts": ["t"], "more": 1}
        {"account": "d\\a", "spans": [], "local_accounts": ["t"]}"#;
    let expected = [
        "line 2: missing field `local_accounts`",
        "line 3: missing field `spans`",
        "line 4: missing field `account`",
        "line 5: a span is from 0 to 15, not `16`",
        "line 6: `spans` is neither an array of numbers nor a string like `0-3;5`",
        "line 7: `spans` is neither",
        "line 8: `spans` is neither",
        "line 9: invalid type: string \"t\", expected a sequence",
        "line 10: `` is not a local account",
        "line 11: `computers` is a string other than `all`",
        "line 12: the computer is empty",
        "line 13: invalid type: string \"true\", expected a boolean",
        "line 14: unknown field `more`",
        "line 15: the rule has local accounts but no spans",
    ];
    let found = errors(json(text));
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} does not start with {expected}");
    }
}
