# LuaJIT: its ffi and nothing else.

find_program(SDP_LUAJIT luajit)
mark_as_advanced(SDP_LUAJIT)
if(NOT SDP_LUAJIT)
    sdp_add_ffi_missing(lua "there is no luajit")
    list(APPEND SDP_FFI_MEMBERS "LuaJIT=")
    return()
endif()

set(input "${CMAKE_CURRENT_SOURCE_DIR}/test_lua.lua")
sdp_add_ffi_scenario(lua ${SDP_LUAJIT} "${PROJECT_SOURCE_DIR}/examples/ffi/lua/scenario.lua")
sdp_add_ffi_scenario(lua_input ${SDP_LUAJIT} "${input}")
sdp_add_ffi_readme(lua "LUA_PATH='${PROJECT_SOURCE_DIR}/examples/ffi/lua/?.lua' '${SDP_LUAJIT}' \"$SOURCE\"")
list(APPEND SDP_FFI_MEMBERS "LuaJIT='${SDP_LUAJIT}' '${input}'")
