//! The subjects of the vendors' own samples, and for each dialect a request that the demo's directory
//! can answer.

/// The key in the sample's URI, `configuredkey`, extended to the least length of a key.
pub(super) const KEY: &str = "configuredkey-demo";

/// The issuer of the sample's code.
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
    /// The values in its path, by name.
    pub(super) values: &'static [(&'static str, &'static str)],
    /// The query, with its question mark.
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
        values: &[("userName", USER), ("tenantId", super::names::TENANT)],
        query: "?responseQrType=mpower",
        body: r#"{"activationCode":null,"secret":false}"#,
    },
];
