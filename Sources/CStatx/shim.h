#ifndef LATCHKEY_CSTATX_SHIM_H
#define LATCHKEY_CSTATX_SHIM_H

/* No header of the C library that Swift's own module of it has too: Swift would take what is in it for
   this module's. */
#include <linux/stat.h>
#include <stdint.h>
#include <sys/syscall.h>

extern long syscall(long number, ...);

/* What a file is, whatever it is called and whatever is in it. */
struct latchkey_file_birth {
    uint64_t inode;
    int64_t seconds;
    uint32_t nanoseconds;
};

/* statx is declared only for programs that ask for extensions. 0 where the file system knows when a
   file was made. */
static inline int latchkey_file_birth(const char *path, struct latchkey_file_birth *birth) {
    struct statx status;
    if (syscall(SYS_statx, -100 /* AT_FDCWD */, path, 0, STATX_INO | STATX_BTIME, &status) != 0) return -1;
    if ((status.stx_mask & (STATX_INO | STATX_BTIME)) != (STATX_INO | STATX_BTIME)) return -1;
    birth->inode = status.stx_ino;
    birth->seconds = status.stx_btime.tv_sec;
    birth->nanoseconds = status.stx_btime.tv_nsec;
    return 0;
}

#endif
