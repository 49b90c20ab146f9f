/*
** Feeds any bytes to every function that takes some. The first byte says which; a genuine object that
** the fuzzer finds by way of the corpus is passed to everything that can be asked of it.
*/
#include <stdlib.h>
#include <string.h>

#include "latchkey.h"

static const uint8_t vendor[] = {
    0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
    0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
};
static const int64_t now = 1770000000;

static void ask_license(const latchkey_license *license, const uint8_t *data, size_t size)
{
    latchkey_facts *facts;
    latchkey_decision *decision;
    latchkey_timeline *timeline;
    int64_t number;
    for (int which = -1; which < 13; which++) {
        latchkey_license_text(license, which, NULL);
        latchkey_license_number(license, which, &number);
        latchkey_license_bytes(license, which, NULL);
    }
    latchkey_license_has(license, (const char *)data, size);
    if (latchkey_facts_new(NULL, 0, NULL, 0, NULL, 0, &facts, NULL)) abort();
    latchkey_facts_condition_text(facts, (const char *)data, size / 2,
                                  (const char *)data + size / 2, size - size / 2, NULL);
    if (latchkey_evaluate(license, facts, now, &decision, NULL)) abort();
    if (!latchkey_decision_json(decision, NULL)) abort();
    if (latchkey_timeline_make(license, facts, 0, now, &timeline, NULL)) abort();
    latchkey_free(timeline);
    latchkey_free(decision);
    latchkey_free(facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static latchkey_trust *trust;
    latchkey_trust *root;
    if (!trust && latchkey_trust_pin(vendor, 1, &trust, NULL)) abort();
    if (size == 0) return 0;
    uint8_t kind = data[0];
    /* Of their own, so that a byte read beyond them is found. */
    uint8_t *bytes = malloc(size);
    memcpy(bytes, data + 1, --size);
    latchkey_error *error = NULL;
    void *made = NULL;
    uint8_t key[LATCHKEY_KEY_BYTES];
    switch (kind % 11) {
    case 0: case 1: case 2: case 3: case 4:
        if (!latchkey_verify(trust, (char *)bytes, size, kind % 11, (latchkey_license **)&made,
                             &error)) ask_license(made, bytes, size);
        break;
    case 5:
        if (!latchkey_file_parse((char *)bytes, size, (latchkey_file **)&made, &error)) {
            for (size_t i = 0; i <= latchkey_file_count(made); i++) {
                latchkey_file_type(made, i, NULL);
                latchkey_file_object(made, i, NULL);
            }
        }
        break;
    case 6: latchkey_list_verify(trust, bytes, size, (latchkey_list **)&made, &error); break;
    case 7: latchkey_list_verify_pages(trust, bytes, size, (latchkey_list **)&made, &error); break;
    case 8:
        latchkey_staple_verify(trust, (char *)bytes, size, (latchkey_staple **)&made, &error);
        break;
    case 9:
        if (latchkey_trust_pin_root(vendor, 1, 1, &root, NULL)) abort();
        if (!latchkey_trust_accept(root, bytes, size, now, (latchkey_trust **)&made, &error)
            && !latchkey_trust_json(made, NULL)) abort();
        if (!made) latchkey_free(error);
        if (!made) latchkey_trust_affirm(root, bytes, size, (latchkey_trust **)&made, &error);
        if (latchkey_free(root)) abort();
        break;
    default:
        latchkey_key_parse((char *)bytes, size, key, &error);
        latchkey_free(error);
        latchkey_damage((char *)bytes, size, &error);
    }
    if (error && (!latchkey_error_json(error, NULL) || latchkey_free(error))) abort();
    if (made && latchkey_free(made)) abort();
    free(bytes);
    return 0;
}
