//! Any bytes as a request: a sound answer, never a panic.
#![no_main]

use http::{HeaderName, HeaderValue, Method, Request, Uri};
use libfuzzer_sys::fuzz_target;

#[path = "../../serve/src/exercise.rs"]
mod exercise;
#[path = "../../serve/src/fixture.rs"]
mod fixture;

fuzz_target!(|data: &[u8]| {
    // Lines: method, target, then a field each.
    let mut lines = data.split(|byte| *byte == b'\n');
    let mut request = Request::new(());
    if let Ok(method) = Method::from_bytes(lines.next().unwrap_or_default()) {
        *request.method_mut() = method;
    }
    if let Ok(target) = Uri::try_from(lines.next().unwrap_or_default()) {
        *request.uri_mut() = target;
    }
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = HeaderName::from_bytes(&line[..colon]);
        let value = HeaderValue::from_bytes(&line[colon + 1..]);
        if let (Ok(name), Ok(value)) = (name, value) {
            request.headers_mut().append(name, value);
        }
    }
    exercise::exercise(&fixture::COMPONENTS, &request);
});
