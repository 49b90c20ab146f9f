/*
** The ledger through latchkey.h: what it does, and what it makes of misuse.
**
**   ledger_test KEY DIRECTORY [SMALL-DISK]
**
** KEY is the license of Fixtures/licenses/minimal.json, DIRECTORY an empty one, SMALL-DISK a directory
** on a file system that is almost full. Ends with 1 at the first line that does not hold.
*/
#define _GNU_SOURCE
#include <errno.h>
#include <latchkey.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define ALL LATCHKEY_MEASURE
#define EXPECT(condition)                                                                  \
    do {                                                                                   \
        checks++;                                                                          \
        if (!(condition)) {                                                                \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                \
            exit(1);                                                                       \
        }                                                                                  \
    } while (0)

static const int64_t now = 1800000000;
static int checks;
static const char *key;
static latchkey_trust *trust;

static const uint8_t vendor_key[LATCHKEY_KEY_BYTES] = {
    0x80, 0x0e, 0x65, 0x8d, 0x36, 0x52, 0x65, 0x87, 0x6a, 0x4a, 0x24, 0xf6, 0x09, 0x1d, 0xbe, 0x7f,
    0x4f, 0x43, 0xaf, 0xe3, 0x74, 0x64, 0x92, 0xa5, 0xa6, 0x9c, 0x79, 0x30, 0xc4, 0x39, 0x1e, 0x25,
};

/* The code of an error, which is freed with the next one. */
static const char *code(latchkey_error *error) {
    static latchkey_error *last;
    latchkey_free(last);
    last = error;
    return error ? latchkey_error_code(error, NULL) : "";
}

static latchkey_ledger *opened(const char *directory) {
    latchkey_ledger *ledger;
    latchkey_error *error;
    latchkey_result result = latchkey_ledger_open(directory, ALL, trust, now, &ledger, &error);
    if (result) fprintf(stderr, "%s\n", code(error));
    EXPECT(result == LATCHKEY_OK);
    return ledger;
}

static const char *path(const char *directory, const char *name) {
    static char buffer[4096];
    snprintf(buffer, sizeof buffer, "%s/%s", directory, name);
    return buffer;
}

static void check_life(const char *directory) {
    latchkey_ledger *ledger = opened(path(directory, "life"));
    latchkey_error *error;
    latchkey_usage usage;
    EXPECT(latchkey_ledger_consume(ledger, 1, 0, now, &usage, &error) == LATCHKEY_REFUSED);
    EXPECT(!strcmp(code(error), "ledger.no-license"));

    latchkey_installed *installed;
    EXPECT(latchkey_ledger_install(ledger, key, ALL, now, &installed, &error) == LATCHKEY_OK);
    EXPECT(error == NULL && latchkey_installed_count(installed) == 1);
    EXPECT(!strcmp(latchkey_installed_kind(installed, 0, NULL), "license"));
    EXPECT(latchkey_installed_kind(installed, 1, NULL) == NULL);
    EXPECT(latchkey_installed_error(installed, 0, &error) == LATCHKEY_ABSENT && !error);
    EXPECT(latchkey_installed_error(installed, 1, &error) == LATCHKEY_BAD_ARGUMENT);
    latchkey_free(installed);

    latchkey_facts *facts;
    latchkey_decision *decision;
    EXPECT(!latchkey_facts_new(NULL, 0, NULL, 0, "DEMO", ALL, &facts, NULL));
    EXPECT(!latchkey_ledger_decide(ledger, facts, now, &decision, NULL));
    EXPECT(latchkey_decision_allowed(decision) == 1);
    latchkey_free(decision);
    EXPECT(!latchkey_ledger_decide(ledger, NULL, now, &decision, NULL));
    EXPECT(latchkey_decision_allowed(decision) == 1);
    latchkey_free(decision);

    EXPECT(!latchkey_ledger_consume(ledger, 2, 0, now, &usage, &error));
    EXPECT(usage.used == 2 && usage.is_limited == 0 && usage.left == 0);
    EXPECT(!latchkey_ledger_consume(ledger, 3, 5, now, &usage, NULL) && usage.used == 3);
    EXPECT(latchkey_ledger_consume(ledger, 0, 0, now, NULL, &error) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(!strcmp(code(error), "usage.amount"));
    EXPECT(latchkey_ledger_consume(ledger, UINT64_MAX, 0, now, NULL, &error) ==
           LATCHKEY_BAD_ARGUMENT);
    EXPECT(code(error));

    latchkey_message *message;
    size_t length;
    EXPECT(latchkey_ledger_report(ledger, now, &message, &error) == LATCHKEY_REFUSED);
    EXPECT(!strcmp(code(error), "activation.missing") && message == NULL);
    EXPECT(!latchkey_ledger_request(ledger, LATCHKEY_ACTIVATE, "lab-7", ALL, facts,
                                    LATCHKEY_REQUEST_AS_PROOF, now, &message, &error));
    EXPECT(latchkey_message_bytes(message, &length)[0] == 0xd2 && length > 100);
    EXPECT(!strncmp(latchkey_message_carrier(message, NULL), "LK1:", 4));
    latchkey_free(message);
    EXPECT(latchkey_ledger_exchange(ledger, "OLD", ALL, NULL, 0, NULL, now, &message, &error) ==
           LATCHKEY_REFUSED);
    EXPECT(!strcmp(code(error), "ledger.other-license"));

    latchkey_summary *summary;
    latchkey_license *license;
    int64_t number;
    EXPECT(!latchkey_ledger_status(ledger, now, &summary, NULL));
    EXPECT(!latchkey_summary_number(summary, LATCHKEY_SUMMARY_USED, &number) && number == 2);
    EXPECT(latchkey_summary_number(summary, LATCHKEY_SUMMARY_ALLOWANCE, &number) ==
           LATCHKEY_ABSENT);
    EXPECT(latchkey_summary_number(summary, 99, &number) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(!latchkey_summary_license(summary, &license, NULL));
    EXPECT(!strcmp(latchkey_license_text(license, LATCHKEY_LICENSE_PREFIX, NULL), "DEMO"));
    EXPECT(strstr(latchkey_summary_json(summary, NULL), "\"used\" : 2"));
    latchkey_free(license);
    latchkey_free(summary);
    latchkey_free(facts);
    EXPECT(latchkey_ledger_close(ledger) == LATCHKEY_OK);
    EXPECT(latchkey_ledger_close(ledger) == LATCHKEY_BAD_HANDLE);
}

static void check_misuse(const char *directory) {
    latchkey_ledger *ledger = opened(path(directory, "misuse"));
    latchkey_error *error;
    latchkey_pending *pending;
    void *wrong[] = {NULL, trust, (void *)16, (void *)-1, &error};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        latchkey_ledger *bad = wrong[i];
        latchkey_result expected = bad ? LATCHKEY_BAD_HANDLE : LATCHKEY_NULL_POINTER;
        latchkey_message *message;
        latchkey_decision *decision;
        latchkey_summary *summary;
        EXPECT(latchkey_ledger_consume(bad, 1, 0, now, NULL, &error) == expected && code(error));
        EXPECT(latchkey_ledger_consume_start(bad, 1, 0, now, &pending, NULL) == expected);
        EXPECT(latchkey_ledger_install(bad, key, ALL, now, NULL, NULL) == expected);
        EXPECT(latchkey_ledger_report(bad, now, &message, NULL) == expected);
        EXPECT(latchkey_ledger_request(bad, 1, NULL, 0, NULL, 0, now, &message, NULL) == expected);
        EXPECT(latchkey_ledger_decide(bad, NULL, now, &decision, NULL) == expected);
        EXPECT(latchkey_ledger_status(bad, now, &summary, NULL) == expected);
        EXPECT(latchkey_ledger_close(bad) == expected);
        EXPECT(latchkey_pending_descriptor((latchkey_pending *)bad) == -1);
        EXPECT(latchkey_pending_result((latchkey_pending *)bad, NULL, NULL) == expected);
        EXPECT(latchkey_installed_count((latchkey_installed *)bad) == 0);
        EXPECT(latchkey_message_bytes((latchkey_message *)bad, NULL) == NULL);
        EXPECT(latchkey_summary_json((latchkey_summary *)bad, NULL) == NULL);
    }
    latchkey_ledger *other;
    EXPECT(latchkey_ledger_open(NULL, 0, trust, now, &other, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_ledger_open("", 0, trust, now, &other, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_ledger_open("a\0b", 3, trust, now, &other, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_ledger_open("\xff", 1, trust, now, &other, NULL) == LATCHKEY_NOT_UTF8);
    EXPECT(latchkey_ledger_open("/proc/nowhere", ALL, trust, now, &other, &error) ==
           LATCHKEY_STORAGE);
    EXPECT(*code(error) && other == NULL);
    EXPECT(latchkey_ledger_open("x", 1, trust, -1, &other, NULL) == LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_ledger_open("x", 1, trust, now, NULL, NULL) == LATCHKEY_NULL_POINTER);
    EXPECT(latchkey_ledger_consume(ledger, 1, 0, INT64_MIN, NULL, NULL) == LATCHKEY_BAD_ARGUMENT);

    latchkey_message *message;
    EXPECT(latchkey_ledger_request(ledger, 9, NULL, 0, NULL, 0, now, &message, NULL) ==
           LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_ledger_request(ledger, 1, NULL, 0, NULL, 6, now, &message, NULL) ==
           LATCHKEY_BAD_ARGUMENT);
    EXPECT(latchkey_ledger_request(ledger, 1, "a\nb", 3, NULL, 0, now, &message, NULL) ==
           LATCHKEY_BAD_ARGUMENT);

    size_t size = 64u << 20;
    char *noise = malloc(size + 1);
    EXPECT(noise);
    memset(noise, 0x5a, size + 1);
    EXPECT(latchkey_ledger_install(ledger, noise, size, now, NULL, &error) == LATCHKEY_REFUSED);
    EXPECT(*code(error));
    EXPECT(latchkey_ledger_install(ledger, noise, size + 1, now, NULL, NULL) ==
           LATCHKEY_BAD_ARGUMENT);
    memcpy(noise, "\xd2\x84", 2);
    EXPECT(latchkey_ledger_install(ledger, noise, size, now, NULL, &error) == LATCHKEY_REFUSED);
    EXPECT(latchkey_ledger_install(ledger, noise, 0, now, NULL, NULL) == LATCHKEY_REFUSED);
    EXPECT(latchkey_ledger_install(ledger, noise, (size_t)-2, now, NULL, NULL) ==
           LATCHKEY_BAD_ARGUMENT);
    EXPECT(*code(error));
    free(noise);
    EXPECT(latchkey_free(ledger) == LATCHKEY_OK);
    EXPECT(latchkey_ledger_consume(ledger, 1, 0, now, NULL, NULL) == LATCHKEY_BAD_HANDLE);
}

static void *count_hundred(void *ledger) {
    for (int i = 0; i < 100; i++)
        EXPECT(latchkey_ledger_consume(ledger, 1, 0, now, NULL, NULL) == LATCHKEY_OK);
    return NULL;
}

static uint64_t total(const char *directory) {
    latchkey_ledger *ledger = opened(directory);
    latchkey_summary *summary;
    int64_t used;
    EXPECT(!latchkey_ledger_status(ledger, now, &summary, NULL));
    EXPECT(!latchkey_summary_number(summary, LATCHKEY_SUMMARY_USED, &used));
    latchkey_free(summary);
    latchkey_ledger_close(ledger);
    return (uint64_t)used;
}

static void check_many(const char *directory) {
    char place[4096];
    snprintf(place, sizeof place, "%s/many", directory);
    latchkey_ledger *ledger = opened(place);
    EXPECT(!latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL));
    pid_t children[3];
    for (int i = 0; i < 3; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            latchkey_ledger *own = opened(place);
            count_hundred(own);
            latchkey_ledger_close(own);
            _exit(0);
        }
    }
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, count_hundred, ledger);
    for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < 3; i++) {
        int status;
        EXPECT(waitpid(children[i], &status, 0) == children[i] && status == 0);
    }
    latchkey_ledger_close(ledger);
    EXPECT(total(place) == 1100);
}

static void check_pending(const char *directory) {
    latchkey_ledger *ledger = opened(path(directory, "pending"));
    latchkey_pending *pending[200];
    latchkey_usage usage;
    latchkey_error *error;
    EXPECT(!latchkey_ledger_consume_start(ledger, 1, 0, now, &pending[0], NULL));
    struct pollfd item = {latchkey_pending_descriptor(pending[0]), POLLIN, 0};
    EXPECT(poll(&item, 1, 10000) == 1);
    EXPECT(latchkey_pending_result(pending[0], &usage, &error) == LATCHKEY_REFUSED);
    EXPECT(!strcmp(code(error), "ledger.no-license"));
    latchkey_free(pending[0]);

    EXPECT(!latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL));
    uint64_t sum = 0;
    for (int i = 0; i < 200; i++)
        EXPECT(!latchkey_ledger_consume_start(ledger, 1, 0, now, &pending[i], NULL));
    for (int i = 0; i < 200; i++) {
        struct pollfd each = {latchkey_pending_descriptor(pending[i]), POLLIN, 0};
        EXPECT(poll(&each, 1, 10000) == 1 && each.revents == POLLIN);
        EXPECT(latchkey_pending_result(pending[i], &usage, NULL) == LATCHKEY_OK);
        EXPECT(latchkey_pending_result(pending[i], NULL, NULL) == LATCHKEY_OK);
        sum += usage.used;
        latchkey_free(pending[i]);
    }
    EXPECT(sum == 200 * 201 / 2);

    /* No descriptor is left: a code, and the ledger works again afterwards. */
    struct rlimit limit, none;
    getrlimit(RLIMIT_NOFILE, &limit);
    none = limit;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
    EXPECT(latchkey_ledger_consume_start(ledger, 1, 0, now, &pending[0], &error) ==
           LATCHKEY_STORAGE);
    setrlimit(RLIMIT_NOFILE, &limit);
    EXPECT(!strcmp(code(error), "ledger.no-resources"));

    /* Freed at once, and the ledger closed: the units are on the disk all the same. */
    EXPECT(!latchkey_ledger_consume_start(ledger, 7, 0, now, &pending[0], NULL));
    latchkey_free(pending[0]);
    latchkey_ledger_close(ledger);
    EXPECT(total(path(directory, "pending")) == 207);
}

static void check_fork(const char *directory) {
    char place[4096];
    snprintf(place, sizeof place, "%s/fork", directory);
    latchkey_ledger *ledger = opened(place);
    latchkey_pending *pending;
    EXPECT(!latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL));
    EXPECT(!latchkey_ledger_consume_start(ledger, 1, 0, now, &pending, NULL));
#ifdef __SANITIZE_ADDRESS__
    /* The sanitizer's allocator does not survive a fork in the midst of another thread's call. */
    struct pollfd item = {latchkey_pending_descriptor(pending), POLLIN, 0};
    EXPECT(poll(&item, 1, 10000) == 1);
#endif
    pid_t child = fork();
    if (child == 0) {
        latchkey_error *error;
        latchkey_summary *summary;
        latchkey_license *license;
        EXPECT(latchkey_ledger_consume(ledger, 1, 0, now, NULL, &error) == LATCHKEY_OTHER_PROCESS);
        EXPECT(!strcmp(code(error), "argument.other-process"));
        EXPECT(latchkey_ledger_status(ledger, now, &summary, NULL) == LATCHKEY_OTHER_PROCESS);
        EXPECT(!latchkey_verify(trust, key, ALL, LATCHKEY_FORM_ANY, &license, NULL));
        /* Nobody in the child counts, so nobody would ever settle what was started before. */
        EXPECT(latchkey_pending_result(pending, NULL, &error) == LATCHKEY_OTHER_PROCESS);
        EXPECT(!strcmp(code(error), "argument.other-process"));
        EXPECT(latchkey_pending_descriptor(pending) == -1);
        EXPECT(latchkey_free(pending) == LATCHKEY_OK);
        EXPECT(latchkey_ledger_close(ledger) == LATCHKEY_OK);
        latchkey_ledger *own = opened(place);
        EXPECT(!latchkey_ledger_consume(own, 1, 0, now, NULL, NULL));
        EXPECT(!latchkey_ledger_consume_start(own, 1, 0, now, &pending, NULL));
        latchkey_ledger_close(own);
        EXPECT(latchkey_pending_result(pending, NULL, NULL) == LATCHKEY_OK);
        _exit(0);
    }
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    latchkey_free(pending);
    latchkey_ledger_close(ledger);
    EXPECT(total(place) == 3);
}

static void *count_for_ever(void *ledger) {
    for (;;) latchkey_ledger_consume(ledger, 1, 0, now, NULL, NULL);
    return NULL;
}

/* A process that counts has a child, and is killed, perhaps in the middle of a write. The child, which
** never touches the library, must not keep the ledger from others. */
static void check_killed_parent(const char *directory) {
    char place[4096];
    snprintf(place, sizeof place, "%s/killed", directory);
    for (int round = 0; round < 5; round++) {
        int ends[2];
        EXPECT(!pipe(ends));
        pid_t parent = fork();
        if (parent == 0) {
            latchkey_ledger *ledger = opened(place);
            pthread_t thread;
            EXPECT(!latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL));
            EXPECT(!pthread_create(&thread, NULL, count_for_ever, ledger));
            poll(NULL, 0, 20 + round);
            pid_t child = fork();
            if (child == 0) {
                poll(NULL, 0, 60000);
                _exit(0);
            }
            EXPECT(write(ends[1], &child, sizeof child) == sizeof child);
            raise(SIGKILL);
        }
        pid_t child;
        int status;
        EXPECT(read(ends[0], &child, sizeof child) == sizeof child);
        EXPECT(waitpid(parent, &status, 0) == parent);
        pid_t next = fork();
        if (next == 0) {
            alarm(10);
            latchkey_ledger *ledger = opened(place);
            _exit(latchkey_ledger_consume(ledger, 1, 0, now, NULL, NULL));
        }
        EXPECT(waitpid(next, &status, 0) == next && status == 0);
        kill(child, SIGKILL);
        close(ends[0]);
        close(ends[1]);
    }
}

/* A directory that was named from where the program was is the same one wherever it goes. */
static void check_relative(const char *directory) {
    char here[4096];
    EXPECT(getcwd(here, sizeof here) != NULL && !chdir(directory));
    EXPECT(!mkdir("elsewhere", 0700));
    latchkey_ledger *ledger = opened("device");
    EXPECT(!latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL));
    EXPECT(!chdir("elsewhere"));
    latchkey_ledger *other = opened("device");
    EXPECT(!latchkey_ledger_install(other, key, ALL, now, NULL, NULL));
    EXPECT(!latchkey_ledger_consume(other, 100, 0, now, NULL, NULL));
    for (int i = 0; i < 3000; i++) EXPECT(!latchkey_ledger_consume(ledger, 1, 0, now, NULL, NULL));
    EXPECT(!latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL));
    EXPECT(latchkey_ledger_close(ledger) == LATCHKEY_OK && latchkey_ledger_close(other) == LATCHKEY_OK);
    EXPECT(total("device") == 100 && total("../device") == 3000);
    EXPECT(!chdir(here));
}

/* A license that is installed while no file can be opened leaves the machine what it was. */
static void check_no_descriptors(const char *directory) {
    latchkey_ledger *ledger = opened(path(directory, "descriptors"));
    EXPECT(!latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL));
    struct rlimit limit, none;
    getrlimit(RLIMIT_NOFILE, &limit);
    none = limit;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
    latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL);
    setrlimit(RLIMIT_NOFILE, &limit);
    EXPECT(!latchkey_ledger_consume(ledger, 1, 0, now, NULL, NULL));
    latchkey_ledger_close(ledger);
}

static volatile sig_atomic_t alarms;
static void on_alarm(int signal) { (void)signal; alarms++; }

static void check_signals(const char *directory) {
    latchkey_ledger *ledger = opened(path(directory, "signals"));
    EXPECT(!latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL));
    /* Without SA_RESTART, so that every system call is interrupted. */
    struct sigaction action = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &action, NULL);
    struct itimerval often = {{0, 300}, {0, 300}}, never = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &often, NULL);
    for (int i = 0; i < 300; i++)
        EXPECT(latchkey_ledger_consume(ledger, 1, 0, now, NULL, NULL) == LATCHKEY_OK);
    setitimer(ITIMER_REAL, &never, NULL);
    EXPECT(alarms > 0);
    latchkey_ledger_close(ledger);
    EXPECT(total(path(directory, "signals")) == 300);
}

/* Every handle that there can be is alive: what cannot be answered is not done either. */
static void check_full_table(const char *directory) {
    enum { HANDLES = 16777215 };
#ifdef __SANITIZE_ADDRESS__
    (void)directory;
    puts("skipped under the sanitizers: all handles alive, which takes too much memory there");
#else
    long pages = sysconf(_SC_AVPHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    if ((double)pages * (double)page < 6e9) {
        puts("skipped: all handles alive, for which less than 6 GB of memory are free");
        return;
    }
    latchkey_ledger *ledger = opened(path(directory, "full"));
    latchkey_pending *pending;
    latchkey_installed *installed;
    latchkey_message *message;
    EXPECT(!latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL));
    latchkey_facts **all = malloc(HANDLES * sizeof *all);
    EXPECT(all);
    int alive = 0;
    while (!latchkey_facts_new(NULL, 0, NULL, 0, NULL, 0, &all[alive], NULL)) alive++;
    EXPECT(alive > HANDLES - 100);
    EXPECT(latchkey_ledger_consume_start(ledger, 5, 0, now, &pending, NULL) ==
           LATCHKEY_TOO_MANY_HANDLES);
    EXPECT(latchkey_ledger_install(ledger, key, ALL, now, &installed, NULL) ==
           LATCHKEY_TOO_MANY_HANDLES);
    EXPECT(latchkey_ledger_request(ledger, LATCHKEY_ACTIVATE, NULL, 0, NULL, 0, now, &message,
                                   NULL) == LATCHKEY_TOO_MANY_HANDLES);
    /* One that is freed is enough for the next. */
    EXPECT(!latchkey_free(all[--alive]));
    EXPECT(!latchkey_ledger_consume_start(ledger, 2, 0, now, &pending, NULL));
    struct pollfd item = {latchkey_pending_descriptor(pending), POLLIN, 0};
    EXPECT(poll(&item, 1, 10000) == 1);
    EXPECT(!latchkey_free(pending));
    latchkey_summary *summary;
    int64_t used, waiting;
    EXPECT(!latchkey_ledger_status(ledger, now, &summary, NULL));
    EXPECT(!latchkey_summary_number(summary, LATCHKEY_SUMMARY_USED, &used) && used == 2);
    EXPECT(!latchkey_summary_number(summary, LATCHKEY_SUMMARY_WAITING, &waiting) && waiting == 0);
    EXPECT(!latchkey_free(summary));
    while (alive > 0) EXPECT(!latchkey_free(all[--alive]));
    free(all);
    EXPECT(!latchkey_ledger_close(ledger));
#endif
}

static void check_full_disk(const char *disk) {
    latchkey_ledger *ledger = opened(path(disk, "device"));
    latchkey_error *error;
    EXPECT(!latchkey_ledger_install(ledger, key, ALL, now, NULL, NULL));
    EXPECT(!latchkey_ledger_consume(ledger, 1, 0, now, NULL, NULL));
    FILE *filler = fopen(path(disk, "filler"), "w");
    EXPECT(filler);
    char block[512];
    memset(block, 'x', sizeof block);
    setvbuf(filler, NULL, _IONBF, 0);
    while (fwrite(block, sizeof block, 1, filler) == 1) continue;
    fclose(filler);
    /* A request is remembered in a file that is written anew. */
    latchkey_message *message;
    latchkey_decision *decision;
    EXPECT(latchkey_ledger_request(ledger, LATCHKEY_ACTIVATE, NULL, 0, NULL, 0, now, &message,
                                   &error) == LATCHKEY_STORAGE);
    EXPECT(!strcmp(code(error), "ledger.disk-full"));
    EXPECT(!latchkey_ledger_decide(ledger, NULL, now, &decision, NULL));
    EXPECT(latchkey_decision_allowed(decision) == 1);
    latchkey_free(decision);
    latchkey_ledger *other;
    EXPECT(latchkey_ledger_open(path(disk, "other"), ALL, trust, now, &other, &error) ==
           LATCHKEY_STORAGE);
    EXPECT(*code(error));
    unlink(path(disk, "filler"));
    EXPECT(!latchkey_ledger_request(ledger, LATCHKEY_ACTIVATE, NULL, 0, NULL, 0, now, &message,
                                    NULL));
    latchkey_free(message);
    EXPECT(!latchkey_ledger_consume(ledger, 1, 0, now, NULL, NULL));
    latchkey_ledger_close(ledger);
}

int main(int count, char **arguments) {
    if (count < 3) return 64;
    key = arguments[1];
    EXPECT(!latchkey_trust_pin(vendor_key, 1, &trust, NULL));
    check_life(arguments[2]);
    check_misuse(arguments[2]);
    check_pending(arguments[2]);
    check_fork(arguments[2]);
    check_killed_parent(arguments[2]);
    check_relative(arguments[2]);
    check_no_descriptors(arguments[2]);
    check_signals(arguments[2]);
    check_many(arguments[2]);
    check_full_table(arguments[2]);
    if (count > 3) check_full_disk(arguments[3]);
    code(NULL);
    latchkey_free(trust);
    printf("%d checks of the ledger in C\n", checks);
    return 0;
}
