#include "values.hpp"

#include <datetime.h>

#include <cstring>
#include <stdexcept>

namespace roster::python {

void wrong_type(const Place& place, std::string_view expected, py::handle given) {
    const std::string type = given.is_none() ? "None" : py::str(py::type::handle_of(given).attr("__name__"));
    throw py::type_error(std::string(place.call) + ": '" + std::string(place.name) + "' must be " +
                         std::string(expected) + ", not " + type);
}

void wrong_value(const Place& place, std::string_view reason, const std::string& message) {
    FieldErrors errors;
    errors.add(place.name, reason, message);
    errors.throw_if_any("python.value", std::string(place.call) + " was given a value that cannot be:");
    throw std::logic_error("unreachable");
}

bool is_made(py::handle object, py::handle type) {
    return py::isinstance(object, type) &&
           reinterpret_cast<py::detail::instance*>(object.ptr())->get_value_and_holder().holder_constructed();
}

void forbid_making(py::handle type) {
    reinterpret_cast<PyTypeObject*>(type.ptr())->tp_new = nullptr;
    PyType_Modified(reinterpret_cast<PyTypeObject*>(type.ptr()));
}

// ---- text, numbers, lists ------------------------------------------------------------------------------------------

std::string text_from(py::handle given, const Place& place) {
    if (!PyUnicode_Check(given.ptr())) wrong_type(place, "str", given);
    Py_ssize_t size = 0;
    if (const char* text = PyUnicode_AsUTF8AndSize(given.ptr(), &size))
        return {text, static_cast<std::size_t>(size)};
    PyErr_Clear();
    // Lone surrogates are no text. They go in as they are, and the library refuses them with field and reason.
    const auto bytes =
        py::reinterpret_steal<py::bytes>(PyUnicode_AsEncodedString(given.ptr(), "utf-8", "surrogatepass"));
    if (!bytes) throw py::error_already_set();
    return bytes;
}

py::object text_to(std::string_view text) {
    PyObject* made = PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace");
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(made);
}

bool bool_from(py::handle given, const Place& place) {
    if (!PyBool_Check(given.ptr())) wrong_type(place, "bool", given);
    return given.ptr() == Py_True;
}

std::int64_t integer_from(py::handle given, const Place& place, std::int64_t lowest, std::int64_t highest) {
    if (!PyLong_Check(given.ptr()) || PyBool_Check(given.ptr())) wrong_type(place, "int", given);
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(given.ptr(), &overflow);
    if (overflow != 0 || value < lowest || value > highest)
        wrong_value(place, "out_of_range",
                    "must be from " + std::to_string(lowest) + " to " + std::to_string(highest));
    return value;
}

py::iterator items_of(py::handle given, const Place& place, std::string (*expected)()) {
    PyObject* object = given.ptr();
    PyObject* iterator = nullptr;
    if (!PyUnicode_Check(object) && !PyBytes_Check(object) && !PyByteArray_Check(object) && !PyDict_Check(object))
        iterator = PyObject_GetIter(object);
    if (iterator == nullptr) {
        PyErr_Clear();
        wrong_type(place, expected(), given);
    }
    return py::reinterpret_steal<py::iterator>(iterator);
}

std::map<std::string, std::string> Value<std::map<std::string, std::string>>::from(py::handle given,
                                                                                   const Place& place) {
    if (!PyDict_Check(given.ptr()) && !py::hasattr(given, "items")) wrong_type(place, input_type(), given);
    std::map<std::string, std::string> map;
    for (py::handle item : given.attr("items")()) {
        const auto [name, value] = item.cast<std::pair<py::object, py::object>>();
        std::string key = text_from(name, place);
        map[key] = text_from(value, {place.call, std::string(place.name) + "[\"" + key + "\"]"});
    }
    return map;
}

py::object Value<std::map<std::string, std::string>>::to(const std::map<std::string, std::string>& map) {
    py::dict dict;
    for (const auto& [key, value] : map) dict[text_to(key)] = text_to(value);
    return dict;
}

// ---- enums and ids -------------------------------------------------------------------------------------------------

std::int64_t enum_from(const EnumTable& table, py::handle given, const Place& place, std::string (*expected)()) {
    const bool is_text = PyUnicode_Check(given.ptr());
    if (!is_text && !py::isinstance(given, table.type)) wrong_type(place, expected(), given);
    for (const auto& [number, member] : table.members)
        if (is_text ? py::object(member.attr("value")).equal(given) : member.is(given)) return number;
    std::string names;
    for (const auto& [number, member] : table.members)
        names += (names.empty() ? "" : ", ") + std::string(py::str(member.attr("value")));
    wrong_value(place, "unknown_value", "must be one of " + names);
}

py::object enum_to(const EnumTable& table, std::int64_t number) {
    for (const auto& [known, member] : table.members)
        if (known == number) return member;
    return py::none();
}

static const py::object& uuid_type() {
    static const auto* type = new py::object(py::module_::import("uuid").attr("UUID"));
    return *type;
}

void id_from(const IdRecords& records, py::handle given, const Place& place, std::string (*expected)(),
             void* bytes) {
    for (const auto& record : records.entries)
        if (is_made(given, record.type)) return record.copy_id(given, bytes);
    if (!py::isinstance(given, uuid_type())) wrong_type(place, expected(), given);
    std::memcpy(bytes, std::string(py::bytes(given.attr("bytes"))).data(), 16);
}

py::object id_to(const void* bytes) {
    return uuid_type()(py::arg("bytes") = py::bytes(static_cast<const char*>(bytes), 16));
}

// ---- time ----------------------------------------------------------------------------------------------------------

namespace {

constexpr std::int64_t second = 1'000'000, day = 86'400 * second;

/// CPython keeps its date and time functions behind a pointer that each source must fetch.
void need_datetime() {
    if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
    if (PyDateTimeAPI == nullptr) throw py::error_already_set();
}

std::int64_t micros_of(PyObject* delta, const Place& place) {
    const std::int64_t days = PyDateTime_DELTA_GET_DAYS(delta);
    if (days < -100'000'000 || days > 100'000'000)
        wrong_value(place, "out_of_range", "must be at most 100,000,000 days");
    return days * day + PyDateTime_DELTA_GET_SECONDS(delta) * second + PyDateTime_DELTA_GET_MICROSECONDS(delta);
}

Date calendar_day(PyObject* given, const Place& place) {
    const int year = PyDateTime_GET_YEAR(given);
    if (year < 1400) wrong_value(place, "out_of_range", "must be in the years 1400 to 9999");
    return Date(static_cast<unsigned short>(year), static_cast<unsigned short>(PyDateTime_GET_MONTH(given)),
                static_cast<unsigned short>(PyDateTime_GET_DAY(given)));
}

}  // namespace

Instant instant_from(py::handle given, const Place& place) {
    need_datetime();
    PyObject* object = given.ptr();
    if (!PyDateTime_Check(object)) wrong_type(place, "datetime", given);
    const py::object offset = given.attr("utcoffset")();
    if (offset.is_none())
        throw py::type_error(
            std::string(place.call) + ": '" + std::string(place.name) +
            "' must be an aware datetime, with a tzinfo such as datetime.timezone.utc; a naive one "
            "does not say which instant it is");
    const std::int64_t time_of_day =
        (PyDateTime_DATE_GET_HOUR(object) * 3600LL + PyDateTime_DATE_GET_MINUTE(object) * 60LL +
         PyDateTime_DATE_GET_SECOND(object)) *
            second +
        PyDateTime_DATE_GET_MICROSECOND(object);
    const auto instant = instant_from_micros(to_days(calendar_day(object, place)) * day + time_of_day -
                                             micros_of(offset.ptr(), place));
    if (!instant) wrong_value(place, "out_of_range", "must be in the years 1400 to 9999, in UTC");
    return *instant;
}

py::object instant_to(Instant instant) {
    if (instant.is_special()) return py::none();
    need_datetime();
    const Date date = instant.date();
    const std::int64_t micros = instant.time_of_day().total_microseconds();
    const auto seconds = static_cast<int>(micros / second);
    PyObject* made = PyDateTimeAPI->DateTime_FromDateAndTime(
        date.year(), date.month(), date.day(), seconds / 3600, seconds / 60 % 60, seconds % 60,
        static_cast<int>(micros % second), PyDateTime_TimeZone_UTC, PyDateTimeAPI->DateTimeType);
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(made);
}

Date date_from(py::handle given, const Place& place) {
    need_datetime();
    if (!PyDate_Check(given.ptr()) || PyDateTime_Check(given.ptr())) wrong_type(place, "date", given);
    return calendar_day(given.ptr(), place);
}

py::object date_to(Date date) {
    if (date.is_special()) return py::none();
    need_datetime();
    PyObject* made = PyDate_FromDate(date.year(), date.month(), date.day());
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(made);
}

Duration duration_from(py::handle given, const Place& place) {
    need_datetime();
    if (!PyDelta_Check(given.ptr())) wrong_type(place, "timedelta", given);
    return boost::posix_time::microseconds(micros_of(given.ptr(), place));
}

py::object duration_to(Duration duration) {
    if (duration.is_special()) return py::none();
    need_datetime();
    std::int64_t micros = duration.total_microseconds(), days = micros / day;
    micros %= day;
    if (micros < 0) {
        micros += day;
        --days;
    }
    PyObject* made = PyDelta_FromDSU(static_cast<int>(days), static_cast<int>(micros / second),
                                     static_cast<int>(micros % second));
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(made);
}

}  // namespace roster::python
