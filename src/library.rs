//! Static libraries around the parts of a pack, for a linker to put them into the
//! program.
//!
//! ```text
//! "!<arch>\n"                        \
//! symbol index                        | head: all in one piece, so that the
//! member header                       | part can follow it as it is made
//! object file: header, tables        /
//! the part                           payload, at a multiple of 64
//! object file: the other tables      tail
//! ```
//!
//! rustc never reads the payload of a library that it is told to link with
//! `kind = "static", modifiers = "-bundle"`; only the linker does. Nothing here
//! depends on the time, the user or the machine: equal parts make equal files.
//!
//! The archive is the one of System V (`ar.h`): each member has a header of
//! [`HEADER`] bytes of text. Linkers look symbols up in the first member, whose
//! form depends on the platform.

mod coff;
mod elf;
mod macho;
#[cfg(test)]
mod tests;

use crate::base::cargo_env::TargetEnv;
use crate::base::key::KeyHasher;

/// What the payload is aligned to in bytes: in the file, and in the program.
const ALIGN: u64 = 64;

/// The first bytes of an archive.
const MAGIC: &[u8] = b"!<arch>\n";

/// The length of the header of an archive's member in bytes.
const HEADER: u64 = 60;

/// The greatest size that the 10 digits of a member's header can say.
const MAX_MEMBER: u64 = 9_999_999_999;

/// The form that a target's linker wants a static library to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// The Executable and Linking Format of most Unix systems.
    Elf(elf::Elf),
    /// The format of Apple's systems.
    MachO(macho::MachO),
    /// The Common Object File Format, as Windows has it.
    Coff(coff::Coff),
}

/// The bytes of a static library around its payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// What precedes the payload; its length is a multiple of 64.
    pub(crate) head: Vec<u8>,
    /// What follows the payload.
    pub(crate) tail: Vec<u8>,
}

/// The processors whose object files need no flags about their ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arch {
    X86_64,
    Aarch64,
}

/// Returns the form of a static library that links on a target.
///
/// `None` where there is none that is known to: the other processors, whose
/// object files have flags that must agree with how the program is compiled,
/// the variants of these two with 32-bit pointers or big-endian numbers, and
/// systems without such a linker. There `include_bytes!` does the same.
pub(crate) fn format(target: &TargetEnv) -> Option<Format> {
    let arch = match target.arch.as_str() {
        "x86_64" => Arch::X86_64,
        "aarch64" => Arch::Aarch64,
        _ => return None,
    };
    if (target.pointer_width.as_str(), target.endian.as_str()) != ("64", "little") {
        return None;
    }
    (elf::Elf::new(arch, target).map(Format::Elf))
        .or_else(|| macho::MachO::new(arch, target).map(Format::MachO))
        .or_else(|| coff::Coff::new(arch, target).map(Format::Coff))
}

impl Format {
    /// Returns what to write before and after a payload of `payload_len` bytes.
    ///
    /// `symbol` is the name that Rust's `link_name` has for the payload's first
    /// byte: unique, and of ASCII letters, digits and `_`. `is_large` is as
    /// [`is_large`](Self::is_large) says of all parts of the set.
    ///
    /// `None` when the format cannot say numbers that big: near 4 GiB in Mach-O
    /// and COFF, near 10^10 bytes in ELF. Linkers may refuse less, by saying
    /// that relocations are out of range: 5 GiB link on x86-64 ELF, in one set or
    /// several, and 1.9 GiB elsewhere, with every linker tried.
    pub(crate) fn frame(self, symbol: &str, payload_len: u64, is_large: bool) -> Option<Frame> {
        let prefix = if matches!(self, Format::MachO(_)) { "_" } else { "" };
        let symbol = format!("{prefix}{symbol}");
        let object = match self {
            Format::Elf(elf) => elf.object(&symbol, payload_len, is_large),
            Format::MachO(macho) => macho.object(&symbol, payload_len)?,
            Format::Coff(coff) => coff.object(&symbol, payload_len)?,
        };
        let size = object.head.len().checked_add(payload_len)?.checked_add(object.tail.len())?;
        let mut head = self.index(&symbol)?;
        match self {
            // GNU's names end in a slash, lest they seem to end in a space.
            Format::Elf(_) | Format::Coff(_) => member(&mut head, "pack.o/", size)?,
            Format::MachO(_) => {
                member(&mut head, BSD_NAME, size.checked_add(BSD_NAME_LEN)?)?;
                head.bytes(b"pack.o\0\0\0\0\0\0");
            }
        }
        head.bytes(&object.head.0);
        Some(Frame { head: head.0, tail: object.tail.0 })
    }

    /// Whether a set of so many bytes must be out of the way of code.
    pub(crate) fn is_large(self, total_len: u64) -> bool {
        matches!(self, Format::Elf(elf) if elf.is_large(total_len))
    }

    /// Writes all that the target decides about a library: what it is made of
    /// around an empty payload.
    pub(crate) fn describe(self, key: &mut KeyHasher) {
        if let Some(Frame { head, tail }) = self.frame("", 0, false) {
            key.write(head).write(tail);
        }
        key.write(self.file_name(""));
    }

    /// Returns the file name that rustc and the linker look for.
    pub(crate) fn file_name(self, library: &str) -> String {
        let (prefix, suffix) = self.around_name();
        format!("{prefix}{library}{suffix}")
    }

    /// Returns what is before and behind the library's name in that.
    pub(crate) fn around_name(self) -> (&'static str, &'static str) {
        match self {
            Format::Coff(coff) if coff.is_msvc() => ("", ".lib"),
            _ => ("lib", ".a"),
        }
    }

    /// Starts an archive: everything before the object file's member header.
    ///
    /// Zeros at the end of the index put the object file at a multiple of
    /// [`ALIGN`] in the archive.
    fn index(self, symbol: &str) -> Option<Bytes> {
        let name = symbol.len() as u64 + 1;
        let mut file = Bytes::default();
        file.bytes(MAGIC);
        let index = file.len() + HEADER;
        let object = match self {
            // System V: the number of symbols, the members' offsets, the names.
            Format::Elf(_) => {
                let object = object_at(index + 8 + name, HEADER);
                member(&mut file, "/", object - index)?;
                file.be32(1);
                file.be32(object.try_into().ok()?);
                file.text(symbol);
                object
            }
            // PE/COFF, "Archive (Library) File Format": the same, and again as
            // Microsoft's second linker member, which has the offsets of the
            // members and then, for each symbol, the number of its member.
            Format::Coff(_) => {
                let second = (index + 8 + name).next_multiple_of(2) + HEADER;
                let object = object_at(second + 14 + name, HEADER);
                member(&mut file, "/", second - HEADER - index)?;
                file.be32(1);
                file.be32(object.try_into().ok()?);
                file.text(symbol);
                file.zeros_to(second - HEADER);
                member(&mut file, "/", object - second)?;
                file.le32(1);
                file.le32(object.try_into().ok()?);
                file.le32(1);
                file.le16(1);
                file.text(symbol);
                object
            }
            // BSD (`ranlib.h`): the size of the array, pairs of the offsets of
            // name and member, the size of the names, the names.
            Format::MachO(_) => {
                let object = object_at(index + BSD_NAME_LEN + 16 + name, HEADER + BSD_NAME_LEN);
                member(&mut file, BSD_NAME, object - index)?;
                file.bytes(b"__.SYMDEF\0\0\0");
                file.le32(8);
                file.le32(0);
                file.le32(object.try_into().ok()?);
                file.le32((object - file.len() - 4).try_into().ok()?);
                file.text(symbol);
                object
            }
        };
        file.zeros_to(object);
        Some(file)
    }
}

/// BSD's way to give a member a name of 12 bytes: it precedes the content.
const BSD_NAME: &str = "#1/12";
const BSD_NAME_LEN: u64 = 12;

/// An object file without the payload.
struct Object {
    /// What precedes the payload; its length is a multiple of [`ALIGN`].
    head: Bytes,
    /// What follows the payload, so that the size is a multiple of 8.
    tail: Bytes,
}

/// Returns the first offset from `end` on at which a member can begin whose
/// content, `lead` bytes later, is at a multiple of [`ALIGN`].
fn object_at(end: u64, lead: u64) -> u64 {
    (end + lead).next_multiple_of(ALIGN) - lead
}

/// Writes the header of an archive's member (`struct ar_hdr`).
fn member(file: &mut Bytes, name: &str, size: u64) -> Option<()> {
    let (date, user, group, mode) = (0, 0, 0, 644);
    let header = format!("{name:<16}{date:<12}{user:<6}{group:<6}{mode:<8}{size:<10}`\n");
    file.bytes(header.as_bytes());
    (size <= MAX_MEMBER).then_some(())
}

/// Bytes that are written number by number.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Writes a string and the zero that ends it.
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.0.push(0);
    }

    fn le16(&mut self, value: u16) {
        self.bytes(&value.to_le_bytes());
    }

    fn le32(&mut self, value: u32) {
        self.bytes(&value.to_le_bytes());
    }

    fn le64(&mut self, value: u64) {
        self.bytes(&value.to_le_bytes());
    }

    fn be32(&mut self, value: u32) {
        self.bytes(&value.to_be_bytes());
    }

    /// Writes zeros until there are `len` bytes.
    fn zeros_to(&mut self, len: u64) {
        while self.len() < len {
            self.0.push(0);
        }
    }
}
