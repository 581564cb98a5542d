/** Bytes that come out of a decompressor, which looks back at what it wrote. */
export class Output {
  #bytes
  #size = 0
  #largest

  constructor(expected, largest) {
    this.#bytes = new Uint8Array(Math.min(Math.max(expected, 64), largest))
    this.#largest = largest
  }

  get size() {
    return this.#size
  }

  literal(bytes) {
    this.#makeRoom(bytes.length)
    this.#bytes.set(bytes, this.#size)
    this.#size += bytes.length
  }

  /** Repeats what was written `distance` bytes ago; the copy may reach into itself. */
  copy(distance, length) {
    if (distance <= 0 || distance > this.#size) throw new RangeError('a copy from before the beginning')
    this.#makeRoom(length)
    if (distance >= length) {
      this.#bytes.copyWithin(this.#size, this.#size - distance, this.#size - distance + length)
    } else {
      for (let i = 0; i < length; i++) this.#bytes[this.#size + i] = this.#bytes[this.#size + i - distance]
    }
    this.#size += length
  }

  /** What has come out. */
  bytes() {
    return this.#bytes.subarray(0, this.#size)
  }

  #makeRoom(more) {
    const needed = this.#size + more
    if (needed > this.#largest) throw new RangeError('more comes out than this client takes')
    if (needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.min(Math.max(needed, this.#bytes.length * 2), this.#largest))
    larger.set(this.bytes())
    this.#bytes = larger
  }
}
