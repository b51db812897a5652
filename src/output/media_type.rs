//! Media types by file extension, and by name where there is none.

use crate::config::media_types::MediaTypes;

#[cfg(test)]
mod tests;

/// The type of a component of which neither extension nor name says anything.
const UNKNOWN: &str = "application/octet-stream";

/// Returns the media type of the component at `path`: the one that is given for it, or
/// that of its extension or name.
pub(crate) fn media_type_of<'a>(given: &'a MediaTypes, path: &str) -> &'a str {
    given.of(path).unwrap_or_else(|| media_type(path))
}

/// Returns the media type of the component at `path`, from its extension or name.
///
/// The extension is what follows the last dot of the file name, unless that
/// dot begins it; ASCII case does not matter. A type whose registration has a
/// `charset` parameter gets `; charset=utf-8`; JSON, SVG, WebVTT and the like
/// have none. Text formats without a type of their own (templates, shader
/// and style sources) are `text/plain`. What is unknown, or ambiguous as
/// `.ts` is (TypeScript, MPEG transport stream), is `application/octet-stream`.
///
/// Files without an extension have the type of their name: those that a protocol
/// asks for under `.well-known` or by a name of its own, and the texts that come with
/// software, such as `LICENSE` and `LICENSE-MIT`, as `text/plain`.
///
/// Source: the IANA media types registry; RFC 9239 for JavaScript, RFC 8081
/// for fonts, RFC 9512 for YAML. What IANA does not list is what its readers ask for:
/// `audio/wav`, `audio/webm`, `video/webm`, `application/rss+xml` (browsers and feed
/// readers); `.7z`, `.bz2`, `.jar`, `.mid`, `.tar` (MDN, "Common media types");
/// `.br`, `.xz`, `.srt` (freedesktop.org's shared-mime-info); `.apk`, `.gpx` (mime-db);
/// `.plist`, `.mobileconfig`, `.pkpass` and `apple-app-site-association` (Apple's
/// deployment and developer documentation); `.crx`, `.xpi` (Chrome, Firefox);
/// `.jsonl` (jsonlines.org), `.ndjson` (ndjson-spec), `.opml` (OPML 2.0).
///
/// # Cost
///
/// A binary search, without allocation. It runs in build scripts, which cargo
/// does not optimise, so the comparison is of slices and not by iterators.
fn media_type(path: &str) -> &'static str {
    let extension = extension(path).as_bytes();
    let mut folded = [0; LONGEST];
    let Some(folded) = folded.get_mut(..extension.len()) else { return by_name(path) };
    folded.copy_from_slice(extension);
    folded.make_ascii_lowercase();
    match TYPES.binary_search_by(|(known, _)| known.as_bytes().cmp(folded)) {
        Ok(at) => TYPES[at].1,
        Err(_) => by_name(path),
    }
}

/// Returns the media type of a file whose extension says nothing.
fn by_name(path: &str) -> &'static str {
    let is_at = |file: &str| {
        path.strip_suffix(file).is_some_and(|above| above.is_empty() || above.ends_with('/'))
    };
    if let Some((_, known)) = FILES.iter().find(|(file, _)| is_at(file)) {
        return known;
    }
    // A version's last number, as in `LICENSE-APACHE-2.0`, is no extension.
    let name = path.rsplit('/').next().unwrap_or(path);
    let word = name.split('-').next().unwrap_or(name);
    let is_text = extension(path).bytes().all(|byte| byte.is_ascii_digit())
        && TEXTS.iter().any(|text| word.eq_ignore_ascii_case(text));
    if is_text { TEXT } else { UNKNOWN }
}

/// Returns what follows the last dot of the file name, or nothing.
fn extension(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    match path.rfind('.') {
        Some(dot) if dot > name => &path[dot + 1..],
        _ => "",
    }
}

/// The length of the longest extension in [`TYPES`], in bytes.
const LONGEST: usize = 12;

/// The type of text that has none of its own.
const TEXT: &str = "text/plain; charset=utf-8";

/// The ends of the paths of files without an extension that protocols ask for.
const FILES: &[(&str, &str)] = &[
    ("apple-app-site-association", "application/json"),
    (".well-known/atproto-did", "text/plain; charset=utf-8"),
    (".well-known/host-meta", "application/xrd+xml"),
    (".well-known/matrix/client", "application/json"),
    (".well-known/matrix/server", "application/json"),
    (".well-known/nodeinfo", "application/json"),
    (".well-known/oauth-authorization-server", "application/json"),
    (".well-known/openid-configuration", "application/json"),
    (".well-known/webauthn", "application/json"),
];

/// The texts without an extension that come with software, by their first word.
const TEXTS: &[&str] = &[
    "authors",
    "changelog",
    "contributing",
    "contributors",
    "copying",
    "copyright",
    "licence",
    "license",
    "notice",
    "readme",
    "todo",
    "unlicense",
    "version",
];

/// Extensions in lower case and in byte order, and their media types.
const TYPES: &[(&str, &str)] = &[
    ("3g2", "video/3gpp2"),
    ("3gp", "video/3gpp"),
    ("7z", "application/x-7z-compressed"),
    ("aac", "audio/aac"),
    ("adoc", "text/plain; charset=utf-8"),
    ("apk", "application/vnd.android.package-archive"),
    ("apng", "image/apng"),
    ("arrow", "application/vnd.apache.arrow.file"),
    ("atom", "application/atom+xml"),
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("br", "application/x-brotli"),
    ("bz2", "application/x-bzip2"),
    ("cjs", "text/javascript; charset=utf-8"),
    ("conf", "text/plain; charset=utf-8"),
    ("crx", "application/x-chrome-extension"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("dtd", "application/xml-dtd"),
    ("eot", "application/vnd.ms-fontobject"),
    ("epub", "application/epub+zip"),
    ("flac", "audio/flac"),
    ("frag", "text/plain; charset=utf-8"),
    ("ftl", "text/plain; charset=utf-8"),
    ("geojson", "application/geo+json"),
    ("gif", "image/gif"),
    ("glb", "model/gltf-binary"),
    ("glsl", "text/plain; charset=utf-8"),
    ("gltf", "model/gltf+json"),
    ("gpx", "application/gpx+xml"),
    ("gql", "text/plain; charset=utf-8"),
    ("graphql", "text/plain; charset=utf-8"),
    ("gz", "application/gzip"),
    ("hbs", "text/plain; charset=utf-8"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("hlsl", "text/plain; charset=utf-8"),
    ("htm", "text/html; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/vnd.microsoft.icon"),
    ("ics", "text/calendar; charset=utf-8"),
    ("ini", "text/plain; charset=utf-8"),
    ("j2", "text/plain; charset=utf-8"),
    ("jar", "application/java-archive"),
    ("jfif", "image/jpeg"),
    ("jinja", "text/plain; charset=utf-8"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("jsonl", "application/jsonl"),
    ("jsonld", "application/ld+json"),
    ("jsx", "text/plain; charset=utf-8"),
    ("jxl", "image/jxl"),
    ("kml", "application/vnd.google-earth.kml+xml"),
    ("kmz", "application/vnd.google-earth.kmz"),
    ("ktx", "image/ktx"),
    ("ktx2", "image/ktx2"),
    ("less", "text/plain; charset=utf-8"),
    ("liquid", "text/plain; charset=utf-8"),
    ("log", "text/plain; charset=utf-8"),
    ("m3u8", "application/vnd.apple.mpegurl"),
    ("m4a", "audio/mp4"),
    ("m4v", "video/mp4"),
    ("map", "application/json"),
    ("markdown", "text/markdown; charset=utf-8"),
    ("mathml", "application/mathml+xml"),
    ("md", "text/markdown; charset=utf-8"),
    ("mid", "audio/midi"),
    ("midi", "audio/midi"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mka", "audio/matroska"),
    ("mkv", "video/matroska"),
    ("mobileconfig", "application/x-apple-aspen-config"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("mpd", "application/dash+xml"),
    ("mpeg", "video/mpeg"),
    ("mpg", "video/mpeg"),
    ("mtl", "model/mtl"),
    ("mustache", "text/plain; charset=utf-8"),
    ("mvt", "application/vnd.mapbox-vector-tile"),
    ("ndjson", "application/x-ndjson"),
    ("njk", "text/plain; charset=utf-8"),
    ("nt", "application/n-triples"),
    ("obj", "model/obj"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("opml", "text/x-opml"),
    ("opus", "audio/ogg"),
    ("otf", "font/otf"),
    ("parquet", "application/vnd.apache.parquet"),
    ("pdf", "application/pdf"),
    ("pkpass", "application/vnd.apple.pkpass"),
    ("plist", "text/xml"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("properties", "text/plain; charset=utf-8"),
    ("ps", "application/postscript"),
    ("rar", "application/vnd.rar"),
    ("rdf", "application/rdf+xml"),
    ("rss", "application/rss+xml"),
    ("rst", "text/plain; charset=utf-8"),
    ("rtf", "application/rtf"),
    ("sass", "text/plain; charset=utf-8"),
    ("scss", "text/plain; charset=utf-8"),
    ("sh", "text/plain; charset=utf-8"),
    ("sql", "application/sql"),
    ("sqlite", "application/vnd.sqlite3"),
    ("srt", "application/x-subrip"),
    ("stl", "model/stl"),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("tera", "text/plain; charset=utf-8"),
    ("text", "text/plain; charset=utf-8"),
    ("tgz", "application/gzip"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("tmpl", "text/plain; charset=utf-8"),
    ("toml", "application/toml"),
    ("topojson", "application/json"),
    ("tsv", "text/tab-separated-values"),
    ("ttc", "font/collection"),
    ("ttf", "font/ttf"),
    ("ttl", "text/turtle; charset=utf-8"),
    ("ttml", "application/ttml+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("usdz", "model/vnd.usdz+zip"),
    ("vcf", "text/vcard; charset=utf-8"),
    ("vert", "text/plain; charset=utf-8"),
    ("vtt", "text/vtt"),
    ("wasm", "application/wasm"),
    ("wav", "audio/wav"),
    ("weba", "audio/webm"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("wgsl", "text/wgsl"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xhtml", "application/xhtml+xml"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml"),
    ("xpi", "application/x-xpinstall"),
    ("xsd", "application/xml"),
    ("xsl", "application/xslt+xml"),
    ("xslt", "application/xslt+xml"),
    ("xz", "application/x-xz"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("zip", "application/zip"),
    ("zst", "application/zstd"),
];
