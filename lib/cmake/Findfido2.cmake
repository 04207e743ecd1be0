# libfido2 and libcbor ship pkg-config files only. Gives the targets fido2::fido2 and fido2::cbor.
find_path(fido2_INCLUDE_DIR fido.h)
find_library(fido2_LIBRARY fido2)
find_path(fido2_cbor_INCLUDE_DIR cbor.h)
find_library(fido2_cbor_LIBRARY cbor)
mark_as_advanced(fido2_INCLUDE_DIR fido2_LIBRARY fido2_cbor_INCLUDE_DIR fido2_cbor_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(fido2
    REQUIRED_VARS fido2_LIBRARY fido2_INCLUDE_DIR fido2_cbor_LIBRARY fido2_cbor_INCLUDE_DIR)

if(fido2_FOUND AND NOT TARGET fido2::fido2)
    add_library(fido2::fido2 UNKNOWN IMPORTED)
    set_target_properties(fido2::fido2 PROPERTIES
        IMPORTED_LOCATION "${fido2_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${fido2_INCLUDE_DIR}")
    add_library(fido2::cbor UNKNOWN IMPORTED)
    set_target_properties(fido2::cbor PROPERTIES
        IMPORTED_LOCATION "${fido2_cbor_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${fido2_cbor_INCLUDE_DIR}")
endif()
