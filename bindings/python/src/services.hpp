// Calls: Python methods made from C++ member functions. One line binds one function:
//
//     .call("update", &Users::update, "actor, id, /, *, **patch, expected=None", "Changes the given fields. …")
//
// The text names the C++ parameters in their order. "x=…" gives a parameter a default, as Python text. "**x" spreads a
// struct with a field table into one keyword for each field; of a page that is limit and after. "/" and "*" are Python's. Arguments are converted before the call and the
// result after it; between the two the GIL is released.
#pragma once

#include "gil.hpp"
#include "schema.hpp"

#include <roster/base/page.hpp>

#include <functional>
#include <memory>
#include <span>
#include <tuple>

namespace roster::python {

template <>
struct Table<PageRequest> {
    static constexpr auto fields() {
        return FieldTable{
            field("limit", &PageRequest::limit, "Rows in a page, 1 to 1,000."),
            field("after", &PageRequest::after, "Page.next of the page before; None for the first page."),
        };
    }
};

// ---- pages -----------------------------------------------------------------------------------------------------------

/// A page as Python sees it.
struct PageObject {
    py::list items;
    py::object next;  ///< str, or None at the end.
};

template <class T>
PageObject to_python(const Page<T>& page) {
    return {Value<std::vector<T>>::to(page.items), page.next.empty() ? py::none() : text_to(page.next)};
}

template <class T>
struct Value<Page<T>> {
    static py::object to(const Page<T>& page) { return py::cast(to_python(page)); }
    static std::string result_type() { return "Page[" + Value<T>::result_type() + "]"; }
};

/// An iterator over a whole list: fetches page after page.
struct Walk {
    explicit Walk(std::function<PageObject(const py::object& after)> by) : fetch(std::move(by)) {}

    std::function<PageObject(const py::object& after)> fetch;
    PageObject page{py::list(), py::none()};
    std::size_t at = 0;
    bool begun = false;
    bool busy = false;  ///< Another thread is fetching.
};
constexpr std::int32_t walk_rows = 200;

template <class T>
struct WalkOf;
template <class T>
struct Value<WalkOf<T>> {
    static std::string result_type() { return "Iterator[" + Value<T>::result_type() + "]"; }
};

// ---- arguments -------------------------------------------------------------------------------------------------------

/// The arguments of one call, taken one parameter after the other.
class Arguments {
public:
    Arguments(const Signature& signature, const py::args& given, const py::kwargs& keywords, std::size_t skip);

    template <class T>
    T take() {
        const Parameter& parameter = signature_.parameters[at_++];
        if constexpr (Tabled<T>) {
            if (parameter.kind == Parameter::Kind::fields || parameter.kind == Parameter::Kind::hidden) {
                T value{};
                if (parameter.kind == Parameter::Kind::fields)
                    take_keywords(&value, parameter.rows, keywords_, signature_.call);
                return value;
            }
        }
        return Value<T>::from(next(parameter), {signature_.call, parameter.name});
    }
    /// Throws TypeError when something was given that nobody took.
    void finish() const;

private:
    py::object next(const Parameter& parameter);

    const Signature& signature_;
    std::vector<py::object> positional_;
    py::dict keywords_;
    std::size_t at_ = 0;
    std::size_t used_ = 0;
};

/// What is kept of a parameter while the call runs.
template <class A>
struct Kept {
    using type = std::remove_cvref_t<A>;
};
template <>
struct Kept<std::string_view> {
    using type = std::string;
};
template <class T>
struct Kept<std::span<const T>> {
    using type = std::vector<T>;
};
template <class A>
using kept = typename Kept<std::remove_cvref_t<A>>::type;

// ---- binding calls ---------------------------------------------------------------------------------------------------

namespace detail {

/// Kind, type and rows of the parameter that the C++ type A stands for.
template <class A>
void complete(Parameter& parameter) {
    using T = kept<A>;
    if constexpr (Tabled<T>) {
        if (parameter.name.starts_with("**")) {
            parameter.kind = Parameter::Kind::fields;
            parameter.rows = rows_of<T>();
            return;
        }
    }
    parameter.type = Value<T>::input_type;
}

/// Splits the text; complete[i] finishes the i-th parameter.
std::unique_ptr<Signature> parse(const std::string& owner, const char* name, std::string_view parameters,
                                 std::span<void (*const)(Parameter&)> complete);

using Invoke = std::function<py::object(py::handle self, Arguments& in)>;
/// Puts the call into the class or module, and into the schema.
void add(py::handle scope, const std::string& owner, std::unique_ptr<Signature> signature, Invoke invoke);

template <class R, class Function, class... A>
py::object run(Function& function, std::tuple<A...>& given) {
    const auto call = [&] { return std::apply([&](A&... arguments) { return function(arguments...); }, given); };
    if constexpr (std::is_void_v<R>) {
        unlocked(call);
        return py::none();
    } else {
        return Value<R>::to(unlocked(call));
    }
}

}  // namespace detail

/// The Python class of a handle such as Users, made call by call.
template <class Self>
class Service {
public:
    Service(py::module_& module, const char* doc)
        : name_(type_name<Self>()), type_(module, keep(name_), doc, py::is_final()) {
        type_.attr("__module__") = "roster";
        forbid_making(type_);
        Schema::get().service(name_, doc);
    }

    template <class R, class... A>
    Service& call(const char* name, R (Self::*function)(A...) const, std::string_view parameters, const char* doc) {
        return bind<R, A...>(name, std::mem_fn(function), parameters, doc);
    }
    /// The same with a function that takes the handle first.
    template <class R, class... A>
    Service& call(const char* name, R (*function)(const Self&, A...), std::string_view parameters,
                  const char* doc) {
        return bind<R, A...>(name, function, parameters, doc);
    }
    /// A function that lists becomes two: `name` gives a page, `all` walks through every page.
    template <class T, class... A>
    Service& list(const char* name, const char* all, Page<T> (Self::*function)(A...) const,
                  std::string_view parameters, const char* doc) {
        return bind<Page<T>, A...>(name, std::mem_fn(function), parameters, doc)
            .template walk<T, A...>(all, std::mem_fn(function), parameters, doc);
    }
    template <class T, class... A>
    Service& list(const char* name, const char* all, Page<T> (*function)(const Self&, A...),
                  std::string_view parameters, const char* doc) {
        return bind<Page<T>, A...>(name, function, parameters, doc)
            .template walk<T, A...>(all, function, parameters, doc);
    }
    /// A read-only attribute.
    template <class R>
    Service& attribute(const char* name, R (*function)(const Self&), const char* doc) {
        auto signature = detail::parse(name_, name, "", {});
        signature->is_property = true;
        return add<R>(std::move(signature), doc, [function](py::handle self, Arguments& in) {
            in.finish();
            return Value<R>::to(function(self.cast<const Self&>()));
        });
    }
    template <class R, class... A>
    Service& static_call(const char* name, R (*function)(A...), std::string_view parameters, const char* doc) {
        auto signature = signature_of<A...>(name, parameters);
        signature->is_static = true;
        return add<R>(std::move(signature), doc, [function](py::handle, Arguments& in) {
            std::tuple<kept<A>...> given{in.take<kept<A>>()...};
            in.finish();
            return detail::run<R>(function, given);
        });
    }
    [[nodiscard]] py::class_<Self>& type() { return type_; }

private:
    static const char* keep(const std::string& text) { return (new std::string(text))->c_str(); }

    template <class... A>
    std::unique_ptr<Signature> signature_of(const char* name, std::string_view parameters) {
        static constexpr void (*complete[])(Parameter&) = {detail::complete<A>..., nullptr};
        return detail::parse(name_, name, parameters, std::span(complete, sizeof...(A)));
    }
    template <class R>
    Service& add(std::unique_ptr<Signature> signature, const char* doc, detail::Invoke invoke) {
        signature->result = Value<std::remove_cvref_t<R>>::result_type;
        signature->doc = doc;
        detail::add(type_, name_, std::move(signature), std::move(invoke));
        return *this;
    }
    template <class R, class... A, class Function>
    Service& bind(const char* name, Function function, std::string_view parameters, const char* doc) {
        return add<R>(signature_of<A...>(name, parameters), doc, [function](py::handle object, Arguments& in) {
            const Self& self = object.cast<const Self&>();
            std::tuple<kept<A>...> given{in.take<kept<A>>()...};
            in.finish();
            const auto call = [&](kept<A>&... arguments) -> R { return function(self, arguments...); };
            return detail::run<R>(call, given);
        });
    }
    template <class T, class... A, class Function>
    Service& walk(const char* name, Function function, std::string_view parameters, const char* doc) {
        auto signature = signature_of<A...>(name, parameters);
        signature->parameters.back().kind = Parameter::Kind::hidden;  // the page: the walk's own
        return add<WalkOf<T>>(std::move(signature), doc, [function](py::handle object, Arguments& in) {
            std::shared_ptr<std::tuple<kept<A>...>> given(new std::tuple<kept<A>...>{in.take<kept<A>>()...});
            in.finish();
            auto& page = std::get<PageRequest>(*given);
            page.limit = walk_rows;
            return py::cast(Walk([self = object.cast<Self>(), function, given, &page](const py::object& after) {
                page.after = after.is_none() ? std::string() : after.cast<std::string>();
                return to_python(unlocked([&] {
                    return std::apply([&](kept<A>&... arguments) { return function(self, arguments...); }, *given);
                }));
            }));
        });
    }
    std::string name_;
    py::class_<Self> type_;
};

/// A function of the module.
template <class R, class... A>
void bind_function(py::module_& module, const char* name, R (*function)(A...), std::string_view parameters,
                   const char* doc) {
    static constexpr void (*complete[])(Parameter&) = {detail::complete<A>..., nullptr};
    auto signature = detail::parse("", name, parameters, std::span(complete, sizeof...(A)));
    signature->result = Value<R>::result_type;
    signature->doc = doc;
    detail::add(module, "", std::move(signature), [function](py::handle, Arguments& in) {
        std::tuple<kept<A>...> given{in.take<kept<A>>()...};
        in.finish();
        return detail::run<R>(function, given);
    });
}

}  // namespace roster::python
