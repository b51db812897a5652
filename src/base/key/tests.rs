use super::*;

fn recipe(describe: impl FnOnce(&mut KeyHasher)) -> Recipe {
    KeyHasher::recipe("test", describe)
}

/// What is told must differ whenever what is hashed does, and the other way round.
#[test]
fn what_is_hashed_is_told() {
    let base = || {
        recipe(|key| {
            key.write("minifier").write("1.2").option("level", 3).option("path", "a");
            key.option("path", "b").nest("then", |key| _ = key.write("inner").option("on", true));
        })
    };
    assert_eq!(base(), base());
    assert_eq!(base().difference(&base()), None);
    let others = [
        (
            recipe(|key| _ = key.write("other").write("1.2")),
            "its compiler was \"minifier\", is \"other\"",
        ),
        (
            recipe(|key| _ = key.write("minifier").write("2.0")),
            "the version of its compiler was \"1.2\", is \"2.0\"",
        ),
        (
            recipe(|key| {
                key.write("minifier").write("1.2").option("level", 9).option("path", "a");
                key.option("path", "b");
                key.nest("then", |key| _ = key.write("inner").option("on", true));
            }),
            "option `level` was \"3\", is \"9\"",
        ),
        (
            recipe(|key| {
                key.write("minifier").write("1.2").option("level", 3).option("path", "a");
                key.nest("then", |key| _ = key.write("inner").option("on", true));
            }),
            "option `path` is gone: \"b\"",
        ),
        (
            recipe(|key| {
                key.write("minifier").write("1.2").option("level", 3).option("path", "a");
                key.option("path", "b").option("new", 1);
                key.nest("then", |key| _ = key.write("inner").option("on", true));
            }),
            "option `new` is new: \"1\"",
        ),
        (
            recipe(|key| {
                key.write("minifier").write("1.2").option("level", 3).option("path", "a");
                key.option("path", "b");
                key.nest("then", |key| _ = key.write("inner").option("on", false));
            }),
            "option `then on` was \"true\", is \"false\"",
        ),
    ];
    for (other, told) in others {
        assert_ne!(other.digest, base().digest, "{told}");
        assert_eq!(other.difference(&base()).as_deref(), Some(told));
    }
}

#[test]
fn a_value_cannot_pass_for_another() {
    let keys = [
        recipe(|key| _ = key.write("ab").write("c")),
        recipe(|key| _ = key.write("a").write("bc")),
        recipe(|key| _ = key.option("ab", "c")),
        recipe(|key| _ = key.nest("", |key| _ = key.write("ab").write("c"))),
        recipe(|key| _ = key.write("abc")),
    ];
    // A name and a value are two values: one compiler writes them one way.
    assert_eq!(keys[0].digest, keys[2].digest);
    for (nth, key) in keys.iter().enumerate() {
        for other in keys[nth + 1..].iter().filter(|it| it.digest == key.digest) {
            assert_eq!((key, other), (&keys[0], &keys[2]));
        }
    }
}

#[test]
fn a_recipe_is_read_back() {
    let recipe = recipe(|key| _ = key.write("minifier").option("level", 3).write([0xFF, 0]));
    let mut bytes = Vec::new();
    recipe.write(&mut bytes);
    let mut reader = Decoder(&bytes);
    assert_eq!(Recipe::read(&mut reader), Some(recipe));
    assert!(reader.0.is_empty());
    assert_eq!(Recipe::read(&mut Decoder(&bytes[..bytes.len() - 1])), None);
}
