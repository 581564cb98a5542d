import { TailwaterError } from './error.js'
import { Inbox } from './inbox.js'
import { Positions } from './positions.js'

const WINDOW = 4_000
const RETRY_MILLIS = 500

/**
 * A live reader of topics: an async iterable of records, in order within each partition, that survives lost connections and
 * neither misses nor repeats a record when it comes back. Made by `Tailwater.tail`; iterate it once.
 *
 * It knows two positions of each partition: up to where records were received, from where a new connection goes on, and up to
 * where they were dealt with (`positions`). Between them are at most `window` records, which is the credit the broker has.
 */
export class Tail {
  #channel
  #subject
  #options
  #window
  #id
  #from
  #received = new Positions()
  #dealtWith = new Positions()
  #inbox = new Inbox()
  #begun = false // whether the broker has said where it begins
  #seeks = [] // asked for and not answered yet, in order
  #epoch = 0 // counts seeks
  #toGrant = 0
  #closed = false

  constructor(channel, id, target, options) {
    this.#channel = channel
    this.#id = id
    this.#subject = subject(target)
    this.#options = options
    this.#window = options.window ?? WINDOW
    this.#from = options.from ?? 'latest'
    options.signal?.addEventListener('abort', () => this.close())
    if (options.signal?.aborted) this.close()
    else channel.add(this)
  }

  get id() {
    return this.#id
  }

  /** `{topic: {partition: offset}}`: where to begin to go on after the records that were dealt with. */
  get positions() {
    return this.#dealtWith.toJSON()
  }

  /** Records one by one; a record counts as dealt with when the next one is asked for. */
  async* [Symbol.asyncIterator]() {
    for await (const chunk of this.#taken()) {
      for (const record of chunk.records) {
        if (chunk.epoch !== this.#epoch) break // somebody has sought
        yield record
        this.#deal(chunk, record.offset + 1)
      }
    }
  }

  /** Records as they arrive, an array of one partition's at a time: for those who take thousands a second. */
  async* chunks() {
    for await (const chunk of this.#taken()) {
      if (chunk.records.length > 0) yield chunk.records
    }
  }

  async* #taken() {
    try {
      for (let chunk = await this.#inbox.take(); chunk; chunk = await this.#inbox.take()) {
        yield chunk
        this.#deal(chunk, chunk.next)
        this.#grant(chunk.cost)
      }
    } finally {
      this.close()
    }
  }

  /** Unless it is of before a seek: then the new position stands. */
  #deal(chunk, next) {
    if (chunk.epoch === this.#epoch) this.#dealtWith.set(chunk.topic, chunk.partition, next)
  }

  /**
   * Goes on from another place. Resolves when the broker has found it: what was received before and not taken is forgotten
   * then. Rejects, going on as before, when there is no such place.
   */
  seek(from) {
    if (this.#closed) return Promise.reject(new TailwaterError('CLOSED', 'This tail is closed.'))
    return new Promise((resolve, reject) => {
      const seek = { from, resolve, reject, sent: false }
      this.#seeks.push(seek)
      if (this.#begun && this.#channel.open) this.#send(seek)
    })
  }

  /** Ends it, as leaving the loop does. */
  close() {
    if (this.#closed) return
    this.#closed = true
    this.#inbox.clear()
    this.#inbox.end()
    for (const seek of this.#seeks.splice(0)) seek.resolve()
    this.#channel.remove(this)
  }

  // What follows is for the channel.

  /** What to say on a new connection. */
  subscription() {
    const { partitions, filter, encoding, isolation, onSlow, slowAfter } = this.#options
    while (this.#seeks.length > 1) this.#seeks.shift().resolve() // overtaken by the next
    const seek = this.#seeks[0]
    if (seek) seek.sent = true
    const goesOn = this.#begun && !seek && !this.#received.empty
    this.#toGrant = 0
    return {
      type: 'subscribe',
      id: this.#id,
      ...this.#subject,
      from: goesOn ? { offsets: this.#received.toJSON() } : seek?.from ?? this.#from,
      credit: Math.max(1, this.#window - this.#inbox.cost),
      ...defined({ partitions, filter, isolation, onSlow, slowAfter }),
      ...(this.#channel.decodes ? {} : defined({ encoding }))
    }
  }

  get encoding() {
    return this.#options.encoding
  }

  get isolation() {
    return this.#options.isolation
  }

  /** Takes a chunk `{topic, partition, next, records, cost}`. */
  take(chunk) {
    if (this.#closed) return
    this.#received.set(chunk.topic, chunk.partition, chunk.next)
    this.#inbox.put({ ...chunk, epoch: this.#epoch })
  }

  message(message) {
    switch (message.type) {
      case 'subscribed':
        this.#found(message.positions)
        break
      case 'caughtUp':
        this.#received.setAll(message.positions) // a filter may have passed over records since the last that came
        this.#options.onCaughtUp?.(message)
        break
      case 'skipped':
        this.#skipped(message)
        break
      case 'left':
        this.#received.forget(message.topic)
        this.#dealtWith.forget(message.topic)
        break
      case 'error':
        this.#refused(new TailwaterError(message.code, message.message))
        break
    }
  }

  /** The broker does not serve us (any more). */
  refuse(error) {
    for (const seek of this.#seeks.splice(0)) seek.reject(error)
    this.#inbox.end(error)
    this.#closed = true
  }

  state(state, detail) {
    this.#options.onState?.(state, detail)
  }

  #found(positions) {
    const first = !this.#begun
    this.#begun = true
    if (this.#seeks[0]?.sent && (first || this.#knows(positions))) this.#moved()
    this.#received.setAll(positions)
    for (const [topic, partitions] of Object.entries(positions)) {
      for (const [partition, offset] of Object.entries(partitions)) {
        if (this.#dealtWith.get(topic, Number(partition)) === undefined) this.#dealtWith.set(topic, partition, offset)
      }
    }
    for (const seek of this.#seeks) if (!seek.sent) this.#send(seek)
  }

  /** Whether these are not new partitions, which join by themselves. */
  #knows(positions) {
    return this.#received.empty || Object.entries(positions).some(([topic, partitions]) =>
      Object.keys(partitions).some((partition) => this.#received.get(topic, Number(partition)) !== undefined))
  }

  #moved() {
    this.#epoch++
    this.#grant(this.#inbox.cost)
    this.#inbox.clear()
    this.#received = new Positions()
    this.#dealtWith = new Positions()
    this.#seeks.shift().resolve()
  }

  #send(seek) {
    seek.sent = true
    this.#channel.send({ type: 'seek', id: this.#id, from: seek.from })
  }

  #skipped(message) {
    this.#received.set(message.topic, message.partition, message.to)
    if (this.#options.onSkipped) this.#options.onSkipped(message)
    else console.warn(`tailwater: ${message.topic}-${message.partition}: offsets ${message.from} to ${message.to - 1} ` +
      `are left out (${message.reason})`)
  }

  #refused(error) {
    if (this.#begun && this.#seeks[0]?.sent) {
      this.#seeks.shift().reject(error)
    } else if (error.code === 'COORDINATOR_LOAD_IN_PROGRESS') {
      setTimeout(() => { if (!this.#closed && this.#channel.open) this.#channel.subscribe(this) }, RETRY_MILLIS)
    } else {
      this.refuse(error)
      this.#channel.remove(this)
    }
  }

  /** Half a window at a time, so that a credit message pays for many records. */
  #grant(records) {
    this.#toGrant += records
    if (this.#toGrant >= this.#window / 2 && !this.#closed && this.#channel.open) {
      this.#channel.send({ type: 'credit', id: this.#id, records: this.#toGrant })
      this.#toGrant = 0
    }
  }
}

function subject(target) {
  if (typeof target === 'string') return { topic: target }
  if (Array.isArray(target)) return { topics: target }
  if (target?.pattern) return { pattern: String(target.pattern.source ?? target.pattern) }
  throw new TypeError("Say what to tail: a topic's name, an array of them, or { pattern }.")
}

function defined(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
