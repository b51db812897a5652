mod runs;

use std::fs;

use include_components_pack::write::PartPlan;
use include_components_pack::{Content, Digest, LinkedAs, Pack, SetFile};

use super::*;
use crate::Build;
use crate::Embed;
use crate::base::hasher::digest;
use crate::cache::last_pack::Aligned;
use crate::output::blob::Location;
use crate::source::spool::Spool;
use crate::testing::{Tree, linux, no_cargo, run_in};
use Location::Spool as InSpool;
use runs::{At, joined, old, runs_of};

/// Returns a component of the next pack: its content is told by a number.
fn packed<'a>(path: &'a str, content: u8, len: u64, location: Location<'a>) -> Packed<'a> {
    let digest = Digest::from_bytes([content; 32]);
    let artifact = Blob { content: Content { digest, len }, location };
    Packed { position: 0, path, name: None, artifact, encoded: &[], notes: &[], unchanged: false }
}

/// Returns all components of a pack, each with its position.
fn numbered<'a>(components: &[Packed<'a>]) -> Vec<Packed<'a>> {
    let packed = |(position, it): (usize, &Packed<'a>)| Packed { position, ..*it };
    components.iter().enumerate().map(packed).collect()
}

#[test]
fn equal_contents_are_stored_once_and_empty_ones_not_at_all() {
    let components = [
        packed("a", 1, 16, InSpool(0)),
        packed("b", 9, 0, InSpool(1 << 20)),
        packed("c", 1, 16, InSpool(5000)),
        packed("d", 2, 16, InSpool(16)),
        packed("e", 9, 0, old(7)),
        packed("f", 1, 16, old(48)),
    ];
    assert_eq!(joined(&components), [(At::Spool(0), 32)]);
    assert!(joined(&[packed("a", 9, 0, InSpool(3))]).is_empty());
}

#[test]
fn paths_that_are_not_in_order_are_an_error() {
    let components = [packed("b", 1, 1, old(0)), packed("a", 2, 1, old(16))];
    let problem = lay_out(
        Contents { components: &components, last: None, notes: &[] },
        u64::MAX,
        (&Naming::default(), &MediaTypes::default()),
        Path::new("/the/out_dir"),
    )
    .unwrap_err();
    let error = crate::Error::from(problem);
    assert_eq!(error.kind(), ErrorKind::Write);
    assert!(error.to_string().contains("/the/out_dir"), "{error}");
}

/// The size by which [`old_pack`] is cut.
const SIZE: u64 = 400;

/// Writes `count` files, builds them and opens the pack, as the next run does.
fn old_pack(tree: &Tree, count: usize) -> LastPack {
    for nth in 0..count {
        tree.write(format!("ui/{nth:03}"), format!("content {nth}"));
    }
    run_in(linux(), tree.build().embed(Embed::Link).part_size(SIZE)).unwrap();
    let set = String::from_utf8(tree.read("out/components.set")).unwrap();
    let parts = SetFile::parse(&set).unwrap().parts();
    let left: Vec<Stat> = parts.map(|part| tree.stat(format!("out/{}", part.file))).collect();
    LastPack::open(&tree.path("out"), &set, &left).unwrap()
}

/// Has a pack be intact, or copied.
fn with(intact: bool, mut pack: LastPack) -> LastPack {
    pack.intact = intact;
    pack
}

/// Returns the components of a pack, as those of the next one.
fn unchanged<'a>(old: &'a LastPack, paths: &'a [String]) -> Vec<Packed<'a>> {
    let packed = |(nth, path): (usize, &'a String)| {
        let (digest, address) = Aligned::new(old).artifact_at(nth).unwrap();
        let location = Location::Pack(old, address);
        let content = Content { digest, len: old.len_at(path).unwrap() };
        let artifact = Blob { content, location };
        Packed {
            position: nth,
            path,
            name: None,
            artifact,
            encoded: &[],
            notes: &[],
            unchanged: true,
        }
    };
    paths.iter().enumerate().map(packed).collect()
}

#[test]
fn few_changes_are_patched_into_the_last_index() {
    let tree = Tree::new();
    let old = old_pack(&tree, 100);
    let patch = |old, components: &[Packed<'_>]| {
        patch(
            &Naming::default(),
            Contents { components, last: Some(Aligned::new(old)), notes: &[] },
            SIZE,
        )
    };
    let paths: Vec<_> = (0..100).map(|nth| format!("{nth:03}")).collect();
    let anew = |components: &[Packed<'_>]| {
        let contents = Contents { components, last: None, notes: &[] };
        let names = (&Naming::default(), &MediaTypes::default());
        lay_out(contents, SIZE, names, Path::new("")).unwrap()
    };
    let is_new = |part: &&PartPlan| matches!(part, PartPlan::New { .. });
    let mut components = unchanged(&old, &paths);
    let index = patch(&old, &components).unwrap();
    assert!(index.parts.len() > 2);
    assert!(index.parts.iter().all(|part| matches!(part, PartPlan::Kept { .. })));
    let part_of = |nth| Aligned::new(&old).at(nth).unwrap().identity().unwrap().part();
    let of_part: Vec<usize> = (0..100).filter(|nth| part_of(*nth) == part_of(50)).collect();
    let last = of_part.len() - 1;
    for (nth, expected) in [(2, 3), (3, 4), (0, 5), (last, 6)].map(|(at, runs)| (of_part[at], runs))
    {
        let changed = packed(&paths[nth], nth as u8, 12, InSpool(nth as u64 * 4096));
        components[nth] = Packed { position: nth, ..changed };
        let patched = patch(&old, &components).unwrap();
        let laid_out = anew(&components);
        assert!(patched.bytes == laid_out.bytes, "as if it were made anew");
        assert_eq!(patched.len, laid_out.len);
        let part = part_of(50) as usize - 1;
        assert_eq!(patched.parts[part], laid_out.parts[part]);
        assert_eq!(patched.parts.iter().filter(is_new).count(), 1);
        let placements = patched.parts[part].placements();
        assert_eq!(runs_of(placements, &components).len(), expected);
    }
    let mut two = components.clone();
    let other = (0..100).find(|nth| !of_part.contains(nth)).unwrap();
    let changed = packed(&paths[other], 250, 12, InSpool(0));
    two[other] = Packed { position: other, ..changed };
    let patched = patch(&old, &two).unwrap();
    assert!(patched.bytes == anew(&two).bytes, "in another part too");
    assert_eq!(patched.parts.iter().filter(is_new).count(), 2);
    let mut shared = unchanged(&old, &paths);
    let (one, other) = (of_part[4], of_part[5]);
    shared[other] = Packed { artifact: shared[one].artifact, unchanged: false, ..shared[other] };
    assert!(patch(&old, &shared).is_none());

    let many = (0..=MAX_PATCHED).map(|nth| packed(&paths[nth], 200 + nth as u8, 5, InSpool(0)));
    let many: Vec<_> = many.chain(components[MAX_PATCHED + 1..].iter().copied()).collect();
    let many = numbered(&many);
    assert!(patch(&old, &many).is_none(), "too many");
    let copied = with(false, old_pack(&Tree::new(), 100));
    let components = unchanged(&copied, &paths);
    assert!(patch(&copied, &components).is_none(), "not verified between the blobs");
}

#[test]
fn the_other_route_leaves_nothing_behind() {
    let tree = Tree::new();
    tree.write("ui/a", "content");
    let run = |embed: Embed| {
        let mut build = tree.build();
        build.embed(embed);
        let env = if embed == Embed::Link { linux() } else { no_cargo() };
        write_with(&build, env)
    };
    let packs = |tree: &Tree| -> Vec<String> {
        tree.out()
            .into_iter()
            .filter(|name| name.ends_with(".pack") || name.ends_with(".a"))
            .collect()
    };
    let included = run(Embed::Include);
    assert_eq!(packs(&tree), ["components.pack"]);
    let pack = tree.read("out/components.pack");
    assert_eq!(included, pack.len() as u64);
    let linked = run(Embed::Link);
    assert!(linked > included);
    let names = packs(&tree);
    let [library] = names.as_slice() else { panic!("{names:?}") };
    let name = library.strip_prefix("libinclude_components_").and_then(|it| it.strip_suffix(".a"));
    assert!(name.is_some_and(|it| it.len() == 16 + 1 + 16), "{library}");
    let set = String::from_utf8(tree.read("out/components.set")).unwrap();
    let set = SetFile::parse(&set).unwrap();
    let part = set.first();
    let Some(LinkedAs { library: linked_as, symbol }) = part.linked else { panic!("{set:?}") };
    assert_eq!(format!("lib{linked_as}.a"), *library);
    let bytes = tree.read(format!("out/{library}"));
    let found = &bytes[part.offset as usize..][..part.len as usize];
    assert!(found == pack, "the same pack by both routes");
    assert!(symbol.starts_with("include_components_") && part.offset % 64 == 0);
    assert!(Pack::open(found).is_ok());
}

/// Writes a pack of these components, which are all.
fn write_all(
    config: &Config<'_>,
    last: Option<&LastPack>,
    spool: &Spool,
    components: &[Packed<'_>],
) -> Written {
    let contents = Contents { components, last: None, notes: &[] };
    write(config, &Threads::new(2), spool, last, contents, true).unwrap().unwrap()
}

/// Runs a build in an environment; returns how long the pack's file is.
fn write_with(build: &Build, env: crate::base::cargo_env::CargoEnv) -> u64 {
    let config = crate::testing::config(build, env).unwrap();
    let spool = Spool::new(config.out_file("spool"));
    let mut batch = crate::source::spool::Batch::new(&spool);
    let content = fs::read(config.roots[0].path.join("a")).unwrap();
    let location = InSpool(batch.push(&content).unwrap());
    batch.flush().unwrap();
    let (digest, len) = (digest(&content), content.len() as u64);
    let component = Packed {
        name: None,
        position: 0,
        path: "a",
        artifact: Blob { content: Content { digest, len }, location },
        encoded: &[],
        notes: &[],
        unchanged: false,
    };
    let written = write_all(&config, None, &spool, &[component]);
    assert_eq!(fs::read(config.out_file("set")).unwrap(), written.set.as_bytes());
    let set = SetFile::parse(&written.set).unwrap();
    let file = config.out_dir.join(set.first().file);
    let stat = Stat::of(&fs::metadata(&file).unwrap());
    assert_eq!(written.stats, [stat]);
    // The next run finds it, and writes nothing.
    let old = LastPack::open(&config.out_dir, &written.set, &written.stats).unwrap();
    let (_, address) = Aligned::new(&old).artifact_at(0).unwrap();
    let artifact = Blob { location: Location::Pack(&old, address), ..component.artifact };
    let again = write_all(&config, Some(&old), &spool, &[Packed { artifact, ..component }]);
    assert_eq!((again.bytes, again.stats), (0, written.stats));
    assert_eq!(again.set, written.set);
    written.bytes - written.set.len() as u64
}

/// A library is named after the version of the package, among others.
#[test]
fn a_file_of_the_right_name_is_not_taken_for_the_last_pack() {
    let tree = Tree::new();
    let mut build = tree.write("ui/a", "one").build();
    build.embed(Embed::Link);
    let env =
        |version: &str| crate::base::cargo_env::CargoEnv { version: version.to_owned(), ..linux() };
    let config = |version| crate::testing::config(&build, env(version)).unwrap();
    let file = |config: &Config<'_>| {
        let set = fs::read_to_string(config.out_file("set")).unwrap();
        config.out_dir.join(SetFile::parse(&set).unwrap().first().file)
    };
    let (one, two) = (config("1.0.0"), config("2.0.0"));
    write_with(&build, env("1.0.0"));
    let first = file(&one);
    let library = fs::read(&first).unwrap();
    let set = fs::read_to_string(one.out_file("set")).unwrap();
    let old = LastPack::open(&one.out_dir, &set, &[tree.stat(&first)]).unwrap();
    // The name that it will have, which begins with another word only.
    let name = old.files[0].name.replace(&one.library_name, &two.library_name);
    fs::write(two.out_dir.join(name), "what an older build left").unwrap();
    let (digest, address) = Aligned::new(&old).artifact_at(0).unwrap();
    let content = Content { digest, len: 3 };
    let artifact = Blob { content, location: Location::Pack(&old, address) };
    let component = Packed {
        position: 0,
        path: "a",
        name: None,
        artifact,
        encoded: &[],
        notes: &[],
        unchanged: true,
    };
    let spool = Spool::new(two.out_file("spool"));
    let written = write_all(&two, Some(&old), &spool, &[component]);
    assert!(written.bytes > 0);
    assert_ne!(file(&two), first);
    assert!(fs::read(file(&two)).unwrap() == library);
    assert!(!first.exists(), "nobody will link it any more");
}

/// Only what is ours by its name goes, whoever left it.
#[test]
fn left_overs_of_killed_runs_are_removed_and_nothing_else() {
    let tree = Tree::new();
    let mut build = tree.write("ui/a", "one").build();
    build.embed(Embed::Link);
    let library = crate::testing::config(&build, linux()).unwrap().library_name;
    let digest = "0123456789abcdef";
    let ours = [
        format!("lib{library}_{digest}.a"),
        format!("lib{library}_{digest}.a.new"),
        "components.pack".to_owned(),
        "components.pack.new".to_owned(),
    ];
    let others = [
        format!("lib{library}.a"),
        format!("lib{library}_{digest}.a.old"),
        format!("lib{library}_{digest}0.a"),
        format!("lib{library}_{digest}.o"),
        format!("{library}_{digest}.lib"),
        format!("libinclude_components_{digest}_{digest}.a"),
        "other.pack".to_owned(),
        "components.package".to_owned(),
        "libfoo.a".to_owned(),
    ];
    ours.iter().chain(&others).for_each(|name| _ = tree.write(format!("out/{name}"), ""));
    write_with(&build, linux());
    let left = tree.out();
    assert!(ours.iter().all(|name| !left.contains(name)), "{left:?}");
    assert!(others.iter().all(|name| left.contains(name)), "{left:?}");
    assert_eq!(left.len(), others.len() + 2, "the set and its library: {left:?}");
}

/// A long component is written once: the spool's file becomes the part's.
#[cfg(unix)]
#[test]
fn the_file_of_a_long_blob_becomes_that_of_its_part() {
    use std::os::unix::fs::MetadataExt;

    let tree = Tree::new();
    let mut build = tree.build();
    build.embed(Embed::Link).part_size(1000);
    let config = crate::testing::config(&build, linux()).unwrap();
    let contents = [vec![b'a'; 500], vec![b'b'; 3001], vec![b'c'; 999], vec![b'd'; 4000]];
    let write_from = |spool: Spool| {
        let put = |(path, content): (&'static str, &Vec<u8>)| spooled(&spool, path, content);
        let (components, inodes): (Vec<_>, Vec<u64>) =
            ["a", "b", "c", "d"].into_iter().zip(&contents).map(put).unzip();
        (write_all(&config, None, &spool, &numbered(&components)), inodes)
    };
    let (written, inodes) = write_from(spool_of(&config).with_files(alone(&config, 8000)));
    let set = SetFile::parse(&written.set).unwrap();
    let parts = || set.parts().skip(1).map(|part| format!("out/{}", part.file));
    let inode = |path: String| fs::metadata(tree.path(path)).unwrap().ino();
    let files: Vec<u64> = parts().map(inode).collect();
    let is_alone = [false, true, false, true];
    assert_eq!(inodes.iter().map(|it| files.contains(it)).collect::<Vec<_>>(), is_alone);
    assert_eq!(tree.out().len(), files.len() + 2, "{:?}", tree.out());
    // The same bytes as where all are copied.
    let bytes: Vec<Vec<u8>> = parts().map(|path| tree.read(path)).collect();
    let (copied, _) = write_from(spool_of(&config));
    assert_eq!(copied.set, written.set);
    assert_eq!(copied.bytes, written.bytes - written.set.len() as u64);
    assert!(bytes == parts().map(|path| tree.read(path)).collect::<Vec<_>>());
}

/// Puts a blob into the spool; returns a component of it, and the inode of the
/// file that it is in.
#[cfg(unix)]
fn spooled<'a>(spool: &Spool, path: &'a str, content: &[u8]) -> (Packed<'a>, u64) {
    use std::os::unix::fs::MetadataExt;

    let slot = spool.begin(content.len() as u64).unwrap();
    crate::base::fs::write_at(&slot.file, content, slot.start).unwrap();
    let (digest, len) = (digest(content), content.len() as u64);
    let content = Content { digest, len };
    let artifact = Blob { content, location: InSpool(slot.offset) };
    (Packed { artifact, ..packed(path, 0, 0, InSpool(0)) }, slot.file.metadata().unwrap().ino())
}

#[cfg(unix)]
fn spool_of(config: &Config<'_>) -> Spool {
    Spool::new(config.out_file("spool"))
}
