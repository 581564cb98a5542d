/** The last values of something that is measured again and again, with their times, for plots. */
export class Series {
  #size
  #times = []
  #values

  /** @param names of what is measured together */
  constructor(names, size = 300) {
    this.#size = size
    this.#values = new Map(names.map((name) => [name, []]))
  }

  /** Adds a value of each; a name that was not there before has none in the past. */
  add(millis, values) {
    this.#times.push(millis / 1000)
    for (const name of Object.keys(values)) {
      if (!this.#values.has(name)) this.#values.set(name, new Array(this.#times.length - 1).fill(null))
    }
    for (const [name, list] of this.#values) list.push(values[name] ?? null)
    if (this.#times.length > this.#size) {
      this.#times.shift()
      for (const list of this.#values.values()) list.shift()
    }
  }

  get names() {
    return [...this.#values.keys()]
  }

  /** The values of one name, oldest first. */
  of(name) {
    return this.#values.get(name) ?? []
  }

  last(name) {
    return this.of(name).at(-1) ?? null
  }

  /** As uPlot takes it: times in seconds, then the values of each name. */
  columns(names = this.names) {
    return [this.#times, ...names.map((name) => this.of(name))]
  }
}

/** Turns counters that only grow into rates a second. */
export class Rates {
  #before = null

  /** Rates since the last time; null at first, and where a counter fell because the broker was started again. */
  of(millis, counters) {
    const before = this.#before
    this.#before = { millis, counters }
    const seconds = before ? (millis - before.millis) / 1000 : 0
    if (seconds <= 0) return null
    return Object.fromEntries(Object.entries(counters).map(([name, count]) => {
      const grown = count - (before.counters[name] ?? count)
      return [name, grown < 0 ? null : grown / seconds]
    }))
  }
}
