//! The options of a build, as the arguments of a command and as a `Build`.

use std::path::PathBuf;

use include_components_build::{
    Build, Cache, Effort, Embed, Encoder, Imports, Links, Lint, Missing, References,
};

use crate::compilers::{Fake, Kind, Panic};

/// What a build is told, but for its OUT_DIR.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) name: String,
    pub(crate) roots: Vec<PathBuf>,
    pub(crate) include: Vec<String>,
    pub(crate) exclude: Vec<String>,
    /// Globs, and which compiler they have.
    pub(crate) rules: Vec<(String, Fake)>,
    /// Globs, and which artifact is made of all that match.
    pub(crate) bundles: Vec<(String, Bundled)>,
    /// Globs, and which encodings their artifacts have, by name.
    pub(crate) encodings: Vec<(String, Vec<&'static str>)>,
    /// Of which components, taken for modules and pages by their extensions and else for
    /// CSS, the references are written anew, and what is done about what is missing, by name.
    pub(crate) references: Option<(String, &'static str)>,
    /// Whether hidden files are taken.
    pub(crate) hidden: bool,
    pub(crate) links: Links,
    pub(crate) allow_missing: bool,
    /// The persistent cache; `None` for none.
    pub(crate) cache: Option<PathBuf>,
    pub(crate) max_bytes: Option<u64>,
    pub(crate) map_above: Option<u64>,
    pub(crate) embed: Embed,
    /// About how long the parts of a linked pack are.
    pub(crate) part_size: Option<u64>,
    /// What panics of the compiler of `*.panic`, and of a bundle of them.
    pub(crate) panic: Option<Panic>,
}

/// One artifact of many components.
#[derive(Clone, Debug)]
pub(crate) struct Bundled {
    pub(crate) path: String,
    pub(crate) fake: Fake,
    /// Whether the components are left out themselves.
    pub(crate) only: bool,
}

const LINKS: [(&str, Links); 3] =
    [("inside", Links::Inside), ("anywhere", Links::Anywhere), ("refuse", Links::Refuse)];

const ENCODINGS: [(&str, Encoder); 3] =
    [("br", Encoder::br()), ("gzip", Encoder::gzip()), ("zstd", Encoder::zstd())];

const MISSING: [(&str, Missing); 3] =
    [("error", Missing::Error), ("warn", Missing::Warn), ("allow", Missing::Allow)];

const EMBED: [(&str, Embed); 3] =
    [("auto", Embed::Auto), ("include", Embed::Include), ("link", Embed::Link)];

impl Setup {
    /// Makes the options of the set `components`, which has no root yet.
    pub(crate) fn new() -> Self {
        Setup {
            name: "components".to_owned(),
            roots: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            rules: Vec::new(),
            bundles: Vec::new(),
            encodings: Vec::new(),
            references: None,
            hidden: false,
            links: Links::Inside,
            allow_missing: false,
            cache: None,
            max_bytes: None,
            map_above: None,
            embed: Embed::Auto,
            part_size: None,
            panic: None,
        }
    }

    /// Reads arguments of the form `key=value`.
    ///
    /// `None` is for no build at all, which the argument `idle` asks for.
    pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut setup = Setup::new();
        for arg in args {
            let (key, value) = arg.split_once('=').unwrap_or((&arg, ""));
            let fault = || format!("cannot use the argument {arg:?}");
            let number = || value.parse().map_err(|_| fault());
            match key {
                "idle" => return Ok(None),
                "name" => setup.name = value.to_owned(),
                "root" => setup.roots.push(value.into()),
                "include" => setup.include.push(value.to_owned()),
                "exclude" => setup.exclude.push(value.to_owned()),
                "rule" => setup.rules.push(rule(value).ok_or_else(fault)?),
                "bundle" => setup.bundles.push(bundled(value).ok_or_else(fault)?),
                "references" => setup.references = Some(references(value).ok_or_else(fault)?),
                "hidden" => setup.hidden = true,
                "encode" => setup.encodings.push(encodings(value).ok_or_else(fault)?),
                "links" => setup.links = named(&LINKS, value).ok_or_else(fault)?,
                "allow-missing" => setup.allow_missing = true,
                "cache" => setup.cache = Some(value.into()),
                "max-bytes" => setup.max_bytes = Some(number()?),
                "map-above" => setup.map_above = Some(number()?),
                "part-size" => setup.part_size = Some(number()?),
                "panic" => setup.panic = Some(named(&Panic::ALL, value).ok_or_else(fault)?),
                "embed" => setup.embed = named(&EMBED, value).ok_or_else(fault)?,
                _ => return Err(fault()),
            }
        }
        Ok(Some(setup))
    }

    /// Writes the arguments that [`parse`](Self::parse) reads; paths are UTF-8.
    pub(crate) fn args(&self) -> Vec<String> {
        let mut args = vec![
            format!("name={}", self.name),
            format!("links={}", name_of(&LINKS, self.links)),
            format!("embed={}", name_of(&EMBED, self.embed)),
        ];
        args.extend(self.roots.iter().map(|root| format!("root={}", root.display())));
        args.extend(self.include.iter().map(|glob| format!("include={glob}")));
        args.extend(self.exclude.iter().map(|glob| format!("exclude={glob}")));
        args.extend(self.rules.iter().map(|(glob, fake)| {
            format!("rule={glob}={}:{}", name_of(&Kind::ALL, fake.kind), fake.level)
        }));
        args.extend(self.bundles.iter().map(|(glob, Bundled { path, fake, only })| {
            let kind = name_of(&Kind::ALL, fake.kind);
            format!("bundle={glob}={kind}:{}:{only}:{path}", fake.level)
        }));
        args.extend(self.references.iter().map(|(glob, what)| format!("references={glob}={what}")));
        args.extend(self.hidden.then(|| "hidden".to_owned()));
        args.extend(self.encodings.iter().map(|(glob, names)| {
            let names: String = names.iter().map(|name| format!(":{name}")).collect();
            format!("encode={glob}={names}")
        }));
        args.extend(self.allow_missing.then(|| "allow-missing".to_owned()));
        args.extend(self.cache.iter().map(|cache| format!("cache={}", cache.display())));
        args.extend(self.max_bytes.map(|bytes| format!("max-bytes={bytes}")));
        args.extend(self.map_above.map(|bytes| format!("map-above={bytes}")));
        args.extend(self.part_size.map(|bytes| format!("part-size={bytes}")));
        args.extend(self.panic.map(|panic| format!("panic={}", name_of(&Panic::ALL, panic))));
        args
    }

    /// Makes the build.
    pub(crate) fn build(&self) -> Build {
        let mut build = Build::new();
        build.name(&self.name).links(self.links).embed(self.embed);
        // Random trees leave globs without a file.
        build.allow(Lint::UnmatchedGlob);
        for root in &self.roots {
            build.root(root);
        }
        for glob in &self.include {
            build.include(glob);
        }
        for glob in &self.exclude {
            build.exclude(glob);
        }
        for (glob, fake) in &self.rules {
            build.compile(glob, *fake);
        }
        for (glob, Bundled { path, fake, only }) in &self.bundles {
            match only {
                true => build.bundle_only(glob, path, *fake),
                false => build.bundle(glob, path, *fake),
            };
        }
        if let Some(panic) = self.panic {
            build.compile("*.panic", panic).bundle("*.panic", "panics", panic);
        }
        if let Some((glob, missing)) = &self.references {
            let missing = named(&MISSING, missing).unwrap_or_default();
            build.media_type("*", "text/css").keep_name("y.txt").hashed_names("r.body");
            build.media_type("*.inc", "text/javascript").media_type("*.html", "text/html");
            // Each with another way for modules, so that all are tried.
            let imports = match missing {
                Missing::Allow => Imports::Rewrite,
                Missing::Warn => Imports::Map,
                _ => Imports::Keep,
            };
            let references = References::hashed().imports(imports).preload_modules();
            build.references(glob, references.integrity().missing("*", missing));
        }
        build.hidden(self.hidden);
        for (glob, names) in &self.encodings {
            build.encode(glob, names.iter().filter_map(|name| named(&ENCODINGS, name)));
        }
        build.effort(Effort::Fast);
        if self.allow_missing {
            build.allow_missing();
        }
        if let Some(bytes) = self.map_above {
            build.map_above(bytes);
        }
        if let Some(bytes) = self.part_size {
            build.part_size(bytes);
        }
        let cache = self.cache.as_ref().map_or(Cache::off(), Cache::at);
        build.cache(match self.max_bytes {
            Some(bytes) => cache.max_bytes(bytes),
            None => cache,
        });
        build
    }
}

fn rule(text: &str) -> Option<(String, Fake)> {
    let (glob, compiler) = text.split_once('=')?;
    let (kind, level) = compiler.split_once(':')?;
    Some((glob.to_owned(), fake(kind, level)?))
}

fn bundled(text: &str) -> Option<(String, Bundled)> {
    let (glob, rest) = text.split_once('=')?;
    let mut parts = rest.splitn(4, ':');
    let fake = fake(parts.next()?, parts.next()?)?;
    let only = parts.next()?.parse().ok()?;
    Some((glob.to_owned(), Bundled { path: parts.next()?.to_owned(), fake, only }))
}

fn fake(kind: &str, level: &str) -> Option<Fake> {
    Some(Fake { kind: named(&Kind::ALL, kind)?, level: level.parse().ok()? })
}

fn encodings(text: &str) -> Option<(String, Vec<&'static str>)> {
    let (glob, names) = text.split_once('=')?;
    let names = names.split(':').skip(1);
    let name = |name| ENCODINGS.iter().map(|(other, _)| *other).find(|other| *other == name);
    Some((glob.to_owned(), names.map(name).collect::<Option<_>>()?))
}

fn references(text: &str) -> Option<(String, &'static str)> {
    let (glob, what) = text.split_once('=')?;
    let name = MISSING.iter().map(|(name, _)| *name).find(|name| *name == what)?;
    Some((glob.to_owned(), name))
}

fn named<T: Copy>(all: &[(&str, T)], name: &str) -> Option<T> {
    all.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
}

fn name_of<T: PartialEq>(all: &[(&'static str, T)], value: T) -> &'static str {
    all.iter().find(|(_, other)| *other == value).map_or("", |(name, _)| name)
}
