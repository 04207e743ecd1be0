/*
 * Time: instants, calendar days, time zones by IANA name.
 *
 * An instant is a point in time, int64_t microseconds since 1970-01-01T00:00:00Z; a day is int32_t days since
 * 1970-01-01, with no zone attached. Both reach from the year 1400 to the year 9999; there are no local times. What
 * is not there ("never", "open-ended") is a number outside that range. The rules of base.h hold.
 */
#ifndef ROSTER_TIME_H
#define ROSTER_TIME_H

#include <roster/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** No instant: "never", "not yet". */
#define ROSTER_NO_TIME INT64_MIN
/** No day: "open-ended". */
#define ROSTER_NO_DATE INT32_MIN

/** Bytes that the text of an instant and of a day take at most, the byte 0 at the end included. */
#define ROSTER_TIME_TEXT_SIZE 28
#define ROSTER_DATE_TEXT_SIZE 11

/** Writes an instant as RFC 3339 in UTC ("2024-05-06T07:08:09.000010Z", no fraction when it is zero), ended by a
 *  byte 0.
 *  Errors: ROSTER_INVALID_ARGUMENT "abi.value" naming "time" for an instant out of range, ROSTER_NO_TIME too.
 *  Any thread. */
ROSTER_API roster_status roster_time_format(int64_t time, char text[ROSTER_TIME_TEXT_SIZE], roster_error** error);

/** Reads RFC 3339 with "Z" or a numeric offset. `time` receives µs. Local times without an offset are refused, and
 *  so are leap seconds; digits of the fraction after the sixth are dropped.
 *  Errors: ROSTER_INVALID_ARGUMENT "abi.value" naming "text". Any thread. */
ROSTER_API roster_status roster_time_parse(const roster_str* text, int64_t* time, roster_error** error);

/** Writes a day as "2024-05-06", ended by a byte 0.
 *  Errors: ROSTER_INVALID_ARGUMENT "abi.value" naming "date" for a day out of range, ROSTER_NO_DATE too. Any
 *  thread. */
ROSTER_API roster_status roster_date_format(int32_t date, char text[ROSTER_DATE_TEXT_SIZE], roster_error** error);

/** Reads a day from "YYYY-MM-DD". `date` receives days since 1970-01-01.
 *  Errors: ROSTER_INVALID_ARGUMENT "abi.value" naming "text". Any thread. */
ROSTER_API roster_status roster_date_parse(const roster_str* text, int32_t* date, roster_error** error);

/*
 * Zones come from the system's tz database (the environment variable TZDIR points elsewhere), read at first use and
 * then kept. Where a zone is asked for, the errors are ROSTER_INVALID_ARGUMENT "time.unknown_zone" and
 * "time.out_of_range", and ROSTER_FAILED_PRECONDITION "time.zone_data" when the database lists the zone and the
 * zone's file is missing.
 */

/** Whether the tz database lists the name as a zone or a link ("UTC", "Europe/Berlin"). `known` receives 1 or 0.
 *  Errors: none of its own. Any thread. */
ROSTER_API roster_status roster_zone_known(const roster_str* zone, int32_t* known, roster_error** error);

/** The instant at which a day begins in the zone; `time` receives µs. A day that begins in a gap begins at the
 *  gap's end; of a midnight that comes twice the first counts.
 *  Errors: as above; "abi.value" naming "date" for a day out of range. Any thread. */
ROSTER_API roster_status roster_zone_start_of_day(int32_t date, const roster_str* zone, int64_t* time,
                                                  roster_error** error);

/** The day it is in the zone at an instant (µs); `date` receives days since 1970-01-01.
 *  Errors: as above; "abi.value" naming "time" for an instant out of range. Any thread. */
ROSTER_API roster_status roster_zone_day_at(int64_t time, const roster_str* zone, int32_t* date,
                                            roster_error** error);

/** Every zone's name, sorted, links left out; just "UTC" where there is no tz database. All of them on one page,
 *  which the caller frees. Errors: none of its own. Any thread. */
ROSTER_API roster_status roster_zone_names(roster_text_page** names, roster_error** error);

#ifdef __cplusplus
}
#endif

#endif
