# How a folder becomes a target, and which compiler settings every target shares.

add_library(branchline_options INTERFACE)
target_compile_features(branchline_options INTERFACE cxx_std_23)
target_include_directories(branchline_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(branchline_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
    -Wno-missing-field-initializers  # Designated initialisers name what matters.
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wduplicated-branches -Wlogical-op>)
target_compile_definitions(branchline_options INTERFACE BRANCHLINE_VERSION="${PROJECT_VERSION}")
if(BRANCHLINE_PLANT)
    target_compile_definitions(branchline_options INTERFACE BRANCHLINE_PLANT=1)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)

find_program(BRANCHLINE_CCACHE ccache)
if(BRANCHLINE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${BRANCHLINE_CCACHE}")
endif()
find_program(BRANCHLINE_MOLD mold)
if(BRANCHLINE_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

# The layer list is data: tests/tidy/layers.txt says which folder may use which.
file(STRINGS "${PROJECT_SOURCE_DIR}/tests/tidy/layers.txt" BRANCHLINE_LAYERS REGEX "^[a-z]")

# branchline_library(<folder> SOURCES file... [USES folder...] [PACKAGES target...])
# A folder such as sync/entry becomes branchline_sync_entry. A USES that the layer list does not
# grant is a configure error; the same rule for includes is checked by tests/tidy.
function(branchline_library folder)
    cmake_parse_arguments(arg "" "" "SOURCES;USES;PACKAGES" ${ARGN})
    branchline_check_layers("${folder}" ${arg_USES})
    string(REPLACE "/" "_" target "branchline_${folder}")
    list(TRANSFORM arg_SOURCES PREPEND "${PROJECT_SOURCE_DIR}/${folder}/")
    add_library(${target} STATIC ${arg_SOURCES})
    target_link_libraries(${target} PUBLIC branchline_options)
    foreach(use IN LISTS arg_USES)
        string(REPLACE "/" "_" used "branchline_${use}")
        target_link_libraries(${target} PUBLIC ${used})
    endforeach()
    target_link_libraries(${target} PUBLIC ${arg_PACKAGES})
endfunction()

# branchline_test(<name> SOURCES file... USES folder...): one Catch2 program; each of its cases
# becomes a test of its own. FIRST is for long ones: ctest starts them before the short ones, so
# that no core waits for them at the end.
function(branchline_test name)
    cmake_parse_arguments(arg "FIRST" "TIMEOUT" "SOURCES;USES;PACKAGES;LABELS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE branchline_options Catch2::Catch2WithMain)
    foreach(use IN LISTS arg_USES)
        string(REPLACE "/" "_" used "branchline_${use}")
        target_link_libraries(${name} PRIVATE ${used})
    endforeach()
    target_link_libraries(${name} PRIVATE ${arg_PACKAGES})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    if(NOT arg_LABELS)
        set(arg_LABELS unit)
    endif()
    set(cost 0)
    if(arg_FIRST)
        set(cost 1000)
    endif()
    catch_discover_tests(${name} DISCOVERY_MODE PRE_TEST
        PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} COST ${cost} ENVIRONMENT
            "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/leaks.txt:print_suppressions=0")
endfunction()

function(branchline_check_layers folder)
    foreach(line IN LISTS BRANCHLINE_LAYERS)
        string(REGEX REPLACE "[ \t]+" ";" words "${line}")
        list(POP_FRONT words name)
        if(name STREQUAL folder)
            foreach(use IN LISTS ARGN)
                if(NOT use IN_LIST words AND NOT "*" IN_LIST words)
                    message(FATAL_ERROR "${folder} may not use ${use}: tests/tidy/layers.txt")
                endif()
            endforeach()
            return()
        endif()
    endforeach()
    message(FATAL_ERROR "${folder} has no row in tests/tidy/layers.txt")
endfunction()
