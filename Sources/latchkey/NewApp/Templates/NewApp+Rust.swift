extension NewApp {
    static func rust(_ key: String, _ prefix: String?) -> NewApp {
        NewApp(
            files: [File(path: "app.rs", content: program(key, prefix))],
            build: """
                rustc app.rs -L $(pkg-config --variable=libdir latchkey) \
                -C link-arg=\(runPath) && ./app KEY
                """,
            need: library)
    }

    private static func program(_ key: String, _ prefix: String?) -> String {
        let brand = prefix.map { "\"\($0)\"" } ?? "\"\""
        return """
            use std::ffi::{c_void, CStr};
            use std::os::raw::c_char;
            use std::process::exit;
            use std::ptr::{null, null_mut};
            use std::time::{SystemTime, UNIX_EPOCH};

            \(key)
            /// The brand that the program takes; empty for any.
            const PREFIX: &str = \(brand);

            // A few functions of latchkey.h, which describes them.
            type Handle = *mut c_void;
            const FORM_ANY: i32 = 0;
            const REASON_AND_WARNING: [i32; 2] = [1, 2];
            const ACTIVATION: i32 = 2;
            const USAGE: i32 = 3;
            #[link(name = "latchkey")]
            extern "C" {
                fn latchkey_trust_pin(keys: *const u8, count: usize, trust: *mut Handle, error: *mut Handle) -> i32;
                fn latchkey_verify(trust: Handle, data: *const u8, length: usize, form: i32, license: *mut Handle, error: *mut Handle) -> i32;
                fn latchkey_facts_new(organization: *const u8, organization_length: usize, benefit: *const u8, benefit_length: usize, prefix: *const u8, prefix_length: usize, facts: *mut Handle, error: *mut Handle) -> i32;
                fn latchkey_facts_skip(facts: Handle, question: i32, error: *mut Handle) -> i32;
                fn latchkey_evaluate(license: Handle, facts: Handle, now: i64, decision: *mut Handle, error: *mut Handle) -> i32;
                fn latchkey_decision_allowed(decision: Handle) -> i32;
                fn latchkey_decision_count(decision: Handle, kind: i32) -> usize;
                fn latchkey_decision_message(decision: Handle, kind: i32, index: usize, length: *mut usize) -> *const c_char;
                fn latchkey_decision_next_step(decision: Handle, kind: i32, index: usize, length: *mut usize) -> *const c_char;
                fn latchkey_error_message(error: Handle, length: *mut usize) -> *const c_char;
                fn latchkey_error_next_step(error: Handle, length: *mut usize) -> *const c_char;
            }

            fn text(borrowed: *const c_char) -> String {
                unsafe { CStr::from_ptr(borrowed) }.to_string_lossy().into_owned()
            }

            fn check(result: i32, error: Handle) {
                if result != 0 {
                    unsafe { println!("{}; {}", text(latchkey_error_message(error, null_mut())), text(latchkey_error_next_step(error, null_mut()))) };
                    exit(65)
                }
            }

            fn main() {
                let key = std::env::args().nth(1).unwrap_or_else(|| exit(64));
                let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs()) as i64;
                let prefix = if PREFIX.is_empty() { null() } else { PREFIX.as_ptr() };
                let (mut trust, mut license, mut facts, mut decision, mut error) = (null_mut(), null_mut(), null_mut(), null_mut(), null_mut());
                unsafe {
                    check(latchkey_trust_pin(VENDOR_KEY.as_ptr(), 1, &mut trust, &mut error), error);
                    check(latchkey_verify(trust, key.as_ptr(), key.len(), FORM_ANY, &mut license, &mut error), error);
                    check(latchkey_facts_new(null(), 0, null(), 0, prefix, PREFIX.len(), &mut facts, &mut error), error);
                    check(latchkey_facts_skip(facts, ACTIVATION, &mut error), error);
                    check(latchkey_facts_skip(facts, USAGE, &mut error), error);
                    check(latchkey_evaluate(license, facts, now, &mut decision, &mut error), error);
                    for kind in REASON_AND_WARNING {
                        for i in 0..latchkey_decision_count(decision, kind) {
                            println!("{}; {}", text(latchkey_decision_message(decision, kind, i, null_mut())), text(latchkey_decision_next_step(decision, kind, i, null_mut())));
                        }
                    }
                    if latchkey_decision_allowed(decision) != 1 {
                        println!("denied");
                        exit(1)
                    }
                }
                println!("allowed");
            }

            """
    }
}
