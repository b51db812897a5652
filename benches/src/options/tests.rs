use super::*;

fn parse(line: &str) -> Result<Options, String> {
    Options::parse(line.split_whitespace().map(str::to_owned), "--trees", &[10, 5])
}

#[test]
fn defaults_are_sorted() {
    let options = parse("--bench").unwrap();
    let expected = Options {
        quick: false,
        large: false,
        tree: None,
        rounds: usize::MAX,
        counts: vec![5, 10],
        peers: Vec::new(),
    };
    assert_eq!(options, expected);
}

#[test]
fn everything_at_once() {
    let options = parse("--quick --trees 1000,100,100 --tree a/b --large --rounds 2 --peers a,b-c");
    let options = options.unwrap();
    let expected = Options {
        quick: true,
        large: true,
        tree: Some(PathBuf::from("a/b")),
        rounds: 2,
        counts: vec![100, 1000],
        peers: vec!["a".to_owned(), "b-c".to_owned()],
    };
    assert_eq!(options, expected);
}

#[test]
fn anything_else_is_refused_with_the_usage() {
    for line in [
        "--tree",
        "--trees",
        "--trees 1,x",
        "--rounds",
        "--rounds x",
        "--peers",
        "--files 1",
        "1000",
    ] {
        assert!(parse(line).unwrap_err().contains("--trees 100,1000"), "{line}");
    }
}

#[test]
fn one_list_given_empties_the_others() {
    let parse = |line: &str| {
        let arguments = line.split_whitespace().map(str::to_owned);
        Options::parse_lists(arguments, [("--files", &[1000]), ("--mb", &[1])])
    };
    assert_eq!(parse("--quick").unwrap().1, [vec![1000], vec![1]]);
    assert_eq!(parse("--mb 25,5").unwrap().1, [vec![], vec![5, 25]]);
    assert_eq!(parse("--mb 5 --files 10").unwrap().1, [vec![10], vec![5]]);
    assert!(parse("--trees 5").unwrap_err().contains("`--files 100,1000`, `--mb 100,1000`"));
}
