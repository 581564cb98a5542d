import { tailwater } from '../../tailwater.js'

const WINDOW = 20_000
const AS_TEXT = { key: 'text', value: 'text', headers: 'text' } // as it is written: JSON would lose digits of large numbers

/**
 * One tail that is being looked at. Without a filter it takes stored batches and decodes them here, which is how it keeps up with
 * hot topics; with one the broker decodes, and sends what passes.
 *
 * `look` is told `records(list)`, `state(text)` and `failed(error)`.
 */
export class LiveTail {
  #tail
  #filtered
  #paused = null
  #resume = null

  constructor(topic, { from, partitions, filter }, look) {
    this.#filtered = Boolean(filter)
    this.#tail = tailwater.tail(topic, {
      from,
      filter: filter ?? undefined,
      partitions: partitions ?? undefined,
      format: filter ? 'json' : 'batches',
      encoding: AS_TEXT,
      window: WINDOW,
      onState: (state, detail) => look.state(state, detail),
      onSkipped: (skipped) => look.skipped(skipped)
    })
    this.#read(look)
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

  async #read(look) {
    try {
      for await (const records of this.#tail.chunks()) {
        if (this.#paused) await this.#paused
        look.records(records)
      }
    } catch (error) {
      look.failed(error)
    }
  }
}
