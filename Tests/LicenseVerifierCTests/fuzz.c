/*
** Feeds any bytes to every function that takes some. The first byte says which; a genuine object that
** the fuzzer finds by way of the corpus goes on through everything that can be asked of it.
**
** LATCHKEY_FUZZ_SETUP names a directory that fuzz_corpus.py has written: public keys that the vectors
** trust, and a genuine list for deltas to lead from.
*/
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "latchkey.h"

enum { MAX_KEYS = 256, KINDS = 13 };
static const int64_t now = 1770000000;
static uint8_t keys[MAX_KEYS * LATCHKEY_KEY_BYTES];
static latchkey_trust *trust;
static latchkey_list *list;

static size_t read_file(const char *name, uint8_t *bytes, size_t size)
{
    char path[4096];
    const char *directory = getenv("LATCHKEY_FUZZ_SETUP");
    if (!directory) abort();
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    if (!file) abort();
    size_t count = fread(bytes, 1, size, file);
    fclose(file);
    return count;
}

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    (void)count, (void)arguments;
    static uint8_t bytes[1 << 19];
    size_t length = read_file("keys", keys, sizeof keys);
    if (latchkey_trust_pin(keys, length / LATCHKEY_KEY_BYTES, &trust, NULL)) abort();
    length = read_file("list", bytes, sizeof bytes);
    if (latchkey_list_verify(trust, bytes, length, &list, NULL)) abort();
    return 0;
}

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

static void ask_list(const latchkey_list *made)
{
    latchkey_list_memory memory;
    uint32_t counts[4];
    int64_t number;
    int32_t status;
    if (latchkey_list_remember(made, &memory)) abort();
    if (!latchkey_list_text(made, LATCHKEY_LIST_URI, NULL)) abort();
    if (latchkey_list_number(made, LATCHKEY_LIST_SEQUENCE, &number)) abort();
    latchkey_list_status(made, memory.shard << 20 | 4711, &status, NULL);
    latchkey_list_counts(made, counts, NULL);
    const char *organization = latchkey_list_text(made, LATCHKEY_LIST_ORGANIZATION, NULL);
    latchkey_list_check(made, &memory, organization, LATCHKEY_MEASURE, now, NULL);
}

/* What is remembered, the moment and the organization are the fuzzer's. */
static void check_list(const uint8_t *bytes, size_t size, latchkey_error **error)
{
    latchkey_list_memory memory;
    int64_t moment = now;
    size_t head = sizeof memory + sizeof moment;
    if (size < head) {
        latchkey_list_check(list, NULL, (const char *)bytes, size, now, error);
        return;
    }
    memcpy(&memory, bytes, sizeof memory);
    memcpy(&moment, bytes + sizeof memory, sizeof moment);
    latchkey_list_check(list, &memory, (const char *)bytes + head, size - head, moment, error);
}

static void *made_by_trust(const uint8_t *bytes, size_t size, latchkey_error **error)
{
    /* Made anew: Swift keeps a mark in its pointers, and the sanitizer takes what lasts for lost. */
    latchkey_trust *root, *made;
    if (latchkey_trust_pin_root(keys, 1, 1, &root, NULL)) abort();
    if (latchkey_trust_accept(root, bytes, size, now, &made, error)) {
        latchkey_free(*error);
        latchkey_trust_affirm(root, bytes, size, &made, error);
    } else if (!latchkey_trust_json(made, NULL)) {
        abort();
    }
    if (latchkey_free(root)) abort();
    return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    int kind = data[0] % KINDS;
    /* Of their own, so that a byte read beyond them is found. */
    uint8_t *bytes = malloc(size);
    memcpy(bytes, data + 1, --size);
    const char *text = (const char *)bytes;
    latchkey_error *error = NULL;
    void *made = NULL;
    uint8_t key[LATCHKEY_KEY_BYTES];
    switch (kind) {
    case 0: case 1: case 2: case 3: case 4:
        if (!latchkey_verify(trust, text, size, kind, (latchkey_license **)&made, &error))
            ask_license(made, bytes, size);
        break;
    case 5:
        if (!latchkey_file_parse(text, size, (latchkey_file **)&made, &error)) {
            for (size_t i = 0; i <= latchkey_file_count(made); i++) {
                latchkey_file_type(made, i, NULL);
                latchkey_file_object(made, i, NULL);
            }
        }
        break;
    case 6:
        if (!latchkey_list_verify(trust, bytes, size, (latchkey_list **)&made, &error))
            ask_list(made);
        break;
    case 7:
        if (!latchkey_list_verify_pages(trust, bytes, size, (latchkey_list **)&made, &error))
            ask_list(made);
        break;
    case 8: latchkey_staple_verify(trust, text, size, (latchkey_staple **)&made, &error); break;
    case 9: made = made_by_trust(bytes, size, &error); break;
    case 11:
        if (!latchkey_list_apply(list, trust, bytes, size, (latchkey_list **)&made, &error))
            ask_list(made);
        break;
    case 12: check_list(bytes, size, &error); break;
    default:
        latchkey_key_parse(text, size, key, &error);
        latchkey_free(error);
        latchkey_damage(text, size, &error);
    }
    if (error && (!latchkey_error_json(error, NULL) || latchkey_free(error))) abort();
    if (made && latchkey_free(made)) abort();
    free(bytes);
    return 0;
}
