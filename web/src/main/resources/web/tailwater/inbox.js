/**
 * Chunks of records on their way from the socket to whoever iterates. Flow control by credit bounds how many there are; a
 * failure is thrown when all before it was taken.
 */
export class Inbox {
  #chunks = []
  #cost = 0
  #waiting = null
  #ended = false
  #failure = null

  /** What the chunks cost in credit that were not taken yet. */
  get cost() {
    return this.#cost
  }

  put(chunk) {
    if (this.#ended) return
    this.#chunks.push(chunk)
    this.#cost += chunk.cost
    this.#wake()
  }

  /** No more comes; with a failure, the reader is told of it. */
  end(failure = null) {
    if (this.#ended) return
    this.#ended = true
    this.#failure = failure
    this.#wake()
  }

  /** Forgets what was not taken. */
  clear() {
    this.#chunks = []
    this.#cost = 0
  }

  /** Resolves with the next chunk, or null at the end. */
  async take() {
    while (this.#chunks.length === 0) {
      if (this.#failure) throw this.#failure
      if (this.#ended) return null
      await new Promise((resolve) => { this.#waiting = resolve })
    }
    const chunk = this.#chunks.shift()
    this.#cost -= chunk.cost
    return chunk
  }

  #wake() {
    this.#waiting?.()
    this.#waiting = null
  }
}
