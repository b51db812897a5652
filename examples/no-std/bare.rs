//! Proves that neither the run-time crate nor the pack reader links `std`.
//!
//! Any crate that does brings a panic handler, and there can be one only, so
//! this would not compile (E0152). There is no `alloc` either: nothing here
//! names a global allocator, and the crates have no `extern crate alloc`.
#![no_std]
#![forbid(unsafe_code)]

use core::fmt::{self, Write};
use core::panic::PanicInfo;

/// A buffer of fixed size, as a device has it.
#[derive(Debug)]
pub struct Buffer {
    bytes: [u8; 1024],
    len: usize,
}

impl Write for Buffer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len.checked_add(text.len()).ok_or(fmt::Error)?;
        self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

/// Fills the buffer with the response to a path.
///
/// # Errors
///
/// When the response is longer than the buffer.
pub fn serve(path: &str) -> Result<Buffer, fmt::Error> {
    let mut buffer = Buffer { bytes: [0; 1024], len: 0 };
    no_std::respond(path, &mut buffer)?;
    Ok(buffer)
}

#[panic_handler]
fn stop(_: &PanicInfo<'_>) -> ! {
    loop {}
}
