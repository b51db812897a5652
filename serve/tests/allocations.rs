//! How often a response asks the allocator for memory.
//!
//! The numbers are held by equality: one more is a cost that nobody meant, one less is to
//! be written down.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use http::Request;
use include_components::{Components, include_components};
use include_components_serve::Serve;

static SITE: &Components = include_components!();

/// The system's allocator, which counts what each thread asks for.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    // Neither made at its first use nor dropped, so that it can be used in here.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
}

// SAFETY: it does what the system's allocator does.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are those of this call.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Returns the status of the answer, and how many allocations it took.
fn answer(serve: Serve, path: &str, fields: &[(&'static str, &str)]) -> (u16, usize) {
    let mut request = Request::get(path).body(()).unwrap();
    for (name, value) in fields {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    let before = ALLOCATIONS.get();
    let response = black_box(serve.respond(&request));
    let count = ALLOCATIONS.get() - before;
    (response.status().as_u16(), count)
}

#[test]
fn a_response_allocates_for_its_fields_alone() {
    let plain = Serve::new(SITE).not_found(None);
    let style = SITE.get("site.css").unwrap();
    let (hashed, tag) = (format!("/{}", style.hashed_path()), style.etag());
    let browser = [("accept-encoding", "gzip, deflate, br, zstd")];
    let answers = [
        answer(plain, "/site.css", &[]),
        answer(plain, &hashed, &browser),
        answer(plain, "/site.css", &[("if-none-match", tag.as_str())]),
        answer(plain, "/site.css", &[("range", "bytes=0-9")]),
        answer(plain, "/nothing.css", &[]),
        answer(Serve::new(SITE), "/nothing.css", &[]),
    ];
    // Two for the map of the fields, one for the tag, one for the length; a range is written
    // to a string first, and a miss looks for the page of a folder.
    assert_eq!(answers, [(200, 4), (200, 4), (304, 3), (206, 6), (404, 3), (404, 4)]);
}
