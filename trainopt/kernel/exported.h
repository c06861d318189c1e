// What other languages can call.
#ifndef TRAINOPT_EXPORTED_H
#define TRAINOPT_EXPORTED_H

#define EXPORTED __attribute__((visibility("default")))

#endif
