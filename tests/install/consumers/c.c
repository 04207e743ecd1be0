/* A host of the C library. */
#include <roster.h>

#include <stdio.h>

int main(void) {
    puts("c: roster.h included and libroster.so loaded");
    return 0;
}
