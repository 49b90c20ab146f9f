/*
** Feeds any bytes to the functions of a ledger that take some: what the vendor sent, and a key of
** another system. The first byte says which. LATCHKEY_FUZZ_SETUP names the directory that
** fuzz_corpus.py has written, and LATCHKEY_FUZZ_LEDGERS one for ledgers.
*/
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "latchkey.h"

enum { MAX_KEYS = 256, INPUTS_A_LEDGER = 500 };
static const int64_t now = 1770000000;
static latchkey_trust *trust;

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    (void)count, (void)arguments;
    static uint8_t keys[MAX_KEYS * LATCHKEY_KEY_BYTES];
    char path[4096];
    snprintf(path, sizeof path, "%s/keys", getenv("LATCHKEY_FUZZ_SETUP"));
    FILE *file = fopen(path, "rb");
    if (!file) abort();
    size_t length = fread(keys, 1, sizeof keys, file);
    fclose(file);
    if (latchkey_trust_pin(keys, length / LATCHKEY_KEY_BYTES, &trust, NULL)) abort();
    return 0;
}

/* A ledger in which some inputs have left something, and a new one now and then. */
static latchkey_ledger *ledger(void)
{
    static latchkey_ledger *held;
    static unsigned inputs;
    char path[4096];
    if (inputs++ % INPUTS_A_LEDGER) return held;
    if (held && latchkey_ledger_close(held)) abort();
    snprintf(path, sizeof path, "%s/%d-%u", getenv("LATCHKEY_FUZZ_LEDGERS"), (int)getpid(), inputs);
    if (latchkey_ledger_open(path, LATCHKEY_MEASURE, trust, now, &held, NULL)) abort();
    return held;
}

static void install(const char *bytes, size_t size)
{
    latchkey_installed *installed;
    latchkey_error *error;
    latchkey_decision *decision;
    latchkey_summary *summary;
    latchkey_result result =
        latchkey_ledger_install(ledger(), bytes, size, now, &installed, &error);
    if ((result == LATCHKEY_OK) != (error == NULL)) abort();
    for (size_t i = 0; i < latchkey_installed_count(installed); i++) {
        latchkey_error *refusal;
        if (!latchkey_installed_kind(installed, i, NULL)) abort();
        latchkey_installed_error(installed, i, &refusal);
        latchkey_free(refusal);
    }
    latchkey_ledger_decide(ledger(), NULL, now, &decision, NULL);
    if (latchkey_ledger_status(ledger(), now, &summary, NULL)) abort();
    if (!latchkey_summary_json(summary, NULL)) abort();
    latchkey_free(decision);
    latchkey_free(summary);
    latchkey_free(installed);
    latchkey_free(error);
}

/* The key and, behind a NUL, the label. */
static void exchange(const char *bytes, size_t size)
{
    const char *end = memchr(bytes, 0, size);
    size_t length = end ? (size_t)(end - bytes) : size;
    latchkey_message *message;
    latchkey_error *error;
    latchkey_result result = latchkey_ledger_exchange(
        ledger(), bytes, length, end ? end + 1 : NULL, end ? size - length - 1 : 0, NULL, now,
        &message, &error);
    if ((result == LATCHKEY_OK) != (error == NULL)) abort();
    if (message && !latchkey_message_carrier(message, NULL)) abort();
    latchkey_free(message);
    latchkey_free(error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    /* Of their own, so that a byte read beyond them is found. */
    char *bytes = malloc(size);
    memcpy(bytes, data + 1, --size);
    if (data[0] % 2) exchange(bytes, size);
    else install(bytes, size);
    free(bytes);
    return 0;
}
