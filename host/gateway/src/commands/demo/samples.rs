//! What the vendors' own samples speak of, and a request for each dialect that the demo's
//! directory has an answer to.

/// The key in the sample's URI, `configuredkey`, made as long as a key must be.
pub(super) const KEY: &str = "configuredkey-demo";

/// Who issued the sample's code.
pub(super) const OPERATOR: &str = "DEV3";

/// The sample's computer.
pub(super) const COMPUTER: &str = "domain.ad\\CENL02$";

/// The account that asks for the sample's code.
pub(super) const ACCOUNT: &str = "domain.ad\\serviceaccount";

/// The local account that the sample's code unlocks.
pub(super) const LOCAL_ACCOUNT: &str = "tempadmin";

/// The sample's user.
pub(super) const USER: &str = "demotest";

/// A request by the first route of a dialect.
pub(super) struct Sample {
    pub(super) dialect: &'static str,
    /// The values of the names in its path.
    pub(super) values: &'static [(&'static str, &'static str)],
    /// What follows its path.
    pub(super) query: &'static str,
    pub(super) body: &'static str,
}

/// One for each dialect.
pub(super) const SAMPLES: [Sample; 4] = [
    Sample { dialect: "rsa", values: &[], query: "", body: r#"[{"email":"alice@example.com"}]"# },
    Sample {
        dialect: "recast",
        values: &[],
        query: "",
        body: r#"{"ComputerName":"CENL02","ComputerDomain":"domain.ad","UserName":"serviceaccount","UserDomain":"domain.ad","ValidityTimeIndex":1,"Reason":"Printer driver installation","TemporaryAccountName":"tempadmin"}"#,
    },
    Sample {
        dialect: "native",
        values: &[],
        query: "",
        body: r#"{"tenant":"demo","subjects":[{"id":"alice@example.com"}]}"#,
    },
    Sample {
        dialect: "digitanium",
        values: &[("userName", USER), ("tenantId", super::TENANT)],
        query: "?responseQrType=mpower",
        body: r#"{"activationCode":null,"secret":false}"#,
    },
];
