# qrcodegen ships a pkg-config file only. Gives the target qrcodegen::qrcodegen.
find_path(qrcodegen_INCLUDE_DIR qrcodegen/qrcodegen.hpp)
find_library(qrcodegen_LIBRARY qrcodegencpp)
mark_as_advanced(qrcodegen_INCLUDE_DIR qrcodegen_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(qrcodegen REQUIRED_VARS qrcodegen_LIBRARY qrcodegen_INCLUDE_DIR)

if(qrcodegen_FOUND AND NOT TARGET qrcodegen::qrcodegen)
    add_library(qrcodegen::qrcodegen UNKNOWN IMPORTED)
    set_target_properties(qrcodegen::qrcodegen PROPERTIES
        IMPORTED_LOCATION "${qrcodegen_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${qrcodegen_INCLUDE_DIR}")
endif()
