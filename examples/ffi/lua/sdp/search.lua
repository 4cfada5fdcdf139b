-- What a list searches for in words, as docs/queries.md has their grammar.
local ffi = require("ffi")
local errors = require("sdp.errors")
local json = require("sdp.json")
local native = require("sdp.native")

local lib = native.lib
local search = {}

-- The words as an array without holes: what is dropped in silence would find everything.
local function words_of(where)
    if type(where) == "string" then return { where } end
    local count = 0
    if type(where) == "table" and where ~= json.null then
        for _ in pairs(where) do count = count + 1 end
        for index = 1, count do
            if where[index] == nil then count = -1 end
        end
        if count >= 0 then return where end
    end
    error("where must be a string, or an array of them", 0)
end

-- The criteria that words tell, all of which must hold; nil without any.
local function criteria_of(where, type_name, allow_unknown)
    local texts = words_of(where)
    for _, one in ipairs(texts) do json.text(one, "where") end
    if not texts[1] then return nil end
    local slot, printed = ffi.new("sdp_criteria *[1]"), native.text_slot()
    if lib.sdp_criteria_new(slot) ~= native.OK then error(errors.no_memory()) end
    -- The first mistake stays, and is told by the last function.
    for _, one in ipairs(texts) do
        lib.sdp_criteria_parse(slot[0], native.AND, one, lib.sdp_type_by_name(type_name), allow_unknown and 1 or 0)
    end
    local fine, made = pcall(errors.make, "const sdp_json", function(failure, out)
        return lib.sdp_criteria_json(slot[0], failure, out)
    end)
    local status = fine and lib.sdp_json_print(made, 0, printed)
    lib.sdp_criteria_free(slot[0])
    if not fine then error(made, 0) end
    if status ~= native.OK then error(errors.no_memory()) end
    return json.decode(native.take(printed))
end

local function copy(members)
    local made = {}
    for name, member in pairs(members) do made[name] = member end
    return made
end

--- The input of an operation, with what it searches for as it is sent.
function search.query(operation, input, allow_unknown)
    if not (operation.input_type and operation.input_type.fields.search_criteria) then return input end
    local wrapped = type(input.list_info) == "table"
    local info = copy(wrapped and input.list_info or input)
    if info.where == nil then return input end
    if info.search_criteria ~= nil then error("give either where or search_criteria", 0) end
    info.search_criteria = criteria_of(info.where, operation.output_type.name, allow_unknown)
    info.where = nil
    if not wrapped then return info end
    local made = copy(input)
    made.list_info = info
    return made
end

return search
