/* cc example.c $(pkg-config --cflags --libs latchkey) && ./a.out KEY DIRECTORY */
#include <latchkey.h>
#include <stdio.h>
#include <time.h>

/* `latchkey keys export --format c` prints this; it is the demo issuer's, of which all know the secret. */
static const uint8_t vendor_key[LATCHKEY_KEY_BYTES] = {
    0x80, 0x0e, 0x65, 0x8d, 0x36, 0x52, 0x65, 0x87, 0x6a, 0x4a, 0x24, 0xf6, 0x09, 0x1d, 0xbe, 0x7f,
    0x4f, 0x43, 0xaf, 0xe3, 0x74, 0x64, 0x92, 0xa5, 0xa6, 0x9c, 0x79, 0x30, 0xc4, 0x39, 0x1e, 0x25,
};

static int fail(latchkey_error *error) {
    fprintf(stderr, "%s: %s\n  -> %s\n", latchkey_error_code(error, NULL),
            latchkey_error_message(error, NULL), latchkey_error_next_step(error, NULL));
    return 65;
}

int main(int count, char **arguments) {
    latchkey_trust *trust; latchkey_ledger *ledger; latchkey_facts *facts; latchkey_decision *decision;
    latchkey_error *error; latchkey_usage usage;
    size_t all = LATCHKEY_MEASURE; int64_t now = time(NULL);
    if (count != 3) return 64;
    if (latchkey_trust_pin(vendor_key, 1, &trust, &error) ||
        latchkey_ledger_open(arguments[2], all, trust, now, &ledger, &error) ||
        latchkey_ledger_install(ledger, arguments[1], all, now, NULL, &error) ||
        latchkey_facts_new(NULL, 0, NULL, 0, "DEMO", all, &facts, &error) ||
        latchkey_ledger_decide(ledger, facts, now, &decision, &error)) return fail(error);
    for (size_t i = 0; i < latchkey_decision_count(decision, LATCHKEY_REASON); i++)
        puts(latchkey_decision_message(decision, LATCHKEY_REASON, i, NULL));
    if (latchkey_decision_allowed(decision) != 1) return puts("denied"), 1;
    puts("allowed");
    if (latchkey_ledger_consume(ledger, 1, 0, now, &usage, &error)) return fail(error);
    printf("used %llu\n", (unsigned long long)usage.used);
    latchkey_free(decision); latchkey_free(facts); latchkey_free(trust);
    return latchkey_ledger_close(ledger);
}
