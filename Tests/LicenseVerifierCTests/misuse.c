/*
** What happens to a program that uses the library wrongly, or that is fed with noise: a result each,
** never a crash. Run under the sanitizers by .ci/check-c.
**
**     misuse KEY-FILE PUBLIC-KEY-HEX
*/
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "latchkey.h"

#define EXPECT(condition)                                                                  \
    do {                                                                                   \
        if (!(condition)) {                                                                \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                \
            exit(1);                                                                       \
        }                                                                                  \
    } while (0)

static char key[4096];
static uint8_t vendor[LATCHKEY_KEY_BYTES];
static const int64_t now = 1770000000;

static latchkey_trust *trust;
static latchkey_license *license;
static latchkey_facts *facts;
static latchkey_decision *decision;

/* The result of a call, with its error read and freed. */
static int code_is(latchkey_error *error, const char *code)
{
    size_t length;
    const char *found = latchkey_error_code(error, &length);
    int same = found && !strcmp(found, code) && length == strlen(code);
    if (!same) fprintf(stderr, "code %s instead of %s\n", found ? found : "none", code);
    EXPECT(latchkey_error_message(error, NULL) && latchkey_error_next_step(error, NULL));
    EXPECT(latchkey_error_json(error, NULL) == latchkey_error_json(error, &length));
    EXPECT(latchkey_free(error) == LATCHKEY_OK);
    EXPECT(latchkey_error_code(error, &length) == NULL && length == 0);
    EXPECT(latchkey_error_result(error) == LATCHKEY_BAD_HANDLE);
    return same;
}

static void set_up(void)
{
    latchkey_error *error = NULL;
    EXPECT(latchkey_abi_version() == LATCHKEY_ABI_VERSION);
    EXPECT(strlen(latchkey_version()) >= 5);
    for (int result = -2; result < 20; result++) EXPECT(*latchkey_result_text(result));
    EXPECT(latchkey_trust_pin(vendor, 1, &trust, &error) == LATCHKEY_OK && !error);
    EXPECT(!latchkey_verify(trust, key, LATCHKEY_MEASURE, LATCHKEY_FORM_ANY, &license, &error));
    EXPECT(!latchkey_facts_new(NULL, 0, NULL, 0, NULL, 0, &facts, &error));
    EXPECT(!latchkey_evaluate(license, facts, now, &decision, &error));
    EXPECT(latchkey_decision_allowed(decision) >= 0);
}

static void nulls(void)
{
    latchkey_error *error = NULL;
    latchkey_license *out = license;
    uint8_t bytes[LATCHKEY_KEY_BYTES];
    latchkey_trust *pinned = trust;
    int64_t number = 7;
    EXPECT(latchkey_free(NULL) == LATCHKEY_OK);
    EXPECT(latchkey_verify(NULL, key, 5, 0, &out, &error) == LATCHKEY_NULL_POINTER);
    EXPECT(out == NULL && code_is(error, "argument.null"));
    EXPECT(latchkey_verify(trust, NULL, 5, 0, &out, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_verify(trust, NULL, 0, 0, &out, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_verify(trust, NULL, LATCHKEY_MEASURE, 0, &out, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_verify(trust, key, 5, 0, NULL, &error) == LATCHKEY_NULL_POINTER);
    EXPECT(code_is(error, "argument.null"));
    EXPECT(latchkey_trust_pin(NULL, 1, NULL, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_key_parse(key, 1, NULL, NULL) == LATCHKEY_NULL_POINTER);
    memset(bytes, 7, sizeof bytes);
    EXPECT(latchkey_key_parse(NULL, 1, bytes, NULL) == LATCHKEY_NULL_POINTER);
    for (size_t i = 0; i < sizeof bytes; i++) EXPECT(bytes[i] == 0);
    EXPECT(latchkey_trust_pin(bytes, 1, &pinned, NULL) == LATCHKEY_REFUSED && !pinned);
    EXPECT(latchkey_damage(NULL, 0, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_license_number(NULL, 1, &number) == LATCHKEY_NULL_POINTER && number == 0);
    EXPECT(latchkey_license_number(license, 1, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_license_condition(license, 0, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_license_text(NULL, 1, NULL) == NULL);
    EXPECT(latchkey_license_bytes(NULL, 1, NULL) == NULL);
    EXPECT(latchkey_license_has(license, NULL, 0) == 0);
    EXPECT(latchkey_license_count(NULL, 1) == 0 && latchkey_file_count(NULL) == 0);
    EXPECT(latchkey_file_parse(NULL, 3, NULL, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_list_verify(trust, NULL, 3, NULL, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_list_check(NULL, NULL, NULL, 0, 0, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_list_status(NULL, 0, NULL, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_list_counts(NULL, NULL, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_facts_condition_text(facts, NULL, 0, NULL, 0, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_facts_list(facts, NULL, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_evaluate(license, NULL, now, &decision, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(decision == NULL);
    EXPECT(latchkey_decision_allowed(NULL) == -1 && latchkey_timeline_count(NULL) == 0);
    EXPECT(latchkey_timeline_stretch(NULL, 0, NULL, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(!latchkey_evaluate(license, facts, now, &decision, NULL));
}

static void wrong_handles(void)
{
    latchkey_error *error;
    latchkey_license *out;
    int on_the_stack = 0;
    void *wrong[] = { license, facts, decision, &on_the_stack, key, (void *)1, (void *)-1,
                      (void *)0x8000000000000000u, (void *)0x8100000000000000u,
                      (void *)((uintptr_t)trust + 1), (void *)((uintptr_t)trust - 1),
                      (void *)((uintptr_t)trust ^ 1ull << 40), (char *)trust + 0x7fffffff };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        EXPECT(latchkey_verify(wrong[i], key, 5, 0, &out, &error) == LATCHKEY_BAD_HANDLE);
        EXPECT(code_is(error, "argument.handle"));
        EXPECT(latchkey_trust_json(wrong[i], NULL) == NULL);
        if (i > 2) EXPECT(latchkey_free(wrong[i]) == LATCHKEY_BAD_HANDLE);
    }
    /* A stale handle is found although its place was taken by others of the same type since. */
    latchkey_facts *stale;
    EXPECT(!latchkey_facts_new(NULL, 0, NULL, 0, NULL, 0, &stale, NULL));
    EXPECT(latchkey_free(stale) == LATCHKEY_OK && latchkey_free(stale) == LATCHKEY_BAD_HANDLE);
    for (int i = 0; i < 1000; i++) {
        latchkey_facts *next;
        EXPECT(!latchkey_facts_new(NULL, 0, NULL, 0, NULL, 0, &next, NULL));
        EXPECT(next != stale && latchkey_facts_used(stale, 1, NULL) == LATCHKEY_BAD_HANDLE);
        EXPECT(latchkey_free(next) == LATCHKEY_OK);
    }
}

static void wrong_values(void)
{
    latchkey_error *error;
    latchkey_license *out;
    latchkey_trust *none;
    latchkey_timeline *timeline;
    latchkey_condition condition;
    int64_t number;
    EXPECT(latchkey_verify(trust, key, 5, 9, &out, &error) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(code_is(error, "argument.range"));
    EXPECT(latchkey_verify(trust, key, (size_t)-2, 0, &out, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_trust_pin(vendor, 257, &none, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_trust_pin(vendor, SIZE_MAX / 16, &none, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_trust_pin_root(vendor, 0, 1, &none, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_trust_pin_root(vendor, 1, 2, &none, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_trust_pin_root(vendor, 1, 0, &none, NULL) == LATCHKEY_BAD_ARGUMENT);
    uint8_t twice[2 * LATCHKEY_KEY_BYTES];
    memcpy(twice, vendor, sizeof vendor);
    memcpy(twice + sizeof vendor, vendor, sizeof vendor);
    EXPECT(latchkey_trust_pin_root(twice, 2, 1, &none, &error) == LATCHKEY_REFUSED && !none);
    EXPECT(code_is(error, "trust.key-twice"));
    /* Root keys vouch for others and sign nothing else: no license counts without a bundle. */
    EXPECT(!latchkey_trust_pin_root(vendor, 1, 1, &none, NULL));
    EXPECT(latchkey_verify(none, key, LATCHKEY_MEASURE, 0, &out, &error) == LATCHKEY_REFUSED);
    EXPECT(code_is(error, "key.unknown-issuer") && latchkey_free(none) == LATCHKEY_OK);
    EXPECT(latchkey_trust_accept(trust, vendor, 1, now, &none, &error) == LATCHKEY_REFUSED);
    EXPECT(code_is(error, "trust.no-root"));
    EXPECT(latchkey_trust_understand(trust, NULL, 0, &none, NULL) == LATCHKEY_NULL_POINTER);
    number = 5;
    EXPECT(latchkey_trust_understand(trust, &number, 65, &none, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_trust_number(trust, 1, &number) == LATCHKEY_ABSENT && number == 0);
    EXPECT(latchkey_trust_number(trust, 99, &number) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_trust_json(trust, NULL) == NULL);
    EXPECT(latchkey_license_text(license, 0, NULL) == NULL);
    EXPECT(latchkey_license_text(license, INT32_MAX, NULL) == NULL);
    EXPECT(latchkey_license_text(license, INT32_MIN, NULL) == NULL);
    EXPECT(latchkey_license_bytes(license, -1, NULL) == NULL);
    EXPECT(latchkey_license_number(license, -1, &number) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_license_entitlement(license, SIZE_MAX, NULL) == NULL);
    EXPECT(latchkey_license_condition(license, SIZE_MAX, &condition) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_license_critical(license, 1u << 31, &number) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_decision_code(decision, 3, 0, NULL) == NULL);
    EXPECT(latchkey_decision_code(decision, 1, SIZE_MAX, NULL) == NULL);
    EXPECT(latchkey_decision_step(decision, 1, SIZE_MAX) == 0);
    EXPECT(latchkey_evaluate(license, facts, -1, &decision, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_evaluate(license, facts, INT64_MAX, &decision, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(!latchkey_evaluate(license, facts, 0, &decision, NULL));
    EXPECT(latchkey_timeline_make(license, facts, now, now - 1, &timeline, NULL) == LATCHKEY_OK);
    EXPECT(latchkey_timeline_stretch(timeline, 99, NULL, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_free(timeline) == LATCHKEY_OK);
    EXPECT(latchkey_facts_skip(facts, 0, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_facts_release(facts, -5, 1, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_facts_notice(facts, -1, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_facts_condition_bool(facts, "a", 1, 2, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_facts_condition_integer(facts, "a", 1, INT64_MIN, NULL)
           == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_facts_condition_text(facts, "A", 1, "x", 1, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_facts_condition_text(facts, "a\0b", 3, "x", 1, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_facts_condition_text(facts, "a", 1, "x\0y", 3, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_facts_condition_text(facts, "a", 1, "\xff", 1, &error) == LATCHKEY_NOT_UTF8);
    EXPECT(code_is(error, "argument.not-utf8"));
    EXPECT(latchkey_facts_add_prefix(facts, "ACME", 4, NULL) == LATCHKEY_BAD_ARGUMENT);
    latchkey_facts *many;
    EXPECT(!latchkey_facts_new(NULL, 0, "", 0, "", 0, &many, NULL));
    for (int i = 0; i < 64; i++) {
        EXPECT(!latchkey_facts_condition_integer(many, "a", 1, i, NULL));
    }
    EXPECT(latchkey_facts_condition_integer(many, "a", 1, 1, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_free(many) == LATCHKEY_OK);
    EXPECT(latchkey_facts_new("x", 1, NULL, 0, NULL, 0, &many, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(many == NULL);
}

/* Noise of 64 MiB and more, as everything that takes bytes. */
static void noise(void)
{
    size_t size = ((size_t)64 << 20) + 4096;
    char *bytes = malloc(size + 1);
    EXPECT(bytes);
    const char *begins[] = { "", "ACME_", "LK1:", "\xd2\x84", "-----BEGIN LATCHKEY LICENSE-----\n",
                             "\xd2\x84\x5b\xff\xff\xff\xff\xff\xff\xff\xff", "\n\n\n" };
    const char fills[] = { 0, 'A', '\n', (char)0xff };
    for (size_t b = 0; b < sizeof begins / sizeof *begins; b++) {
        for (size_t f = 0; f < sizeof fills; f++) {
            memset(bytes, fills[f], size);
            memcpy(bytes, begins[b], strlen(begins[b]));
            bytes[size] = 0;
            size_t lengths[] = { 0, 1, strlen(begins[b]), 4000, 70000, (size_t)64 << 20, size };
            for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
                size_t length = lengths[l];
                /* The longest cost seconds under the sanitizers: a few of them will do. */
                if (length > 1 << 20 && (f > 1 || (b != 0 && b != 4))) continue;
                latchkey_error *error = NULL;
                latchkey_license *out;
                for (int form = 0; form <= 4; form++) {
                    EXPECT(latchkey_verify(trust, bytes, length, form, &out, &error) != 0);
                    EXPECT(!out && latchkey_free(error) == LATCHKEY_OK);
                }
                const uint8_t *data = (const uint8_t *)bytes;
                latchkey_file *file;
                latchkey_list *list;
                latchkey_staple *staple;
                latchkey_trust *root, *newer;
                EXPECT(latchkey_file_parse(bytes, length, &file, NULL) != 0);
                EXPECT(latchkey_list_verify(trust, data, length, &list, NULL) != 0);
                EXPECT(latchkey_list_verify_pages(trust, data, length, &list, NULL) != 0);
                EXPECT(latchkey_staple_verify(trust, bytes, length, &staple, NULL) != 0);
                EXPECT(!latchkey_trust_pin_root(vendor, 1, 1, &root, NULL));
                EXPECT(latchkey_trust_accept(root, data, length, now, &newer, NULL) != 0);
                EXPECT(latchkey_trust_affirm(root, data, length, &newer, NULL) != 0);
                EXPECT(latchkey_free(root) == LATCHKEY_OK);
                if (!latchkey_damage(bytes, length, &error)) latchkey_free(error);
            }
        }
    }
    /* A text that ends nowhere near is measured up to the limit and no further. */
    memset(bytes, 'A', size);
    latchkey_license *out;
    EXPECT(latchkey_verify(trust, bytes, LATCHKEY_MEASURE, 0, &out, NULL) == LATCHKEY_REFUSED);
    free(bytes);
}

/* Each bit of a genuine key flipped, and each of its beginnings. */
static void altered(void)
{
    size_t length = strlen(key);
    char copy[sizeof key];
    latchkey_license *out;
    for (size_t i = 0; i < length * 8; i++) {
        memcpy(copy, key, length);
        copy[i / 8] ^= (char)(1 << i % 8);
        EXPECT(latchkey_verify(trust, copy, length, 0, &out, NULL) != LATCHKEY_OK);
    }
    for (size_t i = 0; i < length; i++) {
        latchkey_error *error;
        EXPECT(latchkey_verify(trust, key, i, 0, &out, &error) == LATCHKEY_REFUSED);
        EXPECT(latchkey_error_step(error) > 0 && latchkey_free(error) == LATCHKEY_OK);
    }
}

static void *use(void *argument)
{
    latchkey_facts *own;
    for (int i = 0; i < 400; i++) {
        latchkey_license *mine;
        latchkey_decision *judged;
        EXPECT(!latchkey_verify(trust, key, LATCHKEY_MEASURE, 0, &mine, NULL));
        EXPECT(!latchkey_facts_new(NULL, 0, NULL, 0, NULL, 0, &own, NULL));
        EXPECT(!latchkey_evaluate(mine, own, now, &judged, NULL));
        EXPECT(latchkey_decision_json(judged, NULL) == latchkey_decision_json(judged, NULL));
        EXPECT(latchkey_free(mine) == LATCHKEY_OK && latchkey_free(own) == LATCHKEY_OK);
        EXPECT(latchkey_decision_allowed(judged) >= 0 && latchkey_free(judged) == LATCHKEY_OK);
        /* Facts and texts that all threads share. */
        int result = latchkey_facts_used(facts, (uint64_t)i, NULL);
        EXPECT(result == LATCHKEY_OK || result == LATCHKEY_BUSY);
        result = latchkey_evaluate(license, facts, now, &judged, NULL);
        EXPECT(result == LATCHKEY_OK || result == LATCHKEY_BUSY);
        latchkey_free(judged);
        EXPECT(!strcmp(latchkey_license_text(license, LATCHKEY_LICENSE_KEY, NULL), key));
        /* One handle that all threads free: one of them does. */
        latchkey_license **shared = argument;
        latchkey_license *seen = __atomic_load_n(shared, __ATOMIC_ACQUIRE);
        if (latchkey_license_number(seen, LATCHKEY_LICENSE_ISSUED_AT, &(int64_t){ 0 })
            == LATCHKEY_OK && i % 7 == 0 && latchkey_free(seen) == LATCHKEY_OK) {
            latchkey_license *next;
            EXPECT(!latchkey_verify(trust, key, LATCHKEY_MEASURE, 0, &next, NULL));
            __atomic_store_n(shared, next, __ATOMIC_RELEASE);
        }
    }
    return NULL;
}

static void threads(void)
{
    pthread_t all[12];
    latchkey_license *shared;
    EXPECT(!latchkey_verify(trust, key, LATCHKEY_MEASURE, 0, &shared, NULL));
    for (int i = 0; i < 12; i++) EXPECT(!pthread_create(&all[i], NULL, use, &shared));
    /* A child of a process whose threads are in the middle of calls. */
    for (int i = 0; i < 20; i++) {
        pid_t child = fork();
        if (child == 0) {
            latchkey_license *own;
            alarm(20);
            _exit(latchkey_verify(trust, key, LATCHKEY_MEASURE, 0, &own, NULL)
                  || latchkey_free(own));
        }
        int status;
        EXPECT(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    }
    for (int i = 0; i < 12; i++) EXPECT(!pthread_join(all[i], NULL));
    EXPECT(latchkey_free(shared) == LATCHKEY_OK);
}

static latchkey_facts *forked;
static volatile int is_done;

static void *pin_keys(void *unused)
{
    (void)unused;
    while (!is_done) {
        latchkey_trust *own;
        EXPECT(!latchkey_trust_pin(vendor, 1, &own, NULL));
        EXPECT(!latchkey_free(own));
    }
    return NULL;
}

/* A child can pin keys and verify, although threads that it does not have were pinning keys. */
static void pins_across_forks(void)
{
    pthread_t all[4];
    is_done = 0;
    for (int i = 0; i < 4; i++) EXPECT(!pthread_create(&all[i], NULL, pin_keys, NULL));
    for (int i = 0; i < 60; i++) {
        pid_t child = fork();
        if (child == 0) {
            latchkey_trust *own;
            latchkey_license *made;
            alarm(20);
            _exit(latchkey_trust_pin(vendor, 1, &own, NULL)
                  || latchkey_verify(own, key, LATCHKEY_MEASURE, 0, &made, NULL));
        }
        int status;
        EXPECT(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    }
    is_done = 1;
    for (int i = 0; i < 4; i++) EXPECT(!pthread_join(all[i], NULL));
}

/* Reads the facts, and hardly anything else: the time is outside. */
static void *read_facts(void *nothing)
{
    latchkey_decision *made;
    while (!is_done) latchkey_evaluate(license, forked, -1, &made, NULL);
    return nothing;
}

/* Changes the facts nearly all the time: the name is long, and of another form. */
static void *change_facts(void *nothing)
{
    static char name[4096];
    memset(name, 'A', sizeof name);
    while (!is_done) latchkey_facts_condition_bool(forked, name, sizeof name, 1, NULL);
    return nothing;
}

/* Children of a process whose threads use facts: BUSY would be for ever, since nobody is there to
** end what those threads began. */
static void facts_across_forks(void *(*use_facts)(void *), latchkey_result refusal)
{
    enum { THREADS = 3, CHILDREN = 200 };
    pthread_t all[THREADS];
    is_done = 0;
    EXPECT(!latchkey_facts_new(NULL, 0, NULL, 0, NULL, 0, &forked, NULL));
    for (int i = 0; i < THREADS; i++) EXPECT(!pthread_create(&all[i], NULL, use_facts, NULL));
    for (int i = 0; i < CHILDREN; i++) {
        pid_t child = fork();
        if (child == 0) {
            latchkey_decision *made;
            latchkey_result used = latchkey_facts_used(forked, 1, NULL);
            latchkey_result judged = latchkey_evaluate(license, forked, now, &made, NULL);
            _exit(used != judged || (used != LATCHKEY_OK && used != refusal));
        }
        int status;
        EXPECT(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    }
    is_done = 1;
    for (int i = 0; i < THREADS; i++) EXPECT(!pthread_join(all[i], NULL));
    EXPECT(latchkey_free(forked) == LATCHKEY_OK);
}

/* Many handles at once, freed in another order. */
static void many_handles(void)
{
    enum { COUNT = 20000 };
    static latchkey_facts *all[COUNT];
    for (int i = 0; i < COUNT; i++) {
        EXPECT(!latchkey_facts_new(NULL, 0, NULL, 0, NULL, 0, &all[i], NULL));
    }
    for (int i = 0; i < COUNT; i++) {
        EXPECT(latchkey_free(all[(i * 7919) % COUNT]) == LATCHKEY_OK);
    }
    for (int i = 0; i < COUNT; i++) EXPECT(latchkey_free(all[i]) == LATCHKEY_BAD_HANDLE);
}

int main(int count, char **arguments)
{
    EXPECT(count == 3);
    FILE *file = fopen(arguments[1], "r");
    EXPECT(file && fgets(key, sizeof key, file) && !fclose(file));
    key[strcspn(key, "\n")] = 0;
    EXPECT(!latchkey_key_parse(arguments[2], LATCHKEY_MEASURE, vendor, NULL));
    set_up();
    nulls();
    wrong_handles();
    wrong_values();
    altered();
    noise();
    threads();
    pins_across_forks();
    facts_across_forks(read_facts, LATCHKEY_OK);
    facts_across_forks(change_facts, LATCHKEY_OTHER_PROCESS);
    many_handles();
    EXPECT(!latchkey_free(trust) && !latchkey_free(license) && !latchkey_free(facts));
    EXPECT(!latchkey_free(decision));
    puts("every misuse has its result");
    return 0;
}
