# What `cmake --install` puts where. One export set a component, so that a host that uses the C library alone, or
# the model alone, need not have the C++ library's dependencies.
include(CMakePackageConfigHelpers)
set(ROSTER_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/Roster")

target_include_directories(roster_model INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")

install(TARGETS roster_model EXPORT RosterModel)
install(EXPORT RosterModel FILE RosterModel.cmake NAMESPACE roster:: DESTINATION "${ROSTER_CMAKE_DIR}")

install(TARGETS roster_cpp EXPORT RosterCpp)
install(EXPORT RosterCpp FILE RosterCpp.cmake NAMESPACE roster:: DESTINATION "${ROSTER_CMAKE_DIR}")

if(TARGET roster_store_conformance)
    install(TARGETS roster_store_conformance EXPORT RosterConformance)
    install(EXPORT RosterConformance FILE RosterConformance.cmake NAMESPACE roster:: DESTINATION "${ROSTER_CMAKE_DIR}")
endif()

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/RosterConfig.cmake.in"
    "${CMAKE_CURRENT_BINARY_DIR}/RosterConfig.cmake" INSTALL_DESTINATION "${ROSTER_CMAKE_DIR}"
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/RosterConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
    "${CMAKE_CURRENT_BINARY_DIR}/RosterConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/RosterConfigVersion.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/Findcctz.cmake" "${CMAKE_CURRENT_LIST_DIR}/Findcrypt.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/Findfido2.cmake" "${CMAKE_CURRENT_LIST_DIR}/Findmaxminddb.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/Findre2.cmake" "${CMAKE_CURRENT_LIST_DIR}/Findyamlcpp.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/Findoath.cmake" "${CMAKE_CURRENT_LIST_DIR}/Findqrcodegen.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/Findsodium.cmake" "${CMAKE_CURRENT_LIST_DIR}/Findzxcvbn.cmake"
    DESTINATION "${ROSTER_CMAKE_DIR}")

# pkg-config. A static library's dependencies are the consumer's link line; a shared one has them inside.
set(roster_cpp_requires "sqlite3 icu-i18n icu-uc libsodium libcrypto libcrypt liboath qrcodegencpp")
if(ROSTER_POSTGRES)
    string(APPEND roster_cpp_requires " libpq")
endif()
if(ROSTER_PASSKEYS)
    string(APPEND roster_cpp_requires " libfido2 libcbor")
endif()
if(ROSTER_GEO)
    string(APPEND roster_cpp_requires " libmaxminddb")
endif()
if(ROSTER_USER_AGENT)
    string(APPEND roster_cpp_requires " re2 yaml-cpp")
endif()
set(roster_cpp_libs "-lSQLiteCpp -lcctz -lzxcvbn -pthread")
set(ROSTER_PC_REQUIRES "")
set(ROSTER_PC_REQUIRES_PRIVATE "")
set(ROSTER_PC_LIBS "")
set(ROSTER_PC_LIBS_PRIVATE "")
if(BUILD_SHARED_LIBS)
    set(ROSTER_PC_REQUIRES_PRIVATE "${roster_cpp_requires}")
    set(ROSTER_PC_LIBS_PRIVATE "${roster_cpp_libs}")
else()
    set(ROSTER_PC_REQUIRES "${roster_cpp_requires}")
    set(ROSTER_PC_LIBS " ${roster_cpp_libs}")
endif()
roster_install_pkg_config(roster-cpp)
