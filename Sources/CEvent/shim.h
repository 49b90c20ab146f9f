// The event descriptors of Linux, which the C library's own module leaves out.
#include <sys/eventfd.h>
