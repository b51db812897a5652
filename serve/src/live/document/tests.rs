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

#[test]
fn a_document_that_is_half_saved_has_the_script_before_what_is_cut_off() {
    for text in [
        "<!doctype html><head>|<link rel=\"style",
        "<!doctype html>|<title>a",
        "<!doctype html><p>a</p>|<!-- b",
        "<html>|<he",
        "|<!doctype ht",
        "<!doctype html><head>|",
        "<!doctype html><head>|</he",
        "<!doctype html><head>|</head",
    ] {
        let (before, behind) = text.split_once('|').unwrap();
        let whole = [before, behind].concat();
        let with_script = with_script(whole.as_bytes(), "|").unwrap();
        assert_eq!(with_script, text, "{text}");
    }
}

#[test]
fn a_page_that_is_hardly_saved_is_the_script_alone() {
    for text in ["", "\n", "<", "<!DOC", "<!doctype", "<htm"] {
        assert_eq!(alone(text.as_bytes(), "|".to_owned()).unwrap(), "|", "{text}");
    }
    for text in ["<p>", "plain", "<!-- a -->"] {
        assert_eq!(alone(text.as_bytes(), "|".to_owned()), None, "{text}");
    }
}
