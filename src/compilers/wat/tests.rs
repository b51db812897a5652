use super::*;
use crate::compilers::tests::{assert_fault, assert_survives, compile_in};
use crate::testing::Tree;

const ADD: &str = "(module (func (export \"add\") (param i32 i32) (result i32)\n  local.get 0 local.get 1 i32.add))";

/// [`ADD`] in the binary format: magic, version, types, functions, exports, code.
const ADD_WASM: &[u8] = b"\0asm\x01\0\0\0\x01\x07\x01\x60\x02\x7F\x7F\x01\x7F\x03\x02\x01\0\
    \x07\x07\x01\x03add\0\0\x0A\x09\x01\x07\0\x20\0\x20\x01\x6A\x0B";

#[test]
fn assembles_a_module() {
    let tree = Tree::new();
    tree.write("ui/a.wat", ADD);
    assert_eq!(compile_in(&tree, &Wat::new(), "a.wat").result.unwrap(), ADD_WASM);
    assert_eq!(Wat::new().artifact_path("x/a.wat"), "x/a.wasm");
}

#[test]
fn faults_have_a_place() {
    for (input, start) in [
        ("(module\n  (memori 1))", "2:4: expected valid module field"),
        ("(module (; é ;) (func $a) (func $a))", "1:33: duplicate func identifier"),
        ("(module\n  (func (call $b)))", "2:15: unknown func"),
        ("(module", "1:8: "),
        ("(module \"", "1:10: "),
    ] {
        assert_fault(&Wat::new(), "a.wat", input.as_bytes(), start);
    }
}

#[test]
fn survives_bad_sources() {
    assert_survives(&Wat::new(), "a.wat", ADD);
}
