#ifndef LATCHKEY_ALLOCATION_COUNTER_H
#define LATCHKEY_ALLOCATION_COUNTER_H

/* Calls of malloc, calloc, realloc and aligned allocation in this process so far. */
unsigned long allocation_count(void);

#endif
