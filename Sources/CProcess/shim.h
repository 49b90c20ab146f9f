#ifndef LATCHKEY_CPROCESS_SHIM_H
#define LATCHKEY_CPROCESS_SHIM_H

#include <sys/prctl.h>
#include <unistd.h>

/* prctl takes a variable number of arguments, which Swift does not call. */
static inline int latchkey_forbid_dump(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

#endif
