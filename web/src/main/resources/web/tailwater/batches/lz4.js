import { Output } from './output.js'

const MAGIC = 0x184d2204
const CONTENT_SIZE = 0x08
const BLOCK_CHECKSUMS = 0x10
const DICTIONARY = 0x01
const STORED = 0x80000000
const SHORTEST_COPY = 4

/** LZ4 in its frame format: github.com/lz4/lz4, doc/lz4_Frame_format.md. Checksums are not looked at: the batch has its own. */
export function lz4(bytes, largest) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const output = new Output(bytes.length * 3, largest)
  for (let at = 0; at < bytes.length;) at = frame(view, bytes, at, output)
  return output.bytes()
}

function frame(view, bytes, begin, output) {
  if (view.getUint32(begin, true) !== MAGIC) throw new RangeError('not an lz4 frame')
  const flags = view.getUint8(begin + 4)
  let at = begin + 7 + (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY ? 4 : 0)
  for (let size = view.getUint32(at, true); size !== 0; size = view.getUint32(at, true)) {
    const length = size & ~STORED
    if (at + 4 + length > bytes.length) throw new RangeError('an lz4 block is not whole')
    const content = bytes.subarray(at + 4, at + 4 + length)
    if (size >= STORED) output.literal(content)
    else block(content, output)
    at += 4 + length + (flags & BLOCK_CHECKSUMS ? 4 : 0)
  }
  return at + 4 + (flags & 0x04 ? 4 : 0)
}

/** Format: github.com/lz4/lz4, doc/lz4_Block_format.md. */
function block(bytes, output) {
  let at = 0
  const more = (nibble) => {
    let length = nibble
    for (let byte = 255; nibble === 15 && byte === 255; length += byte) {
      if (at >= bytes.length) throw new RangeError('an lz4 length is not whole')
      byte = bytes[at++]
    }
    return length
  }
  while (at < bytes.length) {
    const token = bytes[at++]
    const literal = more(token >>> 4)
    if (at + literal > bytes.length) throw new RangeError('an lz4 literal is not whole')
    output.literal(bytes.subarray(at, at + literal))
    at += literal
    if (at >= bytes.length) return
    const distance = bytes[at] | bytes[at + 1] << 8
    at += 2
    output.copy(distance, more(token & 15) + SHORTEST_COPY)
  }
}
