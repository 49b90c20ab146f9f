#ifndef LATCHKEY_CPROCESS_SHIM_H
#define LATCHKEY_CPROCESS_SHIM_H

#include <spawn.h>
#include <sys/prctl.h>
#include <unistd.h>

/* prctl takes a variable number of arguments, which Swift does not call. */
static inline int latchkey_forbid_dump(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/* In glibc since 2.34, and declared only for programs that ask for extensions. */
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);

/* Lets a program that is to be started inherit no file from this number on. */
static inline int latchkey_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

#endif
