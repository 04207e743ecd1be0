/* A host of the C library. */
#include <roster.h>

#include <stdio.h>

int main(void) {
    printf("c: Roster %s\n", roster_version());
    return 0;
}
