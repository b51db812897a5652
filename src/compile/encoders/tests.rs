use super::*;

fn encoders(given: &[(&str, &[Encoder])], effort: Effort) -> Result<Encoders, Vec<String>> {
    let given: Vec<_> =
        given.iter().map(|(glob, encoders)| ((*glob).to_owned(), encoders.to_vec())).collect();
    let mut problems = Vec::new();
    let encoders = Encoders::new(&given, effort, &mut problems);
    match problems.is_empty() {
        true => Ok(encoders),
        false => Err(problems.iter().map(Problem::to_string).collect()),
    }
}

#[test]
fn an_encoding_is_worth_a_twentieth() {
    assert!(is_worth(1000, 950) && !is_worth(1000, 951));
    assert!(is_worth(256, 243) && !is_worth(256, 244), "rounded to its disadvantage");
    assert!(!is_worth(1000, 1000) && !is_worth(1000, 1020));
}

#[test]
fn what_is_compressed_is_known_by_its_extension() {
    for path in ["a.png", "x/a.JPG", "a.tar.gz", "a.woff2", "a.woff", "a.7z", "a.svgz", "a.mp4"] {
        assert!(is_compressed(path), "{path}");
    }
    for path in
        ["a.svg", "a.wasm", "a.ttf", "a.png.txt", "png", "png/a", ".png/a", "a.", "a", "a.p"]
    {
        assert!(!is_compressed(path), "{path}");
    }
}

#[cfg(all(feature = "br", feature = "gzip", feature = "zstd"))]
mod with_libraries {
    use super::*;

    #[test]
    fn the_last_glob_that_matches_wins() {
        let all = [Encoder::zstd(), Encoder::br()];
        let rules: [(&str, &[Encoder]); 4] =
            [("*", &all), ("*.map", &[]), ("a/*", &[Encoder::gzip()]), ("*.png", &all)];
        let encoders = encoders(&rules, Effort::Best).unwrap();
        let of = |path, len| -> Vec<_> {
            encoders.of(path, len).iter().map(|it| (it.encoding.token(), it.level)).collect()
        };
        assert_eq!(of("x.css", 256), [("br", 11), ("zstd", 19)], "in the order of a pack");
        assert_eq!(of("a/x.map", 256), [("gzip", 12)]);
        assert_eq!(of("x.map", 256), []);
        assert_eq!(of("x.css", 255), [], "small");
        assert_eq!(of("x.png", 9999), [], "compressed");
    }

    #[test]
    fn the_effort_gives_a_level_where_there_is_none() {
        let given: [(&str, &[Encoder]); 1] =
            [("*", &[Encoder::br(), Encoder::gzip().level(7), Encoder::zstd()])];
        for (effort, expected) in [(Effort::Best, [11, 7, 19]), (Effort::Fast, [5, 7, 3])] {
            let encoders = encoders(&given, effort).unwrap();
            let levels: Vec<_> = encoders.of("a", 999).iter().map(|it| it.level).collect();
            assert_eq!(levels, expected, "{effort:?}");
        }
    }

    #[test]
    fn bad_levels_and_globs_are_errors() {
        for (glob, given, expected) in [
            ("*", &[Encoder::br().level(12)][..], "as br: there is no level 12, only 0 to 11"),
            ("*", &[Encoder::gzip().level(0)], "as gzip: there is no level 0, only 1 to 12"),
            ("*", &[Encoder::zstd().level(300)], "as zstd: there is no level 300, only 1 to 19"),
            ("*", &[Encoder::br(), Encoder::br().level(2)], "as br: it is given twice"),
            ("[", &[Encoder::br()], "cannot use the glob \"[\""),
        ] {
            let messages = encoders(&[(glob, given)], Effort::Best).unwrap_err();
            assert!(messages.len() == 1 && messages[0].contains(expected), "{messages:?}");
        }
    }

    /// Without it a newer library would give the old one's bytes.
    #[test]
    fn keys_have_the_version_of_the_library() {
        use crate::compile::codecs::version;
        let zstd = ["zstd-safe", version::ZSTD_SAFE, zstd_safe::version_string()];
        for (encoding, versions) in [
            (Encoding::Br, ["brotlic", version::BROTLIC, version::BROTLIC_SYS]),
            (Encoding::Gzip, ["libdeflater", version::LIBDEFLATER, version::LIBDEFLATE_SYS]),
            (Encoding::Zstd, zstd),
        ] {
            let mut key = KeyHasher::new("include-components encoding 1");
            key.write(encoding.token());
            for version in versions {
                key.write(version);
            }
            key.write([5]).write([7; 32]);
            let found = Codec { encoding, level: 5 }.key(Digest::from_bytes([7; 32]));
            assert_eq!(found, key.finish(), "{encoding:?}");
        }
    }

    /// Of a key with less in it, some artifact would get another's encoding.
    #[test]
    fn keys_have_encoding_level_and_artifact() {
        let mut keys = Vec::new();
        for encoding in [Encoding::Br, Encoding::Gzip, Encoding::Zstd] {
            for level in 1..=11 {
                for byte in 0..2 {
                    keys.push(Codec { encoding, level }.key(Digest::from_bytes([byte; 32])));
                }
            }
        }
        let count = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), count);
        let again = Codec { encoding: Encoding::Br, level: 1 }.key(Digest::from_bytes([0; 32]));
        assert!(keys.contains(&again));
    }
}

#[test]
fn a_missing_feature_is_an_error_that_names_it() {
    for (encoder, is_on) in [
        (Encoder::br(), cfg!(feature = "br")),
        (Encoder::gzip(), cfg!(feature = "gzip")),
        (Encoder::zstd(), cfg!(feature = "zstd")),
    ] {
        let name = encoder.encoding.token();
        let expected = format!(
            "cannot encode \"*.css\" as {name}: enable the feature \"{name}\" of \
             include-components-build, in Cargo.toml"
        );
        let messages = encoders(&[("*.css", &[encoder])], Effort::Best).err();
        assert_eq!(messages, (!is_on).then(|| vec![expected]), "{name}");
    }
}
