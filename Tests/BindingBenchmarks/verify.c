/* As verify.swift, through latchkey.h:  verify KEY PUBLIC-KEY BATCHES */
#include <latchkey.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCH = 40 };

static unsigned long long cpu_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000ull + time.tv_nsec;
}

int main(int count, char **arguments) {
    uint8_t key[LATCHKEY_KEY_BYTES];
    latchkey_trust *trust;
    latchkey_facts *facts;
    latchkey_license *license;
    latchkey_decision *decision;
    if (count != 4) return 64;
    unsigned long long batches = strtoull(arguments[3], NULL, 10), least = ~0ull;
    if (latchkey_key_parse(arguments[2], LATCHKEY_MEASURE, key, NULL) ||
        latchkey_trust_pin(key, 1, &trust, NULL) ||
        latchkey_facts_new(NULL, 0, NULL, 0, "DEMO", LATCHKEY_MEASURE, &facts, NULL))
        return 65;
    for (unsigned long long batch = 0; batch < batches; batch++) {
        unsigned long long start = cpu_time(), mean;
        for (int i = 0; i < BATCH; i++) {
            if (latchkey_verify(trust, arguments[1], LATCHKEY_MEASURE, LATCHKEY_FORM_ANY, &license,
                                NULL) ||
                latchkey_evaluate(license, facts, 1800000000, &decision, NULL) ||
                latchkey_decision_allowed(decision) != 1)
                return 1;
            latchkey_free(decision);
            latchkey_free(license);
        }
        mean = (cpu_time() - start) / BATCH;
        if (mean < least) least = mean;
    }
    printf("%llu\n", least);
    return 0;
}
