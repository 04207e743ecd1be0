# cmake -DPROGRAM=<gtest program> -DOUTPUT=<file> -DTESTS=<tests folder> -P DiscoverSuites.cmake
# Writes one ctest test for each GoogleTest suite, named <room>.<Suite>, after the folder its first test is in.
# One process a suite, not one a test: a thousand tests still start in a second.
set(list "${OUTPUT}.xml")
file(REMOVE "${list}")
foreach(prefix IN ITEMS "" "setarch;-R")  # ThreadSanitizer cannot start under some kernels' address layout
    execute_process(COMMAND ${prefix} "${PROGRAM}" --gtest_list_tests "--gtest_output=xml:${list}"
        OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE failed)
    if(NOT failed)
        break()
    endif()
endforeach()
if(failed OR NOT EXISTS "${list}")
    message(FATAL_ERROR "${PROGRAM} cannot list its tests:\n${output}")
endif()

set(tests "")
set(suite "")
file(STRINGS "${list}" lines REGEX "<(testsuite|testcase) ")
foreach(line IN LISTS lines)
    if(line MATCHES "<testsuite name=\"([^\"]+)\"")
        set(suite "${CMAKE_MATCH_1}")
    elseif(suite AND line MATCHES " file=\"([^\"]+)\"")
        cmake_path(RELATIVE_PATH CMAKE_MATCH_1 BASE_DIRECTORY "${TESTS}" OUTPUT_VARIABLE file)
        string(REGEX REPLACE "/.*" "" room "${file}")
        if(room STREQUAL ".." OR room MATCHES "\\.")
            set(room "conformance")
        endif()
        string(APPEND tests "add_test([==[${room}.${suite}]==] [==[${PROGRAM}]==] [==[--gtest_filter=${suite}.*]==] --gtest_brief=1)\n"
            "set_tests_properties([==[${room}.${suite}]==] PROPERTIES LABELS \"cpp;${room}\" TIMEOUT 600)\n")
        set(suite "")
    endif()
endforeach()
file(WRITE "${OUTPUT}" "${tests}")
file(REMOVE "${list}")
