extension NewApp {
    static func go(_ key: String, _ prefix: String?) -> NewApp {
        NewApp(
            files: [
                File(path: "go.mod", content: "module app\n\ngo 1.19\n"),
                File(path: "main.go", content: program(key, prefix)),
            ],
            build: "CGO_LDFLAGS=\"\(runPath)\" go build -o app . && ./app KEY", need: library)
    }

    private static func program(_ key: String, _ prefix: String?) -> String {
        let brand = prefix.map { "C.CString(\"\($0)\")" } ?? "nil"
        return """
            package main

            /*
            #cgo pkg-config: latchkey
            #include <latchkey.h>
            */
            import "C"

            import (
            \t"fmt"
            \t"os"
            \t"time"
            \t"unsafe"
            )

            \(key)

            // The length of a text that ends with a NUL: LATCHKEY_MEASURE.
            const all = ^C.size_t(0)

            func check(result C.latchkey_result, err *C.latchkey_error) {
            \tif result != C.LATCHKEY_OK {
            \t\tfmt.Printf("%s; %s\\n", C.GoString(C.latchkey_error_message(err, nil)),
            \t\t\tC.GoString(C.latchkey_error_next_step(err, nil)))
            \t\tos.Exit(65)
            \t}
            }

            func main() {
            \tif len(os.Args) != 2 {
            \t\tos.Exit(64)
            \t}
            \tvar trust *C.latchkey_trust
            \tvar license *C.latchkey_license
            \tvar facts *C.latchkey_facts
            \tvar decision *C.latchkey_decision
            \tvar err *C.latchkey_error
            \tkey := (*C.uint8_t)(unsafe.Pointer(&vendorKey[0]))
            \tcheck(C.latchkey_trust_pin(key, 1, &trust, &err), err)
            \tcheck(C.latchkey_verify(trust, C.CString(os.Args[1]), all, C.LATCHKEY_FORM_ANY, &license, &err), err)
            \tcheck(C.latchkey_facts_new(nil, 0, nil, 0, \(brand), all, &facts, &err), err)
            \tcheck(C.latchkey_facts_skip(facts, C.LATCHKEY_QUESTION_ACTIVATION, &err), err)
            \tcheck(C.latchkey_facts_skip(facts, C.LATCHKEY_QUESTION_USAGE, &err), err)
            \tcheck(C.latchkey_evaluate(license, facts, C.int64_t(time.Now().Unix()), &decision, &err), err)
            \tfor kind := C.int32_t(C.LATCHKEY_REASON); kind <= C.LATCHKEY_WARNING; kind++ {
            \t\tfor i := C.size_t(0); i < C.latchkey_decision_count(decision, kind); i++ {
            \t\t\tfmt.Printf("%s; %s\\n", C.GoString(C.latchkey_decision_message(decision, kind, i, nil)),
            \t\t\t\tC.GoString(C.latchkey_decision_next_step(decision, kind, i, nil)))
            \t\t}
            \t}
            \tif C.latchkey_decision_allowed(decision) != 1 {
            \t\tfmt.Println("denied")
            \t\tos.Exit(1)
            \t}
            \tfmt.Println("allowed")
            }

            """
    }
}
