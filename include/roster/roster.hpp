// Everything: include this one, or only what is needed.
#pragma once

#include <roster/accounts/model.hpp>
#include <roster/accounts/policy.hpp>
#include <roster/accounts/rules.hpp>
#include <roster/base/email.hpp>
#include <roster/base/error.hpp>
#include <roster/base/locale.hpp>
#include <roster/base/text.hpp>
#include <roster/base/time.hpp>
#include <roster/copy.hpp>
#include <roster/directory.hpp>
#include <roster/sessions/apps_rules.hpp>
#include <roster/sessions/rules.hpp>
#include <roster/users/rules.hpp>
