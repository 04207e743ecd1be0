# libxcrypt ships a pkg-config file only. Gives the target crypt::crypt. The system's own libcrypt of old has no bcrypt
# and no crypt_rn: it is not found.
find_path(crypt_INCLUDE_DIR crypt.h)
find_library(crypt_LIBRARY crypt)
mark_as_advanced(crypt_INCLUDE_DIR crypt_LIBRARY)
if(crypt_INCLUDE_DIR AND EXISTS "${crypt_INCLUDE_DIR}/crypt.h")
    file(STRINGS "${crypt_INCLUDE_DIR}/crypt.h" crypt_version_line REGEX "define XCRYPT_VERSION_STR ")
    string(REGEX REPLACE ".*\"([0-9.]+)\".*" "\\1" crypt_VERSION "${crypt_version_line}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(crypt
    REQUIRED_VARS crypt_LIBRARY crypt_INCLUDE_DIR crypt_VERSION VERSION_VAR crypt_VERSION)

if(crypt_FOUND AND NOT TARGET crypt::crypt)
    add_library(crypt::crypt UNKNOWN IMPORTED)
    set_target_properties(crypt::crypt PROPERTIES
        IMPORTED_LOCATION "${crypt_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${crypt_INCLUDE_DIR}")
endif()
