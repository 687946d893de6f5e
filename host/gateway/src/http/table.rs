//! The table of the module's routes, by path and method.
//!
//! Axum routes the gateway's own pages. The dialects' paths are looked up here, because a dialect
//! needs its values percent-encoded as in the request, including empty ones.

use codemint::module::Route;
use http::Method;

/// The paths of all routes, the most literal ones first.
pub(super) struct Table(Vec<Path>);

struct Path {
    /// A literal, or `None` for a value.
    segments: Vec<Option<String>>,
    /// The number of the route for each method.
    methods: Vec<(String, u32)>,
}

/// The result of a lookup.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'p> {
    /// The number of the route, and the values for its template's names.
    Route(u32, Vec<&'p str>),
    /// The path exists for other methods, which are listed for `Allow` (RFC 9110 section 15.5.6).
    /// The refusal is in the dialect of that route.
    OtherMethods(u32, String),
}

impl Table {
    pub(super) fn of(routes: &[Route]) -> Self {
        let mut table = Self(Vec::new());
        for (number, route) in (0..).zip(routes) {
            table.add(segments(&route.template), &route.method, number);
        }
        // A trailing slash may be left out, unless that is the path of another route.
        let declared: Vec<_> = table.0.iter().map(|path| path.segments.clone()).collect();
        for (number, route) in (0..).zip(routes) {
            let short = route.template.strip_suffix('/').filter(|short| !short.is_empty());
            let short = short.map(segments).filter(|short| !declared.contains(short));
            if let Some(short) = short {
                table.add(short, &route.method, number);
            }
        }
        table.0.sort_by_key(|path| path.segments.iter().map(Option::is_none).collect::<Vec<_>>());
        table
    }

    fn add(&mut self, segments: Vec<Option<String>>, method: &str, number: u32) {
        let method = (method.to_owned(), number);
        match self.0.iter_mut().find(|path| path.segments == segments) {
            Some(path) => path.methods.push(method),
            None => self.0.push(Path { segments, methods: vec![method] }),
        }
    }

    /// The route for a request's path and method. A slash within a value is `%2F`.
    pub(super) fn find<'p>(&self, path: &'p str, method: &Method) -> Option<Found<'p>> {
        let given: Vec<&str> = path.split('/').collect();
        let path = self.0.iter().find(|path| path.matches(&given))?;
        // HEAD is GET without the body (RFC 9110 section 9.3.2), which another layer removes.
        let method = if method == Method::HEAD { "GET" } else { method.as_str() };
        let route = path.methods.iter().find(|(known, _)| known == method);
        if let Some((_, number)) = route {
            let values = path.segments.iter().zip(given);
            let values = values.filter_map(|(segment, given)| segment.is_none().then_some(given));
            return Some(Found::Route(*number, values.collect()));
        }
        let mut methods: Vec<&str> = path.methods.iter().map(|(known, _)| known.as_str()).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        path.methods.first().map(|(_, number)| Found::OtherMethods(*number, methods.join(", ")))
    }
}

impl Path {
    fn matches(&self, given: &[&str]) -> bool {
        let same = |(segment, given): (&Option<String>, &&str)| {
            segment.as_ref().is_none_or(|literal| literal == given)
        };
        self.segments.len() == given.len() && self.segments.iter().zip(given).all(same)
    }
}

fn segments(template: &str) -> Vec<Option<String>> {
    let is_value = |segment: &str| segment.starts_with('{') && segment.ends_with('}');
    template.split('/').map(|s| (!is_value(s)).then(|| s.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::{Found, Table};
    use codemint::module::{Limit, Route, TenantFrom, Transport};
    use http::Method;

    fn route(method: &str, template: &str) -> Route {
        Route {
            dialect: "fabricated".to_owned(),
            name: template.to_owned(),
            method: method.to_owned(),
            template: template.to_owned(),
            tenant: TenantFrom::Host,
            transport: Transport::Any,
            media_type: None,
            authentication: Vec::new(),
            repeat_header: None,
            limit: Limit::None,
            effects: Vec::new(),
        }
    }

    fn table() -> Table {
        Table::of(&[
            route("POST", "/v1/{tenant}/codes/{user}/"),
            route("GET", "/v1/{tenant}/codes/{user}/"),
            route("POST", "/v1/users/{user}/codes"),
            route("POST", "/v1/me/codes/mine/"),
            route("GET", "/v2/{user}/"),
            route("POST", "/v2/{other}"),
        ])
    }

    #[test]
    fn a_path_is_found_with_its_values_unchanged() {
        let table = table();
        for (method, path, number, values) in [
            (Method::POST, "/v1/acme/codes/ann/", 0, &["acme", "ann"][..]),
            (Method::GET, "/v1/acme/codes/ann/", 1, &["acme", "ann"]),
            (Method::POST, "/v1/acme/codes/ann", 0, &["acme", "ann"]),
            (Method::POST, "/v1/acme/codes/", 0, &["acme", ""]),
            (Method::POST, "/v1/acme/codes//", 0, &["acme", ""]),
            (Method::POST, "/v1/a%2Fb/codes/%zz%20/", 0, &["a%2Fb", "%zz%20"]),
            (Method::POST, "/v1/users/ann/codes", 2, &["ann"]),
            (Method::POST, "/v1/users//codes", 2, &[""]),
            (Method::POST, "/v1/me/codes/mine", 3, &[]),
            (Method::GET, "/v2/ann/", 4, &["ann"]),
            (Method::HEAD, "/v2/ann/", 4, &["ann"]),
            (Method::HEAD, "/v1/acme/codes/ann", 1, &["acme", "ann"]),
            (Method::POST, "/v2/ann", 5, &["ann"]),
        ] {
            let expected = Some(Found::Route(number, values.to_vec()));
            assert_eq!(table.find(path, &method), expected, "{method} {path}");
        }
        for path in [
            "",
            "/",
            "/v1",
            "/v1/acme/codes",
            "/v1/a/b/codes/ann/",
            "/V1/users/ann/codes",
            "/v1/users/ann/codes/",
            "/v1/%75sers/ann/codes",
            "//v2/ann",
        ] {
            assert_eq!(table.find(path, &Method::POST), None, "{path}");
        }
    }

    #[test]
    fn another_method_gets_the_list_of_methods() {
        let table = table();
        for (method, path, number, allow) in [
            (Method::PUT, "/v1/acme/codes/ann/", 0, "POST, GET, HEAD"),
            (Method::HEAD, "/v1/users/ann/codes", 2, "POST"),
            // A path that another route declares belongs to that route alone.
            (Method::GET, "/v2/ann", 5, "POST"),
            (Method::POST, "/v2/ann/", 4, "GET, HEAD"),
            (Method::GET, "/v1/me/codes/mine", 3, "POST"),
        ] {
            let expected = Some(Found::OtherMethods(number, allow.to_owned()));
            assert_eq!(table.find(path, &method), expected, "{method} {path}");
        }
    }
}
