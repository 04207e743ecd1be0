#include "module.hpp"
#include "schema.hpp"

#include <map>

namespace roster::python {

namespace {

/// The classes by code. Kept for ever.
std::map<ErrorCode, py::object>& classes() {
    static auto* map = new std::map<ErrorCode, py::object>;
    return *map;
}

/// "not_found" → "NotFound".
std::string class_name(std::string_view code) {
    std::string name;
    bool capital = true;
    for (const char c : code) {
        if (c != '_') name += capital ? static_cast<char>(c - 'a' + 'A') : c;
        capital = c == '_';
    }
    return name;
}

py::object make_class(const std::string& name, const char* doc, py::handle base, const py::dict& attributes) {
    PyObject* made = PyErr_NewExceptionWithDoc(("roster." + name).c_str(), doc, base.ptr(), attributes.ptr());
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(made);
}

void raise(const Error& error) {
    const auto found = classes().find(error.code());
    const py::object type = found == classes().end() ? classes().at(ErrorCode::internal) : found->second;
    const py::object raised = type(text_to(error.what()));
    raised.attr("reason") = text_to(error.reason());
    raised.attr("fields") = Value<std::vector<FieldError>>::to(error.fields());
    PyErr_SetObject(type.ptr(), raised.ptr());
}

}  // namespace

void bind_errors(py::module_& module) {
    bind_enum<ErrorCode>(module);
    bind_record<FieldError>(module, "One offending field of an input.");

    const py::cpp_function message([](py::handle self) { return py::str(self); });
    const py::handle property(reinterpret_cast<PyObject*>(&PyProperty_Type));
    py::dict attributes;
    attributes["code"] = Value<ErrorCode>::to(ErrorCode::internal);
    attributes["reason"] = "";
    attributes["fields"] = py::tuple();
    attributes["message"] = property(message);
    const py::object base = make_class(
        "Error",
        "A call could not do what it was asked to; nothing of it was kept. Each code has a class of its own.",
        py::handle(PyExc_Exception), attributes);
    module.attr("Error") = base;
    for (const auto& [code, name] : EnumNames<ErrorCode>::all) {
        py::dict own;
        own["code"] = Value<ErrorCode>::to(code);
        const std::string class_ = class_name(name);
        classes()[code] =
            make_class(class_, ("The errors with the code " + std::string(name) + ".").c_str(), base, own);
        module.attr(class_.c_str()) = classes()[code];
        Schema::get().errors.emplace_back(class_, name);
    }
    py::register_exception_translator([](std::exception_ptr thrown) {  // NOLINT: the type is pybind11's
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const Error& error) {
            raise(error);
        }
    });
}

}  // namespace roster::python
