/** Reads numbers off bytes; reading past the end throws a RangeError. Varints are zigzag, as in record batches. */
export class Bytes {
  at = 0
  #bytes

  constructor(bytes) {
    this.#bytes = bytes
  }

  get left() {
    return this.#bytes.length - this.at
  }

  /** Of up to 64 bits; exact up to 2^53, which offsets and times are below. */
  varint() {
    let scale = 1
    let value = 0
    for (let i = 0; i < 10; i++) {
      if (this.at >= this.#bytes.length) throw new RangeError('a number ends after the bytes')
      const byte = this.#bytes[this.at++]
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
      scale *= 128
    }
    throw new RangeError('a number has too many bytes')
  }

  skip(count) {
    this.take(count)
  }

  /** A view, not a copy. */
  take(count) {
    if (count < 0 || count > this.left) throw new RangeError(`${count} bytes of ${this.left}`)
    this.at += count
    return this.#bytes.subarray(this.at - count, this.at)
  }

  /** What follows its own length; null for a length of -1. */
  lengthAndBytes() {
    const length = this.varint()
    return length === -1 ? null : this.take(length)
  }
}

/** Chunks as one array. */
export function joined(chunks, size) {
  if (chunks.length === 1) return chunks[0]
  const all = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
