// Values of JavaScript as JSON for the library, and its JSON as values of JavaScript.
import { kindOf, text } from './native.mjs';

const MOST_DEPTH = 60;
const TYPES = new WeakMap();

/** A received entity, which does not change. A member that did not come is not in it; one that is null is null. */
export class Entity {
    constructor(type, raw) {
        for (const [name, value] of Object.entries(raw)) {
            Object.defineProperty(this, name, { value: fromJson(value, type.fields.get(name)), enumerable: true });
        }
        TYPES.set(this, type);
        Object.freeze(this);
    }
}

/** The type of an entity, with its fields. */
export function typeOf(entity) {
    return TYPES.get(entity) ?? null;
}

export function isPlain(value) {
    if (value === null || typeof value !== 'object') return false;
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Where a value stands in what is sent, for messages: cost.value, or items[2]. */
function placeOf(path) {
    if (path.length === 0) return 'the input';
    return path.map((one) => (typeof one === 'number' ? `[${one}]` : `.${one}`)).join('').replace(/^\./, '');
}

function numberJson(number, path) {
    if (!Number.isFinite(number)) throw new RangeError(`${placeOf(path)}: ${number} is not a number that JSON has`);
    if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
        throw new RangeError(`${placeOf(path)}: ${number} may have lost digits; write it as a string or a BigInt`);
    }
    return String(number);
}

/** JSON that is made already. */
export class Json {
    constructor(text_) {
        this.text = text_;
    }
}

export function millisecondsOf(date) {
    if (Number.isNaN(date.getTime())) throw new RangeError('a Date is invalid');
    return String(date.getTime());
}

const timeJson = (date) => `{"value":"${millisecondsOf(date)}"}`;

function objectJson(value, time, path) {
    if (value instanceof Date) return time(value);
    if (value instanceof Json) return value.text;
    if (Array.isArray(value)) return `[${value.map((item, index) => toJson(item, time, [...path, index])).join(',')}]`;
    if (value instanceof Entity) return toJson('id' in value ? { id: value.id } : { ...value }, time, path);
    if (!isPlain(value)) {
        throw new TypeError(`${placeOf(path)}: ${kindOf(value)} cannot be sent; use plain objects, arrays and Date`);
    }
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) =>
        `${JSON.stringify(text(name, `a member's name in ${placeOf(path)}`))}:${
            toJson(member, time, [...path, name])}`).join(',')}}`;
}

/** The JSON of null, booleans, numbers, BigInts, strings, Dates, entities, plain objects and arrays. */
export function toJson(value, time = timeJson, path = []) {
    if (path.length > MOST_DEPTH) throw new TypeError('the input is nested too deeply, or contains itself');
    if (value === null) return 'null';
    switch (typeof value) {
    case 'boolean':
    case 'bigint':
        return String(value);
    case 'number':
        return numberJson(value, path);
    case 'string':
        return JSON.stringify(text(value, placeOf(path)));
    case 'object':
        return objectJson(value, time, path);
    default:
        throw new TypeError(`${placeOf(path)}: ${typeof value} cannot be sent`);
    }
}

/** JSON as values; a number whose digits a number of JavaScript would change is a string. */
export function parse(json) {
    return JSON.parse(json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g,
        (token) => (token[0] === '"' || String(Number(token)) === token ? token : `"${token}"`)));
}

function timeOf(value) {
    const date = new Date(Number(value?.value ?? value));
    return Number.isNaN(date.getTime()) ? value : date;
}

function integerOf(value) {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
}

function boolOf(value) {
    return value === 'true' || (value === 'false' ? false : value);
}

const SCALARS = { text: String, id: String, number: String, integer: integerOf, bool: boolOf };

/** A member as JavaScript has it. Where that is impossible (a year 300000), the JSON stays as it came. */
function fromJson(value, field) {
    if (value === null || field === undefined) return value;
    if (field.kind === 'time') return timeOf(value);
    if (field.kind === 'list' || field.kind === 'texts') {
        return Object.freeze((Array.isArray(value) ? value : [value]).map((item) => entityOf(field.type, item)));
    }
    if (typeof value === 'object') return field.kind === 'object' ? entityOf(field.type, value) : value;
    return SCALARS[field.kind]?.(value) ?? value;
}

/** What a call gave: an entity, an array of entities, or plain values where no type is known. */
export function entityOf(type, raw) {
    if (Array.isArray(raw)) return Object.freeze(raw.map((one) => entityOf(type, one)));
    return type && raw !== null && typeof raw === 'object' ? new Entity(type, raw) : raw;
}
