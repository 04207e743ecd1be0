# How Roster's own targets are compiled. Nothing here reaches the consumers of the library, except that a
# top-level build also chooses its compiler cache, its linker and its sanitizers for everything in it.

if(PROJECT_IS_TOP_LEVEL)
    set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
    if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
        set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
    endif()

    # A compiler cache, told to accept precompiled headers, and to share between build folders: the same source with the
    # same options is compiled once.
    find_program(ROSTER_CCACHE ccache)
    mark_as_advanced(ROSTER_CCACHE)
    if(ROSTER_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
        set(CMAKE_C_COMPILER_LAUNCHER env CCACHE_NOHASHDIR=1 ${ROSTER_CCACHE})
        set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_NOHASHDIR=1
            CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${ROSTER_CCACHE})
    endif()

    # A quick linker.
    if(NOT CMAKE_EXE_LINKER_FLAGS MATCHES "-fuse-ld=")
        include(CheckLinkerFlag)
        foreach(linker IN ITEMS mold lld)
            check_linker_flag(CXX "-fuse-ld=${linker}" ROSTER_HAS_LINKER_${linker})
            if(ROSTER_HAS_LINKER_${linker})
                add_link_options("-fuse-ld=${linker}")
                break()
            endif()
        endforeach()
    endif()

    if(ROSTER_SANITIZE)
        add_compile_options("-fsanitize=${ROSTER_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
        add_link_options("-fsanitize=${ROSTER_SANITIZE}")
    endif()
endif()

set(ROSTER_CXX_WARNINGS -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi
    -Wundef
    -Wno-missing-field-initializers)  # inputs are structs with designated initialisers: leaving fields out is the point
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND ROSTER_CXX_WARNINGS -Wshadow=local)
else()
    list(APPEND ROSTER_CXX_WARNINGS -Wshadow)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    list(APPEND ROSTER_CXX_WARNINGS -Wno-restrict)  # false alarms on std::string, GCC bug 105651
endif()

# Only the compiler that the project is developed with turns a warning into an error: another one's new warnings
# are news, not a reason why a visitor's build fails.
set(roster_werror OFF)
if(ROSTER_WARNINGS_AS_ERRORS AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    set(roster_werror ON)
endif()

# roster_compile(<target>): C++20 and the project's warnings.
function(roster_compile target)
    set_target_properties(${target} PROPERTIES
        CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON)
    target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:${ROSTER_CXX_WARNINGS}>")
    if(roster_werror)
        target_compile_options(${target} PRIVATE -Werror)
        # Flow analysis that depends on the optimiser's mood warns, it does not stop the build.
        target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:-Wno-error=maybe-uninitialized;-Wno-error=array-bounds;-Wno-error=stringop-overflow;-Wno-error=stringop-overread>")
    endif()
endfunction()

# roster_precompile(<target> [<header>…]): with precompiled headers, so that a compiler cache can read what comes of it.
function(roster_precompile target)
    target_precompile_headers(${target} PRIVATE "${PROJECT_SOURCE_DIR}/lib/cmake/precompiled.hpp" ${ARGN})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
    elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
    endif()
endfunction()

# roster_compile_c(<target> <99|11>): strict C, warnings are errors.
function(roster_compile_c target standard)
    set_target_properties(${target} PROPERTIES C_STANDARD ${standard} C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
    target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:C>:-Wall;-Wextra;-pedantic;-Werror>")
endfunction()

# roster_test_in_own_folder(<test name> LABELS <labels> COMMAND <command…>): a test that runs in an empty
# folder of its own, made anew for each run.
function(roster_test_in_own_folder name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LABELS;COMMAND;ENVIRONMENT")
    set(folder "${PROJECT_BINARY_DIR}/run/${name}")
    add_test(NAME ${name}
        COMMAND sh -c "rm -rf \"$0\" && mkdir -p \"$0\" && cd \"$0\" && exec \"$@\"" "${folder}" ${arg_COMMAND})
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" ENVIRONMENT "${arg_ENVIRONMENT}" TIMEOUT 300)
endfunction()

# roster_install_pkg_config(<name>): installs lib/cmake/<name>.pc.in, told by its own place where the rest is, so
# that an installation may be moved.
function(roster_install_pkg_config name)
    set(folder "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig")
    if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
        set(ROSTER_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
    else()
        file(RELATIVE_PATH up "${folder}" "${CMAKE_INSTALL_PREFIX}")
        string(REGEX REPLACE "/$" "" up "${up}")
        set(ROSTER_PC_PREFIX "\${pcfiledir}/${up}")
    endif()
    set(ROSTER_PC_LIBDIR "\${prefix}")
    set(ROSTER_PC_INCLUDEDIR "\${prefix}")
    cmake_path(APPEND ROSTER_PC_LIBDIR "${CMAKE_INSTALL_LIBDIR}")
    cmake_path(APPEND ROSTER_PC_INCLUDEDIR "${CMAKE_INSTALL_INCLUDEDIR}")
    configure_file("${PROJECT_SOURCE_DIR}/lib/cmake/${name}.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endfunction()
