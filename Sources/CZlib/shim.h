#ifndef LATCHKEY_CZLIB_SHIM_H
#define LATCHKEY_CZLIB_SHIM_H

#include <zlib.h>

#endif
