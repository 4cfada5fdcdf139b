--- ServiceDesk Plus MSP from LuaJIT, over libsdp.
--
--     local sdp = require("sdp")
--     local client = sdp.client { base_url = "https://desk.example.com", portal = "itdesk", access_token = token }
--     local product = client.products:add { name = "XPS 15", product_type = { name = "Workstation" } }
--     client.products:edit(product.id, { comments = sdp.null })
--     for one in client.products:list { sort_field = "name" } do print(one.id, one.name) end
--     client:close()
local ffi = require("ffi")
local core = require("sdp.core")
local errors = require("sdp.errors")
local json = require("sdp.json")
local native = require("sdp.native")
local tables = require("sdp.tables")
local values = require("sdp.values")

local lib = native.lib

local sdp = {
    version = native.string(lib.sdp_version()),
    null = json.null,
    array = json.array,
    cancel = core.cancel,
    time = values.time,
    type_of = values.type_of,
    types = tables.types,
    operations = tables.operations,
    config_keys = tables.config_keys,
    option_keys = tables.option_keys,
    Error = errors.Error,
    CallbackError = errors.CallbackError,
}

--- Frees what a call needed, whether it went well or not.
local function freeing(needed, fine, ...)
    if needed then needed.free() end
    if not fine then error((...), 0) end
    return ...
end

-- What takes a new text out of its slot, and makes something of its JSON; nil at the end of a walk.
local function reading(slot, make)
    return function(status)
        if status == native.END then return nil end
        local told = json.decode(native.take(slot))
        return make and make(told) or told
    end
end

-- What a walk and a batch have in common.
local function close_part(self)
    local own = self._client._core
    if own.busy then error("the client is in a call; a callback waits for its end", 0) end
    own:free_part(self._part)
end

local function part_of(class, what, client, pointer, free, needed)
    local part, token = client._core:keep(pointer, free, needed)
    return setmetatable({ _client = client, _part = part, _token = token, _what = what }, class)
end

-- A walk over a list, which fetches page by page: called, it gives the next entity, and nil at the end.
local Pages = { close = close_part }
Pages.__index = Pages

function Pages:__call()
    local pointer, slot = core.pointer_of(self), native.text_slot()
    local _, row = self._client._core:run(reading(slot, self._call.read), lib.sdp_pager_next_json, pointer, 0, slot)
    return row
end

--- What the service said of the current page: a table with has_more_rows and more, and with total_count where the list
--- was asked for it by get_total_count.
function Pages:info()
    local pointer, slot = core.pointer_of(self), native.text_slot()
    local _, info = self._client._core:run(reading(slot), lib.sdp_pager_info_to_json, pointer, slot)
    return info
end

--- All that is left, as an array.
function Pages:all()
    local rows = {}
    for row in self do rows[#rows + 1] = row end
    return rows
end

-- What became of one call of a batch: number, operation, tag, value or error, and `call`, as it was given.
local Result = {}
Result.__index = Result

--- The value; raises the error where the call failed.
function Result:get()
    if self.error then error(self.error, 0) end
    return self.value
end

-- Many calls at once on one client: add() while there is room, and call it for the results.
local Batch = { close = close_part }
Batch.__index = Batch

--- How many calls can be added before a result must be taken.
function Batch:room()
    return tonumber(lib.sdp_batch_room(core.pointer_of(self)))
end

--- Adds a call, written as for client:call(); gives its number, or what a dry run describes.
function Batch:add(name, ...)
    local own, pointer = self._client._core, core.pointer_of(self)
    local call, number = core.call(own.hooks, name, ...), ffi.new("int64_t[1]")
    local operation, ids, count, input, flags, options = call.arguments()
    local fine, status, described = pcall(own.run, own, nil, lib.sdp_batch_add_json, pointer, operation, ids, count,
                                          input, flags, options, number)
    if not fine or status == native.DRY_RUN then return freeing(call.options, fine, fine and described or status) end
    self._part.needed[call.options] = true -- until the result is taken
    call.written = { name, n = select("#", ...) + 1, ... }
    self._calls[tonumber(number[0])] = call
    return tonumber(number[0])
end

function Batch:__call()
    local pointer, slot = core.pointer_of(self), native.text_slot()
    local _, result = self._client._core:run(reading(slot, function(told)
        local call = self._calls[told.number]
        self._calls[told.number] = nil
        self._part.needed[call.options] = nil
        call.options.free()
        return setmetatable({
            call = call.written, number = told.number, operation = told.operation,
            tag = told.tag ~= json.null and told.tag or nil,
            error = told.error and errors.of(told.error), value = call.read(told.result),
        }, Result)
    end), lib.sdp_batch_next_json, pointer, slot)
    return result
end

-- The number of a call, or its result where it was not added.
local function added(batch, call)
    if type(call) ~= "table" then
        return nil, setmetatable({ call = call, error = "a call must be a table such as {'products.get', id}" }, Result)
    end
    local fine, made = pcall(batch.add, batch, unpack(call, 1, call.n or #call))
    if fine and type(made) == "number" then return made end
    if not fine then core.pointer_of(batch) end -- raises where it is not the call that is wrong
    if getmetatable(made) == errors.CallbackError then error(made, 0) end
    return nil, setmetatable({ call = call, operation = type(call[1]) == "string" and call[1] or nil,
                               value = fine and made or nil, error = not fine and made or nil }, Result)
end

--- Adds the calls of an array or iterator, each an array as add() takes it, whenever there is room; gives results as
--- they come, or in order where the batch was made so. A call that cannot be added has its error as its result, and the
--- others go on.
function Batch:run(calls)
    local index, more, last = 0, true, -1
    local ready, others = {}, {} -- others: results of calls that were not added, and after which number they come
    core.check(calls, type(calls) == "function" and "function" or "table", "the calls")
    for number in pairs(self._calls) do last = math.max(last, number) end

    local function following()
        index = index + 1
        if type(calls) == "function" then return calls() end
        return calls[index]
    end

    local function fill()
        while more and not ready[1] and self:room() > #others do
            local one = following()
            more = one ~= nil
            if not more then return end
            local number, result = added(self, one)
            last = number or last
            if result and self._in_order then
                table.insert(others, { after = last, result = result })
            elseif result then
                table.insert(ready, result)
            end
        end
    end

    return function()
        while true do
            if not ready[1] then fill() end
            if ready[1] then return table.remove(ready, 1) end
            local result = self()
            while others[1] and (not result or others[1].after < result.number) do
                table.insert(ready, table.remove(others, 1).result)
            end
            if result then
                table.insert(ready, result)
            elseif not more and not ready[1] then
                return nil
            end
        end
    end
end

-- What is written before the method, for messages; and the methods, which want a colon.
local function with_colon(class, before, methods)
    for name, method in pairs(methods) do
        if name:sub(1, 2) ~= "__" then
            methods[name] = function(self, ...)
                if getmetatable(self) ~= class then error("write " .. before .. ":" .. name .. "(…), with a colon", 0) end
                return method(self, ...)
            end
        end
    end
end

local Client, methods = {}, {}

-- The operations of a noun: client.products:add { … }.
local Noun = {}

function Noun:__index(verb)
    local verbs = tables.nouns[self._name]
    if not verbs[verb] then
        error(self._name .. " has no operation '" .. tostring(verb) .. "'" .. tables.meant(tostring(verb), verbs), 0)
    end
    return function(noun, ...)
        if getmetatable(noun) ~= Noun then
            error("write client." .. self._name .. ":" .. verb .. "(…), with a colon", 0)
        end
        return noun._client:call(verbs[verb], ...)
    end
end

function Client:__index(name)
    if methods[name] then return methods[name] end
    if tables.nouns[name] then return setmetatable({ _client = self, _name = name }, Noun) end
    local known = {}
    for _, names in ipairs { methods, tables.nouns } do
        for one in pairs(names) do known[one] = true end
    end
    error("a client has no '" .. tostring(name) .. "'" .. tables.meant(tostring(name), known), 0)
end

local function client_of(own)
    return setmetatable({ _core = own, _token = core.when_dropped(function()
        own.dropped = true
        if not own.busy then own:close() end
    end) }, Client)
end

--- Makes a client.
--
--     sdp.client { base_url = …, portal = …, access_token = … }
--     sdp.client { …, client_id = …, client_secret = …, refresh_token = …, token_cache = path, timeout_ms = 20000 }
--
-- `log` is called with a level and a line, `event` with a table after each attempt.
function sdp.client(config)
    local told = {}
    if type(config) ~= "table" then error("the configuration must be a table, not " .. type(config), 0) end
    for name, value in pairs(config) do told[name] = value end
    told.log, told.event = nil, nil
    local text = json.encode(told)
    local hooks = core.hooks(config.log, config.event)
    hooks.users = 1
    local fine, pointer = pcall(errors.make, "sdp_client", function(failure, slot)
        return lib.sdp_client_new_json(text, hooks.log, hooks.event, nil, failure, slot)
    end)
    local client = fine and client_of(core.new(pointer, hooks))
    hooks:leave()
    if not fine then error(pointer, 0) end
    core.raise(hooks.frame.raised, client)
    return client
end
jit.off(sdp.client, true) -- as all that may call back

--- A client as SDP_BASE_URL and its kin say (docs/cli.md); service "neucrm": as NEUCRM_BASE_URL and its kin say.
function sdp.from_environment(service)
    if service ~= nil and service ~= "sdp" and service ~= "neucrm" then
        error("the service is 'sdp' or 'neucrm', and not " .. tostring(service), 0)
    end
    local environment = errors.make("sdp_config_env", function(failure, slot)
        return lib.sdp_config_from_env(failure, slot)
    end)
    local fine, pointer = pcall(errors.make, "sdp_client", function(failure, slot)
        if service == "neucrm" then
            return lib.sdp_neucrm_client_new(lib.sdp_config_env_neucrm(environment), failure, slot)
        end
        return lib.sdp_client_new(lib.sdp_config_env_get(environment), failure, slot)
    end)
    lib.sdp_config_env_free(environment)
    if not fine then error(pointer, 0) end
    return client_of(core.new(pointer, core.hooks()))
end

--- Another client of the same configuration, login and limits, with its own connections.
function methods:sibling()
    local slot = ffi.new("sdp_client *[1]")
    self._core:run(nil, lib.sdp_client_dup, self._core.pointer, slot)
    return client_of(core.new(slot[0], self._core.hooks))
end

local function walk(self, call)
    local slot = ffi.new("sdp_pager *[1]")
    local name, ids, count, input, flags, options = call.arguments()
    self._core:run(nil, lib.sdp_invoke_list, self._core.pointer, name, ids, count, input, flags, options, slot)
    local pages = part_of(Pages, "walk", self, slot[0], lib.sdp_pager_free, { [call.options] = true })
    pages._call = call
    return pages
end

local function invoke(self, call)
    local slot = native.text_slot()
    local name, ids, count, input, flags, options = call.arguments()
    local _, result = self._core:run(reading(slot, call.read), lib.sdp_invoke, self._core.pointer, name, ids, count,
                                     input, flags, options, slot)
    return result
end

--- Calls an operation by its name, with its ids, its input and options, whichever it takes.
--
--     client:call("products.edit", id, { comments = sdp.null }, { timeout_ms = 500, cancel = cancel })
--
-- Gives an entity, an array of them, or a walk for a list; for dry_run = true a table that describes the request.
function methods:call(name, ...)
    local call = core.call(self._core.hooks, name, ...)
    if not call.walks then return freeing(call.options, pcall(invoke, self, call)) end
    local fine, pages = pcall(walk, self, call)
    return freeing(not fine and call.options or nil, fine, pages)
end

--- A batch; config is concurrency, in_order, max_pending, and a cancel object for all of its calls.
function methods:batch(config)
    local told, own, slot = {}, self._core, ffi.new("sdp_batch *[1]")
    for name, value in pairs(core.check(config, "table", "the configuration") or {}) do told[name] = value end
    told.cancel = nil
    core.check_cancel(config and config.cancel)
    local text = json.encode(told)
    own:check()
    local cancel = core.use_cancel(config and config.cancel)
    local fine, problem = pcall(own.run, own, nil, lib.sdp_batch_new_json, own.pointer, text,
                                cancel and cancel.pointer, slot)
    if not fine then return freeing(cancel, fine, problem) end
    local batch = part_of(Batch, "batch", self, slot[0], lib.sdp_batch_free, cancel and { [cancel] = true } or {})
    batch._calls, batch._in_order = {}, told.in_order == true
    return batch
end

--- Fetches a file that was uploaded: to a path, or into a function that takes strings.
function methods:download(content_url, to, options)
    local own, url = self._core, json.text(content_url, "the content_url")
    local path = type(to) ~= "function" and json.text(to, "the path") or nil
    local made = core.options(own.hooks, options)
    local sink
    local fine, status, described = pcall(function()
        sink = not path and own.hooks:cast("sdp_sink_fn", function(_, bytes, size)
            to(ffi.string(bytes, tonumber(size)))
        end, native.CANCELED) or nil
        return own:run(nil, lib.sdp_download_to, own.pointer, url, path, sink, nil, made.pointer)
    end)
    if sink then sink:free() end
    return freeing(made, fine, fine and described or status)
end

--- Makes sure that there is a token, so that what is wrong with the login is known beforehand.
function methods:login(options)
    local own, made = self._core, core.options(self._core.hooks, options)
    freeing(made, pcall(own.run, own, nil, lib.sdp_login, own.pointer, made.pointer))
end

--- Where the requests go.
function methods:root()
    self._core:check()
    return native.string(lib.sdp_client_root(self._core.pointer))
end

--- Closes it with its walks and batches. Entities stay.
function methods:close()
    if self._core.busy then error("the client is in a call; a callback waits for its end", 0) end
    self._core:close()
end

with_colon(Client, "client", methods)
with_colon(Pages, "pages", Pages)
with_colon(Batch, "batch", Batch)

return sdp
