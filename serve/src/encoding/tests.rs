use http::HeaderValue;
use proptest::prelude::*;

use super::*;
use crate::fixture::COMPONENTS;

/// Returns what a request with these lines of `Accept-Encoding` gets of `site.css`.
fn chosen(lines: &[&str]) -> Option<Encoding> {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(ACCEPT_ENCODING, HeaderValue::from_str(line).unwrap());
    }
    choose(COMPONENTS.get("site.css").unwrap().representations(), &headers).map(|it| it.encoding())
}

#[test]
fn the_most_wanted_coding_and_of_equals_the_smallest() {
    use Encoding::{Br, Gzip, Identity};
    let cases: [(&[&str], Option<Encoding>); 26] = [
        (&[], Some(Identity)),
        (&[""], Some(Identity)),
        (&["gzip, deflate, br, zstd"], Some(Br)),
        (&["zstd"], Some(Identity)),
        (&["gzip"], Some(Gzip)),
        (&["GZip;Q=0.5"], Some(Gzip)),
        (&["x-gzip"], Some(Gzip)),
        (&["gzip, br;q=0.9"], Some(Gzip)),
        (&["deflate", "br"], Some(Br)),
        (&["br;q=0"], Some(Identity)),
        (&["br ; q=0.000, gzip"], Some(Gzip)),
        (&["gzip;q=0.001"], Some(Gzip)),
        (&["*"], Some(Br)),
        (&["br;q=0, *"], Some(Gzip)),
        (&["*;q=0"], None),
        (&["*;q=0, identity"], Some(Identity)),
        (&["identity;q=0"], None),
        (&["identity;q=0, br"], Some(Br)),
        (&["identity, br;q=0.5"], Some(Identity)),
        (&["identity;q=0.5, *;q=0"], Some(Identity)),
        (&["xbr, gzipped, nogzip"], Some(Identity)),
        (&["gzip;q=bogus"], Some(Identity)),
        (&["gzip;q=1.001"], Some(Identity)),
        (&["gzip;q=0.1234"], Some(Identity)),
        (&["gzip;level=9"], Some(Identity)),
        (&[",, ,br,"], Some(Br)),
    ];
    for (lines, expected) in cases {
        assert_eq!(chosen(lines), expected, "{lines:?}");
    }
}

/// Reads a quality value as section 12.4.2 writes it, by decimals.
fn quality(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_long = fraction.len() > 3;
    let is_number = fraction.bytes().all(|it| it.is_ascii_digit());
    if !["0", "1"].contains(&whole) || is_long || !is_number {
        return None;
    }
    let value: f64 = format!("{whole}.{fraction}0").parse().unwrap();
    (value <= 1.0).then_some(value)
}

/// Says what section 12.5.3 says, one coding after the other.
fn model(field: &str) -> Option<Encoding> {
    let elements: Vec<(String, f64)> = field
        .split(',')
        .filter_map(|element| {
            let (coding, weight) = element.split_once(';').unwrap_or((element, "q=1"));
            let weight = weight.trim_matches([' ', '\t']).to_lowercase();
            let quality = quality(weight.strip_prefix("q=")?)?;
            Some((coding.trim_matches([' ', '\t']).to_lowercase(), quality))
        })
        .collect();
    let named = |name: &str| elements.iter().rev().find(|it| it.0 == name).map(|it| it.1);
    let wanted = [(Encoding::Br, "br"), (Encoding::Gzip, "gzip")]
        .map(|(encoding, name)| (encoding, named(name).or_else(|| named("*")).unwrap_or(0.0)));
    let identity = named("identity");
    let identity = identity.or_else(|| named("*").filter(|it| *it == 0.0)).unwrap_or(0.0001);
    let all = wanted.into_iter().chain([(Encoding::Identity, identity)]);
    let all: Vec<_> = all.filter(|it| it.1 > 0.0).collect();
    let best = all.iter().map(|it| it.1).fold(0.0, f64::max);
    all.into_iter().find(|it| it.1 == best).map(|it| it.0)
}

proptest! {
    #[test]
    fn as_the_model_chooses(field in field()) {
        prop_assert_eq!(chosen(&[&field]), model(&field), "{:?}", field);
    }

    #[test]
    fn no_bytes_are_a_panic(bytes in prop::collection::vec(0x20u8..=0xff, 0..64)) {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_bytes(&bytes) {
            headers.append(ACCEPT_ENCODING, value);
        }
        choose(COMPONENTS.get("site.css").unwrap().representations(), &headers);
    }
}

fn field() -> impl Strategy<Value = String> {
    let coding = prop::sample::select(vec!["br", "gzip", "GZIP", "identity", "*", "zstd", "x", ""]);
    let quality = "[01](\\.[0-9]{0,4})?|[2q]|";
    let element = (coding, "[ \t]{0,2}", prop::option::of(("[ \t]?[qQ]=", quality))).prop_map(
        |(coding, space, weight)| match weight {
            Some((q, quality)) => format!("{space}{coding}{space};{q}{quality}"),
            None => format!("{coding}{space}"),
        },
    );
    prop::collection::vec(element, 0..6).prop_map(|elements| elements.join(","))
}
