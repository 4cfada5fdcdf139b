-- Calls: what owns the library's objects, and how Lua's arguments become those of the library.
local ffi = require("ffi")
local errors = require("sdp.errors")
local json = require("sdp.json")
local native = require("sdp.native")
local search = require("sdp.search")
local tables = require("sdp.tables")
local values = require("sdp.values")

local lib = native.lib
local core = {}

--- What does something when it is collected. It is kept by the object that the caller holds, and by nothing else.
function core.when_dropped(work)
    return ffi.gc(ffi.new("char[1]"), work)
end

local function check(value, kind, what)
    if value ~= nil and type(value) ~= kind then error(what .. " must be a " .. kind .. ", not " .. type(value), 0) end
    return value
end
core.check = check

--- The caller's functions. What they raise is kept for the end of the call: it must not pass through C.
local Hooks = {}
Hooks.__index = Hooks

function core.hooks(log, event)
    local hooks = setmetatable({ users = 0, frame = {} }, Hooks)
    check(log, "function", "log")
    check(event, "function", "event")
    local fine, problem = pcall(function()
        hooks.log = log and hooks:cast("sdp_log_fn", function(_, level, line) log(level, native.string(line)) end)
        hooks.event = event and hooks:cast("sdp_event_fn", function(_, told)
            local slot = native.text_slot()
            if lib.sdp_event_to_json(told, slot) ~= native.OK then error(errors.no_memory()) end
            event(json.decode(native.take(slot)))
        end)
    end)
    if fine then return hooks end
    hooks:free()
    error(problem, 0)
end

function Hooks:cast(kind, work, failed)
    local function guarded(...)
        local fine, raised = pcall(work, ...)
        if fine then return native.OK end
        self.frame.raised = self.frame.raised or { cause = raised }
        return failed or native.OK
    end
    local fine, made = pcall(ffi.cast, kind, guarded)
    if not fine then -- what was dropped may hold many
        collectgarbage()
        fine, made = pcall(ffi.cast, kind, guarded)
    end
    if fine then return made end
    error("C can call no more functions (" .. made .. "); close clients that have log or event", 0)
end

--- Raises what a callback raised, if one did.
function core.raise(raised, result, failure)
    if raised then
        error(setmetatable({ cause = raised.cause, result = result, error = failure }, errors.CallbackError), 0)
    end
end

function Hooks:leave()
    self.users = self.users - 1
    if self.users == 0 then self:free() end
end

function Hooks:free()
    if self.log then self.log:free() end
    if self.event then self.event:free() end
end

--- The client of the library with all that must be freed before it, in whatever order Lua collects its objects.
local Core = {}
Core.__index = Core

function core.new(pointer, hooks)
    hooks.users = hooks.users + 1
    return setmetatable({ pointer = pointer, hooks = hooks, parts = {}, busy = false }, Core)
end

local function call(self, read, work, ...)
    local status = work(...)
    if status < 0 then return status, nil, errors.at(lib.sdp_last_error(self.pointer), status) end
    if status == native.DRY_RUN then return status, self:described() end
    return status, read and read(status)
end
jit.off(call) -- the library may call back, which compiled code cannot take

function Core:check()
    if self.busy then error("the client is in a call; a callback waits for its end, or takes a sibling", 0) end
    if not self.pointer then error("the client is closed", 0) end
end

function Core:described()
    return json.decode(native.string(lib.sdp_last_dry_run(self.pointer)))
end

--- Calls a function; gives its status and what was read, or raises.
function Core:run(read, work, ...)
    self:check()
    local outer, frame = self.hooks.frame, {} -- a sibling may be in a call whose callback this is
    self.busy, self.hooks.frame = true, frame
    local fine, status, result, failure = pcall(call, self, read, work, ...)
    self.busy, self.hooks.frame = false, outer
    if not fine then failure = status end
    self:settle()
    core.raise(frame.raised, result, failure)
    if failure then error(failure, 0) end
    return status, result
end

--- Frees what was dropped while the client was in a call.
function Core:settle()
    for part in pairs(self.parts) do
        if part.dropped then self:free_part(part) end
    end
    if self.dropped then self:close() end
end

--- Keeps a walk or a batch, and what must live as long; gives what the caller's object holds.
function Core:keep(pointer, free, needed)
    local part = { pointer = pointer, free = free, needed = needed }
    self.parts[part] = true
    return part, core.when_dropped(function()
        part.dropped = true
        if not self.busy then self:free_part(part) end
    end)
end

function Core:free_part(part)
    if not part.pointer then return end
    part.free(part.pointer)
    part.pointer = nil
    for one in pairs(part.needed) do one:free() end
    self.parts[part] = nil
end

function Core:close()
    if not self.pointer then return end
    for part in pairs(self.parts) do self:free_part(part) end
    lib.sdp_client_free(self.pointer)
    self.pointer = nil
    self.hooks:leave()
end
jit.off(Core.close)
jit.off(Core.free_part)

--- A walk's or batch's pointer; raises where it is closed.
function core.pointer_of(self)
    self._client._core:check()
    return self._part.pointer or error("the " .. self._what .. " is closed", 0)
end

--- Cancels the calls that were given it: from a callback, or beforehand. It lives as long as its last call.
local Cancel = {}
Cancel.__index = Cancel

local function free_cancel(held)
    if held.dropped and held.users == 0 then lib.sdp_cancel_free(held.pointer) end
end

function core.cancel()
    local slot = ffi.new("sdp_cancel *[1]")
    if lib.sdp_cancel_new(slot) ~= native.OK then error(errors.no_memory()) end
    local held = { pointer = slot[0], users = 0 }
    return setmetatable({ _held = held, _token = core.when_dropped(function()
        held.dropped = true
        free_cancel(held)
    end) }, Cancel)
end

function Cancel:signal()
    if getmetatable(self) ~= Cancel then error("write cancel:signal(), with a colon", 0) end
    lib.sdp_cancel_signal(self._held.pointer)
end

--- Makes it fit for new calls, while none uses it.
function Cancel:reset()
    lib.sdp_cancel_reset(self._held.pointer)
end

function core.check_cancel(cancel)
    if cancel ~= nil and getmetatable(cancel) ~= Cancel then
        error("cancel must come from sdp.cancel(), and is a " .. type(cancel), 0)
    end
end

--- What a cancel object is to a call: its pointer, until it is freed.
function core.use_cancel(cancel)
    if cancel == nil then return nil end
    local held = cancel._held
    held.users = held.users + 1
    return { pointer = held.pointer, free = function()
        held.users = held.users - 1
        free_cancel(held)
    end }
end

-- What the library is told of a file, and its bytes.
local function file_of(file)
    if type(file) == "string" then return { path = file } end
    check(file, "table", "file")
    if not file then return nil end
    local told = {}
    for name, member in pairs(file) do told[name] = member end
    told.bytes = nil
    return told, check(file.bytes, "string", "bytes")
end

local OWN = { cancel = true, progress = true, file = true, allow_unknown = true }

--- The options of a call, as the library has them, until they are freed.
function core.options(hooks, given)
    local told, bytes = {}, nil
    for name, option in pairs(check(given, "table", "the options") or {}) do
        if not OWN[name] then told[name] = option end
    end
    given = given or {}
    check(given.progress, "function", "progress")
    core.check_cancel(given.cancel)
    told.file, bytes = file_of(given.file)
    local text = json.encode(told)
    local progress = given.progress and hooks:cast("sdp_progress_fn", function(_, done, total)
        given.progress(tonumber(done), tonumber(total))
    end)
    local fine, pointer = pcall(errors.make, "sdp_options", function(failure, slot)
        return lib.sdp_options_new_json(text, failure, slot)
    end)
    local cancel = core.use_cancel(fine and given.cancel or nil)
    if not fine then
        if progress then progress:free() end
        error(pointer, 0)
    end
    if cancel then lib.sdp_options_set_cancel(pointer, cancel.pointer) end
    if bytes then lib.sdp_options_set_bytes(pointer, ffi.cast("const char *", bytes), #bytes) end
    if progress then lib.sdp_options_set_progress(pointer, progress, nil) end
    return { pointer = pointer, bytes = bytes, free = function()
        lib.sdp_options_free(pointer)
        if cancel then cancel.free() end
        if progress then progress:free() end
    end }
end

-- Which of the arguments are ids. Of an operation that does not exist the library itself tells more.
local function split(name, operation, ...)
    if not operation then return {}, nil, nil end
    local count, given = #operation.ids, select("#", ...)
    local most = count + (operation.input_type and 1 or 0)
    if given < count or given > most + 1 then
        local wanted = table.concat(operation.ids, ", ") .. (count > 0 and ", " or "")
        error(string.format("%s takes (%s%soptions), and was given %d", name, wanted,
                            operation.input_type and "input, " or "", given), 0)
    end
    local ids, all = {}, { ... }
    for index = 1, count do ids[index] = json.text(all[index], operation.ids[index]) end
    local input = nil
    if operation.input_type then input = check(all[count + 1], "table", "the input of " .. name) end
    if input ~= nil and (input == json.null or values.type_of(input)) then
        error("the input of " .. name .. " must be a table of yours", 0)
    end
    return ids, input, all[most + 1]
end

--- A call as it was written in Lua, ready for the library. Who has it, frees its options.
function core.call(hooks, name, ...)
    local noun, verb = json.text(name, "the operation"):match("^([^.]*)%.(.*)$")
    local ensures = verb == "ensure" and tables.operations[noun .. ".add"]
    local made = { name = ensures and noun .. ".add" or name }
    made.operation = tables.operations[made.name]
    local ids, input, options = split(name, made.operation, ...)
    check(options, "table", "the options")
    made.ids, made.texts, made.count = ffi.new("const char *[?]", #ids, ids), ids, #ids
    made.input = input and json.encode(search.query(made.operation, input, options and options.allow_unknown))
    made.options = core.options(hooks, options)
    made.flags = (options and options.allow_unknown and native.ALLOW_UNKNOWN or 0) + (ensures and native.ENSURE or 0)
    made.walks = made.operation and made.operation.output_is_list and not (options and options.dry_run)
    function made.arguments() -- as sdp_invoke() and its kin take them, after the client
        return made.name, made.ids, made.count, made.input, made.flags, made.options.pointer
    end
    function made.read(raw)
        return values.of(made.operation and made.operation.result_type, raw)
    end
    return made
end

return core
