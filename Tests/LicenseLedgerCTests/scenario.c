/*
** A device's years through latchkey.h, with the command line as its vendor.
**
**   scenario LATCHKEY-PROGRAM DIRECTORY
**
** The story of scenario.py, told in C: a seat, usage, a report, forged answers, a clock that is set
** back, a list that revokes, and a second device without a seat. Ends with 1 at the first line that
** does not hold.
*/
#define _GNU_SOURCE
#include <latchkey.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
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

static const char *program;
static int checks;

/* The start of a day. */
static int64_t at(const char *day) {
    struct tm parts;
    memset(&parts, 0, sizeof parts);
    EXPECT(strptime(day, "%Y-%m-%d", &parts) != NULL);
    return timegm(&parts);
}

/* A text of some length, with a NUL behind it, to be freed. */
typedef struct text {
    char *start;
    size_t length;
} text;

static text copied(const char *start, size_t length) {
    text copy = {malloc(length + 1), length};
    EXPECT(copy.start != NULL);
    memcpy(copy.start, start, length);
    copy.start[length] = 0;
    return copy;
}

static text file(const char *name) {
    static char buffer[1 << 20];
    FILE *stream = fopen(name, "rb");
    EXPECT(stream != NULL);
    size_t length = fread(buffer, 1, sizeof buffer, stream);
    fclose(stream);
    return copied(buffer, length);
}

/* What the vendor's command prints on a day; `given` is its input. A refusal is printed, too. */
static text vendor(const char *day, const char *command, const char *given) {
    char line[2048];
    FILE *input = fopen("given", "wb");
    EXPECT(input != NULL && (!given || fputs(given, input) >= 0) && fclose(input) == 0);
    snprintf(line, sizeof line,
             "LATCHKEY_CLOCK=%s LATCHKEY_HOME=issuer '%s' %s < given > printed 2> said", day, program,
             command);
    int status = system(line);
    text printed = file("printed");
    EXPECT(status == 0 || printed.length > 0);
    while (printed.length > 0 && printed.start[printed.length - 1] == '\n')
        printed.start[--printed.length] = 0;
    return printed;
}

/* What became of the one object that was given to a ledger: a word, or the code of its refusal. */
static const char *installed(latchkey_ledger *ledger, text object, const char *day) {
    static char said[64];
    latchkey_installed *outcome = NULL;
    latchkey_error *error = NULL;
    latchkey_result result = latchkey_ledger_install(ledger, object.start, object.length, at(day),
                                                     &outcome, &error);
    if (result == LATCHKEY_OK) EXPECT(latchkey_installed_count(outcome) == 1);
    const char *word = result ? latchkey_error_code(error, NULL)
                              : latchkey_installed_kind(outcome, 0, NULL);
    snprintf(said, sizeof said, "%s", word);
    latchkey_free(outcome);
    latchkey_free(error);
    return said;
}

/* Every reason on a day, in order, with a blank behind each. */
static const char *reasons(latchkey_ledger *ledger, const char *day) {
    static char codes[256];
    latchkey_facts *facts;
    latchkey_decision *decision;
    EXPECT(!latchkey_facts_new(NULL, 0, NULL, 0, "ACME", ALL, &facts, NULL));
    EXPECT(!latchkey_ledger_decide(ledger, facts, at(day), &decision, NULL));
    size_t count = latchkey_decision_count(decision, LATCHKEY_REASON);
    EXPECT(latchkey_decision_allowed(decision) == (count == 0));
    codes[0] = 0;
    for (size_t index = 0; index < count; index++) {
        strcat(codes, latchkey_decision_code(decision, LATCHKEY_REASON, index, NULL));
        strcat(codes, " ");
    }
    latchkey_free(decision);
    latchkey_free(facts);
    return codes;
}

/* The code with which units are refused; "" where they are counted. */
static const char *consumed(latchkey_ledger *ledger, uint64_t units, const char *day,
                            latchkey_usage *usage) {
    static char said[64];
    latchkey_error *error = NULL;
    said[0] = 0;
    if (latchkey_ledger_consume(ledger, units, 0, at(day), usage, &error) != LATCHKEY_OK) {
        EXPECT(latchkey_error_next_step(error, NULL) != NULL);
        snprintf(said, sizeof said, "%s", latchkey_error_code(error, NULL));
    }
    latchkey_free(error);
    return said;
}

static int64_t number(latchkey_ledger *ledger, int32_t which, const char *day) {
    latchkey_summary *summary;
    int64_t value = -1;
    EXPECT(!latchkey_ledger_status(ledger, at(day), &summary, NULL));
    EXPECT(!latchkey_summary_number(summary, which, &value));
    latchkey_free(summary);
    return value;
}

static latchkey_ledger *opened(const char *directory, latchkey_trust *trust, const char *day) {
    latchkey_ledger *ledger;
    EXPECT(!latchkey_ledger_open(directory, ALL, trust, at(day), &ledger, NULL));
    return ledger;
}

/* A device's message as it is carried to the vendor, to be freed. */
static text carried(latchkey_message *message) {
    size_t length;
    const char *carrier = latchkey_message_carrier(message, &length);
    EXPECT(carrier != NULL);
    text copy = copied(carrier, length);
    latchkey_free(message);
    return copy;
}

static text request(latchkey_ledger *ledger, const char *label, const char *day) {
    latchkey_message *message;
    EXPECT(!latchkey_ledger_request(ledger, LATCHKEY_ACTIVATE, label, ALL, NULL, 0, at(day),
                                    &message, NULL));
    return carried(message);
}

static text report(latchkey_ledger *ledger, const char *day) {
    latchkey_message *message;
    EXPECT(!latchkey_ledger_report(ledger, at(day), &message, NULL));
    return carried(message);
}

/* One device: a seat, what it uses, and the end of its license. */
static void live(latchkey_ledger *ledger, text license) {
    latchkey_usage usage;
    EXPECT(!strcmp(installed(ledger, license, "2027-01-02"), "license"));
    EXPECT(!strcmp(reasons(ledger, "2027-01-02"), "activation.missing "));
    EXPECT(!strcmp(consumed(ledger, 1, "2027-01-02", &usage), "activation.missing"));

    text asked = request(ledger, "press", "2027-01-02");
    text answer = vendor("2027-01-02", "approve", asked.start);
    text changed = copied(answer.start, answer.length), cut = {answer.start, answer.length - 8};
    changed.start[60] = answer.start[60] == 'A' ? 'B' : 'A';
    EXPECT(strcmp(installed(ledger, changed, "2027-01-02"), "receipt") != 0);
    EXPECT(strcmp(installed(ledger, cut, "2027-01-02"), "receipt") != 0);
    EXPECT(!strcmp(reasons(ledger, "2027-01-02"), "activation.missing "));
    EXPECT(!strcmp(installed(ledger, answer, "2027-01-02"), "receipt"));
    EXPECT(!strcmp(installed(ledger, answer, "2027-01-02"), "known"));
    EXPECT(!strcmp(reasons(ledger, "2027-01-02"), ""));

    uint64_t allowance = (uint64_t)number(ledger, LATCHKEY_SUMMARY_ALLOWANCE, "2027-01-02");
    EXPECT(!strcmp(consumed(ledger, allowance - 10, "2027-02-01", &usage), ""));
    EXPECT(usage.used == allowance - 10 && usage.left == 10);
    EXPECT(!strcmp(consumed(ledger, 11, "2027-02-01", &usage), "usage.allowance-exhausted"));
    text first = report(ledger, "2027-03-01"), again = report(ledger, "2027-03-01");
    EXPECT(first.length == again.length && !memcmp(first.start, again.start, first.length));
    text receipt = vendor("2027-03-02", "accept", first.start);
    EXPECT(!strcmp(installed(ledger, receipt, "2027-03-03"), "receipt"));
    EXPECT(number(ledger, LATCHKEY_SUMMARY_USED, "2027-03-03") == (int64_t)allowance - 10);

    EXPECT(!strcmp(reasons(ledger, "2026-06-01"), "clock.behind-signed "));
    EXPECT(!strcmp(reasons(ledger, "2027-04-05"), ""));
    free(vendor("2027-06-01", "status build --output clean", NULL).start);
    text clean = file("clean");
    EXPECT(!strcmp(installed(ledger, clean, "2027-06-01"), "list"));

    latchkey_summary *summary;
    latchkey_license *held;
    char command[128];
    EXPECT(!latchkey_ledger_status(ledger, at("2027-06-01"), &summary, NULL));
    EXPECT(!latchkey_summary_license(summary, &held, NULL));
    snprintf(command, sizeof command, "revoke %s --reason refunded",
             latchkey_license_text(held, LATCHKEY_LICENSE_ID, NULL));
    latchkey_free(held);
    latchkey_free(summary);
    free(vendor("2027-06-02", command, NULL).start);
    free(vendor("2027-06-02", "status build --output revoked", NULL).start);
    text revoked = file("revoked");
    EXPECT(!strcmp(installed(ledger, revoked, "2027-06-03"), "list"));
    EXPECT(!strcmp(installed(ledger, clean, "2027-06-03"), "older"));
    EXPECT(!strcmp(reasons(ledger, "2027-06-03"), "status.revoked "));
    EXPECT(!strcmp(reasons(ledger, "2031-01-01"), "license.expired status.revoked "));

    text all[] = {asked, answer, changed, first, again, receipt, clean, revoked};
    for (size_t index = 0; index < sizeof all / sizeof *all; index++) free(all[index].start);
}

/* Another device, whose answer is no. */
static void without_a_seat(latchkey_ledger *ledger, text license) {
    EXPECT(!strcmp(installed(ledger, license, "2027-07-01"), "license"));
    text asked = request(ledger, "second", "2027-07-01");
    text answer = vendor("2027-07-01", "approve", asked.start);
    EXPECT(!strcmp(installed(ledger, answer, "2027-07-01"), "receipt"));
    EXPECT(!strcmp(reasons(ledger, "2027-07-01"), "activation.missing "));
    latchkey_summary *summary;
    EXPECT(!latchkey_ledger_status(ledger, at("2027-07-01"), &summary, NULL));
    EXPECT(strstr(latchkey_summary_json(summary, NULL), "\"answer.") != NULL);
    latchkey_free(summary);
    free(asked.start);
    free(answer.start);
}

int main(int count, char **arguments) {
    if (count != 3 || chdir(arguments[2]) != 0) return 64;
    program = arguments[1];
    free(vendor("2027-01-01", "keys new --no-passphrase --organization ACME", NULL).start);
    free(vendor("2027-01-01",
                "benefits add pro --prefix ACME --lifetime 2y --activations 2 --usage 1000", NULL)
             .start);
    text key = vendor("2027-01-01", "keys export", NULL);
    text license = vendor("2027-01-01", "issue --benefit pro", NULL);
    uint8_t raw[LATCHKEY_KEY_BYTES];
    latchkey_trust *trust;
    EXPECT(!latchkey_key_parse(key.start, key.length, raw, NULL));
    EXPECT(!latchkey_trust_pin(raw, 1, &trust, NULL));

    latchkey_ledger *first = opened("first", trust, "2027-01-02");
    live(first, license);
    EXPECT(latchkey_ledger_close(first) == LATCHKEY_OK);
    latchkey_ledger *second = opened("second", trust, "2027-07-01");
    without_a_seat(second, license);
    EXPECT(latchkey_ledger_close(second) == LATCHKEY_OK);

    latchkey_free(trust);
    free(key.start);
    free(license.start);
    printf("a device's years, in C: %d checks\n", checks);
    return 0;
}
