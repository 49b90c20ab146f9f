// rustc example.rs -L $(pkg-config --variable=libdir latchkey) && ./example KEY DIRECTORY
use std::{env, ffi::CStr, os::raw::*, process::exit, ptr::*, time::{SystemTime, UNIX_EPOCH}};

// `latchkey keys export --format rust` prints this; it is the demo issuer's, of which all know the secret.
const VENDOR_KEY: [u8; 32] = [
    0x80, 0x0e, 0x65, 0x8d, 0x36, 0x52, 0x65, 0x87, 0x6a, 0x4a, 0x24, 0xf6, 0x09, 0x1d, 0xbe, 0x7f,
    0x4f, 0x43, 0xaf, 0xe3, 0x74, 0x64, 0x92, 0xa5, 0xa6, 0x9c, 0x79, 0x30, 0xc4, 0x39, 0x1e, 0x25,
];

type Handle = *mut c_void; #[repr(C)] #[derive(Default)] struct Usage { used: u64, left: u64, is_limited: i32, reserved: i32 }
#[link(name = "latchkey")] extern "C" {
    fn latchkey_trust_pin(keys: *const u8, count: usize, trust: &mut Handle, error: &mut Handle) -> i32;
    fn latchkey_facts_new(organization: *const u8, length: usize, benefit: *const u8, benefit_length: usize, prefix: *const u8, prefix_length: usize, facts: &mut Handle, error: &mut Handle) -> i32;
    fn latchkey_ledger_decide(ledger: Handle, facts: Handle, now: i64, decision: &mut Handle, error: &mut Handle) -> i32;
    fn latchkey_ledger_open(directory: *const u8, length: usize, trust: Handle, now: i64, ledger: &mut Handle, error: &mut Handle) -> i32;
    fn latchkey_ledger_install(ledger: Handle, data: *const u8, length: usize, now: i64, installed: &mut Handle, error: &mut Handle) -> i32;
    fn latchkey_ledger_consume(ledger: Handle, amount: u64, meter: u32, now: i64, usage: &mut Usage, error: &mut Handle) -> i32;
    fn latchkey_decision_allowed(decision: Handle) -> i32; fn latchkey_decision_count(decision: Handle, kind: i32) -> usize; fn latchkey_ledger_close(ledger: Handle) -> i32;
    fn latchkey_decision_message(decision: Handle, kind: i32, index: usize, length: *mut usize) -> *const c_char;
    fn latchkey_error_message(error: Handle, length: *mut usize) -> *const c_char;
}

fn made(call: impl FnOnce(&mut Handle, &mut Handle) -> i32) -> Handle {
    let (mut out, mut error) = (null_mut(), null_mut()); if call(&mut out, &mut error) == 0 { return out; }
    eprintln!("{}", text(unsafe { latchkey_error_message(error, null_mut()) })); exit(65)
}
fn text(borrowed: *const c_char) -> String { unsafe { CStr::from_ptr(borrowed) }.to_string_lossy().into_owned() }
fn main() { unsafe {
    let (key, directory) = (env::args().nth(1).expect("KEY"), env::args().nth(2).expect("DIRECTORY"));
    let (now, mut usage) = (SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64, Usage::default());
    let trust = made(|out, error| latchkey_trust_pin(VENDOR_KEY.as_ptr(), 1, out, error));
    let ledger = made(|out, error| latchkey_ledger_open(directory.as_ptr(), directory.len(), trust, now, out, error));
    made(|out, error| latchkey_ledger_install(ledger, key.as_ptr(), key.len(), now, out, error));
    let facts = made(|out, error| latchkey_facts_new(null(), 0, null(), 0, "DEMO".as_ptr(), 4, out, error));
    let decision = made(|out, error| latchkey_ledger_decide(ledger, facts, now, out, error));
    for i in 0..latchkey_decision_count(decision, 1) { println!("{}", text(latchkey_decision_message(decision, 1, i, null_mut()))) }
    if latchkey_decision_allowed(decision) != 1 { println!("denied"); exit(1) }
    made(|_, error| latchkey_ledger_consume(ledger, 1, 0, now, &mut usage, error));
    println!("allowed\nused {}", usage.used); latchkey_ledger_close(ledger);
} }
