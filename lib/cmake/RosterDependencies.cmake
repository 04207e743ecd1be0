# What the library stands on. Boost's headers are seen by the consumers, everything else is private. What is found
# here is looked for again by RosterConfig.cmake.in and named in roster-cpp.pc.in.

find_package(Boost 1.74 REQUIRED)
find_package(Threads REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(ICU 72 REQUIRED COMPONENTS i18n uc data)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(cctz REQUIRED)
find_package(sodium REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(crypt 4.4 REQUIRED)
find_package(zxcvbn REQUIRED)
find_package(oath REQUIRED)
find_package(qrcodegen REQUIRED)

file(GLOB postgres_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/lib/storage/postgres/*.cpp")
if(NOT postgres_sources)
    set(ROSTER_POSTGRES OFF)  # there is no driver in this tree yet
endif()
find_package(PostgreSQL 14 QUIET)
set(postgres_default ON)
if(NOT PostgreSQL_FOUND)
    set(postgres_default OFF)
endif()
option(ROSTER_POSTGRES "Build the PostgreSQL driver" ${postgres_default})
if(ROSTER_POSTGRES AND NOT PostgreSQL_FOUND)
    message(FATAL_ERROR "ROSTER_POSTGRES is ON and libpq was not found. Install it (Debian: libpq-dev) or "
        "configure with -DROSTER_POSTGRES=OFF; then opening a postgresql:// store says 'unimplemented'.")
elseif(NOT ROSTER_POSTGRES)
    message(STATUS "Roster: without the PostgreSQL driver (ROSTER_POSTGRES=OFF)")
endif()

option(ROSTER_PASSKEYS "Build the checking of passkeys" ON)
if(ROSTER_PASSKEYS)
    find_package(fido2)
    if(NOT fido2_FOUND)
        message(FATAL_ERROR "ROSTER_PASSKEYS is ON and libfido2 with libcbor was not found. Install them (Debian: "
            "libfido2-dev, libcbor-dev) or configure with -DROSTER_PASSKEYS=OFF; then passkeys say 'unimplemented'.")
    endif()
else()
    message(STATUS "Roster: without passkeys (ROSTER_PASSKEYS=OFF)")
endif()

option(ROSTER_GEO "Build the reading of places of addresses" ON)
if(ROSTER_GEO)
    find_package(maxminddb)
    if(NOT maxminddb_FOUND)
        message(FATAL_ERROR "ROSTER_GEO is ON and libmaxminddb was not found. Install it (Debian: libmaxminddb-dev) or "
            "configure with -DROSTER_GEO=OFF; then a place_file says 'unimplemented'.")
    endif()
else()
    message(STATUS "Roster: without places of addresses (ROSTER_GEO=OFF)")
endif()

option(ROSTER_USER_AGENT "Build the reading of uap-core's expressions for devices" ON)
if(ROSTER_USER_AGENT)
    find_package(re2)
    find_package(yamlcpp)
    if(NOT re2_FOUND OR NOT yamlcpp_FOUND)
        message(FATAL_ERROR "ROSTER_USER_AGENT is ON and RE2 with yaml-cpp was not found. Install them (Debian: "
            "libre2-dev, libyaml-cpp-dev) or configure with -DROSTER_USER_AGENT=OFF; then a device_file says "
            "'unimplemented'.")
    endif()
else()
    message(STATUS "Roster: without uap-core's devices (ROSTER_USER_AGENT=OFF)")
endif()
