//! An issuer that runs the hostile module: nothing is written, and the reply is the dialect's own
//! for an internal problem.

use crate::component::{Answers, Which};
use crate::vector::{Story, stories};
use async_trait::async_trait;
use codemint::directory::{DirectoryEntry, DirectoryError};
use codemint::issuer::{Caller, IssueError, Request};
use codemint::journey::{Problem, Standing, SubjectRow};
use codemint::keys::RootKey;
use codemint::module::{Authentication, ModuleError, Role, TenantFrom};
use codemint::store::{AuditFilter, MemoryStore, Store};
use codemint::words::Purpose;
use codemint::{Directory, Issuer};
use futures_executor::block_on;

/// A directory in which every subject exists.
struct EverySubject;

#[async_trait]
impl Directory for EverySubject {
    async fn look_up(
        &self,
        _: &str,
        _: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: true };
        Ok(vec![DirectoryEntry { row, mail: None, locale: None }; subjects.len()])
    }
}

/// An issuer that runs a hostile module with the answers to these stories, at the time and with the
/// policy of a story that issues.
fn issuer(stories: &[Story], store: &MemoryStore) -> Issuer {
    let facts = |story: &Story| story.facts.findings().unwrap();
    let issuing = stories.iter().find(|story| story.refused == "position").unwrap();
    let mut policy = facts(issuing).policy.unwrap();
    policy.mail_configured = false;
    let mut builder = Issuer::builder(crate::module(&Answers::of(stories)))
        .store(store.clone())
        .directory(EverySubject)
        .clock(facts(issuing).now)
        .key(RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap());
    for purpose in Purpose::ALL {
        builder = builder.policy("demo", purpose, policy.clone());
    }
    builder.build().unwrap()
}

fn ask(issuer: &Issuer, story: &Story, which: Which) -> Result<u16, IssueError> {
    let (body, path, query) = (story.call.body().unwrap(), story.call.path(), which.query());
    let (number, demo) = (story.call.route_number().unwrap(), ["demo".to_owned()]);
    let route = &issuer.module().routes()[number as usize];
    let roles = Role::ALL.into_iter().filter(|role| story.call.sees_codes || *role != Role::Issue);
    let (name, tenant) = ("operator", "demo");
    let caller = match route.authentication[0] {
        Authentication::Public => Caller::Public,
        Authentication::Operator(_) => {
            Caller::Operator { name, tenants: &demo, roles: roles.collect() }
        }
        _ => Caller::Tenant { tenant, name },
    };
    let by_request = route.tenant == TenantFrom::Request;
    let request = Request {
        route: number,
        caller,
        tenant: if by_request { "" } else { tenant },
        path: &path,
        query: &query,
        body: &body,
        repeat: None,
    };
    let answer = block_on(issuer.answer(&request)).map_err(|failure| {
        let problem = failure.problem;
        let rejection = issuer.module().rejection(request.route, problem);
        assert_eq!(failure.reply.status, problem.status().0, "{}", story.name);
        assert_eq!(failure.reply.body.reveal(), rejection.body.reveal(), "{}", story.name);
        failure.error
    });
    answer.map(|answer| answer.reply.status)
}

fn is_untouched(store: &MemoryStore) -> bool {
    let trail = block_on(store.audit_trail("demo", &AuditFilter::first(1))).unwrap();
    trail.is_empty() && block_on(store.latest()).unwrap().is_none()
}

/// Nothing of a lie is written, and the caller gets an internal problem. These are the lies that do
/// not depend on the facts: the store is empty.
#[test]
fn nothing_of_a_lie_is_written() {
    let (stories, store) = (stories(), MemoryStore::new());
    let issuer = issuer(&stories, &store);
    let mut count = 0;
    for (number, story) in stories.iter().enumerate() {
        if !["effect", "position", "text", "status"].contains(&story.refused.as_str()) {
            continue;
        }
        let error = ask(&issuer, story, Which::Lie(number)).expect_err(&story.name);
        let nonsense = matches!(error, IssueError::Module(ModuleError::Nonsense(_)));
        assert!(nonsense, "{}: {error}", story.name);
        assert_eq!(error.problem(), Problem::Internal, "{}", story.name);
        assert!(is_untouched(&store), "{}: something was written", story.name);
        count += 1;
    }
    assert!(count >= 40, "only {count}");
    // The control: the honest answer of the same module, in the same issuer, is written.
    let issues = |(_, story): &(usize, &Story)| story.name.ends_with("code-too-short");
    let (number, story) = stories.iter().enumerate().find(issues).unwrap();
    assert_eq!(ask(&issuer, story, Which::Honest(number)).unwrap(), 200);
    assert!(!is_untouched(&store));
}
