import { Bytes } from './bytes.js'
import { Output } from './output.js'

const XERIAL = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]
const XERIAL_HEADER_BYTES = 16

/** Snappy, in the framing of snappy-java that Kafka's clients use, or bare. */
export function snappy(bytes, largest) {
  const output = new Output(bytes.length * 3, largest)
  if (!XERIAL.every((byte, i) => bytes[i] === byte)) {
    block(bytes, output)
    return output.bytes()
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length;) {
    const length = view.getInt32(at)
    if (length < 0 || at + 4 + length > bytes.length) throw new RangeError('a snappy block is not whole')
    block(bytes.subarray(at + 4, at + 4 + length), output)
    at += 4 + length
  }
  return output.bytes()
}

/** Format: github.com/google/snappy, format_description.txt. */
function block(bytes, output) {
  const input = new Bytes(bytes)
  const size = uncompressedSize(input)
  const end = output.size + size
  while (input.left > 0) {
    const tag = input.take(1)[0]
    const kind = tag & 3
    if (kind === 0) {
      const short = tag >>> 2
      output.literal(input.take((short < 60 ? short : little(input, short - 59)) + 1))
    } else if (kind === 1) {
      output.copy((tag & 0xe0) << 3 | input.take(1)[0], (tag >>> 2 & 7) + 4)
    } else {
      output.copy(little(input, kind === 2 ? 2 : 4), (tag >>> 2) + 1)
    }
  }
  if (output.size !== end) throw new RangeError('a snappy block has another size than it says')
}

function uncompressedSize(input) {
  let size = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = input.take(1)[0]
    size += (byte & 0x7f) * scale
    if (byte < 0x80) return size
  }
}

function little(input, count) {
  return input.take(count).reduce((sum, byte, i) => sum + byte * 256 ** i, 0)
}
