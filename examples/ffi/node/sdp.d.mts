/// <reference lib="esnext.disposable" />
// The types of what an entity has come from the library's tables when the program runs. A program that wants them
// checked writes down the members that it uses, and says so at the call:
//
//     interface Product { id: string; name: string; comments?: string | null }
//     const product = await client.products.get<Product>(id);

/** What can be sent. A decimal is a string; a member that is undefined is left out. */
export type Value = string | number | bigint | boolean | null | undefined | Date | Entity | readonly Value[] | Input;
export interface Input {
    readonly [member: string]: Value;
}

export interface Options {
    timeout_ms?: number;
    attempt_timeout_ms?: number;
    /** 0: none. */
    max_retries?: number;
    place?: 'query' | 'form' | 'none';
    bare?: 'nothing' | 'empty' | 'object';
    printed_path?: boolean;
    /** Nothing is sent; the call gives an object that describes the request. */
    dry_run?: boolean;
    tag?: string;
    headers?: Record<string, string>;
    /** What an upload sends: a path, or bytes with a name. */
    file?: string | URL | { path?: string | URL; bytes?: Uint8Array; name?: string; content_type?: string };
    signal?: AbortSignal;
    progress?: (done: number, total: number) => unknown;
    /** Members that the tables don't know are sent too. */
    allow_unknown?: boolean;
    /** What a newer library knows; `optionKeys()` lists all. */
    [key: string]: unknown;
}

/** An attempt, as `event` is told of it. What there is none of is null. */
export interface Attempt {
    operation: string;
    method: string;
    url: string;
    tag: string | null;
    attempt: number;
    http_status: number | null;
    status: string;
    reused: boolean | null;
    elapsed_ms: number;
    retry_in_ms: number | null;
    [more: string]: unknown;
}

/** What a client is made with; `configKeys()` lists all members. */
export interface Config {
    base_url?: string;
    portal?: string;
    access_token?: string;
    timeout_ms?: number;
    log_level?: 'none' | 'error' | 'warn' | 'info' | 'debug';
    log?: (level: number, line: string) => unknown;
    event?: (event: Attempt) => unknown;
    [key: string]: unknown;
}

export interface BatchConfig {
    /** Calls under way at once; by default 8. */
    concurrency?: number;
    in_order?: boolean;
    max_pending?: number;
    signal?: AbortSignal;
    [key: string]: unknown;
}

/** A message of the service. */
export interface Message {
    status_code?: number;
    type?: string | null;
    message?: string | null;
    fields?: string[];
}

export class SdpError extends Error {
    /** Such as "SDP_E_REFUSED". */
    readonly status: string;
    /** The same. */
    readonly code: string;
    readonly cause: string;
    readonly advice: string;
    readonly http_status: number;
    readonly api_code: number;
    readonly messages: readonly Message[];
    readonly path: string;
    readonly url: string;
    readonly fault: 'none' | 'caller' | 'server' | 'network' | 'credentials' | 'quota';
    readonly retryable: boolean;
    readonly maybe_done: boolean;
    readonly attempts: number;
    readonly elapsed_ms: number;
    readonly retry_after_ms?: number;
    readonly line?: number;
    readonly column?: number;
    /** The fields that the service's messages name. */
    readonly fields: readonly string[];
}
export class CallerError extends SdpError {}
export class ServerError extends SdpError {}
export class NetworkError extends SdpError {}
export class CredentialsError extends SdpError {}
export class QuotaError extends SdpError {}

/** A function of the caller's threw inside a call, which went on to its end. */
export class CallbackError<Outcome = unknown> extends Error {
    readonly cause: unknown;
    readonly result: Outcome | undefined;
    readonly error: Error | undefined;
}
/** A callback made a call of the client in whose call it is; a callback takes a sibling. */
export class BusyError extends Error {}
export class ClosedError extends Error {}

export class Field {
    private constructor();
    readonly name: string;
    readonly doc: string;
    readonly kind: 'text' | 'id' | 'number' | 'bool' | 'time' | 'integer' | 'object' | 'list' | 'texts' | 'json' |
        'udf';
    readonly readOnly: boolean;
    readonly isKey: boolean;
    get type(): Type | null;
}
export class Type {
    private constructor();
    readonly name: string;
    readonly doc: string;
    get fields(): Map<string, Field>;
}
export class Operation {
    private constructor();
    readonly name: string;
    readonly doc: string;
    readonly method: string;
    readonly path: string;
    readonly ids: readonly string[];
    readonly isWrite: boolean;
    readonly inputType: Type | null;
    readonly outputType: Type | null;
    readonly outputIsList: boolean;
    readonly resultType: Type | null;
}

export const version: string;
export function types(): Map<string, Type>;
export function operations(): Map<string, Operation>;
export function configKeys(): string[];
export function optionKeys(): string[];

/** A received entity: ids, texts and decimals are strings, times are Dates. */
export class Entity {
    private constructor();
    readonly [member: string]: any;
}
export function typeOf(entity: object): Type | null;

/** What the service said of a page; null where it did not say. */
export interface PageInfo {
    page_number: number | null;
    start_index: number | null;
    row_count: number | null;
    total_count: number | null;
    repeated: boolean | null;
    has_more_rows: boolean | null;
    [more: string]: unknown;
}

/** A walk over a list. It is closed where a `for await` leaves it. */
export class Pages<Row = Entity> implements AsyncIterableIterator<Row> {
    private constructor();
    next(): Promise<IteratorResult<Row, undefined>>;
    return(value?: any): Promise<IteratorResult<Row, any>>;
    info(): Promise<PageInfo>;
    toArray(): Promise<Row[]>;
    close(): Promise<void>;
    [Symbol.dispose](): void;
    [Symbol.asyncDispose](): Promise<void>;
    [Symbol.asyncIterator](): this;
}

export class Result<Outcome = any> {
    private constructor();
    /** What was given to add() or run(). */
    readonly call: unknown;
    /** Null where the call could not even be added; its error may be a TypeError then. */
    readonly number: number | null;
    readonly operation: string | null;
    readonly tag: string | null;
    readonly value: Outcome | null;
    readonly error: Error | null;
    get(): Outcome;
}

/** Ids, input and options, whichever the operation takes. */
export type Arguments = ReadonlyArray<string | Input | readonly Input[] | Options | null | undefined>;

export class Batch<Outcome = any> implements AsyncIterableIterator<Result<Outcome>> {
    private constructor();
    room(): Promise<number>;
    add(operation: string, ...given: Arguments): Promise<any>;
    run(calls: Iterable<readonly [string, ...Arguments]> | AsyncIterable<readonly [string, ...Arguments]>):
        AsyncGenerator<Result<Outcome>, void, undefined>;
    next(): Promise<IteratorResult<Result<Outcome>, undefined>>;
    close(): Promise<void>;
    [Symbol.dispose](): void;
    [Symbol.asyncDispose](): Promise<void>;
    [Symbol.asyncIterator](): this;
}

/** What a list asks for: the service's list_info, and in `where` words as docs/queries.md has them. */
export interface Query extends Input {
    readonly where?: string | readonly string[];
    readonly row_count?: number;
    readonly sort_field?: string;
    readonly sort_order?: 'asc' | 'desc';
    readonly get_total_count?: boolean;
}

/** The operations of a noun: `list` gives Pages, all others a promise. */
export type Noun = {
    readonly list: <Row = Entity>(query?: Query | null, options?: Options) => Pages<Row>;
} & {
    readonly [verb: string]: <Outcome = any>(...given: Arguments) => Promise<Outcome>;
};

export class Client {
    constructor(config?: Config);
    static fromEnvironment(service?: 'sdp' | 'neucrm'): Client;
    readonly products: Noun;
    readonly customers: Noun;
    readonly contracts: Noun;
    readonly neucrm: Noun;
    sibling(): Promise<Client>;
    /** An operation by its name; one that lists gives Pages, any other a promise. */
    call<Outcome = any>(operation: `${string}.list`, ...given: Arguments): Pages<Outcome>;
    call<Outcome = any>(operation: string, ...given: Arguments): Promise<Outcome>;
    batch<Outcome = any>(config?: BatchConfig): Batch<Outcome>;
    download(contentUrl: string, to: string | URL | ((bytes: Uint8Array) => unknown), options?: Options):
        Promise<Record<string, unknown> | undefined>;
    login(options?: Options): Promise<void>;
    get root(): string;
    close(): Promise<void>;
    [Symbol.dispose](): void;
    [Symbol.asyncDispose](): Promise<void>;
}
