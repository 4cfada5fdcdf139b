-- The library's JSON as values of Lua.
local json = require("sdp.json")

local values = {}
local METATABLES = {} -- of entities, by their type

local function metatable_of(type)
    local found = METATABLES[type]
    if not found then
        found = { sdp_type = type, __tostring = function(one)
            return "<" .. type.name .. " " .. tostring(rawget(one, "id") or rawget(one, "name") or "") .. ">"
        end }
        -- As a part of an input it stands for what it is, and not for all that the service told of it.
        found.__json = function(one)
            local sent = {}
            for name, value in pairs(one) do sent[name] = value end
            return one.id and { id = one.id } or sent
        end
        METATABLES[type] = found
    end
    return found
end

--- The type of a received entity, with its fields; nil for anything else.
function values.type_of(one)
    local meta = getmetatable(one)
    return type(meta) == "table" and rawget(meta, "sdp_type") or nil
end

--- A point in time for the library, from seconds since 1970 as os.time() gives them.
function values.time(seconds)
    if type(seconds) ~= "number" or seconds ~= seconds or math.abs(seconds) > 2 ^ 43 then
        error("a time is a number of seconds since 1970", 0)
    end
    return { value = string.format("%.0f", math.floor(seconds * 1000 + 0.5)) }
end

local function as_text(value)
    return type(value) == "number" and json.digits(value) or value
end

local function as_time(value)
    local milliseconds = tonumber(type(value) == "table" and value.value or value)
    return milliseconds and milliseconds / 1000 or value
end

local FLAGS = { ["true"] = true, ["false"] = false }

local function as_flag(value)
    if FLAGS[value] ~= nil then return FLAGS[value] end
    return value
end

local SCALARS = { text = as_text, id = as_text, number = as_text, time = as_time, bool = as_flag,
                  integer = function(value) return tonumber(value) or value end }

local function member_of(value, field)
    if value == json.null or not field then return value end
    if field.kind == "list" or field.kind == "texts" then
        local is_array = type(value) == "table" and (value[1] ~= nil or next(value) == nil)
        return values.of(field.type, is_array and value or json.array({ value }))
    end
    if field.kind == "object" then return values.of(field.type, value) end
    local convert = SCALARS[field.kind]
    if not convert or (type(value) == "table" and field.kind ~= "time") then return value end
    return convert(value)
end

--- What a call gave: an entity, an array of entities, or plain values where no type is known. The table itself becomes
--- the entity.
function values.of(type_, raw)
    if not type_ or type(raw) ~= "table" or raw == json.null then return raw end
    if raw[1] ~= nil or next(raw) == nil and getmetatable(raw) then
        for index, one in ipairs(raw) do raw[index] = values.of(type_, one) end
        return raw
    end
    for name, value in pairs(raw) do raw[name] = member_of(value, type_.fields[name]) end
    return setmetatable(raw, metatable_of(type_))
end

return values
