import { decode } from './encodings.js'

/** A record as the broker's JSON has it, made from its bytes when it is looked at. */
export class StoredRecord {
  #keyBytes
  #valueBytes
  #headerBytes
  #encoding
  #key
  #value

  constructor(place, offset, timestamp, bytes) {
    this.topic = place.topic
    this.partition = place.partition
    this.offset = offset
    this.timestamp = timestamp
    this.#encoding = place.encoding
    this.#keyBytes = bytes.key
    this.#valueBytes = bytes.value
    this.#headerBytes = bytes.headers
  }

  get key() {
    return this.#keyDecoded().value
  }

  get keyEncoding() {
    return this.#keyDecoded().encoding
  }

  get value() {
    return this.#valueDecoded().value
  }

  get valueEncoding() {
    return this.#valueDecoded().encoding
  }

  get headers() {
    return this.#headerBytes.map(([key, bytes]) => {
      const { value, encoding } = decode(bytes, this.#wanted('headers'), true)
      return encoding ? { key, value, valueEncoding: encoding } : { key, value }
    })
  }

  /** How many bytes key and value have. */
  get sizeBytes() {
    return (this.#keyBytes?.length ?? 0) + (this.#valueBytes?.length ?? 0)
  }

  toJSON() {
    const { topic, partition, offset, timestamp, key, keyEncoding, value, valueEncoding, headers } = this
    return { topic, partition, offset, timestamp, key, keyEncoding, value, valueEncoding, headers }
  }

  #keyDecoded() {
    return this.#key ??= decode(this.#keyBytes, this.#wanted('key'), true)
  }

  #valueDecoded() {
    return this.#value ??= decode(this.#valueBytes, this.#wanted('value'), false)
  }

  #wanted(field) {
    return typeof this.#encoding === 'object' ? this.#encoding[field] : this.#encoding
  }
}
