/**
 * @file base.h
 * Export macro, version, status type and memory seam: what every other header stands on.
 */
#ifndef SDP_BASE_H
#define SDP_BASE_H

#include <stddef.h>
#include <stdint.h>

/** The version of these headers, in numbers and as text; sdp_version() is that of the library that is running. */
#define SDP_VERSION_MAJOR 0
#define SDP_VERSION_MINOR 1
#define SDP_VERSION_PATCH 0
#define SDP_VERSION "0.1.0"

#if defined(_WIN32) && defined(SDP_SHARED)
#ifdef SDP_BUILDING
#define SDP_API __declspec(dllexport)
#else
#define SDP_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define SDP_API __attribute__((visibility("default")))
#else
#define SDP_API
#endif

#ifdef __cplusplus
#define SDP_BEGIN_DECLS extern "C" {
#define SDP_END_DECLS }
#else
#define SDP_BEGIN_DECLS
#define SDP_END_DECLS
#endif

SDP_BEGIN_DECLS

/** Result of a call: 0 is success, negative an error, positive a success that brings no result. */
typedef int32_t sdp_status;

/**
 * Where the library's own memory comes from. Siblings in other threads and entities that outlive their client use it
 * too: the functions can be called by any thread, and they and `user_data` outlive all that came from them. cJSON and
 * libcurl keep their own allocators, which are process-wide settings that a library must not touch.
 */
typedef struct sdp_allocator {
    size_t size; /**< sizeof(sdp_allocator) */
    /** Like malloc(): NULL where there is no memory. Called with size > 0. */
    void *(*allocate)(void *user_data, size_t size);
    /** Like realloc(): `block` may be NULL; on NULL the old block stays valid. */
    void *(*resize)(void *user_data, void *block, size_t size);
    /** Like free(): `block` may be NULL. */
    void (*release)(void *user_data, void *block);
    /** Passed back to each function. */
    void *user_data;
} sdp_allocator;

/**
 * The version of the library that is running, which may be newer than SDP_VERSION of the headers.
 *
 * @return text such as "0.1.0"; borrowed, static
 * @thread any
 */
SDP_API const char *sdp_version(void);

/**
 * The version of the running library as a number that can be compared.
 *
 * @return major * 10000 + minor * 100 + patch
 * @thread any
 */
SDP_API int32_t sdp_version_number(void);

/**
 * Frees a text that the library returned as new.
 *
 * @param text  new text, freed here; nullable
 * @thread any
 */
SDP_API void sdp_text_free(char *text);

SDP_END_DECLS

#endif
