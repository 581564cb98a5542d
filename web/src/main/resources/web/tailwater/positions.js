/** The offset to go on from in each partition of each topic. */
export class Positions {
  #topics = new Map()

  set(topic, partition, offset) {
    let partitions = this.#topics.get(topic)
    if (!partitions) this.#topics.set(topic, partitions = new Map())
    partitions.set(Number(partition), offset)
  }

  /** Takes positions as the broker writes them: `{topic: {partition: offset}}`. */
  setAll(positions) {
    for (const [topic, partitions] of Object.entries(positions ?? {})) {
      for (const [partition, offset] of Object.entries(partitions)) this.set(topic, partition, offset)
    }
  }

  forget(topic) {
    this.#topics.delete(topic)
  }

  get(topic, partition) {
    return this.#topics.get(topic)?.get(partition)
  }

  get empty() {
    return this.#topics.size === 0
  }

  toJSON() {
    return Object.fromEntries([...this.#topics].map(([topic, partitions]) => [topic, Object.fromEntries(partitions)]))
  }
}
