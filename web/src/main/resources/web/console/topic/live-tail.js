import { tailwater } from '../../tailwater.js'

const WINDOW = 20_000
const SORTED_MOST = 5_000
const SORTED_MILLIS = 50
const SORTED_LATEST_MILLIS = 1_000 // where so much comes that it does not catch up
const AS_TEXT = { key: 'text', value: 'text', headers: 'text' } // as it is written: JSON would lose digits of large numbers

/**
 * One tail that is being looked at. Without a filter it takes stored batches and decodes them here, which is how it keeps up with
 * hot topics; with one the broker decodes, and sends what passes.
 *
 * `look` is told `records(list)`, `state(text)` and `failed(error)`.
 */
export class LiveTail {
  #tail
  #look
  #filtered
  #sorting // the last records of each partition, to be shown in the order of their times; null when that is done
  #paused = null
  #resume = null

  constructor(topic, { from, partitions, filter }, look) {
    this.#look = look
    this.#filtered = Boolean(filter)
    this.#sorting = from.last ? [] : null
    this.#tail = tailwater.tail(topic, {
      from,
      filter: filter ?? undefined,
      partitions: partitions ?? undefined,
      format: filter ? 'json' : 'batches',
      encoding: AS_TEXT,
      window: WINDOW,
      onCaughtUp: () => setTimeout(() => this.#sorted(), SORTED_MILLIS),
      onState: (state, detail) => look.state(state, detail),
      onSkipped: (skipped) => look.skipped(skipped)
    })
    setTimeout(() => this.#sorted(), SORTED_LATEST_MILLIS)
    this.#read()
  }

  /** How many records there are that were not shown yet; null with a filter, since nobody has counted what passes. */
  behind({ name, partitions }) {
    if (this.#filtered) return null
    const positions = this.#tail.positions[name] ?? {}
    return partitions.reduce((sum, { partition, endOffset }) => sum + Math.max(0, (endOffset ?? 0) - (positions[partition] ?? Infinity)), 0)
  }

  /** Takes nothing more until `resume`: the broker then keeps what comes in the log, where it is anyway. */
  pause() {
    this.#paused ??= new Promise((resolve) => { this.#resume = resolve })
  }

  resume() {
    this.#resume?.()
    this.#paused = null
  }

  close() {
    this.resume()
    this.#tail.close()
  }

  async #read() {
    try {
      for await (const records of this.#tail.chunks()) {
        if (this.#paused) await this.#paused
        if (!this.#sorting) this.#look.records(records)
        else if (this.#sorting.push(...records) > SORTED_MOST) this.#sorted()
      }
    } catch (error) {
      this.#look.failed(error)
    }
  }

  #sorted() {
    const records = this.#sorting
    this.#sorting = null
    if (records?.length > 0) this.#look.records(records.sort((a, b) => a.timestamp - b.timestamp))
  }
}
