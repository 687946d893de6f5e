//! The authentication of one route's callers, by the schemes that the route names.

use super::authorization;
use super::basic::Accounts;
use super::caller::{Caller, Denied, Presented};
use super::key::Keys;
use super::key_fault::KeyFault;
use super::opaque_token::OpaqueTokens;
use super::operator::Operators;
use super::signed_token::SignedTokens;
use crate::config::{OperatorConfig, TenantConfig};
use codemint::clock::Clock;
use codemint::journey::Problem;
use codemint::module::Authentication;
use std::sync::Arc;

/// The authentication of one route for one tenant: each scheme that the route names.
pub(crate) struct Gate {
    schemes: Vec<Scheme>,
    key_names: Vec<String>,
}

/// Authenticates the callers of one tenant by one scheme.
enum Scheme {
    /// `Authorization: Bearer` with a signed JWT.
    SignedToken(Box<SignedTokens>),
    /// `Authorization: Bearer` with a registered token.
    OpaqueToken(OpaqueTokens),
    /// A registered key in a header or in the query.
    Key(Keys),
    /// `Authorization: Basic` of a registered account.
    Basic(Accounts),
    /// `Authorization: Bearer` with the key of an operator.
    Operator(Operators),
    /// No authentication.
    Public,
}

impl Gate {
    /// The schemes of a route, with a tenant's keys, tokens and accounts. Schemes that need a
    /// tenant admit no caller where `tenant` is `None`.
    ///
    /// # Errors
    /// [`KeyFault`] when a credential cannot be read, or there are too many of them.
    pub(crate) fn new(
        schemes: &[Authentication],
        tenant: Option<&TenantConfig>,
        operators: &[OperatorConfig],
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, KeyFault> {
        let key_names = schemes.iter().filter_map(|scheme| match scheme {
            Authentication::Key(name) => Some(name.clone()),
            _ => None,
        });
        let key_names = key_names.collect();
        let schemes = schemes.iter();
        let schemes = schemes.filter_map(|scheme| Scheme::new(scheme, tenant, operators, clock));
        Ok(Self { schemes: schemes.collect::<Result<_, _>>()?, key_names })
    }

    /// The names of query parameters that hold keys. They are removed before the query is passed
    /// on.
    pub(crate) fn key_names(&self) -> &[String] {
        &self.key_names
    }

    /// Whether the route is public.
    pub(crate) fn is_public(&self) -> bool {
        self.schemes.iter().any(|scheme| matches!(scheme, Scheme::Public))
    }

    /// Identifies the caller by the first scheme for which it presents credentials. Credentials for
    /// other schemes are ignored, so that one request makes one attempt.
    ///
    /// # Errors
    /// [`Denied::FailedAttempt`] with [`Problem::Unauthenticated`], or with [`Problem::Forbidden`]
    /// for credentials of a kind that is never accepted; [`Denied::Other`] with
    /// [`Problem::Forbidden`] for an operator without the role, or with [`Problem::Unavailable`]
    /// when too many passwords wait to be checked. The exact reason is not reported.
    pub(crate) async fn authenticate(&self, presented: &Presented<'_>) -> Result<Caller, Denied> {
        match self.schemes.iter().find(|scheme| scheme.is_attempted(presented)) {
            Some(scheme) => scheme.authenticate(presented).await,
            None if self.schemes.iter().any(Scheme::is_open) => Ok(Caller::Anonymous),
            None => Err(Denied::FailedAttempt(Problem::Unauthenticated)),
        }
    }

    /// The challenges of a 401 (RFC 9110 section 11.6.1), each once.
    pub(crate) fn challenges(&self) -> Vec<String> {
        let mut challenges: Vec<String> = Vec::new();
        for challenge in self.schemes.iter().map(Scheme::challenge) {
            if !challenges.contains(&challenge) {
                challenges.push(challenge);
            }
        }
        challenges
    }
}

impl Scheme {
    fn new(
        scheme: &Authentication,
        tenant: Option<&TenantConfig>,
        operators: &[OperatorConfig],
        clock: &Arc<dyn Clock>,
    ) -> Option<Result<Self, KeyFault>> {
        match scheme {
            Authentication::Operator(role) => {
                Some(Ok(Self::Operator(Operators::new(*role, operators))))
            }
            Authentication::Public => Some(Ok(Self::Public)),
            scheme => Self::of_tenant(scheme, tenant?, clock).transpose(),
        }
    }

    fn of_tenant(
        scheme: &Authentication,
        tenant: &TenantConfig,
        clock: &Arc<dyn Clock>,
    ) -> Result<Option<Self>, KeyFault> {
        Ok(Some(match scheme {
            Authentication::SignedToken(rules) => {
                let tokens = SignedTokens::new(rules.clone(), tenant, Arc::clone(clock))?;
                Self::SignedToken(Box::new(tokens))
            }
            Authentication::OpaqueToken => Self::OpaqueToken(OpaqueTokens::new(tenant)),
            Authentication::Key(name) => Self::Key(Keys::new(name, tenant)?),
            Authentication::Basic => Self::Basic(Accounts::new(tenant)?),
            Authentication::Operator(_) | Authentication::Public => return Ok(None),
        }))
    }

    /// Whether the request presents credentials for this scheme, valid or not.
    fn is_attempted(&self, presented: &Presented<'_>) -> bool {
        match self {
            Self::SignedToken(_) | Self::OpaqueToken(_) | Self::Operator(_) => {
                authorization::is_attempted(presented.headers, "bearer")
            }
            Self::Public => true,
            Self::Key(keys) => keys.is_attempted(presented),
            Self::Basic(_) => authorization::is_attempted(presented.headers, "basic"),
        }
    }

    /// Whether the scheme admits callers without credentials.
    const fn is_open(&self) -> bool {
        match self {
            Self::Key(keys) => keys.is_open(),
            _ => false,
        }
    }

    async fn authenticate(&self, presented: &Presented<'_>) -> Result<Caller, Denied> {
        let name = match self {
            Self::SignedToken(tokens) => tokens.authenticate(presented.headers),
            Self::OpaqueToken(tokens) => tokens.authenticate(presented.headers),
            // A key that the tenant does not ask for proves nothing.
            Self::Key(keys) if keys.is_open() => return Ok(Caller::Anonymous),
            Self::Key(keys) => keys.authenticate(presented),
            Self::Basic(accounts) => accounts.authenticate(presented.headers).await,
            Self::Operator(operators) => return operators.authenticate(presented.headers),
            Self::Public => return Ok(Caller::Public),
        };
        name.map(Caller::Tenant).map_err(|problem| match problem {
            Problem::Unauthenticated | Problem::Forbidden => Denied::FailedAttempt(problem),
            other => Denied::Other(other),
        })
    }

    fn challenge(&self) -> String {
        match self {
            Self::SignedToken(_) | Self::OpaqueToken(_) | Self::Operator(_) | Self::Public => {
                "Bearer".to_owned()
            }
            // No registered scheme describes a header of its own. A name that no client implements
            // still shows a person what is missing.
            Self::Key(keys) => format!("ApiKey name=\"{}\"", keys.name()),
            Self::Basic(_) => "Basic realm=\"codemint\", charset=\"UTF-8\"".to_owned(),
        }
    }
}
