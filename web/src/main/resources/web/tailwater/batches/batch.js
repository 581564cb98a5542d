import { Bytes } from './bytes.js'
import { decompress } from './compression.js'
import { crc32c } from './crc32c.js'
import { StoredRecord } from './stored-record.js'

// A record batch of format v2:
//   0 baseOffset 8 | 8 length 4 | 12 leaderEpoch 4 | 16 magic 1 | 17 crc 4 | 21 attributes 2 | 23 lastOffsetDelta 4
//   27 baseTimestamp 8 | 35 maxTimestamp 8 | 43 producerId 8 | 51 producerEpoch 2 | 53 baseSequence 4 | 57 count 4 | 61 records
const HEADER_BYTES = 61
const LENGTH_COVERS_FROM = 12
const CRC_COVERS_FROM = 21

const COMPRESSION = 0x07
const LOG_APPEND_TIME = 0x08
const TRANSACTIONAL = 0x10
const CONTROL = 0x20

const UTF8 = new TextDecoder()

/** One stored batch in the bytes of a message; a view. */
export class Batch {
  #bytes
  #view

  constructor(bytes) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The batches that follow each other in bytes; throws a RangeError where the last is not whole. */
  static* all(bytes) {
    for (let at = 0; at < bytes.length;) {
      const left = bytes.subarray(at)
      const size = left.length < HEADER_BYTES ? Infinity : new DataView(left.buffer, left.byteOffset).getInt32(8) + LENGTH_COVERS_FROM
      if (size < HEADER_BYTES || size > left.length) throw new RangeError('a batch is not whole')
      yield new Batch(left.subarray(0, size))
      at += size
    }
  }

  get baseOffset() {
    return Number(this.#view.getBigInt64(0))
  }

  get lastOffset() {
    return this.baseOffset + this.#view.getInt32(23)
  }

  get producerId() {
    return this.#view.getBigInt64(43)
  }

  get transactional() {
    return (this.#attributes & TRANSACTIONAL) !== 0
  }

  get control() {
    return (this.#attributes & CONTROL) !== 0
  }

  get #attributes() {
    return this.#view.getInt16(21)
  }

  get #whole() {
    return this.#view.getUint8(16) === 2 && crc32c(this.#bytes.subarray(CRC_COVERS_FROM)) === this.#view.getUint32(17)
  }

  /** Whether this is the marker of a transaction that was aborted. */
  get abortMarker() {
    const record = new Bytes(this.#bytes.subarray(HEADER_BYTES))
    record.varint() // its length
    record.skip(1) // attributes
    record.varint() // timestamp
    record.varint() // offset
    const key = record.lengthAndBytes()
    return key !== null && key.length >= 4 && key[2] === 0 && key[3] === 0
  }

  /** Resolves with the records; rejects where the batch is not what was stored. */
  async records(place) {
    if (!this.#whole) throw new RangeError('its checksum is wrong')
    const compressed = this.#bytes.subarray(HEADER_BYTES)
    const compression = this.#attributes & COMPRESSION
    const bytes = new Bytes(compression === 0 ? compressed : await decompress(compression, compressed))
    const records = []
    for (let left = this.#view.getInt32(57); left > 0; left--) records.push(this.#record(bytes, place))
    return records
  }

  #record(bytes, place) {
    bytes.varint() // its length
    bytes.skip(1) // attributes: there are none
    const timestamp = Number(this.#view.getBigInt64(27)) + bytes.varint()
    const offset = this.baseOffset + bytes.varint()
    const key = bytes.lengthAndBytes()
    const value = bytes.lengthAndBytes()
    const headers = []
    for (let count = bytes.varint(); count > 0; count--) {
      headers.push([UTF8.decode(bytes.take(bytes.varint())), bytes.lengthAndBytes()])
    }
    const appendTime = (this.#attributes & LOG_APPEND_TIME) !== 0
    return new StoredRecord(
      place, offset, appendTime ? Number(this.#view.getBigInt64(35)) : timestamp, { key, value, headers })
  }
}
