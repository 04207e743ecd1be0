# yaml-cpp's own package file names its target differently from release to release. Gives the target yamlcpp::yamlcpp.
find_path(yamlcpp_INCLUDE_DIR yaml-cpp/yaml.h)
find_library(yamlcpp_LIBRARY yaml-cpp)
mark_as_advanced(yamlcpp_INCLUDE_DIR yamlcpp_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(yamlcpp REQUIRED_VARS yamlcpp_LIBRARY yamlcpp_INCLUDE_DIR)

if(yamlcpp_FOUND AND NOT TARGET yamlcpp::yamlcpp)
    add_library(yamlcpp::yamlcpp UNKNOWN IMPORTED)
    set_target_properties(yamlcpp::yamlcpp PROPERTIES
        IMPORTED_LOCATION "${yamlcpp_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${yamlcpp_INCLUDE_DIR}")
endif()
