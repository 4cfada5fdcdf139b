-- What goes wrong. What the library tells is raised as a table; a wrong argument is raised as a text, as Lua's own
-- functions do.
local ffi = require("ffi")
local json = require("sdp.json")
local native = require("sdp.native")

local lib = native.lib
local errors = {}

--- A call failed: status, such as "SDP_E_REFUSED", message, fault, api_code, messages, path, retryable, maybe_done and
--- all else that the library tells. docs/errors.md says what to do about each.
errors.Error = { __tostring = function(one)
    local words = one.message and one.message ~= "" and one.message or one.status
    if one.path and one.path ~= "" and not words:find(one.path, 1, true) then return one.path .. ": " .. words end
    return words
end }

--- A function of the caller's raised inside a call (`cause`), which went on to its end: `result` or `error`.
errors.CallbackError = { __tostring = function(one)
    return "a callback raised inside a call: " .. tostring(one.cause)
end }

--- An error from what the library tells of it, with the fields that the service's messages name.
function errors.of(told)
    told.fields = {}
    for _, message in ipairs(told.messages or {}) do
        for _, field in ipairs(type(message.fields) == "table" and message.fields or {}) do
            table.insert(told.fields, field)
        end
    end
    return setmetatable(told, errors.Error)
end

function errors.no_memory()
    return errors.of({ status = "SDP_E_NO_MEMORY", message = "libsdp has no memory" })
end

--- An error from the library's error object.
function errors.at(pointer, status)
    local slot = native.text_slot()
    if status == native.NO_MEMORY or lib.sdp_error_to_json(pointer, slot) ~= native.OK then
        return errors.no_memory()
    end
    local told = json.decode(native.take(slot))
    if told.status == "SDP_OK" then -- the function had no place to say more
        told = { status = native.string(lib.sdp_status_name(status)), fault = "caller" }
    end
    return errors.of(told)
end

local error_slot = ffi.typeof("sdp_error *[1]")

--- Makes something with a function that takes an error object and has no client; raises what it said.
function errors.make(kind, work)
    local slot, failure = ffi.new(kind .. " *[1]"), error_slot()
    if lib.sdp_error_new(failure) ~= native.OK then error(errors.no_memory()) end
    local fine, status = pcall(work, failure[0], slot)
    local problem = not fine and status or status < 0 and errors.at(failure[0], status) or nil
    lib.sdp_error_free(failure[0])
    if problem then error(problem, 0) end
    return slot[0]
end
jit.off(errors.make, true) -- the library may call back, which compiled code cannot take

return errors
