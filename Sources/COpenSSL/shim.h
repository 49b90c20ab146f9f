#ifndef LATCHKEY_COPENSSL_SHIM_H
#define LATCHKEY_COPENSSL_SHIM_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <openssl/x509.h>

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

/*
** A child of fork has only the thread that forked: a lock of libcrypto that another thread held at that
** moment stays locked in it for ever. So a fork waits until no thread is in a call that takes such a
** lock, and while it waits none begins one.
*/
static inline _Atomic int *latchkey_crypto_callers(void) {
    static _Atomic int callers;
    return &callers;
}

static inline _Atomic int *latchkey_crypto_forks(void) {
    static _Atomic int forks;
    return &forks;
}

static inline void latchkey_crypto_before_fork(void) {
    atomic_fetch_add(latchkey_crypto_forks(), 1);
    while (atomic_load(latchkey_crypto_callers()) != 0) sched_yield();
}

static inline void latchkey_crypto_in_parent(void) { atomic_fetch_sub(latchkey_crypto_forks(), 1); }

static inline void latchkey_crypto_in_child(void) {
    atomic_store(latchkey_crypto_callers(), 0);
    atomic_store(latchkey_crypto_forks(), 0);
}

static inline void latchkey_crypto_prepare(void) {
    /* libcrypto would take itself apart in exit() while other threads still verify. */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
    pthread_atfork(latchkey_crypto_before_fork, latchkey_crypto_in_parent, latchkey_crypto_in_child);
}

/* Begins a call of libcrypto that may take a lock; not within another one. */
static inline void latchkey_crypto_enter(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, latchkey_crypto_prepare);
    for (;;) {
        atomic_fetch_add(latchkey_crypto_callers(), 1);
        if (atomic_load(latchkey_crypto_forks()) == 0) return;
        atomic_fetch_sub(latchkey_crypto_callers(), 1);
        while (atomic_load(latchkey_crypto_forks()) != 0) sched_yield();
    }
}

/* Ends it. */
static inline void latchkey_crypto_leave(void) { atomic_fetch_sub(latchkey_crypto_callers(), 1); }

#endif
