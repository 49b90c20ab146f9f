/*
** What the library costs, in one run: the time to load it and to verify for the first time, the memory
** that it makes resident beyond libcrypto's, and how long one verification takes.
**
**     measure LIBRARY KEY-FILE PUBLIC-KEY-HEX [COUNT]
**
** Prints one number on each line with its name. Times are those of the process, not of the clock on
** the wall, which another process may have. Of a verification it is the least mean of several batches:
** what else the machine does only adds.
*/
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <openssl/evp.h>

#include "latchkey.h"

static double cpu(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static long resident(void)
{
    char line[256];
    long kilobytes = 0;
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "Rss: %ld", &kilobytes) == 1) break;
    }
    if (file) fclose(file);
    return kilobytes;
}

enum { BATCH = 40 };

#define FUNCTION(name) __typeof__(name) *f_##name = (__typeof__(name) *)dlsym(library, #name)

int main(int count, char **arguments)
{
    char key[4096];
    uint8_t raw[32];
    if (count < 4) return 64;
    FILE *file = fopen(arguments[2], "r");
    if (!file || !fgets(key, sizeof key, file)) return 66;
    fclose(file);
    key[strcspn(key, "\n")] = 0;
    for (int i = 0; i < 32; i++) {
        unsigned byte;
        if (sscanf(arguments[3] + 2 * i, "%2x", &byte) != 1) return 64;
        raw[i] = (uint8_t)byte;
    }
    int rounds = count > 4 ? atoi(arguments[4]) : 10000;

    /* What any program pays that verifies with libcrypto. */
    uint8_t digest[32] = { 0 }, signature[64] = { 0 };
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey);
    EVP_DigestVerify(context, signature, sizeof signature, digest, sizeof digest);
    EVP_Digest(key, strlen(key), digest, NULL, EVP_sha256(), NULL);
    long before = resident();

    double start = cpu();
    void *library = dlopen(arguments[1], RTLD_NOW);
    if (!library) { fprintf(stderr, "%s\n", dlerror()); return 69; }
    FUNCTION(latchkey_trust_pin);
    FUNCTION(latchkey_verify);
    FUNCTION(latchkey_facts_new);
    FUNCTION(latchkey_evaluate);
    FUNCTION(latchkey_free);
    latchkey_trust *trust;
    latchkey_license *license;
    latchkey_facts *facts;
    latchkey_decision *decision;
    if (f_latchkey_trust_pin(raw, 1, &trust, NULL)
        || f_latchkey_verify(trust, key, LATCHKEY_MEASURE, 0, &license, NULL)
        || f_latchkey_facts_new(NULL, 0, NULL, 0, NULL, 0, &facts, NULL)
        || f_latchkey_evaluate(license, facts, 1770000000, &decision, NULL)) return 65;
    printf("load-and-first-verify-ms %.3f\n", cpu() - start);
    f_latchkey_free(license);
    f_latchkey_free(decision);

    for (int i = 0; i < rounds; i++) {
        if (f_latchkey_verify(trust, key, LATCHKEY_MEASURE, 0, &license, NULL)) return 65;
        f_latchkey_free(license);
    }
    printf("resident-beyond-libcrypto-kB %ld\n", resident() - before);
    double least = 1e9;
    for (int batch = 0; batch < rounds / BATCH; batch++) {
        start = cpu();
        for (int i = 0; i < BATCH; i++) {
            if (f_latchkey_verify(trust, key, strlen(key), LATCHKEY_FORM_KEY, &license, NULL))
                return 65;
            f_latchkey_free(license);
        }
        double mean = (cpu() - start) * 1e3 / BATCH;
        if (mean < least) least = mean;
    }
    printf("verify-us %.3f\n", least);
    return 0;
}
