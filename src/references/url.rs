//! From a URL to the component that it names.

use super::text;

/// Where a set is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServedAt {
    /// The whole of it, with a `/` at its end.
    text: String,
    /// How much of it is scheme and host: nothing, if the host is not said.
    origin: usize,
}

/// What a URL names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A component, if there is one at this logical path.
    Path(String),
    /// Something else: another site, say, or a place in the same file.
    Elsewhere,
}

/// The URL that others are relative to, as far as it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// On the server of the set: the names of the directories.
    Here(Vec<String>),
    /// On another one, which has this scheme; or where nobody knows, and there is none.
    Elsewhere { scheme: String },
}

/// The root of the server.
impl Default for ServedAt {
    fn default() -> Self {
        ServedAt { text: "/".to_owned(), origin: 0 }
    }
}

impl ServedAt {
    /// Checks what the caller said, and ends it with a `/`.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let mut text = text.to_owned();
        if !text.ends_with('/') {
            text.push('/');
        }
        let origin = match text.find("://") {
            Some(colon) => {
                let is_scheme = matches!(&text[..colon], "http" | "https");
                let host = colon + "://".len();
                let slash = text[host..].find('/').filter(|len| *len > 0 && is_scheme)?;
                host + slash
            }
            None => 0,
        };
        let is_allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/@:+,=!$*;%".contains(&byte);
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
        let are_escapes = |path: &[u8]| {
            let escape = |rest: &[u8]| is_digit(rest.first()) && is_digit(rest.get(1));
            let escapes = path.iter().enumerate().filter(|(_, byte)| **byte == b'%');
            escapes.map(|(at, _)| &path[at + 1..]).all(escape)
        };
        let path = text.get(origin..)?;
        let is_encoded = path.bytes().all(is_allowed) && are_escapes(path.as_bytes());
        let is_path = path.starts_with('/') && is_encoded;
        let segments = path.trim_matches('/').split('/');
        let are_names = path == "/"
            || segments.clone().all(|it| !matches!(decoded(it).as_str(), "" | "." | ".."));
        let is_path = is_path && are_names && !path.starts_with("//");
        is_path.then_some(ServedAt { text, origin })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it names a host, which may be another than that of a page.
    pub(crate) fn has_host(&self) -> bool {
        self.origin > 0
    }

    /// Returns the base of what is in a component.
    pub(crate) fn base(&self, path: &str) -> Base {
        let mut names = self.names();
        let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
        names.extend(dir.split('/').filter(|it| !it.is_empty()).map(str::to_owned));
        Base::Here(names)
    }

    /// Returns the names of the directories that the set is served below, without
    /// percent-encoding.
    fn names(&self) -> Vec<String> {
        let path = self.text[self.origin..].trim_matches('/');
        path.split('/').filter(|it| !it.is_empty()).map(decoded).collect()
    }

    /// Finds what a URL names. All but whole ones are relative to `base`.
    pub(crate) fn resolve(&self, url: &str, base: &Base) -> Target {
        let names = match self.names_of(url, base) {
            Some(names) => names,
            None => return Target::Elsewhere,
        };
        let prefix = self.names();
        match names.strip_prefix(prefix.as_slice()) {
            // A directory has no name.
            Some([path @ .., last]) if !last.is_empty() => {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                let slash = if path.is_empty() { "" } else { "/" };
                Target::Path([path.join("/").as_str(), slash, last.as_str()].concat())
            }
            _ => Target::Elsewhere,
        }
    }

    /// Returns the base that `<base href>` says in a file that has a base of its own.
    pub(crate) fn join(&self, href: &str, own: &Base) -> Base {
        let scheme = has_scheme(href).then(|| href.split(':').next().unwrap_or_default());
        let scheme = scheme.map(str::to_ascii_lowercase);
        let is_none = path_len(href) == 0;
        // HTML, 4.2.3: such a one does not count.
        if is_none || matches!(scheme.as_deref(), Some("data" | "javascript")) {
            return own.clone();
        }
        match self.names_of(href, own) {
            Some(mut names) => {
                names.pop();
                Base::Here(names)
            }
            None => Base::Elsewhere { scheme: scheme.unwrap_or_else(|| self.scheme(own)) },
        }
    }

    /// Returns the scheme of a base; an empty text if nobody knows.
    fn scheme(&self, base: &Base) -> String {
        let own = || self.text[..self.origin].split_once(':').map_or("", |(scheme, _)| scheme);
        match base {
            Base::Here(_) => own().to_owned(),
            Base::Elsewhere { scheme } => scheme.clone(),
        }
    }

    /// Returns the names in the path of a URL on this server, as they are after
    /// percent-decoding; the last is empty if it is that of a directory.
    fn names_of(&self, url: &str, base: &Base) -> Option<Vec<String>> {
        let dirs = match base {
            Base::Here(names) => Some(names),
            Base::Elsewhere { .. } => None,
        };
        let (is_whole, url) = self.without_origin(url, base)?;
        let path = match (is_whole, &url[..path_len(url)]) {
            (true, "") => "/",
            (false, "") => return None,
            (_, path) => path,
        };
        if !is_whole && dirs.is_none() {
            return None;
        }
        let mut names = match path.starts_with(is_slash) {
            true => Vec::new(),
            false => dirs?.clone(),
        };
        let mut is_dir = false;
        for segment in path.strip_prefix(is_slash).unwrap_or(path).split(is_slash) {
            let name = decoded(segment);
            is_dir = matches!(name.as_str(), "" | "." | "..");
            match name.as_str() {
                ".." => drop(names.pop()),
                "." => {}
                // An empty one before the last is a name that nothing has.
                _ => names.push(name),
            }
        }
        if is_dir && names.last().is_none_or(|last| !last.is_empty()) {
            names.push(String::new());
        }
        Some(names)
    }

    /// Returns a URL without the scheme and the host, if it has those of this server or
    /// none, and whether it has them.
    fn without_origin<'a>(&self, url: &'a str, base: &Base) -> Option<(bool, &'a str)> {
        let origin = &self.text[..self.origin];
        let strip = |origin: &str| {
            let start = url.get(..origin.len())?;
            let rest = url.get(origin.len()..)?;
            let is_it = !origin.is_empty() && start.eq_ignore_ascii_case(origin);
            let is_whole = rest.is_empty() || rest.starts_with(['/', '?', '#']);
            (is_it && is_whole).then_some((true, rest))
        };
        if url.chars().take_while(|c| is_slash(*c)).count() >= 2 {
            // The scheme is that of the base.
            let (scheme, host) = origin.split_once(':')?;
            return strip(host).filter(|_| self.scheme(base) == scheme);
        }
        match has_scheme(url) {
            true => strip(origin),
            false => Some((false, url)),
        }
    }
}

/// Returns how much of a URL is before its query and its fragment.
fn path_len(url: &str) -> usize {
    url.find(['?', '#']).unwrap_or(url.len())
}

/// As the URL Standard has it for `http` and `https`.
fn is_slash(c: char) -> bool {
    matches!(c, '/' | '\\')
}

/// Whether a URL begins with a scheme.
fn has_scheme(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once(':') else { return false };
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(is_part)
}

/// Returns a segment without percent-encoding; as it is if that would be no name.
fn decoded(segment: &str) -> String {
    let (bytes, _) = text::decoded(segment.as_bytes());
    let name = String::from_utf8(bytes).ok().filter(|name| !name.contains('/'));
    name.unwrap_or_else(|| segment.to_owned())
}

#[cfg(test)]
mod tests;
