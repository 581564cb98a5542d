/** JSON as the broker writes and takes it. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** How bytes were made JSON: as the JSON value they are, as UTF-8 text, or in Base64 where they are neither. */
export type Encoding = 'json' | 'text' | 'base64'

export interface Header {
  key: string
  /** null where the header has no value; then there is no encoding. */
  value: Json
  valueEncoding?: Encoding
}

/** A record of a topic. */
export interface TailwaterRecord<Value = any> {
  topic: string
  partition: number
  /** Rises within a partition, not always by one. */
  offset: number
  /** Milliseconds since 1970. */
  timestamp: number
  key: Json
  keyEncoding?: Encoding
  /** null for a tombstone. */
  value: Value
  valueEncoding?: Encoding
  headers: Header[]
}

/** A record to produce. A string is stored as its text, any other JSON as it is written, null or nothing as null. */
export interface NewRecord {
  key?: Json
  keyEncoding?: Encoding
  value?: Json
  valueEncoding?: Encoding
  headers?: Header[]
  /** Otherwise by the key, as Kafka's clients do, or any. */
  partition?: number
  /** Milliseconds since 1970; otherwise the broker's time. */
  timestamp?: number
}

/** The offset to go on from: by partition, or by topic and partition. */
export type Offsets = { [partition: number]: number } | { [topic: string]: { [partition: number]: number } }

/** Where to begin, in every partition. */
export type From =
  | 'latest'
  | 'earliest'
  | { offset: number }
  | { offsets: Offsets }
  | { timestamp: number | string }
  | { last: number }
  | { group: string }

type Comparison = { path: string } & (
  | { equals: string | number | boolean | null }
  | { notEquals: string | number | boolean | null }
  | { greater: number | string }
  | { greaterOrEqual: number | string }
  | { less: number | string }
  | { lessOrEqual: number | string }
  | { exists: boolean })

/** Conditions that must all hold; the broker applies them. */
export interface Filter {
  key?: { equals: string } | { prefix: string }
  header?: { name: string; equals?: string }
  value?: { contains: string }
  json?: Comparison | Comparison[]
}

/** Offsets that are left out, and why: nothing is left out without saying so. */
export interface Skipped {
  topic: string
  partition: number
  from: number
  /** The first offset after them. */
  to: number
  count: number
  /** `slow`: asked for by `onSlow`; `deleted`: not there any more; `damaged`: cannot be decoded, `message` says why. */
  reason: 'slow' | 'deleted' | 'damaged'
  message?: string
}

export interface TailOptions {
  /** Default: what is written from now on. */
  from?: From
  /** Only these partitions, of one topic. */
  partitions?: number[]
  /** Only with the format `json`. */
  filter?: Filter
  /** What to insist on: for all of a record or for each of its fields. Default: the first that fits. */
  encoding?: 'auto' | Encoding | { key?: 'auto' | Encoding; value?: 'auto' | Encoding; headers?: 'auto' | Encoding }
  /** Whether records of transactions that are open or aborted are left out. Default `committed`. */
  isolation?: 'committed' | 'uncommitted'
  /** What happens when this client is more than `slowAfter` records behind. Default `wait`: nothing is lost. */
  onSlow?: 'wait' | 'skip' | 'close'
  slowAfter?: number
  /**
   * `json` (the default): the broker decodes. `batches`: it sends stored batches as they are, and they are decoded here, which
   * costs the broker next to nothing: for topics with thousands of records a second.
   */
  format?: 'json' | 'batches'
  /** How many records may wait here to be taken. Default 4000. */
  window?: number
  signal?: AbortSignal
  onSkipped?(skipped: Skipped): void
  /** Everything there was has been received. */
  onCaughtUp?(caughtUp: { positions: { [topic: string]: { [partition: number]: number } }; lag: number }): void
  /** `open`, `lost` (with the reason) or `waiting` (with milliseconds until the next try). */
  onState?(state: 'open' | 'lost' | 'waiting', detail?: string | number): void
}

/**
 * A live reader. Iterate it once; leaving the loop ends it. When the connection is lost it comes back by itself, and goes on
 * with the record after the last one it received: it neither misses nor repeats any. It takes from the broker only what is
 * iterated: a slow loop holds nobody up and loses nothing.
 *
 * It throws a `TailwaterError` when the broker refuses: `UNKNOWN_TOPIC_OR_PARTITION`, `OFFSET_OUT_OF_RANGE` (also when the topic
 * was deleted and made again), `TOPIC_AUTHORIZATION_FAILED` (also when the right to read was withdrawn),
 * `SASL_AUTHENTICATION_FAILED`, `INVALID_REQUEST` and the others of PROTOCOL.md.
 */
export interface Tail<Value = any> extends AsyncIterable<TailwaterRecord<Value>> {
  /** Records as they arrive, an array of one partition's at a time, instead of one by one. */
  chunks(): AsyncIterable<TailwaterRecord<Value>[]>
  /**
   * Where to begin to go on after the records that were dealt with: as `from: { offsets: tail.positions }`. A record was dealt with
   * when the next one is asked for, so that one at which the loop was left is read again.
   */
  readonly positions: { [topic: string]: { [partition: number]: number } }
  /** Goes on from another place; rejects, going on as before, when there is none. */
  seek(from: From): Promise<void>
  close(): void
}

/** A client of one broker. It connects when it is first used, comes back when the connection is lost, and rests when idle. */
export declare class Tailwater {
  /**
   * @param options `url` of the broker, such as `http://localhost:8080`; in a browser the page's own when left out.
   *     `WebSocket` where the platform has none: Node before 22, with the package `ws`. Where the broker wants to know who asks:
   *     `token`, or a function that gives one, which is asked for each connection and again before the token expires; or `user`
   *     and `password`. Pages of the broker itself need neither once somebody has logged in with its console
   */
  constructor(options?: { url?: string | URL; WebSocket?: unknown } & (
    | { token?: string | (() => string | Promise<string>); user?: undefined; password?: undefined }
    | { user: string; password: string; token?: undefined }))

  /** Tails a topic, several, or all that match a regular expression, those that are made later too. */
  tail<Value = any>(target: string | string[] | { pattern: string | RegExp }, options?: TailOptions): Tail<Value>

  /**
   * Produces a record; resolves when it survives power loss. Rejects with `CONNECTION_LOST` when the answer did not come: it may
   * have been stored, and to send it again may store it twice.
   */
  produce(topic: string, record: NewRecord): Promise<{ partition: number; offset: number }>
  /** Produces records; one result for each, in order. */
  produce(
    topic: string,
    records: NewRecord[]
  ): Promise<({ partition: number; offset: number } | { error: { code: string; message: string } })[]>

  /** Keeps offsets for a consumer group that has no members: `{ orders: { 0: 19 } }`. */
  commit(group: string, offsets: { [topic: string]: { [partition: number]: number } }): Promise<void>

  /** Ends all tails and the connection. */
  close(): void
}

/** Why something was refused. `code` is for programs: Kafka's name of the error, or one of PROTOCOL.md. */
export declare class TailwaterError extends Error {
  constructor(code: string, message: string)
  readonly code: string
}

/** A client of the broker that served this page. */
export declare const tailwater: Tailwater
