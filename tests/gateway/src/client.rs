//! An HTTP client that keeps its connections and returns every status as an answer.

use crate::json::Json;
use std::time::Duration;
use ureq::http::{HeaderMap, Request};
use ureq::{Agent, AsSendBody};

/// The path of the route under test, below the gateway's address.
pub const ENROLL: &str = "/AdminInterface/restapi/v1/users/generateVerifyCode/enroll";

/// A caller of one gateway with one bearer token.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    url: String,
    token: String,
}

/// A response.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Client {
    /// Creates a caller with its own connections.
    #[must_use]
    pub fn new(url: &str, token: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: config.into(), url: url.to_owned(), token: token.to_owned() }
    }

    /// The same caller with another token, on the same connections.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// The gateway's address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Requests codes.
    ///
    /// # Errors
    /// When there was no answer: the connection was refused, or broke.
    pub fn try_post(&self, body: impl AsSendBody) -> Result<Answer, ureq::Error> {
        self.send("POST", ENROLL, &[("authorization", &self.bearer())], body)
    }

    /// Requests codes.
    ///
    /// # Panics
    /// When there was no answer.
    pub fn post(&self, body: impl AsSendBody) -> Answer {
        self.try_post(body).expect("no answer")
    }

    /// Fetches a page without a token.
    ///
    /// # Panics
    /// When there was no answer.
    pub fn page(&self, path: &str) -> Answer {
        self.send("GET", path, &[], ()).expect("no answer")
    }

    /// Sends any request. The content type of a POST is JSON unless `headers` has another.
    ///
    /// # Errors
    /// When there was no answer.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsSendBody,
    ) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        let has_type = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if method == "POST" && !has_type {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = self.agent.run(request.body(body)?)?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_string()?,
        })
    }

    /// The value of the `Authorization` field.
    #[must_use]
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }
}

impl Answer {
    /// The body as JSON, with the members in their order.
    ///
    /// # Panics
    /// When it is not JSON.
    #[must_use]
    pub fn json(&self) -> Json {
        Json::parse(&self.body)
    }

    /// The status of each item, in order.
    ///
    /// # Panics
    /// When the body is not an array of items.
    #[must_use]
    pub fn statuses(&self) -> Vec<u64> {
        let json = self.json();
        json.items().iter().map(|item| item.at("status").number()).collect()
    }

    /// The codes in the answer, each with the address that it was requested for.
    ///
    /// # Panics
    /// When the body is not an array of items.
    #[must_use]
    pub fn codes(&self) -> Vec<(String, String)> {
        let json = self.json();
        let shown = json.items().iter().filter_map(|item| {
            let code = item.find("verify_code")?.text();
            let details = item.at("userDetailsRequestForVerifyCodeGeneration");
            Some((details.at("email").text().to_owned(), code.to_owned()))
        });
        shown.collect()
    }
}

/// The body of a request for a code for each of these addresses.
#[must_use]
pub fn asking_for<'a>(addresses: impl IntoIterator<Item = &'a str>) -> String {
    let users: Vec<String> =
        addresses.into_iter().map(|address| format!(r#"{{"email":"{address}"}}"#)).collect();
    format!("[{}]", users.join(","))
}
