//! What is asked for.

use std::io;
use std::net::SocketAddr;

use include_components_benches::client::{Client, Response};

/// The path of a component of 1 KiB.
const SMALL: &str = "/static/small/button-00000.svg";

/// The path of a component of 100 KiB.
pub(crate) const LARGE: &str = "/static/large/avatar-00003.css";

/// One request, asked again and again.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    path: &'static str,
    fields: &'static str,
    /// With the tag that the server gave before.
    conditional: bool,
    /// What is right: the status, and the content coding.
    status: &'static str,
    coding: Option<&'static str>,
}

/// All of them.
pub(crate) const CASES: [Case; 5] = [
    Case::plain("1 KiB", SMALL, "200"),
    Case {
        fields: "accept-encoding: br\r\n",
        coding: Some("br"),
        ..Case::plain("100 KiB, br", LARGE, "200")
    },
    Case { conditional: true, ..Case::plain("304", SMALL, "304") },
    Case { fields: "range: bytes=1000-1999\r\n", ..Case::plain("range", LARGE, "206") },
    Case::plain("miss", "/static/small/button-00001.svg", "404"),
];

impl Case {
    const fn plain(name: &'static str, path: &'static str, status: &'static str) -> Self {
        Case { name, path, fields: "", conditional: false, status, coding: None }
    }

    /// Asks once; returns the request, as bytes, and what it was answered with.
    pub(crate) fn ask(&self, server: SocketAddr) -> io::Result<(String, Response)> {
        let mut request = self.request("");
        let mut response = Client::connect(server)?.ask(&request)?;
        if self.conditional {
            let tag = response.field("etag").unwrap_or_default();
            request = self.request(&format!("if-none-match: {tag}\r\n"));
            response = Client::connect(server)?.ask(&request)?;
        }
        Ok((request, response))
    }

    /// Returns whether a response is the one that was asked for.
    pub(crate) fn is_answered_by(&self, response: &Response) -> bool {
        // One peer says that there is none.
        let coding = response.field("content-encoding").filter(|coding| coding != "identity");
        response.status() == self.status && coding.as_deref() == self.coding
    }

    fn request(&self, more: &str) -> String {
        format!("GET {} HTTP/1.1\r\nhost: localhost\r\n{}{more}\r\n", self.path, self.fields)
    }
}
