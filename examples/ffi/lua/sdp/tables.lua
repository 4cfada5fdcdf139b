-- The library's own tables of types, fields and operations: what a newer library knows, is here by itself.
local bit = require("bit")
local native = require("sdp.native")

local lib, string_of, walk = native.lib, native.string, native.walk
local tables = { types = {}, operations = {}, nouns = {} }

local function field_of(pointer)
    local flags = lib.sdp_field_flags(pointer)
    return {
        name = string_of(lib.sdp_field_name(pointer)),
        doc = string_of(lib.sdp_field_doc(pointer)),
        kind = string_of(lib.sdp_kind_name(lib.sdp_field_kind(pointer))),
        read_only = bit.band(flags, native.READ_ONLY) ~= 0,
        is_key = bit.band(flags, native.KEY) ~= 0,
        type = tables.types[string_of(lib.sdp_type_name(lib.sdp_field_type(pointer)))],
    }
end

-- Types are there before their fields, which name types.
for pointer in walk(lib.sdp_type_at) do
    local name = string_of(lib.sdp_type_name(pointer))
    tables.types[name] = { name = name, doc = string_of(lib.sdp_type_doc(pointer)), fields = {} }
end
for pointer in walk(lib.sdp_type_at) do
    local fields = tables.types[string_of(lib.sdp_type_name(pointer))].fields
    for one in walk(function(index) return lib.sdp_type_field(pointer, index) end) do
        local field = field_of(one)
        fields[#fields + 1] = field
        fields[field.name] = field
    end
end

local function words(list)
    return (list or ""):gmatch("%S+")
end

-- The type of what a call gives, which may stand inside of what the service answers.
local function result_type(pointer, output)
    if lib.sdp_operation_output_is_whole(pointer) ~= 0 then
        for key in words(string_of(lib.sdp_operation_output_keys(pointer))) do
            local field = output.fields[key]
            if field and field.type then return field.type end
        end
    end
    return output
end

local function operation_of(pointer)
    local function type_of(type) return tables.types[string_of(lib.sdp_type_name(type))] end
    local operation = {
        name = string_of(lib.sdp_operation_name(pointer)),
        doc = string_of(lib.sdp_operation_doc(pointer)),
        method = string_of(lib.sdp_operation_method(pointer)),
        path = string_of(lib.sdp_operation_path(pointer)),
        ids = {},
        is_write = lib.sdp_operation_access(pointer) ~= 0,
        input_type = type_of(lib.sdp_operation_input_type(pointer)),
        output_type = type_of(lib.sdp_operation_output_type(pointer)),
        output_is_list = lib.sdp_operation_output_is_list(pointer) ~= 0,
    }
    for id in operation.path:gmatch("{([%w_]+)}") do table.insert(operation.ids, id) end
    for id in words(string_of(lib.sdp_operation_body_ids(pointer))) do table.insert(operation.ids, id) end
    operation.result_type = result_type(pointer, operation.output_type)
    return operation
end

for pointer in walk(lib.sdp_operation_at) do
    local operation = operation_of(pointer)
    local noun, verb = operation.name:match("^([^.]*)%.(.*)$")
    tables.operations[operation.name] = operation
    tables.nouns[noun] = tables.nouns[noun] or {}
    tables.nouns[noun][verb] = operation.name
    if verb == "add" then tables.nouns[noun].ensure = noun .. ".ensure" end
end

-- How many letters to change, add or drop until one word is the other.
local function distance(one, other)
    local row = {}
    for column = 0, #other do row[column] = column end
    for index = 1, #one do
        local left = { [0] = index }
        for column = 1, #other do
            local same = one:byte(index) == other:byte(column)
            left[column] = math.min(row[column] + 1, left[column - 1] + 1, row[column - 1] + (same and 0 or 1))
        end
        row = left
    end
    return row[#other]
end

--- "; did you mean '…'?" where one of the keys of `known` is near enough; "" otherwise.
function tables.meant(name, known)
    local nearest, least = nil, math.floor(#name / 2)
    for one in pairs(known) do
        local far = distance(name, one)
        if far < least or far == least and (not nearest or one < nearest) then nearest, least = one, far end
    end
    return nearest and "; did you mean '" .. nearest .. "'?" or ""
end

local function names(at)
    local found = {}
    for pointer in walk(at) do found[#found + 1] = string_of(pointer) end
    return found
end

--- What sdp.client() takes, beside log and event.
tables.config_keys = names(lib.sdp_config_key_at)
--- What every call takes as options, beside cancel, progress and allow_unknown.
tables.option_keys = names(lib.sdp_options_key_at)

return tables
