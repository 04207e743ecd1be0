# liboath ships a pkg-config file only. Gives the target oath::oath.
find_path(oath_INCLUDE_DIR liboath/oath.h)
find_library(oath_LIBRARY oath)
mark_as_advanced(oath_INCLUDE_DIR oath_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(oath REQUIRED_VARS oath_LIBRARY oath_INCLUDE_DIR)

if(oath_FOUND AND NOT TARGET oath::oath)
    add_library(oath::oath UNKNOWN IMPORTED)
    set_target_properties(oath::oath PROPERTIES
        IMPORTED_LOCATION "${oath_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${oath_INCLUDE_DIR}")
endif()
