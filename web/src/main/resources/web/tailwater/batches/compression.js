// Every compression of record batches, by its number in their attributes. What is not in the platform is loaded when met.
import { joined } from './bytes.js'

const LARGEST = 128 * 1024 * 1024 // of what comes out, so that a bomb is an error and not the end of the page

const DECOMPRESSORS = {
  1: gunzip,
  2: async (bytes) => (await import('./snappy.js')).snappy(bytes, LARGEST),
  3: async (bytes) => (await import('./lz4.js')).lz4(bytes, LARGEST),
  4: async (bytes) => (await import('./zstd.js')).zstd(bytes, LARGEST)
}

export function decompress(compression, bytes) {
  const decompressor = DECOMPRESSORS[compression]
  if (!decompressor) throw new RangeError(`there is no compression ${compression}`)
  return decompressor(bytes)
}

async function gunzip(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  const chunks = []
  let size = 0
  for (let reader = stream.getReader(), chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    chunks.push(chunk.value)
    size += chunk.value.length
    if (size > LARGEST) {
      await reader.cancel()
      throw new RangeError('more comes out than this client takes')
    }
  }
  return joined(chunks, size)
}
