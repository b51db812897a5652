//! What a row of the table says: a request, and what must come back.

use std::fmt;

use include_components::Encoding;

use crate::SITE;
use crate::client::{self, Response};
use crate::servers::Server;

/// A request, and what it must be answered by.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The section of RFC 9110, or of the document that is named, or "" for a practice
    /// that no document demands.
    pub(crate) section: &'static str,
    method: &'static str,
    target: String,
    fields: Vec<(&'static str, String)>,
    checks: Vec<Check>,
}

#[derive(Clone, Debug)]
enum Check {
    Status(u16),
    Field(&'static str, String),
    /// The field begins so.
    Begins(&'static str, &'static str),
    Without(&'static str),
    /// The field is that of a plain GET with the same `Accept-Encoding`.
    Same(&'static str),
    Body(Bytes),
}

#[derive(Clone, PartialEq)]
struct Bytes(Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = &self.0[..self.0.len().min(40)];
        write!(f, "{} bytes, {:?}", self.0.len(), String::from_utf8_lossy(start))
    }
}

/// Begins a row: a method and a path, to which the server's prefix is added.
pub(crate) fn row(section: &'static str, method: &'static str, target: &str) -> Row {
    let (fields, checks) = (Vec::new(), Vec::new());
    Row { section, method, target: target.to_owned(), fields, checks }
}

impl Row {
    /// Adds a field. `{etag}` in it is the tag that a plain GET of the same path gets,
    /// `{identity}` that of the identity.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.fields.push((name, value.to_owned()));
        self
    }

    pub(crate) fn is(mut self, status: u16) -> Self {
        self.checks.push(Check::Status(status));
        self
    }

    pub(crate) fn field(mut self, name: &'static str, value: &str) -> Self {
        self.checks.push(Check::Field(name, value.to_owned()));
        self
    }

    pub(crate) fn begins(mut self, name: &'static str, value: &'static str) -> Self {
        self.checks.push(Check::Begins(name, value));
        self
    }

    pub(crate) fn without(mut self, names: &[&'static str]) -> Self {
        self.checks.extend(names.iter().map(|name| Check::Without(name)));
        self
    }

    pub(crate) fn same(mut self, names: &[&'static str]) -> Self {
        self.checks.extend(names.iter().map(|name| Check::Same(name)));
        self
    }

    pub(crate) fn empty(self) -> Self {
        self.bytes(b"")
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.checks.push(Check::Body(Bytes(bytes.to_vec())));
        self
    }

    /// The body is a file of the site.
    pub(crate) fn file(self, path: &str) -> Self {
        self.bytes(SITE.get(path).expect(path).bytes())
    }

    /// The body is a representation of a file of the site, and the response says which.
    pub(crate) fn coded(self, path: &str, encoding: Encoding) -> Self {
        let chosen = SITE.get(path).and_then(|it| it.representation(encoding)).expect(path);
        let coded = self.bytes(chosen.bytes()).field("vary", "accept-encoding");
        match encoding {
            Encoding::Identity => coded.without(&["content-encoding"]),
            _ => coded.field("content-encoding", encoding.token()),
        }
    }

    /// Asks a server; panics with what is wrong.
    pub(crate) fn check(&self, server: Server) {
        let target = format!("{}{}", server.prefix, self.target);
        let plain = || {
            let kept = ["accept-encoding", "accept", "sec-fetch-mode"];
            let fields = self.fields.iter().filter(|it| kept.contains(&it.0)).cloned();
            ask(server, "GET", &target, fields)
        };
        let tag = |response: Response| response.field("etag").expect("a tag");
        let fields = self.fields.iter().map(|(name, value)| {
            let mut value = value.clone();
            if value.contains("{etag}") {
                value = value.replace("{etag}", &tag(plain()));
            }
            if value.contains("{identity}") {
                let identity = ask(server, "GET", &target, std::iter::empty());
                value = value.replace("{identity}", &tag(identity));
            }
            (*name, value)
        });
        let response = ask(server, self.method, &target, fields);
        for check in &self.checks {
            let holds = match check {
                Check::Status(status) => response.status == *status,
                Check::Field(name, value) => response.field(name).as_ref() == Some(value),
                Check::Begins(name, value) => {
                    response.field(name).is_some_and(|found| found.starts_with(value))
                }
                Check::Without(name) => response.field(name).is_none(),
                Check::Same(name) => response.field(name) == plain().field(name),
                Check::Body(bytes) => response.body == bytes.0,
            };
            let shown = Response { body: Vec::new(), ..response.clone() };
            let len = response.body.len();
            assert!(holds, "{self:?}\n{check:?} does not hold of {shown:?}, a body of {len} bytes");
        }
    }
}

fn ask(
    server: Server,
    method: &str,
    target: &str,
    fields: impl Iterator<Item = (&'static str, String)>,
) -> Response {
    let fields: Vec<_> = fields.map(|(name, value)| (name.to_owned(), value)).collect();
    match server.is_http2 {
        true => client::ask_http2(server.address, method, target, &fields),
        false => client::ask(server.address, method, target, &fields),
    }
}
