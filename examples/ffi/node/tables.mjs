// The library's own tables of types, fields and operations: what a newer library knows, is here by itself.
import { KEY, lib, READ_ONLY } from './native.mjs';

function* walk(at) {
    for (let index = 0, found; (found = at(index)) !== null; index++) yield found;
}

/** A value that is made once, when it is first asked for. */
function once(make) {
    let made;
    return () => (made ??= make());
}

const byName = (items) => new Map(items.map((one) => [one.name, one]));

/** A member of a type. */
export class Field {
    #nested;

    constructor(pointer) {
        const flags = lib.sdp_field_flags(pointer);
        this.name = lib.sdp_field_name(pointer);
        this.doc = lib.sdp_field_doc(pointer);
        this.kind = lib.sdp_kind_name(lib.sdp_field_kind(pointer));
        this.readOnly = (flags & READ_ONLY) !== 0;
        this.isKey = (flags & KEY) !== 0;
        this.#nested = lib.sdp_type_name(lib.sdp_field_type(pointer));
    }

    /** The type of an object, or of the items of a list; null for other kinds. */
    get type() {
        return types().get(this.#nested) ?? null;
    }
}

/** A type of entity, such as product. */
export class Type {
    #fields;

    constructor(pointer) {
        this.name = lib.sdp_type_name(pointer);
        this.doc = lib.sdp_type_doc(pointer);
        this.#fields = once(() => byName([...walk((index) => lib.sdp_type_field(pointer, index))].map(
            (field) => new Field(field))));
    }

    /** The members by their names. */
    get fields() {
        return this.#fields();
    }
}

/** An operation of the service, such as products.add. */
export class Operation {
    constructor(pointer) {
        const typeOf = (type) => types().get(lib.sdp_type_name(type)) ?? null;
        const words = (list) => (list ? list.split(' ') : []);
        this.name = lib.sdp_operation_name(pointer);
        this.doc = lib.sdp_operation_doc(pointer);
        this.method = lib.sdp_operation_method(pointer);
        this.path = lib.sdp_operation_path(pointer);
        this.ids = [...[...this.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
                    ...words(lib.sdp_operation_body_ids(pointer))];
        this.isWrite = lib.sdp_operation_access(pointer) !== 0;
        this.inputType = typeOf(lib.sdp_operation_input_type(pointer));
        this.outputType = typeOf(lib.sdp_operation_output_type(pointer));
        this.outputIsList = lib.sdp_operation_output_is_list(pointer) !== 0;
        // What a call gives may stand inside of what the service answers.
        const inner = lib.sdp_operation_output_is_whole(pointer) === 0 ? null :
            words(lib.sdp_operation_output_keys(pointer)).map((key) => this.outputType.fields.get(key)).find(Boolean);
        this.resultType = inner?.type ?? this.outputType;
    }
}

/** All types by their names. */
export const types = once(() => byName([...walk(lib.sdp_type_at)].map((pointer) => new Type(pointer))));

/** All operations by their names. */
export const operations = once(() => byName([...walk(lib.sdp_operation_at)].map((pointer) => new Operation(pointer))));

/** What `new Client()` takes, beside log and event. */
export const configKeys = () => [...walk(lib.sdp_config_key_at)];

/** What every call takes as options, beside signal, progress and allow_unknown. */
export const optionKeys = () => [...walk(lib.sdp_options_key_at)];
