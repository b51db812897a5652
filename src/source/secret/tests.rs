use super::*;
use crate::base::error::Error;
use crate::base::glob::file_name;

#[test]
fn names_of_secrets_are_told_from_others() {
    for path in [
        "server.pem",
        "a/b.key",
        "B.KEY",
        "id.p12",
        "id.pfx",
        "store.jks",
        "a.keystore",
        ".npmrc",
        ".netrc",
        ".pgpass",
        ".htpasswd",
        "credentials",
        "aws/Credentials",
        "credentials.json",
        "id_rsa",
        "ID_RSA",
        "id_dsa",
        "id_ecdsa",
        "id_ed25519",
        ".env",
        "a/.env.local",
        ".envrc",
    ] {
        assert!(is_secret_name(file_name(path)), "{path}");
    }
    for path in [
        "key",
        "pem",
        "id_rsa.pub",
        "keyboard.svg",
        "a.key/readme",
        "env",
        "a.env.js",
        "credentials-form/index.html",
        "monkey",
        ".htaccess",
        "",
    ] {
        assert!(!is_secret_name(file_name(path)), "{path}");
    }
}

#[test]
fn private_keys_are_told_from_other_content() {
    for bytes in [
        "-----BEGIN PRIVATE KEY-----\nAAAA",
        "-----BEGIN RSA PRIVATE KEY-----\r\nAAAA",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "\n  -----BEGIN ENCRYPTED PRIVATE KEY-----\n",
    ] {
        assert!(is_secret_content(bytes.as_bytes()), "{bytes}");
    }
    for bytes in [
        "",
        "-----BEGIN CERTIFICATE-----\nAAAA",
        "-----BEGIN PUBLIC KEY-----\n",
        "-----BEGIN \nPRIVATE KEY-----",
        "how to write -----BEGIN PRIVATE KEY-----",
    ] {
        assert!(!is_secret_content(bytes.as_bytes()), "{bytes}");
    }
}

#[test]
fn a_private_key_is_a_problem_with_two_remedies() {
    let path = Path::new("/ui/notes.txt");
    assert!(check(path, "notes.txt", b"-----BEGIN CERTIFICATE-----").is_ok());
    let key = b"-----BEGIN EC PRIVATE KEY-----\nAAAA";
    let error = Error::from(check(path, "notes.txt", key).unwrap_err());
    assert_eq!((error.kind(), error.path()), (ErrorKind::Secret, Some(path)));
    for word in ["private key", "notes.txt", "`exclude`", ".allow_secret(\"notes.txt\")"] {
        assert!(error.to_string().contains(word), "{error}");
    }
}
