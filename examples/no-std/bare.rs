//! Proves that nothing here links `std` or needs an allocator.
//!
//! ```sh
//! cargo rustc -p no-std --example bare --features bare --crate-type staticlib -- -Cpanic=abort
//! ```
//!
//! `std` brings a panic handler, and there can be one only: with `std`
//! anywhere below, this does not compile (E0152). A crate that uses `alloc`
//! needs a global allocator in whatever is linked, a static library too: with
//! `alloc` anywhere below, this does not compile either.
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
