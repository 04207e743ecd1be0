// The schema: what this extension offers, as data. make_stubs.py writes the stubs and docs/reference.md from it.
#pragma once

#include "fields.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace roster::python {

/// One parameter of a call. `fields` with rows stands for one keyword each.
struct Parameter {
    enum class Kind { positional, either, keyword, fields, hidden };
    std::string name;
    Kind kind = Kind::either;
    std::string (*type)() = nullptr;
    Rows rows;
    std::string default_text;  ///< Empty for a required parameter.
    py::object default_value;  ///< Null for a required parameter.

    void set_default(std::string_view text);
};

struct Signature {
    std::string call;  ///< "Users.add()", for messages.
    std::string name;
    std::vector<Parameter> parameters;
    std::string (*result)() = nullptr;
    std::string doc;
    bool is_property = false;
    bool is_static = false;
};

/// What was bound, in the order in which it was.
struct Schema {
    struct Service {
        std::string name;
        std::string doc;
        std::vector<const Signature*> calls;  ///< Of the module where the name is empty.
    };
    std::vector<const EnumTable*> enums;
    std::vector<const Record*> records;
    std::vector<Service> services;
    std::vector<std::pair<std::string, std::string>> errors;  ///< class, code
    std::vector<std::string> presets;                         ///< functions of roster.policy
    std::vector<std::string> roles;

    static Schema& get() {
        static auto* schema = new Schema;
        return *schema;
    }
    Service& service(std::string_view name, std::string_view doc = {});
    [[nodiscard]] py::dict as_dict() const;
};

/// The call's head as CPython shows it, "add(self, actor, /, *, start=None, kind=...)": with it inspect.signature and
/// help() know the parameters.
std::string text_signature(const Signature& signature);

}  // namespace roster::python
