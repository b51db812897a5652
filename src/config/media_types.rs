//! The media types that the caller gives, by globs.

use crate::base::error::{ErrorKind, Problem};
use crate::base::glob::Glob;
use crate::base::key::KeyHasher;

/// Media types by the globs that they were given for.
#[derive(Debug, Default)]
pub(crate) struct MediaTypes(Vec<(Glob, String)>);

impl MediaTypes {
    /// Checks what the caller said.
    pub(crate) fn new(given: &[(String, String)], problems: &mut Vec<Problem>) -> Self {
        let mut rules = Vec::new();
        for (text, media_type) in given {
            if !is_media_type(media_type) {
                let message = format!(
                    "cannot serve {text:?} as {media_type:?}: a media type is \
                     `type/subtype`, with parameters after a `;` (RFC 9110, 8.3.1)"
                );
                problems.push(Problem::new(ErrorKind::Config, message));
            }
            let glob = Glob::checked(text, problems);
            rules.extend(glob.map(|glob| (glob, media_type.clone())));
        }
        MediaTypes(rules)
    }

    /// Returns the type that the last glob gives which matches a path.
    pub(crate) fn of(&self, path: &str) -> Option<&str> {
        let rule = self.0.iter().rev().find(|(glob, _)| glob.matches(path));
        rule.map(|(_, media_type)| media_type.as_str())
    }

    pub(crate) fn globs(&self) -> impl Iterator<Item = &Glob> {
        self.0.iter().map(|(glob, _)| glob)
    }

    pub(crate) fn describe(&self, key: &mut KeyHasher) {
        key.write(self.0.len().to_le_bytes());
        for (glob, media_type) in &self.0 {
            key.write(glob.to_string()).write(media_type);
        }
    }
}

/// Whether a text can be the value of `Content-Type`.
fn is_media_type(text: &str) -> bool {
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let is_token = |text: &str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        !text.is_empty() && text.chars().all(allowed)
    };
    let is_pair = |(kind, subtype): (&str, &str)| is_token(kind) && is_token(subtype);
    essence.trim_end().split_once('/').is_some_and(is_pair)
        && parameters.chars().all(|c| c == ' ' || c.is_ascii_graphic())
}

#[cfg(test)]
mod tests;
