#ifndef LATCHKEY_ALLOCATION_COUNTER_H
#define LATCHKEY_ALLOCATION_COUNTER_H

/* Calls of malloc, calloc, realloc and aligned allocation in this process so far. */
unsigned long allocation_count(void);

/* Bytes that are allocated in this process now, large blocks of their own included. */
unsigned long allocated_bytes(void);

#endif
