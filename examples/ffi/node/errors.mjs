// What goes wrong, as errors.
import { lib, NO_MEMORY, OK, take } from './native.mjs';

/**
 * A call failed. `status` is its name, such as "SDP_E_REFUSED"; docs/errors.md tells what to do about each. All that
 * the library tells of an error is a member, by the library's name.
 */
export class SdpError extends Error {
    constructor({ message, ...told }) {
        const words = message || told.status;
        super(told.path && !words.includes(told.path) ? `${told.path}: ${words}` : words);
        Object.assign(this, told);
    }

    get name() {
        return this.constructor.name;
    }

    /** The status, where Node's own errors have their code. */
    get code() {
        return this.status;
    }

    /** The fields that the service's messages name. */
    get fields() {
        return (this.messages ?? []).flatMap((message) => message.fields ?? []);
    }
}

/** The caller's to mend: an argument, an input, or what the service refused; or the caller cancelled. */
export class CallerError extends SdpError {}

/** The service failed, or answered what cannot be used. */
export class ServerError extends SdpError {}

/** No connection, or no answer in time. */
export class NetworkError extends SdpError {}

/** The login was not accepted, or may not do this. */
export class CredentialsError extends SdpError {}

/** Too many requests. */
export class QuotaError extends SdpError {}

/** A function of the caller's threw inside a call (`cause`), which went on to its end: `result` or `error`. */
export class CallbackError extends Error {
    constructor(cause, result, error) {
        super('a callback threw inside a call', { cause });
        this.result = result;
        this.error = error;
    }

    get name() {
        return 'CallbackError';
    }
}

/** A callback made a call of the client in whose call it is, which would go on without end. */
export class BusyError extends Error {
    get name() {
        return 'BusyError';
    }
}

/** A client, walk or batch was used after it was closed. */
export class ClosedError extends Error {
    get name() {
        return 'ClosedError';
    }
}

const FAULTS = { caller: CallerError, server: ServerError, network: NetworkError, credentials: CredentialsError,
                 quota: QuotaError };

/** An error from what the library tells of it. */
export function errorOf(told) {
    return new (FAULTS[told.fault] ?? SdpError)(told);
}

/** An error from the library's error object. */
export function errorAt(pointer, status) {
    const slot = [null];
    if (status === NO_MEMORY || lib.sdp_error_to_json(pointer, slot) !== OK) return noMemory();
    const told = JSON.parse(take(slot));
    // The function may have had no place to say more.
    return errorOf(told.status === 'SDP_OK' ? { status: lib.sdp_status_name(status), fault: 'caller' } : told);
}

export function noMemory() {
    return errorOf({ status: lib.sdp_status_name(NO_MEMORY), message: 'libsdp has no memory' });
}

/** Makes something with a function that takes an error object and has no client; throws what it said. */
export function make(work) {
    const [error, slot] = [[null], [null]];
    if (lib.sdp_error_new(error) !== OK) throw noMemory();
    try {
        const status = work(error[0], slot);
        if (status < 0) throw errorAt(error[0], status);
        return slot[0];
    } finally {
        lib.sdp_error_free(error[0]);
    }
}
