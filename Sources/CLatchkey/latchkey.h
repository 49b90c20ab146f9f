/*
** latchkey.h: check, count and synchronize licenses from any language.
**
** Two libraries have this interface:
**
**   liblatchkey-verify   The verifier: the first part of this file. Needs libcrypto, libz and the
**                        C library, nothing else. pkg-config: latchkey-verify.
**   liblatchkey          The verifier and the ledger: all of this file. pkg-config: latchkey.
**
** A program links one of them, never both. The first ten lines:
**
**   static const uint8_t vendor_key[32] = { 0xd7, 0x5a, ... };  // latchkey keys export --format c
**   latchkey_trust *trust; latchkey_license *license; latchkey_facts *facts;
**   latchkey_decision *decision;
**   latchkey_trust_pin(vendor_key, 1, &trust, NULL);
**   if (latchkey_verify(trust, key, LATCHKEY_MEASURE, LATCHKEY_FORM_ANY, &license, NULL)) {
**       puts("this license key is not genuine");
**       return EXIT_FAILURE;
**   }
**   latchkey_facts_new(NULL, 0, NULL, 0, "ACME", LATCHKEY_MEASURE, &facts, NULL);
**   latchkey_evaluate(license, facts, time(NULL), &decision, NULL);
**   puts(latchkey_decision_allowed(decision) == 1 ? "allowed" : "denied");
**
** RESULTS. A function that can fail returns a latchkey_result, which is LATCHKEY_OK (0) or the
** reason for the failure. Where it also has a parameter `error`, the caller may pass NULL for it;
** else *error becomes NULL on success, and on failure an error handle that says in words what is
** wrong and what to do. (It is NULL after a failure too where no handle is left.) After a failure
** every other out-parameter is NULL or 0, with two exceptions: latchkey_list_status() gives a
** status that is not LATCHKEY_STATUS_VALID, and latchkey_ledger_install() gives `installed` where
** it refused objects.
** No input and no misuse that the library can detect ends the process: a null pointer, a handle of
** another type or a freed one, a length out of range and noise of any size each give a result. Only
** where the system has no memory left does the process end.
**
** HANDLES. Every handle is opaque and is freed by latchkey_free(). A handle is a name, not an
** address: the library looks it up, and refuses one that is stale or made up. Handles keep what
** they need of each other alive, so a program frees them in any order. 64-bit systems only.
**
** TEXTS. A text that goes in is UTF-8 with its length in bytes; LATCHKEY_MEASURE as the length
** means strlen(text). Bytes that go in are copied where they are kept: the caller's memory is
** not used after the call. A text or byte string that comes out is borrowed: it belongs to its
** handle, is the same at each call, and is valid until that handle is freed. Texts that come out
** end with a NUL that the length does not count; `length` may be NULL. A function that gives a
** text gives NULL for a bad handle, an index outside, or what is not there.
**
** TIMES. Moments are seconds since 1970-01-01T00:00:00Z, from 0 to 253402300799. The library never
** reads a clock on behalf of the verifier: the caller says what time it is.
**
** THREADS. Every function may be called from any thread at any time, and on one handle from many
** threads at once. Freeing a handle that another thread is using is safe: the call that is under
** way ends as it began, and later ones get LATCHKEY_BAD_HANDLE. The setters of latchkey_facts need
** the handle alone and give LATCHKEY_BUSY otherwise. The verifier starts no thread and waits for
** none. The ledger has one thread of its own while latchkey_ledger_consume_start() has work for it.
**
** PROCESSES. After fork() the child uses the handles of the verifier as the parent does, except for
** facts that another thread was changing at that moment. A ledger belongs to the process that
** opened it, and so does what it has pending. In a child all of these give LATCHKEY_OTHER_PROCESS;
** the child frees them, and opens the ledger's directory for itself.
**
** STATE. There is no setting, no initialization and nothing to shut down. What one call does never
** depends on another, but for the table of live handles.
**
** VERSIONS. A number of LATCHKEY_ABI_VERSION keeps its meaning: functions and constants are added,
** never changed. Codes ("license.expired") are stable and meant for programs; sentences may
** improve. The documentation of all codes: Token-Format, Status-List, Trust-Bundle, Ledger.
*/
#ifndef LATCHKEY_H
#define LATCHKEY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#define LATCHKEY_API __attribute__((visibility("default")))
#else
#define LATCHKEY_API
#endif

/* The interface that this header describes; compare it with latchkey_abi_version(). */
#define LATCHKEY_ABI_VERSION 1

/* As the length of a text: the text ends with a NUL, and is to be measured. */
#define LATCHKEY_MEASURE ((size_t)-1)

/* The bytes of a public key, a digest of a list and a digest of a license. */
#define LATCHKEY_KEY_BYTES 32
#define LATCHKEY_ROOT_BYTES 32
#define LATCHKEY_DIGEST_BYTES 16

/*
** What became of a call. Negative values are not used; later versions may add values, so that
** anything but LATCHKEY_OK is a failure.
*/
typedef int32_t latchkey_result;
enum {
    LATCHKEY_OK = 0,
    /* The input was judged, and is not genuine, sound or to be taken: the error says why. */
    LATCHKEY_REFUSED = 1,
    /* A pointer that must not be NULL is. */
    LATCHKEY_NULL_POINTER = 2,
    /* A handle is of another type, was freed, or never was one. */
    LATCHKEY_BAD_HANDLE = 3,
    /* A number, text, index or length is outside what the function takes. */
    LATCHKEY_BAD_ARGUMENT = 4,
    /* A text is not UTF-8. */
    LATCHKEY_NOT_UTF8 = 5,
    /* What is asked for is not there, such as the expiry of a perpetual license. */
    LATCHKEY_ABSENT = 6,
    /* The work is under way; ask again later. */
    LATCHKEY_PENDING = 7,
    /* Another call is using what this one needs alone. */
    LATCHKEY_BUSY = 8,
    /* No more handles: 16777215 are alive. */
    LATCHKEY_TOO_MANY_HANDLES = 9,
    /* A file or disk failed, is full or cannot be written. */
    LATCHKEY_STORAGE = 10,
    /* The handle belongs to the process that this one is a fork of. */
    LATCHKEY_OTHER_PROCESS = 11,
    /* The library's own mistake; please report it. */
    LATCHKEY_INTERNAL = 12
};

typedef struct latchkey_error latchkey_error;
typedef struct latchkey_trust latchkey_trust;
typedef struct latchkey_license latchkey_license;
typedef struct latchkey_file latchkey_file;
typedef struct latchkey_list latchkey_list;
typedef struct latchkey_staple latchkey_staple;
typedef struct latchkey_facts latchkey_facts;
typedef struct latchkey_decision latchkey_decision;
typedef struct latchkey_timeline latchkey_timeline;

/* ---------------------------------------------------------------------------------------------
** The library itself
** ------------------------------------------------------------------------------------------- */

/*
** The version of the library, such as "1.0.0". Static, never NULL, not to be freed.
**
** Example:  printf("latchkey %s\n", latchkey_version());
*/
LATCHKEY_API const char *latchkey_version(void);

/*
** The interface of the library that is running. A program that was built with this header works
** with a library that gives LATCHKEY_ABI_VERSION or, with the same SONAME, a larger number.
**
** Example:  if (latchkey_abi_version() < LATCHKEY_ABI_VERSION) return EXIT_FAILURE;
*/
LATCHKEY_API uint32_t latchkey_abi_version(void);

/*
** Frees a handle of any type, and every text and byte string that it gave. NULL is freed without
** effect. The memory goes once no other handle and no call that is under way needs it.
**
** Errors: LATCHKEY_BAD_HANDLE for anything that is not a live handle; nothing is freed then.
**
** Example:  latchkey_free(decision); latchkey_free(license);
*/
LATCHKEY_API latchkey_result latchkey_free(void *handle);

/*
** One English sentence for a result, without a final stop. Static, never NULL.
**
** Example:  fprintf(stderr, "%s\n", latchkey_result_text(result));
*/
LATCHKEY_API const char *latchkey_result_text(latchkey_result result);

/* ---------------------------------------------------------------------------------------------
** Errors
** ------------------------------------------------------------------------------------------- */

/*
** What an error says: the stable code ("key.signature"), one sentence for a person without a final
** stop, and what that person can do about it. Misuse has codes that begin with "argument.".
**
** Ownership: borrowed from the error. NULL for a bad handle.
**
** Example:  fprintf(stderr, "%s\n  -> %s\n", latchkey_error_message(error, NULL),
**                   latchkey_error_next_step(error, NULL));
**           if (!strcmp(latchkey_error_code(error, NULL), "key.signature")) ask_again();
*/
LATCHKEY_API const char *latchkey_error_code(const latchkey_error *error, size_t *length);
LATCHKEY_API const char *latchkey_error_message(const latchkey_error *error, size_t *length);
LATCHKEY_API const char *latchkey_error_next_step(const latchkey_error *error, size_t *length);

/*
** The result that came with an error; LATCHKEY_BAD_HANDLE where this is not one.
**
** Example:  if (latchkey_error_result(error) == LATCHKEY_STORAGE) retry_later();
*/
LATCHKEY_API latchkey_result latchkey_error_result(const latchkey_error *error);

/*
** The numbered step of the verification that failed (Token-Format, verification); 0 where there is
** none, and for a bad handle.
**
** Example:  if (latchkey_error_step(error) == 8) puts("the signature is not the vendor's");
*/
LATCHKEY_API int32_t latchkey_error_step(const latchkey_error *error);

/*
** The error as JSON: what `latchkey verify --json` prints for a license that is refused, with the
** members code, message, next_step, outcome ("refused") and, where there is one, step.
**
** Ownership: borrowed from the error. NULL for a bad handle.
**
** Example:  fputs(latchkey_error_json(error, NULL), log);
*/
LATCHKEY_API const char *latchkey_error_json(const latchkey_error *error, size_t *length);

/* ---------------------------------------------------------------------------------------------
** Trust: whose licenses, lists and certificates a program accepts
** ------------------------------------------------------------------------------------------- */

/*
** Reads a public key from PEM, 64 hexadecimal digits or 43 characters of base64url into its 32
** bytes; white space at both ends is ignored. After a failure the bytes are zeros, which are no
** public key that any function takes.
**
** Errors: LATCHKEY_REFUSED for a text that is none of these forms, a private key, or a key under
** which anyone can sign (codes "public-key.*"); LATCHKEY_NULL_POINTER; LATCHKEY_NOT_UTF8.
**
** Example:  uint8_t key[LATCHKEY_KEY_BYTES];
**           latchkey_key_parse(pem, LATCHKEY_MEASURE, key, &error);
*/
LATCHKEY_API latchkey_result latchkey_key_parse(const char *text, size_t length,
                                                uint8_t key[LATCHKEY_KEY_BYTES],
                                                latchkey_error **error);

/*
** Pins public keys: their licenses, status lists and certificates are accepted without limits. The
** complete set-up of a program that knows its vendor's key.
**
** keys: the keys end to end, 32 bytes each; not NULL even where count is 0.
** count: how many keys, from 0 to 256. Trust in 0 keys accepts nothing.
** Errors: LATCHKEY_REFUSED for bytes that are not a sound public key ("public-key.*") or two keys
** with one key id ("trust.key-twice"); LATCHKEY_NULL_POINTER; LATCHKEY_BAD_ARGUMENT for more keys.
**
** Example:  latchkey_trust_pin(vendor_key, 1, &trust, &error);
*/
LATCHKEY_API latchkey_result latchkey_trust_pin(const uint8_t *keys, size_t count,
                                                latchkey_trust **trust, latchkey_error **error);

/*
** Pins root keys, which vouch for the vendor's keys in trust bundles. Accepts nothing until it is
** given a bundle by latchkey_trust_accept(); a ledger takes it as it is and installs bundles
** itself.
**
** roots: the keys end to end, 32 bytes each.
** count: how many keys, from 1 to 16.
** threshold: how many of them must sign, from 1 to count.
** Errors: as latchkey_trust_pin().
**
** Example:  latchkey_trust_pin_root(root_key, 1, 1, &root, &error);
*/
LATCHKEY_API latchkey_result latchkey_trust_pin_root(const uint8_t *roots, size_t count,
                                                     uint32_t threshold, latchkey_trust **trust,
                                                     latchkey_error **error);

/*
** Makes the trust that follows when a trust bundle is taken; the one that is held stays as it is.
** Bundles that were missed are taken one after another, oldest first. A program that keeps the
** newest bundle on disk gives it at each start, before any newer one.
**
** bundle: the signed messages end to end, or an armored file that holds them.
** Errors: LATCHKEY_REFUSED for a bundle that too few root keys have signed, that is older than the
** one taken before or from the future, and so on ("trust.*"); "trust.no-root" where keys are
** pinned.
**
** Example:  latchkey_trust_accept(root, bytes, length, time(NULL), &trust, &error);
*/
LATCHKEY_API latchkey_result latchkey_trust_accept(const latchkey_trust *held,
                                                   const uint8_t *bundle, size_t length,
                                                   int64_t now, latchkey_trust **trust,
                                                   latchkey_error **error);

/*
** Makes the trust in which the licenses on an affirmation list stay good although their key was
** stolen; the one that is held stays as it is.
**
** list: the signed messages end to end, or an armored file that holds them.
** Errors: LATCHKEY_REFUSED ("trust.*"), "trust.no-root" where keys are pinned.
**
** Example:  latchkey_trust_affirm(held, bytes, length, &trust, &error);
*/
LATCHKEY_API latchkey_result latchkey_trust_affirm(const latchkey_trust *held,
                                                   const uint8_t *list, size_t length,
                                                   latchkey_trust **trust,
                                                   latchkey_error **error);

/*
** Makes the trust of a program that acts on extensions: a license that makes any other extension
** critical is refused. The one that is held stays as it is.
**
** Errors: LATCHKEY_NULL_POINTER, LATCHKEY_BAD_HANDLE, LATCHKEY_BAD_ARGUMENT for more than 64
** labels.
**
** Example:  int64_t floor_plan = 4711;
**           latchkey_trust_understand(held, &floor_plan, 1, &trust, NULL);
*/
LATCHKEY_API latchkey_result latchkey_trust_understand(const latchkey_trust *held,
                                                       const int64_t *labels, size_t count,
                                                       latchkey_trust **trust,
                                                       latchkey_error **error);

/* What latchkey_trust_number() gives of the newest trust bundle. */
enum {
    LATCHKEY_BUNDLE_VERSION = 1,
    LATCHKEY_BUNDLE_ISSUED_AT = 2,
    LATCHKEY_BUNDLE_EXPIRES_AT = 3,
    LATCHKEY_BUNDLE_KEYS = 4,
    LATCHKEY_BUNDLE_ROOTS = 5,
    LATCHKEY_BUNDLE_THRESHOLD = 6
};

/*
** A number of the newest trust bundle. An expired one is still good; it says that a newer is due.
**
** Errors: LATCHKEY_ABSENT where there is no bundle; LATCHKEY_BAD_ARGUMENT for another `which`.
**
** Example:  if (!latchkey_trust_number(trust, LATCHKEY_BUNDLE_EXPIRES_AT, &end) && end <= now)
**               puts("a newer trust bundle is due");
*/
LATCHKEY_API latchkey_result latchkey_trust_number(const latchkey_trust *trust, int32_t which,
                                                   int64_t *value);

/*
** The newest trust bundle as JSON, with all it says: organization, version, issued_at, expires_at,
** keys (key, role, not_before, not_after, benefits, longest_lifetime_seconds, compromised_at,
** requires_status_index), roots, threshold, status_base, service_urls, list_floors.
**
** Ownership: borrowed from the trust. NULL where there is no bundle, and for a bad handle.
**
** Example:  puts(latchkey_trust_json(trust, NULL));
*/
LATCHKEY_API const char *latchkey_trust_json(const latchkey_trust *trust, size_t *length);

/*
** The affirmation lists of a trust as JSON: an array of organization and key.
**
** Ownership: borrowed from the trust. NULL for a bad handle.
**
** Example:  puts(latchkey_trust_affirmations_json(trust, NULL));
*/
LATCHKEY_API const char *latchkey_trust_affirmations_json(const latchkey_trust *trust,
                                                          size_t *length);

/* ---------------------------------------------------------------------------------------------
** Licenses
** ------------------------------------------------------------------------------------------- */

/* In which form a license is given. */
enum {
    /* Any of the following, found out by how it begins. */
    LATCHKEY_FORM_ANY = 0,
    /* PREFIX_ and base64url. */
    LATCHKEY_FORM_KEY = 1,
    /* LK1: and base32, as in QR codes. */
    LATCHKEY_FORM_CARRIER = 2,
    /* An armored license file, of which the first license is taken. */
    LATCHKEY_FORM_FILE = 3,
    /* The signed object itself. */
    LATCHKEY_FORM_OBJECT = 4
};

/*
** Checks that a license is whole and signed by a key that is trusted for it. Whether it may be
** used now is decided by latchkey_evaluate(). Costs one Ed25519 verification; reads no file.
**
** data: the text, file or bytes; up to 64 MiB for a file, and longer ones are refused unread.
** Errors: LATCHKEY_REFUSED with the step and the code ("key.*", "claims.*", "issuer.*", "file.*");
** LATCHKEY_NOT_UTF8 for a key or carrier that is not text; LATCHKEY_BAD_ARGUMENT for another form.
**
** Example:  if (latchkey_verify(trust, key, LATCHKEY_MEASURE, LATCHKEY_FORM_ANY, &license,
**                               &error))
**               fprintf(stderr, "%s\n", latchkey_error_message(error, NULL));
*/
LATCHKEY_API latchkey_result latchkey_verify(const latchkey_trust *trust, const char *data,
                                             size_t length, int32_t form,
                                             latchkey_license **license, latchkey_error **error);

/*
** Finds out what happened to a key on its way (a line break, a dash that an editor changed, a cut
** end) once latchkey_verify() has refused it, so that a person can be told what to mend.
**
** damage: becomes an error handle with the code ("damage.*"), sentence and next step, to be freed.
** Errors: LATCHKEY_ABSENT where no damage is recognized; LATCHKEY_NULL_POINTER; LATCHKEY_NOT_UTF8.
**
** Example:  if (!latchkey_damage(key, LATCHKEY_MEASURE, &damage))
**               puts(latchkey_error_next_step(damage, NULL));
*/
LATCHKEY_API latchkey_result latchkey_damage(const char *text, size_t length,
                                             latchkey_error **damage);

/* What latchkey_license_text() gives. Identifiers are UUIDs of 36 characters. */
enum {
    LATCHKEY_LICENSE_ID = 1,
    LATCHKEY_LICENSE_ORGANIZATION = 2,
    LATCHKEY_LICENSE_BENEFIT = 3,
    /* Absent where the license does not name the customer. */
    LATCHKEY_LICENSE_CUSTOMER = 4,
    LATCHKEY_LICENSE_PREFIX = 5,
    /* The id of the key that signed it, 16 hexadecimal digits. */
    LATCHKEY_LICENSE_ISSUER = 6,
    /* The license's one text: PREFIX_ and base64url. */
    LATCHKEY_LICENSE_KEY = 7,
    /* The form for QR codes: LK1: and base32. */
    LATCHKEY_LICENSE_CARRIER = 8
};

/*
** A text of a license.
**
** Ownership: borrowed from the license. NULL for a bad handle, another `which`, or an absent text.
**
** Example:  printf("license %s\n", latchkey_license_text(license, LATCHKEY_LICENSE_ID, NULL));
*/
LATCHKEY_API const char *latchkey_license_text(const latchkey_license *license, int32_t which,
                                               size_t *length);

/* What latchkey_license_number() gives: moments, spans in seconds, and counts. */
enum {
    LATCHKEY_LICENSE_ISSUED_AT = 1,
    LATCHKEY_LICENSE_NOT_BEFORE = 2,
    /* Absent: perpetual. */
    LATCHKEY_LICENSE_EXPIRES_AT = 3,
    LATCHKEY_LICENSE_GRACE = 4,
    /* How old a device's knowledge of the status may be. Absent: any age. */
    LATCHKEY_LICENSE_OFFLINE = 5,
    /* Seats; 0: unlimited, each machine is activated. Absent: good on any machine. */
    LATCHKEY_LICENSE_SEATS = 6,
    /* Absent: not metered. */
    LATCHKEY_LICENSE_USAGE_LIMIT = 7,
    LATCHKEY_LICENSE_STATUS_INDEX = 8,
    LATCHKEY_LICENSE_UPDATES_UNTIL = 9,
    LATCHKEY_LICENSE_MAX_MAJOR_VERSION = 10,
    /* 1 where the license only advises, else 0. Never absent. */
    LATCHKEY_LICENSE_ADVISES = 11
};

/*
** A number of a license.
**
** Errors: LATCHKEY_ABSENT where the license does not say it; LATCHKEY_NULL_POINTER;
** LATCHKEY_BAD_HANDLE; LATCHKEY_BAD_ARGUMENT for another `which`.
**
** Example:  if (latchkey_license_number(license, LATCHKEY_LICENSE_EXPIRES_AT, &end)
**               == LATCHKEY_ABSENT) puts("never expires");
*/
LATCHKEY_API latchkey_result latchkey_license_number(const latchkey_license *license,
                                                     int32_t which, int64_t *value);

/* What latchkey_license_count() counts. */
enum {
    LATCHKEY_LICENSE_ENTITLEMENTS = 1,
    LATCHKEY_LICENSE_CONDITIONS = 2,
    LATCHKEY_LICENSE_CRITICAL = 3
};

/*
** How many entitlements, conditions or critical extensions a license has; 0 for a bad handle or
** another `which`.
**
** Example:  for (size_t i = 0; i < latchkey_license_count(license, LATCHKEY_LICENSE_ENTITLEMENTS);
**                i++) puts(latchkey_license_entitlement(license, i, NULL));
*/
LATCHKEY_API size_t latchkey_license_count(const latchkey_license *license, int32_t which);

/*
** An entitlement by its index; ascending. Borrowed from the license; NULL outside.
**
** Example:  puts(latchkey_license_entitlement(license, 0, NULL));
*/
LATCHKEY_API const char *latchkey_license_entitlement(const latchkey_license *license,
                                                      size_t index, size_t *length);

/*
** Whether a license grants a feature: 1 or 0; 0 for a bad handle or a text that is not an
** entitlement.
** Ask this of a license that was allowed.
**
** Example:  if (latchkey_license_has(license, "export", LATCHKEY_MEASURE)) enable_export();
*/
LATCHKEY_API int32_t latchkey_license_has(const latchkey_license *license,
                                          const char *entitlement, size_t length);

/* The type of a condition's value. */
enum { LATCHKEY_BOOL = 1, LATCHKEY_INTEGER = 2, LATCHKEY_TEXT = 3 };

/* A condition of a license; its texts are borrowed from the license. */
typedef struct latchkey_condition {
    const char *name;
    size_t name_length;
    /* LATCHKEY_BOOL, LATCHKEY_INTEGER or LATCHKEY_TEXT. */
    int32_t type;
    int32_t reserved;
    /* The truth value (0 or 1) or the integer. */
    int64_t number;
    /* The text; NULL for the other types. */
    const char *text;
    size_t text_length;
} latchkey_condition;

/*
** A condition by its index, ascending by name: what a program must present for the license to
** hold.
**
** Errors: LATCHKEY_NULL_POINTER, LATCHKEY_BAD_HANDLE, LATCHKEY_BAD_ARGUMENT for an index outside.
**
** Example:  latchkey_condition condition;
**           if (!latchkey_license_condition(license, 0, &condition)) puts(condition.name);
*/
LATCHKEY_API latchkey_result latchkey_license_condition(const latchkey_license *license,
                                                        size_t index,
                                                        latchkey_condition *condition);

/*
** The label of a critical extension by its index, ascending.
**
** Errors: as latchkey_license_condition().
**
** Example:  latchkey_license_critical(license, 0, &label);
*/
LATCHKEY_API latchkey_result latchkey_license_critical(const latchkey_license *license,
                                                       size_t index, int64_t *label);

/* What latchkey_license_bytes() gives. */
enum {
    /* The signed object (COSE_Sign1). */
    LATCHKEY_LICENSE_OBJECT = 1,
    /* The first 16 bytes of SHA-256 over the signed object, which name exactly this token. */
    LATCHKEY_LICENSE_DIGEST = 2,
    /* The extensions: a CBOR map, `a0` where there are none. */
    LATCHKEY_LICENSE_EXTENSIONS = 3
};

/*
** Bytes of a license. Borrowed from the license; NULL for a bad handle or another `which`.
**
** Example:  const uint8_t *object = latchkey_license_bytes(license, LATCHKEY_LICENSE_OBJECT, &n);
*/
LATCHKEY_API const uint8_t *latchkey_license_bytes(const latchkey_license *license, int32_t which,
                                                   size_t *length);

/* ---------------------------------------------------------------------------------------------
** License files
** ------------------------------------------------------------------------------------------- */

/*
** Reads an armored license file (.lic), which may hold a license, trust bundle, status list,
** staple and certificate. Nothing in it is trusted before it is verified by the function for it.
**
** Errors: LATCHKEY_REFUSED for armor that is not whole or objects that are damaged ("file.*",
** "key.*"); LATCHKEY_NULL_POINTER.
**
** Example:  latchkey_file_parse(text, length, &file, &error);
*/
LATCHKEY_API latchkey_result latchkey_file_parse(const char *text, size_t length,
                                                 latchkey_file **file, latchkey_error **error);

/*
** How many objects a file holds; 0 for a bad handle.
**
** Example:  for (size_t i = 0; i < latchkey_file_count(file); i++) ...
*/
LATCHKEY_API size_t latchkey_file_count(const latchkey_file *file);

/*
** The type of an object as its header says it: "61" for a license, else a media type such as
** "application/statuslist+cwt". Borrowed from the file; NULL outside.
**
** Example:  if (!strcmp(latchkey_file_type(file, i, NULL), "application/statuslist+cwt")) ...
*/
LATCHKEY_API const char *latchkey_file_type(const latchkey_file *file, size_t index,
                                            size_t *length);

/*
** The bytes of an object, for latchkey_verify(), latchkey_list_verify() and so on. Borrowed from
** the file; NULL outside.
**
** Example:  const uint8_t *list = latchkey_file_object(file, i, &length);
*/
LATCHKEY_API const uint8_t *latchkey_file_object(const latchkey_file *file, size_t index,
                                                 size_t *length);

/* ---------------------------------------------------------------------------------------------
** Status lists and staples: which licenses are revoked
** ------------------------------------------------------------------------------------------- */

/* What a device remembers of a list, so that nobody can lead it back to an older one. */
typedef struct latchkey_list_memory {
    uint64_t sequence;
    uint32_t shard;
    uint32_t reserved;
    uint8_t root[LATCHKEY_ROOT_BYTES];
} latchkey_list_memory;

/* What a list or staple says of one license. */
enum {
    LATCHKEY_STATUS_VALID = 0,
    LATCHKEY_STATUS_REVOKED = 1,
    LATCHKEY_STATUS_SUSPENDED = 2,
    LATCHKEY_STATUS_APPLICATION_SPECIFIC = 3
};

/*
** Checks who signed a status list, and reads it. Call latchkey_list_check() before it takes the
** place of another.
**
** list: the signed object, up to 270336 bytes.
** Errors: LATCHKEY_REFUSED ("status-list.*").
**
** Example:  latchkey_list_verify(trust, bytes, length, &list, &error);
*/
LATCHKEY_API latchkey_result latchkey_list_verify(const latchkey_trust *trust,
                                                  const uint8_t *list, size_t length,
                                                  latchkey_list **verified,
                                                  latchkey_error **error);

/*
** The same for a file of pages, of which each question checks one page; up to 1 MiB. Parts of it
** may be missing at the end: what is asked of those is refused.
**
** Errors: LATCHKEY_REFUSED ("status-list.*", "status-pages.*").
**
** Example:  latchkey_list_verify_pages(trust, bytes, length, &list, &error);
*/
LATCHKEY_API latchkey_result latchkey_list_verify_pages(const latchkey_trust *trust,
                                                        const uint8_t *pages, size_t length,
                                                        latchkey_list **verified,
                                                        latchkey_error **error);

/*
** Makes the list to which a delta leads from this one, which stays as it is. Costs 256 KiB of
** hashing.
**
** Errors: LATCHKEY_REFUSED ("status-list.*", "status-delta.*"): fetch the full list then.
**
** Example:  latchkey_list_apply(list, trust, delta, length, &newer, &error);
*/
LATCHKEY_API latchkey_result latchkey_list_apply(const latchkey_list *list,
                                                 const latchkey_trust *trust,
                                                 const uint8_t *delta, size_t length,
                                                 latchkey_list **newer, latchkey_error **error);

/*
** Whether a list may be taken: it is the organization's, not from the future, its statuses are
** those that were signed for, and it is not older than the one that is held, nor another of its
** number. Costs 256 KiB of hashing, once for each list. A file of pages is checked at each question
** instead, and for this function made into a list.
**
** held: what is remembered of the list before; NULL for none.
** Errors: LATCHKEY_REFUSED ("status-list.rollback" and others); LATCHKEY_BAD_ARGUMENT for a text
** that is not a UUID.
**
** Example:  latchkey_list_check(list, &held, organization, LATCHKEY_MEASURE, time(NULL), &error);
*/
LATCHKEY_API latchkey_result latchkey_list_check(const latchkey_list *list,
                                                 const latchkey_list_memory *held,
                                                 const char *organization, size_t length,
                                                 int64_t now, latchkey_error **error);

/*
** What to remember of a list that was taken.
**
** Errors: LATCHKEY_NULL_POINTER, LATCHKEY_BAD_HANDLE.
**
** Example:  latchkey_list_remember(list, &held); save(&held);
*/
LATCHKEY_API latchkey_result latchkey_list_remember(const latchkey_list *list,
                                                    latchkey_list_memory *held);

/* What latchkey_list_text() and latchkey_list_number() give. */
enum { LATCHKEY_LIST_ORGANIZATION = 1, LATCHKEY_LIST_URI = 2 };
enum {
    LATCHKEY_LIST_SHARD = 1,
    LATCHKEY_LIST_SEQUENCE = 2,
    LATCHKEY_LIST_ISSUED_AT = 3,
    LATCHKEY_LIST_EXPIRES_AT = 4,
    /* Seconds until a newer one is due. */
    LATCHKEY_LIST_TIME_TO_LIVE = 5
};

/*
** What a list says of itself. The text is borrowed from the list.
**
** Errors: NULL; LATCHKEY_NULL_POINTER, LATCHKEY_BAD_HANDLE, LATCHKEY_BAD_ARGUMENT.
**
** Example:  puts(latchkey_list_text(list, LATCHKEY_LIST_URI, NULL));
**           latchkey_list_number(list, LATCHKEY_LIST_SEQUENCE, &sequence);
*/
LATCHKEY_API const char *latchkey_list_text(const latchkey_list *list, int32_t which,
                                            size_t *length);
LATCHKEY_API latchkey_result latchkey_list_number(const latchkey_list *list, int32_t which,
                                                  int64_t *value);

/*
** The status of the license with a status index (LATCHKEY_LICENSE_STATUS_INDEX).
**
** status: LATCHKEY_STATUS_VALID and so on; after a failure never LATCHKEY_STATUS_VALID.
** Errors: LATCHKEY_REFUSED with "status-list.other-shard" for an index of another list, and
** "status-pages.*" for a page that is damaged or missing.
**
** Example:  latchkey_list_status(list, index, &status, &error);
*/
LATCHKEY_API latchkey_result latchkey_list_status(const latchkey_list *list, uint32_t index,
                                                  int32_t *status, latchkey_error **error);

/*
** How many of a list's 1048576 positions have each of the four statuses. Reads all of it.
**
** Errors: LATCHKEY_REFUSED for a file of pages that is damaged ("status-pages.*").
**
** Example:  uint32_t counts[4]; latchkey_list_counts(list, counts, NULL);
*/
LATCHKEY_API latchkey_result latchkey_list_counts(const latchkey_list *list, uint32_t counts[4],
                                                  latchkey_error **error);

/*
** Checks who signed a staple: the status of one license, small enough for a QR code.
**
** data: the signed object, or its text LK1:...
** Errors: LATCHKEY_REFUSED ("status-list.*", "key.carrier").
**
** Example:  latchkey_staple_verify(trust, text, LATCHKEY_MEASURE, &staple, &error);
*/
LATCHKEY_API latchkey_result latchkey_staple_verify(const latchkey_trust *trust, const char *data,
                                                    size_t length, latchkey_staple **staple,
                                                    latchkey_error **error);

/* What latchkey_staple_number() gives. */
enum {
    LATCHKEY_STAPLE_SHARD = 1,
    LATCHKEY_STAPLE_SEQUENCE = 2,
    LATCHKEY_STAPLE_ISSUED_AT = 3,
    LATCHKEY_STAPLE_EXPIRES_AT = 4,
    LATCHKEY_STAPLE_STATUS = 5
};

/*
** What a staple says.
**
** Errors: LATCHKEY_NULL_POINTER, LATCHKEY_BAD_HANDLE, LATCHKEY_BAD_ARGUMENT.
**
** Example:  latchkey_staple_number(staple, LATCHKEY_STAPLE_STATUS, &status);
*/
LATCHKEY_API latchkey_result latchkey_staple_number(const latchkey_staple *staple, int32_t which,
                                                    int64_t *value);

/*
** Which license a staple is about: 16 bytes that equal that license's LATCHKEY_LICENSE_DIGEST.
** Borrowed from the staple; NULL for a bad handle.
**
** Example:  memcmp(latchkey_staple_digest(staple, NULL), digest, LATCHKEY_DIGEST_BYTES) == 0
*/
LATCHKEY_API const uint8_t *latchkey_staple_digest(const latchkey_staple *staple, size_t *length);

/* ---------------------------------------------------------------------------------------------
** Facts: what a program presents and what its device knows
** ------------------------------------------------------------------------------------------- */

/*
** Facts of a program that presents no conditions, has no seat and counts nothing. What is left so
** counts against a license that asks for it: a metered license is denied where nobody counts.
**
** organization: who must have sold the license, a UUID; NULL for the organization that the license
** itself names, which is right where one vendor's keys are pinned.
** benefit: the product tier that the program takes, a UUID; NULL for any.
** prefix: the brand that the program takes, such as "ACME"; NULL for any.
** Name a benefit or a prefix: the key of another product is the commonest wrong key. A benefit or
** prefix that is not NULL and has the length 0 takes none, until latchkey_facts_add_benefit() or
** latchkey_facts_add_prefix() adds some.
** Errors: LATCHKEY_BAD_ARGUMENT for a text of another form, LATCHKEY_NOT_UTF8.
**
** Example:  latchkey_facts_new(NULL, 0, NULL, 0, "ACME", LATCHKEY_MEASURE, &facts, &error);
*/
LATCHKEY_API latchkey_result latchkey_facts_new(const char *organization,
                                                size_t organization_length, const char *benefit,
                                                size_t benefit_length, const char *prefix,
                                                size_t prefix_length, latchkey_facts **facts,
                                                latchkey_error **error);

/*
** Takes one more benefit or brand beside those that were named.
**
** Errors: LATCHKEY_BAD_ARGUMENT for a text of another form, or where any is taken already;
** LATCHKEY_BUSY while another thread uses the facts, as for all functions that change them.
**
** Example:  latchkey_facts_add_prefix(facts, "ACMEPRO", LATCHKEY_MEASURE, &error);
**           latchkey_facts_add_benefit(facts, "0b9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c",
**                                      LATCHKEY_MEASURE, &error);
*/
LATCHKEY_API latchkey_result latchkey_facts_add_benefit(latchkey_facts *facts, const char *benefit,
                                                        size_t length, latchkey_error **error);
LATCHKEY_API latchkey_result latchkey_facts_add_prefix(latchkey_facts *facts, const char *prefix,
                                                       size_t length, latchkey_error **error);

/*
** Presents a condition that holds here. All that are presented must be the license's, with exactly
** these values, no more and no fewer.
**
** name: [a-z][a-z0-9._-]{0,63}. text: at most 256 bytes without control characters. integer:
** within +-(2^53 - 1). boolean: 0 or 1.
** Errors: LATCHKEY_BAD_ARGUMENT outside these, LATCHKEY_NOT_UTF8, LATCHKEY_BUSY.
**
** Example:  latchkey_facts_condition_text(facts, "region", LATCHKEY_MEASURE, "eu",
**                                         LATCHKEY_MEASURE, &error);
**           latchkey_facts_condition_integer(facts, "cores", LATCHKEY_MEASURE, 64, &error);
**           latchkey_facts_condition_bool(facts, "staging", LATCHKEY_MEASURE, 1, &error);
*/
LATCHKEY_API latchkey_result latchkey_facts_condition_text(latchkey_facts *facts, const char *name,
                                                           size_t name_length, const char *text,
                                                           size_t length, latchkey_error **error);
LATCHKEY_API latchkey_result latchkey_facts_condition_integer(latchkey_facts *facts,
                                                              const char *name, size_t name_length,
                                                              int64_t integer,
                                                              latchkey_error **error);
LATCHKEY_API latchkey_result latchkey_facts_condition_bool(latchkey_facts *facts, const char *name,
                                                           size_t name_length, int32_t boolean,
                                                           latchkey_error **error);

/* Questions that a program may leave to be decided elsewhere. */
enum {
    LATCHKEY_QUESTION_CONDITIONS = 1,
    LATCHKEY_QUESTION_ACTIVATION = 2,
    LATCHKEY_QUESTION_USAGE = 3,
    LATCHKEY_QUESTION_RELEASE = 4
};

/*
** Leaves a question out of the judgement; the decision warns of it where the license asks it.
**
** Errors: LATCHKEY_BAD_ARGUMENT for another question, LATCHKEY_BUSY.
**
** Example:  latchkey_facts_skip(facts, LATCHKEY_QUESTION_ACTIVATION, NULL);
*/
LATCHKEY_API latchkey_result latchkey_facts_skip(latchkey_facts *facts, int32_t question,
                                                 latchkey_error **error);

/*
** How many units were used so far. A ledger says it itself.
**
** Errors: LATCHKEY_BUSY.
**
** Example:  latchkey_facts_used(facts, 1200, NULL);
*/
LATCHKEY_API latchkey_result latchkey_facts_used(latchkey_facts *facts, uint64_t units,
                                                 latchkey_error **error);

/*
** Which build of the program asks, for licenses with an end of updates.
**
** Errors: LATCHKEY_BAD_ARGUMENT for a time out of range, LATCHKEY_BUSY.
**
** Example:  latchkey_facts_release(facts, BUILD_TIME, 4, NULL);
*/
LATCHKEY_API latchkey_result latchkey_facts_release(latchkey_facts *facts, int64_t released_at,
                                                    uint64_t major_version,
                                                    latchkey_error **error);

/*
** For a device that remembers times: what its clock says, and the latest moment at which something
** that it holds was signed. The moment given to latchkey_evaluate() is then the latest known one.
** A ledger says it itself.
**
** Errors: LATCHKEY_BAD_ARGUMENT for a time out of range, LATCHKEY_BUSY.
**
** Example:  latchkey_facts_clock(facts, time(NULL), list_issued_at, NULL);
*/
LATCHKEY_API latchkey_result latchkey_facts_clock(latchkey_facts *facts, int64_t reading,
                                                  int64_t signed_at, latchkey_error **error);

/*
** How long before the expiry the warnings begin, in seconds; 30 days if this is not called.
**
** Errors: LATCHKEY_BAD_ARGUMENT below 0 or over ten years, LATCHKEY_BUSY.
**
** Example:  latchkey_facts_notice(facts, 7 * 86400, NULL);
*/
LATCHKEY_API latchkey_result latchkey_facts_notice(latchkey_facts *facts, int64_t seconds,
                                                   latchkey_error **error);

/*
** The newest status list, or a staple; the one given last counts. The facts keep it alive. A list
** that the license is not in, and a staple of another license, say nothing. Of a file of pages the
** page of the license is read at the evaluation.
**
** Errors: LATCHKEY_BAD_HANDLE, LATCHKEY_BUSY.
**
** Example:  latchkey_facts_list(facts, list, NULL);
**           latchkey_facts_staple(facts, staple, NULL);  // takes the place of the list
*/
LATCHKEY_API latchkey_result latchkey_facts_list(latchkey_facts *facts, const latchkey_list *list,
                                                 latchkey_error **error);
LATCHKEY_API latchkey_result latchkey_facts_staple(latchkey_facts *facts,
                                                   const latchkey_staple *staple,
                                                   latchkey_error **error);

/* ---------------------------------------------------------------------------------------------
** Decisions
** ------------------------------------------------------------------------------------------- */

/*
** Decides whether a license may be used at a moment. A denied license is a decision and no
** failure. Pure: it depends on the arguments alone.
**
** Errors: LATCHKEY_BAD_ARGUMENT for a time out of range; LATCHKEY_REFUSED ("status-pages.*") where
** a file of pages cannot be read; LATCHKEY_BUSY while the facts are being changed.
**
** Example:  latchkey_evaluate(license, facts, time(NULL), &decision, &error);
*/
LATCHKEY_API latchkey_result latchkey_evaluate(const latchkey_license *license,
                                               const latchkey_facts *facts, int64_t now,
                                               latchkey_decision **decision,
                                               latchkey_error **error);

/*
** Whether the license may be used: 1 yes, 0 no, -1 for a bad handle. Compare with 1.
**
** Example:  if (latchkey_decision_allowed(decision) == 1) run();
*/
LATCHKEY_API int32_t latchkey_decision_allowed(const latchkey_decision *decision);

/* What a decision found: what speaks against the license, and what only somebody should know. */
enum { LATCHKEY_REASON = 1, LATCHKEY_WARNING = 2 };

/*
** How many reasons or warnings a decision has; 0 for a bad handle or another `kind`. A license
** that advises may be allowed with reasons.
**
** Example:  size_t n = latchkey_decision_count(decision, LATCHKEY_REASON);
*/
LATCHKEY_API size_t latchkey_decision_count(const latchkey_decision *decision, int32_t kind);

/*
** A finding by its index: the stable code ("license.expired"), one sentence without a final stop,
** and what the person can do. Reasons are in the order of the policy; the first is the headline.
**
** Ownership: borrowed from the decision. NULL outside.
**
** Example:  printf("%s: %s\n  -> %s\n",
**                  latchkey_decision_code(decision, LATCHKEY_REASON, 0, NULL),
**                  latchkey_decision_message(decision, LATCHKEY_REASON, 0, NULL),
**                  latchkey_decision_next_step(decision, LATCHKEY_REASON, 0, NULL));
*/
LATCHKEY_API const char *latchkey_decision_code(const latchkey_decision *decision, int32_t kind,
                                                size_t index, size_t *length);
LATCHKEY_API const char *latchkey_decision_message(const latchkey_decision *decision, int32_t kind,
                                                   size_t index, size_t *length);
LATCHKEY_API const char *latchkey_decision_next_step(const latchkey_decision *decision,
                                                     int32_t kind, size_t index, size_t *length);

/*
** The numbered policy step of a reason (Token-Format, policy); 0 for a warning or outside.
**
** Example:  int32_t step = latchkey_decision_step(decision, LATCHKEY_REASON, 0);
*/
LATCHKEY_API int32_t latchkey_decision_step(const latchkey_decision *decision, int32_t kind,
                                            size_t index);

/*
** The decision as JSON, byte for byte what `latchkey verify --json` prints: outcome, reasons,
** warnings, and the claims and the issuer of the license that was judged.
**
** Ownership: borrowed from the decision. NULL for a bad handle.
**
** Example:  puts(latchkey_decision_json(decision, NULL));
*/
LATCHKEY_API const char *latchkey_decision_json(const latchkey_decision *decision, size_t *length);

/*
** The decisions from one moment to another, both included, with these facts throughout: until when
** allowed, from when warned or denied.
**
** Errors: as latchkey_evaluate().
**
** Example:  latchkey_timeline_make(license, facts, now, now + 90 * 86400, &timeline, &error);
*/
LATCHKEY_API latchkey_result latchkey_timeline_make(const latchkey_license *license,
                                                    const latchkey_facts *facts, int64_t from,
                                                    int64_t through, latchkey_timeline **timeline,
                                                    latchkey_error **error);

/*
** How many stretches with one decision a timeline has, in order; 0 for a bad handle.
**
** Example:  for (size_t i = 0; i < latchkey_timeline_count(timeline); i++) ...
*/
LATCHKEY_API size_t latchkey_timeline_count(const latchkey_timeline *timeline);

/*
** A stretch by its index: its first moment, and a new handle of its decision, which holds until
** the next stretch begins. Either out-parameter may be NULL.
**
** Errors: LATCHKEY_BAD_ARGUMENT for an index outside.
**
** Example:  latchkey_timeline_stretch(timeline, i, &begins, &decision);
*/
LATCHKEY_API latchkey_result latchkey_timeline_stretch(const latchkey_timeline *timeline,
                                                       size_t index, int64_t *begins,
                                                       latchkey_decision **decision);

/* =============================================================================================
** The ledger: the directory in which a device keeps its seat and counts. liblatchkey only.
** ========================================================================================== */

typedef struct latchkey_ledger latchkey_ledger;
typedef struct latchkey_installed latchkey_installed;
typedef struct latchkey_message latchkey_message;
typedef struct latchkey_pending latchkey_pending;
typedef struct latchkey_summary latchkey_summary;

/*
** Opens the ledger of a directory, which is made where it is not there yet, with mode 0700.
** Several threads and processes may use one directory; each process opens it for itself, and one
** handle serves all threads. One ledger for each license, on a local disk.
**
** trust: keys, or root keys with or without a bundle. Affirmations and understood extensions of it
** count; bundles that are installed later are kept in the ledger.
** Errors: LATCHKEY_STORAGE ("ledger.disk-full", "ledger.read-only" and others); LATCHKEY_REFUSED
** for a ledger that is damaged or of a newer program ("ledger.*"); LATCHKEY_BAD_ARGUMENT;
** LATCHKEY_NOT_UTF8 for the directory's name.
**
** Example:  latchkey_ledger_open("/var/lib/acme", LATCHKEY_MEASURE, trust, time(NULL), &ledger,
**                                &error);
*/
LATCHKEY_API latchkey_result latchkey_ledger_open(const char *directory, size_t length,
                                                  const latchkey_trust *trust, int64_t now,
                                                  latchkey_ledger **ledger,
                                                  latchkey_error **error);

/*
** Closes a ledger: frees the handle as latchkey_free() does, and returns once the calls and counts
** that are under way have ended, so that what they counted is on the disk. The last of them closes
** the files. In a child of the process that opened the ledger it only frees the handle.
**
** Errors: LATCHKEY_NULL_POINTER, LATCHKEY_BAD_HANDLE.
**
** Example:  latchkey_ledger_close(ledger);
*/
LATCHKEY_API latchkey_result latchkey_ledger_close(latchkey_ledger *ledger);

/*
** Installs whatever the vendor sent: a license key in any form, a license file, a trust bundle,
** status list, delta, staple, certificate, receipt, clock reset, or several of them end to end.
** Each object is one durable step; one that is refused keeps no other from being taken.
**
** data: text or bytes, up to 64 MiB.
** installed: what became of each object, to be freed; may be NULL. Made also where objects were
** refused.
** Errors: LATCHKEY_REFUSED where the data is none of these things or at least one object was
** refused, with the error of the first; LATCHKEY_BAD_ARGUMENT for more than 64 MiB;
** LATCHKEY_STORAGE; LATCHKEY_OTHER_PROCESS.
**
** Example:  latchkey_ledger_install(ledger, data, length, time(NULL), &installed, &error);
*/
LATCHKEY_API latchkey_result latchkey_ledger_install(latchkey_ledger *ledger, const char *data,
                                                     size_t length, int64_t now,
                                                     latchkey_installed **installed,
                                                     latchkey_error **error);

/*
** How many objects were given; 0 for a bad handle.
**
** Example:  for (size_t i = 0; i < latchkey_installed_count(installed); i++) ...
*/
LATCHKEY_API size_t latchkey_installed_count(const latchkey_installed *installed);

/*
** What became of an object, as one word: "license", "bundle", "affirmation", "certificate",
** "list", "disputed-list", "staple", "receipt", "reset", "known" (it was here already), "older" (a
** newer one is here), "skipped" (of no use to this version) or "refused".
**
** Ownership: borrowed. NULL outside.
**
** Example:  puts(latchkey_installed_kind(installed, i, NULL));
*/
LATCHKEY_API const char *latchkey_installed_kind(const latchkey_installed *installed, size_t index,
                                                 size_t *length);

/*
** A new handle of the error for an object that was refused.
**
** Errors: LATCHKEY_ABSENT for one that was not; LATCHKEY_BAD_ARGUMENT outside.
**
** Example:  if (!latchkey_installed_error(installed, i, &error)) report(error);
*/
LATCHKEY_API latchkey_result latchkey_installed_error(const latchkey_installed *installed,
                                                      size_t index, latchkey_error **error);

/* What a device asks for. */
enum {
    /* A seat, or the one that it has, renewed. */
    LATCHKEY_ACTIVATE = 1,
    /* To give its seat back, for good. The ledger counts nothing more after this. */
    LATCHKEY_DEACTIVATE = 2
};

/* How a request is written. */
enum {
    /* Names the license instead of carrying it: smaller, and of no use to who photographs it. */
    LATCHKEY_REQUEST_AS_PROOF = 1
};

/*
** Makes a request for a seat, or to give it back, to be carried to the vendor by any means.
** Remembered durably before it is returned, so that its answer is known again.
**
** label: a name for people, such as the host's; NULL for none.
** facts: its conditions are presented; NULL for none.
** flags: 0 or LATCHKEY_REQUEST_AS_PROOF.
** Errors: LATCHKEY_REFUSED ("ledger.no-license", "activation.ended" and others); LATCHKEY_STORAGE;
** LATCHKEY_BAD_ARGUMENT for a label over 128 bytes or other flags; LATCHKEY_NOT_UTF8;
** LATCHKEY_OTHER_PROCESS; LATCHKEY_BUSY while the facts are being changed.
**
** Example:  latchkey_ledger_request(ledger, LATCHKEY_ACTIVATE, "lab-7", LATCHKEY_MEASURE, NULL, 0,
**                                   time(NULL), &message, &error);
*/
LATCHKEY_API latchkey_result latchkey_ledger_request(latchkey_ledger *ledger, int32_t purpose,
                                                     const char *label, size_t label_length,
                                                     const latchkey_facts *facts, uint32_t flags,
                                                     int64_t now, latchkey_message **message,
                                                     latchkey_error **error);

/*
** Makes a request with a key of another system, which the answer exchanges for the signed license.
**
** legacy_key: the key as the customer got it.
** Errors: as latchkey_ledger_request(); "ledger.other-license" where there is a license already.
**
** Example:  latchkey_ledger_exchange(ledger, "ABCD-1234", LATCHKEY_MEASURE, NULL, 0, NULL,
**                                    time(NULL), &message, &error);
*/
LATCHKEY_API latchkey_result latchkey_ledger_exchange(latchkey_ledger *ledger,
                                                      const char *legacy_key, size_t length,
                                                      const char *label, size_t label_length,
                                                      const latchkey_facts *facts, int64_t now,
                                                      latchkey_message **message,
                                                      latchkey_error **error);

/*
** Makes the report of what was used: the same bytes again until they are answered or there is more
** to say. Nothing is lost and nothing counts twice, however often it is sent.
**
** Errors: LATCHKEY_REFUSED ("activation.missing" and others); LATCHKEY_STORAGE;
** LATCHKEY_OTHER_PROCESS.
**
** Example:  latchkey_ledger_report(ledger, time(NULL), &message, &error);
*/
LATCHKEY_API latchkey_result latchkey_ledger_report(latchkey_ledger *ledger, int64_t now,
                                                    latchkey_message **message,
                                                    latchkey_error **error);

/*
** A message for the vendor: its bytes, to POST as application/cose or to write to a file, and its
** text LK1:... for a QR code. Borrowed from the message; NULL for a bad handle. The answer is
** given to latchkey_ledger_install().
**
** Example:  const uint8_t *bytes = latchkey_message_bytes(message, &length);
**           show_as_qr_code(latchkey_message_carrier(message, NULL));
*/
LATCHKEY_API const uint8_t *latchkey_message_bytes(const latchkey_message *message,
                                                   size_t *length);
LATCHKEY_API const char *latchkey_message_carrier(const latchkey_message *message,
                                                  size_t *length);

/* What was counted. */
typedef struct latchkey_usage {
    /* What this device has used in all. */
    uint64_t used;
    /* What is left before the device must report, or for good; 0 where there is no limit. */
    uint64_t left;
    /* 1 where there is a limit, else 0. */
    int32_t is_limited;
    int32_t reserved;
} latchkey_usage;

/*
** Counts units, and returns when they are on the disk. Counts all of them or none. Threads that
** call it at once share one write, so call it from as many as there are.
**
** It looks at the seat, the limit and the allowance, and at nothing else. Whether the license may be
** used at all, by its end, its conditions and its status, is what latchkey_ledger_decide() says: ask
** that first, since units of an expired or revoked license are counted like any others.
**
** amount: from 1 to 2^53 - 1.
** meter: which of the things that are counted; 0 are the units that a license limits.
** usage: what was used and is left; may be NULL.
** Errors: LATCHKEY_REFUSED ("usage.exhausted", "usage.allowance-exhausted",
** "activation.lease-ended", "ledger.no-license" and others); LATCHKEY_STORAGE, after which the
** units are not counted or, with "ledger.must-be-reopened", the next opening finds out; never
** twice. LATCHKEY_BAD_ARGUMENT; LATCHKEY_OTHER_PROCESS.
**
** Example:  if (latchkey_ledger_decide(ledger, facts, now, &decision, &error) ||
**               latchkey_decision_allowed(decision) != 1 ||
**               latchkey_ledger_consume(ledger, 1, 0, now, &usage, &error)) deny();
*/
LATCHKEY_API latchkey_result latchkey_ledger_consume(latchkey_ledger *ledger, uint64_t amount,
                                                     uint32_t meter, int64_t now,
                                                     latchkey_usage *usage,
                                                     latchkey_error **error);

/*
** Counts units without waiting for the disk, for event loops: returns at once, and the pending
** handle says later what came of it. Freeing it does not take the units back. A call that gives no
** handle counts nothing. Like latchkey_ledger_consume() it does not judge the license.
**
** Errors: LATCHKEY_BAD_ARGUMENT and LATCHKEY_OTHER_PROCESS as of latchkey_ledger_consume();
** LATCHKEY_TOO_MANY_HANDLES; LATCHKEY_STORAGE where no file descriptor is left. Everything else,
** "usage.exhausted" for example, is the pending handle's to say.
**
** Example:  latchkey_ledger_consume_start(ledger, 1, 0, time(NULL), &pending, &error);
*/
LATCHKEY_API latchkey_result latchkey_ledger_consume_start(latchkey_ledger *ledger,
                                                           uint64_t amount, uint32_t meter,
                                                           int64_t now,
                                                           latchkey_pending **pending,
                                                           latchkey_error **error);

/*
** A file descriptor that poll() and epoll report as readable once the result is there, and from
** then on. It belongs to the pending handle: neither read nor close it. -1 for a bad handle, and in
** a child of the process that counts.
**
** Example:  struct pollfd item = { latchkey_pending_descriptor(pending), POLLIN, 0 };
*/
LATCHKEY_API int32_t latchkey_pending_descriptor(const latchkey_pending *pending);

/*
** What came of the counting; never waits. May be asked again.
**
** Errors: LATCHKEY_PENDING until it is known; LATCHKEY_OTHER_PROCESS in a child of the process that
** counts; else those of latchkey_ledger_consume().
**
** Example:  if (latchkey_pending_result(pending, &usage, &error) == LATCHKEY_OK) proceed();
*/
LATCHKEY_API latchkey_result latchkey_pending_result(const latchkey_pending *pending,
                                                     latchkey_usage *usage,
                                                     latchkey_error **error);

/*
** Decides whether the ledger's license may be used now. Waits for no other process.
**
** facts: whose license, which benefits and brands, the conditions that hold here and the build;
** the rest is the ledger's to say and is left out of it. NULL: any license that is trusted.
** Errors: LATCHKEY_REFUSED ("ledger.no-license", or why the license is not taken);
** LATCHKEY_BAD_ARGUMENT; LATCHKEY_OTHER_PROCESS; LATCHKEY_BUSY while the facts are being changed.
**
** Example:  latchkey_ledger_decide(ledger, facts, time(NULL), &decision, &error);
*/
LATCHKEY_API latchkey_result latchkey_ledger_decide(latchkey_ledger *ledger,
                                                    const latchkey_facts *facts, int64_t now,
                                                    latchkey_decision **decision,
                                                    latchkey_error **error);

/*
** What a ledger holds, for a person to see.
**
** Errors: LATCHKEY_OTHER_PROCESS, LATCHKEY_BAD_ARGUMENT.
**
** Example:  latchkey_ledger_status(ledger, time(NULL), &summary, &error);
*/
LATCHKEY_API latchkey_result latchkey_ledger_status(latchkey_ledger *ledger, int64_t now,
                                                    latchkey_summary **summary,
                                                    latchkey_error **error);

/* What latchkey_summary_number() gives. */
enum {
    LATCHKEY_SUMMARY_USED = 1,
    LATCHKEY_SUMMARY_RECORDS = 2,
    /* Messages that wait for an answer. */
    LATCHKEY_SUMMARY_WAITING = 3,
    /* The time that the ledger goes by. */
    LATCHKEY_SUMMARY_TIME = 4,
    /* The end of the seat's lease; absent without a seat or an end. */
    LATCHKEY_SUMMARY_LEASE_END = 5,
    /* Up to which total this device may count; absent without a seat or a limit. */
    LATCHKEY_SUMMARY_ALLOWANCE = 6,
    LATCHKEY_SUMMARY_BUNDLE_VERSION = 7,
    LATCHKEY_SUMMARY_LIST_SEQUENCE = 8,
    /* 1 or 0: whether the device has a seat, gave it back, is a copy, is of this machine. */
    LATCHKEY_SUMMARY_HAS_SEAT = 9,
    LATCHKEY_SUMMARY_HAS_ENDED = 10,
    LATCHKEY_SUMMARY_IS_FORKED = 11,
    LATCHKEY_SUMMARY_IS_OF_THIS_MACHINE = 12
};

/*
** A number of a summary.
**
** Errors: LATCHKEY_ABSENT where there is none; LATCHKEY_BAD_ARGUMENT for another `which`.
**
** Example:  latchkey_summary_number(summary, LATCHKEY_SUMMARY_USED, &used);
*/
LATCHKEY_API latchkey_result latchkey_summary_number(const latchkey_summary *summary,
                                                     int32_t which, int64_t *value);

/*
** A new handle of the license in the ledger, for its claims.
**
** Errors: LATCHKEY_ABSENT where there is none; LATCHKEY_REFUSED where its key is not trusted.
**
** Example:  if (!latchkey_summary_license(summary, &license, NULL)) show(license);
*/
LATCHKEY_API latchkey_result latchkey_summary_license(const latchkey_summary *summary,
                                                      latchkey_license **license,
                                                      latchkey_error **error);

/*
** The summary as JSON, with the members of `latchkey status device --json` that need no decision,
** and `refusal` (code, message, next_step) where the vendor's last answer was no. Borrowed from the
** summary; NULL for a bad handle.
**
** Example:  puts(latchkey_summary_json(summary, NULL));
*/
LATCHKEY_API const char *latchkey_summary_json(const latchkey_summary *summary, size_t *length);

#ifdef __cplusplus
}
#endif

#endif
