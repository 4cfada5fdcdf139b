// What a list searches for: words, as docs/queries.md has their grammar, or criteria as the service has them.
import { make, noMemory } from './errors.mjs';
import { AND, kindOf, lib, OK, take, text } from './native.mjs';
import { isPlain, Json, millisecondsOf, toJson } from './values.mjs';

/** The criteria that words tell, all of which must hold; undefined without any. */
function criteriaOf(where, type, allowUnknown) {
    const texts = typeof where === 'string' ? [where] : where;
    if (!Array.isArray(texts)) throw new TypeError(`where is a string or an array of them, not ${kindOf(where)}`);
    const words = texts.map((one) => text(one, 'where'));
    if (words.length === 0) return undefined;
    const [slot, printed] = [[null], [null]];
    if (lib.sdp_criteria_new(slot) !== OK) throw noMemory();
    const [criteria] = slot;
    try {
        // The first mistake stays, and is told by the last function.
        for (const one of words) {
            lib.sdp_criteria_parse(criteria, AND, one, lib.sdp_type_by_name(type.name), allowUnknown ? 1 : 0);
        }
        const made = make((error, out) => lib.sdp_criteria_json(criteria, error, out));
        if (lib.sdp_json_print(made, 0, printed) !== OK) throw noMemory();
        return new Json(take(printed));
    } finally {
        lib.sdp_criteria_free(criteria);
    }
}

/** The input of an operation, with what it searches for as it is sent: a Date is a text there, and no object. */
export function queryOf(operation, input, allowUnknown) {
    if (!operation?.inputType?.fields.has('search_criteria') || !isPlain(input)) return input;
    const { where, ...info } = isPlain(input.list_info) ? input.list_info : input;
    if (where !== undefined && info.search_criteria != null) {
        throw new TypeError('give either where or search_criteria');
    }
    if (where !== undefined) {
        info.search_criteria = criteriaOf(where, operation.outputType, allowUnknown);
    } else if (info.search_criteria != null) {
        const time = (date) => JSON.stringify(millisecondsOf(date));
        info.search_criteria = new Json(toJson(info.search_criteria, time, ['search_criteria']));
    }
    return isPlain(input.list_info) ? { ...input, list_info: info } : info;
}
