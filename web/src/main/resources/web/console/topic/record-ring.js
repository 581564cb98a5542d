/** The newest records, a bounded number of them; the oldest go first. A record has a place, which counts from the first ever. */
export class RecordRing {
  #records = []
  #head = 0 // where the oldest is in the array
  #dropped = 0
  #most

  constructor(most) {
    this.#most = most
  }

  /** How many there have been, with those that are gone. */
  get seen() {
    return this.#dropped + this.size
  }

  get size() {
    return this.#records.length - this.#head
  }

  /** The place of the oldest that is still there. */
  get firstPlace() {
    return this.#dropped
  }

  push(records) {
    for (const record of records) this.#records.push(record)
    const excess = this.size - this.#most
    if (excess <= 0) return
    this.#head += excess
    this.#dropped += excess
    if (this.#head > this.#most) { // moved now and then, not with each record
      this.#records = this.#records.slice(this.#head)
      this.#head = 0
    }
  }

  at(place) {
    return place < this.#dropped ? undefined : this.#records[this.#head + place - this.#dropped]
  }

  clear() {
    this.#records = []
    this.#head = 0
    this.#dropped = 0
  }
}
