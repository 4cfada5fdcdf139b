-- JSON for the library: strict both ways. A number whose digits a number of Lua would change is read as a text.
local json = {}

local MOST_DEPTH = 60

--- JSON's null: a value, where nil means that a member is absent.
json.null = setmetatable({}, { __tostring = function() return "null" end, __metatable = false })

local ARRAY = {}

--- Marks a table as an array, which matters where it is empty.
function json.array(items)
    return setmetatable(items, ARRAY)
end

--- The shortest digits that are this number.
function json.digits(number)
    local short = string.format("%.14g", number)
    return tonumber(short) == number and short or string.format("%.17g", number)
end

-- How long a UTF-8 sequence is by its first byte, and what its second byte may be.
local function sequence(first)
    if first < 0xC2 then return 0 end
    if first < 0xE0 then return 2, 0x80, 0xBF end
    if first < 0xF0 then return 3, first == 0xE0 and 0xA0 or 0x80, first == 0xED and 0x9F or 0xBF end
    if first < 0xF5 then return 4, first == 0xF0 and 0x90 or 0x80, first == 0xF4 and 0x8F or 0xBF end
    return 0
end

local function is_utf8(text)
    local at = text:find("[\128-\255]")
    while at do
        local length, least, most = sequence(text:byte(at))
        local second = text:byte(at + 1)
        if length == 0 or not second or second < least or second > most or
            #text:match("^[\128-\191]*", at + 1) < length - 1 then
            return false
        end
        at = text:find("[\128-\255]", at + length)
    end
    return true
end

--- A text that C and JSON can hold; anything else is an error that says what it was for.
function json.text(value, what)
    if type(value) ~= "string" then error(what .. " must be a string, not " .. type(value), 0) end
    if value:find("\0", 1, true) then error(what .. " has a NUL, which cannot be sent", 0) end
    if not is_utf8(value) then error(what .. " is not UTF-8", 0) end
    return value
end

local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\" }

local function encode_text(value, what)
    return '"' .. json.text(value, what):gsub('[%c"\\]', function(one)
        return ESCAPES[one] or string.format("\\u%04x", one:byte())
    end) .. '"'
end

local function encode_number(number, place)
    if number ~= number or number == math.huge or number == -math.huge then
        error(place .. ": " .. tostring(number) .. " is not a number that JSON has", 0)
    end
    if math.floor(number) == number and math.abs(number) > 2 ^ 53 then
        error(place .. ": " .. json.digits(number) .. " may have lost digits; write it as a string", 0)
    end
    return json.digits(number)
end

local encode
local WHOLE = "the input" -- where a value stands in it, is for messages: cost.value, or items[2]

local function encode_array(value, depth, place)
    local items, before = {}, place == WHOLE and "" or place
    for index = 1, #value do items[index] = encode(value[index], depth + 1, before .. "[" .. index .. "]") end
    for key in pairs(value) do
        if type(key) ~= "number" or not items[key] then
            error(place .. ": an array has holes, or members with names", 0)
        end
    end
    return "[" .. table.concat(items, ",") .. "]"
end

local function encode_table(value, depth, place)
    local meta = getmetatable(value)
    if type(meta) == "table" and meta.__json then
        value = meta.__json(value)
        if type(value) ~= "table" or value == json.null then
            error(place .. ": what __json gives must be a table, not " .. type(value), 0)
        end
    end
    if value[1] ~= nil or meta == ARRAY then return encode_array(value, depth, place) end
    local members, before = {}, place == WHOLE and "" or place .. "."
    for name, member in pairs(value) do
        members[#members + 1] = encode_text(name, "a member's name in " .. place) .. ":" ..
            encode(member, depth + 1, before .. name)
    end
    return "{" .. table.concat(members, ",") .. "}"
end

--- The JSON of a value. An empty table is an object, unless json.array() marks it.
function encode(value, depth, place)
    if depth > MOST_DEPTH then error("the input is nested too deeply, or contains itself", 0) end
    local kind = type(value)
    if value == json.null then return "null" end
    if kind == "table" then return encode_table(value, depth, place) end
    if kind == "string" then return encode_text(value, place) end
    if kind == "number" then return encode_number(value, place) end
    if kind == "boolean" then return tostring(value) end
    error(place .. ": a " .. kind .. " cannot be sent", 0)
end

function json.encode(value)
    return encode(value, 0, WHOLE)
end

local function fail(text, at, wanted)
    error(string.format("JSON at byte %d: expected %s, found '%s'", at, wanted, text:sub(at, at + 9)), 0)
end

local function utf8(code)
    if code < 0x80 then return string.char(code) end
    if code < 0x800 then return string.char(0xC0 + math.floor(code / 64), 0x80 + code % 64) end
    if code < 0x10000 then
        return string.char(0xE0 + math.floor(code / 4096), 0x80 + math.floor(code / 64) % 64, 0x80 + code % 64)
    end
    return string.char(0xF0 + math.floor(code / 262144), 0x80 + math.floor(code / 4096) % 64,
                       0x80 + math.floor(code / 64) % 64, 0x80 + code % 64)
end

local UNESCAPED = { ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

-- What stands after a backslash at `at`, and where it ends.
local function decode_escape(text, at)
    local plain = UNESCAPED[text:sub(at, at)]
    if plain then return plain, at + 1 end
    local code = tonumber(text:match("^u(%x%x%x%x)", at) or fail(text, at, "an escape"), 16)
    if code >= 0xD800 and code < 0xDC00 then
        local low = tonumber(text:match("^\\u(%x%x%x%x)", at + 5) or "0", 16)
        if low < 0xDC00 or low > 0xDFFF then fail(text, at, "a pair of surrogates") end
        return utf8(0x10000 + (code - 0xD800) * 1024 + low - 0xDC00), at + 11
    end
    if code >= 0xDC00 and code < 0xE000 then fail(text, at, "a pair of surrogates") end
    return utf8(code), at + 5
end

local function decode_text(text, at)
    local parts = {}
    while true do
        local stop = text:find('[%c"\\]', at)
        if not stop then fail(text, at, "the end of a string") end
        parts[#parts + 1] = text:sub(at, stop - 1)
        local found = text:sub(stop, stop)
        if found == '"' then return table.concat(parts), stop + 1 end
        if found ~= "\\" and found ~= "\127" then fail(text, stop, "no control character") end
        if found == "\\" then
            parts[#parts + 1], at = decode_escape(text, stop + 1)
        else
            parts[#parts + 1], at = found, stop + 1
        end
    end
end

local function decode_number(text, at)
    local found = text:match("^-?%d+%.?%d*[eE]?[+-]?%d*", at) or fail(text, at, "a value")
    local digits = found:match("^-?(%d+)")
    local rest = found:sub(#found:match("^-?%d+") + 1)
    if (#digits > 1 and digits:sub(1, 1) == "0") or not (rest:match("^%.%d+$") or rest:match("^[eE][+-]?%d+$") or
        rest:match("^%.%d+[eE][+-]?%d+$") or rest == "") then
        fail(text, at, "a number")
    end
    local number = tonumber(found)
    return json.digits(number) == found and number or found, at + #found
end

local function skip(text, at)
    return text:find("[^ \t\r\n]", at) or #text + 1
end

local decode

local function decode_members(text, at, depth, made, close, read)
    at = skip(text, at)
    if text:sub(at, at) == close then return made, at + 1 end
    while true do
        at = skip(text, read(text, at, depth, made))
        local found = text:sub(at, at)
        if found == close then return made, at + 1 end
        if found ~= "," then fail(text, at, "',' or '" .. close .. "'") end
        at = skip(text, at + 1)
    end
end

local function read_item(text, at, depth, made)
    made[#made + 1], at = decode(text, at, depth)
    return at
end

local function read_member(text, at, depth, made)
    if text:sub(at, at) ~= '"' then fail(text, at, "a member's name") end
    local name
    name, at = decode_text(text, at + 1)
    at = skip(text, at)
    if text:sub(at, at) ~= ":" then fail(text, at, "':'") end
    made[name], at = decode(text, skip(text, at + 1), depth)
    return at
end

local WORDS = { ["true"] = true, ["false"] = false, null = json.null }

function decode(text, at, depth)
    if depth > 500 then fail(text, at, "less depth") end
    local first = text:sub(at, at)
    if first == "{" then return decode_members(text, at + 1, depth + 1, {}, "}", read_member) end
    if first == "[" then return decode_members(text, at + 1, depth + 1, json.array({}), "]", read_item) end
    if first == '"' then return decode_text(text, at + 1) end
    local word = text:match("^%a+", at)
    if word and WORDS[word] ~= nil then return WORDS[word], at + #word end
    return decode_number(text, at)
end

--- A value from JSON; raises where it is none.
function json.decode(text)
    local value, at = decode(text, skip(text, 1), 0)
    at = skip(text, at)
    if at <= #text then fail(text, at, "the end") end
    return value
end

return json
