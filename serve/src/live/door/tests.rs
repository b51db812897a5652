use super::*;

#[test]
fn names_of_this_machine_are_loopback_and_no_others() {
    for host in
        ["localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1", "127.1.2.3", "[::1]"]
    {
        assert!(is_loopback(without_port(host)), "{host}");
        assert!(is_loopback(without_port(&format!("{host}:8080"))), "{host}:8080");
    }
    for host in [
        "",
        "example.org",
        "localhost.example.org",
        "0.0.0.0",
        "192.168.1.2",
        "[::]",
        "127.0.0.1.example.org",
        "notlocalhost",
        "localhost:x",
        "::1x",
    ] {
        assert!(!is_loopback(without_port(host)), "{host}");
    }
}

#[test]
fn other_hosts_and_other_sites_stay_outside() {
    let request = |host: &str, site: Option<&str>| {
        let mut request = http::Request::get("/").header("host", host);
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        request.body(()).unwrap()
    };
    let is_open = |door: Door, host, site| door.is_open(&Request::new(&request(host, site)));
    let door = Door::default();
    assert!(is_open(door, "localhost:8080", None));
    assert!(is_open(door, "127.0.0.1", Some("same-origin")));
    assert!(is_open(door, "[::1]:80", Some("none")));
    assert!(!is_open(door, "localhost", Some("cross-site")));
    assert!(!is_open(door, "localhost", Some("same-site")));
    assert!(!is_open(door, "evil.example", None));
    let named = Door { host: Some("box.local"), ..door };
    assert!(is_open(named, "box.local:3000", None));
    assert!(!is_open(named, "box.local", Some("cross-site")));
    assert!(!is_open(named, "box.local.evil.example", None));
    // Over HTTP/2 it stands in the target.
    let request = http::Request::get("http://localhost:1/").body(()).unwrap();
    assert!(door.is_open(&Request::new(&request)));
    assert!(!door.is_open(&Request::new(&http::Request::get("/").body(()).unwrap())));
}

#[test]
fn a_tunnel_is_called_by_its_own_name() {
    let is_open = |door: Door, name: &str, value: &str| {
        let request = http::Request::get("/").header("host", "localhost").header(name, value);
        door.is_open(&Request::new(&request.body(()).unwrap()))
    };
    let door = Door::default();
    assert!(is_open(door, "x-forwarded-host", "localhost:3000, 127.0.0.1"));
    assert!(!is_open(door, "x-forwarded-host", "a.tunnel.example"));
    assert!(!is_open(door, "x-forwarded-host", "localhost, a.tunnel.example"));
    assert!(is_open(door, "forwarded", "for=192.0.2.1;host=\"localhost:3000\""));
    assert!(is_open(door, "forwarded", "for=192.0.2.1"));
    assert!(!is_open(door, "forwarded", "host=localhost, for=192.0.2.1;Host=\"a.tunnel.example\""));
    let named = Door { host: Some("a.tunnel.example"), ..door };
    assert!(is_open(named, "x-forwarded-host", "a.tunnel.example"));
}
