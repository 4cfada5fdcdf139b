-- What the LuaJIT binding makes of bad input, of callbacks that raise, and of objects that end in any order.
-- With an argument it prints the members of that type with their kinds.
local folder = arg[0]:match("^(.*/)") or "./"
package.path = folder .. "../../examples/ffi/lua/?.lua;" .. package.path
local sdp = require("sdp")
local json = require("sdp.json")

if arg[1] then
    for _, field in ipairs(sdp.types[arg[1]].fields) do print(field.name .. " " .. field.kind) end
    os.exit(0)
end

local KIND = { name = "Workstation" }
local NOT_UTF8 = { "\255", "\237\160\128", "\192\128", "\244\144\128\128", "\226\130", "x\128" }

local function connect(more)
    local config = { base_url = os.getenv("SDP_BASE_URL"), portal = os.getenv("SDP_PORTAL"),
                     access_token = os.getenv("SDP_ACCESS_TOKEN"), timeout_ms = 30000 }
    for name, value in pairs(more or {}) do config[name] = value end
    return sdp.client(config)
end

local function raised(work)
    local fine, problem = pcall(work)
    assert(not fine, "nothing was raised")
    return problem
end

-- Fails unless the function raises a text, as Lua's own do, that has these words.
local function misused(words, work)
    local problem = raised(work)
    assert(type(problem) == "string" and problem:find(words), tostring(problem))
end

local function fails(status, work, path, words)
    local problem = raised(work)
    assert(getmetatable(problem) == sdp.Error, tostring(problem))
    assert(problem.status == status, problem.status .. ": " .. tostring(problem))
    assert(not path or problem.path == path, problem.path)
    assert(not words or tostring(problem):find(words, 1, true), tostring(problem))
    return problem
end

local function caught(work)
    local problem = raised(work)
    assert(getmetatable(problem) == sdp.CallbackError, tostring(problem))
    return problem
end

local function planted()
    error({ planted = true })
end

local attempts = 0
local client = connect { event = function() attempts = attempts + 1 end }
local tests = {}

function tests.other_types()
    local before = attempts
    for _, bad in ipairs { 5, true, { "1" }, { id = "1" }, print, 1.5, sdp.null, coroutine.create(print) } do
        misused("must be a string", function() client.products:get(bad) end)
        misused("must be a string", function() client:call(bad) end)
    end
    misused("must be a string", function() client.products:get(nil) end)
    misused("must be a string", function() client:call() end)
    for _, bad in ipairs { 5, "name", true, print } do
        misused("must be a table", function() client.products:add(bad) end)
        misused("must be a table", function() client.products:add({}, bad) end)
        misused("must be a table", function() client:batch(bad) end)
        misused("must be a table", function() sdp.client(bad) end)
    end
    misused("must be a table", function() sdp.client() end)
    misused("a table of yours", function() client.products:add(sdp.null) end)
    misused("must be a function", function() connect { event = "x" } end)
    misused("must be a function", function() connect { log = 5 } end)
    misused("cannot be sent", function() client.products:add { name = print } end)
    misused("a member's name in the input must be", function() client.products:add { [5] = "x" } end)
    misused("holes", function() client.products:add { "x", [3] = "y" } end)
    misused("cancel must come from", function() client.products:list({}, { cancel = {} }) end)
    misused("cancel must come from", function() client:batch { cancel = 5 } end)
    misused("must be a function", function() client.products:list({}, { progress = 5 }) end)
    misused("file must be a table", function() client.customers:upload_attachment { file = 5 } end)
    misused("bytes must be a string", function() client.customers:upload_attachment { file = { bytes = 5 } } end)
    misused("the path must be", function() client:download("/x", nil) end)
    misused("client%.products:get%(…%), with a colon", function() client.products.get("1") end)
    misused("client:call%(…%), with a colon", function() client.call("products.get", "1") end)
    misused("client:close%(…%), with a colon", function() client.close() end)
    misused("pages:all%(…%), with a colon", function() client.products:list().all() end)
    misused("batch:add%(…%), with a colon", function() client:batch().add("products.list") end)
    misused("cancel:signal%(%), with a colon", function() sdp.cancel().signal() end)
    assert(attempts == before)
end

function tests.numbers_of_arguments()
    misused("product_id", function() client.products:get() end)
    misused("product_id", function() client.products:get("1", {}, {}) end)
    misused("product_id, input", function() client.products:edit("1", {}, {}, {}) end)
end

function tests.values_of_another_kind()
    fails("SDP_E_VALUE", function() client.products:add { name = { "x" } } end, "product.name")
    fails("SDP_E_VALUE", function() client.products:add { name = "x", is_laptop = "maybe" } end, "product.is_laptop")
    fails("SDP_E_VALUE", function() client.contracts:add { cost = { value = "12,5" } } end, "contract.cost.value")
    fails("SDP_E_VALUE", function() client.products:list({}, { timeout_ms = "soon" }) end, "timeout_ms")
    fails("SDP_E_VALUE", function() connect { timeout_ms = "soon" } end, "timeout_ms")
    fails("SDP_E_VALUE", function() client:batch { concurrency = "many" } end, "concurrency")
    for _, number in ipairs { 0 / 0, math.huge, 1e17 } do
        assert(type(raised(function() client.contracts:add { cost = { value = number } } end)) == "string")
    end
    for _, time in ipairs { "now", 0 / 0, math.huge } do misused("seconds", function() sdp.time(time) end) end
    local circle = {}
    circle.name = circle
    misused("contains itself", function() client.products:add(circle) end)
end

function tests.names_that_are_not_known()
    misused("no 'product'; did you mean 'products'%?", function() return client.product end)
    misused("no 'cal'; did you mean 'call'%?", function() client:cal() end)
    misused("no 'nothing_like_it'$", function() return client.nothing_like_it end)
    misused("no operation 'gett'; did you mean 'get'%?", function() client.products:gett("1") end)
    misused("no operation 'edti'; did you mean 'edit'%?", function() return client.products.edti end)
    fails("SDP_E_UNKNOWN_FIELD", function() client:call("products.gett", "1") end, nil, "'products.get'")
    fails("SDP_E_UNKNOWN_FIELD", function() client:call("") end)
    fails("SDP_E_UNKNOWN_FIELD", function() client.products:add { nmae = "x" } end, "product.nmae", "'name'")
    fails("SDP_E_UNKNOWN_FIELD", function() client.products:get("1", { timeout = 5 }) end, "timeout", "'timeout_ms'")
    fails("SDP_E_UNKNOWN_FIELD", function() connect { acess_token = "x" } end, "acess_token", "'access_token'")
    fails("SDP_E_UNKNOWN_FIELD", function() client:batch { concurency = 5 } end, nil, "'concurrency'")
    fails("SDP_E_ARGUMENT", function() client.contracts:edit("1") end)
    local described = client.products:edit("1", { nmae = "x" }, { allow_unknown = true, dry_run = true })
    assert(described.input_data.product.nmae == "x")
end

function tests.no_secret_is_repeated()
    local problem = fails("SDP_E_ARGUMENT", function() connect { access_token = "line\nend-of-planted" } end)
    assert(problem.path == "access_token")
    assert(not json.encode(setmetatable(problem, nil)):find("planted"))
end

function tests.a_login_that_is_null_is_no_login()
    for _, name in ipairs { "access_token", "client_id", "api_key" } do
        local problem = fails("SDP_E_CONFIG", function()
            sdp.client { base_url = os.getenv("SDP_BASE_URL"), [name] = sdp.null }
        end)
        assert(problem.path == name)
    end
    connect({ client_id = sdp.null, portal = sdp.null }):close()
    sdp.client({ base_url = os.getenv("SDP_BASE_URL") }):close()
end

function tests.what_json_members_of_metatables_give()
    local function added(made)
        return function() client.products:add { name = setmetatable({}, { __json = function() return made end }) } end
    end
    misused("^name: what __json gives must be a table, not nil", added(nil))
    misused("^name: what __json gives must be a table, not number", added(5))
    misused("^name: what __json gives must be a table, not table", added(sdp.null))
    fails("SDP_E_VALUE", added({ id = "1" }), "product.name")
end

function tests.texts_that_cannot_be_sent()
    local before = attempts
    for index = 0, #NOT_UTF8 do
        local text = NOT_UTF8[index] or "a\0b"
        for _, call in ipairs {
            function() client.products:get(text) end, function() client:call(text) end,
            function() client.products:add { name = text } end, function() client.products:add { [text] = "x" } end,
            function() client.products:list({}, { tag = text }) end, function() connect { base_url = text } end,
            function() client:download(text, "x") end, function() client:download("x", text) end,
            function() client.contracts:upload_attachment("1", { file = text }) end,
            function() client.contracts:upload_attachment("1", { file = { bytes = "x", name = text } }) end,
        } do
            misused(index == 0 and "NUL" or "UTF%-8", call)
        end
    end
    assert(attempts == before)
end

function tests.what_cannot_be_sent_is_named()
    local name = "a\0b"
    misused("^product_id has a NUL", function() client.products:get(name) end)
    misused("^name has a NUL", function() client.products:add { name = name } end)
    misused("^product_type%.name is not UTF", function() client.products:add { product_type = { name = "\255" } } end)
    misused("^%[2%]%.name has a NUL", function() client.products:add { { name = "x" }, { name = name } } end)
    misused("^a%[2%]%.b has a NUL", function() client.products:add { a = { 1, { b = name } } } end)
    misused("member's name in cost has a NUL", function() client.contracts:add { cost = { [name] = 1 } } end)
    misused("^cost%.value: a function", function() client.contracts:add { cost = { value = print } } end)
    misused("^cost%.value: nan", function() client.contracts:add { cost = { value = -(0 / 0) } } end)
    misused("^tag has a NUL", function() client.products:list({}, { tag = name }) end)
    misused("^base_url has a NUL", function() connect { base_url = name } end)
end

function tests.c_can_call_only_so_many_functions()
    local nothing, many = function() end, {}
    local problem
    for _ = 1, 3000 do
        local fine, made = pcall(connect, { event = nothing })
        problem = not fine and made or nil
        if problem then break end
        table.insert(many, made)
    end
    assert(type(problem) == "string" and problem:find("^C can call no more functions.*close clients"), problem)
    misused("no more functions", function() client:download("/x", nothing); error("x") end)
    many[#many]:close()
    local own = connect { event = nothing }
    assert(own.products:list()().id)
    own:close()
    many = nil
    for _ = 1, #NOT_UTF8 do connect { event = nothing } end -- what was dropped is collected
end

function tests.a_received_entity_is_no_input()
    local made = client.products:ensure { name = "received", product_type = KIND }
    misused("a table of yours", function() client.products:edit(made.id, made) end)
    local described = client.products:edit(made.id, { product_type = made.product_type }, { dry_run = true })
    local sent = described.input_data.product.product_type
    assert(sent.id == made.product_type.id and sent.name == nil)
end

function tests.what_log_and_event_raise()
    for _, functions in ipairs { { event = planted }, { log = planted, log_level = "debug" } } do
        local own = connect(functions)
        local told = caught(function() own.products:ensure { name = "raised", product_type = KIND } end)
        assert(told.cause.planted and told.result.name == "raised" and not told.error)
        own:close()
    end
    local told = caught(function() connect({ event = planted }).products:get("1") end)
    assert(told.error.http_status == 404 and not told.result)
    told = caught(function() connect({ event = function() coroutine.yield() end }).products:get("1") end)
    assert(tostring(told):find("yield"))
end

function tests.what_progress_and_sinks_raise()
    local file = { bytes = ("x"):rep(5000), name = "x.txt" }
    local told = caught(function() client.customers:upload_attachment { file = file, progress = planted } end)
    assert(told.result[1].name == "x.txt")
    local uploaded = client.customers:upload_attachment({ file = file })[1]
    assert(caught(function() client:download(uploaded.content_url, planted) end).error.status == "SDP_E_CANCELED")
    caught(function() client:download(uploaded.content_url, function() end, { progress = planted }) end)
    local size = 0
    client:download(uploaded.content_url, function(part) size = size + #part end)
    assert(size == 5000)
end

function tests.many_callbacks_in_compiled_code()
    local failing, own, count = true, nil, 0
    own = connect { event = function() if failing then planted() end end, log = function() end, log_level = "debug" }
    for _ = 1, 150 do
        failing = not failing
        local fine, problem = pcall(own.products.get, own.products, "1")
        assert(not fine)
        if getmetatable(problem) == sdp.CallbackError then count = count + 1 end
    end
    assert(count == 75)
    failing = false
    local batch = own:batch()
    for result in batch:run(coroutine.wrap(function()
        for number = 1, 150 do coroutine.yield { "products.get", tostring(number) } end
    end)) do
        assert(result.error.http_status == 404)
        fails(result.error.status, function() result:get() end)
    end
end

function tests.a_callback_may_use_a_sibling_but_not_its_client()
    local own, sibling
    own = connect { event = function(event)
        if event.tag == "outer" then sibling.products:get("1") end
    end }
    sibling = own:sibling()
    local told = caught(function() own.products:list({}, { tag = "outer" })() end)
    assert(told.cause.http_status == 404 and told.result)
    for _, use in ipairs { function() own.products:get("2") end, function() own:close() end,
                           function() own:sibling() end, function() own:batch() end, function() own:root() end } do
        own = connect { event = use }
        assert(caught(function() own.products:list()() end).cause:find("a callback waits"))
    end
end

function tests.what_was_closed()
    local own = connect()
    local pages, batch = own.products:list(), own:batch()
    pages:close()
    pages:close()
    batch:close()
    for _, use in ipairs { function() pages() end, function() pages:info() end, function() batch() end,
                           function() batch:room() end, function() batch:add("products.list") end } do
        misused("is closed", use)
    end
    pages, batch = own.products:list(), own:batch()
    own:close()
    own:close()
    for _, use in ipairs { function() pages() end, function() batch() end, function() own:sibling() end,
                           function() own:batch() end, function() own:login() end, function() own.products:list() end,
                           function() own.products:get("1") end, function() own:root() end,
                           function() own:download("/x", "/dev/null") end } do
        misused("client is closed", use)
    end
    pages:close()
    batch:close()
end

function tests.objects_end_in_any_order()
    for round = 1, 12 do
        local own = connect { event = function() collectgarbage() end }
        local things = { own, own.products:list(), own:batch(), sdp.cancel(), own:sibling() }
        things[2]()
        things[3]:add("products.get", "1", { tag = ("x"):rep(500), cancel = things[4] })
        things[6] = { things }
        own = nil
        for index = 1, 5 do
            things[(index * 7 + round) % 5 + 1] = false
            if round % 2 == 0 then collectgarbage() end
        end
        things = nil
        collectgarbage()
    end
    local dropped
    local own = connect { event = function() dropped = nil; collectgarbage() end }
    for _ = 1, 5 do
        dropped = { own.products:list(), own:batch() }
        dropped[1]()
        dropped = { own.products:list(), own:batch() }
        assert(own.products:list()().id)
    end
    local pages = connect().products:list()
    collectgarbage()
    assert(pages().id, "a walk keeps its client")
    connect({ event = function() collectgarbage() end }).products:list():all()
end

function tests.batches()
    local batch = client:batch { max_pending = 2 }
    batch:add("products.get", "1")
    batch:add("products.get", "2")
    fails("SDP_E_LIMIT", function() batch:add("products.get", "3") end)
    local calls, count = {}, 0
    for number = 1, 7 do calls[number] = { "products.get", tostring(number) } end
    for _ in batch:run(calls) do count = count + 1 end
    assert(count == 9)
    fails("SDP_E_UNKNOWN_FIELD", function() batch:add("products.gett") end, nil, "'products.get'")
    misused("product_id", function() batch:add("products.get") end)
    assert(batch:add("products.get", "5", { dry_run = true }).method == "GET")
    batch:add("products.get", "1")
    misused("must be a table", function() for _ in batch:run(5) do error("x") end end)
    client:close()
    client = connect { event = function() attempts = attempts + 1 end }
end

function tests.a_call_of_a_batch_that_is_wrong_ends_no_other()
    local made = client.products:ensure { name = "batched", product_type = KIND }
    local good = { "products.get", made.id }
    local calls = { good, { "products.gett", "1" }, { "products.get" }, { "products.get", 5 }, "products.get", {}, 7,
                    { "products.get", "a\0b" }, good, { "products.edit", made.id, { nmae = "x" } }, good }
    for _, config in ipairs { {}, { in_order = true }, { concurrency = 1 }, { max_pending = 1, in_order = true } } do
        local batch, results = client:batch(config), {}
        for one in batch:run(calls) do table.insert(results, one) end
        batch:close()
        assert(#results == #calls)
        local fine = 0
        for index, one in ipairs(results) do
            assert((one.number == nil) == (one.error ~= nil))
            if not one.error then fine = fine + (one:get().id == made.id and 1 or 0) end
            if one.operation == "products.edit" then assert(one.error.path == "product.nmae") end
            if config.in_order then
                local told, wanted = one.call, calls[index]
                assert(told == wanted or told[1] == wanted[1] and told[2] == wanted[2])
            end
        end
        assert(fine == 3)
    end
    local batch, count = client:batch { in_order = true, max_pending = 20 }, 0
    for one in batch:run(function() return { "products.gett" } end) do
        assert(one.error)
        count = count + 1
        if count == 100 then break end
    end
    batch:close()
    misused("is closed", function() batch:run({ good })() end)
end

function tests.searching_by_words()
    local function criteria(query, options)
        options = options or {}
        options.dry_run = true
        return client.contracts:list(query, options).input_data.list_info.search_criteria
    end
    local function both(found)
        return found[1].field == "status.name" and found[2].value == "1798761600000"
    end
    assert(criteria({ where = "status is Active" }).value == "Active")
    assert(both(criteria { where = "status is Active and active_till < 2027-01-01" }))
    assert(both(criteria { list_info = { row_count = 5, where = { "status is Active", "active_till < 2027-01-01" } } }))
    assert(criteria({ where = "nam is x" }, { allow_unknown = true }).field == "nam")
    assert(criteria { where = {} } == nil)
    client.products:ensure { name = "searched for", product_type = KIND }
    assert(#client.products:list({ where = "name starts with 'searched'" }):all() == 1)
    fails("SDP_E_UNKNOWN_FIELD", function() client.products:list { where = "nam is x" } end, nil, "'name'")
    local where = { "name is a", "name is x and" }
    fails("SDP_E_VALUE", function() client.products:list { where = where } end, nil, "column 11")
    for _, bad in ipairs { 5, { 5 }, sdp.null, true, "a\0b", "\255" } do
        assert(type(raised(function() client.products:list { where = bad } end)) == "string")
    end
    local words = "name is 'nothing has this name'"
    assert(#client.products:list({ where = { words } }):all() == 0)
    for _, bad in ipairs { { name = words }, { nil, words }, { words, nil, words }, { words, name = words }, { [0] = words },
                           { { words } }, false } do
        misused("^where must be a string", function() client.products:list { where = bad } end)
    end
    misused("either", function() client.products:list { where = "name is x", search_criteria = {} } end)
    fails("SDP_E_UNKNOWN_FIELD", function() client.products:edit("1", { where = "name is x" }) end)
end

function tests.a_call_is_cancelled_while_it_waits()
    local cancel = sdp.cancel()
    local own = connect { base_url = "http://127.0.0.1:9/app/itdesk", event = function() cancel:signal() end }
    fails("SDP_E_CANCELED", function() own.products:get("1", { cancel = cancel, max_retries = 5 }) end)
    cancel:reset()
    fails("SDP_E_CONNECT", function() own.products:get("1", { cancel = cancel, max_retries = 0 }) end)
end

function tests.from_the_environment()
    assert(sdp.from_environment():root():match("/api/v3$"))
    assert(sdp.from_environment("sdp"):root() == sdp.from_environment():root())
    assert(type(sdp.from_environment("neucrm").neucrm:list():all()) == "table")
    for _, bad in ipairs { "bogus", "", "NEUCRM", 5, {}, false, sdp.null } do
        misused("'sdp' or 'neucrm'", function() sdp.from_environment(bad) end)
    end
end

-- How many tokens the sandbox gave so far.
local function minted()
    local parts, server = {}, os.getenv("SDP_BASE_URL"):match("^%w+://[^/]+")
    client:download(server .. "/_sandbox/tokens", function(part) table.insert(parts, part) end)
    return json.decode(table.concat(parts)).minted
end

function tests.processes_share_a_token()
    local before, token_cache, processes = minted(), os.tmpname(), {}
    local scenario = folder .. "../../examples/ffi/lua/scenario.lua"
    for number = 1, 3 do
        processes[number] = io.popen(string.format("'%s' '%s' '%s'", arg[-1], scenario, token_cache))
    end
    for _, process in ipairs(processes) do
        assert(#process:read("*a"):gsub("[^\n]", "") == 5)
        process:close()
    end
    os.remove(token_cache)
    os.remove(token_cache .. ".lock")
    assert(minted() == before + 1)
end

function tests.values_are_those_of_lua()
    local sent = client.contracts:edit("1", { active_from = sdp.time(1234567890.123), cost = { value = "2322.00" },
                                              comments = sdp.null, is_definite = false }, { dry_run = true })
    sent = sent.input_data.contract
    assert(tonumber(sent.active_from.value) == 1234567890123 and sent.cost.value == "2322.00")
    assert(sent.comments == sdp.null and sent.is_definite == false and sent.name == nil)
    local name = '"\\\195\188\240\159\152\128\n12.50'
    assert(client.products:ensure({ name = name, product_type = KIND }).name == name)
    assert(sdp.type_of(client.products:list()()).name == "product" and sdp.type_of({}) == nil)
    for operation in pairs(sdp.operations) do
        local noun, verb = operation:match("^(.-)%.(.*)$")
        assert(type(client[noun][verb]) == "function", operation)
    end
end

function tests.json_is_strict()
    for _, text in ipairs { '[1,"2.50","12345678901234567890",-0,"1e5",0.1,123456789012345]', '{"a":[{},[]]}', '""' } do
        local again = json.encode(json.decode(text))
        assert(json.encode(json.decode(again)) == again)
    end
    assert(json.encode(json.decode("[2.50,12345678901234567890,1.5]")) == '["2.50","12345678901234567890",1.5]')
    assert(json.decode('"\\ud83d\\ude00\\u00fc\\u20ac\\n"') == "\240\159\152\128\195\188\226\130\172\n")
    for _, text in ipairs { "", "[1,]", "01", "1.", ".5", '{"a"}', '{"a":1,}', '"\\ud800"', '"\\udc00"', "nul", "[1",
                            "1 2", '"a\nb"', "1e", "-", "+1", "[1-2]", '"\\x"', '"', "{1:2}", ("["):rep(1000) } do
        misused("JSON at byte", function() json.decode(text) end)
    end
end

local names, failures = {}, 0
for name in pairs(tests) do table.insert(names, name) end
table.sort(names)
for _, name in ipairs(names) do
    local fine, problem = xpcall(tests[name], function(problem)
        return tostring(problem) .. "\n" .. debug.traceback()
    end)
    if not fine then
        failures = failures + 1
        io.stderr:write("not so: " .. name .. ": " .. problem .. "\n")
    end
end
print(#names .. " tests, " .. failures .. " failed")
os.exit(failures == 0 and 0 or 1, true)
