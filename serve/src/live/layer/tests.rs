use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::pin;
use std::task::Waker;

use http::HeaderMap;
use http_body::Body;

use super::*;

/// A body of these frames.
struct Frames(VecDeque<Frame<Bytes>>);

impl Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

/// Returns the text of a body with `|` for its script, and whether trailers came behind it.
fn read(parts: &[&str], trailers: bool) -> (String, bool) {
    read_with("|", parts, trailers)
}

/// The same with a script.
fn read_with(script: &str, parts: &[&str], trailers: bool) -> (String, bool) {
    let data = parts.iter().map(|it| Frame::data(Bytes::copy_from_slice(it.as_bytes())));
    let end = trailers.then(|| Frame::trailers(HeaderMap::new()));
    let inner = Box::pin(Frames(data.chain(end).collect()));
    let body = LiveBody { inner, script: Some(script.to_owned()), head: Vec::new(), next: None };
    let mut body = pin!(body);
    let (mut text, mut ended) = (Vec::new(), false);
    let mut context = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(Ok(frame))) = body.as_mut().poll_frame(&mut context) {
        match frame.into_data() {
            Ok(data) => {
                assert!(!ended, "trailers are last");
                text.extend_from_slice(&data);
            }
            Err(_) => ended = true,
        }
    }
    assert!(!trailers || body.is_end_stream() || body.inner.0.is_empty());
    (String::from_utf8(text).unwrap(), ended)
}

#[test]
fn the_script_is_put_in_wherever_the_parts_of_a_document_end() {
    let text = "<!doctype html><head><title>a</title></head><body>b</body>";
    let expected = "<!doctype html><head><title>a</title>|</head><body>b</body>";
    for at in 0..=text.len() {
        let (one, other) = text.split_at(at);
        assert_eq!(read(&[one, other], at % 2 == 0), (expected.to_owned(), at % 2 == 0), "{at}");
    }
    let single: Vec<String> = text.chars().map(String::from).collect();
    let single: Vec<&str> = single.iter().map(String::as_str).collect();
    assert_eq!(read(&single, false).0, expected);
}

#[test]
fn what_is_no_document_passes() {
    for parts in [&["<p>a", "</p>"][..], &[], &["", ""], &["<head></head>"]] {
        assert_eq!(read(parts, true), (parts.concat(), true));
    }
    // A head that does not end keeps no more than so much waiting, and gets nothing.
    let script = format!("<!doctype html><script>{}", "a".repeat(300 << 10));
    assert_eq!(read(&[&script, "</script></head>"], false).0, format!("{script}</script></head>"));
    let long = "<p>".repeat(200_000);
    assert_eq!(read(&[&long, "<html></html>"], false).0, format!("{long}<html></html>"));
}

/// A policy may be added further out, where this layer does not see it.
#[test]
fn a_script_without_a_nonce_has_that_of_the_scripts_before_it() {
    let page = ["<!doctype html><script nonce=4></script>", "</head>"];
    for (script, expected) in [
        ("<script src=a></script>", "<script nonce=\"4\" src=a></script>"),
        ("<script nonce=\"5\" src=a></script>", "<script nonce=\"5\" src=a></script>"),
    ] {
        assert_eq!(read_with(script, &page, false).0, page.join(expected));
    }
}
