/** How long to wait before the next try: longer each time, and random, so that many clients do not come back at once. */
export class Backoff {
  #least
  #most
  #tries = 0

  constructor(leastMillis = 200, mostMillis = 10_000) {
    this.#least = leastMillis
    this.#most = mostMillis
  }

  next() {
    const longest = Math.min(this.#most, this.#least * 2 ** this.#tries++)
    return longest / 2 + Math.random() * longest / 2
  }

  reset() {
    this.#tries = 0
  }
}
