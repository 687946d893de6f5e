//! The members of a policy that a configuration may omit.

use super::{Policy, Span};
use alloc::{string::String, vec::Vec};

/// The members of a [`Policy`] that a configuration may omit, with the same meaning. `None` keeps
/// the default that [`Policy::new`] sets; hosts define no defaults of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is documented in `Policy`")]
pub struct PolicyOptions {
    pub issuing_allowed: Option<bool>,
    pub mail_configured: Option<bool>,
    pub mail_domains: Option<Vec<String>>,
    pub link_base: Option<String>,
    pub usual_validity: Option<u32>,
    pub max_live: Option<u16>,
    pub revealable: Option<bool>,
    pub show_hidden: Option<bool>,
    pub reveal_format: Option<bool>,
    pub max_uses: Option<u16>,
    pub reason_required: Option<bool>,
    pub spans: Option<Vec<Span>>,
    pub qr_template: Option<String>,
    pub qr_data_uri: Option<bool>,
}

impl PolicyOptions {
    /// The policy with every member replaced that is set here.
    #[must_use]
    pub fn over(self, policy: Policy) -> Policy {
        Policy {
            issuing_allowed: self.issuing_allowed.unwrap_or(policy.issuing_allowed),
            mail_configured: self.mail_configured.unwrap_or(policy.mail_configured),
            mail_domains: self.mail_domains.unwrap_or(policy.mail_domains),
            link_base: self.link_base.unwrap_or(policy.link_base),
            usual_validity: self.usual_validity.unwrap_or(policy.usual_validity),
            max_live: self.max_live.unwrap_or(policy.max_live),
            revealable: self.revealable.unwrap_or(policy.revealable),
            show_hidden: self.show_hidden.unwrap_or(policy.show_hidden),
            reveal_format: self.reveal_format.unwrap_or(policy.reveal_format),
            max_uses: self.max_uses.unwrap_or(policy.max_uses),
            reason_required: self.reason_required.unwrap_or(policy.reason_required),
            spans: self.spans.unwrap_or(policy.spans),
            qr_template: self.qr_template.unwrap_or(policy.qr_template),
            qr_data_uri: self.qr_data_uri.unwrap_or(policy.qr_data_uri),
            ..policy
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_options_change_nothing() {
        let policy = Policy::nothing();
        assert_eq!(PolicyOptions::default().over(policy.clone()), policy);
    }
}
