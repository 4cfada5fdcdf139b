-- The same as cross_a_million.c from LuaJIT: a million crossings, and whole operations up to where they would be sent.
--
--     SDP_LIBRARY=BUILD/libsdp.so luajit tests/bench/cross_a_million.lua
local folder = arg[0]:match("^(.*/)") or "./"
package.path = folder .. "../../examples/ffi/lua/?.lua;" .. package.path
local sdp = require("sdp")
local native = require("sdp.native")

local CROSSINGS, CALLS = 1000000, 20000

local function timed(count, work)
    local begin = os.clock()
    for _ = 1, count do work() end
    return (os.clock() - begin) / count * 1e9
end

local client = sdp.client { base_url = "https://desk.example.com" }
local crossing = timed(CROSSINGS, function() return native.lib.sdp_version_number() end)
local call = timed(CALLS, function()
    client.products:edit("100000000000037183", { name = "XPS 15", comments = sdp.null }, { dry_run = true })
end)
client:close()
print(string.format("LuaJIT  %8.0f ns a crossing   %8.0f ns a call", crossing, call))
