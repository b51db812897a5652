use super::*;

#[test]
fn the_script_goes_to_the_end_of_the_head_of_a_whole_document() {
    for text in [
        "<!doctype html><head><title>a</title>|</head><body>",
        "<!DOCTYPE HTML><HEAD>|</HEAD>",
        "<html><head>|<body><p>",
        "<!doctype html><p>no head|",
        "<!doctype html><header></header><p>|</html>\n",
        "<html><bodyguard></bodyguard>|</body></html>",
        "<!doctype html><head><!-- </head> --><script>'</head>'</script>|</head>",
        "<!doctype html><head><style>/*</head>*/</style><title></head></title>|</head>",
        "<?xml version='1.0'?>\n<!DOCTYPE html><html><head>|</head></html>",
        "<!-- a --><html lang=de>\n<head>\n|</head>",
        "<!doctype html><script>never closed </head>|",
    ] {
        let (before, behind) = text.split_once('|').unwrap();
        let whole = [before, behind].concat();
        assert_eq!(end_of_head(whole.as_bytes()), Some(before.len()), "{text}");
    }
}

#[test]
fn fragments_stay_as_they_are() {
    for text in [
        "<iframe srcdoc=\"<!doctype html><head></head>\"></iframe>",
        "<textarea><!doctype html><head></head></textarea>",
        "<html-editor></head></html-editor>",
        "<svg><html></html></svg>",
        "<p><html></head>",
        "",
        "<p>",
        "<head></head>",
        "<tr><td><</td>",
        "<!--<html>--><p>",
        "plain",
        "<",
    ] {
        assert_eq!(end_of_head(text.as_bytes()), None, "{text}");
    }
    let has_it = "<!doctype html><script src=/__include-components/live.js></script></head>";
    assert_eq!(end_of_head(has_it.as_bytes()), None);
}
