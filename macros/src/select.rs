//! Which paths are components: what the build helper decides, decided again.

use include_components_pack::roots::RootsFile;

/// What was taken under the roots.
#[derive(Debug)]
pub(crate) struct Select<'a> {
    hidden: bool,
    /// The globs, with `true` beside those of `include`.
    globs: Vec<(&'a str, bool)>,
}

impl<'a> Select<'a> {
    pub(crate) fn of(record: &RootsFile<'a>) -> Option<Self> {
        let (hidden, globs) = record.selection()?;
        Some(Select { hidden, globs: globs.collect() })
    }

    /// Whether a file is a component.
    pub(crate) fn file(&self, path: &str) -> bool {
        let mut include = self.globs.iter().filter(|(_, include)| *include).peekable();
        let takes_all = include.peek().is_none();
        let names = |only_dots: bool| {
            let globs = include.clone().filter(|(glob, _)| !only_dots || spells_dot(glob));
            globs.into_iter().any(|(glob, _)| matches(glob, path))
        };
        let is_hidden = !self.hidden && path.split('/').any(is_hidden);
        let is_taken = if is_hidden { names(true) } else { takes_all || names(false) };
        is_taken && !self.excludes(path)
    }

    /// Says why a file is no component, or nothing if it is one.
    pub(crate) fn refusal(&self, path: &str) -> Option<String> {
        // A directory that is left out takes all below it along.
        let slashes = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        let on_the_way: Vec<&str> = slashes.chain([path]).collect();
        let excludes = |glob: &&str| on_the_way.iter().any(|path| matches(glob, path));
        let mut globs = self.globs.iter().filter(|(_, include)| !include).map(|(glob, _)| *glob);
        if let Some(glob) = globs.find(excludes) {
            return Some(format!("`exclude({glob:?})` leaves it out"));
        }
        if self.file(path) {
            return None;
        }
        match !self.hidden && path.split('/').any(is_hidden) {
            true => Some("it is hidden, and `hidden(true)` takes it".to_owned()),
            false => Some("no `include` matches it".to_owned()),
        }
    }

    /// Whether cargo watches a path: it does so below the directories that every glob
    /// of `include` begins with, or below the root.
    pub(crate) fn is_watched(&self, path: &str) -> bool {
        let includes = self.globs.iter().filter(|(_, include)| *include);
        let mut dirs = includes.map(|(glob, _)| literal_dir(glob)).peekable();
        let is_in = |dir: &str| {
            let rest = path.strip_prefix(dir);
            dir.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        dirs.peek().is_none() || self.is_anywhere() || dirs.any(is_in)
    }

    /// Whether a glob of `include` names no directory.
    fn is_anywhere(&self) -> bool {
        self.globs.iter().any(|(glob, include)| *include && literal_dir(glob).is_empty())
    }

    /// Whether a directory is entered.
    pub(crate) fn dir(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let spells_dot = || self.globs.iter().any(|(glob, include)| *include && spells_dot(glob));
        !self.excludes(path) && (self.hidden || !is_hidden(name) || spells_dot())
    }

    fn excludes(&self, path: &str) -> bool {
        self.globs.iter().any(|(glob, include)| !include && matches(glob, path))
    }
}

/// Returns the directory that all matches of a glob are in, or nothing.
fn literal_dir(glob: &str) -> &str {
    let literal = glob.find(['*', '?', '[', '{', '\\']).unwrap_or(glob.len());
    glob[..literal].rfind('/').map_or("", |slash| &glob[..slash])
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != ".well-known"
}

fn spells_dot(glob: &str) -> bool {
    glob.split('/').any(|segment| segment.starts_with('.'))
}

/// Whether a glob matches a logical path: the file name, if it has no `/`.
fn matches(glob: &str, path: &str) -> bool {
    let whole = glob.contains('/');
    let subject = if whole { path } else { path.rsplit('/').next().unwrap_or(path) };
    alternatives(glob).iter().any(|glob| is_match(glob, subject, true))
}

/// Returns a glob without braces for each choice that the braces leave.
fn alternatives(glob: &str) -> Vec<String> {
    let Some((before, choices, after)) = first_braces(glob) else { return vec![glob.to_owned()] };
    let with = |choice: &str| alternatives(&format!("{before}{choice}{after}"));
    choices.into_iter().flat_map(with).collect()
}

/// Returns what is before the first braces, the choices in them, what is behind.
fn first_braces(glob: &str) -> Option<(&str, Vec<&str>, &str)> {
    let (mut depth, mut in_class, mut start) = (0, false, 0);
    let (mut open, mut choices) = (0, Vec::new());
    let mut chars = glob.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            ']' => in_class = false,
            _ if in_class => {}
            '[' => in_class = true,
            '{' => {
                depth += 1;
                if depth == 1 {
                    (open, start) = (at, at + 1);
                }
            }
            ',' if depth == 1 => {
                choices.push(&glob[start..at]);
                start = at + 1;
            }
            '}' if depth == 1 => {
                choices.push(&glob[start..at]);
                return Some((&glob[..open], choices, &glob[at + 1..]));
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a glob without braces matches; `at_start` of a segment `**` may stand.
fn is_match(glob: &str, path: &str, at_start: bool) -> bool {
    let mut chars = glob.chars();
    let Some(first) = chars.next() else { return path.is_empty() };
    let rest = chars.as_str();
    let next = path.chars().next();
    let behind = next.map_or("", |c| &path[c.len_utf8()..]);
    if at_start && (glob == "**" || glob.starts_with("**/")) {
        let rest = &glob[glob.len().min(3)..];
        let segments = path.match_indices('/').map(|(slash, _)| &path[slash + 1..]);
        return glob == "**"
            || std::iter::once(path).chain(segments).any(|it| is_match(rest, it, true));
    }
    match first {
        '*' => {
            let stars = rest.trim_start_matches('*');
            let end = path.find('/').unwrap_or(path.len());
            let ends = path.char_indices().map(|(at, _)| at).chain([path.len()]);
            ends.take_while(|at| *at <= end).any(|at| is_match(stars, &path[at..], false))
        }
        '?' => next.is_some_and(|c| c != '/') && is_match(rest, behind, false),
        '[' => match next.filter(|c| *c != '/').and_then(|c| in_class(rest, c)) {
            Some((true, rest)) => is_match(rest, behind, false),
            _ => false,
        },
        _ => {
            let (c, rest) = match first {
                '\\' => (chars.next(), chars.as_str()),
                _ => (Some(first), rest),
            };
            next.is_some() && next == c && is_match(rest, behind, c == Some('/'))
        }
    }
}

/// Whether a class has a character, and what is behind the class.
fn in_class(class: &str, c: char) -> Option<(bool, &str)> {
    let not = class.starts_with(['!', '^']);
    let mut rest = if not { &class[1..] } else { class };
    let (mut found, mut is_first) = (false, true);
    loop {
        let (low, behind) = one(rest)?;
        if low == ']' && !is_first && rest.starts_with(']') {
            return Some((found != not, behind));
        }
        let range = behind.strip_prefix('-').filter(|it| !it.starts_with(']')).and_then(one);
        let (high, behind) = range.unwrap_or((low, behind));
        found |= (low..=high).contains(&c);
        (rest, is_first) = (behind, false);
    }
}

/// Returns the first character, without the escape before it, and the rest.
fn one(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let c = if first == '\\' { chars.next()? } else { first };
    Some((c, chars.as_str()))
}

#[cfg(test)]
mod tests;
