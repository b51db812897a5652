use std::ops::Range;

use object::read::archive::{ArchiveFile, ArchiveKind};
use object::{
    Architecture, BinaryFormat, FileFlags, Object, ObjectSection, ObjectSymbol, SectionKind,
    SymbolFlags, elf, macho, pe,
};

use super::{ALIGN, Format, Frame, format};
use crate::base::cargo_env::TargetEnv;

const SYMBOL: &str = "include_components_0123456789abcdef";

/// Triple, architecture, system, environment and ABI of targets that can link.
const LINKED: [[&str; 5]; 13] = [
    ["x86_64-unknown-linux-gnu", "x86_64", "linux", "gnu", ""],
    ["aarch64-unknown-linux-musl", "aarch64", "linux", "musl", ""],
    ["aarch64-linux-android", "aarch64", "android", "", ""],
    ["x86_64-unknown-freebsd", "x86_64", "freebsd", "", ""],
    ["aarch64-unknown-openbsd", "aarch64", "openbsd", "", ""],
    ["x86_64-apple-darwin", "x86_64", "macos", "", ""],
    ["aarch64-apple-darwin", "aarch64", "macos", "", ""],
    ["aarch64-apple-ios-sim", "aarch64", "ios", "sim", "sim"],
    ["x86_64-apple-ios-macabi", "x86_64", "ios", "", "macabi"],
    ["x86_64-pc-windows-msvc", "x86_64", "windows", "msvc", ""],
    ["x86_64-pc-windows-gnu", "x86_64", "windows", "gnu", ""],
    ["aarch64-pc-windows-msvc", "aarch64", "windows", "msvc", ""],
    ["aarch64-pc-windows-gnullvm", "aarch64", "windows", "gnu", "llvm"],
];

/// The same of targets that cannot.
const INCLUDED: [[&str; 5]; 9] = [
    ["wasm32-unknown-unknown", "wasm32", "unknown", "", ""],
    ["i686-unknown-linux-gnu", "x86", "linux", "gnu", ""],
    ["riscv64gc-unknown-linux-gnu", "riscv64", "linux", "gnu", ""],
    ["x86_64-fortanix-unknown-sgx", "x86_64", "unknown", "sgx", "fortanix"],
    ["x86_64-unknown-uefi", "x86_64", "uefi", "", ""],
    ["x86_64-unknown-none", "x86_64", "none", "", ""],
    ["arm64e-apple-darwin", "aarch64", "macos", "", ""],
    ["x86_64h-apple-darwin", "x86_64", "macos", "", ""],
    ["arm64ec-pc-windows-msvc", "arm64ec", "windows", "msvc", ""],
];

fn target([triple, arch, os, env, abi]: [&str; 5]) -> TargetEnv {
    TargetEnv {
        triple: triple.to_owned(),
        arch: arch.to_owned(),
        os: os.to_owned(),
        env: env.to_owned(),
        abi: abi.to_owned(),
        endian: "little".to_owned(),
        pointer_width: "64".to_owned(),
    }
}

/// Returns what is around a payload that is all of its program's.
fn frame(format: Format, len: u64) -> Option<Frame> {
    format.frame(SYMBOL, len, format.is_large(len))
}

/// A library's bytes, and where its payload and its object file are in them.
struct Library {
    bytes: Vec<u8>,
    payload: Range<usize>,
    object: Range<usize>,
}

impl Library {
    fn new(format: Format, payload: &[u8]) -> Self {
        let Frame { head, tail } = frame(format, payload.len() as u64).unwrap();
        let payload_range = head.len()..head.len() + payload.len();
        let bytes = [&head, payload, &tail].concat();
        let archive = ArchiveFile::parse(bytes.as_slice()).unwrap();
        let members: Vec<_> = archive.members().map(Result::unwrap).collect();
        let [member] = members.as_slice() else { panic!("{} members", members.len()) };
        assert_eq!(member.name(), b"pack.o");
        assert_eq!((member.date(), member.uid(), member.gid()), (Some(0), Some(0), Some(0)));
        let (start, size) = member.file_range();
        let object = start as usize..(start + size) as usize;
        assert_eq!(object.end, bytes.len(), "nothing follows the object file");
        Library { payload: payload_range, object, bytes }
    }

    fn object(&self) -> object::File<'_> {
        object::File::parse(&self.bytes[self.object.clone()]).unwrap()
    }
}

fn payload(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 31 + at / 251) as u8).collect()
}

/// Runs a check on a library of each target, with payloads of odd lengths too.
fn each_library(check: impl Fn(&TargetEnv, Format, &Library)) {
    for words in LINKED {
        let target = target(words);
        let format = format(&target).unwrap();
        for len in [0, 1, 96, 4097] {
            check(&target, format, &Library::new(format, &payload(len)));
        }
    }
}

fn linked_name(format: Format) -> String {
    if matches!(format, Format::MachO(_)) { format!("_{SYMBOL}") } else { SYMBOL.to_owned() }
}

#[test]
fn has_a_format_where_it_links_and_none_elsewhere() {
    for words in LINKED {
        let form = format(&target(words));
        let right = match words[2] {
            "windows" => matches!(form, Some(Format::Coff(_))),
            "macos" | "ios" => matches!(form, Some(Format::MachO(_))),
            _ => matches!(form, Some(Format::Elf(_))),
        };
        assert!(right, "{words:?}: {form:?}");
    }
    for words in INCLUDED {
        assert_eq!(format(&target(words)), None, "{words:?}");
    }
    let x32 = TargetEnv { pointer_width: "32".to_owned(), ..target(LINKED[0]) };
    let big_endian = TargetEnv { endian: "big".to_owned(), ..target(LINKED[1]) };
    assert_eq!(format(&x32), None);
    assert_eq!(format(&big_endian), None);
}

#[test]
fn is_named_as_rustc_looks_it_up() {
    for words in LINKED {
        let name = format(&target(words)).unwrap().file_name("icons");
        let expected = if words[3] == "msvc" { "icons.lib" } else { "libicons.a" };
        assert_eq!(name, expected, "{words:?}");
    }
}

#[test]
fn archive_index_leads_to_the_object_file() {
    each_library(|target, format, library| {
        let archive = ArchiveFile::parse(library.bytes.as_slice()).unwrap();
        let kind = match format {
            Format::Elf(_) => ArchiveKind::Gnu,
            Format::MachO(_) => ArchiveKind::Bsd,
            Format::Coff(_) => ArchiveKind::Coff,
        };
        assert_eq!(archive.kind(), kind, "{target:?}");
        let symbols: Vec<_> = archive.symbols().unwrap().unwrap().map(Result::unwrap).collect();
        let [symbol] = symbols.as_slice() else { panic!("{target:?}: {symbols:?}") };
        assert_eq!(symbol.name(), linked_name(format).as_bytes());
        let member = archive.member(symbol.offset()).unwrap();
        assert_eq!(member.file_range().0, library.object.start as u64);
    });
}

/// `object` reads the second of COFF's two indices; GNU ld reads the first.
#[test]
fn both_of_coffs_indices_say_the_same() {
    let format = format(&target(LINKED[9])).unwrap();
    let library = Library::new(format, &payload(96));
    let first = &library.bytes[8 + 60..];
    let member = u32::from_be_bytes(first[4..8].try_into().unwrap());
    assert_eq!(u32::from_be_bytes(first[..4].try_into().unwrap()), 1);
    assert_eq!(member as usize + 60, library.object.start);
    assert_eq!(&first[8..8 + SYMBOL.len()], SYMBOL.as_bytes());
}

#[test]
fn symbol_is_the_payload() {
    each_library(|target, format, library| {
        let object = library.object();
        let architecture = match target.arch.as_str() {
            "x86_64" => Architecture::X86_64,
            _ => Architecture::Aarch64,
        };
        let binary = match format {
            Format::Elf(_) => BinaryFormat::Elf,
            Format::MachO(_) => BinaryFormat::MachO,
            Format::Coff(_) => BinaryFormat::Coff,
        };
        assert_eq!((object.architecture(), object.format()), (architecture, binary));
        assert!(object.is_little_endian());

        let name = linked_name(format);
        let globals: Vec<_> = object.symbols().filter(|symbol| symbol.is_global()).collect();
        let [symbol] = globals.as_slice() else { panic!("{target:?}: {globals:?}") };
        assert_eq!(symbol.name(), Ok(name.as_str()));
        assert!(symbol.is_definition(), "{target:?}");
        assert_eq!(symbol.address(), 0);

        let section = object.section_by_index(symbol.section_index().unwrap()).unwrap();
        assert_eq!(section.data().unwrap(), &library.bytes[library.payload.clone()]);
        assert_eq!(section.kind(), SectionKind::ReadOnlyData, "{target:?}");
        assert_eq!(section.size(), library.payload.len() as u64);
    });
}

#[test]
fn payload_is_aligned_in_the_file_and_in_the_program() {
    each_library(|target, _, library| {
        let align = ALIGN as usize;
        assert_eq!(library.payload.start % align, 0, "{target:?}");
        assert_eq!(library.object.start % align, 0, "{target:?}");
        let object = library.object();
        let section = object.sections().find(|s| s.kind() == SectionKind::ReadOnlyData).unwrap();
        assert_eq!(section.align(), ALIGN, "{target:?}");
        assert_eq!(library.object.len() % 8, 0, "{target:?}");
    });
}

#[test]
fn elf_symbol_has_a_size_and_the_stack_stays_unexecutable() {
    for words in &LINKED[..5] {
        let library = Library::new(format(&target(*words)).unwrap(), &payload(4097));
        let object = library.object();
        let symbol = object.symbol_by_name(SYMBOL).unwrap();
        assert_eq!(symbol.size(), 4097);
        let st_info = elf::STB_GLOBAL << 4 | elf::STT_OBJECT;
        assert_eq!(symbol.flags(), SymbolFlags::Elf { st_info, st_other: elf::STV_DEFAULT });
        assert!(object.section_by_name(".note.GNU-stack").is_some());
        let FileFlags::Elf { os_abi, e_flags, .. } = object.flags() else { panic!("{words:?}") };
        let freebsd = words[2] == "freebsd";
        assert_eq!(os_abi, if freebsd { elf::ELFOSABI_FREEBSD } else { elf::ELFOSABI_NONE });
        assert_eq!(e_flags, 0);
        let (property, features) = match words[1] {
            "x86_64" => (elf::GNU_PROPERTY_X86_FEATURE_1_AND, 3_u32),
            _ => (elf::GNU_PROPERTY_AARCH64_FEATURE_1_AND, 7),
        };
        let note = object.section_by_name(".note.gnu.property").unwrap().data().unwrap();
        assert_eq!(note[16..20], property.to_le_bytes());
        assert_eq!(note[24..28], features.to_le_bytes());
    }
}

#[test]
fn elf_payload_past_what_code_reaches_is_in_a_large_section() {
    let frame = |words, len| frame(format(&target(words)).unwrap(), len).unwrap();
    let names = |frame: &Frame| {
        let head = String::from_utf8_lossy(&frame.head).into_owned();
        (head.contains("\0.rodata\0"), head.contains("\0.lrodata\0"))
    };
    assert_eq!(names(&frame(LINKED[0], (32 << 20) - 1)), (true, false));
    assert_eq!(names(&frame(LINKED[0], 32 << 20)), (false, true));
    assert_eq!(names(&frame(LINKED[1], 32 << 20)), (true, false));
    let part = format(&target(LINKED[0])).unwrap().frame(SYMBOL, 1, true).unwrap();
    assert_eq!(names(&part), (false, true), "one of many parts");
}

#[test]
fn mach_o_says_its_platform_and_version() {
    let expected = [
        (macho::PLATFORM_MACOS, 0x000A_0C00),
        (macho::PLATFORM_MACOS, 0x000B_0000),
        (macho::PLATFORM_IOSSIMULATOR, 0x000A_0000),
        (macho::PLATFORM_MACCATALYST, 0x000D_0100),
    ];
    for (words, expected) in LINKED[5..9].iter().zip(expected) {
        let library = Library::new(format(&target(*words)).unwrap(), &payload(96));
        let object::File::MachO64(object) = library.object() else { panic!("{words:?}") };
        let endian = object.endian();
        let mut commands = object.macho_load_commands().unwrap();
        let commands: Vec<_> = std::iter::from_fn(|| commands.next().unwrap()).collect();
        let build = commands.iter().find_map(|c| c.build_version().unwrap()).unwrap();
        assert_eq!((build.platform.get(endian), build.minos.get(endian)), expected);
        let tables = commands.iter().find_map(|c| c.dysymtab().unwrap()).unwrap();
        assert_eq!((tables.iextdefsym.get(endian), tables.nextdefsym.get(endian)), (0, 1));
        let flags = object.macho_header().flags.get(endian);
        assert_eq!(flags, macho::MH_SUBSECTIONS_VIA_SYMBOLS);
    }
}

#[test]
fn coff_symbol_is_external() {
    for words in &LINKED[9..] {
        let library = Library::new(format(&target(*words)).unwrap(), &payload(96));
        let object::File::Coff(object) = library.object() else { panic!("{words:?}") };
        let symbol = object.symbol_by_name(SYMBOL).unwrap();
        assert_eq!(symbol.coff_symbol().storage_class, pe::IMAGE_SYM_CLASS_EXTERNAL);
    }
}

#[test]
fn refuses_what_the_format_cannot_say() {
    let frame = |words, len| frame(format(&target(words)).unwrap(), len);
    let (elf, macho, coff) = (LINKED[0], LINKED[5], LINKED[9]);
    for len in [4_300_000_007_u64, 9_000_000_001] {
        let head = frame(elf, len).unwrap().head;
        let size = len.to_le_bytes();
        let found = head.windows(8).filter(|bytes| *bytes == size).count();
        assert_eq!(found, 2, "the section's and the symbol's size");
        assert_eq!(frame(macho, len), None);
        assert_eq!(frame(coff, len), None);
    }
    assert!(frame(macho, (1 << 32) - 400).is_some());
    assert_eq!(frame(macho, (1 << 32) - 100), None);
    assert!(frame(coff, (1 << 32) - 65).is_some());
    assert_eq!(frame(coff, (1 << 32) - 64), None);
    for words in LINKED {
        assert_eq!(frame(words, 10_000_000_000), None, "{words:?}");
        assert_eq!(frame(words, u64::MAX), None, "{words:?}");
    }
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[test]
fn links_with_the_systems_linker() {
    use std::fs;
    use std::process::Command;

    use object::read::elf::{FileHeader, ProgramHeader};

    let words = ["", std::env::consts::ARCH, "linux", "gnu", ""];
    let format = format(&target(words)).unwrap();
    let payload = payload(100_003);
    let library = Library::new(format, &payload);
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    fs::write(path(&format.file_name("pack")), &library.bytes).unwrap();
    let (len, source) = (payload.len(), path("main.c"));
    let text = format!(
        "#include <stdint.h>\n#include <stdio.h>\nextern const unsigned char {SYMBOL}[];\n\
         int main(void) {{\n\
         if ((uintptr_t){SYMBOL} % {ALIGN}) return 1;\n\
         return fwrite({SYMBOL}, 1, {len}, stdout) != {len};\n}}\n"
    );
    fs::write(&source, text).unwrap();

    let program = path("main");
    let mut cc = Command::new("cc");
    cc.arg(&source).arg("-o").arg(&program).arg("-L").arg(directory.path()).arg("-lpack");
    let linked = cc.output().unwrap();
    assert!(linked.status.success(), "{}", String::from_utf8_lossy(&linked.stderr));
    assert_eq!(String::from_utf8_lossy(&linked.stderr), "", "no warnings either");

    let run = Command::new(&program).output().unwrap();
    assert!(run.status.success(), "{:?}", run.status);
    assert!(run.stdout == payload, "the program has other bytes than the pack");

    let program = fs::read(&program).unwrap();
    let header = elf::FileHeader64::<object::Endianness>::parse(&*program).unwrap();
    let endian = header.endian().unwrap();
    let segments = header.program_headers(endian, &*program).unwrap();
    let stack = segments.iter().find(|s| s.p_type(endian) == elf::PT_GNU_STACK).unwrap();
    assert_eq!(stack.p_flags(endian) & elf::PF_X, 0, "the stack is executable");
}
