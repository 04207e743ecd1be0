#include "services.hpp"

namespace roster::python {

// ---- arguments -------------------------------------------------------------------------------------------------------

using Kind = Parameter::Kind;

Arguments::Arguments(const Signature& signature, const py::args& given, const py::kwargs& keywords,
                     std::size_t skip)
    : signature_(signature), keywords_(py::reinterpret_steal<py::dict>(PyDict_Copy(keywords.ptr()))) {
    for (std::size_t i = skip; i < given.size(); ++i) positional_.push_back(given[i]);
}

py::object Arguments::next(const Parameter& parameter) {
    py::object given;
    if (used_ < positional_.size() && parameter.kind != Kind::keyword) given = positional_[used_++];
    const py::str name(parameter.name);
    if (parameter.kind != Kind::positional && keywords_.contains(name)) {
        if (given)
            throw py::type_error(signature_.call + " got multiple values for argument '" + parameter.name + "'");
        given = keywords_[name];
        PyDict_DelItem(keywords_.ptr(), name.ptr());
    }
    if (given) return given;
    if (!parameter.default_value)
        throw py::type_error(signature_.call + " missing required argument: '" + parameter.name + "'");
    return parameter.default_value;
}

void Arguments::finish() const {
    if (used_ < positional_.size())
        throw py::type_error(signature_.call + " takes " +
                             (used_ == 0 ? "no positional arguments"
                                         : "at most " + std::to_string(used_) + " positional arguments") +
                             ", and " + std::to_string(positional_.size()) + " were given");
    refuse_other_keywords(keywords_, signature_.call);
}

// ---- signatures ------------------------------------------------------------------------------------------------------

void Parameter::set_default(std::string_view text) {
    default_text = text;
    default_value = py::module_::import("ast").attr("literal_eval")(default_text);
}

namespace detail {

std::unique_ptr<Signature> parse(const std::string& owner, const char* name, std::string_view parameters,
                                 std::span<void (*const)(Parameter&)> complete) {
    auto signature = std::make_unique<Signature>();
    signature->name = name;
    signature->call = (owner.empty() ? "roster" : owner) + "." + name + "()";
    Kind kind = Kind::either;
    while (!parameters.empty()) {
        std::string_view word = parameters.substr(0, parameters.find(", "));
        parameters.remove_prefix(std::min(parameters.size(), word.size() + 2));
        if (word == "/") {
            for (Parameter& before : signature->parameters) before.kind = Kind::positional;
        } else if (word == "*") {
            kind = Kind::keyword;
        } else {
            const auto equals = std::min(word.find('='), word.size());
            Parameter parameter{.name = std::string(word.substr(0, equals)), .kind = kind};
            if (equals < word.size()) parameter.set_default(word.substr(equals + 1));
            const std::size_t index = signature->parameters.size();
            if (index >= complete.size()) throw std::logic_error(signature->call + " has too many parameter names");
            complete[index](parameter);
            signature->parameters.push_back(std::move(parameter));
        }
    }
    if (signature->parameters.size() != complete.size())
        throw std::logic_error(signature->call + " has too few parameter names");
    return signature;
}

/// What help() shows: the head, what it does, and what each keyword of a struct means.
static std::string full_doc(const Signature& signature) {
    std::string text = text_signature(signature) + "\n--\n\n" + signature.doc + "\n";
    for (const Parameter& parameter : signature.parameters)
        if (parameter.kind == Kind::fields)
            for (const Row& row : parameter.rows)
                text += "\n    " + std::string(row.name) + ": " + std::string(row.meaning);
    return text;
}

void add(py::handle scope, const std::string& owner, std::unique_ptr<Signature> made, Invoke invoke) {
    const Signature& signature = *made.release();  // for ever, like the functions
    Schema::get().service(owner).calls.push_back(&signature);
    const std::string doc = full_doc(signature);
    const bool has_self = !owner.empty() && !signature.is_static;
    const auto function = [&signature, scope, has_self, invoke = std::move(invoke)](const py::args& given,
                                                                                    const py::kwargs& keywords) {
        if (has_self && (given.empty() || !py::isinstance(given[0], scope)))
            throw py::type_error(signature.call + " is a method: call it on its object");
        Arguments in(signature, given, keywords, has_self ? 1 : 0);
        return invoke(has_self ? py::handle(given[0]) : py::handle(), in);
    };
    const char* name = signature.name.c_str();
    if (signature.is_property) {
        const py::handle property(reinterpret_cast<PyObject*>(&PyProperty_Type));
        scope.attr(name) = property(py::cpp_function(function), py::none(), py::none(), signature.doc);
    } else if (signature.is_static) {
        scope.attr(name) = py::staticmethod(py::cpp_function(function, py::name(name), doc.c_str()));
    } else if (has_self) {
        scope.attr(name) = py::cpp_function(function, py::name(name), py::is_method(scope), doc.c_str());
    } else {
        scope.attr(name) = py::cpp_function(function, py::name(name), doc.c_str());
    }
}

}  // namespace detail

std::string text_signature(const Signature& signature) {
    std::string positional, keyword, fields;
    const auto append = [](std::string& text, const std::string& item) {
        text += (text.empty() ? "" : ", ") + item;
    };
    bool was_positional = false;
    for (const Parameter& parameter : signature.parameters) {
        const bool is_positional = parameter.kind == Kind::positional;
        if (was_positional && !is_positional) append(positional, "/");
        was_positional = is_positional;
        const std::string text =
            parameter.name + (parameter.default_text.empty() ? "" : "=" + parameter.default_text);
        if (parameter.kind == Kind::keyword) append(keyword, text);
        else if (parameter.kind == Kind::fields)
            for (const Row& row : parameter.rows) append(fields, std::string(row.name) + "=...");
        else if (parameter.kind != Kind::hidden) append(positional, text);
    }
    if (was_positional) append(positional, "/");
    std::string all = signature.call.starts_with("roster.") || signature.is_static ? "" : "self";
    if (!positional.empty()) append(all, positional);
    if (!keyword.empty() || !fields.empty()) append(all, "*");
    if (!keyword.empty()) append(all, keyword);
    if (!fields.empty()) append(all, fields);
    return signature.name + "(" + all + ")";
}

// ---- the schema ------------------------------------------------------------------------------------------------------

Schema::Service& Schema::service(std::string_view name, std::string_view doc) {
    for (Service& known : services)
        if (known.name == name) return known;
    return services.emplace_back(Service{std::string(name), std::string(doc), {}});
}

namespace {

py::list rows_as_list(Rows rows) {
    py::list list;
    for (const Row& row : rows) {
        py::list traits;
        if (has(row.traits, Trait::untracked)) traits.append("untracked");
        if (has(row.traits, Trait::derived)) traits.append("derived");
        if (has(row.traits, Trait::secret)) traits.append("secret");
        list.append(py::dict(py::arg("name") = std::string(row.name), py::arg("type") = row.result_type(),
                             py::arg("input") = row.input_type(), py::arg("cpp") = row.cpp_type(),
                             py::arg("meaning") = std::string(row.meaning), py::arg("traits") = traits));
    }
    return list;
}

py::dict call_as_dict(const Signature& signature) {
    static const char* const kinds[] = {"positional", "either", "keyword", "fields", "hidden"};
    py::list parameters;
    for (const Parameter& parameter : signature.parameters)
        parameters.append(py::dict(py::arg("name") = parameter.name,
                                   py::arg("kind") = kinds[static_cast<int>(parameter.kind)],
                                   py::arg("default") = parameter.default_text,
                                   py::arg("type") = parameter.type ? parameter.type() : std::string(),
                                   py::arg("fields") = rows_as_list(parameter.rows)));
    return py::dict(py::arg("name") = signature.name, py::arg("parameters") = parameters,
                    py::arg("result") = signature.result(), py::arg("doc") = signature.doc,
                    py::arg("is_property") = signature.is_property, py::arg("is_static") = signature.is_static);
}

}  // namespace

py::dict Schema::as_dict() const {
    py::list enum_list, record_list, service_list, error_list, preset_list, role_list;
    for (const EnumTable* table : enums) {
        py::list names;
        for (const auto& [number, member] : table->members)
            names.append(py::make_tuple(member.attr("value"), number));
        enum_list.append(py::dict(py::arg("name") = table->name, py::arg("values") = names));
    }
    for (const Record* record : records)
        record_list.append(py::dict(py::arg("name") = record->name, py::arg("doc") = record->doc,
                                    py::arg("fields") = rows_as_list(record->rows)));
    for (const Service& one : services) {
        py::list calls;
        for (const Signature* signature : one.calls) calls.append(call_as_dict(*signature));
        service_list.append(
            py::dict(py::arg("name") = one.name, py::arg("doc") = one.doc, py::arg("calls") = calls));
    }
    for (const auto& [name, code] : errors) error_list.append(py::make_tuple(name, code));
    for (const auto& preset : presets) preset_list.append(preset);
    for (const auto& role : roles) role_list.append(role);
    return py::dict(py::arg("enums") = enum_list, py::arg("records") = record_list,
                    py::arg("services") = service_list, py::arg("errors") = error_list,
                    py::arg("presets") = preset_list, py::arg("roles") = role_list);
}

}  // namespace roster::python
