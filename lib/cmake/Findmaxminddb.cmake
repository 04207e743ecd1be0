# libmaxminddb ships a pkg-config file only. Gives the target maxminddb::maxminddb.
find_path(maxminddb_INCLUDE_DIR maxminddb.h)
find_library(maxminddb_LIBRARY maxminddb)
mark_as_advanced(maxminddb_INCLUDE_DIR maxminddb_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(maxminddb REQUIRED_VARS maxminddb_LIBRARY maxminddb_INCLUDE_DIR)

if(maxminddb_FOUND AND NOT TARGET maxminddb::maxminddb)
    add_library(maxminddb::maxminddb UNKNOWN IMPORTED)
    set_target_properties(maxminddb::maxminddb PROPERTIES
        IMPORTED_LOCATION "${maxminddb_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${maxminddb_INCLUDE_DIR}")
endif()
