//! What other people's programs make of the answers: curl, and nginx as a cache in front.
//!
//! Where a program is missing, a test says that it did not run; in CI it fails.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use std::{env, fs};

use include_components::Encoding::{Br, Gzip, Identity};
use include_components_serve::Serve;
use tempfile::TempDir;

use crate::SITE;
use crate::client::Response;
use crate::conformance::get;
use crate::servers::{Framework, Server, free_address};

const FRAMEWORKS: [Framework; 3] = [Framework::Axum, Framework::AxumNested, Framework::Actix];

/// Returns whether there is such a program.
pub(crate) fn is_there(tool: &str) -> bool {
    let found = env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .chain([Path::new("/usr/sbin").to_owned()])
        .any(|dir| dir.join(tool).is_file());
    assert!(found || env::var_os("CI").is_none(), "there is no {tool}");
    if !found {
        println!("NOT RUN: there is no {tool} here");
    }
    found
}

/// Runs curl, and returns the status of the response.
fn curl(dir: &TempDir, server: Server, path: &str, options: &[&str]) -> u16 {
    let url = format!("http://{}{}{path}", server.address, server.prefix);
    let done = Command::new("curl")
        .args(["-sS", "--max-time", "20", "-w", "%{http_code}", "-o", "out"])
        .args(options)
        .arg(url)
        .current_dir(dir)
        .output()
        .unwrap();
    assert!(done.status.success(), "{options:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().parse().unwrap()
}

#[test]
fn curl_compares_resumes_and_decodes() {
    if !is_there("curl") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    for framework in FRAMEWORKS {
        let server = framework.start(Serve::new(SITE));
        for path in ["site.css", "photo.png", "index.html", "empty.txt"] {
            println!("{framework:?}, {path}");
            let file = SITE.get(path).unwrap();
            let hashed = format!("/{}", file.hashed_path());
            for target in [format!("/{path}"), hashed] {
                let _ = fs::remove_file(dir.path().join("tag"));
                let tag = ["--etag-save", "tag", "--etag-compare", "tag"];
                assert_eq!(curl(&dir, server, &target, &tag), 200);
                assert_eq!(fs::read(&out).unwrap(), file.bytes());
                assert_eq!(curl(&dir, server, &target, &tag), 304);

                fs::write(&out, &file.bytes()[..file.bytes().len() / 3]).unwrap();
                let resumed = if file.bytes().is_empty() { 200 } else { 206 };
                assert_eq!(curl(&dir, server, &target, &["-C", "-"]), resumed);
                assert_eq!(fs::read(&out).unwrap(), file.bytes());

                fs::remove_file(&out).unwrap();
                assert_eq!(curl(&dir, server, &target, &["--compressed"]), 200);
                assert_eq!(fs::read(&out).unwrap(), file.bytes());

                assert_eq!(curl(&dir, server, &target, &["-I"]), 200);
                let head = fs::read_to_string(&out).unwrap();
                let len = format!("content-length: {}\r\n", file.bytes().len());
                assert!(head.to_lowercase().contains(&len), "{head}");
            }
        }
        // It follows a relative redirect, below a prefix too.
        assert_eq!(curl(&dir, server, "/docs?q", &["-L"]), 200);
        assert_eq!(fs::read(&out).unwrap(), SITE.get("docs/index.html").unwrap().bytes());
    }
}

/// nginx with a cache, before a server.
struct Cache {
    process: Child,
    server: Server,
    _dir: TempDir,
}

impl Cache {
    fn before(server: Server) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let address = free_address();
        let config = format!(
            "daemon off; master_process off; pid nginx.pid; error_log stderr;
            events {{ }}
            http {{
                access_log off;
                client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                proxy_cache_path cache keys_zone=files:1m;
                server {{
                    listen {address};
                    location / {{
                        proxy_pass http://{};
                        proxy_cache files;
                        proxy_cache_revalidate on;
                        add_header X-Cache $upstream_cache_status always;
                    }}
                }}
            }}",
            server.address
        );
        fs::write(dir.path().join("nginx.conf"), config).unwrap();
        let path = format!("{}:/usr/sbin", env::var("PATH").unwrap());
        let process = Command::new("nginx")
            .env("PATH", path)
            .arg("-p")
            .arg(dir.path())
            .args(["-c", "nginx.conf", "-e", "stderr"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let cache = Cache { process, server: Server { address, ..server }, _dir: dir };
        for _ in 0..1200 {
            if std::net::TcpStream::connect(address).is_ok() {
                return cache;
            }
            sleep(Duration::from_millis(50));
        }
        panic!("nginx does not listen");
    }

    /// Asks, and returns what the cache did.
    fn ask(&self, path: &str, fields: &[(&str, &str)]) -> (String, Response) {
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let target = format!("{}{path}", self.server.prefix);
        let response = crate::client::ask(self.server.address, "GET", &target, &fields);
        (response.field("x-cache").unwrap_or_default(), response)
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn behind_a_cache_each_client_gets_its_form() {
    if !is_there("nginx") {
        return;
    }
    for framework in FRAMEWORKS {
        let minute = Serve::new(SITE).cache_control(|_| "max-age=60");
        let hashed = |path| format!("/{}", SITE.get(path).unwrap().hashed_path());
        let (css, script) = (hashed("site.css"), hashed("app.js"));
        for (serve, css, script) in
            [(Serve::new(SITE), &css[..], &script[..]), (minute, "/site.css", "/app.js")]
        {
            let cache = Cache::before(framework.start(serve));
            let br = |path| get("12.5.3", path).with("accept-encoding", "br");
            let gzip = |path| get("12.5.3", path).with("accept-encoding", "gzip");
            for _ in 0..2 {
                br(css).is(200).coded("site.css", Br).check(cache.server);
                get("12.5.3", css).is(200).coded("site.css", Identity).check(cache.server);
                gzip(css).is(200).coded("site.css", Gzip).check(cache.server);
                get("12.5.3", script).is(200).coded("app.js", Identity).check(cache.server);
                br(script).is(200).coded("app.js", Br).check(cache.server);
            }
            for coding in ["br", "identity", "gzip"] {
                let accept = ("accept-encoding", coding);
                // The first is stored under the key of this spelling.
                cache.ask(css, &[accept]);
                let (state, response) = cache.ask(css, &[accept]);
                assert_eq!((&state[..], response.status), ("HIT", 200), "{framework:?}, {coding}");
                let tag = response.field("etag").unwrap();
                let (state, response) = cache.ask(css, &[accept, ("if-none-match", &tag)]);
                assert_eq!((&state[..], response.status), ("HIT", 304), "{framework:?}, {coding}");
            }
        }
    }
}

#[test]
fn a_cache_asks_again_and_gets_304() {
    if !is_there("nginx") {
        return;
    }
    for framework in FRAMEWORKS {
        let cache = Cache::before(framework.start(Serve::new(SITE).cache_control(|_| "max-age=1")));
        let accept = ("accept-encoding", "br");
        assert_eq!(cache.ask("/site.css", &[accept]).0, "MISS");
        sleep(Duration::from_millis(2100));
        let (state, response) = cache.ask("/site.css", &[accept]);
        assert_eq!((&state[..], response.status), ("REVALIDATED", 200), "{framework:?}");
        let coded = SITE.get("site.css").and_then(|it| it.representation(Br)).unwrap();
        assert!(response.body == coded.bytes());

        // By default what a deploy may change is not kept without asking.
        let cache = Cache::before(framework.start(Serve::new(SITE)));
        for path in ["/site.css", "/missing", "/docs"] {
            cache.ask(path, &[]);
            assert_eq!(cache.ask(path, &[]).0, "MISS", "{framework:?}, {path}");
        }
    }
}
