#include "fields.hpp"

#include "schema.hpp"

namespace roster::python {

void take_keywords(void* object, Rows rows, py::dict& keywords, std::string_view call) {
    if (keywords.empty()) return;
    for (const Row& row : rows) {
        const py::str name(row.name.data(), row.name.size());
        if (!keywords.contains(name)) continue;
        row.set(object, keywords[name], {call, row.name});
        PyDict_DelItem(keywords.ptr(), name.ptr());
    }
}

void refuse_other_keywords(const py::dict& keywords, std::string_view call) {
    for (const auto& [name, value] : keywords)
        throw py::type_error(std::string(call) + " got an unexpected keyword argument '" +
                             name.cast<std::string>() + "'");
}

// ---- enums -----------------------------------------------------------------------------------------------------------

void describe_enum(py::module_& module, EnumTable& table,
                   const std::vector<std::pair<std::int64_t, std::string_view>>& all) {
    py::dict names;
    for (const auto& [number, name] : all) {
        const py::str text(name.data(), name.size());
        names[text] = text;
    }
    table.type = py::module_::import("enum").attr("Enum")(table.name, names, py::arg("module") = "roster");
    for (const auto& [number, name] : all)
        table.members.emplace_back(number, table.type.attr(std::string(name).c_str()));
    module.attr(table.name.c_str()) = table.type;
    Schema::get().enums.push_back(&table);
}

// ---- records ---------------------------------------------------------------------------------------------------------

std::string shown(py::handle value) {
    static const auto* enum_type = new py::object(py::module_::import("enum").attr("Enum"));
    if (PyUnicode_Check(value.ptr())) return py::repr(value);
    if (py::isinstance(value, *enum_type)) return py::str(value.attr("value"));
    if (PyList_Check(value.ptr())) {
        std::string text;
        for (py::handle item : value) text += (text.empty() ? "" : ", ") + shown(item);
        return "[" + text + "]";
    }
    if (PyBool_Check(value.ptr()) || PyLong_Check(value.ptr()) || value.is_none()) return py::repr(value);
    return py::str(value);
}

namespace {

std::string repr_of(const Record& record, py::handle object) {
    const void* value = record.address(object);
    std::string text;
    for (const Row& row : record.rows) {
        const bool is_bookkeeping = has(row.traits, Trait::untracked) && !has(row.traits, Trait::derived);
        if (is_bookkeeping || has(row.traits, Trait::secret) || row.equal(value, record.blank)) continue;
        text += (text.empty() ? "" : ", ") + std::string(row.name) + "=" + row.show(value);
    }
    return record.name + "(" + text + ")";
}

py::object deeply(py::handle value) {
    if (PyList_Check(value.ptr())) {
        py::list list;
        for (py::handle item : value) list.append(deeply(item));
        return list;
    }
    if (py::hasattr(value, "to_dict")) return value.attr("to_dict")();
    return py::reinterpret_borrow<py::object>(value);
}

py::dict dict_of(const Record& record, py::handle object) {
    py::dict dict;
    for (const Row& row : record.rows)
        if (!has(row.traits, Trait::secret))
            dict[py::str(row.name.data(), row.name.size())] = deeply(row.get(record.address(object)));
    return dict;
}

py::object equal(const Record& record, py::handle one, py::handle other) {
    if (!py::isinstance(other, record.type)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
    for (const Row& row : record.rows)
        if (!row.equal(record.address(one), record.address(other))) return py::bool_(false);
    return py::bool_(true);
}

py::object replaced(const Record& record, py::handle object, py::dict keywords) {
    py::object copy = record.copy(record.address(object));
    const std::string call = record.name + ".replace()";
    take_keywords(const_cast<void*>(record.address(copy)), record.rows, keywords, call);
    refuse_other_keywords(keywords, call);
    return copy;
}

/// For copy and pickle: the class with every field as a keyword.
py::object reduced(const Record& record, py::handle object) {
    py::dict fields;
    for (const Row& row : record.rows)
        if (!row.equal(record.address(object), record.blank))
            fields[py::str(row.name.data(), row.name.size())] = row.get(record.address(object));
    const py::object make = py::module_::import("functools").attr("partial")(record.type, **fields);
    return py::make_tuple(make, py::tuple());
}

template <class F>
void method(const Record& record, const char* name, F function, const char* doc) {
    record.type.attr(name) = py::cpp_function(std::move(function), py::name(name), py::is_method(record.type), doc);
}

}  // namespace

void describe_record(const Record& described) {
    const Record& record = *new Record(described);
    Schema::get().records.push_back(&record);
    const py::handle property(reinterpret_cast<PyObject*>(&PyProperty_Type));
    record.type.attr("__module__") = "roster";
    for (const Row& row : record.rows) {
        const py::cpp_function getter(
            [&record, &row](py::handle object) { return row.get(record.address(object)); },
            py::is_method(record.type));
        record.type.attr(std::string(row.name).c_str()) =
            property(getter, py::none(), py::none(), py::str(row.meaning.data(), row.meaning.size()));
    }
    method(record, "__repr__", [&record](py::handle self) { return repr_of(record, self); }, "");
    method(
        record, "__eq__", [&record](py::handle self, py::handle other) { return equal(record, self, other); }, "");
    record.type.attr("__hash__") = py::none();
    method(record, "__reduce__", [&record](py::handle self) { return reduced(record, self); }, "");
    method(
        record, "to_dict", [&record](py::handle self) { return dict_of(record, self); },
        "to_dict(self)\n--\n\nEvery field by its name, nested records as dictionaries; secrets are left out.");
    const auto replace = [&record](py::handle self, const py::kwargs& keywords) {
        return replaced(record, self, py::reinterpret_steal<py::dict>(PyDict_Copy(keywords.ptr())));
    };
    method(record, "replace", replace,
           "replace(self, /, **fields)\n--\n\nA copy in which the given fields have other values.");
    method(record, "__replace__", replace, "__replace__(self, /, **fields)\n--\n\n");
}

}  // namespace roster::python
