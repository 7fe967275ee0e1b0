# The portal is built by Node.js and linked into both daemons. AUTO takes it in when Node.js is
# there and common/portal/node_modules is installed (installers/run build sees to both), ON demands
# it, OFF builds daemons that serve the API alone.
set(BRANCHLINE_PORTAL AUTO CACHE STRING "Link the portal into the daemons: AUTO, ON or OFF")

set(portal_folder "${PROJECT_SOURCE_DIR}/common/portal")
set(portal_pack "${PROJECT_BINARY_DIR}/portal/portal.pack")
# Node.js may appear or change between two runs: it is looked for each time.
unset(BRANCHLINE_NODE_JS CACHE)
find_program(BRANCHLINE_NODE_JS NAMES node)

set(portal_is_possible OFF)
if(BRANCHLINE_NODE_JS AND EXISTS "${portal_folder}/node_modules/vite/package.json")
    set(portal_is_possible ON)
endif()
if(BRANCHLINE_PORTAL STREQUAL "ON" AND NOT portal_is_possible)
    message(FATAL_ERROR "BRANCHLINE_PORTAL=ON needs Node.js and `npm ci` in common/portal")
endif()
if(BRANCHLINE_PORTAL STREQUAL "OFF" OR NOT portal_is_possible)
    set(portal_is_wanted OFF)
else()
    set(portal_is_wanted ON)
endif()
message(STATUS "Portal in the daemons: ${portal_is_wanted}")

if(portal_is_wanted)
    # pack.mjs writes down which files it has read, so that no list of them stands here.
    add_custom_command(OUTPUT "${portal_pack}"
        COMMAND "${BRANCHLINE_NODE_JS}" "${portal_folder}/pack.mjs" "${portal_pack}"
        DEPENDS
            "${portal_folder}/pack.mjs" "${portal_folder}/vite.config.ts"
            "${portal_folder}/package-lock.json" "${portal_folder}/index.html"
        DEPFILE "${portal_pack}.d"
        COMMENT "Build the portal"
        VERBATIM)
    add_custom_target(portal DEPENDS "${portal_pack}")
endif()

# branchline_pack_portal(<target> <source>): the source takes the packed portal in.
function(branchline_pack_portal target source)
    if(NOT portal_is_wanted)
        return()
    endif()
    add_dependencies(${target} portal)
    set(path "${PROJECT_SOURCE_DIR}/common/portal/${source}")
    set_source_files_properties("${path}" PROPERTIES
        OBJECT_DEPENDS "${portal_pack}"
        COMPILE_DEFINITIONS "BRANCHLINE_PORTAL_PACK=\"${portal_pack}\"")
endfunction()
