//! Any bytes on the socket: a right status or a closed connection, in bounded time and
//! memory, and the server still answers afterwards.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use include_components_serve::Serve;

use crate::SITE;
use crate::client::ask;
use crate::servers::Framework;

/// Of a test that starts the servers, so that their memory is not that of other tests.
const SERVERS: &str = "INCLUDE_COMPONENTS_TEST_SERVERS";

const FRAMEWORKS: [Framework; 3] = [Framework::Axum, Framework::Hyper, Framework::Actix];

/// How often each case is sent to each server.
const ROUNDS: usize = 20;

/// What all rounds may add to the memory, in KiB. A leak of one large request in each
/// round would be ten times that.
const GROWTH: u64 = 16 << 10;

/// The servers of the test below, which it starts as a process of their own: else
/// there is nothing to do.
#[test]
fn servers() {
    if std::env::var_os(SERVERS).is_none() {
        return;
    }
    for framework in FRAMEWORKS {
        println!("\n{SERVERS} {}", framework.start(Serve::new(SITE)).address);
    }
    // Until the other process ends, and with it this input.
    let _ = std::io::stdin().read(&mut [0]);
}

struct Servers {
    process: Child,
    addresses: Vec<SocketAddr>,
}

impl Servers {
    fn start() -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["hostile::servers", "--exact", "--nocapture"])
            .env(SERVERS, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let addresses = lines.filter_map(|line| line.strip_prefix(SERVERS)?.trim().parse().ok());
        Servers { addresses: addresses.take(FRAMEWORKS.len()).collect(), process }
    }

    /// The memory that it has in use, in KiB.
    fn memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends bytes and nothing more, and returns the status of what comes: 0 if nothing does.
fn status(address: SocketAddr, bytes: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(10))).unwrap();
    // It may answer, and close, before it has read everything.
    let _ = stream.write_all(bytes);
    // hyper drops a client that is gone, so one that sent a whole request waits.
    let is_whole = bytes.ends_with(b"\r\n\r\n") && bytes.windows(7).any(|it| it == b" HTTP/1");
    if !is_whole {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut response = Vec::new();
    if let Err(error) = stream.read_to_end(&mut response) {
        let waited = [std::io::ErrorKind::WouldBlock, std::io::ErrorKind::TimedOut];
        assert!(!waited.contains(&error.kind()), "no end of the response: {error}");
    }
    let line = String::from_utf8_lossy(&response[..response.len().min(12)]).into_owned();
    line.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..)?.parse().ok()).unwrap_or(0)
}

/// A request for a target, with fields.
fn request(target: &str, fields: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: a\r\n{fields}Connection: close\r\n\r\n").into_bytes()
}

/// What is sent, and which statuses are right; 0 is a connection that is closed.
fn cases() -> Vec<(String, Vec<u8>, &'static [u16])> {
    let mut cases: Vec<(String, Vec<u8>, &'static [u16])> = Vec::new();
    // Of which a parser may say that they are no targets.
    let nowhere = [
        "/small.txt%00",
        "/small.txt%00.html",
        "/%c0%ae%c0%ae/small.txt",
        "/%c0%afsmall.txt",
        "/%ed%a0%80",
        "/%f5%80%80%80",
        "/../small.txt",
        "/docs/../small.txt",
        "/%2e%2e/small.txt",
        "/docs/%2e%2e/small.txt",
        "/docs/%2E./small.txt",
        "/%252e%252e/small.txt",
        "/..%5csmall.txt",
        "/..\\small.txt",
        "\\small.txt",
        "/docs\\guide.html",
        "/docs%2fguide.html",
        "/docs/%2e/guide.html",
        "/./small.txt",
        "//small.txt",
        "///",
        "/%",
        "/%2",
        "/%u0041",
        "/C:/small.txt",
        "/\u{7f}",
        "/<>\"`{}|^",
        "small.txt",
        "?",
        "#",
        "*",
        "http://",
        "http://other/small.txt/",
        "/small.txt\t",
    ];
    for target in nowhere {
        cases.push((target.to_owned(), request(target, ""), &[0, 400, 404]));
    }
    for target in ["http://other/small.txt", "https://u:p@other:1/small.txt?q", "/small.txt?\u{fc}"]
    {
        cases.push((target.to_owned(), request(target, ""), &[200, 400]));
    }
    let fields = [
        ("10,000 ranges", format!("Range: bytes={}0-0\r\n", "0-0,".repeat(10_000))),
        ("10,000 commas", format!("Range: bytes={}0-0\r\n", ",".repeat(10_000))),
        ("a range of 40 KB", format!("Range: bytes=0-{}\r\n", "9".repeat(40_000))),
        ("90 If-None-Match", "If-None-Match: \"x\", \"y\"\r\n".repeat(90)),
        ("a list of 10,000 tags", format!("If-None-Match: {}\r\n", "\"a\",".repeat(10_000))),
        ("40,000 quotes", format!("If-None-Match: {}\r\n", "\"".repeat(40_000))),
        ("40,000 W/", format!("If-None-Match: {}\r\n", "W/".repeat(20_000))),
        ("10,000 codings", format!("Accept-Encoding: {}\r\n", "br;q=1,".repeat(6_000))),
        ("no text", "Accept-Encoding: \u{ff}\u{fe}\r\nRange: \u{ff}\r\n".to_owned()),
        ("two ranges", "Range: bytes=0-1\r\nRange: bytes=2-3\r\n".to_owned()),
    ];
    for (name, fields) in fields {
        cases.push((name.to_owned(), request("/small.txt", &fields), &[200, 206, 400, 413, 431]));
    }
    let floods = [
        ("100 If-None-Match", request("/small.txt", &"If-None-Match: \"x\"\r\n".repeat(100))),
        ("10,000 fields", request("/small.txt", &"A: b\r\n".repeat(10_000))),
        ("a field of 1 MB", request("/small.txt", &format!("A: {}\r\n", "a".repeat(1 << 20)))),
        ("a target of 100 KB", request(&format!("/{}", "a".repeat(100_000)), "")),
        ("a method of 100 KB", "G".repeat(100_000).into_bytes()),
        ("1 MB of spaces", b" ".repeat(1 << 20)),
        ("1 MB of lines", b"\r\n".repeat(1 << 19)),
    ];
    for (name, bytes) in floods {
        cases.push((name.to_owned(), bytes, &[0, 400, 404, 413, 414, 431]));
    }
    let long = request(&format!("/{}", "a".repeat(8 << 10)), "");
    cases.push(("a path of 8 KiB".to_owned(), long, &[404, 414]));
    let many = request(&format!("/{}", "a/".repeat(4 << 10)), "");
    cases.push(("a path of 4,096 folders".to_owned(), many, &[404, 414]));
    let encoded = request(&format!("/{}", "%61".repeat(10_000)), "");
    cases.push(("a path of 10,000 escapes".to_owned(), encoded, &[404, 414]));
    let star = b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    // actix-web asks no service for it.
    cases.push(("OPTIONS *".to_owned(), star.to_vec(), &[204, 404]));

    let noise: Vec<u8> =
        (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    let wrong: [(&str, Vec<u8>); 16] = [
        ("nothing", Vec::new()),
        ("noise", noise.clone()),
        ("NUL", b"GET /small.txt\0 HTTP/1.1\r\nHost: a\r\n\r\n".to_vec()),
        ("NUL in a field", b"GET / HTTP/1.1\r\nHost: a\r\nA: \0\r\n\r\n".to_vec()),
        ("a TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec()),
        ("half a line", b"GET /small".to_vec()),
        ("half a field", b"GET /small.txt HTTP/1.1\r\nHost: a\r\nIf-None-Ma".to_vec()),
        ("no last line", b"GET /small.txt HTTP/1.1\r\nHost: a\r\n".to_vec()),
        ("HTTP/0.9", b"GET /small.txt\r\n".to_vec()),
        ("HTTP/9.9", b"GET /small.txt HTTP/9.9\r\nHost: a\r\n\r\n".to_vec()),
        ("a field without a name", b"GET / HTTP/1.1\r\n: a\r\n\r\n".to_vec()),
        ("a folded field", b"GET / HTTP/1.1\r\nHost: a\r\n  b\r\n\r\n".to_vec()),
        (
            "two lengths",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
                .to_vec(),
        ),
        ("a bad length", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n".to_vec()),
        ("HTTP/2 and noise", [preface.clone(), noise].concat()),
        ("HTTP/2 and a frame of 16 MB", [preface, vec![0xff; 64]].concat()),
    ];
    for (name, bytes) in wrong {
        cases.push((name.to_owned(), bytes, &[0, 400, 404, 405, 408, 505]));
    }
    let chunks = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec();
    cases.push(("bad chunks".to_owned(), chunks, &[0, 400, 405]));
    cases
}

#[test]
fn any_bytes_on_the_socket() {
    let servers = Servers::start();
    let cases = cases();
    let answers = |address| {
        let start = Instant::now();
        let response = ask(address, "GET", "/small.txt", &[]);
        assert_eq!((response.status, response.body.len()), (200, 1024));
        assert!(start.elapsed() < Duration::from_secs(9), "{:?}", start.elapsed());
    };
    let mut faults = Vec::new();
    let round = |faults: &mut Vec<String>| {
        for (framework, &address) in FRAMEWORKS.iter().zip(&servers.addresses) {
            for (name, bytes, right) in &cases {
                let start = Instant::now();
                let status = status(address, bytes);
                if !right.contains(&status) {
                    faults.push(format!("{framework:?}, {name}: {status}, not of {right:?}"));
                }
                assert!(start.elapsed() < Duration::from_secs(9), "{framework:?}, {name}");
            }
            answers(address);
        }
    };
    // Twice before, for what is made once.
    round(&mut faults);
    round(&mut faults);
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{faults:#?}");
    let before = servers.memory();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        round(&mut faults);
    }
    let after = servers.memory();
    println!("{} requests in {:?}", ROUNDS * cases.len() * 3, start.elapsed());
    println!("memory: {before} KiB before, {after} KiB after");
    assert!(after < before + GROWTH, "{before} KiB before, {after} KiB after");
}

/// Requests that never end keep nobody else waiting.
#[test]
fn many_half_requests_at_once() {
    let servers = Servers::start();
    for &address in &servers.addresses {
        let open: Vec<TcpStream> = (0..200)
            .map(|_| {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.write_all(b"GET /small.txt HTTP/1.1\r\nHost: a\r\nIf-None-Ma").unwrap();
                stream
            })
            .collect();
        let start = Instant::now();
        assert_eq!(ask(address, "GET", "/small.txt", &[]).status, 200);
        assert!(start.elapsed() < Duration::from_secs(9), "{:?}", start.elapsed());
        drop(open);
    }
}
