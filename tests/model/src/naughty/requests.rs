//! One valid request for each route.

/// A request that its route accepts as well-formed.
pub struct Routed {
    /// The route's dialect and name.
    pub route: (&'static str, &'static str),
    /// Its method.
    pub method: &'static str,
    /// Its template.
    pub template: &'static str,
    /// The values of the template's parameters.
    pub path: &'static [&'static str],
    /// The query.
    pub query: &'static [(&'static str, &'static str)],
    /// The body.
    pub body: &'static str,
}

const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// A request without path values, query and body.
const BARE: Routed =
    Routed { route: ("", ""), method: "POST", template: "", path: &[], query: &[], body: "" };

/// A user, with every member that a request for a code may have.
const USERS: &str = r#"[{"email":"alice@example.com","code_validity":"10",
    "validity_time_duration_unit":"MIN","code_send_to":"EMAIL","custom_email":"b@example.com"}]"#;

const GENERATE: &str = r#"{"ComputerName":"CENL02","ComputerDomain":"domain.ad",
    "AADDeviceId":"9e7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90","UserName":"serviceaccount",
    "UserDomain":"domain.ad","ValidityTimeIndex":1,"Reason":"x","TemporaryAccountName":"tempadmin"}"#;

const ISSUE: &str = r#"{"tenant":"demo","purpose":"enrolment","subjects":[{"id":"alice@example.com",
    "deliver":{"mail_to":"b@example.com"},"locale":"de-AT","code":"abc123!?","note":"a note",
    "hidden":false}],"validity":{"not_before":"2099-01-01T00:00:00Z","seconds":600},"uses":1,
    "reason":"why","dry_run":false}"#;

const ISSUE_FORMAT: &str = r#"{"tenant":"demo","purpose":"enrolment",
    "subjects":[{"id":"alice@example.com","deliver":"answer"}],
    "validity":{"not_after":"2099-01-01T00:00:00Z"},
    "format":{"alphabet":"crockford32","length":20,"check":"mod37","group":4}}"#;

const ELEVATE: &str = r#"{"tenant":"demo","purpose":"elevation","subjects":[{"id":"domain.ad\\CENL02$",
    "elevation":{"account":"domain.ad\\serviceaccount","local_account":"tempadmin","span":1,
    "device":"9e7d8a52-7b3f-4c1d-a0e6-2f5b8c4d1e90"}}],"reason":"why"}"#;

const PRESENT: &str = r#"{"tenant":"demo","subject":"alice@example.com","purpose":"enrolment",
    "code":"123456789"}"#;

const CREATE: &str =
    r#"{"activationCode":"12345673","activationNotAfter":"4070908800","secret":false,"info":"x"}"#;

const CHANGE: &str = r#"{"tenant":"demo","reason":"why"}"#;
const VOID: &str = r#"{"userEmails":["alice@example.com"],"codeGenerationMode":"ENROLLMENT"}"#;
const SSMS: &str = "/digitanium/v4/users/{userName}/activationcodes";
const SHIFT: &str = "/auth/realms/{tenantId}/v3_activationcode/{userName}/";
const PICTURES: &[(&str, &str)] = &[("responseQrType", "mpower"), ("qrCode", "true")];
const MPOWER: &[(&str, &str)] = &[("responseQrType", "mpower")];

/// One request for each route; several where one request cannot have every member.
pub const REQUESTS: &[Routed] = &[
    Routed {
        route: ("rsa", "enroll"),
        template: "/AdminInterface/restapi/v1/users/generateVerifyCode/enroll",
        body: USERS,
        ..BARE
    },
    Routed {
        route: ("rsa", "reset-password"),
        template: "/AdminInterface/restapi/v1/users/generateVerifyCode/resetPassword",
        body: USERS,
        ..BARE
    },
    Routed {
        route: ("rsa", "void"),
        template: "/AdminInterface/restapi/v1/users/voidVerifyCode",
        body: VOID,
        ..BARE
    },
    Routed {
        route: ("recast", "generate"),
        template: "/api/v1.0/generateActivationCode",
        body: GENERATE,
        ..BARE
    },
    Routed {
        route: ("digitanium", "ssms-create"),
        template: SSMS,
        path: &["demotest"],
        query: MPOWER,
        body: CREATE,
        ..BARE
    },
    Routed {
        route: ("digitanium", "ssms-list"),
        method: "GET",
        template: SSMS,
        path: &["demotest"],
        query: PICTURES,
        ..BARE
    },
    Routed {
        route: ("digitanium", "shift-create"),
        template: SHIFT,
        path: &["demo", "demotest"],
        query: MPOWER,
        body: CREATE,
        ..BARE
    },
    Routed {
        route: ("digitanium", "shift-list"),
        method: "GET",
        template: SHIFT,
        path: &["demo", "demotest"],
        query: PICTURES,
        ..BARE
    },
    Routed { route: ("native", "issue"), template: "/v1/codes", body: ISSUE, ..BARE },
    Routed { route: ("native", "issue"), template: "/v1/codes", body: ISSUE_FORMAT, ..BARE },
    Routed { route: ("native", "issue"), template: "/v1/codes", body: ELEVATE, ..BARE },
    Routed {
        route: ("native", "list"),
        method: "GET",
        template: "/v1/codes",
        query: &[
            ("tenant", "demo"),
            ("subject", "alice@example.com"),
            ("purpose", "enrolment"),
            ("state", "pending"),
            ("batch", ID),
            ("cursor", ID),
            ("limit", "10"),
        ],
        ..BARE
    },
    Routed {
        route: ("native", "inspect"),
        method: "GET",
        template: "/v1/codes/{id}",
        path: &[ID],
        query: &[("tenant", "demo")],
        ..BARE
    },
    Routed {
        route: ("native", "void"),
        template: "/v1/codes/{id}/void",
        path: &[ID],
        body: CHANGE,
        ..BARE
    },
    Routed {
        route: ("native", "unlock"),
        template: "/v1/codes/{id}/unlock",
        path: &[ID],
        body: CHANGE,
        ..BARE
    },
    Routed { route: ("native", "check"), template: "/v1/check", body: PRESENT, ..BARE },
    Routed { route: ("native", "redeem"), template: "/v1/redeem", body: PRESENT, ..BARE },
    Routed {
        route: ("native", "history"),
        method: "GET",
        template: "/v1/codes/{id}/history",
        path: &[ID],
        query: &[("tenant", "demo"), ("cursor", "7"), ("limit", "10")],
        ..BARE
    },
    Routed {
        route: ("native", "audit"),
        method: "GET",
        template: "/v1/audit",
        query: &[
            ("tenant", "demo"),
            ("subject", "alice@example.com"),
            ("cursor", "7"),
            ("limit", "10"),
        ],
        ..BARE
    },
    Routed {
        route: ("native", "openapi"),
        method: "GET",
        template: "/openapi.json",
        query: &[("a", "b")],
        ..BARE
    },
];
