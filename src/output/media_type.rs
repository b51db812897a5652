//! Media types by file extension.

#[cfg(test)]
mod tests;

/// The type of a component of which the extension says nothing.
const UNKNOWN: &str = "application/octet-stream";

/// Returns the media type of the component at `path`, from its extension.
///
/// The extension is what follows the last dot of the file name, unless that
/// dot begins it; ASCII case does not matter. A type whose registration has a
/// `charset` parameter gets `; charset=utf-8`; JSON, SVG, WebVTT and the like
/// have none. Text formats without a type of their own (templates, shader
/// and style sources) are `text/plain`. What is unknown, or ambiguous as
/// `.ts` is (TypeScript, MPEG transport stream), is `application/octet-stream`.
///
/// Source: the IANA media types registry; RFC 9239 for JavaScript, RFC 8081
/// for fonts, RFC 9512 for YAML. IANA does not list `audio/wav`, `audio/webm`,
/// `video/webm` and `application/rss+xml`, which is what browsers and feed
/// readers know.
///
/// # Cost
///
/// A binary search, without allocation. It runs in build scripts, which cargo
/// does not optimise, so the comparison is of slices and not by iterators.
pub(crate) fn media_type(path: &str) -> &'static str {
    let extension = extension(path).as_bytes();
    let mut folded = [0; LONGEST];
    let Some(folded) = folded.get_mut(..extension.len()) else { return UNKNOWN };
    folded.copy_from_slice(extension);
    folded.make_ascii_lowercase();
    match TYPES.binary_search_by(|(known, _)| known.as_bytes().cmp(folded)) {
        Ok(at) => TYPES[at].1,
        Err(_) => UNKNOWN,
    }
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
const LONGEST: usize = 11;

/// Extensions in lower case and in byte order, and their media types.
const TYPES: &[(&str, &str)] = &[
    ("3gp", "video/3gpp"),
    ("aac", "audio/aac"),
    ("apng", "image/apng"),
    ("arrow", "application/vnd.apache.arrow.file"),
    ("atom", "application/atom+xml"),
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("cjs", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
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
    ("jinja", "text/plain; charset=utf-8"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("jsonld", "application/ld+json"),
    ("jxl", "image/jxl"),
    ("kml", "application/vnd.google-earth.kml+xml"),
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
    ("mjs", "text/javascript; charset=utf-8"),
    ("mka", "audio/matroska"),
    ("mkv", "video/matroska"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("mpd", "application/dash+xml"),
    ("mpeg", "video/mpeg"),
    ("mpg", "video/mpeg"),
    ("mtl", "model/mtl"),
    ("mustache", "text/plain; charset=utf-8"),
    ("mvt", "application/vnd.mapbox-vector-tile"),
    ("obj", "model/obj"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("opus", "audio/ogg"),
    ("otf", "font/otf"),
    ("parquet", "application/vnd.apache.parquet"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("rss", "application/rss+xml"),
    ("rtf", "application/rtf"),
    ("sass", "text/plain; charset=utf-8"),
    ("scss", "text/plain; charset=utf-8"),
    ("sh", "text/plain; charset=utf-8"),
    ("sql", "application/sql"),
    ("sqlite", "application/vnd.sqlite3"),
    ("stl", "model/stl"),
    ("svg", "image/svg+xml"),
    ("tera", "text/plain; charset=utf-8"),
    ("text", "text/plain; charset=utf-8"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("tmpl", "text/plain; charset=utf-8"),
    ("toml", "application/toml"),
    ("tsv", "text/tab-separated-values"),
    ("ttc", "font/collection"),
    ("ttf", "font/ttf"),
    ("ttl", "text/turtle; charset=utf-8"),
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
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml"),
    ("xsd", "application/xml"),
    ("xsl", "application/xslt+xml"),
    ("xslt", "application/xslt+xml"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("zip", "application/zip"),
    ("zst", "application/zstd"),
];
