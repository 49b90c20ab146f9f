// go run example.go KEY DIRECTORY
package main

/*
#cgo pkg-config: latchkey
#include <latchkey.h>
*/
import "C"
import ("fmt"; "os"; "time"; "unsafe")

// `latchkey keys export --format go` prints this; it is the demo issuer's, of which all know the secret.
var vendorKey = [32]byte{
	0x80, 0x0e, 0x65, 0x8d, 0x36, 0x52, 0x65, 0x87, 0x6a, 0x4a, 0x24, 0xf6, 0x09, 0x1d, 0xbe, 0x7f,
	0x4f, 0x43, 0xaf, 0xe3, 0x74, 0x64, 0x92, 0xa5, 0xa6, 0x9c, 0x79, 0x30, 0xc4, 0x39, 0x1e, 0x25,
}

func check(result C.latchkey_result, err *C.latchkey_error) {
	if result != C.LATCHKEY_OK {
		fmt.Fprintln(os.Stderr, C.GoString(C.latchkey_error_message(err, nil)))
		os.Exit(65)
	}
}

func main() {
	var trust *C.latchkey_trust; var ledger *C.latchkey_ledger; var facts *C.latchkey_facts
	var decision *C.latchkey_decision; var usage C.latchkey_usage; var err *C.latchkey_error
	key, dir, now, all := C.CString(os.Args[1]), C.CString(os.Args[2]), C.int64_t(time.Now().Unix()), ^C.size_t(0)
	check(C.latchkey_trust_pin((*C.uint8_t)(unsafe.Pointer(&vendorKey[0])), 1, &trust, &err), err)
	check(C.latchkey_ledger_open(dir, all, trust, now, &ledger, &err), err)
	check(C.latchkey_ledger_install(ledger, key, all, now, nil, &err), err)
	check(C.latchkey_facts_new(nil, 0, nil, 0, C.CString("DEMO"), all, &facts, &err), err)
	check(C.latchkey_ledger_decide(ledger, facts, now, &decision, &err), err)
	for i := C.size_t(0); i < C.latchkey_decision_count(decision, C.LATCHKEY_REASON); i++ {
		fmt.Println(C.GoString(C.latchkey_decision_message(decision, C.LATCHKEY_REASON, i, nil)))
	}
	if C.latchkey_decision_allowed(decision) != 1 { fmt.Println("denied"); os.Exit(1) }
	fmt.Println("allowed")
	check(C.latchkey_ledger_consume(ledger, 1, 0, now, &usage, &err), err)
	fmt.Println("used", usage.used); C.latchkey_ledger_close(ledger)
}
