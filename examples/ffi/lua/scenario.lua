-- What a program does with the service: run it with SDP_BASE_URL and SDP_ACCESS_TOKEN set.
--
--     luajit examples/ffi/lua/scenario.lua
local folder = arg[0]:match("^(.*/)") or "./"
package.path = folder .. "?.lua;" .. package.path
local sdp = require("sdp")

local KIND = { name = "Workstation" }

local function connect(more)
    more.base_url, more.portal = os.getenv("SDP_BASE_URL"), os.getenv("SDP_PORTAL")
    more.access_token, more.timeout_ms = os.getenv("SDP_ACCESS_TOKEN"), 20000
    return sdp.client(more)
end

-- What a call raises.
local function caught(work, ...)
    local fine, problem = pcall(work, ...)
    assert(not fine, "nothing was raised")
    assert(getmetatable(problem) == sdp.Error, problem)
    return problem
end

local function one_product(client)
    local added = client.products:add { name = "XPS 15", product_type = KIND, comments = "ordered" }
    assert(type(added.id) == "string" and added.id:match("^%d+$"))
    assert(client.products:get(added.id).comments == "ordered")
    assert(client.products:edit(added.id, { comments = sdp.null }).comments == sdp.null)
    local got = client.products:get(added.id)
    assert(got.comments == sdp.null, "null, and not absent")
    assert(got.product_type.name == "Workstation")
    assert(client.products:ensure({ name = "XPS 15", product_type = KIND }).id == added.id)
    print("added, changed, cleared and found again:", got)
end

local function all_products(client)
    for number = 0, 6 do client.products:ensure { name = "Screen " .. number, product_type = KIND } end
    local pages = client.products:list { row_count = 3, sort_field = "name", get_total_count = true }
    local names = {}
    for product in pages do table.insert(names, product.name) end
    local info = pages:info()
    assert(#names == info.total_count and info.page_number > 1)
    pages:close()
    local screens = 0
    for _ in client.products:list { where = "name starts with 'Screen '" } do screens = screens + 1 end
    assert(screens == 7)
    print(#names .. " products, from " .. names[1] .. " to " .. names[#names])
end

local function a_mistake(client)
    local taken = caught(client.products.add, client.products, { name = "XPS 15", product_type = KIND })
    assert(taken.status == "SDP_E_REFUSED" and taken.fault == "caller" and taken.api_code == 4008)
    assert(taken.fields[1] == "name" and not taken.retryable and not taken.maybe_done and taken.attempts == 1)
    print("refused, as it should be: " .. tostring(taken), taken.fields[1])
    local mistyped = caught(client.products.add, client.products, { nam = "XPS 15" })
    assert(mistyped.status == "SDP_E_UNKNOWN_FIELD" and mistyped.path == "product.nam")
    assert(tostring(mistyped):find("'name'", 1, true))
    print("refused before it was sent: " .. tostring(mistyped))
end

local function a_contract_with_a_file(client)
    local begin = 1767225600 -- 2026-01-01 in UTC, as os.time() counts
    local contract = client.contracts:add {
        name = "Support", vendor = { name = "Canon" }, owner = { email_id = "john.doe@abcmail.com" },
        is_definite = true,
        active_from = sdp.time(begin), active_till = sdp.time(begin + 365 * 86400), cost = { value = "2322.00" },
    }
    assert(contract.active_from == begin and type(contract.cost.value) == "string")
    local bytes, seen = ("%PDF-1.4\n"):rep(2000), {}
    local uploaded = client.contracts:upload_attachment(contract.id, {
        file = { bytes = bytes, name = "terms.pdf" },
        progress = function(done, total) table.insert(seen, done .. "/" .. total) end,
    })[1]
    assert(uploaded.name == "terms.pdf" and seen[#seen] == "18000/18000")
    local path = os.tmpname()
    client:download(uploaded.content_url, path)
    local file = assert(io.open(path, "rb"))
    assert(file:read("*a") == bytes)
    file:close()
    os.remove(path)
    local parts = {}
    client:download(uploaded.content_url, function(part) table.insert(parts, part) end)
    assert(table.concat(parts) == bytes)
    client.contracts:delete(contract.id)
    print("a contract until " .. os.date("!%Y-%m-%d", contract.active_till) .. " with", uploaded)
end

local function many_at_once(client)
    local ids, calls, found = {}, {}, 0
    for product in client.products:list() do
        table.insert(ids, product.id)
        table.insert(calls, { "products.get", product.id })
    end
    local batch = client:batch { concurrency = 4 }
    for result in batch:run(calls) do
        assert(result:get().id == ids[result.number + 1])
        found = found + 1
    end
    batch:close()
    assert(found == #ids)
    local ordered, results = client:batch { in_order = true }, {}
    for _, id in ipairs { ids[1], "1", ids[2] } do ordered:add("products.get", id, { tag = "look at " .. id }) end
    for result in ordered do table.insert(results, result) end
    ordered:close()
    local first, lost, last = unpack(results)
    assert(first.value.id == ids[1] and last.value.id == ids[2] and lost.tag == "look at 1")
    assert(lost.error.status == "SDP_E_REFUSED" or lost.error.status == "SDP_E_NOT_FOUND")
    print(found .. " products by a batch, and one that is not there: " .. tostring(lost.error))
end

-- A client whose token stands in a file that processes share.
local function connect_by_oauth(token_cache)
    return sdp.client {
        base_url = os.getenv("SDP_BASE_URL"), portal = os.getenv("SDP_PORTAL"), timeout_ms = 20000,
        accounts_url = os.getenv("SDP_BASE_URL"):match("^%w+://[^/]+"), client_id = "scenario", client_secret = "any",
        refresh_token = "any", token_cache = token_cache,
    }
end

-- Lua has no threads: this is what each of four processes does, and tells how many products it saw each time.
local function one_of_four(token_cache)
    local client = connect_by_oauth(token_cache)
    for _ = 1, 5 do
        local count = 0
        for _ in client.products:list { row_count = 4 } do count = count + 1 end
        print(count)
    end
    client:close()
end

local function quoted(word)
    return "'" .. word:gsub("'", "'\\''") .. "'"
end

local function four_processes()
    local token_cache, processes, counts = os.tmpname(), {}, {}
    for number = 1, 4 do
        processes[number] = assert(io.popen(quoted(arg[-1]) .. " " .. quoted(arg[0]) .. " " .. quoted(token_cache)))
    end
    for _, process in ipairs(processes) do
        for line in process:lines() do table.insert(counts, line) end
        process:close()
    end
    os.remove(token_cache)
    os.remove(token_cache .. ".lock") -- which processes wait for, when a token is renewed
    assert(#counts == 20)
    for _, count in ipairs(counts) do assert(count == counts[1]) end
    print("4 processes, which share a login, saw " .. counts[1] .. " products")
end

local function cancelled(client)
    local cancel = sdp.cancel()
    cancel:signal()
    local problem = caught(client.products:list({}, { cancel = cancel }))
    assert(problem.status == "SDP_E_CANCELED")
    print("cancelled: " .. tostring(problem))
end

if arg[1] then
    one_of_four(arg[1])
    os.exit(0, true)
end

local attempts = {}
local client = connect { event = function(event) table.insert(attempts, event) end }
one_product(client)
all_products(client)
a_mistake(client)
a_contract_with_a_file(client)
many_at_once(client)
four_processes()
cancelled(client)
for _, product in ipairs(client.products:list():all()) do
    if product.name == "XPS 15" then client.products:delete(product.id) end
end
client:close()
assert(attempts[1].operation == "products.add" and attempts[1].http_status == 200)
print(#attempts .. " attempts in all")
