//! The commands other than `serve` and `demo`.

use codemint::words::State;
use codemint_gateway_tests::{
    Behaviour, Ended, Gateway, Home, Json, Ledger, Process, Smtp, asking_for, gateway_program,
};
use std::ffi::OsStr;
use std::process::Command;

use super::samples::{DUPLICATES_REQUEST, ENROLL_REQUEST};
use super::schemes::{GENERATE, GENERATE_REQUEST};

/// Runs a command to its end.
pub(crate) fn codemint<A: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = A>,
    input: &str,
) -> Ended {
    let mut command = Command::new(gateway_program());
    command.args(arguments);
    Process::run(command, input.as_bytes())
}

fn data(home: &Home) -> [String; 2] {
    ["--data".into(), home.path().to_str().unwrap().into()]
}

fn import(home: &Home, name: &str, text: &str, taken: bool) -> Ended {
    let file = home.write(name, text);
    let [data, folder] = data(home);
    let arguments = ["directory", "import", file.to_str().unwrap(), &data, &folder];
    let ended = codemint(arguments, "");
    assert_eq!(ended.status.success(), taken, "{name}: {ended:?}");
    assert!(!ended.log.contains("panicked"), "{ended:?}");
    ended
}

#[test]
fn issue_answers_the_sample_from_standard_input() {
    let home = Home::new();
    let [data, folder] = data(&home);
    let arguments = ["issue", "--dialect", "rsa", &data, &folder];
    let ended = codemint(arguments, ENROLL_REQUEST);
    assert!(ended.status.success(), "{ended:?}");
    let json = Json::parse(&ended.output);
    let statuses: Vec<u64> = json.items().iter().map(|item| item.at("status").number()).collect();
    assert_eq!(statuses, [1006, 1005, 1000, 1000, 1000, 1000]);
    let ledger = Ledger::open(&home);
    let code = json.items()[3].at("verify_code").text();
    assert_eq!(ledger.codes().state("alice@example.com", code), Some(State::Pending));
    assert_eq!(ledger.codes().len(), 4);

    // A gateway on the same folder supersedes the command's code.
    let gateway = Gateway::demo(&home).run();
    let newer = gateway.client().post(asking_for(["alice@example.com"]));
    assert_eq!(newer.statuses(), [1000]);
    assert_eq!(ledger.codes().state("alice@example.com", code), Some(State::Superseded));
    let _ = gateway.stop();
}

#[test]
fn issue_prints_the_dialects_refusal_and_exits_with_1() {
    let home = Home::new();
    let [data, folder] = data(&home);
    let issue = |dialect: &str, input: &str| {
        codemint(["issue", "--dialect", dialect, &data, &folder], input)
    };
    let many = asking_for(["alice@example.com"; 178]);
    let ended = issue("rsa", &many);
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert_eq!(Json::parse(&ended.output).at("code").text(), "400 BAD_REQUEST");
    assert!(issue("rsa", DUPLICATES_REQUEST).status.success(), "a trailing comma");
    let ended = issue("esperanto", "[]");
    assert!(!ended.status.success() && ended.log.contains("rsa enroll"), "{ended:?}");
    assert_eq!(ended.output, "");
    assert!(Ledger::open(&home).codes().is_empty());
}

#[test]
fn module_describes_the_embedded_module() {
    let ended = codemint(["module"], "");
    assert!(ended.status.success(), "{ended:?}");
    let line = |name: &str| {
        let mut lines = ended.output.lines();
        let found = lines.find_map(|line| line.strip_prefix(name)).map(str::trim);
        found.unwrap_or_else(|| panic!("no line `{name}`: {}", ended.output))
    };
    let sha256 = line("sha256");
    assert!(sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit()), "{sha256}");
    let size: u64 = line("size").strip_suffix(" bytes").unwrap().parse().unwrap();
    assert!(size > 10_000, "{size}");
    assert_eq!(line("imports"), "none");
    assert!(line("exports").contains("codemint:"), "{}", line("exports"));
    let route = "rsa enroll: POST /AdminInterface/restapi/v1/users/generateVerifyCode/enroll";
    assert!(line("route").starts_with(route), "{}", line("route"));
    assert_eq!(codemint(["module"], "").output, ended.output, "another module");
}

#[test]
fn module_writes_the_embedded_module() {
    let home = Home::new();
    let file = home.file("codemint.wasm");
    std::fs::write(&file, "what was there before").unwrap();
    let write = |file: &OsStr| codemint(["module".as_ref(), "--write".as_ref(), file], "");
    let written = write(file.as_os_str());
    assert!(written.status.success() && written.output.contains("imports  none"), "{written:?}");
    let read = || codemint([OsStr::new("module"), file.as_os_str()], "");
    assert_eq!(read().output, written.output, "the file is not the module that is described");
    // The control: with one byte less it is another module, or none.
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
    assert_ne!(read().output, written.output);
    let ended = write(home.path().as_os_str());
    assert!(!ended.status.success() && ended.log.contains("cannot write"), "{ended:?}");
    let both = [OsStr::new("module"), file.as_os_str(), "--write".as_ref(), file.as_os_str()];
    assert!(!codemint(both, "").status.success());
}

#[test]
fn module_refuses_a_file_that_is_not_a_module() {
    let home = Home::new();
    let ended = codemint([OsStr::new("module"), home.write("x.wasm", "no module").as_os_str()], "");
    assert!(!ended.status.success() && ended.output.is_empty(), "{ended:?}");
    assert!(!ended.log.contains("panicked") && ended.log.starts_with("codemint: "), "{ended:?}");
}

#[test]
fn a_token_of_the_command_is_accepted_as_the_demos_is() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let key = home.file("access-key.pem");
    let made = codemint(
        [OsStr::new("access-token"), "rsa".as_ref(), "--key".as_ref(), key.as_os_str()],
        "",
    );
    assert!(made.status.success(), "{made:?}");
    let made = made.output.trim();
    for token in [made, gateway.token()] {
        let client = gateway.client().with_token(token);
        assert_eq!(client.post(asking_for(["alice@example.com"])).statuses(), [1000]);
    }
    // The control: a truncated token is refused.
    let other = gateway.client().with_token(&made[..made.len() - 8]);
    assert_eq!(other.post(asking_for(["alice@example.com"])).status, 401);
    let _ = gateway.stop();
}

#[test]
fn an_import_is_all_or_nothing_and_names_the_line() {
    let home = Home::new();
    let ended = import(
        &home,
        "new.csv",
        "subject,standing,purposes,mail\n\
        new.one@example.com,active,enrolment,\nnew.two@example.com,disabled,enrolment,\n",
        true,
    );
    assert!(ended.output.contains('2'), "{ended:?}");
    let line = |standing| {
        format!(
            "{{\"subject\":\"{standing}@example.com\",\"standing\":\"{standing}\",\"purposes\":\"all\"}}\n"
        )
    };
    let half = format!("{}{}", line("active"), line("asleep"));
    let ended = import(&home, "half.jsonl", &half, false);
    assert!(ended.log.contains("line 2") && ended.log.contains("asleep"), "{ended:?}");
    let gateway = Gateway::demo(&home).run();
    let asked =
        ["New.One@EXAMPLE.com", "new.two@example.com", "active@example.com", "alice@example.com"];
    let answer = gateway.client().post(asking_for(asked));
    assert_eq!(answer.statuses(), [1000, 1002, 1002, 1000]);
    // An import while the gateway runs is in force at once.
    import(&home, "whole.jsonl", &line("active"), true);
    assert_eq!(gateway.client().post(asking_for(["active@example.com"])).statuses(), [1000]);
    let _ = gateway.stop();
}

#[test]
fn rules_are_imported_as_subjects_are() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let ask = |computer: &str| {
        let body = GENERATE_REQUEST.replace("CENL02", computer);
        let key = [("key", "configuredkey-demo")];
        gateway.client().send("POST", GENERATE, &key, body).unwrap().status
    };
    assert_eq!((ask("CENL02"), ask("CENL03")), (200, 404));
    let subjects = "{\"subject\":\"domain.ad\\\\CENL03$\",\"purposes\":[\"elevation\"]}\n";
    let ended = import(&home, "computers.jsonl", subjects, true);
    assert!(ended.output.starts_with("1 subject(s)"), "{ended:?}");
    assert_eq!(ask("CENL03"), 403);
    let rules = "account,computers,spans,local_accounts\n\
                 domain.ad\\serviceaccount,domain.ad\\CENL03$,0-3,tempadmin\n";
    let ended = import(&home, "rules.csv", rules, true);
    assert!(ended.output.starts_with("1 rule(s)"), "{ended:?}");
    // They replace all rules of the account.
    assert_eq!((ask("CENL02"), ask("CENL03")), (403, 200));
    let ended = import(&home, "half.csv", &format!("{rules}nobody,,0,x\n"), false);
    assert!(ended.log.contains("line 3"), "{ended:?}");
    let _ = gateway.stop();
}

#[test]
fn issue_takes_values_of_path_and_query() {
    let home = Home::new();
    let [data, folder] = data(&home);
    let issue = |arguments: &[&str]| {
        let first = ["issue", "--dialect", "digitanium", data.as_str(), folder.as_str()];
        codemint([&first[..], arguments].concat(), "{}")
    };
    for arguments in [
        &["--path", "demotest"][..],
        &["--path", "demo%74est", "--query", "responseQrType=normal"],
        &["--route", "shift-create", "--path", "demotest"],
        &["--route", "shift-create", "--path", "demo", "--path", "demotest"],
    ] {
        let ended = issue(arguments);
        assert!(ended.status.success(), "{arguments:?}: {ended:?}");
        let json = Json::parse(&ended.output);
        assert_eq!(json.at("data").at("userID").text(), "demotest");
        assert_eq!(json.at("data").at("issuer").text(), "command line");
    }
    let ended = issue(&["--path", "demotest", "--query", "responseQrType=other"]);
    assert!(
        !ended.status.success() && ended.output.contains("ACTIVATION_CODE_INVALID"),
        "{ended:?}"
    );
    for (arguments, names) in
        [(&[][..], "userName"), (&["--route", "shift-list"], "tenantId, userName")]
    {
        let ended = issue(arguments);
        assert!(!ended.status.success() && ended.output.is_empty(), "{ended:?}");
        assert!(ended.log.contains(names), "{ended:?}");
    }
}

/// A configuration similar to the demo's, with a mail server.
pub(crate) const WITH_MAIL: &str = r#"
[keys]
codes = { file = "codes.key" }
[mail]
host = "HOST"
port = PORT
tls = "none"
from = "codes@example.com"
[[tenants]]
id = "demo"
base_url = "https://codes.example.com"
[tenants.policies.enrolment]
"#;

#[test]
fn issue_sends_its_mails_before_it_ends() {
    let home = Home::new();
    let server = Smtp::start(Behaviour::Takes);
    // The first command creates the demo's keys and directory.
    let [data, folder] = data(&home);
    assert!(codemint(["issue", "--dialect", "rsa", &data, &folder], "").output.contains("400"));
    let (host, port) = server.address().split_once(':').unwrap();
    let config = home.write("mail.toml", &WITH_MAIL.replace("HOST", host).replace("PORT", port));
    let config = config.to_str().unwrap();
    let arguments = ["issue", "--dialect", "rsa", "--config", config, &data, &folder];
    let ended = codemint(arguments, DUPLICATES_REQUEST);
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(server.wait_for(2).len(), 2, "{ended:?}");
    assert_eq!(Ledger::open(&home).count("outbox"), 0);
}
