//! Finds the route of a path.

/// The routes of the native API: method and the parts of the template, by number.
pub(crate) struct Routes(Vec<(u32, String, Vec<String>)>);

impl Routes {
    pub(crate) fn of<T: AsRef<str>>(all: impl Iterator<Item = (T, T, T)>) -> Self {
        let own = (0..).zip(all).filter(|(_, (dialect, ..))| dialect.as_ref() == "native");
        let parts = |template: &str| template.split('/').map(str::to_owned).collect();
        let routes = own.map(|(number, (_, method, template))| {
            (number, method.as_ref().to_owned(), parts(template.as_ref()))
        });
        Self(routes.collect())
    }

    /// The number of the route, and the values of the template's parameters.
    pub(crate) fn find<'a>(&self, method: &str, path: &'a str) -> (u32, Vec<&'a str>) {
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |parts: &[String]| {
            let mut pairs = parts.iter().zip(&asked);
            parts.len() == asked.len() && pairs.all(|(part, asked)| part == asked || part == "{id}")
        };
        let mut routes = self.0.iter();
        let found = routes.find(|(_, of, parts)| of == method && fits(parts));
        let (number, _, parts) = found.unwrap_or_else(|| panic!("no route {method} {path}"));
        let values = parts.iter().zip(asked).filter(|(part, _)| *part == "{id}");
        (*number, values.map(|(_, value)| value).collect())
    }
}
