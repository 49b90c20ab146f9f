/* How long a library takes to load, beside libcrypto, and how much memory it then has:  load LIBRARY */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static long resident(void) {
    char line[256];
    long kilobytes = 0;
    FILE *status = fopen("/proc/self/status", "r");
    if (!status) return 0;
    while (fgets(line, sizeof line, status)) sscanf(line, "VmRSS: %ld", &kilobytes);
    fclose(status);
    return kilobytes;
}

int main(int count, char **arguments) {
    if (count != 2 || !dlopen("libcrypto.so.3", RTLD_NOW)) return 64;
    long before = resident();
    double start = milliseconds();
    void *library = dlopen(arguments[1], RTLD_NOW);
    if (!library) return puts(dlerror()), 1;
    printf("%.1f ms to load, %ld kB beyond libcrypto\n", milliseconds() - start,
           resident() - before);
    return dlclose(library);
}
