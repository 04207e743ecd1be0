#include "module.hpp"
#include "services.hpp"

#include <roster/base/actor.hpp>
#include <roster/sessions/sessions.hpp>

namespace roster::python {

namespace {

std::string repr_of(const Actor& actor) {
    std::string text = actor.is_system() ? "Actor.system(" + std::string(py::repr(text_to(actor.name()))) + ")"
                                         : "Actor.user(" + to_string(actor.user_id()) + ")";
    if (actor.represented()) text += ".on_behalf_of(" + to_string(actor.represented()) + ")";
    return text;
}

/// The whole list's next item. The GIL is released while a page is read: another thread may come in meanwhile.
py::object next_of(Walk& walk) {
    if (walk.busy) throw py::value_error("another thread is reading this iterator's next page");
    while (walk.at == walk.page.items.size()) {
        if (walk.begun && walk.page.next.is_none()) throw py::stop_iteration();
        struct Busy {
            explicit Busy(bool& flag) : flag_(flag) { flag_ = true; }
            ~Busy() { flag_ = false; }
            bool& flag_;
        } const busy(walk.busy);
        walk.page = walk.fetch(walk.begun ? walk.page.next : py::object(py::none()));
        walk.begun = true;
        walk.at = 0;
    }
    return walk.page.items[walk.at++];
}

}  // namespace

void bind_base(py::module_& module) {
    Service<Actor>(module,
                   "Who does something: a user of the account, possibly on behalf of another, or the host itself.")
        .static_call("user", &Actor::user, "id", "A person acts, with that person's rights.")
        .static_call(
            "system", &Actor::system, "name='system'",
            "The host acts: a job, a migration, a back office. Not bound by any user's rights, only by the "
            "rules. The name is shown in the history.")
        .static_call("of", &actor_of, "principal",
                     "Somebody who was found good just now, with no more than an API key is limited to.")
        .call("limited_to", &Actor::limited_to, "permissions",
              "The same actor with no more than these permissions, by name.")
        .call("on_behalf_of", &Actor::on_behalf_of, "id",
              "The same actor, acting for somebody else. The rights stay the actor's; the history keeps both.")
        .attribute(
            "is_system", +[](const Actor& actor) { return actor.is_system(); }, "Whether the host acts.")
        .attribute(
            "user_id", +[](const Actor& actor) { return std::optional(actor.user_id()); }, "None for the system.")
        .attribute(
            "name", +[](const Actor& actor) { return actor.name(); }, "Empty for users.")
        .attribute(
            "limit", +[](const Actor& actor) { return actor.limit(); },
            "Names of the permissions that it is limited to; None for all that the user has.")
        .attribute(
            "represented", +[](const Actor& actor) { return std::optional(actor.represented()); },
            "For whom the actor acts; None when for nobody.")
        .type()
        .def("__repr__", &repr_of);

    py::class_<PageObject> page(
        module, "Page",
        "A part of a list: its items, and the cursor of the following page. Iterates over the items.",
        py::is_final());
    page.attr("__module__") = "roster";
    forbid_making(page);
    page.def_readonly("items", &PageObject::items, "The page's items.");
    page.def_readonly("next", &PageObject::next, "The cursor of the following page; None at the end.");
    page.def_property_readonly(
        "has_more", [](const PageObject& self) { return !self.next.is_none(); },
        "Whether there is a following page.");
    page.def("__iter__", [](const PageObject& self) { return py::iter(self.items); });
    page.def("__len__", [](const PageObject& self) { return self.items.size(); });
    page.def("__getitem__",
             [](const PageObject& self, const py::object& index) -> py::object { return self.items[index]; });
    page.def("__repr__", [](const PageObject& self) {
        return "Page(" + std::to_string(self.items.size()) + " items" +
               (self.next.is_none() ? "" : ", more follow") + ")";
    });
    page.attr("__class_getitem__") =
        py::module_::import("types").attr("MethodType")(py::module_::import("types").attr("GenericAlias"), page);

    py::class_<Walk> walk(module, "_Walk", py::is_final());
    forbid_making(walk);
    walk.def("__iter__", [](py::object self) { return self; }).def("__next__", &next_of);
}

}  // namespace roster::python
